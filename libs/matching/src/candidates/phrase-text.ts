import { hashId } from '../ranking/hash.js';

const LATIN = /[a-z0-9]/;

/** A folded text that can say whether a phrase stands in it, of which only the hash and the length are known. */
export class PhraseText {
  /** Hashes of all stretches of a length, made when first asked for. */
  readonly #hashes = new Map<number, ReadonlySet<number>>();

  constructor(readonly text: string) {}

  /**
   * Whether the phrase is written here; Latin words only as whole runs, so that 「ev」 is not found in 「eva」.
   * @param hash `hashId` of the folded phrase
   */
  writes(hash: number, length: number): boolean {
    let hashes = this.#hashes.get(length);
    if (!hashes) this.#hashes.set(length, (hashes = this.#hashesOf(length)));
    return hashes.has(hash);
  }

  #hashesOf(length: number): Set<number> {
    const { text } = this;
    const hashes = new Set<number>();
    for (let start = 0; start + length <= text.length; start++) {
      const end = start + length;
      const cutsWord =
        (LATIN.test(text[start]) && LATIN.test(text[start - 1] ?? '')) ||
        (LATIN.test(text[end - 1]) && LATIN.test(text[end] ?? ''));
      if (!cutsWord) hashes.add(hashId(text.slice(start, end)));
    }
    return hashes;
  }
}
