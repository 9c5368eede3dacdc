import { HIGHEST_SATURATION } from '../epoch/basis.js';
import { GROUP, HIGHEST_HEAD, type NearQuery, RUN_LENGTH } from '../kernels/kernels.js';
import type { Segment } from '../segment/segment.js';
import { benchOf, BLOCK } from './bench.js';
import { HIGHEST_SUM, HOPEFUL_ROWS } from './hopeful-rows.js';
import { planNear } from './near-plan.js';
import type { ProjectQuery } from './query.js';
import type { TopList } from './top-list.js';

/** What rounding impacts up to 255ths adds to a sum at most; rounding weights and parts adds less than 3 a term. */
const LOOSE_BY_IMPACTS = Math.ceil(HIGHEST_SUM / 255);
/** Bounds are rounded this much downwards against scores, so that no rounding of float64 loses a row. */
const CAUTION = 1 - 1e-9;

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
 * Offers a list the rows with the highest BM25. Sums of 16 bits, never below the score they stand for and never much above,
 * find the rows that could be taken; those are weighed exactly, the ones with the highest sums first.
 */
export function offerWords(query: ProjectQuery, segment: Segment, top: TopList, isRemoved?: Uint8Array): void {
  const { rows, kernels, columns } = segment;
  const { count: runs, scale } = layRuns(query, segment);
  if (runs === 0 || top.limit === 0) return;
  const bench = benchOf(segment);
  const sums = bench.sums.of(BLOCK);
  const found = bench.found.of(BLOCK);
  const looseness = LOOSE_BY_IMPACTS + 3 * runs;
  HOPEFUL_ROWS.begin(top.limit, looseness);
  /** A row has to reach this sum. */
  const needed = (): number => Math.min(HIGHEST_SUM, Math.max(1, Math.ceil(top.threshold * scale * CAUTION)));
  let floor = needed();
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(rows, from + BLOCK);
    kernels.addImpacts(columns.postingRows, columns.postingImpacts, bench.runs.of(0), runs, from, to, sums);
    const groups = Math.ceil((to - from) / GROUP);
    if (from === 0 && !isRemoved && top.limit <= groups) {
      // As many rows as are the best, one of each group, reach this sum: most of the first block need not be looked at.
      kernels.highestOfGroups(sums, groups, bench.highest);
      const reached = bench.highest.subarray(0, groups).sort()[groups - top.limit];
      floor = Math.max(floor, reached - looseness);
    }
    bench.floors.fill(floor - 1);
    const count = kernels.sweep(sums, bench.floors, groups, from, found, bench.foundSums);
    HOPEFUL_ROWS.add(found, bench.foundSums, count, isRemoved);
    floor = Math.max(floor, HOPEFUL_ROWS.floor);
  }
  const weigh = (lowest: number, highest: number): void => {
    const count = HOPEFUL_ROWS.pick(lowest, highest, bench.picked);
    if (count > 0) top.offerAll(bench.picked.of(count), weighPicked(query, segment, count), count, 2);
  };
  const { pivot } = HOPEFUL_ROWS;
  weigh(pivot, HIGHEST_SUM);
  if (pivot > 0) weigh(Math.max(floor, needed()), pivot - 1);
}

/**
 * Offers a list the rows with the highest score of nearness. Heads of 16 bits, of the
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
  const found = bench.found.of(rows);
  let rank = 2 * top.limit;
  let pivot = headAtRank(heads, rows, rank);
  let count = kernels.siftHeads(heads, rows, pivot, HIGHEST_HEAD, 0, found);
  // What a sample says can be wrong, and with fewer rows than the list takes there would be no mark for the others.
  while (count < top.limit && pivot > LOWEST) {
    pivot = headAtRank(heads, rows, (rank *= 4));
    count = kernels.siftHeads(heads, rows, pivot, HIGHEST_HEAD, 0, found);
  }
  const offer = (): void => {
    const dots = bench.dots.of(count);
    kernels.nearPick(query, columns, found, count, dots);
    const scores = bench.weighed.of(count);
    scores.set(dots.subarray(0, count));
    top.offerAll(found, scores, count, 1, isRemoved);
  };
  offer();
  const needed = Math.max(LOWEST, Math.floor((top.threshold - plan.slack) / plan.unit));
  if (needed >= pivot) return;
  count = kernels.siftHeads(heads, rows, needed, pivot - 1, 0, found);
  offer();
}

const LOWEST = -32_768;
/** Heads a rank is estimated from, counted by their highest bits. */
const SAMPLE = 1024;
const BUCKET_BITS = 5;
const COUNTED = new Uint16Array(65_536 >> BUCKET_BITS);

/** A head that about so many of the rows reach. */
function headAtRank(heads: Int16Array, count: number, rank: number): number {
  const every = Math.ceil(count / SAMPLE);
  COUNTED.fill(0);
  for (let row = 0; row < count; row += every) COUNTED[(heads[row] - LOWEST) >> BUCKET_BITS]++;
  let bucket = COUNTED.length - 1;
  for (let above = COUNTED[bucket]; above * every < rank && bucket > 0;) above += COUNTED[--bucket];
  return (bucket << BUCKET_BITS) + LOWEST;
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
