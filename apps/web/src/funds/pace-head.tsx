import type { FundsProgress } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { formatAmount, formatAmountIn } from '../format/money.js';
import { formatShare } from '../format/number.js';
import { StatusDot } from '../register/status-tags.js';
import { countedLines, pendingLines } from './funds.search.js';
import { gapCny, paceGap, targetText, toleranceFloor } from './pace.js';

/** The figure everybody asks for: received, against the target and against the calendar. */
export function PaceHead({ progress }: { readonly progress: FundsProgress }) {
  const gap = gapCny(progress);
  const difference = paceGap(progress);
  const floor = toleranceFloor(progress);
  const completion = progress.completionShare;
  return (
    <div className="pace">
      <p className="pace-figure">
        <Link to="/funds/lines" search={countedLines(progress)} className="number">
          {formatAmountIn(progress.receivedCny, '亿元') || '0.00'}
        </Link>
        <span className="soft"> 亿元已认定</span>
      </p>
      {completion === null ? (
        <p className="soft">{progress.year}年没有对应的到位资金目标，只列到位数。</p>
      ) : (
        <>
          <p className="soft">
            目标 <span className="number">{targetText(progress)}</span>
            {floor !== null && (
              <span className="faint small number">
                （达到 {formatAmountIn(floor.toFixed(2), '亿元')} 亿元即算完成）
              </span>
            )}
          </p>
          <div
            className="pace-bar"
            role="img"
            aria-label={`完成进度 ${formatShare(completion)}，序时进度 ${formatShare(progress.expectedShare)}`}
          >
            <i style={{ width: `${Math.min(100, completion * 100)}%` }} />
            <b style={{ left: `${Math.min(100, progress.expectedShare * 100)}%` }} />
          </div>
          <dl className="pace-facts">
            <div>
              <dt>完成进度</dt>
              <dd className="number">{formatShare(completion)}</dd>
            </div>
            <div>
              <dt>序时进度</dt>
              <dd className="number">{formatShare(progress.expectedShare)}</dd>
            </div>
            <div>
              <dt>进度差</dt>
              <dd className="number">
                {difference === null ? (
                  ''
                ) : (
                  <StatusDot tone={progress.met === true || !difference.isNegative() ? 'ok' : 'bad'}>
                    {difference.isNegative() ? '慢' : '快'} {difference.abs().toFixed(1)} 个百分点
                  </StatusDot>
                )}
              </dd>
            </div>
            <div>
              <dt>缺口</dt>
              <dd className="number">
                {gap === null ? '' : gap.isZero() ? '已完成' : `${formatAmountIn(gap.toFixed(2), '亿元')} 亿元`}
              </dd>
            </div>
          </dl>
        </>
      )}
      <p className="faint small pace-foot">
        <Link to="/funds/lines" search={pendingLines(progress)} className="number">
          待核验 {formatAmount(progress.filedNotVerifiedCny)}
        </Link>
        <span className="number">截至 {progress.asOfDay}</span>
        <span className="number">口径 {progress.definitionVersion}</span>
      </p>
    </div>
  );
}
