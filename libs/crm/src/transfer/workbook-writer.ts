import { PassThrough, type Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import ExcelJS from 'exceljs';

/** Calm, official: dark text on a light band. */
export const HEADING_STYLE: Partial<ExcelJS.Style> = {
  font: { bold: true },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFE6EEF8' } },
  alignment: { vertical: 'middle', wrapText: true },
  border: { bottom: { style: 'thin', color: { argb: 'FF8FA3BF' } } },
};

/**
 * Writes a workbook as it is read: `write` fills it, the returned stream is the file. A failure of `write` breaks the stream, so that
 * nobody takes half a file for a whole one.
 */
export function streamWorkbook(write: (workbook: WorkbookStream) => Promise<void>): Readable {
  const content = new PassThrough({ highWaterMark: 256 * 1024 });
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({
    stream: content,
    useStyles: true,
    useSharedStrings: false,
  });
  workbook.creator = '两换';
  const run = async () => {
    await write({
      workbook,
      async drain() {
        // exceljs hands the zip's bytes on in later turns of the event loop; wait for the reader if he is behind.
        await new Promise((resolve) => setImmediate(resolve));
        if (content.writableNeedDrain) {
          await Promise.race([new Promise((resolve) => content.once('drain', resolve)), finished(content)]);
        }
      },
    });
    await workbook.commit();
  };
  run().catch((error: unknown) => content.destroy(error instanceof Error ? error : new Error(String(error))));
  return content;
}

export interface WorkbookStream {
  readonly workbook: ExcelJS.stream.xlsx.WorkbookWriter;
  /** Call it between blocks of rows. */
  drain(): Promise<void>;
}

/** Days are kept as UTC midnights, as spreadsheets take them. */
export function dayCell(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

/**
 * Text for a workbook, spelt in the escapes of ECMA-376 (ST_Xstring) where it would not come back as it was: what looks like such an
 * escape itself, and carriage returns, which XML turns into line feeds.
 */
export function plainCell(text: string): string {
  if (!text.includes('_x') && !text.includes('\r')) return text;
  return text.replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_').replaceAll('\r', '_x000D_');
}

/** The other way: text of a workbook as it was meant. */
export function fromPlainCell(text: string): string {
  return text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
