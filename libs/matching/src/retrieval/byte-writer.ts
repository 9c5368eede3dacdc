/** Bytes that grow as they are written. */
export class ByteWriter {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** What has been written. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  /** Seven bits a byte, lowest first; all but the last byte have the high bit. */
  packed(value: number): void {
    this.#room(5);
    let left = value;
    for (; left >= 128; left >>>= 7) this.#bytes[this.#length++] = (left & 127) | 128;
    this.#bytes[this.#length++] = left;
  }

  /** Distance to the next document of a list, as `Kernels.accumulate` reads it. */
  gap(value: number, wide: boolean): void {
    this.#room(7);
    if (!wide) {
      if (value < 255) {
        this.#bytes[this.#length++] = value;
        return;
      }
      this.#bytes[this.#length++] = 255;
    }
    const short = Math.min(value, 65_535);
    this.#bytes[this.#length++] = short & 255;
    this.#bytes[this.#length++] = short >>> 8;
    if (short === 65_535)
      for (let shift = 0; shift < 32; shift += 8) this.#bytes[this.#length++] = (value >>> shift) & 255;
  }

  #room(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const grown = new Uint8Array(this.#bytes.length * 2);
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
