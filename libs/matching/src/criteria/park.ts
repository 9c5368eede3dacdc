import type { Criterion } from './criterion.js';
import { codeEvidence } from './evidence.js';

/** Whether the enterprise belongs to the leading industry (首位产业) of the park the project is to stand in. */
export const park: Criterion = {
  name: 'park',
  scale: 'absolute',
  field: 'parkLeadIndustryCodes',
  measure: (at) => at.parkCodes,
  evidence: (pair) => {
    const leading = pair.at.project.parkCodes;
    const own = pair.at.segment.codesAt(pair.at.row);
    const lead = leading.find((code) => pair.epoch.related.overlap([code], own) > 0) ?? leading[0];
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
