import { productLine } from '../normalize/products.js';
import type { Criterion } from './criterion.js';
import { codeEvidence, shownLine } from './evidence.js';

/** Best product line by topic of the project's text; important lines count more. Finds the same thing said otherwise. */
export const productTopic: Criterion = {
  name: 'productTopic',
  scale: 'relative',
  readsTexts: true,
  showsFit: true,
  field: 'mainBusiness',
  measure: (at) => at.productTopic,
  evidence: (pair) => {
    const line = productLine(pair.record, pair.at.topicLine);
    return line ? [{ kind: 'topic', field: line.field, product: shownLine(line) }] : [];
  },
};

/** Best product line by topic of the project's industry: a line like those of the enterprises registered there. */
export const trade: Criterion = {
  name: 'trade',
  scale: 'relative',
  readsTexts: true,
  showsFit: true,
  field: 'mainBusiness',
  measure: (at) => at.trade,
  evidence: (pair) => {
    const { codes, codesOrigin } = pair.at.project;
    const line = productLine(pair.record, pair.at.tradeLine);
    if (!line || codes.length === 0) return [];
    const shown = codeEvidence(codes[0], 'project', codesOrigin, pair);
    return [{ kind: 'topic', field: line.field, product: shownLine(line), codes: [shown] }];
  },
};
