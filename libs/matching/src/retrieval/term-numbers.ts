/** The two UTF-16 units of a pair as one number; pairs are in the order of their numbers as their strings are. */
const pairOf = (first: number, second: number): number => ((first << 16) | second) >>> 0;
const termOf = (pair: number): string => String.fromCharCode(pair >>> 16, pair & 0xffff);

/**
 * The terms of an index and their numbers. Nearly all terms of a Chinese text are pairs of characters: they are kept as
 * whole numbers, ascending, and numbered in that order. The others come after them, in the order of their strings.
 */
export class IndexedTerms {
  readonly #others: ReadonlyMap<string, number>;

  constructor(
    readonly pairs: Uint32Array,
    readonly others: readonly string[],
  ) {
    this.#others = new Map(others.map((term, i) => [term, pairs.length + i]));
  }

  /** How many terms there are. */
  get size(): number {
    return this.pairs.length + this.others.length;
  }

  /** Number of a term, or undefined when no text has it. */
  get(term: string): number | undefined {
    if (term.length !== 2) return this.#others.get(term);
    const pair = pairOf(term.charCodeAt(0), term.charCodeAt(1));
    let low = 0;
    let high = this.pairs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.pairs[middle] < pair) low = middle + 1;
      else high = middle;
    }
    return this.pairs[low] === pair ? low : undefined;
  }

  /** All terms, in the order of their numbers. */
  *keys(): Generator<string> {
    for (const pair of this.pairs) yield termOf(pair);
    yield* this.others;
  }
}

/** Numbers terms in order of first sight, by open addressing: a pair needs no hash of its string and no string. */
export class TermNumbers {
  readonly #others = new Map<string, number>();
  /** Pairs, and their numbers plus 1. */
  #pairs = new Uint32Array(1 << 12);
  #numbers = new Uint32Array(1 << 12);
  #pairCount = 0;

  get size(): number {
    return this.#pairCount + this.#others.size;
  }

  /** Number of a term; a new one gets the next. */
  add(term: string): number {
    if (term.length === 2) return this.addPair(term.charCodeAt(0), term.charCodeAt(1));
    const known = this.#others.get(term);
    if (known !== undefined) return known;
    const number = this.size;
    this.#others.set(term, number);
    return number;
  }

  /** Number of a term of two UTF-16 units. */
  addPair(first: number, second: number): number {
    const pair = pairOf(first, second);
    const at = this.#placeOf(pair);
    if (this.#numbers[at] !== 0) return this.#numbers[at] - 1;
    const number = this.size;
    this.#pairs[at] = pair;
    this.#numbers[at] = number + 1;
    this.#pairCount++;
    if (2 * this.#pairCount > this.#pairs.length) this.#grow();
    return number;
  }

  /** The terms in their lasting order, and for each the number `add` gave it. */
  inOrder(): { pairs: Uint32Array; others: string[]; numbers: Uint32Array } {
    const pairs = this.#pairs.filter((_, at) => this.#numbers[at] !== 0).sort();
    const others = [...this.#others.keys()].sort();
    const numbers = new Uint32Array(this.size);
    pairs.forEach((pair, i) => (numbers[i] = this.#numbers[this.#placeOf(pair)] - 1));
    others.forEach((term, i) => (numbers[pairs.length + i] = this.#others.get(term)!));
    return { pairs, others, numbers };
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
