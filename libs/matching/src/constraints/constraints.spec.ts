import { describe, expect, it } from '@jest/globals';
import { explainInWords } from '../explanation/words.js';
import { REASONS } from '../explanation/names.js';
import { createMatcher } from '../match.js';
import type { ConstraintName, SiteCondition, SiteVerdict } from '../model.js';
import { crowd, smallWorld } from '../testing/records.js';
import { judgeConstraints } from './all.js';

const RULES: readonly [SiteCondition, ConstraintName, string][] = [
  ['title', 'titleClear', 'TITLE'],
  ['land', 'landAvailable', 'LAND'],
  ['energy', 'energyAvailable', 'ENERGY'],
  ['water', 'waterAvailable', 'WATER'],
  ['environment', 'environmentCleared', 'ENVIRONMENT'],
];

describe.each(RULES)('what the site needs: %s', (condition, constraint, code) => {
  const matcherWith = (verdict?: SiteVerdict) => {
    const world = smallWorld();
    return createMatcher({
      ...world,
      projects: world.projects.map((project) =>
        verdict ? { ...project, siteConditions: { [condition]: verdict } } : project,
      ),
    });
  };

  it.each([
    ['settled', 'pass', `${code}_SETTLED`],
    ['partial', 'unknown', `${code}_PARTIAL`],
    ['open', 'unknown', `${code}_OPEN`],
    [undefined, 'unknown', `${code}_UNKNOWN`],
  ] as const)('%s lets the project through, with its reason', (verdict, expected, reason) => {
    const [best] = matcherWith(verdict).enterprisesFor('coal');
    expect(best?.constraints).toContainEqual({ constraint, verdict: expected, reason });
    for (const locale of ['zh-CN', 'en'] as const) expect(REASONS[reason]?.[locale]).toBeTruthy();
  });

  it('refused proposes nobody, and says so for any pair', () => {
    const matcher = matcherWith('refused');
    expect(matcher.enterprisesFor('coal')).toEqual([]);
    const { constraints, whyNot } = matcher.explain('coal', 'E10');
    expect(whyNot).toEqual([{ reason: 'CONSTRAINT_FAILED', details: { constraint, because: `${code}_REFUSED` } }]);
    const failed = constraints.find(({ verdict }) => verdict === 'fail');
    expect(failed && explainInWords(failed, 'zh-CN')).toContain('不通过');
  });

  it('moves no score', () => {
    const scores = (verdict: SiteVerdict) =>
      matcherWith(verdict)
        .enterprisesFor('coal')
        .map(({ score }) => score);
    expect(scores('open')).toEqual(scores('settled'));
  });
});

describe('capacity', () => {
  it('is unknown where one of the two figures is no finite number', () => {
    const [project] = smallWorld().projects;
    const verdict = (totalInvestmentWan: number, assetsWan: number) =>
      judgeConstraints({
        project: { ...project, totalInvestmentWan },
        enterprise: { id: 'E', industryCodes: [], assetsWan },
        options: { maximumInvestmentToAssets: 3 },
      }).find(({ constraint }) => constraint === 'capacity')?.verdict;
    expect([verdict(1, Infinity), verdict(Infinity, 1), verdict(Infinity, Infinity), verdict(NaN, 1)]).toEqual(
      Array.from({ length: 4 }, () => 'unknown'),
    );
    expect([verdict(9, 3), verdict(10, 3)]).toEqual(['pass', 'fail']);
  });
});

describe('why not', () => {
  it('tells a pair outside the candidates how far it is from each list, and what its score would be', () => {
    const enterprises = crowd(900);
    const matcher = createMatcher({ projects: smallWorld().projects, enterprises }, { top: 20 });
    const ranked = new Set(matcher.enterprisesFor('coal', { top: 900 }).map(({ enterpriseId }) => enterpriseId));
    const outside = enterprises.filter(
      ({ id, status, doNotContact }) => !ranked.has(id) && status !== 'woundUp' && !doNotContact,
    );
    expect(outside.length).toBeGreaterThan(0);
    for (const { id } of outside.slice(0, 50)) {
      const { whyNot, score } = matcher.explain('coal', id);
      expect(whyNot.map(({ reason }) => reason)).toEqual(['NOT_A_CANDIDATE', 'BELOW_WORDS_LIST', 'BELOW_NEAR_LIST']);
      expect(whyNot[0]?.details?.score).toBe(score);
      for (const { details } of whyNot.slice(1))
        expect(Number(details?.value)).toBeLessThanOrEqual(Number(details?.needed));
      for (const item of whyNot)
        for (const locale of ['zh-CN', 'en'] as const) expect(explainInWords(item, locale)).not.toMatch(/[?{]|_LIST/);
    }
  });
});
