import { placeOf } from '../kernels/kernels-javascript.js';
import type { TermSlots } from '../kernels/kernels.js';

/** The few terms of a project, found again among the many of an enterprise: a small open hash table that stays in cache. */
export class TermTable implements TermSlots {
  /** A quarter full at most, so that a miss mostly costs one look. */
  readonly slots: Int32Array;
  readonly shift: number;

  /** @param terms ascending, each once */
  constructor(readonly terms: Int32Array) {
    let bits = 4;
    while (1 << bits < terms.length * 4) bits++;
    this.shift = 32 - bits;
    this.slots = new Int32Array(2 << bits).fill(-1);
    const mask = (1 << bits) - 1;
    terms.forEach((term, place) => {
      let slot = Math.imul(term, 0x9e3779b1) >>> this.shift;
      while (this.slots[2 * slot] !== -1) slot = (slot + 1) & mask;
      this.slots[2 * slot] = term;
      this.slots[2 * slot + 1] = place;
    });
  }

  /** Place of a term among the terms, or -1. */
  find(term: number): number {
    return placeOf(this, term);
  }
}
