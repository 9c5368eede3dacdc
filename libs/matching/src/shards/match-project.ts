import { FoundCandidates } from '../candidates/found-candidates.js';
import { bestOfLists, LIST_LENGTHS, ListFloors, LISTS } from '../candidates/lists.js';
import { type PreparedProject, prepareProject } from '../candidates/project.js';
import type { Epoch } from '../epoch/epoch.js';
import { EpochMismatchError } from '../match.errors.js';
import type { ProjectRecord } from '../model.js';
import { mergeScore } from '../ranking/merge.js';
import type { ProjectRanking, RankingOptions } from '../ranking/rank-pool.js';
import type { Segment } from '../segment/segment.js';

/** A row found in a list. */
interface Found {
  readonly segment: Segment;
  readonly row: number;
  readonly score: number;
}

/** Ranks one project over segments that are all at hand. The same result as `findCandidates` on each and `mergeScore`. */
export function matchProject(
  epoch: Epoch,
  record: ProjectRecord,
  segments: readonly Segment[],
  options: RankingOptions = {},
): ProjectRanking {
  const project = prepareProject(epoch, record);
  return mergeScore(epoch, project, findCandidatesIn(epoch, project, segments), options);
}

/**
 * The candidates of several segments: lists are cut over all of them before anything is measured, so that many
 * segments cost little more than one.
 * @throws EpochMismatchError
 */
export function findCandidatesIn(
  epoch: Epoch,
  project: PreparedProject,
  segments: readonly Segment[],
): FoundCandidates[] {
  // prettier-ignore
  const floors = new ListFloors();
  const lists = segments.map((segment) => {
    if (segment.meta.epoch !== epoch.fingerprint) throw new EpochMismatchError(epoch.fingerprint, segment.meta.epoch);
    const found = bestOfLists(epoch, project, segment, undefined, LIST_LENGTHS, floors.scores);
    floors.add(found);
    return found;
  });
  const chosen = new Map(segments.map((segment) => [segment, new Map<number, Float64Array>()]));
  LISTS.forEach((list, l) => {
    const entries = segments.flatMap((segment, s) =>
      lists[s][list].map(({ row, score }): Found => ({ segment, row, score })),
    );
    if (entries.length > LIST_LENGTHS[list]) entries.sort(compareFound).splice(LIST_LENGTHS[list]);
    for (const { segment, row, score } of entries) {
      const rows = chosen.get(segment);
      const scores = rows?.get(row) ?? new Float64Array(LISTS.length).fill(Number.NaN);
      scores[l] = score;
      rows?.set(row, scores);
    }
  });
  return [...chosen].map(([segment, scoresOf]) => {
    const rows = Uint32Array.from(scoresOf.keys()).sort();
    const listScores = new Float64Array(rows.length * LISTS.length);
    rows.forEach((row, place) => listScores.set(scoresOf.get(row) ?? [], place * LISTS.length));
    return new FoundCandidates(epoch, project, segment, rows, listScores);
  });
}

/** Best first; ties by the hash of the id, then by the id. */
function compareFound(a: Found, b: Found): number {
  if (a.score !== b.score) return b.score - a.score;
  if (a.segment === b.segment) return a.row - b.row;
  const byHash = a.segment.columns.hashes[a.row] - b.segment.columns.hashes[b.row];
  if (byHash !== 0) return byHash;
  return a.segment.idAt(a.row) < b.segment.idAt(b.row) ? -1 : 1;
}
