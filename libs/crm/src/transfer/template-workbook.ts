import { PassThrough, type Readable } from 'node:stream';
import { termsOf } from '@lianghuan/contracts';
import ExcelJS from 'exceljs';
import type { PlaceNames } from './place-names.js';
import type { TransferField } from './transfer-field.js';
import { CLEAR_MARK } from './cell-value.js';
import { HEADING_STYLE } from './workbook-writer.js';

/** Rows that get drop-downs and formats. */
const PREPARED_ROWS = 2_000;

/** What to write into a column, by the kind of its field. */
const HOW: Readonly<Record<TransferField['kind'], string>> = {
  text: '文字',
  longText: '文字，可换行',
  money: '数字',
  quantity: '数字',
  share: '0–1 的小数或百分数',
  integer: '整数',
  day: '日期，如 2023-5-1',
  choice: '从下拉列表中选',
  choices: '从可选项中选，多项用“；”隔开',
  area: '从下拉列表中选，或填地区代码',
  industries: '国民经济行业代码或名称（GB/T 4754—2017），多项用“；”隔开',
  region: '六位行政区划代码，或不重名的区划名称',
  words: '文字，多项用“；”隔开',
  url: '以 http:// 或 https:// 开头的网址',
  coordinate: '十进制度',
  fundings:
    '渠道 金额 进展 已落实金额 日期，多个渠道用“；”隔开，如：专项债券 3000万元 已获批2500万元 2026-05-01；银行贷款 1亿元 意向',
};

/** An empty workbook that tells by itself how to fill it in: headings with units, drop-downs, formats, and a sheet of notes. */
export async function templateWorkbook(
  title: string,
  fields: readonly TransferField[],
  places: PlaceNames,
): Promise<Readable> {
  const workbook = new ExcelJS.Workbook();
  workbook.creator = '两换';
  const sheet = workbook.addWorksheet(title, { views: [{ state: 'frozen', xSplit: 1, ySplit: 1 }] });
  addNotes(workbook.addWorksheet('说明'), title, fields, places);
  const lists = workbook.addWorksheet('可选项', { state: 'veryHidden' });
  sheet.columns = fields.map((field) => ({ width: Math.min(30, Math.max(12, field.heading.length * 2 + 4)) }));
  const head = sheet.addRow(fields.map((field) => (field.required ? `${field.heading} *` : field.heading)));
  head.height = 30;
  head.eachCell((cell) => (cell.style = HEADING_STYLE));
  let listColumn = 0;
  for (const [i, field] of fields.entries()) {
    const column = sheet.getColumn(i + 1);
    column.numFmt = formatOf(field);
    head.getCell(i + 1).numFmt = '@';
    const choices = choicesOf(field, places);
    let formula: string | undefined;
    if (field.kind !== 'choices' && choices.length > 0) {
      listColumn += 1;
      for (const [row, choice] of choices.entries()) lists.getCell(row + 1, listColumn).value = choice;
      const letter = lists.getColumn(listColumn).letter;
      formula = `可选项!$${letter}$1:$${letter}$${choices.length}`;
    }
    validate(sheet, `${column.letter}2:${column.letter}${PREPARED_ROWS + 1}`, field, formula);
  }
  const content = new PassThrough();
  content.end(Buffer.from(await workbook.xlsx.writeBuffer()));
  return content;
}

/** exceljs's types know validations of single cells only; its model takes ranges. */
interface RangeValidations {
  readonly dataValidations: { add(range: string, validation: ExcelJS.DataValidation): void };
}

function validate(sheet: ExcelJS.Worksheet, range: string, field: TransferField, formula: string | undefined): void {
  const prompt = {
    showInputMessage: true,
    promptTitle: field.title.slice(0, 32),
    prompt: [field.required ? '必填' : '选填', HOW[field.kind], field.help].filter(Boolean).join('；').slice(0, 255),
  };
  const { dataValidations } = sheet as unknown as RangeValidations;
  if (formula === undefined) {
    dataValidations.add(range, { type: 'custom', formulae: ['TRUE'], allowBlank: true, ...prompt });
    return;
  }
  dataValidations.add(range, {
    type: 'list',
    allowBlank: true,
    formulae: [formula],
    // A warning only: codes and longer names are understood too.
    errorStyle: 'warning',
    showErrorMessage: true,
    errorTitle: field.title.slice(0, 32),
    error: '不在下拉列表中；若是代码或全称可以保留',
    ...prompt,
  });
}

function addNotes(sheet: ExcelJS.Worksheet, title: string, fields: readonly TransferField[], places: PlaceNames): void {
  sheet.columns = [{ width: 26 }, { width: 8 }, { width: 44 }, { width: 80 }];
  const notes = [
    `${title}导入说明`,
    '1. 第一行是表头，可以删去用不到的列、调换列的次序，也可以用自己的表：表头写得像样即可认出，表头上方可以有标题行。',
    '2. 已有的记录按编号（或名称加地区、信用代码、项目代码）找到并更新；找不到的新增。上传时可选“只新增”或“只更新”。',
    `3. 空白单元格不改动原值；要清空一项，填“${CLEAR_MARK}”。`,
    '4. 单位写在表头括号里，如“总投资（亿元）”“面积（公顷）”，会自动换算。',
    '5. 上传后先校验、不写入；确认后才写入。有误的行可下载，改好再传。',
  ];
  for (const note of notes) sheet.addRow([note]);
  sheet.getRow(1).font = { bold: true, size: 14 };
  sheet.addRow([]);
  const head = sheet.addRow(['列', '必填', '怎么填', '可选项']);
  head.eachCell((cell) => (cell.style = HEADING_STYLE));
  for (const field of fields) {
    const how = [HOW[field.kind], field.help].filter(Boolean).join('；');
    const row = sheet.addRow([field.heading, field.required ? '是' : '', how, choicesOf(field, places).join('、')]);
    row.alignment = { wrapText: true, vertical: 'top' };
  }
}

function choicesOf(field: TransferField, places: PlaceNames): string[] {
  if (field.kind === 'area') return places.areaNames;
  return Object.values(termsOf(field));
}

/** Codes and words as text, so that leading zeros and long numbers stay. */
export function formatOf(field: TransferField): string {
  switch (field.kind) {
    case 'money':
    case 'quantity':
      return '#,##0.######';
    case 'share':
      return '0.####%';
    case 'integer':
      return '0';
    case 'day':
      return 'yyyy-mm-dd';
    case 'coordinate':
      return '0.######';
    default:
      return '@';
  }
}
