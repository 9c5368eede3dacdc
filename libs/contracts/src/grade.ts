import { z } from 'zod';
import { codesOf } from './dictionary.js';
import { AmountCny, CodeList, Day, Id, Instant, pageOf, pageQuery, Reason } from './primitives.js';

/** One thing an enterprise must be; amounts in yuan. */
export const GradeCondition = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('listed') }),
  z.strictObject({ kind: z.literal('revenue'), atLeastCny: AmountCny }),
  z.strictObject({ kind: z.literal('assets'), atLeastCny: AmountCny }),
  z.strictObject({ kind: z.literal('employees'), atLeast: z.int().min(1).max(10_000_000) }),
  /** On one of these lists, in a year no longer ago than `withinYears`. */
  z.strictObject({
    kind: z.literal('recognition'),
    lists: z.array(z.enum(codesOf('recognitionList'))).min(1),
    withinYears: z.int().min(1).max(20),
  }),
  /** Mainly at work in one of these industries of GB/T 4754: a section (`C`), or a code that the enterprise's own begins with. */
  z.strictObject({
    kind: z.literal('industry'),
    codes: z
      .array(z.string().regex(/^([A-T]|\d{2,4})$/))
      .min(1)
      .max(40),
  }),
  /** Among the first of its division of GB/T 4754 in the register. */
  z.strictObject({
    kind: z.literal('industry_rank'),
    by: z.enum(['revenue', 'assets']),
    atMost: z.int().min(1).max(100),
  }),
]);
export type GradeCondition = z.infer<typeof GradeCondition>;

/** 优强规则: who meets all conditions of one rule is proposed as 优强. */
export const GradeRule = z.strictObject({
  name: z.string().trim().min(2).max(60),
  conditions: z.array(GradeCondition).min(1).max(6),
});
export type GradeRule = z.infer<typeof GradeRule>;

/** A new version of all rules. It is tried first; what is proposed follows when it is put in force. */
export const CreateGradeRuleSet = z.strictObject({
  rules: z.array(GradeRule).min(1).max(20),
  /** Whether a group or each enterprise counts once towards 优强企业. */
  countBy: z.enum(codesOf('gradeCountBy')),
  reason: Reason,
});
export type CreateGradeRuleSet = z.infer<typeof CreateGradeRuleSet>;

export const GradeEvaluationView = z.object({
  id: Id,
  status: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  requestedAt: Instant,
  finishedAt: Instant.nullable(),
  errorCode: z.string().nullable(),
});
export const GradeRuleSetView = z.object({
  id: Id,
  no: z.int(),
  rules: z.array(GradeRule),
  countBy: z.enum(codesOf('gradeCountBy')),
  reason: z.string(),
  madeByName: z.string(),
  madeAt: Instant,
  inForceFrom: Instant.nullable(),
  inForceUntil: Instant.nullable(),
  evaluation: GradeEvaluationView.nullable(),
  /** What the newest evaluation found against the grades of today, as far as the reader sees the enterprises; null before it. */
  preview: z.object({ meets: z.int(), already: z.int(), added: z.int(), removed: z.int() }).nullable(),
});
export type GradeRuleSetView = z.infer<typeof GradeRuleSetView>;
export const GradeRuleSets = z.object({ items: z.array(GradeRuleSetView), can: z.object({ manage: z.boolean() }) });
export type GradeRuleSets = z.infer<typeof GradeRuleSets>;

/** One line of evidence: a rule that is met, with the facts that met it. */
export const GradeEvidence = z.object({
  rule: z.string(),
  facts: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))),
});
export type GradeEvidence = z.infer<typeof GradeEvidence>;

/** What would change: enterprises a version adds, or those it takes out. */
export const GradePreviewQuery = z.object({
  page: pageQuery.page,
  pageSize: pageQuery.pageSize,
  change: z.enum(['added', 'removed']),
});
export type GradePreviewQuery = z.infer<typeof GradePreviewQuery>;
export const GradePreviewPage = pageOf(
  z.object({
    id: Id,
    name: z.string(),
    place: z.string().nullable(),
    summary: z.string().nullable(),
    evidence: z.array(GradeEvidence),
  }),
);
export type GradePreviewPage = z.infer<typeof GradePreviewPage>;

export const GradingView = z.object({
  id: Id,
  enterprise: z.object({ id: Id, name: z.string() }),
  grade: z.enum(codesOf('enterpriseGrade')),
  basis: z.enum(codesOf('gradingBasis')),
  ruleSetNo: z.int().nullable(),
  summary: z.string(),
  evidence: z.array(GradeEvidence),
  sourceUrl: z.string().nullable(),
  proposedByName: z.string(),
  proposedAt: Instant,
  state: z.enum(codesOf('gradingState')),
  decidedByName: z.string().nullable(),
  decidedAt: Instant.nullable(),
  reason: z.string().nullable(),
  can: z.object({ decide: z.boolean(), withdraw: z.boolean() }),
});
export type GradingView = z.infer<typeof GradingView>;
export const GradingPage = pageOf(GradingView);

export const GradingQuery = z.object({
  /** Part of the enterprise's name. */
  q: pageQuery.q,
  page: pageQuery.page,
  pageSize: pageQuery.pageSize,
  state: CodeList.optional(),
  grade: CodeList.optional(),
  basis: CodeList.optional(),
  enterpriseId: Id.optional(),
});
export type GradingQuery = z.infer<typeof GradingQuery>;

/** A grade somebody proposes with his evidence; another one decides. */
export const ProposeGrade = z.strictObject({
  grade: z.enum(['strong', 'ordinary']),
  summary: z.string().trim().min(4).max(300),
  sourceUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullish(),
});
export type ProposeGrade = z.infer<typeof ProposeGrade>;
export const DecideGradings = z
  .strictObject({ ids: z.array(Id).min(1).max(500), approve: z.boolean(), reason: Reason.nullish() })
  .refine(({ approve, reason }) => approve || Boolean(reason), { path: ['reason'], error: '不同意的，请写明原因' });
export type DecideGradings = z.infer<typeof DecideGradings>;
/** `skipped`: decided by somebody meanwhile. */
export const DecidedGradings = z.object({ decided: z.int(), skipped: z.int() });
export type DecidedGradings = z.infer<typeof DecidedGradings>;

/** 名录称号: an enterprise on a published list. */
export const CreateRecognition = z.strictObject({
  list: z.enum(codesOf('recognitionList')),
  title: z.string().trim().min(2).max(120),
  year: z.int().min(1990).max(2100),
  place: z.int().min(1).max(100_000).nullish(),
  sourceName: z.string().trim().min(2).max(200),
  sourceUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullish(),
});
export type CreateRecognition = z.infer<typeof CreateRecognition>;
export const RecognitionView = z.object({
  id: Id,
  list: z.enum(codesOf('recognitionList')),
  title: z.string(),
  year: z.int(),
  place: z.int().nullable(),
  sourceName: z.string(),
  sourceUrl: z.string().nullable(),
  recordedByName: z.string(),
});
/** The grade of one enterprise with all that stands behind it. */
export const EnterpriseGradeView = z.object({
  grade: z.enum(codesOf('enterpriseGrade')),
  gradedOn: Day.nullable(),
  /** 计入期: when it, or another of its group, was first counted; null while it does not count. */
  counted: z.object({ on: Day, byOther: z.string().nullable() }).nullable(),
  gradings: z.array(GradingView),
  recognitions: z.array(RecognitionView),
  can: z.object({ propose: z.boolean() }),
});
export type EnterpriseGradeView = z.infer<typeof EnterpriseGradeView>;

export const ArrivalQuery = z.object({
  /** Part of the enterprise's name. */
  q: pageQuery.q,
  page: pageQuery.page,
  pageSize: pageQuery.pageSize,
  year: z.coerce.number().int().min(2000).max(2100).optional(),
  /** `tourism`: the sub-target of 文化旅游. */
  sector: z.enum(['tourism']).optional(),
});
export type ArrivalQuery = z.infer<typeof ArrivalQuery>;
/** 引进优强企业: one group or enterprise, with the member and the lead that made it count first. */
export const ArrivalPage = pageOf(
  z.object({
    enterprise: z.object({ id: Id, name: z.string() }),
    group: z.object({ id: Id, name: z.string() }).nullable(),
    lead: z.object({
      id: Id,
      code: z.string(),
      stage: z.enum(codesOf('leadStage')),
      areaName: z.string().nullable(),
      isExample: z.boolean(),
    }),
    gradedOn: Day,
    signedOn: Day,
    countedOn: Day,
  }),
);
export type ArrivalPage = z.infer<typeof ArrivalPage>;

/** N2 and N19 of a plan year: how many count, beside the target. Under the reader's own rights; the whole city for the city's roles. */
export const StrongEnterpriseFigures = z.object({
  year: z.int(),
  countBy: z.enum(codesOf('gradeCountBy')),
  count: z.int(),
  target: z
    .object({ value: z.string(), comparator: z.enum(codesOf('comparator')), clause: z.string(), isMet: z.boolean() })
    .nullable(),
  tourismCount: z.int(),
  /** How many of them follow from invented leads. */
  exampleCount: z.int(),
  tourismTarget: z
    .object({ value: z.string(), comparator: z.enum(codesOf('comparator')), clause: z.string(), isMet: z.boolean() })
    .nullable(),
});
export type StrongEnterpriseFigures = z.infer<typeof StrongEnterpriseFigures>;
export const FiguresQuery = z.object({ year: z.coerce.number().int().min(2000).max(2100).optional() });
export type FiguresQuery = z.infer<typeof FiguresQuery>;

/** Job payload; without an id the nightly ring. */
export const GradeJob = z.object({ gradeEvaluationId: Id.optional() });
export type GradeJob = z.infer<typeof GradeJob>;
