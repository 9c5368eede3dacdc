import { isBlank, type TableRow } from './cell.js';
import { isNote, isTotal } from './closing-rows.js';
import { findHeading, guessHeading, HEADING_SEARCH_ROWS } from './heading.js';
import type { TransferField } from './transfer-field.js';

/** Sheets whose first rows are kept; a workbook for each township has some thirty. */
const MOST_SHEETS = 40;
/** What people call the sheet that tells how to fill in the others, as our own templates have one. */
const IS_NOTES = /(说明|须知)$/;

interface SeenSheet {
  readonly top: TableRow[];
  /** Rows of more than one cell that neither sum up nor close the table. */
  rows: number;
}

/** What is seen of the sheets of a file as it is read: which rows they begin with, and how many their tables have. */
export class SheetSurvey {
  readonly #sheets = new Map<string, SeenSheet>();

  /** The rows as they come. */
  async *watch(source: AsyncGenerator<TableRow>): AsyncGenerator<TableRow> {
    for await (const row of source) {
      this.#see(row);
      yield row;
    }
  }

  /** The first rows of each sheet, among which its heading is. */
  get top(): TableRow[] {
    return [...this.#sheets.values()].slice(0, MOST_SHEETS).flatMap(({ top }) => top);
  }

  /** The other sheets that hold a table, of this register or not, with the rows below its heading. */
  others(
    than: ReadonlySet<string>,
    fields: readonly TransferField[],
  ): { readonly sheet: string; readonly rows: number }[] {
    return [...this.#sheets].flatMap(([sheet, { top }]) => {
      if (than.has(sheet) || IS_NOTES.test(sheet)) return [];
      const heading = findHeading(top, fields) ?? guessHeading(top, fields);
      if (heading === undefined || heading.columns.length < 2) return [];
      const rows = this.rowsBelow(sheet, heading.rowNumber);
      return rows > 0 ? [{ sheet, rows }] : [];
    });
  }

  /** Rows of a sheet below a row of its first ones. */
  rowsBelow(sheet: string, rowNumber: number): number {
    const { top, rows } = this.#sheets.get(sheet) ?? { top: [], rows: 0 };
    return rows - top.filter((row) => row.number <= rowNumber && isData(row)).length;
  }

  #see(row: TableRow): void {
    const seen = this.#sheets.get(row.sheet) ?? { top: [], rows: 0 };
    this.#sheets.set(row.sheet, seen);
    if (seen.top.length < HEADING_SEARCH_ROWS) seen.top.push(row);
    if (isData(row)) seen.rows += 1;
  }
}

function isData({ cells }: TableRow): boolean {
  const first = cells.findIndex((cell) => !isBlank(cell));
  return cells.some((cell, i) => i > first && !isBlank(cell)) && !isTotal(cells) && !isNote(cells);
}
