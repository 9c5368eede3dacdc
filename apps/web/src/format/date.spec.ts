import { describe, expect, it } from '@jest/globals';
import { dayOf, formatAgo, formatInstant } from './date.js';

describe('date', () => {
  it('shows an instant as the clock of Shanghai shows it', () => {
    expect(formatInstant('2026-11-22T16:30:00.000Z')).toBe('2026-11-23 00:30');
    expect(dayOf('2026-11-22T16:30:00.000Z')).toBe('2026-11-23');
    expect(formatInstant(null)).toBe('');
  });

  it('says how long ago, and the date from two days on', () => {
    const now = new Date('2026-11-22T12:00:00Z');
    expect(formatAgo('2026-11-22T11:59:40Z', now)).toBe('刚刚');
    expect(formatAgo('2026-11-22T11:15:00Z', now)).toBe('45分钟前');
    expect(formatAgo('2026-11-21T11:00:00Z', now)).toBe('25小时前');
    expect(formatAgo('2026-11-20T01:00:00Z', now)).toBe('2026-11-20');
  });
});
