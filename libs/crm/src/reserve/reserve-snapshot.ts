import type { EntityManager } from 'typeorm';
import { SNAPSHOT_PART_SQL } from '../project/project-filter.js';
import { RESERVE_RULES_VERSION } from './reserve-rules.js';

export interface SnapshotTaking {
  readonly takenAt: Date;
  /** `YYYY-MM-DD`; only what came into the reserve before it. */
  readonly admittedBefore?: string;
  readonly isExample?: boolean;
}

/** Counts the reserve into the snapshot of a month, for the city and each area. For the system, inside the caller's transaction. */
export async function insertSnapshot(
  tx: EntityManager,
  period: string,
  { takenAt, admittedBefore, isExample = false }: SnapshotTaking,
): Promise<void> {
  await tx.query(
    `INSERT INTO reserve_snapshot_project (period, project_id, area_code, total_investment_cny, quality, maturity, is_example)
     SELECT $1, p.id, p.area_code, p.total_investment_cny, quality(p), maturity(p), $3 FROM project p
     WHERE p.archived_at IS NULL AND p.placement = 'local' AND p.reserve_state = 'in_reserve' AND ($2::date IS NULL OR p.intake_on < $2)`,
    [period, admittedBefore ?? null, isExample],
  );
  await tx.query(
    `INSERT INTO reserve_snapshot (period, area_code, count, total_investment_cny, quality_mean, good, fair, poor, ripe, rules_version, taken_at, is_example)
     SELECT $1, a.code, count(s.project_id), coalesce(sum(s.total_investment_cny), 0), round(avg(s.quality), 1),
       ${(['good', 'fair', 'poor', 'ripe'] as const).map((part) => `count(*) FILTER (WHERE ${SNAPSHOT_PART_SQL[part]})`).join(', ')}, $2, $3, $4
     FROM area a LEFT JOIN reserve_snapshot_project s ON s.period = $1 AND (a.kind = 'city' OR s.area_code = a.code)
     GROUP BY a.code`,
    [period, RESERVE_RULES_VERSION, takenAt, isExample],
  );
}
