import { Inject, Injectable } from '@nestjs/common';
import type { ChainRefreshView } from '@lianghuan/contracts';
import {
  type Anchor,
  CHAIN_RULE_VERSION,
  type ChainPlace,
  classifyChains,
  createAnchorer,
  createNodeAssigner,
  FillerRanking,
  type NodeAssignment,
  ProductSpace,
} from '@lianghuan/matching';
import { AppError, CONFIG, type Config, Database, may } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { type JobClaim, JobDesk, type JobOutcome } from '../job/job-desk.js';
import { enterpriseRecord, marketRecord, projectRecord, resourceRecord, wanOf } from '../match/match-records.js';
import { needsInUse } from '../need/needs-in-use.js';
import { ReferenceData } from '../reference/reference-data.js';
import { loadGraph, type StoredChain } from './chain-graph.js';
import {
  type ChainEnterpriseRow,
  type LandedLeadRow,
  occupantOf,
  type OccupantRow,
  readCorrections,
  readEnterprises,
  readLandedLeads,
  readMarkets,
  readProjects,
  readResources,
} from './chain-input.js';
import { landed, plannedWorks, standing } from './chain-occupants.js';
import { ChainRefreshBell } from './chain-refresh-bell.js';
import { insertRows, LinkWriter } from './chain-writer.js';
import { NodeCorrections } from './node-corrections.js';

const STEP = { waiting: 'queued', running: 'running' } as const;
/** Enterprises read and put to their nodes at a time. */
const BLOCK_SIZE = 5_000;
/** Enterprises elsewhere kept per node. */
const FILLERS_KEPT = 20;
const NEAR_KEPT = 12;
/** Changes come in bursts; a refresh waits this long after the last one before it begins on its own. */
const QUIET_SECONDS = 15;
/** Whose changes may change a verdict. */
const WATCHED = [
  'enterprise',
  'enterprise_product',
  'project',
  'resource',
  'market',
  'need_entry',
  'lead',
  'industry_chain',
  'chain_correction',
];

/**
 * 产业链测算: puts the registers to the nodes of the chains and judges every node in every area. A job like the others; it begins by
 * itself when something it rests on has changed.
 */
@Injectable()
export class ChainRefreshService {
  readonly #desk: JobDesk;

  constructor(
    private readonly database: Database,
    private readonly reference: ReferenceData,
    private readonly bell: ChainRefreshBell,
    @Inject(CONFIG) config: Config,
  ) {
    this.#desk = new JobDesk(database, config, 'chain_refresh', [STEP]);
  }

  /** Asks for a refresh; one that waits or runs already is returned instead. @throws {AppError} FORBIDDEN */
  async request(): Promise<ChainRefreshView> {
    const { actor } = this.database;
    if (!may(actor, 'chain.update')) throw new AppError('FORBIDDEN', { permission: 'chain.update' });
    return this.database.transaction(async (tx) => {
      const [made] = (await tx.query(
        `INSERT INTO chain_refresh (rule_version, requested_by_id) VALUES ($1, $2)
         ON CONFLICT ((true)) WHERE status IN ('queued', 'running') DO NOTHING RETURNING id`,
        [CHAIN_RULE_VERSION, actor.id],
      )) as ({ id: string } | undefined)[];
      const id = made?.id;
      if (id !== undefined) this.database.afterCommit(() => this.bell.ring(id));
      const view = await (id === undefined
        ? findRefresh(tx, `status IN ('queued', 'running')`)
        : findRefresh(tx, 'id = $1', [id]));
      // Another one may have ended in between; then it is the newest.
      const shown = view ?? (await findRefresh(tx, 'true'));
      if (shown === null) throw new AppError('CHAIN_REFRESH_NOT_FOUND');
      return shown;
    });
  }

  /** The newest refresh, whatever became of it. @throws {AppError} CHAIN_REFRESH_NOT_FOUND before the first */
  latest(): Promise<ChainRefreshView> {
    return this.database.transaction(async (tx) => {
      const view = await findRefresh(tx, 'true');
      if (view === null) throw new AppError('CHAIN_REFRESH_NOT_FOUND');
      return view;
    });
  }

  /** Carries a refresh out. Killed and called again, it starts over; what is shown changes all at once at the end. */
  execute(id: string): Promise<JobOutcome> {
    return this.#desk.execute(id, STEP, (claim) => this.database.transaction((tx) => this.refresh(tx, claim)));
  }

  handBack(): void {
    this.#desk.handBack();
  }

  /**
   * Rings for refreshes left waiting, and asks for one when what the last rests on has changed since, or the rules have.
   * @returns ids rung for; undefined when another worker is at it
   */
  async sweep(): Promise<string[] | undefined> {
    const rung = await this.#desk.sweep((id) => this.bell.ring(id));
    if (rung === undefined || rung.length > 0) return rung;
    const due = await this.database.asSystem(() =>
      this.database.transaction(async (tx) => {
        const rows = (await tx.query(ASK_WHEN_DUE, [CHAIN_RULE_VERSION, WATCHED, QUIET_SECONDS])) as { id: string }[];
        return rows.map(({ id }) => id);
      }),
    );
    for (const id of due) await this.bell.ring(id);
    return due;
  }

  private async refresh(tx: EntityManager, claim: JobClaim): Promise<void> {
    await this.reference.ready();
    // Taken before anything is read: whatever is changed from here on asks for the next refresh.
    const [{ mark, asOf }] = (await tx.query(
      'SELECT coalesce(max(id), 0)::text AS mark, clock_timestamp() AS "asOf" FROM audit_entry',
    )) as [{ mark: string; asOf: Date }];
    const stored = await loadGraph(tx);
    const chains = stored.map(({ chain }) => chain);
    const corrections = new NodeCorrections(await readCorrections(tx), chains);
    await tx.query('DELETE FROM chain_link');
    await tx.query('DELETE FROM chain_occupant');
    await tx.query('DELETE FROM chain_occupancy');
    await tx.query('DELETE FROM chain_filler');
    await tx.query('DELETE FROM chain_near');

    const assigner = createNodeAssigner(chains);
    const links = new LinkWriter(tx, corrections);
    const projects = await readProjects(tx);
    const projectNodes = new Map<string, readonly NodeAssignment[]>();
    for (const row of projects) {
      const record = projectRecord(row, () => ({}), []);
      projectNodes.set(row.id, await links.add('project', row.id, assigner.project(record)));
    }
    const places = this.places();
    const leads = await readLandedLeads(tx);
    const enterprises = await this.placeEnterprises(tx, claim, stored, links, assigner, leads);
    const anchors = await this.anchor(tx, stored, links);
    await links.flush();

    const occupants = [
      ...enterprises.seated,
      ...landed(leads, projectNodes, enterprises.ofLeads),
      ...standing(projects, projectNodes, leads),
    ];
    const verdicts = classifyChains({
      chains,
      places,
      occupants: occupants.map((row) => occupantOf(row, this.placeOf(row.areaCode))),
      anchors,
      planned: plannedWorks(projects, projectNodes, leads, (area) => this.placeOf(area)),
      parks: this.reference.parks.flatMap((park) =>
        park.areaCode === null
          ? []
          : [{ name: park.name, placeId: park.areaCode, leadIndustryCodes: park.industryCodes }],
      ),
      fillers: enterprises.fillers.counts,
    });
    const versionOf = new Map(stored.map(({ chain, version }) => [chain.id, version]));
    await insertRows(tx, 'chain_occupancy', verdicts.map((verdict) => ({
      node_id: verdict.nodeId,
      area_code: verdict.placeId,
      chain_id: verdict.chainId,
      chain_version: versionOf.get(verdict.chainId),
      gap_class: verdict.gapClass ?? null,
      rule: verdict.rule,
      rule_version: verdict.ruleVersion,
      facts: verdict.facts,
      parks: verdict.parks,
      priority: verdict.priority,
      parts: verdict.parts,
    }))); // prettier-ignore
    await insertRows(tx, 'chain_occupant', occupants.map((row) => ({
      node_id: row.nodeId,
      area_code: this.placeOf(row.areaCode),
      kind: row.kind,
      id: row.id,
      enterprise_id: row.enterpriseId,
      project_id: row.projectId,
      name: row.name,
      is_example: row.isExample,
    }))); // prettier-ignore
    const fillers = chains.flatMap((chain) =>
      chain.nodes.flatMap(({ id }) =>
        enterprises.fillers.best(id).map((filler, index) => ({
          node_id: id,
          rank: index + 1,
          enterprise_id: filler.enterpriseId,
          enterprise_name: enterprises.names.get(filler.enterpriseId),
          score: filler.score,
          parts: filler.parts,
          evidence: filler.assignment.evidence,
        })),
      ),
    );
    await insertRows(tx, 'chain_filler', fillers);
    const near = places.flatMap(({ id }) => {
      const present = new Set(
        verdicts.flatMap((verdict) => (verdict.placeId === id && verdict.facts.enterprises > 0 ? verdict.nodeId : [])),
      );
      return enterprises.space
        .near(chains, present)
        .slice(0, NEAR_KEPT)
        .map((node) => ({ area_code: id, node_id: node.nodeId, density: node.density, because: node.because }));
    });
    await insertRows(tx, 'chain_near', near);

    await this.#desk.finish(tx, claim, {
      as_of: asOf,
      audit_mark: mark,
      rule_version: CHAIN_RULE_VERSION,
      counts: {
        chains: chains.length,
        nodes: chains.reduce((sum, { nodes }) => sum + nodes.length, 0),
        enterprises: enterprises.count,
        links: links.count,
        gaps: verdicts.filter(({ gapClass }) => gapClass !== undefined).length,
      },
    });
  }

  /** Puts every enterprise to its nodes: local ones stand there, the others can be invited. */
  private async placeEnterprises(
    tx: EntityManager,
    claim: JobClaim,
    stored: readonly StoredChain[],
    links: LinkWriter,
    assigner: ReturnType<typeof createNodeAssigner>,
    leads: readonly LandedLeadRow[],
  ) {
    const chains = stored.map(({ chain }) => chain);
    const fillers = new FillerRanking(chains, FILLERS_KEPT);
    const space = new ProductSpace();
    const seated: OccupantRow[] = [];
    const names = new Map<string, string>();
    const wanted = new Set(leads.map(({ enterpriseId }) => enterpriseId));
    const ofLeads = new Map<string, { nodes: readonly NodeAssignment[]; sizeWan: number | undefined }>();
    const city = this.cityCode();
    let count = 0;
    for await (const rows of readEnterprises(tx, BLOCK_SIZE)) {
      claim.stop.signal.throwIfAborted();
      for (const row of rows) {
        count += 1;
        const nodes = await links.add('enterprise', row.id, assigner.enterprise(enterpriseRecord(row)));
        if (nodes.length === 0) continue;
        space.add(nodes);
        const sizeWan = wanOf(row.totalAssetsCny) ?? wanOf(row.registeredCapitalCny);
        if (wanted.has(row.id)) ofLeads.set(row.id, { nodes, sizeWan });
        if (row.status === 'wound_up') continue;
        const areaCode = this.areaOf(row, city);
        if (areaCode !== undefined) {
          seated.push(...nodes.map(({ nodeId }): OccupantRow => ({
            nodeId, areaCode, kind: 'enterprise', id: row.id, enterpriseId: row.id, projectId: null, name: row.name, isExample: false, sizeWan,
          }))); // prettier-ignore
        } else if (!row.doNotContact) {
          names.set(row.id, row.name);
          fillers.add({
            enterpriseId: row.id,
            isSameProvince: row.regionCode?.slice(0, 2) === city.slice(0, 2),
            assignments: nodes,
            ...(sizeWan === undefined ? {} : { sizeWan }),
          });
        }
      }
    }
    return { fillers, space, seated, names, ofLeads, count };
  }

  private async anchor(tx: EntityManager, stored: readonly StoredChain[], links: LinkWriter): Promise<Anchor[]> {
    const anchorer = createAnchorer(
      stored.map(({ chain }) => chain),
      await needsInUse(tx, this.reference),
    );
    const anchors: Anchor[] = [];
    const take = async (
      side: Anchor['side'],
      id: string,
      areaCode: string,
      found: ReturnType<typeof anchorer.market>,
    ) => {
      const nodes = await links.add(
        side,
        id,
        found.map(({ chainId, nodeId, strength, source }) => ({
          chainId,
          nodeId,
          strength,
          evidence: [{ kind: 'need', source }],
        })),
      );
      anchors.push(...nodes.map(({ nodeId, strength }) => ({ nodeId, placeId: this.placeOf(areaCode), side, factId: id, strength }))); // prettier-ignore
    };
    for (const row of await readResources(tx)) {
      await take('resource', row.id, row.areaCode, anchorer.resource(resourceRecord(row, () => ({}))));
    }
    for (const row of await readMarkets(tx)) {
      await take('market', row.id, row.areaCode, anchorer.market(marketRecord(row, () => ({}))));
    }
    return anchors;
  }

  private cityCode(): string {
    const city = this.reference.areas.find(({ kind }) => kind === 'city');
    if (city === undefined) throw new Error('the reference data has no city');
    return city.code;
  }

  /** Areas something can stand in: 市本级 is an account of the city, no place. */
  private places(): ChainPlace[] {
    return this.reference.areas
      .filter(({ kind }) => kind !== 'city_level')
      .map(({ code, name, parentCode }) => ({
        id: code,
        name,
        ...(parentCode === null ? {} : { within: parentCode }),
      }));
  }

  private placeOf(areaCode: string | null): string {
    const area = areaCode === null ? undefined : this.reference.findArea(areaCode);
    return area === undefined || area.kind === 'city_level' ? this.cityCode() : area.code;
  }

  /** Reporting area of an enterprise's seat; undefined outside the city. */
  private areaOf({ regionCode }: ChainEnterpriseRow, city: string): string | undefined {
    if (regionCode === null || !regionCode.startsWith(city.slice(0, 4))) return undefined;
    return this.reference.findArea(regionCode)?.code ?? city;
  }
}

/** The newest refresh under a condition (a constant of the caller, with its values); null when there is none. */
export async function findRefresh(
  tx: EntityManager,
  where: string,
  values: readonly unknown[] = [],
): Promise<ChainRefreshView | null> {
  const [row] = (await tx.query(
    `SELECT id, status, rule_version AS "ruleVersion", as_of AS "asOf", requested_at AS "requestedAt", finished_at AS "finishedAt",
       counts, error_code AS "errorCode"
     FROM chain_refresh WHERE ${where} ORDER BY requested_at DESC, id DESC LIMIT 1`,
    [...values],
  )) as {
    id: string;
    status: ChainRefreshView['status'];
    ruleVersion: string;
    asOf: Date | null;
    requestedAt: Date;
    finishedAt: Date | null;
    counts: Record<string, number>;
    errorCode: string | null;
  }[];
  if (row === undefined) return null;
  return {
    ...row,
    asOf: row.asOf?.toISOString() ?? null,
    requestedAt: row.requestedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

/**
 * $1 version of the rules, $2 watched tables, $3 seconds of quiet. One row is made when none waits or runs, and there was none yet, or the
 * last used other rules, or something was changed after it and the burst is over, or a day has passed. A failed one is not repeated for
 * the same changes.
 */
const ASK_WHEN_DUE = `
  WITH last AS (SELECT status, rule_version, audit_mark, requested_at, finished_at FROM chain_refresh ORDER BY requested_at DESC, id DESC LIMIT 1),
  changed AS (
    SELECT max(a.at) AS at FROM audit_entry a WHERE a.table_name = ANY ($2) AND a.id > coalesce(
      (SELECT audit_mark FROM chain_refresh WHERE status = 'done' ORDER BY requested_at DESC, id DESC LIMIT 1), 0)
      AND (NOT EXISTS (SELECT FROM last WHERE status = 'failed') OR a.at > (SELECT finished_at FROM last)))
  INSERT INTO chain_refresh (rule_version)
  SELECT $1 WHERE EXISTS (SELECT FROM industry_chain WHERE archived_at IS NULL)
    AND EXISTS (SELECT FROM enterprise)
    AND (NOT EXISTS (SELECT FROM last)
      OR EXISTS (SELECT FROM last WHERE status = 'done' AND rule_version <> $1)
      OR EXISTS (SELECT FROM changed WHERE at < clock_timestamp() - make_interval(secs => $3))
      OR EXISTS (SELECT FROM last WHERE requested_at < clock_timestamp() - interval '1 day'))
  ON CONFLICT ((true)) WHERE status IN ('queued', 'running') DO NOTHING RETURNING id`;
