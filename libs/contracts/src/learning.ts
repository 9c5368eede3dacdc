import { z } from 'zod';
import { codesOf } from './dictionary.js';
import { Id, Instant, Reason } from './primitives.js';

/** 匹配置信度: share of past suggestions like this one that were taken up. Never the chance that an investment lands. */
export const ConfidenceView = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('fitted'),
    /** 0–1. */
    share: z.number(),
    band: z.enum(['high', 'middle', 'low']),
    /** Decided suggestions of the same band, and how many of them were taken up. */
    bandCount: z.int(),
    bandTaken: z.int(),
    /** All outcomes the fit rests on. */
    count: z.int(),
  }),
  /** 样本不足: no number and no band. */
  z.object({ status: z.literal('insufficient'), count: z.int(), needed: z.int() }),
]);
export type ConfidenceView = z.infer<typeof ConfidenceView>;

const Weights = z.record(z.string(), z.number());
/** nDCG@10 on the lists set aside: candidate, other, and their difference with its 99 % interval. */
const ComparisonView = z.object({
  candidate: z.number(),
  other: z.number(),
  difference: z.number(),
  low: z.number(),
  high: z.number(),
});

/** 权重版本. */
export const WeightVersionView = z.object({
  id: Id,
  number: z.int(),
  /** Null for the library's defaults. */
  parentNumber: z.int().nullable(),
  /** All criteria, the defaults filled in. */
  weights: Weights,
  /** Formulas it was trained on; null: any. */
  algorithmVersion: z.string().nullable(),
  /** Trained on the formulas in use; others are not used by runs. */
  isUsable: z.boolean(),
  verdict: z.enum(codesOf('learningVerdict')).nullable(),
  training: z.object({ lists: z.int(), positives: z.int(), preferences: z.int(), pull: z.number() }).nullable(),
  backtest: z
    .object({
      lists: z.int(),
      againstActive: ComparisonView.nullable(),
      againstDefaults: ComparisonView.nullable(),
    })
    .nullable(),
  /** SHA-256 over what it was trained and judged on. */
  trainingHash: z.string().nullable(),
  madeAt: Instant,
  isActive: z.boolean(),
  activatedAt: Instant.nullable(),
  /** Null: by the nightly training. */
  activatedByName: z.string().nullable(),
  activationReason: z.string().nullable(),
});
export type WeightVersionView = z.infer<typeof WeightVersionView>;

/** 学习任务. */
export const LearningRunView = z.object({
  id: Id,
  status: z.enum(codesOf('jobStatus')),
  /** Null: nightly. */
  requestedByName: z.string().nullable(),
  requestedAt: Instant,
  finishedAt: Instant.nullable(),
  verdict: z.enum(codesOf('learningVerdict')).nullable(),
  positives: z.int().nullable(),
  backtestLists: z.int().nullable(),
  versionNumber: z.int().nullable(),
  errorCode: z.string().nullable(),
});
export type LearningRunView = z.infer<typeof LearningRunView>;

/** 探索位: whether later runs give a share of the first ten places to ranks 11–50. */
export const ExplorationView = z.object({
  isOn: z.boolean(),
  /** 0–1, of the first ten places. */
  share: z.number(),
  /** Why it was switched last; null with the rest as long as it never was. */
  reason: z.string().nullable(),
  changedAt: Instant.nullable(),
  changedByName: z.string().nullable(),
});
export type ExplorationView = z.infer<typeof ExplorationView>;
export const SwitchExploration = z.strictObject({ isOn: z.boolean(), reason: Reason });
export type SwitchExploration = z.infer<typeof SwitchExploration>;

/** 学习与权重: which weights runs use, where they come from, and what is still missing to learn. */
export const LearningView = z.object({
  defaults: Weights,
  algorithmVersion: z.string(),
  /** Newest first, the one in use among them whatever its age. */
  versions: z.array(WeightVersionView),
  runs: z.array(LearningRunView),
  /** Outcomes known so far under the formulas in use, by kind. */
  outcomes: z.record(z.string(), z.int()),
  /** Pages of suggestions shown under the formulas in use. */
  impressions: z.int(),
  exploration: ExplorationView,
  needed: z.object({ positives: z.int(), backtestLists: z.int(), confidenceOutcomes: z.int() }),
  can: z.object({ manage: z.boolean() }),
});
export type LearningView = z.infer<typeof LearningView>;

/** Payload of the `learning` queue; without an id the nightly schedule rings. */
export const LearningJob = z.strictObject({ learningRunId: Id.optional() });
export type LearningJob = z.infer<typeof LearningJob>;
