import { termOf, type StrongEnterpriseFigures } from '@lianghuan/contracts';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback } from 'react';
import { ListPage, PAGE_SIZE } from '../app/list-page.js';
import type { ListSearch } from '../app/list-search.js';
import { PlainTable } from '../app/plain-table.js';
import { formatNumber } from '../format/number.js';
import { ExampleTag } from '../lead/example-tag.js';
import type { RegisterFilter } from '../register/register-filter.js';
import { StatusDot } from '../register/status-tags.js';
import { GradeTabs } from './grade-tabs.js';
import { useArrivals, useStrongFigures } from './grade.queries.js';

const route = getRouteApi('/shell/grades/arrivals');
const FIRST_YEAR = 2023;
const YEARS = Array.from({ length: new Date().getFullYear() - FIRST_YEAR + 1 }, (_, i) =>
  String(FIRST_YEAR + i),
).toReversed();
const FILTERS: readonly RegisterFilter[] = [
  {
    kind: 'single',
    name: 'year',
    title: '计入年度',
    options: YEARS.map((year) => ({ value: year, label: `${year} 年` })),
  },
  { kind: 'single', name: 'sector', title: '领域', options: [{ value: 'tourism', label: '文化旅游' }] },
];

/** 引进计数 (N2): exactly the groups and enterprises the figure counts, with the member and the lead that made each count. */
export function ArrivalListPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = useArrivals({ ...search, pageSize: search.pageSize ?? PAGE_SIZE });
  const figures = useStrongFigures(search.year);
  const go = useCallback((next: ListSearch, replace: boolean) => void navigate({ search: next, replace }), [navigate]);
  return (
    <ListPage
      title="引进优强企业"
      counter="家"
      meta={figures.data === undefined ? undefined : <Meta figures={figures.data} />}
      tabs={<GradeTabs />}
      filters={FILTERS}
      search={search}
      onSearch={go}
      searchHint="企业名称"
      query={list}
      emptyText="还没有既评为优强、又签约的企业"
      notFoundText="没有符合条件的企业"
    >
      {(page) => (
        <div className="panel">
          <PlainTable
            rows={page.items}
            rowKey={({ enterprise }) => enterprise.id}
            columns={[
              {
                title: '企业',
                render: ({ enterprise, group, lead }) => (
                  <>
                    <Link to="/enterprises/$enterpriseId" params={{ enterpriseId: enterprise.id }}>
                      {enterprise.name}
                    </Link>{' '}
                    {lead.isExample && <ExampleTag />}
                    {group !== null && <span className="soft small">（{group.name}）</span>}
                  </>
                ),
              },
              { title: '计入日期', numeric: true, render: ({ countedOn }) => countedOn },
              { title: '评为优强', numeric: true, render: ({ gradedOn }) => gradedOn },
              { title: '签约', numeric: true, render: ({ signedOn }) => signedOn },
              {
                title: '线索',
                render: ({ lead }) => (
                  <>
                    <Link to="/leads/$leadId" params={{ leadId: lead.id }}>
                      {lead.code}
                    </Link>{' '}
                    <span className="soft">
                      {[lead.areaName, termOf('leadStage', lead.stage)].filter(Boolean).join(' ')}
                    </span>
                  </>
                ),
              },
            ]}
          />
        </div>
      )}
    </ListPage>
  );
}

function Meta({ figures }: { readonly figures: StrongEnterpriseFigures }) {
  return (
    <span>
      <TargetText title={`${figures.year} 年`} count={figures.count} target={figures.target} />
      ；<TargetText title="其中文化旅游" count={figures.tourismCount} target={figures.tourismTarget} />。
      {figures.exampleCount > 0 && (
        <>
          {figures.year} 年的含示例 <span className="number">{figures.exampleCount}</span> 家。
        </>
      )}
      {termOf('gradeCountBy', figures.countBy)}，首次既评为优强又签约的年度计入一次；只含您可以看到的线索。
    </span>
  );
}

/** A count beside its target, such as 3 家，目标不少于 160 家. */
export function TargetText(props: {
  readonly title: string;
  readonly count: number;
  readonly target: StrongEnterpriseFigures['target'];
}) {
  const { title, count, target } = props;
  return (
    <>
      {title} <strong className="number">{formatNumber(count)}</strong> 家
      {target !== null && (
        <>
          ，目标{termOf('comparator', target.comparator)} <span className="number">{formatNumber(target.value)}</span>{' '}
          家 <StatusDot tone={target.isMet ? 'ok' : 'warn'}>{target.isMet ? '已达到' : '未达到'}</StatusDot>
        </>
      )}
    </>
  );
}
