import { hashStretch } from '../ranking/hash.js';

const LATIN = /[a-z0-9]/;
/**
 * Longer phrases are not looked for: a product line is a few words, and every stretch of a text that long is hashed, which took ten
 * seconds where text and line were 160,000 units without a break.
 */
const LONGEST_PHRASE = 64;

/** A folded text that can say whether a phrase stands in it, of which only the hash and the length are known. */
export class PhraseText {
  /** Hashes of all stretches of a length, made when first asked for. */
  readonly #hashes = new Map<number, Uint32Array>();

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
    const hashes = new Uint32Array(Math.max(0, text.length - length + 1));
    let count = 0;
    for (let start = 0; start + length <= text.length; start++) {
      const end = start + length;
      if (isWithinLatin(text, start) || isWithinLatin(text, end)) continue;
      hashes[count++] = hashStretch(text, start, end);
    }
    return hashes.subarray(0, count);
  }
}

/** Whether a Latin run goes on from the unit before to the unit here. */
function isWithinLatin(text: string, at: number): boolean {
  return at > 0 && at < text.length && LATIN.test(text[at - 1]) && LATIN.test(text[at]);
}
