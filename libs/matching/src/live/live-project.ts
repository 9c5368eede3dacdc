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

/** Entries kept beyond the length of each list, so that a removal mostly needs no new search. */
const SPARE: Readonly<Record<ListName, number>> = Object.freeze({ words: 40, near: 60 });
const KEPT: Readonly<Record<ListName, number>> = Object.freeze({
  words: LIST_LENGTHS.words + SPARE.words,
  near: LIST_LENGTHS.near + SPARE.near,
});
const WIDTH = ALL_CRITERIA.length;

/** A place in the order of a list: score, then hash, then id. */
interface Mark {
  readonly score: number;
  readonly hash: number;
  readonly id: string;
}

/** Whether a score stands at a mark or before it. */
function reaches(score: number, hash: number, id: string, mark: Mark): boolean {
  if (score !== mark.score) return score > mark.score;
  if (hash !== mark.hash) return hash < mark.hash;
  return id <= mark.id;
}

/** A project with its candidates, of which a few more are kept than its lists take. */
export class LiveProject implements CandidatePool {
  #size = 0;
  #numbers = new Int32Array(0);
  #listScores = new Float64Array(0);
  #measures = new Float32Array(0);
  #sizes = new Float32Array(0);
  /** Entries of each list. */
  readonly #lengths = LISTS.map(() => 0);
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

  get listScores(): Float64Array {
    return this.#listScores;
  }

  get measures(): Float32Array {
    return this.#measures;
  }

  get sizes(): Float32Array {
    return this.#sizes;
  }

  idAt(at: number): string {
    return this.store.idOf(this.#numbers[at]);
  }

  hashAt(at: number): number {
    return this.store.hashOf(this.#numbers[at]);
  }

  subjectAt(at: number): ConstraintSubject {
    const id = this.idAt(at);
    const location = this.store.find(id);
    if (!location) throw new UnknownRecordError('enterprise', id);
    return subjectAt(location.segment, location.row);
  }

  /** Whether the ranking is known: nothing that could change it has happened since it was worked out. */
  get isRanked(): boolean {
    return this.#ranking !== undefined;
  }

  /** A score below this has no place among the entries kept of a list. */
  floorOf(list: ListName): number {
    return this.#marks[list]?.score ?? 0;
  }

  /** The score, when it has a place among the entries kept of a list; else NaN. */
  reached(list: ListName, score: number, number: number): number {
    if (score <= 0) return Number.NaN;
    const mark = this.#marks[list];
    return !mark || reaches(score, this.store.hashOf(number), this.store.idOf(number), mark) ? score : Number.NaN;
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
    this.#marks = {};
    for (const list of LISTS) this.#cut(list, entries[list]);
    const kept = [...places.keys()].filter((number) => LISTS.some((list) => entries[list].has(number)));
    this.#reserve(kept.length);
    this.#size = kept.length;
    kept.forEach((number, at) => {
      this.#numbers[at] = number;
      LISTS.forEach((list, l) => {
        this.#listScores[at * LISTS.length + l] = entries[list].get(number) ?? Number.NaN;
      });
    });
    this.#countEntries();
    this.#measureAll(places);
    this.#standing = undefined;
    this.#ranking = undefined;
  }

  /** Keeps the best entries of a list and marks where it was cut. */
  #cut(list: ListName, entries: Map<number, number>): void {
    if (entries.size < KEPT[list]) return;
    const sorted = [...entries].sort(
      ([a, scoreA], [b, scoreB]) =>
        scoreB - scoreA ||
        this.store.hashOf(a) - this.store.hashOf(b) ||
        (this.store.idOf(a) < this.store.idOf(b) ? -1 : 1),
    );
    for (const [number] of sorted.slice(KEPT[list])) entries.delete(number);
    const [number, score] = sorted[KEPT[list] - 1];
    this.#marks[list] = { score, hash: this.store.hashOf(number), id: this.store.idOf(number) };
  }

  #measureAll(places: ReadonlyMap<number, Location>): void {
    const bySegment = new Map<Segment, { readonly at: number; readonly row: number }[]>();
    for (let at = 0; at < this.#size; at++) {
      const location = places.get(this.#numbers[at]);
      if (!location) continue;
      const own = bySegment.get(location.segment) ?? [];
      own.push({ at, row: location.row });
      bySegment.set(location.segment, own);
    }
    for (const [segment, own] of bySegment) {
      const rows = own.map(({ row }) => row);
      const measures = measureRows(new PairCursor(this.epoch, this.project, segment), rows);
      own.forEach(({ at, row }, i) => {
        this.#measures.set(measures.subarray(i * WIDTH, (i + 1) * WIDTH), at * WIDTH);
        this.#sizes[at] = segment.columns.sizes[row];
      });
    }
  }

  /** Adds an enterprise or measures it anew. Scores are NaN for the list it is not in. */
  put(number: number, { segment, row }: Location, words: number, near: number): void {
    let at = this.#find(number);
    let isChanged = false;
    if (at >= 0) isChanged = this.#standing?.leave(at) ?? true;
    else {
      at = this.#size;
      this.#reserve(++this.#size);
      this.#numbers[at] = number;
      this.#listScores.fill(Number.NaN, at * LISTS.length, this.#size * LISTS.length);
    }
    this.#countOut(at);
    this.#listScores.set([words, near], at * LISTS.length);
    if (!Number.isNaN(words)) this.#lengths[LISTS.indexOf('words')]++;
    if (!Number.isNaN(near)) this.#lengths[LISTS.indexOf('near')]++;
    this.#measures.set(measureRows(new PairCursor(this.epoch, this.project, segment), [row]), at * WIDTH);
    this.#sizes[at] = segment.columns.sizes[row];
    if (this.#standing?.enter(at) ?? true) isChanged = true;
    if (isChanged) this.#ranking = undefined;
  }

  /** Takes an enterprise out. @returns whether it was there */
  drop(number: number): boolean {
    const at = this.#find(number);
    if (at < 0) return false;
    if (this.#standing?.leave(at) ?? true) this.#ranking = undefined;
    this.#countOut(at);
    const last = --this.#size;
    if (at !== last) this.#standing?.move(last, at);
    this.#numbers[at] = this.#numbers[last];
    this.#sizes[at] = this.#sizes[last];
    this.#listScores.copyWithin(at * LISTS.length, last * LISTS.length, (last + 1) * LISTS.length);
    this.#measures.copyWithin(at * WIDTH, last * WIDTH, (last + 1) * WIDTH);
    return true;
  }

  /** Searches again where a list that had been cut has become too short; cuts lists that have grown too long. */
  settle(): void {
    for (const list of LISTS) {
      if (this.#marks[list] && this.#lengthOf(list) < LIST_LENGTHS[list]) {
        this.search();
        return;
      }
    }
    if (LISTS.some((list) => this.#lengthOf(list) >= KEPT[list] + SPARE[list])) this.#trim();
  }

  #lengthOf(list: ListName): number {
    return this.#lengths[LISTS.indexOf(list)];
  }

  #countEntries(): void {
    this.#lengths.fill(0);
    for (let i = 0; i < this.#size * LISTS.length; i++)
      if (!Number.isNaN(this.#listScores[i])) this.#lengths[i % LISTS.length]++;
  }

  /** The entries of a candidate that goes or changes count no longer. */
  #countOut(at: number): void {
    for (let l = 0; l < LISTS.length; l++)
      if (!Number.isNaN(this.#listScores[at * LISTS.length + l])) this.#lengths[l]--;
  }

  #trim(): void {
    LISTS.forEach((list, l) => {
      const entries = new Map<number, number>();
      for (let at = 0; at < this.#size; at++) {
        const score = this.#listScores[at * LISTS.length + l];
        if (!Number.isNaN(score)) entries.set(this.#numbers[at], score);
      }
      this.#cut(list, entries);
      for (let at = 0; at < this.#size; at++)
        this.#listScores[at * LISTS.length + l] = entries.get(this.#numbers[at]) ?? Number.NaN;
    });
    this.#countEntries();
    for (let at = this.#size - 1; at >= 0; at--) {
      const scores = this.#listScores.subarray(at * LISTS.length, (at + 1) * LISTS.length);
      if (scores.every((score) => Number.isNaN(score))) this.drop(this.#numbers[at]);
    }
  }

  /** The ranking as it is now. */
  ranking(): ProjectRanking {
    this.#standing ??= new Standing(this.epoch, this.project, this, this.options);
    this.#ranking ??= this.#standing.ranking();
    return this.#ranking;
  }

  #find(number: number): number {
    for (let at = 0; at < this.#size; at++) if (this.#numbers[at] === number) return at;
    return -1;
  }

  #reserve(size: number): void {
    if (size <= this.#numbers.length) return;
    const capacity = size + (size >> 3) + 8;
    const wider = <A extends Int32Array | Float32Array | Float64Array>(made: A, old: A): A => {
      made.set(old);
      return made;
    };
    this.#numbers = wider(new Int32Array(capacity), this.#numbers);
    this.#listScores = wider(new Float64Array(capacity * LISTS.length), this.#listScores);
    this.#measures = wider(new Float32Array(capacity * WIDTH), this.#measures);
    this.#sizes = wider(new Float32Array(capacity), this.#sizes);
  }
}
