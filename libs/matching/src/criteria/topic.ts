import { topicCosine } from '../candidates/topic-model.js';
import { productLines } from '../normalize/products.js';
import type { Criterion, Pair } from './criterion.js';

/** Cosine of the topics of the whole business with the topics of the project. */
export const topic: Criterion = {
  name: 'topic',
  scale: 'relative',
  measure: ({ retrieval, corpus, row }) => Math.max(0, topicCosine(retrieval.topic, corpus.topics, row)),
  evidence: () => [{ kind: 'topic', field: 'mainBusiness' }],
};

/** Best product line by topic; important lines count more. */
export const productTopic: Criterion = {
  name: 'productTopic',
  scale: 'relative',
  measure: (pair) => bestLine(pair)?.strength,
  evidence: (pair) => {
    const best = bestLine(pair);
    const line = best && productLines(pair.corpus.records[pair.row])[best.position];
    if (!line) return [];
    const { name, share, field, start, end } = line;
    return [
      {
        kind: 'product',
        field,
        product: { name, ...(share === undefined ? {} : { share }), span: { field, start, end } },
      },
    ];
  },
};

function bestLine({ retrieval, corpus, row }: Pair): { position: number; strength: number } | undefined {
  const { offsets, weight, topics } = corpus.lines;
  let best: { position: number; strength: number } | undefined;
  for (let line = offsets[row]; line < offsets[row + 1]; line++) {
    const importance = (weight[line] - 0.3) / 1.2;
    const strength = Math.max(0, topicCosine(retrieval.topic, topics, line)) * (0.7 + 0.3 * importance);
    if (!best || strength > best.strength) best = { position: line - offsets[row], strength };
  }
  return best;
}
