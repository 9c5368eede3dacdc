/** Pull of the slopes to zero, in standard deviations of their feature: one outcome's worth, so that it fades with data. */
const RIDGE = 1;
const MAX_STEPS = 100;
const TOLERANCE = 1e-10;

/** A linear log-odds: intercept and one slope per feature, in the features' own units. */
export interface Logit {
  readonly intercept: number;
  readonly slopes: readonly number[];
}

export const sigmoid = (z: number): number => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));

/**
 * Ridge logistic regression by Newton's method with step halving: no random start, so the same rows give the same fit.
 * Targets are Platt's (N₊+1)/(N₊+2) and 1/(N₋+2), which keeps the fit finite also when one side is missing.
 * @param rows features, all of one length
 * @param isPositive one per row
 */
export function fitLogistic(rows: readonly (readonly number[])[], isPositive: readonly boolean[]): Logit {
  const width = rows[0]?.length ?? 0;
  const positives = isPositive.filter(Boolean).length;
  const target = [1 / (rows.length - positives + 2), (positives + 1) / (positives + 2)];
  const targets = isPositive.map((is) => target[is ? 1 : 0]);
  const means = columns(width, (k) => mean(rows, (row) => row[k]));
  const deviations = columns(width, (k) => Math.sqrt(mean(rows, (row) => (row[k] - means[k]) ** 2)));
  // A constant feature tells nothing: its slope stays 0.
  const standard = rows.map((row) => [
    1,
    ...row.map((value, k) => (deviations[k] > 1e-12 ? (value - means[k]) / deviations[k] : 0)),
  ]);

  const loss = (beta: readonly number[]): number => {
    let sum = 0;
    standard.forEach((row, i) => {
      const z = dot(row, beta);
      // ln(1 + e^z) − t·z, without overflow.
      sum += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - targets[i] * z;
    });
    for (let k = 1; k < beta.length; k++) sum += (RIDGE / 2) * beta[k] ** 2;
    return sum;
  };

  let beta: number[] = columns(width + 1, () => 0);
  let current = loss(beta);
  for (let step = 0; step < MAX_STEPS; step++) {
    const gradient = columns(width + 1, (k) => (k === 0 ? 0 : RIDGE * beta[k]));
    const hessian = gradient.map((_, k) => columns(width + 1, (m) => (k === m && k > 0 ? RIDGE : 0)));
    standard.forEach((row, i) => {
      const p = sigmoid(dot(row, beta));
      const curvature = p * (1 - p);
      for (let k = 0; k < row.length; k++) {
        gradient[k] += (p - targets[i]) * row[k];
        for (let m = 0; m <= k; m++) hessian[k][m] += curvature * row[k] * row[m];
      }
    });
    const direction = solvePositive(hessian, gradient);
    let share = 1;
    let next = beta;
    let reached = current;
    for (; share > 1e-8; share /= 2) {
      next = beta.map((value, k) => value - share * direction[k]);
      reached = loss(next);
      if (reached <= current) break;
    }
    const gained = current - reached;
    beta = next;
    current = reached;
    if (gained < TOLERANCE) break;
  }
  const slopes = columns(width, (k) => (deviations[k] > 1e-12 ? beta[k + 1] / deviations[k] : 0));
  return { intercept: beta[0] - dot(slopes, means), slopes };
}

/** Solves A·x = b for a positive definite A of which the lower triangle is filled (Cholesky). */
function solvePositive(lower: readonly (readonly number[])[], b: readonly number[]): number[] {
  const n = b.length;
  const factor = columns(n, () => columns(n, () => 0));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = lower[i][j] + (i === j ? 1e-12 : 0);
      for (let k = 0; k < j; k++) sum -= factor[i][k] * factor[j][k];
      factor[i][j] = i === j ? Math.sqrt(Math.max(sum, 1e-300)) : sum / factor[j][j];
    }
  }
  const x = [...b];
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= factor[i][k] * x[k];
    x[i] /= factor[i][i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= factor[k][i] * x[k];
    x[i] /= factor[i][i];
  }
  return x;
}

const columns = <T>(count: number, make: (k: number) => T): T[] => Array.from({ length: count }, (_, k) => make(k));
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, k) => sum + value * b[k], 0);
const mean = (rows: readonly (readonly number[])[], of: (row: readonly number[]) => number): number =>
  rows.reduce((sum, row) => sum + of(row), 0) / Math.max(1, rows.length);
