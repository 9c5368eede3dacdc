import type { EnterpriseRecord } from '../model.js';
import { compareTied } from '../ranking/hash.js';
import { parseCompanyName } from '../normalize/company-name.js';
import { codePath, industryCodes } from '../normalize/industry-code.js';
import { placeKey } from '../normalize/place.js';
import { productLines } from '../normalize/products.js';
import { foldText } from '../normalize/text.js';
import { type PhraseFilter, tokenize } from '../normalize/tokens.js';
import { accumulate, sparseMatrix, type SparseMatrix, type SparseVector, transpose } from './sparse.js';
import { TopicModel, type TopicVectors, unitLength } from './topic-model.js';
import { Vocabulary } from './vocabulary.js';

/** Product lines of all enterprises, packed. Enterprise r owns lines `offsets[r]` to `offsets[r + 1]`. */
export interface PackedLines {
  readonly offsets: Int32Array;
  /** lines × terms, value = idf of the term; terms unique within a line. */
  readonly terms: SparseMatrix;
  /** Sum of idf per line (Z in the formula). */
  readonly mass: Float64Array;
  /** Weight per line, 0.3–1.5. */
  readonly weight: Float64Array;
  readonly topics: TopicVectors;
  /** Folded text per line, for whole-phrase checks. */
  readonly texts: readonly string[];
}

/** All enterprises in comparable form, in order of id; row numbers below are places in `records`. */
export interface Corpus {
  readonly records: readonly EnterpriseRecord[];
  readonly rowOf: ReadonlyMap<string, number>;
  readonly vocabulary: Vocabulary;
  /** Inverse document frequency per term: ln(1 + N / (1 + df)). */
  readonly idf: Float64Array;
  /** Unit-length TF-IDF rows over the weighted fields, and the same by term. */
  readonly tfidf: SparseMatrix;
  readonly tfidfPostings: SparseMatrix;
  /** BM25F term scores (saturation × idf), and the same by term. */
  readonly bm25: SparseMatrix;
  readonly bm25Postings: SparseMatrix;
  readonly topicModel: TopicModel;
  readonly topics: TopicVectors;
  readonly lines: PackedLines;
  readonly codes: readonly (readonly string[])[];
  readonly province: readonly string[];
  readonly city: readonly string[];
  /** Place of each row when all ids are ordered by hash; breaks ties without favouring input order. */
  readonly tieOrder: Int32Array;
  /** Mean topic (unit length) of the enterprises that carry a code with this prefix. */
  readonly classTopics: ReadonlyMap<string, Float64Array>;
}

/** Saturation and length normalisation of BM25 (Robertson & Zaragoza 2009). */
const K1 = 1.2;
const B = 0.5;
const TOPICS = 128;
/** The name says less than a product line, and repeats what the lines say. */
const NAME_WEIGHT = 0.5;

/**
 * Reads and indexes the enterprises. Cost: one pass over the text, plus the training of the topic model.
 * Records are sorted by id first, so that the result does not depend on the order they came in.
 */
export function buildCorpus(enterprises: readonly EnterpriseRecord[], filter: PhraseFilter): Corpus {
  const records = [...enterprises].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const rowOf = new Map(records.map((record, row) => [record.id, row]));
  const vocabulary = new Vocabulary();
  const frequencies: Map<number, number>[] = [];
  const lineTerms: Set<number>[] = [];
  const lineTexts: string[] = [];
  const lineWeights: number[] = [];
  const lineOffsets = new Int32Array(records.length + 1);
  const codes: string[][] = [];

  records.forEach((record, row) => {
    const frequency = new Map<number, number>();
    const count = (text: string, weight: number): Set<number> => {
      const seen = new Set<number>();
      for (const { term } of tokenize(filter.blank(foldText(text)))) {
        const id = vocabulary.add(term);
        frequency.set(id, (frequency.get(id) ?? 0) + weight);
        seen.add(id);
      }
      return seen;
    };
    count(parseCompanyName(record.name).core, NAME_WEIGHT);
    for (const line of productLines(record)) {
      lineTerms.push(count(line.name, line.weight));
      lineWeights.push(line.weight);
      lineTexts.push(foldText(line.name));
    }
    lineOffsets[row + 1] = lineTerms.length;
    frequencies.push(frequency);
    codes.push(industryCodes(record.industryCodes));
  });

  const documentFrequency = new Int32Array(vocabulary.size);
  for (const frequency of frequencies) for (const term of frequency.keys()) documentFrequency[term]++;
  const idf = Float64Array.from(documentFrequency, (df) => Math.log(1 + records.length / (1 + df)));
  const lengths = frequencies.map((frequency) => [...frequency.values()].reduce((sum, n) => sum + n, 0));
  const meanLength = lengths.reduce((sum, n) => sum + n, 0) / Math.max(1, records.length) || 1;

  const tfidf = sparseMatrix(
    frequencies.map((frequency) => unit(frequency, (term, n) => Math.log1p(n) * idf[term])),
    vocabulary.size,
  );
  const bm25 = sparseMatrix(
    frequencies.map((frequency, row) => {
      const scale = K1 * (1 - B + (B * lengths[row]) / meanLength);
      return new Map([...frequency].map(([term, n]) => [term, ((n * (K1 + 1)) / (n + scale)) * idf[term]]));
    }),
    vocabulary.size,
  );
  const lineMatrix = sparseMatrix(
    lineTerms.map((terms) => new Map([...terms].map((term) => [term, idf[term]]))),
    vocabulary.size,
  );
  const mass = Float64Array.from(lineTerms, (terms) => [...terms].reduce((sum, term) => sum + idf[term], 0));
  const topicModel = TopicModel.train(tfidf, TOPICS);
  const topics = topicModel.foldAll(rowsOf(tfidf), records.length);
  const tieOrder = new Int32Array(records.length);
  Array.from(records.keys())
    .sort((a, b) => compareTied(records[a].id, records[b].id))
    .forEach((row, order) => (tieOrder[row] = order));

  return {
    records,
    rowOf,
    vocabulary,
    idf,
    tfidf,
    tfidfPostings: transpose(tfidf),
    bm25,
    bm25Postings: transpose(bm25),
    topicModel,
    topics,
    lines: {
      offsets: lineOffsets,
      terms: lineMatrix,
      mass,
      weight: Float64Array.from(lineWeights),
      topics: topicModel.foldAll(rowsOf(lineMatrix), lineTerms.length),
      texts: lineTexts,
    },
    codes,
    province: records.map((record) => placeKey(record.province)),
    city: records.map((record) => placeKey(record.city)),
    tieOrder,
    classTopics: meanTopics(codes, topics),
  };
}

/** Fewer members than this say more about themselves than about a group or class; a division takes what it has. */
const SMALLEST_CLASS = 3;

/** Mean topic of each code prefix that enough enterprises carry. */
function meanTopics(codes: readonly (readonly string[])[], topics: TopicVectors): Map<string, Float64Array> {
  const members = new Map<string, Set<number>>();
  codes.forEach((own, row) => {
    for (const prefix of own.flatMap(codePath)) {
      const rows = members.get(prefix) ?? new Set<number>();
      members.set(prefix, rows.add(row));
    }
  });
  const means = new Map<string, Float64Array>();
  for (const [prefix, rows] of members) {
    if (prefix.length > 2 && rows.size < SMALLEST_CLASS) continue;
    const mean = new Float64Array(topics.dimensions);
    for (const row of rows) {
      const at = row * topics.dimensions;
      for (let d = 0; d < mean.length; d++) mean[d] += topics.values[at + d];
    }
    means.set(prefix, unitLength(mean));
  }
  return means;
}

/** Unit-length weighted copy of a term count. */
export function unit(
  counts: ReadonlyMap<number, number>,
  weigh: (term: number, count: number) => number,
): Map<number, number> {
  const weighted = new Map<number, number>();
  let squares = 0;
  for (const [term, n] of counts) {
    const value = weigh(term, n);
    weighted.set(term, value);
    squares += value * value;
  }
  const norm = Math.sqrt(squares) || 1;
  for (const [term, value] of weighted) weighted.set(term, value / norm);
  return weighted;
}

function* rowsOf(matrix: SparseMatrix): Iterable<SparseVector> {
  for (let r = 0; r < matrix.rows; r++) {
    const [from, to] = [matrix.offsets[r], matrix.offsets[r + 1]];
    yield { terms: matrix.indices.subarray(from, to), values: Float64Array.from(matrix.values.subarray(from, to)) };
  }
}

/** Scores of all rows against one query, by adding up postings. */
export function scoreAll(vector: SparseVector, postings: SparseMatrix): Float64Array {
  const scores = new Float64Array(postings.columns);
  accumulate(vector, postings, scores);
  return scores;
}
