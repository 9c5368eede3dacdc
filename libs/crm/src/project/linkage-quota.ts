import type { LinkageQuotaView } from '@lianghuan/contracts';
import type { EntityManager } from 'typeorm';

/**
 * 领导联系项目 (measure 5, N8): quota and linked projects of each area in a year. A project is linked if its stay on the list was open
 * at the end of the year, or, in the running year, is open `today`.
 */
export async function linkageQuotaOf(tx: EntityManager, year: number, today: string): Promise<LinkageQuotaView> {
  const areas = (await tx.query(
    `SELECT q.area_code AS "areaCode", a.name AS "areaName", q.quota, count(DISTINCT p.id)::int AS linked,
       greatest(q.quota - count(DISTINCT p.id)::int, 0) AS short
     FROM linkage_quota q JOIN area a ON a.code = q.area_code
     LEFT JOIN (project_list_membership m JOIN project p ON p.id = m.project_id AND p.archived_at IS NULL)
       ON p.area_code = q.area_code AND m.list = 'leader_linked'
       AND m.joined_on <= $2 AND (m.left_on IS NULL OR m.left_on > $2)
     WHERE q.year = $1 GROUP BY q.area_code, a.name, q.quota, a.sort ORDER BY a.sort`,
    [year, [today, `${year}-12-31`].sort()[0]],
  )) as LinkageQuotaView['areas'];
  const sum = (of: (area: (typeof areas)[number]) => number) => areas.reduce((total, area) => total + of(area), 0);
  return { year, totalQuota: sum((area) => area.quota), totalLinked: sum((area) => area.linked), areas };
}
