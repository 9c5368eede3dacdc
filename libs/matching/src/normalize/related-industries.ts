import { sharedDigits } from './industry-code.js';

/** Value of shared leading digits: the division alone is two thirds of a match, the class a whole one. */
const DIGIT_VALUE: Readonly<Record<0 | 2 | 3 | 4, number>> = Object.freeze({ 0: 0, 2: 0.65, 3: 0.8, 4: 1 });
/** Value of two divisions that often invest in one another: supplier, customer, or both run by one group. */
const RELATED_VALUE = 0.4;

export type Relation = 'sameClass' | 'sameGroup' | 'sameDivision' | 'relatedDivision' | 'none';

/** Compares industry codes: by shared digits, and by the table of related divisions. */
export class RelatedIndustries {
  readonly #pairs: ReadonlySet<string>;

  constructor(pairs: readonly (readonly [string, string])[]) {
    this.#pairs = new Set(pairs.flatMap(([a, b]) => [`${a}-${b}`, `${b}-${a}`]));
  }

  /** 0–1 value of two codes. */
  value(a: string, b: string): number {
    const digits = sharedDigits(a, b);
    if (digits > 0) return DIGIT_VALUE[digits];
    return this.#pairs.has(`${a.slice(0, 2)}-${b.slice(0, 2)}`) ? RELATED_VALUE : 0;
  }

  /** Best value between two lists of codes; 0 when either is empty. */
  overlap(a: readonly string[], b: readonly string[]): number {
    let best = 0;
    for (const x of a) for (const y of b) best = Math.max(best, this.value(x, y));
    return best;
  }

  relation(a: string, b: string): Relation {
    const digits = sharedDigits(a, b);
    if (digits === 4) return 'sameClass';
    if (digits === 3) return 'sameGroup';
    if (digits === 2) return 'sameDivision';
    return this.value(a, b) > 0 ? 'relatedDivision' : 'none';
  }
}
