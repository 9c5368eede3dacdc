import type { Combination } from './combine.js';

/** A pair with its combinations, best gain first. */
export interface SelectedPair {
  /** Number of its project: the pairs of one project are alternatives, which share what the project takes. */
  readonly project: number;
  readonly combinations: readonly Combination[];
}

/** Which combination of each pair is taken (−1 none), and what the supplies are worth. */
export interface Selection {
  readonly chosen: Int32Array;
  readonly gain: number;
  /** No selection within the quotas gains more. */
  readonly bound: number;
  /** Worth of the whole free quantity of each supply. */
  readonly prices: Float64Array;
}

const ROUNDS = 300;
/** Rounds without a better bound after which the stride is halved. */
const PATIENCE = 12;
const GOOD_ENOUGH = 1e-4;
const EXCHANGE_ROUNDS = 8;
/** Packages are made at the prices of every so many rounds: making them costs more than pricing. */
const MAKE_EVERY = 8;
/** Shares of a quota are sums of quotients: .1 + .7 + .2 may come out a trillionth above 1. */
const FULL = 1 + 1e-12;

/**
 * Chooses at most one combination per pair, most gain in all, no supply above its quota. Lagrangian prices of the
 * supplies (Polyak steps) give a bound and an order; every few rounds packages are made greedily at those prices; the best
 * result is improved by exchanges. What a project takes of a supply is the most that any of its pairs takes. `pairs` in
 * canonical order.
 */
export function select(pairs: readonly SelectedPair[], supplies: number): Selection {
  const choices = pairs.map(({ combinations }) => combinations);
  const projects = pairs.map(({ project }) => project);
  // The most of several is at least their mean: charged its part, no pair pays more than the project does, and the bound holds.
  const parts = partsOf(projects);
  const prices = new Float64Array(supplies);
  let bestPrices = prices.slice();
  let bound = Infinity;
  let best = greedy(choices, projects, parts, prices);
  let bestGain = gainOf(choices, best);
  let stride = 1;
  let waiting = 0;
  const slope = new Float64Array(supplies);
  for (let round = 0; round < ROUNDS; round++) {
    slope.fill(-1);
    let dual = prices.reduce((sum, price) => sum + price, 0);
    for (const [pair, combinations] of choices.entries()) {
      let top = 0;
      let taken: Combination | undefined;
      for (const combination of combinations) {
        if (combination.gain <= top) break;
        const net = netOf(combination, prices, parts[pair]);
        if (net > top) {
          top = net;
          taken = combination;
        }
      }
      dual += top;
      for (const { supply, share } of taken?.takes ?? []) slope[supply] += share * parts[pair];
    }
    if (dual < bound - 1e-12) {
      bound = dual;
      bestPrices = prices.slice();
      waiting = 0;
    } else if (++waiting >= PATIENCE) {
      stride /= 2;
      waiting = 0;
    }
    if (round % MAKE_EVERY === 0) {
      const tried = greedy(choices, projects, parts, prices);
      const gain = gainOf(choices, tried);
      if (gain > bestGain) {
        bestGain = gain;
        best = tried;
      }
    }
    if (bound - bestGain <= GOOD_ENOUGH * bound) break;
    let norm = 0;
    for (let at = 0; at < supplies; at++) {
      if (slope[at] < 0 && prices[at] === 0) slope[at] = 0;
      norm += slope[at] * slope[at];
    }
    if (norm === 0) break;
    const length = (stride * (dual - bestGain)) / norm;
    for (let at = 0; at < supplies; at++) prices[at] = Math.max(0, prices[at] + length * slope[at]);
  }
  const improved = exchange(choices, projects, best, supplies);
  return {
    chosen: improved,
    gain: gainOf(choices, improved),
    bound: Math.max(bound, gainOf(choices, improved)),
    prices: bestPrices,
  };
}

/** By pair, 1 over the number of pairs of its project. */
function partsOf(projects: readonly number[]): number[] {
  const counts = new Map<number, number>();
  for (const project of projects) counts.set(project, (counts.get(project) ?? 0) + 1);
  return projects.map((project) => 1 / (counts.get(project) ?? 1));
}

function netOf({ gain, takes }: Combination, prices: Float64Array, part: number): number {
  let net = gain;
  for (const { supply, share } of takes) net -= prices[supply] * share * part;
  return net;
}

function gainOf(choices: readonly (readonly Combination[])[], chosen: Int32Array): number {
  let gain = 0;
  chosen.forEach((at, pair) => {
    if (at >= 0) gain += choices[pair][at].gain;
  });
  return gain;
}

/** Tracks what is used of each supply: of the pairs of one project, the most. */
class Quotas {
  readonly #used: Float64Array;
  /** What the pairs of a project take of a supply. */
  readonly #shares = new Map<string, number[]>();

  constructor(supplies: number) {
    this.#used = new Float64Array(supplies);
  }

  fits(project: number, { takes }: Combination): boolean {
    return takes.every(
      ({ supply, share }) => this.#used[supply] + Math.max(0, share - this.#most(project, supply)) <= FULL,
    );
  }

  add(project: number, { takes }: Combination): void {
    for (const { supply, share } of takes) {
      const before = this.#most(project, supply);
      const key = `${project} ${supply}`;
      this.#shares.set(key, [...(this.#shares.get(key) ?? []), share]);
      this.#used[supply] += Math.max(0, share - before);
    }
  }

  remove(project: number, { takes }: Combination): void {
    for (const { supply, share } of takes) {
      const before = this.#most(project, supply);
      const shares = this.#shares.get(`${project} ${supply}`) ?? [];
      shares.splice(shares.indexOf(share), 1);
      this.#used[supply] = Math.max(0, this.#used[supply] - (before - this.#most(project, supply)));
    }
  }

  #most(project: number, supply: number): number {
    return Math.max(0, ...(this.#shares.get(`${project} ${supply}`) ?? []));
  }
}

/** Pairs of the highest net gain first take their best combination at the prices that fits; then whatever fits. */
function greedy(
  choices: readonly (readonly Combination[])[],
  projects: readonly number[],
  parts: readonly number[],
  prices: Float64Array,
): Int32Array {
  const chosen = new Int32Array(choices.length).fill(-1);
  const quotas = new Quotas(prices.length);
  const options: { pair: number; at: number; net: number; rate: number }[] = [];
  choices.forEach((combinations, pair) =>
    combinations.forEach((combination, at) => {
      const net = netOf(combination, prices, parts[pair]);
      const load = parts[pair] * combination.takes.reduce((sum, { share }) => sum + share, 0);
      options.push({ pair, at, net, rate: net / (0.02 + load) });
    }),
  );
  options.sort((a, b) => b.rate - a.rate || a.pair - b.pair || a.at - b.at);
  const bestNet = new Float64Array(choices.length);
  for (const { pair, net } of options) bestNet[pair] = Math.max(bestNet[pair], net);
  // First only combinations that are the best of their pair at these prices, then any.
  for (const isFirst of [true, false])
    for (const { pair, at, net } of options) {
      if (chosen[pair] >= 0 || (isFirst && net < bestNet[pair] - 1e-12)) continue;
      const combination = choices[pair][at];
      if (!quotas.fits(projects[pair], combination)) continue;
      quotas.add(projects[pair], combination);
      chosen[pair] = at;
    }
  return chosen;
}

/** Lets a pair have a better combination, alone or at the cost of one other pair's falling back to its next best. */
function exchange(
  choices: readonly (readonly Combination[])[],
  projects: readonly number[],
  start: Int32Array,
  supplies: number,
): Int32Array {
  const chosen = start.slice();
  const quotas = new Quotas(supplies);
  const users: Set<number>[] = Array.from({ length: supplies }, () => new Set());
  const set = (pair: number, at: number): void => {
    const before = chosen[pair];
    if (before >= 0) {
      quotas.remove(projects[pair], choices[pair][before]);
      for (const { supply } of choices[pair][before].takes) users[supply].delete(pair);
    }
    chosen[pair] = at;
    if (at < 0) return;
    quotas.add(projects[pair], choices[pair][at]);
    for (const { supply } of choices[pair][at].takes) users[supply].add(pair);
  };
  chosen.fill(-1);
  start.forEach((at, pair) => set(pair, at));
  const gain = (pair: number): number => (chosen[pair] < 0 ? 0 : choices[pair][chosen[pair]].gain);
  const fallBack = (pair: number): void => {
    const at = choices[pair].findIndex((combination) => quotas.fits(projects[pair], combination));
    if (at >= 0) set(pair, at);
  };
  for (let round = 0; round < EXCHANGE_ROUNDS; round++) {
    let isBetter = false;
    for (let pair = 0; pair < choices.length; pair++)
      for (let at = 0; at < choices[pair].length; at++) {
        const combination = choices[pair][at];
        const before = gain(pair);
        if (combination.gain <= before + 1e-12) break;
        const old = chosen[pair];
        set(pair, -1);
        if (quotas.fits(projects[pair], combination)) {
          set(pair, at);
          isBetter = true;
          break;
        }
        const rivals = new Set(combination.takes.flatMap(({ supply }) => [...users[supply]]));
        let isDone = false;
        for (const rival of [...rivals].sort((a, b) => gain(a) - gain(b) || a - b)) {
          const rivalAt = chosen[rival];
          const both = before + gain(rival);
          set(rival, -1);
          if (quotas.fits(projects[pair], combination)) {
            set(pair, at);
            fallBack(rival);
            if (gain(pair) + gain(rival) > both + 1e-12) {
              isDone = true;
              break;
            }
            set(rival, -1);
            set(pair, -1);
          }
          set(rival, rivalAt);
        }
        if (isDone) {
          isBetter = true;
          break;
        }
        set(pair, old);
      }
    if (!isBetter) break;
  }
  return chosen;
}
