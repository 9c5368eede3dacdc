import { codePath } from '../normalize/industry-code.js';
import { compareTied } from '../ranking/hash.js';
import type { RelatedIndustries } from '../normalize/related-industries.js';
import { type Corpus, scoreAll } from './corpus.js';
import type { ProjectQuery } from './query.js';
import { type SparseVector, sparseVector } from './sparse.js';
import { topicCosine, unitLength } from './topic-model.js';

/** Weights of industry codes by their level, as in a vote: the finer, the more it says. */
export type ClassVector = ReadonlyMap<string, number>;

/** What a project knows about itself after a first look at all enterprises. */
export interface Retrieval {
  /** Topic vector of the project's words. */
  readonly topic: Float64Array;
  /** The query with the words of the enterprises that fit best (pseudo-relevance feedback). */
  readonly expanded: SparseVector;
  /** Rows the feedback came from, best first. */
  readonly feedbackRows: readonly number[];
  /** Unit vector over code prefixes, voted by the nearest enterprises that carry a code. */
  readonly classVector: ClassVector;
  /** Rows that voted, strongest first. */
  readonly classRows: readonly number[];
  /** Codes of the project: the given ones, or the class voted for when none is given. */
  readonly codes: readonly string[];
  readonly codesOrigin: 'given' | 'derived';
  /** Mean topic of the enterprises in the project's industry, all zeros when it is not known. */
  readonly tradeTopic: Float64Array;
  /** Rows worth a full comparison, ascending. */
  readonly candidates: Int32Array;
}

const FEEDBACK_ROWS = 8;
const FEEDBACK_TERMS = 25;
const VOTERS = 15;
/** How many rows each list gives to the union. */
const LIMITS = {
  words: 200,
  cosine: 150,
  topic: 200,
  productTopic: 150,
  expansion: 150,
  trade: 100,
  class: 100,
  overall: 300,
};
/** Single product lines are looked at only in this many rows, the nearest by the topic of the whole business. */
const LINE_SCAN_ROWS = 600;

/** Codes as a unit vector over prefixes of 2, 3 and 4 digits, weighted .6, .8, 1. */
export function classVectorOf(weightedCodes: Iterable<readonly [string, number]>): ClassVector {
  const vector = new Map<string, number>();
  for (const [code, weight] of weightedCodes) {
    for (const prefix of codePath(code)) {
      vector.set(prefix, (vector.get(prefix) ?? 0) + weight * (0.2 + 0.2 * prefix.length));
    }
  }
  let squares = 0;
  for (const value of vector.values()) squares += value * value;
  const norm = Math.sqrt(squares) || 1;
  for (const [prefix, value] of vector) vector.set(prefix, value / norm);
  return vector;
}

/** First look at all enterprises for one project: expansion, class vote and the union of candidate lists. */
export function retrieve(query: ProjectQuery, corpus: Corpus, related: RelatedIndustries): Retrieval {
  const size = corpus.records.length;
  const topic = corpus.topicModel.fold(weightByRarity(query.vector, corpus));
  const cosine = relative(scoreAll(query.vector, corpus.tfidfPostings));
  const words = relative(scoreAll(query.vector, corpus.bm25Postings));
  const topics = wholeTopics(topic, corpus);

  const overall = new Float64Array(size);
  for (let row = 0; row < size; row++) {
    const near = query.province !== '' && query.province === corpus.province[row] ? 0.25 : 0;
    const codes = 0.5 * related.overlap(query.codes, corpus.codes[row]);
    overall[row] = cosine[row] + 0.5 * words[row] + 0.5 * topics[row] + codes + near;
  }
  const feedbackRows = best(overall, FEEDBACK_ROWS, corpus);
  const expanded = expand(query.vector, feedbackRows, overall, corpus);
  const expansion = scoreAll(expanded, corpus.bm25Postings);

  const votes = new Float64Array(size);
  for (let row = 0; row < size; row++) {
    if (corpus.codes[row].length > 0) votes[row] = 0.5 * words[row] + topics[row];
  }
  const classRows = best(votes, VOTERS, corpus);
  const classVector = classVectorOf(
    classRows.flatMap((row) => corpus.codes[row].slice(0, 1).map((code) => [code, votes[row]] as const)),
  );
  const classScores = new Float64Array(size);
  for (let row = 0; row < size; row++) {
    classScores[row] = classCosine(classVector, corpus.codes[row]) + 0.1 * overall[row];
  }

  const codes = query.codes.length > 0 ? query.codes : votedCodes(classVector);
  const ownTrade = topicOfClass(codes, corpus);
  // An industry nobody here is registered in: the class the text points to stands in.
  const tradeTopic = ownTrade.some((value) => value !== 0) ? ownTrade : topicOfClass(votedCodes(classVector), corpus);

  const chosen = new Set<number>();
  const lists: [Float64Array, number][] = [
    [words, LIMITS.words],
    [cosine, LIMITS.cosine],
    [topics, LIMITS.topic],
    [expansion, LIMITS.expansion],
    [classScores, LIMITS.class],
    [overall, LIMITS.overall],
  ];
  lists.push([bestLineTopics(topic, topics, corpus), LIMITS.productTopic]);
  lists.push([bestLineTopics(tradeTopic, wholeTopics(tradeTopic, corpus), corpus), LIMITS.trade]);
  for (const [scores, limit] of lists) for (const row of best(scores, limit, corpus)) chosen.add(row);
  return {
    topic,
    expanded,
    feedbackRows,
    classVector,
    classRows,
    codes,
    codesOrigin: query.codes.length > 0 ? 'given' : 'derived',
    tradeTopic,
    candidates: Int32Array.from(chosen).sort(),
  };
}

/** Cosine of a class vector with the codes of one enterprise. */
export function classCosine(vector: ClassVector, codes: readonly string[]): number {
  let highest = 0;
  for (const code of codes) {
    let sum = 0;
    let squares = 0;
    for (const prefix of codePath(code)) {
      const weight = 0.2 + 0.2 * prefix.length;
      sum += weight * (vector.get(prefix) ?? 0);
      squares += weight * weight;
    }
    if (squares > 0) highest = Math.max(highest, sum / Math.sqrt(squares));
  }
  return highest;
}

/** The topic model was trained on TF-IDF rows, so a query is weighted the same way before it is folded in. */
export function weightByRarity(vector: SparseVector, corpus: Corpus): SparseVector {
  const values = new Float64Array(vector.values.length);
  for (let i = 0; i < values.length; i++) values[i] = vector.values[i] * corpus.idf[vector.terms[i]];
  return { terms: vector.terms, values };
}

/** Cosine of a topic with every whole business; negative ones count as nothing. */
function wholeTopics(topic: Float64Array, corpus: Corpus): Float64Array {
  const scores = new Float64Array(corpus.records.length);
  for (let row = 0; row < scores.length; row++) scores[row] = Math.max(0, topicCosine(topic, corpus.topics, row));
  return scores;
}

/** Best cosine of any product line with a topic, for the rows whose whole business comes nearest; 0 for the others. */
function bestLineTopics(topic: Float64Array, whole: Float64Array, corpus: Corpus): Float64Array {
  const { offsets, topics } = corpus.lines;
  const scores = new Float64Array(corpus.records.length);
  for (const row of best(whole, LINE_SCAN_ROWS, corpus)) {
    let highest = 0;
    for (let line = offsets[row]; line < offsets[row + 1]; line++) {
      highest = Math.max(highest, topicCosine(topic, topics, line));
    }
    scores[row] = highest;
  }
  return scores;
}

/** The class a vote points to, as fine as at least half of the division's votes agree. */
function votedCodes(votes: ClassVector): string[] {
  const strongest = (prefix: string, length: number): [string, number] | undefined =>
    [...votes]
      .filter(([code]) => code.length === length && code.startsWith(prefix))
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0];
  let best = strongest('', 2);
  if (!best) return [];
  const needed = best[1] / 2;
  for (let length = 3; length <= 4; length++) {
    const finer = strongest(best[0], length);
    if (!finer || finer[1] < needed) break;
    best = finer;
  }
  return [best[0]];
}

/** Mean topics of the code and the codes above it, finer ones first: what enterprises of this industry talk about. */
function topicOfClass(codes: readonly string[], corpus: Corpus): Float64Array {
  const sum = new Float64Array(corpus.topicModel.dimensions);
  for (const prefix of codes.slice(0, 1).flatMap(codePath)) {
    const mean = corpus.classTopics.get(prefix);
    if (mean) for (let d = 0; d < sum.length; d++) sum[d] += (prefix.length - 1) * mean[d];
  }
  return unitLength(sum);
}

/** Half the mass to the project's words, half to the strongest words of the best rows (after RM3). */
function expand(vector: SparseVector, rows: readonly number[], scores: Float64Array, corpus: Corpus): SparseVector {
  const gathered = new Map<number, number>();
  for (const row of rows) {
    for (let i = corpus.tfidf.offsets[row]; i < corpus.tfidf.offsets[row + 1]; i++) {
      const term = corpus.tfidf.indices[i];
      gathered.set(term, (gathered.get(term) ?? 0) + scores[row] * corpus.tfidf.values[i]);
    }
  }
  const strongest = [...gathered]
    .sort((a, b) => b[1] - a[1] || compareTied(corpus.vocabulary.term(a[0]), corpus.vocabulary.term(b[0])))
    .slice(0, FEEDBACK_TERMS);
  const feedbackMass = strongest.reduce((sum, [, value]) => sum + value, 0) || 1;
  const ownMass = vector.values.reduce((sum, value) => sum + value, 0) || 1;
  const mixed = new Map<number, number>();
  vector.terms.forEach((term, i) => mixed.set(term, (0.5 * vector.values[i]) / ownMass));
  for (const [term, value] of strongest) mixed.set(term, (mixed.get(term) ?? 0) + (0.5 * value) / feedbackMass);
  return sparseVector(mixed);
}

/** Rows with the highest positive scores, best first; ties by hash of id. Keeps a heap with the worst row on top. */
function best(scores: Float64Array, limit: number, corpus: Corpus): number[] {
  const { tieOrder } = corpus;
  const isWorse = (a: number, b: number): boolean =>
    scores[a] < scores[b] || (scores[a] === scores[b] && tieOrder[a] > tieOrder[b]);
  const heap: number[] = [];
  const sink = (start: number): void => {
    for (let at = start; ;) {
      let worst = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < heap.length && isWorse(heap[child], heap[worst])) worst = child;
      if (worst === at) return;
      [heap[at], heap[worst]] = [heap[worst], heap[at]];
      at = worst;
    }
  };
  for (let row = 0; row < scores.length; row++) {
    if (scores[row] <= 0) continue;
    if (heap.length < limit) {
      heap.push(row);
      if (heap.length === limit) for (let at = (limit >> 1) - 1; at >= 0; at--) sink(at);
    } else if (isWorse(heap[0], row)) {
      heap[0] = row;
      sink(0);
    }
  }
  return heap.sort((a, b) => scores[b] - scores[a] || tieOrder[a] - tieOrder[b]);
}

function relative(scores: Float64Array): Float64Array {
  let highest = 0;
  for (const score of scores) highest = Math.max(highest, score);
  if (highest > 0) for (let i = 0; i < scores.length; i++) scores[i] /= highest;
  return scores;
}
