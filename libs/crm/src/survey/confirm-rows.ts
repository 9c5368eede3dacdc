import { type SurveyCellView, surveyFieldParts } from '@lianghuan/contracts';
import { type Actor, AppError } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { confirmationOf, DUE_DAYS } from '../record/freshness.js';
import type { SurveyRegisters } from './survey-registers.js';

/** Rows one submission confirms; more are confirmed in the list first. */
const MOST = 2000;

/**
 * 仍属实 for the rows of a cell that are past their validity, about to be or without any: through the register, under its rules and rights.
 * @throws {AppError} SURVEY_TOO_MANY_ROWS
 */
export async function confirmRows(
  tx: EntityManager,
  registers: SurveyRegisters,
  cell: Pick<SurveyCellView, 'register' | 'field' | 'areaCode' | 'level' | 'countedLevels'>,
  actor: Actor,
  today: string,
): Promise<void> {
  const rows = (await tx.query(
    `SELECT id, version, valid_until::text AS "validUntil" FROM "${cell.register}"
     WHERE ($1::text IS NULL OR area_code = $1) AND kind = $2 AND level = ANY ($4) AND archived_at IS NULL AND (valid_until IS NULL OR valid_until < $3::date + ${DUE_DAYS}) ORDER BY id LIMIT ${MOST + 1}`,
    [cell.level === 'city' ? null : cell.areaCode, surveyFieldParts(cell.field).kind, today, cell.countedLevels],
  )) as { id: string; version: number; validUntil: string | null }[];
  if (rows.length > MOST) throw new AppError('SURVEY_TOO_MANY_ROWS', { most: MOST });
  const changes = rows.map(({ id, version, validUntil }) => ({
    id,
    input: { version, ...confirmationOf(validUntil, actor.displayName, today) },
  }));
  await registers[cell.register].changeMany(tx, changes);
}
