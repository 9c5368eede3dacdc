import type { EntityManager } from 'typeorm';

/** How many rows an UPDATE … RETURNING changed. */
export async function changedRows(tx: EntityManager, sql: string, values: unknown[]): Promise<number> {
  // TypeORM answers an UPDATE with [rows, count].
  const [rows] = (await tx.query(sql, values)) as [unknown[], number];
  return rows.length;
}
