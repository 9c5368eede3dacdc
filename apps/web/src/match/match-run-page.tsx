import type { MatchRunView } from '@lianghuan/contracts';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Skeleton, Tag } from 'antd';
import { LoadFailure } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Panel } from '../app/panel.js';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { Fact, Facts } from '../lead/facts.js';
import '../lead/lead.css';
import './match.css';
import { useMatchRun } from './match.queries.js';
import { MatchRunActions } from './match-run-actions.js';
import { MatchRunProgress } from './match-run-progress.js';
import { MatchRunSteps } from './match-run-steps.js';

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
            <Link to="/match-runs/$matchRunId/allocation" params={{ matchRunId: run.id }}>
              看分配结果
            </Link>
          </p>
        )}
      </Panel>
      <MatchRunSteps run={run} />
      <Panel title="本次匹配">
        <Facts>
          <Fact title="提交人">{run.requestedByName ?? '系统'}</Fact>
          <Fact title="提交" isNumber>
            {formatInstant(run.requestedAt)}
          </Fact>
          <Fact title="开始" isNumber>
            {run.startedAt === null ? '还没有开始' : formatInstant(run.startedAt)}
          </Fact>
          <Fact title="结束" isNumber>
            {run.finishedAt === null ? '还没有结束' : formatInstant(run.finishedAt)}
          </Fact>
          <Fact title="算法版本" isNumber>
            {run.algorithmVersion}
          </Fact>
          {run.weightVersion !== null && (
            <Fact title="权重版本" isNumber>
              {run.weightVersion === 1 ? '1（默认权重）' : run.weightVersion}
            </Fact>
          )}
          <Fact title="每个项目保留" isNumber>
            {run.topPerProject} 条
          </Fact>
          <Fact title="项目" isNumber>
            {formatNumber(run.counts.projects)} 个
          </Fact>
          <Fact title="企业" isNumber>
            {formatNumber(run.counts.enterprises)} 家
          </Fact>
          <Fact title="资源" isNumber>
            {formatNumber(run.counts.resources)} 项
          </Fact>
          <Fact title="市场" isNumber>
            {formatNumber(run.counts.markets)} 项
          </Fact>
          <Fact title="建议" isNumber>
            {formatNumber(run.counts.suggestions)} 条
          </Fact>
          <Fact title="数据快照（SHA-256）" isWide isNumber>
            <span className="snapshot">{run.inputSnapshot ?? '尚未固定'}</span>
          </Fact>
        </Facts>
        <p className="faint small">
          数据快照和算法版本都相同的两次匹配，结果完全相同。
          {run.frozenRemovedAt !== null &&
            `已不再采用，冻结的企业数据于 ${formatInstant(run.frozenRemovedAt)} 清理，建议仍保留，不能再重算。`}
        </p>
      </Panel>
    </Page>
  );
}
