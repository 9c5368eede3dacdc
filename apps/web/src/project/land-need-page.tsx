import { type LandNeedProject, type LandNeedSummary, termOf } from '@lianghuan/contracts';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ColumnsType } from 'antd/es/table';
import { useCallback } from 'react';
import { ListPage, PAGE_SIZE } from '../app/list-page.js';
import type { ListSearch } from '../app/list-search.js';
import { ListRows, sortedBy } from '../app/list-table.js';
import { PlainTable } from '../app/plain-table.js';
import { ExportButton } from '../export/export-button.js';
import { today } from '../format/date.js';
import { formatNumber, UNFILLED } from '../format/number.js';
import { ExampleTag } from '../lead/example-tag.js';
import { useAreaName } from '../reference/reference.queries.js';
import { AreaCell } from '../register/cells.js';
import type { RegisterFilter } from '../register/register-filter.js';
import { StatusDot } from '../register/status-tags.js';
import { useCan } from '../session/session.queries.js';
import { LandListPanel } from './land-list-panel.js';
import { useLandNeeds, useLandProjects } from './project.queries.js';

const route = getRouteApi('/shell/projects/land-needs');

/** 年度用地需求清单 (measure 43): what the projects of a year need and have of land and quotas, by area and one by one. */
export function LandNeedPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const summary = useLandNeeds(search);
  // Where no project names a year, the list of this one says that it is empty.
  const year = search.landYear ?? (summary.data && (summary.data.year?.toString() ?? today().slice(0, 4)));
  const listed = { ...search, landYear: year, pageSize: search.pageSize ?? PAGE_SIZE };
  const list = useLandProjects(listed, year !== undefined);
  const go = useCallback((next: ListSearch, replace: boolean) => void navigate({ search: next, replace }), [navigate]);
  return (
    <ListPage
      title="用地需求清单"
      counter="个"
      parent={{ path: '/projects', title: '项目储备库' }}
      meta={
        <span>
          方案第43条：年度重大项目用地需求、林地定额和指标预支。列入哪一年由项目的“用地年度”决定。
          {summary.data?.containsExamples === true && (
            <>
              含 <ExampleTag />
            </>
          )}
        </span>
      }
      actions={
        can('export.create') &&
        year !== undefined && <ExportButton register="land_need" search={listed} total={list.data?.total} />
      }
      filters={filtersOf(summary.data?.years ?? [])}
      defaults={year === undefined ? {} : { landYear: year }}
      search={search}
      onSearch={go}
      searchHint="项目名称、地点"
      query={list}
      emptyText="还没有项目填写用地年度；在项目的“要素”一组填写"
      notFoundText="没有符合条件的项目"
      // The totals know no words.
      summary={() =>
        search.q === undefined && (
          <>
            {summary.data !== undefined && <Totals data={summary.data} />}
            {year !== undefined && (
              <div className="section-gap gap-below">
                <LandListPanel year={Number(year)} />
              </div>
            )}
          </>
        )
      }
    >
      {(page, isStale, change) => (
        <ListRows<LandNeedProject>
          rows={page.items}
          columns={columnsOf(search.sort)}
          width={1188}
          card={(row) => <LandCard row={row} />}
          isStale={isStale}
          onSort={(sort) => change({ sort })}
        />
      )}
    </ListPage>
  );
}

function filtersOf(years: readonly number[]): RegisterFilter[] {
  return [
    { kind: 'single', name: 'landYear', title: '年度', options: years.map((year) => ({ value: String(year), label: `${year} 年` })) },
    { kind: 'area', name: 'areaCode', title: '地区' },
    { kind: 'dictionary', name: 'landClass', title: '用地类别', dictionary: 'landClass' },
    { kind: 'single', name: 'needsForest', title: '林地定额', options: [{ value: 'true', label: '需要林地定额的' }, { value: 'false', label: '不需要的' }] },
  ]; // prettier-ignore
}

function Totals({ data: { areas, total, year } }: { readonly data: LandNeedSummary }) {
  const shortName = useAreaName();
  if (total.count === 0) return null;
  const sum = (title: string, of: (figures: LandNeedSummary['total']) => string) => ({
    title: `${title}（亩）`,
    numeric: true,
    render: (area: LandNeedSummary['areas'][number]) => formatNumber(of(area)),
    total: formatNumber(of(total)),
  });
  return (
    <div className="panel section-gap">
      <PlainTable
        rows={areas}
        rowKey={({ areaCode }) => areaCode ?? 'none'}
        columns={[
          {
            title: '地区',
            render: (area) => (
              <span className="nowrap">{area.areaCode === null ? area.areaName : shortName(area.areaCode)}</span>
            ),
            total: '合计',
          },
          {
            title: '项目（个）',
            numeric: true,
            render: ({ areaCode, count }) =>
              areaCode === null ? (
                formatNumber(count)
              ) : (
                <Link to="/projects/land-needs" search={{ landYear: String(year), areaCode }}>
                  {formatNumber(count)}
                </Link>
              ),
            total: formatNumber(total.count),
          },
          sum('用地需求', ({ landMu }) => landMu),
          sum('新增建设用地', ({ newConstructionMu }) => newConstructionMu),
          sum('其中预支', ({ prepaidMu }) => prepaidMu),
          sum('已保障用地', ({ landGuaranteedMu }) => landGuaranteedMu),
          sum('林地定额', ({ forestMu }) => forestMu),
          sum('已保障林地', ({ forestGuaranteedMu }) => forestGuaranteedMu),
          {
            title: '用地未落实（个）',
            numeric: true,
            render: ({ unsecuredCount }) =>
              unsecuredCount === 0 ? <StatusDot tone="ok">无</StatusDot> : formatNumber(unsecuredCount),
            total: formatNumber(total.unsecuredCount),
          },
          {
            title: '林地未落实（个）',
            numeric: true,
            render: ({ unsecuredForestCount }) =>
              unsecuredForestCount === 0 ? <StatusDot tone="ok">无</StatusDot> : formatNumber(unsecuredForestCount),
            total: formatNumber(total.unsecuredForestCount),
          },
        ]}
      />
      {total.withoutLandCount > 0 && (
        <p className="faint small">另有 {formatNumber(total.withoutLandCount)} 个项目列入了年度，未填用地需求。</p>
      )}
    </div>
  );
}

const figure = (value: string | null | undefined) =>
  value == null ? <span className="unfilled">{UNFILLED}</span> : formatNumber(value);
const mu = (
  title: string,
  of: (row: LandNeedProject) => string | null | undefined,
): ColumnsType<LandNeedProject>[number] => ({
  title: `${title}（亩）`,
  align: 'right',
  className: 'number',
  width: 96,
  render: (_value, row) => figure(of(row)),
});

const columnsOf = (sort: string | undefined): ColumnsType<LandNeedProject> => [
  { ...sortedBy('name', sort), title: '项目', width: 188, render: (_value, row) => <ProjectLink row={row} /> },
  { key: 'areaCode', title: '地区', width: 84, render: (_value, { areaCode }) => areaCode && <AreaCell code={areaCode} /> },
  { key: 'landClass', title: '用地类别', width: 92, render: (_value, { landClass }) => (landClass ? termOf('landClass', landClass) : <span className="unfilled">{UNFILLED}</span>) },
  { ...mu('用地需求', ({ landMu }) => landMu), ...sortedBy('landMu', sort) },
  mu('新增建设用地', ({ newConstructionMu }) => newConstructionMu),
  mu('已保障用地', ({ landGuaranteedMu }) => landGuaranteedMu),
  mu('林地定额', ({ forestMu }) => forestMu),
  mu('已保障林地', ({ forestGuaranteedMu }) => forestGuaranteedMu),
  { key: 'quotaPrepaid', title: '指标预支', width: 76, render: (_value, { quotaPrepaid }) => (quotaPrepaid ? termOf('yesNo', quotaPrepaid) : '—') },
  { key: 'landBatch', title: '批次', width: 100, render: (_value, { landBatch }) => landBatch ?? '—' },
  { key: 'landGuarantee', title: '用地保障', width: 84, render: (_value, { landGuarantee }) => (landGuarantee ? termOf('guaranteeState', landGuarantee) : '—') },
  { key: 'forestGuarantee', title: '林地保障', width: 84, render: (_value, { forestGuarantee }) => (forestGuarantee ? termOf('guaranteeState', forestGuarantee) : '—') },
]; // prettier-ignore

function ProjectLink({ row }: { readonly row: LandNeedProject }) {
  return (
    <Link to="/projects/$projectId" params={{ projectId: row.id }}>
      {row.name}
    </Link>
  );
}

function LandCard({ row }: { readonly row: LandNeedProject }) {
  return (
    <div className="card-body">
      <span className="card-title">
        <ProjectLink row={row} />
      </span>
      <span className="card-line">
        {[row.areaName, row.landClass && termOf('landClass', row.landClass), row.quotaPrepaid === 'yes' && '指标预支']
          .filter(Boolean)
          .join(' · ')}
      </span>
      <span className="card-line number">
        用地 {figure(row.landMu)} 亩，已保障 {figure(row.landGuaranteedMu)} 亩
      </span>
      <span className="card-line number">
        新增建设用地 {figure(row.newConstructionMu)} 亩，林地定额 {figure(row.forestMu)} 亩
      </span>
      <span className="card-foot">
        {row.landGuarantee ? `用地${termOf('guaranteeState', row.landGuarantee)}` : '用地保障未填'}
        {row.forestGuarantee && `，林地${termOf('guaranteeState', row.forestGuarantee)}`}
      </span>
    </div>
  );
}
