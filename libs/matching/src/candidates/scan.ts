import { type EpochBasis, saturation } from '../epoch/basis.js';
import { Arena } from '../kernels/arena.js';
import type { Segment } from '../segment/segment.js';
import type { ProjectQuery } from './query.js';

/** Rows scanned at once: their scores stay in the processor's cache while the best are picked. */
export const BLOCK = 8192;

/** A thread's own room beside the topics of a segment, where the kernels can reach it. */
export interface TopicBench {
  readonly query: Int16Array;
  readonly picked: Uint32Array;
  readonly scores: Int32Array;
}

const benches = new WeakMap<WebAssembly.Memory, Map<number, TopicBench>>();
const ordinary = new Map<number, TopicBench>();

/**
 * Room for one query of the segment's dimensions and for at least so many scores; one per memory and thread,
 * overwritten by the next scan.
 */
export function benchOf({ memory, dimensions }: Pick<Segment, 'memory' | 'dimensions'>, atLeast = BLOCK): TopicBench {
  let known = ordinary;
  if (memory) {
    known = benches.get(memory) ?? new Map<number, TopicBench>();
    benches.set(memory, known);
  }
  let bench = known.get(dimensions);
  if (!bench || bench.scores.length < atLeast) {
    const length = Math.max(BLOCK, atLeast);
    const arena = memory && Arena.over(memory);
    bench = arena
      ? { query: arena.int16(dimensions), picked: arena.uint32(length), scores: arena.int32(length) }
      : { query: new Int16Array(dimensions), picked: new Uint32Array(length), scores: new Int32Array(length) };
    known.set(dimensions, bench);
  }
  return bench;
}

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
  for (let from = 0; from < segment.rows; from += BLOCK) {
    const to = Math.min(segment.rows, from + BLOCK);
    bench.query.set(topic);
    segment.kernels.topicScan(bench.query, segment.columns.topics, from, to, bench.scores);
    visit(from, to, bench.scores);
  }
}

/** Sums of BM25 by row; grows to the largest segment a thread meets, all zeros between uses. */
let sums = new Float64Array(0);
let touched = new Uint32Array(0);

/**
 * BM25 of every row that shares a term with the query, terms ascending, so that the sum of a row is the same number a
 * row-wise sum gives.
 */
export function scanWords(
  query: Pick<ProjectQuery, 'terms' | 'weights'>,
  { idf }: Pick<EpochBasis, 'idf'>,
  { rows, columns }: Segment,
  visit: (row: number, score: number) => void,
): void {
  const { postedTerms, postingOffsets, postingRows, postingCounts, damping } = columns;
  if (sums.length < rows) sums = new Float64Array(rows);
  if (touched.length < rows) touched = new Uint32Array(rows);
  let count = 0;
  query.terms.terms.forEach((term, k) => {
    const place = placeOf(term, postedTerms);
    if (place < 0) return;
    const weight = query.weights[k] * idf[term];
    for (let i = postingOffsets[place]; i < postingOffsets[place + 1]; i++) {
      const row = postingRows[i];
      if (sums[row] === 0) touched[count++] = row;
      sums[row] += weight * saturation(postingCounts[i], damping[row]);
    }
  });
  for (let i = 0; i < count; i++) {
    const row = touched[i];
    visit(row, sums[row]);
    sums[row] = 0;
  }
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
