import { type FundingSource, type ProjectView, termOf } from '@lianghuan/contracts';
import { Decimal } from 'decimal.js';
import { PlainTable } from '../app/plain-table.js';
import { formatAmount } from '../format/money.js';
import { UNFILLED } from '../format/number.js';
import './funding-plan.css';

const amount = (amountCny: string | null) =>
  amountCny === null ? <span className="unfilled">{UNFILLED}</span> : formatAmount(amountCny);

/** 资金安排 of a project, route by route, with the sums beside the total investment and what is missing to it (measure 10). */
export function FundingPlanTable({ project }: { readonly project: ProjectView }) {
  const { fundingPlan, fundingSoughtCny, fundingGrantedCny, totalInvestmentCny } = project;
  return (
    <>
      <PlainTable
        className="funding-plan"
        rows={fundingPlan}
        rowKey={({ route }) => route}
        columns={[
          { title: '资金渠道', render: ({ route }) => termOf('fundingRoute', route), total: '合计' },
          {
            title: '拟争取',
            numeric: true,
            render: ({ amountCny }) => amount(amountCny),
            total: amount(fundingSoughtCny ?? null),
          },
          {
            title: '进展',
            render: ({ state, on }) => `${termOf('fundingState', state)}${on === null ? '' : `（${on}）`}`,
          },
          {
            title: '已落实',
            numeric: true,
            render: ({ grantedCny }) => (grantedCny === null ? '—' : formatAmount(grantedCny)),
            total: fundingGrantedCny == null ? '—' : formatAmount(fundingGrantedCny),
          },
        ]}
      />
      {totalInvestmentCny != null && (
        <p className="small">
          总投资 {formatAmount(totalInvestmentCny)}，
          {gapText(
            '安排',
            totalInvestmentCny,
            fundingSoughtCny ?? '0',
            fundingPlan.some(({ amountCny }) => amountCny === null),
          )}
          ；{gapText('落实', totalInvestmentCny, fundingGrantedCny ?? '0', false)}
        </p>
      )}
    </>
  );
}

/** What is missing of the total, or how much more than it there is. */
function gapText(verb: string, totalCny: string, sumCny: string, isPartlyUnknown: boolean) {
  const gap = new Decimal(totalCny).minus(sumCny);
  if (gap.isZero()) return `已全部${verb}`;
  if (gap.isNegative())
    return (
      <span className="funding-over">
        {verb}的超出 {formatAmount(gap.neg().toFixed())}
      </span>
    );
  return (
    <>
      还差 <strong className="number">{formatAmount(gap.toFixed())}</strong> 未{verb}
      {isPartlyUnknown && '（有渠道未填金额）'}
    </>
  );
}

/** 资金安排 in a line, for histories and comparisons. */
export function fundingText(sources: readonly FundingSource[]): string {
  return sources
    .map(({ route, amountCny, state, grantedCny, on }) =>
      [
        `${termOf('fundingRoute', route)} ${amountCny === null ? '金额未填' : formatAmount(amountCny)}`,
        `${termOf('fundingState', state)}${grantedCny === null ? '' : ` ${formatAmount(grantedCny)}`}`,
        on,
      ]
        .filter(Boolean)
        .join('，'),
    )
    .join('；');
}
