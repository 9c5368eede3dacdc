import { LIST_LENGTHS, type ListName, LISTS } from '../candidates/lists.js';
import type { PreparedProject } from '../candidates/project.js';
import { admission } from '../constraints/all.js';
import type { ConstraintSubject } from '../constraints/constraint.js';
import { ALL_CRITERIA } from '../criteria/all.js';
import type { Epoch } from '../epoch/epoch.js';
import { type CandidatePool, neutralSample, type ProjectRanking, type RankingOptions, weightsOf } from './rank-pool.js';
import { type Scale, scalesOf, weigh, writeValues } from './scale.js';

const WIDTH = ALL_CRITERIA.length;
const VERDICT = Object.freeze({ unknown: 0, allowed: 1, refused: 2 });

/**
 * Takes the best of each list, scales, weighs, applies the hard rules and ranks. The result depends on the candidates,
 * not on their order. Cost: sorting some hundred numbers.
 */
export function rankPool(
  epoch: Epoch,
  project: PreparedProject,
  pool: CandidatePool,
  options: RankingOptions = {},
): ProjectRanking {
  return new Standing(epoch, project, pool, options).ranking();
}

/**
 * How the candidates of a pool stand: who is within which list, what each scores, who leads. A candidate that enters or
 * leaves moves the others only when it was the highest in some respect, so that a change mostly costs a look at each.
 * At any time the ranking is the one a new standing over the same pool would give.
 */
export class Standing {
  /** Bit l is set for candidates within the length of list l. */
  #within: Uint8Array;
  #scores: Float64Array;
  #verdicts: Uint8Array;
  readonly #counts = LISTS.map(() => 0);
  /** Candidates within any list. */
  #chosenCount = 0;
  readonly #weights: readonly number[];
  readonly #isAdmitted: (enterprise: ConstraintSubject) => boolean;
  /** Highest measure and highest value among the chosen, and how many of them have that value. */
  readonly #highest = new Float64Array(WIDTH);
  readonly #reached = new Float64Array(WIDTH);
  readonly #holders = new Uint32Array(WIDTH);
  readonly #values = new Float64Array(WIDTH);
  #scales: readonly Scale[] = [];
  /** The best that the hard rules let through, in order; no other comes before the last of them. */
  #leaders: number[] = [];
  /** Scales, scores and leaders hold no longer. */
  #isStale = true;

  constructor(
    private readonly epoch: Epoch,
    private readonly project: PreparedProject,
    private readonly pool: CandidatePool,
    private readonly options: RankingOptions = {},
  ) {
    this.#weights = weightsOf(options);
    this.#isAdmitted = admission(project.record, options.constraints ?? {});
    this.#within = new Uint8Array(pool.size);
    this.#scores = new Float64Array(pool.size);
    this.#verdicts = new Uint8Array(pool.size);
    LISTS.forEach((_, l) => this.#fillList(l));
    for (const lists of this.#within) if (lists !== 0) this.#chosenCount++;
  }

  ranking(): ProjectRanking {
    if (this.#isStale) this.#scoreAnew();
    const { pool } = this;
    const lastOfList: Partial<Record<ListName, number>> = {};
    LISTS.forEach((list, l) => {
      const last = this.#counts[l] === LIST_LENGTHS[list] ? this.#lastWithin(l) : -1;
      if (last >= 0) lastOfList[list] = this.#listScore(last, l);
    });
    return {
      projectId: this.project.record.id,
      epoch: this.epoch.fingerprint,
      pairs: this.#leaders.map((at) => ({ enterpriseId: pool.idAt(at), score: this.#scores[at] })),
      candidateCount: this.#chosenCount,
      scales: this.#scales,
      reached: [...this.#reached],
      lastOfList,
    };
  }

  /** A candidate now stands at a place of the pool. @returns whether the ranking may have changed */
  enter(at: number): boolean {
    this.#makeRoom();
    this.#within[at] = 0;
    this.#verdicts[at] = VERDICT.unknown;
    let isChanged = false;
    LISTS.forEach((list, l) => {
      if (Number.isNaN(this.#listScore(at, l))) return;
      if (this.#counts[l] === LIST_LENGTHS[list]) {
        const last = this.#lastWithin(l);
        if (this.#compareInList(l, last, at) < 0) return;
        this.#putWithout(last, l);
      }
      this.#putWithin(at, l);
      isChanged = true;
    });
    return isChanged;
  }

  /** The candidate at a place is about to go, or to change. @returns whether the ranking may have changed */
  leave(at: number): boolean {
    let isChanged = false;
    LISTS.forEach((_, l) => {
      if ((this.#within[at] & (1 << l)) === 0) return;
      const next = this.#firstWithout(l);
      this.#putWithout(at, l);
      if (next >= 0) this.#putWithin(next, l);
      isChanged = true;
    });
    return isChanged;
  }

  /** The candidate of one place now stands at another, whose own has left. */
  move(from: number, to: number): void {
    this.#within[to] = this.#within[from];
    this.#scores[to] = this.#scores[from];
    this.#verdicts[to] = this.#verdicts[from];
    this.#within[from] = 0;
    const rank = this.#leaders.indexOf(from);
    if (rank >= 0) this.#leaders[rank] = to;
  }

  #makeRoom(): void {
    if (this.pool.size <= this.#within.length) return;
    const capacity = this.pool.size + 32;
    const wider = <A extends Uint8Array | Float64Array>(made: A, old: A): A => {
      made.set(old);
      return made;
    };
    this.#within = wider(new Uint8Array(capacity), this.#within);
    this.#scores = wider(new Float64Array(capacity), this.#scores);
    this.#verdicts = wider(new Uint8Array(capacity), this.#verdicts);
  }

  #listScore(at: number, l: number): number {
    return this.pool.listScores[at * LISTS.length + l];
  }

  /** Best first; ties by the hash of the id, then by the id. */
  #compareInList(l: number, a: number, b: number): number {
    return this.#listScore(b, l) - this.#listScore(a, l) || this.#compareIds(a, b);
  }

  #compareByScore(a: number, b: number): number {
    return this.#scores[b] - this.#scores[a] || this.#compareIds(a, b);
  }

  #compareIds(a: number, b: number): number {
    const byHash = this.pool.hashAt(a) - this.pool.hashAt(b);
    if (byHash !== 0 || a === b) return byHash;
    return this.pool.idAt(a) < this.pool.idAt(b) ? -1 : 1;
  }

  /** Marks who is within a list. */
  #fillList(l: number): void {
    const { size } = this.pool;
    const length = LIST_LENGTHS[LISTS[l]];
    const entries = new Float64Array(size);
    let count = 0;
    for (let at = 0; at < size; at++) {
      const score = this.#listScore(at, l);
      if (!Number.isNaN(score)) entries[count++] = score;
    }
    const cut = count >= length ? highestAtRank(entries.subarray(0, count), length) : -Infinity;
    const tied: number[] = [];
    let above = 0;
    for (let at = 0; at < size; at++) {
      const score = this.#listScore(at, l);
      if (score > cut) {
        this.#within[at] |= 1 << l;
        above++;
      } else if (score === cut) tied.push(at);
    }
    if (above + tied.length > length) tied.sort((a, b) => this.#compareIds(a, b)).splice(length - above);
    for (const at of tied) this.#within[at] |= 1 << l;
    this.#counts[l] = above + tied.length;
  }

  /** The last of those within a list. */
  #lastWithin(l: number): number {
    const { listScores, size } = this.pool;
    let last = -1;
    let lowest = Infinity;
    for (let at = 0; at < size; at++) {
      if ((this.#within[at] & (1 << l)) === 0) continue;
      const score = listScores[at * LISTS.length + l];
      if (score < lowest || (score === lowest && this.#compareIds(last, at) < 0)) {
        last = at;
        lowest = score;
      }
    }
    return last;
  }

  /** The first of the spare entries of a list, -1 when there is none. */
  #firstWithout(l: number): number {
    const { listScores, size } = this.pool;
    let first = -1;
    let highest = -Infinity;
    for (let at = 0; at < size; at++) {
      if ((this.#within[at] & (1 << l)) !== 0) continue;
      const score = listScores[at * LISTS.length + l];
      if (score > highest || (score === highest && this.#compareIds(at, first) < 0)) {
        first = at;
        highest = score;
      }
    }
    return first;
  }

  #putWithin(at: number, l: number): void {
    const wasChosen = this.#within[at] !== 0;
    this.#within[at] |= 1 << l;
    this.#counts[l]++;
    if (wasChosen) return;
    this.#chosenCount++;
    if (!this.#isStale) this.#include(at);
  }

  #putWithout(at: number, l: number): void {
    this.#within[at] &= ~(1 << l);
    this.#counts[l]--;
    if (this.#within[at] !== 0) return;
    this.#chosenCount--;
    if (!this.#isStale) this.#exclude(at);
  }

  /** Values of a candidate by the scales as they are. */
  #valuesAt(at: number): Float64Array {
    const { measures, sizes } = this.pool;
    return writeValues(this.#values, measures, at, sizes[at], this.#scales);
  }

  #include(at: number): void {
    if (this.#isHighest(at, (measure, highest) => measure > highest)) {
      this.#isStale = true;
      return;
    }
    const values = this.#valuesAt(at);
    this.#scores[at] = weigh(values, this.#weights);
    this.#count(values);
    const wanted = this.#wanted;
    const leaders = this.#leaders;
    const last = leaders[leaders.length - 1];
    if (leaders.length === wanted && (wanted === 0 || this.#compareByScore(last, at) < 0)) return;
    if (!this.#isAllowed(at)) return;
    let rank = leaders.length;
    while (rank > 0 && this.#compareByScore(leaders[rank - 1], at) > 0) rank--;
    leaders.splice(rank, 0, at);
    if (leaders.length > wanted) leaders.pop();
  }

  #exclude(at: number): void {
    const values = this.#valuesAt(at);
    for (let c = 0; c < WIDTH; c++)
      if (values[c] === this.#reached[c] && --this.#holders[c] === 0 && this.#reached[c] > 0) this.#isStale = true;
    if (this.#isHighest(at, (measure, highest) => measure === highest)) this.#isStale = true;
    if (this.#isStale) return;
    const rank = this.#leaders.indexOf(at);
    if (rank < 0) return;
    this.#leaders.splice(rank, 1);
    const next = this.#nextLeader();
    if (next >= 0) this.#leaders.push(next);
  }

  /** Whether a candidate decides the scale of some criterion. */
  #isHighest(at: number, decides: (measure: number, highest: number) => boolean): boolean {
    const { measures } = this.pool;
    for (let c = 0; c < WIDTH; c++)
      if (ALL_CRITERIA[c].scale === 'relative' && decides(measures[at * WIDTH + c], this.#highest[c])) return true;
    return false;
  }

  /** Counts a candidate among those that reach the highest values. */
  #count(values: Float64Array): void {
    for (let c = 0; c < WIDTH; c++) {
      if (values[c] > this.#reached[c]) {
        this.#reached[c] = values[c];
        this.#holders[c] = 0;
      }
      if (values[c] === this.#reached[c]) this.#holders[c]++;
    }
  }

  get #wanted(): number {
    return this.options.top ?? Infinity;
  }

  /** The best of the chosen behind the leaders that is let through, -1 when there is none. */
  #nextLeader(): number {
    const last = this.#leaders[this.#leaders.length - 1];
    let next = -1;
    for (let at = 0; at < this.pool.size; at++) {
      if (this.#within[at] === 0 || (last !== undefined && this.#compareByScore(at, last) <= 0)) continue;
      if (next >= 0 && this.#compareByScore(next, at) < 0) continue;
      if (this.#isAllowed(at)) next = at;
    }
    return next;
  }

  #isAllowed(at: number): boolean {
    if (this.#verdicts[at] === VERDICT.unknown)
      this.#verdicts[at] = this.#isAdmitted(this.pool.subjectAt(at)) ? VERDICT.allowed : VERDICT.refused;
    return this.#verdicts[at] === VERDICT.allowed;
  }

  #scoreAnew(): void {
    const { measures, size } = this.pool;
    const all = new Uint32Array(size);
    let count = 0;
    for (let at = 0; at < size; at++) if (this.#within[at] !== 0) all[count++] = at;
    const chosen = all.subarray(0, count);
    this.#highest.fill(0);
    for (const at of chosen) {
      for (let c = 0; c < WIDTH; c++) {
        const measure = measures[at * WIDTH + c];
        if (measure > this.#highest[c]) this.#highest[c] = measure;
      }
    }
    this.#scales = scalesOf(this.#highest, neutralSample(this.epoch, this.project));
    this.#reached.fill(0);
    this.#holders.fill(0);
    for (const at of chosen) {
      const values = this.#valuesAt(at);
      this.#scores[at] = weigh(values, this.#weights);
      this.#count(values);
    }
    this.#leaders = [];
    for (const at of this.#bestFirst(chosen)) {
      if (this.#leaders.length >= this.#wanted) break;
      if (this.#isAllowed(at)) this.#leaders.push(at);
    }
    this.#isStale = false;
  }

  /** The chosen in order. As many as are wanted are sorted, the others only when somebody asks for them. */
  *#bestFirst(chosen: Uint32Array): Generator<number, void, undefined> {
    const compare = (a: number, b: number): number => this.#compareByScore(a, b);
    const wanted = Math.max(1, this.#wanted);
    if (wanted >= chosen.length) {
      yield* chosen.sort(compare);
      return;
    }
    const scores = this.#scores;
    const cut = highestAtRank(
      Float64Array.from(chosen, (at) => scores[at]),
      wanted,
    );
    yield* chosen.filter((at) => scores[at] >= cut).sort(compare);
    yield* chosen.filter((at) => scores[at] < cut).sort(compare);
  }
}

/** The `rank`-th highest of some numbers, which are sorted by it. */
function highestAtRank(numbers: Float64Array, rank: number): number {
  return numbers.sort()[numbers.length - rank];
}
