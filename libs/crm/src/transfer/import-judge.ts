import { type Code, type RowPlace, rowPlaceText } from '@lianghuan/contracts';
import { AppError } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import type { DuplicateComparison } from '../duplicate/duplicate-rule.js';
import type { RecordEntity } from '../record/record.entity.js';
import { placeOf } from './batch-sheet.js';
import { type MergedCell, type TableRow, textOfCell } from './cell.js';
import { cellOf, cellText, isSameValue, sameText } from './cell-value.js';
import { type FieldValue, valueText } from './field-value.js';
import { isNote, isTotal } from './closing-rows.js';
import { ColumnReader } from './column-reader.js';
import { FileDoubles } from './file-doubles.js';
import { keepStoredUnits, type SaidFigure, settleQualifiers, settleUnits } from './figure-unit.js';
import { type Heading, headingText, type TableColumn } from './heading.js';
import { type IssueCode, refusal, type RowIssue, rowIssue } from './import-issue.js';
import { ownCells } from './merged-cells.js';
import type { PlaceNames } from './place-names.js';
import type { TransferField } from './transfer-field.js';
import type { TransferRegister } from './transfer-registers.js';
import type { ValueAliases } from './value-aliases.js';

/** A stored row that a row to be created may be the same as, and what speaks for it. */
export interface LikelyRow extends DuplicateComparison {
  readonly id: string;
}

/** An earlier row of the same file that a row to be created may be the same as. */
export interface AlikeRow extends DuplicateComparison {
  readonly rowNumber: number;
  readonly name: string;
}

/** What the sender says of his table beside its cells. */
export interface SaidOfTable {
  readonly aliases?: ValueAliases;
  /** What all rows say of fields without a column. */
  readonly fixed?: readonly { readonly field: string; readonly value: FieldValue }[];
  /** The file as 来源 of new rows that name none, and what 来源性质 such rows have. */
  readonly source?: ImportSource;
}

/** What a new row tells of the file it came by. */
export interface ImportSource {
  readonly kind: Code<'sourceKind'>;
  nameOf(place: RowPlace): string;
}

/** Likely rows kept for one row of a file; who needs more has the wrong register. */
const LIKELY_SHOWN = 5;

/** What is to be done with a row of the sender's table. */
export interface JudgedRow {
  /** That of the spreadsheet; rows of further sheets are counted on behind those of the sheets before. */
  readonly rowNumber: number;
  readonly cells: TableRow['cells'];
  /** Position of each cell that is merged with one above → number of the row that one stands in; null for none. */
  readonly merged: Readonly<Record<number, number>> | null;
  verdict: Code<'importVerdict'>;
  key: string | null;
  name: string | null;
  input: Record<string, FieldValue>;
  targetId: string | null;
  targetVersion: number | null;
  changes: Record<string, [string, string]>;
  before: Record<string, FieldValue> | null;
  /** Row of the register the sender means that was merged into the target. */
  mergedId: string | null;
  /** Null for none. */
  likely: readonly LikelyRow[] | null;
  alike: readonly AlikeRow[];
  readonly issues: RowIssue[];
}

/**
 * Judges the rows of one file block by block, by the same rules as writing them: it reads the cells, finds the stored row, and asks
 * the register what it would refuse. Remembers the keys of the file, so that a repeated row is found however far below.
 */
export class ImportJudge {
  /** Key or id of the stored row → row number of the file in which it came first. */
  readonly #seen = new Map<string, number>();
  readonly #byName: ReadonlyMap<string, TransferField>;
  /** The sheets of the file as they come. */
  readonly #sheets: { readonly sheet: string; readonly before: number }[] = [];
  #heading: Pick<Heading, 'columns' | 'lines'>;
  #readers: readonly ColumnReader[];
  /** Positions of the columns of amounts, which several rows cannot have in common. */
  #amounts: ReadonlySet<number>;
  readonly #fixed: Readonly<Record<string, FieldValue>>;
  readonly #doubles: FileDoubles | undefined;
  /** Fields of a row that another cell than their own said: 约 before a figure. */
  readonly #told = new WeakMap<JudgedRow, ReadonlySet<string>>();
  /** Rows with a cell that cannot be read. They are judged on like the others, so that their sender learns at once all that is wrong. */
  readonly #unreadable = new WeakSet<JudgedRow>();

  constructor(
    private readonly register: TransferRegister,
    private readonly mode: Code<'importMode'>,
    heading: Pick<Heading, 'columns' | 'lines'>,
    private readonly places: PlaceNames,
    private readonly said: SaidOfTable = {},
  ) {
    this.#byName = new Map(register.fields.map((field) => [field.name, field]));
    const { duplicateRule: rule, duplicateFacts } = register.service;
    this.#doubles = rule && new FileDoubles(rule, duplicateFacts);
    this.#heading = heading;
    this.#readers = this.#readersOf(heading);
    this.#amounts = amountsAmong(this.#readers);
    this.#fixed = Object.fromEntries((said.fixed ?? []).map(({ field, value }) => [field, value]));
  }

  /** From now on come rows of another sheet. @param before what is added to its row numbers */
  turnTo(sheet: string, before: number, heading: Pick<Heading, 'columns' | 'lines'>): void {
    this.#sheets.push({ sheet, before });
    this.#heading = heading;
    this.#readers = this.#readersOf(heading);
    this.#amounts = amountsAmong(this.#readers);
  }

  #readersOf({ columns }: Pick<Heading, 'columns'>): ColumnReader[] {
    return columns.flatMap(({ field, position, unit }) =>
      field === null ? [] : [new ColumnReader(field, position, unit, this.places, this.said.aliases)],
    );
  }

  get #before(): number {
    return this.#sheets.at(-1)?.before ?? 0;
  }

  /** A row of the file in words, for a row of the present sheet. */
  #wordsFor(rowNumber: number): string {
    const { sheet, row } = placeOf(this.#sheets, rowNumber);
    return rowPlaceText({ sheet: sheet === this.#sheets.at(-1)?.sheet ? null : sheet, row });
  }

  /** The verdict on each row. Call {@link PlaceNames.ready} first; as the actor in whose name will be written. */
  async judge(tx: EntityManager, rows: readonly TableRow[]): Promise<JudgedRow[]> {
    const judged = rows.map((row) => this.read(row));
    await this.findTargets(tx, judged.filter(isOpen));
    await this.compare(
      judged.filter((row) => row.verdict === 'update'),
      rows,
    );
    for (const row of judged) if (row.verdict === 'create') this.complete(row);
    await this.askRegister(tx, judged.filter(isOpen));
    for (const row of judged) if (this.#unreadable.has(row)) row.verdict = 'error';
    await this.warnOfDoubles(
      tx,
      judged.filter((row) => row.verdict === 'create'),
    );
    return judged;
  }

  private read(row: TableRow): JudgedRow {
    const judged: JudgedRow = {
      rowNumber: this.#before + row.number,
      cells: this.#cellsOf(row),
      merged: this.#coveredIn(row),
      verdict: 'create',
      key: null,
      name: null,
      input: { ...this.#fixed },
      targetId: null,
      targetVersion: null,
      changes: {},
      before: null,
      mergedId: null,
      likely: null,
      alike: [],
      issues: [],
    };
    const own = ownCells(row);
    // 小计 beside a cell that is merged over it sums up; so does a line under a merged 合计.
    if (isTotal(own) || (own !== row.cells && isTotal(row.cells))) {
      judged.verdict = 'skip';
      judged.issues.push(rowIssue(undefined, 'TOTAL_ROW'));
      return judged;
    }
    if (isNote(own) || this.isHeading(own)) {
      judged.verdict = 'skip';
      judged.issues.push(rowIssue(undefined, 'NOT_DATA'));
      return judged;
    }
    const figures: SaidFigure[] = [];
    const shared = this.#sharedAmounts(row);
    for (const reader of this.#readers) {
      const { field } = reader;
      const figure = shared.find(({ position }) => position === reader.position);
      if (figure !== undefined) {
        judged.issues.push(rowIssue(field, 'FIGURE_MERGED', { row: figure.from }));
        continue;
      }
      const { reading, misshapen } = reader.read(row.cells[reader.position]);
      if (reading.kind === 'problem') {
        judged.issues.push(rowIssue(field, reading.problem.code, reading.problem.details));
      } else if (reading.kind === 'value') {
        judged.input[field.name] = reading.value;
        if (field.unitField !== undefined || reading.qualifier !== undefined) figures.push({ field, unit: reading.unit, qualifier: reading.qualifier }); // prettier-ignore
        if (misshapen !== undefined) judged.issues.push(shapeIssue(field, reading.value, misshapen));
      }
    }
    judged.issues.push(...settleUnits(judged.input, figures));
    this.#told.set(judged, settleQualifiers(judged.input, figures));
    judged.name = typeof judged.input.name === 'string' ? judged.input.name : null;
    judged.key = this.register.service.naturalKeyOf(judged.input);
    if (judged.issues.length > 0) this.#unreadable.add(judged);
    return judged;
  }

  /** Figures that the row shares with others: whether they are theirs together or of each, the table does not say. */
  #sharedAmounts({ merged }: TableRow): readonly MergedCell[] {
    return merged?.filter(({ position }) => this.#amounts.has(position)) ?? [];
  }

  /** The cells as they are kept and handed back: a shared figure says so, or each of the rows would have it once they are sent again. */
  #cellsOf(row: TableRow): TableRow['cells'] {
    const shared = new Map(this.#sharedAmounts(row).map((figure) => [figure.position, figure]));
    if (shared.size === 0) return row.cells;
    return row.cells.map((cell, position) => {
      const figure = shared.get(position);
      return figure === undefined ? cell : `${textOfCell(figure.cell)}（自第${figure.from}行起合并）`;
    });
  }

  #coveredIn({ number, merged }: TableRow): JudgedRow['merged'] {
    const covered = merged?.filter(({ from, position }) => from < number && !this.#amounts.has(position)) ?? [];
    return covered.length === 0 ? null : Object.fromEntries(covered.map(({ position, from }) => [position, from]));
  }

  /** Whether the row is a line of the heading once more, as tables have it at the top of each printed page. */
  private isHeading(cells: TableRow['cells']): boolean {
    return this.#heading.lines.some((line) =>
      cells.every((cell, i) => {
        const text = headingText(cell);
        return text === '' || text === line[i];
      }),
    );
  }

  private async findTargets(tx: EntityManager, rows: readonly JudgedRow[]): Promise<void> {
    const found = await this.register.service.findExisting(
      tx,
      rows.map((row) => row.input),
    );
    for (const [i, row] of rows.entries()) {
      if (row.key === null) continue;
      const target = found[i];
      const first = this.#seen.get(row.key) ?? (target === undefined ? undefined : this.#seen.get(target.id));
      if (first !== undefined) {
        refuse(row, rowIssue(undefined, 'DUPLICATE_IN_FILE', { row: this.#wordsFor(first) }));
        continue;
      }
      // A good row further down is not the double of one that cannot be written.
      const isUnreadable = this.#unreadable.has(row);
      if (!isUnreadable) this.#seen.set(row.key, row.rowNumber);
      if (target === undefined || target.isUndone === true) {
        if (this.mode === 'update') this.#leave(row, 'NOT_THERE_YET');
        // A row whose batch was undone comes back as if it were new.
        row.targetId = target?.id ?? null;
        row.targetVersion = target?.version ?? null;
        continue;
      }
      if (!isUnreadable) this.#seen.set(target.id, row.rowNumber);
      if (target.isAmbiguous === true) refuse(row, rowIssue(undefined, 'AMBIGUOUS'));
      else if (this.mode === 'create') this.#leave(row, 'EXISTS_ALREADY');
      else {
        row.verdict = 'update';
        row.targetId = target.id;
        row.targetVersion = target.version;
        row.mergedId = target.mergedId ?? null;
      }
    }
  }

  /** Leaves a row out for what the sender wants done; of one that cannot be read, that has to be mended first. */
  #leave(row: JudgedRow, code: IssueCode): void {
    if (this.#unreadable.has(row)) {
      row.verdict = 'error';
      return;
    }
    row.verdict = 'skip';
    row.issues.push(rowIssue(undefined, code));
  }

  /** Rows that would be created beside one of the register or of the file the matcher takes for the same: a warning, since only people know. */
  private async warnOfDoubles(tx: EntityManager, rows: readonly JudgedRow[]): Promise<void> {
    const inputs = rows.map((row) => row.input);
    const keys = await this.register.service.duplicateKeysOf(inputs);
    const found = await findLikely(tx, this.register, inputs, keys);
    for (const [i, row] of rows.entries()) {
      // A row that comes back is not its own double.
      const stored = found[i].filter(({ row: { id } }) => id !== row.targetId).slice(0, LIKELY_SHOWN);
      if (stored.length > 0) row.likely = stored.map(({ row: { id }, comparison }) => ({ id, ...comparison }));
      row.alike = this.#doubles?.add(row, keys[i]).slice(0, LIKELY_SHOWN) ?? [];
    }
  }

  /** Keeps of an update only what differs from the stored row. */
  private async compare(rows: readonly JudgedRow[], table: readonly TableRow[]): Promise<void> {
    if (rows.length === 0) return;
    const ids = rows.flatMap(({ targetId, mergedId }) => [targetId ?? [], mergedId ?? []].flat());
    const { items } = await this.register.service.list({ page: 1, pageSize: ids.length, ids, includeArchived: true });
    const stored = new Map(items.map((item) => [(item as { id: string }).id, item as Record<string, FieldValue>]));
    const columns = new Map(
      this.#heading.columns.flatMap((column) => (column.field === null ? [] : [[column.field.name, column] as const])),
    );
    const cellsOf = new Map(table.map((row) => [this.#before + row.number, row.cells]));
    for (const row of rows) {
      const target = stored.get(row.targetId ?? '');
      if (target === undefined) {
        refuse(row, rowIssue(undefined, 'TARGET_HIDDEN'));
        continue;
      }
      const merged = stored.get(row.mergedId ?? '');
      if (merged !== undefined) row.issues.push(rowIssue(undefined, 'MERGED', { value: nameOf(target) }));
      keepStoredUnits(row.input, target, this.register.fields);
      const input: JudgedRow['input'] = {};
      const before: Record<string, FieldValue> = {};
      for (const [name, value] of Object.entries(row.input)) {
        const field = this.#byName.get(name);
        if (field === undefined || isSameValue(value, target[name], field)) continue;
        // What the file says as the merged row did was weighed when the two were merged.
        if (merged !== undefined && isSameValue(value, merged[name], field)) continue;
        const shown = cellText(cellOf(target[name], field, this.places));
        const column = columns.get(name);
        // An export's own cell says the stored value, even where reading it back would lose something (a list with 、 in a piece).
        const own = (name: string) => textOfCell(cellsOf.get(row.rowNumber)?.[columns.get(name)?.position ?? -1]);
        const { unitField = '' } = field;
        const unitStands = !columns.has(unitField) || sameText(own(unitField), cellText((target[unitField] ?? null) as string | null)); // prettier-ignore
        if (
          column !== undefined &&
          this.isOwnCell(column, field) &&
          this.said.aliases?.translate(cellsOf.get(row.rowNumber)?.[column.position], field) === undefined &&
          unitStands &&
          this.#told.get(row)?.has(name) !== true
        ) {
          if (sameText(own(name), shown)) continue;
        }
        input[name] = value;
        before[name] = target[name] ?? null;
        row.changes[name] = [shown, cellText(cellOf(value, field, this.places))];
      }
      row.input = input;
      row.before = before;
      if (Object.keys(input).length === 0) row.verdict = 'unchanged';
    }
  }

  /** Whether cells of this column may be compared with ours as text: figures only in our unit. */
  private isOwnCell(column: TableColumn, field: TransferField): boolean {
    if (field.kind === 'money') return column.unit === field.columnUnit;
    return field.kind !== 'quantity' || column.unit === null || column.unit === field.unit;
  }

  /** A new row must have all that the contract asks for; the rest takes its defaults. */
  private complete(row: JudgedRow): void {
    const parsed = this.register.create.safeParse(row.input);
    if (parsed.success) {
      const said = row.input;
      row.input = parsed.data as JudgedRow['input'];
      const { source } = this.said;
      if (source === undefined) return;
      if (this.#byName.has('sourceName')) row.input.sourceName ??= source.nameOf({ sheet: this.#sheets.at(-1)?.sheet ?? null, row: row.rowNumber - this.#before }); // prettier-ignore
      if (this.#byName.has('sourceKind')) row.input.sourceKind = said.sourceKind ?? source.kind;
      return;
    }
    const issues = parsed.error.issues.map((issue) => {
      const field = this.#byName.get(String(issue.path[0]));
      const value = field === undefined ? null : (row.input[field.name] ?? null);
      return field === undefined || value === null ? rowIssue(field, 'REQUIRED') : shapeIssue(field, value, issue);
    });
    // The register judges whole rows only; whose area it is shows of any.
    const { areaCode } = row.input;
    if (typeof areaCode === 'string' && !this.register.service.mayWriteIn(areaCode)) {
      issues.push(...this.issuesOf(new AppError('AREA_FORBIDDEN')));
    }
    // Which row is meant a cell may hide that cannot be read: it may be a stored one, which has all that the table has no column for.
    const isSurelyNew = row.key !== null || !this.#unreadable.has(row);
    this.#refuseAlso(
      row,
      issues.filter(({ field, code }) => isSurelyNew || code !== 'REQUIRED' || this.#readers.some((reader) => reader.field.name === field)), // prettier-ignore
    );
  }

  /** Refuses a row, saying of no field twice what is wrong with it: without the value that cannot be read, more is wrong than it seems. */
  #refuseAlso(row: JudgedRow, issues: readonly RowIssue[]): void {
    const told = this.#unreadable.has(row) ? new Set(row.issues.map(({ field }) => field)) : new Set<string>();
    refuse(row, ...issues.filter(({ field }) => !told.has(field)));
  }

  private async askRegister(tx: EntityManager, rows: readonly JudgedRow[]): Promise<void> {
    const wanted = rows.map((row) => ({
      id: row.targetId ?? undefined,
      isRevival: row.verdict === 'create',
      input: row.input,
    }));
    const refusals = await this.register.service.findRefusals(tx, wanted);
    for (const [i, error] of refusals.entries()) {
      if (error !== undefined) this.#refuseAlso(rows[i], this.issuesOf(error));
    }
  }

  /** `industryCodes.0` is about industryCodes; an extra field has a dot in its name. */
  #fieldAt(path: string): TransferField | undefined {
    return this.#byName.get(path) ?? this.#byName.get(path.split('.')[0]);
  }

  /** The register's refusal, at the field it is about. */
  issuesOf(error: AppError): RowIssue[] {
    const { issues, path, field } = error.details as {
      issues?: readonly { path: string; code: string; message: string }[];
      path?: string;
      field?: string;
    };
    if (issues !== undefined) {
      return issues.map((issue) => ({
        field: this.#fieldAt(issue.path)?.name ?? '',
        title: this.#fieldAt(issue.path)?.title ?? '',
        code: issue.code,
        message: issue.message,
      }));
    }
    return [refusal(this.#byName.get(path ?? field ?? FIELD_OF_CODE[error.code] ?? ''), error)];
  }
}

/** Where errors that name no field belong. */
const FIELD_OF_CODE: Readonly<Record<string, string>> = {
  AREA_FORBIDDEN: 'areaCode',
  CREDIT_CODE_INVALID: 'creditCode',
  PROJECT_CODE_INVALID: 'nationalCode',
  PROJECT_BELOW_THRESHOLD: 'totalInvestmentCny',
  PROJECT_INVESTMENT_UNKNOWN: 'totalInvestmentCny',
  SAME_NAME_EXISTS: 'name',
};

/** Stored rows each input may be the same as; the one rule of check and writing. @param keys of the inputs, where they are known */
export async function findLikely(
  tx: EntityManager,
  { service }: TransferRegister,
  inputs: readonly JudgedRow['input'][],
  keys?: readonly string[][],
): Promise<{ readonly row: RecordEntity; readonly comparison: DuplicateComparison }[][]> {
  return inputs.length === 0 ? [] : service.findLikelyDuplicates(tx, inputs, keys);
}

/** A year or a place may be that of several rows; money, quantities and what is counted may not. */
function amountsAmong(readers: readonly ColumnReader[]): Set<number> {
  return new Set(readers.flatMap(({ field, position }) => (isAmount(field) ? position : [])));
}

function isAmount({ kind, name, title }: TransferField): boolean {
  if (kind === 'integer') return !/year$/i.test(name) && !/年[份度]$/.test(title);
  return kind === 'money' || kind === 'quantity';
}

function nameOf(row: Record<string, FieldValue>): string {
  return typeof row.name === 'string' ? row.name : '';
}

/** Still to be judged: neither refused nor left out. */
function isOpen(row: JudgedRow): boolean {
  return row.verdict === 'create' || row.verdict === 'update';
}

function refuse(row: JudgedRow, ...issues: RowIssue[]): void {
  row.verdict = 'error';
  row.issues.push(...issues);
}

interface ZodIssueLike {
  readonly code?: string;
  readonly origin?: string;
  readonly maximum?: number | bigint;
  readonly format?: string;
}

/** zod's finding in our words. */
function shapeIssue(field: TransferField, value: FieldValue, issue: ZodIssueLike): RowIssue {
  if (issue.code === 'too_big' && typeof value === 'string') {
    return rowIssue(field, 'TEXT_TOO_LONG', { length: value.length, maximum: Number(issue.maximum) });
  }
  if (issue.code === 'too_big' && Array.isArray(value) && issue.origin === 'array') {
    return rowIssue(field, 'LIST_TOO_LONG', { length: value.length, maximum: Number(issue.maximum) });
  }
  if (field.kind === 'url') return rowIssue(field, 'URL_INVALID', { value: valueText(value).slice(0, 60) });
  return rowIssue(field, 'FORMAT_INVALID', { value: valueText(value).slice(0, 60) });
}
