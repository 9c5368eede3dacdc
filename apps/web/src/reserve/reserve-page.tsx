import { getRouteApi, Link } from '@tanstack/react-router';
import { Select } from 'antd';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Panel } from '../app/panel.js';
import { formatInstant } from '../format/date.js';
import { ExampleTag } from '../lead/example-tag.js';
import { AreaSelect } from '../reference/area-select.js';
import { useCan } from '../session/session.queries.js';
import { Approvals } from './approvals.js';
import { Conversion } from './conversion.js';
import { FundingRoutes } from './funding-routes.js';
import { Areas, Maturity, ReserveHeads, States } from './reserve-counts.js';
import './reserve.css';
import { useReserveFigures } from './reserve.queries.js';
import type { ReserveSearch } from './reserve.search.js';
import { SnapshotPanel } from './snapshot-panel.js';

const route = getRouteApi('/shell/reserve');

/** 储备: count, sum and quality; ripeness and coverage; approvals; conversion; history. Every number opens the list it counts. */
export function ReservePage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const figures = useReserveFigures({ areaCode: search.areaCode, base: search.base });
  const go = (change: ReserveSearch) => void navigate({ search: { ...search, ...change } });
  return (
    <Page
      title="储备"
      meta={
        figures.data !== undefined && (
          <span className="number">
            截至 {formatInstant(figures.data.asOf)}，口径 {figures.data.rulesVersion}
            {figures.data.containsExamples && (
              <>
                ，含 <ExampleTag />
              </>
            )}
          </span>
        )
      }
      actions={
        <>
          <AreaSelect
            value={search.areaCode ?? null}
            onChange={(areaCode) => go({ areaCode: areaCode ?? undefined })}
            placeholder="全市"
            allowClear
          />
          {can('review.read') && (
            <Link to="/reserve/proposals" search={{ areaCode: search.areaCode }} className="action-link">
              滚动建议
            </Link>
          )}
        </>
      }
    >
      <LoadState query={figures} rows={14}>
        {(data) => (
          <div className="reserve-grid">
            <div className="is-wide">
              <ReserveHeads figures={data} areaCode={search.areaCode} />
            </div>
            <Panel title="成熟度与接续">
              <Maturity figures={data} areaCode={search.areaCode} />
            </Panel>
            <Panel title="各状态">
              <States figures={data} areaCode={search.areaCode} />
            </Panel>
            <Panel title="各地区在库">
              <Areas figures={data} />
            </Panel>
            <Panel
              title="可研批复率、核准率"
              extra={
                <Select<NonNullable<ReserveSearch['base']>>
                  size="small"
                  aria-label="统计范围"
                  value={data.approvals.base}
                  options={[
                    { value: 'major_611', label: '重大项目库（611）' },
                    { value: 'in_reserve', label: '在库项目' },
                    { value: 'all', label: '全部本市项目' },
                  ]}
                  onChange={(base) => go({ base: base === 'major_611' ? undefined : base })}
                />
              }
            >
              <Approvals figures={data} />
            </Panel>
            <Panel title="在库项目资金渠道">
              <FundingRoutes figures={data} areaCode={search.areaCode} />
            </Panel>
          </div>
        )}
      </LoadState>
      {can('lead.read') && <Conversion search={search} onChange={go} />}
      <SnapshotPanel areaCode={search.areaCode} />
    </Page>
  );
}
