import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from '../learning/random.js';
import { CONFIDENCE_LIST_LENGTH, confidenceFeatures, confidenceOf, fitConfidence } from './confidence.js';
import type { ConfidenceSample } from './model.js';

/** Outcomes of lists of 20, taken up by σ(2·S − 4), one list after the other. */
function outcomes(count: number, seed = 1): ConfidenceSample[] {
  const random = seededRandom(seed);
  return Array.from({ length: Math.ceil(count / 20) }, (_, list) => {
    const scores = Array.from({ length: 20 }, () => 4 * random());
    return confidenceFeatures(scores).map((features) => ({
      listId: `list ${list}`,
      features,
      isTaken: random() < 1 / (1 + Math.exp(4 - 2 * features.score)),
    }));
  })
    .flat()
    .slice(0, count);
}

describe('standing in a list', () => {
  it('is worked out by hand', () => {
    const [first, second] = confidenceFeatures([2, 1]);
    expect(first).toMatchObject({ score: 2, behindBest: 0 });
    expect(first.crowding).toBeCloseTo(Math.log(Math.exp(2) + Math.exp(1)), 12);
    expect(second).toMatchObject({ score: 1, behindBest: -1 });
  });

  it('counts the best fifty only, in whatever order they come', () => {
    const scores = Array.from({ length: 80 }, (_, i) => i / 10);
    const crowding = confidenceFeatures(scores)[0].crowding;
    expect(confidenceFeatures(scores.slice(80 - CONFIDENCE_LIST_LENGTH))[0].crowding).toBeCloseTo(crowding, 12);
    expect(confidenceFeatures([...scores].reverse())[0].crowding).toBe(crowding);
  });

  it('stays finite for scores of any size, and for no list at all', () => {
    expect(confidenceFeatures([900, 899])[0].crowding).toBeCloseTo(900 + Math.log(1 + Math.exp(-1)), 9);
    expect(confidenceFeatures([])).toEqual([]);
  });
});

describe('a fit', () => {
  it('finds the shares the outcomes were made with, and says how far it can be trusted', () => {
    const fit = fitConfidence(outcomes(4_000));
    if (fit.status !== 'fitted') throw new Error(fit.reason);
    for (const score of [0.5, 2, 3.5]) {
      const [features] = confidenceFeatures([score, 3.9, 3.7, 3, 2.6, 2.2, 1.9, 1.5, 1.1, 0.8, 0.4, 0.2]);
      expect(confidenceOf(fit, features)?.share).toBeCloseTo(1 / (1 + Math.exp(4 - 2 * score)), 1);
    }
    expect(fit.reliability.expectedCalibrationError).toBeLessThan(0.04);
    expect(fit.reliability.bins.reduce((sum, { count }) => sum + count, 0)).toBe(4_000);
    const shares = fit.bands.map(({ count, taken }) => taken / count);
    expect(fit.bands.map(({ band }) => band)).toEqual(['high', 'middle', 'low']);
    expect(shares[0]).toBeGreaterThan(shares[1]);
    expect(shares[1]).toBeGreaterThan(shares[2]);
    expect(fit.bands.reduce((sum, { count }) => sum + count, 0)).toBe(fit.count);
    expect(fit.bands.reduce((sum, { taken }) => sum + taken, 0)).toBe(fit.taken);
  });

  it('gives no number below 100 outcomes', () => {
    const fit = fitConfidence(outcomes(99));
    expect(fit).toMatchObject({ status: 'insufficient', reason: 'TOO_FEW', count: 99, needed: 100 });
    expect(confidenceOf(fit, { score: 3, behindBest: 0, crowding: 4 })).toBeUndefined();
    expect(fitConfidence([])).toMatchObject({ status: 'insufficient', count: 0, taken: 0 });
    expect(fitConfidence(outcomes(100)).status).toBe('fitted');
  });

  it('gives no number where all, or almost all, ended alike', () => {
    const all = outcomes(300).map((sample) => ({ ...sample, isTaken: true }));
    expect(fitConfidence(all)).toMatchObject({ status: 'insufficient', reason: 'ONE_SIDED', taken: 300 });
    const few = all.map((sample, i) => ({ ...sample, isTaken: i < 9 }));
    expect(fitConfidence(few)).toMatchObject({ status: 'insufficient', reason: 'ONE_SIDED' });
  });

  it('is the same whatever the order of the outcomes', () => {
    const samples = outcomes(200);
    const whole = fitConfidence(samples);
    fc.assert(
      fc.property(fc.shuffledSubarray(samples, { minLength: samples.length }), (shuffled) => {
        expect(fitConfidence(shuffled)).toEqual(whole);
      }),
      { numRuns: 10 },
    );
  });

  it('gives shares between 0 and 1, also for outcomes that a line separates', () => {
    const separated = outcomes(200).map((sample) => ({ ...sample, isTaken: sample.features.score > 2 }));
    const fit = fitConfidence(separated);
    for (const score of [-1000, 0, 2, 4, 1000]) {
      const share = confidenceOf(fit, { score, behindBest: 0, crowding: score })?.share ?? Number.NaN;
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
    }
  });
});
