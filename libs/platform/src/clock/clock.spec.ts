import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dayAfter, shanghaiDayOf } from './clock.js';

describe('shanghaiDayOf', () => {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' });

  it('is the day of each instant, whichever was asked for before', () => {
    const instant = fc.date({ min: new Date('1985-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(instant, fc.integer({ min: -7_200_000, max: 7_200_000 }), (at, apart) => {
        const near = new Date(at.getTime() + apart);
        expect([shanghaiDayOf(at), shanghaiDayOf(near)]).toEqual([format.format(at), format.format(near)]);
      }),
    );
  });

  it('begins a day at 16:00 UTC of the day before', () => {
    const days = ['2026-11-25T15:59:59.999Z', '2026-11-25T16:00:00Z'].map((at) => shanghaiDayOf(new Date(at)));
    expect(days).toEqual(['2026-11-25', '2026-11-26']);
  });
});

describe('dayAfter', () => {
  it('counts days over the ends of months, years and leap days, both ways', () => {
    expect([dayAfter('2024-02-28', 2), dayAfter('2026-01-01', -1), dayAfter('2026-11-26', 0)]).toEqual([
      '2024-03-01',
      '2025-12-31',
      '2026-11-26',
    ]);
  });
});
