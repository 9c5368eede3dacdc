import type { Column } from './sheet.js';

/** A column that grows while it is written: capacity doubles, `done` cuts it to size. */
export class Growing<A extends Column> {
  #array: A;
  #length = 0;

  constructor(private readonly make: new (length: number) => A) {
    this.#array = new make(64);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#array.length) {
      const wider = new this.make(this.#length * 2);
      wider.set(this.#array);
      this.#array = wider;
    }
    this.#array[this.#length++] = value;
  }

  done(): A {
    return this.#array.slice(0, this.#length) as A;
  }
}
