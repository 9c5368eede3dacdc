import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Reads an RFC 4180 file with a header row into objects keyed by column name. */
export function readCsv(path) {
  const [header, ...rows] = parse(readFileSync(path, 'utf8'));
  return rows.map((cells, index) => {
    if (cells.length !== header.length) {
      throw new Error(`${path}, row ${index + 2}: ${cells.length} cells where the header has ${header.length}`);
    }
    return Object.fromEntries(header.map((name, column) => [name, cells[column]]));
  });
}

/** Writes rows in the given column order. A column that a row lacks is an error, so that a typing slip is not an empty cell. */
export function writeCsv(path, columns, rows) {
  const lines = [columns, ...rows.map((row) => columns.map((column) => cell(row, column, path)))];
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${lines.map((cells) => cells.map(quote).join(',')).join('\n')}\n`);
  return rows.length;
}

function cell(row, column, path) {
  if (row[column] === undefined) throw new Error(`${path}: no value for ${column} in ${JSON.stringify(row)}`);
  return String(row[column]);
}

function quote(text) {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function parse(text) {
  const rows = [];
  let row = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (quoted) {
      if (character !== '"') field += character;
      else if (text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ',') {
      row.push(field);
      field = '';
    } else if (character === '\n') {
      rows.push([...row, field.replace(/\r$/, '')]);
      row = [];
      field = '';
    } else field += character;
  }
  if (field !== '' || row.length > 0) rows.push([...row, field]);
  return rows;
}
