import type { ConfidenceView } from '@lianghuan/contracts';
import { Tooltip } from 'antd';
import { formatNumber } from '../format/number.js';

const BANDS = { high: '高', middle: '中', low: '低' } as const;
const MEANING = '同类建议中被采纳的比例，由本市已处理的建议推算；不是项目落地的可能性。';

/** 匹配置信度: the band with the outcomes behind it, or that there are too few. */
export function ConfidenceLine({ confidence }: { readonly confidence: ConfidenceView }) {
  if (confidence.status === 'insufficient') {
    return (
      <Tooltip title={MEANING}>
        <span className="confidence faint small" tabIndex={0}>
          匹配置信度：样本不足（
          <span className="number">
            {formatNumber(confidence.count)}/{formatNumber(confidence.needed)}
          </span>{' '}
          条）
        </span>
      </Tooltip>
    );
  }
  const { band, share, bandCount, bandTaken, count } = confidence;
  return (
    <Tooltip title={`${MEANING}估计 ${Math.round(share * 100)}%，依据 ${formatNumber(count)} 条结果。`}>
      <span className="confidence small" tabIndex={0}>
        匹配置信度 <strong>{BANDS[band]}</strong>
        <span className="faint number">
          {' '}
          同档 {formatNumber(bandCount)} 条中采纳 {formatNumber(bandTaken)} 条
        </span>
      </span>
    </Tooltip>
  );
}
