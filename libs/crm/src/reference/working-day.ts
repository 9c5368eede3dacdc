import { dayAfter } from '@lianghuan/platform';
import chineseDays from 'chinese-days';

/** The day itself where it is a working day (make-up days are), else the next one; both `YYYY-MM-DD`. */
export function workingDayFrom(day: string): string {
  let candidate = day;
  while (!isWorkingDay(candidate)) candidate = dayAfter(candidate, 1);
  return candidate;
}

/** Working days after `from` up to and with `to`; negative where `to` is before `from`. Both `YYYY-MM-DD`. */
export function workingDaysBetween(from: string, to: string): number {
  if (to < from) return -workingDaysBetween(to, from);
  let count = 0;
  for (let day = dayAfter(from, 1); day <= to; day = dayAfter(day, 1)) if (isWorkingDay(day)) count += 1;
  return count;
}

/**
 * By the announcement of the State Council for the year. Before there is one, weekends and the days that are holidays by law: what is moved
 * about them is not known then.
 */
function isWorkingDay(day: string): boolean {
  const year = day.slice(0, 4);
  if (isAnnounced(year)) return chineseDays.isWorkday(day);
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !holidaysByLaw(year).has(day);
}

const announced = new Map<string, boolean>();

function isAnnounced(year: string): boolean {
  const known =
    announced.get(year) ?? chineseDays.getHolidaysInRange(`${year}-01-01`, `${year}-12-31`, false).length > 0;
  announced.set(year, known);
  return known;
}

const byLaw = new Map<string, ReadonlySet<string>>();

/** 全国年节及纪念日放假办法 §2 (as of 2025): 元旦, 除夕 to 初三, 清明, 劳动节 two days, 端午, 中秋, 国庆 three days. */
function holidaysByLaw(year: string): ReadonlySet<string> {
  const known = byLaw.get(year);
  if (known !== undefined) return known;
  const lunar = (monthAndDay: string) => chineseDays.getSolarDateFromLunar(`${year}-${monthAndDay}`).date;
  const holidays = new Set([
    ...['01-01', '05-01', '05-02', '10-01', '10-02', '10-03'].map((fixed) => `${year}-${fixed}`),
    ...[-1, 0, 1, 2].map((days) => dayAfter(lunar('01-01'), days)),
    chineseDays.getSolarTermDate(Number(year), 4, 'pure_brightness'),
    lunar('05-05'),
    lunar('08-15'),
  ]);
  byLaw.set(year, holidays);
  return holidays;
}
