import type { Readable } from 'node:stream';
import type { Workbook, Worksheet } from 'exceljs';
import { type BatchSheet, placeOf, sheetAt } from './batch-sheet.js';
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

type Titles = { readonly title: string; readonly reason: string };
type SentSheet = Pick<BatchSheet, 'sheet' | 'before' | 'columns'>;

const WRONG_FILL = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFFDE4E1' } } as const;

/** What Excel takes as the name of a sheet; other programs take more. */
const IS_SHEET_NAME = /^(?!history$|')[^*?:\\/[\]]{1,31}(?<!')$/i;

/**
 * The sender's own rows with the row number they had and the reason behind them; wrong cells are tinted. Of several sheets each is one of its
 * own again, in its own columns and units, so that the file can be sent as it is.
 * @param sheets at least one
 */
export function rowsWithReasons(
  titles: Titles,
  sheets: readonly SentSheet[],
  blocks: AsyncGenerator<ReturnedRow[]>,
): Readable {
  return streamWorkbook(async ({ workbook, drain }) => {
    let open: { readonly sent: SentSheet; readonly sheet: Worksheet } | undefined;
    for await (const block of blocks) {
      for (const row of block) {
        const sent = sheetAt(sheets, row.rowNumber) ?? sheets[0];
        if (sent !== open?.sent) {
          open?.sheet.commit();
          open = { sent, sheet: begin(workbook, titles, sheets, sent) };
        }
        addRow(open.sheet, sent.columns, placeOf(sheets, row.rowNumber).row, row);
      }
      await drain();
    }
    (open?.sheet ?? begin(workbook, titles, sheets, sheets[0])).commit();
  });
}

function begin(
  workbook: Workbook,
  { title, reason }: Titles,
  sheets: readonly SentSheet[],
  sent: SentSheet,
): Worksheet {
  const { sheet: own, columns } = sent;
  const name = sheets.length === 1 ? title : IS_SHEET_NAME.test(own) ? own : `工作表${sheets.indexOf(sent) + 1}`;
  const sheet = workbook.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = [
    ...columns.map(({ heading }) => ({ width: Math.min(40, Math.max(12, heading.length * 2 + 2)) })),
    { width: 10 },
    { width: 60 },
  ];
  const head = sheet.addRow([...columns.map(headingWithUnit), '原行号', reason]);
  head.eachCell((cell) => (cell.style = HEADING_STYLE));
  head.commit();
  return sheet;
}

function addRow(sheet: Worksheet, columns: readonly StoredColumn[], rowNumber: number, row: ReturnedRow): void {
  const wrong = new Set(row.issues.map((issue) => issue.field));
  const line = sheet.addRow([
    ...columns.map(({ position }) => valueOf(row.cells[position])),
    rowNumber,
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

/** A unit may have stood in a line above the heading that is not repeated here. */
function headingWithUnit({ heading, unit }: StoredColumn): string {
  return unit === null || heading.normalize('NFKC').includes(unit) ? heading : `${heading}（${unit}）`;
}

function valueOf(cell: Cell | undefined): string | number | boolean | Date | null {
  if (cell === undefined || cell === null || typeof cell === 'number' || typeof cell === 'boolean') return cell ?? null;
  if (typeof cell === 'string') return plainCell(cell);
  return 'day' in cell ? dayCell(cell.day) : textOfCell(cell);
}
