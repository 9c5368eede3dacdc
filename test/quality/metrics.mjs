/**
 * Ranking metrics over queries with one or a few right answers each.
 *
 * @typedef {ReadonlyMap<string, ReadonlySet<string>>} Relevance  query id → ids of the right answers
 * @typedef {ReadonlyMap<string, readonly string[]>} Run          query id → ids, best first
 */

/** Figures of one query: recall at each cut, reciprocal rank of the first hit, nDCG@10 with binary gain. */
export function scoreQuery(ranked, wanted) {
  const ranks = [];
  ranked.forEach((id, position) => {
    if (wanted.has(id)) ranks.push(position + 1);
  });
  const recallAt = (cut) => ranks.filter((rank) => rank <= cut).length / wanted.size;
  const ideal = Array.from({ length: Math.min(wanted.size, 10) }, (_, i) => 1 / Math.log2(i + 2)).reduce(
    (a, b) => a + b,
    0,
  );
  const gained = ranks.filter((rank) => rank <= 10).reduce((sum, rank) => sum + 1 / Math.log2(rank + 1), 0);
  return {
    recallAt1: recallAt(1),
    recallAt10: recallAt(10),
    recallAt50: recallAt(50),
    recallAt200: recallAt(200),
    reciprocalRank: ranks.length ? 1 / ranks[0] : 0,
    ndcgAt10: gained / ideal,
  };
}

/** Figures per query, in the order of the relevance map; a query the run does not answer scores zero. */
export function scoreRun(run, relevance) {
  return [...relevance].map(([query, wanted]) => ({ query, ...scoreQuery(run.get(query) ?? [], wanted) }));
}

/** Mean of one figure. */
export function mean(scores, figure) {
  return scores.reduce((sum, score) => sum + score[figure], 0) / Math.max(1, scores.length);
}

/**
 * nDCG@10 with graded gain 2^grade - 1 over the judged ids of a ranking; ids nobody judged are passed over.
 * @param grades id → grade 0–3, halves allowed; undefined when no id has a grade above 0
 */
export function gradedNdcg(ranked, grades) {
  const discounted = (values) =>
    values.slice(0, 10).reduce((sum, grade, i) => sum + (2 ** grade - 1) / Math.log2(i + 2), 0);
  const ideal = discounted([...grades.values()].sort((a, b) => b - a));
  if (ideal === 0) return undefined;
  return discounted(ranked.filter((id) => grades.has(id)).map((id) => grades.get(id))) / ideal;
}

/** How far two readers agree: share of equal grades, share at most one apart, quadratically weighted kappa. */
export function agreement(pairs) {
  const grades = [0, 1, 2, 3];
  const share = (test) => pairs.filter(test).length / pairs.length;
  const ofA = grades.map((grade) => share(({ a }) => a === grade));
  const ofB = grades.map((grade) => share(({ b }) => b === grade));
  const observed = pairs.reduce((sum, { a, b }) => sum + (a - b) ** 2, 0) / pairs.length;
  const expected = grades.reduce(
    (sum, x) => sum + grades.reduce((inner, y) => inner + ofA[x] * ofB[y] * (x - y) ** 2, 0),
    0,
  );
  return {
    exact: share(({ a, b }) => a === b),
    withinOne: share(({ a, b }) => Math.abs(a - b) <= 1),
    kappa: 1 - observed / expected,
  };
}

/** Seeded uniform numbers, so that a printed interval can be printed again. */
function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Paired bootstrap of `ours - theirs` over queries.
 * @returns difference of means, its 95 % interval, and the share of resamples in which we are not better
 */
export function pairedBootstrap(ours, theirs, figure, rounds = 5000) {
  return bootstrap(
    ours.map((score, i) => score[figure] - theirs[i][figure]),
    rounds,
  );
}

/** The same for differences already taken. */
export function bootstrap(differences, rounds = 5000) {
  const random = uniform(20_231_208);
  const means = Array.from({ length: rounds }, () => {
    let sum = 0;
    for (let i = 0; i < differences.length; i++) sum += differences[Math.floor(random() * differences.length)];
    return sum / differences.length;
  }).sort((a, b) => a - b);
  return {
    difference: differences.reduce((a, b) => a + b, 0) / differences.length,
    low: means[Math.floor(rounds * 0.025)],
    high: means[Math.floor(rounds * 0.975)],
    notBetter: means.filter((value) => value <= 0).length / rounds,
  };
}
