import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import {
  type ChangeUndoRowQuery,
  type ChangeUndoRowView,
  type ChangeUndoView,
  type Code,
  DUPLICATE_REGISTERS,
  type DuplicateRegister,
  type DuplicateSideView,
  type ErrorDetails,
  type FieldIssue,
  type ImportRowQuery,
  type ImportRowView,
  type ImportUploadQuery,
  type ImportView,
  type LeaveOutImportRows,
  type MapImportColumns,
  type Page,
  termOf,
} from '@lianghuan/contracts';
import { type Actor, AppError, Database, ValidationError } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { openChangeBatch } from '../change/change-journal.js';
import { ChangeUndoService } from '../change/change-undo.service.js';
import { DuplicateRegisters } from '../duplicate/duplicate-registers.js';
import { FileService } from '../file/file.service.js';
import { type Cell, textOfCell } from './cell.js';
import { errorWorkbook } from './error-workbook.js';
import { readingText } from './cell-value.js';
import { fingerprintOf } from './heading.js';
import type { TransferField } from './transfer-field.js';
import { unitsLike } from './unit.js';
import { COUNTED, type ImportCounts, type StoredColumn } from './import-batch.entity.js';
import { type RowIssue, rowIssue } from './import-issue.js';
import type { LikelyRow } from './import-judge.js';
import { templateWorkbook } from './template-workbook.js';
import { PlaceNames } from './place-names.js';
import { requireWriter, TransferRegisters } from './transfer-registers.js';
import { TransferBells } from './transfer-queues.js';

/** A file on its way in. */
export interface Upload {
  readonly name: string;
  readonly mediaType: string;
  readonly content: Readable;
}

/** A file on its way out. */
export interface Download {
  readonly name: string;
  readonly mediaType: string;
  readonly content: Readable;
}

export const XLSX_MEDIA_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** Batches that can still be called off. */
const OPEN_STATUSES: readonly Code<'importStatus'>[] = ['uploaded', 'checking', 'checked', 'committing'];
/** Rows of an error workbook read at a time. */
const READ_BLOCK = 500;

/** 导入: what people do with a batch. Its importer acts, the reviewers of his area look on, nobody else learns of it. */
@Injectable()
export class ImportService {
  constructor(
    private readonly database: Database,
    private readonly files: FileService,
    private readonly bells: TransferBells,
    private readonly registers: TransferRegisters,
    private readonly places: PlaceNames,
    private readonly undos: ChangeUndoService,
    private readonly doubles: DuplicateRegisters,
  ) {}

  /**
   * Takes a file in and asks for it to be checked.
   * @throws {AppError} FORBIDDEN for a register the actor writes nowhere, FILE_TOO_LARGE
   */
  async upload({ register, mode }: ImportUploadQuery, upload: Upload): Promise<ImportView> {
    const actor = this.database.actor;
    requireWriter(actor, register);
    const file = await this.files.receive({ ...upload, purpose: 'import' });
    return this.database.transaction(async (tx) => {
      const [{ id }] = (await tx.query(
        `INSERT INTO import_batch (register, mode, file_id, file_name, created_by_id, area_code)
         SELECT $1, $2, $3, $4, $5, o.area_code FROM organisation o WHERE o.id = $6 RETURNING id`,
        [register, mode, file.id, file.name, actor.id, actor.organisationId],
      )) as [{ id: string }];
      this.database.afterCommit(() => this.bells.ringImport(id, 'check'));
      return this.view(tx, id);
    });
  }

  /** Own batches and, for reviewers, those of their area, newest first. */
  list(page: number, pageSize: number): Promise<Page<ImportView>> {
    return this.database.transaction(async (tx) => {
      const items = await this.views(tx, 'true ORDER BY b.created_at DESC, b.id DESC LIMIT $1 OFFSET $2', [
        pageSize,
        (page - 1) * pageSize,
      ]);
      const [{ total }] = (await tx.query('SELECT count(*)::int AS total FROM import_batch')) as [{ total: number }];
      return { items, total, page, pageSize };
    });
  }

  /** @throws {AppError} IMPORT_NOT_FOUND, also for what the actor may not see */
  get(id: string): Promise<ImportView> {
    return this.database.transaction((tx) => this.view(tx, id));
  }

  /** Rows of a batch with their verdicts, in the order of the file. @throws {AppError} IMPORT_NOT_FOUND */
  rows(id: string, { page, pageSize, verdict, likely }: ImportRowQuery): Promise<Page<ImportRowView>> {
    return this.database.transaction(async (tx) => {
      const batch = await this.load(tx, id);
      const only = likely === undefined ? '' : `AND likely IS ${likely ? 'NOT ' : ''}NULL`;
      const rows = (await tx.query(
        `SELECT ${ROW_COLUMNS} FROM import_row WHERE batch_id = $1 AND ($2::text[] IS NULL OR verdict = ANY ($2)) ${only}
         ORDER BY row_number LIMIT $3 OFFSET $4`,
        [id, verdict ?? null, pageSize, (page - 1) * pageSize],
      )) as StoredRow[];
      const [{ total }] = (await tx.query(
        `SELECT count(*)::int AS total FROM import_row WHERE batch_id = $1 AND ($2::text[] IS NULL OR verdict = ANY ($2)) ${only}`,
        [id, verdict ?? null],
      )) as [{ total: number }];
      await this.places.ready();
      const { fields } = this.registers.get(batch.register);
      const byName = new Map(fields.map((field) => [field.name, field]));
      const readingOf = (cell: Cell, { field: name, unit }: StoredColumn): string | undefined => {
        const field = byName.get(name ?? '');
        return field && readingText(cell, field, unit, this.places);
      };
      const shown = await this.likelyIn(tx, batch.register, rows);
      return { items: rows.map((row) => rowView(row, batch.columns, readingOf, shown)), total, page, pageSize };
    });
  }

  /** The likely rows of these as the reader may see them now, by id. */
  private async likelyIn(
    tx: EntityManager,
    register: Code<'register'>,
    rows: readonly StoredRow[],
  ): Promise<ReadonlyMap<string, DuplicateSideView>> {
    const ids = [...new Set(rows.flatMap((row) => row.likely ?? []).map(({ id }) => id))];
    if (ids.length === 0 || !isDuplicateRegister(register)) return new Map();
    const found = await this.doubles.get(register).loadMany(tx, ids);
    return new Map(found.map((row) => [row.id, this.doubles.sideOf(row)]));
  }

  /**
   * Leaves rows out that may be in the register already, or takes them in again.
   * @throws {AppError} IMPORT_STATE_INVALID unless the batch is checked, FORBIDDEN for another's batch, IMPORT_NOT_FOUND
   */
  leaveOut(id: string, { rowNumbers, isLeftOut }: LeaveOutImportRows): Promise<ImportView> {
    return this.database.transaction(async (tx) => {
      const batch = await this.loadOwn(tx, id);
      if (batch.status !== 'checked') throw await this.stateError(tx, id);
      await tx.query(
        isLeftOut
          ? `UPDATE import_row SET verdict = 'skip', issues = issues || $3::jsonb
             WHERE batch_id = $1 AND verdict = 'create' AND likely IS NOT NULL AND ($2::int[] IS NULL OR row_number = ANY ($2))`
          : `UPDATE import_row SET verdict = 'create', issues = '[]'
             WHERE batch_id = $1 AND verdict = 'skip' AND likely IS NOT NULL AND ($2::int[] IS NULL OR row_number = ANY ($2))`,
        isLeftOut ? [id, rowNumbers ?? null, JSON.stringify([LEFT_OUT])] : [id, rowNumbers ?? null],
      );
      await tx.query(`UPDATE import_batch SET counts = ${COUNTED} WHERE id = $1`, [id]);
      return this.view(tx, id);
    });
  }

  /**
   * Takes the columns of a checked batch for what the importer says they are, keeps that for his unit's next file with the same heading,
   * and has the batch checked again.
   * @throws {AppError} IMPORT_STATE_INVALID unless it is checked, FORBIDDEN for another's batch, IMPORT_NOT_FOUND, VALIDATION_FAILED
   */
  mapColumns(id: string, { columns }: MapImportColumns): Promise<ImportView> {
    return this.database.transaction(async (tx) => {
      const batch = await this.loadOwn(tx, id);
      if (batch.status !== 'checked') throw await this.stateError(tx, id);
      this.requireMapping(batch, columns);
      const { actor } = this.database;
      await tx.query(
        `INSERT INTO import_mapping (organisation_id, register, fingerprint, columns, saved_by_id) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (organisation_id, register, fingerprint) DO UPDATE
           SET columns = EXCLUDED.columns, saved_by_id = EXCLUDED.saved_by_id, saved_at = clock_timestamp()`,
        [actor.organisationId, batch.register, fingerprintOf(batch.columns), JSON.stringify(columns), actor.id],
      );
      await tx.query(
        `UPDATE import_batch SET status = 'uploaded', mapping = $2, attempts = 0, heartbeat_at = clock_timestamp(),
           progress_done = 0, progress_total = 0 WHERE id = $1`,
        [id, JSON.stringify(columns)],
      );
      this.database.afterCommit(() => this.bells.ringImport(id, 'check'));
      return this.view(tx, id);
    });
  }

  private requireMapping(batch: BatchRow, columns: MapImportColumns['columns']): void {
    const fields = new Map(this.registers.get(batch.register).fields.map((field) => [field.name, field]));
    const positions = new Set(batch.columns.map(({ position }) => position));
    const taken = new Set<string>();
    const issues: FieldIssue[] = [];
    for (const [i, { position, field: name, unit }] of columns.entries()) {
      const refuse = (code: string, message: string) => issues.push({ path: `columns.${i}`, code, message });
      if (!positions.has(position)) refuse('unknown', '文件里没有这一列');
      if (name === null) continue;
      const field = fields.get(name);
      if (field === undefined) refuse('unknown', '没有这个字段');
      else if (taken.has(name)) refuse('duplicate', `“${field.title}”只能对应一列`);
      else if (unit !== null && !unitsOf(field).includes(unit)) refuse('unit', `“${field.title}”不能用“${unit}”作单位`);
      taken.add(name);
    }
    if (issues.length > 0) throw new ValidationError(issues);
  }

  /**
   * Asks for the good rows of a checked batch to be written.
   * @throws {AppError} IMPORT_STATE_INVALID unless it is checked, FORBIDDEN for another's batch, IMPORT_NOT_FOUND
   */
  commit(id: string): Promise<ImportView> {
    return this.database.transaction(async (tx) => {
      const { register, file_name: title } = await this.loadOwn(tx, id);
      const [changed] = (await tx.query(
        `UPDATE import_batch SET status = 'committing', attempts = 0, heartbeat_at = clock_timestamp(), progress_done = 0,
           progress_total = (counts ->> 'create')::int + (counts ->> 'update')::int
         WHERE id = $1 AND status = 'checked' RETURNING id`,
        [id],
      )) as [unknown[], number];
      if (changed.length === 0) throw await this.stateError(tx, id);
      await openChangeBatch(tx, { id, kind: 'import', register, title });
      this.database.afterCommit(() => this.bells.ringImport(id, 'commit'));
      return this.view(tx, id);
    });
  }

  /**
   * Calls a batch off. While it is being written, blocks already written stay; the one in hand is finished.
   * @throws {AppError} IMPORT_STATE_INVALID once it has ended, FORBIDDEN for another's batch, IMPORT_NOT_FOUND
   */
  cancel(id: string): Promise<ImportView> {
    return this.database.transaction(async (tx) => {
      await this.loadOwn(tx, id);
      const [changed] = (await tx.query(
        `UPDATE import_batch SET status = 'cancelled', finished_at = clock_timestamp(), claim_token = NULL
         WHERE id = $1 AND status = ANY ($2) RETURNING id`,
        [id, OPEN_STATUSES],
      )) as [unknown[], number];
      if (changed.length === 0) throw await this.stateError(tx, id);
      return this.view(tx, id);
    });
  }

  /**
   * Asks for all that was written to be taken back, updates included; see {@link ChangeUndoService}.
   * @throws {AppError} IMPORT_STATE_INVALID before it was written, CHANGE_UNDONE_ALREADY, IMPORT_NOT_FOUND
   */
  undo(id: string, reason: string): Promise<ImportView> {
    return this.database.transaction(async (tx) => {
      const batch = await this.load(tx, id);
      if (!this.isWritten(batch)) throw await this.stateError(tx, id);
      await this.undos.request(id, reason);
      return this.view(tx, id);
    });
  }

  /** How the rows of an undone import ended. @throws {AppError} IMPORT_NOT_FOUND, CHANGE_BATCH_NOT_FOUND */
  async undoRows(id: string, query: ChangeUndoRowQuery): Promise<Page<ChangeUndoRowView>> {
    await this.get(id);
    return this.undos.rows(id, query);
  }

  /** Whether rows were written, all of them or the blocks before it was called off or given up. */
  private isWritten({ status, written }: BatchRow): boolean {
    return written && (status === 'committed' || status === 'cancelled' || status === 'failed');
  }

  /** The sender's own rows that are in error, with the reason; corrected, it can be imported as it is. @throws {AppError} IMPORT_NOT_FOUND */
  async errorWorkbook(id: string): Promise<Download> {
    const batch = await this.database.transaction((tx) => this.load(tx, id));
    return {
      name: `${batch.file_name.replace(/\.[^.]*$/, '')}-有误的行.xlsx`,
      mediaType: XLSX_MEDIA_TYPE,
      content: errorWorkbook(batch.columns, this.readErrors(id)),
    };
  }

  /** An empty workbook for a register, with drop-downs and notes; for one kind of row with the extra fields of that kind. */
  async template(register: Code<'register'>, kind?: Code<'resourceKind'>): Promise<Download> {
    await this.places.ready();
    const wanted = this.registers.get(register);
    const { title } = wanted;
    const fields = wanted.fieldsOfKinds?.(kind === undefined ? [] : [kind]) ?? wanted.fields;
    return {
      name: `${title}导入模板${kind === undefined ? '' : `（${termOf('resourceKind', kind)}）`}.xlsx`,
      mediaType: XLSX_MEDIA_TYPE,
      content: await templateWorkbook(title, fields, this.places),
    };
  }

  private async *readErrors(id: string): AsyncGenerator<StoredRow[]> {
    for (let after = 0; ;) {
      const rows = await this.database.transaction<StoredRow[]>((tx) =>
        tx.query(
          `SELECT ${ROW_COLUMNS} FROM import_row WHERE batch_id = $1 AND verdict = 'error' AND row_number > $2
           ORDER BY row_number LIMIT $3`,
          [id, after, READ_BLOCK],
        ),
      );
      if (rows.length > 0) yield rows;
      if (rows.length < READ_BLOCK) return;
      after = rows[rows.length - 1].rowNumber;
    }
  }

  private async load(tx: EntityManager, id: string): Promise<BatchRow> {
    const [batch] = await this.find(tx, 'b.id = $1', [id]);
    if (batch === undefined) throw new AppError('IMPORT_NOT_FOUND', { id });
    return batch;
  }

  private async loadOwn(tx: EntityManager, id: string): Promise<BatchRow> {
    const batch = await this.load(tx, id);
    if (batch.created_by_id !== this.database.actor.id) throw new AppError('FORBIDDEN');
    return batch;
  }

  private async stateError(tx: EntityManager, id: string): Promise<AppError> {
    const { status } = await this.load(tx, id);
    return new AppError('IMPORT_STATE_INVALID', { status: termOf('importStatus', status) } satisfies ErrorDetails);
  }

  private async view(tx: EntityManager, id: string): Promise<ImportView> {
    const [view] = await this.views(tx, 'b.id = $1', [id]);
    if (view === undefined) throw new AppError('IMPORT_NOT_FOUND', { id });
    return view;
  }

  private async views(tx: EntityManager, where: string, values: unknown[]): Promise<ImportView[]> {
    const rows = await this.find(tx, where, values);
    const undos = await this.undos.findLatest(tx, rows.map(({ id }) => id)); // prettier-ignore
    return rows.map((row) => this.viewOf(row, this.database.actor, undos.get(row.id) ?? null));
  }

  /** Batches the actor may see; `where` is SQL of this class, never input. */
  private async find(tx: EntityManager, where: string, values: unknown[]): Promise<BatchRow[]> {
    return (await tx.query(
      `SELECT b.*, u.display_name AS created_by_name,
         EXISTS (SELECT FROM change_entry e WHERE e.batch_id = b.id) AS written,
         (SELECT count(*)::int FROM import_row r WHERE r.batch_id = b.id AND r.verdict = 'create' AND r.likely IS NOT NULL) AS likely
       FROM import_batch b JOIN app_user u ON u.id = b.created_by_id WHERE ${where}`,
      values,
    )) as BatchRow[];
  }

  private viewOf(row: BatchRow, actor: Actor, undo: ChangeUndoView | null): ImportView {
    const titles = new Map(this.registers.get(row.register).fields.map((field) => [field.name, field.title]));
    const isOwn = row.created_by_id === actor.id;
    return {
      id: row.id,
      register: row.register,
      mode: row.mode,
      status: row.status,
      fileName: row.file_name,
      createdByName: row.created_by_name,
      createdAt: row.created_at.toISOString(),
      finishedAt: row.finished_at?.toISOString() ?? null,
      progressDone: row.progress_done,
      progressTotal: row.progress_total,
      columns: row.columns.map(({ position, heading, field, unit }) => ({
        position,
        heading,
        field,
        title: field === null ? null : (titles.get(field) ?? field),
        unit,
      })),
      mappedBy: row.mapped_by,
      fields: this.registers.get(row.register).fields.map((field) => ({
        name: field.name,
        title: field.title,
        required: field.required,
        units: unitsOf(field),
      })),
      counts: row.counts,
      likely: row.likely,
      errorCode: row.error_code,
      errorDetails: row.error_details,
      undo,
      can: {
        commit: isOwn && row.status === 'checked' && row.counts.create + row.counts.update > 0,
        cancel: isOwn && OPEN_STATUSES.includes(row.status),
        map: isOwn && row.status === 'checked',
        undo: this.isWritten(row) && (undo === null || undo.status === 'failed' || undo.status === 'cancelled'),
      },
    };
  }
}

/** Columns of import_batch as the driver hands them out. */
interface BatchRow {
  id: string;
  register: Code<'register'>;
  mode: Code<'importMode'>;
  status: Code<'importStatus'>;
  file_name: string;
  created_by_id: string;
  created_by_name: string;
  created_at: Date;
  finished_at: Date | null;
  progress_done: number;
  progress_total: number;
  columns: StoredColumn[];
  mapped_by: { name: string; at: string } | null;
  counts: ImportCounts;
  likely: number;
  error_code: string | null;
  error_details: Record<string, unknown> | null;
  /** Whether anything was written into the register. */
  written: boolean;
}

const ROW_COLUMNS = 'row_number AS "rowNumber", verdict, key, name, cells, changes, issues, likely';
interface StoredRow {
  rowNumber: number;
  verdict: Code<'importVerdict'>;
  key: string | null;
  name: string | null;
  cells: Cell[];
  changes: Record<string, [string, string]>;
  issues: RowIssue[];
  likely: LikelyRow[] | null;
}

const LEFT_OUT = rowIssue(undefined, 'LEFT_OUT');

function isDuplicateRegister(register: string): register is DuplicateRegister {
  return (DUPLICATE_REGISTERS as readonly string[]).includes(register);
}

/** Units the figures of a field may be in; none where it takes no figure with a unit. */
function unitsOf({ kind, unit }: TransferField): string[] {
  if (kind === 'money') return unitsLike('元');
  if (kind === 'quantity') return unitsLike(unit);
  return kind === 'share' ? unitsLike('1') : [];
}

function rowView(
  row: StoredRow,
  columns: readonly StoredColumn[],
  readingOf: (cell: Cell, column: StoredColumn) => string | undefined,
  shown: ReadonlyMap<string, DuplicateSideView>,
): ImportRowView {
  const { cells, likely, ...rest } = row;
  return {
    ...rest,
    likely: (likely ?? []).flatMap(({ id, verdict, score, reasons }) => {
      const side = shown.get(id);
      return side === undefined || verdict === 'different' ? [] : [{ ...side, verdict, score, reasons: [...reasons] }];
    }),
    isLeftOut: row.issues.some(({ code }) => code === LEFT_OUT.code),
    readings: Object.fromEntries(
      columns.flatMap((column) => {
        const reading = readingOf(cells[column.position] ?? null, column);
        return reading === undefined ? [] : [[column.heading, reading]];
      }),
    ),
    cells: Object.fromEntries(columns.map(({ heading, position }) => [heading, textOfCell(cells[position])])),
  };
}
