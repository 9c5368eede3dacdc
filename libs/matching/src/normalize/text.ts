import { Converter } from 'opencc-js/t2cn';

const toSimplified = Converter({ from: 't', to: 'cn' });
const folded = new Map<string, string>();

/**
 * Folds one code point: NFKC, lower case, traditional to simplified. Character by character, so that every folded
 * unit can be traced to the original text; phrase-level conversion would lose that and gains nothing for retrieval.
 */
function foldCodePoint(codePoint: string): string {
  const known = folded.get(codePoint);
  if (known !== undefined) return known;
  const compatible = codePoint.normalize('NFKC').toLowerCase();
  const result = compatible >= '\u2e80' ? toSimplified(compatible) : compatible;
  folded.set(codePoint, result);
  return result;
}

/** What folding makes of a UTF-16 unit by itself; 0 where it has not been looked at yet. */
const SAME_UNIT = 1;
const OTHER_UNIT = 2;
/** Half of a code point, or more or fewer units. */
const OTHERWISE = 3;
const kindsOfUnits = new Uint8Array(65_536);

function kindOfUnit(unit: number): number {
  if (kindsOfUnits[unit] === 0) {
    const given = String.fromCharCode(unit);
    const isHalf = unit >= 0xd800 && unit < 0xe000;
    const result = isHalf ? '' : foldCodePoint(given);
    kindsOfUnits[unit] = result === given ? SAME_UNIT : result.length === 1 ? OTHER_UNIT : OTHERWISE;
  }
  return kindsOfUnits[unit];
}

/** Folded units by unit, and 1 more, so that 0 tells that it has not been looked at. */
const foldedUnits = new Int32Array(65_536);

/** The one unit that folding makes of a UTF-16 unit by itself; -1 where it makes none or several, and for half of a code point. */
export function foldedUnit(unit: number): number {
  if (foldedUnits[unit] === 0) {
    const isOne = kindOfUnit(unit) !== OTHERWISE;
    foldedUnits[unit] = isOne ? foldCodePoint(String.fromCharCode(unit)).charCodeAt(0) + 1 : -1;
  }
  return foldedUnits[unit] < 0 ? -1 : foldedUnits[unit] - 1;
}

/** Folds a text unit by unit, most of which stay as they are; undefined when that cannot be done. */
function foldUnits(text: string): string | undefined {
  let result = '';
  let copied = 0;
  for (let i = 0; i < text.length; i++) {
    const kind = kindOfUnit(text.charCodeAt(i));
    if (kind === SAME_UNIT) continue;
    if (kind === OTHERWISE) return undefined;
    result += text.slice(copied, i) + foldCodePoint(text[i]);
    copied = i + 1;
  }
  return copied === 0 ? text : result + text.slice(copied);
}

/** Comparable form of a text: NFKC, lower case, simplified characters. */
export function foldText(text: string): string {
  const byUnits = foldUnits(text);
  if (byUnits !== undefined) return byUnits;
  let result = '';
  for (const codePoint of text) result += foldCodePoint(codePoint);
  return result;
}

/** A folded text that remembers where each of its UTF-16 units came from. */
export interface TracedText {
  readonly text: string;
  /** `starts[i]` and `ends[i]`: the stretch of the original text that folded unit `i` stands for; there may be more. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** 0, 1, 2 … and 1, 2, 3 …: where the units of a text stand that is folded unit by unit. Grown when a longer one comes. */
const unitStarts: number[] = [];
const unitEnds: number[] = [];

/** Same folding as {@link foldText}, with positions; used only when evidence is asked for. */
export function foldTextTraced(original: string): TracedText {
  const byUnits = foldUnits(original);
  if (byUnits !== undefined) {
    for (let unit = unitStarts.length; unit < original.length; unit++) unitEnds[unit] = (unitStarts[unit] = unit) + 1;
    return { text: byUnits, starts: unitStarts, ends: unitEnds };
  }
  const starts: number[] = [];
  const ends: number[] = [];
  let text = '';
  let position = 0;
  for (const codePoint of original) {
    const piece = foldCodePoint(codePoint);
    for (let unit = 0; unit < piece.length; unit++) {
      starts.push(position);
      ends.push(position + codePoint.length);
    }
    text += piece;
    position += codePoint.length;
  }
  return { text, starts, ends };
}
