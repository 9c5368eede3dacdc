import type { EnterpriseRecord, MarketRecord, MatchInput, MatchOptions, ProjectRecord } from '@lianghuan/matching';
import type { ResourceRecord } from '@lianghuan/matching';
import type { EntityManager } from 'typeorm';
import { needsInUse } from '../need/needs-in-use.js';
import { weightsInUse } from '../learning/weights-in-use.js';
import type { ReferenceData } from '../reference/reference-data.js';
import {
  enterpriseRecord,
  type EnterpriseRow,
  marketRecord,
  type MarketRow,
  type PlaceOf,
  projectRecord,
  type ProjectRow,
  resourceRecord,
  type ResourceRow,
} from './match-records.js';
import { MatchRunDeadEnd } from './match.errors.js';
import type { MatchRun } from './match-run.entity.js';
import { pausesInForce } from './pause.service.js';
import type { OfferFact, SnapshotFacts } from './suggestion-snapshot.js';

/** Projects whose suggestions are worked out and stored together: small enough to lose little, large enough to write seldom. */
export const BLOCK_SIZE = 25;
/** Records of one kind kept in one row of match_run_input; PostgreSQL takes at most 256 MB of jsonb per value. */
const PART_SIZE = 5_000;

/** Which projects `p` are matched at all: our own, alive, not out of the reserve. */
export const IS_MATCHED = `p.archived_at IS NULL AND p.placement = 'local' AND p.reserve_state <> 'exited'`;

/** What one run works on, read back from its snapshot. */
export interface FrozenInput {
  readonly input: Required<MatchInput>;
  readonly options: MatchOptions;
  readonly facts: SnapshotFacts;
}

interface FrozenRows {
  readonly projects: ProjectRow[];
  readonly enterprises: EnterpriseRow[];
  readonly resources: ResourceRow[];
  readonly markets: MarketRow[];
  /** Pairs whose project has been started together: not proposed again. */
  readonly landedPairs: { readonly projectId: string; readonly enterpriseId: string }[];
}
type Kind = 'enterprise' | 'market' | 'offer-fact' | 'option' | 'project' | 'resource';

/**
 * Keeps the input of a run: all active projects (how rare a word is depends on all of them), all enterprises, resources and markets as
 * they are at this moment, and the projects to be matched. One statement, so one moment. Does nothing for a run already frozen.
 * @throws {MatchRunDeadEnd} NOTHING_TO_MATCH
 */
export async function freezeInput(
  tx: EntityManager,
  run: MatchRun,
  reference: ReferenceData,
  today: string,
): Promise<void> {
  if (run.inputSnapshot !== null) return;
  await reference.ready();
  const [rows] = (await tx.query(FROZEN_ROWS, [today])) as [FrozenRows];
  const pauses = await pausesInForce(tx, today);
  const weights = await weightsInUse(tx);
  const targets = rows.projects.filter(
    (project) =>
      (run.projectIds === null || run.projectIds.includes(project.id)) &&
      (run.areaCodes === null || (project.areaCode !== null && run.areaCodes.includes(project.areaCode))),
  );
  if (targets.length === 0) throw new MatchRunDeadEnd('NOTHING_TO_MATCH', 'no active project is within this run');
  if (rows.enterprises.length === 0) throw new MatchRunDeadEnd('NOTHING_TO_MATCH', 'there is no enterprise to match');

  const placeOf = placesOf(reference);
  const projects = rows.projects.map((row) => projectRecord(row, placeOf, reference.parks));
  const records: Record<Kind, readonly unknown[]> = {
    project: projects,
    enterprise: rows.enterprises.map(enterpriseRecord),
    resource: rows.resources.map((row) => resourceRecord(row, placeOf)),
    market: rows.markets.map((row) => marketRecord(row, placeOf)),
    'offer-fact': [
      ...rows.resources.map((row): [string, OfferFact] => [
        row.id,
        {
          areaName: reference.areaName(row.areaCode),
          quantity: row.quantityAvailable,
          unit: row.quantityUnit,
          year: row.statisticYear,
          sourceName: row.sourceName,
        },
      ]),
      ...rows.markets.map((row): [string, OfferFact] => [
        row.id,
        {
          areaName: reference.areaName(row.areaCode),
          quantity: row.annualValueCny ?? row.annualVolume,
          unit: row.annualValueCny === null ? row.volumeUnit : '元',
          year: row.periodYear,
          sourceName: row.sourceName,
        },
      ]),
    ],
    option: [
      {
        industries: reference.industries.map(({ code, name }) => ({ code, name })),
        places: [...new Set(reference.areas.flatMap(({ name, shortName }) => [name, shortName]))].sort(),
        constraints: { landedPairs: rows.landedPairs, pauses },
        weights: weights.weights,
        needs: await needsInUse(tx, reference),
      } satisfies MatchOptions,
    ],
  };
  const parts = Object.entries(records).flatMap(([kind, all]) =>
    Array.from({ length: Math.ceil(all.length / PART_SIZE) }, (_, part_no) => ({
      kind,
      part_no,
      records: all.slice(part_no * PART_SIZE, (part_no + 1) * PART_SIZE),
    })),
  );
  // Part by part: together they may be larger than one parameter should be.
  for (const part of parts) {
    await tx.query('INSERT INTO match_run_input (run_id, kind, part_no, records) VALUES ($1, $2, $3, $4::jsonb)', [
      run.id,
      part.kind,
      part.part_no,
      JSON.stringify(part.records),
    ]);
  }
  const contents = new Map(projects.map((project) => [project.id, project.content ?? null]));
  await tx.query(
    `INSERT INTO match_run_project (run_id, project_id, block_no, position, area_code, name, content)
     SELECT $1, p.* FROM jsonb_to_recordset($2::jsonb)
       AS p(project_id uuid, block_no int, position int, area_code text, name text, content text)`,
    [
      run.id,
      JSON.stringify(
        targets.map((project, position) => ({
          project_id: project.id,
          block_no: Math.floor(position / BLOCK_SIZE),
          position,
          area_code: project.areaCode,
          name: project.name,
          content: contents.get(project.id),
        })),
      ),
    ],
  );
  await tx.query(
    `UPDATE match_run SET input_snapshot = (${SNAPSHOT_HASH}), frozen_at = clock_timestamp(), progress_total = $2, project_count = $2,
       enterprise_count = $3, resource_count = $4, market_count = $5, weight_version_id = $6 WHERE id = $1`,
    [run.id, targets.length, rows.enterprises.length, rows.resources.length, rows.markets.length, weights.id],
  );
}

/**
 * Reads a snapshot back. Also the first attempt works on what was read back, so that every attempt sees the same bytes.
 * @throws {MatchRunDeadEnd} INPUT_CHANGED when it is not what the run was made from
 */
export async function loadFrozenInput(tx: EntityManager, runId: string): Promise<FrozenInput> {
  const [{ intact }] = (await tx.query(
    `SELECT (${SNAPSHOT_HASH}) = (SELECT input_snapshot FROM match_run WHERE id = $1) AS intact`,
    [runId],
  )) as [{ intact: boolean | null }];
  if (intact !== true) throw new MatchRunDeadEnd('INPUT_CHANGED', 'the frozen input is not what the run was made from');
  const parts = (await tx.query('SELECT kind, records FROM match_run_input WHERE run_id = $1 ORDER BY kind, part_no', [
    runId,
  ])) as { kind: Kind; records: unknown[] }[];
  const of = <T>(kind: Kind) => parts.filter((part) => part.kind === kind).flatMap((part) => part.records as T[]);
  const enterprises = of<EnterpriseRecord>('enterprise');
  return {
    input: {
      projects: of<ProjectRecord>('project'),
      enterprises,
      resources: of<ResourceRecord>('resource'),
      markets: of<MarketRecord>('market'),
    },
    options: of<MatchOptions>('option')[0] ?? {},
    facts: {
      enterprises: new Map(
        enterprises.map((record) => [
          record.id,
          {
            name: record.name,
            shortName: record.shortName ?? null,
            province: record.province ?? null,
            city: record.city ?? null,
            products: (record.products ?? []).map(({ name }) => name),
          },
        ]),
      ),
      offers: new Map(of<[string, OfferFact]>('offer-fact')),
    },
  };
}

/** Names for an area: county-level areas lie in the city, the city and 市本级 stand for themselves. */
function placesOf(reference: ReferenceData): PlaceOf {
  const city = reference.areas.find((area) => area.kind === 'city');
  const province = city === undefined ? undefined : reference.findRegion(`${city.code.slice(0, 2)}0000`)?.name;
  return (areaCode) => {
    if (areaCode === null) return { province, city: city?.name };
    const area = reference.findArea(areaCode);
    const isCounty = area?.kind === 'county' || area?.kind === 'zone';
    return { province, city: city?.name, ...(isCounty ? { county: area.name } : {}) };
  };
}

/** A hash of hashes, so that no text larger than a part is ever put together. jsonb prints the same content the same way. */
const SNAPSHOT_HASH = `
  SELECT encode(sha256(string_agg(convert_to(kind || ' ' || part_no || ' ', 'UTF8') || sha256(convert_to(records::text, 'UTF8')), ''::bytea
    ORDER BY kind COLLATE "C", part_no)), 'hex') FROM match_run_input WHERE run_id = $1`;

/** $1 today. Numbers of money and quantity as text, so that nothing is rounded on the way. */
const FROZEN_ROWS = `
  SELECT
    (SELECT coalesce(jsonb_agg(r ORDER BY r."id"), '[]') FROM (
      SELECT id, name, area_code AS "areaCode", province, place, sector, content, scale_text AS "scaleText", industry_codes AS "industryCodes",
        total_investment_cny::text AS "totalInvestmentCny", planned_start_on AS "plannedStartOn"
      FROM project p WHERE ${IS_MATCHED}) r) AS projects,
    (SELECT coalesce(jsonb_agg(r ORDER BY r."id"), '[]') FROM (
      SELECT e.id, e.name, e.short_name AS "shortName", e.province, e.city, e.business_summary AS "businessSummary",
        e.industry_codes AS "industryCodes", e.registered_capital_cny::text AS "registeredCapitalCny",
        e.total_assets_cny::text AS "totalAssetsCny", e.listed_code AS "listedCode", e.status, e.do_not_contact AS "doNotContact",
        coalesce(p.products, '[]') AS products
      FROM enterprise e LEFT JOIN (
        SELECT enterprise_id, jsonb_agg(jsonb_build_object('name', name, 'share', share) ORDER BY position) AS products
        FROM enterprise_product GROUP BY enterprise_id) p ON p.enterprise_id = e.id
      WHERE e.archived_at IS NULL) r) AS enterprises,
    (SELECT coalesce(jsonb_agg(r ORDER BY r."id"), '[]') FROM (
      SELECT id, name, kind, category, area_code AS "areaCode", (quantity_total - coalesce(quantity_committed, 0))::text AS "quantityAvailable",
        quantity_unit AS "quantityUnit", statistic_year AS "statisticYear", tier, industry_codes AS "industryCodes",
        source_kind AS "sourceKind", source_name AS "sourceName", coalesce(valid_until < $1::date, false) AS stale
      FROM resource WHERE archived_at IS NULL) r) AS resources,
    (SELECT coalesce(jsonb_agg(r ORDER BY r."id"), '[]') FROM (
      SELECT id, name, kind, category, area_code AS "areaCode", annual_volume::text AS "annualVolume", volume_unit AS "volumeUnit",
        annual_value_cny::text AS "annualValueCny", period_year AS "periodYear", industry_codes AS "industryCodes",
        source_kind AS "sourceKind", source_name AS "sourceName", coalesce(valid_until < $1::date, false) AS stale
      FROM market WHERE archived_at IS NULL) r) AS markets,
    (SELECT coalesce(jsonb_agg(r ORDER BY r."projectId", r."enterpriseId"), '[]') FROM (
      SELECT DISTINCT project_id AS "projectId", enterprise_id AS "enterpriseId" FROM lead
      WHERE project_id IS NOT NULL AND stage IN ('start', 'production') AND status <> 'lost') r) AS "landedPairs"`;
