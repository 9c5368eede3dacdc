import type { ConfidenceView } from '@lianghuan/contracts';
import { formatNumber } from '../format/number.js';

const BANDS = { high: '高', middle: '中', low: '低' } as const;
const MEANING = '同类建议中被采纳的比例，由本市已处理的建议推算；不是项目落地的可能性。';

/** 匹配置信度: the band with the outcomes behind it, or that there are too few. */
export function ConfidenceLine({ confidence }: { readonly confidence: ConfidenceView }) {
  if (confidence.status === 'insufficient') {
    return (
      <p className="faint small" title={MEANING}>
        匹配置信度：样本不足（已处理{' '}
        <span className="number">
          {formatNumber(confidence.count)}/{formatNumber(confidence.needed)}
        </span>{' '}
        条）
      </p>
    );
  }
  const { band, share, bandCount, bandTaken, count } = confidence;
  return (
    <p className="small" title={`${MEANING}依据 ${formatNumber(count)} 条结果。`}>
      匹配置信度 <strong>{BANDS[band]}</strong>
      <span className="faint number">
        {' '}
        估计采纳 {Math.round(share * 100)}%，同档 {formatNumber(bandCount)} 条中采纳 {formatNumber(bandTaken)} 条
      </span>
    </p>
  );
}
