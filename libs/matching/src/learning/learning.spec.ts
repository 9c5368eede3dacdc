import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CRITERIA, type CriterionName } from '../model.js';
import { DEFAULT_WEIGHTS } from '../options.js';
import { withExploration } from './explore.js';
import { compareWeights, isBacktestProject, learnWeights, rankingQuality } from './learn.js';
import { type Outcome, OUTCOMES, type SeenList, type SeenSuggestion } from './model.js';
import { preferencesOf, trainWeights } from './train.js';

const seen = (position: number, values: SeenSuggestion['values'], outcome?: Outcome): SeenSuggestion => ({
  enterpriseId: `E${position}`,
  position,
  values,
  ...(outcome && { outcome }),
});
const list = (suggestions: SeenSuggestion[], projectId = 'P1'): SeenList => ({
  projectId,
  version: 'run 1',
  suggestions,
});
const at = (name: CriterionName) => CRITERIA.indexOf(name);

const arbitraryList = fc
  .record({
    projectId: fc.string({ minLength: 1, maxLength: 4 }),
    suggestions: fc.array(
      fc.record({
        values: fc.record(
          Object.fromEntries(CRITERIA.map((name) => [name, fc.double({ min: 0, max: 1, noNaN: true })])),
        ),
        outcome: fc.option(fc.constantFrom(...OUTCOMES), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 8 },
    ),
  })
  .map(({ projectId, suggestions }) =>
    list(
      suggestions.map(({ values, outcome }, i) => seen(i + 1, values, outcome)),
      projectId,
    ),
  );

describe('what a seen list says', () => {
  it('prefers what was taken up to what was passed over above it, and says nothing of what stood below', () => {
    const preferences = preferencesOf(list([seen(1, { size: 1 }), seen(2, { trade: 1 }, 'accepted'), seen(3, {})]));
    expect(preferences).toHaveLength(1);
    expect(preferences[0].difference[at('trade')]).toBe(1);
    expect(preferences[0].difference[at('size')]).toBe(-1);
    expect(preferences[0].voice).toBe(1);
  });

  it('earns nothing by a high place', () => {
    expect(preferencesOf(list([seen(1, { trade: 1 }, 'accepted'), seen(2, {}), seen(3, {})]))).toEqual([]);
  });

  it('prefers the taken-up to the dismissed wherever they stood, and the landed to the accepted', () => {
    const preferences = preferencesOf(
      list([
        seen(1, { words: 1 }, 'accepted'),
        seen(2, { words: 0.2 }, 'dismissed'),
        seen(3, { words: 0.4 }, 'landed'),
      ]),
    );
    expect(preferences.map(({ difference }) => difference[at('words')].toFixed(1))).toEqual(['0.8', '-0.6', '0.2']);
    // Landed (5) beats accepted (1) by 4 and dismissed (0) by 5: its voice log2(6) is shared 4 : 5.
    const [, overAccepted, overDismissed] = preferences.map(({ voice }) => voice);
    expect(overAccepted + overDismissed).toBeCloseTo(Math.log2(6), 12);
    expect(overAccepted / overDismissed).toBeCloseTo(4 / 5, 12);
  });

  it('two dismissals say nothing of each other', () => {
    expect(preferencesOf(list([seen(1, {}, 'dismissed'), seen(2, {}, 'dismissed')]))).toEqual([]);
  });
});

describe('training', () => {
  const forTrade = Array.from({ length: 100 }, (_, i) =>
    list([seen(1, { size: 1 }), seen(2, { trade: 1 }, 'accepted')], `P${i}`),
  );

  it('moves the weights towards what was preferred, and no other', () => {
    const { weights, positives, preferences } = trainWeights(forTrade);
    expect([positives, preferences]).toEqual([100, 100]);
    expect(weights.trade).toBeGreaterThan(DEFAULT_WEIGHTS.trade);
    expect(weights.size).toBeLessThan(DEFAULT_WEIGHTS.size);
    expect(weights.place).toBe(DEFAULT_WEIGHTS.place);
  });

  it('reaches the minimum worked out by hand', () => {
    // d = trade − size; both move by the same step s: pull·s = 1 / (1 + e^(−1.2 + 2s)), pull .2.
    const { weights } = trainWeights(forTrade);
    const step = weights.trade - DEFAULT_WEIGHTS.trade;
    expect(DEFAULT_WEIGHTS.size - weights.size).toBeCloseTo(step, 6);
    expect(0.2 * step).toBeCloseTo(1 / (1 + Math.exp(DEFAULT_WEIGHTS.trade - DEFAULT_WEIGHTS.size + 2 * step)), 6);
  });

  it('pulls .2 per positive up to 200 positives, and less beyond', () => {
    expect(trainWeights(forTrade).pull).toBe(0.2);
    const many = Array.from({ length: 8 }, (_, version) =>
      forTrade.map((one) => ({ ...one, version: `run ${version}` })),
    ).flat();
    expect(trainWeights(many).pull).toBeCloseTo(0.05, 12);
  });

  it('without feedback keeps the defaults', () => {
    expect(trainWeights([])).toMatchObject({ weights: DEFAULT_WEIGHTS, positives: 0, preferences: 0 });
  });

  it('never makes a weight negative, and the order of the lists changes nothing', () => {
    fc.assert(
      fc.property(fc.array(arbitraryList, { maxLength: 12 }), (lists) => {
        const versioned = lists.map((one, i) => ({ ...one, version: `run ${i}` }));
        const { weights } = trainWeights(versioned, { pull: 0.01 });
        for (const name of CRITERIA) expect(weights[name]).toBeGreaterThanOrEqual(0);
        expect(trainWeights([...versioned].reverse(), { pull: 0.01 }).weights).toEqual(weights);
      }),
      { numRuns: 60 },
    );
  });
});

describe('judging', () => {
  it('nDCG of a list worked out by hand', () => {
    const one = list([seen(1, { words: 1 }), seen(2, { trade: 1 }, 'accepted')]);
    expect(rankingQuality(one, { ...DEFAULT_WEIGHTS, words: 2, trade: 1 })).toBeCloseTo(1 / Math.log2(3), 12);
    expect(rankingQuality(one, { ...DEFAULT_WEIGHTS, words: 1, trade: 2 })).toBe(1);
  });

  it('the same weights are never better than themselves', () => {
    fc.assert(
      fc.property(fc.array(arbitraryList, { minLength: 1, maxLength: 10 }), (lists) => {
        expect(compareWeights(lists, DEFAULT_WEIGHTS, DEFAULT_WEIGHTS)).toMatchObject({
          difference: 0,
          low: 0,
          high: 0,
        });
      }),
      { numRuns: 20 },
    );
  });

  const decided = (count: number) =>
    Array.from({ length: count }, (_, i) =>
      list([seen(1, { size: 1 }), seen(2, { trade: 1 }, 'accepted')], `project ${i}`),
    );

  it('promotes what orders the lists set aside better, and says by how much', () => {
    const result = learnWeights(decided(300), DEFAULT_WEIGHTS);
    expect(result.verdict).toBe('PROMOTED');
    const setAside = decided(300).filter(({ projectId }) => isBacktestProject(projectId)).length;
    expect(result.backtestLists).toBe(setAside);
    expect(result.training.positives).toBe(300 - setAside);
    expect(result.againstActive?.candidate).toBe(1);
    expect(result.againstActive?.difference).toBeCloseTo(1 - 1 / Math.log2(3), 12);
    expect(learnWeights(decided(300), result.training.weights).verdict).toBe('NO_GAIN');
  });

  it('says what is missing', () => {
    expect(learnWeights([], DEFAULT_WEIGHTS).verdict).toBe('TOO_FEW_POSITIVES');
    expect(learnWeights(decided(30), DEFAULT_WEIGHTS).verdict).toBe('TOO_FEW_POSITIVES');
    expect(learnWeights(decided(50), DEFAULT_WEIGHTS).verdict).toBe('BACKTEST_TOO_SMALL');
  });

  it('keeps what is in use where the lists set aside say otherwise', () => {
    const contrary = decided(300).map((one) =>
      isBacktestProject(one.projectId)
        ? list([seen(1, { size: 1 }, 'accepted'), seen(2, { trade: 1 })], one.projectId)
        : one,
    );
    expect(learnWeights(contrary, DEFAULT_WEIGHTS).verdict).toBe('MAY_BE_WORSE_THAN_ACTIVE');
    const learnt = learnWeights(decided(300), DEFAULT_WEIGHTS).training.weights;
    expect(learnWeights(contrary, learnt).verdict).toBe('MAY_BE_WORSE_THAN_DEFAULTS');
  });
});

describe('exploration', () => {
  const fifty = Array.from({ length: 50 }, (_, i) => `E${i + 1}`);

  it('is off unless asked for', () => {
    expect(withExploration(fifty, { seed: 'run/project' }).map(({ item }) => item)).toEqual(fifty);
  });

  it('loses and doubles nothing, marks what it moved up, and keeps the others in order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 80 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.string(),
        (length, share, seed) => {
          const ranked = Array.from({ length }, (_, i) => i + 1);
          const places = withExploration(ranked, { share, seed });
          expect(places.map(({ item }) => item).sort((a, b) => a - b)).toEqual(ranked);
          for (const { item, rank } of places) expect(rank).toBe(item);
          const moved = places.filter(({ isExploration }) => isExploration);
          for (const { rank } of moved) expect(rank > 10 && rank <= 50).toBe(true);
          const others = places.filter(({ isExploration }) => !isExploration).map(({ rank }) => rank);
          expect(others).toEqual(others.toSorted((a, b) => a - b));
        },
      ),
    );
  });

  it('gives about one place in twenty, the same for the same seed', () => {
    const moved = (seed: string) =>
      withExploration(fifty, { share: 0.05, seed }).filter(({ isExploration }) => isExploration);
    const counts = Array.from({ length: 2_000 }, (_, i) => moved(`seed ${i}`).length);
    const share = counts.reduce((sum, count) => sum + count, 0) / 20_000;
    expect(share).toBeGreaterThan(0.045);
    expect(share).toBeLessThan(0.055);
    expect(moved('seed 7')).toEqual(moved('seed 7'));
  });
});
