import { topicCosine } from '../candidates/topic-model.js';
import type { Evidence } from '../model.js';
import { productLines } from '../normalize/products.js';
import type { Criterion, Pair } from './criterion.js';
import { codeEvidence } from './evidence.js';

/** Best product line by topic of the project's text; important lines count more. Finds the same thing said otherwise. */
export const productTopic: Criterion = {
  name: 'productTopic',
  scale: 'relative',
  showsFit: true,
  field: 'mainBusiness',
  measure: (pair) => bestLine(pair, pair.retrieval.topic)?.strength,
  evidence: (pair) => lineEvidence(pair, pair.retrieval.topic),
};

/** Best product line by topic of the project's industry: a line like those of the enterprises registered there. */
export const trade: Criterion = {
  name: 'trade',
  scale: 'relative',
  showsFit: true,
  field: 'mainBusiness',
  measure: (pair) =>
    pair.retrieval.tradeTopic.some((value) => value !== 0)
      ? bestLine(pair, pair.retrieval.tradeTopic)?.strength
      : undefined,
  evidence: (pair) => {
    const code = pair.retrieval.codes[0];
    if (code === undefined) return [];
    return lineEvidence(pair, pair.retrieval.tradeTopic).map((evidence) => ({
      ...evidence,
      codes: [codeEvidence(code, 'project', pair.retrieval.codesOrigin, pair)],
    }));
  },
};

function bestLine(
  { corpus, row }: Pair,
  topic: Float64Array,
): { readonly position: number; readonly strength: number } | undefined {
  const { offsets, weight, topics } = corpus.lines;
  let position = -1;
  let strength = -1;
  for (let line = offsets[row]; line < offsets[row + 1]; line++) {
    const importance = (weight[line] - 0.3) / 1.2;
    const value = Math.max(0, topicCosine(topic, topics, line)) * (0.85 + 0.15 * importance);
    if (value > strength) {
      position = line - offsets[row];
      strength = value;
    }
  }
  return position < 0 ? undefined : { position, strength };
}

function lineEvidence(pair: Pair, topic: Float64Array): Evidence[] {
  const best = bestLine(pair, topic);
  const line = best && best.strength > 0 ? productLines(pair.corpus.records[pair.row])[best.position] : undefined;
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
