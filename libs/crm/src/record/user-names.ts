import type { EntityManager } from 'typeorm';

/** Display names of users in one query. */
export async function namesOf(tx: EntityManager, ids: readonly (string | null)[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return new Map();
  const rows = (await tx.query('SELECT id, display_name FROM app_user WHERE id = ANY($1)', [wanted])) as {
    id: string;
    display_name: string;
  }[];
  return new Map(rows.map((row) => [row.id, row.display_name]));
}
