import { subjectAt } from '../candidates/candidate-set.js';
import { bestOfLists, LIST_LENGTHS, ListFloors, type ListName, LISTS } from '../candidates/lists.js';
import type { PreparedProject } from '../candidates/project.js';
import type { ConstraintSubject } from '../constraints/constraint.js';
import { ALL_CRITERIA } from '../criteria/all.js';
import { measureRows } from '../criteria/measure.js';
import { PairCursor } from '../criteria/pair-cursor.js';
import type { Epoch } from '../epoch/epoch.js';
import { UnknownRecordError } from '../match.errors.js';
import { Block } from '../packed/block.js';
import type { CandidatePool, ProjectRanking, RankingOptions } from '../ranking/rank-pool.js';
import { Standing } from '../ranking/standing.js';
import type { Segment } from '../segment/segment.js';
import type { EnterpriseStore } from './enterprise-store.js';
import { SlotOrder } from './slot-order.js';

/** Entries kept of each list: some beyond its length, so that a removal mostly needs no new search. */
const KEPT: Readonly<Record<ListName, number>> = Object.freeze({
  words: LIST_LENGTHS.words + 40,
  near: LIST_LENGTHS.near + 60,
});
const WIDTH = ALL_CRITERIA.length;
/** Slots a project can need at once: one for each entry, and one for who comes before another is left out. */
const SLOTS = KEPT.words + KEPT.near + 1;
/** Room of the orders: one more than is kept, until the last is left out. */
const ENTRIES = LISTS.reduce((sum, list) => sum + KEPT[list] + 1, 0);
const BYTES = ENTRIES * 8 + SLOTS * (4 * WIDTH + 4 + 4) + ENTRIES * 2 + SLOTS;
/** Bits of what a slot is: l for an entry of list l, and these for one within its length. */
const WITHIN = LISTS.map((_, l) => 1 << (LISTS.length + l));
const WITHIN_ANY = WITHIN.reduce((all, bit) => all | bit, 0);

/** Scores of an enterprise by the lists of a project; NaN for a list it has no place in. */
export type ListScores = Readonly<Record<ListName, number>>;

/** An enterprise that is to stand among the entries of a project. */
export interface Arrival {
  readonly scores: ListScores;
  /** Its measures begin here. */
  readonly measures: Float32Array;
  readonly from: number;
  /** Value of its size, neutral where it is not known. */
  readonly size: number;
}

/** A place in the order of a list. */
interface Mark {
  readonly score: number;
  readonly number: number;
}

/**
 * A project with its candidates, of which a few more are kept than its lists take, all of them measured. A candidate keeps
 * its slot.
 */
export class LiveProject implements CandidatePool {
  readonly measures: Float32Array;
  readonly sizes: Float32Array;
  /** Slots handed out so far; some may be free. */
  #size = 0;
  #free: number[] = [];
  /** The enterprise of each slot. */
  readonly #numbers: Uint32Array;
  /** Bits of each slot: which lists it is an entry of, and within whose length. */
  readonly #bits: Uint8Array;
  /** Entries of each list. */
  readonly #orders: readonly SlotOrder[];
  /** Last entry of each list when one was left out of it; whoever is not kept stands behind it. Absent while everybody is kept. */
  #marks: (Mark | undefined)[] = [];
  /** Kept up while candidates come and go; absent before a ranking has been asked for. */
  #standing: Standing | undefined;
  #ranking: ProjectRanking | undefined;

  constructor(
    private readonly epoch: Epoch,
    readonly project: PreparedProject,
    /** Place among the projects. */
    readonly place: number,
    private readonly store: EnterpriseStore,
    private readonly options: RankingOptions,
  ) {
    const block = new Block(BYTES);
    const scores = LISTS.map((list) => block.float64(KEPT[list] + 1));
    this.measures = block.float32(SLOTS * WIDTH);
    this.sizes = block.float32(SLOTS);
    this.#numbers = block.uint32(SLOTS);
    this.#orders = LISTS.map((list, l) => new SlotOrder(scores[l], block.uint16(KEPT[list] + 1)));
    this.#bits = block.uint8(SLOTS);
  }

  get size(): number {
    return this.#size;
  }

  idAt(slot: number): string {
    return this.store.idOf(this.#numbers[slot]);
  }

  hashAt(slot: number): number {
    return this.store.hashOf(this.#numbers[slot]);
  }

  /** @throws UnknownRecordError */
  subjectAt(slot: number): ConstraintSubject {
    const { segment, row } = this.store.locate(this.#numbers[slot]);
    return subjectAt(segment, row);
  }

  /** Whether the ranking is known: nothing that could change it has happened since it was worked out. */
  get isRanked(): boolean {
    return this.#ranking !== undefined;
  }

  /** A score below this has no place among the entries of list `l`. */
  floorOf(l: number): number {
    return this.#marks[l]?.score ?? 0;
  }

  /** Whether an enterprise whose score is the floor of list `l` stands among its entries. */
  reachesFloor(l: number, number: number): boolean {
    const mark = this.#marks[l];
    return mark !== undefined && this.store.compareTied(number, mark.number) <= 0;
  }

  /** The ranking as it is now. */
  ranking(): ProjectRanking {
    this.#standing ??= new Standing(this.epoch, this.project, this, this.options, this.#within());
    this.#ranking ??= this.#standing.ranking(this.#lastOfList());
    return this.#ranking;
  }

  /** Fills the lists from all segments. */
  search(): void {
    this.#size = 0;
    this.#free = [];
    this.#marks = [];
    this.#bits.fill(0);
    this.#standing = undefined;
    this.#ranking = undefined;
    const slots = new Map<number, number>();
    const rows = new Map<Segment, { readonly slots: number[]; readonly rows: number[] }>();
    for (const [l, entries] of this.#best().entries()) {
      const order = this.#orders[l];
      order.clear();
      for (const { number, score, segment, row } of entries) {
        let slot = slots.get(number);
        if (slot === undefined) {
          slots.set(number, (slot = this.#take(number)));
          let own = rows.get(segment);
          if (!own) rows.set(segment, (own = { slots: [], rows: [] }));
          own.slots.push(slot);
          own.rows.push(row);
        }
        this.#bits[slot] |= (1 << l) | (order.length < LIST_LENGTHS[LISTS[l]] ? WITHIN[l] : 0);
        order.push(slot, score);
      }
      if (order.length === KEPT[LISTS[l]]) this.#mark(l);
    }
    for (const [segment, own] of rows) {
      const measures = measureRows(new PairCursor(this.epoch, this.project, segment), own.rows);
      own.slots.forEach((slot, i) => this.#write(slot, measures, i * WIDTH, segment.columns.sizes[own.rows[i]]));
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
    if (this.#bits[slot] === 0) this.#free.push(slot);
  }

  /** Searches again where a list out of which entries were left has become too short. */
  settle(): void {
    for (let l = 0; l < LISTS.length; l++) {
      if (!this.#marks[l] || this.#orders[l].length >= LIST_LENGTHS[LISTS[l]]) continue;
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
    const order = this.#orders[l];
    const length = LIST_LENGTHS[LISTS[l]];
    const wasIn = (this.#bits[slot] & WITHIN[l]) !== 0;
    let isIn = false;
    if (!Number.isNaN(before)) order.remove(this.#positionOf(l, this.#numbers[slot], before));
    if (!Number.isNaN(now)) {
      const position = this.#positionOf(l, this.#numbers[slot], now);
      order.insert(position, slot, now);
      isIn = position < length;
    }
    this.#setBits(slot, l, !Number.isNaN(now), isIn);
    if (wasIn && !isIn && order.length >= length) {
      const next = order.slotAt(length - 1);
      const isNew = !this.#isWithin(next);
      this.#bits[next] |= WITHIN[l];
      if (isNew) this.#standing?.include(next);
    } else if (!wasIn && isIn && order.length > length) {
      const last = order.slotAt(length);
      this.#bits[last] &= ~WITHIN[l];
      if (!this.#isWithin(last)) this.#standing?.exclude(last);
    }
    if (wasIn !== isIn) this.#ranking = undefined;
    if (order.length <= KEPT[LISTS[l]]) return;
    const last = order.pop();
    this.#setBits(last, l, false, false);
    if (this.#bits[last] === 0 && last !== slot) this.#free.push(last);
    this.#mark(l);
  }

  /** Notes whether a slot is an entry of a list, and within its length. */
  #setBits(slot: number, l: number, isEntry: boolean, isWithin: boolean): void {
    const others = this.#bits[slot] & ~((1 << l) | WITHIN[l]);
    this.#bits[slot] = others | (isEntry ? 1 << l : 0) | (isWithin ? WITHIN[l] : 0);
  }

  #isWithin(slot: number): boolean {
    return (this.#bits[slot] & WITHIN_ANY) !== 0;
  }

  /** Not 0 for slots within the length of a list. */
  #within(): Uint8Array {
    return this.#bits.map((bits) => bits & WITHIN_ANY);
  }

  /** Position in a list of an enterprise with this score: where it stands, or would. Ties by the hash of the id, then by the id. */
  #positionOf(l: number, number: number, score: number): number {
    return this.#orders[l].search(score, (slot) => this.store.compareTied(this.#numbers[slot], number));
  }

  /** The last entry of a list, behind which somebody is left out, is its mark. */
  #mark(l: number): void {
    const order = this.#orders[l];
    const last = order.length - 1;
    this.#marks[l] = { score: order.scoreAt(last), number: this.#numbers[order.slotAt(last)] };
  }

  #lastOfList(): ProjectRanking['lastOfList'] {
    const lastOfList: Partial<Record<ListName, number>> = {};
    LISTS.forEach((list, l) => {
      const order = this.#orders[l];
      if (order.length >= LIST_LENGTHS[list]) lastOfList[list] = order.scoreAt(LIST_LENGTHS[list] - 1);
    });
    return lastOfList;
  }

  /** The slot of an enterprise that stands in a list with these scores. @throws UnknownRecordError */
  #find(number: number, scores: ListScores): number {
    for (let l = 0; l < LISTS.length; l++) {
      const score = scores[LISTS[l]];
      if (Number.isNaN(score)) continue;
      const position = this.#positionOf(l, number, score);
      const slot = this.#orders[l].slotAt(position);
      if (position < this.#orders[l].length && this.#numbers[slot] === number) return slot;
    }
    throw new UnknownRecordError('enterprise', this.store.idOf(number));
  }

  #write(slot: number, measures: Float32Array, from: number, size: number): void {
    for (let c = 0; c < WIDTH; c++) this.measures[slot * WIDTH + c] = measures[from + c];
    this.sizes[slot] = size;
  }

  /** A slot for an enterprise that has none. */
  #take(number: number): number {
    const slot = this.#free.pop() ?? this.#size++;
    this.#numbers[slot] = number;
    this.#bits[slot] = 0;
    return slot;
  }
}
