import type { Criterion, Pair } from '../criteria/criterion.js';

/** How one project's measures become 0–1 values. */
export interface Scale {
  /** Highest measure among the candidates, for relative criteria; 1 for absolute ones. */
  readonly highest: number;
  /** Value of a pair that cannot be judged: the mean over a fixed sample of enterprises. */
  readonly neutral: number;
}

/** An enterprise this close to the trade in any respect counts as being in it. */
const FULL_FIT = 0.75;

/**
 * 0–1 values of all criteria for one pair. An unknown measure gets its neutral value. A criterion that `countsWithFit`
 * is multiplied by the best value among the criteria that `showFit`: a giant of another trade gains nothing by its size.
 */
export function valuesOf(
  criteria: readonly Criterion[],
  pair: Pair,
  measures: readonly (number | undefined)[],
  scales: readonly Scale[],
): number[] {
  let fit = 0;
  const values = criteria.map((criterion, i) => {
    const { highest, neutral } = scales[i];
    const measure = measures[i];
    const value =
      measure === undefined ? (criterion.neutral?.(pair) ?? neutral) : Math.max(0, Math.min(1, measure / highest));
    if (criterion.showsFit) fit = Math.max(fit, value);
    return value;
  });
  const inTrade = Math.min(1, fit / FULL_FIT);
  return values.map((value, i) => (criteria[i].countsWithFit ? value * inTrade : value));
}

/**
 * Scale of a criterion for one project.
 * @param candidates measures of the project with its candidates
 * @param sample measures of the project with a fixed sample of all enterprises
 */
export function scaleOf(
  criterion: Criterion,
  candidates: readonly (number | undefined)[],
  sample: readonly (number | undefined)[],
): Scale {
  let highest = 1;
  if (criterion.scale === 'relative') {
    highest = 0;
    for (const measure of candidates) highest = Math.max(highest, measure ?? 0);
    highest ||= 1;
  }
  let sum = 0;
  let known = 0;
  for (const measure of sample) {
    if (measure === undefined) continue;
    sum += Math.max(0, Math.min(1, measure / highest));
    known++;
  }
  return { highest, neutral: known > 0 ? sum / known : 0.5 };
}
