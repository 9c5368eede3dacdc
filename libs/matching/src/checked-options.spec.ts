import { describe, expect, it } from '@jest/globals';
import { checkedOptions } from './checked-options.js';
import { DEFAULT_NEEDS } from './data/needs.js';
import { type EpochOptions, freezeEpoch } from './epoch/epoch.js';
import { LiveMatcher } from './live/live-matcher.js';
import { createMatcher } from './match.js';
import { DuplicateRecordError, InvalidOptionError } from './match.errors.js';
import { CRITERIA, type MarketRecord, type ResourceRecord } from './model.js';
import { DEFAULT_JARGON, DEFAULT_WEIGHTS, type MatchOptions } from './options.js';
import type { RankingOptions } from './ranking/rank-pool.js';
import { smallWorld } from './testing/records.js';

const epoch = freezeEpoch([]);

const WRONG: readonly [path: string, options: unknown][] = [
  ['options', null],
  ['options', []],
  ['options', 5],
  ['options', 'x'],
  ['wieghts', { wieghts: {} }],
  ['weights', { weights: [1] }],
  ['weights.sizee', { weights: { sizee: 1 } }],
  ['weights.size', { weights: { size: 'a' } }],
  ['weights.size', { weights: { size: -1 } }],
  ['top', { top: 'x' }],
  ['top', { top: 1.5 }],
  ['jargon', { jargon: '项目' }],
  ['places[1]', { places: ['x', 1] }],
  ['aliases', { aliases: 5 }],
  ['aliases[0]', { aliases: ['PGA'] }],
  ['industries[0].name', { industries: [{ code: '26' }] }],
  ['listedCompanies', { listedCompanies: {} }],
  ['relatedIndustries[0]', { relatedIndustries: [['26', '06', '44']] }],
  ['needs[0].side', { needs: [{}] }],
  ['needs[0].strength', { needs: [{ ...DEFAULT_NEEDS[0], strength: 2 }] }],
  ['needs[0]', { needs: [{ side: 'market', category: 'x', strength: 1, source: 'x' }] }],
  ['constraints.prohibited', { constraints: { prohibited: [] } }],
  ['constraints.prohibitedIndustryCodes', { constraints: { prohibitedIndustryCodes: '44' } }],
  ['constraints.prohibitedIndustryCodes[0]', { constraints: { prohibitedIndustryCodes: ['C'] } }],
  ['constraints.landedPairs[0].enterpriseId', { constraints: { landedPairs: [{ projectId: 'P' }] } }],
  ['constraints.maximumInvestmentToAssets', { constraints: { maximumInvestmentToAssets: '3' } }],
  [
    'constraints.pauses[0].until',
    { constraints: { pauses: [{ enterpriseId: 'E', because: 'x', until: '2026-02-30' }] } },
  ],
  ['referenceYear', { referenceYear: '2026' }],
];

describe('options at the door', () => {
  it.each(WRONG)('%s is refused by its path', (path, options) => {
    expect(() => createMatcher(smallWorld(), options as MatchOptions)).toThrow(InvalidOptionError);
    expect(() => checkedOptions(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', path }));
  });

  it.each(CRITERIA)('a weight of %s that is no finite number is refused', (name) => {
    for (const weight of [Number.NaN, Infinity, -Infinity])
      expect(() => checkedOptions({ weights: { [name]: weight } })).toThrow(
        `weights.${name}: expected a finite number`,
      );
  });

  it.each(WRONG)('the parts of an index refuse %s as well', (path, options) => {
    const { enterprises } = smallWorld();
    const refused = expect.objectContaining({ code: 'INVALID_OPTION', path });
    expect(() => freezeEpoch(enterprises, options as EpochOptions)).toThrow(refused);
    expect(() => new LiveMatcher({ epoch, segments: [] }, options as RankingOptions)).toThrow(refused);
  });

  it.each([
    ['sampleSize', { sampleSize: 0 }],
    ['sampleSize', { sampleSize: '20000' }],
    ['arena', { arena: {} }],
    ['sampelSize', { sampelSize: 20 }],
  ])('an epoch is not frozen with a wrong %s', (path, options) => {
    expect(() => freezeEpoch([], options as EpochOptions)).toThrow(expect.objectContaining({ path }));
  });

  it('takes the defaults and every option there is', () => {
    const options: MatchOptions = {
      weights: DEFAULT_WEIGHTS,
      top: 3,
      industries: [{ code: 'C', name: '制造业' }],
      aliases: [['PGA', '聚乙醇酸']],
      jargon: DEFAULT_JARGON,
      places: ['梨树镇'],
      listedCompanies: [],
      relatedIndustries: [['26', '06']],
      needs: DEFAULT_NEEDS,
      referenceYear: 2026,
      constraints: {
        prohibitedIndustryCodes: ['C2614', '44'],
        landedPairs: [],
        maximumInvestmentToAssets: 3,
        pauses: [{ enterpriseId: 'E00', because: '资金紧张', until: '2027-01-31' }],
      },
    };
    expect(checkedOptions(options)).toBe(options);
    expect(createMatcher(smallWorld(), options).enterprisesFor('coal')).toHaveLength(3);
  });

  it('refuses a length that is none, in both directions', () => {
    const matcher = createMatcher(smallWorld());
    for (const top of [-1, Number.NaN, 1.5]) {
      expect(() => matcher.enterprisesFor('coal', { top })).toThrow(InvalidOptionError);
      expect(() => matcher.projectsFor('E00', { top })).toThrow(InvalidOptionError);
    }
    expect(matcher.enterprisesFor('coal', { top: Infinity }).length).toBeGreaterThan(3);
  });

  it('refuses two resources or two markets of one id', () => {
    const fact: ResourceRecord & MarketRecord = { id: 'R', name: '煤炭', category: '煤炭' };
    expect(() => createMatcher({ ...smallWorld(), resources: [fact, fact] })).toThrow(DuplicateRecordError);
    expect(() => createMatcher({ ...smallWorld(), markets: [fact, fact] })).toThrow('two markets with id R');
  });
});
