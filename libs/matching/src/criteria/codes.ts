import { codeOverlap, DIGIT_SCORE } from '../candidates/retrieve.js';
import { sharedDigits } from '../normalize/industry-code.js';
import type { Criterion } from './criterion.js';
import { codeEvidence } from './evidence.js';

/** Leading digits the given industry codes share: 2, 3 or 4 of them. */
export const codes: Criterion = {
  name: 'codes',
  scale: 'absolute',
  measure: ({ query, corpus, row }) =>
    query.codes.length === 0 || corpus.codes[row].length === 0
      ? undefined
      : codeOverlap(query.codes, corpus.codes[row]),
  evidence: (pair) => {
    const { query, corpus, row } = pair;
    const best = query.codes
      .flatMap((a) => corpus.codes[row].map((b) => ({ a, b, strength: DIGIT_SCORE[sharedDigits(a, b)] })))
      .reduce<{ a: string; b: string; strength: number } | undefined>(
        (highest, next) => (highest && highest.strength >= next.strength ? highest : next),
        undefined,
      );
    if (!best) return [];
    return [
      {
        kind: 'class',
        field: 'industryCodes',
        codes: [codeEvidence(best.a, 'project', 'given', pair), codeEvidence(best.b, 'enterprise', 'given', pair)],
      },
    ];
  },
};
