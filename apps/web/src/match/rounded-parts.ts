import { Decimal } from 'decimal.js';

export const SCORE_PLACES = 3;

/**
 * Parts rounded so that the rounded parts add up to the rounded sum: each is cut off, and what is left over goes to
 * those that lost most. A column of figures on the screen can then be added up by hand.
 * `[0.3333, 0.3333, 0.3334]` → `['0.333', '0.333', '0.334']`.
 */
export function roundedParts(parts: readonly number[], places = SCORE_PLACES): { parts: string[]; sum: string } {
  const step = new Decimal(10).pow(-places);
  const exact = parts.map((part) => new Decimal(part));
  const sum = exact.reduce((total, part) => total.plus(part), new Decimal(0)).toDecimalPlaces(places);
  const rounded = exact.map((part) => part.toDecimalPlaces(places, Decimal.ROUND_FLOOR));
  let left = sum
    .minus(rounded.reduce((total, part) => total.plus(part), new Decimal(0)))
    .div(step)
    .round()
    .toNumber();
  const byLoss = exact
    .map((part, index) => ({ index, loss: part.minus(rounded[index] ?? 0) }))
    .sort((a, b) => b.loss.comparedTo(a.loss) || a.index - b.index);
  for (const { index } of byLoss) {
    if (left <= 0) break;
    rounded[index] = (rounded[index] ?? new Decimal(0)).plus(step);
    left -= 1;
  }
  return { parts: rounded.map((part) => part.toFixed(places)), sum: sum.toFixed(places) };
}

/** Each part rounded by itself, as it is shown elsewhere, and the sum of what is shown. */
export function sumOfRounded(parts: readonly number[], places = SCORE_PLACES): { parts: string[]; sum: string } {
  const rounded = parts.map((part) => new Decimal(part).toDecimalPlaces(places));
  const sum = rounded.reduce((total, part) => total.plus(part), new Decimal(0));
  return { parts: rounded.map((part) => part.toFixed(places)), sum: sum.toFixed(places) };
}

/** A score as lists show it. */
export function formatScore(score: number): string {
  return new Decimal(score).toFixed(SCORE_PLACES);
}
