import { type DuplicateRule, type DuplicateWeights, Findings } from './duplicate-rule.js';
import { coreOf, figuresIn, isOneSlip, likeness, plainName, slipKeys } from './name-core.js';
import { noteAmounts, type PlaceLookup, placesOf } from './place-and-amount.js';

/** What two resources, or two markets, are compared by. */
export interface SupplyFacts {
  readonly name?: string | null;
  readonly kind?: string | null;
  readonly areaCode?: string | null;
  /** Where in the area; markets have none. */
  readonly place?: string | null;
  readonly quantity?: string | null;
  readonly unit?: string | null;
  /** Who owns the resource, or buys in the market. */
  readonly party?: string | null;
}

const FILLERS = /(资源|市场|需求|项目)/g;
const WEIGHTS = {
  NAME_EQUAL: 5, CORE_EQUAL: 4, CORE_ONE_EDIT: 3, CORE_SIMILAR: 2, CORE_DIFFERS: -4, FIGURES_DIFFER: -5,
  KIND_EQUAL: 1, KIND_DIFFERS: -4, AREA_EQUAL: 1, AREA_DIFFERS: -4, PLACE_EQUAL: 2, PLACE_DIFFERS: -2,
  AMOUNT_EQUAL: 2, AMOUNT_NEAR: 1, AMOUNT_DIFFERS: -1, PARTY_EQUAL: 1, PARTY_DIFFERS: -1,
} as const satisfies DuplicateWeights; // prettier-ignore
const SAME_FROM = 8;
const REVIEW_FROM = 5;
const SIMILAR_FROM = 0.6;
/** Where another figure is the only slip, the rest can outweigh it by an equal amount alone, and that is a key of its own. */
const FIGURE = /\d/;
/** Characters of a thing below which a common pair says nothing: 铁矿 is not 硫铁矿. */
const SHORTEST_ALIKE = 4;
/** What a figure counts. */
const MEASURES =
  /(种植面积|养殖规模|远景储量|保有储量|可开采储量|储量|资源量|产量|产能|装机容量|装机|面积|产值|存栏|出栏)/g;

/** Resources and markets: kind, place and name, then quantity and owner or buyers. */
export function supplyDuplicates<Row>(lookUp: PlaceLookup, factsOf: (row: Row) => SupplyFacts): DuplicateRule<Row> {
  const core = ({ name, areaCode }: SupplyFacts) => coreOf(name ?? '', placesOf(lookUp, areaCode), FILLERS);
  return {
    keysOf(row) {
      const facts = factsOf(row);
      const { kind, areaCode, place, quantity, unit } = facts;
      const keys = new Set<string>();
      const own = core(facts);
      const slips = slipKeys(own, FIGURE);
      if (own !== '' && slips.length === 0) keys.add(`n:${kind ?? ''}:${own}`);
      for (const slip of slips) keys.add(`v:${kind ?? ''}:${slip}`);
      if (quantity && areaCode) keys.add(`q:${areaCode}:${kind ?? ''}:${Number(quantity)}${unit ?? ''}`);
      if (place?.trim() && areaCode) keys.add(`p:${areaCode}:${kind ?? ''}:${plainName(place)}`);
      return [...keys];
    },

    compare(rowA, rowB) {
      const [a, b] = [factsOf(rowA), factsOf(rowB)];
      const findings = new Findings(WEIGHTS);
      const [one, other] = [core(a), core(b)];
      if (plainName(a.name ?? '') === plainName(b.name ?? '')) findings.note('NAME_EQUAL', a.name, b.name);
      else if (one === other) findings.note('CORE_EQUAL', one, other);
      else findings.note(relationOf(one, other), one, other);
      const [figures, others] = [figuresIn(a.name ?? ''), figuresIn(b.name ?? '')];
      if (figures !== others) findings.note('FIGURES_DIFFER', figures, others);
      if (a.kind && b.kind) findings.note(a.kind === b.kind ? 'KIND_EQUAL' : 'KIND_DIFFERS', '', '');
      if (a.areaCode && b.areaCode) {
        findings.note(a.areaCode === b.areaCode ? 'AREA_EQUAL' : 'AREA_DIFFERS', lookUp.areaName(a.areaCode), lookUp.areaName(b.areaCode)); // prettier-ignore
      }
      notePlaces(findings, a.place, b.place);
      if ((a.unit ?? '') === (b.unit ?? '')) noteAmounts(findings, a.quantity, b.quantity);
      if (a.party?.trim() && b.party?.trim()) {
        findings.note(plainName(a.party) === plainName(b.party) ? 'PARTY_EQUAL' : 'PARTY_DIFFERS', a.party, b.party);
      }
      return findings.sum(SAME_FROM, REVIEW_FROM);
    },
  };
}

/** Two sorts of a thing, or two figures about one (白酒产量, 白酒产能), are nearly the same in writing only. */
function relationOf(one: string, other: string): 'CORE_ONE_EDIT' | 'CORE_SIMILAR' | 'CORE_DIFFERS' {
  const measure = (core: string) => (core.match(MEASURES) ?? []).join('');
  if (measure(one) !== measure(other)) return 'CORE_DIFFERS';
  const [thing, otherThing] = [one, other].map((core) => core.replaceAll(MEASURES, ''));
  if (isOneSlip(thing, otherThing)) return 'CORE_ONE_EDIT';
  const isLong = Math.min(thing.length, otherThing.length) >= SHORTEST_ALIKE;
  return isLong && likeness(thing, otherThing) >= SIMILAR_FROM ? 'CORE_SIMILAR' : 'CORE_DIFFERS';
}

/** A place within the other (城关镇 and 城关镇杨柳村) speaks neither for nor against. */
function notePlaces(findings: Findings, a: string | null | undefined, b: string | null | undefined): void {
  if (!a?.trim() || !b?.trim()) return;
  const [one, other] = [plainName(a), plainName(b)];
  if (one === other) findings.note('PLACE_EQUAL', a, b);
  else if (!one.includes(other) && !other.includes(one)) findings.note('PLACE_DIFFERS', a, b);
}
