import { describe, expect, it } from '@jest/globals';
import { type SimulatedProject, simulateFeedback, uniform } from '../../../../test/support/simulated-feedback.js';
import { DEFAULT_WEIGHTS } from '../options.js';
import type { Weights } from './model.js';

/** Fifty enterprises that are more or less in the trade, which shows in their words, products and codes alike. */
function makeProject(id: string, random: () => number): SimulatedProject {
  return {
    id,
    candidates: Array.from({ length: 50 }, (_, i) => {
      const fit = random();
      const near = () => 0.55 * fit + 0.45 * random();
      return {
        id: `${id}-${i}`,
        values: {
          words: near(),
          focus: near(),
          product: near() * random(),
          productTopic: near(),
          trade: near(),
          codes: [0, 0.4, 0.5, 0.8, 1][Math.min(4, Math.floor((0.5 * fit + 0.5 * random()) * 5))],
          place: random() < 0.2 ? 1 : 0,
          size: random() * random(),
          park: random() < 0.1 ? 1 : 0,
        },
      };
    }),
  };
}

function run(truth: Weights, seed: number) {
  const random = uniform(seed * 7919);
  const fresh = Array.from({ length: 100 }, (_, i) => makeProject(`fresh ${i}`, random));
  return simulateFeedback({
    seed,
    truth,
    rounds: 5,
    projectsOf: (round) => Array.from({ length: 100 }, (_, i) => makeProject(`${round}/${i}`, random)),
    fresh,
  });
}

describe('learning from simulated feedback with a hidden preference', () => {
  const preferences: Record<string, Partial<Weights>> = {
    'the product decides, size hardly': { product: 2.4, size: 0 },
    'the own province and its trade decide': { place: 2.4, codes: 1.2 },
    'parks decide, the province not at all': { place: 0, size: 1, park: 1 },
  };
  it.each(Object.keys(preferences))(
    'gets better, and in no round worse than the defaults: %s',
    (name) => {
      const ends = [1, 2, 3].map((seed) => {
        const { before, rounds } = run({ ...DEFAULT_WEIGHTS, ...preferences[name] }, seed);
        for (const { quality } of rounds) expect(quality).toBeGreaterThanOrEqual(before);
        return (rounds.at(-1)?.quality ?? 0) - before;
      });
      expect(ends.reduce((sum, gain) => sum + gain, 0) / ends.length).toBeGreaterThan(0.03);
    },
    60_000,
  );

  it('leaves the defaults alone where they are what is wanted', () => {
    for (const seed of [1, 2, 3]) {
      const { before, rounds } = run(DEFAULT_WEIGHTS, seed);
      expect(before).toBe(1);
      expect(rounds.map(({ quality }) => quality)).toEqual(rounds.map(() => 1));
    }
  }, 60_000);
});
