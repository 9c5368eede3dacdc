import { LIST_LENGTHS, type ListName, LISTS } from '../candidates/lists.js';
import type { PreparedProject } from '../candidates/project.js';
import { admission } from '../constraints/all.js';
import type { ConstraintSubject } from '../constraints/constraint.js';
import { ALL_CRITERIA } from '../criteria/all.js';
import { measureRows } from '../criteria/measure.js';
import { PairCursor } from '../criteria/pair-cursor.js';
import type { Epoch } from '../epoch/epoch.js';
import { DEFAULT_WEIGHTS, type MatchOptions } from '../options.js';
import { type Scale, scalesOf, weigh, writeValues } from './scale.js';

/** What a ranking can be told; an epoch need not be frozen anew for it. */
export interface RankingOptions extends Pick<MatchOptions, 'weights' | 'constraints'> {
  /** Length of the ranking; default: every candidate the hard rules let through. */
  readonly top?: number;
}

/** A candidate in the order of the ranking. */
export interface RankedPair {
  readonly enterpriseId: string;
  readonly score: number;
}

/** All that is needed to rank, and to explain any pair of, one project. Plain data. */
export interface ProjectRanking {
  readonly projectId: string;
  /** Fingerprint of the epoch. */
  readonly epoch: string;
  /** Candidates the hard rules let through, best first; equal scores in the order of the hash of the id. */
  readonly pairs: readonly RankedPair[];
  /** Candidates compared. */
  readonly candidateCount: number;
  /** By criterion. */
  readonly scales: readonly Scale[];
  /** Highest value any candidate reaches, by criterion. */
  readonly reached: readonly number[];
  /** Score of the last in each list; absent where the list was not full, so that anybody would have been taken. */
  readonly lastOfList: Readonly<Partial<Record<ListName, number>>>;
}

/** Enterprises whose mean stands for an unknown value: the first of the reference sample. */
const NEUTRAL_SAMPLE = 128;

/** Weights in the order of the criteria. */
export function weightsOf({ weights }: Pick<MatchOptions, 'weights'>): number[] {
  return ALL_CRITERIA.map(({ name }) => weights?.[name] ?? DEFAULT_WEIGHTS[name]);
}

const samples = new WeakMap<PreparedProject, Float32Array>();

/** Measures of the project with the fixed sample; worked out once a project. */
export function neutralSample(epoch: Epoch, project: PreparedProject): Float32Array {
  const known = samples.get(project);
  if (known) return known;
  const rows = Array.from({ length: Math.min(NEUTRAL_SAMPLE, epoch.reference.rows) }, (_, row) => row);
  const measures = measureRows(new PairCursor(epoch, project, epoch.reference), rows);
  samples.set(project, measures);
  return measures;
}

/** Candidates of one project, wherever they come from. Row i of the arrays is candidate i. */
export interface CandidatePool {
  readonly size: number;
  /** Hash of the id. */
  readonly hashes: Uint32Array;
  /** Candidates × lists; NaN where the candidate is not in the list. */
  readonly listScores: Float64Array;
  /** Candidates × criteria; NaN where a field is missing. */
  readonly measures: Float32Array;
  /** Value of the size, neutral where it is not known. */
  readonly sizes: Float32Array;
  /** Verdicts of the hard rules that are already known: {@link VERDICT}. Filled in as they become known. */
  readonly verdicts?: Uint8Array;
  idAt(place: number): string;
  /** What the hard rules look at. */
  subjectAt(place: number): ConstraintSubject;
}

/** Whether the hard rules let a candidate through, where a pool remembers it. */
export const VERDICT = Object.freeze({ unknown: 0, allowed: 1, refused: 2 });

/**
 * Takes the best of each list, scales, weighs, applies the hard rules and ranks. The result depends on the candidates,
 * not on their order. Cost: sorting some hundred numbers.
 */
export function rankPool(
  epoch: Epoch,
  project: PreparedProject,
  pool: CandidatePool,
  options: RankingOptions = {},
): ProjectRanking {
  const { chosen, lastOfList } = choose(pool);
  const { measures, sizes } = pool;
  const width = ALL_CRITERIA.length;
  const highest = new Float64Array(width);
  for (const at of chosen) {
    for (let c = 0; c < width; c++) {
      const measure = measures[at * width + c];
      if (measure > highest[c]) highest[c] = measure;
    }
  }
  const scales = scalesOf(highest, neutralSample(epoch, project));
  const weights = weightsOf(options);
  const reached = new Float64Array(width);
  const values = new Float64Array(width);
  const scores = new Float64Array(pool.size);
  for (const at of chosen) {
    writeValues(values, measures, at, sizes[at], scales);
    for (let c = 0; c < width; c++) if (values[c] > reached[c]) reached[c] = values[c];
    scores[at] = weigh(values, weights);
  }
  const pairs: RankedPair[] = [];
  const top = options.top ?? chosen.length;
  const isAdmitted = admission(project.record, options.constraints ?? {});
  const { verdicts } = pool;
  for (const at of bestFirst(pool, chosen, scores, top)) {
    if (pairs.length >= top) break;
    let verdict: number = verdicts?.[at] ?? VERDICT.unknown;
    if (verdict === VERDICT.unknown) {
      verdict = isAdmitted(pool.subjectAt(at)) ? VERDICT.allowed : VERDICT.refused;
      if (verdicts) verdicts[at] = verdict;
    }
    if (verdict === VERDICT.allowed) pairs.push({ enterpriseId: pool.idAt(at), score: scores[at] });
  }
  return {
    projectId: project.record.id,
    epoch: epoch.fingerprint,
    pairs,
    candidateCount: chosen.length,
    scales,
    reached: [...reached],
    lastOfList,
  };
}

/** Candidates in the order of the ranking. The first `first` are sorted, the others only when somebody asks for them. */
function* bestFirst(
  pool: CandidatePool,
  chosen: Uint32Array,
  scores: Float64Array,
  first: number,
): Generator<number, void, undefined> {
  const compare = (a: number, b: number): number => scores[b] - scores[a] || compareIds(pool, a, b);
  if (first >= chosen.length) {
    yield* chosen.sort(compare);
    return;
  }
  const cut = highestAtRank(
    Float64Array.from(chosen, (at) => scores[at]),
    Math.max(1, first),
  );
  yield* chosen.filter((at) => scores[at] >= cut).sort(compare);
  yield* chosen.filter((at) => scores[at] < cut).sort(compare);
}

/** The `rank`-th highest of some numbers, which are sorted by it. */
function highestAtRank(numbers: Float64Array, rank: number): number {
  return numbers.sort()[numbers.length - rank];
}

/** The union of the lists, each cut to its length. */
function choose(pool: CandidatePool): { chosen: Uint32Array; lastOfList: Partial<Record<ListName, number>> } {
  const { size, listScores } = pool;
  const isChosen = new Uint8Array(size);
  const lastOfList: Partial<Record<ListName, number>> = {};
  LISTS.forEach((list, l) => {
    const length = LIST_LENGTHS[list];
    const entries = new Float64Array(size);
    let count = 0;
    for (let at = 0; at < size; at++) {
      const score = listScores[at * LISTS.length + l];
      if (!Number.isNaN(score)) entries[count++] = score;
    }
    const cut = count >= length ? highestAtRank(entries.subarray(0, count), length) : -Infinity;
    if (count >= length) lastOfList[list] = cut;
    const tied: number[] = [];
    let above = 0;
    for (let at = 0; at < size; at++) {
      const score = listScores[at * LISTS.length + l];
      if (score > cut) {
        isChosen[at] = 1;
        above++;
      } else if (score === cut) tied.push(at);
    }
    if (above + tied.length > length) tied.sort((a, b) => compareIds(pool, a, b)).splice(length - above);
    for (const at of tied) isChosen[at] = 1;
  });
  const chosen = new Uint32Array(size);
  let count = 0;
  for (let at = 0; at < size; at++) if (isChosen[at] === 1) chosen[count++] = at;
  return { chosen: chosen.slice(0, count), lastOfList };
}

/** Order of two candidates that score the same: by the hash of the id, then by the id. */
function compareIds(pool: CandidatePool, a: number, b: number): number {
  const byHash = pool.hashes[a] - pool.hashes[b];
  if (byHash !== 0 || a === b) return byHash;
  return pool.idAt(a) < pool.idAt(b) ? -1 : 1;
}
