import { z } from 'zod';
import { type Code, codesOf } from './dictionary.js';
import { CodeList, Day, Flag, Id, Instant, Reason, Version, pageOf, pageQuery } from './primitives.js';

/** 联评联审 (measure 11c): one frozen version of a project, three kinds of reviewer in parallel, each seat with its own conclusion. */

/** Kind of reviewer a seat belongs to; the third kind is several bureaus. */
export function reviewerKindOf(seat: Code<'reviewSeat'>): Code<'reviewerKind'> {
  return seat === 'investment' || seat === 'line' ? seat : 'element';
}

/** Field of the project each element seat answers for. */
export const SEAT_GUARANTEES = {
  land: 'landGuarantee',
  forest: 'forestGuarantee',
  environment: 'environmentGuarantee',
  energy: 'energyGuarantee',
  water: 'waterGuarantee',
} as const satisfies Partial<Record<Code<'reviewSeat'>, string>>;

/** What a verdict says of the guarantee where the reviewer says nothing else. */
export const SUGGESTED_GUARANTEE: Readonly<Record<Code<'reviewVerdict'>, Code<'guaranteeState'>>> = {
  pass: 'settled',
  conditional: 'partial',
  return: 'open',
  veto: 'refused',
};

/** One point of the checklist of a seat, as it stood in the version the packet was made with. */
export const ChecklistItem = z.object({
  code: z.string(),
  text: z.string(),
  /** Must be met for 通过 and 有条件通过: answered 符合 or, unless it is a declaration, 不涉及. */
  isRequired: z.boolean(),
  /** Answered 符合 by the reviewer in person, such as 不新增隐性债务 (measure 26). */
  isDeclaration: z.boolean(),
  basis: z.string().nullable(),
});
export type ChecklistItem = z.infer<typeof ChecklistItem>;

export const SubmitReview = z.strictObject({
  version: Version,
  note: z.string().trim().max(1000).optional(),
  /** Unit of the line seat; left out, the one in charge of the project's first industry. */
  lineOrganisationId: Id.optional(),
});
export type SubmitReview = z.infer<typeof SubmitReview>;

/** 附带条件, as a reviewer sets it. */
export const NewCondition = z.strictObject({
  text: z.string().trim().min(2).max(500),
  ownerOrganisationId: Id,
  dueOn: Day,
});
export type NewCondition = z.infer<typeof NewCondition>;

export const ConcludeReview = z.strictObject({
  verdict: z.enum(codesOf('reviewVerdict')),
  /** Code of each point of the checklist → answer. */
  answers: z.record(z.string().max(40), z.enum(codesOf('checklistAnswer'))),
  opinion: z.string().trim().max(2000).optional(),
  conditions: z.array(NewCondition).max(20).default([]),
  /** What the seats of land, energy, water and environment say of the element's guarantee (measures 43–45); goes to the project. */
  guarantee: z.enum(codesOf('guaranteeState')).optional(),
  fileIds: z.array(Id).max(20).default([]),
});
export type ConcludeReview = z.infer<typeof ConcludeReview>;

export const ReportCondition = z.strictObject({
  evidence: z.string().trim().min(2).max(1000),
  fileIds: z.array(Id).max(20).default([]),
});
export type ReportCondition = z.infer<typeof ReportCondition>;

/** 销号 or 退回重办. */
export const SettleCondition = z
  .strictObject({ isMet: z.boolean(), note: Reason.optional() })
  .refine((input) => input.isMet || input.note !== undefined, { path: ['note'], message: '请说明为什么没有落实' });
export type SettleCondition = z.infer<typeof SettleCondition>;

const ReviewFile = z.object({ id: Id, name: z.string(), sizeBytes: z.int(), sha256: z.string() });
export type ReviewFile = z.infer<typeof ReviewFile>;

export const ReviewConditionView = z.object({
  id: Id,
  packetId: Id,
  packetNumber: z.int(),
  project: z.object({ id: Id, name: z.string(), areaName: z.string().nullable() }),
  seat: z.enum(codesOf('reviewSeat')),
  /** The unit that set it and closes it. */
  setByUnit: z.string(),
  text: z.string(),
  owner: z.object({ id: Id, name: z.string() }),
  dueOn: Day,
  isOverdue: z.boolean(),
  state: z.enum(codesOf('reviewConditionState')),
  evidence: z.string().nullable(),
  files: z.array(ReviewFile),
  reportedByName: z.string().nullable(),
  reportedAt: Instant.nullable(),
  settledByName: z.string().nullable(),
  settledAt: Instant.nullable(),
  settleNote: z.string().nullable(),
  can: z.object({ report: z.boolean(), settle: z.boolean() }),
});
export type ReviewConditionView = z.infer<typeof ReviewConditionView>;
export const ReviewConditionPage = pageOf(ReviewConditionView);

export const ReviewConditionQuery = z.object({
  q: pageQuery.q,
  page: pageQuery.page,
  pageSize: pageQuery.pageSize,
  state: CodeList.optional(),
  projectId: Id.optional(),
  packetId: Id.optional(),
  /** Owned by the actor's unit, or set by it. */
  mine: Flag.optional(),
  overdue: Flag.optional(),
});
export type ReviewConditionQuery = z.infer<typeof ReviewConditionQuery>;

/** How far one seat is. */
const SeatProgress = z.object({
  id: Id,
  seat: z.enum(codesOf('reviewSeat')),
  unit: z.object({ id: Id, name: z.string() }),
  verdict: z.enum(codesOf('reviewVerdict')).nullable(),
  concludedAt: Instant.nullable(),
  reviewerName: z.string().nullable(),
});

export const ReviewPacketView = z.object({
  id: Id,
  /** Which submission of the project, from 1. */
  number: z.int(),
  project: z.object({ id: Id, name: z.string(), code: z.string(), areaName: z.string().nullable() }),
  /** As frozen, yuan. */
  totalInvestmentCny: z.string(),
  status: z.enum(codesOf('reviewStatus')),
  note: z.string().nullable(),
  submittedByName: z.string().nullable(),
  submittedByUnit: z.string(),
  submittedAt: Instant,
  concludedAt: Instant.nullable(),
  withdrawReason: z.string().nullable(),
  isExample: z.boolean(),
  seats: z.array(SeatProgress),
  conditions: z.object({ total: z.int(), open: z.int() }),
  /** Seats of the actor's unit that wait for its conclusion. */
  mySeats: z.array(z.enum(codesOf('reviewSeat'))),
  can: z.object({ withdraw: z.boolean() }),
});
export type ReviewPacketView = z.infer<typeof ReviewPacketView>;
export const ReviewPacketPage = pageOf(ReviewPacketView);

export const ReviewOpinionView = SeatProgress.extend({
  checklistVersion: z.int(),
  checklist: z.array(ChecklistItem),
  answers: z.record(z.string(), z.enum(codesOf('checklistAnswer'))),
  opinion: z.string().nullable(),
  files: z.array(ReviewFile),
  conditions: z.array(ReviewConditionView),
  can: z.object({ conclude: z.boolean() }),
});
export type ReviewOpinionView = z.infer<typeof ReviewOpinionView>;

/** One field that is different from the packet before. */
export const PacketChange = z.object({
  field: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  isKey: z.boolean(),
});
export type PacketChange = z.infer<typeof PacketChange>;

export const ReviewPacketDetail = ReviewPacketView.extend({
  /** All fields of the project as they were; names of {@link CreateProject}. */
  frozen: z.record(z.string(), z.unknown()),
  /** SHA-256 over `frozen`. */
  sha256: z.string(),
  /** Version of the project that was frozen. */
  projectVersion: z.int(),
  /** Number of the packet compared with; null for the first. */
  previousNumber: z.int().nullable(),
  changes: z.array(PacketChange),
  opinions: z.array(ReviewOpinionView),
});
export type ReviewPacketDetail = z.infer<typeof ReviewPacketDetail>;

export const ReviewPacketQuery = z.object({
  ...pageQuery,
  status: CodeList.optional(),
  areaCode: CodeList.optional(),
  projectId: Id.optional(),
  /** 待我评审: a seat of the actor's unit waits. */
  mine: Flag.optional(),
});
export type ReviewPacketQuery = z.infer<typeof ReviewPacketQuery>;

/** Units to choose from: for the line seat, and for who answers for a condition. */
export const ReviewUnits = z.object({
  line: z.array(z.object({ id: Id, name: z.string() })),
  owners: z.array(z.object({ id: Id, name: z.string(), areaCode: z.string() })),
});
export type ReviewUnits = z.infer<typeof ReviewUnits>;
