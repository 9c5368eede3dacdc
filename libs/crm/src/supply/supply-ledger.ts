import type { Code, SupplyBalance, SupplySide } from '@lianghuan/contracts';
import { unitFactor } from '@lianghuan/matching';
import { AppError, Clock, Database } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import { Decimal } from 'decimal.js';
import type { EntityManager } from 'typeorm';

/** A resource or market with what is left of it, as the ledger stands now. */
export interface OpenSupply {
  readonly id: string;
  readonly side: SupplySide;
  readonly name: string;
  readonly areaCode: string;
  readonly blockedBy: Code<'supplyBlock'> | null;
  /** 权属有争议: reserved only with a reason. */
  readonly isDisputed: boolean;
  readonly balance: SupplyBalance;
}

/** What somebody wants of a supply, and for what. */
export interface WantedQuantity {
  readonly quantity: string;
  readonly unit: string;
  readonly projectId: string | null;
  readonly enterpriseId: string | null;
  readonly leadId: string | null;
  /** Of the project or lead; null for the city as a whole. */
  readonly areaCode: string | null;
  readonly holdDays: number;
  readonly note: string | null;
  /** Goes on the wait-list where not enough is left, instead of being refused. */
  readonly waits: boolean;
  /** Why it is wanted although the title is disputed. */
  readonly disputeReason?: string | null;
  /** What the asker gives back in the same step: so much of it keeps its place before those who wait. */
  readonly replaces?: Decimal;
}

/** A reservation as the ledger works on it. */
export interface OpenReservation {
  readonly id: string;
  readonly supplyId: string;
  readonly reserved: Decimal;
  readonly committed: Decimal;
  readonly state: Code<'reservationState'>;
}

const DAY_MS = 86_400_000;
const REFUSED_BY = {
  AWAITS_CLEARANCE: 'AWAITS_CLEARANCE',
  QUANTITY_UNKNOWN: 'SUPPLY_QUANTITY_UNKNOWN',
  STALE: 'SUPPLY_STALE',
  ARCHIVED: 'SUPPLY_ARCHIVED',
  FAIR_COMPETITION_MISSING: 'SUPPLY_FAIR_COMPETITION_MISSING',
  STATISTIC: 'SUPPLY_STATISTIC',
} as const;

/**
 * 资源市场台账: books entries and reads balances inside the caller's transaction. Whoever writes first {@link open}s the supply, so that writers
 * of one supply come one after another; the database refuses what would promise more than there is all the same.
 */
@Injectable()
export class SupplyLedger {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Locks the ledger of a supply until the transaction ends, books what has run out, and lets those who wait have what became free.
   * @throws {AppError} SUPPLY_NOT_FOUND
   */
  async open(tx: EntityManager, supplyId: string): Promise<OpenSupply> {
    await tx.query('SELECT lock_supply($1)', [supplyId]);
    await this.settle(tx, supplyId);
    return this.read(tx, supplyId);
  }

  /** @throws {AppError} SUPPLY_NOT_FOUND */
  async read(tx: EntityManager, supplyId: string): Promise<OpenSupply> {
    const [row] = (await tx.query(SUPPLY, [supplyId, this.clock.today()])) as (SupplyBalance &
      Omit<OpenSupply, 'balance'>)[];
    if (row === undefined) throw new AppError('SUPPLY_NOT_FOUND', { id: supplyId });
    const { total, unit, committed, reserved, available, ...supply } = row;
    const balance = { total: plain(total), unit, committed: plain(committed), reserved: plain(reserved), available: plain(available) }; // prettier-ignore
    return { ...supply, balance };
  }

  /** A quantity in the unit of the supply. @throws {AppError} SUPPLY_UNIT_MISMATCH, SUPPLY_QUANTITY_UNKNOWN */
  inUnitOf({ name, balance }: OpenSupply, quantity: string, unit: string): Decimal {
    if (balance.unit === null) throw new AppError('SUPPLY_QUANTITY_UNKNOWN', { name });
    const factor = unitFactor(unit, balance.unit);
    if (factor === undefined) throw new AppError('SUPPLY_UNIT_MISMATCH', { name, unit, expected: balance.unit });
    return new Decimal(quantity).times(factor).toDecimalPlaces(12);
  }

  /**
   * Reserves a quantity of an open supply, or puts it on the wait-list: 先到先得. While somebody waits, a later one waits behind, also where
   * enough is left for it: whatever it took would be missing from what the first waits for. @returns the reservation
   * @throws {AppError} SUPPLY_EXCEEDED with what is left, SUPPLY_QUEUED where others wait before, SUPPLY_TITLE_DISPUTED without a reason,
   * SUPPLY_QUANTITY_UNKNOWN, SUPPLY_STALE, SUPPLY_ARCHIVED, SUPPLY_UNIT_MISMATCH, SUPPLY_FAIR_COMPETITION_MISSING, SUPPLY_STATISTIC
   */
  async reserve(tx: EntityManager, supply: OpenSupply, wanted: WantedQuantity): Promise<string> {
    const { name, balance } = supply;
    if (supply.blockedBy !== null) throw new AppError(REFUSED_BY[supply.blockedBy], { name });
    const disputeReason = supply.isDisputed ? (wanted.disputeReason ?? null) : null;
    if (supply.isDisputed && disputeReason === null) throw new AppError('SUPPLY_TITLE_DISPUTED', { name });
    const quantity = this.inUnitOf(supply, wanted.quantity, wanted.unit);
    const isLeft = quantity.lte(balance.available ?? 0);
    const ahead = quantity.lte(wanted.replaces ?? 0) ? [] : await this.#line(tx, supply);
    // What is more than there is in all would wait for ever.
    if (!isLeft && (!wanted.waits || quantity.gt(balance.total ?? 0)))
      throw new AppError('SUPPLY_EXCEEDED', { name, available: balance.available, unit: balance.unit });
    if (ahead.length > 0 && !wanted.waits) throw new AppError('SUPPLY_QUEUED', { name, waiting: ahead.length });
    const actor = this.database.actor;
    const [{ id }] = (await tx.query(
      `INSERT INTO supply_reservation (supply_id, project_id, enterprise_id, lead_id, area_code, quantity, unit, asked_quantity, asked_unit,
         hold_days, note, dispute_reason, organisation_id, requested_by_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id`,
      [supply.id, wanted.projectId, wanted.enterpriseId, wanted.leadId, wanted.areaCode, quantity.toFixed(), balance.unit,
        wanted.quantity, wanted.unit, wanted.holdDays, wanted.note, disputeReason, actor.organisationId, actor.id],
    )) as [{ id: string }]; // prettier-ignore
    const reservation = { id, supplyId: supply.id };
    const reason = disputeReason === null ? wanted.note : [`权属有争议，仍预留：${disputeReason}`, wanted.note].filter(Boolean).join('；'); // prettier-ignore
    if (isLeft && ahead.length === 0)
      await this.#book(tx, 'reserve', reservation, { reserved: quantity, expiresAt: this.#heldUntil(wanted.holdDays), reason }); // prettier-ignore
    else await this.#book(tx, 'wait', reservation, { reason });
    return id;
  }

  /** Makes a quantity of what is reserved a promise. */
  commit(tx: EntityManager, reservation: OpenReservation, quantity: Decimal, reason: string): Promise<void> {
    return this.#book(tx, 'commit', reservation, { reserved: quantity.negated(), committed: quantity, reason });
  }

  /** Gives what is reserved back, or leaves the wait-list; those who wait may then have it, unless the caller settles later. */
  async release(
    tx: EntityManager,
    reservation: OpenReservation,
    reason: string,
    { settles = true }: { readonly settles?: boolean } = {},
  ): Promise<void> {
    if (reservation.state === 'waiting') await this.#book(tx, 'withdraw', reservation, { reason });
    else await this.#book(tx, 'release', reservation, { reserved: reservation.reserved.negated(), reason });
    if (settles) await this.settle(tx, reservation.supplyId);
  }

  /** Holds what is reserved for so many days from now. */
  extend(tx: EntityManager, reservation: OpenReservation, holdDays: number, reason: string): Promise<void> {
    return this.#book(tx, 'extend', reservation, { expiresAt: this.#heldUntil(holdDays), reason });
  }

  /** 冲销: takes a quantity of what was promised back; those who wait may then have it. */
  async reverse(tx: EntityManager, reservation: OpenReservation, quantity: Decimal, reason: string): Promise<void> {
    await this.#book(tx, 'reverse', reservation, { committed: quantity.negated(), reason });
    await this.settle(tx, reservation.supplyId);
  }

  /**
   * Books 到期 for what has run out, and 预留 for those on the wait-list whose quantity is there now, in the order they asked, up to the first
   * who does not fit yet. For the holder of the supply's lock.
   */
  async settle(tx: EntityManager, supplyId: string): Promise<void> {
    await this.database.asSystemWithin(tx, async () => {
      const expired = (await tx.query(
        `SELECT id, reserved FROM supply_reservation
         WHERE supply_id = $1 AND state = 'reserved' AND expires_at <= statement_timestamp() ORDER BY expires_at, id`,
        [supplyId],
      )) as { id: string; reserved: string }[];
      for (const { id, reserved } of expired)
        await this.#book(tx, 'expire', { id, supplyId }, { reserved: new Decimal(reserved).negated() });
      const supply = await this.read(tx, supplyId);
      let left = new Decimal(supply.balance.available ?? 0);
      for (const { id, quantity, holdDays } of supply.blockedBy === null ? await this.#line(tx, supply) : []) {
        if (left.lt(quantity)) break;
        left = left.minus(quantity);
        await this.#book(tx, 'reserve', { id, supplyId }, { reserved: new Decimal(quantity), expiresAt: this.#heldUntil(holdDays), reason: '候补转预留' }); // prettier-ignore
      }
    });
  }

  /**
   * Who waits for a supply, first come first. Left out is who cannot be served by waiting: whose project is archived, or who wants more than
   * there would be if all that is merely reserved were given back. They stay on the list and hold nobody up.
   */
  #line(tx: EntityManager, { id, balance }: OpenSupply): Promise<{ id: string; quantity: string; holdDays: number }[]> {
    return this.database.asSystemWithin(tx, () =>
      tx.query(
        `SELECT r.id, r.quantity, r.hold_days AS "holdDays" FROM supply_reservation r LEFT JOIN project p ON p.id = r.project_id
         WHERE r.supply_id = $1 AND r.state = 'waiting' AND p.archived_at IS NULL AND r.quantity <= $2 ORDER BY r.requested_at, r.id`,
        [id, new Decimal(balance.total ?? 0).minus(balance.committed).toFixed()],
      ),
    );
  }

  /** Ids of supplies on which something ran out, or the first who waits can be served by now. */
  async unsettled(tx: EntityManager): Promise<string[]> {
    const rows = (await tx.query(
      `SELECT supply_id AS id FROM supply_reservation WHERE state = 'reserved' AND expires_at <= statement_timestamp()
       UNION SELECT first.supply_id FROM (
         SELECT DISTINCT ON (r.supply_id) r.supply_id, r.quantity <= b.available AS fits FROM supply_reservation r
           JOIN supply_balance b ON b.supply_id = r.supply_id JOIN supply s ON s.id = r.supply_id LEFT JOIN project p ON p.id = r.project_id
         WHERE r.state = 'waiting' AND r.quantity <= b.total - b.committed AND p.archived_at IS NULL AND ${BLOCKED_BY('$1')} IS NULL
         ORDER BY r.supply_id, r.requested_at, r.id) first WHERE first.fits`,
      [this.clock.today()],
    )) as { id: string }[];
    return rows.map(({ id }) => id);
  }

  #heldUntil(days: number): Date {
    return new Date(this.clock.now().getTime() + days * DAY_MS);
  }

  async #book(
    tx: EntityManager,
    kind: Code<'supplyEntryKind'>,
    { id, supplyId }: Pick<OpenReservation, 'id' | 'supplyId'>,
    change: {
      readonly reserved?: Decimal;
      readonly committed?: Decimal;
      readonly expiresAt?: Date;
      readonly reason?: string | null;
    },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO supply_entry (supply_id, kind, reserved_change, committed_change, unit, reservation_id, expires_at, reason, actor_id)
       SELECT $1, $2, $3, $4, r.unit, r.id, $6, $7, $8 FROM supply_reservation r WHERE r.id = $5`,
      [supplyId, kind, (change.reserved ?? ZERO).toFixed(), (change.committed ?? ZERO).toFixed(), id, change.expiresAt ?? null,
        change.reason ?? null, this.database.actor.id],
    ); // prettier-ignore
  }
}

const ZERO = new Decimal(0);

/** A figure of the database in plain digits, without the zeros its scale leaves. */
function plain<T extends string | null>(figure: T): T {
  return (figure === null ? null : new Decimal(figure).toFixed()) as T;
}

/** Why nothing of the supply `s` may be promised on a day. */
export const BLOCKED_BY = (today: string) => `(CASE WHEN s.is_archived THEN 'ARCHIVED'
  WHEN awaits_clearance(s.id) THEN 'AWAITS_CLEARANCE' WHEN s.is_statistic THEN 'STATISTIC' WHEN s.total IS NULL OR s.unit IS NULL THEN 'QUANTITY_UNKNOWN'
  WHEN s.valid_until < ${today}::date THEN 'STALE' WHEN s.lacks_review THEN 'FAIR_COMPETITION_MISSING' END)`;
const SUPPLY = `
  SELECT s.id, s.side, s.name, s.area_code AS "areaCode", ${BLOCKED_BY('$2')} AS "blockedBy", s.is_disputed AS "isDisputed",
    b.total, b.unit, b.committed, b.reserved, b.available
  FROM supply s JOIN supply_balance b ON b.supply_id = s.id WHERE s.id = $1`;
