import type { EntityManager } from 'typeorm';

/** What the pairs of a run are worth to an allocation. */
export interface PairValues {
  /** Where the values come from, with a version: values of different bases do not compare. */
  readonly basis: string;
  readonly pairs: readonly {
    readonly projectId: string;
    readonly enterpriseId: string;
    readonly enterpriseName: string;
    readonly groupName: string | null;
    /** > 0. */
    readonly value: number;
    /** Dismissed, or snoozed beyond today: nobody wants to see it proposed. */
    readonly isDecidedAgainst: boolean;
  }[];
}

/** The score itself, in points. */
const SCORE_BASIS = 'score-1';
/** A pair nothing speaks for is still a candidate: last of all. */
const LEAST = 1e-6;

/**
 * Values of all suggestions of a run, in the order of projects and ranks. Until calibrated confidences are stored with the
 * suggestions, a pair is worth its score.
 */
export async function pairValues(tx: EntityManager, runId: string, today: string): Promise<PairValues> {
  const rows = (await tx.query(
    `SELECT s.project_id AS "projectId", s.enterprise_id AS "enterpriseId", s.enterprise_name AS "enterpriseName",
       e.group_name AS "groupName", greatest(s.score, ${LEAST}) AS value,
       coalesce(d.decision = 'dismissed' OR (d.decision = 'snoozed' AND d.snoozed_until > $2::date), false) AS "isDecidedAgainst"
     FROM match_run_project mp JOIN match_suggestion s ON s.run_id = mp.run_id AND s.project_id = mp.project_id
     JOIN enterprise e ON e.id = s.enterprise_id
     LEFT JOIN suggestion_decision d ON d.project_id = s.project_id AND d.enterprise_id = s.enterprise_id
     WHERE mp.run_id = $1 ORDER BY mp.position, s.rank`,
    [runId, today],
  )) as PairValues['pairs'];
  return { basis: SCORE_BASIS, pairs: rows };
}
