import { industryCodes } from '../normalize/industry-code.js';
import type { Criterion } from './criterion.js';
import { codeEvidence } from './evidence.js';

/** Whether the enterprise belongs to the leading industry (首位产业) of the park the project is to stand in. */
export const park: Criterion = {
  name: 'park',
  scale: 'absolute',
  field: 'parkLeadIndustryCodes',
  measure: ({ query, corpus, row, related }) => {
    const leading = industryCodes(query.record.parkLeadIndustryCodes ?? []);
    if (leading.length === 0 || corpus.codes[row].length === 0) return undefined;
    return related.overlap(leading, corpus.codes[row]);
  },
  evidence: (pair) => {
    const leading = industryCodes(pair.query.record.parkLeadIndustryCodes ?? []);
    const own = pair.corpus.codes[pair.row];
    const lead = leading.find((code) => pair.related.overlap([code], own) > 0) ?? leading[0];
    if (!lead || own.length === 0) return [];
    return [
      {
        kind: 'park',
        field: 'industryCodes',
        codes: [codeEvidence(lead, 'park', 'given', pair), codeEvidence(own[0], 'enterprise', 'given', pair)],
      },
    ];
  },
};
