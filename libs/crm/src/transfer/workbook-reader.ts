import type { Readable } from 'node:stream';
import { type Cell, NO_RESULT, type TableRow } from './cell.js';
import { columnOf } from './cell-reference.js';
import { MergedCells, readMergedRanges } from './merged-cells.js';
import { fromPlainCell } from './workbook-writer.js';
import { attributeOf, readXml } from './xml-tags.js';
import { ZipArchive, ZipError } from './zip-archive.js';

/*
 * Our own reader, because the streaming reader of exceljs 4.4 decodes each piece of a part by itself: a Chinese character that lies
 * across two pieces is lost. It also resolves entities twice and keeps only the last run of an inline text.
 */

/** Bytes the small parts may unpack to. */
const SMALL_PART = 64 * 1024 * 1024;
/** Shared texts are kept in memory while a workbook is read. */
const SHARED_TEXTS = 512 * 1024 * 1024;
const SHEET = 8 * 1024 * 1024 * 1024;
/** Columns of a sheet that are read; the widest register has fewer than sixty. */
const MOST_COLUMNS = 300;

/** Number formats with a date in them that need no definition (ECMA-376 part 1, 18.8.30, with the Chinese ones). */
const DATE_FORMATS = new Set([14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]);

interface Sheet {
  readonly name: string;
  readonly part: string;
}
interface Book {
  readonly sheets: readonly Sheet[];
  /** Days count from 1904, as on old Macs. */
  readonly isFrom1904: boolean;
}

/**
 * Rows of the visible sheets of an .xlsx file on disk, in the order of its tabs, blank rows included.
 * @throws {ZipError} or XmlError when the file is damaged or no workbook
 */
export async function* readWorkbook(path: string): AsyncGenerator<TableRow> {
  const archive = await ZipArchive.open(path);
  try {
    const book = await readBook(archive);
    const isDate = await readDateStyles(archive);
    const texts = await readSharedTexts(archive);
    for (const sheet of book.sheets) {
      const merges = new MergedCells(await readMergedRanges(await archive.read(sheet.part, SHEET)));
      yield* readSheet(await archive.read(sheet.part, SHEET), sheet.name, merges, texts, isDate, book.isFrom1904);
    }
  } finally {
    await archive.close();
  }
}

async function readBook(archive: ZipArchive): Promise<Book> {
  const parts = new Map<string, string>();
  await readAll(archive, 'xl/_rels/workbook.xml.rels', {
    open(name, attributes) {
      const [id, target] = [attributeOf(attributes, 'Id'), attributeOf(attributes, 'Target')];
      if (name === 'Relationship' && id !== undefined && target !== undefined) {
        parts.set(id, target.startsWith('/') ? target.slice(1) : `xl/${target}`);
      }
    },
  });
  const sheets: Sheet[] = [];
  let isFrom1904 = false;
  await readAll(archive, 'xl/workbook.xml', {
    open(name, attributes) {
      if (name === 'workbookPr') isFrom1904 = ['1', 'true'].includes(attributeOf(attributes, 'date1904') ?? '');
      if (name !== 'sheet' || (attributeOf(attributes, 'state') ?? 'visible') !== 'visible') return;
      const id = /\b[\w.-]+:id=["']([^"']*)["']/.exec(attributes)?.[1];
      const part = parts.get(id ?? '');
      // Chart sheets have another part and no cells.
      if (part?.includes('worksheets/') === true) sheets.push({ name: attributeOf(attributes, 'name') ?? '', part });
    },
  });
  if (sheets.length === 0) throw new ZipError('no visible sheet');
  return { sheets, isFrom1904 };
}

/** By style number, whether numbers in it are shown as dates. */
async function readDateStyles(archive: ZipArchive): Promise<boolean[]> {
  const custom = new Map<number, boolean>();
  const styles: boolean[] = [];
  let isInCellFormats = false;
  if (!archive.has('xl/styles.xml')) return styles;
  await readAll(archive, 'xl/styles.xml', {
    open(name, attributes) {
      if (name === 'cellXfs') isInCellFormats = true;
      const id = Number(attributeOf(attributes, 'numFmtId'));
      if (name === 'numFmt') custom.set(id, isDateFormat(attributeOf(attributes, 'formatCode') ?? ''));
      if (name === 'xf' && isInCellFormats) styles.push(custom.get(id) ?? DATE_FORMATS.has(id));
    },
    close(name) {
      if (name === 'cellXfs') isInCellFormats = false;
    },
  });
  return styles;
}

/** `yyyy"年"m"月"` is a date, `0.00"day"` and `[Red]0` are not. */
function isDateFormat(code: string): boolean {
  const plain = code.replaceAll(/"[^"]*"|\\.|\[[^\]]*\]|_./g, '');
  return /[yd]|m{3,}/i.test(plain) || /m[-/]/i.test(plain);
}

async function readSharedTexts(archive: ZipArchive): Promise<string[]> {
  const texts: string[] = [];
  if (!archive.has('xl/sharedStrings.xml')) return texts;
  let current = '';
  const isText = new TextPieces();
  await readAll(
    archive,
    'xl/sharedStrings.xml',
    {
      open(name) {
        if (name === 'si') current = '';
        isText.open(name);
      },
      text(piece) {
        if (isText.now) current += piece;
      },
      close(name) {
        if (name === 'si') texts.push(fromPlainCell(current));
        isText.close(name);
      },
    },
    SHARED_TEXTS,
  );
  return texts;
}

/** Where the text of a rich text stands: in its `t` elements, but not in those that tell how it is pronounced. */
class TextPieces {
  #isText = false;
  #isPronunciation = false;
  get now(): boolean {
    return this.#isText && !this.#isPronunciation;
  }
  open(name: string): void {
    if (name === 't') this.#isText = true;
    if (name === 'rPh') this.#isPronunciation = true;
  }
  close(name: string): void {
    if (name === 't') this.#isText = false;
    if (name === 'rPh') this.#isPronunciation = false;
  }
}

async function* readSheet(
  content: Readable,
  sheet: string,
  merges: MergedCells,
  texts: readonly string[],
  isDate: readonly boolean[],
  isFrom1904: boolean,
): AsyncGenerator<TableRow> {
  let rows: TableRow[] = [];
  let number = 0;
  let isHidden = false;
  let cells: Cell[] = [];
  let column = 0;
  let type = 'n';
  let style = 0;
  let value = '';
  let isInCell = false;
  let isFormula = false;
  let isValue = false;
  let hasValue = false;
  const isText = new TextPieces();
  const document = readXml(content, {
    open(name, attributes) {
      switch (name) {
        case 'row':
          number = Number(attributeOf(attributes, 'r') ?? number + 1);
          isHidden = ['1', 'true'].includes(attributeOf(attributes, 'hidden') ?? '');
          cells = [];
          column = 0;
          break;
        case 'c': {
          const reference = attributeOf(attributes, 'r');
          column = reference === undefined ? column + 1 : columnOf(reference);
          type = attributeOf(attributes, 't') ?? 'n';
          style = Number(attributeOf(attributes, 's') ?? 0);
          value = '';
          isInCell = true;
          isFormula = false;
          hasValue = false;
          break;
        }
        case 'v':
          isValue = isInCell;
          hasValue = true;
          break;
        case 'f':
          isFormula = true;
          break;
        default:
          if (isInCell) isText.open(name);
      }
    },
    text(piece) {
      if (isValue || (isInCell && isText.now)) value += piece;
    },
    close(name) {
      switch (name) {
        case 'row':
          rows.push({ sheet, number, cells, merged: merges.of(number, cells), isHidden });
          break;
        case 'c':
          isInCell = false;
          if (column <= MOST_COLUMNS) {
            // A formula whose result is no text at all says so: it has a value of type str that is empty.
            const isUnsolved = value === '' && isFormula && !(hasValue && type === 'str');
            if (value === '' && !isUnsolved) break;
            while (cells.length < column - 1) cells.push(null);
            cells[column - 1] = isUnsolved
              ? { error: NO_RESULT }
              : cellOf(value, type, texts, isDate[style] === true, isFrom1904);
          }
          break;
        case 'v':
          isValue = false;
          break;
        default:
          if (isInCell) isText.close(name);
      }
    },
  });
  for await (const _ of document) {
    if (rows.length === 0) continue;
    const whole = rows;
    rows = [];
    yield* whole;
  }
  yield* rows;
}

function cellOf(value: string, type: string, texts: readonly string[], isDate: boolean, isFrom1904: boolean): Cell {
  switch (type) {
    case 's':
      return texts[Number(value)] ?? null;
    case 'str':
    case 'inlineStr':
      return fromPlainCell(value);
    case 'b':
      return value === '1';
    case 'e':
      return { error: value };
    case 'd':
      return /^\d{4}-\d{2}-\d{2}/.test(value) ? { day: value.slice(0, 10) } : value;
    default: {
      const number = Number(value);
      if (!Number.isFinite(number)) return value;
      return isDate && number >= 1 ? dayOf(number + (isFrom1904 ? 1462 : 0)) : number;
    }
  }
}

/** Spreadsheets know no time zone. A time just before midnight is rounding, not the day before. */
function dayOf(serial: number): Cell {
  const at = new Date(Date.UTC(1899, 11, 30) + Math.floor(serial + 0.0004) * 86_400_000);
  return Number.isNaN(at.getTime()) || at.getUTCFullYear() > 9999 ? serial : { day: at.toISOString().slice(0, 10) };
}

async function readAll(
  archive: ZipArchive,
  part: string,
  listener: Parameters<typeof readXml>[1],
  limit = SMALL_PART,
): Promise<void> {
  const document = readXml(await archive.read(part, limit), listener);
  while ((await document.next()).done !== true);
}
