import { HIGHEST_SATURATION } from '../epoch/basis.js';
import { GROUP, HIGHEST_HEAD, type NearQuery, RUN_LENGTH } from '../kernels/kernels.js';
import type { Segment } from '../segment/segment.js';
import { type Bench, benchOf, BLOCK } from './bench.js';
import { planNear } from './near-plan.js';
import type { ProjectQuery } from './query.js';
import type { TopList } from './top-list.js';

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
function layRuns({ terms, worth }: ProjectQuery, segment: Segment): WordRuns {
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
    const weigh = (lowest: number, highest: number): void => {
      const count = pickBetween(bench, found, lowest, highest, isRemoved);
      if (count === 0) return;
      const scores = weighPicked(query, segment, count);
      const picked = bench.picked.of(count);
      for (let i = 0; i < count; i++) if (scores[2 * i] >= top.threshold) top.offer(picked[i], scores[2 * i]);
    };
    weigh(pivot, HIGHEST_SUM);
    if (pivot > 0) weigh(floor() + 1, pivot - 1);
  }
}

/** Picks the found rows whose sum lies in a range. Returns how many. */
function pickBetween(
  { found, foundSums, picked }: Bench,
  count: number,
  lowest: number,
  highest: number,
  isRemoved: Uint8Array | undefined,
): number {
  const rows = picked.of(count);
  let chosen = 0;
  for (let i = 0; i < count; i++) {
    const sum = foundSums[i];
    if (sum >= lowest && sum <= highest && isRemoved?.[found[i]] !== 1) rows[chosen++] = found[i];
  }
  return chosen;
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

/**
 * Offers a list the rows with the highest score of nearness; a score of 0 or less says nothing. Heads of 16 bits, of the
 * strongest dimensions, say which rows could be taken: those with the highest are scored first, and set the mark for the others.
 */
export function offerNear(
  topic: Int16Array,
  circumstances: Omit<NearQuery, 'vector'>,
  segment: Segment,
  top: TopList,
  isRemoved?: Uint8Array,
): void {
  const { rows, kernels, columns } = segment;
  if (rows === 0 || top.limit === 0) return;
  const bench = benchOf(segment);
  const plan = planNear(topic);
  const heads = bench.heads.of(rows + 8);
  kernels.nearHeads(bench.layHead(plan, circumstances), columns, 0, rows, heads);
  const query = bench.layNear(topic, circumstances);
  const offer = (lowest: number, highest: number): void => {
    for (let from = 0; from < rows; from += BLOCK) {
      const count = Math.min(BLOCK, rows - from);
      const { found } = bench;
      const kept = kernels.siftHeads(heads.subarray(from), count, lowest, highest, from, found);
      const scores = bench.dots.of(kept);
      kernels.nearPick(query, columns, found, kept, scores);
      for (let i = 0; i < kept; i++) {
        const score = scores[i];
        if (score > 0 && score >= top.threshold && isRemoved?.[found[i]] !== 1) top.offer(found[i], score);
      }
    }
  };
  const pivot = headAtRank(heads, rows, 2 * top.limit);
  offer(pivot, HIGHEST_HEAD);
  const needed = Math.floor((Math.max(1, top.threshold) - plan.slack) / plan.unit);
  if (needed < pivot) offer(Math.max(LOWEST, needed), pivot - 1);
}

const LOWEST = -32_768;
/** Heads a rank is estimated from. */
const SAMPLE = 1024;

/** A head that about so many of the rows reach. */
function headAtRank(heads: Int16Array, count: number, rank: number): number {
  const every = Math.ceil(count / SAMPLE);
  const sample = new Int16Array(Math.ceil(count / every));
  for (let i = 0; i < sample.length; i++) sample[i] = heads[i * every];
  sample.sort();
  return sample[Math.max(0, sample.length - Math.ceil(rank / every))];
}

/** Place of a number among ascending ones, or -1. */
export function placeOf(wanted: number, ascending: Uint32Array): number {
  let low = 0;
  for (let high = ascending.length; low < high;) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low < ascending.length && ascending[low] === wanted ? low : -1;
}
