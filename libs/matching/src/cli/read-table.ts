import { parse } from 'csv-parse/sync';
import { InputError } from './input-error.js';
import { type FileText, readText } from './read-text.js';

/** One row of a table: cells by column name, and where it stood. */
export interface Row {
  readonly cells: Readonly<Record<string, string>>;
  /** Line number as an editor shows it; the header is 1. */
  readonly line: number;
}

export interface Table {
  readonly file: string;
  readonly encoding: FileText['encoding'];
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** Rows with more or fewer cells than the header: nobody knows what stands under which heading, so they are not read. */
  readonly misfits: readonly { readonly line: number; readonly cells: number }[];
}

type Parsed = Omit<Table, 'file' | 'encoding'>;

/**
 * Reads a .csv (header row, RFC 4180) or .jsonl/.ndjson file (one object a line).
 * @throws InputError exit code 3 when the file cannot be read or parsed, a required column is missing, or one is there twice
 */
export async function readTable(file: string, required: readonly string[]): Promise<Table> {
  const { text, encoding } = await readText(file);
  const parsed = /\.(?:jsonl|ndjson)$/i.test(file) ? parseJsonLines(file, text) : parseCsv(file, text);
  const missing = required.filter((column) => !parsed.columns.includes(column));
  if (missing.length > 0) {
    throw new InputError(
      `${file}: missing column${missing.length > 1 ? 's' : ''} ${missing.join(', ')}; found ${parsed.columns.join(', ') || 'none'}`,
      3,
    );
  }
  return { file, encoding, ...parsed };
}

function parseCsv(file: string, text: string): Parsed {
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(text, {
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
    }) as unknown as typeof records;
  } catch (error) {
    throw new InputError(`${file}: not a CSV file (${error instanceof Error ? error.message : String(error)})`, 3);
  }
  const columns = (records.shift()?.record ?? []).map((name) => name.trim());
  const twice = columns.find((name, i) => name !== '' && columns.indexOf(name) < i);
  if (twice !== undefined) throw new InputError(`${file}: column ${twice} is there twice`, 3);
  const rows: Row[] = [];
  const misfits: { line: number; cells: number }[] = [];
  for (const { record, info } of records) {
    // Spreadsheets pad rows with empty cells.
    const isFit = record.length >= columns.length && record.slice(columns.length).every((cell) => cell === '');
    if (isFit) rows.push({ cells: Object.fromEntries(columns.map((name, i) => [name, record[i]])), line: info.lines });
    else misfits.push({ line: info.lines, cells: record.length });
  }
  return { columns, rows, misfits };
}

function parseJsonLines(file: string, text: string): Parsed {
  const columns = new Set<string>();
  const rows: Row[] = [];
  text.split(/\r?\n/).forEach((line, index) => {
    if (line.trim() === '') return;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw new InputError(`${file}: row ${index + 1}: not a JSON object`, 3);
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new InputError(`${file}: row ${index + 1}: not a JSON object`, 3);
    const cells: Record<string, string> = {};
    for (const [name, cell] of Object.entries(value)) {
      columns.add(name);
      if (cell === null || cell === undefined) continue;
      cells[name] = Array.isArray(cell)
        ? cell.join(';')
        : typeof cell === 'object'
          ? JSON.stringify(cell)
          : String(cell);
    }
    rows.push({ cells, line: index + 1 });
  });
  return { columns: [...columns], rows, misfits: [] };
}
