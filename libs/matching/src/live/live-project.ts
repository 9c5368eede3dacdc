import { subjectAt } from '../candidates/candidate-set.js';
import { bestOfLists, LIST_LENGTHS, ListFloors, type ListName, LISTS } from '../candidates/lists.js';
import type { PreparedProject } from '../candidates/project.js';
import type { ConstraintSubject } from '../constraints/constraint.js';
import { ALL_CRITERIA } from '../criteria/all.js';
import { measureRows } from '../criteria/measure.js';
import { PairCursor } from '../criteria/pair-cursor.js';
import type { Epoch } from '../epoch/epoch.js';
import { UnknownRecordError } from '../match.errors.js';
import type { CandidatePool, ProjectRanking, RankingOptions } from '../ranking/rank-pool.js';
import { Standing } from '../ranking/standing.js';
import type { Segment } from '../segment/segment.js';
import { type CandidateColumns, KEPT, PROJECTS, SLOTS } from './candidate-columns.js';
import type { EnterpriseStore } from './enterprise-store.js';

const WIDTH = ALL_CRITERIA.length;
/** Bits of what a slot is: l for an entry of list l, and these for one within its length. */
const WITHIN = LISTS.map((_, l) => 1 << (LISTS.length + l));
const WITHIN_ANY = WITHIN.reduce((all, bit) => all | bit, 0);

/** Scores of an enterprise by the lists of a project; NaN for a list it has no place in. */
export type ListScores = Readonly<Record<ListName, number>>;

/** An enterprise that is to stand among the entries of a project. */
export interface Arrival {
  readonly scores: ListScores;
  /** Its measures, from `from` on. */
  readonly measures: Float32Array;
  readonly from: number;
  /** Value of its size, neutral where it is not known. */
  readonly size: number;
}

/**
 * A project with its candidates, of which a few more are kept than its lists take, all of them measured. A candidate keeps
 * its slot in the columns.
 */
export class LiveProject implements CandidatePool {
  readonly id: string;
  /** Which of the projects in its columns it is, and its first slot. */
  readonly #own: number;
  readonly first: number;
  /** Behind the slots handed out so far; some may be free. */
  #end: number;
  #free: number[] = [];
  /** Kept up while candidates come and go; absent before a ranking has been asked for. */
  #standing: Standing | undefined;
  #ranking: ProjectRanking | undefined;

  constructor(
    private readonly epoch: Epoch,
    readonly project: PreparedProject,
    /** Place among the projects. */
    readonly place: number,
    private readonly columns: CandidateColumns,
    private readonly store: EnterpriseStore,
    private readonly options: RankingOptions,
  ) {
    this.id = project.record.id;
    this.#own = place % PROJECTS;
    this.first = this.#own * SLOTS;
    this.#end = this.first;
  }

  get size(): number {
    return this.#end - this.first;
  }

  get measures(): Float32Array {
    return this.columns.measures;
  }

  get sizes(): Float32Array {
    return this.columns.sizes;
  }

  idAt(slot: number): string {
    return this.store.idOf(this.columns.numbers[slot]);
  }

  hashAt(slot: number): number {
    return this.store.hashOf(this.columns.numbers[slot]);
  }

  /** @throws UnknownRecordError */
  subjectAt(slot: number): ConstraintSubject {
    const { segment, row } = this.store.locate(this.columns.numbers[slot]);
    return subjectAt(segment, row);
  }

  /** Whether the ranking is known: nothing that could change it has happened since it was worked out. */
  get isRanked(): boolean {
    return this.#ranking !== undefined;
  }

  /** A score below this has no place among the entries of list `l`. */
  floorOf(l: number): number {
    return this.columns.markScores[this.#own * LISTS.length + l];
  }

  /** Whether an enterprise whose score is the floor of list `l` stands among its entries. */
  reachesFloor(l: number, number: number): boolean {
    const mark = this.columns.markNumbers[this.#own * LISTS.length + l];
    return mark >= 0 && this.store.compareTied(number, mark) <= 0;
  }

  /** The ranking as it is now. */
  ranking(): ProjectRanking {
    this.#standing ??= new Standing(this.epoch, this.project, this, this.options, {
      columns: this.columns.standing,
      own: this.#own,
      isChosen: (slot) => this.#isWithin(slot),
    });
    this.#ranking ??= this.#standing.ranking(this.#lastOfList());
    return this.#ranking;
  }

  /** Fills the lists from all segments. */
  search(): void {
    this.#end = this.first;
    this.#free = [];
    for (let l = 0; l < LISTS.length; l++) this.#mark(l, 0, -1);
    this.#standing = undefined;
    this.#ranking = undefined;
    const slots = new Map<number, number>();
    const rows = new Map<Segment, { readonly slots: number[]; readonly rows: number[] }>();
    for (const [l, entries] of this.#best().entries()) {
      const orders = this.columns.orders[l];
      orders.clear(this.#own);
      for (const { number, score, segment, row } of entries) {
        let slot = slots.get(number);
        if (slot === undefined) {
          slots.set(number, (slot = this.#take(number)));
          let own = rows.get(segment);
          if (!own) rows.set(segment, (own = { slots: [], rows: [] }));
          own.slots.push(slot);
          own.rows.push(row);
        }
        this.columns.bits[slot] |= (1 << l) | (orders.lengthOf(this.#own) < LIST_LENGTHS[LISTS[l]] ? WITHIN[l] : 0);
        orders.push(this.#own, slot, score);
      }
      if (orders.lengthOf(this.#own) === KEPT[LISTS[l]]) this.#markLast(l);
    }
    for (const [segment, own] of rows) {
      const at = new PairCursor(this.epoch, this.project, segment);
      const { measures, sizes } = measureRows(at, Uint32Array.from(own.rows));
      own.slots.forEach((slot, i) => this.#write(slot, measures, i * WIDTH, sizes[i]));
    }
  }

  /**
   * An enterprise comes, changes or goes.
   * @param before its scores before, where it stood among the entries
   * @param now what it is now, where it is to stand among them
   * @throws UnknownRecordError where it did not stand as it is said to
   */
  change(number: number, before: ListScores | undefined, now: Arrival | undefined): void {
    const slot = before ? this.#find(number, before) : this.#take(number);
    const wasWithin = this.#isWithin(slot);
    if (wasWithin) this.#standing?.exclude(slot);
    if (now) this.#write(slot, now.measures, now.from, now.size);
    for (let l = 0; l < LISTS.length; l++) {
      const list = LISTS[l];
      this.#moveInList(slot, l, before ? before[list] : Number.NaN, now ? now.scores[list] : Number.NaN);
    }
    if (this.#isWithin(slot)) this.#standing?.include(slot);
    if (wasWithin || this.#isWithin(slot)) this.#ranking = undefined;
    if (this.columns.bits[slot] === 0) this.#free.push(slot);
  }

  /** Searches again where a list out of which entries were left has become too short. */
  settle(): void {
    for (let l = 0; l < LISTS.length; l++) {
      if (this.columns.markNumbers[this.#own * LISTS.length + l] < 0) continue;
      if (this.columns.orders[l].lengthOf(this.#own) >= LIST_LENGTHS[LISTS[l]]) continue;
      this.search();
      return;
    }
  }

  /** The best of each list over all segments, in order. */
  #best(): { number: number; score: number; segment: Segment; row: number }[][] {
    const best: { number: number; score: number; segment: Segment; row: number }[][] = LISTS.map(() => []);
    const floors = new ListFloors(KEPT);
    for (const { segment, isRemoved } of this.store.layers) {
      const found = bestOfLists(this.epoch, this.project, segment, isRemoved, KEPT, floors.scores);
      floors.add(found);
      LISTS.forEach((list, l) => {
        for (const { row, score } of found[list])
          best[l].push({ number: this.store.numberOf(segment.idAt(row)), score, segment, row });
      });
    }
    return best.map((entries, l) =>
      entries.sort((a, b) => b.score - a.score || this.store.compareTied(a.number, b.number)).slice(0, KEPT[LISTS[l]]),
    );
  }

  /**
   * Takes a slot from one place of a list to another; whoever comes within its length by that, or falls out, is told.
   * @param before score of the slot in the list, NaN where it is no entry of it
   * @param now the same from now on
   */
  #moveInList(slot: number, l: number, before: number, now: number): void {
    const orders = this.columns.orders[l];
    const own = this.#own;
    const number = this.columns.numbers[slot];
    const length = LIST_LENGTHS[LISTS[l]];
    const wasIn = (this.columns.bits[slot] & WITHIN[l]) !== 0;
    let isIn = false;
    if (!Number.isNaN(before)) orders.remove(own, this.#positionOf(l, number, before));
    if (!Number.isNaN(now)) {
      const position = this.#positionOf(l, number, now);
      orders.insert(own, position, slot, now);
      isIn = position < length;
    }
    this.#setBits(slot, l, !Number.isNaN(now), isIn);
    if (wasIn && !isIn && orders.lengthOf(own) >= length) {
      const next = orders.slotAt(own, length - 1);
      const isNew = !this.#isWithin(next);
      this.columns.bits[next] |= WITHIN[l];
      if (isNew) this.#standing?.include(next);
    } else if (!wasIn && isIn && orders.lengthOf(own) > length) {
      const last = orders.slotAt(own, length);
      this.columns.bits[last] &= ~WITHIN[l];
      if (!this.#isWithin(last)) this.#standing?.exclude(last);
    }
    if (wasIn !== isIn) this.#ranking = undefined;
    if (orders.lengthOf(own) <= KEPT[LISTS[l]]) return;
    const last = orders.pop(own);
    this.#setBits(last, l, false, false);
    if (this.columns.bits[last] === 0 && last !== slot) this.#free.push(last);
    this.#markLast(l);
  }

  /** Notes whether a slot is an entry of a list, and within its length. */
  #setBits(slot: number, l: number, isEntry: boolean, isWithin: boolean): void {
    const others = this.columns.bits[slot] & ~((1 << l) | WITHIN[l]);
    this.columns.bits[slot] = others | (isEntry ? 1 << l : 0) | (isWithin ? WITHIN[l] : 0);
  }

  #isWithin(slot: number): boolean {
    return (this.columns.bits[slot] & WITHIN_ANY) !== 0;
  }

  /** Position in a list of an enterprise with this score: where it stands, or would. Ties by the hash of the id, then by the id. */
  #positionOf(l: number, number: number, score: number): number {
    return this.columns.orders[l].search(this.#own, score, (slot) =>
      this.store.compareTied(this.columns.numbers[slot], number),
    );
  }

  /** The last entry of a list, behind which somebody may be left out, is its mark. */
  #markLast(l: number): void {
    const orders = this.columns.orders[l];
    const last = orders.lengthOf(this.#own) - 1;
    this.#mark(l, orders.scoreAt(this.#own, last), this.columns.numbers[orders.slotAt(this.#own, last)]);
  }

  #mark(l: number, score: number, number: number): void {
    this.columns.markScores[this.#own * LISTS.length + l] = score;
    this.columns.markNumbers[this.#own * LISTS.length + l] = number;
  }

  #lastOfList(): ProjectRanking['lastOfList'] {
    const lastOfList: Partial<Record<ListName, number>> = {};
    LISTS.forEach((list, l) => {
      const orders = this.columns.orders[l];
      if (orders.lengthOf(this.#own) >= LIST_LENGTHS[list])
        lastOfList[list] = orders.scoreAt(this.#own, LIST_LENGTHS[list] - 1);
    });
    return lastOfList;
  }

  /** The slot of an enterprise that stands in a list with these scores. @throws UnknownRecordError */
  #find(number: number, scores: ListScores): number {
    for (let l = 0; l < LISTS.length; l++) {
      const score = scores[LISTS[l]];
      if (Number.isNaN(score)) continue;
      const position = this.#positionOf(l, number, score);
      const slot = this.columns.orders[l].slotAt(this.#own, position);
      if (position < this.columns.orders[l].lengthOf(this.#own) && this.columns.numbers[slot] === number) return slot;
    }
    throw new UnknownRecordError('enterprise', this.store.idOf(number));
  }

  #write(slot: number, measures: Float32Array, from: number, size: number): void {
    for (let c = 0; c < WIDTH; c++) this.measures[slot * WIDTH + c] = measures[from + c];
    this.sizes[slot] = size;
  }

  /** A slot for an enterprise that has none. */
  #take(number: number): number {
    const slot = this.#free.pop() ?? this.#end++;
    this.columns.numbers[slot] = number;
    this.columns.bits[slot] = 0;
    return slot;
  }
}
