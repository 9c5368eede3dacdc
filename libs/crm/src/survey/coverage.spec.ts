import { describe, expect, it } from '@jest/globals';
import { codesOf } from '@lianghuan/contracts';
import fc from 'fast-check';
import { coverageOf } from './coverage.js';

const cell = fc
  .record({
    area: fc.integer({ min: 0, max: 4 }),
    state: fc.constantFrom(...codesOf('surveyCellState')),
    rows: fc.nat(50),
    expired: fc.nat(5),
    isOverdue: fc.boolean(),
  })
  .map((one) => ({
    ...one,
    isCovered: (one.state === 'verified' || one.state === 'confirmed_none') && one.expired === 0,
  }));

describe('coverage of a survey', () => {
  it('adds up, however the cells are grouped', () => {
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 60 }), (cells) => {
        const total = coverageOf(cells);
        const parts = [0, 1, 2, 3, 4].map((area) => coverageOf(cells.filter((one) => one.area === area)));
        for (const figure of ['cells', 'covered', 'lapsed', 'overdue', 'rows', 'expired'] as const) {
          expect(parts.reduce((sum, part) => sum + part[figure], 0)).toBe(total[figure]);
        }
        expect(Object.values(total.states).reduce((sum, count) => sum + count, 0)).toBe(total.cells);
        expect(total.covered + total.lapsed).toBe(total.states.verified + total.states.confirmed_none);
        expect(total.share).toBe(total.cells === 0 ? null : total.covered / total.cells);
      }),
    );
  });
});
