import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import { highestAtRank } from './highest-at-rank.js';

it('finds the number at a rank, equal ones counted each', () => {
  const number = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ noNaN: true }));
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 80 }), fc.nat(), (numbers, at) => {
      const rank = 1 + (at % numbers.length);
      const inOrder = numbers.toSorted((a, b) => b - a);
      expect(highestAtRank(Float64Array.from(numbers), rank) === inOrder[rank - 1]).toBe(true);
    }),
  );
});
