import { type SurveyCellView, surveyFieldParts } from '@lianghuan/contracts';
import { type Actor, AppError, shanghaiDayOf } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { confirmationOf, DUE_DAYS } from '../record/freshness.js';
import type { SurveyRegisters } from './survey-registers.js';

/** Rows one submission confirms; more are confirmed in the list first. */
const MOST = 2000;

type Cell = Pick<
  SurveyCellView,
  | 'register'
  | 'field'
  | 'areaCode'
  | 'level'
  | 'countedLevels'
  | 'submittedAt'
  | 'submittedByName'
  | 'decidedAt'
  | 'decidedByName'
>;

/** Condition of the rows `r` of a cell, over `$1` to `$3`. */
const OF_CELL =
  '($1::text IS NULL OR r.area_code = $1) AND r.kind = $2 AND r.level = ANY ($3) AND r.archived_at IS NULL';
const cellValues = (cell: Cell): unknown[] => [
  cell.level === 'city' ? null : cell.areaCode,
  surveyFieldParts(cell.field).kind,
  cell.countedLevels,
];

/**
 * 仍属实 for the rows of a cell that are past their validity, about to be or without any: through the register, under its rules and rights.
 * @throws {AppError} SURVEY_TOO_MANY_ROWS
 */
export async function confirmRows(
  tx: EntityManager,
  registers: SurveyRegisters,
  cell: Cell,
  actor: Actor,
  today: string,
): Promise<void> {
  const rows = (await tx.query(
    `SELECT r.id, r.version, r.valid_until::text AS "validUntil" FROM "${cell.register}" r
     WHERE ${OF_CELL} AND (r.valid_until IS NULL OR r.valid_until < $4::date + ${DUE_DAYS}) ORDER BY r.id LIMIT ${MOST + 1}`,
    [...cellValues(cell), today],
  )) as { id: string; version: number; validUntil: string | null }[];
  if (rows.length > MOST) throw new AppError('SURVEY_TOO_MANY_ROWS', { most: MOST });
  const changes = rows.map(({ id, version, validUntil }) => ({
    id,
    input: { version, ...confirmationOf(validUntil, actor.displayName, today) },
  }));
  await registers[cell.register].changeMany(tx, changes);
}

/** 核实 of a cell is that of its rows: who looked at them and for which unit. For the system, whoever may write the rows. */
export async function verifyRows(tx: EntityManager, cell: Cell, by: string, today: string): Promise<void> {
  await tx.query(
    `UPDATE "${cell.register}" r SET verified_by = $4, verified_on = $5, version = version + 1, updated_at = now() WHERE ${OF_CELL}`,
    [...cellValues(cell), by, today],
  );
}

/** How a verification names who made it. */
export function verifierOf(displayName: string, unit: string): string {
  return `${displayName}（${unit}）`;
}

/**
 * 退回 takes back what the submission and the verification of a cell said of its rows: each gets back what it had before, as the audit has
 * it; what was written since stays. For the system.
 */
export async function takeBackRows(tx: EntityManager, cell: Cell): Promise<void> {
  await restore(tx, cell, 'confirmed', cell.submittedByName, cell.submittedAt, ['valid_until']);
  await restore(tx, cell, 'verified', cell.decidedByName && `${cell.decidedByName}（%`, cell.decidedAt, []);
}

async function restore(
  tx: EntityManager,
  cell: Cell,
  what: 'confirmed' | 'verified',
  by: string | null,
  at: string | null,
  more: readonly string[],
): Promise<void> {
  if (by === null || at === null) return;
  const columns = [`${what}_by`, `${what}_on`, ...more];
  const restored = columns.map((column) => {
    const type = column.endsWith('_by') ? 'text' : 'date';
    return `${column} = CASE WHEN a.old_values ? '${column}' AND r.${column}::text = a.new_values ->> '${column}'
      THEN (a.old_values ->> '${column}')::${type} ELSE r.${column} END`;
  });
  await tx.query(
    `UPDATE "${cell.register}" r SET ${restored.join(', ')}, version = version + 1, updated_at = now()
     FROM (SELECT DISTINCT ON (row_id) row_id, old_values, new_values FROM audit_entry
       WHERE table_name = '${cell.register}' AND action = 'UPDATE' AND new_values ? '${what}_on'
         AND row_id IN (SELECT r.id::text FROM "${cell.register}" r WHERE ${OF_CELL})
       ORDER BY row_id, id DESC) a
     WHERE a.row_id = r.id::text AND ${OF_CELL} AND r.${what}_by LIKE $4 AND r.${what}_on = $5`,
    [...cellValues(cell), by, shanghaiDayOf(new Date(at))],
  );
}
