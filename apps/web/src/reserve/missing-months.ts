import dayjs from 'dayjs';

/** Months between the first and the last of these, `YYYY-MM` in order, that are not among them. */
export function missingMonths(periods: readonly string[]): string[] {
  const there = new Set(periods);
  const [last = ''] = periods.slice(-1);
  const missing: string[] = [];
  for (let month = periods.at(0) ?? ''; month < last; month = dayjs(`${month}-01`).add(1, 'month').format('YYYY-MM')) {
    if (!there.has(month)) missing.push(month);
  }
  return missing;
}
