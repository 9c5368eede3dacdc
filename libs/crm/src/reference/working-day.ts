import chineseDays from 'chinese-days';

/** The day itself where it is a working day (make-up days are), else the next one; both `YYYY-MM-DD`. A year without announced holidays has its weekends. */
export function workingDayFrom(day: string): string {
  return chineseDays.findWorkday(0, day);
}

/** Working days after `from` up to and with `to`; negative where `to` is before `from`. Both `YYYY-MM-DD`. */
export function workingDaysBetween(from: string, to: string): number {
  if (to < from) return -workingDaysBetween(to, from);
  return chineseDays.getWorkdaysInRange(from, to).filter((day) => day > from).length;
}
