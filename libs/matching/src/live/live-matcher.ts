import { type ListName, LISTS } from '../candidates/lists.js';
import { prepareProject } from '../candidates/project.js';
import type { Epoch } from '../epoch/epoch.js';
import { EpochMismatchError, UnknownRecordError } from '../match.errors.js';
import type { EnterpriseRecord, ProjectRecord } from '../model.js';
import type { ProjectRanking, RankingOptions } from '../ranking/rank-pool.js';
import type { Segment } from '../segment/segment.js';
import { EnterpriseStore, type Location } from './enterprise-store.js';
import { LiveProject } from './live-project.js';
import { ProjectIndex } from './project-index.js';

/** What a live matcher starts from. */
export interface LiveInput {
  readonly epoch: Epoch;
  /** Segments of the epoch; no enterprise stands in two of them. */
  readonly segments: readonly Segment[];
  readonly projects?: Iterable<ProjectRecord>;
}

/** A project an enterprise reaches. */
interface Reached {
  readonly state: LiveProject;
  readonly words: number;
  readonly near: number;
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
  /** {@link LiveProject.floorOf} of each list by place: most projects are passed by without being looked at. */
  readonly #floors: Readonly<Record<ListName, number[]>> = { words: [], near: [] };

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
    return state.ranking();
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
    const state = new LiveProject(this.#epoch, project, place, this.#store, this.options);
    state.search();
    this.#states.set(record.id, state);
    this.#byPlace[place] = state;
    this.#takeFloors(state);
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
    const entered = new Set<LiveProject>();
    for (const { state, words, near } of this.#reached(at, id)) {
      state.put(this.#store.numberOf(id), at, words, near);
      entered.add(state);
    }
    return entered;
  }

  /** Takes the old row of an enterprise out of the lists it stood in, where it has not entered anew. */
  #leave(old: Location, id: string, entered: ReadonlySet<LiveProject>): LiveProject[] {
    const left: LiveProject[] = [];
    for (const { state } of this.#reached(old, id))
      if (!entered.has(state) && state.drop(this.#store.numberOf(id))) left.push(state);
    return left;
  }

  /** Projects among whose kept entries an enterprise has a place, with its scores; NaN for the list it is not in. */
  *#reached({ segment, row }: Location, id: string): Generator<Reached, void, undefined> {
    const scores = this.#index.scores(segment, row);
    const number = this.#store.numberOf(id);
    const { words: wordFloors, near: nearFloors } = this.#floors;
    for (let place = 0; place < this.#index.size; place++) {
      if (scores.words[place] < wordFloors[place] && scores.near[place] < nearFloors[place]) continue;
      const state = this.#byPlace[place];
      const words = state?.reached('words', scores.words[place], number) ?? Number.NaN;
      const near = state?.reached('near', scores.near[place], number) ?? Number.NaN;
      if (state && !(Number.isNaN(words) && Number.isNaN(near))) yield { state, words, near };
    }
  }

  #takeFloors(state: LiveProject): void {
    for (const list of LISTS) this.#floors[list][state.place] = state.floorOf(list);
  }

  /** @returns ids of those whose rankings are no longer known, sorted */
  #settle(changed: readonly LiveProject[]): string[] {
    for (const state of changed) {
      state.settle();
      this.#takeFloors(state);
    }
    return changed
      .filter((state) => !state.isRanked)
      .map(({ project }) => project.record.id)
      .sort();
  }
}
