import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '@lianghuan/platform';
import { CsvError, parse } from 'csv-parse';
import iconv from 'iconv-lite';
import { type Cell, isBlank, type TableRow } from './cell.js';
import { readWorkbook } from './workbook-reader.js';
import { XmlError } from './xml-tags.js';
import { ZipError } from './zip-archive.js';

export type TableFormat = 'xlsx' | 'csv';

/** What the one sheet of a text file is called. */
export const TEXT_SHEET = 'csv';

/** First bytes of a zip file, which every .xlsx is. */
const ZIP_MAGIC = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
/** First bytes of the old binary .xls and of encrypted workbooks. */
const COMPOUND_MAGIC = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);
/** Bytes looked at to tell the encoding and the separator of a text file. */
const SNIFF_BYTES = 64 * 1024;
const LONGEST_CELL = 32_767;
const IS_CLEAN = /^[^\0\ud800-\udfff]*$/;
/** Columns of a sheet that are read; the widest register has fewer than sixty. */
const MOST_COLUMNS = 300;

/**
 * Rows of an .xlsx or .csv file as they come, blank ones left out; what it is, is told from its bytes, not its name. Of a
 * workbook, the visible sheets follow one another.
 * @param name as the sender called it: text that is called a workbook is a broken one, and no table
 * @throws {AppError} IMPORT_FILE_UNREADABLE
 */
export async function* readTable(content: Readable, name = ''): AsyncGenerator<TableRow> {
  const { head, whole } = await peek(content, SNIFF_BYTES);
  try {
    if (head.subarray(0, 4).equals(ZIP_MAGIC)) yield* readStaged(whole);
    else if (head.subarray(0, 4).equals(COMPOUND_MAGIC)) {
      throw unreadable('是旧版 .xls 或加了密码的工作簿，请另存为 .xlsx');
    } else if (head.length === 0) throw unreadable('文件是空的');
    else if (/\.xls[xm]$/i.test(name)) throw unreadable('不是可读的 Excel 工作簿，请用原程序打开后另存为 .xlsx');
    // Some systems call a web page .xls; a table of text under that name can be read.
    else if (/\.xls$/i.test(name) && /^\s*</.test(head.toString('latin1'))) {
      throw unreadable('是网页格式的 .xls，请用 Excel 打开后另存为 .xlsx');
    } else yield* readText(whole, head);
  } catch (error) {
    // A store that cannot be reached is no fault of the file; trying again may help.
    throw isDamage(error) ? new AppError('IMPORT_FILE_UNREADABLE', { why: '文件已损坏' }, { cause: error }) : error;
  } finally {
    whole.destroy();
    content.destroy();
  }
}

function isDamage(error: unknown): boolean {
  if (error instanceof ZipError || error instanceof XmlError || error instanceof CsvError) return true;
  // zlib's own codes, e.g. Z_DATA_ERROR.
  return (error as NodeJS.ErrnoException).code?.startsWith('Z_') === true;
}

function unreadable(why: string): AppError {
  return new AppError('IMPORT_FILE_UNREADABLE', { why });
}

/** The first bytes, and a stream that still begins with them. */
async function peek(content: Readable, size: number): Promise<{ head: Buffer; whole: Readable }> {
  const source = content[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const chunks: Buffer[] = [];
  let length = 0;
  while (length < size) {
    const { value, done } = await source.next();
    if (done === true) break;
    chunks.push(value);
    length += value.length;
  }
  const whole = Readable.from(
    (async function* () {
      yield* chunks;
      for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
    })(),
    { objectMode: false },
  );
  return { head: Buffer.concat(chunks).subarray(0, size), whole };
}

/** A workbook's directory is at its end, so it is read from a file of its own. */
async function* readStaged(content: Readable): AsyncGenerator<TableRow> {
  const folder = await mkdtemp(join(tmpdir(), 'lianghuan-import-'));
  try {
    const path = join(folder, 'workbook.xlsx');
    await pipeline(content, createWriteStream(path));
    for await (const row of readWorkbook(path)) {
      const cells = row.cells.map(cleanCell);
      if (cells.every((cell) => isBlank(cell))) continue;
      yield { ...row, cells, merged: row.merged?.map((merged) => ({ ...merged, cell: cleanCell(merged.cell) })) };
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function cleanCell(cell: Cell | undefined): Cell {
  return typeof cell === 'string' ? cleanText(cell) : (cell ?? null);
}

/** Without what PostgreSQL cannot keep: NUL and halves of characters; no longer than a spreadsheet's cell. */
function cleanText(text: string): string {
  if (text.length <= LONGEST_CELL && IS_CLEAN.test(text)) return text;
  return text
    .slice(0, LONGEST_CELL)
    .replaceAll('\0', '')
    .replaceAll(/\p{Surrogate}/gu, '\ufffd');
}

async function* readText(content: Readable, head: Buffer): AsyncGenerator<TableRow> {
  const encoding = encodingOf(head);
  const sample = iconv.decode(head, encoding);
  if (sample.includes('\0')) throw unreadable('既不是 Excel 工作簿，也不是文本表格');
  const parser = parse({
    bom: true,
    delimiter: delimiterOf(sample),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    info: true,
    max_record_size: 2_000_000,
  });
  const decoder = iconv.decodeStream(encoding) as Duplex;
  content.on('error', (error) => decoder.destroy(error));
  decoder.on('error', (error) => parser.destroy(error));
  content.pipe(decoder).pipe(parser);
  let number = 0;
  try {
    for await (const { record } of parser as AsyncIterable<{ record: string[] }>) {
      number += 1;
      const cells = record.slice(0, MOST_COLUMNS).map((text) => unguard(cleanText(text)));
      if (!cells.every((cell) => isBlank(cell))) yield { sheet: TEXT_SHEET, number, cells };
    }
  } finally {
    parser.destroy();
    decoder.destroy();
  }
}

/** UTF-16 and UTF-8 by their marks; else UTF-8 if it is valid, else what Chinese Excel writes. */
export function encodingOf(head: Buffer): 'utf16le' | 'utf16be' | 'utf8' | 'gb18030' {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf16be';
  try {
    // `stream` lets a character be cut at the end of the sample.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return 'utf8';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'gb18030';
    throw error;
  }
}

function delimiterOf(sample: string): string {
  const lines = sample.split(/\r?\n/).slice(0, 40);
  const count = (delimiter: string) => lines.reduce((sum, line) => sum + line.split(delimiter).length - 1, 0);
  return [',', '\t', ';'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

/** A cell beginning like this is run as a formula by spreadsheets (OWASP, CSV Injection). */
const RUNS_AS_FORMULA = /^['=+\-@\t\r]/;

/** Text that no spreadsheet runs as a formula; {@link unguard} takes the mark off again. */
export function guard(text: string): string {
  return RUNS_AS_FORMULA.test(text) ? `'${text}` : text;
}

export function unguard(text: string): string {
  return text.startsWith("'") && RUNS_AS_FORMULA.test(text.slice(1)) ? text.slice(1) : text;
}
