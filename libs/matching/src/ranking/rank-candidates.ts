import type { PreparedProject } from '../candidates/project.js';
import { admission } from '../constraints/all.js';
import { ALL_CRITERIA } from '../criteria/all.js';
import type { Epoch } from '../epoch/epoch.js';
import { type ListedPool, type ProjectRanking, type RankingOptions, weightsOf } from './rank-pool.js';
import { SCALE_NUMBERS } from './scale.js';
import { leadersOf, scoreChosen } from './score-chosen.js';
import { withinLists } from './within-lists.js';

/** By criterion: what scoring finds besides the scores. */
const HIGHEST = new Float64Array(ALL_CRITERIA.length);
const REACHED = new Float64Array(ALL_CRITERIA.length);

/** A ranking, and where its pairs stand in the pool. */
export interface RankedPool {
  readonly ranking: ProjectRanking;
  readonly places: readonly number[];
}

/**
 * Takes the best of each list, scales, weighs, applies the hard rules and ranks. The result depends on the candidates,
 * not on their order. Cost: some passes over some hundred candidates.
 */
export function rankPool(
  epoch: Epoch,
  project: PreparedProject,
  pool: ListedPool,
  options: RankingOptions = {},
): RankedPool {
  const { chosen, lastOfList } = withinLists(pool);
  const scores = new Float64Array(pool.size);
  const { scales } = scoreChosen(epoch, project, pool, chosen, weightsOf(options), {
    scores,
    highest: HIGHEST,
    reached: REACHED,
    numbers: new Float64Array(SCALE_NUMBERS),
    from: 0,
  });
  const isAdmitted = admission(project.record, options.constraints ?? {});
  const { rows: places } = leadersOf(pool, chosen, scores, options.top ?? Infinity, (at) =>
    isAdmitted(pool.subjectAt(at)),
  );
  return {
    ranking: {
      projectId: project.record.id,
      epoch: epoch.fingerprint,
      pairs: places.map((at) => ({ enterpriseId: pool.idAt(at), score: scores[at] })),
      candidateCount: chosen.length,
      scales: scales.scales,
      reached: ALL_CRITERIA.map((_, c) => REACHED[c]),
      lastOfList,
    },
    places,
  };
}
