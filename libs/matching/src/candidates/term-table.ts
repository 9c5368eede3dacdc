/** The few terms of a project, found again among the many of an enterprise: a small open hash table that stays in cache. */
export class TermTable {
  /** Terms by hash, -1 where free, and the place of each. A quarter full at most, so that a miss mostly costs one look. */
  readonly #keys: Int32Array;
  readonly #places: Int32Array;
  readonly #shift: number;
  readonly #mask: number;

  /** @param terms ascending, each once */
  constructor(readonly terms: Int32Array) {
    let bits = 4;
    while (1 << bits < terms.length * 4) bits++;
    this.#shift = 32 - bits;
    this.#mask = (1 << bits) - 1;
    this.#keys = new Int32Array(1 << bits).fill(-1);
    this.#places = new Int32Array(1 << bits);
    terms.forEach((term, place) => {
      let slot = Math.imul(term, 0x9e3779b1) >>> this.#shift;
      while (this.#keys[slot] !== -1) slot = (slot + 1) & this.#mask;
      this.#keys[slot] = term;
      this.#places[slot] = place;
    });
  }

  /** Place of a term among the terms, or -1. */
  find(term: number): number {
    const keys = this.#keys;
    for (let slot = Math.imul(term, 0x9e3779b1) >>> this.#shift; ; slot = (slot + 1) & this.#mask) {
      const key = keys[slot];
      if (key === -1) return -1;
      if (key === term) return this.#places[slot];
    }
  }
}
