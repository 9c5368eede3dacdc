import { AppstoreOutlined, PlusOutlined, UnorderedListOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useCallback } from 'react';
import { CountedHeading, NoRows, PAGE_SIZE, useListSearch } from '../app/list-page.js';
import type { ListSearch } from '../app/list-search.js';
import { ListRows } from '../app/list-table.js';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Pager } from '../app/pager.js';
import { today } from '../format/date.js';
import { FilterBar } from '../register/filter-bar.js';
import type { RegisterFilter } from '../register/register-filter.js';
import { ViewBar } from '../saved-view/view-bar.js';
import { useCan } from '../session/session.queries.js';
import { daysAfter } from './due.js';
import { LeadBoard } from './lead-board.js';
import { LeadCard } from './lead-card.js';
import { leadColumns } from './lead-columns.js';
import './lead.css';
import { leadPageQuery } from './lead.queries.js';
import type { LeadSearch } from './lead.search.js';

const route = getRouteApi('/shell/leads');
const FILTERS: readonly RegisterFilter[] = [
  { kind: 'dictionary', name: 'stage', title: '阶段', dictionary: 'leadStage' },
  { kind: 'dictionary', name: 'status', title: '状态', dictionary: 'leadStatus' },
  { kind: 'area', name: 'areaCode', title: '地区' },
];

/** 线索: the list, and the same rows as a board by stage. Filters live in the address and survive switching. */
export function LeadListPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const go = useNavigate();
  const can = useCan();
  const { view, ...filters } = search;
  const query: ListSearch = { ...filters, sort: filters.sort ?? 'nextStepOn' };
  const list = useQuery({ ...leadPageQuery(query), enabled: view !== 'board' });

  const seek = useCallback(
    (next: LeadSearch, replace: boolean) => void navigate({ search: next, replace }),
    [navigate],
  );
  const { change, clear, isFiltered, turn } = useListSearch({ search, onSearch: seek, kept: ['view'] });
  const nothing = (
    <NoRows
      text={isFiltered ? '没有符合条件的线索' : '还没有线索。采纳一条匹配建议，或自行登记一条。'}
      onClear={isFiltered ? clear : undefined}
    />
  );

  return (
    <Page
      title="线索"
      heading={<CountedHeading title="线索" total={view === 'board' ? undefined : list.data?.total} counter="条" />}
      actions={
        <>
          <Segmented<'list' | 'board'>
            aria-label="显示方式"
            value={view ?? 'list'}
            options={[
              { value: 'list', label: '列表', icon: <UnorderedListOutlined aria-hidden="true" /> },
              { value: 'board', label: '看板', icon: <AppstoreOutlined aria-hidden="true" /> },
            ]}
            onChange={(value) =>
              void navigate({ search: { ...search, page: undefined, view: value === 'board' ? 'board' : undefined } })
            }
          />
          {can('lead.create') && (
            <Button
              type="primary"
              icon={<PlusOutlined aria-hidden="true" />}
              onClick={() => void go({ to: '/leads/new' })}
            >
              登记线索
            </Button>
          )}
        </>
      }
    >
      <ViewBar
        list="lead"
        order="nextStepOn"
        search={filters}
        onSearch={(next, isReplacing) => seek({ ...next, view }, isReplacing ?? false)}
      />
      <QuickViews search={search} onChange={change} />
      <FilterBar
        filters={FILTERS}
        search={filters}
        onChange={change}
        searchHint="企业、项目、下一步"
        hasArchive={false}
        extraNames={['mine', 'dueBy', 'enterpriseId', 'projectId']}
      />
      {view === 'board' ? (
        <LeadBoard search={filters} empty={nothing} />
      ) : (
        <LoadState query={list} rows={10}>
          {(page) => (
            <>
              {page.items.length === 0 ? (
                nothing
              ) : (
                <ListRows
                  rows={page.items}
                  columns={leadColumns(query.sort ?? '')}
                  card={(lead) => <LeadCard lead={lead} />}
                  isStale={list.isPlaceholderData}
                  onSort={(sort) => change({ sort })}
                />
              )}
              <Pager
                page={search.page}
                pageSize={search.pageSize ?? PAGE_SIZE}
                total={page.total}
                sizes={[20, 50, 100, 200]}
                onTurn={turn}
              />
            </>
          )}
        </LoadState>
      )}
    </Page>
  );
}

/** The three questions asked most, as one press each. */
function QuickViews(props: {
  readonly search: LeadSearch;
  readonly onChange: (values: Readonly<Record<string, string>>) => void;
}) {
  const { search, onChange } = props;
  const day = today();
  const views = [
    { key: 'all', label: '全部', values: { mine: '', dueBy: '' } },
    { key: 'mine', label: '我的', values: { mine: 'true', dueBy: '' } },
    { key: 'overdue', label: '我的·已逾期', values: { mine: 'true', dueBy: daysAfter(day, -1), status: 'open' } },
    { key: 'week', label: '我的·一周内', values: { mine: 'true', dueBy: daysAfter(day, 7), status: 'open' } },
  ] as const;
  const current = views.find(
    ({ values }) => (search.mine ?? '') === values.mine && (search.dueBy ?? '') === values.dueBy,
  );
  return (
    <div className="quick-views">
      <Segmented<string>
        aria-label="常用筛选"
        value={current?.key ?? ''}
        options={views.map(({ key, label }) => ({ value: key, label }))}
        onChange={(key) => {
          const view = views.find((candidate) => candidate.key === key);
          if (view !== undefined) onChange(view.values);
        }}
      />
      {current === undefined && search.dueBy !== undefined && (
        <span className="soft small">
          {search.mine === 'true' ? '我的，' : ''}下一步在 <span className="number">{search.dueBy}</span> 及以前
        </span>
      )}
    </div>
  );
}
