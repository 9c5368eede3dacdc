import { InjectQueue } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';
import type {
  ChangeUndoJob,
  ChangeUndoRowQuery,
  ChangeUndoRowView,
  ChangeUndoView,
  Code,
  Page,
} from '@lianghuan/contracts';
import { AppError, CONFIG, type Config, Database } from '@lianghuan/platform';
import type { Queue } from 'bullmq';
import type { EntityManager } from 'typeorm';
import { findJobActor } from '../job/job-actor.js';
import { JobBell } from '../job/job-bell.js';
import { writeBlocks } from '../job/block-writer.js';
import { type JobClaim, JobDeadEnd, JobDesk, type JobOutcome } from '../job/job-desk.js';
import { attempt } from '../record/attempt.js';
import type { Reverted, Undoing } from '../record/register-undo.js';
import { endTrial, triedOut } from '../record/tried-out.js';
import { type TransferRegister, TransferRegisters } from '../transfer/transfer-registers.js';
import type { ChangeBatch, ChangeEntry } from './change-journal.js';
import { asUndoer } from './undo-rights.js';

export const CHANGE_UNDO_QUEUE = 'change-undo';
const STEP = { waiting: 'queued', running: 'running' } as const;
/** Rows taken back per transaction. */
const BLOCK = 500;

interface UndoneBatch {
  readonly id: string;
  readonly kind: ChangeBatch['kind'];
  readonly register: Code<'register'>;
  readonly title: string;
  readonly reason: string;
  readonly requestedById: string;
  /** Null: all of it. */
  readonly rowIds: readonly string[] | null;
}

/** Of the batch $1 an entry `e` that is to be taken back: of the rows $2 if some are chosen, and not taken back apart before. */
const IS_LEFT = `e.batch_id = $1 AND ($2::uuid[] IS NULL OR e.row_id = ANY ($2)) AND e.row_id <> ALL (ARRAY(
  SELECT r.row_id FROM change_undo_row r JOIN change_undo u ON u.id = r.undo_id
  WHERE u.batch_id = $1 AND u.row_ids IS NOT NULL AND r.outcome IN ('restored', 'withdrawn')))`;
const ENTRIES = `SELECT e.row_id AS "rowId", e.version, e.before, e.after FROM change_entry e
  WHERE e.batch_id = $1 AND e.row_id = ANY ($2) ORDER BY e.row_id`;

/**
 * 撤销: takes back what a batch changed, as a job in the name of who asked. Values the batch replaced come back, rows it made are
 * archived; what was changed since is not touched, and listed with who changed it.
 */
@Injectable()
export class ChangeUndoService {
  readonly #desk: JobDesk;
  readonly #bell: JobBell<ChangeUndoJob>;

  constructor(
    private readonly database: Database,
    private readonly registers: TransferRegisters,
    @InjectQueue(CHANGE_UNDO_QUEUE) queue: Queue<ChangeUndoJob>,
    @Inject(CONFIG) config: Config,
  ) {
    this.#desk = new JobDesk(database, config, 'change_undo', [STEP]);
    this.#bell = new JobBell(queue);
  }

  /**
   * Asks for a batch to be taken back, or for some of its rows. Who made it may, the reviewers of the area of his unit, and the city's managers;
   * a run of a connector, who holds `connector.undo`. The whole passes over rows that were taken back apart before.
   * @throws {AppError} CHANGE_BATCH_NOT_FOUND, also for what the actor may not see or what changed nothing; CHANGE_UNDONE_ALREADY,
   *   CHANGE_UNDO_BUSY while a part of it is being taken back
   */
  request(batchId: string, reason: string, rowIds: readonly string[] | null = null): Promise<ChangeUndoView> {
    return this.database.transaction(async (tx) => {
      const id = await this.insert(tx, batchId, reason, rowIds);
      this.database.afterCommit(() => this.#ring(id));
      const [view] = await this.views(tx, 'u.id = $1', [id]);
      return view;
    });
  }

  /** How rows of a batch would end, tried and not done, with the fields that would get their values back. For somebody who may take it back, already as {@link asUndoer}. */
  async preview(batchId: string, rowIds: readonly string[]): Promise<ChangeUndoRowView[]> {
    return triedOut<ChangeUndoRowView[]>(() =>
      this.database.transaction(async (tx) => {
        const id = await this.insert(tx, batchId, '预览', rowIds);
        const batch = await this.batchOf(tx, id);
        const entries = (await tx.query(ENTRIES, [batchId, rowIds])) as ChangeEntry[];
        const reverted = await revertBlock(tx, this.registers.get(batch.register), entries, {
          batchId,
          reason: '预览',
        });
        await storeReverted(tx, id, batch, entries, reverted);
        const rows = await this.rowsOf(tx, batch.register, 'undo_id = $1', [id]);
        const titles = titlesOf(this.registers.get(batch.register));
        const before = new Map(entries.map((entry) => [entry.rowId, Object.keys(entry.before ?? {})]));
        return endTrial(
          rows.map((row) =>
            row.outcome === 'restored'
              ? { ...row, fields: (before.get(row.rowId) ?? []).flatMap((name) => titles.get(name) ?? []) }
              : row,
          ),
        );
      }),
    );
  }

  /** Rows of these batches that were taken back apart from the others, or are being so, by batch. */
  async partsOf(tx: EntityManager, batchIds: readonly string[]): Promise<Map<string, ReadonlySet<string>>> {
    const rows = (await tx.query(
      `SELECT u.batch_id AS "batchId", array_agg(DISTINCT r.id) AS ids FROM change_undo u CROSS JOIN unnest(u.row_ids) r(id)
       WHERE u.batch_id = ANY ($1) AND u.status IN ('queued', 'running', 'done') GROUP BY u.batch_id`,
      [batchIds],
    )) as { batchId: string; ids: string[] }[];
    return new Map(rows.map(({ batchId, ids }) => [batchId, new Set(ids)]));
  }

  /** Whether anything of a batch is left that was not taken back apart. */
  async isAnyLeft(tx: EntityManager, batchId: string): Promise<boolean> {
    const [{ isLeft }] = (await tx.query(`SELECT EXISTS (SELECT FROM change_entry e WHERE ${IS_LEFT}) AS "isLeft"`, [
      batchId,
      null,
    ])) as [{ isLeft: boolean }];
    return isLeft;
  }

  private async insert(
    tx: EntityManager,
    batchId: string,
    reason: string,
    rowIds: readonly string[] | null,
  ): Promise<string> {
    const [batch] = (await tx.query(
      `SELECT (SELECT count(*)::int FROM change_entry e WHERE ${IS_LEFT}) AS "rowCount" FROM change_batch b WHERE id = $1`,
      [batchId, rowIds],
    )) as { rowCount: number }[];
    // Of chosen rows none need have changed: a signal of an enterprise may be all a run brought.
    if (batch === undefined || (batch.rowCount === 0 && rowIds === null)) throw new AppError('CHANGE_BATCH_NOT_FOUND', { id: batchId }); // prettier-ignore
    const [whole] = (await tx.query(
      `SELECT id FROM change_undo WHERE batch_id = $1 AND row_ids IS NULL AND status IN ('queued', 'running', 'done')`,
      [batchId],
    )) as { id: string }[];
    if (whole !== undefined) throw new AppError('CHANGE_UNDONE_ALREADY');
    const [undo] = (await tx.query(
      `INSERT INTO change_undo (batch_id, reason, requested_by_id, progress_total, row_ids) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT DO NOTHING RETURNING id`,
      [batchId, reason, this.database.actor.id, batch.rowCount, rowIds],
    )) as { id: string }[];
    if (undo === undefined) throw new AppError('CHANGE_UNDO_BUSY');
    return undo.id;
  }

  /** The last undo of each of these batches as a whole, as far as the actor may see them. */
  async findLatest(tx: EntityManager, batchIds: readonly string[]): Promise<Map<string, ChangeUndoView>> {
    const views = await this.views(tx, 'u.batch_id = ANY ($1) AND u.row_ids IS NULL ORDER BY u.requested_at', [batchIds]); // prettier-ignore
    return new Map(views.map((view) => [view.batchId, view]));
  }

  /** Undos of parts of these batches, newest first. */
  findParts(tx: EntityManager, batchIds: readonly string[]): Promise<ChangeUndoView[]> {
    return this.views(tx, 'u.batch_id = ANY ($1) AND u.row_ids IS NOT NULL ORDER BY u.requested_at DESC', [batchIds]);
  }

  /** `where` is SQL of this class, never input. */
  private async views(tx: EntityManager, where: string, values: unknown[]): Promise<ChangeUndoView[]> {
    const rows = (await tx.query(
      `SELECT u.id, u.batch_id AS "batchId", u.status, u.reason, p.display_name AS "requestedByName",
         u.requested_at AS "requestedAt", u.finished_at AS "finishedAt", u.progress_done AS "progressDone",
         u.progress_total AS "progressTotal", u.error_code AS "errorCode", u.row_ids AS "rowIds",
         (SELECT jsonb_object_agg(outcome, n) FROM (SELECT outcome, count(*) AS n FROM change_undo_row r WHERE r.undo_id = u.id
           GROUP BY outcome) c) AS counts
       FROM change_undo u JOIN app_user p ON p.id = u.requested_by_id WHERE ${where}`,
      values,
    )) as (Omit<ChangeUndoView, 'counts'> & { counts: Partial<ChangeUndoView['counts']> | null })[];
    return rows.map((row) => ({ ...row, counts: { restored: 0, withdrawn: 0, kept: 0, refused: 0, ...row.counts } }));
  }

  /** Rows of an undo of a batch, those that were not touched first. @throws {AppError} CHANGE_BATCH_NOT_FOUND */
  rows(batchId: string, { page, pageSize, outcome, undoId }: ChangeUndoRowQuery): Promise<Page<ChangeUndoRowView>> {
    return this.database.transaction(async (tx) => {
      const [undo] = (await tx.query(
        `SELECT u.id, b.register FROM change_undo u JOIN change_batch b ON b.id = u.batch_id
         WHERE u.batch_id = $1 AND ($2::uuid IS NULL AND u.row_ids IS NULL OR u.id = $2) ORDER BY u.requested_at DESC LIMIT 1`,
        [batchId, undoId ?? null],
      )) as { id: string; register: Code<'register'> }[];
      if (undo === undefined) throw new AppError('CHANGE_BATCH_NOT_FOUND', { id: batchId });
      const where = 'undo_id = $1 AND ($2::text[] IS NULL OR outcome = ANY ($2))';
      const items = await this.rowsOf(
        tx,
        undo.register,
        `${where} ORDER BY array_position('{kept,refused,restored,withdrawn}', outcome), row_id LIMIT $3 OFFSET $4`,
        [undo.id, outcome ?? null, pageSize, (page - 1) * pageSize],
      );
      const [{ total }] = (await tx.query(`SELECT count(*)::int AS total FROM change_undo_row WHERE ${where}`, [
        undo.id,
        outcome ?? null,
      ])) as [{ total: number }];
      return { items, total, page, pageSize };
    });
  }

  /** With the titles of their fields; `where` is SQL of this class, never input. */
  private async rowsOf(
    tx: EntityManager,
    register: Code<'register'>,
    where: string,
    values: unknown[],
  ): Promise<ChangeUndoRowView[]> {
    const items = (await tx.query(
      `SELECT row_id AS "rowId", outcome, code, name, fields, changed_by AS "changedBy", changed_at AS "changedAt",
         error_code AS "errorCode", error_details AS "errorDetails" FROM change_undo_row WHERE ${where}`,
      values,
    )) as ChangeUndoRowView[];
    const titles = titlesOf(this.registers.get(register));
    return items.map((row) => ({ ...row, fields: row.fields.flatMap((name) => titles.get(name) ?? []) }));
  }

  /** Does the undoing. Killed and called again, it goes on with the first row not settled. */
  execute(id: string): Promise<JobOutcome> {
    return this.#desk.execute(id, STEP, async (claim) => {
      const { batch, actor } = await this.database.transaction(async (tx) => {
        const batch = await this.batchOf(tx, claim.id);
        return { batch, actor: await findJobActor(tx, batch.requestedById) };
      });
      if (actor === undefined) throw new JobDeadEnd('JOB_USER_DISABLED');
      const reason = `撤销“${batch.title}”：${batch.reason}`;
      await this.database.actAs(asUndoer(batch, actor), () =>
        this.database.because(reason, () => this.undo(claim, batch, reason)),
      );
    });
  }

  /** Rings again for undos left waiting or silent. @returns ids rung for; undefined when another worker is at it */
  sweep(): Promise<string[] | undefined> {
    return this.#desk.sweep((id) => this.#ring(id));
  }

  /** Gives the undos in hand back, for a worker that is to stop. */
  handBack(): void {
    this.#desk.handBack();
  }

  #ring(id: string): Promise<void> {
    return this.#bell.ring(id, CHANGE_UNDO_QUEUE, { undoId: id });
  }

  private async batchOf(tx: EntityManager, undoId: string): Promise<UndoneBatch> {
    const [batch] = (await tx.query(
      `SELECT b.id, b.kind, b.register, b.title, u.reason, u.requested_by_id AS "requestedById", u.row_ids AS "rowIds"
       FROM change_undo u JOIN change_batch b ON b.id = u.batch_id WHERE u.id = $1`,
      [undoId],
    )) as [UndoneBatch];
    return batch;
  }

  private async undo(claim: JobClaim, batch: UndoneBatch, reason: string): Promise<void> {
    const register = this.registers.get(batch.register);
    // All at once, because asked for the next so many the planner sorts all the rest for each block.
    const rows = await this.database.transaction<{ id: string; isMade: boolean }[]>((tx) =>
      tx.query(
        `SELECT e.row_id AS id, e.before IS NULL AS "isMade" FROM change_entry e WHERE ${IS_LEFT}
           AND NOT EXISTS (SELECT FROM change_undo_row r WHERE r.undo_id = $3 AND r.row_id = e.row_id) ORDER BY e.row_id`,
        [batch.id, batch.rowIds, claim.id],
      ),
    );
    let from = 0;
    // Imports into the register write under the same lock.
    await writeBlocks<readonly { readonly id: string; readonly isMade: boolean }[]>(
      this.database,
      this.#desk,
      claim,
      `import ${batch.register}`,
      {
        next: () => {
          const block = rows.slice(from, from + BLOCK);
          from += BLOCK;
          return Promise.resolve(block.length === 0 ? undefined : block);
        },
        // A row that gets its values back may need a key that another must give back first.
        isApart: (block) => block.every(({ isMade }) => isMade),
        isAsBehind: () => Promise.resolve(true),
        write: async (tx, block) => {
          const entries = (await tx.query(ENTRIES, [batch.id, block.map(({ id }) => id)])) as ChangeEntry[];
          const reverted = await revertBlock(tx, register, entries, { batchId: batch.id, reason });
          await storeReverted(tx, claim.id, batch, entries, reverted);
        },
        mark: async (tx, block) => {
          await tx.query('UPDATE change_undo SET progress_done = progress_done + $2 WHERE id = $1', [
            claim.id,
            block.length,
          ]);
        },
      },
    );
    await this.database.transaction((tx) => this.#desk.finish(tx, claim));
  }
}

/** Takes rows back together; if one of them is refused by a trigger, one by one, so that only that one is left as it is. */
async function revertBlock(
  tx: EntityManager,
  register: TransferRegister,
  entries: readonly ChangeEntry[],
  undoing: Undoing,
): Promise<Reverted[]> {
  const revert = (some: readonly ChangeEntry[]) => attempt(tx, () => register.service.revertMany(tx, some, undoing));
  const together = await revert(entries);
  if (Array.isArray(together)) return together;
  const reverted: Reverted[] = [];
  for (const entry of entries) {
    const { rowId } = entry;
    const alone = await revert([entry]);
    if (Array.isArray(alone)) {
      reverted.push(...alone);
      continue;
    }
    const [row] = (await tx.query(`SELECT code, name FROM ${tableOf(register.code)} WHERE id = $1`, [rowId])) as {
      code: string;
      name: string;
    }[];
    reverted.push({ rowId, outcome: 'refused', code: row?.code ?? null, name: row?.name ?? null, fields: [], error: alone }); // prettier-ignore
  }
  return reverted;
}

/** Table of a register, as the audit names it. */
function tableOf(register: Code<'register'>): string {
  return register === 'need' ? 'need_entry' : register;
}

function titlesOf({ fields }: TransferRegister): Map<string, string> {
  return new Map(fields.map(({ name, title }) => [name, title]));
}

/** Puts down how each row ended; of a kept one also who changed it last, of the fields in question where there are some. */
async function storeReverted(
  tx: EntityManager,
  undoId: string,
  batch: UndoneBatch,
  entries: readonly ChangeEntry[],
  reverted: readonly Reverted[],
): Promise<void> {
  const table = tableOf(batch.register);
  const rows = reverted.map(({ error, ...row }) => ({
    ...row,
    columns: row.fields.map((name) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)),
    errorCode: error?.code ?? null,
    errorDetails: error?.details ?? null,
  }));
  await tx.query(
    `INSERT INTO change_undo_row (undo_id, row_id, outcome, code, name, fields, changed_by, changed_at, error_code, error_details)
     SELECT $1, r."rowId", r.outcome, r.code, r.name, r.fields, c.display_name, c.at, r."errorCode", nullif(r."errorDetails", 'null')
     FROM jsonb_to_recordset($2::jsonb) AS r("rowId" uuid, outcome text, code text, name text, fields text[], columns text[],
       "errorCode" text, "errorDetails" jsonb)
     LEFT JOIN LATERAL (SELECT coalesce(u.display_name, '系统') AS display_name, a.at
       FROM audit_entry a LEFT JOIN app_user u ON u.id = a.actor_id
       WHERE r.outcome = 'kept' AND a.table_name = ANY ($3) AND a.row_id = r."rowId"::text
       ORDER BY coalesce(a.old_values ?| r.columns, false) OR a.table_name = 'enterprise_product' AND 'products' = ANY (r.columns) DESC,
         a.id DESC
       LIMIT 1) c ON true`,
    [undoId, JSON.stringify(rows), batch.register === 'enterprise' ? [table, 'enterprise_product'] : [table]],
  );
  if (reverted.length < entries.length) throw new Error(`${entries.length - reverted.length} rows were not settled`);
}
