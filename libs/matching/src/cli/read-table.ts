import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { InputError } from './input-error.js';

/** One row of a table: cells by column name, and where it stood. */
export interface Row {
  readonly cells: Readonly<Record<string, string>>;
  /** Line number as an editor shows it; the header is 1. */
  readonly line: number;
}

export interface Table {
  readonly file: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/**
 * Reads a .csv (header row, RFC 4180, UTF-8 with or without BOM) or .jsonl/.ndjson file (one object a line).
 * @throws InputError exit code 3 when the file cannot be read or parsed, or a required column is missing
 */
export async function readTable(file: string, required: readonly string[]): Promise<Table> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new InputError(`${file}: cannot be read (${error instanceof Error ? error.message : String(error)})`, 3);
  }
  const table = /\.(?:jsonl|ndjson)$/i.test(file) ? parseJsonLines(file, text) : parseCsv(file, text);
  const missing = required.filter((column) => !table.columns.includes(column));
  if (missing.length > 0) {
    throw new InputError(
      `${file}: missing column${missing.length > 1 ? 's' : ''} ${missing.join(', ')}; found ${table.columns.join(', ') || 'none'}`,
      3,
    );
  }
  return table;
}

function parseCsv(file: string, text: string): Table {
  let columns: string[] = [];
  let parsed: { record: Record<string, string>; info: { lines: number } }[];
  try {
    parsed = parse(text, {
      bom: true,
      columns: (header: string[]) => (columns = header.map((name) => name.trim())),
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
    }) as unknown as typeof parsed;
  } catch (error) {
    throw new InputError(`${file}: not a CSV file (${error instanceof Error ? error.message : String(error)})`, 3);
  }
  return { file, columns, rows: parsed.map(({ record, info }) => ({ cells: record, line: info.lines })) };
}

function parseJsonLines(file: string, text: string): Table {
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
  return { file, columns: [...columns], rows };
}
