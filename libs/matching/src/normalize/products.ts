import type { EnterpriseRecord } from '../model.js';

/** A product line cut out of a record, still in the words of the record. */
export interface Line {
  readonly name: string;
  /** How much of the business it stands for, 0.3–1.5: by share of revenue, else by position. */
  readonly weight: number;
  readonly share?: number;
  readonly field: string;
  /** `[start, end)` in the text of that field. */
  readonly start: number;
  readonly end: number;
}

/** What lines of a list are set apart by, headings included. */
const SEPARATOR = /[\u3001\uff0c,\uff1b;\u3002/|\uff1a:]/;
const SEPARATES = 1;
const BLANK = 2;
const kinds = Uint8Array.from({ length: 65_536 }, (_, unit) => {
  const text = String.fromCharCode(unit);
  return SEPARATOR.test(text) ? SEPARATES : text.trim() === '' ? BLANK : 0;
});

/** Weight of the line at a position when shares are unknown: earlier lines matter more. */
const weightOf = (importance: number): number => 0.3 + 1.2 * Math.max(0, Math.min(1, importance));

const importanceAt = (position: number): number => 1 - 0.07 * position;

/**
 * Product lines of an enterprise: the ones given, and the ones listed in its main business
 * (「heading:line、line、line」; the heading counts as the first line).
 */
export function productLines(enterprise: EnterpriseRecord): Line[] {
  const mainBusiness = enterprise.mainBusiness ?? '';
  const lines = (enterprise.products ?? []).map(givenLine);
  let position = 0;
  for (let at = 0; at < mainBusiness.length;) {
    const end = pieceEnd(mainBusiness, at);
    const line = listedLine(mainBusiness, at, end, position);
    if (line) {
      lines.push(line);
      position++;
    }
    at = end + 1;
  }
  return lines;
}

/** One of the {@link productLines}, without making the others; undefined where there is none. */
export function productLine(enterprise: EnterpriseRecord, place: number): Line | undefined {
  if (place < 0) return undefined;
  const mainBusiness = enterprise.mainBusiness ?? '';
  const given = enterprise.products?.length ?? 0;
  if (enterprise.products && place < given) return givenLine(enterprise.products[place], place);
  let position = 0;
  for (let at = 0; at < mainBusiness.length;) {
    const end = pieceEnd(mainBusiness, at);
    if (firstWritten(mainBusiness, at, end) < end) {
      if (position === place - given) return listedLine(mainBusiness, at, end, position);
      position++;
    }
    at = end + 1;
  }
  return undefined;
}

function givenLine({ name, share }: NonNullable<EnterpriseRecord['products']>[number], position: number): Line {
  const weight = weightOf(share ?? importanceAt(position));
  const field = `products.${position}`;
  const end = name.length;
  return share === undefined ? { name, weight, field, start: 0, end } : { name, weight, share, field, start: 0, end };
}

/** The line a piece of a list is; undefined where nothing is written there. */
function listedLine(text: string, from: number, to: number, position: number): Line | undefined {
  const start = firstWritten(text, from, to);
  if (start === to) return undefined;
  let end = to;
  while (kinds[text.charCodeAt(end - 1)] === BLANK) end--;
  return { name: text.slice(start, end), weight: weightOf(importanceAt(position)), field: 'mainBusiness', start, end };
}

/** Where the piece of a list ends that begins here. */
function pieceEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && kinds[text.charCodeAt(end)] !== SEPARATES) end++;
  return end;
}

/** Where something is written first in a piece of a list; its end where nothing is. */
function firstWritten(text: string, from: number, to: number): number {
  let start = from;
  while (start < to && kinds[text.charCodeAt(start)] === BLANK) start++;
  return start;
}
