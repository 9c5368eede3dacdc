import type { EntityManager } from 'typeorm';

/**
 * Of a reference table that names units by code: each must be one.
 * @throws {Error} which units of which table there are none of; left out in silence, their seat or task would be nobody's
 */
export async function requireUnits(tx: EntityManager, table: string, codes: readonly string[]): Promise<void> {
  const unknown = (await tx.query(
    'SELECT DISTINCT code FROM unnest($1::text[]) code WHERE code NOT IN (SELECT o.code FROM organisation o) ORDER BY code',
    [codes],
  )) as { code: string }[];
  if (unknown.length > 0) {
    throw new Error(`${table} names units that do not exist: ${unknown.map(({ code }) => code).join(', ')}`);
  }
}
