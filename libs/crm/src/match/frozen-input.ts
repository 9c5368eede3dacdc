import type { EnterpriseRecord, MarketRecord, MatchOptions, ResourceRecord } from '@lianghuan/matching';
import type { EntityManager } from 'typeorm';
import { type ChainGround, readChainGround } from '../industry-chain/gap-finder.js';
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
import { blockSizeOf, partSizeOf } from './shard-parts.js';
import { MatchRunDeadEnd } from './match.errors.js';
import type { MatchRun } from './match-run.entity.js';
import { pausesInForce } from './pause.service.js';
import type { OfferFact, SnapshotFacts } from './suggestion-snapshot.js';

/** Records read from a register, and kept in one row of match_run_input, at a time. */
const PAGE_SIZE = 5_000;

/** Which projects `p` are matched at all: our own, alive, not invented, not out of the reserve, and nothing to be cleared first (measure 27). */
export const IS_MATCHED = `p.archived_at IS NULL AND NOT p.is_example AND p.placement = 'local' AND p.reserve_state <> 'exited' AND NOT awaits_clearance(p.id)`;

/** Kinds of record in match_run_input; enterprises have a table of their own. */
type Kind = 'chain' | 'market' | 'offer-fact' | 'option' | 'project' | 'resource';

/** Where a snapshot is read from and written to. */
export interface Freezing {
  readonly run: MatchRun;
  /** A snapshot of the registers: what others commit meanwhile is not seen. */
  readonly registers: EntityManager;
  /** The transaction that keeps the input. */
  readonly tx: EntityManager;
  readonly reference: ReferenceData;
  /** Day the age of facts is judged by. */
  readonly today: string;
}

/**
 * Keeps the input of a run: all active projects (how rare a word is depends on all of them), all enterprises, resources and markets as
 * they are at this moment, and the projects to be matched. Read and written part by part, so that any number fits into little memory.
 * @throws {MatchRunDeadEnd} NOTHING_TO_MATCH
 */
export async function freezeInput({ run, registers, tx, reference, today }: Freezing): Promise<void> {
  await reference.ready();
  const placeOf = placesOf(reference);
  const parts = new PartWriter(tx, run.id);

  let targets = 0;
  for await (const rows of pages<ProjectRow>(registers, PROJECTS, PAGE_SIZE)) {
    const records = rows.map((row) => projectRecord(row, placeOf, reference.parks));
    await parts.write('project', records);
    const own = rows.flatMap((row, i) =>
      isTarget(run, row)
        ? [{ project_id: row.id, area_code: row.areaCode, name: row.name, content: records[i].content }]
        : [],
    );
    await tx.query(
      `INSERT INTO match_run_project (run_id, project_id, block_no, position, area_code, name, content)
       SELECT $1, p.project_id, p.position / $4, p.position, p.area_code, p.name, p.content
       FROM (SELECT r.*, $3 + row_number() OVER (ORDER BY r.project_id) - 1 AS position
         FROM jsonb_to_recordset($2::jsonb) AS r(project_id uuid, area_code text, name text, content text)) p`,
      [run.id, JSON.stringify(own), targets, blockSizeOf(run.options)],
    );
    targets += own.length;
  }
  if (targets === 0) throw new MatchRunDeadEnd('NOTHING_TO_MATCH', 'no active project is within this run');

  let enterprises = 0;
  let part = 0;
  for await (const rows of pages<EnterpriseRow>(registers, ENTERPRISES, partSizeOf(run.options))) {
    await keepEnterprises(tx, run.id, part++, rows.map(enterpriseRecord));
    enterprises += rows.length;
  }
  if (enterprises === 0) throw new MatchRunDeadEnd('NOTHING_TO_MATCH', 'there is no enterprise to match');

  let resources = 0;
  for await (const rows of pages<ResourceRow>(registers, RESOURCES, PAGE_SIZE, today)) {
    await parts.write(
      'resource',
      rows.map((row) => resourceRecord(row, placeOf)),
    );
    await parts.write(
      'offer-fact',
      rows.map((row): [string, OfferFact] => [
        row.id,
        {
          areaName: reference.areaName(row.areaCode),
          quantity: row.quantityAvailable,
          unit: row.quantityUnit,
          // People have no title.
          ...(row.kind === 'labour' ? {} : { titleState: row.titleState }),
          year: row.statisticYear,
          sourceName: row.sourceName,
        },
      ]),
    );
    resources += rows.length;
  }
  let markets = 0;
  for await (const rows of pages<MarketRow>(registers, MARKETS, PAGE_SIZE, today)) {
    await parts.write(
      'market',
      rows.map((row) => marketRecord(row, placeOf)),
    );
    await parts.write(
      'offer-fact',
      rows.map((row): [string, OfferFact] => [
        row.id,
        {
          areaName: reference.areaName(row.areaCode),
          quantity: row.annualValueCny ?? row.annualVolume,
          unit: row.annualValueCny === null ? row.volumeUnit : '元',
          year: row.periodYear,
          sourceName: row.sourceName,
        },
      ]),
    );
    markets += rows.length;
  }
  await parts.write('chain', [await readChainGround(registers, reference)]);
  const weights = await weightsInUse(registers);
  const landedPairs = (await registers.query(LANDED_PAIRS)) as { projectId: string; enterpriseId: string }[];
  await parts.write('option', [
    {
      industries: reference.industries.map(({ code, name }) => ({ code, name })),
      places: [...new Set(reference.areas.flatMap(({ name, shortName }) => [name, shortName]))].sort(),
      constraints: { landedPairs, pauses: await pausesInForce(registers, today) },
      weights: weights.weights,
      needs: await needsInUse(registers, reference),
    } satisfies MatchOptions,
  ]);
  await tx.query(
    `UPDATE match_run SET input_snapshot = (${SNAPSHOT_HASH}), frozen_at = clock_timestamp(), project_count = $2, enterprise_count = $3,
       resource_count = $4, market_count = $5, weight_version_id = $6 WHERE id = $1`,
    [run.id, targets, enterprises, resources, markets, weights.id],
  );
}

function isTarget(run: MatchRun, { id, areaCode }: ProjectRow): boolean {
  return (
    (run.projectIds === null || run.projectIds.includes(id)) &&
    (run.areaCodes === null || (areaCode !== null && run.areaCodes.includes(areaCode)))
  );
}

/** Rows of a query over `x.id > $1 … LIMIT $2`, a page at a time. */
async function* pages<Row extends { readonly id: string }>(
  tx: EntityManager,
  sql: string,
  pageSize: number,
  ...values: readonly unknown[]
): AsyncGenerator<Row[]> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = (await tx.query(sql, [after, pageSize, ...values])) as Row[];
    if (rows.length > 0) yield rows;
    if (rows.length < pageSize) return;
    after = rows[rows.length - 1].id;
  }
}

/** Writes match_run_input, numbering the parts of each kind. */
class PartWriter {
  readonly #numbers = new Map<Kind, number>();

  constructor(
    private readonly tx: EntityManager,
    private readonly runId: string,
  ) {}

  async write(kind: Kind, records: readonly unknown[]): Promise<void> {
    const number = this.#numbers.get(kind) ?? 0;
    this.#numbers.set(kind, number + 1);
    await this.tx.query(
      `INSERT INTO match_run_input (run_id, kind, part_no, records, digest)
       SELECT $1, $2, $3, records, sha256(convert_to(records::text, 'UTF8')) FROM (SELECT $4::jsonb AS records) part`,
      [this.runId, kind, number, JSON.stringify(records)],
    );
  }
}

/** Keeps enterprises of one part, each as it was written: the digest is of those very bytes. */
async function keepEnterprises(
  tx: EntityManager,
  runId: string,
  part: number,
  records: readonly EnterpriseRecord[],
): Promise<void> {
  await tx.query(
    `INSERT INTO match_run_enterprise (run_id, enterprise_id, part_no, record, digest)
     SELECT $1, (record ->> 'id')::uuid, $2, record, sha256(convert_to(record::text, 'UTF8')) FROM json_array_elements($3::json) record`,
    [runId, part, JSON.stringify(records)],
  );
}

/**
 * Proves that the frozen input is the one the run was made from, nothing missing.
 * @throws {MatchRunDeadEnd} INPUT_CHANGED
 */
export async function requireSnapshot(tx: EntityManager, runId: string): Promise<void> {
  const [{ isIntact }] = (await tx.query(
    `SELECT (${SNAPSHOT_HASH}) IS NOT DISTINCT FROM (SELECT input_snapshot FROM match_run WHERE id = $1) AS "isIntact"`,
    [runId],
  )) as [{ isIntact: boolean }];
  if (!isIntact) throw inputChanged();
}

/** The frozen input is not what the run was made from: trying again would not help. */
export function inputChanged(): MatchRunDeadEnd {
  return new MatchRunDeadEnd('INPUT_CHANGED', 'the frozen input is not what the run was made from');
}

/** What a screen shows of the enterprises, by id. */
export function enterpriseFacts(records: readonly EnterpriseRecord[]): SnapshotFacts['enterprises'] {
  return new Map(
    records.map((record) => [
      record.id,
      {
        name: record.name,
        shortName: record.shortName ?? null,
        province: record.province ?? null,
        city: record.city ?? null,
        products: (record.products ?? []).map(({ name }) => name),
      },
    ]),
  );
}

/** Frozen resources and markets of a run, and what a screen shows of them. */
export async function loadOffered(
  tx: EntityManager,
  runId: string,
): Promise<{ resources: ResourceRecord[]; markets: MarketRecord[]; facts: SnapshotFacts['offers'] }> {
  const parts = (await tx.query(
    `SELECT kind, records FROM match_run_input WHERE run_id = $1 AND kind IN ('resource', 'market', 'offer-fact') ORDER BY kind, part_no`,
    [runId],
  )) as { kind: Kind; records: unknown[] }[];
  const of = <T>(kind: Kind) => parts.filter((part) => part.kind === kind).flatMap((part) => part.records as T[]);
  return {
    resources: of<ResourceRecord>('resource'),
    markets: of<MarketRecord>('market'),
    facts: new Map(of<[string, OfferFact]>('offer-fact')),
  };
}

/** Industry chains as the run was frozen with them. @throws {MatchRunDeadEnd} INPUT_CHANGED */
export async function loadChainGround(tx: EntityManager, runId: string): Promise<ChainGround> {
  const [row] = (await tx.query(
    `SELECT records -> 0 AS ground, digest = sha256(convert_to(records::text, 'UTF8')) AS "isIntact" FROM match_run_input
     WHERE run_id = $1 AND kind = 'chain'`,
    [runId],
  )) as ({ ground: ChainGround; isIntact: boolean } | undefined)[];
  // A run frozen before chains were kept: it has no gaps.
  if (row === undefined) return { chains: [], corrections: [], gaps: [], areaCodes: [], cityCode: '' };
  if (!row.isIntact) throw inputChanged();
  return row.ground;
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
  SELECT encode(sha256((SELECT string_agg(convert_to(kind || ' ' || part_no || ' ', 'UTF8') || digest, ''::bytea
      ORDER BY kind COLLATE "C", part_no) FROM match_run_input WHERE run_id = $1)
    || (SELECT string_agg(digest, ''::bytea ORDER BY enterprise_id) FROM match_run_enterprise WHERE run_id = $1)), 'hex')`;

// Numbers of money and quantity as text, so that nothing is rounded on the way.
const PROJECTS = `
  SELECT id, name, area_code AS "areaCode", province, place, sector, content, scale_text AS "scaleText", industry_codes AS "industryCodes",
    total_investment_cny::text AS "totalInvestmentCny", planned_start_on::text AS "plannedStartOn",
    land_guarantee AS "landGuarantee", energy_guarantee AS "energyGuarantee", water_guarantee AS "waterGuarantee",
    environment_guarantee AS "environmentGuarantee"
  FROM project p WHERE ${IS_MATCHED} AND p.id > $1 ORDER BY p.id LIMIT $2`;
const ENTERPRISES = `
  SELECT e.id, e.name, e.short_name AS "shortName", e.province, e.city, e.business_summary AS "businessSummary",
    e.industry_codes AS "industryCodes", e.registered_capital_cny::text AS "registeredCapitalCny",
    e.total_assets_cny::text AS "totalAssetsCny", e.listed_code AS "listedCode", e.status, e.do_not_contact AS "doNotContact",
    coalesce((SELECT jsonb_agg(jsonb_build_object('name', p.name, 'share', p.share) ORDER BY p.position)
      FROM enterprise_product p WHERE p.enterprise_id = e.id), '[]') AS products
  FROM enterprise e WHERE e.archived_at IS NULL AND e.id > $1 ORDER BY e.id LIMIT $2`;
/** $3 today. A disputed title, what must be cleared first, and what is invented is nothing to put on the table (measures 19, 27). */
const RESOURCES = `
  SELECT id, name, kind, category, area_code AS "areaCode", (SELECT available::text FROM supply_balance WHERE supply_id = resource.id) AS "quantityAvailable",
    quantity_unit AS "quantityUnit", statistic_year AS "statisticYear", tier, nature, title_state AS "titleState", industry_codes AS "industryCodes",
    source_kind AS "sourceKind", source_name AS "sourceName", coalesce(valid_until < $3::date, false) AS stale
  FROM resource WHERE archived_at IS NULL AND NOT is_example AND title_state <> 'disputed' AND NOT awaits_clearance(id) AND id > $1 ORDER BY id LIMIT $2`;
/** $3 today. */
const MARKETS = `
  SELECT id, name, kind, category, area_code AS "areaCode", annual_volume::text AS "annualVolume", volume_unit AS "volumeUnit",
    annual_value_cny::text AS "annualValueCny", period_year AS "periodYear", nature, industry_codes AS "industryCodes",
    source_kind AS "sourceKind", source_name AS "sourceName", coalesce(valid_until < $3::date, false) AS stale
  FROM market WHERE archived_at IS NULL AND id > $1 ORDER BY id LIMIT $2`;
/** Pairs whose project has been started together: not proposed again. */
const LANDED_PAIRS = `
  SELECT DISTINCT project_id AS "projectId", enterprise_id AS "enterpriseId" FROM lead
  WHERE project_id IS NOT NULL AND stage IN ('start', 'production') AND status <> 'lost' ORDER BY 1, 2`;
