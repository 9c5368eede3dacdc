import { termOf, type PackageOfferView, type UseEstimateView } from '@lianghuan/contracts';
import { Tooltip } from 'antd';
import { formatAmount } from '../format/money.js';
import { formatNumber } from '../format/number.js';
import './match.css';

/** 估算 beside a quantity nobody has stated, with the rule and its source; nothing beside any other. */
export function EstimatedMark({ offer }: { readonly offer: Pick<PackageOfferView, 'estimate' | 'isKept'> }) {
  if (offer.estimate === null || offer.isKept) return null;
  const text = estimateText(offer.estimate);
  return (
    <Tooltip title={text}>
      <span className="estimated" aria-label={`估算：${text}`}>
        估算
      </span>
    </Tooltip>
  );
}

/** A mean of a few figures, with the digits it carries. */
export const short = (quantity: string) => String(Number(Number(quantity).toPrecision(3)));

/** The rule in a sentence, with its figures. */
export function estimateText({ rule, perInvestment, investmentCny, source, peers }: UseEstimateView) {
  const share = `每亿元投资 ${formatNumber(short(perInvestment.quantity))} ${perInvestment.unit}，总投资 ${formatAmount(investmentCny)}`;
  if (rule === 'PEER_MEDIAN' && peers !== null)
    return `按 ${peers.projects.length} 个写明用量的${peers.level === 'division' ? '同行业' : '同门类'}项目的中位数估算：${share}`;
  return `按${termOf('useRule', rule)}${source === null ? '' : `（${source}）`}估算：${share}`;
}
