import { classCosine } from '../candidates/retrieve.js';
import { codePath } from '../normalize/industry-code.js';
import type { Criterion } from './criterion.js';
import { codeEvidence } from './evidence.js';

/** Industry class the project's text points to (vote of the nearest enterprises) against the enterprise's codes. */
export const classOfText: Criterion = {
  name: 'class',
  scale: 'absolute',
  measure: ({ retrieval, corpus, row }) =>
    corpus.codes[row].length === 0 || retrieval.classVector.size === 0
      ? undefined
      : Math.min(1, classCosine(retrieval.classVector, corpus.codes[row])),
  evidence: (pair) => {
    const { retrieval, corpus, row } = pair;
    const voted = [...retrieval.classVector].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    const code = corpus.codes[row].find((own) => codePath(own).some((prefix) => retrieval.classVector.has(prefix)));
    if (!code || voted.length === 0) return [];
    return [
      {
        kind: 'class',
        field: 'industryCodes',
        codes: [codeEvidence(voted[0][0], 'project', 'derived', pair), codeEvidence(code, 'enterprise', 'given', pair)],
        from: retrieval.classRows.map((other) => corpus.records[other].id),
      },
    ];
  },
};
