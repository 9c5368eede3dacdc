/** Thrown when an arena cannot grow to what is asked of it. */
export class ArenaFullError extends Error {
  readonly code = 'ARENA_FULL';

  constructor(
    readonly bytes: number,
    options?: ErrorOptions,
  ) {
    super(`the arena cannot take another ${bytes} bytes`, options);
    this.name = 'ArenaFullError';
  }
}

/**
 * The memory of an arena, a `WebAssembly.Memory`. Named by what is used of it: the name WebAssembly is in the types of
 * browsers, which whoever uses this library need not have.
 */
export interface SharedMemory {
  readonly buffer: ArrayBufferLike;
  /** @param pages of 64 KiB @returns pages before */
  grow(pages: number): number;
}

export interface ArenaOptions {
  /** Highest size in bytes, default and at most 4 GiB. Only address space is reserved; pages cost memory when used. */
  readonly maximumBytes?: number;
}

const PAGE = 65_536;
const PAGES = 65_536;
/**
 * Arrays begin at multiples of this: SIMD loads are aligned, a position fits 32 bits, and a topic of 128 bytes lies in two lines of
 * the cache and not in three, which is what a row costs that lies far from the one before.
 */
const ALIGNMENT = 128;
/** Byte of the memory that holds the next free position, in units of {@link ALIGNMENT}; shared by all threads. */
const POSITION_AT = 0;
/** Nothing is handed out below this. */
const FIRST = 128;

/**
 * Typed arrays inside one shared WebAssembly memory. An index built here is read in place by the kernels and by every
 * thread that is handed its arrays (`postMessage` shares such arrays, it does not copy them) together with `memory`.
 *
 * Arrays are zero-filled and never given back: an arena lives and dies with its index. Any thread may allocate; the
 * next free position is kept inside the memory itself.
 *
 * @example
 *     const arena = Arena.create();
 *     const rows = arena.int8(1_000_000 * 128);
 *     worker.postMessage({ memory: arena.memory, rows }); // there: Arena.over(memory), the same rows
 */
export class Arena {
  readonly #position: Uint32Array;

  private constructor(readonly memory: SharedMemory) {
    this.#position = new Uint32Array(memory.buffer, POSITION_AT, 1);
  }

  /** An empty arena. */
  static create({ maximumBytes = PAGES * PAGE }: ArenaOptions = {}): Arena {
    const maximum = Math.min(PAGES, Math.ceil(maximumBytes / PAGE));
    const arena = new Arena(new WebAssembly.Memory({ initial: 1, maximum, shared: true }));
    Atomics.store(arena.#position, 0, FIRST / ALIGNMENT);
    return arena;
  }

  /** The arena of a memory that another thread made. */
  static over(memory: SharedMemory): Arena {
    return new Arena(memory);
  }

  /** Bytes handed out so far, by all threads. */
  get usedBytes(): number {
    return Atomics.load(this.#position, 0) * ALIGNMENT;
  }

  /** @throws ArenaFullError like all that follow, when the arena cannot grow. */
  int8(length: number): Int8Array<SharedArrayBuffer> {
    return new Int8Array(...this.#take(length, 1));
  }

  uint8(length: number): Uint8Array<SharedArrayBuffer> {
    return new Uint8Array(...this.#take(length, 1));
  }

  int16(length: number): Int16Array<SharedArrayBuffer> {
    return new Int16Array(...this.#take(length, 2));
  }

  uint16(length: number): Uint16Array<SharedArrayBuffer> {
    return new Uint16Array(...this.#take(length, 2));
  }

  int32(length: number): Int32Array<SharedArrayBuffer> {
    return new Int32Array(...this.#take(length, 4));
  }

  uint32(length: number): Uint32Array<SharedArrayBuffer> {
    return new Uint32Array(...this.#take(length, 4));
  }

  float32(length: number): Float32Array<SharedArrayBuffer> {
    return new Float32Array(...this.#take(length, 4));
  }

  float64(length: number): Float64Array<SharedArrayBuffer> {
    return new Float64Array(...this.#take(length, 8));
  }

  /** Arguments of a typed array over fresh bytes. */
  #take(length: number, width: number): [SharedArrayBuffer, number, number] {
    const bytes = length * width;
    const units = Math.ceil(bytes / ALIGNMENT);
    if (!Number.isSafeInteger(length) || length < 0 || this.usedBytes + bytes > PAGES * PAGE)
      throw new ArenaFullError(bytes);
    const start = Atomics.add(this.#position, 0, units) * ALIGNMENT;
    const missing = start + units * ALIGNMENT - this.memory.buffer.byteLength;
    if (missing > 0) {
      try {
        this.memory.grow(Math.ceil(missing / PAGE));
      } catch (cause) {
        Atomics.sub(this.#position, 0, units);
        throw new ArenaFullError(bytes, { cause });
      }
    }
    return [this.memory.buffer as SharedArrayBuffer, start, length];
  }
}
