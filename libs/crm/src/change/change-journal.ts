import { type Database, jsonText } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';

/** Field → value, as the register takes it. */
export type FieldValues = Readonly<Record<string, unknown>>;

/** What a batch did to one row. */
export interface ChangeEntry {
  readonly rowId: string;
  /** Version of the row as the batch left it. */
  readonly version: number;
  /** The changed fields before and after; both null for a row the batch made. */
  readonly before: FieldValues | null;
  readonly after: FieldValues | null;
}

/** 变更批次: changes of many rows asked for together. */
export interface ChangeBatch {
  readonly id: string;
  readonly kind: 'import' | 'bulk-edit' | 'connector';
  readonly register: string;
  /** What people know it by, e.g. the name of the file. */
  readonly title: string;
}

/** Opens a batch in the name of the actor. What services change inside `database.inBatch(id, …)` is then kept under it. */
export async function openChangeBatch(tx: EntityManager, { id, kind, register, title }: ChangeBatch): Promise<void> {
  await tx.query(
    `INSERT INTO change_batch (id, kind, register, title, created_by_id, area_code)
     SELECT $1, $2, $3, $4, access.actor_id(), o.area_code FROM organisation o WHERE o.id = access.organisation_id()`,
    [id, kind, register, title],
  );
}

/**
 * Keeps what was changed, in the transaction that changes it. A row changed twice by a batch keeps its first `before`, and the version of the
 * first change where others changed it in between: that the row was left alone since is then not to be read from its version.
 */
export async function recordChanges(
  database: Database,
  tx: EntityManager,
  batchId: string,
  entries: readonly ChangeEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const values = [
    batchId,
    entries.map(({ rowId }) => rowId),
    entries.map(({ version }) => version),
    entries.map(({ before }) => before && jsonText(before)),
    entries.map(({ after }) => after && jsonText(after)),
  ];
  // Planned once for a connection: who may see a batch is ruled by policies upon policies, and planning them costs more than the rows.
  await database.ask([{ text: RECORD_CHANGES, values, isKept: true }], tx);
}

const RECORD_CHANGES = `
  INSERT INTO change_entry AS e (batch_id, row_id, version, before, after)
  SELECT $1::uuid, r.* FROM unnest($2::uuid[], $3::int[], $4::jsonb[], $5::jsonb[]) AS r(row_id, version, before, after)
  ON CONFLICT (batch_id, row_id) DO UPDATE SET version = CASE WHEN EXCLUDED.version = e.version + 1 THEN EXCLUDED.version ELSE e.version END,
    before = EXCLUDED.before || e.before, after = e.after || EXCLUDED.after`;
