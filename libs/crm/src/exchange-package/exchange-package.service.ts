import { Injectable } from '@nestjs/common';
import type {
  ExchangePackagePage,
  ExchangePackageQuery,
  ExchangePackageView,
  KeepQuantity,
  PackageOfferView,
  PackagePromise,
  UseEstimateView,
} from '@lianghuan/contracts';
import { unitFactor } from '@lianghuan/matching';
import { AppError, Clock, Database, may } from '@lianghuan/platform';
import { Decimal } from 'decimal.js';
import type { EntityManager } from 'typeorm';
import { reachedAreas } from '../match/reached-areas.js';
import { ReferenceData } from '../reference/reference-data.js';
import { requireCleared } from '../risk/require-cleared.js';
import { type OpenReservation, SupplyLedger } from '../supply/supply-ledger.js';
import { inOrder, streamRows } from '../record/stream-rows.js';
import { loadPackageFacts, lockPackages } from './package-facts.js';
import { planRun, type PlannedPackage, type StoredEstimate, type StoredPackageOffer, suppliesOf } from './plan-run.js';

/** Days a quantity set for a package is reserved. */
const KEPT_DAYS = 90;

/** What a plan made. */
export interface PackageCounts {
  readonly packages: number;
  /** With something promised. */
  readonly promised: number;
}

/**
 * 换包: for each proposed pair the resource and the market to put on the table (matching §5.9). Nothing is promised beyond what is free;
 * what people set is reserved in the ledger (package_quantity is a view of it) and kept first. What the plan itself promises are proposals,
 * and {@link lockPackages} keeps two of them from counting on the same tonne. The packages of one project are alternatives: what the project
 * takes is proposed to each of them and counted once, until people reserve it for one.
 */
@Injectable()
export class ExchangePackageService {
  constructor(
    private readonly database: Database,
    private readonly reference: ReferenceData,
    private readonly clock: Clock,
    private readonly ledger: SupplyLedger,
  ) {}

  /** Plans the packages of an allocated run and stores them with it. May be called again: the plan replaces the former one. */
  plan(runId: string): Promise<PackageCounts> {
    return this.database.asSystem(() => this.database.transaction((tx) => this.planWithin(tx, runId)));
  }

  /** The same in a transaction of the system's. */
  async planWithin(tx: EntityManager, runId: string): Promise<PackageCounts> {
    await lockPackages(tx);
    const { packages } = planRun(await loadPackageFacts(tx, this.reference, runId), this.clock.today());
    await tx.query('DELETE FROM exchange_package WHERE run_id = $1', [runId]);
    await insertPackages(tx, runId, packages);
    return { packages: packages.length, promised: packages.filter(({ role }) => role !== null).length };
  }

  /** Packages of the runs the lists show. Those of one project stand together, for they are alternatives. */
  list(query: ExchangePackageQuery): Promise<ExchangePackagePage> {
    return this.database.transaction(async (tx) => {
      const { page, pageSize } = query;
      const { where, values } = conditionsOf(query);
      const [counts] = (await tx.query(
        `SELECT count(*)::int AS total, count(DISTINCT x.project_id)::int AS projects ${FROM_PACKAGE} WHERE ${where}`,
        values,
      )) as [{ total: number; projects: number }];
      const items = await this.views(
        tx,
        `${where} ORDER BY ${orderOf(query)} LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`,
        values,
      );
      const promises = (await tx.query(promisesSql(where), values)) as PackagePromise[];
      return { ...counts, items, promises, page, pageSize };
    });
  }

  /** What the list can be sorted by. */
  readonly sortNames = ['gain'];

  /** All packages under the filters; see {@link streamRows}. */
  stream(query: ExchangePackageQuery, blockSize = 200): AsyncGenerator<ExchangePackageView[]> {
    const { where, values } = conditionsOf(query);
    return streamRows(
      this.database,
      {
        keysOf: async (tx) => {
          const rows = (await tx.query(`SELECT x.id ${FROM_PACKAGE} WHERE ${where} ORDER BY ${orderOf(query)}`, values)) as { id: string }[]; // prettier-ignore
          return rows.map(({ id }) => id);
        },
        viewsOf: async (tx, ids) => inOrder(ids, await this.views(tx, 'x.id = ANY ($1)', [ids])),
      },
      blockSize,
    );
  }

  /** @throws {AppError} PACKAGE_NOT_FOUND */
  get(id: string): Promise<ExchangePackageView> {
    return this.database.transaction((tx) => this.view(tx, id));
  }

  /**
   * Sets what the pair is to take of one of its resources or markets, and plans the pair anew around it.
   * @throws {AppError} PACKAGE_QUANTITY_EXCEEDED with what is left, PACKAGE_SUPPLY_STATISTIC, PACKAGE_QUANTITY_UNKNOWN, PACKAGE_SUPPLY_STALE, PACKAGE_UNIT_MISMATCH, AWAITS_CLEARANCE,
   * SUPPLY_QUEUED where others wait for it, SUPPLY_TITLE_DISPUTED without a reason, PACKAGE_SIDE_TAKEN where people set another of the side before, PACKAGE_KEPT_BY_OTHERS, PACKAGE_OFFER_UNKNOWN, PACKAGE_NOT_FOUND, AREA_FORBIDDEN
   */
  keep(id: string, { supplyId, quantity, unit, note, disputeReason }: KeepQuantity): Promise<ExchangePackageView> {
    return this.changing(id, async (tx, found) => {
      const offer = [found.resource, found.market, ...found.shown].find((each) => each?.supplyId === supplyId);
      if (offer == null) throw new AppError('PACKAGE_OFFER_UNKNOWN', { supplyId });
      const other = [found.resource, found.market, ...found.shown].find((each) => each?.isKept && each.side === offer.side && each.supplyId !== supplyId); // prettier-ignore
      if (other != null) throw new AppError('PACKAGE_SIDE_TAKEN', { name: other.name });
      await this.requireFree(found, offer, new Decimal(quantity).toNumber(), unit);
      const supply = await this.ledger.open(tx, supplyId);
      const before = await this.keptBy(tx, found, supplyId);
      // Who waits for the supply is served only after the pair has what it is to have instead.
      if (before !== undefined) await this.ledger.release(tx, before, '改数量', { settles: false });
      const now = before === undefined ? supply : await this.ledger.read(tx, supplyId);
      const { id: projectId } = found.project;
      const [project] = (await tx.query('SELECT area_code AS "areaCode" FROM project WHERE id = $1', [projectId])) as [{ areaCode: string | null }]; // prettier-ignore
      await this.ledger.reserve(tx, now, { quantity, unit, note, disputeReason, replaces: before?.reserved, projectId, areaCode: project.areaCode, enterpriseId: found.enterprise.id, leadId: null, holdDays: KEPT_DAYS, waits: false }); // prettier-ignore
      if (before !== undefined) await this.ledger.settle(tx, supplyId);
    });
  }

  /** Takes a quantity back: the plan decides again. @throws {AppError} PACKAGE_OFFER_UNKNOWN where none was set */
  release(id: string, supplyId: string, reason: string): Promise<ExchangePackageView> {
    return this.database.because(reason, () =>
      this.changing(id, async (tx, found) => {
        await this.ledger.open(tx, supplyId);
        const kept = await this.keptBy(tx, found, supplyId);
        if (kept === undefined) throw new AppError('PACKAGE_OFFER_UNKNOWN', { supplyId });
        await this.ledger.release(tx, kept, reason);
      }),
    );
  }

  /** Changes what people set for a pair, then plans that pair anew with everything else as it stands. */
  private async changing(
    id: string,
    change: (tx: EntityManager, found: ExchangePackageView & { enterprise: { id: string } }) => Promise<void>,
  ): Promise<ExchangePackageView> {
    return this.database.transaction(async (tx) => {
      await lockPackages(tx);
      const found = await this.view(tx, id);
      if (!may(this.database.actor, 'match.decide')) throw new AppError('FORBIDDEN', { permission: 'match.decide' });
      if (!found.can.edit || found.enterprise.id === null) throw new AppError('AREA_FORBIDDEN');
      await change(tx, found as ExchangePackageView & { enterprise: { id: string } });
      // The plan sees all counties' promises, as only the system may; it joins nothing it wrote to what the actor reads.
      await this.database.asSystemWithin(tx, async () => {
        const pair = { projectId: found.project.id, enterpriseId: found.enterprise.id as string };
        const { packages } = planRun(
          await loadPackageFacts(tx, this.reference, found.matchRunId, pair),
          this.clock.today(),
        );
        await tx.query('DELETE FROM exchange_package WHERE id = $1', [id]);
        await insertPackages(tx, found.matchRunId, packages, id);
      });
      return this.view(tx, id);
    });
  }

  /**
   * What is reserved for a pair of a supply, with the supply's ledger in hand.
   * @throws {AppError} PACKAGE_KEPT_BY_OTHERS where another unit holds it and the actor does not see its reservations
   */
  private async keptBy(
    tx: EntityManager,
    { project, enterprise }: ExchangePackageView,
    supplyId: string,
  ): Promise<OpenReservation | undefined> {
    const find = async () => {
      const [row] = (await tx.query(
        `SELECT r.id, r.supply_id AS "supplyId", r.reserved, r.committed, r.state, o.name AS holder
         FROM supply_reservation r JOIN organisation o ON o.id = r.organisation_id
         WHERE r.project_id = $1 AND r.enterprise_id = $2 AND r.supply_id = $3 AND r.lead_id IS NULL AND r.state = 'reserved'`,
        [project.id, enterprise.id, supplyId],
      )) as (Omit<OpenReservation, 'reserved' | 'committed'> & {
        reserved: string;
        committed: string;
        holder: string;
      })[];
      return row;
    };
    const row = await find();
    if (row === undefined) {
      const hidden = await this.database.asSystemWithin(tx, find);
      if (hidden !== undefined) throw new AppError('PACKAGE_KEPT_BY_OTHERS', { holder: hidden.holder });
      return undefined;
    }
    return { ...row, reserved: new Decimal(row.reserved), committed: new Decimal(row.committed) };
  }

  private async requireFree(
    found: ExchangePackageView,
    offer: PackageOfferView,
    quantity: number,
    unit: string,
  ): Promise<void> {
    await this.database.transaction((tx) =>
      this.database.asSystemWithin(tx, async () => {
        const pair = { projectId: found.project.id, enterpriseId: found.enterprise.id as string };
        const facts = await loadPackageFacts(tx, this.reference, found.matchRunId, pair);
        const supply = suppliesOf(facts).find((each) => each.id === offer.supplyId);
        if (supply === undefined) throw new AppError('PACKAGE_OFFER_UNKNOWN', { supplyId: offer.supplyId });
        const { name } = offer;
        await requireCleared(tx, found.project);
        await requireCleared(tx, { id: offer.supplyId, name });
        if (supply.isStatistic === true) throw new AppError('PACKAGE_SUPPLY_STATISTIC', { name });
        if (supply.total === undefined) throw new AppError('PACKAGE_QUANTITY_UNKNOWN', { name });
        if (supply.validUntil !== undefined && supply.validUntil < this.clock.today())
          throw new AppError('PACKAGE_SUPPLY_STALE', { name });
        const factor = unitFactor(unit, supply.total.unit);
        if (factor === undefined)
          throw new AppError('PACKAGE_UNIT_MISMATCH', { name, unit, expected: supply.total.unit });
        const free = Math.max(0, supply.total.quantity - (supply.reserved ?? 0));
        if (quantity * factor > free * (1 + 1e-12))
          throw new AppError('PACKAGE_QUANTITY_EXCEEDED', { name, free: amountText(free), unit: supply.total.unit });
      }),
    );
  }

  private async view(tx: EntityManager, id: string): Promise<ExchangePackageView> {
    const [view] = await this.views(tx, 'x.id = $1', [id]);
    if (view === undefined) throw new AppError('PACKAGE_NOT_FOUND', { id });
    return view;
  }

  private async views(tx: EntityManager, where: string, values: unknown[]): Promise<ExchangePackageView[]> {
    const rows = (await tx.query(`${SELECT_PACKAGE} ${FROM_PACKAGE} WHERE ${where}`, values)) as PackageRow[];
    await this.reference.ready();
    const areas = reachedAreas(this.database.actor, 'match.decide', this.reference);
    return rows.map((row): ExchangePackageView => {
      const isHidden = row.visibleId === null;
      const kept = new Map(row.kept.map((each) => [each.supplyId, each]));
      const offer = (stored: StoredPackageOffer): PackageOfferView => {
        const set = kept.get(stored.supplyId);
        return {
          ...stored,
          areaName: this.reference.areaName(stored.areaCode),
          use: stored.use && { quantity: amountText(stored.use.quantity), unit: stored.use.unit },
          estimate: stored.estimate == null ? null : estimateOnWire(stored.estimate),
          free: stored.free && { quantity: amountText(stored.free.quantity), unit: stored.free.unit },
          isDisputed: row.disputed.includes(stored.supplyId),
          keptByName: set?.byName ?? null,
          keptAt: set === undefined ? null : new Date(set.at).toISOString(),
          note: set?.note ?? null,
        };
      };
      return {
        id: row.id,
        matchRunId: row.runId,
        project: { id: row.projectId, name: row.projectName, areaName: this.reference.areaName(row.areaCode) },
        enterprise: { id: row.visibleId, name: row.enterpriseName, heldBy: row.heldBy },
        role: isHidden ? null : row.role,
        gain: isHidden ? 0 : row.gain,
        value: isHidden ? 0 : row.value,
        roleFactor: isHidden ? 1 : row.roleFactor,
        reasons: isHidden ? [] : row.reasons,
        resource: isHidden || row.resource === null ? null : offer(row.resource),
        market: isHidden || row.market === null ? null : offer(row.market),
        shown: isHidden ? [] : row.shown.map(offer),
        alternatives: row.alternatives,
        leadId: row.leadId,
        can: { edit: !isHidden && row.isCurrent && (areas === null || (row.areaCode !== null && areas.includes(row.areaCode))) }, // prettier-ignore
      };
    });
  }
}

async function insertPackages(
  tx: EntityManager,
  runId: string,
  packages: readonly PlannedPackage[],
  id?: string,
): Promise<void> {
  await tx.query(
    `INSERT INTO exchange_package (id, run_id, project_id, enterprise_id, enterprise_name, role, gain, value, role_factor, reasons, resource, market, shown)
     SELECT coalesce($3::uuid, uuidv7()), $1, p.project_id, p.enterprise_id, p.enterprise_name, p.role, p.gain, p.value, p.role_factor, p.reasons,
       nullif(p.resource, 'null'), nullif(p.market, 'null'), p.shown
     FROM jsonb_to_recordset($2::jsonb) AS p(project_id uuid, enterprise_id uuid, enterprise_name text, role text, gain double precision,
       value double precision, role_factor double precision, reasons text[], resource jsonb, market jsonb, shown jsonb)`,
    [runId, JSON.stringify(packages), id ?? null],
  );
}

/** A quantity in plain digits: 12000.5, never 1.2e4. */
const amountText = (quantity: number): string => new Decimal(quantity).toDecimalPlaces(6).toFixed();

/** Coefficients are means of a few figures: six digits after the point are more than they carry. */
function estimateOnWire({ perInvestment, peers, ...estimate }: StoredEstimate): UseEstimateView {
  return {
    ...estimate,
    perInvestment: { quantity: amountText(perInvestment.quantity), unit: perInvestment.unit },
    peers: peers && {
      ...peers,
      projects: [...peers.projects],
      low: amountText(peers.low),
      high: amountText(peers.high),
    },
  };
}

function conditionsOf(query: ExchangePackageQuery): { where: string; values: unknown[] } {
  const values: unknown[] = [];
  const with_ = (value: unknown) => `$${values.push(value)}`;
  const parts = [
    'mp.is_current',
    ...(query.projectId === undefined ? [] : [`x.project_id = ${with_(query.projectId)}`]),
    ...(query.enterpriseId === undefined ? [] : [`x.enterprise_id = ${with_(query.enterpriseId)}`]),
    ...(query.areaCode === undefined ? [] : [`mp.area_code = ANY (${with_(query.areaCode)}::text[])`]),
    ...(query.q ? [nameLike(with_(`%${query.q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`))] : []),
    // What a hidden enterprise is offered is no condition anybody may ask for.
    ...(query.role === undefined ? [] : [`x.role = ANY (${with_(query.role)}::text[]) AND ${IS_VISIBLE}`]),
    ...(query.promised === undefined ? [] : [`(x.role IS NOT NULL) = ${with_(query.promised)} AND ${IS_VISIBLE}`]),
  ];
  return { where: parts.join(' AND '), values };
}

/** The name of an enterprise is told also where another unit holds it. */
const nameLike = (pattern: string) => `(mp.name ILIKE ${pattern} OR x.enterprise_name ILIKE ${pattern})`;

interface PackageRow {
  readonly id: string;
  readonly runId: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly areaCode: string | null;
  readonly isCurrent: boolean;
  readonly visibleId: string | null;
  readonly enterpriseName: string;
  readonly heldBy: string | null;
  readonly role: ExchangePackageView['role'];
  readonly gain: number;
  readonly value: number;
  readonly roleFactor: number;
  readonly reasons: string[];
  readonly resource: StoredPackageOffer | null;
  readonly market: StoredPackageOffer | null;
  readonly shown: StoredPackageOffer[];
  /** Of the offers, resources whose title is disputed now. */
  readonly disputed: readonly string[];
  readonly kept: {
    readonly supplyId: string;
    readonly byName: string | null;
    readonly at: string;
    readonly note: string | null;
  }[];
  readonly alternatives: number;
  readonly leadId: string | null;
}

const IS_VISIBLE = 'EXISTS (SELECT FROM enterprise e WHERE e.id = x.enterprise_id)';
const FROM_PACKAGE = `FROM exchange_package x JOIN match_run_project mp ON (mp.run_id, mp.project_id) = (x.run_id, x.project_id)`;
const PROJECT = '(PARTITION BY x.project_id)';

/** Packages of one project stand together, by the best of them. */
function orderOf({ sort }: ExchangePackageQuery): string {
  const order = sort === 'gain' ? 'ASC' : 'DESC';
  return `max(x.gain) OVER ${PROJECT} ${order}, max(x.value) OVER ${PROJECT} ${order}, x.project_id, x.gain ${order}, x.value ${order}, x.id`;
}
/**
 * What the packages under a condition promise, supply by supply. A quantity people set is reserved for its pair and counts each time; what is
 * planned counts once a project, whichever of its alternatives is accepted.
 */
const promisesSql = (where: string) => `
  WITH offer AS (SELECT x.project_id, o.offer, o.offer -> 'use' ->> 'unit' AS unit, (o.offer -> 'use' ->> 'quantity')::numeric AS quantity,
      (o.offer ->> 'isKept')::boolean AS is_kept, (o.offer -> 'estimate') IS NOT NULL AND (o.offer -> 'estimate') <> 'null' AS is_estimated
    ${FROM_PACKAGE} CROSS JOIN LATERAL (VALUES (x.resource), (x.market)) o(offer)
    WHERE ${where} AND o.offer -> 'use' ->> 'quantity' IS NOT NULL AND ${IS_VISIBLE}),
  taken AS (SELECT project_id, offer ->> 'supplyId' AS supply_id, offer ->> 'side' AS side, max(offer ->> 'name') AS name, unit,
      coalesce(sum(quantity) FILTER (WHERE is_kept), 0) + coalesce(max(quantity) FILTER (WHERE NOT is_kept), 0) AS quantity,
      bool_or(is_estimated AND NOT is_kept) AS is_estimated
    FROM offer GROUP BY project_id, offer ->> 'supplyId', offer ->> 'side', unit)
  SELECT supply_id AS "supplyId", side, max(name) AS name, count(*)::int AS projects, bool_or(is_estimated) AS "isEstimated",
    jsonb_build_object('quantity', trim_scale(round(sum(quantity), 6))::text, 'unit', unit) AS use
  FROM taken GROUP BY supply_id, side, unit ORDER BY side DESC, count(*) DESC, supply_id, unit`;
/** The sub-selects read under the reader's own policies. */
const SELECT_PACKAGE = `
  SELECT x.id, x.run_id AS "runId", x.project_id AS "projectId", mp.name AS "projectName", mp.area_code AS "areaCode",
    mp.is_current AS "isCurrent", (SELECT e.id FROM enterprise e WHERE e.id = x.enterprise_id) AS "visibleId",
    x.enterprise_name AS "enterpriseName", holder_of_enterprise(x.enterprise_id) AS "heldBy", x.role, x.gain, x.value,
    x.role_factor AS "roleFactor", x.reasons, x.resource, x.market, x.shown,
    coalesce((SELECT jsonb_agg(jsonb_build_object('supplyId', q.supply_id, 'at', q.updated_at, 'note', q.note,
        'byName', (SELECT u.display_name FROM app_user u WHERE u.id = q.updated_by_id)))
      FROM package_quantity q WHERE q.project_id = x.project_id AND q.enterprise_id = x.enterprise_id), '[]') AS kept,
    coalesce((SELECT jsonb_agg(d.id) FROM jsonb_array_elements(jsonb_build_array(x.resource) || x.shown) o
      JOIN resource d ON d.id = (o ->> 'supplyId')::uuid WHERE d.title_state = 'disputed'), '[]') AS disputed,
    (SELECT count(*)::int FROM exchange_package o WHERE (o.run_id, o.project_id) = (x.run_id, x.project_id)) AS alternatives,
    (SELECT l.id FROM lead l WHERE l.project_id = x.project_id AND l.enterprise_id = x.enterprise_id AND l.status IN ('open', 'paused')
      ORDER BY l.created_at DESC LIMIT 1) AS "leadId"`;
