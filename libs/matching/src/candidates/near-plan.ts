import { type HeadQuery, LONGEST_ROW } from '../kernels/kernels.js';

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

/** The dimensions of a near vector in small whole numbers, with a bound for what rounding takes away, by Cauchy and Schwarz. */
export function planNear(vector: Int16Array): NearPlan {
  const dimensions: number[] = [];
  let squares = 0;
  for (let d = 0; d < vector.length; d++) {
    if (vector[d] === 0) continue;
    dimensions.push(d);
    squares += vector[d] * vector[d];
  }
  // Dimensions are read by fours; what is missing is dimension 0 with no weight.
  const strongest = new Uint32Array(Math.ceil(dimensions.length / 4) * 4);
  strongest.set(dimensions);
  const weights = new Int16Array(strongest.length);
  const unit = Math.max(SMALLEST_UNIT, Math.ceil(Math.sqrt(squares) / LONGEST_WEIGHTS));
  let rounded = 0;
  dimensions.forEach((d, i) => {
    weights[i] = Math.round(vector[d] / unit);
    rounded += (vector[d] - unit * weights[i]) ** 2;
  });
  return { strongest, weights, unit, slack: Math.ceil(Math.sqrt(rounded) * LONGEST_ROW) + 2 * unit };
}
