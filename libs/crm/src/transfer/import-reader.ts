import { Injectable } from '@nestjs/common';
import {
  type ChangeUndoView,
  type Code,
  type ErrorDetails,
  type HeadingRow,
  type ImportView,
  termOf,
} from '@lianghuan/contracts';
import { type Actor, AppError, Database } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { ChangeUndoService } from '../change/change-undo.service.js';
import { type BatchSheet, sheetViews } from './batch-sheet.js';
import type { ImportCounts, StoredColumn, StoredFixed } from './import-batch.entity.js';
import type { TransferField } from './transfer-field.js';
import { TransferRegisters } from './transfer-registers.js';
import { unitsLike } from './unit.js';
import type { ValueAlias } from './value-aliases.js';

/** Batches that can still be called off. */
export const OPEN_STATUSES: readonly Code<'importStatus'>[] = [
  'uploaded',
  'checking',
  'unmapped',
  'checked',
  'committing',
];

/** Columns of import_batch as the driver hands them out. */
export interface BatchRow {
  id: string;
  register: Code<'register'>;
  mode: Code<'importMode'>;
  status: Code<'importStatus'>;
  file_name: string;
  created_by_id: string;
  created_by_name: string;
  created_at: Date;
  finished_at: Date | null;
  rows_removed_at: Date | null;
  progress_done: number;
  progress_total: number;
  columns: StoredColumn[];
  aliases: ValueAlias[];
  fixed: StoredFixed[];
  heading_row: (HeadingRow & { readonly isRecognised: boolean }) | null;
  mapped_by: { name: string; at: string } | null;
  counts: ImportCounts;
  sheets: BatchSheet[];
  other_sheets: ImportView['otherSheets'];
  hidden_rows: number;
  likely: number;
  left_out: number;
  error_code: string | null;
  error_details: Record<string, unknown> | null;
  /** Whether anything was written into the register. */
  written: boolean;
}

/** Batches as their readers see them: under the database's policies, with what the reader may do. */
@Injectable()
export class ImportReader {
  constructor(
    private readonly database: Database,
    private readonly registers: TransferRegisters,
    private readonly undos: ChangeUndoService,
  ) {}

  /** @throws {AppError} IMPORT_NOT_FOUND, also for what the actor may not see */
  async load(tx: EntityManager, id: string): Promise<BatchRow> {
    const [batch] = await this.find(tx, 'b.id = $1', [id]);
    if (batch === undefined) throw new AppError('IMPORT_NOT_FOUND', { id });
    return batch;
  }

  /** @throws {AppError} FORBIDDEN for another's batch, IMPORT_NOT_FOUND */
  async loadOwn(tx: EntityManager, id: string): Promise<BatchRow> {
    const batch = await this.load(tx, id);
    if (batch.created_by_id !== this.database.actor.id) throw new AppError('FORBIDDEN');
    return batch;
  }

  /**
   * An own batch of which can still be said what its columns and words mean: its check has ended and nothing is written.
   * @throws {AppError} IMPORT_STATE_INVALID, FORBIDDEN for another's batch, IMPORT_NOT_FOUND
   */
  async loadOpen(tx: EntityManager, id: string): Promise<BatchRow> {
    const batch = await this.loadOwn(tx, id);
    if (batch.status !== 'checked' && batch.status !== 'unmapped') throw await this.stateError(tx, id);
    return batch;
  }

  /** Why a batch that is at another step cannot be treated so. */
  async stateError(tx: EntityManager, id: string): Promise<AppError> {
    const { status } = await this.load(tx, id);
    return new AppError('IMPORT_STATE_INVALID', { status: termOf('importStatus', status) } satisfies ErrorDetails);
  }

  /** @throws {AppError} IMPORT_NOT_FOUND */
  async view(tx: EntityManager, id: string): Promise<ImportView> {
    const [view] = await this.views(tx, 'b.id = $1', [id]);
    if (view === undefined) throw new AppError('IMPORT_NOT_FOUND', { id });
    return view;
  }

  /** `where` is SQL of the calling class, never input. */
  async views(tx: EntityManager, where: string, values: unknown[]): Promise<ImportView[]> {
    const rows = await this.find(tx, where, values);
    const undos = await this.undos.findLatest(tx, rows.map(({ id }) => id)); // prettier-ignore
    return rows.map((row) => this.viewOf(row, this.database.actor, undos.get(row.id) ?? null));
  }

  /** Batches the actor may see; as {@link views} */
  private async find(tx: EntityManager, where: string, values: unknown[]): Promise<BatchRow[]> {
    return (await tx.query(
      `SELECT b.*, u.display_name AS created_by_name,
         EXISTS (SELECT FROM change_entry e WHERE e.batch_id = b.id) AS written,
         (SELECT count(*)::int FROM import_row r WHERE r.batch_id = b.id AND r.verdict = 'create' AND r.likely IS NOT NULL) AS likely,
         (SELECT count(*)::int FROM import_row r WHERE r.batch_id = b.id AND r.verdict = 'skip' AND r.likely IS NOT NULL) AS left_out
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
      rowsRemovedAt: row.rows_removed_at?.toISOString() ?? null,
      progressDone: row.progress_done,
      progressTotal: row.progress_total,
      columns: row.columns.map(({ position, heading, field, unit, proposedUnit = null }) => ({
        position,
        heading,
        field,
        title: field === null ? null : (titles.get(field) ?? field),
        unit,
        proposedUnit,
      })),
      fixed: row.fixed.map((fixed) => ({ ...fixed, title: titles.get(fixed.field) ?? fixed.field })),
      mappedBy: row.mapped_by,
      fields: this.registers.get(row.register).fields.map((field) => ({
        name: field.name,
        title: field.title,
        required: field.required,
        units: unitsOf(field),
      })),
      counts: row.counts,
      sheet: row.heading_row?.sheet ?? null,
      sheets: sheetViews(row.sheets, row.columns),
      otherSheets: row.other_sheets,
      hiddenRows: row.hidden_rows,
      likely: row.likely,
      leftOut: row.left_out,
      errorCode: row.error_code,
      errorDetails: row.error_details,
      undo,
      can: {
        commit: isOwn && row.status === 'checked' && row.counts.create + row.counts.update > 0,
        cancel: isOwn && OPEN_STATUSES.includes(row.status),
        map: isOwn && (row.status === 'checked' || row.status === 'unmapped'),
        undo: isWritten(row) && (undo === null || undo.status === 'failed' || undo.status === 'cancelled'),
      },
    };
  }
}

/** The sheets whose rows a batch has; one from before sheets were kept has those of its one table. */
export function sheetsRead({ sheets, columns, heading_row: heading }: BatchRow): Omit<BatchSheet, 'rows' | 'isRead'>[] {
  return sheets.length === 0
    ? [{ sheet: heading?.sheet ?? '', before: 0, columns }]
    : sheets.filter(({ isRead }) => isRead);
}

/** Whether rows were written, all of them or the blocks before it was called off or given up. */
export function isWritten({ status, written }: BatchRow): boolean {
  return written && (status === 'committed' || status === 'cancelled' || status === 'failed');
}

/** Units the figures of a field may be in; none where it takes no figure with a unit. */
export function unitsOf({ kind, unit }: TransferField): string[] {
  if (kind === 'money') return unitsLike('元');
  if (kind === 'quantity') return unitsLike(unit);
  return kind === 'share' ? unitsLike('1') : [];
}
