import { isStretchAt, packStrings, stringAt, type Strings } from '../packed/strings.js';
import { hashId, hashStretch } from '../ranking/hash.js';

/**
 * The terms of an epoch, numbered in the order of their UTF-16 units, so that numbers depend on nothing but the terms.
 * Two string columns and an open hash table: opening it costs nothing, and threads share it.
 */
export class Vocabulary {
  readonly size: number;
  readonly #mask: number;

  constructor(
    readonly strings: Strings,
    /** Term number + 1 by hash, 0 where free. */
    readonly slots: Uint32Array<ArrayBufferLike>,
  ) {
    this.size = strings.offsets.length - 1;
    this.#mask = slots.length - 1;
  }

  /** @param terms sorted, each once */
  static of(terms: readonly string[]): Vocabulary {
    let capacity = 4;
    while (capacity < terms.length * 2) capacity *= 2;
    const slots = new Uint32Array(capacity);
    terms.forEach((term, id) => {
      let slot = hashId(term) & (capacity - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (capacity - 1);
      slots[slot] = id + 1;
    });
    return new Vocabulary(packStrings(terms), slots);
  }

  /** Number of a term, or -1. */
  find(term: string): number {
    return this.findStretch(term, 0, term.length);
  }

  /** Number of the term that a stretch of a text is, or -1. */
  findStretch(text: string, start: number, end: number): number {
    for (let slot = hashStretch(text, start, end) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const entry = this.slots[slot];
      if (entry === 0) return -1;
      if (isStretchAt(this.strings, entry - 1, text, start, end)) return entry - 1;
    }
  }

  term(id: number): string {
    if (id < 0 || id >= this.size) throw new RangeError(`no term ${id}`);
    return stringAt(this.strings, id);
  }
}
