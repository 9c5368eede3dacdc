import type { Arena } from '../kernels/arena.js';
import type { DocumentRows } from '../kernels/kernels.js';

/** What an index is made with; the defaults are those of Robertson & Zaragoza 2009. */
export interface TextIndexOptions {
  /** How soon a repeated term stops counting, default 1.2. */
  readonly k1?: number;
  /** How much a long document has to pay, 0–1, default 0.75. */
  readonly b?: number;
  /** Weights are kept as 1 to 255 of these steps, default 1 (counts); greater ones count as 255. */
  readonly weightStep?: number;
  /** Where the arrays go; default an arena of their own. */
  readonly arena?: Arena;
}

/** A text to be indexed. */
export interface IndexedText {
  /** Breaks ties, by its hash; unique. */
  readonly id: string;
  /** Terms, repeated ones as often as they stand. */
  readonly tokens: readonly string[];
  /** Weight of each token (fields differ), default 1; those of equal tokens add up. */
  readonly weights?: readonly number[];
}

/**
 * The numbers of an index, all in one arena: what threads share and snapshots hold. Terms are numbered by falling
 * document frequency, documents by rising length, so that neighbours have about the same normalisation.
 *
 * The postings of a term are split by weight into at most four lists, so that a repeated term does not raise the bound
 * of the many that have it once. Lists hold document numbers only; weights stand in the rows of the documents.
 */
export interface TextIndexArrays extends DocumentRows {
  readonly documentFrequencies: Uint32Array;
  /** Term t has lists `termLists[t]` to `termLists[t + 1]`. */
  readonly termLists: Uint32Array;
  /** List l holds bytes `listStarts[l]` to `listStarts[l + 1]` of `postings`. */
  readonly listStarts: Uint32Array;
  readonly listCounts: Uint32Array;
  /** Highest weight in a list, in steps. */
  readonly listWeights: Uint8Array;
  /** Gaps between document numbers; how they are written is told at `Kernels.accumulate`. */
  readonly postings: Uint8Array;
  /** Place of each document when all ids are ordered by hash. */
  readonly tieOrder: Uint32Array;
  /** Position of each document in the order the texts came in. */
  readonly positions: Uint32Array;
}

/** An exact BM25 index over an unchanging set of texts. Made by `buildTextIndex` or `loadTextIndex`. */
export interface TextIndex {
  readonly arena: Arena;
  readonly arrays: TextIndexArrays;
  /** Number of each term. */
  readonly terms: ReadonlyMap<string, number>;
  readonly documentCount: number;
}

/** Terms of a query with what each is worth, in any order, each term once. */
export interface WeightedTerms {
  readonly terms: Uint32Array;
  /** Greater than 0; for BM25 the inverse document frequency times the weight in the query. */
  readonly weights: Float64Array;
}

/** A list whose documents lie further apart than this on average has 16-bit gaps. */
const WIDE_GAP = 200;

/** Whether the gaps of a list of so many documents are 16 bits wide. */
export function isWide(count: number, documentCount: number): boolean {
  return documentCount > count * WIDE_GAP;
}

/**
 * The terms of a query that the index knows, weighted by inverse document frequency ln(1 + (N − df + .5) / (df + .5)).
 * Repeated tokens count once; `weightOf` can say more.
 */
export function weighTokens(
  index: TextIndex,
  tokens: Iterable<string>,
  weightOf: (token: string) => number = () => 1,
): WeightedTerms {
  const known = [...new Set(tokens)].flatMap((token) => {
    const term = index.terms.get(token);
    return term === undefined ? [] : [{ token, term }];
  });
  const { documentFrequencies } = index.arrays;
  return {
    terms: Uint32Array.from(known, ({ term }) => term),
    weights: Float64Array.from(
      known,
      ({ token, term }) => weightOf(token) * inverseDocumentFrequency(documentFrequencies[term], index.documentCount),
    ),
  };
}

/** ln(1 + (N − df + .5) / (df + .5)): never negative. */
export function inverseDocumentFrequency(documentFrequency: number, documentCount: number): number {
  return Math.log(1 + (documentCount - documentFrequency + 0.5) / (documentFrequency + 0.5));
}
