import { describe, expect, it } from '@jest/globals';
import type { Contribution, Offer, Suggestion } from '@lianghuan/matching';
import { ContributionView, OfferItemView, type PairGapView, PairPointsView } from '@lianghuan/contracts';
import fc from 'fast-check';
import { inPlaces, type OfferFact, suggestionRow } from './suggestion-snapshot.js';

const CONTRIBUTION: Contribution = {
  criterion: 'words',
  weight: 0.6,
  value: 0.5,
  contribution: 0.3,
  known: true,
  evidence: [
    {
      kind: 'words',
      field: 'products.0',
      terms: [{ term: '水泥', weight: 1, project: [{ field: 'name', start: 0, end: 2 }], enterprise: [] }],
      from: ['8a3c1e9e-0000-4000-8000-000000000001', '8a3c1e9e-0000-4000-8000-000000000002'],
    },
  ],
};
const SUGGESTION: Suggestion = {
  projectId: 'p',
  enterpriseId: 'e',
  rank: 1,
  score: 0.3,
  contributions: [CONTRIBUTION],
  constraints: [{ constraint: 'contactAllowed', verdict: 'pass', reason: 'CONTACT_ALLOWED' }],
  fit: { verdict: 'clear', reason: 'TRADES_RELATED' },
};
const ITEM = {
  id: '8a3c1e9e-0000-4000-8000-000000000003',
  name: '无烟煤',
  category: '煤炭',
  score: 0.4,
  parts: { need: 1, proximity: 0.5, certainty: 0.8, quantity: 1 },
  reasons: ['NEED_INPUT', 'SAME_COUNTY'],
  needSource: 'matrix',
  allocable: true,
};
const OFFER: Offer = { resource: { ...ITEM, strategy: 'advantageBringsIndustry' }, market: ITEM, reasons: [] };
const GAP = {
  chainId: ITEM.id, chainName: '优质白酒', nodeId: ITEM.id, nodeName: '酒瓶', areaCode: '520523', areaName: '金沙县',
  gapClass: 'fill', rule: 'BUYERS_WAIT', ruleVersion: 'chain-rules/3', priority: 0.4, parts: [],
  facts: { enterprises: 0, buyers: 2, suppliers: 0, occupiedUpstream: 0, occupiedDownstream: 1, occupiedNodes: 1, nodes: 5, nearby: 0, planned: 1, resourceStrength: 0, marketStrength: 0, fillers: 3 },
} satisfies PairGapView; // prettier-ignore
const FACTS = {
  enterprises: new Map([['e', { name: '某公司', shortName: null, province: null, city: null, products: ['水泥'] }]]),
  offers: new Map([
    [ITEM.id, { areaName: '织金县', quantity: '25600000000.5', unit: '吨', year: 2010, sourceName: '某网' }],
  ]),
};

describe('what is stored of a suggestion', () => {
  it('fits the wire shape, keeps the words and tells how many enterprises a value was learnt from, not which', () => {
    const [stored] = suggestionRow(SUGGESTION, OFFER, undefined, FACTS).contributions;
    expect(() => ContributionView.parse(stored)).not.toThrow();
    expect(stored).toMatchObject({ evidence: [{ terms: [{ text: '水泥' }], learntFromCount: 2 }] });
    expect(JSON.stringify(stored)).not.toContain('8a3c1e9e');
  });

  it('plays the resource by its tier and the market for industry, with the figures of the register', () => {
    const { resource, market } = suggestionRow(SUGGESTION, OFFER, undefined, FACTS);
    for (const item of [resource, market]) expect(() => OfferItemView.parse(item)).not.toThrow();
    expect(resource).toMatchObject({ role: 'advantageBringsIndustry', quantity: '25600000000.5', areaName: '织金县' });
    expect(market).toMatchObject({
      role: 'marketForIndustry',
      reasons: [{ code: 'NEED_INPUT' }, { code: 'SAME_COUNTY' }],
    });
    expect(suggestionRow(SUGGESTION, undefined, undefined, FACTS)).toMatchObject({ resource: null, market: null });
  });

  it('judges the title by the resource on the table, and not at all where there is none', () => {
    const judged = (titleState: OfferFact['titleState'], offer: Offer | undefined = OFFER) => {
      const constraints = [{ constraint: 'titleClear', verdict: 'unknown', reason: 'TITLE_UNKNOWN' } as const];
      const offers = new Map([...FACTS.offers].map(([id, fact]): [string, OfferFact] => [id, { ...fact, titleState }]));
      return suggestionRow({ ...SUGGESTION, constraints }, offer, undefined, { ...FACTS, offers }).constraints;
    };
    expect(judged('clear')).toMatchObject([{ verdict: 'pass', reason: 'TITLE_SETTLED', details: { resourceId: ITEM.id, resourceName: '无烟煤' } }]); // prettier-ignore
    expect(judged('pending')).toMatchObject([{ verdict: 'unknown', reason: 'TITLE_OPEN' }]);
    expect(judged('unknown')).toMatchObject([{ verdict: 'unknown', reason: 'TITLE_UNKNOWN' }]);
    expect(judged('clear', { reasons: [] })).toEqual([]);
  });

  it('survives the way through JSON with contributions that add up to the score', () => {
    const parts = fc.array(fc.tuple(fc.double({ min: 0, max: 3, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })), { minLength: 1, maxLength: 12 }); // prettier-ignore
    fc.assert(
      fc.property(parts, (pairs) => {
        const contributions = pairs.map(([weight, value]) => ({ ...CONTRIBUTION, weight, value, contribution: weight * value })); // prettier-ignore
        const score = contributions.reduce((sum, { contribution }) => sum + contribution, 0);
        const row = suggestionRow({ ...SUGGESTION, score, contributions }, undefined, undefined, FACTS);
        const read = JSON.parse(JSON.stringify(row)) as { score: number; contributions: { contribution: number }[] };
        expect(read.score).toBe(score);
        expect(read.contributions.reduce((sum, { contribution }) => sum + contribution, 0)).toBe(score);
      }),
    );
  });

  it('gives points to score, resource, market and gap that add up to the total, whatever is missing', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: -1, max: 8, noNaN: true }), fc.option(share, { nil: undefined }), fc.option(share, { nil: undefined }), fc.option(share, { nil: undefined }), (score, resource, market, priority) => {
        const offer: Offer = {
          ...(resource === undefined ? {} : { resource: { ...ITEM, score: resource, strategy: 'advantageBringsIndustry' } }),
          ...(market === undefined ? {} : { market: { ...ITEM, score: market } }),
          reasons: [],
        };
        const gap = priority === undefined ? undefined : { ...GAP, priority };
        const { points } = suggestionRow({ ...SUGGESTION, score }, offer, gap, FACTS);
        expect(() => PairPointsView.parse(points)).not.toThrow();
        const sum = points.parts.reduce((total, { contribution }) => total + contribution, 0);
        expect(Math.abs(sum - points.total)).toBeLessThan(1e-9);
        for (const { weight, value, contribution } of points.parts) expect(contribution).toBe(weight * value);
        expect(points.parts[0]).toMatchObject({ part: 'match', weight: 1, value: score });
        expect(points.parts.map(({ part }) => part).slice(1)).toEqual([
          ...(resource === undefined ? [] : ['resource']), ...(market === undefined ? [] : ['market']), ...(gap === undefined ? [] : ['chainGap']),
        ]);
      }),
    ); // prettier-ignore
  });

  it('gives places of the first ten to ranks 11–50 and says so; nothing is lost, and off nothing moves', () => {
    const rows = Array.from({ length: 40 }, (_, i) => suggestionRow({ ...SUGGESTION, rank: i + 1 }, undefined, undefined, FACTS)); // prettier-ignore
    expect(inPlaces(rows, undefined, 'x')).toEqual(rows);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.string(), (share, seed) => {
        const placed = inPlaces(rows, share, seed);
        expect(placed.map(({ place }) => place)).toEqual(rows.map(({ rank }) => rank));
        expect(placed.map(({ rank }) => rank).sort((a, b) => a - b)).toEqual(rows.map(({ rank }) => rank));
        for (const { place, rank, is_exploration } of placed) {
          if (is_exploration) expect(place <= 10 && rank > 10 && rank <= 50).toBe(true);
        }
        expect(inPlaces(rows, share, seed)).toEqual(placed);
      }),
    );
    expect(inPlaces(rows, 1, 'x').filter(({ is_exploration }) => is_exploration)).toHaveLength(10);
  });

  it('refuses an enterprise that was not in the input', () => {
    expect(() => suggestionRow({ ...SUGGESTION, enterpriseId: 'x' }, undefined, undefined, FACTS)).toThrow(
      'not in the input',
    );
  });
});
