import { z } from 'zod';
import { codesOf } from './dictionary.js';
import { CodeList, Id, Instant, Reason, Version, pageOf } from './primitives.js';

/** 分配上限: how many open approaches one enterprise, project, county or officer carries. `subject` null is the default of the kind. */
export const AllocationLimitView = z.object({
  id: Id,
  version: Version,
  kind: z.enum(codesOf('allocationLimitKind')),
  subject: z.object({ key: z.string(), name: z.string() }).nullable(),
  /** Null: no limit. */
  capacity: z.int().nullable(),
  note: z.string().nullable(),
  updatedAt: Instant,
  updatedByName: z.string().nullable(),
  /** Its changes, newest first, each with its reason. */
  changes: z.array(
    z.object({
      at: Instant,
      byName: z.string().nullable(),
      action: z.enum(['set', 'changed', 'lifted']),
      reason: z.string().nullable(),
      /** Null where the number stayed. In it null is: no limit. */
      capacity: z.object({ from: z.int().nullable(), to: z.int().nullable() }).nullable(),
    }),
  ),
});
export type AllocationLimitView = z.infer<typeof AllocationLimitView>;
export const AllocationLimits = z.object({ items: z.array(AllocationLimitView), can: z.object({ edit: z.boolean() }) });
export type AllocationLimits = z.infer<typeof AllocationLimits>;

/** Somebody who can carry leads, told to those who set limits: name and unit, nothing of the account. */
export const OfficerView = z.object({ id: Id, name: z.string(), organisationName: z.string() });
export type OfficerView = z.infer<typeof OfficerView>;

const Capacity = z.int().min(0).max(10_000).nullable();
const Note = z.string().trim().min(2).max(300).nullable();
/** A limit of one enterprise, project, county or officer beside the default; one that was lifted before is in force again. */
export const CreateAllocationLimit = z.strictObject({
  kind: z.enum(codesOf('allocationLimitKind')),
  subjectKey: z.string().trim().min(1).max(60),
  capacity: Capacity,
  note: Note.default(null),
});
export type CreateAllocationLimit = z.infer<typeof CreateAllocationLimit>;
/** The reason goes on record with the change; the note, what the limit rests on, stays unless another is given. */
export const UpdateAllocationLimit = z.strictObject({
  version: Version,
  capacity: Capacity,
  note: Note.optional(),
  reason: Reason,
});
export type UpdateAllocationLimit = z.infer<typeof UpdateAllocationLimit>;
export const LiftAllocationLimit = z.strictObject({ version: Version, reason: Reason });
export type LiftAllocationLimit = z.infer<typeof LiftAllocationLimit>;

/** Why a suggestion is, or is not, proposed. Values and prices are in the unit of `valueBasis`: `score-1` points, `confidence-1` share of such pairs taken up, 0–1. */
export const AllocationReasonView = z.object({
  code: z.enum(codesOf('allocationReason')),
  isProposed: z.boolean(),
  valueBasis: z.string(),
  value: z.number(),
  /** What one approach more to this enterprise would be worth to the whole: how sought after it is. 0 where there is room. */
  enterprisePrice: z.number(),
  areaPrice: z.number(),
  officerPrice: z.number(),
  /** For `BETTER_PAIRS_HELD`: what the least of the pairs held leaves the project after prices. */
  heldSurplus: z.number().nullable(),
  /** For `GROUP_REPRESENTED`: the member of the group that stands for it, where the reader may know it. */
  sisterName: z.string().nullable(),
  /** Approaches the enterprise (its group) carries after this run, live leads included, and how many it may. */
  enterpriseLoad: z.int(),
  enterpriseCapacity: z.int(),
  /** Projects that would have it among their best were there no limits. */
  enterpriseDemand: z.int(),
});
export type AllocationReasonView = z.infer<typeof AllocationReasonView>;

const EnterpriseRef = z.object({
  /** Null where another unit holds it: then only its name and holder are told. */
  id: Id.nullable(),
  name: z.string(),
  heldBy: z.string().nullable(),
});

/** One pair of an allocation. */
export const AllocationPairView = z.object({
  project: z.object({ id: Id, name: z.string(), areaName: z.string().nullable() }),
  enterprise: EnterpriseRef,
  suggestionId: Id.nullable(),
  rank: z.int().nullable(),
  /** Null where another unit holds the enterprise. */
  allocation: AllocationReasonView.nullable(),
});
export type AllocationPairView = z.infer<typeof AllocationPairView>;

/** 分配结果 of a run as a whole. */
export const AllocationView = z.object({
  matchRunId: Id,
  allocatedAt: Instant,
  /** `score-1`: the score of the suggestion; otherwise the calibration the values come from. */
  valueBasis: z.string(),
  candidateCount: z.int(),
  pairCount: z.int(),
  pinnedCount: z.int(),
  /** Of the pairs, those that were proposed before this run, too. */
  keptCount: z.int(),
  enterpriseCount: z.int(),
  largestLoad: z.int(),
  largestDemand: z.int(),
  value: z.number(),
  bound: z.number(),
  /** (bound − value) / bound, certified by duality. */
  gap: z.number(),
  unlimitedValue: z.number(),
  lostToLimits: z.number(),
  /** Defaults the run worked with. */
  limits: z.record(z.string(), z.int().nullable()),
  /** What counties and officers carry, as far as the reader may see. */
  loads: z.array(
    z.object({
      kind: z.enum(['area', 'officer']),
      key: z.string(),
      name: z.string(),
      load: z.int(),
      capacity: z.int().nullable(),
      price: z.number(),
    }),
  ),
  /** Enterprises more projects want than they may carry, the most sought after first. */
  soughtAfter: z.array(
    z.object({
      enterprise: EnterpriseRef,
      load: z.int(),
      capacity: z.int(),
      demand: z.int(),
      price: z.number(),
    }),
  ),
});
export type AllocationView = z.infer<typeof AllocationView>;

export const AllocationBoardQuery = z.object({
  by: z.enum(['project', 'enterprise', 'area']).default('project'),
  areaCode: CodeList.optional(),
  q: z.string().trim().max(80).optional(),
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(100).default(20),
});
export type AllocationBoardQuery = z.infer<typeof AllocationBoardQuery>;
/** 分配看板: the proposed pairs, gathered by project, by enterprise or by county. */
export const AllocationBoard = pageOf(
  z.object({
    /** Id of the project or enterprise, code of the area; null for the city as a whole or a held enterprise. */
    key: z.string().nullable(),
    name: z.string(),
    load: z.int(),
    capacity: z.int().nullable(),
    price: z.number().nullable(),
    pairs: z.array(AllocationPairView),
  }),
);
export type AllocationBoard = z.infer<typeof AllocationBoard>;
