import type { Amount } from './model.js';
import { readStatedUse, type StatedNeeds, type UsedSupply } from './stated-use.js';
import { unitFactor } from './units.js';

/** A project as far as its use of a supply can be reckoned from its investment. */
export interface EstimatedProject {
  /** GB/T 4754 codes, the most important first. */
  readonly industryCodes: readonly string[];
  /** Name and content, in which words of a coefficient are looked for. */
  readonly text: string;
  /** Total planned investment in 万元. Without it nothing is reckoned. */
  readonly investmentWan?: number;
}

/** What a trade uses of a category for 亿元 of investment, as an entry of a need matrix says it, with its own source. */
export interface UseCoefficient {
  readonly side: UsedSupply['side'];
  readonly category: string;
  /** GB/T 4754 code prefix; an entry has a code or a word. */
  readonly industryCode?: string;
  readonly word?: string;
  /** Use for 亿元 of investment. */
  readonly amount: Amount;
  /** Which entry this is, in words or as an id; handed through. */
  readonly source: string;
}

/** Another project that has an investment and says what it uses: what estimates are measured on. */
export interface UsePeer extends StatedNeeds {
  readonly id: string;
  readonly industryCodes: readonly string[];
  /** Total planned investment in 万元, > 0. */
  readonly investmentWan: number;
}

/** A supply whose plots may ask for a least investment. */
export interface EstimatedSupply extends UsedSupply {
  readonly id: string;
  /** 控制投资强度 in 万元 for 亩: what the plot asks of whoever builds on it. */
  readonly investmentWanPerMu?: number;
}

/**
 * A use nobody has stated: an estimate (估算), with the rule and the figures behind it. It is never a fact; what a field, a sentence or a
 * person says goes before it.
 */
export interface EstimatedUse {
  /** In the unit of the supply, rounded to two digits: more would pretend to an exactness it does not have. */
  readonly amount: Amount;
  /** Use for 亿元 of investment, in the unit of `amount`. */
  readonly perInvestment: number;
  readonly basis:
    | { readonly rule: 'CONTROL_INTENSITY'; readonly investmentWanPerMu: number }
    | { readonly rule: 'NEED_COEFFICIENT'; readonly source: string }
    | {
        readonly rule: 'PEER_MEDIAN';
        /** Whether the peers share the division (2 digits) or only the section of the classification. */
        readonly level: 'division' | 'section';
        /** The projects the median is taken of. */
        readonly peerIds: readonly string[];
        /** Lower and upper quartile of their use for 亿元. */
        readonly low: number;
        readonly high: number;
      };
}

/** 亿元 in 万元. */
const INVESTMENT_UNIT_WAN = 10_000;
/** Below this many peers a median says more about them than about the trade. */
const FEWEST_OF_DIVISION = 3;
const FEWEST_OF_SECTION = 5;
/** Last division of each section of GB/T 4754, A to T. */
const SECTION_ENDS = [5, 12, 43, 46, 50, 52, 60, 62, 65, 69, 70, 72, 75, 79, 82, 83, 85, 90, 96, 97];
const LAND = /土地|用地|标准地|园区/;

/** Number of the section a code belongs to; −1 for none. */
function sectionOf(code: string): number {
  const division = Number(code.slice(0, 2));
  return Number.isNaN(division) ? -1 : SECTION_ENDS.findIndex((end) => division <= end);
}

/** A number with two digits that count. */
function rounded(value: number): number {
  return Number(value.toPrecision(2));
}

/** Value at a share of a sorted list, between its neighbours. */
function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
}

/**
 * Reckons what a project would take of a supply from its investment, by the first rule that applies: the control indicator of the plot
 * itself, the coefficient of the need matrix, the median of what comparable projects state. Made once, it answers many pairs: what the
 * peers say of a supply is read once for each supply.
 */
export class UseEstimator {
  readonly #peers: readonly UsePeer[];
  readonly #ratios = new Map<
    string,
    readonly { readonly id: string; readonly code: string; readonly ratio: number }[]
  >();

  constructor(
    peers: readonly UsePeer[],
    private readonly coefficients: readonly UseCoefficient[],
  ) {
    this.#peers = [...peers].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Undefined where no rule applies: no investment, no quantity of the supply, or nothing to measure on. */
  estimate(project: EstimatedProject, supply: EstimatedSupply): EstimatedUse | undefined {
    const { investmentWan } = project;
    if (investmentWan === undefined || investmentWan <= 0 || supply.total === undefined) return undefined;
    const found = this.#byIntensity(supply) ?? this.#byCoefficient(project, supply) ?? this.#byPeers(project, supply);
    if (found === undefined) return undefined;
    const quantity = rounded((found.perInvestment * investmentWan) / INVESTMENT_UNIT_WAN);
    return quantity > 0 ? { amount: { quantity, unit: supply.total.unit }, ...found } : undefined;
  }

  #byIntensity({ category, name, side, total, investmentWanPerMu }: EstimatedSupply): Found | undefined {
    if (side !== 'resource' || !LAND.test(`${category} ${name}`)) return undefined;
    if (investmentWanPerMu === undefined || investmentWanPerMu <= 0 || total === undefined) return undefined;
    const factor = unitFactor('亩', total.unit);
    if (factor === undefined) return undefined;
    const perInvestment = (INVESTMENT_UNIT_WAN / investmentWanPerMu) * factor;
    return { perInvestment, basis: { rule: 'CONTROL_INTENSITY', investmentWanPerMu } };
  }

  /** Of several entries a word goes before a code, and a finer code before a coarser one. */
  #byCoefficient({ industryCodes, text }: EstimatedProject, supply: EstimatedSupply): Found | undefined {
    let best: { readonly rank: number; readonly found: Found } | undefined;
    for (const { side, category, industryCode, word, amount, source } of this.coefficients) {
      if (side !== supply.side || !`${supply.category} ${supply.name}`.includes(category)) continue;
      const isNamed = word !== undefined && text.includes(word);
      const isOfTrade = industryCode !== undefined && industryCodes.some((own) => own.startsWith(industryCode));
      if (!isNamed && !isOfTrade) continue;
      const factor = supply.total && unitFactor(amount.unit, supply.total.unit);
      if (factor === undefined) continue;
      const rank = isNamed ? WORD_RANK : (industryCode?.length ?? 0);
      if (best === undefined || rank > best.rank)
        best = {
          rank,
          found: { perInvestment: amount.quantity * factor, basis: { rule: 'NEED_COEFFICIENT', source } },
        };
    }
    return best?.found;
  }

  #byPeers({ industryCodes: [code] }: EstimatedProject, supply: EstimatedSupply): Found | undefined {
    if (code === undefined) return undefined;
    const all = this.#ratiosOf(supply);
    const levels = [
      { level: 'division', fewest: FEWEST_OF_DIVISION, isAlike: (other: string) => other.slice(0, 2) === code.slice(0, 2) },
      { level: 'section', fewest: FEWEST_OF_SECTION, isAlike: (other: string) => sectionOf(other) === sectionOf(code) },
    ] as const; // prettier-ignore
    for (const { level, fewest, isAlike } of levels) {
      const peers = all.filter(({ code: other }) => isAlike(other));
      if (peers.length < fewest) continue;
      const sorted = peers.map(({ ratio }) => ratio).sort((a, b) => a - b);
      return {
        perInvestment: quantile(sorted, 0.5),
        basis: {
          rule: 'PEER_MEDIAN',
          level,
          peerIds: peers.map(({ id }) => id),
          low: quantile(sorted, 0.25),
          high: quantile(sorted, 0.75),
        },
      };
    }
    return undefined;
  }

  /** What the peers state of the supply, for 亿元 of their investment, in its unit. */
  #ratiosOf(
    supply: EstimatedSupply,
  ): readonly { readonly id: string; readonly code: string; readonly ratio: number }[] {
    const known = this.#ratios.get(supply.id);
    if (known !== undefined) return known;
    const unit = supply.total?.unit ?? '';
    const ratios = this.#peers.flatMap((peer) => {
      const [code] = peer.industryCodes;
      if (code === undefined || peer.investmentWan <= 0) return [];
      const stated = readStatedUse(peer, supply)?.amount;
      const factor = stated && unitFactor(stated.unit, unit);
      return stated === undefined || factor === undefined
        ? []
        : [{ id: peer.id, code, ratio: (stated.quantity * factor * INVESTMENT_UNIT_WAN) / peer.investmentWan }];
    });
    this.#ratios.set(supply.id, ratios);
    return ratios;
  }
}

type Found = Pick<EstimatedUse, 'perInvestment' | 'basis'>;
/** Words outrank codes of any length, as among the offers. */
const WORD_RANK = 10;
