import type { OfferStrategy } from '../model.js';
import { STALE_SHARE } from '../offers/offer.js';
import { compareTied } from '../ranking/hash.js';
import {
  type PackageOffer,
  PackageInputError,
  type PackageOptions,
  type PackagePair,
  type PackageReason,
  type PromisedOffer,
  type ScoredOffer,
  type ShownReason,
  type Supply,
} from './model.js';
import { unitFactor } from './units.js';

export const DEFAULT_RESOURCE_WEIGHT = 0.5;
export const DEFAULT_MARKET_WEIGHT = 0.5;
const DEFAULT_OFFERS_PER_SIDE = 3;
const DEFAULT_VALIDITY_MONTHS = 12;
/** Just enough of a supply; each tenfold adds a half, so ten times as much as needed is as good as any amount. */
const JUST_ENOUGH = 0.5;
const AVAILABILITY_UNKNOWN = 0.35;
/** A middling resource offered to an enterprise that may or may not process on site. */
const PROCESSING_NOT_KNOWN = 0.8;
/** A use that is reckoned from the investment, beside one the project states. */
const ESTIMATED_SHARE = 0.8;
const DAY_MS = 86_400_000;
/** Quantities converted back and forth between units differ in the last bits. */
const EXACT = 1e-9;

/** A supply with what may still be promised of it. */
export interface OpenSupply {
  readonly supply: Supply;
  /** Undefined when the quantity is unknown or its confirmation has run out. What people have set aside is not free. */
  readonly free: number | undefined;
  /** Set aside by people for pairs of this plan, in the unit of the total. */
  readonly kept: number;
  readonly overdueDays: number;
}

/** One way to make a package of a pair. */
export interface Combination {
  readonly role: OfferStrategy;
  readonly resource?: PromisedOffer;
  readonly market?: PromisedOffer;
  readonly roleFactor: number;
  readonly gain: number;
  readonly reasons: readonly PackageReason[];
  /** Supplies by number, and what this takes of the free quantity, as a share of it. */
  readonly takes: readonly { readonly supply: number; readonly share: number }[];
}

export interface PairChoices {
  readonly pair: PackagePair;
  readonly combinations: readonly Combination[];
  readonly scored: readonly (ScoredOffer & { readonly reason?: ShownReason })[];
}

function dayNumber(day: string, what: string): number {
  const time = Date.parse(`${day}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(time))
    throw new PackageInputError('DATE_INVALID', { what, day });
  return time / DAY_MS;
}

/** The same day so many months later; the last of the month where there is none. */
function addMonths(day: string, months: number): number {
  const [year, month, date] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return Date.UTC(year, month - 1 + months, Math.min(date, last)) / DAY_MS;
}

function checkNumber(what: string, id: string, value: number, isShare: boolean): void {
  if (!Number.isFinite(value) || value < 0 || (isShare && value > 1 + 1e-9))
    throw new PackageInputError('NUMBER_INVALID', { what, id, value });
}

/** What people have set aside of each supply, by its id, in the unit of its total. */
function keptAmounts(pairs: readonly PackagePair[], supplies: readonly Supply[]): ReadonlyMap<string, number> {
  const totals = new Map(supplies.map(({ id, total }) => [id, total]));
  const kept = new Map<string, number>();
  for (const { supplyId, use, isKept } of pairs.flatMap(({ offers }) => offers)) {
    const total = totals.get(supplyId);
    if (!isKept || !use || !total) continue;
    checkNumber('use', supplyId, use.quantity, false);
    kept.set(supplyId, (kept.get(supplyId) ?? 0) + use.quantity * (unitFactor(use.unit, total.unit) ?? 0));
  }
  return kept;
}

/** Checks supplies and works out what is free of each. */
export function openSupplies(
  supplies: readonly Supply[],
  pairs: readonly PackagePair[],
  options: PackageOptions,
): Map<string, OpenSupply> {
  const open = new Map<string, OpenSupply>();
  const keptOf = keptAmounts(pairs, supplies);
  const today = options.asOf === undefined ? undefined : dayNumber(options.asOf, 'asOf');
  for (const supply of supplies) {
    const { id, total, reserved = 0, confirmedOn, validUntil } = supply;
    if (open.has(id)) throw new PackageInputError('DUPLICATE_SUPPLY', { id });
    if (total) checkNumber('total', id, total.quantity, false);
    checkNumber('reserved', id, reserved, false);
    let overdueDays = 0;
    if (validUntil !== undefined) {
      const last = dayNumber(validUntil, id);
      if (today !== undefined) overdueDays = Math.max(0, today - last);
    } else if (confirmedOn !== undefined) {
      dayNumber(confirmedOn, id);
      const months = supply.validityMonths ?? options.validityMonths ?? DEFAULT_VALIDITY_MONTHS;
      if (today !== undefined) overdueDays = Math.max(0, today - addMonths(confirmedOn, months));
    }
    const kept = keptOf.get(id) ?? 0;
    const unreserved = total && overdueDays === 0 ? total.quantity - reserved : undefined;
    // More set aside than there is: nothing is free, and what was set aside is not there either (see scoreOffer).
    const free = unreserved === undefined ? undefined : Math.max(0, unreserved - kept);
    open.set(id, { supply, free, kept, overdueDays });
  }
  return open;
}

/** Scores one offer; `reason` says why it can be shown only. */
function scoreOffer(
  offer: PackageOffer,
  { supply, free, kept, overdueDays }: OpenSupply,
): ScoredOffer & { readonly reason?: ShownReason } {
  for (const part of ['need', 'proximity', 'certainty'] as const) checkNumber(part, offer.supplyId, offer[part], true);
  if (offer.use) checkNumber('use', offer.supplyId, offer.use.quantity, false);
  const factor = supply.total && offer.use ? unitFactor(supply.total.unit, offer.use.unit) : undefined;
  const use = offer.use?.quantity;
  const isKept = offer.isKept === true && use !== undefined;
  const isOverbooked =
    isKept && supply.total !== undefined && kept > supply.total.quantity - (supply.reserved ?? 0) + EXACT;
  const left =
    free === undefined || factor === undefined || use === undefined
      ? undefined
      : free * factor + (isKept && !isOverbooked ? use : 0);
  const availability =
    left === undefined || use === undefined
      ? AVAILABILITY_UNKNOWN
      : use === 0
        ? 1
        : left < use
          ? 0
          : Math.min(1, JUST_ENOUGH + JUST_ENOUGH * Math.log10(left / use));
  const isEstimated = offer.isEstimated === true && use !== undefined && !isKept;
  const certainty = offer.certainty * (overdueDays > 0 ? STALE_SHARE : 1) * (isEstimated ? ESTIMATED_SHARE : 1);
  const reason: ShownReason | undefined =
    overdueDays > 0
      ? 'NOT_RECONFIRMED'
      : supply.isStatistic === true
        ? 'STATISTIC'
        : supply.total === undefined
          ? 'QUANTITY_UNKNOWN'
          : use === undefined || use === 0
            ? 'USE_UNKNOWN'
            : factor === undefined
              ? 'UNIT_MISMATCH'
              : left! < use
                ? 'NOT_ENOUGH_LEFT'
                : undefined;
  return {
    supplyId: supply.id,
    side: supply.side,
    score: offer.need * availability * offer.proximity * certainty,
    parts: { need: offer.need, availability, proximity: offer.proximity, certainty },
    ...(offer.use ? { use: offer.use } : {}),
    ...(left === undefined ? {} : { free: left }),
    ...(isEstimated ? { isEstimated } : {}),
    ...(isKept ? { isKept } : {}),
    ...(reason ? { reason } : {}),
  };
}

const isPromisable = (offer: ScoredOffer & { readonly reason?: ShownReason }): offer is PromisedOffer =>
  offer.reason === undefined && offer.use !== undefined && offer.free !== undefined && offer.score > 0;

/** Every way to make a package of a pair, and every offer with its score. */
export function combine(
  pair: PackagePair,
  supplies: ReadonlyMap<string, OpenSupply>,
  numbers: ReadonlyMap<string, number>,
  options: PackageOptions,
): PairChoices {
  checkNumber('value', `${pair.projectId} ${pair.enterpriseId}`, pair.value, false);
  const scored = pair.offers.map((offer) => {
    const open = supplies.get(offer.supplyId);
    if (!open) throw new PackageInputError('UNKNOWN_SUPPLY', { id: offer.supplyId });
    return scoreOffer(offer, open);
  });
  scored.sort((a, b) => b.score - a.score || compareTied(a.supplyId, b.supplyId));
  const tierOf = (offer: ScoredOffer): Supply['tier'] => supplies.get(offer.supplyId)?.supply.tier;
  const perSide = options.offersPerSide ?? DEFAULT_OFFERS_PER_SIDE;
  const best = (side: Supply['side']): PromisedOffer[] => {
    const ofSide = scored.filter((offer) => offer.side === side);
    const kept = ofSide.filter((offer) => offer.isKept);
    if (kept.length > 1)
      throw new PackageInputError('TWO_KEPT_OFFERS', {
        projectId: pair.projectId,
        enterpriseId: pair.enterpriseId,
        side,
      });
    return (kept.length > 0 ? kept : ofSide).filter(isPromisable).slice(0, perSide);
  };
  const markets = best('market');
  const resources = best('resource').filter((offer) => {
    const tier = tierOf(offer);
    if (tier === 'short') return markets.length > 0;
    return tier === 'advantage' || pair.processesHere !== false;
  });
  const withoutRole = (offer: ScoredOffer): ShownReason | undefined => {
    if (offer.side !== 'resource' || resources.some(({ supplyId }) => supplyId === offer.supplyId)) return undefined;
    const tier = tierOf(offer);
    if (tier === 'short') return markets.length === 0 ? 'SHORT_WITHOUT_MARKET' : undefined;
    return tier !== 'advantage' && pair.processesHere === false ? 'NO_PROCESSING' : undefined;
  };

  const combinations: Combination[] = [];
  for (const resource of [...resources, undefined])
    for (const market of [...markets, undefined]) {
      if (!resource && !market) continue;
      const tier = resource && tierOf(resource);
      // 短板资源配市场: a short resource never stands alone.
      if (resource && tier === 'short' && !market) continue;
      // What people put on the table stays on it.
      if ((!resource && resources[0]?.isKept) || (!market && markets[0]?.isKept)) continue;
      combinations.push(build(pair, resource, market, tier, numbers, options));
    }
  combinations.sort((a, b) => b.gain - a.gain);
  return {
    pair,
    combinations,
    scored: scored.map((offer) => {
      const reason = offer.reason ?? withoutRole(offer);
      return reason ? { ...offer, reason } : offer;
    }),
  };
}

function build(
  pair: PackagePair,
  resource: PromisedOffer | undefined,
  market: PromisedOffer | undefined,
  tier: Supply['tier'],
  numbers: ReadonlyMap<string, number>,
  { resourceWeight = DEFAULT_RESOURCE_WEIGHT, marketWeight = DEFAULT_MARKET_WEIGHT }: PackageOptions,
): Combination {
  const reasons: PackageReason[] = [];
  let role: OfferStrategy = 'shortageMeetsMarket';
  let roleFactor = 1;
  if (!resource) reasons.push('MARKET_ALONE');
  else if (tier === 'advantage') {
    role = 'advantageBringsIndustry';
    reasons.push('ADVANTAGE_ANCHOR');
  } else if (tier === 'short') reasons.push('SHORTAGE_ANSWERED_BY_MARKET');
  else {
    role = 'middleIsDeveloped';
    if (tier === undefined) reasons.push('TIER_ASSUMED_MIDDLE');
    reasons.push(pair.processesHere ? 'MIDDLE_WITH_PROCESSING' : 'PROCESSING_NOT_KNOWN');
    if (!pair.processesHere) roleFactor = PROCESSING_NOT_KNOWN;
  }
  if (resource) reasons.push('RESOURCE_FOR_INVESTMENT');
  if (market) reasons.push('MARKET_FOR_INDUSTRY');
  const worth = resourceWeight * (resource?.score ?? 0) + marketWeight * (market?.score ?? 0);
  const takes = [resource, market].flatMap((offer) =>
    offer && !offer.isKept
      ? [{ supply: numbers.get(offer.supplyId) ?? -1, share: offer.use.quantity / offer.free }]
      : [],
  );
  return {
    role,
    ...(resource ? { resource } : {}),
    ...(market ? { market } : {}),
    roleFactor,
    gain: pair.value * worth * roleFactor,
    reasons,
    takes,
  };
}
