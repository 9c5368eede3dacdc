import type { Code, PairGapView } from '@lianghuan/contracts';
import {
  type ConstraintResult,
  type Contribution,
  type Offer,
  type OfferItem,
  type PairPoints,
  pairPoints,
  type Suggestion,
  withExploration,
} from '@lianghuan/matching';

/** What a screen shows of a resource or market beside what the matching library knows of it. */
export interface OfferFact {
  readonly areaName: string | null;
  /** Decimal, as in the register. */
  readonly quantity: string | null;
  readonly unit: string | null;
  readonly year: number | null;
  readonly sourceName: string | null;
  /** 权属状态 of a resource; a market has none. */
  readonly titleState?: Code<'titleState'>;
}

/** Enterprise as it was when the run was frozen. */
export interface EnterpriseFact {
  readonly name: string;
  readonly shortName: string | null;
  readonly province: string | null;
  readonly city: string | null;
  readonly products: readonly string[];
}

/** One row for match_suggestion, in the column names of the table. */
export interface SuggestionRow {
  readonly project_id: string;
  readonly enterprise_id: string;
  readonly rank: number;
  readonly place: number;
  readonly is_exploration: boolean;
  readonly score: number;
  readonly contributions: readonly object[];
  readonly constraints: readonly object[];
  readonly fit: object;
  readonly counter_argument: object | null;
  readonly resource: object | null;
  readonly market: object | null;
  readonly chain_gap: PairGapView | null;
  readonly points: PairPoints;
  readonly enterprise_name: string;
  readonly enterprise_short_name: string | null;
  readonly enterprise_province: string | null;
  readonly enterprise_city: string | null;
  readonly enterprise_products: readonly string[];
}

/** Facts by id, from the frozen input. */
export interface SnapshotFacts {
  readonly enterprises: ReadonlyMap<string, EnterpriseFact>;
  readonly offers: ReadonlyMap<string, OfferFact>;
}

/**
 * A suggestion as it is stored: everything a reader needs later, so that reading joins no register.
 * @throws {Error} when the matcher names an enterprise that was not in its input
 */
export function suggestionRow(
  suggestion: Suggestion,
  offer: Offer | undefined,
  gap: PairGapView | undefined,
  facts: SnapshotFacts,
): SuggestionRow {
  const enterprise = facts.enterprises.get(suggestion.enterpriseId);
  if (enterprise === undefined) throw new Error(`suggested enterprise ${suggestion.enterpriseId} is not in the input`);
  return {
    project_id: suggestion.projectId,
    enterprise_id: suggestion.enterpriseId,
    rank: suggestion.rank,
    place: suggestion.rank,
    is_exploration: false,
    score: suggestion.score,
    contributions: contributionsOnWire(suggestion.contributions),
    constraints: constraintsOnWire(suggestion.constraints, offer, facts.offers),
    fit: suggestion.fit,
    counter_argument: suggestion.counterArgument ?? null,
    ...offerOnWire(offer, facts.offers),
    chain_gap: gap ?? null,
    points: pairPoints({
      score: suggestion.score,
      ...(offer?.resource === undefined ? {} : { resource: offer.resource.score }),
      ...(offer?.market === undefined ? {} : { market: offer.market.score }),
      ...(gap === undefined ? {} : { chainGap: gap.priority }),
    }),
    enterprise_name: enterprise.name,
    enterprise_short_name: enterprise.shortName,
    enterprise_province: enterprise.province,
    enterprise_city: enterprise.city,
    enterprise_products: enterprise.products,
  };
}

const TITLE_RESULTS: Readonly<Record<Code<'titleState'>, Omit<ConstraintResult, 'constraint'>>> = {
  clear: { verdict: 'pass', reason: 'TITLE_SETTLED' },
  pending: { verdict: 'unknown', reason: 'TITLE_OPEN' },
  disputed: { verdict: 'unknown', reason: 'TITLE_OPEN' },
  unknown: { verdict: 'unknown', reason: 'TITLE_UNKNOWN' },
};

/** Verdicts with the one on the title judged by the resource put on the table (measure 19): without one there is no title to clear. */
export function constraintsOnWire(
  constraints: readonly ConstraintResult[],
  offer: Offer | undefined,
  facts: ReadonlyMap<string, OfferFact>,
): object[] {
  return constraints.flatMap((result) => {
    if (result.constraint !== 'titleClear') return [result];
    const resource = offer?.resource;
    const state = resource === undefined ? undefined : facts.get(resource.id)?.titleState;
    return resource === undefined || state === undefined
      ? []
      : [{ ...result, ...TITLE_RESULTS[state], details: { resourceId: resource.id, resourceName: resource.name } }];
  });
}

/**
 * Suggestions with the places they take in their project's list. Without a share every one stands where its score puts it.
 * @param rows of whole projects, best first
 * @param seed makes the choice repeatable: equal input, equal places
 */
export function inPlaces(rows: readonly SuggestionRow[], share: number | undefined, seed: string): SuggestionRow[] {
  if (share === undefined) return [...rows];
  const lists = new Map<string, SuggestionRow[]>();
  for (const row of rows) lists.set(row.project_id, [...(lists.get(row.project_id) ?? []), row]);
  return [...lists].flatMap(([projectId, list]) =>
    withExploration(list, { share, seed: `${seed} ${projectId}` }).map(({ item, isExploration }, index) => ({
      ...item,
      place: index + 1,
      is_exploration: isExploration,
    })),
  );
}

/** Contributions in their wire shape. Ids of the enterprises a value was learnt from become a number: some belong to other units. */
export function contributionsOnWire(contributions: readonly Contribution[]): object[] {
  return contributions.map((contribution) => ({
    ...contribution,
    evidence: contribution.evidence.map(({ from, terms, ...evidence }) => ({
      ...evidence,
      ...(terms === undefined ? {} : { terms: terms.map((term) => ({ ...term, text: term.term })) }),
      ...(from === undefined ? {} : { learntFromCount: from.length }),
    })),
  }));
}

/** What the place puts on the table: its resource plays its tier's part, its market is offered for industry. */
export function offerOnWire(
  offer: Offer | undefined,
  facts: ReadonlyMap<string, OfferFact>,
): { resource: object | null; market: object | null } {
  return {
    resource:
      offer?.resource === undefined
        ? null
        : itemOnWire(offer.resource, offer.resource.strategy, facts, offer.furtherResources),
    market:
      offer?.market === undefined ? null : itemOnWire(offer.market, 'marketForIndustry', facts, offer.furtherMarkets),
  };
}

function itemOnWire(
  item: OfferItem,
  role: string,
  facts: ReadonlyMap<string, OfferFact>,
  further: readonly OfferItem[] = [],
): object {
  const fact = facts.get(item.id);
  return {
    id: item.id,
    name: item.name,
    category: item.category,
    areaName: fact?.areaName ?? null,
    quantity: fact?.quantity ?? null,
    unit: fact?.unit ?? null,
    year: fact?.year ?? null,
    sourceName: fact?.sourceName ?? null,
    role,
    score: item.score,
    parts: item.parts,
    reasons: item.reasons.map((code) => ({ code })),
    needSource: item.needSource,
    allocable: item.allocable,
    // The next best of the same side; packages choose from them, too.
    ...(further.length > 0 ? { further: further.map((other) => itemOnWire(other, role, facts)) } : {}),
  };
}
