import type { NearQuery } from '../kernels/kernels.js';
import type { PairCursor } from '../criteria/pair-cursor.js';
import type { Epoch } from '../epoch/epoch.js';
import { NEAR_SHARES, NEAR_UNIT } from '../segment/near-score.js';
import type { Segment } from '../segment/segment.js';
import type { PreparedProject } from './project.js';
import { benchOf } from './bench.js';
import { offerNear } from './scan.js';
import { TopList } from './top-list.js';
import { offerWords } from './words-list.js';

/** The lists whose union is worth a full comparison. */
export const LISTS = ['words', 'near'] as const;
export type ListName = (typeof LISTS)[number];

/** What 1 stands for in the scores of each list. */
export const LIST_UNITS: Readonly<Record<ListName, number>> = Object.freeze({ words: 1, near: NEAR_UNIT });

/** How many enterprises each list takes, over all segments together. */
export const LIST_LENGTHS: Readonly<Record<ListName, number>> = Object.freeze({ words: 150, near: 250 });

/** An entry of a list. */
export interface ListEntry {
  readonly row: number;
  readonly score: number;
}

const PROVINCE_WORTH = Math.round(NEAR_SHARES.province * NEAR_UNIT);

function circumstances(
  { codes, province }: PreparedProject,
  segment: Segment,
  { related }: Pick<Epoch, 'related'>,
): Omit<NearQuery, 'vector'> {
  const values = segment.codeValues(codes, related);
  const ofCodes = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++)
    ofCodes[i] = Number.isNaN(values[i]) ? 0 : Math.round(NEAR_SHARES.codes * values[i] * NEAR_UNIT);
  const own = province === '' ? -1 : segment.meta.provinces.indexOf(province);
  // Without a province of its own in the segment any number will do: it is worth nothing.
  return { ofCodes, province: Math.max(0, own), ofProvince: own < 0 ? 0 : PROVINCE_WORTH };
}

/**
 * Best rows of one segment by the two lists. `words`: BM25 of the project's words. `near`: topic of project and
 * industry, with codes, province and size. Hidden rows are in neither.
 * @param isRemoved 1 for rows that are no longer there
 * @param lengths how many each list takes, default {@link LIST_LENGTHS}
 * @param floors scores below which entries may be left out
 */
export function fillLists(
  epoch: Epoch,
  project: PreparedProject,
  segment: Segment,
  isRemoved?: Uint8Array,
  lengths: Readonly<Record<ListName, number>> = LIST_LENGTHS,
  floors: Readonly<Partial<Record<ListName, number>>> = {},
): Readonly<Record<ListName, TopList>> {
  const words = new TopList(lengths.words, floors.words);
  offerWords(project.query, segment, words, isRemoved);
  // A score of 0 or less says nothing.
  const near = new TopList(lengths.near, Math.max(1, floors.near ?? 1));
  offerNear(project.near, circumstances(project, segment, epoch), segment, near, isRemoved);
  return { words, near };
}

/** The entries of {@link fillLists}. */
export function bestOfLists(...given: Parameters<typeof fillLists>): Readonly<Record<ListName, readonly ListEntry[]>> {
  const { words, near } = fillLists(...given);
  return { words: words.entries(), near: near.entries() };
}

/** Scores of one pair in both lists; the same numbers as {@link bestOfLists} compares. The cursor stands on the enterprise. */
export function pairListScores(
  epoch: Pick<Epoch, 'related'>,
  project: PreparedProject,
  { segment, row, words }: PairCursor,
): Readonly<Record<ListName, number>> {
  const bench = benchOf(segment);
  const dots = bench.dots.of(1);
  const picked = bench.picked.of(1);
  picked[0] = row;
  const query = bench.layNear(project.near, circumstances(project, segment, epoch));
  segment.kernels.nearPick(query, segment.columns, picked, 1, dots);
  return { words, near: dots[0] };
}

/** Where lists that are filled from one segment after another stand: what is below need not be found any more. */
export class ListFloors {
  readonly #scores: Partial<Record<ListName, number>> = {};
  readonly #best: Partial<Record<ListName, Float64Array>> = {};

  constructor(private readonly lengths: Readonly<Record<ListName, number>> = LIST_LENGTHS) {}

  /** Score of the last of each list that is full by now. */
  get scores(): Readonly<Partial<Record<ListName, number>>> {
    return this.#scores;
  }

  /** Takes in what a segment had. */
  add(found: Readonly<Record<ListName, readonly ListEntry[]>>): void {
    for (const list of LISTS) {
      if (found[list].length === 0) continue;
      const all = Float64Array.from([...(this.#best[list] ?? []), ...found[list].map(({ score }) => score)]).sort();
      const best = all.subarray(Math.max(0, all.length - this.lengths[list]));
      this.#best[list] = best;
      if (best.length === this.lengths[list]) this.#scores[list] = best[0];
    }
  }
}
