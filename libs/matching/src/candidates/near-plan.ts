import { type HeadQuery, LONGEST_ROW } from '../kernels/kernels.js';

/**
 * A row has at most this part of its near score from the dimensions that are not looked at first, against what it can have
 * at all. Fewer dimensions would leave more rows to be scored in full, more would cost more than they save.
 */
const UNSEEN_SHARE = 0.25;
/**
 * Weights are no longer than this, so that a head stays within 16 bits: 133 · (90 + what rounding adds) of the dimensions and
 * 1.45 · NEAR_UNIT / unit of size, codes and province.
 */
const LONGEST_WEIGHTS = 90;
/** At least this, so that a 64th of a size becomes units by a factor below 1. */
const SMALLEST_UNIT = 160;

/** How near rows are looked for, before it is laid where kernels can reach. */
export interface NearPlan extends Pick<HeadQuery, 'strongest' | 'weights' | 'unit'> {
  /** `unit · head + slack` is never below the score of a row. */
  readonly slack: number;
}

/**
 * The dimensions a near vector is strongest in, in small whole numbers, with a bound for all that is left out: what
 * rounding takes away and the other dimensions, by Cauchy and Schwarz.
 */
export function planNear(vector: Int16Array): NearPlan {
  let squares = 0;
  // Size first, dimension second, in one number: typed arrays of numbers are sorted quickly.
  const order = Float64Array.from(vector, (value, d) => {
    squares += value * value;
    return Math.abs(value) * vector.length + d;
  }).sort();
  let seen = 0;
  let count = 0;
  while (count < vector.length && (squares - seen > UNSEEN_SHARE * UNSEEN_SHARE * squares || count % 4 !== 0)) {
    const value = vector[order[vector.length - 1 - count++] % vector.length];
    seen += value * value;
  }
  // Dimensions are read by fours; what is missing is dimension 0 with no weight.
  const strongest = new Uint32Array(Math.ceil(count / 4) * 4);
  for (let i = 0; i < count; i++) strongest[i] = order[vector.length - 1 - i] % vector.length;
  const unit = Math.max(SMALLEST_UNIT, Math.ceil(Math.sqrt(seen) / LONGEST_WEIGHTS));
  let unseen = squares - seen;
  const weights = new Int16Array(strongest.length);
  for (let i = 0; i < count; i++) {
    const value = vector[strongest[i]];
    weights[i] = Math.round(value / unit);
    unseen += (value - unit * weights[i]) ** 2;
  }
  return { strongest, weights, unit, slack: Math.ceil(Math.sqrt(unseen) * LONGEST_ROW) + 2 * unit };
}
