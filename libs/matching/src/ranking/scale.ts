import { ALL_CRITERIA } from '../criteria/all.js';
import type { NeutralSample } from './neutral-sample.js';

const WIDTH = ALL_CRITERIA.length;
/** Numbers a row of scales takes. */
export const SCALE_NUMBERS = 2 * WIDTH;

/** How one project's measures become 0–1 values. */
export interface Scale {
  /** Highest measure among the candidates, for relative criteria; 1 for absolute ones. */
  readonly highest: number;
  /** Value of a pair that cannot be judged: the mean over a fixed sample of enterprises. May be worked out when it is read. */
  readonly neutral: number;
}

/** Scales with their numbers in one row, {@link SCALE_NUMBERS} long from `from` on: every value that is made reads them. */
export interface PackedScales {
  /** Highest measures in the order of the criteria, then the neutral values, each NaN until it has been asked for. */
  readonly numbers: Float64Array;
  readonly from: number;
  readonly scales: readonly Scale[];
}

export function packScales(
  scales: readonly Scale[],
  numbers: Float64Array = new Float64Array(SCALE_NUMBERS),
  from = 0,
): PackedScales {
  scales.forEach(({ highest }, c) => {
    numbers[from + c] = highest;
    numbers[from + WIDTH + c] = Number.NaN;
  });
  return { numbers, from, scales };
}

/** The neutral value of criterion `c`, which is kept in the row. */
function neutralOf({ numbers, from, scales }: PackedScales, c: number): number {
  const known = numbers[from + WIDTH + c];
  return Number.isNaN(known) ? (numbers[from + WIDTH + c] = scales[c].neutral) : known;
}

/** An enterprise this close to the trade in any respect counts as being in it. */
const FULL_FIT = 0.75;
const HAS_STAND_IN = ALL_CRITERIA.map(({ hasStandIn }) => hasStandIn === true);
/** Numbers of the criteria that show whether an enterprise is in the trade, and of those that count only then. */
const SHOWING_FIT = ALL_CRITERIA.flatMap(({ showsFit }, c) => (showsFit ? [c] : []));
const COUNTING_WITH_FIT = ALL_CRITERIA.flatMap(({ countsWithFit }, c) => (countsWithFit ? [c] : []));

/** A measure as a share of the highest, 0–1; NaN where it is unknown. Never asks whether it is 0, which no processor can guess. */
const share = (measure: number, highest: number): number => {
  const value = measure / highest;
  return value > 1 ? 1 : value < 0 ? 0 : value;
};

/**
 * Scales of all criteria for one project.
 * @param highest highest measure of each criterion among the candidates
 */
export function scalesOf(highest: ArrayLike<number>, sample: NeutralSample): Scale[] {
  return ALL_CRITERIA.map(({ scale }, c) => {
    const best = scale === 'relative' ? highest[c] || 1 : 1;
    let neutral: number | undefined;
    return {
      highest: best,
      // Found when somebody's measure is unknown: mostly nobody's is, and the sample has to be compared for it.
      get neutral() {
        return (neutral ??= meanShare(sample.measuresFor(c), c, best));
      },
    };
  });
}

/** Mean value of criterion `c` of some measures, rows × criteria, where it is known; half where nobody knows. */
function meanShare(measures: Float32Array, c: number, highest: number): number {
  let sum = 0;
  let known = 0;
  for (let at = c; at < measures.length; at += WIDTH) {
    if (Number.isNaN(measures[at])) continue;
    sum += share(measures[at], highest);
    known++;
  }
  return known > 0 ? sum / known : 0.5;
}

/**
 * 0–1 values of all criteria for the first `count` of some pairs, one after another in `values`. An unknown measure gets its
 * neutral value. A criterion that `countsWithFit` is multiplied by the best value among the criteria that `showFit`: a giant of
 * another trade gains nothing by its size.
 * @param measures rows × criteria
 * @param standIns by row: value of a criterion that `hasStandIn` where it is unknown
 * @param rows of the pairs
 */
export function writeValues(
  values: Float64Array,
  measures: Float32Array,
  standIns: Float32Array,
  rows: Uint32Array,
  count: number,
  packed: PackedScales,
): void {
  const { numbers, from } = packed;
  // One criterion after another: what is the same for all pairs is read once, and the loops are short.
  for (let c = 0; c < WIDTH; c++) {
    const most = numbers[from + c];
    let usual = Number.NaN;
    for (let i = 0, at = c; i < count; i++, at += WIDTH) {
      const value = share(measures[rows[i] * WIDTH + c], most);
      if (!Number.isNaN(value)) {
        values[at] = value;
      } else if (HAS_STAND_IN[c]) {
        values[at] = standIns[rows[i]];
      } else {
        if (Number.isNaN(usual)) usual = neutralOf(packed, c);
        values[at] = usual;
      }
    }
  }
  for (let first = 0; first < count * WIDTH; first += WIDTH) {
    let fit = 0;
    for (let s = 0; s < SHOWING_FIT.length; s++) fit = Math.max(fit, values[first + SHOWING_FIT[s]]);
    const inTrade = Math.min(1, fit / FULL_FIT);
    for (let s = 0; s < COUNTING_WITH_FIT.length; s++) values[first + COUNTING_WITH_FIT[s]] *= inTrade;
  }
}

/** Sum of weight × value, in the order of the criteria; the values begin at `from`. */
export function weigh(values: ArrayLike<number>, from: number, weights: readonly number[]): number {
  let sum = 0;
  for (let c = 0; c < WIDTH; c++) sum += weights[c] * values[from + c];
  return sum;
}
