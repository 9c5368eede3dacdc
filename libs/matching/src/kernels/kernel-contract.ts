/** Largest entry of a quantised query: int16, value = entry / 32767. */
export const QUERY_SCALE = 32_767;
/** Largest entry of a quantised row: int8, value = entry / 127. */
export const ROW_SCALE = 127;

/** Numbers of one cursor of {@link Kernels.accumulate}. */
export const CURSOR_LENGTH = 5;
/** Next document of a cursor whose list has come to its end; no document has this number. */
export const LIST_END = 0x7fff_ffff;
/** Documents that share one floor in {@link Kernels.sweep}. */
export const GROUP = 64;

/** Rows of a text index: what each document says, and how much it says in all. */
export interface DocumentRows {
  /**
   * Packed rows. A row is a run of numbers in 7 bits a byte, lowest first: twice the gap to the term before, plus 1
   * when a byte with the weight (in steps) follows; without one the weight is the usual one.
   */
  readonly rows: Uint8Array;
  /** Document d owns bytes `offsets[d]` to `offsets[d + 1]` of `rows`. */
  readonly offsets: Uint32Array;
  /** Sum of the weights of each document. */
  readonly lengths: Float32Array;
  /** k1 + 1, k1·(1 − b), k1·b ÷ mean length, step of the weights, usual weight. */
  readonly setting: Float64Array;
}

/**
 * The inner loops, over arrays of one arena. Two implementations, WebAssembly with SIMD and plain JavaScript, give
 * EQUAL numbers: integer sums do not depend on the order of addition, and float64 sums are added in the same order.
 */
export interface Kernels {
  /** Whether the loops run as WebAssembly; the numbers are the same without. */
  readonly isWasm: boolean;

  /**
   * Dot products of a query with neighbouring rows: `out[i] = Σ query[d] · rows[(from + i) · k + d]` for
   * `from ≤ from + i < to`, k = `query.length`. Divided by `QUERY_SCALE · ROW_SCALE` it is the cosine of unit vectors.
   * Exact as long as a sum fits int32; k up to 512 always does, unit vectors do at any k.
   */
  topicScan(query: Int16Array, rows: Int8Array, from: number, to: number, out: Int32Array): void;

  /** The same for scattered rows: `out[i] = query · row picked[i]`, i < `count`. */
  topicPick(query: Int16Array, rows: Int8Array, picked: Uint32Array, count: number, out: Int32Array): void;

  /**
   * Adds the weight of each list to the sums of its documents in `[from, to)`, `sums[0]` being document `from`, and
   * moves the cursors on. A cursor is {@link CURSOR_LENGTH} numbers: next byte in `postings`, end of the list, next
   * document (or {@link LIST_END}), weight, 1 for 16-bit gaps. A gap is one byte; 255 says that two bytes follow,
   * 65,535 that four follow; lists of 16-bit gaps begin with two. The weights of all lists together must fit 16 bits.
   */
  accumulate(
    postings: Uint8Array,
    cursors: Uint32Array,
    lists: number,
    from: number,
    to: number,
    sums: Uint16Array,
  ): void;

  /**
   * Writes the documents whose sum is above the floor of their group of {@link GROUP} to `found`, ascending, their
   * sums to `foundSums`, and sets all sums back to 0; the first sum is that of document `first`. Returns how many.
   */
  sweep(
    sums: Uint16Array,
    floors: Uint16Array,
    groups: number,
    first: number,
    found: Uint32Array,
    foundSums: Uint16Array,
  ): number;

  /**
   * BM25 of whole documents: `out[i]` = Σ weight of the term · f·(k1 + 1) / (f + k1·(1 − b + b·length/mean length)),
   * terms ascending, in float64. `slots[term]` says where `weights` has a term of the query, 0 for not at all.
   */
  scoreRows(
    documents: DocumentRows,
    slots: Uint16Array,
    weights: Float64Array,
    picked: Uint32Array,
    count: number,
    out: Float64Array,
  ): void;
}
