import { z } from 'zod';
import { codesOf } from './dictionary.js';
import { CodeList, Flag, Id, Instant, Quantity, Reason, pageOf } from './primitives.js';
import { DisputeReason } from './supply.js';

const Amount = z.object({ quantity: z.string(), unit: z.string() });

/** 估算: how a use nobody has stated was reckoned from the investment of the project. Never a fact. */
export const UseEstimateView = z.object({
  rule: z.enum(codesOf('useRule')),
  /** Use for 亿元 of investment, in the unit of the supply. */
  perInvestment: Amount,
  /** Yuan. */
  investmentCny: z.string(),
  /** For `NEED_COEFFICIENT`: the entry and its source. For `CONTROL_INTENSITY`: the indicator. */
  source: z.string().nullable(),
  /** For `PEER_MEDIAN`: the projects that state theirs, and the quartiles of what they use for 亿元. */
  peers: z
    .object({
      level: z.enum(['division', 'section']),
      projects: z.array(z.object({ id: Id, name: z.string() })),
      low: z.string(),
      high: z.string(),
    })
    .nullable(),
});
export type UseEstimateView = z.infer<typeof UseEstimateView>;

/** One resource or market of a package: promised, or shown with the reason why it is not. */
export const PackageOfferView = z.object({
  supplyId: Id,
  side: z.enum(['resource', 'market']),
  name: z.string(),
  areaName: z.string().nullable(),
  tier: z.string().nullable(),
  /** need × availability × proximity × certainty, each 0–1. */
  score: z.number(),
  parts: z.object({ need: z.number(), availability: z.number(), proximity: z.number(), certainty: z.number() }),
  /** What the pair would take of it; null where nobody has said so. */
  use: Amount.nullable(),
  /** Where the use was read: the field of the project and the very words; null where people set it or nobody did. */
  statedIn: z.object({ field: z.string(), text: z.string() }).nullable(),
  /** 估算: by which rule `use` was reckoned from the investment; null where the project states it, people set it, or nobody knows. */
  estimate: UseEstimateView.nullable(),
  /** What there was to promise when the plan was made, in the register's unit; null while its quantity is unknown. */
  free: Amount.nullable(),
  /** The title is disputed now, whatever it was when the plan was made. */
  isDisputed: z.boolean(),
  /** Set by people; it is kept in every later plan until released. */
  isKept: z.boolean(),
  keptByName: z.string().nullable(),
  keptAt: Instant.nullable(),
  note: z.string().nullable(),
  /** Why it is shown and not promised; null in the package itself. */
  reason: z.enum(codesOf('packageShownReason')).nullable(),
});
export type PackageOfferView = z.infer<typeof PackageOfferView>;

/** 换包: an enterprise for a project, with the resource and the market put on the table for it (measures 1–4). */
export const ExchangePackageView = z.object({
  id: Id,
  matchRunId: Id,
  project: z.object({ id: Id, name: z.string(), areaName: z.string().nullable() }),
  enterprise: z.object({ id: Id.nullable(), name: z.string(), heldBy: z.string().nullable() }),
  /** 优势资源带产业 · 中间资源促开发 · 短板资源配市场; null while nothing can be promised. */
  role: z.enum(codesOf('packageRole')).nullable(),
  /** value × (α · resource score + β · market score) × roleFactor. */
  gain: z.number(),
  value: z.number(),
  roleFactor: z.number(),
  reasons: z.array(z.string()),
  resource: PackageOfferView.nullable(),
  market: PackageOfferView.nullable(),
  shown: z.array(PackageOfferView),
  /** Packages of the project, this one among them: alternatives, of which one is accepted. A use they share is counted once. */
  alternatives: z.number().int(),
  leadId: Id.nullable(),
  can: z.object({ edit: z.boolean() }),
});
export type ExchangePackageView = z.infer<typeof ExchangePackageView>;

/** What the packages of a list promise of one resource or market; of the alternatives of a project only the one that takes most counts. */
export const PackagePromise = z.object({
  supplyId: Id,
  side: z.enum(['resource', 'market']),
  name: z.string(),
  use: Amount,
  projects: z.int(),
  /** Some of it is reckoned, see {@link UseEstimateView}. */
  isEstimated: z.boolean(),
});
export type PackagePromise = z.infer<typeof PackagePromise>;
/** A page, with figures over all packages under the filters. */
export const ExchangePackagePage = pageOf(ExchangePackageView).extend({
  projects: z.int(),
  promises: z.array(PackagePromise),
});
export type ExchangePackagePage = z.infer<typeof ExchangePackagePage>;

export const ExchangePackageQuery = z.object({
  projectId: Id.optional(),
  enterpriseId: Id.optional(),
  areaCode: CodeList.optional(),
  role: CodeList.optional(),
  /** Words in the name of the project or the enterprise. */
  q: z.string().trim().max(80).optional(),
  /** Only those with something promised, or only those without. */
  promised: Flag.optional(),
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(100).default(20),
  sort: z.enum(['gain', '-gain']).default('-gain'),
});
export type ExchangePackageQuery = z.infer<typeof ExchangePackageQuery>;

/** Sets what a pair is to take of a resource or market; checked against what is left. */
export const KeepQuantity = z.strictObject({
  supplyId: Id,
  quantity: Quantity,
  unit: z.string().trim().min(1).max(20),
  disputeReason: DisputeReason,
  note: z.string().trim().min(2).max(300).nullable().default(null),
});
export type KeepQuantity = z.infer<typeof KeepQuantity>;
export const ReleaseQuantity = z.strictObject({ supplyId: Id, reason: Reason });
export type ReleaseQuantity = z.infer<typeof ReleaseQuantity>;
