import type { CandidateSet } from '../candidates/candidate-set.js';
import { LIST_LENGTHS, type ListName, LISTS } from '../candidates/lists.js';
import type { PreparedProject } from '../candidates/project.js';
import { isAllowed, judgeConstraints } from '../constraints/all.js';
import { ALL_CRITERIA } from '../criteria/all.js';
import { measureRows } from '../criteria/measure.js';
import { PairCursor } from '../criteria/pair-cursor.js';
import type { Epoch } from '../epoch/epoch.js';
import { EpochMismatchError } from '../match.errors.js';
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

/** Many candidate sets as one, without copying: candidate `at` is `places[at]` of `sets[owners[at]]`. */
interface Pool {
  readonly owners: Uint32Array;
  readonly places: Uint32Array;
}

/**
 * Puts the candidates of all segments together: takes the best of each list over all of them, scales, weighs, applies
 * the hard rules and ranks. The result does not depend on how the enterprises were spread over segments or in what
 * order the sets come. Cost: sorting some hundred numbers.
 * @throws EpochMismatchError
 */
export function mergeScore(
  epoch: Epoch,
  project: PreparedProject,
  sets: readonly CandidateSet[],
  options: RankingOptions = {},
): ProjectRanking {
  for (const { meta } of sets)
    if (meta.epoch !== epoch.fingerprint) throw new EpochMismatchError(epoch.fingerprint, meta.epoch);
  const pool = poolOf(sets);
  const { chosen, lastOfList } = choose(sets, pool);
  const width = ALL_CRITERIA.length;
  const highest = new Float64Array(width);
  for (const at of chosen) {
    const { measures } = sets[pool.owners[at]].columns;
    for (let c = 0; c < width; c++) {
      const measure = measures[pool.places[at] * width + c];
      if (measure > highest[c]) highest[c] = measure;
    }
  }
  const scales = scalesOf(highest, neutralSample(epoch, project));
  const weights = weightsOf(options);
  const reached = new Float64Array(width);
  const values = new Float64Array(width);
  const scores = new Float64Array(pool.owners.length);
  for (const at of chosen) {
    const { measures, sizes } = sets[pool.owners[at]].columns;
    writeValues(values, measures, pool.places[at], sizes[pool.places[at]], scales);
    for (let c = 0; c < width; c++) if (values[c] > reached[c]) reached[c] = values[c];
    scores[at] = weigh(values, weights);
  }
  chosen.sort((a, b) => scores[b] - scores[a] || compareIds(sets, pool, a, b));
  const pairs: RankedPair[] = [];
  const top = options.top ?? chosen.length;
  for (const at of chosen) {
    if (pairs.length >= top) break;
    const enterprise = sets[pool.owners[at]].subjectAt(pool.places[at]);
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

function poolOf(sets: readonly CandidateSet[]): Pool {
  const size = sets.reduce((sum, set) => sum + set.size, 0);
  const owners = new Uint32Array(size);
  const places = new Uint32Array(size);
  let at = 0;
  sets.forEach((set, owner) => {
    for (let place = 0; place < set.size; place++, at++) {
      owners[at] = owner;
      places[at] = place;
    }
  });
  return { owners, places };
}

/** The union of the lists, each cut to its length over all sets. */
function choose(
  sets: readonly CandidateSet[],
  pool: Pool,
): { chosen: Uint32Array; lastOfList: Partial<Record<ListName, number>> } {
  const isChosen = new Uint8Array(pool.owners.length);
  const lastOfList: Partial<Record<ListName, number>> = {};
  LISTS.forEach((list, l) => {
    const score = (at: number): number => sets[pool.owners[at]].columns.listScores[pool.places[at] * LISTS.length + l];
    const entries: number[] = [];
    for (let at = 0; at < isChosen.length; at++) if (!Number.isNaN(score(at))) entries.push(at);
    const length = LIST_LENGTHS[list];
    if (entries.length > length)
      entries.sort((a, b) => score(b) - score(a) || compareIds(sets, pool, a, b)).splice(length);
    if (entries.length === length) lastOfList[list] = Math.min(...entries.map(score));
    for (const at of entries) isChosen[at] = 1;
  });
  const chosen: number[] = [];
  for (let at = 0; at < isChosen.length; at++) if (isChosen[at] === 1) chosen.push(at);
  return { chosen: Uint32Array.from(chosen), lastOfList };
}

/** Order of two candidates that score the same: by the hash of the id, then by the id. */
function compareIds(sets: readonly CandidateSet[], { owners, places }: Pool, a: number, b: number): number {
  const [ofA, ofB] = [sets[owners[a]], sets[owners[b]]];
  const byHash = ofA.columns.hashes[places[a]] - ofB.columns.hashes[places[b]];
  if (byHash !== 0 || a === b) return byHash;
  return ofA.idAt(places[a]) < ofB.idAt(places[b]) ? -1 : 1;
}
