/**
 * Jaro-Winkler similarity, 0–1. Equal units within half the longer length count, transpositions half;
 * up to four equal units at the start lift the rest by a tenth each (Winkler 1990).
 */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return a === '' ? 0 : 1;
  const n = a.length;
  const m = b.length;
  if (n === 0 || m === 0) return 0;
  const reach = Math.max(0, (Math.max(n, m) >> 1) - 1);
  const usedA = new Uint8Array(n);
  const usedB = new Uint8Array(m);
  let common = 0;
  for (let i = 0; i < n; i++) {
    const unit = a.charCodeAt(i);
    for (let j = Math.max(0, i - reach), end = Math.min(m, i + reach + 1); j < end; j++) {
      if (usedB[j] || b.charCodeAt(j) !== unit) continue;
      usedA[i] = 1;
      usedB[j] = 1;
      common++;
      break;
    }
  }
  if (common === 0) return 0;
  let swapped = 0;
  for (let i = 0, j = 0; i < n; i++) {
    if (!usedA[i]) continue;
    while (!usedB[j]) j++;
    if (a.charCodeAt(i) !== b.charCodeAt(j)) swapped++;
    j++;
  }
  const jaro = (common / n + common / m + (common - swapped / 2) / common) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < n && prefix < m && a.charCodeAt(prefix) === b.charCodeAt(prefix)) prefix++;
  return jaro + prefix * 0.1 * (1 - jaro);
}

/** How one text lies in another: the longest common subsequence, weighted, and how compact it is. */
export interface Alignment {
  /** Weight of the aligned units of the query. */
  readonly weight: number;
  /** Aligned pairs `[queryUnit, textUnit]` in order. */
  readonly pairs: readonly (readonly [number, number])[];
  /** Share of neighbouring pairs that are neighbours in the text too, 0–1; 1 for a single pair. */
  readonly compactness: number;
}

/** The weighted longest common subsequence as numbers only; `table` is scratch memory of ≥ (n+1)·(m+1). */
export function subsequenceWeight(query: string, text: string, weights: Float64Array, table: Float64Array): number {
  const n = query.length;
  const m = text.length;
  const width = m + 1;
  table.fill(0, 0, width);
  for (let i = 1; i <= n; i++) {
    const unit = query.charCodeAt(i - 1);
    const gain = weights[i - 1];
    const row = i * width;
    table[row] = 0;
    for (let j = 1; j <= m; j++) {
      let best = table[row - width + j];
      const left = table[row + j - 1];
      if (left > best) best = left;
      if (text.charCodeAt(j - 1) === unit) {
        // A pair that continues a run is worth a little more, so that runs win over scattered units.
        const run = i > 1 && j > 1 && query.charCodeAt(i - 2) === text.charCodeAt(j - 2) ? 1.15 : 1;
        const through = table[row - width + j - 1] + gain * run;
        if (through > best) best = through;
      }
      table[row + j] = best;
    }
  }
  return table[n * width + m];
}

/** The same with the pairs, for evidence. */
export function align(query: string, text: string, weights: Float64Array): Alignment {
  const table = new Float64Array((query.length + 1) * (text.length + 1));
  subsequenceWeight(query, text, weights, table);
  const width = text.length + 1;
  const pairs: [number, number][] = [];
  let weight = 0;
  for (let i = query.length, j = text.length; i > 0 && j > 0;) {
    const here = table[i * width + j];
    if (here === table[i * width + j - 1]) j--;
    else if (here === table[(i - 1) * width + j]) i--;
    else {
      weight += weights[i - 1];
      pairs.push([i - 1, j - 1]);
      i--;
      j--;
    }
  }
  pairs.reverse();
  let neighbours = 0;
  for (let at = 1; at < pairs.length; at++) if (pairs[at][1] === pairs[at - 1][1] + 1) neighbours++;
  return { weight, pairs, compactness: pairs.length > 1 ? neighbours / (pairs.length - 1) : pairs.length };
}

/**
 * Edits (insert, delete, replace, swap of neighbours; optimal string alignment) that turn `a` into `b`,
 * or `limit + 1` as soon as more than `limit` are needed.
 */
export function editDistance(a: string, b: string, limit: number): number {
  const n = a.length;
  const m = b.length;
  if (Math.abs(n - m) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: m + 1 }, (_, j) => j);
  for (let i = 1; i <= n; i++) {
    const current = [i];
    let least = i;
    for (let j = 1; j <= m; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1))
        cost = Math.min(cost, before[j - 2] + 1);
      current.push(cost);
      if (cost < least) least = cost;
    }
    if (least > limit) return limit + 1;
    before = previous;
    previous = current;
  }
  return previous[m];
}
