import { dayAfter } from '@lianghuan/platform';

/** State of a fact by its `validUntil` (measure 1d): `unknown` without one. */
export type Freshness = 'fresh' | 'due' | 'stale' | 'unknown';

/** Days before `validUntil` from which a row counts as due for re-survey. */
export const DUE_DAYS = 60;

/** Same rule as {@link freshnessOf}, in SQL over a row `r` and the day `:today`: the rows in each state, so that an index of the days serves. */
export const FRESHNESS_CONDITIONS: Readonly<Record<Freshness, string>> = {
  unknown: 'r.validUntil IS NULL',
  stale: 'r.validUntil < :today',
  due: `r.validUntil >= :today AND r.validUntil < :today::date + ${DUE_DAYS}`,
  fresh: `r.validUntil >= :today::date + ${DUE_DAYS}`,
};

/** State of a row. */
export const FRESHNESS_SQL = `(CASE ${Object.entries(FRESHNESS_CONDITIONS)
  .map(([state, condition]) => `WHEN ${condition} THEN '${state}'`)
  .join(' ')} END)`;

/** Last day a fact confirmed on a day holds, both `YYYY-MM-DD`: a year on, for what is surveyed is surveyed again each year (measure 1a). */
export function confirmedUntil(day: string): string {
  const sameDay = `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`;
  return sameDay.replace(/-02-29$/, '-02-28');
}

/** What 仍属实 writes on a row: who stands for it from today on, and until when; what held longer is not cut short. Days are `YYYY-MM-DD`. */
export function confirmationOf(validUntil: string | null, by: string, today: string) {
  const until = confirmedUntil(today);
  return {
    confirmedBy: by,
    confirmedOn: today,
    validUntil: validUntil !== null && validUntil > until ? validUntil : until,
  };
}

/** Freshness of a fact on a day: both `YYYY-MM-DD`. */
export function freshnessOf(validUntil: string | null, today: string): Freshness {
  if (validUntil === null) return 'unknown';
  if (validUntil < today) return 'stale';
  return validUntil < dayAfter(today, DUE_DAYS) ? 'due' : 'fresh';
}
