import type { EnterpriseRecord } from '../model.js';
import { hashId } from '../ranking/hash.js';

interface Entry {
  readonly record: EnterpriseRecord;
  readonly hash: number;
}

const isAfter = (a: Entry, b: Entry): boolean => a.hash > b.hash || (a.hash === b.hash && a.record.id > b.record.id);

/** Keeps the records with the lowest hash of their id: a sample that depends on nothing but which records there are. */
export class ReferenceSample {
  /** A heap with the last one on top. */
  readonly #heap: Entry[] = [];

  constructor(private readonly size: number) {}

  add(record: EnterpriseRecord): void {
    const entry = { record, hash: hashId(record.id) };
    if (this.#heap.length < this.size) {
      this.#heap.push(entry);
      this.#rise(this.#heap.length - 1);
    } else if (this.size > 0 && isAfter(this.#heap[0], entry)) {
      this.#heap[0] = entry;
      this.#sink();
    }
  }

  /** The sample, in the order of the hash. */
  records(): EnterpriseRecord[] {
    return [...this.#heap].sort((a, b) => (isAfter(a, b) ? 1 : -1)).map(({ record }) => record);
  }

  #rise(from: number): void {
    const heap = this.#heap;
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!isAfter(heap[at], heap[parent])) return;
      [heap[at], heap[parent]] = [heap[parent], heap[at]];
      at = parent;
    }
  }

  #sink(): void {
    const heap = this.#heap;
    for (let at = 0; ;) {
      let last = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < heap.length && isAfter(heap[child], heap[last])) last = child;
      if (last === at) return;
      [heap[at], heap[last]] = [heap[last], heap[at]];
      at = last;
    }
  }
}
