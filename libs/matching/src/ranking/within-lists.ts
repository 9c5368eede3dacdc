import { LIST_LENGTHS, type ListName, LISTS } from '../candidates/lists.js';
import { highestAtRank } from './highest-at-rank.js';
import { compareIdsAt, type ListedPool } from './rank-pool.js';

/** Who of a pool is compared: the best of each list. */
export interface WithinLists {
  /** Places in the pool, ascending. */
  readonly chosen: Uint32Array;
  /** Score of the last in each list that is full. */
  readonly lastOfList: Readonly<Partial<Record<ListName, number>>>;
}

/** Finds the best of each list; equal scores in the order of the hash of the id, then of the id. */
export function withinLists(pool: ListedPool): WithinLists {
  /** Bit l is set for candidates within the length of list l. */
  const within = new Uint8Array(pool.size);
  const lastOfList: Partial<Record<ListName, number>> = {};
  LISTS.forEach((list, l) => {
    const last = markWithin(pool, l, LIST_LENGTHS[list], within);
    if (last !== undefined) lastOfList[list] = last;
  });
  const chosen = new Uint32Array(pool.size);
  let count = 0;
  for (let at = 0; at < pool.size; at++) if (within[at] !== 0) chosen[count++] = at;
  return { chosen: chosen.subarray(0, count), lastOfList };
}

/** @returns the last score, when the list is full */
function markWithin(pool: ListedPool, l: number, length: number, within: Uint8Array): number | undefined {
  const { size, listScores } = pool;
  const bit = 1 << l;
  let count = 0;
  let lowest = Infinity;
  for (let at = 0; at < size; at++) {
    const score = listScores[at * LISTS.length + l];
    if (Number.isNaN(score)) continue;
    within[at] |= bit;
    if (score < lowest) lowest = score;
    count++;
  }
  // What comes from one segment is no longer than the list.
  return count > length ? cutTo(length, pool, l, count, within) : count === length ? lowest : undefined;
}

/** Leaves the best `length` of the `count` candidates of a list marked. @returns the score of the last of them */
function cutTo(length: number, pool: ListedPool, l: number, count: number, within: Uint8Array): number {
  const bit = 1 << l;
  const scores = new Float64Array(count);
  for (let at = 0, next = 0; at < pool.size; at++)
    if ((within[at] & bit) !== 0) scores[next++] = pool.listScores[at * LISTS.length + l];
  const cut = highestAtRank(scores, length);
  const tied: number[] = [];
  let above = 0;
  for (let at = 0; at < pool.size; at++) {
    const score = pool.listScores[at * LISTS.length + l];
    if (score > cut) {
      above++;
      continue;
    }
    within[at] &= ~bit;
    if (score === cut) tied.push(at);
  }
  if (above + tied.length > length) tied.sort((a, b) => compareIdsAt(pool, a, b)).splice(length - above);
  for (const at of tied) within[at] |= bit;
  return cut;
}
