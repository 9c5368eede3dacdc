import { termOf, type AllocationReasonView } from '@lianghuan/contracts';
import { Tag } from 'antd';
import { worthText } from './worth.js';

/** 分配结果 of a suggestion: whether it is proposed, and if not, why not. */
export function AllocationLine({ allocation }: { readonly allocation: AllocationReasonView | null }) {
  if (allocation === null) return null;
  return (
    <p className="allocation-line small">
      <Tag color={allocation.isProposed ? 'success' : 'default'} variant="outlined">
        {allocation.isProposed
          ? termOf('allocationReason', allocation.code)
          : `未分配：${termOf('allocationReason', allocation.code)}`}
      </Tag>
      <span className="soft">{sentenceOf(allocation)}</span>
    </p>
  );
}

function sentenceOf(allocation: AllocationReasonView): string {
  const worth = (value: number) => worthText(value, allocation.valueBasis);
  const { enterpriseLoad, enterpriseCapacity, enterpriseDemand, enterprisePrice } = allocation;
  const load = `该企业已列 ${enterpriseLoad} 个项目，上限 ${enterpriseCapacity}`;
  const sought = enterpriseDemand > enterpriseCapacity ? `，${enterpriseDemand} 个项目都想要，紧俏价 ${worth(enterprisePrice)}` : ''; // prettier-ignore
  switch (allocation.code) {
    case 'PRICE_ABOVE_VALUE': {
      const price = enterprisePrice + allocation.areaPrice + allocation.officerPrice;
      return `本对值 ${worth(allocation.value)}，抵不过紧俏价 ${worth(price)}；${load}${sought}`;
    }
    case 'BETTER_PAIRS_HELD':
      return `本项目已列的企业扣除紧俏价后至少值 ${worth(allocation.heldSurplus ?? 0)}，本对 ${worth(allocation.value - enterprisePrice)}`;
    case 'GROUP_REPRESENTED':
      return `${allocation.sisterName ?? '同一集团的另一家企业'}已列给本项目`;
    case 'DECIDED':
      return '有人已不采纳或暂缓，不再列入';
    case 'NO_CLEAR_FIT':
      return '默认不列入；认为对口的，采纳后即列入';
    case 'NO_ROOM':
      return `值得列入，但名额不够；${load}`;
    default:
      return `${load}${sought}`;
  }
}
