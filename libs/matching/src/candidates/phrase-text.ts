import { isWithinLatin } from '../normalize/written.js';
import { hashStretch } from '../ranking/hash.js';

/**
 * Longer phrases are not looked for: a product line is a few words, and every stretch of a text that long is hashed, which took ten
 * seconds where text and line were 160,000 units without a break.
 */
const LONGEST_PHRASE = 64;

/** A folded text that can say whether a phrase stands in it, of which only the hash and the length are known. */
export class PhraseText {
  /** Hashes of all stretches of a length, made when first asked for. */
  readonly #hashes = new Map<number, Uint32Array>();
  /** 1 where a phrase may begin or end, by unit of the text and one for its end; made when first asked for. */
  #borders: Uint8Array | undefined;

  constructor(readonly text: string) {}

  /**
   * Whether the phrase, of 64 units at most, is written here; Latin words only as whole runs, so that 「ev」 is not found in 「eva」.
   * @param hash `hashId` of the folded phrase
   */
  writes(hash: number, length: number): boolean {
    if (length > LONGEST_PHRASE) return false;
    let hashes = this.#hashes.get(length);
    if (!hashes) this.#hashes.set(length, (hashes = this.#hashesOf(length)));
    return hashes.includes(hash);
  }

  #hashesOf(length: number): Uint32Array {
    const { text } = this;
    const borders = (this.#borders ??= bordersOf(text));
    const hashes = new Uint32Array(Math.max(0, text.length - length + 1));
    let count = 0;
    for (let start = 0; start + length <= text.length; start++)
      if (borders[start] !== 0 && borders[start + length] !== 0)
        hashes[count++] = hashStretch(text, start, start + length);
    return hashes.subarray(0, count);
  }
}

function bordersOf(text: string): Uint8Array {
  const borders = new Uint8Array(text.length + 1);
  for (let at = 0; at <= text.length; at++) borders[at] = isWithinLatin(text, at) ? 0 : 1;
  return borders;
}
