import type { Readable } from 'node:stream';
import { plainCell } from './workbook-writer.js';
import { zipOf } from './zip-writer.js';

/** A cell of a table that is written: text, number, a day (`YYYY-MM-DD`, under a date format) or nothing. */
export type SheetCell = string | number | null;

export interface SheetColumn {
  readonly heading: string;
  /** Number format of a spreadsheet; `@` for text, {@link DAY_FORMAT} for days. */
  readonly format: string;
}

export interface SheetTable {
  readonly title: string;
  /** Lines above the heading. */
  readonly notes: readonly string[];
  readonly columns: readonly SheetColumn[];
  readonly blocks: AsyncIterable<SheetCell[][]>;
}

export const DAY_FORMAT = 'yyyy-mm-dd';
/** Styles before those of the columns' formats: plain, note, heading. */
const [NOTE, HEADING, FIRST_FORMAT] = [1, 2, 3];
const FIRST_FORMAT_ID = 164;
/** Characters of a sheet that are handed on together. Many more at a time cost the garbage collector more than they save. */
const PIECE = 32_768;
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';

/**
 * An .xlsx file of one table, as it is read: notes and heading stay in sight and are printed on each page, columns can be filtered.
 * Spelt by hand (ECMA-376 part 1), because exceljs's streaming writer builds objects for each cell: it takes longer than reading the
 * rows from the database.
 */
export function tableWorkbook(table: SheetTable): Readable {
  const name = escape(table.title);
  const top = table.notes.length + 1;
  const quoted = `'${name.replaceAll("'", "''")}'`;
  const formats = [...new Set(table.columns.map(({ format }) => format))];
  return zipOf([
    { name: '[Content_Types].xml', content: [`${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`] },
    { name: '_rels/.rels', content: [`${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`] },
    { name: 'xl/_rels/workbook.xml.rels', content: [`${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`] },
    { name: 'xl/workbook.xml', content: [`${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${name}" sheetId="1" r:id="rId1"/></sheets><definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">${quoted}!$A$${top}:$${letterOf(table.columns.length)}$${top}</definedName><definedName name="_xlnm.Print_Titles" localSheetId="0">${quoted}!$${top}:$${top}</definedName></definedNames></workbook>`] },
    { name: 'xl/styles.xml', content: [stylesOf(formats)] },
    { name: 'xl/worksheets/sheet1.xml', content: sheetOf(table, formats, top) },
  ]); // prettier-ignore
}

function stylesOf(formats: readonly string[]): string {
  const ids = formats.map((format, i) => (format === '@' ? 49 : FIRST_FORMAT_ID + i));
  const own = formats.map((format, i) => `<numFmt numFmtId="${FIRST_FORMAT_ID + i}" formatCode="${escape(format)}"/>`).join(''); // prettier-ignore
  return [
    `${HEAD}<styleSheet xmlns="${MAIN}"><numFmts count="${formats.length}">${own}</numFmts>`,
    '<fonts count="3"><font><sz val="11"/><name val="Calibri"/></font><font><sz val="11"/><color rgb="FF5B6B82"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>',
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE6EEF8"/></patternFill></fill></fills>',
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left/><right/><top/><bottom style="thin"><color rgb="FF8FA3BF"/></bottom><diagonal/></border></borders>',
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
    `<cellXfs count="${FIRST_FORMAT + formats.length}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>`,
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>',
    '<xf numFmtId="49" fontId="2" fillId="2" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>',
    ...ids.map((id) => `<xf numFmtId="${id}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`),
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
  ].join(''); // prettier-ignore
}

async function* sheetOf(
  { notes, columns, blocks }: SheetTable,
  formats: readonly string[],
  top: number,
): AsyncGenerator<string> {
  const styles = columns.map(({ format }) => FIRST_FORMAT + formats.indexOf(format));
  const cellsOf = columns.map(({ format }, i) => new CellWriter(letterOf(i + 1), styles[i], format === DAY_FORMAT));
  const widths = columns.map(
    ({ heading }, i) =>
      `<col min="${i + 1}" max="${i + 1}" width="${Math.min(40, Math.max(12, heading.length * 2 + 2))}" style="${styles[i]}" customWidth="1"/>`,
  );
  const note = new CellWriter('A', NOTE);
  yield [
    `${HEAD}<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0">`,
    `<pane xSplit="1" ySplit="${top}" topLeftCell="B${top + 1}" activePane="bottomRight" state="frozen"/></sheetView></sheetViews>`,
    `<sheetFormatPr defaultRowHeight="15"/><cols>${widths.join('')}</cols><sheetData>`,
    ...notes.map((text, i) => `<row r="${i + 1}">${note.write(`${i + 1}`, text)}</row>`),
    `<row r="${top}">${columns.map(({ heading }, i) => new CellWriter(letterOf(i + 1), HEADING).write(`${top}`, heading)).join('')}</row>`,
  ].join('');
  let number = top;
  let text = '';
  for await (const block of blocks) {
    for (const cells of block) {
      number += 1;
      const row = String(number);
      text += '<row r="' + row + '">';
      for (let i = 0; i < cells.length; i += 1) text += cellsOf[i].write(row, cells[i]);
      text += '</row>';
      if (text.length < PIECE) continue;
      yield text;
      text = '';
    }
  }
  const footer = escape(`&L${notes.at(-1)?.replaceAll('&', '&&') ?? ''}&R第 &P / &N 页`);
  yield `${text}</sheetData><autoFilter ref="A${top}:${letterOf(columns.length)}${top}"/><pageSetup orientation="landscape" fitToWidth="1" fitToHeight="0"/><headerFooter><oddFooter>${footer}</oddFooter></headerFooter></worksheet>`;
}

/** What a text may have in it that is spelt otherwise, or needs to be kept from being trimmed. Most have nothing of it. */
const UNPLAIN = /^\s|\s$|_x|[&<>"\p{Cc}\ufffe\uffff\p{Surrogate}]/u;

/** Writes the cells of one column. What they have in common is spelt once: pieces joined for each cell keep the garbage collector busy. */
class CellWriter {
  readonly #open: string;
  readonly #number: string;
  readonly #text: string;
  readonly #spacedText: string;

  constructor(
    letters: string,
    style: number,
    private readonly isDay = false,
  ) {
    this.#open = `<c r="${letters}`;
    this.#number = `" s="${style}"><v>`;
    this.#text = `" s="${style}" t="inlineStr"><is><t>`;
    this.#spacedText = `" s="${style}" t="inlineStr"><is><t xml:space="preserve">`;
  }

  write(row: string, cell: SheetCell): string {
    if (cell === null || cell === '') return '';
    if (typeof cell === 'number') return this.#open + row + this.#number + cell + '</v></c>';
    if (this.isDay && /^\d{4}-\d{2}-\d{2}$/.test(cell)) {
      return this.#open + row + this.#number + serialOf(cell) + '</v></c>';
    }
    if (!UNPLAIN.test(cell)) return this.#open + row + this.#text + cell + '</t></is></c>';
    return this.#open + row + this.#spacedText + escape(plainCell(cell)) + '</t></is></c>';
  }
}

/** Spreadsheets count days from 1899-12-30. */
function serialOf(day: string): number {
  return (Date.parse(`${day}T00:00:00Z`) - Date.UTC(1899, 11, 30)) / 86_400_000;
}

/** 28 → `AB`. */
function letterOf(column: number): string {
  let letters = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}

/** What XML reads as marks, and what it cannot hold at all: control characters and halves of surrogate pairs. */
function escape(text: string): string {
  return text
    .replaceAll(/(?![\t\n\r])\p{Cc}|[\ufffe\uffff]|\p{Surrogate}/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
