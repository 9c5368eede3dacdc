import { LISTS } from '../candidates/lists.js';
import { prepareProject } from '../candidates/project.js';
import { checkedOptions } from '../checked-options.js';
import { ALL_CRITERIA } from '../criteria/all.js';
import type { Epoch } from '../epoch/epoch.js';
import { EpochMismatchError, UnknownRecordError } from '../match.errors.js';
import type { EnterpriseRecord, ProjectRecord } from '../model.js';
import type { ProjectRanking, RankingOptions } from '../ranking/rank-pool.js';
import type { Segment } from '../segment/segment.js';
import { CandidateColumns, PROJECTS } from './candidate-columns.js';
import { EnterpriseStore, type Location } from './enterprise-store.js';
import { LiveProject, type ListScores } from './live-project.js';
import { ProjectColumns } from './project-columns.js';
import { type EnterpriseScores, ProjectIndex } from './project-index.js';
import { ProjectMeasurer } from './project-measurer.js';

const WIDTH = ALL_CRITERIA.length;

/** Projects, by place, that keep an enterprise, and its scores in their lists. */
interface Keepers {
  readonly places: readonly number[];
  readonly scores: readonly ListScores[];
}
const NONE: Keepers = { places: [], scores: [] };

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
  readonly #projects: ProjectColumns;
  readonly #index: ProjectIndex;
  readonly #measurer: ProjectMeasurer;
  readonly #candidates: CandidateColumns[] = [];
  readonly #states = new Map<string, LiveProject>();
  readonly #byPlace: (LiveProject | undefined)[] = [];
  /** {@link LiveProject.floorOf} of each list by place: most projects are passed by without being looked at. */
  readonly #floors: readonly number[][] = LISTS.map(() => []);

  readonly #options: RankingOptions;

  /** @throws EpochMismatchError, InvalidOptionError */
  constructor({ epoch, segments, projects = [] }: LiveInput, options: RankingOptions = {}) {
    this.#options = checkedOptions(options);
    for (const { meta } of segments)
      if (meta.epoch !== epoch.fingerprint) throw new EpochMismatchError(epoch.fingerprint, meta.epoch);
    this.#epoch = epoch;
    this.#store = new EnterpriseStore(epoch, segments);
    this.#projects = new ProjectColumns(epoch);
    this.#index = new ProjectIndex(epoch, this.#projects);
    this.#measurer = new ProjectMeasurer(epoch, this.#projects);
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
    const place = this.#projects.add(project);
    const state = new LiveProject(this.#epoch, project, place, this.#columnsOf(place), this.#store, this.#options);
    state.search();
    this.#states.set(record.id, state);
    this.#byPlace[place] = state;
    this.#takeFloors(state);
  }

  /** @throws UnknownRecordError */
  removeProject(id: string): void {
    const state = this.#states.get(id);
    if (!state) throw new UnknownRecordError('project', id);
    this.#projects.remove(state.place);
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
    const stood = before ? this.#keepers(before, number) : NONE;
    const stands = after ? this.#keepers(after, number) : NONE;
    const measures = now && after && this.#measurer.measure(now.segment, now.row, stands.places, after.words);
    const size = now ? now.segment.columns.sizes[now.row] : Number.NaN;
    const changed: string[] = [];
    // Both are in the order of the places.
    for (let s = 0, t = 0; s < stood.places.length || t < stands.places.length;) {
      const place = Math.min(stood.places[s] ?? Infinity, stands.places[t] ?? Infinity);
      const was = stood.places[s] === place ? stood.scores[s++] : undefined;
      const from = t * WIDTH;
      const is = stands.places[t] === place ? stands.scores[t++] : undefined;
      const state = this.#byPlace[place];
      if (!state) continue;
      state.change(number, was, is && measures && { scores: is, measures, from, size });
      state.settle();
      this.#takeFloors(state);
      if (!state.isRanked) changed.push(state.id);
    }
    return changed.sort();
  }

  /** The columns a project at this place has its candidates in. */
  #columnsOf(place: number): CandidateColumns {
    return (this.#candidates[Math.floor(place / PROJECTS)] ??= new CandidateColumns());
  }

  #takeFloors(state: LiveProject): void {
    for (let l = 0; l < LISTS.length; l++) this.#floors[l][state.place] = state.floorOf(l);
  }

  /** The projects among whose entries an enterprise with these scores stands. */
  #keepers({ words, near }: EnterpriseScores, number: number): Keepers {
    const [ofWords, ofNear] = this.#floors;
    const places: number[] = [];
    const scores: ListScores[] = [];
    for (let place = 0; place < words.length; place++) {
      if (words[place] < ofWords[place] && near[place] < ofNear[place]) continue;
      const kept = {
        words: this.#kept(0, place, words[place], number),
        near: this.#kept(1, place, near[place], number),
      };
      if (Number.isNaN(kept.words) && Number.isNaN(kept.near)) continue;
      places.push(place);
      scores.push(kept);
    }
    return { places, scores };
  }

  /** The score, where it makes an entry of list `l`. */
  #kept(l: number, place: number, score: number, number: number): number {
    const floor = this.#floors[l][place];
    if (score <= 0 || score < floor) return Number.NaN;
    return score > floor || this.#byPlace[place]?.reachesFloor(l, number) ? score : Number.NaN;
  }
}
