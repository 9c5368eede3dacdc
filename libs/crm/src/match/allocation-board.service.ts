import { Injectable } from '@nestjs/common';
import type { AllocationBoard, AllocationBoardQuery, AllocationPairView, AllocationView } from '@lianghuan/contracts';
import { AppError, Database } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { ReferenceData } from '../reference/reference-data.js';
import { ALLOCATION_COLUMNS, type AllocationRead, allocationOnWire } from './allocation-view.js';

type Group = AllocationBoard['items'][number];

/** 分配看板: who is proposed to whom in a run, load against limit, prices. Everybody sees the projects of his own areas. */
@Injectable()
export class AllocationBoardService {
  constructor(
    private readonly database: Database,
    private readonly reference: ReferenceData,
  ) {}

  /** @throws {AppError} ALLOCATION_NOT_FOUND for a run that was not allocated */
  get(runId: string): Promise<AllocationView> {
    return this.database.transaction(async (tx) => {
      const [row] = (await tx.query(SUMMARY, [runId])) as SummaryRow[];
      if (row === undefined) throw new AppError('ALLOCATION_NOT_FOUND', { matchRunId: runId });
      await this.reference.ready();
      const loads = (await tx.query(LOADS, [runId])) as AllocationView['loads'];
      const sought = (await tx.query(SOUGHT_AFTER, [runId])) as SoughtRow[];
      return {
        ...row,
        allocatedAt: row.allocatedAt.toISOString(),
        loads,
        soughtAfter: sought.map(({ id, name, heldBy, ...rest }) => ({ enterprise: { id, name, heldBy }, ...rest })),
      };
    });
  }

  /** The proposed pairs of a run, gathered. @throws {AppError} ALLOCATION_NOT_FOUND */
  board(runId: string, query: AllocationBoardQuery): Promise<AllocationBoard> {
    return this.database.transaction(async (tx) => {
      const [found] = (await tx.query('SELECT limits FROM match_allocation WHERE run_id = $1', [runId])) as Pick<AllocationView, 'limits'>[]; // prettier-ignore
      if (found === undefined) throw new AppError('ALLOCATION_NOT_FOUND', { matchRunId: runId });
      await this.reference.ready();
      const { page, pageSize } = query;
      const values = [runId, query.areaCode ?? null, query.q ? `%${query.q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%` : null]; // prettier-ignore
      const source = GROUPS[query.by];
      const [{ total }] = (await tx.query(`SELECT count(*)::int AS total FROM (${source}) g`, values)) as [{ total: number }]; // prettier-ignore
      const groups = (await tx.query(`SELECT * FROM (${source}) g ORDER BY ${ORDER[query.by]} LIMIT $4 OFFSET $5`, [
        ...values,
        pageSize,
        (page - 1) * pageSize,
      ])) as GroupRow[];
      const pairs = query.by === 'area' ? [] : await this.pairs(tx, runId, query.by, groups, query.areaCode ?? null);
      const items = groups.map((group): Group => ({
        key: group.isHidden ? null : group.key,
        name: group.name,
        load: group.load,
        capacity: group.capacity ?? (query.by === 'project' ? (found.limits['project'] ?? null) : null),
        price: group.isHidden ? null : group.price,
        pairs: pairs.filter((pair) => pair.groupKey === group.key).map(({ view }) => view),
      }));
      return { items, total, page, pageSize };
    });
  }

  private async pairs(
    tx: EntityManager,
    runId: string,
    by: 'project' | 'enterprise',
    groups: readonly GroupRow[],
    areaCodes: readonly string[] | null,
  ): Promise<{ groupKey: string; view: AllocationPairView }[]> {
    const rows = (await tx.query(
      `SELECT a.${by}_id AS "groupKey", a.project_id AS "projectId", mp.name AS "projectName", mp.area_code AS "areaCode",
         (SELECT e.id FROM enterprise e WHERE e.id = a.enterprise_id) AS "visibleId", a.enterprise_name AS "enterpriseName",
         holder_of_enterprise(a.enterprise_id) AS "heldBy", s.id AS "suggestionId", s.rank, ${ALLOCATION_COLUMNS} AS allocation
       ${FROM_PAIR} LEFT JOIN match_suggestion s ON (s.run_id, s.project_id, s.enterprise_id) = (a.run_id, a.project_id, a.enterprise_id)
       WHERE a.run_id = $1 AND a.is_proposed AND a.${by}_id = ANY ($2::uuid[]) AND ($3::text[] IS NULL OR mp.area_code = ANY ($3))
       ORDER BY a.reason = 'PINNED' DESC, a.value DESC, a.project_id, a.enterprise_id`,
      [runId, groups.flatMap(({ key }) => key ?? []), areaCodes],
    )) as PairRow[];
    return rows.map((row) => ({
      groupKey: row.groupKey,
      view: {
        project: { id: row.projectId, name: row.projectName, areaName: this.reference.areaName(row.areaCode) },
        enterprise: { id: row.visibleId, name: row.enterpriseName, heldBy: row.heldBy },
        suggestionId: row.suggestionId,
        rank: row.rank,
        allocation: allocationOnWire(row.allocation, row.visibleId === null),
      },
    }));
  }
}

type SummaryRow = Omit<AllocationView, 'allocatedAt' | 'loads' | 'soughtAfter'> & { readonly allocatedAt: Date };

interface SoughtRow {
  readonly id: string | null;
  readonly name: string;
  readonly heldBy: string | null;
  readonly load: number;
  readonly capacity: number;
  readonly demand: number;
  readonly price: number;
}

interface GroupRow {
  readonly key: string | null;
  readonly name: string;
  readonly load: number;
  readonly capacity: number | null;
  readonly price: number;
  readonly isHidden: boolean;
}

interface PairRow {
  readonly groupKey: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly areaCode: string | null;
  readonly visibleId: string | null;
  readonly enterpriseName: string;
  readonly heldBy: string | null;
  readonly suggestionId: string | null;
  readonly rank: number | null;
  readonly allocation: AllocationRead;
}

const FROM_PAIR = `FROM match_allocation_pair a JOIN match_run_project mp ON (mp.run_id, mp.project_id) = (a.run_id, a.project_id)`;
const SUMMARY = `
  SELECT run_id AS "matchRunId", allocated_at AS "allocatedAt", value_basis AS "valueBasis", candidate_count AS "candidateCount",
    pair_count AS "pairCount", pinned_count AS "pinnedCount", kept_count AS "keptCount", enterprise_count AS "enterpriseCount",
    largest_load AS "largestLoad", largest_demand AS "largestDemand", value, bound, gap, unlimited_value AS "unlimitedValue",
    lost_to_limits AS "lostToLimits", limits
  FROM match_allocation WHERE run_id = $1`;
const LOADS = `
  SELECT l.kind, l.subject_key AS key, coalesce(a.name, u.display_name, l.subject_key) AS name, l.load, l.capacity, l.price
  FROM match_allocation_load l LEFT JOIN area a ON l.kind = 'area' AND a.code = l.subject_key
  LEFT JOIN app_user u ON l.kind = 'officer' AND u.id::text = l.subject_key
  WHERE l.run_id = $1 ORDER BY l.kind, a.sort, l.load DESC, name`;
/** Of the enterprises the reader's projects would have, those wanted by more projects than they may carry. */
const SOUGHT_AFTER = `
  SELECT * FROM (
    SELECT DISTINCT ON (a.enterprise_id) e.id, a.enterprise_name AS name, holder_of_enterprise(a.enterprise_id) AS "heldBy",
      a.enterprise_load AS load, a.enterprise_capacity AS capacity, a.enterprise_demand AS demand, a.enterprise_price AS price
    FROM match_allocation_pair a JOIN enterprise e ON e.id = a.enterprise_id
    WHERE a.run_id = $1 AND a.enterprise_demand > a.enterprise_capacity ORDER BY a.enterprise_id) s
  ORDER BY price DESC, demand DESC, id LIMIT 20`;

/** $1 the run, $2 areas, $3 a pattern of the name. */
const IN_AREA = `($2::text[] IS NULL OR mp.area_code = ANY ($2))`;
const GROUPS: Readonly<Record<AllocationBoardQuery['by'], string>> = {
  project: `
    SELECT mp.project_id AS key, mp.name, mp.position, count(a.project_id)::int AS load, max(a.project_capacity) AS capacity,
      max(a.area_price + a.officer_price) AS price, false AS "isHidden"
    FROM match_run_project mp LEFT JOIN match_allocation_pair a
      ON (a.run_id, a.project_id) = (mp.run_id, mp.project_id) AND a.is_proposed
    WHERE mp.run_id = $1 AND ${IN_AREA} AND ($3::text IS NULL OR mp.name ILIKE $3) GROUP BY mp.run_id, mp.project_id, mp.name, mp.position`,
  enterprise: `
    SELECT a.enterprise_id AS key, max(a.enterprise_name) AS name, max(CASE WHEN e.id IS NULL THEN 0 ELSE a.enterprise_load END) AS load,
      max(CASE WHEN e.id IS NOT NULL THEN a.enterprise_capacity END) AS capacity, max(CASE WHEN e.id IS NULL THEN 0 ELSE a.enterprise_price END) AS price,
      bool_or(e.id IS NULL) AS "isHidden"
    ${FROM_PAIR} LEFT JOIN enterprise e ON e.id = a.enterprise_id
    WHERE a.run_id = $1 AND a.is_proposed AND ${IN_AREA} AND ($3::text IS NULL OR a.enterprise_name ILIKE $3) GROUP BY a.enterprise_id`,
  area: `
    SELECT l.subject_key AS key, ar.name, l.load, l.capacity, l.price, false AS "isHidden", ar.sort
    FROM match_allocation_load l JOIN area ar ON ar.code = l.subject_key
    WHERE l.run_id = $1 AND l.kind = 'area' AND ($2::text[] IS NULL OR l.subject_key = ANY ($2)) AND ($3::text IS NULL OR ar.name ILIKE $3)`,
};
const ORDER: Readonly<Record<AllocationBoardQuery['by'], string>> = {
  project: 'position',
  enterprise: 'price DESC, load DESC, name, key',
  area: 'sort',
};
