import { productLine } from '../normalize/products.js';
import type { Criterion } from './criterion.js';
import { lineTerms, shownLine } from './evidence.js';

/**
 * How much of one product line the project speaks of: share of the line's idf mass found in the project, a bonus
 * when the line is written out, damped for short or common lines; the best line counts.
 */
export const product: Criterion = {
  name: 'product',
  scale: 'relative',
  readsTexts: true,
  field: 'mainBusiness',
  measure: (at) => at.coverage,
  evidence: (pair) => {
    const line = productLine(pair.record, pair.at.coveredLine);
    if (!line) return [];
    return [{ kind: 'product', field: line.field, product: shownLine(line), terms: lineTerms(pair, line) }];
  },
};
