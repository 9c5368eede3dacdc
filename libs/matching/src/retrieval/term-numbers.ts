/**
 * Numbers terms in order of first sight. Nearly all terms of a Chinese text are pairs of characters: those are looked up
 * as one whole number, which needs no hash of the string and no string beside it.
 */
export class TermNumbers {
  readonly #others = new Map<string, number>();
  /** Open addressing: pairs, and their numbers plus 1. */
  #pairs = new Uint32Array(1 << 12);
  #numbers = new Uint32Array(1 << 12);
  #pairCount = 0;
  readonly terms: string[] = [];

  /** Number of a term; a new one gets the next. */
  add(term: string): number {
    if (term.length !== 2) {
      let number = this.#others.get(term);
      if (number === undefined) {
        number = this.terms.push(term) - 1;
        this.#others.set(term, number);
      }
      return number;
    }
    const pair = ((term.charCodeAt(0) << 16) | term.charCodeAt(1)) >>> 0;
    const at = this.#placeOf(pair);
    if (this.#numbers[at] === 0) {
      this.#pairs[at] = pair;
      this.#numbers[at] = this.terms.push(term);
      this.#pairCount++;
      if (2 * this.#pairCount > this.#pairs.length) this.#grow();
      return this.terms.length - 1;
    }
    return this.#numbers[at] - 1;
  }

  #placeOf(pair: number): number {
    const mask = this.#pairs.length - 1;
    let at = (Math.imul(pair, 0x9e37_79b1) >>> 8) & mask;
    while (this.#numbers[at] !== 0 && this.#pairs[at] !== pair) at = (at + 1) & mask;
    return at;
  }

  #grow(): void {
    const [pairs, numbers] = [this.#pairs, this.#numbers];
    this.#pairs = new Uint32Array(2 * pairs.length);
    this.#numbers = new Uint32Array(2 * pairs.length);
    numbers.forEach((number, i) => {
      if (number === 0) return;
      const at = this.#placeOf(pairs[i]);
      this.#pairs[at] = pairs[i];
      this.#numbers[at] = number;
    });
  }
}
