import { PassThrough, type Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import { numberText } from './cell.js';
import { guard } from './table-reader.js';
import { dayCell, HEADING_STYLE, plainCell, streamWorkbook } from './workbook-writer.js';

/** One column of an exported table. */
export interface ExportColumn {
  readonly heading: string;
  /** Number format of a spreadsheet; `@` for text. */
  readonly format: string;
}

/** Day cells are `YYYY-MM-DD` under a date format. */
export type ExportCell = string | number | null;

export interface ExportTable {
  readonly title: string;
  /** What the file was asked for with, by whom and when; stands above the heading. */
  readonly notes: readonly string[];
  readonly columns: readonly ExportColumn[];
  readonly blocks: AsyncGenerator<ExportCell[][]>;
}

/** Writes the table as .xlsx: notes and heading stay in sight, numbers are numbers, codes are text. */
export function exportWorkbook({ title, notes, columns, blocks }: ExportTable): Readable {
  return streamWorkbook(async ({ workbook, drain }) => {
    const top = notes.length + 1;
    const sheet = workbook.addWorksheet(title, {
      views: [{ state: 'frozen', xSplit: 1, ySplit: top }],
      pageSetup: {
        orientation: 'landscape',
        fitToPage: true,
        fitToWidth: 1,
        fitToHeight: 0,
        printTitlesRow: `${top}:${top}`,
      },
      headerFooter: { oddFooter: `&L${notes.at(-1)?.replaceAll('&', '&&') ?? ''}&R第 &P / &N 页` },
    });
    sheet.columns = columns.map(({ heading, format }) => ({
      width: Math.min(40, Math.max(12, heading.length * 2 + 2)),
      style: { numFmt: format },
    }));
    for (const note of notes) {
      const row = sheet.addRow([plainCell(note)]);
      row.getCell(1).style = { font: { color: { argb: 'FF5B6B82' } }, numFmt: '@' };
      row.commit();
    }
    const head = sheet.addRow(columns.map(({ heading }) => heading));
    head.eachCell((cell) => (cell.style = HEADING_STYLE));
    head.commit();
    for await (const block of blocks) {
      for (const cells of block) {
        sheet.addRow(cells.map((cell, i) => sheetValue(cell, columns[i].format))).commit();
      }
      await drain();
    }
    sheet.autoFilter = { from: { row: top, column: 1 }, to: { row: top, column: columns.length } };
    sheet.commit();
  });
}

function sheetValue(cell: ExportCell, format: string): string | number | Date | null {
  if (typeof cell !== 'string') return cell;
  return format === 'yyyy-mm-dd' && /^\d{4}-\d{2}-\d{2}$/.test(cell) ? dayCell(cell) : plainCell(cell);
}

/** Writes the table as .csv in UTF-8 with its mark, which spreadsheets here need; no cell is run as a formula. */
export function exportCsv({ notes, columns, blocks }: ExportTable): Readable {
  const content = new PassThrough({ highWaterMark: 256 * 1024 });
  const writer = stringify({ bom: true, record_delimiter: 'windows' });
  const run = async () => {
    const write = async (cells: readonly (string | number | null)[]) => {
      const texts = cells.map((cell) =>
        cell === null ? '' : guard(typeof cell === 'number' ? numberText(cell) : cell),
      );
      if (!writer.write(texts)) {
        await Promise.race([new Promise((resolve) => writer.once('drain', resolve)), finished(writer)]);
      }
    };
    for (const note of notes) await write([note]);
    await write(columns.map(({ heading }) => heading));
    for await (const block of blocks) for (const cells of block) await write(cells);
    writer.end();
  };
  writer.on('error', (error) => content.destroy(error));
  content.on('close', () => writer.destroy());
  writer.pipe(content);
  run().catch((error: unknown) => writer.destroy(error instanceof Error ? error : new Error(String(error))));
  return content;
}
