import { LIST_LENGTHS, type ListName, LISTS } from '../candidates/lists.js';
import { highestAtRank } from './highest-at-rank.js';
import { compareIdsAt, type ListedPool } from './rank-pool.js';

/** Who of a pool is compared: the best of each list. */
export interface WithinLists {
  /** Bit l is set for candidates within the length of list l. */
  readonly within: Uint8Array;
  /** Score of the last in each list that is full. */
  readonly lastOfList: Readonly<Partial<Record<ListName, number>>>;
}

/** Finds the best of each list; equal scores in the order of the hash of the id, then of the id. */
export function withinLists(pool: ListedPool): WithinLists {
  const within = new Uint8Array(pool.size);
  const lastOfList: Partial<Record<ListName, number>> = {};
  LISTS.forEach((list, l) => {
    const last = markWithin(pool, l, LIST_LENGTHS[list], within);
    if (last !== undefined) lastOfList[list] = last;
  });
  return { within, lastOfList };
}

/** @returns the last score, when the list is full */
function markWithin(pool: ListedPool, l: number, length: number, within: Uint8Array): number | undefined {
  const { size, listScores } = pool;
  const entries = new Float64Array(size);
  let count = 0;
  let lowest = Infinity;
  for (let at = 0; at < size; at++) {
    const score = listScores[at * LISTS.length + l];
    if (Number.isNaN(score)) continue;
    entries[count++] = score;
    lowest = Math.min(lowest, score);
    within[at] |= 1 << l;
  }
  // What comes from one segment is no longer than the list.
  if (count <= length) return count === length ? lowest : undefined;
  const cut = highestAtRank(entries.subarray(0, count), length);
  const tied: number[] = [];
  let above = 0;
  for (let at = 0; at < size; at++) {
    const score = listScores[at * LISTS.length + l];
    if (score > cut) {
      above++;
      continue;
    }
    within[at] &= ~(1 << l);
    if (score === cut) tied.push(at);
  }
  if (above + tied.length > length) tied.sort((a, b) => compareIdsAt(pool, a, b)).splice(length - above);
  for (const at of tied) within[at] |= 1 << l;
  return cut;
}
