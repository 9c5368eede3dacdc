/** Rows a gram is postponed into before they are merged into the packed part. */
const SMALLEST_MERGE = 1024;

/** Grams of a text: single units and pairs of neighbours, each once, as numbers (`unit`, or `left·65536 + right`). */
export function gramsOf(text: string): number[] {
  const grams = new Set<number>();
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    grams.add(unit);
    if (at + 1 < text.length) grams.add(unit * 65536 + text.charCodeAt(at + 1));
  }
  return [...grams];
}

/**
 * Gram → rows, packed in typed arrays with a small growing part beside them. Rows are numbered upwards and never
 * reused; a removed row stays in the lists until the next merge and is skipped by the caller.
 */
export class GramPostings {
  readonly #slotOf = new Map<number, number>();
  #frequency: Int32Array = new Int32Array(1024);
  /** Packed lists: rows of slot s are `#rows[#offsets[s] … #offsets[s + 1])`. */
  #offsets: Int32Array = new Int32Array(1);
  #rows: Int32Array = new Int32Array(0);
  readonly #fresh = new Map<number, number[]>();
  #freshCount = 0;
  #packedSlots = 0;

  /** Live rows that hold the gram. */
  frequency(gram: number): number {
    const slot = this.#slotOf.get(gram);
    return slot === undefined ? 0 : this.#frequency[slot];
  }

  add(row: number, grams: readonly number[]): void {
    for (const gram of grams) {
      let slot = this.#slotOf.get(gram);
      if (slot === undefined) {
        slot = this.#slotOf.size;
        this.#slotOf.set(gram, slot);
        if (slot >= this.#frequency.length) {
          const wider = new Int32Array(this.#frequency.length * 2);
          wider.set(this.#frequency);
          this.#frequency = wider;
        }
      }
      this.#frequency[slot] = this.#frequency[slot] + 1;
      const list = this.#fresh.get(slot);
      if (list) list.push(row);
      else this.#fresh.set(slot, [row]);
      this.#freshCount++;
    }
  }

  /** Takes the row out of the counts; its entries are swept at the next merge. */
  remove(grams: readonly number[]): void {
    for (const gram of grams) {
      const slot = this.#slotOf.get(gram);
      if (slot !== undefined) this.#frequency[slot] = this.#frequency[slot] - 1;
    }
  }

  /** True when the growing part has become large enough to be worth packing. */
  get isDueForMerge(): boolean {
    return this.#freshCount > Math.max(SMALLEST_MERGE, this.#rows.length >> 3);
  }

  /** Packs everything and drops rows for which `isLive` is 0. */
  merge(isLive: Uint8Array): void {
    const slots = this.#slotOf.size;
    const offsets = new Int32Array(slots + 1);
    const rows = new Int32Array(this.#rows.length + this.#freshCount);
    let at = 0;
    for (let slot = 0; slot < slots; slot++) {
      offsets[slot] = at;
      if (slot < this.#packedSlots)
        for (let i = this.#offsets[slot], end = this.#offsets[slot + 1]; i < end; i++)
          if (isLive[this.#rows[i]]) rows[at++] = this.#rows[i]!;
      for (const row of this.#fresh.get(slot) ?? []) if (isLive[row]) rows[at++] = row;
    }
    offsets[slots] = at;
    this.#offsets = offsets;
    this.#rows = rows.slice(0, at);
    this.#packedSlots = slots;
    this.#fresh.clear();
    this.#freshCount = 0;
  }

  /**
   * Adds `weight` to the score of every row of the gram; rows seen for the first time are appended to `touched`.
   * Returns the new number of touched rows.
   */
  accumulate(gram: number, weight: number, scores: Float32Array, touched: Int32Array, count: number): number {
    const slot = this.#slotOf.get(gram);
    if (slot === undefined) return count;
    if (slot < this.#packedSlots) {
      const rows = this.#rows;
      for (let i = this.#offsets[slot], end = this.#offsets[slot + 1]; i < end; i++) {
        const row = rows[i];
        if (scores[row] === 0) touched[count++] = row;
        scores[row] = scores[row] + weight;
      }
    }
    const fresh = this.#fresh.get(slot);
    if (fresh)
      for (const row of fresh) {
        if (scores[row] === 0) touched[count++] = row;
        scores[row] = scores[row] + weight;
      }
    return count;
  }
}
