import type { PreparedProject } from '../candidates/project.js';
import { ALL_CRITERIA } from '../criteria/all.js';
import { LISTS } from '../candidates/lists.js';
import type { Epoch } from '../epoch/epoch.js';
import { EpochMismatchError } from '../match.errors.js';
import type { ListedPool, MeasuredCandidates, ProjectRanking, RankingOptions } from './rank-pool.js';
import { rankPool } from './rank-candidates.js';

/**
 * Puts the candidates of all segments together and ranks them: the best of each list over all of them. The result does
 * not depend on how the enterprises were spread over segments or in what order the sets come.
 * @throws EpochMismatchError
 */
export function mergeScore(
  epoch: Epoch,
  project: PreparedProject,
  sets: readonly MeasuredCandidates[],
  options: RankingOptions = {},
): ProjectRanking {
  for (const found of [project.epoch, ...sets.map((set) => set.epoch)])
    if (found !== epoch.fingerprint) throw new EpochMismatchError(epoch.fingerprint, found);
  return rankPool(epoch, project, sets.length === 1 ? sets[0] : poolOfAll(sets), options).ranking;
}

function poolOfAll(sets: readonly ListedPool[]): ListedPool {
  const size = sets.reduce((sum, set) => sum + set.size, 0);
  const listScores = new Float64Array(size * LISTS.length);
  const measures = new Float32Array(size * ALL_CRITERIA.length);
  const sizes = new Float32Array(size);
  const owners: { readonly set: ListedPool; readonly place: number }[] = [];
  for (const set of sets) {
    const at = owners.length;
    listScores.set(set.listScores, at * LISTS.length);
    measures.set(set.measures, at * ALL_CRITERIA.length);
    sizes.set(set.sizes, at);
    for (let place = 0; place < set.size; place++) owners.push({ set, place });
  }
  return {
    size,
    listScores,
    measures,
    sizes,
    hashAt: (place) => owners[place].set.hashAt(owners[place].place),
    idAt: (place) => owners[place].set.idAt(owners[place].place),
    subjectAt: (place) => owners[place].set.subjectAt(owners[place].place),
  };
}
