import { AppError } from '@lianghuan/platform';
import type { TableRow } from './cell.js';
import { findHeading, type Heading, HEADING_SEARCH_ROWS } from './heading.js';
import type { TransferField } from './transfer-field.js';

export interface DataTable<H extends Heading = Heading> {
  readonly heading: H;
  /** Rows below the heading, to the end of its sheet. */
  readonly rows: AsyncGenerator<TableRow>;
}

/** What was found at the top of the sheets of a file. */
export interface FoundTable<H extends Heading> {
  /** Undefined: in none of them a heading. */
  readonly table: DataTable<H> | undefined;
  /** The first rows of each sheet that was looked at. */
  readonly top: readonly TableRow[];
}

/** Sheets whose first rows are kept. */
const MOST_SHEETS = 8;

/** Finds the first sheet with a heading, as `find` tells from its first rows, and the rows below it. */
export async function findDataTable<H extends Heading>(
  source: AsyncGenerator<TableRow>,
  find: (top: readonly TableRow[]) => Promise<H | undefined>,
): Promise<FoundTable<H>> {
  const looked: TableRow[] = [];
  let sheets = 0;
  let top: TableRow[] = [];
  let isSearched = false;
  for (;;) {
    const next = await source.next();
    const row = next.done === true ? undefined : next.value;
    const isSheetOver = row === undefined || (top.length > 0 && row.sheet !== top[0].sheet);
    if (!isSearched && (isSheetOver || top.length === HEADING_SEARCH_ROWS)) {
      isSearched = true;
      const heading = await find(top);
      if (heading !== undefined) {
        const below = top.filter((candidate) => candidate.number > heading.rowNumber);
        const rows = rowsOf(heading, row === undefined ? below : [...below, row], source);
        return { table: { heading, rows }, top: [...looked, ...top] };
      }
    }
    if (isSheetOver) {
      sheets += 1;
      if (sheets <= MOST_SHEETS) looked.push(...top);
      if (row === undefined) return { table: undefined, top: looked };
      top = [];
      isSearched = false;
    }
    // Rows deep in a sheet without a heading are passed over; a heading in the next sheet may still come.
    if (top.length < HEADING_SEARCH_ROWS) top.push(row);
  }
}

/**
 * Finds the first sheet with a heading of this register, and its rows.
 * @throws {AppError} IMPORT_HEADER_UNKNOWN
 */
export async function openDataTable(
  source: AsyncGenerator<TableRow>,
  fields: readonly TransferField[],
): Promise<DataTable> {
  const { table } = await findDataTable(source, (top) => Promise.resolve(findHeading(top, fields)));
  if (table === undefined) throw headingUnknown(fields);
  return table;
}

/** No heading, and nothing that could be one. */
export function headingUnknown(fields: readonly TransferField[]): AppError {
  const required = fields.filter((field) => field.required).map((field) => field.title);
  return new AppError('IMPORT_HEADER_UNKNOWN', { required: required.join('、') });
}

async function* rowsOf(
  heading: Heading,
  first: readonly TableRow[],
  source: AsyncGenerator<TableRow>,
): AsyncGenerator<TableRow> {
  for (const row of first) {
    if (row.sheet !== heading.sheet) return;
    yield row;
  }
  for await (const row of source) {
    if (row.sheet !== heading.sheet) return;
    yield row;
  }
}
