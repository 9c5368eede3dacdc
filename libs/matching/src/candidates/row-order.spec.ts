import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { orderOfRows } from './row-order.js';

describe('orderOfRows', () => {
  it('gives the places of rows from the lowest to the highest, equal ones as they stand', () => {
    const rows = fc.oneof(fc.nat(600), fc.nat(300_000), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
    fc.assert(
      fc.property(fc.array(rows, { maxLength: 300 }), (given) => {
        const expected = given.map((_, place) => place).sort((a, b) => given[a] - given[b] || a - b);
        expect([...orderOfRows(Uint32Array.from(given), given.length).subarray(0, given.length)]).toEqual(expected);
      }),
    );
  });
});
