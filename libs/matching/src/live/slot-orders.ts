import type { Block } from '../packed/block.js';

/** How a slot of the same score stands to what is looked for: below 0 when it comes before. */
export type CompareTied = (slot: number) => number;

/**
 * Orders side by side that do not grow: slots with their scores, best first. Looking for a place reads some scores that lie
 * together; putting in and taking out move what stands behind.
 */
export class SlotOrders {
  readonly #scores: Float64Array;
  readonly #slots: Uint16Array;
  readonly #lengths: Uint16Array;

  /** Bytes of a block that one order takes. */
  static bytesOf(capacity: number): number {
    return 8 * capacity + 2 * capacity + 2;
  }

  /** @param capacity most that ever stand in an order at once */
  constructor(
    private readonly capacity: number,
    count: number,
    block: Block,
  ) {
    this.#scores = block.float64(capacity * count);
    this.#slots = block.uint16(capacity * count);
    this.#lengths = block.uint16(count);
  }

  lengthOf(order: number): number {
    return this.#lengths[order];
  }

  slotAt(order: number, position: number): number {
    return this.#slots[order * this.capacity + position];
  }

  scoreAt(order: number, position: number): number {
    return this.#scores[order * this.capacity + position];
  }

  clear(order: number): void {
    this.#lengths[order] = 0;
  }

  /** Puts a slot behind all others. */
  push(order: number, slot: number, score: number): void {
    this.insert(order, this.#lengths[order], slot, score);
  }

  /** First position that does not come before what is looked for. */
  search(order: number, score: number, compareTied: CompareTied): number {
    const from = order * this.capacity;
    let low = from;
    let high = from + this.#lengths[order];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#scores[middle];
      if (other > score || (other === score && compareTied(this.#slots[middle]) < 0)) low = middle + 1;
      else high = middle;
    }
    return low - from;
  }

  insert(order: number, position: number, slot: number, score: number): void {
    const at = order * this.capacity + position;
    const end = order * this.capacity + this.#lengths[order]++;
    this.#scores.copyWithin(at + 1, at, end);
    this.#slots.copyWithin(at + 1, at, end);
    this.#scores[at] = score;
    this.#slots[at] = slot;
  }

  remove(order: number, position: number): void {
    const at = order * this.capacity + position;
    const end = order * this.capacity + this.#lengths[order]--;
    this.#scores.copyWithin(at, at + 1, end);
    this.#slots.copyWithin(at, at + 1, end);
  }

  /** Takes away the last slot. */
  pop(order: number): number {
    return this.#slots[order * this.capacity + --this.#lengths[order]];
  }
}
