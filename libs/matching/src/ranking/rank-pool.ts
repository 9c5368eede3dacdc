import { LIST_LENGTHS, type ListName, LISTS } from '../candidates/lists.js';
import type { PreparedProject } from '../candidates/project.js';
import { isAllowed, judgeConstraints } from '../constraints/all.js';
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
  idAt(place: number): string;
  /** What the hard rules look at. */
  subjectAt(place: number): ConstraintSubject;
}

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
  chosen.sort((a, b) => scores[b] - scores[a] || compareIds(pool, a, b));
  const pairs: RankedPair[] = [];
  const top = options.top ?? chosen.length;
  for (const at of chosen) {
    if (pairs.length >= top) break;
    const enterprise = pool.subjectAt(at);
    const results = judgeConstraints({ project: project.record, enterprise, options: options.constraints ?? {} });
    if (isAllowed(results)) pairs.push({ enterpriseId: enterprise.id, score: scores[at] });
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

/** The union of the lists, each cut to its length. */
function choose(pool: CandidatePool): { chosen: Uint32Array; lastOfList: Partial<Record<ListName, number>> } {
  const isChosen = new Uint8Array(pool.size);
  const lastOfList: Partial<Record<ListName, number>> = {};
  LISTS.forEach((list, l) => {
    const { listScores } = pool;
    const entries: number[] = [];
    for (let at = 0; at < pool.size; at++) if (!Number.isNaN(listScores[at * LISTS.length + l])) entries.push(at);
    const length = LIST_LENGTHS[list];
    if (entries.length > length)
      entries
        .sort((a, b) => listScores[b * LISTS.length + l] - listScores[a * LISTS.length + l] || compareIds(pool, a, b))
        .splice(length);
    if (entries.length === length)
      lastOfList[list] = entries.reduce((low, at) => Math.min(low, listScores[at * LISTS.length + l]), Infinity);
    for (const at of entries) isChosen[at] = 1;
  });
  const chosen: number[] = [];
  for (let at = 0; at < pool.size; at++) if (isChosen[at] === 1) chosen.push(at);
  return { chosen: Uint32Array.from(chosen), lastOfList };
}

/** Order of two candidates that score the same: by the hash of the id, then by the id. */
function compareIds(pool: CandidatePool, a: number, b: number): number {
  const byHash = pool.hashes[a] - pool.hashes[b];
  if (byHash !== 0 || a === b) return byHash;
  return pool.idAt(a) < pool.idAt(b) ? -1 : 1;
}
