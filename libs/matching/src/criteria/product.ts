import { productLines } from '../normalize/products.js';
import { isWritten } from '../candidates/query.js';
import { lineTerms } from './evidence.js';
import type { Criterion, Pair } from './criterion.js';

/** A line made of common words only cannot reach full coverage: its idf mass must be at least this. */
const FULL_MASS = 12;

/**
 * How much of one product line the project speaks of: share of the line's idf mass found in the project, a bonus
 * when the line is written out, damped for short or common lines; the best line counts.
 */
export const product: Criterion = {
  name: 'product',
  scale: 'relative',
  field: 'mainBusiness',
  measure: (pair) => bestCoverage(pair)?.strength,
  evidence: (pair) => {
    const best = bestCoverage(pair);
    const line = best && best.strength > 0 ? productLines(pair.corpus.records[pair.row])[best.position] : undefined;
    if (!line) return [];
    const { name, share, field, start, end } = line;
    return [
      {
        kind: 'product',
        field,
        product: { name, ...(share === undefined ? {} : { share }), span: { field, start, end } },
        terms: lineTerms(pair, line),
      },
    ];
  },
};

function bestCoverage({ query, corpus, row }: Pair): { position: number; strength: number } | undefined {
  const { offsets, terms, mass, weight, texts } = corpus.lines;
  let best: { position: number; strength: number } | undefined;
  for (let line = offsets[row]; line < offsets[row + 1]; line++) {
    let covered = 0;
    let complete = terms.offsets[line + 1] > terms.offsets[line];
    for (let i = terms.offsets[line]; i < terms.offsets[line + 1]; i++) {
      const member = query.membership.get(terms.indices[i]) ?? 0;
      covered += member * terms.values[i];
      if (member < 1) complete = false;
    }
    let strength = 0;
    if (covered > 0) {
      const written = complete && isWritten(texts[line], query.text);
      const importance = (weight[line] - 0.3) / 1.2;
      strength =
        (0.75 + 0.25 * importance) *
        Math.min(1, mass[line] / FULL_MASS) *
        (covered / mass[line] + (written ? 0.15 : 0));
    }
    if (!best || strength > best.strength) best = { position: line - offsets[row], strength };
  }
  return best;
}
