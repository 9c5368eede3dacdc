import type { ReserveFigures } from '@lianghuan/contracts';
import type { EntityManager } from 'typeorm';

/** 在库 local projects by 资金渠道 (measure 10), of some areas or, with null, of all; routes with the most money first. */
export async function fundingOf(tx: EntityManager, areas: unknown[]): Promise<ReserveFigures['funding']> {
  return (await tx.query(
    `SELECT r.route, count(*)::int AS count, count(*) FILTER (WHERE f.amount IS NULL)::int AS "unknownCount",
       coalesce(sum(f.amount), 0)::numeric(20, 2)::text AS "soughtCny", coalesce(sum(f.granted), 0)::numeric(20, 2)::text AS "grantedCny"
     FROM project p CROSS JOIN LATERAL (SELECT DISTINCT unnest(p.funding_routes)) AS r(route)
       LEFT JOIN LATERAL (SELECT x."amountCny" AS amount, x."grantedCny" AS granted
         FROM jsonb_to_recordset(p.funding_plan) AS x(route text, "amountCny" numeric, "grantedCny" numeric) WHERE x.route = r.route) f ON true
     WHERE p.archived_at IS NULL AND p.placement = 'local' AND p.reserve_state = 'in_reserve' AND p.funding_routes IS NOT NULL
       AND ($1::text[] IS NULL OR p.area_code = ANY ($1))
     GROUP BY r.route ORDER BY sum(f.amount) DESC NULLS LAST, count(*) DESC, r.route`,
    areas,
  )) as ReserveFigures['funding'];
}
