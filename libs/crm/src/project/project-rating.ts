import type { EntityManager } from 'typeorm';

/**
 * Keeps the share of the review's 20 quality points with the project: all for a pass, 0.6 for a conditional one and the rest with its
 * conditions, half for an exception. For the transaction that changed what it rests on; its actor sees the project's packet.
 */
export async function rateReview(tx: EntityManager, projectId: string): Promise<void> {
  await tx.query(
    `INSERT INTO project_rating (project_id, review_share)
     SELECT p.id, CASE
       WHEN p.reserve_packet_id IS NOT NULL THEN (
         SELECT CASE WHEN count(*) = 0 THEN 1 ELSE 0.6 + 0.4 * (count(*) FILTER (WHERE c.state = 'closed'))::numeric / count(*) END
         FROM review_condition c WHERE c.packet_id = p.reserve_packet_id)
       WHEN p.reserve_exception_reason IS NOT NULL THEN 0.5 ELSE 0 END
     FROM project p WHERE p.id = $1
     ON CONFLICT (project_id) DO UPDATE SET review_share = EXCLUDED.review_share`,
    [projectId],
  );
}

/** Keeps the total of the newest rubric with the project. */
export async function rateRubric(tx: EntityManager, projectId: string, total: number): Promise<void> {
  await tx.query(
    `INSERT INTO project_rating (project_id, rubric_total) VALUES ($1, $2)
     ON CONFLICT (project_id) DO UPDATE SET rubric_total = EXCLUDED.rubric_total`,
    [projectId, total],
  );
}
