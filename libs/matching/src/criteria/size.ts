import type { Criterion } from './criterion.js';

/** Assets of 1亿元 count nothing, assets of 100,000亿元 count fully. */
const LOWEST_DECADE = 4;
const DECADES = 5;

/** 0–1 value of total assets in 万元: half linear in decades, half cubic, for the few giants carry much of all investment. */
export function sizeValue(wan: number): number {
  const decades = Math.max(0, Math.min(1, (Math.log10(wan) - LOWEST_DECADE) / DECADES));
  return (decades + decades ** 3) / 2;
}

/**
 * Enterprise size: large groups carry most recorded investments. Where it is unknown, the mean of enterprises whose
 * names are of the same kind stands in: law reserves 集团 and 中国 to the larger ones. Counts only as far as the enterprise is in the project's trade.
 */
export const size: Criterion = {
  name: 'size',
  scale: 'absolute',
  field: 'totalAssetsWan',
  countsWithFit: true,
  measure: ({ facts, row }) => {
    const fact = facts.assets[row];
    return fact && sizeValue(fact.wan);
  },
  neutral: ({ facts, row }) => facts.neutralSize[row],
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
