import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** Folder of the reference and demonstration tables that ship with the product. */
const DATA_DIR = join(import.meta.dirname, '..', '..', 'data');

/** Rows of a table that ships with the product, e.g. `reference/areas.csv`; empty cells stay empty strings. */
export function readDataCsv(path: string): Record<string, string>[] {
  return parse(readFileSync(join(DATA_DIR, path)), { columns: true, bom: true, skip_empty_lines: true });
}

/** Empty means unknown. */
export function orNull(value: string): string | null {
  return value === '' ? null : value;
}

/** Semicolon-separated cell as a list. */
export function listOf(value: string): string[] {
  return value
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
