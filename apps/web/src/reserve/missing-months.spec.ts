import { describe, expect, it } from '@jest/globals';
import { missingMonths } from './missing-months.js';

describe('months without a snapshot', () => {
  it('are those between the first and the last, over the turn of a year', () => {
    expect(missingMonths(['2026-10', '2026-12', '2027-03'])).toEqual(['2026-11', '2027-01', '2027-02']);
    expect(missingMonths(['2026-10', '2026-11'])).toEqual([]);
    expect(missingMonths([])).toEqual([]);
  });
});
