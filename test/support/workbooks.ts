import ExcelJS from 'exceljs';
import type { Test } from 'supertest';

export type SheetCell = string | number | Date | null;

/** An .xlsx file with one sheet; `merges` as spreadsheets name them, e.g. `A1:F1`. */
export function makeWorkbook(rows: readonly SheetCell[][], merges: readonly string[] = []): Promise<Buffer> {
  return makeSheets([{ name: 'Sheet1', rows, merges }]);
}

/** A sheet of a workbook to be made. */
export interface MadeSheet {
  readonly name: string;
  readonly rows: readonly SheetCell[][];
  /** As spreadsheets name them, e.g. `A1:F1`. */
  readonly merges?: readonly string[];
}

/** An .xlsx file with these sheets, in their order. */
export async function makeSheets(sheets: readonly MadeSheet[]): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  for (const { name, rows, merges = [] } of sheets) addSheet(workbook.addWorksheet(name), rows, merges);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

function addSheet(sheet: ExcelJS.Worksheet, rows: readonly SheetCell[][], merges: readonly string[]): void {
  for (const row of rows) {
    const line = sheet.addRow(row);
    for (const [i, cell] of row.entries()) if (cell instanceof Date) line.getCell(i + 1).numFmt = 'yyyy/m/d';
  }
  for (const range of merges) sheet.mergeCells(range);
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

/**
 * A county's list of idle land and buildings as such lists come in: a merged title, who fills it in, two rows of headings under merged
 * groups, three units of area, numbers typed as text, dates in five spellings, blank rows, subtotals, the heading once more at each
 * printed page, footnotes and signatures; and a few cells that are wrong.
 * @param count rows with data, of which {@link UGLY_WRONG} are in error
 */
export async function uglyResources(count: number, areaName = '织金县'): Promise<Buffer> {
  const towns = ['三塘镇', '以那镇', '官寨乡', '猫场镇', '珠藏镇', '八步街道'];
  const kinds = ['土地与标准地', '厂房', '闲置低效资产', '矿产'];
  const owners = ['三塘镇人民政府', '织金县工业投资有限公司', '贵州织金某某建材有限责任公司', '个人（张某某）'];
  const days = ['2024-3-1', '2024.3.1', '2024年3月1日', '20240301', new Date('2024-03-01T00:00:00Z')];
  const groups = ['序号', '基本情况', null, null, null, '规模', '权属', null, '评估', null, '报送', null, '备注'];
  const heading = [
    null,
    '资源名称',
    '类别',
    '县（市、区）',
    '乡镇',
    '面积（公顷）',
    '权属人',
    '权属状态',
    '评估价值（万元）',
    '估值日期',
    '填报人',
    '填报日期',
    null,
  ];
  const rows: SheetCell[][] = [
    ['织金县2024年闲置土地、厂房及低效资产摸底汇总表'],
    ['填报单位：织金县投资促进局', null, null, null, null, null, null, null, null, '填报日期：2024年6月30日'],
    groups,
    heading,
  ]; // prettier-ignore
  for (let i = 1; i <= count; i += 1) {
    const area =
      i % 4 === 0
        ? `${i % 90}亩`
        : i % 4 === 1
          ? `${(i % 50) + 0.5}`
          : i % 4 === 2
            ? `约${i % 20}公顷`
            : (i % 30) + 0.25;
    const worth =
      i % 3 === 0 ? `１，${String(i % 1000).padStart(3, '0')}` : i % 3 === 1 ? `${(i % 9) + 0.5}亿元` : (i % 800) + 0.5;
    const owner = owners[i % 4];
    const row: SheetCell[] = [
      i, ` ${towns[i % 6]}${i}号${kinds[i % 4]} `, kinds[i % 4], i % 5 === 0 ? '织金' : areaName, towns[i % 6], area, owner, i % 2 === 0 ? '权属清晰' : null,
      worth, days[i % 5], i % 2 === 0 ? '张敏' : '李强', '2024/6/28', i % 7 === 0 ? '水电路已通\n距高速出口3公里' : null,
    ]; // prettier-ignore
    if (i === 10) row[2] = '厂坊';
    if (i === 20) row[5] = '若干';
    if (i === 30) row[9] = '2024年2月30日';
    if (i === 40) row[3] = '织今县';
    if (i === 50) row[1] = null;
    rows.push(row);
    if (i % 60 === 0) rows.push([null, '小计', null, null, null, 100], [], groups, heading);
    else if (i % 37 === 0) rows.push([]);
  }
  rows.push(['合计（全县）', null, null, null, null, 9999.5]);
  rows.push(
    ['注：1. 面积以不动产登记为准；2. 评估价值为初步估算。'],
    ['填表人：张敏', null, null, '审核人：王局', null, null, '联系电话：0857-1234567'],
  );
  return makeWorkbook(rows, ['A1:M1', 'A3:A4', 'B3:E3', 'G3:H3', 'I3:J3', 'K3:L3', 'M3:M4']);
}
/** Rows of {@link uglyResources} with a cell that nobody can read. */
export const UGLY_WRONG = 5;
