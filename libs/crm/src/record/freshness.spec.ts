import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { confirmedUntil, freshnessOf } from './freshness.js';

const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('a confirmed fact', () => {
  it('holds for a year, to a day there is', () => {
    expect(confirmedUntil('2023-04-30')).toBe('2024-04-30');
    expect(confirmedUntil('2024-02-29')).toBe('2025-02-28');
    fc.assert(
      fc.property(day, (today) => {
        const until = confirmedUntil(today);
        expect(new Date(`${until}T00:00:00Z`).toISOString().slice(0, 10)).toBe(until);
        const days = (Date.parse(until) - Date.parse(today)) / 86_400_000;
        expect([365, 366]).toContain(days);
        expect(freshnessOf(until, today)).toBe('fresh');
      }),
    );
  });
});
