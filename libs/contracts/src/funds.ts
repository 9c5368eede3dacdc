import { z } from 'zod';
import { codesOf } from './dictionary.js';
import {
  AmountCny,
  CodeList,
  Day,
  Id,
  Instant,
  Money,
  Period,
  Reason,
  Version,
  pageOf,
  pageQuery,
} from './primitives.js';
import { TargetView } from './target.js';

/** 产业到位资金 line (measure 34b): filed by a county with evidence, verified by the city. */
export const FileFunds = z.strictObject({
  areaCode: z.string(),
  projectId: Id,
  enterpriseId: Id.optional(),
  period: Period,
  kind: z.enum(codesOf('fundsKind')),
  amountCny: AmountCny,
  note: z.string().trim().max(1000).optional(),
  /** Files uploaded before, see `POST /api/v1/files`. At least one. */
  evidenceFileIds: z.array(Id).max(20).default([]),
  /** Returned line this one is filed in place of; that one is withdrawn with it. */
  replacesId: Id.optional(),
});
export type FileFunds = z.infer<typeof FileFunds>;

export const VerifyFunds = z.strictObject({
  verdict: z.enum(['verified', 'partly_verified', 'rejected', 'returned']),
  /** For `partly_verified`: how much is recognised. */
  verifiedAmountCny: AmountCny.optional(),
  reason: z.string().trim().max(500).optional(),
  version: Version,
});
export type VerifyFunds = z.infer<typeof VerifyFunds>;
export const ReverseFunds = z.strictObject({ reason: Reason, version: Version });
export type ReverseFunds = z.infer<typeof ReverseFunds>;
export const WithdrawFunds = z.strictObject({ reason: Reason, version: Version });
export type WithdrawFunds = z.infer<typeof WithdrawFunds>;

export const EvidenceItemView = z.object({
  id: Id,
  fileId: Id,
  fileName: z.string(),
  sizeBytes: z.int(),
  sha256: z.string(),
  createdAt: Instant,
});
export const FundsLineView = z.object({
  id: Id,
  version: Version,
  code: z.string(),
  areaCode: z.string(),
  areaName: z.string(),
  project: z.object({ id: Id, name: z.string() }),
  enterprise: z.object({ id: Id, name: z.string() }).nullable(),
  period: Period,
  kind: z.enum(codesOf('fundsKind')),
  amountCny: Money,
  verifiedAmountCny: Money.nullable(),
  status: z.enum(codesOf('fundsStatus')),
  verdictReason: z.string().nullable(),
  note: z.string().nullable(),
  definitionVersion: z.string(),
  /** Whether the line counts under that definition; infrastructure, livelihood and budget money does not. */
  inScope: z.boolean(),
  reversalOfId: Id.nullable(),
  reversedById: Id.nullable(),
  /** Returned line this one stands for, and the line that stands for this one. */
  replacesId: Id.nullable(),
  replacedById: Id.nullable(),
  filedByName: z.string(),
  filedAt: Instant,
  verifiedByName: z.string().nullable(),
  verifiedAt: Instant.nullable(),
  evidence: z.array(EvidenceItemView),
  isExample: z.boolean(),
  can: z.object({ verify: z.boolean(), withdraw: z.boolean(), reverse: z.boolean() }),
});
export type FundsLineView = z.infer<typeof FundsLineView>;
export const FundsLinePage = pageOf(FundsLineView).extend({
  /** Sums over all rows of the same filter, not of the page. */
  sums: z.object({ amountCny: Money, verifiedAmountCny: Money }),
});
export type FundsLinePage = z.infer<typeof FundsLinePage>;
export const FundsQuery = z.object({
  ...pageQuery,
  areaCode: CodeList.optional(),
  status: CodeList.optional(),
  kind: CodeList.optional(),
  periodFrom: Period.optional(),
  periodTo: Period.optional(),
  projectId: Id.optional(),
  /** `true`: lines that count (recognised, and reversals); `pending`: filed ones that will; `false`: lines that do not count. */
  counted: z.enum(['true', 'false', 'pending']).optional(),
});
export type FundsQuery = z.infer<typeof FundsQuery>;

/** Pace against the target (indicators F1, F2): every figure is the sum of the lines listed under the same filter. */
export const FundsProgress = z.object({
  year: z.int(),
  definitionVersion: z.string(),
  asOf: Instant,
  /** Day up to which the expected share is counted, Asia/Shanghai. */
  asOfDay: Day,
  target: TargetView.nullable(),
  receivedCny: Money,
  filedNotVerifiedCny: Money,
  /** 0–1 of the target; null without a target. */
  completionShare: z.number().nullable(),
  /** 序时进度: share of the year gone by, linear curve. */
  expectedShare: z.number(),
  met: z.boolean().nullable(),
  months: z.array(
    z.object({ period: Period, receivedCny: Money, cumulativeCny: Money, expectedCumulativeCny: Money.nullable() }),
  ),
  areas: z.array(
    z.object({
      areaCode: z.string(),
      areaName: z.string(),
      receivedCny: Money,
      filedNotVerifiedCny: Money,
      lineCount: z.int(),
      shareOfTotal: z.number(),
    }),
  ),
  containsExamples: z.boolean(),
});
export type FundsProgress = z.infer<typeof FundsProgress>;
export const FundsProgressQuery = z.object({ year: z.coerce.number().int().min(2000).max(2100) });
export type FundsProgressQuery = z.infer<typeof FundsProgressQuery>;

export const StoredFileView = z.object({
  id: Id,
  name: z.string(),
  sizeBytes: z.int(),
  sha256: z.string(),
  mediaType: z.string(),
  createdAt: Instant,
});
export type StoredFileView = z.infer<typeof StoredFileView>;
