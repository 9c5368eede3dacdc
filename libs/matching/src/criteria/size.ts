import { sizeFact } from '../normalize/size.js';
import type { Criterion } from './criterion.js';

/**
 * Enterprise size: large groups carry most recorded investments. Where it is unknown, the mean of enterprises whose
 * names are of the same kind stands in: law reserves 集团 and 中国 to the larger ones. Counts only as far as the enterprise is in the project's trade.
 */
export const size: Criterion = {
  name: 'size',
  scale: 'absolute',
  field: 'totalAssetsWan',
  countsWithFit: true,
  hasStandIn: true,
  measure: (at) => at.size,
  evidence: ({ epoch, at, record }) => {
    const fact = sizeFact(record, epoch.listed);
    if (!fact) return [];
    const investment = at.project.record.totalInvestmentWan;
    return [
      {
        kind: 'size',
        field: fact.field,
        facts: [
          { side: 'enterprise', field: fact.field, value: fact.wan, unit: '万元', source: fact.source },
          ...(investment === undefined
            ? []
            : [
                {
                  side: 'project' as const,
                  field: 'totalInvestmentWan',
                  value: investment,
                  unit: '万元',
                  source: 'record',
                },
              ]),
        ],
      },
    ];
  },
};
