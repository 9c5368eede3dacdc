import type { EntityManager } from 'typeorm';

/**
 * Grades the enterprises whose example leads have been signed as 优强, marked 示例, so that there is an arrival to look at (measure 34).
 * @returns how many were graded
 */
export async function seedExampleGradings(
  tx: EntityManager,
  { proposerId, approverId }: { readonly proposerId: string; readonly approverId: string },
): Promise<number> {
  const rows = (await tx.query(
    `INSERT INTO enterprise_grading (enterprise_id, grade, basis, summary, proposed_by_id, is_example)
     SELECT DISTINCT l.enterprise_id, 'strong', 'person', '示例评定，依据为虚构，仅供演示', $1::uuid, true
     FROM lead l JOIN enterprise e ON e.id = l.enterprise_id
     WHERE l.is_example AND l.stage IN ('signing', 'start', 'production') AND l.status <> 'lost' AND e.grade <> 'strong'
     ON CONFLICT (enterprise_id) WHERE state = 'open' DO NOTHING RETURNING id`,
    [proposerId],
  )) as { id: string }[];
  await tx.query(
    `UPDATE enterprise_grading SET state = 'approved', decided_by_id = $2, decided_at = clock_timestamp(),
       decided_on = (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date, reason = '示例' WHERE id = ANY ($1)`,
    [rows.map(({ id }) => id), approverId],
  );
  return rows.length;
}
