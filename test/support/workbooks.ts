import ExcelJS from 'exceljs';
import type { Test } from 'supertest';

export type SheetCell = string | number | Date | null;

/** An .xlsx file with one sheet; `merges` as spreadsheets name them, e.g. `A1:F1`. */
export async function makeWorkbook(rows: readonly SheetCell[][], merges: readonly string[] = []): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet('Sheet1');
  for (const row of rows) {
    const line = sheet.addRow(row);
    for (const [i, cell] of row.entries()) if (cell instanceof Date) line.getCell(i + 1).numFmt = 'yyyy/m/d';
  }
  for (const range of merges) sheet.mergeCells(range);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

/** The workbook of a file, all of it in memory. */
export async function openWorkbook(file: Buffer): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(file as unknown as ArrayBuffer);
  return workbook;
}

/** Cells of a sheet as a person reads them. */
export function textsOf(sheet: ExcelJS.Worksheet): string[][] {
  const rows: string[][] = [];
  sheet.eachRow({ includeEmpty: true }, (row) => {
    const cells: string[] = [];
    for (let column = 1; column <= sheet.columnCount; column += 1) cells.push(row.getCell(column).text);
    rows.push(cells);
  });
  return rows;
}

/** The body of a download as bytes. */
export function download(request: Test): Promise<{ file: Buffer; headers: Record<string, string> }> {
  return request
    .buffer(true)
    .parse((response, done) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => done(null, Buffer.concat(chunks)));
    })
    .expect(200)
    .then((response) => ({ file: response.body as Buffer, headers: response.headers as Record<string, string> }));
}
