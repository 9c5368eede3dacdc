import type { Code } from '@lianghuan/contracts';

/** One finding for (+) or against (−) two rows being the same; `a` and `b` are what was compared. */
export interface DuplicateReason {
  readonly code: Code<'duplicateReason'>;
  readonly weight: number;
  readonly a: string;
  readonly b: string;
}

/** `same`: a clerk would not doubt it; `review`: somebody should look; `different`: not worth anybody's time. */
export type DuplicateVerdict = 'same' | 'review' | 'different';

export interface DuplicateComparison {
  readonly verdict: DuplicateVerdict;
  /** Sum of the weights. */
  readonly score: number;
  readonly reasons: readonly DuplicateReason[];
}

/** Rows with one key in common beyond which the key says nothing; each is still compared through its rarer ones. */
export const LARGEST_GROUP = 60;

/** How rows of one register are found to be the same. The one matcher for typing, imports and the nightly scan. */
export interface DuplicateRule<Facts> {
  /** Rows that may be the same share at least one of these; never compared otherwise. */
  keysOf(facts: Facts): string[];
  /** The same whichever row comes first, but for `a` and `b`. */
  compare(a: Facts, b: Facts): DuplicateComparison;
}

/** Weights of a register's findings; a finding it does not know weighs nothing. */
export type DuplicateWeights = Readonly<Partial<Record<Code<'duplicateReason'>, number>>>;

/** Collects findings and adds them up. */
export class Findings {
  readonly #reasons: DuplicateReason[] = [];

  constructor(private readonly weights: DuplicateWeights) {}

  note(code: Code<'duplicateReason'>, a: unknown, b: unknown): void {
    const weight = this.weights[code] ?? 0;
    if (weight !== 0) this.#reasons.push({ code, weight, a: textOf(a), b: textOf(b) });
  }

  /** The verdict by the sum; `isCertain` decides alone. */
  sum(sameFrom: number, reviewFrom: number, isCertain?: 'same' | 'different'): DuplicateComparison {
    const score = this.#reasons.reduce((sum, { weight }) => sum + weight, 0);
    const verdict = isCertain ?? (score >= sameFrom ? 'same' : score >= reviewFrom ? 'review' : 'different');
    return { verdict, score, reasons: this.#reasons };
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
