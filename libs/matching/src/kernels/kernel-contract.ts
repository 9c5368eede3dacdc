/** Largest entry of a quantised query: int16, value = entry / 32767. */
export const QUERY_SCALE = 32_767;
/** Largest entry of a quantised row: int8, value = entry / 127. */
export const ROW_SCALE = 127;

/** Next document of a cursor whose list has come to its end; no document has this number. */
export const LIST_END = 0x7fff_ffff;
/** Bit of a list's kind: its gaps have two bytes and not one. */
export const WIDE = 1;
/** Bit of a list's kind: every document is followed by its weight. */
export const WEIGHTED = 2;
/** Documents that share one floor in {@link Kernels.sweep}. */
export const GROUP = 64;

/**
 * The posting lists a query reads. A list is a run of gaps between ascending document numbers, the first from 0. A gap is
 * one byte; 255 says that two bytes follow, 65,535 that four follow; {@link WIDE} lists begin with two. In
 * {@link WEIGHTED} lists each gap is followed by a byte with the weight in steps; in others all have the usual weight.
 */
export interface QueryLists {
  readonly postings: Uint8Array;
  /** How many. */
  readonly count: number;
  /** Two numbers a list: the byte of `postings` where it ends, and its kind. */
  readonly lists: Uint32Array;
  /** Float64 weight of each list's term. */
  readonly weights: Float64Array;
  /** The same in units of the sums: what a document with the usual weight gets of each list, at least 0. */
  readonly worths: Float64Array;
  /**
   * Where reading goes on, two numbers a list: next byte of `postings`, and the document just before it, or
   * {@link LIST_END}. One set for each window, so that any window can be read again.
   */
  readonly cursors: Uint32Array;
}

/** Numbers of one run of {@link Kernels.addImpacts}. */
export const RUN_LENGTH = 3;
/** Numbers of one term of {@link Kernels.addDense}. */
export const DENSE_LENGTH = 2;

/** Bytes of {@link TermPlaces.bits}. */
export const TERM_BYTES = 8192;

/** The few terms of a query among all there are. */
export interface TermPlaces {
  /** A bit for each term of the query, by the last bits of its number; so few that a kernel has them at hand. */
  readonly bits: Uint8Array;
  /** By number of the term: its place in the query + 1, or 0. */
  readonly places: Uint16Array;
}

/** Rows of terms with their counts; row r has entries `offsets[r]` to `offsets[r + 1]`. */
export interface TermRows {
  readonly offsets: Uint32Array;
  readonly terms: Uint32Array;
  readonly counts: Uint8Array;
  /** What goes into the denominator of BM25, and one over the length of the TF-IDF row. */
  readonly damping: Float32Array;
  readonly norms: Float32Array;
}

/** What a query's terms are worth in a row. */
export interface WeighedTerms extends TermPlaces {
  /** Three numbers a place: weight · idf, weight, idf. */
  readonly worth: Float64Array;
  /** By count, 256 numbers each: numerator of the saturation, then logarithm. */
  readonly tables: Float64Array;
}

/** What a query's terms are worth in a text. */
export interface CoveringTerms extends TermPlaces {
  /** One number a place. */
  readonly covering: Float64Array;
  /** 1 for the query's own words, by place. */
  readonly isOwn: Uint8Array;
}

/** Product lines of rows; row r has entries `offsets[r]` to `offsets[r + 1]`. */
export interface LineRows {
  readonly offsets: Uint32Array;
  /** Number of the text of each line, and its share of the business, 0–100. */
  readonly lines: Uint32Array;
  readonly importance: Uint8Array;
}

/** The different texts of some lines, each seen once. */
export interface SeenTexts {
  /** By number of the text: `first` + its place among those seen; less where it was not seen. */
  readonly places: Uint32Array;
  readonly first: number;
  /** By place: number of the text. */
  readonly picked: Uint32Array;
  /** By line, in the order of rows: place of its text. */
  readonly ofLines: Uint32Array;
}

/** The texts of a segment's lines; text t has entries `offsets[t]` to `offsets[t + 1]` of `terms`. */
export interface TextColumns {
  readonly offsets: Uint32Array;
  readonly terms: Uint32Array;
  /** Sum of the idf of its terms. */
  readonly masses: Float32Array;
  readonly topics: Int8Array;
}

/** What texts are compared with: words of a project, its topic, and that of its industry. */
export interface TextQuery extends CoveringTerms {
  readonly topic: Int16Array;
  readonly trade: Int16Array;
}

/** Numbers of one text in what {@link Kernels.compareTexts} writes. */
export const TEXT_LENGTH = 4;
/** A text of common words only cannot be covered fully: its idf mass must be at least this. */
export const FULL_MASS = 12;

/** Length of the longest topic of a row, in steps of {@link ROW_SCALE}: 127, and what rounding 128 dimensions may add. */
export const LONGEST_ROW = 133;
/** A head of 16 bits is at most this; rows that have no head of their own get it. */
export const HIGHEST_HEAD = 32_767;

/**
 * A near vector in short: its strongest dimensions, and what codes and provinces are worth, in whole numbers so small that
 * a row's sum of them with its size, its head, stays within 16 bits.
 */
export interface HeadQuery {
  /** Dimensions and their weights, a multiple of four. */
  readonly strongest: Uint32Array;
  readonly weights: Int16Array;
  /** What 1 of a head stands for in a score, above 64. */
  readonly unit: number;
  /** Worth by number of the list of codes, and number and worth of the project's own province, in units, rounded up. */
  readonly ofCodes: Int16Array;
  readonly province: number;
  readonly ofProvince: number;
}

/** What the score of a near row is made of. */
export interface NearRows {
  /** Topics row by row, and dimension by dimension. */
  readonly topics: Int8Array;
  readonly topicPlanes: Int8Array;
  readonly priors: Int32Array;
  readonly codeLists: Uint32Array;
  readonly provinces: Uint16Array;
}

/** A near vector, worth by number of the list of codes, and number and worth of the project's own province. */
export interface NearQuery {
  readonly vector: Int16Array;
  readonly ofCodes: Int32Array;
  readonly province: number;
  readonly ofProvince: number;
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

  /** The same where the rows are of int16 too; exact as long as a sum fits int32. */
  topicScanWide(query: Int16Array, rows: Int16Array, from: number, to: number, out: Int32Array): void;

  /** Dot products with scattered rows of int16: `out[i] = query · row picked[i]`, i < `count`; exact as long as a sum fits int32. */
  topicPickWide(query: Int16Array, rows: Int16Array, picked: Uint32Array, count: number, out: Int32Array): void;

  /**
   * Heads of the rows `[from, to)`, `heads[0]` being that of row `from`: Σ weights · topic over the strongest dimensions +
   * worth of codes + worth of province + prior, in units. Rows whose number, counted from `from`, is in the last incomplete
   * eight get {@link HIGHEST_HEAD}. A head is at most two units below `score / unit` of the dimensions it knows.
   */
  nearHeads(query: HeadQuery, rows: NearRows, from: number, to: number, heads: Int16Array): void;

  /** `out[i]` = vector · topic + prior + worth of codes + worth of province of row `picked[i]`, i < `count`. */
  nearPick(query: NearQuery, rows: NearRows, picked: Uint32Array, count: number, out: Int32Array): void;

  /**
   * Writes the numbers of the first `count` rows whose head is at least `lowest` and at most `highest` to `found`, ascending;
   * the first head is that of row `first`. Returns how many. There must be room for a multiple of eight heads.
   */
  siftHeads(
    heads: Int16Array,
    count: number,
    lowest: number,
    highest: number,
    first: number,
    found: Uint32Array,
  ): number;

  /**
   * Adds `weight · impact / 256`, rounded up, of every posting of the runs to the sum of its row, up to row `to`, and
   * moves the runs on; `sums[0]` is row `from`. A run is {@link RUN_LENGTH} numbers: next posting, end, weight; rows
   * ascend within it. The weights of all runs, one more for each, must fit 16 bits together.
   */
  addImpacts(
    rows: Uint32Array,
    impacts: Uint8Array,
    runs: Uint32Array,
    count: number,
    from: number,
    to: number,
    sums: Uint16Array,
  ): void;

  /**
   * Adds weight · impact of every row of so many groups of {@link GROUP} and `count` dense terms, an even number:
   * {@link DENSE_LENGTH} numbers a term, its place in `impacts` and its weight. `impacts` holds all rows of a term one after
   * another.
   */
  addDense(impacts: Uint8Array, terms: Uint32Array, count: number, groups: number, sums: Uint16Array): void;

  /**
   * Writes the rows of so many groups of {@link GROUP} whose sum is at least `lowest` to `found`, ascending, and their sums to
   * `foundSums`. Returns how many.
   */
  siftSums(sums: Uint16Array, groups: number, lowest: number, found: Uint32Array, foundSums: Uint16Array): number;

  /** Sets the sums of so many groups of {@link GROUP} back to 0: arrays of shared memory are slow to fill otherwise. */
  clearSums(sums: Uint16Array, groups: number): void;

  /**
   * BM25 and TF-IDF dot product of scattered rows: `out[2i]` = Σ worth · (numerator of the count / (count + damping)),
   * `out[2i + 1]` = Σ weight · (logarithm of the count · idf) · norm, in the order of the row's terms, for row `picked[i]`.
   */
  weighRows(rows: TermRows, query: WeighedTerms, picked: Uint32Array, count: number, out: Float64Array): void;

  /**
   * Finds the different texts of the lines of the first `count` rows of `picked`, `lines` of them together; `seen.picked` and
   * `seen.ofLines` are written, `seen.places` is noted on. Returns how many texts there are.
   */
  gatherPhrases(rows: LineRows, picked: Uint32Array, count: number, lines: number, seen: SeenTexts): number;

  /**
   * What the first `count` of some texts are worth to a project, {@link TEXT_LENGTH} numbers each in `out`: how much a text can be
   * covered at all (mass / {@link FULL_MASS}, at most 1), how far it is (Σ `covering` of its terms, in their order, / mass), the
   * cosine with the project's topic and with that of its industry, at least 0. Places of texts that consist of the project's own
   * words are written to `whole`, ascending. Returns how many those are.
   */
  compareTexts(
    columns: TextColumns,
    query: TextQuery,
    texts: Uint32Array,
    count: number,
    out: Float64Array,
    whole: Uint32Array,
  ): number;

  /**
   * The best lines of the same rows by coverage (share · what `texts` has first · second), topic and trade (third and fourth
   * · share); the first of equals counts. `shares` holds what each importance counts, 256 numbers each: of a coverage, then of
   * nearness in topic. Three numbers a row: `strengths` holds how strong the best is, -1 without lines, `best` where it stands
   * among the lines of the row, or -1.
   * @param texts by place of the text, {@link TEXT_LENGTH} numbers each
   */
  bestLines(
    rows: LineRows,
    picked: Uint32Array,
    count: number,
    ofLines: Uint32Array,
    shares: Float64Array,
    texts: Float64Array,
    strengths: Float64Array,
    best: Int32Array,
  ): void;

  /**
   * Adds the worth of each list, rounded up, to the sums of its documents in `[from, to)`, `sums[0]` being document
   * `from`; in weighted lists the worth is first multiplied by `ratios[weight]`. Reads the cursors of `window` and writes
   * those of the next one. What a document can get of all lists must fit 16 bits.
   */
  accumulate(
    query: QueryLists,
    window: number,
    ratios: Float64Array,
    from: number,
    to: number,
    sums: Uint16Array,
  ): void;

  /** Writes the highest sum of each group of {@link GROUP}. */
  highestOfGroups(sums: Uint16Array, groups: number, out: Uint16Array): void;

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
   * BM25 of the first `count` documents of `picked`, ascending: `scores[i]` = Σ weight of the term · f·(k1 + 1) /
   * (f + slopes[i]), list after list, in float64. `setting` holds k1 + 1, the step of the weights and the usual weight.
   * The documents must lie behind the cursors of `window`.
   */
  scoreDocuments(
    query: QueryLists,
    window: number,
    setting: Float64Array,
    picked: Uint32Array,
    slopes: Float64Array,
    count: number,
    scores: Float64Array,
  ): void;
}
