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

/** Comparable form of a text: NFKC, lower case, simplified characters. */
export function foldText(text: string): string {
  let result = '';
  for (const codePoint of text) result += foldCodePoint(codePoint);
  return result;
}

/** A folded text that remembers where each of its UTF-16 units came from. */
export interface TracedText {
  readonly text: string;
  /** `starts[i]` and `ends[i]`: the stretch of the original text that folded unit `i` stands for. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Same folding as {@link foldText}, with positions; used only when evidence is asked for. */
export function foldTextTraced(original: string): TracedText {
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
