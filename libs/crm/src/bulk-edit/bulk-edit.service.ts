import { InjectQueue } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';
import {
  BULK_EDIT_MOST,
  bulkEditFields,
  bulkEditValue,
  type BulkEditJob,
  type BulkEditQuery,
  type BulkEditRegister,
  type BulkEditRowQuery,
  type BulkEditRowView,
  type BulkEditView,
  type ChangeUndoRowQuery,
  type ChangeUndoRowView,
  type ChangeUndoView,
  EXTRA_PREFIX,
  valueOfField,
  type CheckBulkEdit,
  type Code,
  isListField,
  type Page,
  termOf,
} from '@lianghuan/contracts';
import { AppError, CONFIG, type Config, Database, jsonText, may, ValidationError } from '@lianghuan/platform';
import type { Queue } from 'bullmq';
import type { EntityManager } from 'typeorm';
import { openChangeBatch } from '../change/change-journal.js';
import { ChangeUndoService } from '../change/change-undo.service.js';
import { findJobActor } from '../job/job-actor.js';
import { JobBell } from '../job/job-bell.js';
import { type JobClaim, JobDeadEnd, JobDesk, type JobOutcome } from '../job/job-desk.js';
import { attempt } from '../record/attempt.js';
import { requireKnownParameters } from '../search/known-parameters.js';
import { type TransferRegister, TransferRegisters } from '../transfer/transfer-registers.js';

export const BULK_EDIT_QUEUE = 'bulk-edit';
const STEP = { waiting: 'queued', running: 'running' } as const;
/** Up to so many rows the asker waits for the result; more are a job. */
const DIRECT = 200;
/** Rows checked or written together. */
const BLOCK = 500;
const PAGING: ReadonlySet<string> = new Set(['page', 'pageSize']);

interface StoredEdit extends Omit<BulkEditView, 'counts' | 'undo' | 'can'> {
  readonly createdById: string;
  readonly counts: Partial<BulkEditView['counts']> | null;
}

interface CheckedRow {
  readonly rowId: string;
  readonly position: number;
  readonly version: number;
  readonly code: string;
  readonly name: string;
  readonly outcome: Code<'bulkEditOutcome'>;
  readonly before: unknown;
  readonly after: unknown;
  readonly errorCode: string | null;
  readonly errorDetails: unknown;
}

interface OpenRow {
  readonly rowId: string;
  readonly version: number;
  readonly after: unknown;
}

/**
 * 批量修改: one field of many rows. It is checked row by row with the rules and rights of a single edit and kept with its verdicts; when
 * its author says so, the rows are written as they were checked, in the change journal, from which the whole can be taken back.
 */
@Injectable()
export class BulkEditService {
  readonly #desk: JobDesk;
  readonly #bell: JobBell<BulkEditJob>;

  constructor(
    private readonly database: Database,
    private readonly registers: TransferRegisters,
    private readonly undos: ChangeUndoService,
    @InjectQueue(BULK_EDIT_QUEUE) queue: Queue<BulkEditJob>,
    @Inject(CONFIG) config: Config,
  ) {
    this.#desk = new JobDesk(database, config, 'bulk_edit', [STEP]);
    this.#bell = new JobBell(queue);
  }

  /**
   * Checks every row and keeps the verdicts; changes nothing.
   * @throws {AppError} FORBIDDEN without the right to change any row of the register, BULK_EDIT_EMPTY, BULK_EDIT_TOO_MANY;
   * QUERY_PARAMETER_UNKNOWN, VALIDATION_FAILED for a field, value or filter that is not the register's
   */
  async check(wanted: CheckBulkEdit): Promise<BulkEditView> {
    const permission = `${wanted.register}.update` as const;
    if (!may(this.database.actor, permission)) throw new AppError('FORBIDDEN', { permission });
    const register = this.registers.get(wanted.register);
    const value = valueOf(register, wanted);
    const ids = await this.targets(register, wanted);
    if (ids.length === 0) throw new AppError('BULK_EDIT_EMPTY');
    if (ids.length > BULK_EDIT_MOST) throw new AppError('BULK_EDIT_TOO_MANY', { most: BULK_EDIT_MOST });
    return this.database.transaction(async (tx) => {
      const [{ id }] = (await tx.query(
        `INSERT INTO bulk_edit (register, field, mode, value, created_by_id) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
        [wanted.register, wanted.field, wanted.mode, value === null ? null : jsonText(value), this.database.actor.id],
      )) as [{ id: string }]; // prettier-ignore
      let known = 0;
      for (let from = 0; from < ids.length; from += BLOCK) {
        const rows = await this.judge(tx, register, wanted, value, ids.slice(from, from + BLOCK), from);
        known += rows.length;
        await storeChecked(tx, id, rows);
      }
      if (known === 0) throw new AppError('BULK_EDIT_EMPTY');
      return this.view(tx, id);
    });
  }

  /** What the actor may see, newest first. */
  list({ page, pageSize }: BulkEditQuery): Promise<Page<BulkEditView>> {
    return this.database.transaction(async (tx) => {
      const items = await this.views(tx, 'true ORDER BY b.created_at DESC, b.id LIMIT $1 OFFSET $2', [
        pageSize,
        (page - 1) * pageSize,
      ]);
      const [{ total }] = (await tx.query('SELECT count(*)::int AS total FROM bulk_edit')) as [{ total: number }];
      return { items, total, page, pageSize };
    });
  }

  /** @throws {AppError} BULK_EDIT_NOT_FOUND, also for another's that changed nothing */
  get(id: string): Promise<BulkEditView> {
    return this.database.transaction((tx) => this.view(tx, id));
  }

  /** Rows with their verdicts, refused ones first. @throws {AppError} BULK_EDIT_NOT_FOUND */
  rows(id: string, { page, pageSize, outcome }: BulkEditRowQuery): Promise<Page<BulkEditRowView>> {
    return this.database.transaction(async (tx) => {
      await this.view(tx, id);
      const where = 'bulk_edit_id = $1 AND ($2::text[] IS NULL OR outcome = ANY ($2))';
      const items = (await tx.query(
        `SELECT row_id AS "rowId", code, name, outcome, before, after, error_code AS "errorCode", error_details AS "errorDetails"
         FROM bulk_edit_row WHERE ${where} ORDER BY array_position('{refused,change,changed,unchanged}', outcome), position
         LIMIT $3 OFFSET $4`,
        [id, outcome ?? null, pageSize, (page - 1) * pageSize],
      )) as BulkEditRowView[];
      const [{ total }] = (await tx.query(`SELECT count(*)::int AS total FROM bulk_edit_row WHERE ${where}`, [
        id,
        outcome ?? null,
      ])) as [{ total: number }];
      return { items, total, page, pageSize };
    });
  }

  /**
   * Writes what was checked: at once up to 200 rows, else as a job. The reason stands in the audit of every row.
   * @throws {AppError} BULK_EDIT_NOT_FOUND, FORBIDDEN for another's, BULK_EDIT_STATE_INVALID
   */
  async commit(id: string, reason: string): Promise<BulkEditView> {
    const rowCount = await this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        const view = await this.own(tx, id);
        const [queued] = (await tx.query(
          `UPDATE bulk_edit b SET status = 'queued', reason = $2, heartbeat_at = clock_timestamp(),
             progress_total = (SELECT count(*) FROM bulk_edit_row r WHERE r.bulk_edit_id = b.id AND r.outcome = 'change')
           WHERE id = $1 AND status = 'checked' RETURNING progress_total AS "rowCount"`,
          [id, reason],
        )) as [{ rowCount: number }[], number];
        const [edit] = queued;
        if (edit === undefined || edit.rowCount === 0) throw stateError(view);
        await openChangeBatch(tx, {
          id,
          kind: 'bulk-edit',
          register: view.register,
          title: titleOf(this.registers.get(view.register), view),
        });
        return edit.rowCount;
      }),
    );
    if (rowCount <= DIRECT) {
      try {
        await this.execute(id);
      } catch {
        // The desk has logged it and put the row back; the worker tries again as it does with every job.
        await this.#ring(id);
      }
    } else {
      await this.#ring(id);
    }
    return this.get(id);
  }

  /** Drops a bulk edit, or stops it between two blocks; what was written by then can be undone. @throws {AppError} as {@link commit} */
  cancel(id: string): Promise<BulkEditView> {
    return this.database.transaction(async (tx) => {
      const view = await this.own(tx, id);
      const [changed] = (await tx.query(
        `UPDATE bulk_edit SET status = 'cancelled', finished_at = clock_timestamp(), claim_token = NULL
         WHERE id = $1 AND status IN ('checked', 'queued', 'running') RETURNING id`,
        [id],
      )) as [unknown[], number];
      if (changed.length === 0) throw stateError(view);
      return this.view(tx, id);
    });
  }

  /** Asks for everything it changed to be taken back; see {@link ChangeUndoService}. @throws {AppError} BULK_EDIT_NOT_FOUND, BULK_EDIT_STATE_INVALID, CHANGE_UNDONE_ALREADY */
  undo(id: string, reason: string): Promise<BulkEditView> {
    return this.database.transaction(async (tx) => {
      const view = await this.view(tx, id);
      if (!isWritten(view)) throw stateError(view);
      await this.undos.request(id, reason);
      return this.view(tx, id);
    });
  }

  /** How the rows of an undone bulk edit ended. @throws {AppError} BULK_EDIT_NOT_FOUND, CHANGE_BATCH_NOT_FOUND */
  async undoRows(id: string, query: ChangeUndoRowQuery): Promise<Page<ChangeUndoRowView>> {
    await this.get(id);
    return this.undos.rows(id, query);
  }

  /** Does the writing. Killed and called again, it goes on with the first row not written. */
  execute(id: string): Promise<JobOutcome> {
    return this.#desk.execute(id, STEP, async (claim) => {
      const { edit, actor } = await this.database.transaction(async (tx) => {
        const [edit] = (await tx.query(
          `SELECT register, field, reason, created_by_id AS "createdById" FROM bulk_edit WHERE id = $1`,
          [id],
        )) as { register: BulkEditRegister; field: string; reason: string; createdById: string }[];
        return { edit, actor: await findJobActor(tx, edit.createdById) };
      });
      if (actor === undefined) throw new JobDeadEnd('JOB_USER_DISABLED');
      const register = this.registers.get(edit.register);
      await this.database.actAs(actor, () =>
        this.database.because(edit.reason, () =>
          this.database.inBatch(id, () => this.writeAll(claim, register, edit.field)),
        ),
      );
    });
  }

  /** Rings again for bulk edits left waiting or silent. @returns ids rung for; undefined when another worker is at it */
  sweep(): Promise<string[] | undefined> {
    return this.#desk.sweep((id) => this.#ring(id));
  }

  /** Gives the bulk edits in hand back, for a worker that is to stop. */
  handBack(): void {
    this.#desk.handBack();
  }

  #ring(id: string): Promise<void> {
    return this.#bell.ring(id, BULK_EDIT_QUEUE, { bulkEditId: id });
  }

  private async targets(
    { query: schema, service }: TransferRegister,
    { ids, query }: CheckBulkEdit,
  ): Promise<string[]> {
    if ((ids === undefined) === (query === undefined)) {
      throw new ValidationError([{ path: 'ids', code: 'required', message: 'either ids or query' }]);
    }
    if (ids !== undefined) return [...new Set(ids)];
    const filters = Object.fromEntries(Object.entries(query ?? {}).filter(([name]) => !PAGING.has(name)));
    requireKnownParameters(filters, Object.keys(schema.shape));
    const parsed = schema.safeParse(filters);
    if (!parsed.success) {
      throw new ValidationError(
        parsed.error.issues.map(({ path, code, message }) => ({ path: ['query', ...path].join('.'), code, message })),
      );
    }
    return service.findIds(parsed.data, BULK_EDIT_MOST + 1);
  }

  /** Rows the actor may see, with what would happen to each. */
  private async judge(
    tx: EntityManager,
    { service }: TransferRegister,
    { field, mode }: CheckBulkEdit,
    value: unknown,
    ids: readonly string[],
    from: number,
  ): Promise<CheckedRow[]> {
    const rows = await service.loadMany(tx, ids);
    const open = rows.map((row, i) => {
      const before = valueOfField(row, field) ?? null;
      return { row, before, after: valueAfter(before, mode, value), position: from + i };
    });
    const changing = open.filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
    const refusals = await service.findRefusals(
      tx,
      changing.map(({ row, after }) => ({ id: row.id, input: { [field]: after } })),
    );
    return open.map((judged): CheckedRow => {
      const { row, before, after, position } = judged;
      const index = changing.indexOf(judged);
      const error = index === -1 ? undefined : refusals[index];
      return {
        rowId: row.id,
        position,
        version: row.version,
        code: row.code,
        name: row.name,
        outcome: index === -1 ? 'unchanged' : error === undefined ? 'change' : 'refused',
        before,
        after,
        errorCode: error?.code ?? null,
        errorDetails: error?.details ?? null,
      };
    });
  }

  private async writeAll(claim: JobClaim, register: TransferRegister, field: string): Promise<void> {
    for (;;) {
      claim.stop.signal.throwIfAborted();
      const isOver = await this.database.transaction(async (tx) => {
        await this.#desk.hold(tx, claim);
        const rows = (await tx.query(
          `SELECT row_id AS "rowId", version, after FROM bulk_edit_row WHERE bulk_edit_id = $1 AND outcome = 'change'
           ORDER BY position LIMIT ${BLOCK}`,
          [claim.id],
        )) as OpenRow[];
        if (rows.length === 0) {
          await this.#desk.finish(tx, claim);
          return true;
        }
        const refusals = await writeBlock(tx, register, field, rows);
        await tx.query(
          `UPDATE bulk_edit_row r SET outcome = w.outcome, error_code = w."errorCode", error_details = nullif(w."errorDetails", 'null')
           FROM jsonb_to_recordset($2::jsonb) AS w("rowId" uuid, outcome text, "errorCode" text, "errorDetails" jsonb)
           WHERE r.bulk_edit_id = $1 AND r.row_id = w."rowId"`,
          [
            claim.id,
            jsonText(
              rows.map(({ rowId }) => {
                const error = refusals.get(rowId);
                return { rowId, outcome: error ? 'refused' : 'changed', errorCode: error?.code ?? null, errorDetails: error?.details ?? null }; // prettier-ignore
              }),
            ),
          ],
        );
        await tx.query('UPDATE bulk_edit SET progress_done = progress_done + $2 WHERE id = $1', [
          claim.id,
          rows.length,
        ]);
        return false;
      });
      if (isOver) return;
    }
  }

  private async own(tx: EntityManager, id: string): Promise<BulkEditView> {
    const view = await this.view(tx, id);
    const [{ isOwn }] = (await tx.query('SELECT created_by_id = $2 AS "isOwn" FROM bulk_edit WHERE id = $1', [
      id,
      this.database.actor.id,
    ])) as [{ isOwn: boolean }];
    if (!isOwn) throw new AppError('FORBIDDEN');
    return view;
  }

  private async view(tx: EntityManager, id: string): Promise<BulkEditView> {
    const [view] = await this.views(tx, 'b.id = $1', [id]);
    if (view === undefined) throw new AppError('BULK_EDIT_NOT_FOUND', { id });
    return view;
  }

  /** Under the reader's own policies; `where` is SQL of this class, never input. */
  private async views(tx: EntityManager, where: string, values: unknown[]): Promise<BulkEditView[]> {
    const stored = (await tx.query(
      `SELECT b.id, b.register, b.field, b.mode, b.value, b.status, b.reason, u.display_name AS "createdByName", b.created_by_id AS "createdById",
         b.created_at AS "createdAt", b.finished_at AS "finishedAt", b.progress_done AS "progressDone", b.progress_total AS "progressTotal",
         b.error_code AS "errorCode", (SELECT jsonb_object_agg(outcome, n) FROM (SELECT outcome, count(*) AS n FROM bulk_edit_row r
           WHERE r.bulk_edit_id = b.id GROUP BY outcome) c) AS counts
       FROM bulk_edit b JOIN app_user u ON u.id = b.created_by_id WHERE ${where}`,
      values,
    )) as StoredEdit[];
    const undos = await this.undos.findLatest(tx, stored.map(({ id }) => id)); // prettier-ignore
    return stored.map(({ createdById, counts: some, ...edit }) => {
      const counts = { change: 0, unchanged: 0, refused: 0, changed: 0, ...some };
      const undo: ChangeUndoView | null = undos.get(edit.id) ?? null;
      const isOwn = createdById === this.database.actor.id;
      return {
        ...edit,
        counts,
        undo,
        can: {
          commit: isOwn && edit.status === 'checked' && counts.change > 0,
          cancel: isOwn && (edit.status === 'checked' || edit.status === 'queued' || edit.status === 'running'),
          undo:
            isWritten({ status: edit.status, counts }) &&
            (undo === null || undo.status === 'failed' || undo.status === 'cancelled'),
        },
      };
    });
  }
}

/** @throws {ValidationError} for a field bulk edits do not change, or a value it cannot have */
function valueOf(register: TransferRegister, { register: code, field: name, mode, value }: CheckBulkEdit): unknown {
  const isExtra = name.startsWith(EXTRA_PREFIX);
  const field = (isExtra ? register.fields : bulkEditFields(code)).find((candidate) => candidate.name === name);
  if (field === undefined) throw new ValidationError([{ path: 'field', code: 'unknown', message: name }]);
  const schema = isExtra ? field.schema.nullable() : bulkEditValue(code, name);
  const parsed = schema.safeParse(value ?? null);
  const isParsed = parsed.success && parsed.data !== undefined;
  if (!isParsed || (mode !== 'set' && !(isListField(field) && Array.isArray(parsed.data) && parsed.data.length > 0))) {
    throw new ValidationError([{ path: 'value', code: 'invalid', message: `${field.title}填写有误` }]);
  }
  return parsed.data;
}

function valueAfter(before: unknown, mode: Code<'bulkEditMode'>, value: unknown): unknown {
  if (mode === 'set') return value;
  const had = Array.isArray(before) ? (before as unknown[]) : [];
  const given = value as unknown[];
  return mode === 'add' ? [...new Set([...had, ...given])] : had.filter((item) => !given.includes(item));
}

function titleOf({ fields }: TransferRegister, { field }: Pick<BulkEditView, 'field'>): string {
  return `批量修改${fields.find(({ name }) => name === field)?.title ?? field}`;
}

function isWritten({ status, counts }: Pick<BulkEditView, 'status' | 'counts'>): boolean {
  return counts.changed > 0 && (status === 'done' || status === 'cancelled' || status === 'failed');
}

function stateError({ status }: BulkEditView): AppError {
  return new AppError('BULK_EDIT_STATE_INVALID', { status: termOf('bulkEditStatus', status) });
}

/** Writes rows together; if one of them is refused, one by one, so that only that one stays as it is. @returns refusals by row */
async function writeBlock(
  tx: EntityManager,
  { service }: TransferRegister,
  field: string,
  rows: readonly OpenRow[],
): Promise<Map<string, AppError>> {
  const write = (some: readonly OpenRow[]) =>
    attempt(tx, () =>
      service.changeMany(
        tx,
        some.map(({ rowId, version, after }) => ({ id: rowId, input: { [field]: after, version } })),
      ),
    );
  const refusals = new Map<string, AppError>();
  if (!((await write(rows)) instanceof AppError)) return refusals;
  for (const row of rows) {
    const error = await write([row]);
    if (!(error instanceof AppError)) continue;
    refusals.set(row.rowId, error);
    await service.recordRefusals(tx, [error]);
  }
  return refusals;
}

async function storeChecked(tx: EntityManager, id: string, rows: readonly CheckedRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO bulk_edit_row (bulk_edit_id, row_id, position, version, code, name, outcome, before, after, error_code, error_details)
     SELECT $1, r."rowId", r.position, r.version, r.code, r.name, r.outcome, nullif(r.before, 'null'), nullif(r.after, 'null'),
       r."errorCode", nullif(r."errorDetails", 'null')
     FROM jsonb_to_recordset($2::jsonb) AS r("rowId" uuid, position int, version int, code text, name text, outcome text, before jsonb,
       after jsonb, "errorCode" text, "errorDetails" jsonb)`,
    [id, jsonText(rows)],
  );
}
