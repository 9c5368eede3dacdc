import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import {
  type ChangeUndoRowQuery,
  type ChangeUndoRowView,
  type Code,
  DUPLICATE_REGISTERS,
  type DuplicateRegister,
  type DuplicateSideView,
  type ImportRowQuery,
  type ImportRowView,
  type ImportUploadQuery,
  type ImportView,
  type LeaveOutImportRows,
  type Page,
  reasonsInWords,
  rowPlaceText,
  termOf,
} from '@lianghuan/contracts';
import { AppError, Database } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { openChangeBatch } from '../change/change-journal.js';
import { ChangeUndoService } from '../change/change-undo.service.js';
import { DuplicateRegisters } from '../duplicate/duplicate-registers.js';
import { FileService } from '../file/file.service.js';
import { placeOf, sheetAt } from './batch-sheet.js';
import { type Cell, textOfCell } from './cell.js';
import { type ReturnedRow, rowsWithReasons } from './error-workbook.js';
import { readingText } from './cell-value.js';
import { COUNTED, type StoredColumn } from './import-batch.entity.js';
import { type RowIssue, rowIssue } from './import-issue.js';
import type { AlikeRow, LikelyRow } from './import-judge.js';
import type { ImportRow } from './import-row.entity.js';
import { type BatchRow, ImportReader, isWritten, OPEN_STATUSES, sheetsRead } from './import-reader.js';
import { templateWorkbook } from './template-workbook.js';
import { PlaceNames } from './place-names.js';
import { requireWriter, TransferRegisters } from './transfer-registers.js';
import { TransferBells } from './transfer-queues.js';
import { meaningText, ValueAliases } from './value-aliases.js';

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
/** Rows of an error workbook read at a time. */
const READ_BLOCK = 500;

/** 导入: what people do with a batch. Its importer acts, the reviewers of his area look on, nobody else learns of it. */
@Injectable()
export class ImportService {
  constructor(
    private readonly database: Database,
    private readonly reader: ImportReader,
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
      return this.reader.view(tx, id);
    });
  }

  /** Own batches and, for reviewers, those of their area, newest first. */
  list(page: number, pageSize: number): Promise<Page<ImportView>> {
    return this.database.transaction(async (tx) => {
      const items = await this.reader.views(tx, 'true ORDER BY b.created_at DESC, b.id DESC LIMIT $1 OFFSET $2', [
        pageSize,
        (page - 1) * pageSize,
      ]);
      const [{ total }] = (await tx.query('SELECT count(*)::int AS total FROM import_batch')) as [{ total: number }];
      return { items, total, page, pageSize };
    });
  }

  /** @throws {AppError} IMPORT_NOT_FOUND, also for what the actor may not see */
  get(id: string): Promise<ImportView> {
    return this.database.transaction((tx) => this.reader.view(tx, id));
  }

  /** Rows of a batch with their verdicts, in the order of the file. @throws {AppError} IMPORT_NOT_FOUND */
  rows(id: string, { page, pageSize, verdict, likely }: ImportRowQuery): Promise<Page<ImportRowView>> {
    return this.database.transaction(async (tx) => {
      const batch = await this.reader.load(tx, id);
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
      const aliases = new ValueAliases(batch.aliases, this.places);
      const readingOf = (cell: Cell, { field: name, unit }: StoredColumn): string | undefined => {
        const field = byName.get(name ?? '');
        if (field === undefined) return undefined;
        const translated = aliases.translate(cell, field);
        if (translated === undefined) return readingText(cell, field, unit, this.places);
        return `${textOfCell(cell)} → ${meaningText(translated.cell, field, this.places)}（值对应）`;
      };
      const shown = await this.likelyIn(tx, batch.register, rows);
      const sheets = sheetsRead(batch);
      return { items: rows.map((row) => rowView(row, sheets, readingOf, shown)), total, page, pageSize };
    });
  }

  /** The likely rows of these as the reader may see them now, by id. */
  private async likelyIn(
    tx: EntityManager,
    register: Code<'register'>,
    rows: readonly StoredRow[],
  ): Promise<ReadonlyMap<string, DuplicateSideView>> {
    const ids = [...new Set(rows.flatMap((row) => storedIn(row)).map(({ id }) => id))];
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
      const batch = await this.reader.loadOwn(tx, id);
      if (batch.status !== 'checked') throw await this.reader.stateError(tx, id);
      await tx.query(
        isLeftOut
          ? `UPDATE import_row SET verdict = 'skip', issues = issues || $3::jsonb
             WHERE batch_id = $1 AND verdict = 'create' AND likely IS NOT NULL AND ($2::int[] IS NULL OR row_number = ANY ($2))`
          : `UPDATE import_row SET verdict = 'create', issues = '[]'
             WHERE batch_id = $1 AND verdict = 'skip' AND likely IS NOT NULL AND ($2::int[] IS NULL OR row_number = ANY ($2))`,
        isLeftOut ? [id, rowNumbers ?? null, JSON.stringify([LEFT_OUT])] : [id, rowNumbers ?? null],
      );
      await tx.query(`UPDATE import_batch SET counts = ${COUNTED} WHERE id = $1`, [id]);
      return this.reader.view(tx, id);
    });
  }

  /**
   * Asks for the good rows of a checked batch to be written.
   * @throws {AppError} IMPORT_STATE_INVALID unless it is checked, IMPORT_NOTHING_TO_WRITE without a good row, FORBIDDEN for another's
   *   batch, IMPORT_NOT_FOUND
   */
  commit(id: string): Promise<ImportView> {
    return this.database.transaction(async (tx) => {
      const { register, file_name: title, status, counts } = await this.reader.loadOwn(tx, id);
      if (status === 'checked' && counts.create + counts.update === 0) throw new AppError('IMPORT_NOTHING_TO_WRITE');
      const [changed] = (await tx.query(
        `UPDATE import_batch SET status = 'committing', attempts = 0, heartbeat_at = clock_timestamp(), progress_done = 0,
           progress_total = (counts ->> 'create')::int + (counts ->> 'update')::int
         WHERE id = $1 AND status = 'checked' RETURNING id`,
        [id],
      )) as [unknown[], number];
      if (changed.length === 0) throw await this.reader.stateError(tx, id);
      await openChangeBatch(tx, { id, kind: 'import', register, title });
      this.database.afterCommit(() => this.bells.ringImport(id, 'commit'));
      return this.reader.view(tx, id);
    });
  }

  /**
   * Calls a batch off. While it is being written, blocks already written stay; those in hand leave nothing.
   * @throws {AppError} IMPORT_STATE_INVALID once it has ended, FORBIDDEN for another's batch, IMPORT_NOT_FOUND
   */
  cancel(id: string): Promise<ImportView> {
    return this.database.transaction(async (tx) => {
      await this.reader.loadOwn(tx, id);
      const [changed] = (await tx.query(
        `UPDATE import_batch SET status = 'cancelled', finished_at = clock_timestamp(), claim_token = NULL
         WHERE id = $1 AND status = ANY ($2) RETURNING id`,
        [id, OPEN_STATUSES],
      )) as [unknown[], number];
      if (changed.length === 0) throw await this.reader.stateError(tx, id);
      return this.reader.view(tx, id);
    });
  }

  /**
   * Asks for all that was written to be taken back, updates included; see {@link ChangeUndoService}.
   * @throws {AppError} IMPORT_STATE_INVALID before it was written, CHANGE_UNDONE_ALREADY, IMPORT_NOT_FOUND
   */
  undo(id: string, reason: string): Promise<ImportView> {
    return this.database.transaction(async (tx) => {
      const batch = await this.reader.load(tx, id);
      if (!isWritten(batch)) throw await this.reader.stateError(tx, id);
      await this.undos.request(id, reason);
      return this.reader.view(tx, id);
    });
  }

  /** How the rows of an undone import ended. @throws {AppError} IMPORT_NOT_FOUND, CHANGE_BATCH_NOT_FOUND */
  async undoRows(id: string, query: ChangeUndoRowQuery): Promise<Page<ChangeUndoRowView>> {
    await this.get(id);
    return this.undos.rows(id, query);
  }

  /** The sender's own rows that are in error, with the reason; corrected, it can be imported as it is. @throws {AppError} IMPORT_NOT_FOUND */
  errorWorkbook(id: string): Promise<Download> {
    return this.handBack(id, { title: '有误的行', reason: '错误原因' }, () => this.readRows(id, `verdict = 'error'`));
  }

  /** The sender's own rows the importer left out, with what they may be the same as and why. @throws {AppError} IMPORT_NOT_FOUND */
  leftOutWorkbook(id: string): Promise<Download> {
    return this.handBack(id, { title: '跳过的疑似重复', reason: '跳过原因' }, (batch) => this.readLeftOut(batch));
  }

  private async handBack(
    id: string,
    titles: { readonly title: string; readonly reason: string },
    read: (batch: BatchRow) => AsyncGenerator<ReturnedRow[]>,
  ): Promise<Download> {
    const batch = await this.database.transaction((tx) => this.reader.load(tx, id));
    return {
      name: `${batch.file_name.replace(/\.[^.]*$/, '')}-${titles.title}.xlsx`,
      mediaType: XLSX_MEDIA_TYPE,
      content: rowsWithReasons(titles, sheetsRead(batch), read(batch)),
    };
  }

  private async *readLeftOut(batch: BatchRow): AsyncGenerator<ReturnedRow[]> {
    const { id, register } = batch;
    const sheets = sheetsRead(batch);
    for await (const rows of this.readRows(id, `verdict = 'skip' AND likely IS NOT NULL`)) {
      const shown = await this.database.transaction((tx) => this.likelyIn(tx, register, rows));
      yield rows.map((row) => ({ ...row, issues: [...row.issues, ...alikeInWords(row, shown, sheets)] }));
    }
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

  /** `where` is SQL of this class, never input. */
  private async *readRows(id: string, where: string): AsyncGenerator<StoredRow[]> {
    for (let after = 0; ;) {
      const rows = await this.database.transaction<StoredRow[]>((tx) =>
        tx.query(
          `SELECT ${ROW_COLUMNS} FROM import_row WHERE batch_id = $1 AND ${where} AND row_number > $2
           ORDER BY row_number LIMIT $3`,
          [id, after, READ_BLOCK],
        ),
      );
      if (rows.length > 0) yield rows;
      if (rows.length < READ_BLOCK) return;
      after = rows[rows.length - 1].rowNumber;
    }
  }
}

const ROW_COLUMNS = 'row_number AS "rowNumber", verdict, key, name, cells, merged, changes, issues, likely';
interface StoredRow {
  rowNumber: number;
  verdict: Code<'importVerdict'>;
  key: string | null;
  name: string | null;
  cells: Cell[];
  merged: ImportRow['merged'];
  changes: Record<string, [string, string]>;
  issues: RowIssue[];
  likely: ImportRow['likely'];
}

const LEFT_OUT = rowIssue(undefined, 'LEFT_OUT');

type ReadSheets = ReturnType<typeof sheetsRead>;

function storedIn({ likely }: Pick<StoredRow, 'likely'>): LikelyRow[] {
  return (likely ?? []).filter((other) => 'id' in other);
}

function alikeIn({ likely }: Pick<StoredRow, 'likely'>): AlikeRow[] {
  return (likely ?? []).filter((other) => 'rowNumber' in other);
}

/** What a row may be the same as, as far as the reader may see it, and what speaks for it. */
function alikeInWords(
  row: StoredRow,
  shown: ReadonlyMap<string, DuplicateSideView>,
  sheets: ReadSheets,
): ReturnedRow['issues'] {
  const others = [
    ...storedIn(row).map(({ id, reasons }) => {
      const side = shown.get(id);
      return { what: side === undefined ? '库中您无权查看的一条' : `库中“${side.name}”（${side.code}）`, reasons };
    }),
    ...alikeIn(row).map(({ rowNumber, name, reasons }) => ({
      what: `本表${rowPlaceText(placeOf(sheets, rowNumber))}“${name}”`,
      reasons,
    })),
  ];
  return others.map(({ what, reasons }) => ({ field: '', title: '', message: `${what}：${reasonsInWords(reasons)}` }));
}

function isDuplicateRegister(register: string): register is DuplicateRegister {
  return (DUPLICATE_REGISTERS as readonly string[]).includes(register);
}

function rowView(
  row: StoredRow,
  sheets: ReadSheets,
  readingOf: (cell: Cell, column: StoredColumn) => string | undefined,
  shown: ReadonlyMap<string, DuplicateSideView>,
): ImportRowView {
  const { cells, merged, likely: _likely, ...rest } = row;
  const columns = sheetAt(sheets, row.rowNumber)?.columns ?? [];
  return {
    ...rest,
    place: placeOf(sheets, row.rowNumber),
    likely: storedIn(row).flatMap(({ id, verdict, score, reasons }) => {
      const side = shown.get(id);
      return side === undefined || verdict === 'different' ? [] : [{ ...side, verdict, score, reasons: [...reasons] }];
    }),
    alike: alikeIn(row).flatMap(({ verdict, reasons, ...other }) =>
      verdict === 'different'
        ? []
        : [{ ...other, place: placeOf(sheets, other.rowNumber), verdict, reasons: [...reasons] }],
    ),
    isLeftOut: row.issues.some(({ code }) => code === LEFT_OUT.code),
    readings: Object.fromEntries(
      columns.flatMap((column) => {
        const cell = cells[column.position] ?? null;
        const reading = readingOf(cell, column);
        const above = column.field === null ? undefined : merged?.[column.position];
        if (above !== undefined)
          return [[column.heading, `${reading ?? textOfCell(cell)}（合并单元格，同第${above}行）`]];
        return reading === undefined ? [] : [[column.heading, reading]];
      }),
    ),
    cells: Object.fromEntries(columns.map(({ heading, position }) => [heading, textOfCell(cells[position])])),
  };
}
