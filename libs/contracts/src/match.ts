import { z } from 'zod';
import { AllocationReasonView } from './allocation.js';
import { codesOf } from './dictionary.js';
import { PairGapView } from './industry-chain.js';
import { ConfidenceView } from './learning.js';
import { PauseView } from './pause.js';
import { CodeList, Day, Flag, Id, Instant, pageOf } from './primitives.js';
import { SignalBrief } from './signal.js';

/** Asks for a match run over the projects in reach; `projectIds` narrows it. */
export const RequestMatchRun = z.strictObject({
  projectIds: z.array(Id).min(1).max(2000).optional(),
  topPerProject: z.int().min(1).max(200).default(30),
});
export type RequestMatchRun = z.infer<typeof RequestMatchRun>;

export const MatchRunView = z.object({
  id: Id,
  status: z.enum(codesOf('jobStatus')),
  requestedByName: z.string().nullable(),
  requestedAt: Instant,
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  /** Newest sign of life of a worker. */
  heartbeatAt: Instant.nullable(),
  /** Most attempts any step took. */
  attempts: z.int(),
  /** Share of the work done over all steps, 0–1. */
  progressShare: z.number().min(0).max(1),
  /** Projects whose suggestions are worked out, and projects in all. */
  progressDone: z.int(),
  progressTotal: z.int(),
  algorithmVersion: z.string(),
  topPerProject: z.int(),
  /** Number of the 权重版本 the run is frozen with; null until it is frozen, and for runs made before there were versions. */
  weightVersion: z.int().nullable(),
  /** SHA-256 over the frozen inputs: equal snapshots and versions give equal results. */
  inputSnapshot: z.string().nullable(),
  /** When the frozen enterprises of a run nobody shows any more were removed: it can no longer be repeated. */
  frozenRemovedAt: Instant.nullable(),
  counts: z.object({
    projects: z.int(),
    enterprises: z.int(),
    resources: z.int(),
    markets: z.int(),
    suggestions: z.int(),
  }),
  errorCode: z.string().nullable(),
  errorMessage: z.string().nullable(),
  isCurrent: z.boolean(),
  can: z.object({ cancel: z.boolean(), retry: z.boolean() }),
});
export type MatchRunView = z.infer<typeof MatchRunView>;
export const MatchRunPage = pageOf(MatchRunView);

/** 匹配步骤: a part of a run that one worker does at a time. */
export const MatchRunStepView = z.object({
  kind: z.enum(codesOf('matchStep')),
  /** Range of the enterprises; 0 for steps over all of them. */
  shard: z.int(),
  /** Range of the projects; 0 for steps over all of them. */
  block: z.int(),
  status: z.enum(codesOf('jobStatus')),
  /** Enterprises (`freeze-stats`, `index-shard`) or projects the step works on. */
  size: z.int(),
  attempts: z.int(),
  /** Machine and process that took the step last. */
  worker: z.string().nullable(),
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  heartbeatAt: Instant.nullable(),
  /** What the step read and made, by name: `projects`, `enterprises`, `suggestions`, `bytes` … */
  counts: z.record(z.string(), z.number()),
  errorCode: z.string().nullable(),
  errorMessage: z.string().nullable(),
});
export type MatchRunStepView = z.infer<typeof MatchRunStepView>;
/** In the order of the flow. */
export const MatchRunStepList = z.array(MatchRunStepView);

/** Words that met, with their place [start, end) in both texts, so that a screen can highlight them. */
const Span = z.object({ field: z.string(), start: z.int(), end: z.int() });
/** One reason with its source; passed through as the matching library made it. */
export const EvidenceView = z.looseObject({
  kind: z.string(),
  terms: z
    .array(z.looseObject({ text: z.string(), project: z.array(Span).optional(), enterprise: z.array(Span).optional() }))
    .optional(),
});
export const ContributionView = z.looseObject({
  criterion: z.string(),
  weight: z.number(),
  value: z.number(),
  contribution: z.number(),
  evidence: z.array(EvidenceView),
});
export const ConstraintView = z.looseObject({
  constraint: z.string(),
  verdict: z.enum(['pass', 'fail', 'unknown']),
  reason: z.string(),
});

const OfferedItem = z.looseObject({
  id: Id,
  name: z.string(),
  areaName: z.string().nullable(),
  quantity: z.string().nullable(),
  unit: z.string().nullable(),
  year: z.int().nullable(),
  sourceName: z.string().nullable(),
  role: z.string(),
  score: z.number(),
  reasons: z.array(z.looseObject({ code: z.string() })),
  /** Whether it can be promised; a figure that only describes the place is an argument. Absent in early runs. */
  allocable: z.boolean().optional(),
});

export const OfferItemView = OfferedItem.extend({
  /** The next best of the same side. */
  further: z.array(OfferedItem).optional(),
});

/** 是否对口: whether the enterprise plainly fits the project, whoever else is on the list. A pair that does not is not proposed. */
export const PairFitView = z.object({
  verdict: z.enum(['clear', 'doubtful']),
  reason: z.enum(['TRADES_RELATED', 'TEXTS_AGREE', 'LITTLE_IN_COMMON', 'LITTLE_IN_COMMON_TRADE_UNKNOWN']),
});
export type PairFitView = z.infer<typeof PairFitView>;

/** 综合分: what each side of a pair gives; the contributions add up to the total. The ranking goes by the score (`match`) alone. */
export const PairPointsView = z.object({
  total: z.number(),
  parts: z.array(
    z.object({
      part: z.enum(['match', 'resource', 'market', 'chainGap']),
      weight: z.number(),
      value: z.number(),
      contribution: z.number(),
    }),
  ),
});
export type PairPointsView = z.infer<typeof PairPointsView>;

/** 匹配建议: one enterprise for one project, as it was when the run was made. */
export const SuggestionView = z.object({
  id: Id,
  matchRunId: Id,
  project: z.object({ id: Id, name: z.string(), areaName: z.string().nullable(), content: z.string().nullable() }),
  enterprise: z.object({
    /** Null where the enterprise is held by another unit: then only its name and holder are told. */
    id: Id.nullable(),
    name: z.string(),
    shortName: z.string().nullable(),
    province: z.string().nullable(),
    city: z.string().nullable(),
    products: z.array(z.string()),
    heldBy: z.string().nullable(),
  }),
  rank: z.int(),
  /** Where it stands in the project's list; its rank unless places are given to exploration. */
  place: z.int(),
  /** 探索位: it stands there to be looked at, not for its score. */
  isExploration: z.boolean(),
  /** Null, with no contributions, constraints and offer, where the enterprise is held by another unit. */
  score: z.number().nullable(),
  contributions: z.array(ContributionView),
  constraints: z.array(ConstraintView),
  /** Null, too, for runs made before fits were kept. */
  fit: PairFitView.nullable(),
  counterArgument: z.looseObject({ criterion: z.string() }).nullable(),
  resource: OfferItemView.nullable(),
  market: OfferItemView.nullable(),
  /** 产业链缺口 the pair would fill; null for none and for runs made before gaps were kept. */
  chainGap: PairGapView.nullable(),
  /** Null, too, for runs made before points were kept. */
  points: PairPointsView.nullable(),
  /** 分配结果; null for a run that was not allocated and where another unit holds the enterprise. */
  allocation: AllocationReasonView.nullable(),
  decision: z.enum(codesOf('decision')),
  decidedByName: z.string().nullable(),
  decidedAt: Instant.nullable(),
  dismissReason: z.enum(codesOf('dismissReason')).nullable(),
  decisionNote: z.string().nullable(),
  snoozedUntil: Day.nullable(),
  leadId: Id.nullable(),
  /** Null for an enterprise held by another unit and for runs made before there was a fit. */
  confidence: ConfidenceView.nullable(),
  /** 暂缓推荐 set since the run was made, by whichever dismissal; the next run leaves the enterprise out. */
  pause: PauseView.pick({ reason: true, until: true }).nullable(),
  /** 诚信核查 as it is now, where it is a warning; the run does not know it. */
  integrity: z.enum(['problem', 'expired']).nullable(),
  /** 近期信号: the weightiest signals of the enterprise that count today, at most 3; they enter no score. */
  signals: z.array(SignalBrief),
});
export type SuggestionView = z.infer<typeof SuggestionView>;
export const SuggestionPage = pageOf(SuggestionView).extend({
  matchRun: MatchRunView.nullable(),
  /** Enterprises that are on pause and therefore not, or not for long, among the suggestions. */
  pauses: z.array(PauseView),
  /** How many of the list, filters aside, plainly fit, of those whose enterprise the reader may see; null for runs made before fits were kept. */
  clearFits: z.int().nullable(),
});
export type SuggestionPage = z.infer<typeof SuggestionPage>;
export const SuggestionQuery = z.object({
  page: z.coerce.number().int().min(1).default(1),
  pageSize: z.coerce.number().int().min(1).max(100).default(10),
  decision: CodeList.optional(),
  /** Only enterprises of which an opportunity is heard that counts today, or only the others. */
  hasSignal: Flag.optional(),
  /** Only pairs that plainly fit, or only those that do not; of an enterprise hidden from the reader neither is told. */
  isClearFit: Flag.optional(),
});
export type SuggestionQuery = z.infer<typeof SuggestionQuery>;

export const AcceptSuggestion = z.strictObject({ nextStep: z.string().trim().min(2).max(200), nextStepOn: Day });
export type AcceptSuggestion = z.infer<typeof AcceptSuggestion>;
export const DismissSuggestion = z.strictObject({
  reason: z.enum(codesOf('dismissReason')),
  note: z.string().trim().max(500).optional(),
});
export type DismissSuggestion = z.infer<typeof DismissSuggestion>;
export const SnoozeSuggestion = z.strictObject({ until: Day });
export type SnoozeSuggestion = z.infer<typeof SnoozeSuggestion>;

/** Payload of the `match-step` queue, and the key of the step's row: the row is the truth, the job only the bell. */
export const MatchStepJob = z.strictObject({
  matchRunId: Id,
  kind: z.enum(codesOf('matchStep')),
  shard: z.int().min(0),
  block: z.int().min(0),
});
export type MatchStepJob = z.infer<typeof MatchStepJob>;

export const MatchRunQuery = z.object({
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(100).default(20),
});
export type MatchRunQuery = z.infer<typeof MatchRunQuery>;

export const WhyQuery = z.object({ projectId: Id, enterpriseId: Id });
export type WhyQuery = z.infer<typeof WhyQuery>;
/** 为什么没有推荐: any pair on the input of the run the project's list shows, ranked or not. */
export const WhyView = z.object({
  matchRunId: Id,
  project: z.object({ id: Id, name: z.string() }),
  enterprise: z.object({ id: Id, name: z.string() }),
  /** The suggestion of this pair, if the run has one. */
  suggestionId: Id.nullable(),
  /** Null where the enterprise came after the run. */
  score: z.number().nullable(),
  /** Place among all candidates of the project; null when the pair is not ranked. */
  rank: z.int().nullable(),
  contributions: z.array(ContributionView),
  constraints: z.array(ConstraintView),
  fit: PairFitView.nullable(),
  counterArgument: z.looseObject({ criterion: z.string() }).nullable(),
  resource: OfferItemView.nullable(),
  market: OfferItemView.nullable(),
  /** `CONSTRAINT_FAILED`, `NOT_A_CANDIDATE`, `RANKED_BELOW_TOP`, `NOT_IN_RUN`; empty for a suggested pair. */
  whyNot: z.array(z.looseObject({ reason: z.string() })),
});
export type WhyView = z.infer<typeof WhyView>;
