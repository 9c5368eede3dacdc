import { Decimal } from 'decimal.js';
import type { Findings } from './duplicate-rule.js';
import { plainName } from './name-core.js';

/** What rules ask the reference data for. */
export interface PlaceLookup {
  /** Names a text about an area may begin with, longest first. */
  placeNames(areaCode: string | null): readonly string[];
  areaName(areaCode: string | null): string | null;
}

/** Amounts this near are one figure, rounded by two people. */
const NEAR = 0.05;
/** Beyond, they speak against each other. */
const APART = 0.2;

const plainPlaces = new WeakMap<readonly string[], readonly string[]>();

/** What to take off the front of the names in an area, as names are compared. */
export function placesOf(lookUp: PlaceLookup, areaCode: string | null | undefined): readonly string[] {
  const names = lookUp.placeNames(areaCode ?? null);
  const plain = plainPlaces.get(names) ?? names.map(plainName);
  plainPlaces.set(names, plain);
  return plain;
}

/** Two amounts in the same unit: equal, near, apart, or neither. */
export function noteAmounts(findings: Findings, a: string | null | undefined, b: string | null | undefined): void {
  if (!a || !b) return;
  const [one, other] = [new Decimal(a), new Decimal(b)];
  if (one.equals(other)) findings.note('AMOUNT_EQUAL', a, b);
  else {
    const apart = one.minus(other).abs().div(Decimal.max(one.abs(), other.abs()));
    if (apart.lte(NEAR)) findings.note('AMOUNT_NEAR', a, b);
    else if (apart.gt(APART)) findings.note('AMOUNT_DIFFERS', a, b);
  }
}
