import { AppError } from '@lianghuan/platform';
import type { TableRow } from './cell.js';
import { findHeading, type Heading, HEADING_SEARCH_ROWS } from './heading.js';
import { withMergedCells } from './merged-cells.js';
import type { TransferField } from './transfer-field.js';

/** One sheet of a source. */
export interface Sheet {
  readonly name: string;
  /** Its first rows, among which its heading is. */
  readonly top: readonly TableRow[];
  /** Rows below the heading, to the end of the sheet, with what their merged cells say. They can be read once. */
  below(heading: Pick<Heading, 'rowNumber'>): AsyncGenerator<TableRow>;
}

/** The sheets of a source one after another; of each is read what its taker reads, and the rest passed over. */
export async function* sheetsOf(source: AsyncGenerator<TableRow>): AsyncGenerator<Sheet> {
  const reader = new SheetCutter(source);
  for (let name = await reader.sheet(); name !== undefined; name = await reader.sheet()) {
    const top: TableRow[] = [];
    while (top.length < HEADING_SEARCH_ROWS) {
      const row = await reader.take(name);
      if (row === undefined) break;
      top.push(row);
    }
    yield { name, top, below: ({ rowNumber }) => rowsBelow(rowNumber, top, reader) };
    while ((await reader.take(name)) !== undefined);
  }
}

/** Rows of a source, looked at before they are taken, so that the first of the next sheet is not lost. */
class SheetCutter {
  #next: Promise<IteratorResult<TableRow, unknown>> | undefined;

  constructor(private readonly source: AsyncGenerator<TableRow>) {}

  /** Sheet of the next row; undefined at the end. */
  async sheet(): Promise<string | undefined> {
    const { done, value } = await this.#peek();
    return done === true ? undefined : value.sheet;
  }

  /** The next row, if it is of this sheet. */
  async take(sheet: string): Promise<TableRow | undefined> {
    const { done, value } = await this.#peek();
    if (done === true || value.sheet !== sheet) return undefined;
    this.#next = undefined;
    return value;
  }

  #peek(): Promise<IteratorResult<TableRow, unknown>> {
    return (this.#next ??= this.source.next());
  }
}

async function* rowsBelow(above: number, top: readonly TableRow[], rest: SheetCutter): AsyncGenerator<TableRow> {
  for (const row of top) if (row.number > above) yield withMergedCells(row, above);
  const [{ sheet }] = top;
  for (let row = await rest.take(sheet); row !== undefined; row = await rest.take(sheet)) {
    yield withMergedCells(row, above);
  }
}

export interface DataTable<H extends Heading = Heading> {
  readonly heading: H;
  /** Rows below the heading, to the end of its sheet, with what their merged cells say. */
  readonly rows: AsyncGenerator<TableRow>;
}

/**
 * Finds the first sheet with a heading, as `find` tells from its first rows, and the rows below it. The source is not closed.
 * @returns undefined when no sheet has one
 */
export async function findDataTable<H extends Heading>(
  source: AsyncGenerator<TableRow>,
  find: (top: readonly TableRow[]) => Promise<H | undefined>,
): Promise<DataTable<H> | undefined> {
  for await (const sheet of sheetsOf(source)) {
    const heading = await find(sheet.top);
    if (heading !== undefined) return { heading, rows: sheet.below(heading) };
  }
  return undefined;
}

/**
 * Finds the first sheet with a heading of this register, and its rows.
 * @throws {AppError} IMPORT_HEADER_UNKNOWN
 */
export async function openDataTable(
  source: AsyncGenerator<TableRow>,
  fields: readonly TransferField[],
): Promise<DataTable> {
  const table = await findDataTable(source, (top) => Promise.resolve(findHeading(top, fields)));
  if (table === undefined) throw headingUnknown(fields);
  return table;
}

/** No heading, and nothing that could be one. */
export function headingUnknown(fields: readonly TransferField[]): AppError {
  const required = fields.filter((field) => field.required).map((field) => field.title);
  return new AppError('IMPORT_HEADER_UNKNOWN', { required: required.join('、') });
}
