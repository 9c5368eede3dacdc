import { AppError } from '@lianghuan/platform';
import { Decimal } from 'decimal.js';
import type { EntityManager } from 'typeorm';

/** A row of the resource or market register as it is to be stored, as far as promises of it care. */
export interface PromisedRow {
  readonly id: string | undefined;
  readonly name: string;
  /** What there will be of it; null where nobody knows. */
  readonly total: Decimal | null;
  /** Committed beside the ledger. */
  readonly committedBeside: Decimal;
}

/** What is left of a resource or market `r`, as joined SQL: decimals as text, without zeros at their end. */
export const BALANCE_OF_ROW = {
  balance: `LEFT JOIN LATERAL (
  SELECT b.unit, trim_scale(b.total)::text AS total, trim_scale(b.committed)::text AS committed, trim_scale(b.reserved)::text AS reserved,
    trim_scale(b.available)::text AS available
  FROM supply_balance b WHERE b.supply_id = r.id) balance ON true`,
};

/**
 * Why rows may not become what they are to be: less than was promised of them. The triggers of the tables guard the same at the last
 * moment. @returns SUPPLY_BELOW_PROMISED or SUPPLY_QUANTITY_UNKNOWN for a row, undefined where nothing is in the way
 */
export async function promiseRefusals(
  tx: EntityManager,
  rows: readonly PromisedRow[],
): Promise<(AppError | undefined)[]> {
  const ids = rows.flatMap(({ id }) => id ?? []);
  if (ids.length === 0) return rows.map(() => undefined);
  const promised = (await tx.query(
    `SELECT b.supply_id AS id, b.unit, b.committed - coalesce(r.quantity_committed, 0) + b.reserved AS promised
     FROM supply_balance b LEFT JOIN resource r ON r.id = b.supply_id
     WHERE b.supply_id = ANY ($1::uuid[]) AND EXISTS (SELECT FROM supply_reservation s WHERE s.supply_id = b.supply_id)`,
    [ids],
  )) as { id: string; unit: string | null; promised: string }[];
  const byId = new Map(promised.map((row) => [row.id, row]));
  return rows.map(({ id, name, total, committedBeside }) => {
    const found = id === undefined ? undefined : byId.get(id);
    if (found === undefined || new Decimal(found.promised).isZero()) return undefined;
    if (total === null) return new AppError('SUPPLY_QUANTITY_UNKNOWN', { name });
    const taken = committedBeside.plus(found.promised);
    return taken.gt(total) ? new AppError('SUPPLY_BELOW_PROMISED', { name, taken: taken.toFixed(), unit: found.unit }) : undefined; // prettier-ignore
  });
}

/** Why rows may not be archived: something of them is reserved or promised. @returns SUPPLY_IN_USE for a row, or undefined */
export async function refuseInUse(
  tx: EntityManager,
  rows: readonly { readonly id: string; readonly name: string }[],
): Promise<(AppError | undefined)[]> {
  const held = (await tx.query(
    `SELECT w.id, sum(h.reserved + h.committed) AS taken, (SELECT s.unit FROM supply s WHERE s.id = w.id) AS unit
     FROM unnest($1::uuid[]) w(id) CROSS JOIN LATERAL supply_holders(w.id) h GROUP BY w.id HAVING sum(h.reserved + h.committed) <> 0`,
    [rows.map(({ id }) => id)],
  )) as { id: string; taken: string; unit: string | null }[];
  const byId = new Map(held.map((row) => [row.id, row]));
  return rows.map(({ id, name }) => {
    const found = byId.get(id);
    return (
      found && new AppError('SUPPLY_IN_USE', { name, taken: new Decimal(found.taken).toFixed(), unit: found.unit })
    );
  });
}
