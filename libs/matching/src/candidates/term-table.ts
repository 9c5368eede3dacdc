/** The few terms of a project, found again among the many of an enterprise: a small open hash table that stays in cache. */
export class TermTable {
  /** Place in `terms` + 1 by hash, 0 where free. */
  readonly #slots: Uint8Array | Uint16Array;
  readonly #shift: number;

  /** @param terms ascending, each once */
  constructor(readonly terms: Int32Array) {
    let bits = 4;
    while (1 << bits < terms.length * 4) bits++;
    this.#shift = 32 - bits;
    this.#slots = terms.length < 256 ? new Uint8Array(1 << bits) : new Uint16Array(1 << bits);
    const mask = this.#slots.length - 1;
    terms.forEach((term, place) => {
      let slot = Math.imul(term, 0x9e3779b1) >>> this.#shift;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = place + 1;
    });
  }

  get size(): number {
    return this.terms.length;
  }

  /** Place of a term among the terms, or -1. */
  find(term: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = Math.imul(term, 0x9e3779b1) >>> this.#shift; ; slot = (slot + 1) & mask) {
      const entry = slots[slot];
      if (entry === 0) return -1;
      if (this.terms[entry - 1] === term) return entry - 1;
    }
  }
}
