import type { PreparedProject } from '../candidates/project.js';
import { ALL_CRITERIA } from '../criteria/all.js';
import type { Epoch } from '../epoch/epoch.js';
import { neutralSample } from './neutral-sample.js';
import { type CandidatePool, compareIdsAt } from './rank-pool.js';
import { type PackedScales, packScales, scalesOf, weigh, writeValues } from './scale.js';

const WIDTH = ALL_CRITERIA.length;
const IS_RELATIVE = ALL_CRITERIA.map(({ scale }) => scale === 'relative');
/** Values of all who are compared, until others are. */
let valuesOfAll = new Float64Array(0);

/** Where scoring leaves its numbers. */
export interface ScoreRoom {
  /** By row of the pool. */
  readonly scores: Float64Array;
  /** By criterion: highest measure among the chosen, 1 for absolute ones, and highest value. */
  readonly highest: Float64Array;
  readonly reached: Float64Array;
  /** Where the scales are packed: {@link PackedScales.numbers} from `from` on. */
  readonly numbers: Float64Array;
  readonly from: number;
}

/** How the chosen were scored. */
export interface ChosenScores {
  readonly scales: PackedScales;
  /** Chosen × criteria; the next scoring overwrites them. */
  readonly values: Float64Array;
}

/** Scores some rows of a pool against the best of them. Cost: some passes over rows × criteria. */
export function scoreChosen(
  epoch: Epoch,
  project: PreparedProject,
  { measures, sizes }: Pick<CandidatePool, 'measures' | 'sizes'>,
  chosen: Uint32Array,
  weights: readonly number[],
  { scores, highest, reached, numbers, from }: ScoreRoom,
): ChosenScores {
  const count = chosen.length;
  for (let c = 0; c < WIDTH; c++) highest[c] = IS_RELATIVE[c] ? highestOf(measures, c, chosen) : 1;
  const scales = packScales(scalesOf(highest, neutralSample(epoch, project)), numbers, from);
  if (valuesOfAll.length < count * WIDTH) valuesOfAll = new Float64Array(count * WIDTH);
  const values = valuesOfAll;
  writeValues(values, measures, sizes, chosen, count, scales);
  reached.fill(0);
  for (let i = 0, at = 0; i < count; i++) {
    scores[chosen[i]] = weigh(values, at, weights);
    for (let c = 0; c < WIDTH; c++, at++) if (values[at] > reached[c]) reached[c] = values[at];
  }
  return { scales, values };
}

/** Highest measure of criterion `c`; 0 where nobody's is known. */
function highestOf(measures: Float32Array, c: number, chosen: Uint32Array): number {
  let most = 0;
  for (let i = 0; i < chosen.length; i++) {
    const measure = measures[chosen[i] * WIDTH + c];
    if (measure > most) most = measure;
  }
  return most;
}

/** The best of some rows, in order. */
export interface Leaders {
  readonly rows: number[];
  /** There may be others behind them. */
  readonly isCut: boolean;
}

/**
 * The best `depth` of the chosen that are allowed, in order; equal scores by their ids. Looks at as many as are wanted first, and at
 * all when some of those are not allowed.
 */
export function leadersOf(
  pool: CandidatePool,
  chosen: Uint32Array,
  scores: Float64Array,
  depth: number,
  isAllowed: (at: number) => boolean,
): Leaders {
  const isBefore = (a: number, b: number): boolean =>
    scores[a] > scores[b] || (scores[a] === scores[b] && compareIdsAt(pool, a, b) < 0);
  const first = depth < chosen.length ? bestOf(chosen, depth, isBefore).filter(isAllowed) : [];
  if (depth < chosen.length && first.length === depth) return { rows: first, isCut: true };
  const rows = Array.from(chosen)
    .sort((a, b) => (isBefore(a, b) ? -1 : 1))
    .filter(isAllowed);
  return { rows: rows.slice(0, depth), isCut: rows.length > depth };
}

/** The first `count` of some rows in order. */
function bestOf(rows: Uint32Array, count: number, isBefore: (a: number, b: number) => boolean): number[] {
  const best: number[] = [];
  if (count === 0) return best;
  for (const row of rows) {
    if (best.length === count) {
      if (!isBefore(row, best[count - 1])) continue;
      best.pop();
    }
    let rank = best.push(row) - 1;
    for (; rank > 0 && isBefore(row, best[rank - 1]); rank--) best[rank] = best[rank - 1];
    best[rank] = row;
  }
  return best;
}
