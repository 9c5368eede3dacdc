import { dotRow } from '../candidates/sparse.js';
import { wordEvidence } from './evidence.js';
import type { Criterion } from './criterion.js';

/** Cosine of the project's words (rare among projects first) with the field-weighted words of the enterprise. */
export const words: Criterion = {
  name: 'words',
  scale: 'relative',
  measure: ({ query, corpus, row }) => dotRow(query.vector, corpus.tfidf, row),
  evidence: (pair) => wordEvidence(pair),
};
