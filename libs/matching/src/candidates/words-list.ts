import { HIGHEST_SATURATION } from '../epoch/basis.js';
import { DENSE_LENGTH, GROUP, RUN_LENGTH } from '../kernels/kernels.js';
import { DENSE_IMPACT, POSTED_IMPACT, type Segment } from '../segment/segment.js';
import { benchOf } from './bench.js';
import type { ProjectQuery } from './query.js';
import { weighPicked } from './scan.js';
import type { TopList } from './top-list.js';

/** Sums of BM25 are kept in 16 bits. */
const HIGHEST_SUM = 65_535;
/** Bounds are rounded this much downwards against scores, so that no rounding of float64 loses a row. */
const CAUTION = 1 - 1e-9;
/** Rows whose postings are added up in one go: their sums lie in the second-level cache. */
const BLOCK = 65_536;
/** Sums are counted by this many of their highest bits. */
const BUCKETS = 2048;
const BUCKET_BITS = 5;
const COUNTED = new Uint32Array(BUCKETS);

/** What stands ready on the bench. */
interface LaidTerms {
  /** How many terms with postings, and how many dense ones, an even number. */
  readonly posted: number;
  readonly dense: number;
  /** What a score of 1 is at least in the sums. */
  readonly scale: number;
  /** What rounding up adds to a sum at most. */
  readonly looseness: number;
}

/** Lays the terms of a query on the bench that stand in the segment, with whole-number weights whose sums fit 16 bits. */
function layTerms({ terms, worth, termCount }: ProjectQuery, segment: Segment): LaidTerms {
  const { postedTerms, postingOffsets, denseTerms } = segment.columns;
  let total = 0;
  for (let place = 0; place < terms.length; place++) total += worth[3 * place] * HIGHEST_SATURATION;
  // Weights and parts of a sum are rounded up: that of a dense term by its highest impact at most, others by 2.
  const rounding = 2 * terms.length + DENSE_IMPACT * Math.min(terms.length, denseTerms.length);
  const scale = (HIGHEST_SUM - rounding) / total;
  const bench = benchOf(segment);
  const runs = bench.runs.of(RUN_LENGTH * terms.length);
  const laid = bench.dense.of(DENSE_LENGTH * (terms.length + 1));
  let posted = 0;
  let dense = 0;
  let looseness = 0;
  for (let place = 0; place < terms.length; place++) {
    const most = worth[3 * place] * HIGHEST_SATURATION * scale;
    const at = placeOf(terms[place], postedTerms, termCount);
    if (at >= 0) {
      runs[RUN_LENGTH * posted] = postingOffsets[at];
      runs[RUN_LENGTH * posted + 1] = postingOffsets[at + 1];
      // An impact is in 255ths, and what it makes is divided by 256.
      runs[RUN_LENGTH * posted + 2] = Math.ceil((most * 256) / POSTED_IMPACT);
      looseness += most / POSTED_IMPACT + 3;
      posted++;
      continue;
    }
    const number = placeOf(terms[place], denseTerms, termCount);
    if (number < 0) continue;
    laid[DENSE_LENGTH * dense] = number;
    laid[DENSE_LENGTH * dense + 1] = Math.ceil(most / DENSE_IMPACT);
    looseness += most / DENSE_IMPACT + DENSE_IMPACT + 1;
    dense++;
  }
  // They are added by twos.
  if (dense % 2 === 1) {
    laid[DENSE_LENGTH * dense] = laid[DENSE_LENGTH * (dense - 1)];
    laid[DENSE_LENGTH * dense + 1] = 0;
    dense++;
  }
  return { posted, dense, scale, looseness: Math.ceil(looseness) };
}

/** Place of a term among ascending ones, or -1. Where few of the `termCount` terms are missing, it is nearly its number. */
function placeOf(term: number, ascending: Uint32Array, termCount: number): number {
  let low = Math.max(0, term - (termCount - ascending.length));
  for (let high = Math.min(ascending.length, term + 1); low < high;) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < term) low = middle + 1;
    else high = middle;
  }
  return low < ascending.length && ascending[low] === term ? low : -1;
}

/** Adds up the terms on the bench. */
function addTerms(segment: Segment, { posted, dense }: LaidTerms): Uint16Array {
  const { rows, kernels, columns } = segment;
  const bench = benchOf(segment);
  const groups = Math.ceil(rows / GROUP);
  const sums = bench.sums.of(GROUP * groups);
  for (let from = 0; from < rows; from += BLOCK) {
    const own = from === 0 ? sums : sums.subarray(from);
    const to = Math.min(rows, from + BLOCK);
    kernels.addImpacts(columns.postingRows, columns.postingImpacts, bench.runs.of(0), posted, from, to, own);
  }
  if (dense > 0) kernels.addDense(columns.denseImpacts, bench.dense.of(0), dense, groups, sums);
  return sums;
}

/**
 * Sums of all rows of a segment; divided by `scale` they are never below BM25, and 0 where no term is shared. They lie on
 * the bench: whoever asks for them sets them back to 0 (`clearSums`).
 */
export function sumWords(
  query: ProjectQuery,
  segment: Segment,
): { readonly sums: Uint16Array; readonly scale: number } {
  const laid = layTerms(query, segment);
  return { sums: addTerms(segment, laid), scale: laid.scale };
}

/** Sets the sums of a segment back to 0. */
export function clearSums(segment: Segment): void {
  const groups = Math.ceil(segment.rows / GROUP);
  segment.kernels.clearSums(benchOf(segment).sums.of(GROUP * groups), groups);
}

/**
 * Offers a list the rows with the highest BM25. Sums of 16 bits, never below the score they stand for and never much above,
 * find the rows that could be taken; those are weighed exactly, the ones with the highest sums first.
 */
export function offerWords(query: ProjectQuery, segment: Segment, top: TopList, isRemoved?: Uint8Array): void {
  const laid = layTerms(query, segment);
  if (laid.posted + laid.dense === 0 || top.limit === 0) return;
  const bench = benchOf(segment);
  const groups = Math.ceil(segment.rows / GROUP);
  const sums = addTerms(segment, laid);
  const found = bench.found.of(GROUP * groups);
  const foundSums = bench.foundSums.of(GROUP * groups);
  const { looseness } = laid;
  /** A row has to reach this sum. */
  const needed = (): number => Math.min(HIGHEST_SUM, Math.max(1, Math.ceil(top.threshold * laid.scale * CAUTION)));
  const sift = (lowest: number): number =>
    withoutRemoved(found, foundSums, segment.kernels.siftSums(sums, groups, lowest, found, foundSums), isRemoved);

  // As many rows as are the best, one of each group, reach this sum.
  const highest = bench.highest.of(groups);
  segment.kernels.highestOfGroups(sums, groups, highest);
  let floor = Math.max(needed(), sumAtRank(highest, groups, top.limit) - looseness);
  let count = sift(floor);
  let pivot = sumAtRank(foundSums, count, top.limit);
  // Unless some of them are no longer there.
  if (isRemoved && pivot - looseness < floor) {
    floor = Math.max(needed(), pivot - looseness);
    count = sift(floor);
    pivot = sumAtRank(foundSums, count, top.limit);
  }
  clearSums(segment);

  const weigh = (lowest: number, highest: number): void => {
    const picked = bench.picked.of(count);
    let chosen = 0;
    for (let i = 0; i < count; i++) if (foundSums[i] >= lowest && foundSums[i] <= highest) picked[chosen++] = found[i];
    if (chosen > 0) top.offerAll(picked, weighPicked(query, segment, chosen), chosen, 2);
  };
  weigh(pivot, HIGHEST_SUM);
  if (pivot > 0) weigh(Math.max(floor, needed()), pivot - 1);
}

/** Lets go what was found and is no longer there. Returns how many are left. */
function withoutRemoved(found: Uint32Array, sums: Uint16Array, count: number, isRemoved?: Uint8Array): number {
  if (!isRemoved) return count;
  let kept = 0;
  for (let i = 0; i < count; i++) {
    if (isRemoved[found[i]] === 1) continue;
    found[kept] = found[i];
    sums[kept++] = sums[i];
  }
  return kept;
}

/** A sum that `rank` of the first `count` reach, near the highest such; 0 where there are fewer. */
function sumAtRank(sums: Uint16Array, count: number, rank: number): number {
  if (count < rank) return 0;
  COUNTED.fill(0);
  for (let i = 0; i < count; i++) COUNTED[sums[i] >> BUCKET_BITS]++;
  let bucket = BUCKETS - 1;
  for (let above = COUNTED[bucket]; above < rank && bucket > 0;) above += COUNTED[--bucket];
  return bucket << BUCKET_BITS;
}
