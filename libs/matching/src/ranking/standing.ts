import type { PreparedProject } from '../candidates/project.js';
import { admission } from '../constraints/all.js';
import type { ConstraintSubject } from '../constraints/constraint.js';
import { ALL_CRITERIA } from '../criteria/all.js';
import type { Epoch } from '../epoch/epoch.js';
import { Block } from '../packed/block.js';
import {
  type CandidatePool,
  compareIdsAt,
  type ListedPool,
  neutralSample,
  type ProjectRanking,
  type RankedPair,
  type RankingOptions,
  weightsOf,
} from './rank-pool.js';
import { type Scale, scalesOf, weigh, writeValues } from './scale.js';
import { highestAtRank, withinLists } from './within-lists.js';

const WIDTH = ALL_CRITERIA.length;
const IS_RELATIVE = ALL_CRITERIA.map(({ scale }) => scale === 'relative');
/** Values of the pair that is looked at. */
const VALUES = new Float64Array(WIDTH);
const VERDICT = Object.freeze({ unknown: 0, allowed: 1, refused: 2 });
/** Leaders known beyond those that are wanted, so that one that leaves is mostly followed by one that is known. */
const SPARE_LEADERS = 16;

/**
 * Takes the best of each list, scales, weighs, applies the hard rules and ranks. The result depends on the candidates,
 * not on their order. Cost: sorting some hundred numbers.
 */
export function rankPool(
  epoch: Epoch,
  project: PreparedProject,
  pool: ListedPool,
  options: RankingOptions = {},
): ProjectRanking {
  const { within, lastOfList } = withinLists(pool);
  return new Standing(epoch, project, pool, options, within).ranking(lastOfList);
}

/**
 * How the chosen candidates of a pool stand: what each scores, who leads. A candidate that enters or leaves moves the
 * others only when it was the highest in some respect, so that a change mostly costs its own score and its place among
 * the leaders. At any time the ranking is the one a new standing over the same candidates would give.
 */
export class Standing {
  /** Not 0 for candidates that are compared. */
  readonly #chosen: Uint8Array;
  #chosenCount = 0;
  readonly #scores: Float64Array;
  readonly #verdicts: Uint8Array;
  readonly #weights: readonly number[];
  readonly #isAdmitted: (enterprise: ConstraintSubject) => boolean;
  /** Bit c is set for candidates that reach the highest value of criterion c, bit WIDTH + c for those with its highest measure. */
  readonly #marks: Uint32Array;
  /** Highest measure and highest value among the chosen, and how many of them have each, by bit of the marks. */
  readonly #highest: Float64Array;
  readonly #reached: Float64Array;
  readonly #holders: Uint32Array;
  #scales: readonly Scale[] = [];
  /** The best that the hard rules let through, in order; no other comes before the last of them. */
  #leaders: number[] = [];
  /** The leaders as the ranking tells them, as far as it has been asked for. */
  #pairs: (RankedPair | undefined)[] = [];
  /** Those that are wanted, and the highest values; absent when they have changed since they were asked for. */
  #shownPairs: readonly RankedPair[] | undefined;
  #shownReached: readonly number[] | undefined;
  /** There may be others behind the leaders. */
  #isCut = false;
  /** Scales, scores and leaders hold no longer. */
  #isStale = true;

  /** @param chosen not 0 for candidates that are compared; copied */
  constructor(
    private readonly epoch: Epoch,
    private readonly project: PreparedProject,
    private readonly pool: CandidatePool,
    private readonly options: RankingOptions,
    chosen: Uint8Array,
  ) {
    this.#weights = weightsOf(options);
    this.#isAdmitted = admission(project.record, options.constraints ?? {});
    const room = pool.measures.length / WIDTH;
    const block = new Block(8 * (room + 2 * WIDTH) + 4 * (room + 2 * WIDTH) + 2 * room);
    this.#scores = block.float64(room);
    this.#highest = block.float64(WIDTH);
    this.#reached = block.float64(WIDTH);
    this.#marks = block.uint32(room);
    this.#holders = block.uint32(2 * WIDTH);
    this.#verdicts = block.uint8(room);
    this.#chosen = block.uint8(room);
    this.#chosen.set(chosen);
    for (const isChosen of this.#chosen) if (isChosen !== 0) this.#chosenCount++;
  }

  ranking(lastOfList: ProjectRanking['lastOfList']): ProjectRanking {
    if (this.#isStale) this.#scoreAnew();
    this.#shownPairs ??= this.#leaders
      .slice(0, this.#wanted)
      .map((at, rank) => (this.#pairs[rank] ??= { enterpriseId: this.pool.idAt(at), score: this.#scores[at] }));
    this.#shownReached ??= [...this.#reached];
    return {
      projectId: this.project.record.id,
      epoch: this.epoch.fingerprint,
      pairs: this.#shownPairs,
      candidateCount: this.#chosenCount,
      scales: this.#scales,
      reached: this.#shownReached,
      lastOfList,
    };
  }

  /** A candidate is compared from now on. */
  include(at: number): void {
    this.#chosen[at] = 1;
    this.#verdicts[at] = VERDICT.unknown;
    this.#chosenCount++;
    if (this.#isStale) return;
    const { measures } = this.pool;
    for (let c = 0; c < WIDTH; c++)
      if (IS_RELATIVE[c] && measures[at * WIDTH + c] > this.#highest[c]) {
        this.#isStale = true;
        return;
      }
    this.#score(at);
    const leaders = this.#leaders;
    let rank = leaders.length;
    if (rank > 0 && this.#isCut && this.#compareByScore(leaders[rank - 1], at) < 0) return;
    if (!this.#isAllowed(at)) return;
    while (rank > 0 && this.#compareByScore(leaders[rank - 1], at) > 0) rank--;
    leaders.splice(rank, 0, at);
    this.#pairs.splice(rank, 0, undefined);
    if (rank < this.#wanted) this.#shownPairs = undefined;
    if (leaders.length > this.#depth) {
      leaders.pop();
      this.#pairs.pop();
      this.#isCut = true;
    }
  }

  /** A candidate is no longer compared, or is about to change. */
  exclude(at: number): void {
    this.#chosen[at] = 0;
    this.#chosenCount--;
    if (this.#isStale) return;
    // Most are the only highest in nothing, and stand behind the leaders: two numbers tell.
    if (this.#marks[at] !== 0 && this.#leavesGap(at)) {
      this.#isStale = true;
      return;
    }
    const last = this.#leaders.at(-1);
    if (last === undefined || this.#scores[at] < this.#scores[last]) return;
    const rank = this.#leaders.indexOf(at);
    if (rank < 0) return;
    this.#leaders.splice(rank, 1);
    this.#pairs.splice(rank, 1);
    if (rank < this.#wanted) this.#shownPairs = undefined;
    if (this.#isCut && this.#leaders.length < Math.max(1, this.#wanted)) this.#lead(this.#allChosen());
  }

  #compareByScore(a: number, b: number): number {
    return this.#scores[b] - this.#scores[a] || compareIdsAt(this.pool, a, b);
  }

  /** Values of a candidate by the scales as they are. */
  #valuesAt(at: number): Float64Array {
    const { measures, sizes } = this.pool;
    return writeValues(VALUES, measures, at, sizes[at], this.#scales);
  }

  /** Scores a candidate by the scales as they are, and counts it among those that reach the highest values. */
  #score(at: number): void {
    const values = this.#valuesAt(at);
    this.#scores[at] = weigh(values, this.#weights);
    for (let c = 0; c < WIDTH; c++) {
      if (!(values[c] > this.#reached[c])) continue;
      this.#reached[c] = values[c];
      this.#shownReached = undefined;
      this.#holders[c] = 0;
      for (let other = 0; other < this.#marks.length; other++) this.#marks[other] &= ~(1 << c);
    }
    this.#mark(at, values, 0);
  }

  /** Notes in what a candidate is the highest. @param values those of the candidate begin at `from` */
  #mark(at: number, values: Float64Array, from: number): void {
    const { measures } = this.pool;
    let marks = 0;
    for (let c = 0; c < WIDTH; c++) {
      if (values[from + c] === this.#reached[c]) {
        this.#holders[c]++;
        marks |= 1 << c;
      }
      const highest = this.#highest[c];
      if (IS_RELATIVE[c] && highest > 0 && measures[at * WIDTH + c] === highest) {
        this.#holders[WIDTH + c]++;
        marks |= 1 << (WIDTH + c);
      }
    }
    this.#marks[at] = marks;
  }

  /** Counts a candidate out of what it is the highest in. @returns whether something is no longer as high without it */
  #leavesGap(at: number): boolean {
    let isGap = false;
    for (let bit = 0; bit < 2 * WIDTH; bit++) {
      if ((this.#marks[at] & (1 << bit)) === 0 || --this.#holders[bit] > 0) continue;
      if (bit >= WIDTH || this.#reached[bit] > 0) isGap = true;
    }
    return isGap;
  }

  get #wanted(): number {
    return this.options.top ?? Infinity;
  }

  get #depth(): number {
    return this.#wanted + SPARE_LEADERS;
  }

  #isAllowed(at: number): boolean {
    if (this.#verdicts[at] === VERDICT.unknown)
      this.#verdicts[at] = this.#isAdmitted(this.pool.subjectAt(at)) ? VERDICT.allowed : VERDICT.refused;
    return this.#verdicts[at] === VERDICT.allowed;
  }

  #allChosen(): Uint32Array {
    const all = new Uint32Array(this.#chosenCount);
    let count = 0;
    for (let at = 0; at < this.pool.size; at++) if (this.#chosen[at] !== 0) all[count++] = at;
    return all;
  }

  #scoreAnew(): void {
    const { measures } = this.pool;
    const chosen = this.#allChosen();
    this.#highest.fill(0);
    for (const at of chosen) {
      for (let c = 0; c < WIDTH; c++) {
        const measure = measures[at * WIDTH + c];
        if (measure > this.#highest[c]) this.#highest[c] = measure;
      }
    }
    this.#scales = scalesOf(this.#highest, neutralSample(this.epoch, this.project));
    this.#reached.fill(0);
    this.#shownReached = undefined;
    this.#holders.fill(0);
    const all = new Float64Array(chosen.length * WIDTH);
    chosen.forEach((at, i) => {
      const values = this.#valuesAt(at);
      all.set(values, i * WIDTH);
      this.#scores[at] = weigh(values, this.#weights);
      for (let c = 0; c < WIDTH; c++) if (values[c] > this.#reached[c]) this.#reached[c] = values[c];
    });
    chosen.forEach((at, i) => this.#mark(at, all, i * WIDTH));
    this.#lead(chosen);
    this.#isStale = false;
  }

  /** Puts the best of the chosen in the lead. */
  #lead(chosen: Uint32Array): void {
    this.#leaders = [];
    this.#pairs = [];
    this.#shownPairs = undefined;
    this.#isCut = false;
    for (const at of this.#bestFirst(chosen)) {
      if (this.#leaders.length >= this.#depth) {
        this.#isCut = true;
        break;
      }
      if (!this.#isAllowed(at)) continue;
      this.#leaders.push(at);
      this.#pairs.push(undefined);
    }
  }

  /** The chosen in order. As many as may lead are sorted, the others only when somebody asks for them. */
  *#bestFirst(chosen: Uint32Array): Generator<number, void, undefined> {
    const compare = (a: number, b: number): number => this.#compareByScore(a, b);
    const depth = this.#depth + 1;
    if (depth >= chosen.length) {
      yield* chosen.sort(compare);
      return;
    }
    const scores = this.#scores;
    const ofChosen = new Float64Array(chosen.length);
    for (let i = 0; i < chosen.length; i++) ofChosen[i] = scores[chosen[i]];
    const cut = highestAtRank(ofChosen, depth);
    yield* chosen.filter((at) => scores[at] >= cut).sort(compare);
    yield* chosen.filter((at) => scores[at] < cut).sort(compare);
  }
}
