import { subjectAt } from '../candidates/candidate-set.js';
import { bestOfLists, LIST_LENGTHS, ListFloors, type ListName, LISTS } from '../candidates/lists.js';
import { type PreparedProject, prepareProject } from '../candidates/project.js';
import { ALL_CRITERIA } from '../criteria/all.js';
import { measureRows } from '../criteria/measure.js';
import { PairCursor } from '../criteria/pair-cursor.js';
import type { Epoch } from '../epoch/epoch.js';
import { EpochMismatchError, UnknownRecordError } from '../match.errors.js';
import type { EnterpriseRecord, ProjectRecord } from '../model.js';
import {
  type CandidatePool,
  type ProjectRanking,
  type RankingOptions,
  rankPool,
  VERDICT,
} from '../ranking/rank-pool.js';
import type { Segment } from '../segment/segment.js';
import { EnterpriseStore, type Location } from './enterprise-store.js';
import { ProjectIndex } from './project-index.js';

/** What a live matcher starts from. */
export interface LiveInput {
  readonly epoch: Epoch;
  /** Segments of the epoch; no enterprise stands in two of them. */
  readonly segments: readonly Segment[];
  readonly projects?: Iterable<ProjectRecord>;
}

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

/**
 * Rankings that are kept up while enterprises and projects change. Every project keeps its candidates and some spare
 * ones; a change of an enterprise is asked of an index of the projects, and touches only those in whose lists the
 * enterprise stands or stood. At any time the rankings are those of a full rebuild in the same epoch.
 *
 * Not safe for several threads at once: it belongs to one.
 */
export class LiveMatcher {
  readonly #epoch: Epoch;
  readonly #store: EnterpriseStore;
  readonly #index: ProjectIndex;
  readonly #states = new Map<string, LiveProject>();
  readonly #byPlace: (LiveProject | undefined)[] = [];

  /** @throws EpochMismatchError */
  constructor(
    { epoch, segments, projects = [] }: LiveInput,
    private readonly options: RankingOptions = {},
  ) {
    for (const { meta } of segments)
      if (meta.epoch !== epoch.fingerprint) throw new EpochMismatchError(epoch.fingerprint, meta.epoch);
    this.#epoch = epoch;
    this.#store = new EnterpriseStore(epoch, segments);
    this.#index = new ProjectIndex(epoch);
    for (const project of projects) this.upsertProject(project);
  }

  /** Ids of the projects there are. */
  get projectIds(): string[] {
    return [...this.#states.keys()];
  }

  /** The ranking as it is now; worked out when it is asked for after a change. @throws UnknownRecordError */
  rankingOf(projectId: string): ProjectRanking {
    const state = this.#states.get(projectId);
    if (!state) throw new UnknownRecordError('project', projectId);
    return state.ranking(this.#epoch, this.options);
  }

  /** Adds or changes an enterprise. @returns ids of the projects whose rankings may have changed, sorted */
  upsertEnterprise(record: EnterpriseRecord): string[] {
    const old = this.#store.find(record.id);
    if (old) this.#store.remove(old);
    const now = this.#store.add(record);
    // A new row first takes the place of the old one: a change that leaves it in a list needs no spare entry.
    const entered = this.#enter(now, record.id);
    const left = old ? this.#leave(old, record.id, entered) : [];
    return this.#settle([...entered, ...left]);
  }

  /** Takes an enterprise away. @returns ids of the projects whose rankings may have changed, sorted. @throws UnknownRecordError */
  removeEnterprise(id: string): string[] {
    const old = this.#store.find(id);
    if (!old) throw new UnknownRecordError('enterprise', id);
    this.#store.remove(old);
    return this.#settle(this.#leave(old, id, new Set()));
  }

  /** Adds or changes a project: one search over all segments. */
  upsertProject(record: ProjectRecord): void {
    if (this.#states.has(record.id)) this.removeProject(record.id);
    const project = prepareProject(this.#epoch, record);
    const place = this.#index.add(project);
    const state = new LiveProject(project, place, this.#store);
    state.search(this.#epoch);
    this.#states.set(record.id, state);
    this.#byPlace[place] = state;
  }

  /** @throws UnknownRecordError */
  removeProject(id: string): void {
    const state = this.#states.get(id);
    if (!state) throw new UnknownRecordError('project', id);
    this.#index.remove(state.place);
    this.#byPlace[state.place] = undefined;
    this.#states.delete(id);
  }

  /** Puts an enterprise into the lists it reaches. */
  #enter(at: Location, id: string): Set<LiveProject> {
    const scores = this.#index.scores(at.segment, at.row);
    const number = this.#store.numberOf(id);
    const entered = new Set<LiveProject>();
    this.#byPlace.forEach((state, place) => {
      if (!state) return;
      const words = state.reached('words', scores.words[place], number);
      const near = state.reached('near', scores.near[place], number);
      if (Number.isNaN(words) && Number.isNaN(near)) return;
      state.put(this.#epoch, number, at, words, near);
      entered.add(state);
    });
    return entered;
  }

  /** Takes the old row of an enterprise out of the lists it stood in, where it has not entered anew. */
  #leave(old: Location, id: string, entered: ReadonlySet<LiveProject>): LiveProject[] {
    const scores = this.#index.scores(old.segment, old.row);
    const number = this.#store.numberOf(id);
    return this.#byPlace.filter((state, place) => {
      if (!state || entered.has(state)) return false;
      const stood =
        !Number.isNaN(state.reached('words', scores.words[place], number)) ||
        !Number.isNaN(state.reached('near', scores.near[place], number));
      return stood && state.drop(number);
    }) as LiveProject[];
  }

  /** @returns ids of those whose rankings are no longer known, sorted */
  #settle(changed: readonly LiveProject[]): string[] {
    for (const state of changed) state.settle(this.#epoch);
    return changed
      .filter((state) => !state.isRanked)
      .map(({ project }) => project.record.id)
      .sort();
  }
}

/** A project with its candidates, of which a few more are kept than its lists take. */
class LiveProject {
  #size = 0;
  #numbers = new Int32Array(0);
  #listScores = new Float64Array(0);
  #measures = new Float32Array(0);
  #sizes = new Float32Array(0);
  #verdicts = new Uint8Array(0);
  /** Last entry kept of each list when it was cut; who is not kept stands behind it. Absent while everybody is kept. */
  #marks: Partial<Record<ListName, Mark>> = {};
  #ranking: ProjectRanking | undefined;

  constructor(
    readonly project: PreparedProject,
    readonly place: number,
    private readonly store: EnterpriseStore,
  ) {}

  /** Whether the ranking is known: nothing that could change it has happened since it was worked out. */
  get isRanked(): boolean {
    return this.#ranking !== undefined;
  }

  /** The score, when it has a place among the entries kept of a list; else NaN. */
  reached(list: ListName, score: number, number: number): number {
    if (score <= 0) return Number.NaN;
    const mark = this.#marks[list];
    return !mark || reaches(score, this.store.hashOf(number), this.store.idOf(number), mark) ? score : Number.NaN;
  }

  /** Fills the lists from all segments. */
  search(epoch: Epoch): void {
    const entries = Object.fromEntries(LISTS.map((list) => [list, new Map<number, number>()])) as Record<
      ListName,
      Map<number, number>
    >;
    const places = new Map<number, Location>();
    const floors = new ListFloors(KEPT);
    for (const { segment, isRemoved } of this.store.layers) {
      const found = bestOfLists(epoch, this.project, segment, isRemoved, KEPT, floors.scores);
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
    this.#verdicts.fill(VERDICT.unknown);
    this.#measureAll(epoch, places);
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

  #measureAll(epoch: Epoch, places: ReadonlyMap<number, Location>): void {
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
      const measures = measureRows(new PairCursor(epoch, this.project, segment), rows);
      own.forEach(({ at, row }, i) => {
        this.#measures.set(measures.subarray(i * WIDTH, (i + 1) * WIDTH), at * WIDTH);
        this.#sizes[at] = segment.columns.sizes[row];
      });
    }
  }

  /** Adds an enterprise or measures it anew. Scores are NaN for the list it is not in. */
  put(epoch: Epoch, number: number, { segment, row }: Location, words: number, near: number): void {
    let at = this.#find(number);
    if (at >= 0) this.#forgetRankingOf(at);
    else {
      at = this.#size;
      this.#reserve(++this.#size);
      this.#numbers[at] = number;
    }
    this.#listScores.set([words, near], at * LISTS.length);
    this.#forgetRankingOf(at);
    this.#measures.set(measureRows(new PairCursor(epoch, this.project, segment), [row]), at * WIDTH);
    this.#sizes[at] = segment.columns.sizes[row];
    this.#verdicts[at] = VERDICT.unknown;
  }

  /** The ranking holds no longer if the candidate is within the lists; a spare one is not in it and moves nothing. */
  #forgetRankingOf(at: number): void {
    const cuts = this.#ranking?.lastOfList;
    if (!cuts) return;
    const isSpare = LISTS.every((list, l) => {
      const score = this.#listScores[at * LISTS.length + l];
      return Number.isNaN(score) || score < (cuts[list] ?? -Infinity);
    });
    if (!isSpare) this.#ranking = undefined;
  }

  /** Takes an enterprise out. @returns whether it was there */
  drop(number: number): boolean {
    const at = this.#find(number);
    if (at < 0) return false;
    this.#forgetRankingOf(at);
    const last = --this.#size;
    this.#numbers[at] = this.#numbers[last];
    this.#sizes[at] = this.#sizes[last];
    this.#verdicts[at] = this.#verdicts[last];
    this.#listScores.copyWithin(at * LISTS.length, last * LISTS.length, (last + 1) * LISTS.length);
    this.#measures.copyWithin(at * WIDTH, last * WIDTH, (last + 1) * WIDTH);
    return true;
  }

  /** Searches again where a list that had been cut has become too short; cuts lists that have grown too long. */
  settle(epoch: Epoch): void {
    for (const list of LISTS) {
      if (this.#marks[list] && this.#lengthOf(list) < LIST_LENGTHS[list]) {
        this.search(epoch);
        return;
      }
    }
    if (LISTS.some((list) => this.#lengthOf(list) >= KEPT[list] + SPARE[list])) this.#trim();
  }

  #lengthOf(list: ListName): number {
    const l = LISTS.indexOf(list);
    let length = 0;
    for (let at = 0; at < this.#size; at++) if (!Number.isNaN(this.#listScores[at * LISTS.length + l])) length++;
    return length;
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
    for (let at = this.#size - 1; at >= 0; at--) {
      const scores = this.#listScores.subarray(at * LISTS.length, (at + 1) * LISTS.length);
      if (scores.every((score) => Number.isNaN(score))) this.drop(this.#numbers[at]);
    }
  }

  ranking(epoch: Epoch, options: RankingOptions): ProjectRanking {
    this.#ranking ??= rankPool(epoch, this.project, this.#pool(), options);
    return this.#ranking;
  }

  #pool(): CandidatePool {
    const numbers = this.#numbers;
    const { store } = this;
    return {
      size: this.#size,
      hashes: Uint32Array.from(numbers.subarray(0, this.#size), (number) => store.hashOf(number)),
      listScores: this.#listScores,
      measures: this.#measures,
      sizes: this.#sizes,
      verdicts: this.#verdicts,
      idAt: (place) => store.idOf(numbers[place]),
      subjectAt: (place) => {
        const id = store.idOf(numbers[place]);
        const location = store.find(id);
        if (!location) throw new UnknownRecordError('enterprise', id);
        return subjectAt(location.segment, location.row);
      },
    };
  }

  #find(number: number): number {
    for (let at = 0; at < this.#size; at++) if (this.#numbers[at] === number) return at;
    return -1;
  }

  #reserve(size: number): void {
    if (size <= this.#numbers.length) return;
    const capacity = size + (size >> 3) + 8;
    const wider = <A extends Int32Array | Float32Array | Float64Array | Uint8Array>(made: A, old: A): A => {
      made.set(old);
      return made;
    };
    this.#numbers = wider(new Int32Array(capacity), this.#numbers);
    this.#listScores = wider(new Float64Array(capacity * LISTS.length), this.#listScores);
    this.#measures = wider(new Float32Array(capacity * WIDTH), this.#measures);
    this.#sizes = wider(new Float32Array(capacity), this.#sizes);
    this.#verdicts = wider(new Uint8Array(capacity), this.#verdicts);
  }
}
