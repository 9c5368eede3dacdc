import {
  type Amount,
  type PackageOffer,
  type PackagePlan,
  type PackageReason,
  planPackages,
  type PromisedOffer,
  readStatedUse,
  type ScoredOffer,
  type ShownReason,
  type StatedUse,
  type EstimatedSupply,
  type EstimatedUse,
  type Supply,
  type UsePeer,
  toPackageOffer,
  unitFactor,
  UseEstimator,
} from '@lianghuan/matching';
import { wanOf } from '../match/match-records.js';
import {
  keyOf,
  type KeptQuantity,
  type PackageFacts,
  type PairFact,
  type PeerFact,
  type StoredOffer,
  type SupplyFact,
} from './package-facts.js';

/** An offer as it is stored with its package: what was true when the plan was made. */
export interface StoredPackageOffer {
  readonly supplyId: string;
  readonly side: 'resource' | 'market';
  readonly name: string;
  readonly areaCode: string;
  readonly tier: string | null;
  readonly score: number;
  readonly parts: ScoredOffer['parts'];
  readonly use: Amount | null;
  readonly statedIn: { readonly field: string; readonly text: string } | null;
  /** Packages planned before there were estimates lack it. */
  readonly estimate?: StoredEstimate | null;
  /** In the register's unit. */
  readonly free: Amount | null;
  readonly isKept: boolean;
  readonly reason: ShownReason | null;
}

/** 估算 as it is stored: rule, figures, and the names of the peers as they were. */
export interface StoredEstimate {
  readonly rule: EstimatedUse['basis']['rule'];
  readonly perInvestment: Amount;
  readonly investmentCny: string;
  readonly source: string | null;
  readonly peers: {
    readonly level: 'division' | 'section';
    readonly projects: readonly { readonly id: string; readonly name: string }[];
    readonly low: number;
    readonly high: number;
  } | null;
}

export interface PlannedPackage {
  readonly project_id: string;
  readonly enterprise_id: string;
  readonly enterprise_name: string;
  readonly role: string | null;
  readonly gain: number;
  readonly value: number;
  readonly role_factor: number;
  readonly reasons: readonly PackageReason[];
  readonly resource: StoredPackageOffer | null;
  readonly market: StoredPackageOffer | null;
  readonly shown: readonly StoredPackageOffer[];
}

/** Plans the packages of a run. Pure: the same facts and day give the same packages. */
export function planRun(facts: PackageFacts, today: string): { packages: PlannedPackage[]; plan: PackagePlan } {
  const supplies = new Map(facts.supplies.map((supply) => [supply.id, supply]));
  const kept = new Map(facts.kept.map((each) => [`${keyOf(each)} ${each.supplyId}`, each]));
  const stated = new Map<string, StatedUse>();
  const estimated = new Map<string, StoredEstimate>();
  const estimator = new UseEstimator(facts.peers.map(peerOf), facts.coefficients);
  const peerNames = new Map(facts.peers.map(({ id, name }) => [id, name]));
  const pairs = facts.pairs.map((pair) => {
    const offers = offersOf(pair).flatMap((offer): PackageOffer[] => {
      const supply = supplies.get(offer.id);
      if (supply === undefined) return [];
      const key = `${keyOf(pair)} ${offer.id}`;
      const set = kept.get(key);
      const reasons = offer.reasons.map(({ code }) => code);
      if (set !== undefined)
        return [{ ...toPackageOffer({ ...offer, reasons }, { quantity: set.quantity, unit: set.unit }), isKept: true }];
      const use = readStatedUse(statementsOf(pair), usedSupply(supply));
      if (use !== undefined) {
        stated.set(key, use);
        return [toPackageOffer({ ...offer, reasons }, use.amount)];
      }
      const estimate = estimator.estimate(estimatedProject(pair), estimatedSupply(supply));
      if (estimate === undefined || pair.totalInvestmentCny === null) return [toPackageOffer({ ...offer, reasons })];
      estimated.set(key, onFile(estimate, pair.totalInvestmentCny, peerNames));
      return [{ ...toPackageOffer({ ...offer, reasons }, estimate.amount), isEstimated: true }];
    });
    return { projectId: pair.projectId, enterpriseId: pair.enterpriseId, value: pair.value, offers };
  });
  const plan = planPackages(pairs, suppliesOf(facts), { asOf: today });
  const free = new Map(plan.uses.map((use) => [use.supplyId, use]));

  const packages = plan.packages.map((item, at): PlannedPackage => {
    const pair = facts.pairs[at];
    const onRecord = (offer: ScoredOffer & { readonly reason?: ShownReason }): StoredPackageOffer => {
      const supply = supplies.get(offer.supplyId) as SupplyFact;
      const use = stated.get(`${keyOf(pair)} ${offer.supplyId}`);
      const own = free.get(offer.supplyId);
      return {
        supplyId: offer.supplyId,
        side: offer.side,
        name: supply.name,
        areaCode: supply.areaCode,
        tier: supply.tier,
        score: offer.score,
        parts: offer.parts,
        use: offer.use ?? null,
        statedIn: use === undefined ? null : { field: use.field, text: statedText(pair, use) },
        estimate: estimated.get(`${keyOf(pair)} ${offer.supplyId}`) ?? null,
        free: own === undefined ? null : { quantity: own.total - own.reserved, unit: own.unit },
        isKept: offer.isKept === true,
        reason: offer.reason ?? null,
      };
    };
    const promised = (offer: PromisedOffer | undefined) => (offer === undefined ? null : onRecord(offer));
    return {
      project_id: pair.projectId,
      enterprise_id: pair.enterpriseId,
      enterprise_name: pair.enterpriseName,
      role: item.role ?? null,
      gain: item.gain,
      value: pair.value,
      role_factor: item.roleFactor,
      reasons: item.reasons,
      resource: promised(item.resource),
      market: promised(item.market),
      shown: item.shown.map(onRecord),
    };
  });
  return { packages, plan };
}

/** What there is of each supply, and what of it is promised beside this plan. */
export function suppliesOf({ supplies, elsewhere }: Pick<PackageFacts, 'supplies' | 'elsewhere'>): Supply[] {
  const taken = new Map<string, KeptQuantity[]>();
  for (const each of elsewhere) taken.set(each.supplyId, [...(taken.get(each.supplyId) ?? []), each]);
  return supplies.map(({ id, side, tier, nature, quantity, unit, committed, validUntil }): Supply => {
    const isKnown = quantity !== null && unit !== null;
    const beside = isKnown ? (taken.get(id) ?? []).reduce((sum, each) => sum + each.quantity * (unitFactor(each.unit, unit) ?? 0), 0) : 0; // prettier-ignore
    return {
      id,
      side,
      ...(isKnown ? { total: { quantity, unit }, reserved: committed + beside } : {}),
      ...(nature === 'statistic' ? { isStatistic: true } : {}),
      ...(isTier(tier) ? { tier } : {}),
      ...(validUntil === null ? {} : { validUntil }),
    };
  });
}

const TIERS: readonly string[] = ['advantage', 'middle', 'short'] satisfies Supply['tier'][];
const isTier = (tier: string | null): tier is NonNullable<Supply['tier']> => tier !== null && TIERS.includes(tier);

/** The best three of each side, as the matching library found them. */
function offersOf({ resource, market }: PairFact): StoredOffer[] {
  return [resource, market].flatMap((offer) => (offer === null ? [] : [offer, ...(offer.further ?? [])]));
}

function estimatedProject({ name, content, scaleText, industryCodes, totalInvestmentCny }: PairFact) {
  return {
    industryCodes,
    text: [name, content, scaleText].join('\n'),
    investmentWan: wanOf(totalInvestmentCny),
  };
}

function peerOf(peer: PeerFact): UsePeer {
  const { id, industryCodes } = peer;
  return { id, industryCodes, investmentWan: wanOf(peer.totalInvestmentCny) ?? 0, ...statementsOf(peer) };
}

function onFile(
  { amount, perInvestment, basis }: EstimatedUse,
  investmentCny: string,
  peerNames: ReadonlyMap<string, string>,
): StoredEstimate {
  return {
    rule: basis.rule,
    perInvestment: { quantity: perInvestment, unit: amount.unit },
    investmentCny,
    source:
      basis.rule === 'NEED_COEFFICIENT'
        ? basis.source
        : basis.rule === 'CONTROL_INTENSITY'
          ? `${basis.investmentWanPerMu}万元/亩`
          : null,
    peers:
      basis.rule === 'PEER_MEDIAN'
        ? {
            level: basis.level,
            projects: basis.peerIds.map((id) => ({ id, name: peerNames.get(id) ?? id })),
            low: basis.low,
            high: basis.high,
          }
        : null,
  };
}

function statementsOf({
  name,
  content,
  scaleText,
  landMu,
  energyTce,
  waterM3,
}: Pick<PairFact, 'name' | 'content' | 'scaleText' | 'landMu' | 'energyTce' | 'waterM3'>) {
  return {
    texts: { content: content ?? undefined, scaleText: scaleText ?? undefined, name },
    ...(landMu === null ? {} : { landMu }),
    ...(energyTce === null ? {} : { energyTcePerYear: energyTce }),
    ...(waterM3 === null ? {} : { waterM3PerYear: waterM3 }),
  };
}

function usedSupply({ side, category, name, quantity, unit }: SupplyFact) {
  return { side, category, name, ...(quantity === null || unit === null ? {} : { total: { quantity, unit } }) };
}

function estimatedSupply(supply: SupplyFact): EstimatedSupply {
  const { id, investmentIntensity } = supply;
  return {
    id,
    ...usedSupply(supply),
    ...(investmentIntensity === null ? {} : { investmentWanPerMu: investmentIntensity }),
  };
}

function statedText(pair: PairFact, { field, start, end, amount }: StatedUse): string {
  const text = { content: pair.content, scaleText: pair.scaleText, name: pair.name }[field];
  return text && start !== undefined ? text.slice(start, end) : `${amount.quantity}${amount.unit}`;
}
