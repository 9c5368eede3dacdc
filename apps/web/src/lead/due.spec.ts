import { describe, expect, it } from '@jest/globals';
import { daysAfter, dueOf, isWaiting } from './due.js';

describe('a due date', () => {
  it.each([
    ['2026-11-20', 'bad', '逾期3天'],
    ['2026-11-22', 'bad', '逾期1天'],
    ['2026-11-23', 'warn', '今天到期'],
    ['2026-11-24', 'warn', '还有1天'],
    ['2026-11-26', 'warn', '还有3天'],
    ['2026-11-27', 'muted', ''],
  ])('%s is %s: %s', (day, tone, text) => {
    expect(dueOf(day, '2026-11-23')).toEqual({ tone, text });
  });

  it('counts days over the ends of months and years', () => {
    expect(dueOf('2026-12-31', '2027-01-02').text).toBe('逾期2天');
    expect(dueOf('2028-03-01', '2028-02-28').text).toBe('还有2天');
  });

  it('waits only for what is still worked on', () => {
    expect(isWaiting({ status: 'open' })).toBe(true);
    for (const status of ['paused', 'lost', 'done'] as const) expect(isWaiting({ status })).toBe(false);
  });

  it.each([
    ['2026-12-30', 3, '2027-01-02'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2026-03-01', -1, '2026-02-28'],
    ['2026-11-23', 0, '2026-11-23'],
  ])('%s and %i days is %s', (day, days, expected) => {
    expect(daysAfter(day, days)).toBe(expected);
  });
});
