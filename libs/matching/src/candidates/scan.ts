import { HIGHEST_SATURATION } from '../epoch/basis.js';
import { GROUP, RUN_LENGTH } from '../kernels/kernels.js';
import type { Segment } from '../segment/segment.js';
import { type Bench, benchOf, BLOCK } from './bench.js';
import type { ProjectQuery } from './query.js';
import type { TopList } from './top-list.js';

/** Rows of the first block of a scan for the best: a list that is full early passes most of the rest by. */
const FIRST_BLOCK = 1024;
/** Sums of BM25 are kept in 16 bits. */
const HIGHEST_SUM = 65_535;
/** Bounds are rounded this much downwards against scores, so that no rounding of float64 loses a row. */
const CAUTION = 1 - 1e-9;

/**
 * Dot products of a topic with every row, block by block.
 * @param visit called with the first row of a block, the row after its last, and the scores of the block, which are
 *   overwritten by the next
 */
export function scanTopics(
  topic: Int16Array,
  segment: Segment,
  visit: (from: number, to: number, scores: Int32Array) => void,
): void {
  const bench = benchOf(segment);
  const scores = bench.dots.of(BLOCK);
  for (let from = 0; from < segment.rows; from += BLOCK) {
    const to = Math.min(segment.rows, from + BLOCK);
    segment.kernels.topicScan(bench.layTopic(topic), segment.columns.topics, from, to, scores);
    visit(from, to, scores);
  }
}

/**
 * Weighs the first `count` of the bench's picked rows. Two numbers a row: BM25, and the TF-IDF dot product with the
 * unit-length row. Terms ascending, so that they are the same numbers everywhere.
 */
export function weighPicked(query: ProjectQuery, segment: Segment, count: number): Float64Array {
  const bench = benchOf(segment);
  const { termOffsets: offsets, terms, counts, damping, norms } = segment.columns;
  const out = bench.weighed.of(2 * count);
  const rows = { offsets, terms, counts, damping, norms };
  segment.kernels.weighRows(rows, bench.layTerms(query), bench.picked.of(count), count, out);
  return out;
}

/** What stands ready for sums: how many runs of postings, and what a score of 1 is at least in the sums. */
interface WordRuns {
  readonly count: number;
  readonly scale: number;
}

/** Lays the postings of a query's terms on the bench, with whole-number weights whose sums fit 16 bits. */
function layRuns({ terms: { terms }, worth }: ProjectQuery, segment: Segment): WordRuns {
  const { postedTerms, postingOffsets } = segment.columns;
  let total = 0;
  for (let place = 0; place < terms.length; place++) total += worth[3 * place] * HIGHEST_SATURATION;
  // Each weight is rounded up, and so is each part of a sum.
  const scale = (HIGHEST_SUM - 2 * terms.length) / total;
  const runs = benchOf(segment).runs.of(RUN_LENGTH * terms.length);
  let count = 0;
  for (let place = 0; place < terms.length; place++) {
    const posted = placeOf(terms[place], postedTerms);
    if (posted < 0) continue;
    runs[RUN_LENGTH * count] = postingOffsets[posted];
    runs[RUN_LENGTH * count + 1] = postingOffsets[posted + 1];
    runs[RUN_LENGTH * count + 2] = Math.ceil(worth[3 * place] * HIGHEST_SATURATION * scale);
    count++;
  }
  // An impact is in 255ths and a weight is divided by 256.
  return { count, scale: (scale * 255) / 256 };
}

/**
 * Sums of all rows of a segment; divided by `scale` they are never below BM25, and 0 where no term is shared. They lie on
 * the bench: whoever asks for them sets them back to 0.
 */
export function sumWords(
  query: ProjectQuery,
  segment: Segment,
): { readonly sums: Uint16Array; readonly scale: number } {
  const { rows, kernels, columns } = segment;
  const { count, scale } = layRuns(query, segment);
  const bench = benchOf(segment);
  const sums = bench.sums.of(rows);
  if (count > 0)
    kernels.addImpacts(columns.postingRows, columns.postingImpacts, bench.runs.of(0), count, 0, rows, sums);
  return { sums, scale };
}

/**
 * Offers a list the rows with the highest BM25. Sums of 16 bits, never below the score they stand for, find the rows
 * that could be taken; those are weighed exactly.
 */
export function offerWords(query: ProjectQuery, segment: Segment, top: TopList, isRemoved?: Uint8Array): void {
  const { rows, kernels, columns } = segment;
  const { count: runs, scale } = layRuns(query, segment);
  if (runs === 0 || top.limit === 0) return;
  const bench = benchOf(segment);
  const sums = bench.sums.of(BLOCK);
  /** A row has to be above this sum. */
  const floor = (): number => Math.min(HIGHEST_SUM, Math.max(0, Math.ceil(top.threshold * scale * CAUTION) - 1));
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(rows, from + BLOCK);
    kernels.addImpacts(columns.postingRows, columns.postingImpacts, bench.runs.of(0), runs, from, to, sums);
    bench.floors.fill(floor());
    const groups = Math.ceil((to - from) / GROUP);
    const found = kernels.sweep(sums, bench.floors, groups, from, bench.found, bench.foundSums);
    const pivot = found > top.limit ? sumAtRank(bench.foundSums, found, top.limit) : 0;
    weighBetween(bench, found, pivot, HIGHEST_SUM, query, segment, top, isRemoved);
    if (pivot > 0) weighBetween(bench, found, floor() + 1, pivot - 1, query, segment, top, isRemoved);
  }
}

/** Weighs the found rows whose sum lies in a range, and offers them. */
function weighBetween(
  { found, foundSums, picked }: Bench,
  count: number,
  lowest: number,
  highest: number,
  query: ProjectQuery,
  segment: Segment,
  top: TopList,
  isRemoved: Uint8Array | undefined,
): void {
  const rows = picked.of(count);
  let chosen = 0;
  for (let i = 0; i < count; i++) {
    const sum = foundSums[i];
    if (sum >= lowest && sum <= highest && isRemoved?.[found[i]] !== 1) rows[chosen++] = found[i];
  }
  if (chosen === 0) return;
  const weighed = weighPicked(query, segment, chosen);
  for (let i = 0; i < chosen; i++) if (weighed[2 * i] >= top.threshold) top.offer(rows[i], weighed[2 * i]);
}

const histogram = new Uint32Array(1024);

/** A sum that at least `rank` of the found rows reach, near the highest such. */
function sumAtRank(sums: Uint16Array, count: number, rank: number): number {
  histogram.fill(0);
  for (let i = 0; i < count; i++) histogram[sums[i] >> 6]++;
  let bucket = histogram.length;
  for (let above = 0; bucket > 0 && above < rank;) above += histogram[--bucket];
  return bucket << 6;
}

/** What codes and province add to the score of a near row, by their number in the segment. */
export interface Circumstances {
  readonly ofCodes: Int32Array;
  readonly ofProvinces: Int32Array;
}

/** Offers a list the rows with the highest score of nearness; a score of 0 or less says nothing. */
export function offerNear(
  topic: Int16Array,
  circumstances: Circumstances,
  segment: Segment,
  top: TopList,
  isRemoved?: Uint8Array,
): void {
  const bench = benchOf(segment);
  const { priors, codeLists, provinces, topics } = segment.columns;
  const query = bench.layTopic(topic);
  const surroundings = { priors, codeLists, provinces, ...layCircumstances(bench, circumstances) };
  const scores = bench.dots.of(BLOCK);
  for (let from = 0, to = 0; from < segment.rows; from = to) {
    to = Math.min(segment.rows, from === 0 ? FIRST_BLOCK : from + BLOCK);
    const floor = Math.max(1, top.threshold);
    const found = segment.kernels.nearRows(query, topics, surroundings, from, to, floor, bench.found, scores);
    for (let i = 0; i < found; i++)
      if (scores[i] >= top.threshold && isRemoved?.[bench.found[i]] !== 1) top.offer(bench.found[i], scores[i]);
  }
}

function layCircumstances(bench: Bench, { ofCodes, ofProvinces }: Circumstances): Circumstances {
  const laid = { ofCodes: bench.ofCodes.of(ofCodes.length), ofProvinces: bench.ofProvinces.of(ofProvinces.length) };
  laid.ofCodes.set(ofCodes);
  laid.ofProvinces.set(ofProvinces);
  return laid;
}

function placeOf(term: number, posted: Uint32Array): number {
  let low = 0;
  for (let high = posted.length; low < high;) {
    const middle = (low + high) >> 1;
    if (posted[middle] < term) low = middle + 1;
    else high = middle;
  }
  return low < posted.length && posted[low] === term ? low : -1;
}
