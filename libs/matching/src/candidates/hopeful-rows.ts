import type { Room } from './bench.js';

/** Sums of BM25 are kept in 16 bits. */
export const HIGHEST_SUM = 65_535;
/** Sums are counted by this many of their highest bits. */
const BUCKETS = 2048;
const BUCKET_BITS = 5;

/** Rows that may be among the best by their sums, while blocks of them are gone through. */
class HopefulRows {
  #rows = new Uint32Array(1024);
  #sums = new Uint16Array(1024);
  #count = 0;
  /** Rows by the highest bits of their sums. */
  readonly #histogram = new Uint32Array(BUCKETS);
  #limit = 0;
  #looseness = 0;
  /** Bucket of the pivot, and how many rows stand in it or above. */
  #bucket = 0;
  #above = 0;

  /**
   * @param limit how many are the best
   * @param looseness what a sum may be too high by
   */
  begin(limit: number, looseness: number): void {
    this.#limit = limit;
    this.#looseness = looseness;
    this.#count = this.#bucket = this.#above = 0;
    this.#histogram.fill(0);
  }

  /** A sum that as many of the rows reach as are the best, near the highest such; 0 while there are too few. */
  get pivot(): number {
    return this.#bucket << BUCKET_BITS;
  }

  /** A row with a smaller sum is not among the best. */
  get floor(): number {
    return this.pivot - this.#looseness;
  }

  /** Adds `count` rows that were found. @param isRemoved 1 for rows that are no longer there */
  add(rows: Uint32Array, sums: Uint16Array, count: number, isRemoved: Uint8Array | undefined): void {
    if (this.#count + count > this.#rows.length) this.#grow(2 * (this.#count + count));
    for (let i = 0; i < count; i++) {
      if (isRemoved?.[rows[i]] === 1) continue;
      this.#rows[this.#count] = rows[i];
      this.#sums[this.#count++] = sums[i];
      const bucket = sums[i] >> BUCKET_BITS;
      this.#histogram[bucket]++;
      if (bucket >= this.#bucket) this.#above++;
    }
    // The pivot only ever rises.
    while (this.#above - this.#histogram[this.#bucket] >= this.#limit) this.#above -= this.#histogram[this.#bucket++];
  }

  /** Writes the rows whose sum lies in a range. Returns how many. */
  pick(lowest: number, highest: number, into: Room<Uint32Array>): number {
    const picked = into.of(this.#count);
    let chosen = 0;
    for (let i = 0; i < this.#count; i++)
      if (this.#sums[i] >= lowest && this.#sums[i] <= highest) picked[chosen++] = this.#rows[i];
    return chosen;
  }

  #grow(size: number): void {
    const [rows, sums] = [this.#rows, this.#sums];
    this.#rows = new Uint32Array(size);
    this.#sums = new Uint16Array(size);
    this.#rows.set(rows);
    this.#sums.set(sums);
  }
}

/** One for a thread: each list of words overwrites the one before. */
export const HOPEFUL_ROWS = new HopefulRows();
