import { dotRow } from '../candidates/sparse.js';
import type { Criterion } from './criterion.js';

/** BM25F with the project's words and the words of the enterprises that fit it best. */
export const expansion: Criterion = {
  name: 'expansion',
  scale: 'relative',
  measure: ({ retrieval, corpus, row }) => dotRow(retrieval.expanded, corpus.bm25, row),
  evidence: ({ retrieval, corpus, row }) => {
    const from = retrieval.feedbackRows.filter((other) => other !== row).map((other) => corpus.records[other].id);
    return from.length ? [{ kind: 'topic', field: 'mainBusiness', from }] : [];
  },
};
