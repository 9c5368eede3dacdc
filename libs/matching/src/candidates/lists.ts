import type { PairCursor } from '../criteria/pair-cursor.js';
import type { Epoch } from '../epoch/epoch.js';
import { HIDDEN, type Segment } from '../segment/segment.js';
import { NEAR_UNIT, type PreparedProject } from './project.js';
import { benchOf, scanTopics, scanWords } from './scan.js';
import { TopList } from './top-list.js';

/** The lists whose union is worth a full comparison. */
export const LISTS = ['words', 'near'] as const;
export type ListName = (typeof LISTS)[number];

/** How many enterprises each list takes, over all segments together. */
export const LIST_LENGTHS: Readonly<Record<ListName, number>> = Object.freeze({ words: 200, near: 300 });

/** Worth of circumstances in the list of near enterprises, beside a topic that agrees entirely (1). */
const CODES_SHARE = 0.5;
const PROVINCE_SHARE = 0.25;
const SIZE_SHARE = 0.7;

/**
 * What the score of a near enterprise adds to its topic, in whole numbers: codes, province, size. It orders
 * candidates only; the criteria measure these things again.
 */
export class NearBonus {
  readonly #codes: Int32Array;
  readonly #provinces: Int32Array;

  constructor(
    { codes, province }: PreparedProject,
    private readonly segment: Segment,
    { related }: Pick<Epoch, 'related'>,
  ) {
    const worth = (value: number): number => Math.round((Number.isNaN(value) ? 0 : value) * NEAR_UNIT);
    this.#codes = Int32Array.from(segment.codeValues(codes, related), (value) => worth(CODES_SHARE * value));
    this.#provinces = Int32Array.from(segment.meta.provinces, (name) =>
      worth(name !== '' && name === province ? PROVINCE_SHARE : 0),
    );
  }

  of(row: number): number {
    const { codeLists, provinces, sizes } = this.segment.columns;
    return (
      this.#codes[codeLists[row]] + this.#provinces[provinces[row]] + Math.round(sizes[row] * (SIZE_SHARE * NEAR_UNIT))
    );
  }
}

/**
 * Best rows of one segment by the two lists. `words`: BM25 of the project's words. `near`: topic of project and
 * industry, with codes, province and size. Hidden rows are in neither.
 * @param isRemoved rows that are no longer there
 */
export function bestOfLists(
  epoch: Epoch,
  project: PreparedProject,
  segment: Segment,
  isRemoved?: Uint8Array,
): Readonly<Record<ListName, readonly { readonly row: number; readonly score: number }[]>> {
  const words = new TopList(LIST_LENGTHS.words);
  scanWords(project.query, epoch, segment, (row, score) => {
    if (score >= words.threshold && isRemoved?.[row] !== 1) words.offer(row, score);
  });
  const near = new TopList(LIST_LENGTHS.near);
  const bonus = new NearBonus(project, segment, epoch);
  const { flags } = segment.columns;
  scanTopics(project.near, segment, (from, to, scores) => {
    let threshold = near.threshold;
    for (let row = from; row < to; row++) {
      const score = scores[row - from] + bonus.of(row);
      if (score < threshold || score <= 0 || (flags[row] & HIDDEN) !== 0 || isRemoved?.[row] === 1) continue;
      near.offer(row, score);
      threshold = near.threshold;
    }
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
  return { words, near: bench.scores[0] + new NearBonus(project, segment, epoch).of(row) };
}
