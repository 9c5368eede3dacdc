import type { EntityMetadata } from 'typeorm';
import type { z } from 'zod';
import { FRESHNESS_SQL } from './freshness.js';

type ColumnMetadata = EntityMetadata['columns'][number];

/** How a register's rows are shown: the fields of its view as the database makes them. */
export interface ShownRow {
  readonly metadata: EntityMetadata;
  /** Noun under which merges of the register are kept. */
  readonly register: string;
  readonly view: z.ZodObject;
  /** Fields that are no column: SQL over a row `r`. `$1` is the day it is. */
  readonly fields: Readonly<Record<string, string>>;
  /** What the fields are taken from beside the row, by its alias: SQL for joins that change the number of rows in no case. */
  readonly joins: Readonly<Record<string, string>>;
  /** Whether the actor may change (`$2`) or archive (`$3`) the row, by how far he reaches: SQL over `r`. */
  readonly can: { readonly edit: string; readonly archive: string };
}

/** Setting of the transaction that names the rows to be shown; written by an earlier statement of the same message. */
const SHOWN_ROWS = 'lianghuan.shown_rows';

/** Ids of the rows to be shown: SQL for an array. */
export const SHOWN_IDS = `current_setting('${SHOWN_ROWS}')::uuid[]`;

/** SQL that chooses the rows to be shown, in this order, and has no rows itself; `ids` is SQL for an array of ids. */
export function choosing(ids: string): string {
  return `set_config('${SHOWN_ROWS}', coalesce(${ids}, '{}')::text, true)`;
}

/**
 * Statement that gives the chosen rows as JSON, one a row, in their order: as `view` has them, and nothing else, so that it can be handed
 * on as it is. Which rows are seen the policies of the tables decide, as ever.
 * @param isArchivedToo archived rows may be among them, which tell what they were merged into
 * @param only the fields wanted, where not the whole view is: the others are not worked out
 */
export function shownRowsSql(
  { metadata, register, view, fields, joins, can }: ShownRow,
  isArchivedToo: boolean,
  only?: readonly string[],
): string {
  const name = (column: string) =>
    `CASE WHEN r.${column} IS NULL THEN '系统' ELSE (SELECT u.display_name FROM app_user u WHERE u.id = r.${column}) END`;
  const common: Readonly<Record<string, string>> = {
    freshness: FRESHNESS_SQL.replaceAll('r.validUntil', 'r.valid_until').replaceAll(':today', '$1::date'),
    createdByName: name('created_by_id'),
    updatedByName: name('updated_by_id'),
    mergedInto: isArchivedToo
      ? `(SELECT json_build_object('id', s.id, 'code', s.code, 'name', s.name) FROM record_merge m JOIN "${metadata.tableName}" s ON s.id = m.survivor_id
          WHERE r.archived_at IS NOT NULL AND m.register = '${register}' AND m.undone_at IS NULL AND m.merged_id = r.id)`
      : 'NULL::json',
    can: `json_build_object('edit', r.archived_at IS NULL AND ${can.edit}, 'archive', ${can.archive})`,
  };
  const wanted = Object.keys(view.shape).filter((field) => only?.includes(field) !== false);
  const shown = wanted.map((field) => {
    const sql = fields[field] ?? common[field] ?? columnSql(metadata.findColumnWithPropertyName(field), field);
    return `${sql} AS "${field}"`;
  });
  const joined = Object.keys(joins).filter((alias) => shown.some((sql) => sql.includes(`${alias}.`)));
  return `SELECT row_to_json(v)::text FROM (
    SELECT ${shown.join(',\n      ')}
    FROM (SELECT $1::date, $2::text[], $3::text[]) AS asked
    CROSS JOIN unnest(${SHOWN_IDS}) WITH ORDINALITY AS chosen(id, at) JOIN "${metadata.tableName}" r ON r.id = chosen.id
    ${joined.map((alias) => joins[alias]).join('\n    ')}
    ORDER BY chosen.at) v`;
}

/** A column as the contracts have it: decimals as text, points in time in UTC to the millisecond. */
function columnSql(column: ColumnMetadata | undefined, field: string): string {
  if (column === undefined) throw new Error(`nothing says how ${field} is shown`);
  const name = `r."${column.databaseName}"`;
  if (column.type === 'numeric') return `${name}::text`;
  if (column.type === 'timestamptz') return instantSql(name);
  return name;
}

/** A point in time as the contracts have it. */
export function instantSql(sql: string): string {
  return `to_char(${sql} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/** Name of an area, or its code where there is no such area. */
export function areaNameSql(code: string): string {
  return `coalesce((SELECT a.name FROM area a WHERE a.code = ${code}), ${code})`;
}
