import { readFile } from 'node:fs/promises';
import { InputError } from './input-error.js';

/** A file as text, and how its bytes were read. */
export interface FileText {
  readonly text: string;
  readonly encoding: 'UTF-8' | 'GB18030';
}

const LINE_END = 0x0a;
const decode = (encoding: string, bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/**
 * Reads a text file: UTF-8 with or without BOM, else GB18030 (which GBK is part of), as spreadsheets in China write it.
 * Nothing is guessed: bytes that are neither are refused.
 * @throws InputError exit code 3 when the file cannot be read, or is no such text
 */
export async function readText(file: string): Promise<FileText> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new InputError(`${file}: cannot be read (${error instanceof Error ? error.message : String(error)})`, 3);
  }
  // A zero byte stands in no text of these encodings, and in nearly every line of UTF-16.
  if (bytes.includes(0)) throw new InputError(`${file}: not UTF-8, perhaps UTF-16; save it as UTF-8`, 3);
  const asUtf8 = decode('utf-8', bytes);
  if (asUtf8 !== undefined) return { text: asUtf8, encoding: 'UTF-8' };
  const { first, broken, whole } = utf8Rows(bytes);
  // Most UTF-8 also passes for GB18030, as nonsense: where more rows are whole than broken, it is damaged UTF-8.
  const asChinese = whole > broken ? undefined : decode('gb18030', bytes);
  if (asChinese === undefined) throw new InputError(`${file}: not UTF-8 (row ${first}); save it as UTF-8`, 3);
  return { text: asChinese, encoding: 'GB18030' };
}

/** Rows beyond ASCII that are UTF-8 and that are not, and the first of the latter. */
function utf8Rows(bytes: Uint8Array): { first: number; broken: number; whole: number } {
  let [first, broken, whole] = [0, 0, 0];
  for (let start = 0, row = 1; start < bytes.length; row++) {
    const end = bytes.indexOf(LINE_END, start);
    const line = bytes.subarray(start, end < 0 ? bytes.length : end);
    start += line.length + 1;
    if (line.every((byte) => byte < 0x80)) continue;
    if (decode('utf-8', line) !== undefined) whole++;
    else if (broken++ === 0) first = row;
  }
  return { first, broken, whole };
}
