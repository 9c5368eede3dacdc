import { createHash } from 'node:crypto';
import type { HeadingRow } from '@lianghuan/contracts';
import { type Cell, isBlank, type TableRow, textOfCell } from './cell.js';
import type { TransferField } from './transfer-field.js';
import { findUnit } from './unit.js';

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
  /** Unit the figures of this column are in; null where it makes no sense or is the field's own. */
  readonly unit: string | null;
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
  /** Unit of the money columns that name none of their own, from a line above; undefined where nothing is said. */
  readonly moneyUnit?: string | undefined;
}

/** What tells tables with the same heading from others: their headings in order, however they are spaced and punctuated. */
export function fingerprintOf(columns: readonly Pick<TableColumn, 'heading'>[]): string {
  return createHash('sha256').update(columns.map(({ heading }) => plainHeading(heading)).join('\n')).digest('hex'); // prettier-ignore
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
    if (said === undefined) return column;
    const field = said.field === null ? null : (byName.get(said.field) ?? null);
    return {
      ...column,
      field,
      unit: field === null ? null : (said.unit ?? unitFor(field, undefined, heading.moneyUnit)),
    };
  });
  return { ...heading, columns };
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
      // Strictly more: of a two-row reading that adds nothing, the plain one stays; and a later row never wins a draw.
      if (reading.known > (best?.known ?? 0)) best = reading;
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
  return headingOf(grouped !== undefined && (grouped.known > alone.known || isUnderGroups(grouped)) ? grouped : alone);
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
  readonly moneyUnit: string | undefined;
}

/** A row read alone and, where one of its sheet is above it, under that one. */
function readingsOf(
  rows: readonly TableRow[],
  i: number,
  names: ReadonlyMap<string, TransferField>,
): readonly [Reading] | readonly [Reading, Reading] {
  const row = rows[i];
  const moneyUnit = tableUnit(rows, i);
  const under = (above: TableRow | undefined): Reading => {
    const columns = columnsOf(row, above, names, moneyUnit);
    return { row, above, columns, known: columns.filter((column) => column.field !== null).length, moneyUnit };
  };
  const upper = rows[i - 1] as TableRow | undefined;
  return upper?.sheet === row.sheet ? [under(undefined), under(upper)] : [under(undefined)];
}

/** Whether several cells stand above, one of them over a blank: titles of columns that reach down over both rows. A lone title does not. */
function isUnderGroups({ row, above }: Reading): boolean {
  const upper = (above?.cells ?? []).map(headingText);
  return (
    upper.filter((text) => text !== '').length > 1 &&
    upper.some((text, position) => text !== '' && isBlank(row.cells[position]))
  );
}

function headingOf({ row, above, columns, moneyUnit }: Reading): Heading {
  const lines = [row, ...(above === undefined ? [] : [above])].map(({ cells }) => cells.map(headingText));
  return { sheet: row.sheet, rowNumber: row.number, lines, columns, moneyUnit };
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
  moneyUnit: string | undefined,
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
    const found = recognise(text, names) ?? (lower === '' ? undefined : recognise(`${group}${lower}`, names));
    const groupUnit = lower === '' || above === undefined ? undefined : splitUnit(group)?.unit;
    const field = found !== undefined && !taken.has(found.field.name) ? found.field : null;
    if (field !== null) taken.add(field.name);
    const times = (seen.get(text) ?? 0) + 1;
    seen.set(text, times);
    columns.push({
      position,
      heading: times === 1 ? text : `${text}#${times}`,
      field,
      unit: field === null ? null : unitFor(field, found?.unit ?? groupUnit, moneyUnit),
    });
  }
  return columns;
}

/** A cell of a heading as one line. */
export function headingText(cell: Cell | undefined): string {
  return isBlank(cell) ? '' : textOfCell(cell).replaceAll(/\s+/g, ' ');
}

function recognise(
  text: string,
  names: ReadonlyMap<string, TransferField>,
): { field: TransferField; unit: string | undefined } | undefined {
  const whole = names.get(plainHeading(text));
  if (whole !== undefined) return { field: whole, unit: undefined };
  const split = splitUnit(text);
  const field = split === undefined ? undefined : names.get(plainHeading(split.rest));
  return field === undefined ? undefined : { field, unit: split?.unit };
}

/** `总投资（万元）`, `总投资/亿元`, `用地 亩` → what is measured, and in what. Brackets with anything else are dropped as a remark. */
function splitUnit(text: string): { rest: string; unit: string | undefined } | undefined {
  const plain = text.normalize('NFKC').trim();
  const bracket = /^(.*?)[([【〔]\s*(?:单位[::]?)?\s*([^)\]】〕]*?)\s*[)\]】〕](.*)$/.exec(plain);
  if (bracket !== null) return { rest: bracket[1] + bracket[3], unit: findUnit(bracket[2]) };
  const tail = /^(.*?)[\s/_,,、::-]+([^\s/_,,、::-]+)$/.exec(plain);
  if (tail !== null) {
    const unit = findUnit(tail[2]);
    if (unit !== undefined) return { rest: tail[1], unit };
  }
  return undefined;
}

/** Half width, without spaces, marks of a required field, numbering and punctuation. */
function plainHeading(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^\d+[.、)]/, '')
    .replaceAll(/[\s*※★:()[\]【】〔〕、,/_-]/g, '');
}

/** The 单位：万元 line above a heading holds for all money columns below it. */
function tableUnit(rows: readonly TableRow[], before: number): string | undefined {
  for (const row of rows.slice(0, before)) {
    for (const cell of row.cells) {
      const said = /单位\s*[::]\s*([^\s,;)。,;]+)/.exec(textOfCell(cell).normalize('NFKC'));
      const unit = said === null ? undefined : findUnit(said[1]);
      if (unit !== undefined) return unit;
    }
  }
  return undefined;
}

function unitFor(field: TransferField, said: string | undefined, moneyUnit: string | undefined): string | null {
  if (field.kind === 'money') return said ?? moneyUnit ?? field.unit ?? null;
  if (field.kind === 'quantity') return said ?? field.unit ?? null;
  return field.kind === 'share' ? (said ?? null) : null;
}
