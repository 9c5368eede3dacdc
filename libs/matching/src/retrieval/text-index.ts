import type { Arena } from '../kernels/arena.js';
import type { IndexedTerms } from './term-numbers.js';

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
  /** Terms, repeated ones as often as they stand; or all of them in one text with blanks (U+0020) between, which is indexed faster. */
  readonly tokens: readonly string[] | string;
  /** Weight of each token (fields differ), default 1; those of equal tokens add up. */
  readonly weights?: readonly number[];
}

/**
 * The numbers of an index, all in one arena: what threads share and snapshots hold. Documents are numbered by rising
 * length, equal ones by hash of their id, so that neighbours have the same normalisation.
 */
export interface TextIndexArrays {
  /** The lists one after another; how they are written is told at `QueryLists`. */
  readonly postings: Uint8Array;
  /** List l holds bytes `listStarts[l]` to `listStarts[l + 1]` of `postings`. */
  readonly listStarts: Uint32Array;
  /** Whether gaps are wide and whether weights stand beside them: bits `WIDE` and `WEIGHTED`. */
  readonly listKinds: Uint8Array;
  /** Highest weight in a list, in steps. */
  readonly listWeights: Uint8Array;
  /** Term t has lists `termLists[t]` to `termLists[t + 1]`, one or two; a document is in one of them. */
  readonly termLists: Uint32Array;
  readonly documentFrequencies: Uint32Array;
  /** Terms of two UTF-16 units, each as one number, ascending; they have the lowest term numbers. */
  readonly pairs: Uint32Array;
  /** The different lengths (sums of weights), ascending, and the first document of each. */
  readonly lengths: Float32Array;
  readonly lengthStarts: Uint32Array;
  /** k1 + 1, step of the weights, usual weight, k1·(1 − b), k1·b ÷ mean length. */
  readonly setting: Float64Array;
  /** Place of each document when all ids are ordered by hash. */
  readonly tieOrder: Uint32Array;
  /** Position of each document in the order the texts came in. */
  readonly positions: Uint32Array;
}

/** An exact BM25 index over an unchanging set of texts. Made by `buildTextIndex` or `loadTextIndex`. */
export interface TextIndex {
  readonly arena: Arena;
  readonly arrays: TextIndexArrays;
  readonly terms: IndexedTerms;
  readonly documentCount: number;
}

/** Terms of a query with what each is worth, each term once. Scores are added up in this order. */
export interface WeightedTerms {
  readonly terms: Uint32Array;
  /** Greater than 0; for BM25 the inverse document frequency times the weight in the query. */
  readonly weights: Float64Array;
}

/**
 * The terms of a query that the index knows, weighted by inverse document frequency ln(1 + (N − df + .5) / (df + .5)),
 * the most frequent first, so that equal queries make equal scores to the last bit. Repeated tokens count once;
 * `weightOf` can say more.
 */
export function weighTokens(
  index: TextIndex,
  tokens: Iterable<string>,
  weightOf: (token: string) => number = () => 1,
): WeightedTerms {
  const { documentFrequencies } = index.arrays;
  const known: string[] = [];
  const terms: number[] = [];
  for (const token of tokens) {
    const term = index.terms.get(token);
    if (term === undefined || terms.includes(term)) continue;
    // Sorted by insertion: queries are short, and thousands of them should leave little garbage.
    const frequency = documentFrequencies[term];
    let at = terms.length;
    for (; at > 0; at--) {
      const before = documentFrequencies[terms[at - 1]];
      if (before > frequency || (before === frequency && known[at - 1] < token)) break;
      terms[at] = terms[at - 1];
      known[at] = known[at - 1];
    }
    terms[at] = term;
    known[at] = token;
  }
  const weights = new Float64Array(terms.length);
  for (let i = 0; i < terms.length; i++) {
    const frequency = documentFrequencies[terms[i]];
    weights[i] = weightOf(known[i]) * inverseDocumentFrequency(frequency, index.documentCount);
  }
  return { terms: Uint32Array.from(terms), weights };
}

/** ln(1 + (N − df + .5) / (df + .5)): never negative. */
export function inverseDocumentFrequency(documentFrequency: number, documentCount: number): number {
  return Math.log(1 + (documentCount - documentFrequency + 0.5) / (documentFrequency + 0.5));
}
