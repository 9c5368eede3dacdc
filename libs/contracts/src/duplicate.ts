import { z } from 'zod';
import { codesOf, termOf } from './dictionary.js';
import { HolderView } from './enterprise.js';
import { CodeList, Id, Instant, pageOf, pageQuery, Reason, Version } from './primitives.js';

/** Registers whose rows are searched for duplicates and can be merged. */
export const DUPLICATE_REGISTERS = ['resource', 'market', 'project', 'enterprise'] as const;
export type DuplicateRegister = (typeof DUPLICATE_REGISTERS)[number];
const Register = z.enum(DUPLICATE_REGISTERS);

/** One finding for (+) or against (−) two rows being the same; the weights add up to the score. */
export const DuplicateReasonView = z.object({
  code: z.enum(codesOf('duplicateReason')),
  weight: z.int(),
  a: z.string(),
  b: z.string(),
});
export type DuplicateReasonView = z.infer<typeof DuplicateReasonView>;

/** The findings that speak for two rows being one, the weightiest first, in one line. */
export function reasonsInWords(reasons: readonly DuplicateReasonView[], most = 3): string {
  return [...reasons]
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, most)
    .map(({ code }) => termOf('duplicateReason', code))
    .join('、');
}

/** A row as far as it takes to tell which one is meant. */
export const DuplicateSideView = z.object({
  id: Id,
  code: z.string(),
  name: z.string(),
  place: z.string().nullable(),
  /** What else tells it from others: credit code, total investment in yuan, or quantity with unit. */
  mark: z.string().nullable(),
  version: Version,
  updatedAt: Instant,
});
export type DuplicateSideView = z.infer<typeof DuplicateSideView>;

/** 疑似重复: two rows of a register that may be one. */
export const DuplicatePairView = z.object({
  id: Id,
  register: Register,
  a: DuplicateSideView,
  b: DuplicateSideView,
  score: z.int(),
  verdict: z.enum(codesOf('duplicateVerdict')),
  reasons: z.array(DuplicateReasonView),
  foundAt: Instant,
  state: z.enum(codesOf('duplicateState')),
  reason: z.string().nullable(),
  decidedByName: z.string().nullable(),
  decidedAt: Instant.nullable(),
  /** The only row of the two the reader may write: for it a merge can be proposed to who answers for the other. */
  proposeFor: Id.nullable(),
  can: z.object({ decide: z.boolean(), merge: z.boolean() }),
});
export type DuplicatePairView = z.infer<typeof DuplicatePairView>;
export const DuplicatePairPage = pageOf(DuplicatePairView);

export const DuplicateQuery = z.object({
  ...pageQuery,
  register: Register.default('enterprise'),
  state: z.enum(codesOf('duplicateState')).default('open'),
  verdict: CodeList.optional(),
  areaCode: CodeList.optional(),
});
export type DuplicateQuery = z.infer<typeof DuplicateQuery>;

/** 查重扫描. */
export const DuplicateScanView = z.object({
  id: Id,
  status: z.enum(codesOf('jobStatus')),
  /** Null: nightly. */
  requestedByName: z.string().nullable(),
  requestedAt: Instant,
  finishedAt: Instant.nullable(),
  /** Rows read, pairs compared, pairs kept, blocks too large to compare. */
  counts: z.record(z.string(), z.number()),
  errorCode: z.string().nullable(),
});
export type DuplicateScanView = z.infer<typeof DuplicateScanView>;

/** What waits in each register, and when it was last looked for. */
export const DuplicateOverview = z.object({
  registers: z.array(z.object({ register: Register, open: z.int(), same: z.int() })),
  scan: DuplicateScanView.nullable(),
  can: z.object({ scan: z.boolean() }),
});
export type DuplicateOverview = z.infer<typeof DuplicateOverview>;

/** 不是重复, and why; remembered, so that no scan asks again. */
export const DismissDuplicate = z.strictObject({ reason: Reason });
export type DismissDuplicate = z.infer<typeof DismissDuplicate>;

const text = (max: number) => z.string().trim().max(max).optional();
/** Look-up while a row is typed: its fields as far as they are filled in. */
export const DuplicateLookupQuery = z.object({
  register: Register,
  name: z.string().trim().min(2).max(160),
  /** The row that is being changed. */
  ownId: Id.optional(),
  shortName: text(60),
  creditCode: text(18),
  listedCode: text(12),
  province: text(20),
  city: text(30),
  areaCode: text(20),
  kind: text(40),
  place: text(200),
  totalInvestmentCny: z.string().regex(/^\d{1,16}(\.\d{1,2})?$/).optional(), // prettier-ignore
  investorName: text(160),
});
export type DuplicateLookupQuery = z.infer<typeof DuplicateLookupQuery>;

/** Rows one may see with what speaks for each, and of enterprises others hold only the name and whom to ask. Logged. */
export const DuplicateLookup = z.object({
  visible: z.array(
    DuplicateSideView.extend({
      /** Null: its name only contains what was typed. */
      verdict: z.enum(codesOf('duplicateVerdict')).nullable(),
      reasons: z.array(DuplicateReasonView),
    }),
  ),
  heldByOthers: z.array(z.object({ name: z.string(), holder: HolderView })),
});
export type DuplicateLookup = z.infer<typeof DuplicateLookup>;

/** Whose value of a field the survivor keeps; `both` joins two lists. */
export const MergeTake = z.enum(['survivor', 'merged', 'both']);
export type MergeTake = z.infer<typeof MergeTake>;

/** One row is to go into another of the same register. Fields not named keep the survivor's value, or take the other's where it has none. */
export const MergePlan = z.strictObject({
  register: Register,
  survivorId: Id,
  mergedId: Id,
  take: z.record(z.string().max(60), MergeTake).default({}),
});
export type MergePlan = z.infer<typeof MergePlan>;

export const MergeRecords = MergePlan.extend({ survivorVersion: Version, mergedVersion: Version, reason: Reason });
export type MergeRecords = z.infer<typeof MergeRecords>;

/** Rows of one table that hang on the merged row. */
export const MergeChildView = z.object({
  table: z.string(),
  column: z.string(),
  moved: z.int(),
  /** Left with the merged row, because the survivor has one like it. */
  stayed: z.int(),
});
export type MergeChildView = z.infer<typeof MergeChildView>;

/** What a merge would do, found out by doing it and taking it back. */
export const MergePreview = z.object({
  survivorVersion: Version,
  mergedVersion: Version,
  /** Fields in which the two differ. */
  fields: z.array(
    z.object({
      name: z.string(),
      survivor: z.unknown(),
      merged: z.unknown(),
      result: z.unknown(),
      take: MergeTake,
      isList: z.boolean(),
    }),
  ),
  children: z.array(MergeChildView),
});
export type MergePreview = z.infer<typeof MergePreview>;

const MergedRow = z.object({ id: Id, code: z.string(), name: z.string() });

/** 合并: what was merged into what, by whom and why. */
export const MergeView = z.object({
  id: Id,
  register: Register,
  survivor: MergedRow,
  merged: MergedRow,
  reason: z.string(),
  mergedByName: z.string().nullable(),
  mergedAt: Instant,
  children: z.array(MergeChildView),
  undoneAt: Instant.nullable(),
  undoneByName: z.string().nullable(),
  undoReason: z.string().nullable(),
  can: z.object({ undo: z.boolean() }),
});
export type MergeView = z.infer<typeof MergeView>;
export const MergeList = z.array(MergeView);

const ProposedRow = z.object({
  id: Id,
  /** Null where the reader may not see the row: then it is known by the name of the unit that follows it. */
  code: z.string().nullable(),
  name: z.string(),
  /** Who answers for it: the unit that follows the enterprise, or the area. */
  keeper: z.string(),
});

/** 合并提议: somebody who may write one of two rows asks who answers for the other to have them merged. */
export const MergeProposalView = z.object({
  id: Id,
  register: Register,
  /** Of who proposes. */
  own: ProposedRow,
  other: ProposedRow,
  reason: z.string(),
  proposedByName: z.string().nullable(),
  organisationName: z.string(),
  proposedAt: Instant,
  state: z.enum(codesOf('mergeProposalState')),
  decidedByName: z.string().nullable(),
  decidedAt: Instant.nullable(),
  decisionReason: z.string().nullable(),
  /** The row that must stay: of two that are followed, the one followed first. Null: whoever agrees chooses. */
  survivorId: Id.nullable(),
  /** The merge was taken back. */
  isUndone: z.boolean(),
  can: z.object({ decide: z.boolean(), withdraw: z.boolean(), undo: z.boolean() }),
});
export type MergeProposalView = z.infer<typeof MergeProposalView>;
export const MergeProposalPage = pageOf(MergeProposalView);

export const MergeProposalQuery = z.object({
  page: pageQuery.page,
  pageSize: pageQuery.pageSize,
  state: z.enum(codesOf('mergeProposalState')).optional(),
});
export type MergeProposalQuery = z.infer<typeof MergeProposalQuery>;

export const ProposeMerge = z.strictObject({ register: Register, ownId: Id, otherId: Id, reason: Reason });
export type ProposeMerge = z.infer<typeof ProposeMerge>;

/** What the one who decides wants of the merge he is asked for. */
export const ProposedMergePlan = z.strictObject({ survivorId: Id, take: MergePlan.shape.take });
export type ProposedMergePlan = z.infer<typeof ProposedMergePlan>;
export const AgreeToMerge = ProposedMergePlan.extend({ survivorVersion: Version, mergedVersion: Version });
export type AgreeToMerge = z.infer<typeof AgreeToMerge>;

/** Enterprises other units follow that may be the same as one of one's own: name and whom to ask. Logged like a look-up. */
export const HeldDoubleList = z.array(
  z.object({
    id: Id,
    name: z.string(),
    holder: z.string(),
    verdict: z.enum(codesOf('duplicateVerdict')),
    /** One that waits for an answer. */
    proposalId: Id.nullable(),
  }),
);
export type HeldDoubleList = z.infer<typeof HeldDoubleList>;
export const HeldDoubleQuery = z.object({ enterpriseId: Id });
export type HeldDoubleQuery = z.infer<typeof HeldDoubleQuery>;

/** Merges in which a row had a part, newest first. */
export const MergeQuery = z.object({ register: Register, id: Id });
export type MergeQuery = z.infer<typeof MergeQuery>;

/** Why a merge cannot be undone: what has changed since. */
export interface MergeObstacle {
  /** Field of the survivor, `survivor` or `merged` for the row as a whole, or the table of what hung on it. */
  readonly what: string;
  readonly count: number;
}

/** Payload of the `duplicate-scan` queue; without an id the nightly schedule rings. */
export const DuplicateScanJob = z.strictObject({ duplicateScanId: Id.optional() });
export type DuplicateScanJob = z.infer<typeof DuplicateScanJob>;
