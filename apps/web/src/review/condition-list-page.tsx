import { getRouteApi } from '@tanstack/react-router';
import { Empty } from 'antd';
import type { ListSearch } from '../app/list-search.js';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Pager } from '../app/pager.js';
import { formatNumber } from '../format/number.js';
import { FilterBar } from '../register/filter-bar.js';
import type { RegisterFilter } from '../register/register-filter.js';
import { ConditionItem } from './condition-item.js';
import './review.css';
import { useReviewConditions } from './review.queries.js';

const route = getRouteApi('/shell/reviews/conditions');
const PAGE_SIZE = 20;
const FILTERS: readonly RegisterFilter[] = [
  { kind: 'dictionary', name: 'state', title: '状态', dictionary: 'reviewConditionState' },
  { kind: 'single', name: 'mine', title: '范围', options: [{ value: 'true', label: '等我办理' }] },
  { kind: 'single', name: 'overdue', title: '期限', options: [{ value: 'true', label: '已逾期' }] },
];

/** 附带条件 over all packets the reader may see, the first due first. */
export function ConditionListPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { sort: _sort, ...filters } = search;
  const list = useReviewConditions({ ...filters, pageSize: PAGE_SIZE });
  return (
    <Page
      title="附带条件"
      parent={{ path: '/reviews', title: '联评联审' }}
      heading={
        <>
          附带条件
          <span className="page-count number" aria-live="polite">
            {list.data === undefined ? '' : `共 ${formatNumber(list.data.total)} 项`}
          </span>
        </>
      }
      meta={<span>“有条件通过”所附的条件：责任单位报落实，提出部门销号。</span>}
    >
      <FilterBar
        filters={FILTERS}
        search={search}
        onChange={(values) => void navigate({ search: withoutPage({ ...search, ...values }), replace: 'q' in values })}
        searchHint="项目名称"
        hasArchive={false}
      />
      <LoadState query={list} rows={8}>
        {(page) => (
          <>
            <div className="panel panel-body">
              {page.items.length === 0 ? (
                <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="没有符合条件的附带条件" />
              ) : (
                page.items.map((condition) => <ConditionItem key={condition.id} condition={condition} hasProject />)
              )}
            </div>
            <Pager
              page={search.page ?? 1}
              pageSize={PAGE_SIZE}
              total={page.total}
              onTurn={(next) => void navigate({ search: { ...search, page: next } })}
            />
          </>
        )}
      </LoadState>
    </Page>
  );
}

function withoutPage({ page: _page, ...search }: ListSearch): ListSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined && value !== ''));
}
