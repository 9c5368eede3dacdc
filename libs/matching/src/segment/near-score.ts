import { ROW_SCALE } from '../kernels/kernels.js';

/** Scale of the combined topic of project and industry: its length is up to 1.7, and has to fit 16 bits. */
export const NEAR_SCALE = 16_384;
/**
 * Dimensions of the topics the list of near enterprises looks at: those in which the project is strongest. All 128 would
 * cost two to three times as much and find the recorded investors no better (`docs/quality.md` 53).
 */
export const NEAR_DIMENSIONS = 24;
/** What 1 stands for in the score of a near enterprise. All its parts are whole numbers, so no order of addition matters. */
export const NEAR_UNIT = NEAR_SCALE * ROW_SCALE;
/** Worth of circumstances in the list of near enterprises, beside a topic that agrees entirely (1). */
export const NEAR_SHARES = Object.freeze({ trade: 0.7, codes: 0.5, province: 0.25, size: 0.7 });
/** Below any score. */
export const HIDDEN_PRIOR = -(2 ** 30);

/** What a size of 0–1 adds. */
export function sizePrior(size: number): number {
  return Math.round(NEAR_SHARES.size * NEAR_UNIT * size);
}
