import type { Evidence } from '../model.js';
import type { Line } from '../normalize/products.js';
import type { Criterion } from './criterion.js';
import { codeEvidence } from './evidence.js';

/** Best product line by topic of the project's text; important lines count more. Finds the same thing said otherwise. */
export const productTopic: Criterion = {
  name: 'productTopic',
  scale: 'relative',
  readsTexts: true,
  showsFit: true,
  field: 'mainBusiness',
  measure: (at) => at.productTopic,
  evidence: (pair) => lineEvidence(pair.lines[pair.at.topicLine]),
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
    const [code] = codes;
    if (code === undefined) return [];
    return lineEvidence(pair.lines[pair.at.tradeLine]).map((evidence) => ({
      ...evidence,
      codes: [codeEvidence(code, 'project', codesOrigin, pair)],
    }));
  },
};

function lineEvidence(line: Line | undefined): Evidence[] {
  if (!line) return [];
  const { name, share, field, start, end } = line;
  return [
    {
      kind: 'topic',
      field,
      product: { name, ...(share === undefined ? {} : { share }), span: { field, start, end } },
    },
  ];
}
