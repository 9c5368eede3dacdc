import type { Readable } from 'node:stream';
import { type Code, MOST_RECOGNITION_LINES, recognitionLineFields } from '@lianghuan/contracts';
import { AppError } from '@lianghuan/platform';
import { z } from 'zod';
import { type Cell, isBlank, type TableRow, textOfCell } from '../transfer/cell.js';
import { readCell } from '../transfer/cell-value.js';
import { valueText } from '../transfer/field-value.js';
import { findDataTable, headingUnknown } from '../transfer/data-rows.js';
import { findHeading, type Heading } from '../transfer/heading.js';
import type { StoredColumn } from '../transfer/import-batch.entity.js';
import { type RowIssue, rowIssue } from '../transfer/import-issue.js';
import type { PlaceNames } from '../transfer/place-names.js';
import { readTable } from '../transfer/table-reader.js';
import { transferFieldsOf } from '../transfer/transfer-field.js';

const FIELDS = transferFieldsOf(z.object(recognitionLineFields));

/** A line as it says itself; what it does not say is for the batch to say. */
export interface RecognitionLine {
  readonly line: number;
  readonly name: string | null;
  readonly creditCode: string | null;
  readonly list: Code<'recognitionList'> | null;
  readonly title: string | null;
  readonly year: number | null;
  readonly place: number | null;
  readonly issues: readonly RowIssue[];
  /** The sender's own row, to be handed back. */
  readonly cells: readonly Cell[];
}

/** A published list with the columns it was read from. */
export interface RecognitionList {
  readonly columns: readonly StoredColumn[];
  readonly lines: readonly RecognitionLine[];
}

/**
 * Lines of a published list: a table with headings as any other, or just names with codes beside them, as they are copied from a notice.
 * @throws {AppError} IMPORT_FILE_UNREADABLE, IMPORT_HEADER_UNKNOWN for what holds no names, RECOGNITION_BATCH_TOO_LONG
 */
export async function readRecognitionLines(content: Readable, places: PlaceNames): Promise<RecognitionList> {
  const source = readTable(content);
  try {
    const table = await findDataTable(source, (top) => Promise.resolve(findHeading(top, FIELDS) ?? plainHeading(top)));
    if (table === undefined) throw headingUnknown(FIELDS);
    const lines: RecognitionLine[] = [];
    for await (const row of table.rows) {
      const line = readLine(row, table.heading, places);
      // Notes and signatures below a list name nobody.
      if (line.name === null && line.creditCode === null && line.issues.length === 0) continue;
      if (lines.length === MOST_RECOGNITION_LINES) throw new AppError('RECOGNITION_BATCH_TOO_LONG', { maximum: MOST_RECOGNITION_LINES }); // prettier-ignore
      lines.push(line);
    }
    const columns = table.heading.columns.map(({ position, heading, field, unit }) => ({ position, heading, field: field?.name ?? null, unit })); // prettier-ignore
    return { columns, lines };
  } finally {
    await source.return(undefined);
  }
}

/** Enterprises are called by their kind at the end; a heading or a title is not. */
const IS_NAME = /(公司|集团|厂|合作社|企业|中心|研究院|事务所|银行)([(（].*[)）])?$/;
const IS_CREDIT_CODE = /^[0-9A-HJ-NPQRTUWXY]{18}$/i;

/** Columns of a list without headings, told from what stands in them. */
function plainHeading(top: readonly TableRow[]): Heading | undefined {
  const positionOf = (is: (text: string) => boolean) => {
    for (const { cells } of top) {
      const at = cells.findIndex((cell) => is(textOfCell(cell)));
      if (at >= 0) return at;
    }
    return undefined;
  };
  const found: Readonly<Record<string, number | undefined>> = {
    name: positionOf((text) => IS_NAME.test(text)),
    creditCode: positionOf((text) => IS_CREDIT_CODE.test(text)),
  };
  const columns = FIELDS.flatMap((field) => {
    const position = found[field.name];
    return position === undefined ? [] : [{ position, heading: field.title, field, unit: null, saidUnit: null }];
  });
  return columns.length === 0 ? undefined : { sheet: top[0].sheet, rowNumber: 0, lines: [], columns, tableUnits: [] };
}

/** Numbers a list puts before its names: `1.`, `（二）`, `3、`. */
const NUMBERING = /^\s*(?:\d{1,5}\s*[.、．)）]|[（(][\d一二三四五六七八九十]{1,4}[)）])\s*/;

function readLine({ number, cells }: TableRow, { columns }: Heading, places: PlaceNames): RecognitionLine {
  const read: Record<string, unknown> = {};
  const issues: RowIssue[] = [];
  for (const { field, position, unit } of columns) {
    if (field === null || isBlank(cells[position])) continue;
    const reading = readCell(cells[position], field, unit, places);
    if (reading.kind === 'problem') issues.push(rowIssue(field, reading.problem.code, reading.problem.details));
    else if (reading.kind === 'value' && reading.value !== null) {
      const value = field.name === 'name' ? valueText(reading.value).replace(NUMBERING, '').trim() : reading.value;
      if (field.schema.safeParse(value).success) read[field.name] = value;
      else issues.push(rowIssue(field, 'FORMAT_INVALID', { value: textOfCell(cells[position]).slice(0, 60) }));
    }
  }
  const none = { name: null, creditCode: null, list: null, title: null, year: null, place: null };
  return { ...none, ...read, line: number, issues, cells };
}
