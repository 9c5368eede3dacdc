import type { EntityManager } from 'typeorm';
import type { RecordRef } from './register.js';

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

/** The same rows, those that were merged with id and version of the row they went into, however many merges that took. One query for all. */
export async function asSurvivors<T extends StoredKey>(
  tx: EntityManager,
  table: 'resource' | 'market' | 'project' | 'enterprise',
  rows: readonly T[],
): Promise<T[]> {
  const archived = rows.filter(({ isArchived }) => isArchived).map(({ id }) => id);
  if (archived.length === 0) return [...rows];
  const survivors = (await tx.query(
    `WITH RECURSIVE merged AS (
       SELECT merged_id AS id, survivor_id FROM record_merge WHERE register = $1 AND undone_at IS NULL AND merged_id = ANY ($2)
       UNION SELECT d.id, m.survivor_id FROM merged d JOIN record_merge m ON m.merged_id = d.survivor_id
       WHERE m.register = $1 AND m.undone_at IS NULL
     )
     SELECT d.id AS "mergedId", s.id, s.version, s.is_undone AS "isUndone" FROM merged d JOIN "${table}" s ON s.id = d.survivor_id
     WHERE NOT EXISTS (SELECT FROM record_merge m WHERE m.merged_id = s.id AND m.undone_at IS NULL)`,
    [table, archived],
  )) as (RecordRef & { readonly mergedId: string })[];
  const byMerged = new Map(survivors.map((survivor) => [survivor.mergedId, survivor]));
  return rows.map((row) => ({ ...row, ...byMerged.get(row.id) }));
}

/**
 * The row behind a key, given all that answer to it. Rows in use go before those that were merged into another, these before archived
 * ones, and these before undone ones.
 */
export function refOf(rows: readonly StoredKey[]): RecordRef | undefined {
  const [row, ...others] =
    [
      rows.filter(({ isArchived }) => !isArchived),
      rows.filter(({ mergedId }) => mergedId !== undefined),
      rows.filter(({ isUndone }) => isUndone !== true),
      rows,
    ].find((answers) => answers.length > 0) ?? [];
  if (row === undefined) return undefined;
  const { id, version, mergedId, isUndone } = row;
  if (isUndone === true) return { id, version, isUndone };
  return {
    id,
    version,
    ...(mergedId !== undefined && { mergedId }),
    ...(others.some((other) => other.id !== id) && { isAmbiguous: true }),
  };
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
  for (const [key, answers] of groupByKey(await asSurvivors(tx, table, rows))) {
    // A code says more than a name.
    const rank = Math.min(...answers.map((answer) => answer.rank));
    const ref = refOf(answers.filter((answer) => answer.rank === rank));
    if (ref !== undefined) found.set(key, ref);
  }
  return found;
}
