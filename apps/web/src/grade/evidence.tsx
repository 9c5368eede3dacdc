import { termOf, type GradeCondition, type GradeEvidence } from '@lianghuan/contracts';
import { formatAmount } from '../format/money.js';
import { formatNumber } from '../format/number.js';
import { IndustryNames } from '../reference/industry-names.js';

/** A condition of a rule in words. */
export function ConditionText({ condition }: { readonly condition: GradeCondition }) {
  if (condition.kind !== 'industry') return <>{textOf(condition)}</>;
  return (
    <>
      主业属 <IndustryNames codes={condition.codes} />
    </>
  );
}

function textOf(condition: Exclude<GradeCondition, { readonly kind: 'industry' }>): string {
  switch (condition.kind) {
    case 'listed':
      return '在证券市场上市';
    case 'revenue':
      return `营业收入不少于 ${formatAmount(condition.atLeastCny)}`;
    case 'assets':
      return `总资产不少于 ${formatAmount(condition.atLeastCny)}`;
    case 'employees':
      return `员工不少于 ${formatNumber(condition.atLeast)} 人`;
    case 'recognition':
      return `${condition.withinYears} 年内在名录：${condition.lists.map((list) => termOf('recognitionList', list)).join('、')}`;
    case 'industry_rank':
      return `${condition.by === 'assets' ? '总资产' : '营业收入'}居库内同行业前 ${condition.atMost}`;
  }
}

type Fact = GradeEvidence['facts'][number];

/** A fact that met a condition, in words. */
function factText(fact: Fact): string {
  const text = (name: string) => String(fact[name] ?? '');
  switch (fact['kind']) {
    case 'listed':
      return `证券代码 ${text('code')}${fact['exchange'] ? `（${text('exchange')}）` : ''}`;
    case 'revenue':
      return `营业收入 ${formatAmount(text('amountCny'))}${fact['year'] ? `（${text('year')}年）` : ''}`;
    case 'assets':
      return `总资产 ${formatAmount(text('amountCny'))}${fact['on'] ? `（${text('on')}）` : ''}`;
    case 'employees':
      return `员工 ${formatNumber(text('count'))} 人`;
    case 'recognition':
      return `${termOf('recognitionList', text('list'))} ${text('year')}年${fact['place'] ? `第${text('place')}位` : ''}，${text('title')}（${text('source')}）`;
    case 'industry':
      return `主业 ${text('code')} ${text('name')}`;
    case 'industry_rank':
      return `行业大类 ${text('division')} 内${fact['by'] === 'assets' ? '总资产' : '营业收入'}第 ${text('rank')}（共 ${text('of')} 家有数）`;
    default:
      return '';
  }
}

/** 依据: each rule that is met, with the facts that met it. */
export function EvidenceLines({ evidence }: { readonly evidence: readonly GradeEvidence[] }) {
  if (evidence.length === 0) return null;
  return (
    <ul className="evidence">
      {evidence.map(({ rule, facts }) => (
        <li key={rule} className="small">
          {rule}：<span className="soft">{facts.map(factText).join('；')}</span>
        </li>
      ))}
    </ul>
  );
}
