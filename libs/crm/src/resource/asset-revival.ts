import { EXTRA_PREFIX, type ExtraValues } from '@lianghuan/contracts';
import { ValidationError } from '@lianghuan/platform';

/**
 * 盘活 of an idle asset (measure 20): 已盘活 with the day it was, or neither. Rows that contradicted themselves before there was this rule can
 * still be changed elsewhere; they do not count as revived, see {@link IS_REVIVED_SQL}.
 * @throws {ValidationError} with paths `extra.…`
 */
export function checkRevival(extra: ExtraValues, before: ExtraValues | undefined, today: string): void {
  const { useState, revivedOn } = extra;
  if (before !== undefined && before.useState === useState && before.revivedOn === revivedOn) return;
  const refuse = (name: string, code: string, message: string) =>
    new ValidationError([{ path: EXTRA_PREFIX + name, code, message }]);
  if (revivedOn !== undefined && String(revivedOn) > today) {
    throw refuse('revivedOn', 'in_the_future', '盘活日期不能晚于今天');
  }
  if (useState === 'revived' && revivedOn === undefined) {
    throw refuse('revivedOn', 'required', '使用状态为“已盘活”时须填写盘活日期');
  }
  if (useState !== 'revived' && revivedOn !== undefined) {
    throw refuse('useState', 'not_revived', '填了盘活日期的资产，使用状态须为“已盘活”');
  }
}

/** Whether an asset `r` counts as revived on the day `today`, as SQL. */
export const IS_REVIVED_SQL = (today: string) =>
  `(r.extra ->> 'useState' = 'revived' AND r.extra ->> 'revivedOn' <= ${today}::text)`;
