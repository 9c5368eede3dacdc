import type { PairCursor } from '../criteria/pair-cursor.js';
import type { Epoch } from '../epoch/epoch.js';
import { NEAR_SHARES, NEAR_UNIT } from '../segment/near-score.js';
import type { Segment } from '../segment/segment.js';
import type { PreparedProject } from './project.js';
import { benchOf, scanTopics, scanWords } from './scan.js';
import { TopList } from './top-list.js';

/** The lists whose union is worth a full comparison. */
export const LISTS = ['words', 'near'] as const;
export type ListName = (typeof LISTS)[number];

/** What 1 stands for in the scores of each list. */
export const LIST_UNITS: Readonly<Record<ListName, number>> = Object.freeze({ words: 1, near: NEAR_UNIT });

/** How many enterprises each list takes, over all segments together. */
export const LIST_LENGTHS: Readonly<Record<ListName, number>> = Object.freeze({ words: 150, near: 250 });

/** What codes and province add to the score of a near enterprise, by their number in the segment. */
interface Circumstances {
  readonly ofCodes: Int32Array;
  readonly ofProvince: Int32Array;
}

function circumstances(
  { codes, province }: PreparedProject,
  segment: Segment,
  { related }: Pick<Epoch, 'related'>,
): Circumstances {
  const worth = (value: number): number => Math.round((Number.isNaN(value) ? 0 : value) * NEAR_UNIT);
  return {
    ofCodes: Int32Array.from(segment.codeValues(codes, related), (value) => worth(NEAR_SHARES.codes * value)),
    ofProvince: Int32Array.from(segment.meta.provinces, (name) =>
      worth(name !== '' && name === province ? NEAR_SHARES.province : 0),
    ),
  };
}

/** Offers the rows of one block. Most are passed by at two look-ups: not even the best circumstances would lift them. */
function offerNear(
  near: TopList,
  { columns: { codeLists, provinces, priors } }: Segment,
  { ofCodes, ofProvince }: Circumstances,
  scores: Int32Array,
  from: number,
  to: number,
  isRemoved: Uint8Array | undefined,
): void {
  const most = highest(ofCodes) + highest(ofProvince);
  // A score of 0 or less says nothing.
  let threshold = Math.max(1, near.threshold);
  for (let row = from; row < to; row++) {
    const base = scores[row - from] + priors[row];
    if (base + most < threshold) continue;
    const score = base + ofCodes[codeLists[row]] + ofProvince[provinces[row]];
    if (score < threshold || isRemoved?.[row] === 1) continue;
    near.offer(row, score);
    threshold = Math.max(1, near.threshold);
  }
}

function highest(values: Int32Array): number {
  let found = 0;
  for (let i = 0; i < values.length; i++) if (values[i] > found) found = values[i];
  return found;
}

/**
 * Best rows of one segment by the two lists. `words`: BM25 of the project's words. `near`: topic of project and
 * industry, with codes, province and size. Hidden rows are in neither.
 * @param isRemoved 1 for rows that are no longer there
 * @param lengths how many each list takes, default {@link LIST_LENGTHS}
 */
export function bestOfLists(
  epoch: Epoch,
  project: PreparedProject,
  segment: Segment,
  isRemoved?: Uint8Array,
  lengths: Readonly<Record<ListName, number>> = LIST_LENGTHS,
): Readonly<Record<ListName, readonly { readonly row: number; readonly score: number }[]>> {
  const words = new TopList(lengths.words);
  scanWords(project.query, epoch, segment, (row, score) => {
    if (score >= words.threshold && isRemoved?.[row] !== 1) words.offer(row, score);
  });
  const near = new TopList(lengths.near);
  const bonus = circumstances(project, segment, epoch);
  scanTopics(project.near, segment, (from, to, scores) => {
    offerNear(near, segment, bonus, scores, from, to, isRemoved);
  });
  return { words: words.entries(), near: near.entries() };
}

/** Scores of one pair in both lists; the same numbers as {@link bestOfLists} compares. The cursor stands on the enterprise. */
export function pairListScores(
  epoch: Pick<Epoch, 'related'>,
  project: PreparedProject,
  { segment, row, words }: PairCursor,
): Readonly<Record<ListName, number>> {
  const bench = benchOf(segment);
  bench.query.set(project.near);
  segment.kernels.topicScan(bench.query, segment.columns.topics, row, row + 1, bench.scores);
  const { ofCodes, ofProvince } = circumstances(project, segment, epoch);
  const { codeLists, provinces, priors } = segment.columns;
  const near = bench.scores[0] + priors[row] + ofCodes[codeLists[row]] + ofProvince[provinces[row]];
  return { words, near };
}
