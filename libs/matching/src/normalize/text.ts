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

/** By UTF-16 unit: 0 not looked at yet, else whether it is a character that folds to itself, as most do. */
const FOLDS_TO_ITSELF = 1;
const FOLDS_OTHERWISE = 2;
const foldsOfUnits = new Uint8Array(65_536);

function isFolded(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (foldsOfUnits[unit] === 0) {
      const isHalf = unit >= 0xd800 && unit < 0xe000;
      foldsOfUnits[unit] = !isHalf && foldCodePoint(text[i]) === text[i] ? FOLDS_TO_ITSELF : FOLDS_OTHERWISE;
    }
    if (foldsOfUnits[unit] === FOLDS_OTHERWISE) return false;
  }
  return true;
}

/** Comparable form of a text: NFKC, lower case, simplified characters. */
export function foldText(text: string): string {
  if (isFolded(text)) return text;
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

/** 0, 1, 2 … and 1, 2, 3 …: where the units of a text stand that folds to itself. Grown when a longer one comes. */
const unitStarts: number[] = [];
const unitEnds: number[] = [];

/** Same folding as {@link foldText}, with positions; used only when evidence is asked for. */
export function foldTextTraced(original: string): TracedText {
  if (isFolded(original)) {
    for (let unit = unitStarts.length; unit < original.length; unit++) unitEnds[unit] = (unitStarts[unit] = unit) + 1;
    return { text: original, starts: unitStarts, ends: unitEnds };
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
