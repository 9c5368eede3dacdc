import { PlusOutlined } from '@ant-design/icons';
import type { MatchRunView } from '@lianghuan/contracts';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button, Empty, Table, Tag } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useState } from 'react';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Pager } from '../app/pager.js';
import { Panel } from '../app/panel.js';
import { usePhone } from '../app/use-phone.js';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { useCan } from '../session/session.queries.js';
import './match.css';
import { isUnderWay, useMatchRuns } from './match.queries.js';
import { MatchRunActions } from './match-run-actions.js';
import { Elapsed } from './match-run-elapsed.js';
import { MatchRunProgress } from './match-run-progress.js';
import { MatchRunRequestDialog } from './match-run-request-dialog.js';
import { RunStatusTag, runProblem } from './match-run-status.js';
import { SuggestionProjects } from './suggestion-projects.js';

const route = getRouteApi('/shell/match-runs');
const PAGE_SIZE = 20;

/** 匹配建议: the projects with suggestions waiting, and the runs that made them. */
export function MatchRunListPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const isPhone = usePhone();
  const [isAsking, setAsking] = useState(false);
  const runs = useMatchRuns(search);
  const active = runs.data?.items.filter(isUnderWay) ?? [];
  const current = runs.data?.items.find(({ isCurrent }) => isCurrent);
  return (
    <Page
      title="匹配建议"
      meta={
        <>
          {current !== undefined && (
            <Link to="/match-runs/$matchRunId/allocation" params={{ matchRunId: current.id }}>
              分配结果
            </Link>
          )}
          <Link to="/match-runs/limits">分配上限</Link>
          <Link to="/exchange-packages">换包</Link>
        </>
      }
      actions={
        can('match.run') && (
          <Button type="primary" icon={<PlusOutlined aria-hidden="true" />} onClick={() => setAsking(true)}>
            新的匹配
          </Button>
        )
      }
    >
      {active.map((run) => (
        <Panel key={run.id} title="正在匹配" extra={<MatchRunActions run={run} size="small" />}>
          <MatchRunProgress run={run} />
        </Panel>
      ))}
      {can('match.decide') && <SuggestionProjects />}
      <section className="panel" aria-label="匹配任务">
        <header className="panel-header">
          <h2>匹配任务</h2>
        </header>
        <LoadState query={runs} rows={6}>
          {(page) =>
            page.items.length === 0 ? (
              <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="还没有做过匹配" />
            ) : isPhone ? (
              <ul className="run-cards">
                {page.items.map((run) => (
                  <li key={run.id}>
                    <Link to="/match-runs/$matchRunId" params={{ matchRunId: run.id }} className="run-card">
                      <span className="card-title">
                        <strong className="number">{formatInstant(run.requestedAt)}</strong>
                        <RunStatusTag status={run.status} />
                      </span>
                      <span className="card-line">
                        {run.requestedByName ?? '系统'} · {formatNumber(run.counts.projects)} 个项目 ·{' '}
                        {formatNumber(run.counts.suggestions)} 条建议
                      </span>
                      {runProblem(run) !== null && <span className="card-line bad-text">{runProblem(run)}</span>}
                    </Link>
                  </li>
                ))}
              </ul>
            ) : (
              <RunTable runs={page.items} isLoading={runs.isPlaceholderData} />
            )
          }
        </LoadState>
      </section>
      {runs.data !== undefined && runs.data.total > (search.pageSize ?? PAGE_SIZE) && (
        <Pager
          page={search.page ?? 1}
          pageSize={search.pageSize ?? PAGE_SIZE}
          total={runs.data.total}
          onTurn={(page) => void navigate({ search: { ...search, page } })}
        />
      )}
      {isAsking && <MatchRunRequestDialog onClose={() => setAsking(false)} />}
    </Page>
  );
}

function RunTable({ runs, isLoading }: { readonly runs: readonly MatchRunView[]; readonly isLoading: boolean }) {
  const columns: ColumnsType<MatchRunView> = [
    {
      title: '提交时间',
      className: 'number',
      width: 160,
      render: (_value, run) => (
        <Link to="/match-runs/$matchRunId" params={{ matchRunId: run.id }}>
          {formatInstant(run.requestedAt)}
        </Link>
      ),
    },
    {
      title: '状态',
      width: 240,
      render: (_value, run) => (
        <>
          <RunStatusTag status={run.status} /> {run.isCurrent && <Tag variant="outlined">当前采用</Tag>}
          {runProblem(run) !== null && <div className="bad-text small">{runProblem(run)}</div>}
        </>
      ),
    },
    { title: '提交人', width: 112, render: (_value, run) => run.requestedByName ?? '系统' },
    count('项目（个）', (run) => run.counts.projects),
    count('企业（家）', (run) => run.counts.enterprises),
    count('资源（项）', (run) => run.counts.resources),
    count('市场（项）', (run) => run.counts.markets),
    count('建议（条）', (run) => run.counts.suggestions),
    {
      title: '用时',
      align: 'right',
      className: 'number',
      width: 96,
      render: (_value, run) => <Elapsed run={run} />,
    },
    { title: '算法', className: 'number', width: 72, render: (_value, run) => run.algorithmVersion },
  ];
  return (
    <Table<MatchRunView>
      className="register-table"
      size="small"
      rowKey="id"
      loading={{ spinning: isLoading, delay: 200 }}
      dataSource={[...runs]}
      columns={columns}
      scroll={{ x: 'max-content' }}
      pagination={false}
    />
  );
}

function count(title: string, read: (run: MatchRunView) => number): ColumnsType<MatchRunView>[number] {
  return { title, align: 'right', className: 'number', width: 96, render: (_value, run) => formatNumber(read(run)) };
}
