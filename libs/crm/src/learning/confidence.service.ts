import { Injectable } from '@nestjs/common';
import type { ConfidenceView } from '@lianghuan/contracts';
import {
  CONFIDENCE_LIST_LENGTH,
  confidenceFeatures,
  confidenceOf,
  type ConfidenceFit,
  type ConfidenceSample,
  fitConfidence,
} from '@lianghuan/matching';
import { Clock, Database } from '@lianghuan/platform';

/** 匹配置信度: fitted anew for every run, on the outcomes of the same formulas that are known by then. */
@Injectable()
export class ConfidenceService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Fits the confidence of a run and keeps it with the run; called again it fits again. A step of the run, so for the system only. */
  calibrate(runId: string): Promise<ConfidenceFit> {
    return this.database.transaction(async (tx) => {
      const rows = (await tx.query(
        `SELECT s.run_id || ' ' || s.project_id AS "listId", s.rank, o.outcome <> 'dismissed' AS "isTaken",
           (SELECT array_agg(t.score ORDER BY t.rank) FROM match_suggestion t WHERE t.run_id = s.run_id AND t.project_id = s.project_id) AS scores
         FROM match_outcome o JOIN match_suggestion s ON s.id = o.suggestion_id JOIN match_run r ON r.id = s.run_id
         WHERE r.algorithm_version = (SELECT algorithm_version FROM match_run WHERE id = $1)`,
        [runId],
      )) as { listId: string; rank: number; isTaken: boolean; scores: number[] }[];
      const fit = fitConfidence(
        rows.map(({ listId, rank, isTaken, scores }): ConfidenceSample => ({
          listId,
          isTaken,
          features: confidenceFeatures(scores)[rank - 1],
        })),
      );
      await tx.query(
        `INSERT INTO confidence_fit (run_id, algorithm_version, fit, fitted_at)
         SELECT id, algorithm_version, $2, $3 FROM match_run WHERE id = $1
         ON CONFLICT (run_id) DO UPDATE SET algorithm_version = excluded.algorithm_version, fit = excluded.fit, fitted_at = excluded.fitted_at`,
        [runId, JSON.stringify(fit), this.clock.now()],
      );
      return fit;
    });
  }
}

/** SQL: scores of the list the suggestion `s` stands in, best first, as far as its confidence looks at them. */
export const LIST_SCORES = `(SELECT array_agg(t.score ORDER BY t.rank) FROM match_suggestion t
  WHERE t.run_id = s.run_id AND t.project_id = s.project_id AND t.rank <= ${CONFIDENCE_LIST_LENGTH})`;

/** Confidence of one suggestion as it goes out; null where its run has no fit. */
export function confidenceOnWire(
  fit: ConfidenceFit | null,
  score: number,
  listScores: readonly number[],
): ConfidenceView | null {
  if (fit === null) return null;
  if (fit.status === 'insufficient') return { status: 'insufficient', count: fit.count, needed: fit.needed };
  // Behind the fiftieth the pair joins the list it is compared with, so that it is never its own best.
  const scores = listScores.includes(score) ? listScores : [...listScores, score];
  const confidence = confidenceOf(fit, confidenceFeatures(scores)[scores.indexOf(score)]);
  return confidence === undefined ? null : { status: 'fitted', ...confidence, count: fit.count };
}
