import type { EntityManager } from 'typeorm';
import type { RecordRef } from './register.service.js';

/** Key of a row by what people call it and where it is, for rows whose file gives no code: `无烟煤@520524`. */
export function nameAndAreaKey(name: string | undefined, areaCode: string | null | undefined): string | null {
  const trimmed = name?.trim() ?? '';
  return trimmed === '' ? null : `${trimmed}@${areaCode ?? ''}`;
}

/** Rows by their key, in the order given. */
export function groupByKey<T extends { readonly key: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.key);
    if (group === undefined) groups.set(row.key, [row]);
    else group.push(row);
  }
  return groups;
}

/** A stored row that answers to a key. */
export type StoredKey = RecordRef & { readonly isArchived: boolean };

/** The row behind a key, given all that answer to it. Rows in use go before archived ones, and these before undone ones. */
export function refOf(rows: readonly StoredKey[]): RecordRef | undefined {
  const used = rows.filter((row) => !row.isArchived);
  const archived = rows.filter((row) => !row.isUndone);
  const [row, ...others] = used.length > 0 ? used : archived.length > 0 ? archived : rows;
  if (row === undefined) return undefined;
  const { id, version, isUndone } = row;
  if (isUndone === true) return { id, version, isUndone };
  return others.length > 0 ? { id, version, isAmbiguous: true } : { id, version };
}

/**
 * Rows with one of these codes, or with this name in this area. Each key is looked up by index: left to itself, the planner reads the whole
 * table for each block of a growing import, whose statistics are those of the table before (OFFSET keeps it from that).
 */
export async function findByCodeOrName(
  tx: EntityManager,
  table: 'resource' | 'market' | 'project',
  codeColumns: readonly ('code' | 'national_code')[],
  keys: readonly string[],
): Promise<Map<string, RecordRef>> {
  if (keys.length === 0) return new Map();
  const pairs = keys.flatMap((key) => {
    const at = key.lastIndexOf('@');
    return at < 0 ? [] : [{ key, name: key.slice(0, at), area: key.slice(at + 1) }];
  });
  const rows = (await tx.query(
    `${codeColumns
      .map(
        (column, i) =>
          `SELECT ${column} AS key, ${i} AS rank, id, version, archived_at IS NOT NULL AS "isArchived", is_undone AS "isUndone" FROM ${table} WHERE ${column} = ANY($1)`,
      )
      .join(' UNION ALL ')}
     UNION ALL
     SELECT k.key, ${codeColumns.length}, r.* FROM unnest($2::text[], $3::text[], $4::text[]) AS k(key, name, area)
     CROSS JOIN LATERAL (SELECT id, version, archived_at IS NOT NULL, is_undone FROM ${table}
       WHERE name = k.name AND coalesce(area_code, '') = k.area OFFSET 0) r`,
    [keys, pairs.map((p) => p.key), pairs.map((p) => p.name), pairs.map((p) => p.area)],
  )) as ({ key: string; rank: number } & StoredKey)[];
  const found = new Map<string, RecordRef>();
  for (const [key, answers] of groupByKey(rows)) {
    // A code says more than a name.
    const rank = Math.min(...answers.map((answer) => answer.rank));
    const ref = refOf(answers.filter((answer) => answer.rank === rank));
    if (ref !== undefined) found.set(key, ref);
  }
  return found;
}
