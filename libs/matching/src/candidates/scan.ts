import { HIGHEST_HEAD, type NearQuery } from '../kernels/kernels.js';
import type { Segment } from '../segment/segment.js';
import { benchOf } from './bench.js';
import { planNear } from './near-plan.js';
import type { ProjectQuery } from './query.js';
import type { TopList } from './top-list.js';

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
