import type { Criterion } from './criterion.js';

/** Assets of 1亿元 count nothing, assets of 10,000亿元 count fully; a decade is a quarter. */
const LOWEST_DECADE = 4;
const DECADES = 4;

/** Enterprise size on a logarithmic scale: large groups carry most recorded investments. */
export const size: Criterion = {
  name: 'size',
  scale: 'absolute',
  measure: ({ facts, row }) => {
    const fact = facts.assets[row];
    return fact && Math.max(0, Math.min(1, (Math.log10(fact.wan) - LOWEST_DECADE) / DECADES));
  },
  evidence: ({ facts, row, query }) => {
    const fact = facts.assets[row];
    if (!fact) return [];
    const investment = query.record.totalInvestmentWan;
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
