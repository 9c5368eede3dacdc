import type { ListName } from '../candidates/lists.js';
import type { ConstraintSubject } from '../constraints/constraint.js';
import { ALL_CRITERIA } from '../criteria/all.js';
import { DEFAULT_WEIGHTS, type MatchOptions } from '../options.js';
import type { Scale } from './scale.js';

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

const DEFAULT_WEIGHT_LIST = ALL_CRITERIA.map(({ name }) => DEFAULT_WEIGHTS[name]);
const weightLists = new WeakMap<NonNullable<MatchOptions['weights']>, readonly number[]>();

/** Weights in the order of the criteria; one list for all who are given the same. */
export function weightsOf({ weights }: Pick<MatchOptions, 'weights'>): readonly number[] {
  if (!weights) return DEFAULT_WEIGHT_LIST;
  const known = weightLists.get(weights);
  if (known) return known;
  const list = ALL_CRITERIA.map(({ name }) => weights[name] ?? DEFAULT_WEIGHTS[name]);
  weightLists.set(weights, list);
  return list;
}

/** Candidates of one project, wherever they come from: neighbouring rows of the arrays. A row need not be anybody's. */
export interface CandidatePool {
  /** Row of the first, default 0. */
  readonly first?: number;
  readonly size: number;
  /** Candidates × criteria; NaN where a field is missing. */
  readonly measures: Float32Array;
  /** Value of the size, neutral where it is not known. */
  readonly sizes: Float32Array;
  idAt(place: number): string;
  /** Hash of the id. */
  hashAt(place: number): number;
  /** What the hard rules look at. */
  subjectAt(place: number): ConstraintSubject;
}

/** A pool with the scores of the lists its candidates come from. */
export interface ListedPool extends CandidatePool {
  /** Candidates × lists; NaN where the candidate is not in the list. */
  readonly listScores: Float64Array;
}

/** Candidates that tell the fingerprint of the epoch they were measured in. */
export interface MeasuredCandidates extends ListedPool {
  readonly epoch: string;
}

/** Order of equal scores: the hash of the id, then the id. */
export function compareIdsAt(pool: Pick<CandidatePool, 'hashAt' | 'idAt'>, a: number, b: number): number {
  const byHash = pool.hashAt(a) - pool.hashAt(b);
  if (byHash !== 0 || a === b) return byHash;
  return pool.idAt(a) < pool.idAt(b) ? -1 : 1;
}
