import { Injectable } from '@nestjs/common';
import { type ChooseImportSheets, type FieldIssue, FIXED_KINDS, type FixedValue, type HeadingRow, type HeadingRowView, type ImportView, type MapImportColumns } from '@lianghuan/contracts'; // prettier-ignore
import { Database, jsonText, ValidationError } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { cellOf, cellText } from './cell-value.js';
import { fingerprintOf, headingAt, headingText, withMapping } from './heading.js';
import { findMapping, storedColumnsOf } from './import-mapping.js';
import { type BatchRow, ImportReader, unitsOf } from './import-reader.js';
import { NOTHING_COUNTED, type StoredFixed } from './import-batch.entity.js';
import { PlaceNames } from './place-names.js';
import { loadTopRows } from './top-rows.js';
import { TransferBells } from './transfer-queues.js';
import { TransferRegisters } from './transfer-registers.js';

/** Characters of a cell that are shown where a heading is chosen. */
const SHOWN_CHARACTERS = 60;

/** What the importer says of a table: which row is its heading, and what its columns are. */
@Injectable()
export class ImportColumnsService {
  constructor(
    private readonly database: Database,
    private readonly reader: ImportReader,
    private readonly bells: TransferBells,
    private readonly registers: TransferRegisters,
    private readonly places: PlaceNames,
  ) {}

  /** The first rows of the sheets, among which the heading may be chosen. @throws {AppError} IMPORT_NOT_FOUND */
  headingRows(id: string): Promise<HeadingRowView[]> {
    return this.database.transaction(async (tx) => {
      const { heading_row: heading } = await this.reader.load(tx, id);
      return (await loadTopRows(tx, id)).map(({ sheet, number, cells }) => ({
        sheet,
        rowNumber: number,
        cells: cells.map((cell) => headingText(cell).slice(0, SHOWN_CHARACTERS)),
        isHeading: heading !== null && heading.sheet === sheet && heading.rowNumber === number,
      }));
    });
  }

  /**
   * Reads the columns from another row. Nothing is judged by them before {@link mapColumns}.
   * @throws {AppError} IMPORT_STATE_INVALID unless its check has ended and nothing is written, FORBIDDEN for another's batch,
   *   IMPORT_NOT_FOUND, VALIDATION_FAILED for a row that is not there or has no words
   */
  chooseHeading(id: string, row: HeadingRow): Promise<ImportView> {
    return this.database.transaction(async (tx) => {
      const { register } = await this.reader.loadOpen(tx, id);
      const { fields } = this.registers.get(register);
      const heading = headingAt(await loadTopRows(tx, id), row, fields);
      if (heading === undefined) throw new ValidationError([{ path: 'rowNumber', code: 'unknown', message: '这一行没有文字，不能作表头' }]); // prettier-ignore
      const found = await findMapping(tx, this.database.actor.organisationId, register, [heading]);
      const { columns } = withMapping(heading, found?.saved.columns ?? [], fields);
      await tx.query('DELETE FROM import_row WHERE batch_id = $1', [id]);
      await tx.query(
        `UPDATE import_batch SET status = 'unmapped', columns = $2, heading_row = $3, mapping = NULL, mapped_by = $4, counts = $5, fixed = $6,
           sheets = '[]', left_out_sheets = '[]', progress_done = 0, progress_total = 0 WHERE id = $1`,
        [
          id,
          JSON.stringify(storedColumnsOf(columns)),
          { ...row, isRecognised: false },
          found === undefined ? null : { name: found.saved.name, at: found.saved.at },
          NOTHING_COUNTED,
          jsonText(found?.saved.fixed ?? []),
        ],
      );
      return this.reader.view(tx, id);
    });
  }

  /**
   * Takes the columns of a batch for what the importer says they are, keeps that for his unit's next file with the same heading,
   * and has the batch checked, again where it was.
   * @throws {AppError} IMPORT_STATE_INVALID unless its check has ended and nothing is written, FORBIDDEN for another's batch,
   *   IMPORT_NOT_FOUND, VALIDATION_FAILED
   */
  mapColumns(id: string, { columns, fixed: said }: MapImportColumns): Promise<ImportView> {
    return this.database.transaction(async (tx) => {
      const batch = await this.reader.loadOpen(tx, id);
      this.requireMapping(batch, columns);
      const fixed = await this.requireFixed(batch, said, columns);
      const { actor } = this.database;
      await tx.query(
        `INSERT INTO import_mapping (organisation_id, register, fingerprint, columns, fixed, saved_by_id) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (organisation_id, register, fingerprint) DO UPDATE
           SET columns = EXCLUDED.columns, fixed = EXCLUDED.fixed, saved_by_id = EXCLUDED.saved_by_id, saved_at = clock_timestamp()`,
        [
          actor.organisationId,
          batch.register,
          fingerprintOf(batch.columns),
          JSON.stringify(columns),
          jsonText(fixed),
          actor.id,
        ],
      );
      await tx.query('UPDATE import_batch SET mapping = $2, fixed = $3 WHERE id = $1', [
        id,
        JSON.stringify(columns),
        jsonText(fixed),
      ]);
      return this.queueCheck(tx, id);
    });
  }

  /**
   * Says which of the sheets with the same heading are taken, and has the batch checked again.
   * @throws {AppError} IMPORT_STATE_INVALID unless it is checked and nothing is written, FORBIDDEN for another's batch, IMPORT_NOT_FOUND,
   *   VALIDATION_FAILED for a sheet it does not have
   */
  chooseSheets(id: string, { sheets: wanted }: ChooseImportSheets): Promise<ImportView> {
    return this.database.transaction(async (tx) => {
      const { status, sheets } = await this.reader.loadOwn(tx, id);
      if (status !== 'checked') throw await this.reader.stateError(tx, id);
      const names = sheets.map(({ sheet }) => sheet);
      const issues = wanted.flatMap((sheet, i): FieldIssue[] =>
        names.includes(sheet) ? [] : [{ path: `sheets.${i}`, code: 'unknown', message: '没有这张同样表头的工作表' }],
      );
      if (issues.length > 0) throw new ValidationError(issues);
      await tx.query('UPDATE import_batch SET left_out_sheets = $2 WHERE id = $1', [
        id,
        jsonText(names.filter((name) => !wanted.includes(name))),
      ]);
      return this.queueCheck(tx, id);
    });
  }

  /**
   * Has a checked batch checked again, by what its unit's words mean by now.
   * @throws {AppError} IMPORT_STATE_INVALID unless it is checked and nothing is written, FORBIDDEN for another's batch, IMPORT_NOT_FOUND
   */
  recheck(id: string): Promise<ImportView> {
    return this.database.transaction(async (tx) => {
      const { status } = await this.reader.loadOwn(tx, id);
      if (status !== 'checked') throw await this.reader.stateError(tx, id);
      return this.queueCheck(tx, id);
    });
  }

  private async queueCheck(tx: EntityManager, id: string): Promise<ImportView> {
    await tx.query(
      `UPDATE import_batch SET status = 'uploaded', attempts = 0, heartbeat_at = clock_timestamp(), progress_done = 0, progress_total = 0
       WHERE id = $1`,
      [id],
    );
    this.database.afterCommit(() => this.bells.ringImport(id, 'check'));
    return this.reader.view(tx, id);
  }

  /** The fixed values as they are kept. @param said by the importer; without, those the batch has stay */
  private async requireFixed(
    batch: BatchRow,
    said: readonly FixedValue[] | undefined,
    columns: MapImportColumns['columns'],
  ): Promise<StoredFixed[]> {
    const taken = new Set(columns.flatMap(({ field }) => field ?? []));
    if (said === undefined) return batch.fixed.filter(({ field }) => !taken.has(field));
    await this.places.ready();
    const register = this.registers.get(batch.register);
    const fields = new Map(register.fields.map((field) => [field.name, field]));
    const issues: FieldIssue[] = [];
    const kept = new Map<string, StoredFixed>();
    for (const [i, { field: name, value }] of said.entries()) {
      const refuse = (code: string, message: string) => issues.push({ path: `fixed.${i}`, code, message });
      const field = fields.get(name);
      if (field === undefined) refuse('unknown', '没有这个字段');
      else if (!FIXED_KINDS.includes(field.kind)) refuse('kind', `“${field.title}”每行各不相同，不能设固定值`);
      else if (taken.has(name)) refuse('taken', `表里已有“${field.title}”一列，不能再设固定值`);
      else if (kept.has(name)) refuse('duplicate', `“${field.title}”只能设一个固定值`);
      else if (!field.schema.safeParse(value).success) refuse('invalid', `“${field.title}”的固定值不正确`);
      else if (name === 'areaCode' && !register.service.mayWriteIn(String(value)))
        refuse('forbidden', `您不能写${this.places.areaName(String(value))}的数据`);
      else kept.set(name, { field: name, value, text: cellText(cellOf(value, field, this.places)) });
    }
    if (issues.length > 0) throw new ValidationError(issues);
    return [...kept.values()];
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
    if (taken.size === 0) issues.push({ path: 'columns', code: 'required', message: '至少要说明一列是什么' });
    if (issues.length > 0) throw new ValidationError(issues);
  }
}
