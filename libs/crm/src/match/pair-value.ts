import { confidenceFeatures, confidenceOf, type ConfidenceFit } from '@lianghuan/matching';
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
    /** 不明显对口: proposed to nobody unless somebody takes it up himself. */
    readonly isDoubtful: boolean;
  }[];
}

/** The score itself, in points. */
const SCORE_BASIS = 'score-1';
/** 匹配置信度: the share of such suggestions that was taken up; the sum over an allocation is the number of take-ups to expect. */
const CONFIDENCE_BASIS = 'confidence-1';
/** A pair nothing speaks for is still a candidate: last of all. */
const LEAST = 1e-6;

/**
 * Values of all suggestions of a run, in the order of projects and ranks. A pair is worth its calibrated confidence where the run has a
 * fit, which compares across projects; as long as there are too few outcomes for one, its score.
 */
export async function pairValues(tx: EntityManager, runId: string, today: string): Promise<PairValues> {
  const rows = (await tx.query(
    `SELECT s.project_id AS "projectId", s.enterprise_id AS "enterpriseId", s.enterprise_name AS "enterpriseName",
       e.group_name AS "groupName", s.score AS value,
       coalesce(d.decision = 'dismissed' OR (d.decision = 'snoozed' AND d.snoozed_until > $2::date), false) AS "isDecidedAgainst",
       coalesce(s.fit ->> 'verdict' = 'doubtful', false) AS "isDoubtful"
     FROM match_run_project mp JOIN match_suggestion s ON s.run_id = mp.run_id AND s.project_id = mp.project_id
     JOIN enterprise e ON e.id = s.enterprise_id
     LEFT JOIN suggestion_decision d ON d.project_id = s.project_id AND d.enterprise_id = s.enterprise_id
     WHERE mp.run_id = $1 ORDER BY mp.position, s.rank`,
    [runId, today],
  )) as PairValues['pairs'];
  const [stored] = (await tx.query('SELECT fit FROM confidence_fit WHERE run_id = $1', [runId])) as { fit: ConfidenceFit }[]; // prettier-ignore
  const isFitted = stored?.fit.status === 'fitted';
  return {
    basis: isFitted ? CONFIDENCE_BASIS : SCORE_BASIS,
    pairs: (isFitted ? calibrated(rows, stored.fit) : rows).map((pair) => ({
      ...pair,
      value: Math.max(LEAST, pair.value),
    })),
  };
}

/** Each pair with its confidence instead of its score; lists of a project stand together. */
export function calibrated(pairs: PairValues['pairs'], fit: ConfidenceFit): PairValues['pairs'] {
  const lists = new Map<string, number[]>();
  for (const { projectId, value } of pairs) lists.set(projectId, [...(lists.get(projectId) ?? []), value]);
  const features = new Map([...lists].map(([projectId, scores]) => [projectId, confidenceFeatures(scores)]));
  const seen = new Map<string, number>();
  return pairs.map((pair) => {
    const at = seen.get(pair.projectId) ?? 0;
    seen.set(pair.projectId, at + 1);
    const own = features.get(pair.projectId)?.[at];
    return { ...pair, value: (own && confidenceOf(fit, own)?.share) ?? pair.value };
  });
}
