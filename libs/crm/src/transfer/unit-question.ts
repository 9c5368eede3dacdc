import type { TableRow } from './cell.js';
import { isBareFigure, likelyMoneyUnit } from './cell-value.js';
import type { Heading, TableColumn } from './heading.js';

/** Whether figures of the column are money, and neither heading, table nor sender says in what. */
function isUnsaid({ field, unit }: TableColumn): boolean {
  return field?.kind === 'money' && unit === null;
}

/**
 * The heading with a proposed unit at each column of money whose figures in these rows have none at all; nobody but the sender knows
 * whether 500 is 500元 or 500万元.
 * @returns undefined where there is nothing to ask
 */
export function withUnitQuestion<H extends Heading>(heading: H, rows: readonly TableRow[]): H | undefined {
  let isAsked = false;
  const columns = heading.columns.map((column) => {
    if (!isUnsaid(column)) return column;
    const bare = rows.map(({ cells }) => cells[column.position]).filter(isBareFigure);
    if (bare.length === 0) return column;
    isAsked = true;
    return { ...column, proposedUnit: likelyMoneyUnit(bare) };
  });
  return isAsked ? { ...heading, columns } : undefined;
}
