import { COUNT_TABLES } from '../epoch/basis.js';
import { SHARE_TABLES } from '../criteria/line-worth.js';
import { Arena, type SharedMemory } from '../kernels/arena.js';
import {
  type CoveringTerms,
  type HeadQuery,
  type NearQuery,
  type SeenTexts,
  TERM_BYTES,
  type TextQuery,
  type WeighedTerms,
} from '../kernels/kernels.js';
import type { Segment } from '../segment/segment.js';
import type { NearPlan } from './near-plan.js';
import type { PreparedProject } from './project.js';
import type { ProjectQuery } from './query.js';

/** Places of texts are numbered up to here. */
const MOST_PLACES = 0xffff_ffff;

/** Arrays of one memory. */
interface Makers {
  int16(length: number): Int16Array;
  int32(length: number): Int32Array;
  uint8(length: number): Uint8Array;
  uint16(length: number): Uint16Array;
  uint32(length: number): Uint32Array;
  float64(length: number): Float64Array;
}

const ORDINARY: Makers = {
  int16: (length) => new Int16Array(length),
  int32: (length) => new Int32Array(length),
  uint8: (length) => new Uint8Array(length),
  uint16: (length) => new Uint16Array(length),
  uint32: (length) => new Uint32Array(length),
  float64: (length) => new Float64Array(length),
};

/** An array that is made anew when it is too short. */
export class Room<A extends { readonly length: number }> {
  #array: A | undefined;

  constructor(private readonly make: (length: number) => A) {}

  /** At least so long. */
  of(length: number): A {
    if (!this.#array || this.#array.length < length) this.#array = this.make(Math.max(length, 256));
    return this.#array;
  }
}

/**
 * A thread's own room beside the columns of a segment, where the kernels can reach it. Whoever asks for an array uses it
 * before anybody else asks: the next use overwrites it.
 */
export class Bench {
  readonly #make: Makers;
  readonly #queries = new Map<number, Int16Array>();
  readonly #trade: Room<Int16Array>;
  readonly #bits: Uint8Array;
  readonly #places: Room<Uint16Array>;
  readonly #worth: Room<Float64Array>;
  readonly #covering: Room<Float64Array>;
  readonly #isOwn: Room<Uint8Array>;
  #laid: { readonly query: ProjectQuery; readonly terms: WeighedTerms & CoveringTerms } | undefined;
  readonly #tables: Float64Array;
  readonly #strongest: Room<Uint32Array>;
  readonly #weights: Room<Int16Array>;
  readonly #ofCodes: Room<Int32Array>;
  readonly #headOfCodes: Room<Int16Array>;
  /** Numbers of rows or lines to be looked at, and what is found of them. */
  readonly picked: Room<Uint32Array>;
  readonly dots: Room<Int32Array>;
  readonly weighed: Room<Float64Array>;
  /** Sums of BM25, all zeros between uses, the highest of each group of rows, and rows found with their sums. */
  readonly sums: Room<Uint16Array>;
  readonly highest: Room<Uint16Array>;
  readonly found: Room<Uint32Array>;
  readonly foundSums: Room<Uint16Array>;
  /** Postings of terms, and dense terms. */
  readonly runs: Room<Uint32Array>;
  readonly dense: Room<Uint32Array>;
  /** Heads of rows. */
  readonly heads: Room<Int16Array>;
  /** Lines of rows: places of their texts, and by row how strong the best are and where they stand. */
  readonly ofLines: Room<Uint32Array>;
  readonly strengths: Room<Float64Array>;
  readonly best: Room<Int32Array>;
  /** Different texts of lines: their numbers, and what they are worth to a project. */
  readonly texts: Room<Uint32Array>;
  readonly compared: Room<Float64Array>;
  /** Places of those that consist of the project's own words. */
  readonly whole: Room<Uint32Array>;
  /** What each importance of a line counts, for the kernels. */
  readonly shares: Float64Array;
  readonly #seen: Room<Uint32Array>;
  #nextPlace = 1;

  constructor(make: Makers) {
    this.#make = make;
    this.#trade = new Room(make.int16.bind(make));
    this.#bits = make.uint8(TERM_BYTES);
    this.#places = new Room(make.uint16.bind(make));
    this.#worth = new Room(make.float64.bind(make));
    this.#covering = new Room(make.float64.bind(make));
    this.#isOwn = new Room(make.uint8.bind(make));
    this.#tables = make.float64(COUNT_TABLES.length);
    this.#tables.set(COUNT_TABLES);
    this.#strongest = new Room(make.uint32.bind(make));
    this.#weights = new Room(make.int16.bind(make));
    this.#ofCodes = new Room(make.int32.bind(make));
    this.#headOfCodes = new Room(make.int16.bind(make));
    this.heads = new Room(make.int16.bind(make));
    this.picked = new Room(make.uint32.bind(make));
    this.dots = new Room(make.int32.bind(make));
    this.weighed = new Room(make.float64.bind(make));
    this.ofLines = new Room(make.uint32.bind(make));
    this.strengths = new Room(make.float64.bind(make));
    this.best = new Room(make.int32.bind(make));
    this.texts = new Room(make.uint32.bind(make));
    this.compared = new Room(make.float64.bind(make));
    this.whole = new Room(make.uint32.bind(make));
    this.shares = make.float64(SHARE_TABLES.length);
    this.shares.set(SHARE_TABLES);
    this.#seen = new Room(make.uint32.bind(make));
    this.sums = new Room(make.uint16.bind(make));
    this.highest = new Room(make.uint16.bind(make));
    this.found = new Room(make.uint32.bind(make));
    this.foundSums = new Room(make.uint16.bind(make));
    this.runs = new Room(make.uint32.bind(make));
    this.dense = new Room(make.uint32.bind(make));
  }

  /** A topic where the kernels find it. */
  layTopic(topic: Int16Array): Int16Array {
    let own = this.#queries.get(topic.length);
    if (!own) this.#queries.set(topic.length, (own = this.#make.int16(topic.length)));
    own.set(topic);
    return own;
  }

  /** A near vector where the kernels find it, with what codes and provinces are worth. */
  layNear(vector: Int16Array, { ofCodes, province, ofProvince }: Omit<NearQuery, 'vector'>): NearQuery {
    return { vector: this.layTopic(vector), ofCodes: laid(this.#ofCodes, ofCodes), province, ofProvince };
  }

  /** The same in short. */
  layHead({ strongest, weights, unit }: NearPlan, near: Omit<NearQuery, 'vector'>): HeadQuery {
    const ofCodes = this.#headOfCodes.of(near.ofCodes.length);
    for (let i = 0; i < near.ofCodes.length; i++) ofCodes[i] = Math.ceil(near.ofCodes[i] / unit);
    return {
      strongest: laid(this.#strongest, strongest),
      weights: laid(this.#weights, weights),
      unit,
      ofCodes,
      province: near.province,
      ofProvince: Math.ceil(near.ofProvince / unit),
    };
  }

  /**
   * Where the texts of some lines are noted that have been seen. What was noted before stands below `first`, so that
   * nothing need be wiped out; places are numbered on as far as 32 bits reach.
   * @param texts how many the segment has
   * @param lines how many will be looked at
   */
  laySeen(texts: number, lines: number): SeenTexts {
    const places = this.#seen.of(texts);
    if (this.#nextPlace + lines > MOST_PLACES) {
      places.fill(0);
      this.#nextPlace = 1;
    }
    const first = this.#nextPlace;
    this.#nextPlace += lines;
    return { places, first, picked: this.texts.of(lines), ofLines: this.ofLines.of(lines) };
  }

  /** What texts are compared with, where the kernels find it. A project without a known trade is near none. */
  layTexts({ query, topic, trade }: PreparedProject): TextQuery {
    const ofTrade = this.#trade.of(topic.length).subarray(0, topic.length);
    if (trade) ofTrade.set(trade);
    else ofTrade.fill(0);
    const { bits, places, covering, isOwn } = this.layTerms(query);
    return { bits, places, covering, isOwn, topic: this.layTopic(topic), trade: ofTrade };
  }

  /** The terms of a query where the kernels find them; laid once for as long as nobody lays another. */
  layTerms(query: ProjectQuery): WeighedTerms & CoveringTerms {
    if (this.#laid?.query === query) return this.#laid.terms;
    const places = this.#places.of(query.termCount);
    // All zeros between queries: most of the table is never touched.
    for (const term of this.#laid?.query.terms ?? []) places[term] = 0;
    this.#bits.fill(0);
    query.terms.forEach((term, place) => {
      places[term] = place + 1;
      this.#bits[(term >> 3) % TERM_BYTES] |= 1 << (term & 7);
    });
    const terms = {
      bits: this.#bits,
      places,
      worth: laid(this.#worth, query.worth),
      covering: laid(this.#covering, query.covering),
      isOwn: laid(this.#isOwn, query.isOwn),
      tables: this.#tables,
    };
    this.#laid = { query, terms };
    return terms;
  }
}

function laid<A extends Int16Array | Int32Array | Uint32Array | Float64Array | Uint8Array>(
  room: Room<A>,
  values: ArrayLike<number>,
): A {
  const array = room.of(values.length);
  array.set(values);
  return array.subarray(0, values.length) as A;
}

const benches = new WeakMap<SharedMemory, Bench>();
let ordinary: Bench | undefined;

/** The bench of a segment's memory; one per memory and thread. */
export function benchOf({ memory }: Pick<Segment, 'memory'>): Bench {
  if (!memory) return (ordinary ??= new Bench(ORDINARY));
  let bench = benches.get(memory);
  if (!bench) benches.set(memory, (bench = new Bench(Arena.over(memory))));
  return bench;
}
