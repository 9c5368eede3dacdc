import type { MarketRecord, Offer, OfferItem, OfferStrategy, ProjectRecord, ResourceRecord } from '../model.js';
import { industryCodes } from '../normalize/industry-code.js';
import { placeKey } from '../normalize/place.js';
import type { RelatedIndustries } from '../normalize/related-industries.js';
import { foldText } from '../normalize/text.js';
import type { Need } from '../options.js';
import { hashId } from '../ranking/hash.js';
import { isWritten } from '../candidates/query.js';

/** A resource or market in one shape: what it is, where, how much, how sure. */
interface Fact {
  readonly record: ResourceRecord | MarketRecord;
  readonly side: Need['side'];
  readonly label: string;
  readonly category: string;
  readonly name: string;
  readonly amount: number | undefined;
  readonly codes: readonly string[];
  readonly tier: ResourceRecord['tier'];
  /** Describes the place: nothing one could supply or sell to. */
  readonly isDescription: boolean;
  /** Stands already, and is used up. */
  readonly isUsedUp: boolean;
  readonly hash: number;
  /** Facts of one argument are one point to make: coal here and coal there are two, a deposit and its yearly output are one. */
  readonly argument: string;
  readonly places: Places;
  readonly certainty: Certainty;
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

/**
 * Finds what a place can put on the table for a pair: the best resource and the best market, and the next best; behind the best three come
 * more that can be given, until there are three of those.
 */
export class OfferFinder {
  /** What was found for a project, by all of the pair that offers go by: most enterprises beside it have the same needs. */
  readonly #known = new WeakMap<ProjectRecord, Map<string, Offer>>();
  readonly #facts: readonly Fact[];
  readonly #needs: readonly Need[];
  readonly #referenceYear: number | undefined;

  constructor(
    resources: readonly ResourceRecord[],
    markets: readonly MarketRecord[],
    needs: readonly Need[],
    private readonly related: RelatedIndustries,
    referenceYear: number | undefined,
  ) {
    const years = [...resources, ...markets].flatMap(({ year }) => year ?? []);
    this.#referenceYear = referenceYear ?? (years.length ? Math.max(...years) : undefined);
    const fact = (record: ResourceRecord | MarketRecord, side: Need['side']): Fact => ({
      record,
      side,
      label: foldText(`${record.category} ${'kind' in record ? (record.kind ?? '') : ''} ${record.name}`),
      category: foldText(record.category),
      name: foldText(record.name),
      amount: 'value' in record ? record.value : 'quantity' in record ? record.quantity : undefined,
      codes: industryCodes(record.industryCodes ?? []),
      tier: 'tier' in record ? record.tier : undefined,
      isDescription: DESCRIPTION.test(record.name),
      isUsedUp: side === 'resource' && EXISTING.test(record.name),
      hash: hashId(record.id),
      argument: argumentOf(record),
      places: placesOf(record),
      certainty: this.#certainty(record),
    });
    this.#facts = [...resources.map((r) => fact(r, 'resource')), ...markets.map((m) => fact(m, 'market'))];
    this.#needs = needs.map((need) => ({
      ...need,
      category: foldText(need.category),
      ...(need.word === undefined ? {} : { word: foldText(need.word) }),
    }));
  }

  find(request: OfferRequest): Offer {
    const { project, projectCodes } = request;
    const text = foldText(`${project.name}\n${project.content ?? ''}`);
    const active = this.#activeNeeds(request, text);
    const key = [...projectCodes, ...active.map(({ at, strength }) => `${at}=${strength}`)].join(' ');
    const known = this.#known.get(project) ?? new Map<string, Offer>();
    this.#known.set(project, known);
    const offer = known.get(key) ?? this.#find(request, text, active);
    known.set(key, offer);
    return offer;
  }

  #find(request: OfferRequest, text: string, active: readonly ActiveNeed[]): Offer {
    const [resource, ...furtherResources] = this.#best('resource', request, text, active);
    const [market, ...furtherMarkets] = this.#best('market', request, text, active);
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
    const byCategory = new Map<string, { at: number; need: Need; strength: number; rank: number }>();
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
      const key = `${need.side} ${need.category}`;
      const known = byCategory.get(key);
      const strength = need.strength * share;
      if (!known || rank > known.rank || (rank === known.rank && strength > known.strength))
        byCategory.set(key, { at, need, strength, rank });
    }
    const active = [...byCategory.values()];
    for (const side of ['resource', 'market'] as const) {
      if (!active.some((entry) => entry.need.side === side && entry.rank === WORD_RANK)) continue;
      for (const entry of active)
        if (entry.need.side === side && entry.rank < WORD_RANK) entry.strength *= CODE_BESIDE_WORD;
    }
    return active;
  }

  /** The best offer of a side, then the next best; something else comes before more of the same. Then what can be given. */
  #best(side: Need['side'], request: OfferRequest, text: string, needs: readonly ActiveNeed[]): RankedOffer[] {
    const places = placesOf(request.project);
    const offers = this.#facts.flatMap((fact): RankedOffer[] => {
      const item = fact.side === side ? this.#judge(fact, request, text, needs, places) : undefined;
      return item && item.score >= LOWEST_SCORE ? [{ item, fact }] : [];
    });
    const chosen: RankedOffer[] = [];
    const taken = new Map<string, number>();
    const worth = ({ item, fact }: RankedOffer): number => item.score * REPEATED ** (taken.get(fact.argument) ?? 0);
    while (offers.length > 0 && chosen.length < 1 + FURTHER_OFFERS) {
      let best = 0;
      for (let i = 1; i < offers.length; i++) {
        const lead = worth(offers[i]) - worth(offers[best]);
        if (lead > 0 || (lead === 0 && offers[i].fact.hash < offers[best].fact.hash)) best = i;
      }
      const [next] = offers.splice(best, 1);
      chosen.push(next);
      taken.set(next.fact.argument, (taken.get(next.fact.argument) ?? 0) + 1);
    }
    // A package combines three by three, and can only promise what is among the offers.
    const given = offers.filter(({ item }) => item.allocable).sort((a, b) => b.item.score - a.item.score || a.fact.hash - b.fact.hash); // prettier-ignore
    const missing = 1 + FURTHER_OFFERS - chosen.filter(({ item }) => item.allocable).length;
    chosen.push(...given.slice(0, missing));
    return chosen;
  }

  #judge(
    fact: Fact,
    request: OfferRequest,
    text: string,
    needs: readonly ActiveNeed[],
    places: Places,
  ): OfferItem | undefined {
    if (fact.isDescription) return undefined;
    const need = this.#need(fact, request, text, needs);
    if (need.value < LOWEST_NEED) return undefined;
    const proximity = nearness(places, fact.places);
    const { certainty, isUsedUp } = fact;
    const isStatistic = fact.record.isStatistic === true;
    const quantity =
      (fact.amount === undefined ? 0.7 : isUsedUp ? 0.65 : 1) *
      (isStatistic ? STATISTIC_SHARE : 1) *
      (fact.side === 'market' && COUNT.test(fact.record.unit ?? '') ? COUNT_SHARE : 1);
    const tier = fact.side === 'resource' ? (fact.tier ? TIER_FACTOR[fact.tier] : UNKNOWN_TIER_FACTOR) : 1;
    const parts = { need: need.value * tier, proximity: proximity.value, certainty: certainty.value, quantity };
    const { id, name, category, unit, year, sourceKind, county, city, province } = fact.record;
    const place = county ?? city ?? province;
    return {
      id,
      name,
      category,
      ...(place === undefined ? {} : { place }),
      ...(fact.amount === undefined ? {} : { quantity: fact.amount }),
      ...(unit === undefined ? {} : { unit }),
      ...(year === undefined ? {} : { year }),
      ...(sourceKind === undefined ? {} : { sourceKind }),
      score: parts.need * parts.proximity * parts.certainty * parts.quantity,
      parts,
      reasons: [
        need.reason,
        proximity.reason,
        ...certainty.reasons,
        isStatistic
          ? 'STATISTIC'
          : fact.amount === undefined
            ? 'QUANTITY_UNKNOWN'
            : isUsedUp
              ? 'EXISTING_PLANT'
              : 'QUANTITY_KNOWN',
        ...(fact.side === 'market' ? [] : [fact.tier ? `TIER_${fact.tier.toUpperCase()}` : 'TIER_ASSUMED_MIDDLE']),
      ],
      needSource: need.source,
      allocable: fact.amount !== undefined && !isStatistic,
    };
  }

  /** Strongest tie between a fact and the pair: named in the project, entry of the matrix, or the same industry. */
  #need(
    fact: Fact,
    { projectCodes }: OfferRequest,
    text: string,
    needs: readonly ActiveNeed[],
  ): { value: number; reason: string; source: string } {
    const mentioned = fact.category.length >= 2 && !GENERIC.has(fact.category) && isWritten(fact.category, text);
    let best = mentioned
      ? { value: 1, reason: 'NAMED_IN_PROJECT', source: 'project text' }
      : { value: 0, reason: '', source: '' };
    for (const { need, strength } of needs) {
      if (need.side !== fact.side || strength <= best.value) continue;
      const isCategory = fact.category.includes(need.category);
      if (!isCategory && !fact.label.includes(need.category)) continue;
      const isForeign =
        TRADE_BOUND.test(fact.category) &&
        fact.codes.length > 0 &&
        this.related.overlap(projectCodes, fact.codes) === 0;
      const value = strength * (isCategory ? 1 : 0.9) * (isForeign ? FACTOR_OF_ANOTHER_TRADE : 1);
      if (value > best.value)
        best = {
          value,
          reason: fact.side === 'market' ? 'NEED_CUSTOMER' : need.source === 'factor' ? 'NEED_FACTOR' : 'NEED_INPUT',
          source: `${need.source}: ${need.word ?? need.industryCode ?? ''} → ${need.category}`,
        };
    }
    const sameIndustry = PRICE.test(fact.record.unit ?? '') ? 0 : 0.7 * this.related.overlap(projectCodes, fact.codes);
    if (sameIndustry > best.value)
      best = { value: sameIndustry, reason: 'SAME_INDUSTRY', source: `industry code: ${fact.codes.join(' ')}` };
    return best;
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

interface ActiveNeed {
  /** Its place among all needs. */
  readonly at: number;
  readonly need: Need;
  readonly strength: number;
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

/** How near a fact is to a project, by the names of county, city and province. */
function nearness(project: Places, fact: Places): { readonly value: number; readonly reason: string } {
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
