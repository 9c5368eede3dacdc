import { AppError } from '@lianghuan/platform';
import type { TableRow } from './cell.js';
import { findHeading, type Heading, HEADING_SEARCH_ROWS } from './heading.js';
import type { TransferField } from './transfer-field.js';

export interface DataTable {
  readonly heading: Heading;
  /** Rows below the heading, to the end of its sheet. */
  readonly rows: AsyncGenerator<TableRow>;
}

/**
 * Finds the first sheet with a heading of this register, and its rows.
 * @throws {AppError} IMPORT_HEADER_UNKNOWN
 */
export async function openDataTable(
  source: AsyncGenerator<TableRow>,
  fields: readonly TransferField[],
): Promise<DataTable> {
  let top: TableRow[] = [];
  for (;;) {
    const next = await source.next();
    const row = next.done === true ? undefined : next.value;
    const isSheetOver = row === undefined || (top.length > 0 && row.sheet !== top[0].sheet);
    if (isSheetOver || top.length === HEADING_SEARCH_ROWS) {
      const heading = findHeading(top, fields);
      if (heading !== undefined) {
        const below = top.filter((candidate) => candidate.number > heading.rowNumber);
        return { heading, rows: rowsOf(heading, row === undefined ? below : [...below, row], source) };
      }
      if (row === undefined) break;
    }
    if (isSheetOver) top = [];
    // Rows deep in a sheet without a heading are passed over; a heading in the next sheet may still come.
    if (row !== undefined && top.length < HEADING_SEARCH_ROWS) top.push(row);
  }
  const required = fields.filter((field) => field.required).map((field) => field.title);
  throw new AppError('IMPORT_HEADER_UNKNOWN', { required: required.join('、') });
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
