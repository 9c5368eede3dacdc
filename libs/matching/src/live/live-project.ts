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
import type { EnterpriseStore, Location } from './enterprise-store.js';
import { SlotOrder } from './slot-order.js';

/** Entries kept beyond the length of each list, so that a removal mostly needs no new search. */
const SPARE: Readonly<Record<ListName, number>> = Object.freeze({ words: 40, near: 60 });
const KEPT: Readonly<Record<ListName, number>> = Object.freeze({
  words: LIST_LENGTHS.words + SPARE.words,
  near: LIST_LENGTHS.near + SPARE.near,
});
const WIDTH = ALL_CRITERIA.length;

/** Scores of an enterprise by the lists of a project; NaN for a list it has no place in. */
export type ListScores = Readonly<Record<ListName, number>>;

/** A place in the order of a list: score, then hash, then id. */
interface Mark {
  readonly score: number;
  readonly hash: number;
  readonly id: string;
}

/** Below 0 when the first stands before the second. */
function compareMarks(a: Mark, b: Mark): number {
  return b.score - a.score || a.hash - b.hash || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/**
 * A project with its candidates, of which a few more are kept than its lists take. A candidate keeps its slot. Who comes
 * to be kept, but not within the length of any list, is measured when it gets there.
 */
export class LiveProject implements CandidatePool {
  /** Slots handed out so far; some may be free. */
  #size = 0;
  #free: number[] = [];
  #numbers = new Int32Array(0);
  #listScores = new Float64Array(0);
  #measures = new Float32Array(0);
  #sizes = new Float32Array(0);
  #isMeasured = new Uint8Array(0);
  /** Bit l is set for slots within the length of list l. */
  #within = new Uint8Array(0);
  /** Entries of each list. */
  readonly #orders = LISTS.map((list) => new SlotOrder(KEPT[list] + SPARE[list] + 1));
  /** Last entry kept of each list when it was cut; who is not kept stands behind it. Absent while everybody is kept. */
  #marks: Partial<Record<ListName, Mark>> = {};
  /** Kept up while candidates come and go; absent before a ranking has been asked for. */
  #standing: Standing | undefined;
  #ranking: ProjectRanking | undefined;

  constructor(
    private readonly epoch: Epoch,
    readonly project: PreparedProject,
    /** Place in the index of projects. */
    readonly place: number,
    private readonly store: EnterpriseStore,
    private readonly options: RankingOptions,
  ) {}

  get size(): number {
    return this.#size;
  }

  get measures(): Float32Array {
    return this.#measures;
  }

  get sizes(): Float32Array {
    return this.#sizes;
  }

  idAt(slot: number): string {
    return this.store.idOf(this.#numbers[slot]);
  }

  hashAt(slot: number): number {
    return this.store.hashOf(this.#numbers[slot]);
  }

  subjectAt(slot: number): ConstraintSubject {
    const { segment, row } = this.#locate(slot);
    return subjectAt(segment, row);
  }

  /** Whether the ranking is known: nothing that could change it has happened since it was worked out. */
  get isRanked(): boolean {
    return this.#ranking !== undefined;
  }

  /** A score below this has no place among the entries kept of a list. */
  floorOf(list: ListName): number {
    return this.#marks[list]?.score ?? 0;
  }

  /** Whether an enterprise whose score is the floor of a list stands among the entries kept of it. */
  reachesFloor(list: ListName, number: number): boolean {
    const mark = this.#marks[list];
    return mark !== undefined && compareMarks(this.#markOf(number, mark.score), mark) <= 0;
  }

  /** The ranking as it is now. */
  ranking(): ProjectRanking {
    this.#standing ??= new Standing(this.epoch, this.project, this, this.options, this.#within);
    this.#ranking ??= this.#standing.ranking(this.#lastOfList());
    return this.#ranking;
  }

  /** Fills the lists from all segments. */
  search(): void {
    const entries = Object.fromEntries(LISTS.map((list) => [list, new Map<number, number>()])) as Record<
      ListName,
      Map<number, number>
    >;
    const places = new Map<number, Location>();
    const floors = new ListFloors(KEPT);
    for (const { segment, isRemoved } of this.store.layers) {
      const found = bestOfLists(this.epoch, this.project, segment, isRemoved, KEPT, floors.scores);
      floors.add(found);
      for (const list of LISTS) {
        for (const { row, score } of found[list]) {
          const number = this.store.numberOf(segment.idAt(row));
          entries[list].set(number, score);
          places.set(number, { segment, row });
        }
      }
    }
    this.#size = 0;
    this.#free = [];
    this.#marks = {};
    this.#within.fill(0);
    this.#isMeasured.fill(0);
    this.#standing = undefined;
    this.#ranking = undefined;
    const slots = new Map<number, number>();
    LISTS.forEach((list, l) => {
      const sorted = Array.from(entries[list], ([number, score]) => ({ number, mark: this.#markOf(number, score) }))
        .sort((a, b) => compareMarks(a.mark, b.mark))
        .slice(0, KEPT[list]);
      if (sorted.length === KEPT[list]) this.#marks[list] = sorted[KEPT[list] - 1].mark;
      const ofList = sorted.map(({ number, mark }) => {
        const slot = slots.get(number) ?? this.#take(number);
        slots.set(number, slot);
        this.#listScores[slot * LISTS.length + l] = mark.score;
        return slot;
      });
      for (const slot of ofList.slice(0, LIST_LENGTHS[list])) this.#within[slot] |= 1 << l;
      this.#orders[l].fill(ofList);
    });
    this.#measureAll(places);
  }

  /**
   * An enterprise comes, changes or goes.
   * @param before its scores before, where it stood among the entries
   * @param now its scores now and where it stands, where it is to stand among them
   */
  change(number: number, before: ListScores | undefined, now: ListScores | undefined, at: Location | undefined): void {
    const slot = (before && this.#find(number, before)) ?? this.#take(number);
    const wasWithin = this.#within[slot];
    if (wasWithin !== 0) this.#standing?.exclude(slot);
    this.#isMeasured[slot] = 0;
    LISTS.forEach((list, l) => this.#moveInList(slot, l, LIST_LENGTHS[list], now?.[list] ?? Number.NaN));
    if (this.#within[slot] !== 0) {
      if (at) this.#measure(slot, at);
      this.#standing?.include(slot);
    }
    if (wasWithin !== 0 || this.#within[slot] !== 0) this.#ranking = undefined;
    if (LISTS.every((_, l) => Number.isNaN(this.#listScores[slot * LISTS.length + l]))) this.#free.push(slot);
  }

  /**
   * Searches again where a list that had been cut has become too short; cuts lists that have grown too long.
   * @returns whether the floors may be others now
   */
  settle(): boolean {
    let isOther = false;
    for (let l = 0; l < LISTS.length; l++) {
      const list = LISTS[l];
      const { length } = this.#orders[l];
      if (length < LIST_LENGTHS[list] && this.#marks[list]) {
        this.search();
        return true;
      }
      if (length < KEPT[list] + SPARE[list]) continue;
      this.#trim(list, l);
      isOther = true;
    }
    return isOther;
  }

  /** Takes a slot from one place of a list to another; whoever comes within its length by that, or falls out, is told. */
  #moveInList(slot: number, l: number, length: number, score: number): void {
    const order = this.#orders[l];
    const own = slot * LISTS.length + l;
    const bit = 1 << l;
    if (!Number.isNaN(this.#listScores[own]))
      order.remove(order.search((other) => this.#compareInList(l, other, slot)));
    this.#listScores[own] = score;
    const wasIn = (this.#within[slot] & bit) !== 0;
    let isIn = false;
    if (!Number.isNaN(score)) {
      const position = order.search((other) => this.#compareInList(l, other, slot));
      order.insert(position, slot);
      isIn = position < length;
    }
    if (isIn) this.#within[slot] |= bit;
    else this.#within[slot] &= ~bit;
    if (wasIn && !isIn && order.length >= length) {
      const next = order.at(length - 1);
      const isNew = this.#within[next] === 0;
      this.#within[next] |= bit;
      if (isNew) this.#compareFromNowOn(next);
    } else if (!wasIn && isIn && order.length > length) {
      const last = order.at(length);
      this.#within[last] &= ~bit;
      if (this.#within[last] === 0) this.#standing?.exclude(last);
    }
    if (wasIn !== isIn) this.#ranking = undefined;
  }

  #compareFromNowOn(slot: number): void {
    if (this.#isMeasured[slot] === 0) this.#measure(slot, this.#locate(slot));
    this.#standing?.include(slot);
  }

  /** Best first; ties by the hash of the id, then by the id. */
  #compareInList(l: number, a: number, b: number): number {
    const byScore = this.#listScores[b * LISTS.length + l] - this.#listScores[a * LISTS.length + l];
    if (byScore !== 0 || a === b) return byScore;
    return this.hashAt(a) - this.hashAt(b) || (this.idAt(a) < this.idAt(b) ? -1 : 1);
  }

  #markOf(number: number, score: number): Mark {
    return { score, hash: this.store.hashOf(number), id: this.store.idOf(number) };
  }

  #lastOfList(): ProjectRanking['lastOfList'] {
    const lastOfList: Partial<Record<ListName, number>> = {};
    LISTS.forEach((list, l) => {
      const length = LIST_LENGTHS[list];
      if (this.#orders[l].length >= length)
        lastOfList[list] = this.#listScores[this.#orders[l].at(length - 1) * LISTS.length + l];
    });
    return lastOfList;
  }

  #trim(list: ListName, l: number): void {
    for (const slot of this.#orders[l].cut(KEPT[list])) {
      this.#listScores[slot * LISTS.length + l] = Number.NaN;
      if (LISTS.every((_, other) => Number.isNaN(this.#listScores[slot * LISTS.length + other]))) this.#free.push(slot);
    }
    const last = this.#orders[l].at(KEPT[list] - 1);
    this.#marks[list] = this.#markOf(this.#numbers[last], this.#listScores[last * LISTS.length + l]);
  }

  /** The slot of an enterprise that stands in a list with these scores. @throws UnknownRecordError */
  #find(number: number, scores: ListScores): number {
    for (let l = 0; l < LISTS.length; l++) {
      const score = scores[LISTS[l]];
      if (Number.isNaN(score)) continue;
      const mark = this.#markOf(number, score);
      const order = this.#orders[l];
      const position = order.search((slot) => {
        const own = this.#listScores[slot * LISTS.length + l];
        return own === score ? compareMarks(this.#markOf(this.#numbers[slot], own), mark) : score - own;
      });
      if (position < order.length && this.#numbers[order.at(position)] === number) return order.at(position);
    }
    throw new UnknownRecordError('enterprise', this.store.idOf(number));
  }

  #locate(slot: number): Location {
    const id = this.idAt(slot);
    const location = this.store.find(id);
    if (!location) throw new UnknownRecordError('enterprise', id);
    return location;
  }

  #measureAll(places: ReadonlyMap<number, Location>): void {
    const bySegment = new Map<Segment, { readonly slot: number; readonly row: number }[]>();
    for (let slot = 0; slot < this.#size; slot++) {
      const location = places.get(this.#numbers[slot]);
      if (!location) continue;
      const own = bySegment.get(location.segment) ?? [];
      own.push({ slot, row: location.row });
      bySegment.set(location.segment, own);
    }
    for (const [segment, own] of bySegment) {
      const rows = own.map(({ row }) => row);
      const measures = measureRows(new PairCursor(this.epoch, this.project, segment), rows);
      own.forEach(({ slot, row }, i) => {
        this.#measures.set(measures.subarray(i * WIDTH, (i + 1) * WIDTH), slot * WIDTH);
        this.#sizes[slot] = segment.columns.sizes[row];
        this.#isMeasured[slot] = 1;
      });
    }
  }

  #measure(slot: number, { segment, row }: Location): void {
    this.#measures.set(measureRows(new PairCursor(this.epoch, this.project, segment), [row]), slot * WIDTH);
    this.#sizes[slot] = segment.columns.sizes[row];
    this.#isMeasured[slot] = 1;
  }

  /** A slot for an enterprise that has none. */
  #take(number: number): number {
    const slot = this.#free.pop() ?? this.#size++;
    this.#reserve(this.#size);
    this.#numbers[slot] = number;
    this.#listScores.fill(Number.NaN, slot * LISTS.length, (slot + 1) * LISTS.length);
    this.#isMeasured[slot] = 0;
    this.#within[slot] = 0;
    return slot;
  }

  #reserve(size: number): void {
    if (size <= this.#numbers.length) return;
    const capacity = Math.max(size + (size >> 3) + 8, LIST_LENGTHS.near);
    const wider = <A extends Int32Array | Float32Array | Float64Array | Uint8Array>(made: A, old: A): A => {
      made.set(old);
      return made;
    };
    this.#numbers = wider(new Int32Array(capacity), this.#numbers);
    this.#listScores = wider(new Float64Array(capacity * LISTS.length), this.#listScores);
    this.#measures = wider(new Float32Array(capacity * WIDTH), this.#measures);
    this.#sizes = wider(new Float32Array(capacity), this.#sizes);
    this.#isMeasured = wider(new Uint8Array(capacity), this.#isMeasured);
    this.#within = wider(new Uint8Array(capacity), this.#within);
  }
}
