import type { Readable } from 'node:stream';
import { type Cell, textOfCell } from './cell.js';
import type { StoredColumn } from './import-batch.entity.js';
import type { RowIssue } from './import-issue.js';
import { dayCell, HEADING_STYLE, plainCell, streamWorkbook } from './workbook-writer.js';

/** A row that is handed back. */
export interface ReturnedRow {
  readonly rowNumber: number;
  readonly cells: readonly Cell[];
  readonly issues: readonly Pick<RowIssue, 'field' | 'title' | 'message'>[];
}

const WRONG_FILL = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFFDE4E1' } } as const;

/** The sender's own rows with the row number they had and the reason behind them; wrong cells are tinted. */
export function rowsWithReasons(
  { title, reason }: { readonly title: string; readonly reason: string },
  columns: readonly StoredColumn[],
  blocks: AsyncGenerator<ReturnedRow[]>,
): Readable {
  return streamWorkbook(async ({ workbook, drain }) => {
    const sheet = workbook.addWorksheet(title, { views: [{ state: 'frozen', ySplit: 1 }] });
    sheet.columns = [
      ...columns.map(({ heading }) => ({ width: Math.min(40, Math.max(12, heading.length * 2 + 2)) })),
      { width: 10 },
      { width: 60 },
    ];
    const head = sheet.addRow([...columns.map(headingWithUnit), '原行号', reason]);
    head.eachCell((cell) => (cell.style = HEADING_STYLE));
    head.commit();
    for await (const block of blocks) {
      for (const row of block) {
        const wrong = new Set(row.issues.map((issue) => issue.field));
        const line = sheet.addRow([
          ...columns.map(({ position }) => valueOf(row.cells[position])),
          row.rowNumber,
          row.issues.map(({ title, message }) => (title === '' ? message : `${title}：${message}`)).join('；'),
        ]);
        for (const [i, { field, position }] of columns.entries()) {
          const cell = line.getCell(i + 1);
          const value = row.cells[position];
          if (typeof value === 'object' && value !== null && 'day' in value) cell.numFmt = 'yyyy-mm-dd';
          if (typeof value === 'string') cell.numFmt = '@';
          if (field !== null && wrong.has(field)) cell.fill = WRONG_FILL;
        }
        line.getCell(columns.length + 2).alignment = { wrapText: true, vertical: 'top' };
        line.commit();
      }
      await drain();
    }
    sheet.commit();
  });
}

/** A unit may have stood in a line above the heading that is not repeated here. */
function headingWithUnit({ heading, unit }: StoredColumn): string {
  return unit === null || heading.normalize('NFKC').includes(unit) ? heading : `${heading}（${unit}）`;
}

function valueOf(cell: Cell | undefined): string | number | boolean | Date | null {
  if (cell === undefined || cell === null || typeof cell === 'number' || typeof cell === 'boolean') return cell ?? null;
  if (typeof cell === 'string') return plainCell(cell);
  return 'day' in cell ? dayCell(cell.day) : textOfCell(cell);
}
