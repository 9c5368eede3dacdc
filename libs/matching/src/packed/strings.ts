import { Growing } from './growing.js';
import type { Column } from './sheet.js';

/** Many short strings in two columns: UTF-16 units, bytes where all are below 256, and where each string starts. */
export interface Strings {
  readonly units: Column;
  readonly offsets: Uint32Array<ArrayBufferLike>;
}

export function packStrings(strings: Iterable<string>): Strings {
  const units = new Growing(Uint16Array);
  const offsets = new Growing(Uint32Array);
  let widest = 0;
  offsets.push(0);
  for (const text of strings) {
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > widest) widest = unit;
      units.push(unit);
    }
    offsets.push(units.length);
  }
  const wide = units.done();
  return { units: widest < 256 ? Uint8Array.from(wide) : wide, offsets: offsets.done() };
}

export function stringAt({ units, offsets }: Strings, index: number): string {
  let text = '';
  for (let i = offsets[index]; i < offsets[index + 1]; i++) text += String.fromCharCode(units[i]);
  return text;
}

/** Whether a packed string is the given one, without making it. */
export function isStringAt(strings: Strings, index: number, text: string): boolean {
  return isStretchAt(strings, index, text, 0, text.length);
}

/** Whether a packed string is a stretch of a text. */
export function isStretchAt(
  { units, offsets }: Strings,
  index: number,
  text: string,
  start: number,
  end: number,
): boolean {
  const first = offsets[index];
  if (offsets[index + 1] - first !== end - start) return false;
  for (let i = start; i < end; i++) if (units[first + i - start] !== text.charCodeAt(i)) return false;
  return true;
}
