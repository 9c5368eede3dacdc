import { describe, expect, it } from '@jest/globals';
import { readDataCsv } from '../csv/read-csv.js';
import { workingDayFrom, workingDaysBetween } from './working-day.js';

describe('working days', () => {
  it('are those of the announcements of the State Council that the product ships', () => {
    const days = readDataCsv('reference/calendar.csv');
    expect(days.length).toBeGreaterThan(100);
    for (const { date, is_workday: isWorkday } of days) {
      expect([date, workingDayFrom(date) === date]).toEqual([date, isWorkday === '1']);
    }
  });

  it('put a deadline in a holiday off to the first day after it, make-up days included', () => {
    expect(workingDayFrom('2026-10-03')).toBe('2026-10-08');
    expect(workingDayFrom('2026-10-10')).toBe('2026-10-10');
    expect(workingDayFrom('2026-11-28')).toBe('2026-11-30');
  });

  it('leave out the holidays by law of a year that is not announced yet', () => {
    // 元旦, 除夕 to 初三, 清明, 劳动节, 端午, 中秋, 国庆 of 2099.
    const off = ['01-01', '01-20', '01-21', '01-22', '01-23', '05-01', '10-01', '10-02'].map((day) => `2099-${day}`);
    expect(off.filter((day) => workingDayFrom(day) === day)).toEqual([]);
    expect(workingDayFrom('2099-10-01')).toBe('2099-10-05');
    expect(workingDaysBetween('2098-12-31', '2099-01-05')).toBe(2);
  });

  it('are counted without the first day, and backwards once it is over', () => {
    expect(workingDaysBetween('2026-09-30', '2026-10-10')).toBe(3);
    expect(workingDaysBetween('2026-11-26', '2026-11-26')).toBe(0);
    expect(workingDaysBetween('2026-11-30', '2026-11-26')).toBe(-2);
  });
});
