import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { AppError } from '@lianghuan/platform';
import type { Cell, TableRow } from '../transfer/cell.js';
import { openDataTable } from '../transfer/data-rows.js';
import { findHeading, type Heading, withMapping } from '../transfer/heading.js';
import { rowIssue } from '../transfer/import-issue.js';
import { readTable } from '../transfer/table-reader.js';
import type { TransferField } from '../transfer/transfer-field.js';
import { ALL_FIELDS } from './vendor-fields.js';
import type { VendorRow, VendorSettings } from './vendor-connector.js';

type Mapping = VendorSettings['mapping'];

/** A .json file is read as a whole; what is larger comes line by line as .jsonl. */
const JSON_LIMIT_MB = 64;

/** Kinds of file that are read. */
export const DROP_FILE_NAME = /\.(csv|xlsx|json|jsonl|ndjson)$/i;

/** Rows of a dropped file, recognised by its ending. @throws {AppError} when the file as a whole cannot be used */
export function readDropFile(path: string, sizeBytes: number, mapping: Mapping): AsyncGenerator<VendorRow> {
  const ending = DROP_FILE_NAME.exec(path)?.[1].toLowerCase();
  if (ending === 'json') return readJson(path, sizeBytes, mapping);
  return ending === 'jsonl' || ending === 'ndjson' ? readJsonLines(path, mapping) : readSheet(path, mapping);
}

async function* readSheet(path: string, mapping: Mapping): AsyncGenerator<VendorRow> {
  const source = readTable(createReadStream(path));
  try {
    const { heading: found, rows } = await openDataTable(source, fieldsWith(mapping));
    const heading = mapped(found, mapping);
    for await (const row of rows) yield { ...row, heading };
  } finally {
    await source.return(undefined);
  }
}

async function* readJson(path: string, sizeBytes: number, mapping: Mapping): AsyncGenerator<VendorRow> {
  if (sizeBytes > JSON_LIMIT_MB * 1024 * 1024)
    throw new AppError('CONNECTOR_FILE_TOO_LARGE', { limitMb: JSON_LIMIT_MB });
  const records = parseJson((await text(createReadStream(path))).replace(/^\ufeff/, ''));
  if (!Array.isArray(records)) throw new AppError('CONNECTOR_JSON_INVALID');
  const headings = new JsonHeadings(mapping);
  for (const [i, record] of records.entries()) yield headings.row(record, i + 1);
}

async function* readJsonLines(path: string, mapping: Mapping): AsyncGenerator<VendorRow> {
  const content = createReadStream(path);
  const headings = new JsonHeadings(mapping);
  let number = 0;
  try {
    for await (const line of createInterface({ input: content, crlfDelay: Infinity })) {
      number += 1;
      const plain = number === 1 ? line.replace(/^\ufeff/, '') : line;
      if (plain.trim() !== '') yield headings.row(parseJson(plain) ?? plain, number);
    }
  } finally {
    content.destroy();
  }
}

/** Undefined for what is no JSON. */
function parseJson(source: string): unknown {
  try {
    return JSON.parse(source) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Records with the same keys have the same heading. */
class JsonHeadings {
  readonly #byKeys = new Map<string, Heading>();

  constructor(private readonly mapping: Mapping) {}

  row(record: unknown, number: number): VendorRow {
    if (typeof record !== 'object' || record === null || Array.isArray(record)) {
      const told = typeof record === 'string' ? record : JSON.stringify(record);
      const problem = rowIssue(undefined, 'FORMAT_INVALID', { value: told.slice(0, 60) });
      return { sheet: 'json', number, cells: [told.slice(0, 2000)], heading: { columns: [], lines: [] }, problem };
    }
    const entries = Object.entries(record);
    return { sheet: 'json', number, cells: entries.map(([, value]) => cellOf(value)), heading: this.#headingOf(entries.map(([key]) => key)) }; // prettier-ignore
  }

  #headingOf(keys: readonly string[]): Heading {
    const name = JSON.stringify(keys);
    const known = this.#byKeys.get(name);
    if (known !== undefined) return known;
    const row: TableRow = { sheet: 'json', number: 0, cells: keys };
    const found = findHeading([row], fieldsWith(this.mapping)) ?? unknownHeading(keys);
    const heading = { ...mapped(found, this.mapping), lines: [] };
    this.#byKeys.set(name, heading);
    return heading;
  }
}

/** Keys of which too few mean anything: the row is kept and says what it lacks. */
function unknownHeading(keys: readonly string[]): Heading {
  const columns = keys.map((heading, position) => ({ position, heading, field: null, unit: null, saidUnit: null }));
  return { sheet: 'json', rowNumber: 0, lines: [], columns, tableUnits: [] };
}

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value))
    return value.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join('；');
  return JSON.stringify(value);
}

/** The fields, which also answer to what the mapping calls them. */
function fieldsWith(mapping: Mapping): TransferField[] {
  return ALL_FIELDS.map((field) => {
    const called = mapping.filter((column) => column.field === field.name).map(({ column }) => column);
    return called.length === 0 ? field : { ...field, aliases: [...(field.aliases ?? []), ...called] };
  });
}

/** What the mapping says of a column goes before what it was recognised as. */
function mapped(heading: Heading, mapping: Mapping): Heading {
  const said = mapping.flatMap(({ column, field, unit }) => {
    const found = heading.columns.find((candidate) => candidate.heading === column);
    return found === undefined ? [] : [{ position: found.position, field, unit: unit ?? found.unit }];
  });
  const taken = new Set(said.flatMap(({ field }) => field ?? []));
  const positions = new Set(said.map(({ position }) => position));
  const others = heading.columns.filter(
    (column) => !positions.has(column.position) && taken.has(column.field?.name ?? ''),
  );
  const left = others.map(({ position }) => ({ position, field: null, unit: null }));
  return withMapping(heading, [...said, ...left], ALL_FIELDS);
}
