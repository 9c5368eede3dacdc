import type { Evidence } from '../model.js';
import type { Criterion, Pair } from './criterion.js';
import { codeEvidence } from './evidence.js';

/** Best product line by topic of the project's text; important lines count more. Finds the same thing said otherwise. */
export const productTopic: Criterion = {
  name: 'productTopic',
  scale: 'relative',
  showsFit: true,
  field: 'mainBusiness',
  measure: (at) => at.productTopic,
  evidence: (pair) => lineEvidence(pair, pair.at.productTopic, pair.at.topicLine),
};

/** Best product line by topic of the project's industry: a line like those of the enterprises registered there. */
export const trade: Criterion = {
  name: 'trade',
  scale: 'relative',
  showsFit: true,
  field: 'mainBusiness',
  measure: (at) => at.trade,
  evidence: (pair) => {
    const { codes, codesOrigin } = pair.at.project;
    const [code] = codes;
    if (code === undefined) return [];
    return lineEvidence(pair, pair.at.trade, pair.at.tradeLine).map((evidence) => ({
      ...evidence,
      codes: [codeEvidence(code, 'project', codesOrigin, pair)],
    }));
  },
};

function lineEvidence({ lines }: Pair, strength: number, position: number): Evidence[] {
  const line = strength > 0 ? lines[position] : undefined;
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
