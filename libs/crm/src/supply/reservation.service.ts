import {
  type Code,
  type CommitReservation,
  EXPIRING_DAYS,
  type ExtendReservation,
  type Permission,
  type RequestReservation,
  type ReservationPage,
  type ReservationQuery,
  type ReservationView,
  type ReverseReservation,
  type SupplyEntryView,
  type SupplyLedgerView,
  termOf,
} from '@lianghuan/contracts';
import { AppError, Clock, Database, may } from '@lianghuan/platform';
import { Injectable, Logger } from '@nestjs/common';
import { Decimal } from 'decimal.js';
import type { EntityManager } from 'typeorm';
import { reachedAreas } from '../match/reached-areas.js';
import { changedRows } from '../job/changed-rows.js';
import { INTENSITY_SQL } from '../project/investment-intensity.js';
import { sortOf } from '../record/sort.js';
import { ReferenceData } from '../reference/reference-data.js';
import { containedGrams, isWordless, likePattern, wordsOf } from '../search/search-text.js';
import { inOrder, streamRows } from '../record/stream-rows.js';
import { type OpenReservation, type OpenSupply, SupplyLedger } from './supply-ledger.js';

/** Entries a ledger shows; older ones are counted. */
const SHOWN_ENTRIES = 200;
const SORTABLE: Readonly<Record<string, string>> = {
  requestedAt: 'r.requested_at',
  expiresAt: 'r.expires_at',
  supplyName: 's.name',
};

/**
 * 预留 of resources and markets (requirements §6.1, check 10): who holds how much for what, until when. Whoever works for a project or lead
 * reserves for it; whoever answers for the place the resource lies in makes it a promise, or takes the promise back.
 */
@Injectable()
export class ReservationService {
  readonly #logger = new Logger(ReservationService.name);

  constructor(
    private readonly database: Database,
    private readonly reference: ReferenceData,
    private readonly clock: Clock,
    private readonly ledger: SupplyLedger,
  ) {}

  /** What the list can be sorted by. */
  readonly sortNames = Object.keys(SORTABLE);

  /**
   * Reserves, or puts on the wait-list.
   * @throws {AppError} what {@link SupplyLedger.reserve} throws; AREA_FORBIDDEN for a project of another area; PROJECT_NOT_FOUND, LEAD_NOT_FOUND
   */
  request(input: RequestReservation): Promise<ReservationView> {
    return this.database.transaction(async (tx) => {
      this.#require('reservation.create');
      await this.reference.ready();
      const purpose = await this.#purposeOf(tx, input);
      if (!this.#reaches('reservation.create', purpose.areaCode)) throw new AppError('AREA_FORBIDDEN');
      const supply = await this.ledger.open(tx, input.supplyId);
      return this.#view(tx, await this.ledger.reserve(tx, supply, { ...input, ...purpose }));
    });
  }

  /** 承诺. @throws {AppError} RESERVATION_STATE_INVALID, RESERVATION_QUANTITY_INVALID, AREA_FORBIDDEN for a supply of another area */
  commit(id: string, { quantity, reason }: CommitReservation): Promise<ReservationView> {
    return this.#changing(id, reason, async (tx, open, supply) => {
      this.#requireFor('reservation.commit', supply.areaCode);
      requireState(open, 'reserved');
      if (supply.blockedBy === 'FAIR_COMPETITION_MISSING') throw new AppError('SUPPLY_FAIR_COMPETITION_MISSING', { name: supply.name }); // prettier-ignore
      if (supply.blockedBy === 'AWAITS_CLEARANCE') throw new AppError('AWAITS_CLEARANCE', { name: supply.name });
      if (supply.blockedBy === 'ARCHIVED') throw new AppError('SUPPLY_ARCHIVED', { name: supply.name });
      await this.ledger.commit(tx, open, partOf(open.reserved, quantity, supply), reason);
    });
  }

  /** 释放 what is reserved, or leaves the wait-list. Promised quantities stay. */
  release(id: string, reason: string): Promise<ReservationView> {
    return this.#changing(id, reason, async (tx, open, supply, isOwn) => {
      if (!(isOwn && may(this.database.actor, 'reservation.create'))) this.#requireFor('reservation.commit', supply.areaCode); // prettier-ignore
      requireState(open, 'reserved', 'waiting');
      await this.ledger.release(tx, open, reason);
    });
  }

  /** 延期 from today, for the unit that holds it. */
  extend(id: string, { holdDays, reason }: ExtendReservation): Promise<ReservationView> {
    return this.#changing(id, reason, async (tx, open, _supply, isOwn) => {
      this.#require('reservation.create');
      if (!isOwn) throw new AppError('AREA_FORBIDDEN');
      requireState(open, 'reserved');
      await this.ledger.extend(tx, open, holdDays, reason);
    });
  }

  /** 冲销 a promise, or a part of it. */
  reverse(id: string, { quantity, reason }: ReverseReservation): Promise<ReservationView> {
    return this.#changing(id, reason, async (tx, open, supply) => {
      this.#requireFor('reservation.commit', supply.areaCode);
      if (open.committed.isZero()) requireState(open, 'committed');
      await this.ledger.reverse(tx, open, partOf(open.committed, quantity, supply), reason);
    });
  }

  /**
   * Says, for the unit that holds it, why a reservation or promise stands although the title is disputed since.
   * @throws {AppError} RESERVATION_NOT_FOUND, FORBIDDEN, RESERVATION_UNDISPUTED
   */
  uphold(id: string, reason: string): Promise<ReservationView> {
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        this.#require('reservation.create');
        const { can } = await this.#view(tx, id);
        const upheld = await changedRows(
          tx,
          'UPDATE supply_reservation SET dispute_reason = $2 WHERE id = $1 AND dispute_reason IS NULL RETURNING id',
          [id, reason],
        );
        if (!can.uphold || upheld === 0) throw new AppError('RESERVATION_UNDISPUTED', { id });
        return this.#view(tx, id);
      }),
    );
  }

  /** Takes notice, for the unit that holds it, that a reservation moved up. @throws {AppError} RESERVATION_NOT_FOUND, FORBIDDEN, RESERVATION_NOTICE_TAKEN */
  takeNotice(id: string): Promise<ReservationView> {
    return this.database.transaction(async (tx) => {
      this.#require('reservation.create');
      const { can } = await this.#view(tx, id);
      // Two people at the same moment: the second is told.
      const [taken] = (await tx.query(
        `UPDATE supply_reservation SET moved_up_seen_at = $2, moved_up_seen_by_id = $3
         WHERE id = $1 AND moved_up_at IS NOT NULL AND moved_up_seen_at IS NULL RETURNING id`,
        [id, this.clock.now(), this.database.actor.id],
      )) as [unknown[], number];
      if (!can.notice || taken.length === 0) throw new AppError('RESERVATION_NOTICE_TAKEN', { id });
      return this.#view(tx, id);
    });
  }

  /** @throws {AppError} RESERVATION_NOT_FOUND, also for what is hidden */
  get(id: string): Promise<ReservationView> {
    return this.database.transaction((tx) => this.#view(tx, id));
  }

  /** Reservations the actor may see. */
  list(query: ReservationQuery): Promise<ReservationPage> {
    return this.database.transaction(async (tx) => {
      const { page, pageSize } = query;
      const { where, values } = this.#conditionsOf(query);
      const total = await this.count(query);
      const items = await this.#views(tx, `${where} ORDER BY ${this.#orderOf(query)} LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`, values); // prettier-ignore
      return { items, total, page, pageSize };
    });
  }

  /** How many the actor sees under the filters. */
  count(query: ReservationQuery): Promise<number> {
    return this.database.transaction(async (tx) => {
      const { where, values } = this.#conditionsOf(query);
      const [{ total }] = (await tx.query(`SELECT count(*)::int AS total ${FROM} WHERE ${where}`, values)) as [{ total: number }]; // prettier-ignore
      return total;
    });
  }

  /** All reservations under the filters; see {@link streamRows}. */
  stream(query: ReservationQuery, blockSize = 200): AsyncGenerator<ReservationView[]> {
    const { where, values } = this.#conditionsOf(query);
    return streamRows(
      this.database,
      {
        keysOf: async (tx) => {
          const rows = (await tx.query(`SELECT r.id ${FROM} WHERE ${where} ORDER BY ${this.#orderOf(query)}`, values)) as { id: string }[]; // prettier-ignore
          return rows.map(({ id }) => id);
        },
        viewsOf: async (tx, ids) => inOrder(ids, await this.#views(tx, 'r.id = ANY ($1)', [ids])),
      },
      blockSize,
    );
  }

  #orderOf({ sort = '-requestedAt' }: ReservationQuery): string {
    const { name, direction } = sortOf(sort, this.sortNames);
    return `${SORTABLE[name]} ${direction} NULLS LAST, r.id`;
  }

  /** The ledger of a resource or market. @throws {AppError} SUPPLY_NOT_FOUND */
  ledgerOf(supplyId: string): Promise<SupplyLedgerView> {
    return this.database.transaction(async (tx) => {
      const supply = await this.ledger.read(tx, supplyId);
      const holders = (await tx.query(
        `SELECT organisation_name AS "organisationName", reserved, committed, waiting FROM supply_holders($1)`,
        [supplyId],
      )) as SupplyLedgerView['holders'];
      const entries = (await tx.query(ENTRIES, [supplyId, SHOWN_ENTRIES])) as (SupplyEntryView & { at: Date })[];
      const [{ count }] = (await tx.query(`SELECT coalesce(max(entry_count), 0)::int AS count FROM supply_ledger WHERE supply_id = $1`, [supplyId])) as [{ count: number }]; // prettier-ignore
      return {
        supplyId,
        side: supply.side,
        name: supply.name,
        balance: supply.balance,
        blockedBy: supply.blockedBy,
        isDisputed: supply.isDisputed,
        reservations: await this.#views(tx, `r.supply_id = $1 ORDER BY ${STATE_ORDER}, r.requested_at DESC, r.id LIMIT 200`, [supplyId]), // prettier-ignore
        holders: holders.map((each) => ({ ...each, reserved: plain(each.reserved), committed: plain(each.committed), waiting: plain(each.waiting) })), // prettier-ignore
        entries: entries.map((entry) => ({ ...entry, at: entry.at.toISOString(), reservedChange: plain(entry.reservedChange), committedChange: plain(entry.committedChange) })), // prettier-ignore
        entryCount: count,
        can: { reserve: supply.blockedBy === null && may(this.database.actor, 'reservation.create') },
      };
    });
  }

  /**
   * Books what has run out, and lets those who wait have what became free. What has run out counts no more before this, too.
   * @returns supplies settled; undefined when another worker is at it
   */
  sweep(): Promise<string[] | undefined> {
    return this.database.asSystem(async () => {
      const ids = await this.database.transaction((tx) => this.ledger.unsettled(tx));
      const settled: string[] = [];
      for (const id of ids) {
        try {
          await this.database.transaction((tx) => this.ledger.open(tx, id));
          settled.push(id);
        } catch (error) {
          // One supply nobody can settle holds none of the others up; the next sweep tries it again.
          this.#logger.error('a supply cannot be settled', { id, error: String(error) });
        }
      }
      return settled;
    });
  }

  /** What a reservation is for: the project, or the lead with its project and enterprise. */
  async #purposeOf(tx: EntityManager, { projectId, leadId }: Pick<RequestReservation, 'projectId' | 'leadId'>) {
    if (leadId !== null) {
      const [lead] = (await tx.query(
        `SELECT id AS "leadId", project_id AS "projectId", enterprise_id AS "enterpriseId", area_code AS "areaCode", status FROM lead WHERE id = $1`,
        [leadId],
      )) as { leadId: string; projectId: string | null; enterpriseId: string; areaCode: string; status: string }[];
      if (lead === undefined) throw new AppError('LEAD_NOT_FOUND', { id: leadId });
      const { status, ...purpose } = lead;
      if (status !== 'open' && status !== 'paused') throw new AppError('LEAD_CLOSED');
      return purpose;
    }
    const [project] = (await tx.query(
      `SELECT id AS "projectId", area_code AS "areaCode", archived_at IS NOT NULL AS "isArchived" FROM project WHERE id = $1`,
      [projectId],
    )) as { projectId: string; areaCode: string | null; isArchived: boolean }[];
    if (project === undefined) throw new AppError('PROJECT_NOT_FOUND', { id: projectId });
    if (project.isArchived) throw new AppError('ALREADY_ARCHIVED');
    return { projectId: project.projectId, areaCode: project.areaCode, enterpriseId: null, leadId: null };
  }

  /** Changes a reservation the actor may see, with the ledger of its supply in hand and settled. */
  #changing(
    id: string,
    reason: string,
    change: (tx: EntityManager, open: OpenReservation, supply: OpenSupply, isOwn: boolean) => Promise<void>,
  ): Promise<ReservationView> {
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        await this.reference.ready();
        const [seen] = (await tx.query('SELECT supply_id AS "supplyId" FROM supply_reservation WHERE id = $1', [id])) as { supplyId: string }[]; // prettier-ignore
        if (seen === undefined) throw new AppError('RESERVATION_NOT_FOUND', { id });
        const supply = await this.ledger.open(tx, seen.supplyId);
        const [row] = (await tx.query(
          `SELECT id, supply_id AS "supplyId", reserved, committed, state, organisation_id AS "organisationId" FROM supply_reservation WHERE id = $1`,
          [id],
        )) as [Omit<OpenReservation, 'reserved' | 'committed'> & { reserved: string; committed: string; organisationId: string }]; // prettier-ignore
        const open = { ...row, reserved: new Decimal(row.reserved), committed: new Decimal(row.committed) };
        await change(tx, open, supply, row.organisationId === this.database.actor.organisationId);
        return this.#view(tx, id);
      }),
    );
  }

  #require(permission: Permission): void {
    if (!may(this.database.actor, permission)) throw new AppError('FORBIDDEN', { permission });
  }

  #requireFor(permission: Permission, areaCode: string | null): void {
    this.#require(permission);
    if (!this.#reaches(permission, areaCode)) throw new AppError('AREA_FORBIDDEN');
  }

  #reaches(permission: Permission, areaCode: string | null): boolean {
    const areas = reachedAreas(this.database.actor, permission, this.reference);
    return areas === null || this.reference.isWithin(areaCode, areas);
  }

  async #view(tx: EntityManager, id: string): Promise<ReservationView> {
    const [view] = await this.#views(tx, 'r.id = $1', [id]);
    if (view === undefined) throw new AppError('RESERVATION_NOT_FOUND', { id });
    return view;
  }

  async #views(tx: EntityManager, where: string, values: unknown[]): Promise<ReservationView[]> {
    const rows = (await tx.query(`${SELECT} ${FROM} WHERE ${where}`, values)) as ReservationRow[];
    await this.reference.ready();
    const { actor } = this.database;
    return rows.map((row): ReservationView => {
      const isOwn = row.organisationId === actor.organisationId && may(actor, 'reservation.create');
      const answers = may(actor, 'reservation.commit') && this.#reaches('reservation.commit', row.supplyAreaCode);
      const isReserved = row.state === 'reserved';
      return {
        id: row.id,
        supply: { id: row.supplyId, side: row.side, code: row.supplyCode, name: row.supplyName, areaName: this.reference.areaName(row.supplyAreaCode), tier: row.tier, isDisputed: row.isDisputed }, // prettier-ignore
        state: row.state,
        quantity: plain(row.quantity),
        unit: row.unit,
        asked: { quantity: plain(row.askedQuantity), unit: row.askedUnit },
        reserved: isReserved ? plain(row.reserved) : '0',
        committed: plain(row.committed),
        expiresAt: row.expiresAt?.toISOString() ?? null,
        holdDays: row.holdDays,
        waitPosition: row.waitPosition,
        project: row.projectId === null ? null : { id: row.projectId, name: row.projectName ?? '' },
        lead: row.visibleLeadId === null ? null : { id: row.visibleLeadId, code: row.leadCode ?? '' },
        enterprise: row.enterpriseId === null ? null : { id: row.visibleEnterpriseId, name: row.enterpriseName ?? `由${row.heldBy ?? '其他单位'}跟进` }, // prettier-ignore
        areaName: this.reference.areaName(row.areaCode),
        organisationName: row.organisationName,
        requestedByName: row.requestedByName,
        requestedAt: row.requestedAt.toISOString(),
        note: row.note,
        disputeReason: row.disputeReason,
        plot: plotOf(row),
        movedUpAt: row.movedUpAt?.toISOString() ?? null,
        can: {
          commit: answers && isReserved,
          release: (isOwn || answers) && (isReserved || row.state === 'waiting'),
          extend: isOwn && isReserved,
          reverse: answers && !new Decimal(row.committed).isZero(),
          uphold: isOwn && row.isUnanswered,
          notice: isOwn && row.movedUpAt !== null,
        },
      };
    });
  }

  #conditionsOf(query: ReservationQuery): { where: string; values: unknown[] } {
    const values: unknown[] = [];
    const with_ = (value: unknown) => `$${values.push(value)}`;
    const words = wordsOf(query.q).map((word) => {
      const like = with_(likePattern(word));
      return `EXISTS (SELECT FROM resource x WHERE x.id = r.supply_id AND x.search_grams @> ${with_(containedGrams(word))} AND x.search_text LIKE ${like}
          UNION ALL SELECT FROM market x WHERE x.id = r.supply_id AND x.search_text LIKE ${like}
          UNION ALL SELECT FROM project x WHERE x.id = r.project_id AND x.search_text LIKE ${like})`;
    });
    const parts = [
      'true',
      ...(isWordless(query.q) ? ['false'] : words),
      ...(query.side === undefined ? [] : [`s.side = ANY (${with_(query.side)}::text[])`]),
      ...(query.supplyId === undefined ? [] : [`r.supply_id = ${with_(query.supplyId)}`]),
      ...(query.projectId === undefined ? [] : [`r.project_id = ${with_(query.projectId)}`]),
      ...(query.leadId === undefined ? [] : [`r.lead_id = ${with_(query.leadId)} AND EXISTS (SELECT FROM lead l WHERE l.id = r.lead_id)`]), // prettier-ignore
      ...(query.enterpriseId === undefined ? [] : [`r.enterprise_id = ${with_(query.enterpriseId)} AND EXISTS (SELECT FROM enterprise e WHERE e.id = r.enterprise_id)`]), // prettier-ignore
      ...(query.areaCode === undefined ? [] : [`s.area_code = ANY (${with_(query.areaCode)}::text[])`]),
      ...(query.state === undefined ? [] : [`${STATE} = ANY (${with_(query.state)}::text[])`]),
      ...(query.notice === undefined ? [] : [`(${query.notice.map((code) => (Object.hasOwn(NOTICES, code) ? NOTICES[code] : 'false')).join(' OR ')})`]), // prettier-ignore
      ...(query.isMine === undefined ? [] : [`(r.organisation_id = ${with_(this.database.actor.organisationId)}) = ${with_(query.isMine)}`]), // prettier-ignore
    ];
    return { where: parts.join(' AND '), values };
  }
}

/** Part of what may be taken; all of it unless a part is named. @throws {AppError} RESERVATION_QUANTITY_INVALID */
function partOf(most: Decimal, wanted: string | undefined, { balance }: OpenSupply): Decimal {
  const part = wanted === undefined ? most : new Decimal(wanted);
  if (part.lte(0) || part.gt(most)) throw new AppError('RESERVATION_QUANTITY_INVALID', { most: plain(most.toFixed()), unit: balance.unit }); // prettier-ignore
  return part;
}

function requireState({ state }: OpenReservation, ...wanted: OpenReservation['state'][]): void {
  if (!wanted.includes(state)) throw new AppError('RESERVATION_STATE_INVALID', { state: termOf('reservationState', state) }); // prettier-ignore
}

const plain = (figure: string): string => new Decimal(figure).toFixed();

/** The plot of a reservation with what the project would invest per 亩 of all the land it takes (measure 31c): a part of it tells nothing. */
function plotOf({ plot, intensity }: ReservationRow): ReservationView['plot'] {
  if (plot === null) return null;
  const { controlIntensity } = plot;
  return {
    ...plot,
    intensity,
    isMet: intensity === null || controlIntensity === null ? null : new Decimal(intensity).gte(controlIntensity),
  };
}

interface ReservationRow {
  readonly id: string;
  readonly supplyId: string;
  readonly side: ReservationView['supply']['side'];
  readonly supplyCode: string;
  readonly supplyName: string;
  readonly supplyAreaCode: string;
  readonly tier: string | null;
  readonly isDisputed: boolean;
  readonly disputeReason: string | null;
  readonly isUnanswered: boolean;
  readonly state: ReservationView['state'];
  readonly quantity: string;
  readonly unit: string;
  readonly askedQuantity: string;
  readonly askedUnit: string;
  readonly reserved: string;
  readonly committed: string;
  readonly expiresAt: Date | null;
  readonly holdDays: number;
  readonly waitPosition: number | null;
  readonly movedUpAt: Date | null;
  readonly projectId: string | null;
  readonly projectName: string | null;
  readonly visibleLeadId: string | null;
  readonly leadCode: string | null;
  readonly enterpriseId: string | null;
  readonly visibleEnterpriseId: string | null;
  readonly enterpriseName: string | null;
  readonly heldBy: string | null;
  readonly areaCode: string | null;
  readonly organisationId: string;
  readonly organisationName: string;
  readonly requestedByName: string;
  readonly requestedAt: Date;
  readonly note: string | null;
  readonly intensity: string | null;
  readonly plot: Pick<NonNullable<ReservationView['plot']>, 'parkName' | 'controlIntensity' | 'evaluations'> | null;
}

/** What has run out is over at once, booked or not. */
const STATE = `(CASE WHEN r.state = 'reserved' AND r.expires_at <= statement_timestamp() THEN CASE WHEN r.committed > 0 THEN 'committed' ELSE 'expired' END ELSE r.state END)`;
const STATE_ORDER = `array_position('{reserved,waiting,committed}'::text[], ${STATE}) NULLS LAST`;
/** Moved up from the wait-list, still held, and nobody of its unit has taken notice. */
const MOVED_UP = `(r.moved_up_at IS NOT NULL AND r.moved_up_seen_at IS NULL AND ${STATE} = 'reserved')`;
/** Disputed since it was reserved or promised, and nobody has said why it stands. */
const UNANSWERED = `(s.is_disputed AND r.dispute_reason IS NULL AND ${STATE} IN ('reserved', 'committed'))`;
const NOTICES: Readonly<Record<string, string>> = {
  moved_up: MOVED_UP,
  expiring: `(r.state = 'reserved' AND r.expires_at > statement_timestamp()
    AND (r.expires_at AT TIME ZONE 'Asia/Shanghai')::date <= (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date + ${EXPIRING_DAYS})`,
  disputed: UNANSWERED,
} satisfies Record<Code<'reservationNotice'>, string>;
const FROM = `FROM supply_reservation r JOIN supply s ON s.id = r.supply_id`;
/** Lead and enterprise are joined under the reader's own policies. */
const SELECT = `
  SELECT r.id, r.supply_id AS "supplyId", s.side, s.code AS "supplyCode", s.name AS "supplyName", s.area_code AS "supplyAreaCode", s.tier,
    s.is_disputed AS "isDisputed", r.dispute_reason AS "disputeReason", ${UNANSWERED} AS "isUnanswered",
    ${STATE} AS state, r.quantity, r.unit, r.asked_quantity AS "askedQuantity", r.asked_unit AS "askedUnit", r.reserved, r.committed,
    r.expires_at AS "expiresAt", r.hold_days AS "holdDays",
    CASE WHEN r.state = 'waiting' THEN wait_position(r.id) END AS "waitPosition",
    CASE WHEN ${MOVED_UP} THEN r.moved_up_at END AS "movedUpAt",
    r.project_id AS "projectId", (SELECT p.name FROM project p WHERE p.id = r.project_id) AS "projectName",
    (SELECT l.id FROM lead l WHERE l.id = r.lead_id) AS "visibleLeadId", (SELECT l.code FROM lead l WHERE l.id = r.lead_id) AS "leadCode",
    r.enterprise_id AS "enterpriseId", (SELECT e.id FROM enterprise e WHERE e.id = r.enterprise_id) AS "visibleEnterpriseId",
    (SELECT e.name FROM enterprise e WHERE e.id = r.enterprise_id) AS "enterpriseName", holder_of_enterprise(r.enterprise_id) AS "heldBy",
    r.area_code AS "areaCode", r.organisation_id AS "organisationId", (SELECT o.name FROM organisation o WHERE o.id = r.organisation_id) AS "organisationName",
    (SELECT u.display_name FROM app_user u WHERE u.id = r.requested_by_id) AS "requestedByName", r.requested_at AS "requestedAt", r.note,
    CASE WHEN s.side = 'resource' THEN (SELECT ${INTENSITY_SQL('p')} FROM project p WHERE p.id = r.project_id) END AS intensity,
    (SELECT jsonb_build_object('parkName', x.extra ->> 'parkName', 'controlIntensity', x.extra ->> 'investmentIntensity', 'evaluations',
        coalesce((SELECT jsonb_agg(DISTINCT v.kind) FROM park k JOIN park_evaluation v ON v.park_id = k.id
          WHERE k.name = x.park AND v.withdrawn_at IS NULL AND v.valid_until >= (now() AT TIME ZONE 'Asia/Shanghai')::date), '[]'))
      FROM resource x WHERE x.id = r.supply_id AND x.kind = 'land') AS plot`;
/** Under the reader's policies: entries of reservations hidden from the reader are left out. */
const ENTRIES = `
  SELECT e.no, e.kind, e.reserved_change AS "reservedChange", e.committed_change AS "committedChange", e.unit, e.reservation_id AS "reservationId",
    p.name AS "projectName", e.at, coalesce(u.display_name, '系统') AS "actorName", e.reason
  FROM supply_entry e LEFT JOIN supply_reservation r ON r.id = e.reservation_id LEFT JOIN project p ON p.id = r.project_id
    LEFT JOIN app_user u ON u.id = e.actor_id
  WHERE e.supply_id = $1 ORDER BY e.no DESC LIMIT $2`;
