import { ALL_CRITERIA } from '../criteria/all.js';

/** How one project's measures become 0–1 values. */
export interface Scale {
  /** Highest measure among the candidates, for relative criteria; 1 for absolute ones. */
  readonly highest: number;
  /** Value of a pair that cannot be judged: the mean over a fixed sample of enterprises. */
  readonly neutral: number;
}

/** An enterprise this close to the trade in any respect counts as being in it. */
const FULL_FIT = 0.75;
const WIDTH = ALL_CRITERIA.length;
const HAS_STAND_IN = ALL_CRITERIA.map(({ hasStandIn }) => hasStandIn === true);
const SHOWS_FIT = ALL_CRITERIA.map(({ showsFit }) => showsFit === true);
const COUNTS_WITH_FIT = ALL_CRITERIA.map(({ countsWithFit }) => countsWithFit === true);

const share = (measure: number, highest: number): number => Math.max(0, Math.min(1, measure / highest));

/**
 * Scales of all criteria for one project.
 * @param highest highest measure of each criterion among the candidates
 * @param sample measures of the project with a fixed sample of all enterprises, rows × criteria
 */
export function scalesOf(highest: ArrayLike<number>, sample: Float32Array): Scale[] {
  return ALL_CRITERIA.map((criterion, c) => {
    const best = criterion.scale === 'relative' ? highest[c] || 1 : 1;
    let sum = 0;
    let known = 0;
    for (let at = c; at < sample.length; at += WIDTH) {
      if (Number.isNaN(sample[at])) continue;
      sum += share(sample[at], best);
      known++;
    }
    return { highest: best, neutral: known > 0 ? sum / known : 0.5 };
  });
}

/**
 * 0–1 values of all criteria for one pair, written into `values`. An unknown measure gets its neutral value. A
 * criterion that `countsWithFit` is multiplied by the best value among the criteria that `showFit`: a giant of another
 * trade gains nothing by its size.
 * @param measures rows × criteria; the pair is row `place`
 * @param standIn value of a criterion that `hasStandIn` where it is unknown
 */
export function writeValues(
  values: Float64Array,
  measures: Float32Array,
  place: number,
  standIn: number,
  scales: readonly Scale[],
): Float64Array {
  let fit = 0;
  for (let c = 0; c < WIDTH; c++) {
    const measure = measures[place * WIDTH + c];
    const { highest, neutral } = scales[c];
    const value = Number.isNaN(measure) ? (HAS_STAND_IN[c] ? standIn : neutral) : share(measure, highest);
    values[c] = value;
    if (SHOWS_FIT[c] && value > fit) fit = value;
  }
  const inTrade = Math.min(1, fit / FULL_FIT);
  for (let c = 0; c < WIDTH; c++) if (COUNTS_WITH_FIT[c]) values[c] *= inTrade;
  return values;
}

/** Sum of weight × value, in the order of the criteria. */
export function weigh(values: ArrayLike<number>, weights: readonly number[]): number {
  let sum = 0;
  for (let c = 0; c < WIDTH; c++) sum += weights[c] * values[c];
  return sum;
}
