import type { MatchRunView } from '@lianghuan/contracts';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Skeleton, Tag } from 'antd';
import { LoadFailure } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Panel } from '../app/panel.js';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import './match.css';
import { useMatchRun } from './match.queries.js';
import { MatchRunActions } from './match-run-actions.js';
import { MatchRunProgress } from './match-run-progress.js';

const route = getRouteApi('/shell/match-runs/$matchRunId');
const PARENT = { path: '/match-runs', title: '匹配建议' };

/** One run: live progress while it works, then what it read and what it gave. */
export function MatchRunPage() {
  const { matchRunId } = route.useParams();
  const query = useMatchRun(matchRunId);
  if (query.data !== undefined) return <Loaded run={query.data} />;
  return (
    <Page title="匹配任务" parent={PARENT}>
      <div className="panel panel-body">
        {query.isError ? (
          <LoadFailure error={query.error} isRetrying={query.isFetching} onRetry={() => void query.refetch()} />
        ) : (
          <Skeleton active paragraph={{ rows: 6 }} />
        )}
      </div>
    </Page>
  );
}

function Loaded({ run }: { readonly run: MatchRunView }) {
  const facts: readonly (readonly [string, string])[] = [
    ['提交人', run.requestedByName ?? '系统'],
    ['提交', formatInstant(run.requestedAt)],
    ['开始', run.startedAt === null ? '还没有开始' : formatInstant(run.startedAt)],
    ['结束', run.finishedAt === null ? '还没有结束' : formatInstant(run.finishedAt)],
    ['算法版本', run.algorithmVersion],
    ['每个项目保留', `${run.topPerProject} 条`],
    ['项目', `${formatNumber(run.counts.projects)} 个`],
    ['企业', `${formatNumber(run.counts.enterprises)} 家`],
    ['资源', `${formatNumber(run.counts.resources)} 项`],
    ['市场', `${formatNumber(run.counts.markets)} 项`],
    ['建议', `${formatNumber(run.counts.suggestions)} 条`],
  ];
  return (
    <Page
      title={`匹配任务 ${formatInstant(run.requestedAt)}`}
      heading={
        <>
          匹配任务 <span className="number">{formatInstant(run.requestedAt)}</span>
        </>
      }
      parent={PARENT}
      meta={run.isCurrent && <Tag variant="outlined">当前采用</Tag>}
      actions={<MatchRunActions run={run} />}
    >
      <Panel title="进度">
        <MatchRunProgress run={run} />
        {run.status === 'done' && (
          <p className="run-next">
            <Link to="/match-runs">看有待处理建议的项目</Link>
          </p>
        )}
      </Panel>
      <Panel title="本次匹配">
        <dl className="facts">
          {facts.map(([title, value]) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd className="number">{value}</dd>
            </div>
          ))}
          <div className="is-wide">
            <dt>数据快照（SHA-256）</dt>
            <dd className="number snapshot">{run.inputSnapshot ?? '尚未固定'}</dd>
          </div>
        </dl>
        <p className="faint small">数据快照和算法版本都相同的两次匹配，结果完全相同。</p>
      </Panel>
    </Page>
  );
}
