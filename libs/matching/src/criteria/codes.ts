import type { Criterion } from './criterion.js';
import { codeEvidence } from './evidence.js';

/**
 * Industry codes side by side: 4, 3 or 2 digits shared, or divisions that often invest in one another. A score, never
 * a gate: a third of real investors come from another division. A project without codes uses the class its text
 * points to.
 */
export const codes: Criterion = {
  name: 'codes',
  scale: 'absolute',
  field: 'industryCodes',
  showsFit: true,
  measure: (at) => at.codes,
  evidence: (pair) => {
    const { related } = pair.epoch;
    const { segment, row, project } = pair.at;
    let best: { readonly a: string; readonly b: string; readonly value: number } | undefined;
    for (const a of project.codes)
      for (const b of segment.codesAt(row)) {
        const value = related.value(a, b);
        if (!best || value > best.value) best = { a, b, value };
      }
    if (!best) return [];
    return [
      {
        kind: 'class',
        field: 'industryCodes',
        relation: related.relation(best.a, best.b),
        codes: [
          codeEvidence(best.a, 'project', project.codesOrigin, pair),
          codeEvidence(best.b, 'enterprise', 'given', pair),
        ],
        ...(project.codesOrigin === 'derived' ? { from: project.voters } : {}),
      },
    ];
  },
};
