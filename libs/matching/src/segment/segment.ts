import { Arena, type SharedMemory } from '../kernels/arena.js';
import { KERNELS_JAVASCRIPT } from '../kernels/kernels-javascript.js';
import { type Kernels, loadKernels } from '../kernels/kernels.js';
import type { RelatedIndustries } from '../normalize/related-industries.js';
import { type Column, fromBytes, IndexFormatError, moveTo, type Room, type Sheet, toBytes } from '../packed/sheet.js';
import { isStringAt, stringAt, type Strings } from '../packed/strings.js';
import { hashId } from '../ranking/hash.js';

type Floats = Float32Array<ArrayBufferLike>;
type Doubles = Float64Array<ArrayBufferLike>;
type Bytes = Uint8Array<ArrayBufferLike>;
type Shorts = Uint16Array<ArrayBufferLike>;
type Integers = Uint32Array<ArrayBufferLike>;

/**
 * Columns of a segment. Row r stands for one enterprise; rows are in the order of the hash of their id, so that the
 * lower row wins a tie. A list per row is kept as `…Offsets`: row r has entries `offsets[r]` to `offsets[r + 1]`.
 */
export interface SegmentColumns {
  readonly hashes: Integers;
  readonly idUnits: Column;
  readonly idOffsets: Integers;
  /** Terms of each row, ascending, with their counts in units of 1/32. */
  readonly termOffsets: Integers;
  readonly terms: Integers;
  readonly counts: Bytes;
  /** BM25 damping by length, and one over the length of the TF-IDF row. */
  readonly damping: Floats;
  readonly norms: Floats;
  /** rows × dimensions, unit length, value = entry / 127. */
  readonly topics: Int8Array<ArrayBufferLike>;
  /** The same dimension by dimension: a query reads the dimensions it is strongest in. */
  readonly topicPlanes: Int8Array<ArrayBufferLike>;
  /** Places in `meta.provinces`, `meta.cities`, `meta.codeLists`. */
  readonly provinces: Shorts;
  readonly cities: Shorts;
  readonly codeLists: Integers;
  /** Bits of {@link FLAG}. */
  readonly flags: Bytes;
  /** Total assets in 万元, NaN where unknown. */
  readonly assets: Doubles;
  /** 0–1 value of the size, the neutral value where it is unknown. */
  readonly sizes: Floats;
  /** What the size adds in the list of near enterprises, in whole numbers; far below zero for hidden rows. */
  readonly priors: Int32Array<ArrayBufferLike>;
  /** Product lines of each row: number of the text, and share of the business 0–100. */
  readonly lineOffsets: Integers;
  readonly lines: Integers;
  readonly importance: Bytes;
  /** Texts of lines, each once: terms, sum of their idf, topic, hash and length of the folded text. */
  readonly phraseOffsets: Integers;
  readonly phraseTerms: Integers;
  readonly phraseMass: Floats;
  readonly phraseTopics: Int8Array<ArrayBufferLike>;
  readonly phraseHashes: Integers;
  readonly phraseLengths: Shorts;
  /**
   * Terms that stand in the segment, ascending; for each the rows that have it, ascending, and how far its saturation
   * goes there, in parts of {@link POSTED_IMPACT}, rounded up. Hidden rows are not there.
   */
  readonly postedTerms: Integers;
  readonly postingOffsets: Integers;
  readonly postingRows: Integers;
  readonly postingImpacts: Bytes;
  /**
   * Terms that stand in so many rows that they have no postings, ascending; for each the impacts of all rows in parts of
   * {@link DENSE_IMPACT}, 0 where it does not stand, up to a multiple of 64.
   */
  readonly denseTerms: Integers;
  readonly denseImpacts: Bytes;
}

/** What is known of an enterprise without its texts; `lineTopicKnown`: one of its product lines has a word with a topic. */
export const FLAG = Object.freeze({ statusKnown: 1, woundUp: 2, doNotContact: 4, lineTopicKnown: 8, sizeKnown: 16 });
/** Rows with one of these flags are in no candidate list: no project could have them. They can be explained. */
export const HIDDEN = FLAG.woundUp | FLAG.doNotContact;

export interface SegmentMeta {
  /** Fingerprint of the epoch. */
  readonly epoch: string;
  readonly rows: number;
  readonly dimensions: number;
  readonly provinces: readonly string[];
  readonly cities: readonly string[];
  readonly codeLists: readonly (readonly string[])[];
}

/** What another thread needs to use a segment in place. */
export interface SegmentHandle {
  readonly sheet: Sheet;
  readonly memory?: SharedMemory;
}

/** Impact of the highest saturation in postings. */
export const POSTED_IMPACT = 255;
/** The same of dense terms: times a weight it stays within 16 bits, with a small weight nothing much is lost by rounding it. */
export const DENSE_IMPACT = 63;

/** Columns that segments of earlier formats do not have. */
const EXPECTED = ['hashes', 'topicPlanes', 'denseImpacts'] as const satisfies readonly (keyof SegmentColumns)[];
/** How many tables of code values are kept; more than a city's projects have different codes. */
const TABLES = 512;

/** A shard of enterprises, packed: everything a score needs, no texts. Immutable; threads share it. */
export class Segment {
  readonly rows: number;
  readonly dimensions: number;
  readonly meta: SegmentMeta;
  readonly columns: SegmentColumns;
  /** The loops over the topics; WebAssembly where the columns lie in an arena. */
  readonly kernels: Kernels;
  readonly #ids: Strings;
  readonly #tables = new Map<string, Float64Array>();

  /** @throws IndexFormatError */
  private constructor(
    private readonly sheet: Sheet,
    /** The memory the columns lie in, where kernels can reach them. */
    readonly memory: SharedMemory | undefined,
  ) {
    this.meta = sheet.meta as SegmentMeta;
    for (const name of EXPECTED) if (!(name in sheet.columns)) throw new IndexFormatError(`a segment without ${name}`);
    this.columns = sheet.columns as unknown as SegmentColumns;
    this.rows = this.meta.rows;
    this.dimensions = this.meta.dimensions;
    this.kernels = memory ? loadKernels(memory) : KERNELS_JAVASCRIPT;
    this.#ids = { units: this.columns.idUnits, offsets: this.columns.idOffsets };
  }

  /** Takes the columns as they are, or moves them into an arena. */
  static of(sheet: Sheet, arena?: Arena): Segment {
    return arena ? new Segment(moveTo(roomIn(arena), sheet), arena.memory) : new Segment(sheet, undefined);
  }

  /** The same segment in another thread. */
  static open({ sheet, memory }: SegmentHandle): Segment {
    return new Segment(sheet, memory);
  }

  /** @throws IndexFormatError */
  static fromBytes(bytes: Uint8Array, arena?: Arena): Segment {
    const sheet = fromBytes('segment', bytes, arena && roomIn(arena));
    return new Segment(sheet, arena?.memory);
  }

  /** Equal for equal enterprises, whatever order they came in. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return toBytes('segment', this.sheet);
  }

  /** To be posted to another thread: columns in shared memory are not copied. */
  get handle(): SegmentHandle {
    return this.memory ? { sheet: this.sheet, memory: this.memory } : { sheet: this.sheet };
  }

  idAt(row: number): string {
    return stringAt(this.#ids, row);
  }

  /** Row of an enterprise, or -1. */
  rowOf(id: string): number {
    const { hashes } = this.columns;
    const hash = hashId(id);
    let low = 0;
    for (let high = this.rows; low < high;) {
      const middle = (low + high) >> 1;
      if (hashes[middle] < hash) low = middle + 1;
      else high = middle;
    }
    for (; low < this.rows && hashes[low] === hash; low++) if (isStringAt(this.#ids, low, id)) return low;
    return -1;
  }

  codesAt(row: number): readonly string[] {
    return this.meta.codeLists[this.columns.codeLists[row]];
  }

  /** Value of codes against every list of codes of the segment, by number of the list; NaN for the empty list. Remembered. */
  codeValues(codes: readonly string[], related: RelatedIndustries): Float64Array {
    const key = codes.join();
    const known = this.#tables.get(key);
    if (known) return known;
    const table = Float64Array.from(this.meta.codeLists, (list) =>
      codes.length === 0 || list.length === 0 ? Number.NaN : related.overlap(codes, list),
    );
    if (this.#tables.size >= TABLES) this.#tables.clear();
    this.#tables.set(key, table);
    return table;
  }
}

/** 0–1 value of the size of an enterprise, NaN where its assets are unknown and the value is a stand-in. */
export function knownSize(flags: number, size: number): number {
  return (flags & FLAG.sizeKnown) === 0 ? Number.NaN : size;
}

/** Room for columns in an arena. */
export function roomIn(arena: Arena): Room {
  const take: Readonly<Record<Parameters<Room>[0], (length: number) => Column>> = {
    i8: (length) => arena.int8(length),
    u8: (length) => arena.uint8(length),
    u16: (length) => arena.uint16(length),
    i32: (length) => arena.int32(length),
    u32: (length) => arena.uint32(length),
    f32: (length) => arena.float32(length),
    f64: (length) => arena.float64(length),
  };
  return (kind, length) => take[kind](length);
}
