import type { Occupant, PlannedWork } from '@lianghuan/matching';
import type { EntityManager } from 'typeorm';
import type { EnterpriseRow, MarketRow, ProjectRow, ResourceRow } from '../match/match-records.js';

/** What a person said about a node. */
export interface CorrectionRow {
  readonly nodeId: string;
  readonly subjectKind: 'enterprise' | 'project' | 'resource' | 'market';
  readonly subjectId: string;
  readonly isMember: boolean;
  readonly reason: string;
}

/** A local project; `isStanding`: in or after construction, so that its plant counts as being there. */
export interface ChainProjectRow extends ProjectRow {
  readonly isStanding: boolean;
}

/** A lead in 开工 or 投产: the enterprise stands in the area. */
export interface LandedLeadRow {
  readonly id: string;
  readonly enterpriseId: string;
  readonly enterpriseName: string;
  readonly projectId: string | null;
  readonly areaCode: string;
  readonly isExample: boolean;
}

export interface ChainEnterpriseRow extends EnterpriseRow {
  readonly regionCode: string | null;
}

/** Something that stands at a node, as it is kept. */
export interface OccupantRow {
  readonly nodeId: string;
  readonly areaCode: string;
  readonly kind: 'enterprise' | 'lead' | 'project';
  readonly id: string;
  readonly enterpriseId: string | null;
  readonly projectId: string | null;
  readonly name: string;
  readonly isExample: boolean;
  readonly sizeWan: number | undefined;
}

/** The occupant the library counts: an enterprise once, whether it has its seat here or has landed here. */
export function occupantOf(row: OccupantRow, areaCode: string): Occupant {
  return {
    nodeId: row.nodeId,
    placeId: areaCode,
    enterpriseId: row.enterpriseId ?? `project ${row.id}`,
    ...(row.sizeWan === undefined ? {} : { sizeWan: row.sizeWan }),
  };
}

export const plannedOf = (nodeId: string, placeId: string, projectId: string): PlannedWork => ({
  nodeId,
  placeId,
  projectId,
});

export async function readCorrections(tx: EntityManager): Promise<CorrectionRow[]> {
  return (await tx.query(
    `SELECT node_id AS "nodeId", subject_kind AS "subjectKind", subject_id AS "subjectId", is_member AS "isMember", reason
     FROM chain_correction WHERE withdrawn_at IS NULL ORDER BY id`,
  )) as CorrectionRow[];
}

/** Projects that are or come to something: also those that left the reserve since they are carried out, or for which money came. */
export async function readProjects(tx: EntityManager): Promise<ChainProjectRow[]> {
  return (await tx.query(
    `SELECT id, name, area_code AS "areaCode", province, place, sector, content, scale_text AS "scaleText", industry_codes AS "industryCodes",
       total_investment_cny::text AS "totalInvestmentCny", planned_start_on::text AS "plannedStartOn",
       phase IN ('building', 'finishing', 'done') AS "isStanding"
     FROM project p WHERE archived_at IS NULL AND NOT is_example AND placement = 'local' AND (reserve_state <> 'exited'
       OR phase IN ('building', 'finishing', 'done') OR EXISTS (SELECT FROM funds_line f WHERE f.project_id = p.id AND f.counted_cny <> 0)) ORDER BY id`,
  )) as ChainProjectRow[];
}

export async function readResources(tx: EntityManager): Promise<ResourceRow[]> {
  return (await tx.query(
    `SELECT id, name, kind, category, area_code AS "areaCode", NULL AS "quantityAvailable", quantity_unit AS "quantityUnit",
       statistic_year AS "statisticYear", tier, industry_codes AS "industryCodes", source_kind AS "sourceKind", source_name AS "sourceName",
       false AS stale
     FROM resource WHERE archived_at IS NULL AND NOT is_example ORDER BY id`,
  )) as ResourceRow[];
}

export async function readMarkets(tx: EntityManager): Promise<MarketRow[]> {
  return (await tx.query(
    `SELECT id, name, kind, category, area_code AS "areaCode", annual_volume::text AS "annualVolume", volume_unit AS "volumeUnit",
       annual_value_cny::text AS "annualValueCny", period_year AS "periodYear", industry_codes AS "industryCodes",
       source_kind AS "sourceKind", source_name AS "sourceName", false AS stale
     FROM market WHERE archived_at IS NULL ORDER BY id`,
  )) as MarketRow[];
}

export async function readLandedLeads(tx: EntityManager): Promise<LandedLeadRow[]> {
  return (await tx.query(
    `SELECT id, enterprise_id AS "enterpriseId", enterprise_name AS "enterpriseName", project_id AS "projectId", area_code AS "areaCode",
       is_example AS "isExample"
     FROM lead WHERE stage IN ('start', 'production') AND status <> 'lost' ORDER BY id`,
  )) as LandedLeadRow[];
}

/** Living enterprises, block by block in the order of their ids. */
export async function* readEnterprises(tx: EntityManager, blockSize: number): AsyncGenerator<ChainEnterpriseRow[]> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const rows = (await tx.query(ENTERPRISES, [after, blockSize])) as ChainEnterpriseRow[];
    if (rows.length > 0) yield rows;
    if (rows.length < blockSize) return;
    after = rows[rows.length - 1].id;
  }
}

const ENTERPRISES = `
  SELECT e.id, e.name, e.short_name AS "shortName", e.province, e.city, e.region_code AS "regionCode", e.business_summary AS "businessSummary",
    e.industry_codes AS "industryCodes", e.registered_capital_cny::text AS "registeredCapitalCny",
    e.total_assets_cny::text AS "totalAssetsCny", e.listed_code AS "listedCode", e.status, e.do_not_contact AS "doNotContact",
    coalesce(p.products, '[]') AS products
  FROM (SELECT * FROM enterprise WHERE id > $1 AND archived_at IS NULL ORDER BY id LIMIT $2) e
  LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('name', name, 'share', share) ORDER BY position) AS products
    FROM enterprise_product WHERE enterprise_id = e.id) p ON true
  ORDER BY e.id`;
