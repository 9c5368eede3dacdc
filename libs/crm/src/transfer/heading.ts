import { createHash } from 'node:crypto';
import type { HeadingRow } from '@lianghuan/contracts';
import { type Cell, isBlank, type TableRow, textOfCell } from './cell.js';
import type { TransferField } from './transfer-field.js';
import { factorBetween, findUnit } from './unit.js';

/** Rows at the top of a sheet among which the heading is looked for: titles, notes and 单位 lines stand above it. */
export const HEADING_SEARCH_ROWS = 30;

/** One column of the sender's table and what it was taken for. */
export interface TableColumn {
  /** Index into the cells of a row. */
  readonly position: number;
  /** As written, a repeated one numbered, so that it is unique in the table. */
  readonly heading: string;
  /** Null: not understood, or the field already has a column; its cells are kept but not read. */
  readonly field: TransferField | null;
  /** Unit the figures of this column are in; null where it makes no sense, or where nobody says it. */
  readonly unit: string | null;
  /** Unit that the heading itself names, also of a column that is not understood. */
  readonly saidUnit: string | null;
  /** Of a column of money without any unit the one its figures are likely in; the sender has to say it. */
  readonly proposedUnit?: string;
}

/** A column as somebody said what it is. */
export interface MappedColumn {
  readonly position: number;
  readonly field: string | null;
  readonly unit: string | null;
}

export interface Heading {
  readonly sheet: string;
  /** Number of the last row of the heading; data begins after it. */
  readonly rowNumber: number;
  /** The one or two rows it was read from, as texts by position; printed tables repeat them on each page. */
  readonly lines: readonly (readonly string[])[];
  readonly columns: readonly TableColumn[];
  /** 单位：万元、亩 above the heading: units of the columns that name none of their own. */
  readonly tableUnits: readonly string[];
}

/** What tells tables with the same heading from others: their headings in order, however they are spaced and punctuated. */
export function fingerprintOf(columns: readonly Pick<TableColumn, 'heading'>[]): string {
  return createHash('sha256').update(columns.map(({ heading }) => plainHeading(heading)).join('\n')).digest('hex'); // prettier-ignore
}

/** What a column is recognised by in the other sheets of its workbook: its field, else what it is called, whatever its figures are in. */
export function identityOf({ field, heading }: Pick<TableColumn, 'field' | 'heading'>): string {
  return field?.name ?? plainHeading(splitUnit(heading)?.rest ?? heading);
}

/** The heading with its columns taken for what somebody said they are; columns he did not name stay as they were recognised. */
export function withMapping(
  heading: Heading,
  mapping: readonly MappedColumn[],
  fields: readonly TransferField[],
): Heading {
  const byPosition = new Map(mapping.map((column) => [column.position, column]));
  const byName = new Map(fields.map((field) => [field.name, field]));
  const columns = heading.columns.map((column) => {
    const said = byPosition.get(column.position);
    return said === undefined ? column : { ...column, field: byName.get(said.field ?? '') ?? null };
  });
  const withUnits = unitsFor(columns, heading.tableUnits).map((column) => ({
    ...column,
    unit: column.field === null ? null : (byPosition.get(column.position)?.unit ?? column.unit),
  }));
  return { ...heading, columns: withUnits };
}

/**
 * Finds the heading: the row, or the two rows under merged group titles, in which most fields of the register are named.
 * @returns undefined when nowhere two fields (one, in a table of one column) are recognised
 */
export function findHeading(rows: readonly TableRow[], fields: readonly TransferField[]): Heading | undefined {
  const names = namesOf(fields);
  let best: Reading | undefined;
  for (const i of rows.keys()) {
    for (const reading of readingsOf(rows, i, names)) {
      // A later row wins no draw, unless the row above it is the best so far and groups what stands here under titles.
      const isBelow = best?.row === reading.above && reading.isGrouped;
      if (reading.known > (best?.known ?? 0) || (isBelow && reading.known === best?.known)) best = reading;
    }
  }
  if (best === undefined || best.known < Math.min(2, best.columns.length)) return undefined;
  return headingOf(best);
}

/**
 * The row as the heading, because somebody says so, whatever of it is recognised: with the group titles above it where they name more, or
 * name columns it leaves blank.
 * @returns undefined when there is no such row, or no word in it
 */
export function headingAt(
  rows: readonly TableRow[],
  { sheet, rowNumber }: HeadingRow,
  fields: readonly TransferField[],
): Heading | undefined {
  const i = rows.findIndex((row) => row.sheet === sheet && row.number === rowNumber);
  if (i < 0) return undefined;
  const [alone, grouped] = readingsOf(rows, i, namesOf(fields));
  if (alone.columns.length === 0) return undefined;
  return headingOf(
    grouped !== undefined && (grouped.known > alone.known || reachesDown(grouped.row, grouped.above)) ? grouped : alone,
  );
}

/** The row that is most likely the heading where nothing in it is known: the first of those with most words, above rows of its sheet. */
export function guessHeading(rows: readonly TableRow[], fields: readonly TransferField[]): Heading | undefined {
  let best: { readonly row: TableRow; readonly words: number } | undefined;
  for (const [i, row] of rows.entries()) {
    if (rows[i + 1]?.sheet !== row.sheet) continue;
    const words = new Set(row.cells.map(headingText).filter((text) => IS_WORD.test(text))).size;
    if (words > (best?.words ?? 0)) best = { row, words };
  }
  return best && headingAt(rows, { sheet: best.row.sheet, rowNumber: best.row.number }, fields);
}

/** Something said in words, no longer than a column is called; figures and days are data. */
const IS_WORD = /^(?=.*\p{L})(?!\d+[年月日]).{1,40}$/u;

/** A row read as the heading, alone or under the one above it. */
interface Reading {
  readonly row: TableRow;
  readonly above: TableRow | undefined;
  readonly columns: TableColumn[];
  /** Columns that are recognised. */
  readonly known: number;
  /** Whether it names fields of its own, in words, under titles that reach down to it. */
  readonly isGrouped: boolean;
  readonly tableUnits: readonly string[];
}

/** A row read alone and, where one of its sheet is above it, under that one. */
function readingsOf(
  rows: readonly TableRow[],
  i: number,
  names: ReadonlyMap<string, TransferField>,
): readonly [Reading] | readonly [Reading, Reading] {
  const row = rows[i];
  const tableUnits = tableUnitsOf(rows, i);
  const under = (above: TableRow | undefined): Reading => {
    const columns = columnsOf(row, above, names, tableUnits);
    const known = columns.filter((column) => column.field !== null);
    const isGrouped = reachesDown(row, above) && known.some(({ position }) => IS_WORD.test(headingText(row.cells[position]))); // prettier-ignore
    return { row, above, columns, known: known.length, isGrouped, tableUnits };
  };
  const upper = rows[i - 1] as TableRow | undefined;
  return upper?.sheet === row.sheet ? [under(undefined), under(upper)] : [under(undefined)];
}

/** Whether several cells stand above, one of them over a blank: titles of columns that reach down over both rows. A lone title does not. */
function reachesDown(row: TableRow, above: TableRow | undefined): boolean {
  const upper = (above?.cells ?? []).map(headingText);
  return (
    upper.filter((text) => text !== '').length > 1 &&
    upper.some((text, position) => text !== '' && isBlank(row.cells[position]))
  );
}

function headingOf({ row, above, columns, tableUnits }: Reading): Heading {
  const lines = [row, ...(above === undefined ? [] : [above])].map(({ cells }) => cells.map(headingText));
  return { sheet: row.sheet, rowNumber: row.number, lines, columns, tableUnits };
}

function namesOf(fields: readonly TransferField[]): Map<string, TransferField> {
  const names = new Map<string, TransferField>();
  const add = (name: string, field: TransferField) => {
    const plain = plainHeading(name);
    if (!names.has(plain)) names.set(plain, field);
  };
  // Titles before aliases, so that an alias never takes another field's own name.
  for (const field of fields) add(field.title, field);
  for (const field of fields) for (const alias of field.aliases ?? []) add(alias, field);
  for (const field of fields) add(field.name, field);
  return names;
}

function columnsOf(
  row: TableRow,
  above: TableRow | undefined,
  names: ReadonlyMap<string, TransferField>,
  tableUnits: readonly string[],
): TableColumn[] {
  const taken = new Set<string>();
  const seen = new Map<string, number>();
  const columns: TableColumn[] = [];
  const width = Math.max(row.cells.length, above?.cells.length ?? 0);
  let group = '';
  for (let position = 0; position < width; position += 1) {
    const lower = headingText(row.cells[position]);
    const upper = above === undefined ? '' : headingText(above.cells[position]);
    // A group title is written once, over the first of its columns.
    if (upper !== '') group = upper;
    const text = lower === '' ? upper : lower;
    if (text === '') continue;
    const found = recognise(text, names) ?? (lower === '' ? undefined : recogniseUnder(group, lower, names));
    const groupUnit = lower === '' || above === undefined ? undefined : splitUnit(group)?.unit;
    const field = found !== undefined && !taken.has(found.field.name) ? found.field : null;
    if (field !== null) taken.add(field.name);
    const times = (seen.get(text) ?? 0) + 1;
    seen.set(text, times);
    columns.push({
      position,
      heading: times === 1 ? text : `${text}#${times}`,
      field,
      unit: null,
      saidUnit: found?.unit ?? splitUnit(text)?.unit ?? groupUnit ?? null,
    });
  }
  return unitsFor(columns, tableUnits);
}

/** A cell of a heading as one line. */
export function headingText(cell: Cell | undefined): string {
  return isBlank(cell) ? '' : textOfCell(cell).replaceAll(/\s+/g, ' ');
}

function recognise(
  text: string,
  names: ReadonlyMap<string, TransferField>,
): { field: TransferField; unit: string | undefined } | undefined {
  const plain = plainHeading(text);
  const whole = names.get(plain);
  // totalInvestmentCny, as the API calls it, says 元.
  if (whole !== undefined) return { field: whole, unit: whole.kind === 'money' && plain === plainHeading(whole.name) ? '元' : undefined }; // prettier-ignore
  const split = splitUnit(text);
  const field = split === undefined ? undefined : names.get(plainHeading(split.rest));
  return field === undefined ? undefined : { field, unit: split?.unit ?? foreignUnit(field, split?.remark) };
}

/** What a column is called that says how much of the thing its group names. */
const HOW_MUCH = /^(金额|数额|数值|数量|规模|面积)$/;

/** 评估价值 over 金额（亿元）is the value, 评估 over 时间 the day of it. */
function recogniseUnder(group: string, lower: string, names: ReadonlyMap<string, TransferField>) {
  const joined = recognise(`${group}${lower}`, names);
  if (joined !== undefined) return joined;
  const split = splitUnit(lower);
  if (!HOW_MUCH.test(split?.rest ?? lower)) return undefined;
  const over = recognise(group, names);
  if (over === undefined || (over.field.kind !== 'money' && over.field.kind !== 'quantity')) return undefined;
  return { ...over, unit: split?.unit ?? over.unit };
}

interface SplitHeading {
  readonly rest: string;
  readonly unit: string | undefined;
  /** What stands in the brackets, where it is no unit we know. */
  readonly remark: string;
}

/** `总投资（万元）`, `总投资/亿元`, `用地 亩` → what is measured, and in what. A unit that is called so is one, known or not. */
function splitUnit(text: string): SplitHeading | undefined {
  const plain = text.normalize('NFKC').trim();
  const bracket = /^(.*?)[([【〔]\s*(单位[::]?)?\s*([^)\]】〕]*?)\s*[)\]】〕](.*)$/.exec(plain);
  if (bracket !== null) {
    const [, before, called, inside, after] = bracket as unknown as [string, string, string | undefined, string, string]; // prettier-ignore
    const [unit] = inside.split(/[,;、\s]+/).flatMap((piece) => findUnit(piece) ?? []);
    const said = (unit as string | undefined) ?? (called === undefined || inside === '' ? undefined : inside);
    return { rest: before + after, unit: said, remark: inside };
  }
  const tail = /^(.*?)[\s/_,,、::-]+([^\s/_,,、::-]+)$/.exec(plain);
  if (tail !== null) {
    const unit = findUnit(tail[2]);
    if (unit !== undefined) return { rest: tail[1], unit, remark: '' };
  }
  return undefined;
}

/** Beside a unit of our own that no table of units knows, e.g. 丈, another short word is another unit and no remark. */
function foreignUnit({ kind, unit }: TransferField, remark: string | undefined): string | undefined {
  if (kind !== 'quantity' || unit === undefined || remark === undefined || findUnit(unit) !== undefined) return undefined; // prettier-ignore
  return /^[\p{L}/]{1,4}$/u.test(remark) && !/[填选估约含注备预计]/.test(remark) ? remark : undefined;
}

/** Half width, without spaces, marks of a required field, numbering and punctuation. */
function plainHeading(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^\d+[.、)]/, '')
    .replaceAll(/[\s*※★:()[\]【】〔〕、,/_-]/g, '');
}

/** The units a line above the heading names: 单位：万元、亩. */
function tableUnitsOf(rows: readonly TableRow[], before: number): string[] {
  return rows.slice(0, before).flatMap(({ cells }) =>
    cells.flatMap((cell) => {
      const said = /单位\s*[::]\s*([^)。]+)/.exec(textOfCell(cell).normalize('NFKC'));
      return (said?.[1] ?? '').split(/[、,;/\s和及]+/).flatMap((piece) => findUnit(piece) ?? []);
    }),
  );
}

/** The columns with the units their figures are in: their own, else the table's, else the field's; of money nobody but the sender knows. */
function unitsFor(columns: readonly TableColumn[], tableUnits: readonly string[]): TableColumn[] {
  const names = new Set(columns.map(({ field }) => field?.name));
  return columns.map((column) => ({ ...column, unit: unitOf(column, tableUnits, names) }));
}

function unitOf(
  { field, saidUnit }: TableColumn,
  tableUnits: readonly string[],
  names: ReadonlySet<string | undefined>,
): string | null {
  const like = (unit: string) => tableUnits.find((other) => factorBetween(other, unit) !== undefined);
  switch (field?.kind) {
    case 'money':
      return saidUnit ?? like('元') ?? null;
    case 'quantity': {
      if (saidUnit !== null) return saidUnit;
      if (field.unit !== undefined) return like(field.unit) ?? field.unit;
      // A unit of the row's own says more than the table's, and of two the table does not say which.
      const measures = tableUnits.filter((unit) => factorBetween(unit, '元') === undefined);
      return measures.length === 1 && !names.has(field.unitField) ? measures[0] : null;
    }
    case 'share':
      return saidUnit;
    default:
      return null;
  }
}
