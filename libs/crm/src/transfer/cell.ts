/**
 * What stands in one cell of a sender's table, as plain JSON so that it can be kept as it came: text, number, truth value, a day
 * (`YYYY-MM-DD`), the error of a formula (`#N/A`), or nothing.
 */
export type Cell = string | number | boolean | null | { readonly day: string } | { readonly error: string };

/** What a formula's cell has where the program that wrote the file did not work it out; its value is known to nobody. */
export const NO_RESULT = '公式没有结果';

/** A cell that is one with others above or below it. */
export interface MergedCell {
  /** Index into the cells of the row. */
  readonly position: number;
  /** Number of the row the topmost of them stands in. */
  readonly from: number;
  /** What the topmost says. */
  readonly cell: Cell;
}

/** One row of a sender's table; `number` is the one the spreadsheet shows. */
export interface TableRow {
  readonly sheet: string;
  readonly number: number;
  readonly cells: readonly Cell[];
  readonly merged?: readonly MergedCell[] | undefined;
  /** By a filter, or by hand. */
  readonly isHidden?: boolean;
}

/** The cell as a person reads it. */
export function textOfCell(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'string') return cell.trim();
  if (typeof cell === 'number') return numberText(cell);
  if (typeof cell === 'boolean') return cell ? '是' : '否';
  return 'day' in cell ? cell.day : cell.error;
}

export function isBlank(cell: Cell | undefined): boolean {
  return textOfCell(cell) === '';
}

/** Without the exponent that `String` gives very large and very small numbers. */
export function numberText(value: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  return value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 });
}
