import { AppError } from '@lianghuan/platform';
import type { TableRow } from './cell.js';
import { findHeading, type Heading, HEADING_SEARCH_ROWS } from './heading.js';
import { withMergedCells } from './merged-cells.js';
import type { TransferField } from './transfer-field.js';

export interface DataTable<H extends Heading = Heading> {
  readonly heading: H;
  /** Rows below the heading, to the end of its sheet, with what their merged cells say. What follows can be read from the source. */
  readonly rows: AsyncGenerator<TableRow>;
}

/**
 * Finds the first sheet with a heading, as `find` tells from its first rows, and the rows below it.
 * @returns undefined when no sheet has one
 */
export async function findDataTable<H extends Heading>(
  source: AsyncGenerator<TableRow>,
  find: (top: readonly TableRow[]) => Promise<H | undefined>,
): Promise<DataTable<H> | undefined> {
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
        return { heading, rows: rowsOf(heading, row === undefined ? below : [...below, row], source) };
      }
    }
    if (isSheetOver) {
      if (row === undefined) return undefined;
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
  const table = await findDataTable(source, (top) => Promise.resolve(findHeading(top, fields)));
  if (table === undefined) throw headingUnknown(fields);
  return table;
}

/** No heading, and nothing that could be one. */
export function headingUnknown(fields: readonly TransferField[]): AppError {
  const required = fields.filter((field) => field.required).map((field) => field.title);
  return new AppError('IMPORT_HEADER_UNKNOWN', { required: required.join('、') });
}

async function* rowsOf(
  { sheet, rowNumber }: Heading,
  first: readonly TableRow[],
  source: AsyncGenerator<TableRow>,
): AsyncGenerator<TableRow> {
  for (const row of first) {
    if (row.sheet !== sheet) return;
    yield withMergedCells(row, rowNumber);
  }
  // Not for await, which would close the source.
  for (let next = await source.next(); next.done !== true && next.value.sheet === sheet; next = await source.next()) {
    yield withMergedCells(next.value, rowNumber);
  }
}
