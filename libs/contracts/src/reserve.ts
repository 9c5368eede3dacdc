import { z } from 'zod';
import { CITY_AREA } from './area.js';
import { codesOf } from './dictionary.js';
import { CodeList, Day, Id, Instant, Period, Reason, pageOf, pageQuery } from './primitives.js';
import { ProjectSummary } from './project.js';

/** 储备 (measures 9–13): rubric, figures, rolling proposals and snapshots. */

const CRITERIA = codesOf('rubricCriterion');
const Score = z.int().min(1).max(5);

/** 五项标准评分 (measure 2b): five scores of 1–5, each with its rationale. */
export const ScoreRubric = z.strictObject({
  scores: z.record(z.enum(CRITERIA), Score),
  rationale: z.record(z.enum(CRITERIA), z.string().trim().min(2).max(300)),
});
export type ScoreRubric = z.infer<typeof ScoreRubric>;
export const RubricView = z.object({
  id: Id,
  scores: z.record(z.enum(CRITERIA), Score),
  rationale: z.record(z.enum(CRITERIA), z.string()),
  total: z.int(),
  scoredByName: z.string().nullable(),
  organisationName: z.string().nullable(),
  scoredAt: Instant,
  isExample: z.boolean(),
});
export type RubricView = z.infer<typeof RubricView>;
/** Newest first; the first one counts. */
export const RubricHistory = z.object({ items: z.array(RubricView), can: z.object({ score: z.boolean() }) });
export type RubricHistory = z.infer<typeof RubricHistory>;

/** 滚动建议. */
export const ProposalView = z.object({
  id: Id,
  project: z.object({
    id: Id,
    name: z.string(),
    areaName: z.string().nullable(),
    reserveState: z.enum(codesOf('reserveState')),
  }),
  kind: z.enum(codesOf('proposalKind')),
  rule: z.enum(codesOf('proposalRule')),
  /** What the rule saw, e.g. `plannedStartOn`. */
  facts: z.record(z.string(), z.unknown()),
  proposedOn: Day,
  state: z.enum(codesOf('proposalState')),
  decidedByName: z.string().nullable(),
  decidedAt: Instant.nullable(),
  reason: z.string().nullable(),
  can: z.object({ decide: z.boolean() }),
});
export type ProposalView = z.infer<typeof ProposalView>;
export const ProposalPage = pageOf(ProposalView);
export const ProposalQuery = z.object({
  q: pageQuery.q,
  page: pageQuery.page,
  pageSize: pageQuery.pageSize,
  kind: CodeList.optional(),
  rule: CodeList.optional(),
  state: CodeList.optional(),
  areaCode: CodeList.optional(),
  projectId: Id.optional(),
});
export type ProposalQuery = z.infer<typeof ProposalQuery>;
/** 采纳 carries the proposal out; 不采纳 says why. */
export const DecideProposal = z
  .strictObject({ isAccepted: z.boolean(), reason: Reason.optional() })
  .refine((input) => input.isAccepted || input.reason !== undefined, { path: ['reason'], message: '请说明理由' });
export type DecideProposal = z.infer<typeof DecideProposal>;

export const ReserveRunView = z.object({
  id: Id,
  status: z.enum(codesOf('jobStatus')),
  requestedByName: z.string().nullable(),
  requestedAt: Instant,
  finishedAt: Instant.nullable(),
  proposed: z.int().nullable(),
  lapsed: z.int().nullable(),
  snapshotPeriod: Period.nullable(),
  errorCode: z.string().nullable(),
});
export type ReserveRunView = z.infer<typeof ReserveRunView>;
/** Payload of the `reserve` queue; without an id the nightly schedule rings. */
export const ReserveJob = z.strictObject({ reserveRunId: Id.optional() });
export type ReserveJob = z.infer<typeof ReserveJob>;

/** Target of the notice a figure is put beside. */
const Goal = z.object({ code: z.string(), year: z.int(), value: z.string(), unit: z.string() }).nullable();

/** Which projects the two approval ratios of measure 13b are taken over. */
export const APPROVAL_BASES = ['major_611', 'in_reserve', 'all'] as const;
const Ratio = z.object({ approved: z.int(), total: z.int(), /** Approvals still needed for 30 %. */ missing: z.int() });

export const ReserveFiguresQuery = z.object({
  areaCode: CodeList.optional(),
  base: z.enum(APPROVAL_BASES).default('major_611'),
});
export type ReserveFiguresQuery = z.infer<typeof ReserveFiguresQuery>;

export const ReserveFigures = z.object({
  asOf: Instant,
  rulesVersion: z.string(),
  /** 在库 local projects: count, sum, quality. */
  reserve: ProjectSummary,
  goals: z.object({ count: Goal, totalInvestmentCny: Goal }),
  states: z.array(z.object({ state: z.enum(codesOf('reserveState')), count: z.int(), totalInvestmentCny: z.string() })),
  maturities: z.array(
    z.object({ maturity: z.enum(codesOf('maturity')), count: z.int(), totalInvestmentCny: z.string() }),
  ),
  areas: z.array(
    z.object({
      areaCode: z.string().nullable(),
      areaName: z.string(),
      count: z.int(),
      totalInvestmentCny: z.string(),
      qualityMean: z.number().nullable(),
      ripe: z.int(),
    }),
  ),
  /** How many months of next year's starts the ripe reserve of 1亿元 and more feeds (measure 9a). */
  coverage: z.object({
    year: z.int(),
    ripeCount: z.int(),
    startBy: Day,
    /** Starts a year should have, and where that is written; null without a target. */
    goal: Goal,
    months: z.number().nullable(),
  }),
  /** 可研批复率 and 核准率 by area (measure 13b). */
  approvals: z.object({
    base: z.enum(APPROVAL_BASES),
    goalShare: z.number(),
    areas: z.array(z.object({ areaCode: z.string().nullable(), areaName: z.string(), approval: Ratio, permit: Ratio })),
    total: z.object({ approval: Ratio, permit: Ratio }),
  }),
  /** 在库 projects by 资金渠道 (measure 10); a project with several routes is in each. Sums are of what was said of the route itself. */
  funding: z.array(
    z.object({
      route: z.enum(codesOf('fundingRoute')),
      count: z.int(),
      /** Of these, how many name the route without an amount. */
      unknownCount: z.int(),
      soughtCny: z.string(),
      grantedCny: z.string(),
    }),
  ),
  openProposals: z.array(z.object({ kind: z.enum(codesOf('proposalKind')), count: z.int() })).nullable(),
  overdueConditions: z.int().nullable(),
  /** Some of the projects are invented, or stand where an invented review put them. */
  containsExamples: z.boolean(),
});
export type ReserveFigures = z.infer<typeof ReserveFigures>;

export const ConversionQuery = z.object({
  by: z.enum(['month', 'area', 'industry']).default('month'),
  areaCode: CodeList.optional(),
});
export type ConversionQuery = z.infer<typeof ConversionQuery>;
/** 落地转化 by cohort (measure 12c): of what came into the reserve, how many came how far, as far as the asker sees the leads. */
export const ConversionView = z.object({
  by: z.enum(['month', 'area', 'industry']),
  rows: z.array(
    z.object({
      key: z.string().nullable(),
      label: z.string(),
      cohort: z.int(),
      contact: z.int(),
      negotiation: z.int(),
      signing: z.int(),
      start: z.int(),
      funds: z.int(),
      production: z.int(),
    }),
  ),
});
export type ConversionView = z.infer<typeof ConversionView>;

export const SnapshotView = z.object({
  period: Period,
  areaCode: z.string(),
  count: z.int(),
  totalInvestmentCny: z.string(),
  qualityMean: z.number().nullable(),
  good: z.int(),
  fair: z.int(),
  poor: z.int(),
  ripe: z.int(),
  takenAt: Instant,
  /** Null: taken by the nightly check. */
  takenByName: z.string().nullable(),
  isExample: z.boolean(),
});
export type SnapshotView = z.infer<typeof SnapshotView>;
export const SnapshotQuery = z.object({ areaCode: z.string().max(20).default(CITY_AREA) });
export type SnapshotQuery = z.infer<typeof SnapshotQuery>;
export const SnapshotList = z.array(SnapshotView);
