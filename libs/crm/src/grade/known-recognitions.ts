import type { EntityManager } from 'typeorm';

/**
 * Of the lines that are clear, marks those whose enterprise is on the list already, and those that repeat a line before them. Whose
 * enterprise was archived since is nobody's.
 */
export async function markKnown(tx: EntityManager, batchId: string): Promise<void> {
  await tx.query(
    `UPDATE recognition_batch_row r SET verdict = 'unknown', enterprise_id = NULL FROM enterprise e
     WHERE r.batch_id = $1 AND r.verdict IN ('ready', 'exists', 'repeated') AND e.id = r.enterprise_id AND e.archived_at IS NOT NULL`,
    [batchId],
  );
  await tx.query(
    `UPDATE recognition_batch_row r SET verdict = CASE
         WHEN EXISTS (SELECT FROM enterprise_recognition n WHERE n.enterprise_id = r.enterprise_id AND n.list = r.list AND n.year = r.year
           AND n.withdrawn_at IS NULL) THEN 'exists'
         WHEN EXISTS (SELECT FROM recognition_batch_row o WHERE o.batch_id = r.batch_id AND o.enterprise_id = r.enterprise_id AND o.list = r.list
           AND o.year = r.year AND o.line < r.line AND o.verdict IN ('ready', 'exists', 'repeated')) THEN 'repeated'
         ELSE 'ready' END
     WHERE r.batch_id = $1 AND r.verdict IN ('ready', 'exists', 'repeated')`,
    [batchId],
  );
}
