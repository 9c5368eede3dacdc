import type { Criterion } from './criterion.js';
import { wordEvidence } from './evidence.js';

/** BM25F: how many of the project's words, rare ones first, the business uses. */
export const words: Criterion = {
  name: 'words',
  scale: 'relative',
  readsTexts: true,
  showsFit: true,
  field: 'mainBusiness',
  measure: (at) => at.words,
  evidence: (pair) => wordEvidence(pair),
};

/** TF-IDF cosine: how much of the business the shared words make up. A specialist beats a conglomerate. */
export const focus: Criterion = {
  name: 'focus',
  scale: 'relative',
  readsTexts: true,
  field: 'mainBusiness',
  measure: (at) => at.focus,
  evidence: (pair) => wordEvidence(pair),
};
