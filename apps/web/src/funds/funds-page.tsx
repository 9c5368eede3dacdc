import { PlusOutlined, UnorderedListOutlined } from '@ant-design/icons';
import type { FundsProgress } from '@lianghuan/contracts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Alert, Button, Select } from 'antd';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { formatInstant, today } from '../format/date.js';
import { homeQuery } from '../home/home.queries.js';
import { useCan } from '../session/session.queries.js';
import { AreaMap } from './area-map.js';
import { AreaTable } from './area-table.js';
import './funds.css';
import { useFundsProgress } from './funds.queries.js';
import { MonthChart } from './month-chart.js';
import { PaceHead } from './pace-head.js';

const route = getRouteApi('/shell/funds');
const FIRST_YEAR = 2023;

/** 到位资金: pace against the target, by month and by area. Every figure opens the lines it sums. */
export function FundsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const go = useNavigate();
  const can = useCan();
  const thisYear = Number(today().slice(0, 4));
  // Without a year in the address: the plan year the home page shows.
  const home = useQuery({ ...homeQuery, enabled: search.year === undefined });
  const year = search.year ?? (home.isPending ? undefined : (home.data?.pace?.year ?? thisYear));
  const query = useFundsProgress(year);
  const years = Array.from({ length: thisYear - FIRST_YEAR + 1 }, (_, index) => thisYear - index);
  return (
    <Page
      title="到位资金"
      meta={
        query.data !== undefined && (
          <>
            <span className="number">数据时间 {formatInstant(query.data.asOf)}</span>
            {query.data.target !== null && <span>依据 {query.data.target.basis}</span>}
          </>
        )
      }
      actions={
        <>
          <Select<number>
            aria-label="年份"
            value={year}
            loading={year === undefined}
            options={years.map((value) => ({ value, label: `${value}年` }))}
            onChange={(value) => void navigate({ search: { year: value } })}
          />
          <Button icon={<UnorderedListOutlined aria-hidden="true" />} onClick={() => void go({ to: '/funds/lines' })}>
            逐笔明细
          </Button>
          {can('funds.file') && (
            <Button
              type="primary"
              icon={<PlusOutlined aria-hidden="true" />}
              onClick={() => void go({ to: '/funds/lines/new' })}
            >
              填报
            </Button>
          )}
        </>
      }
    >
      <LoadState query={query} rows={10}>
        {(progress) => <Progress progress={progress} isStale={query.isPlaceholderData} />}
      </LoadState>
    </Page>
  );
}

function Progress({ progress, isStale }: { readonly progress: FundsProgress; readonly isStale: boolean }) {
  return (
    <div className={isStale ? 'is-stale' : undefined}>
      {progress.containsExamples && (
        <Alert
          type="warning"
          showIcon
          className="gap-below"
          title="含示例记录：合计里有演示用的记录，不是真实到位资金。明细里逐笔标有「示例」，可由管理员一次清除。"
        />
      )}
      <div className="funds-top">
        <section className="panel panel-body" aria-label={`${progress.year}年新增产业到位资金`}>
          <h2 className="pace-title">{progress.year}年新增产业到位资金</h2>
          <PaceHead progress={progress} />
        </section>
        <MonthChart progress={progress} />
      </div>
      <div className="funds-areas">
        <AreaTable progress={progress} />
        <AreaMap progress={progress} />
      </div>
    </div>
  );
}
