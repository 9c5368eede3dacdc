/**
 * The plain records the library understands and the results it gives back.
 * Everything is data: no classes, no dates, no I/O. Money is in 万元 (10,000 CNY), shares are 0–1.
 */

/** An investment project (招商项目) looking for an enterprise to carry it out. */
export interface ProjectRecord {
  readonly id: string;
  readonly name: string;
  /** What is to be built, in free text (建设内容). */
  readonly content?: string;
  /** The heading a plan lists the project under, such as 工业 or 能源. */
  readonly sector?: string;
  readonly province?: string;
  readonly city?: string;
  readonly county?: string;
  /** GB/T 4754 codes of 2 to 4 digits, the most important first; may be empty. */
  readonly industryCodes: readonly string[];
  /** Total planned investment in 万元. */
  readonly totalInvestmentWan?: number;
  readonly year?: number;
  /** GB/T 4754 codes of the leading industry (首位产业) of the park the project is to stand in. */
  readonly parkLeadIndustryCodes?: readonly string[];
  /** What has to be settled before anybody can build, as the offices in charge see it; absent where nobody has looked. */
  readonly siteConditions?: Readonly<Partial<Record<SiteCondition, SiteVerdict>>>;
}

/** 权属、用地、用能、用水、环评: title to the assets, land and forest quota, energy quota, water, environmental pre-assessment. */
export type SiteCondition = 'title' | 'land' | 'energy' | 'water' | 'environment';
/** `settled`: granted or clear; `partial`: in part; `open`: known not to be settled yet; `refused`: it will not be granted. */
export type SiteVerdict = 'settled' | 'partial' | 'open' | 'refused';

/** One product or service line of an enterprise. */
export interface ProductLine {
  readonly name: string;
  /** Share of revenue, 0–1, where known. */
  readonly share?: number;
}

/** An enterprise that may invest. */
export interface EnterpriseRecord {
  readonly id: string;
  readonly name: string;
  readonly shortName?: string;
  readonly province?: string;
  readonly city?: string;
  /** Main business (主营业务) in free text; lists such as 「水泥制造：熟料、骨料」 are read as product lines. */
  readonly mainBusiness?: string;
  /** Product lines known separately; they are used together with the ones read from the main business. */
  readonly products?: readonly ProductLine[];
  /** GB/T 4754 codes of 2 to 4 digits, the registered one first; may be empty. */
  readonly industryCodes: readonly string[];
  readonly registeredCapitalWan?: number;
  readonly totalAssetsWan?: number;
  /** Stock code of the enterprise or of the listed company it stands for, such as 600585. */
  readonly listedCode?: string;
  readonly status?: 'active' | 'woundUp';
  readonly doNotContact?: boolean;
}

/** Something a place can offer: a mineral, a crop, water, land, plant, labour (资源). */
export interface ResourceRecord {
  readonly id: string;
  readonly name: string;
  /** Category in the words of the register, such as 煤炭 or 中药材. */
  readonly category: string;
  readonly kind?: string;
  readonly province?: string;
  readonly city?: string;
  readonly county?: string;
  readonly quantity?: number;
  readonly unit?: string;
  readonly year?: number;
  /** 优势 / 中间 / 短板: how strong the place is in this resource. */
  readonly tier?: 'advantage' | 'middle' | 'short';
  readonly industryCodes?: readonly string[];
  /** Where the fact comes from: official, official-mirror, media, company, book, aggregator, mirror, forum. */
  readonly sourceKind?: string;
  /** The fact is known to be out of date. */
  readonly stale?: boolean;
  /** 背景统计: it describes the place and is nobody's to give. It may be shown as an argument, never promised. */
  readonly isStatistic?: boolean;
}

/** A demand a place can open to an enterprise: consumers, public purchasers, industrial users (市场). */
export interface MarketRecord {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly province?: string;
  readonly city?: string;
  readonly county?: string;
  readonly value?: number;
  readonly unit?: string;
  readonly year?: number;
  readonly industryCodes?: readonly string[];
  readonly sourceKind?: string;
  readonly stale?: boolean;
  /** 背景统计: population, income, output; an argument, never a demand that can be promised. */
  readonly isStatistic?: boolean;
}

/** Everything a matcher is built from. Ids are unique within each list. */
export interface MatchInput {
  readonly projects: readonly ProjectRecord[];
  readonly enterprises: readonly EnterpriseRecord[];
  readonly resources?: readonly ResourceRecord[];
  readonly markets?: readonly MarketRecord[];
}

/** The criteria a score is made of, in the order they are shown. */
export const CRITERIA = [
  'words',
  'focus',
  'product',
  'productTopic',
  'trade',
  'codes',
  'place',
  'size',
  'park',
] as const;
export type CriterionName = (typeof CRITERIA)[number];

/** The rules that are not a matter of degree. */
export const CONSTRAINTS = [
  'enterpriseActive',
  'contactAllowed',
  'notPaused',
  'industryAllowed',
  'notYetLanded',
  'titleClear',
  'landAvailable',
  'energyAvailable',
  'waterAvailable',
  'environmentCleared',
  'capacity',
] as const;
export type ConstraintName = (typeof CONSTRAINTS)[number];

/** A stretch of text, `[start, end)` in UTF-16 units of the named field as it was given (not normalised). */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** A word both sides use, and where. */
export interface EvidenceTerm {
  readonly term: string;
  /** Share of this term in the evidence it belongs to, 0–1. */
  readonly weight: number;
  /** Project field and place(s) in it. Empty when the term reached the project through an alias or feedback. */
  readonly project: readonly (TextSpan & {
    readonly field: 'name' | 'content' | 'sector';
  })[];
  /** Enterprise field and place(s) in it; `products.2` is the name of the third product line. */
  readonly enterprise: readonly (TextSpan & { readonly field: string })[];
  /** The word of the project's own text this term stands for, when it is an alias. */
  readonly aliasOf?: string;
}

/** An industry code with the codes above it, names included where the taxonomy knows them. */
export interface CodeEvidence {
  readonly code: string;
  readonly name?: string;
  /** From the division down to the code itself. */
  readonly path: readonly { readonly code: string; readonly name?: string }[];
  readonly side: 'project' | 'enterprise' | 'park';
  /** `given`: in the record; `derived`: voted by similar enterprises. */
  readonly origin: 'given' | 'derived';
}

/** A plain fact, with the field or the reference data it was read from. */
export interface EvidenceFact {
  readonly side: 'project' | 'enterprise';
  readonly field: string;
  readonly value: string | number;
  readonly unit?: string;
  /** `record`: the record itself; otherwise the key of a reference data set. */
  readonly source: string;
}

/** Why a criterion has its value. Only the parts that apply to its kind are there. */
export interface Evidence {
  readonly kind: 'words' | 'product' | 'topic' | 'class' | 'place' | 'size' | 'park' | 'unknown';
  /** The enterprise field (or, for `unknown`, the missing field of either side) this rests on. */
  readonly field: string;
  readonly terms?: readonly EvidenceTerm[];
  readonly product?: {
    readonly name: string;
    readonly share?: number;
    readonly span: TextSpan & { readonly field: string };
  };
  readonly codes?: readonly CodeEvidence[];
  /** How the codes of both sides relate. */
  readonly relation?: 'sameClass' | 'sameGroup' | 'sameDivision' | 'relatedDivision' | 'none';
  readonly facts?: readonly EvidenceFact[];
  /** Ids of the records a derived value was learnt from. */
  readonly from?: readonly string[];
}

/** One criterion's part of a score: `contribution = weight × value`. */
export interface Contribution {
  readonly criterion: CriterionName;
  readonly weight: number;
  /** 0–1; the neutral mean where the criterion cannot be judged. */
  readonly value: number;
  readonly contribution: number;
  /** False when a field is missing and `value` is the neutral mean. */
  readonly known: boolean;
  readonly evidence: readonly Evidence[];
}

export type Verdict = 'pass' | 'fail' | 'unknown';

/** The verdict of one hard rule. A single `fail` keeps a pair out of every ranking. */
export interface ConstraintResult {
  readonly constraint: ConstraintName;
  readonly verdict: Verdict;
  /** Code such as `ENTERPRISE_WOUND_UP`; sentences are made by `explainInWords`. */
  readonly reason: string;
  readonly details?: Readonly<Record<string, string | number | readonly string[]>>;
}

/**
 * 是否对口: whether an enterprise plainly fits a project, whoever else is on its list. Scores compare the candidates of one list with each
 * other; where nobody fits, the first of the list has a score like any other's, and this says so.
 */
export interface PairFit {
  readonly verdict: 'clear' | 'doubtful';
  /**
   * `TRADES_RELATED`: their industry codes are the same or related. `TEXTS_AGREE`: they are not, or not known, and the texts have enough in
   * common all the same. `LITTLE_IN_COMMON`, `LITTLE_IN_COMMON_TRADE_UNKNOWN`: neither; what is shared may be the very thing (殡葬) or
   * chance (养护 of the aged and of roads).
   */
  readonly reason: 'TRADES_RELATED' | 'TEXTS_AGREE' | 'LITTLE_IN_COMMON' | 'LITTLE_IN_COMMON_TRADE_UNKNOWN';
}

/** What a sceptical reader would say against a pair. */
export interface CounterArgument {
  readonly criterion: CriterionName;
  /** Score the pair would gain if this criterion were as good as at the best candidate. */
  readonly missing: number;
  /**
   * `NO_CLEAR_FIT` before anything else where the fit is doubtful. Otherwise the strongest signal the pair lacks: `UNKNOWN` where its value
   * is not known, `WEAK` where it is.
   */
  readonly reason: 'NO_CLEAR_FIT' | 'WEAK' | 'UNKNOWN';
  readonly value: number;
  /** Of `NO_CLEAR_FIT` the strongest words both sides write, three at most. */
  readonly terms?: readonly string[];
}

/** 优势资源带产业 · 中间资源促开发 · 短板资源配市场 */
export type OfferStrategy = 'advantageBringsIndustry' | 'middleIsDeveloped' | 'shortageMeetsMarket';

/** One resource or market put on the table, with the parts of its score. */
export interface OfferItem {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly place?: string;
  readonly quantity?: number;
  readonly unit?: string;
  readonly year?: number;
  readonly sourceKind?: string;
  /** Product of the parts, 0–1. */
  readonly score: number;
  readonly parts: {
    readonly need: number;
    readonly proximity: number;
    readonly certainty: number;
    readonly quantity: number;
  };
  /** Codes such as `NEED_INPUT`, `SAME_COUNTY`, `QUANTITY_UNKNOWN`, `FACT_OLD`. */
  readonly reasons: readonly string[];
  /** Which entry of the need matrix or which code link made it relevant. */
  readonly needSource: string;
  /** False when no quantity is known or the fact is a statistic: it may be shown, never allocated. */
  readonly allocable: boolean;
}

/** What the place can put on the table for a pair: 资源换投资 and 市场换产业. */
export interface Offer {
  readonly resource?: OfferItem & { readonly strategy: OfferStrategy };
  readonly market?: OfferItem;
  /** How the offer is to be played; follows the tier of the resource, or the market when there is no resource. */
  readonly strategy?: OfferStrategy;
  readonly reasons: readonly string[];
  /** The next best of each side, best first and at most two each: what else may be talked about, and what packages choose from. */
  readonly furtherResources?: readonly OfferItem[];
  readonly furtherMarkets?: readonly OfferItem[];
}

/** A ranked pair. `contributions` add up to `score` within 1e-9. */
export interface Suggestion {
  readonly projectId: string;
  readonly enterpriseId: string;
  /** 1 is best. */
  readonly rank: number;
  readonly score: number;
  readonly contributions: readonly Contribution[];
  readonly constraints: readonly ConstraintResult[];
  readonly fit: PairFit;
  readonly counterArgument?: CounterArgument;
  readonly offer?: Offer;
}

/** Everything known about any pair, ranked or not. */
export interface PairExplanation {
  readonly projectId: string;
  readonly enterpriseId: string;
  readonly score: number;
  readonly contributions: readonly Contribution[];
  readonly constraints: readonly ConstraintResult[];
  readonly fit: PairFit;
  readonly counterArgument?: CounterArgument;
  readonly offer?: Offer;
  /** Place in the project's ranking of all candidates; absent when the pair is not ranked. */
  readonly rank?: number;
  /** Why the pair is not among the default suggestions; empty when it is. `CONSTRAINT_FAILED`; `NOT_A_CANDIDATE` with `BELOW_WORDS_LIST` and `BELOW_NEAR_LIST`; `RANKED_BELOW_TOP`. */
  readonly whyNot: readonly {
    readonly reason: string;
    readonly details?: Readonly<Record<string, string | number>>;
  }[];
}
