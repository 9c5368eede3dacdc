import { type Code, DISMISS_EFFECTS } from '@lianghuan/contracts';
import { ALGORITHM_VERSION, type Outcome, type SeenList, type SeenSuggestion } from '@lianghuan/matching';
import type { EntityManager } from 'typeorm';

/**
 * Lists of runs under the formulas in use that were on a screen and decided on, as the learner takes them. A list is what all its viewers
 * saw of it together. Left out: suggestions dismissed for a reason that says nothing about the weights, and pairs decided in another run.
 */
export async function loadSeenLists(tx: EntityManager): Promise<SeenList[]> {
  const rows = (await tx.query(
    `WITH seen AS (
       SELECT DISTINCT i.run_id, i.project_id, shown.id FROM suggestion_impression i
       JOIN match_run r ON r.id = i.run_id AND r.algorithm_version = $1, unnest(i.suggestion_ids) shown(id)
       WHERE EXISTS (SELECT FROM match_outcome o WHERE o.run_id = i.run_id AND o.project_id = i.project_id))
     SELECT s.run_id AS "runId", s.project_id AS "projectId", s.enterprise_id AS "enterpriseId", s.place,
       (SELECT jsonb_object_agg(c ->> 'criterion', c -> 'value') FROM jsonb_array_elements(s.contributions) c) AS values,
       o.outcome, o.reason, o.suggestion_id IS NOT NULL AND o.suggestion_id <> s.id AS "isDecidedElsewhere"
     FROM seen JOIN match_suggestion s ON s.id = seen.id
     LEFT JOIN match_outcome o ON o.project_id = s.project_id AND o.enterprise_id = s.enterprise_id
     ORDER BY s.project_id, s.run_id, s.place`,
    [ALGORITHM_VERSION],
  )) as SeenRow[];
  const lists = new Map<string, { projectId: string; version: string; suggestions: SeenSuggestion[] }>();
  for (const row of rows) {
    const isMute = row.reason !== null && !DISMISS_EFFECTS[row.reason].teaches;
    if (row.isDecidedElsewhere || isMute) continue;
    const key = `${row.projectId} ${row.runId}`;
    const list = lists.get(key) ?? { projectId: row.projectId, version: row.runId, suggestions: [] };
    list.suggestions.push({
      enterpriseId: row.enterpriseId,
      position: row.place,
      values: row.values,
      ...(row.outcome !== null && { outcome: row.outcome }),
    });
    lists.set(key, list);
  }
  return [...lists.values()];
}

interface SeenRow {
  readonly runId: string;
  readonly projectId: string;
  readonly enterpriseId: string;
  /** Where it stood on the screen. */
  readonly place: number;
  readonly values: SeenSuggestion['values'];
  readonly outcome: Outcome | null;
  readonly reason: Code<'dismissReason'> | null;
  readonly isDecidedElsewhere: boolean;
}
