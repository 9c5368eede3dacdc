import type { Criterion, Pair } from '../criteria/criterion.js';

/** How one project's measures become 0–1 values. */
export interface Scale {
  /** Highest measure among the candidates, for relative criteria; 1 for absolute ones. */
  readonly highest: number;
  /** Value of a pair that cannot be judged: the mean over a fixed sample of enterprises. */
  readonly neutral: number;
}

/** 0–1 value of a measure; the neutral mean where it is unknown. */
export function valueOf(criterion: Criterion, pair: Pair, measure: number | undefined, scale: Scale): number {
  if (measure === undefined) return criterion.neutral?.(pair) ?? scale.neutral;
  return Math.max(0, Math.min(1, measure / scale.highest));
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
