import type { ImportView, RowPlace } from '@lianghuan/contracts';
import type { StoredColumn } from './import-batch.entity.js';

/** A sheet of a batch whose heading says the same as the first one's. */
export interface BatchSheet {
  readonly sheet: string;
  /** What the number of a row in the batch is greater by than in its sheet: rows of the sheets follow one another. */
  readonly before: number;
  readonly columns: readonly StoredColumn[];
  /** Rows below its heading, without totals and notes. */
  readonly rows: number;
  /** Whether its rows are taken, or its importer leaves it out. */
  readonly isRead: boolean;
}

/** The sheet a row of a batch stands in. */
export function sheetAt<S extends Pick<BatchSheet, 'before'>>(read: readonly S[], rowNumber: number): S | undefined {
  return read.findLast(({ before }) => before < rowNumber);
}

/** Where a row of a batch stands in its file; the sheet is named where there are several. */
export function placeOf(read: readonly Pick<BatchSheet, 'sheet' | 'before'>[], rowNumber: number): RowPlace {
  const at = sheetAt(read, rowNumber);
  return { sheet: read.length > 1 && at !== undefined ? at.sheet : null, row: rowNumber - (at?.before ?? 0) };
}

/** Sheets as the importer is shown them, with the units their figures are in where the first sheet's are in others. */
export function sheetViews(sheets: readonly BatchSheet[], first: readonly StoredColumn[]): ImportView['sheets'] {
  const units = new Map(first.map(({ field, unit }) => [field, unit]));
  return sheets.map(({ sheet, rows, isRead, columns }) => ({
    sheet,
    rows,
    isRead,
    units: columns.flatMap(({ heading, field, unit }) =>
      field === null || unit === null || units.get(field) === unit ? [] : [{ heading, unit }],
    ),
  }));
}
