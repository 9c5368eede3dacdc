import type { PreparedProject } from '../candidates/project.js';
import { admission } from '../constraints/all.js';
import type { ConstraintSubject } from '../constraints/constraint.js';
import { ALL_CRITERIA } from '../criteria/all.js';
import type { Epoch } from '../epoch/epoch.js';
import { Block } from '../packed/block.js';
import {
  type CandidatePool,
  compareIdsAt,
  type ProjectRanking,
  type RankedPair,
  type RankingOptions,
  weightsOf,
} from './rank-pool.js';
import { type PackedScales, packScales, SCALE_NUMBERS, weigh, writeValues } from './scale.js';
import { leadersOf, scoreChosen } from './score-chosen.js';

const WIDTH = ALL_CRITERIA.length;
const IS_RELATIVE = ALL_CRITERIA.map(({ scale }) => scale === 'relative');
/** Row and values of the candidate that is looked at. */
const ROW = new Uint32Array(1);
const VALUES = new Float64Array(WIDTH);
/**
 * What is known of a candidate, in the bits of one number. Bit c: it reaches the highest value of criterion c; bit WIDTH + c: it has
 * its highest measure; then whether it is compared, and what the hard rules say of it once somebody has asked.
 */
const MARKS = (1 << (2 * WIDTH)) - 1;
const CHOSEN = 1 << (2 * WIDTH);
const ALLOWED = CHOSEN << 1;
const REFUSED = CHOSEN << 2;
/** Leaders known beyond those that are wanted, so that one that leaves is mostly followed by one that is known. */
const SPARE_LEADERS = 16;

/** Numbers of standings side by side: some for each candidate, some for each standing. */
export class StandingColumns {
  /** By row of the pool: the score, and what is known of the candidate. */
  readonly scores: Float64Array;
  readonly flags: Uint32Array;
  /** By standing and criterion: highest measure and highest value among the chosen. */
  readonly highest: Float64Array;
  readonly reached: Float64Array;
  /** By standing: its scales, packed. */
  readonly scales: Float64Array;
  /** By standing and bit of the flags: how many have the highest value, and the highest measure. */
  readonly holders: Uint32Array;
  /** By standing: nobody with a lower score can lead. */
  readonly bars: Float64Array;

  /** @param rows of the pools together @param count of the standings */
  constructor(rows: number, count: number) {
    const block = new Block(12 * rows + (24 * WIDTH + 8 * SCALE_NUMBERS + 8) * count);
    this.highest = block.float64(WIDTH * count);
    this.reached = block.float64(WIDTH * count);
    this.scales = block.float64(SCALE_NUMBERS * count);
    this.bars = block.float64(count);
    this.scores = block.float64(rows);
    this.holders = block.uint32(2 * WIDTH * count);
    this.flags = block.uint32(rows);
  }
}

/** Where a standing has its numbers, and whom it begins with. */
export interface StandingRoom {
  readonly columns: StandingColumns;
  /** Which of the standings in the columns it is. */
  readonly own: number;
  /** Whether a row of the pool is compared at first. */
  isChosen(at: number): boolean;
}

/**
 * How the chosen candidates of a pool stand: what each scores, who leads. A candidate that enters or leaves moves the
 * others only when it was the highest in some respect, so that a change mostly costs its own score and its place among
 * the leaders. At any time the ranking is the one a new standing over the same candidates would give.
 */
export class Standing {
  #chosenCount = 0;
  readonly #weights: readonly number[];
  readonly #isAdmitted: (enterprise: ConstraintSubject) => boolean;
  readonly #columns: StandingColumns;
  /** Where its numbers by criterion begin in the columns. */
  readonly #own: number;
  #scales: PackedScales;
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

  constructor(
    private readonly epoch: Epoch,
    private readonly project: PreparedProject,
    private readonly pool: CandidatePool,
    private readonly options: RankingOptions,
    { columns, own, isChosen }: StandingRoom,
  ) {
    this.#weights = weightsOf(options);
    this.#isAdmitted = admission(project.record, options.constraints ?? {});
    this.#columns = columns;
    this.#own = own * WIDTH;
    this.#scales = packScales([], columns.scales, own * SCALE_NUMBERS);
    for (let at = this.#first; at < this.#end; at++) {
      columns.flags[at] = isChosen(at) ? CHOSEN : 0;
      if (isChosen(at)) this.#chosenCount++;
    }
  }

  ranking(lastOfList: ProjectRanking['lastOfList']): ProjectRanking {
    if (this.#isStale) this.#scoreAnew();
    this.#shownPairs ??= this.#leaders
      .slice(0, this.#wanted)
      .map((at, rank) => (this.#pairs[rank] ??= { enterpriseId: this.pool.idAt(at), score: this.#columns.scores[at] }));
    this.#shownReached ??= Array.from(this.#columns.reached.subarray(this.#own, this.#own + WIDTH));
    return {
      projectId: this.project.record.id,
      epoch: this.epoch.fingerprint,
      pairs: this.#shownPairs,
      candidateCount: this.#chosenCount,
      scales: this.#scales.scales,
      reached: this.#shownReached,
      lastOfList,
    };
  }

  /** A candidate is compared from now on. */
  include(at: number): void {
    this.#columns.flags[at] = CHOSEN;
    this.#chosenCount++;
    if (this.#isStale) return;
    const { measures } = this.pool;
    for (let c = 0; c < WIDTH; c++)
      if (IS_RELATIVE[c] && measures[at * WIDTH + c] > this.#columns.highest[this.#own + c]) {
        this.#isStale = true;
        return;
      }
    this.#score(at);
    if (this.#columns.scores[at] < this.#bar) return;
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
    this.#setBar();
  }

  /** A candidate is no longer compared, or is about to change. */
  exclude(at: number): void {
    this.#columns.flags[at] &= ~CHOSEN;
    this.#chosenCount--;
    if (this.#isStale) return;
    // Most are the only highest in nothing, and stand behind the leaders: two numbers tell.
    if ((this.#columns.flags[at] & MARKS) !== 0 && this.#leavesGap(at)) {
      this.#isStale = true;
      return;
    }
    if (this.#columns.scores[at] < this.#bar) return;
    const rank = this.#leaders.indexOf(at);
    if (rank < 0) return;
    this.#leaders.splice(rank, 1);
    this.#pairs.splice(rank, 1);
    if (rank < this.#wanted) this.#shownPairs = undefined;
    if (this.#isCut && this.#leaders.length < Math.max(1, this.#wanted)) this.#lead(this.#allChosen());
    else this.#setBar();
  }

  get #bar(): number {
    return this.#columns.bars[this.#own / WIDTH];
  }

  #setBar(): void {
    const last = this.#isCut ? this.#leaders.at(-1) : undefined;
    this.#columns.bars[this.#own / WIDTH] = last === undefined ? -Infinity : this.#columns.scores[last];
  }

  #compareByScore(a: number, b: number): number {
    return this.#columns.scores[b] - this.#columns.scores[a] || compareIdsAt(this.pool, a, b);
  }

  /** Scores a candidate by the scales as they are, and counts it among those that reach the highest values. */
  #score(at: number): void {
    ROW[0] = at;
    writeValues(VALUES, this.pool.measures, this.pool.sizes, ROW, 1, this.#scales);
    this.#columns.scores[at] = weigh(VALUES, 0, this.#weights);
    for (let c = 0; c < WIDTH; c++) {
      if (!(VALUES[c] > this.#columns.reached[this.#own + c])) continue;
      this.#columns.reached[this.#own + c] = VALUES[c];
      this.#shownReached = undefined;
      this.#columns.holders[2 * this.#own + c] = 0;
      for (let other = this.#first; other < this.#end; other++) this.#columns.flags[other] &= ~(1 << c);
    }
    this.#mark(at, VALUES, 0);
  }

  /** Notes in what a candidate is the highest. @param values those of the candidate begin at `from` */
  #mark(at: number, values: Float64Array, from: number): void {
    const { measures } = this.pool;
    const { highest, reached, holders, flags } = this.#columns;
    const own = this.#own;
    let marks = 0;
    for (let c = 0; c < WIDTH; c++) {
      if (values[from + c] === reached[own + c]) {
        holders[2 * own + c]++;
        marks |= 1 << c;
      }
      const most = highest[own + c];
      if (IS_RELATIVE[c] && most > 0 && measures[at * WIDTH + c] === most) {
        holders[2 * own + WIDTH + c]++;
        marks |= 1 << (WIDTH + c);
      }
    }
    flags[at] = (flags[at] & ~MARKS) | marks;
  }

  /** Counts a candidate out of what it is the highest in. @returns whether something is no longer as high without it */
  #leavesGap(at: number): boolean {
    let isGap = false;
    for (let bit = 0; bit < 2 * WIDTH; bit++) {
      if ((this.#columns.flags[at] & (1 << bit)) === 0 || --this.#columns.holders[2 * this.#own + bit] > 0) continue;
      if (bit >= WIDTH || this.#columns.reached[this.#own + bit] > 0) isGap = true;
    }
    return isGap;
  }

  get #first(): number {
    return this.pool.first ?? 0;
  }

  get #end(): number {
    return this.#first + this.pool.size;
  }

  get #wanted(): number {
    return this.options.top ?? Infinity;
  }

  get #depth(): number {
    return this.#wanted + SPARE_LEADERS;
  }

  #isAllowed(at: number): boolean {
    if ((this.#columns.flags[at] & (ALLOWED | REFUSED)) === 0)
      this.#columns.flags[at] |= this.#isAdmitted(this.pool.subjectAt(at)) ? ALLOWED : REFUSED;
    return (this.#columns.flags[at] & ALLOWED) !== 0;
  }

  #allChosen(): Uint32Array {
    const all = new Uint32Array(this.#chosenCount);
    let count = 0;
    for (let at = this.#first; at < this.#end; at++) if ((this.#columns.flags[at] & CHOSEN) !== 0) all[count++] = at;
    return all;
  }

  #scoreAnew(): void {
    const chosen = this.#allChosen();
    const own = this.#own;
    const { scores, highest, reached, holders } = this.#columns;
    const { scales, values } = scoreChosen(this.epoch, this.project, this.pool, chosen, this.#weights, {
      scores,
      highest: highest.subarray(own, own + WIDTH),
      reached: reached.subarray(own, own + WIDTH),
      numbers: this.#scales.numbers,
      from: this.#scales.from,
    });
    this.#scales = scales;
    this.#shownReached = undefined;
    holders.fill(0, 2 * own, 2 * (own + WIDTH));
    for (let i = 0; i < chosen.length; i++) this.#mark(chosen[i], values, i * WIDTH);
    this.#lead(chosen);
    this.#isStale = false;
  }

  /** Puts the best of the chosen in the lead. */
  #lead(chosen: Uint32Array): void {
    const { rows, isCut } = leadersOf(this.pool, chosen, this.#columns.scores, this.#depth, (at) =>
      this.#isAllowed(at),
    );
    this.#leaders = rows;
    this.#pairs = Array.from(rows, () => undefined);
    this.#shownPairs = undefined;
    this.#isCut = isCut;
    this.#setBar();
  }
}
