import type { Epoch } from '../epoch/epoch.js';
import { hashId, hashStretch } from '../ranking/hash.js';

/** A stretch of a text, `[start, end)`. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Shorter is no word to tell anybody, longer is a phrase. */
const SHORTEST = 2;
const LONGEST = 8;
/** Stretches remembered; most come again, in the next enterprise of the same list. */
const REMEMBERED = 20_000;

/**
 * Words known to be whole: product lines of the reference sample, of which an epoch keeps the hashes, and words of the alias groups. Where two
 * texts agree for a stretch, the stretch may begin or end inside a word (风「力发电」 and 水「力发电」): this finds the words in it.
 */
export class KnownWords {
  readonly #hashes = new Set<number>();
  readonly #remembered = new Map<string, readonly Stretch[]>();

  constructor({ reference, aliases }: Pick<Epoch, 'reference' | 'aliases'>) {
    const { phraseHashes, phraseLengths } = reference.columns;
    for (let phrase = 0; phrase < phraseHashes.length; phrase++)
      if (phraseLengths[phrase] >= SHORTEST && phraseLengths[phrase] <= LONGEST) this.#hashes.add(phraseHashes[phrase]);
    for (const word of aliases.flat()) this.#hashes.add(hashId(word));
  }

  /** The known words a text consists of or has in it, longest first and none inside another, in the order of the text; often none. */
  wordsIn(text: string): readonly Stretch[] {
    const known = this.#remembered.get(text);
    if (known) return known;
    const words: Stretch[] = [];
    for (let length = Math.min(LONGEST, text.length); length >= SHORTEST; length--)
      for (let start = 0; start + length <= text.length; start++) {
        const end = start + length;
        if (words.every((word) => end <= word.start || start >= word.end) && this.#isKnown(text, start, end))
          words.push({ start, end });
      }
    words.sort((a, b) => a.start - b.start);
    if (this.#remembered.size >= REMEMBERED) this.#remembered.clear();
    this.#remembered.set(text, words);
    return words;
  }

  /** Whether two units of a text, from `start` on, are a known word. */
  isPair(text: string, start: number): boolean {
    return start >= 0 && start + 2 <= text.length && this.#isKnown(text, start, start + 2);
  }

  #isKnown(text: string, start: number, end: number): boolean {
    return this.#hashes.has(hashStretch(text, start, end));
  }
}

const ofEpochs = new WeakMap<Epoch, KnownWords>();

/** The known words of an epoch; gathered once for it. */
export function knownWords(epoch: Epoch): KnownWords {
  let words = ofEpochs.get(epoch);
  if (!words) ofEpochs.set(epoch, (words = new KnownWords(epoch)));
  return words;
}
