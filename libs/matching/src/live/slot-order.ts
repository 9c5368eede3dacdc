/** How a slot of the same score stands to what is looked for: below 0 when it comes before. */
export type CompareTied = (slot: number) => number;

/**
 * Slots with their scores in order, best first, in arrays that do not grow. Looking for a place reads some scores that lie
 * together; putting in and taking out move what stands behind.
 */
export class SlotOrder {
  #length = 0;

  /** Both arrays have room for all that will ever stand in the order at once. */
  constructor(
    private readonly scores: Float64Array,
    private readonly slots: Uint16Array,
  ) {}

  get length(): number {
    return this.#length;
  }

  slotAt(position: number): number {
    return this.slots[position];
  }

  scoreAt(position: number): number {
    return this.scores[position];
  }

  clear(): void {
    this.#length = 0;
  }

  /** Puts a slot behind all others. */
  push(slot: number, score: number): void {
    this.scores[this.#length] = score;
    this.slots[this.#length++] = slot;
  }

  /** First position that does not come before what is looked for. */
  search(score: number, compareTied: CompareTied): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.scores[middle];
      if (other > score || (other === score && compareTied(this.slots[middle]) < 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  insert(position: number, slot: number, score: number): void {
    this.scores.copyWithin(position + 1, position, this.#length);
    this.slots.copyWithin(position + 1, position, this.#length++);
    this.scores[position] = score;
    this.slots[position] = slot;
  }

  remove(position: number): void {
    this.scores.copyWithin(position, position + 1, this.#length);
    this.slots.copyWithin(position, position + 1, this.#length--);
  }

  /** Takes away the last slot. */
  pop(): number {
    return this.slots[--this.#length];
  }
}
