import type { OfferItem, OfferStrategy, ResourceRecord } from '../model.js';
import { STALE_SHARE } from '../offers/offer.js';

/** A quantity with its unit as written in a register: 90 万吨/年, 300 亩, 2 亿千瓦时. */
export interface Amount {
  readonly quantity: number;
  readonly unit: string;
}

/** A resource or market with what is left to promise. Ids are unique over both sides. */
export interface Supply {
  readonly id: string;
  readonly side: 'resource' | 'market';
  /** Available quantity, or declared demand. Without it the supply may be shown, never promised. */
  readonly total?: Amount;
  /** Already promised or reserved to others, in the unit of `total`; default 0. */
  readonly reserved?: number;
  /** 优势 / 中间 / 短板; a resource without one is treated as one to be developed. */
  readonly tier?: ResourceRecord['tier'];
  /** 背景统计: it describes the place and is nobody's to give; shown, never promised. */
  readonly isStatistic?: boolean;
  /** Day the register row was last confirmed, `YYYY-MM-DD`; unknown counts as confirmed. */
  readonly confirmedOn?: string;
  /** Months a confirmation holds; default {@link PackageOptions.validityMonths}. */
  readonly validityMonths?: number;
  /** Last day the row holds, `YYYY-MM-DD`, where the register says so itself; goes before `confirmedOn`. */
  readonly validUntil?: string;
}

/** What a supply means to one pair, 0–1 each. */
export interface PackageOffer {
  readonly supplyId: string;
  readonly need: number;
  readonly proximity: number;
  readonly certainty: number;
  /** What the pair would take of it. Without it the offer is shown, not promised. */
  readonly use?: Amount;
  /** `use` is reckoned, not stated ({@link UseEstimator}); the offer is less certain for it. */
  readonly isEstimated?: boolean;
  /**
   * People have put this quantity on the table already: it is set aside before anything else is promised, and every package of
   * the pair contains it. At most one of a side. Ignored without `use`.
   */
  readonly isKept?: boolean;
}

/** An allocated pair of project and enterprise with the offers that could go with it. */
export interface PackagePair {
  readonly projectId: string;
  readonly enterpriseId: string;
  /** Worth of the pair, the same as in the allocation; > 0. */
  readonly value: number;
  /** Whether the enterprise processes on site; a middling resource (中间资源) is only bundled with processing. */
  readonly processesHere?: boolean;
  readonly offers: readonly PackageOffer[];
}

export interface PackageOptions {
  /** Worth of a perfect resource or market offer as a share of the pair's value (α and β); default 0.5 each. */
  readonly resourceWeight?: number;
  readonly marketWeight?: number;
  /** Offers per side that are combined, the best ones; default 3. */
  readonly offersPerSide?: number;
  /** The day it is, `YYYY-MM-DD`. Without it nothing is too old. */
  readonly asOf?: string;
  /** Default 12. */
  readonly validityMonths?: number;
}

/** Why an offer is shown and not promised. */
export type ShownReason =
  /** It describes the place; nobody can give it. */
  | 'STATISTIC'
  | 'QUANTITY_UNKNOWN'
  | 'USE_UNKNOWN'
  | 'UNIT_MISMATCH'
  | 'NOT_ENOUGH_LEFT'
  | 'NOT_RECONFIRMED'
  /** A short resource is answered with a market, and there is none to answer it with. */
  | 'SHORT_WITHOUT_MARKET'
  /** A middling resource is only bundled with processing, and this enterprise does none here. */
  | 'NO_PROCESSING'
  /** Another combination of this pair was worth more, or the quota went to a pair that gains more. */
  | 'NOT_CHOSEN'
  | 'QUOTA_TAKEN';

/** An offer with the parts of its score. `score = need × availability × proximity × certainty`. */
export interface ScoredOffer {
  readonly supplyId: string;
  readonly side: Supply['side'];
  readonly score: number;
  readonly parts: {
    readonly need: number;
    /** 0.5 when what is free is just enough, 1 from ten times as much; 0.35 when nobody knows. */
    readonly availability: number;
    readonly proximity: number;
    readonly certainty: number;
  };
  readonly use?: Amount;
  readonly isEstimated?: boolean;
  /** What is free of the supply before this plan, in the unit of `use`. */
  readonly free?: number;
  /** Put on the table by people before the plan. */
  readonly isKept?: boolean;
}

export interface PromisedOffer extends ScoredOffer {
  readonly use: Amount;
  readonly free: number;
}

/** One package: a pair and what is put on the table for it. */
export interface ExchangePackage {
  readonly projectId: string;
  readonly enterpriseId: string;
  /** 优势资源带产业 · 中间资源促开发 · 短板资源配市场; absent when nothing could be promised. */
  readonly role?: OfferStrategy;
  readonly resource?: PromisedOffer;
  readonly market?: PromisedOffer;
  /** `value × (α · resource score + β · market score) × roleFactor`. */
  readonly gain: number;
  /** 1, or less where the role rests on something nobody has confirmed; then `reasons` says so. */
  readonly roleFactor: number;
  /** Codes such as `ADVANTAGE_ANCHOR`, `PROCESSING_NOT_KNOWN`, `RESOURCE_FOR_INVESTMENT`. */
  readonly reasons: readonly PackageReason[];
  /** Everything else that may be talked about, best first. */
  readonly shown: readonly (ScoredOffer & { readonly reason: ShownReason })[];
}

export type PackageReason =
  | 'RESOURCE_FOR_INVESTMENT'
  | 'MARKET_FOR_INDUSTRY'
  | 'ADVANTAGE_ANCHOR'
  | 'MIDDLE_WITH_PROCESSING'
  | 'PROCESSING_NOT_KNOWN'
  | 'TIER_ASSUMED_MIDDLE'
  | 'SHORTAGE_ANSWERED_BY_MARKET'
  | 'MARKET_ALONE'
  | 'NOTHING_TO_PROMISE';

/** What is promised of a supply; amounts in the unit of its total. */
export interface SupplyUse {
  readonly supplyId: string;
  readonly unit: string;
  readonly total: number;
  readonly reserved: number;
  /** What alternatives of one project promise counts once, at the most. */
  readonly promised: number;
  readonly left: number;
  /** What the whole free quantity once more would be worth, in units of value; 0 when enough is left. */
  readonly price: number;
}

/** A pair that would have had a better package had the quota not gone to others. */
export interface WaitingPair {
  readonly projectId: string;
  readonly enterpriseId: string;
  readonly supplyId: string;
  readonly wanted: Amount;
  /** Left after the plan, in the unit of `wanted`. */
  readonly left: number;
  readonly takenBy: readonly { readonly projectId: string; readonly enterpriseId: string; readonly amount: Amount }[];
}

export interface PackagePlan {
  /** One per pair, in the order of the pairs given. */
  readonly packages: readonly ExchangePackage[];
  readonly uses: readonly SupplyUse[];
  /** In the order in which they would gain most. */
  readonly waiting: readonly WaitingPair[];
  /** Supplies whose confirmation has run out, and since how many days. */
  readonly toRefresh: readonly {
    readonly supplyId: string;
    readonly confirmedOn?: string;
    readonly validUntil?: string;
    readonly overdueDays: number;
  }[];
  /** Sum of the gains; no plan can gain more than `bound`; `gap = (bound − gain) / bound`. */
  readonly gain: number;
  readonly bound: number;
  readonly gap: number;
}

/** An input that contradicts itself. */
export class PackageInputError extends Error {
  override readonly name = 'PackageInputError';

  constructor(
    readonly code:
      'DUPLICATE_SUPPLY' | 'UNKNOWN_SUPPLY' | 'DUPLICATE_PAIR' | 'TWO_KEPT_OFFERS' | 'NUMBER_INVALID' | 'DATE_INVALID',
    readonly details: Readonly<Record<string, string | number>>,
  ) {
    super(`${code} ${JSON.stringify(details)}`);
  }
}

/**
 * An offer of the matching pipeline as an offer of a package. The pipeline lowers the certainty of a stale fact; a plan lowers
 * it by the day it is made for, so that share is given back here and never taken twice.
 */
export function toPackageOffer(item: Pick<OfferItem, 'id' | 'parts' | 'reasons'>, use?: Amount): PackageOffer {
  const { need, proximity } = item.parts;
  const certainty = item.reasons.includes('FACT_STALE')
    ? Math.min(1, item.parts.certainty / STALE_SHARE)
    : item.parts.certainty;
  return { supplyId: item.id, need, proximity, certainty, ...(use ? { use } : {}) };
}
