import type { Locale } from '../explanation/names.js';
import type { AllocatedPair, AllocationInput, AllocationResult } from './model.js';

/** Why a pair is, or is not, in an allocation. Values are in the units of the arcs. */
export type AllocationReason =
  | { readonly code: 'PINNED' | 'ALLOCATED'; readonly value: number }
  | { readonly code: 'NOT_A_CANDIDATE' }
  /** Another member of the same group stands for it. */
  | { readonly code: 'GROUP_REPRESENTED'; readonly enterpriseIndex: number }
  /** The pair earns less than the price of its enterprise, county and officer together. */
  | {
      readonly code: 'PRICE_ABOVE_VALUE';
      readonly value: number;
      readonly enterprisePrice: number;
      readonly countyPrice: number;
      readonly officerPrice: number;
    }
  /** The project is full with pairs that leave it more after prices. */
  | {
      readonly code: 'BETTER_PAIRS_HELD';
      readonly value: number;
      readonly surplus: number;
      readonly heldSurplus: number;
    }
  /** Would pay, but a limit has no room left. */
  | { readonly code: 'NO_ROOM'; readonly value: number };

/** Says of any pair why it is, or is not, in an allocation. */
export type AllocationExplainer = (projectIndex: number, enterpriseIndex: number) => AllocationReason;

/**
 * Prepares to explain the pairs of an allocation by the prices it ended with: one pass over candidates and pairs, then each
 * answer looks at the few pairs of its project only.
 */
export function allocationExplainer(input: AllocationInput, result: AllocationResult): AllocationExplainer {
  const valueOf = candidateValues(input);
  const heldBy = new Map<number, AllocatedPair[]>();
  for (const pair of result.pairs) {
    const own = heldBy.get(pair.projectIndex);
    if (own) own.push(pair);
    else heldBy.set(pair.projectIndex, [pair]);
  }
  return (projectIndex, enterpriseIndex) => {
    const own = heldBy.get(projectIndex) ?? [];
    const pair = own.find((each) => each.enterpriseIndex === enterpriseIndex);
    if (pair) return { code: pair.isPinned ? 'PINNED' : 'ALLOCATED', value: pair.value };
    const value = valueOf(projectIndex, enterpriseIndex);
    if (value === undefined || value <= 0) return { code: 'NOT_A_CANDIDATE' };
    const group = input.enterpriseGroup?.[enterpriseIndex] ?? -1;
    const sister = group < 0 ? undefined : own.find((each) => input.enterpriseGroup?.[each.enterpriseIndex] === group);
    if (sister) return { code: 'GROUP_REPRESENTED', enterpriseIndex: sister.enterpriseIndex };
    const enterprisePrice = result.enterprisePrices[enterpriseIndex];
    const county = input.counties?.of[projectIndex] ?? -1;
    const officer = input.officers?.of[projectIndex] ?? -1;
    const countyPrice = county >= 0 ? result.countyPrices[county] : 0;
    const officerPrice = officer >= 0 ? result.officerPrices[officer] : 0;
    if (value <= enterprisePrice + countyPrice + officerPrice + 2 * result.priceStep)
      return { code: 'PRICE_ABOVE_VALUE', value, enterprisePrice, countyPrice, officerPrice };
    const surplus = value - enterprisePrice;
    const held = own
      .filter(({ isPinned }) => !isPinned)
      .map((each) => each.value - result.enterprisePrices[each.enterpriseIndex]);
    const heldSurplus = Math.min(...held);
    return held.length > 0 && heldSurplus >= surplus - 2 * result.priceStep
      ? { code: 'BETTER_PAIRS_HELD', value, surplus, heldSurplus }
      : { code: 'NO_ROOM', value };
  };
}

/** Explains one pair; of many pairs ask an {@link allocationExplainer}. */
export function explainAllocation(
  input: AllocationInput,
  result: AllocationResult,
  projectIndex: number,
  enterpriseIndex: number,
): AllocationReason {
  return allocationExplainer(input, result)(projectIndex, enterpriseIndex);
}

/** Value of each candidate; of a pair given twice the higher one counts. */
function candidateValues({
  arcs,
  enterpriseCount,
}: AllocationInput): (project: number, enterprise: number) => number | undefined {
  const values = new Map<number, number>();
  const note = (project: number, enterprise: number, own: number): void => {
    const key = project * enterpriseCount + enterprise;
    values.set(key, Math.max(values.get(key) ?? own, own));
  };
  if ('value' in arcs)
    for (let at = 0; at < arcs.value.length; at++)
      note(arcs.projectIndex[at], arcs.enterpriseIndex[at], arcs.value[at]);
  else for (const arc of arcs) note(arc.projectIndex, arc.enterpriseIndex, arc.value);
  return (project, enterprise) => values.get(project * enterpriseCount + enterprise);
}

/** The reason as a sentence; numbers to three places. */
export function allocationReasonInWords(reason: AllocationReason, locale: Locale): string {
  const isChinese = locale === 'zh-CN';
  const show = (amount: number): string => amount.toFixed(3);
  switch (reason.code) {
    case 'PINNED':
      return isChinese ? '已在洽谈，优先保留' : 'already in talks, kept first';
    case 'ALLOCATED':
      return isChinese ? `已分配，价值 ${show(reason.value)}` : `allocated, worth ${show(reason.value)}`;
    case 'NOT_A_CANDIDATE':
      return isChinese ? '不在候选之列' : 'not among the candidates';
    case 'GROUP_REPRESENTED':
      return isChinese ? '同一集团的另一企业已对接本项目' : 'another member of its group is allocated to this project';
    case 'PRICE_ABOVE_VALUE': {
      const price = reason.enterprisePrice + reason.countyPrice + reason.officerPrice;
      return isChinese
        ? `该企业争抢激烈：价值 ${show(reason.value)} 不足以抵偿影子价格 ${show(price)}（企业 ${show(reason.enterprisePrice)}、县 ${show(reason.countyPrice)}、专员 ${show(reason.officerPrice)}）`
        : `too sought after: worth ${show(reason.value)} against a price of ${show(price)} (enterprise ${show(reason.enterprisePrice)}, county ${show(reason.countyPrice)}, officer ${show(reason.officerPrice)})`;
    }
    case 'BETTER_PAIRS_HELD':
      return isChinese
        ? `项目名额已满，现有对接的净值不低于 ${show(reason.heldSurplus)}，本对为 ${show(reason.surplus)}`
        : `the project is full with pairs worth at least ${show(reason.heldSurplus)} after prices; this one ${show(reason.surplus)}`;
    case 'NO_ROOM':
      return isChinese ? '价值足够，但额度已用完' : 'worth it, but a limit has no room left';
  }
}
