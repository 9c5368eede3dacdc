import { highestAtRank } from '../ranking/highest-at-rank.js';

/** The scores that are offered at once, put into another order. */
let offered = new Float64Array(0);

/**
 * The best `limit` rows by score, ties to the lower row (rows are in the order of the hash of their id). Keeps a heap
 * with the worst on top; what does not beat it costs one comparison.
 */
export class TopList {
  readonly #rows: Int32Array;
  readonly #scores: Float64Array;
  #length = 0;

  /** @param floor what is below this need not be offered */
  constructor(
    readonly limit: number,
    private readonly floor = -Infinity,
  ) {
    this.#rows = new Int32Array(limit);
    this.#scores = new Float64Array(limit);
  }

  /** A score must be above this to be taken, or equal with a lower row; the floor while there is room. */
  get threshold(): number {
    return this.#length < this.limit || this.limit === 0 ? this.floor : Math.max(this.floor, this.#scores[0]);
  }

  /** How many are on the list; they stand in no order. */
  get length(): number {
    return this.#length;
  }

  rowAt(place: number): number {
    return this.#rows[place];
  }

  scoreAt(place: number): number {
    return this.#scores[place];
  }

  offer(row: number, score: number): void {
    if (this.#length < this.limit) {
      this.#rows[this.#length] = row;
      this.#scores[this.#length] = score;
      this.#rise(this.#length++);
    } else if (this.limit > 0 && (score > this.#scores[0] || (score === this.#scores[0] && row < this.#rows[0]))) {
      this.#rows[0] = row;
      this.#scores[0] = score;
      this.#sink();
    }
  }

  /**
   * Offers many at once, each score `step` numbers after the one before; those below the threshold are passed by.
   * @param isRemoved 1 for rows that are no longer there
   */
  offerAll(rows: Uint32Array, scores: Float64Array, count: number, step: number, isRemoved?: Uint8Array): void {
    const least = this.#length === 0 && !isRemoved ? this.#leastOf(scores, count, step) : this.floor;
    for (let i = 0; i < count; i++) {
      const score = scores[i * step];
      if (score < least || isRemoved?.[rows[i]] === 1) continue;
      if (this.#length < this.limit) {
        this.#rows[this.#length] = rows[i];
        this.#scores[this.#length] = score;
        this.#rise(this.#length++);
      } else if (score > this.#scores[0] || (score === this.#scores[0] && rows[i] < this.#rows[0])) {
        this.#rows[0] = rows[i];
        this.#scores[0] = score;
        this.#sink();
      }
    }
  }

  /** What a score offered to an empty list must be at least: finding it first spares most of the work of the heap. */
  #leastOf(scores: Float64Array, count: number, step: number): number {
    if (count <= this.limit || this.limit === 0) return this.floor;
    if (offered.length < count) offered = new Float64Array(count);
    for (let i = 0; i < count; i++) offered[i] = scores[i * step];
    return Math.max(this.floor, highestAtRank(offered, this.limit, count));
  }

  /** What is on the list, in no order. */
  entries(): { readonly row: number; readonly score: number }[] {
    const entries = [];
    for (let i = 0; i < this.#length; i++) entries.push({ row: this.#rows[i], score: this.#scores[i] });
    return entries;
  }

  #isWorse(a: number, b: number): boolean {
    const difference = this.#scores[a] - this.#scores[b];
    return difference < 0 || (difference === 0 && this.#rows[a] > this.#rows[b]);
  }

  #swap(a: number, b: number): void {
    const row = this.#rows[a];
    const score = this.#scores[a];
    this.#rows[a] = this.#rows[b];
    this.#scores[a] = this.#scores[b];
    this.#rows[b] = row;
    this.#scores[b] = score;
  }

  #rise(from: number): void {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!this.#isWorse(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(): void {
    for (let at = 0; ;) {
      let worst = at;
      for (let child = 2 * at + 1; child <= 2 * at + 2; child++)
        if (child < this.#length && this.#isWorse(child, worst)) worst = child;
      if (worst === at) return;
      this.#swap(at, worst);
      at = worst;
    }
  }
}
