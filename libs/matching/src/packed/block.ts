/**
 * Typed arrays cut from one buffer, one after another: what belongs to one thing lies together in memory, and is one thing to
 * the garbage collector. Each begins at a multiple of the width of its elements.
 */
export class Block {
  readonly #buffer: ArrayBuffer;
  #at = 0;

  constructor(bytes: number) {
    this.#buffer = new ArrayBuffer(bytes);
  }

  float64(length: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.#buffer, this.#take(8, length), length);
  }

  float32(length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#buffer, this.#take(4, length), length);
  }

  int32(length: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.#buffer, this.#take(4, length), length);
  }

  uint32(length: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.#buffer, this.#take(4, length), length);
  }

  uint16(length: number): Uint16Array<ArrayBuffer> {
    return new Uint16Array(this.#buffer, this.#take(2, length), length);
  }

  uint8(length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#buffer, this.#take(1, length), length);
  }

  #take(width: number, length: number): number {
    const start = Math.ceil(this.#at / width) * width;
    this.#at = start + width * length;
    return start;
  }
}
