import type { MatchRunView } from '@lianghuan/contracts';
import { Alert, Progress } from 'antd';
import { formatAgo } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { Elapsed } from './match-run-elapsed.js';
import { isUnderWay } from './match.queries.js';
import { RunStatusTag, runProblem } from './match-run-status.js';

/** How far a run is over all its steps, projects done of all, time, last sign of life, and what went wrong. */
export function MatchRunProgress({ run }: { readonly run: MatchRunView }) {
  const percent = Math.floor(run.progressShare * 100);
  const problem = runProblem(run);
  return (
    <div className="run-progress">
      <Progress
        percent={percent}
        status={run.status === 'failed' ? 'exception' : run.status === 'done' ? 'success' : 'normal'}
        aria-label="匹配进度"
      />
      <p className="run-line" aria-live="polite">
        <RunStatusTag status={run.status} />
        <span className="number">
          {formatNumber(run.progressDone)} / {formatNumber(run.progressTotal)} 个项目
        </span>
        <span className="number">
          用时 <Elapsed run={run} />
        </span>
        {run.attempts > 1 && <span className="number">第 {run.attempts} 次尝试</span>}
        {isUnderWay(run) && (
          <span className="faint">
            {run.heartbeatAt === null ? '等待处理' : `最近响应 ${formatAgo(run.heartbeatAt)}`}
          </span>
        )}
      </p>
      {problem !== null && <Alert type="error" showIcon title={problem} />}
    </div>
  );
}
