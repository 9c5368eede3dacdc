import { z } from 'zod';
import { codesOf } from './dictionary.js';
import { CodeList, Flag, Id, Instant, Quantity, Reason, pageOf, pageQuery } from './primitives.js';

export const SupplySide = z.enum(codesOf('supplySide'));
export type SupplySide = z.infer<typeof SupplySide>;

/**
 * What there is of a resource or market and what is left of it, in its own unit. `committed` also counts what the register says was
 * committed beside the ledger; `available` is total less committed less reserved, and null while the total is unknown.
 */
export const SupplyBalance = z.object({
  total: z.string().nullable(),
  unit: z.string().nullable(),
  committed: z.string(),
  reserved: z.string(),
  available: z.string().nullable(),
});
export type SupplyBalance = z.infer<typeof SupplyBalance>;

/** 预留: a quantity held for a project, lead or exchange package until a day; 候补 while not enough is left. */
export const ReservationView = z.object({
  id: Id,
  supply: z.object({
    id: Id,
    side: SupplySide,
    code: z.string(),
    name: z.string(),
    areaName: z.string().nullable(),
    tier: z.string().nullable(),
    /** 权属有争议 now. */
    isDisputed: z.boolean(),
  }),
  /** `expired` from the moment it runs out, whether or not the entry 到期 is booked yet. */
  state: z.enum(codesOf('reservationState')),
  /** In the unit of the supply. */
  quantity: z.string(),
  unit: z.string(),
  /** As it was asked for. */
  asked: z.object({ quantity: z.string(), unit: z.string() }),
  reserved: z.string(),
  committed: z.string(),
  expiresAt: Instant.nullable(),
  holdDays: z.int(),
  /** Place in the wait-list of the supply, from 1; null unless it waits. */
  waitPosition: z.int().nullable(),
  project: z.object({ id: Id, name: z.string() }).nullable(),
  /** Null also where the reader may not see the lead. */
  lead: z.object({ id: Id, code: z.string() }).nullable(),
  /** The id is null where another unit holds the enterprise. */
  enterprise: z.object({ id: Id.nullable(), name: z.string() }).nullable(),
  areaName: z.string().nullable(),
  organisationName: z.string(),
  requestedByName: z.string(),
  requestedAt: Instant,
  note: z.string().nullable(),
  /** Why it was asked for, or stands, although the title is disputed (measure 19). */
  disputeReason: z.string().nullable(),
  /** For land: what the project would invest per 亩 beside the plot's control value (measure 31), and the evaluations its park shares. */
  plot: z
    .object({
      parkName: z.string().nullable(),
      /** 万元/亩. */
      controlIntensity: z.string().nullable(),
      /** Total investment of the project ÷ all the land it takes, 万元/亩, as its own page shows it; null while one of them is unknown. */
      intensity: z.string().nullable(),
      isMet: z.boolean().nullable(),
      evaluations: z.array(z.enum(codesOf('parkEvaluation'))),
    })
    .nullable(),
  /** 候补转预留: when it got its quantity after it had waited; null once the unit that holds it has taken notice. */
  movedUpAt: Instant.nullable(),
  can: z.object({
    commit: z.boolean(),
    release: z.boolean(),
    extend: z.boolean(),
    reverse: z.boolean(),
    /** Say why it stands although the title is disputed by now. */
    uphold: z.boolean(),
    /** Take notice that it moved up. */
    notice: z.boolean(),
  }),
});
export type ReservationView = z.infer<typeof ReservationView>;
export const ReservationPage = pageOf(ReservationView);
export type ReservationPage = z.infer<typeof ReservationPage>;

export const ReservationQuery = z.object({
  ...pageQuery,
  side: CodeList.optional(),
  supplyId: Id.optional(),
  projectId: Id.optional(),
  leadId: Id.optional(),
  enterpriseId: Id.optional(),
  /** Areas of the resources and markets. */
  areaCode: CodeList.optional(),
  state: CodeList.optional(),
  /** Only those of which the unit that holds them is to take notice. */
  notice: CodeList.optional(),
  /** Only what the asker's own unit holds. */
  isMine: Flag.optional(),
});
export type ReservationQuery = z.infer<typeof ReservationQuery>;

/** Days before its end from which a reservation counts as running out. */
export const EXPIRING_DAYS = 7;

/** Why something is reserved although its title is disputed; needed then, and kept in the ledger (measure 19). */
export const DisputeReason = z.string().trim().min(2).max(300).nullable().optional();

/** Asks for a quantity of a resource or market. With `waits`, it goes on the wait-list where not enough is left or others wait before. */
export const RequestReservation = z
  .strictObject({
    supplyId: Id,
    quantity: Quantity.refine((text) => /[1-9]/.test(text), { error: '须大于零' }),
    unit: z.string().trim().min(1).max(20),
    projectId: Id.nullable().default(null),
    leadId: Id.nullable().default(null),
    holdDays: z.int().min(1).max(365).default(90),
    waits: z.boolean().default(false),
    disputeReason: DisputeReason,
    note: z.string().trim().min(2).max(300).nullable().default(null),
  })
  .refine(({ projectId, leadId }) => projectId !== null || leadId !== null, {
    error: '请选择项目或线索',
    path: ['projectId'],
  });
export type RequestReservation = z.infer<typeof RequestReservation>;

/** 承诺: makes a reservation, or a part of it, a promise. Without a quantity all that is reserved. */
export const CommitReservation = z.strictObject({ quantity: Quantity.optional(), reason: Reason });
export type CommitReservation = z.infer<typeof CommitReservation>;
/** Holds a reservation for so many days from today. */
export const ExtendReservation = z.strictObject({ holdDays: z.int().min(1).max(365), reason: Reason });
export type ExtendReservation = z.infer<typeof ExtendReservation>;
/** 冲销: takes a promise back, or a part of it. */
export const ReverseReservation = z.strictObject({ quantity: Quantity.optional(), reason: Reason });
export type ReverseReservation = z.infer<typeof ReverseReservation>;

/** 台账分录. What others hold is in the balance, not here. */
export const SupplyEntryView = z.object({
  no: z.int(),
  kind: z.enum(codesOf('supplyEntryKind')),
  reservedChange: z.string(),
  committedChange: z.string(),
  unit: z.string().nullable(),
  reservationId: Id.nullable(),
  projectName: z.string().nullable(),
  at: Instant,
  /** 系统 for what ran out and for who moved up from the wait-list. */
  actorName: z.string(),
  reason: z.string().nullable(),
});
export type SupplyEntryView = z.infer<typeof SupplyEntryView>;

/** The ledger of one resource or market as the asker may see it. */
export const SupplyLedgerView = z.object({
  supplyId: Id,
  side: SupplySide,
  name: z.string(),
  balance: SupplyBalance,
  /** Why nothing of it may be promised at present; null if it may. */
  blockedBy: z.enum(codesOf('supplyBlock')).nullable(),
  /** 权属有争议: reserved only with a reason. */
  isDisputed: z.boolean(),
  reservations: z.array(ReservationView),
  /** Who holds how much, hidden ones too: whom to ask, and nothing of what for. */
  holders: z.array(
    z.object({ organisationName: z.string(), reserved: z.string(), committed: z.string(), waiting: z.string() }),
  ),
  entries: z.array(SupplyEntryView),
  /** Of all entries; those of reservations hidden from the asker are counted and not shown. */
  entryCount: z.int(),
  can: z.object({ reserve: z.boolean() }),
});
export type SupplyLedgerView = z.infer<typeof SupplyLedgerView>;
