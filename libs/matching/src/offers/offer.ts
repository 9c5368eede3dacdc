import type { MarketRecord, Offer, OfferItem, OfferStrategy, ProjectRecord, ResourceRecord } from '../model.js';
import { industryCodes } from '../normalize/industry-code.js';
import { placeKey } from '../normalize/place.js';
import type { RelatedIndustries } from '../normalize/related-industries.js';
import { foldText } from '../normalize/text.js';
import type { Need } from '../options.js';
import { Dictionary } from '../packed/dictionary.js';
import { hashId } from '../ranking/hash.js';
import { isWritten } from '../normalize/written.js';

/** A resource or market in one shape: what it is, where, how much, how sure. */
interface Fact {
  readonly record: ResourceRecord | MarketRecord;
  readonly side: Need['side'];
  readonly amount: number | undefined;
  readonly codes: readonly string[];
  readonly tier: ResourceRecord['tier'];
  /** Stands already, and is used up. */
  readonly isUsedUp: boolean;
  readonly hash: number;
  /** Facts of one argument are one point to make: coal here and coal there are two, a deposit and its yearly output are one. */
  readonly argument: number;
  /** Numbers of its category, codes and places among the different ones there are: each is set against a project once. */
  readonly categoryAt: number;
  readonly codesAt: number;
  readonly placesAt: number;
  /** The wants that its category or its label names. */
  readonly wants: readonly FactWant[];
  /** Belongs to a trade, such as labour with a skill. */
  readonly isTradeBound: boolean;
  readonly certainty: Certainty;
  /** What tier, quantity and kind of figure leave of it, each 0–1. */
  readonly tierShare: number;
  readonly quantityShare: number;
}

/** A want a fact could satisfy, by its number, and whether its category says so or only its name. */
interface FactWant {
  readonly at: number;
  readonly share: number;
}

/** How far a fact can be trusted, and why no further. */
interface Certainty {
  readonly value: number;
  readonly reasons: readonly string[];
}

/** What the pair is about: codes and words of the project, codes of the enterprise behind it. */
export interface OfferRequest {
  readonly project: ProjectRecord;
  readonly projectCodes: readonly string[];
  readonly enterpriseCodes: readonly string[];
}

/** How far a fact may be trusted by the kind of its source, 0–1; official figures first. */
const SOURCE_CERTAINTY: ReadonlyMap<string, number> = new Map([
  ['official', 1],
  ['official-mirror', 0.95],
  ['media', 0.9],
  ['company', 0.85],
  ['book', 0.85],
  ['aggregator', 0.75],
  ['mirror', 0.7],
  ['forum', 0.6],
]);
const UNKNOWN_SOURCE_CERTAINTY = 0.8;
/** A figure loses a tenth in five years, at most four tenths. */
const YEARLY_LOSS = 0.02;
const MOST_LOSS = 0.4;
const UNKNOWN_YEAR_CERTAINTY = 0.75;
/** An enterprise's own trade counts less than what the project is to be. */
const ENTERPRISE_SHARE = 0.6;
/** Below this nobody would take the offer seriously; nothing is offered. */
const LOWEST_NEED = 0.3;
/** Descriptions of a place: nothing one could supply or sell to. */
const DESCRIPTION = /国土面积|海拔|覆盖率|品种|种类|占全省|灌溉面积/;
/** Plants that stand already: they show that a trade works here, but they are used up. */
const EXISTING = /在建|已建|建成|装机|电站|产能|产值/;
/** A fact nobody has confirmed in time counts this much of its certainty. */
export const STALE_SHARE = 0.6;
/** What lies in the ground or on the land hardly changes; its figures age at half the pace. */
const LASTING = /储量|可开采|资源量|面积|可开发|日照/;
/** Categories every second project mentions; a mention alone does not make them an offer. */
const GENERIC = new Set(['园区', '土地', '劳动力', '厂房', '人口', '矿产', '新能源', '招商']);
/** When words of the project say what it is, what its code says in general counts less. */
const CODE_BESIDE_WORD = 0.7;
/** A production factor that belongs to another trade, such as textile workers for a cannery. */
const FACTOR_OF_ANOTHER_TRADE = 0.6;
const TRADE_BOUND = /劳动力|厂房|园区/;
/** A statistic is an argument and no offer: what can be given comes first where both fit about as well. */
const STATISTIC_SHARE = 0.9;
/** A number of establishments says that there is a market, not how much it takes. */
const COUNT_SHARE = 0.9;
const COUNT = /^[个所家]$/;
/** A price is for those who pay it; to be of the trade that charges it is no reason to come. */
const PRICE = /^元\//;
/** What a want is worth that only the name of a fact speaks of. */
const NAME_SHARE = 0.9;
/** What the trade of the project is worth where nobody says what it needs. */
const SAME_INDUSTRY_NEED = 0.7;
/** Offers below this are not worth an official's breath. */
const LOWEST_SCORE = 0.2;

const TIER_FACTOR: Readonly<Record<NonNullable<ResourceRecord['tier']>, number>> = Object.freeze({
  advantage: 1,
  middle: 0.9,
  short: 0.6,
});
const UNKNOWN_TIER_FACTOR = 0.9;

const STRATEGY: Readonly<Record<NonNullable<ResourceRecord['tier']>, OfferStrategy>> = Object.freeze({
  advantage: 'advantageBringsIndustry',
  middle: 'middleIsDeveloped',
  short: 'shortageMeetsMarket',
});

/** Offers kept beside the best one of each side; packages combine three by three. */
const FURTHER_OFFERS = 2;
/** What a second figure for one thing at one place is worth beside the first: together they are one argument. */
const REPEATED = 0.8;

/** A side and a category that needs ask for; an entry of the matrix each, or several. */
type Want = Pick<Need, 'side' | 'category'>;

/** What a project is to all facts alike: worked out once for its text, its places and its codes. */
interface ProjectSight {
  readonly text: string;
  /** By category: whether the project names it. */
  readonly isNamed: readonly boolean[];
  /** By places. */
  readonly nearness: readonly Nearness[];
  /** Offers by all else of the pair that they go by: most enterprises beside a project have the same needs. */
  readonly offers: Map<string, Offer>;
}

/** A pair as facts are set against it. */
interface PairSight extends ProjectSight {
  /** By want: the need of the pair, if it has one. */
  readonly needs: readonly (ActiveNeed | undefined)[];
  /** By list of codes: likeness to the codes of the project. */
  readonly overlap: readonly number[];
}

/** What ties a fact to a pair. One for all: each look at a fact overwrites the one before. */
interface Tie {
  value: number;
  by: 'none' | 'text' | 'need' | 'codes';
  need: ActiveNeed | undefined;
}

/**
 * Finds what a place can put on the table for a pair: the best resource and the best market, and the next best; behind the best three come
 * more that can be given, until there are three of those. Cost: a few steps a fact for each project and set of needs.
 */
export class OfferFinder {
  readonly #sights = new WeakMap<ProjectRecord, ProjectSight>();
  readonly #facts: Readonly<Record<Need['side'], readonly Fact[]>>;
  readonly #needs: readonly (Need & { readonly want: number })[];
  readonly #categories = new Dictionary<string>();
  readonly #codeLists = new Dictionary<readonly string[]>();
  readonly #places = new Dictionary<Places>();
  readonly #wants = new Dictionary<Want>();
  readonly #referenceYear: number | undefined;
  readonly #tie: Tie = { value: 0, by: 'none', need: undefined };

  constructor(
    resources: readonly ResourceRecord[],
    markets: readonly MarketRecord[],
    needs: readonly Need[],
    private readonly related: RelatedIndustries,
    referenceYear: number | undefined,
  ) {
    const years = [...resources, ...markets].flatMap(({ year }) => year ?? []);
    this.#referenceYear = referenceYear ?? (years.length ? Math.max(...years) : undefined);
    this.#needs = needs.map((need) => {
      const category = foldText(need.category);
      const want = this.#wants.number(`${need.side} ${category}`, { side: need.side, category });
      return { ...need, category, want, ...(need.word === undefined ? {} : { word: foldText(need.word) }) };
    });
    const argumentNumbers = new Dictionary<string>();
    const fact = (record: ResourceRecord | MarketRecord, side: Need['side']): Fact => {
      const category = foldText(record.category);
      const label = foldText(`${record.category} ${'kind' in record ? (record.kind ?? '') : ''} ${record.name}`);
      const amount = 'value' in record ? record.value : 'quantity' in record ? record.quantity : undefined;
      const codes = industryCodes(record.industryCodes ?? []);
      const tier = 'tier' in record ? record.tier : undefined;
      const isUsedUp = side === 'resource' && EXISTING.test(record.name);
      const argument = argumentOf(record);
      const places = placesOf(record);
      return {
        record,
        side,
        amount,
        codes,
        tier,
        isUsedUp,
        hash: hashId(record.id),
        argument: argumentNumbers.number(argument, argument),
        categoryAt: this.#categories.number(category, category),
        codesAt: this.#codeLists.number(codes.join(' '), codes),
        placesAt: this.#places.number(JSON.stringify(places), places),
        wants: this.#wantsOf(side, category, label),
        isTradeBound: codes.length > 0 && TRADE_BOUND.test(category),
        certainty: this.#certainty(record),
        tierShare: side === 'resource' ? (tier ? TIER_FACTOR[tier] : UNKNOWN_TIER_FACTOR) : 1,
        quantityShare:
          (amount === undefined ? 0.7 : isUsedUp ? 0.65 : 1) *
          (record.isStatistic === true ? STATISTIC_SHARE : 1) *
          (side === 'market' && COUNT.test(record.unit ?? '') ? COUNT_SHARE : 1),
      };
    };
    const isOffer = ({ name }: ResourceRecord | MarketRecord): boolean => !DESCRIPTION.test(name);
    this.#facts = {
      resource: resources.filter(isOffer).map((record) => fact(record, 'resource')),
      market: markets.filter(isOffer).map((record) => fact(record, 'market')),
    };
  }

  find(request: OfferRequest): Offer {
    const { project, projectCodes } = request;
    let sight = this.#sights.get(project);
    if (!sight) this.#sights.set(project, (sight = this.#look(project)));
    const active = this.#activeNeeds(request, sight.text);
    const key = [...projectCodes, ...active.map(({ at, strength }) => `${at}=${strength}`)].join(' ');
    const known = sight.offers.get(key);
    if (known) return known;
    const needs: (ActiveNeed | undefined)[] = this.#wants.values.map(() => undefined);
    for (const need of active) needs[need.need.want] = need;
    const overlap = this.#codeLists.values.map((codes) => this.related.overlap(projectCodes, codes));
    const offer = this.#find({ ...sight, needs, overlap });
    sight.offers.set(key, offer);
    return offer;
  }

  #look(project: ProjectRecord): ProjectSight {
    const text = foldText(`${project.name}\n${project.content ?? ''}`);
    const places = placesOf(project);
    return {
      text,
      isNamed: this.#categories.values.map(
        (category) => category.length >= 2 && !GENERIC.has(category) && isWritten(category, text),
      ),
      nearness: this.#places.values.map((other) => nearness(places, other)),
      offers: new Map(),
    };
  }

  #wantsOf(side: Need['side'], category: string, label: string): FactWant[] {
    return this.#wants.values.flatMap((want, at) => {
      if (want.side !== side) return [];
      if (category.includes(want.category)) return { at, share: 1 };
      return label.includes(want.category) ? { at, share: NAME_SHARE } : [];
    });
  }

  #find(sight: PairSight): Offer {
    const [resource, ...furtherResources] = this.#best('resource', sight);
    const [market, ...furtherMarkets] = this.#best('market', sight);
    const strategy = resource ? strategyOf(resource.fact.tier) : market ? 'shortageMeetsMarket' : undefined;
    const reasons = [
      ...(resource ? ['RESOURCE_FOR_INVESTMENT'] : ['NO_RESOURCE_FITS']),
      ...(market ? ['MARKET_FOR_INDUSTRY'] : ['NO_MARKET_FITS']),
    ];
    return {
      ...(resource ? { resource: { ...resource.item, strategy: strategyOf(resource.fact.tier) } } : {}),
      ...(market ? { market: market.item } : {}),
      ...(strategy ? { strategy } : {}),
      reasons,
      ...(furtherResources.length > 0 ? { furtherResources: furtherResources.map(({ item }) => item) } : {}),
      ...(furtherMarkets.length > 0 ? { furtherMarkets: furtherMarkets.map(({ item }) => item) } : {}),
    };
  }

  /** Needs that apply to the pair; of several on one category the finest code decides, words before codes. */
  #activeNeeds({ projectCodes, enterpriseCodes }: OfferRequest, text: string): ActiveNeed[] {
    const byWant = new Map<number, ActiveNeed & { strength: number; rank: number }>();
    for (const [at, need] of this.#needs.entries()) {
      const code = need.industryCode;
      let rank = -1;
      let share = 1;
      if (need.word !== undefined && isWritten(need.word, text)) rank = WORD_RANK;
      else if (code !== undefined && projectCodes.some((own) => own.startsWith(code))) rank = code.length;
      else if (code !== undefined && enterpriseCodes.some((own) => own.startsWith(code))) {
        rank = 0;
        share = ENTERPRISE_SHARE;
      }
      if (rank < 0) continue;
      const known = byWant.get(need.want);
      const strength = need.strength * share;
      if (!known || rank > known.rank || (rank === known.rank && strength > known.strength))
        byWant.set(need.want, { at, need, strength, rank, order: known?.order ?? byWant.size });
    }
    const active = [...byWant.values()];
    for (const side of ['resource', 'market'] as const) {
      if (!active.some((entry) => entry.need.side === side && entry.rank === WORD_RANK)) continue;
      for (const entry of active)
        if (entry.need.side === side && entry.rank < WORD_RANK) entry.strength *= CODE_BESIDE_WORD;
    }
    return active;
  }

  /** The best offer of a side, then the next best; something else comes before more of the same. Then what can be given. */
  #best(side: Need['side'], sight: PairSight): RankedOffer[] {
    const offers: ScoredFact[] = [];
    for (const fact of this.#facts[side]) {
      const score = this.#score(fact, sight);
      if (score >= LOWEST_SCORE) offers.push({ fact, score });
    }
    const chosen: ScoredFact[] = [];
    const taken = new Map<number, number>();
    const worth = ({ score, fact }: ScoredFact): number => score * REPEATED ** (taken.get(fact.argument) ?? 0);
    while (offers.length > 0 && chosen.length < 1 + FURTHER_OFFERS) {
      const next = takeBest(offers, worth)!;
      chosen.push(next);
      taken.set(next.fact.argument, (taken.get(next.fact.argument) ?? 0) + 1);
    }
    // A package combines three by three, and can only promise what is among the offers.
    let missing = 1 + FURTHER_OFFERS - chosen.filter(({ fact }) => isAllocable(fact)).length;
    const rest = missing > 0 ? offers.filter(({ fact }) => isAllocable(fact)) : [];
    for (; missing > 0 && rest.length > 0; missing--) chosen.push(takeBest(rest, ({ score }) => score)!);
    return chosen.map(({ fact, score }) => ({ fact, item: this.#itemOf(fact, score, sight) }));
  }

  /** 0 where nothing ties the fact to the pair. */
  #score(fact: Fact, sight: PairSight): number {
    const { value } = this.#tieOf(fact, sight);
    if (value < LOWEST_NEED) return 0;
    return value * fact.tierShare * sight.nearness[fact.placesAt].value * fact.certainty.value * fact.quantityShare;
  }

  #itemOf(fact: Fact, score: number, sight: PairSight): OfferItem {
    const tie = this.#tieOf(fact, sight);
    const proximity = sight.nearness[fact.placesAt];
    const { certainty, amount, tierShare, quantityShare } = fact;
    const { id, name, category, unit, year, sourceKind, county, city, province, isStatistic } = fact.record;
    const place = county ?? city ?? province;
    return {
      id,
      name,
      category,
      ...(place === undefined ? {} : { place }),
      ...(amount === undefined ? {} : { quantity: amount }),
      ...(unit === undefined ? {} : { unit }),
      ...(year === undefined ? {} : { year }),
      ...(sourceKind === undefined ? {} : { sourceKind }),
      score,
      parts: {
        need: tie.value * tierShare,
        proximity: proximity.value,
        certainty: certainty.value,
        quantity: quantityShare,
      },
      reasons: [
        reasonOf(tie, fact),
        proximity.reason,
        ...certainty.reasons,
        isStatistic === true
          ? 'STATISTIC'
          : amount === undefined
            ? 'QUANTITY_UNKNOWN'
            : fact.isUsedUp
              ? 'EXISTING_PLANT'
              : 'QUANTITY_KNOWN',
        ...(fact.side === 'market' ? [] : [fact.tier ? `TIER_${fact.tier.toUpperCase()}` : 'TIER_ASSUMED_MIDDLE']),
      ],
      needSource: sourceOf(tie, fact),
      allocable: isAllocable(fact),
    };
  }

  /** Strongest tie between a fact and the pair: named in the project, entry of the matrix, or the same industry. */
  #tieOf(fact: Fact, { isNamed, needs, overlap }: PairSight): Tie {
    const tie = this.#tie;
    tie.by = isNamed[fact.categoryAt] ? 'text' : 'none';
    tie.value = tie.by === 'text' ? 1 : 0;
    tie.need = undefined;
    const sameTrade = overlap[fact.codesAt];
    for (const { at, share } of fact.wants) {
      const need = needs[at];
      if (!need) continue;
      const value = need.strength * share * (fact.isTradeBound && sameTrade === 0 ? FACTOR_OF_ANOTHER_TRADE : 1);
      if (value < tie.value || (value === tie.value && (!tie.need || tie.need.order < need.order))) continue;
      tie.by = 'need';
      tie.value = value;
      tie.need = need;
    }
    const ofTrade = PRICE.test(fact.record.unit ?? '') ? 0 : SAME_INDUSTRY_NEED * sameTrade;
    if (ofTrade > tie.value) {
      tie.by = 'codes';
      tie.value = ofTrade;
    }
    return tie;
  }

  #certainty({ name, year, sourceKind, stale }: ResourceRecord | MarketRecord): Certainty {
    const reasons: string[] = [];
    let value = SOURCE_CERTAINTY.get(sourceKind ?? '') ?? UNKNOWN_SOURCE_CERTAINTY;
    if (value < 0.8) reasons.push('SOURCE_WEAK');
    if (year === undefined || this.#referenceYear === undefined) {
      value *= UNKNOWN_YEAR_CERTAINTY;
      reasons.push('YEAR_UNKNOWN');
    } else {
      const age = Math.max(0, this.#referenceYear - year);
      const pace = LASTING.test(name) ? YEARLY_LOSS / 2 : YEARLY_LOSS;
      value *= 1 - Math.min(MOST_LOSS, pace * age);
      if (age > 5) reasons.push('FACT_OLD');
    }
    if (stale) {
      value *= STALE_SHARE;
      reasons.push('FACT_STALE');
    }
    return { value, reasons };
  }
}

interface RankedOffer {
  readonly item: OfferItem;
  readonly fact: Fact;
}

interface ScoredFact {
  readonly fact: Fact;
  readonly score: number;
}

/** Takes the one that is worth most, of equals the one with the lower hash. */
function takeBest(offers: ScoredFact[], worth: (offer: ScoredFact) => number): ScoredFact | undefined {
  let best = 0;
  for (let i = 1; i < offers.length; i++) {
    const lead = worth(offers[i]) - worth(offers[best]);
    if (lead > 0 || (lead === 0 && offers[i].fact.hash < offers[best].fact.hash)) best = i;
  }
  return offers.splice(best, 1)[0];
}

const isAllocable = ({ amount, record }: Fact): boolean => amount !== undefined && record.isStatistic !== true;

function reasonOf({ by, need }: Tie, { side }: Fact): string {
  if (by === 'text') return 'NAMED_IN_PROJECT';
  if (by === 'codes') return 'SAME_INDUSTRY';
  if (side === 'market') return 'NEED_CUSTOMER';
  return need?.need.source === 'factor' ? 'NEED_FACTOR' : 'NEED_INPUT';
}

function sourceOf({ by, need }: Tie, { codes }: Fact): string {
  if (by === 'codes') return `industry code: ${codes.join(' ')}`;
  if (by === 'text' || !need) return 'project text';
  const { source, word, industryCode, category } = need.need;
  return `${source}: ${word ?? industryCode ?? ''} → ${category}`;
}

interface ActiveNeed {
  /** Its place among all needs. */
  readonly at: number;
  readonly need: Need & { readonly want: number };
  readonly strength: number;
  /** Of equals the first that was met decides. */
  readonly order: number;
}

/** Words outrank codes of any length. */
const WORD_RANK = 10;

/** A resource whose tier nobody set is treated as one to be developed, and the reasons say so. */
const strategyOf = (tier: ResourceRecord['tier']): OfferStrategy => STRATEGY[tier ?? 'middle'];

const argumentOf = ({ category, county, city, province }: ResourceRecord | MarketRecord): string =>
  [foldText(category), county ?? city ?? province ?? ''].join(' ');

/** Names of places as they are compared; empty where there is none. */
type Places = Readonly<Record<'county' | 'city' | 'province', string>>;

const placesOf = ({ county, city, province }: Partial<Places>): Places => ({
  county: placeKey(county),
  city: placeKey(city),
  province: placeKey(province),
});

interface Nearness {
  readonly value: number;
  readonly reason: string;
}

/** How near a fact is to a project, by the names of county, city and province. */
function nearness(project: Places, fact: Places): Nearness {
  const same = (a: string, b: string): boolean => a !== '' && a === b;
  if (same(project.county, fact.county)) return { value: 1, reason: 'SAME_COUNTY' };
  if (same(project.city, fact.city)) {
    if (fact.county === '') return { value: 0.95, reason: 'SAME_CITY' };
    return project.county === '' ? { value: 0.9, reason: 'SAME_CITY' } : { value: 0.75, reason: 'NEIGHBOUR_COUNTY' };
  }
  if (same(project.province, fact.province))
    return fact.city || fact.county ? { value: 0.4, reason: 'SAME_PROVINCE' } : { value: 0.7, reason: 'PROVINCE_WIDE' };
  return project.province && fact.province
    ? { value: 0.15, reason: 'ELSEWHERE' }
    : { value: 0.5, reason: 'PLACE_UNKNOWN' };
}
