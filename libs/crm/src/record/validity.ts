import type { FieldIssue } from '@lianghuan/contracts';
import { ValidationError } from '@lianghuan/platform';
import { confirmedUntil } from './freshness.js';
import type { RecordEntity } from './record.entity.js';

/** Years from the survey, or from today where that is later, beyond which nobody knows what still holds. */
const LONGEST_YEARS = 10;

type Dated = Pick<RecordEntity, 'surveyedOn' | 'verifiedOn' | 'confirmedOn' | 'validUntil'>;

/**
 * Checks the days of a row as it will be stored, as far as they change: nothing was surveyed, verified or confirmed in the future, and
 * nothing holds to before its survey or without end.
 * @throws {ValidationError}
 */
export function checkValidity(row: Dated, before: Dated | undefined, today: string): void {
  const issues: FieldIssue[] = [];
  for (const path of ['surveyedOn', 'verifiedOn', 'confirmedOn'] as const) {
    const day = row[path];
    if (day !== null && day > today && day !== before?.[path]) {
      issues.push({ path, code: 'in_the_future', message: '日期不能晚于今天' });
    }
  }
  const { surveyedOn, validUntil } = row;
  const isChanged = validUntil !== before?.validUntil || surveyedOn !== before.surveyedOn;
  if (validUntil !== null && isChanged && issues.length === 0) {
    const from = surveyedOn !== null && surveyedOn > today ? surveyedOn : today;
    const last = `${Number(from.slice(0, 4)) + LONGEST_YEARS}${from.slice(4)}`;
    if (surveyedOn !== null && validUntil < surveyedOn) {
      issues.push({ path: 'validUntil', code: 'before_survey', message: '有效期不能早于调查日期' });
    } else if (validUntil > last) {
      issues.push({ path: 'validUntil', code: 'too_late', message: `有效期最长${LONGEST_YEARS}年` });
    }
  }
  if (issues.length > 0) throw new ValidationError(issues);
}

/**
 * Until when a row holds: where nobody said so, a year from its survey, or else from the day it was put down (measure 1a: surveyed again each
 * year). What was worked out from an earlier survey is worked out anew.
 */
export function validityOf(row: Dated, before: Dated | undefined, madeOn: string): string {
  const derived = ({ surveyedOn }: Dated) => confirmedUntil(surveyedOn ?? madeOn);
  const isOutdated =
    before !== undefined && row.validUntil === before.validUntil && before.validUntil === derived(before);
  return row.validUntil === null || isOutdated ? derived(row) : row.validUntil;
}
