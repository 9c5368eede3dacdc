import type { FundsProgress } from '@lianghuan/contracts';
import { Decimal } from 'decimal.js';
import { formatAmount, formatAmountIn } from '../format/money.js';

const HEIGHT = 72;
const STEP = 24;
const BAR = 14;

/** Received by month as bars: small enough for the home page, the figures are read out and shown on hover. */
export function MonthSpark({ progress }: { readonly progress: FundsProgress }) {
  const amounts = progress.months.map(({ receivedCny }) => new Decimal(receivedCny));
  const highest = Decimal.max(1, ...amounts);
  const width = progress.months.length * STEP;
  if (amounts.every((amount) => amount.isZero())) {
    return <p className="spark faint small">{progress.year}年各月还没有认定的到位资金。</p>;
  }
  return (
    <figure className="spark">
      <svg
        viewBox={`0 0 ${width} ${HEIGHT + 16}`}
        role="img"
        aria-label={`各月到位：${progress.months
          .map(({ period, receivedCny }) => `${Number(period.slice(5))}月 ${formatAmount(receivedCny) || '0'}`)
          .join('，')}`}
      >
        <line x1={0} y1={HEIGHT} x2={width} y2={HEIGHT} className="spark-axis" />
        {progress.months.map(({ period, receivedCny }, index) => {
          const height =
            amounts[index]?.isPositive() === true
              ? amounts[index]
                  .div(highest)
                  .times(HEIGHT - 4)
                  .toNumber()
              : 0;
          return (
            <g key={period}>
              <rect
                x={index * STEP + (STEP - BAR) / 2}
                y={HEIGHT - height}
                width={BAR}
                height={height}
                className="spark-bar"
              >
                <title>{`${period}：${formatAmountIn(receivedCny, '亿元')} 亿元`}</title>
              </rect>
              <text x={index * STEP + STEP / 2} y={HEIGHT + 13} className="spark-label">
                {Number(period.slice(5))}
              </text>
            </g>
          );
        })}
      </svg>
      <figcaption className="faint small">各月到位（月）</figcaption>
    </figure>
  );
}
