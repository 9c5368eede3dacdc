/**
 * Slots in order, best first, in an array that does not grow. Looking for a place costs the logarithm of the length;
 * putting in and taking out move what stands behind.
 */
export class SlotOrder {
  readonly #slots: Uint16Array;
  #length = 0;

  constructor(capacity: number) {
    this.#slots = new Uint16Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  at(position: number): number {
    return this.#slots[position];
  }

  /** Makes these the slots, which are in order. */
  fill(slots: readonly number[]): void {
    this.#slots.set(slots);
    this.#length = slots.length;
  }

  /** First position whose slot does not come before what is looked for. @param order below 0 for slots that come before it */
  search(order: (slot: number) => number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (order(this.#slots[middle]) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  insert(position: number, slot: number): void {
    this.#slots.copyWithin(position + 1, position, this.#length++);
    this.#slots[position] = slot;
  }

  remove(position: number): void {
    this.#slots.copyWithin(position, position + 1, this.#length--);
  }

  /** Leaves the first so many. @returns those that are left out */
  cut(length: number): Uint16Array {
    const rest = this.#slots.slice(length, this.#length);
    this.#length = Math.min(length, this.#length);
    return rest;
  }
}
