import { formatScore } from './rounded-parts.js';

/** Values and prices of an allocation are scores, unless its run worked with calibrated confidence: then shares of such pairs taken up. */
const isScore = (basis: string) => basis === 'score-1';

/** Unit of the value of one pair, for the head of a column. */
export const worthUnit = (basis: string) => (isScore(basis) ? '分' : '%');
/** Unit of values summed over pairs. */
export const worthSumUnit = (basis: string) => (isScore(basis) ? '分' : '对（预计采纳）');

/** Value or price of one pair without its unit: `0.912`, or `31.2` for a confidence of 31.2 %. */
export function worthFigure(value: number, basis: string): string {
  return isScore(basis) ? formatScore(value) : (value * 100).toFixed(1);
}

/** The same with its unit: `0.912 分`, `31.2%`. */
export function worthText(value: number, basis: string): string {
  return `${worthFigure(value, basis)}${isScore(basis) ? ' 分' : '%'}`;
}
