import { type ListName, LISTS } from '../candidates/lists.js';
import { prepareProject } from '../candidates/project.js';
import type { Epoch } from '../epoch/epoch.js';
import { EpochMismatchError, UnknownRecordError } from '../match.errors.js';
import type { EnterpriseRecord, ProjectRecord } from '../model.js';
import type { ProjectRanking, RankingOptions } from '../ranking/rank-pool.js';
import type { Segment } from '../segment/segment.js';
import { EnterpriseStore, type Location } from './enterprise-store.js';
import { LiveProject, type ListScores } from './live-project.js';
import { type EnterpriseScores, ProjectIndex } from './project-index.js';

/** What a live matcher starts from. */
export interface LiveInput {
  readonly epoch: Epoch;
  /** Segments of the epoch; no enterprise stands in two of them. */
  readonly segments: readonly Segment[];
  readonly projects?: Iterable<ProjectRecord>;
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
    return this.#change(record.id, old, this.#store.add(record));
  }

  /** Takes an enterprise away. @returns ids of the projects whose rankings may have changed, sorted. @throws UnknownRecordError */
  removeEnterprise(id: string): string[] {
    const old = this.#store.find(id);
    if (!old) throw new UnknownRecordError('enterprise', id);
    this.#store.remove(old);
    return this.#change(id, old, undefined);
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

  /**
   * Takes an enterprise from its old row to its new one in every project that keeps either. One step for both: a change
   * that leaves it in a list needs no spare entry.
   * @returns ids of the projects whose rankings may have changed, sorted
   */
  #change(id: string, old: Location | undefined, now: Location | undefined): string[] {
    const number = this.#store.numberOf(id);
    const before = old && this.#index.scores(old.segment, old.row, 'before');
    const after = now && this.#index.scores(now.segment, now.row, 'now');
    const { words, near } = this.#floors;
    const changed: LiveProject[] = [];
    for (let place = 0; place < this.#index.size; place++) {
      const mayHaveStood = before && (before.words[place] >= words[place] || before.near[place] >= near[place]);
      const mayStand = after && (after.words[place] >= words[place] || after.near[place] >= near[place]);
      if (!mayHaveStood && !mayStand) continue;
      const stood = mayHaveStood ? this.#placesIn(place, before, number) : undefined;
      const stands = mayStand ? this.#placesIn(place, after, number) : undefined;
      const state = stood || stands ? this.#byPlace[place] : undefined;
      if (!state) continue;
      state.change(number, stood, stands, now);
      if (state.settle()) this.#takeFloors(state);
      if (!state.isRanked) changed.push(state);
    }
    return changed.map(({ project }) => project.record.id).sort();
  }

  #takeFloors(state: LiveProject): void {
    for (const list of LISTS) this.#floors[list][state.place] = state.floorOf(list);
  }

  /** Scores by which an enterprise stands among the entries a project keeps; undefined when it stands in no list. */
  #placesIn(place: number, scores: EnterpriseScores, number: number): ListScores | undefined {
    const words = this.#placeIn('words', place, scores.words[place], number);
    const near = this.#placeIn('near', place, scores.near[place], number);
    return Number.isNaN(words) && Number.isNaN(near) ? undefined : { words, near };
  }

  #placeIn(list: ListName, place: number, score: number, number: number): number {
    const floor = this.#floors[list][place];
    if (score <= 0 || score < floor) return Number.NaN;
    return score > floor || this.#byPlace[place]?.reachesFloor(list, number) ? score : Number.NaN;
  }
}
