import { termOf, type ReservationView } from '@lianghuan/contracts';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button, Empty, Pagination, Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useCallback } from 'react';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { usePhone } from '../app/use-phone.js';
import { formatNumber } from '../format/number.js';
import { PathLink } from '../home/path-link.js';
import { withoutBlanks } from '../match/allocation.search.js';
import { qualified } from '../register/cells.js';
import { FilterBar } from '../register/filter-bar.js';
import type { RegisterFilter } from '../register/register-filter.js';
import { ReservationButtons } from './reservation-actions.js';
import type { ReservationSearch } from './reservation.search.js';
import { HeldUntil, purposeOf, ReservationState, ReservedQuantity } from './reservation-state.js';
import './supply.css';
import { useReservations } from './supply.queries.js';

const route = getRouteApi('/shell/reservations');
const PAGE_SIZE = 20;
const FILTERS: readonly RegisterFilter[] = [
  { kind: 'area', name: 'areaCode', title: '资源地区' },
  { kind: 'dictionary', name: 'side', title: '类别', dictionary: 'supplySide' },
  { kind: 'dictionary', name: 'state', title: '状态', dictionary: 'reservationState' },
  {
    kind: 'single',
    name: 'isMine',
    title: '单位',
    options: [
      { value: 'true', label: '本单位预留的' },
      { value: 'false', label: '其他单位预留的' },
    ],
  },
];

/** 预留与承诺: who holds which resource or market for what, until when. */
export function ReservationListPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const isPhone = usePhone();
  const list = useReservations({ ...search, pageSize: search.pageSize ?? PAGE_SIZE });
  const change = useCallback(
    (values: Partial<Record<string, string>>) => {
      const next: ReservationSearch = { ...search, ...values };
      delete next.page;
      void navigate({ search: withoutBlanks(next), replace: 'q' in values });
    },
    [search, navigate],
  );
  const isFiltered = Object.keys(withoutBlanks(search)).some((name) => !['page', 'pageSize', 'sort'].includes(name));
  const total = list.data?.total;
  return (
    <Page
      title="预留与承诺"
      heading={
        <>
          预留与承诺
          <span className="page-count number" aria-live="polite">
            {total === undefined ? '' : `共 ${formatNumber(total)} 笔`}
          </span>
        </>
      }
      meta={<span>资源和市场为哪个项目留着多少、留到哪天；到期自动释放，候补依次补上。</span>}
    >
      <FilterBar
        filters={FILTERS}
        search={search}
        onChange={change}
        searchHint="资源、市场、项目名称"
        hasArchive={false}
        extraNames={['supplyId', 'projectId', 'leadId']}
      />
      <LoadState query={list} rows={10}>
        {(page) => (
          <>
            {page.items.length === 0 ? (
              <div className="panel panel-body">
                <Empty
                  image={Empty.PRESENTED_IMAGE_SIMPLE}
                  description={isFiltered ? '没有符合条件的预留' : '还没有预留。在资源或市场的页面上点“预留”。'}
                >
                  {isFiltered && <Button onClick={() => void navigate({ search: {} })}>清除搜索和筛选</Button>}
                </Empty>
              </div>
            ) : isPhone ? (
              <ReservationCards rows={page.items} isStale={list.isPlaceholderData} />
            ) : (
              <ReservationTable
                rows={page.items}
                search={search}
                isLoading={list.isPlaceholderData}
                onSort={(sort) => change({ sort })}
              />
            )}
            {page.total > 0 && (
              <Pagination
                className="register-pagination"
                current={search.page ?? 1}
                pageSize={search.pageSize ?? PAGE_SIZE}
                total={page.total}
                simple={isPhone}
                showSizeChanger={!isPhone}
                pageSizeOptions={[20, 50, 100]}
                onChange={(next, size) =>
                  void navigate({
                    search: {
                      ...search,
                      page: next === 1 ? undefined : next,
                      pageSize: size === PAGE_SIZE ? undefined : size,
                    },
                  })
                }
              />
            )}
          </>
        )}
      </LoadState>
    </Page>
  );
}

interface TableProps {
  readonly rows: readonly ReservationView[];
  readonly search: ReservationSearch;
  readonly isLoading: boolean;
  readonly onSort: (sort: string) => void;
}

function ReservationTable({ rows, search, isLoading, onSort }: TableProps) {
  const orderOf = (name: string) => (search.sort === name ? 'ascend' : search.sort === `-${name}` ? 'descend' : null);
  const columns: ColumnsType<ReservationView> = [
    {
      title: '资源或市场',
      width: 176,
      render: (_value, { supply }) => (
        <>
          <PathLink path={`/${supply.side}s/${supply.id}`}>{supply.name}</PathLink>
          <div className="faint small">
            {[termOf('supplySide', supply.side), supply.areaName, termOf('resourceTier', supply.tier)]
              .filter(Boolean)
              .join(' · ')}
          </div>
        </>
      ),
    },
    {
      title: '用于',
      width: 176,
      render: (_value, item) => (
        <>
          {item.project === null ? (
            purposeOf(item)
          ) : (
            <Link to="/projects/$projectId" params={{ projectId: item.project.id }}>
              {item.project.name}
            </Link>
          )}
          {item.enterprise !== null && <div className="faint small">{item.enterprise.name}</div>}
        </>
      ),
    },
    { title: '数量', align: 'right', width: 100, render: (_value, item) => <ReservedQuantity item={item} /> },
    {
      title: '其中已承诺',
      align: 'right',
      className: 'number',
      width: 96,
      render: (_value, { committed, unit }) =>
        committed === '0' ? <span className="faint">—</span> : qualified(committed, unit, 'equal'),
    },
    { title: '状态', width: 128, render: (_value, item) => <ReservationState item={item} /> },
    {
      key: 'expiresAt',
      title: '保留至',
      width: 116,
      sorter: true,
      sortOrder: orderOf('expiresAt'),
      render: (_value, item) => <HeldUntil item={item} />,
    },
    {
      key: 'requestedAt',
      title: '预留单位',
      width: 160,
      render: (_value, item) => (
        <>
          {item.organisationName}
          <div className="faint small">{item.requestedByName}</div>
        </>
      ),
    },
    { title: '', width: 148, fixed: 'end', render: (_value, item) => <ReservationButtons item={item} /> },
  ];
  return (
    <Table<ReservationView>
      className="panel register-table"
      size="small"
      rowKey="id"
      sticky
      loading={{ spinning: isLoading, delay: 200 }}
      dataSource={[...rows]}
      columns={columns}
      tableLayout="fixed"
      scroll={{ x: 1090 }}
      pagination={false}
      showSorterTooltip={false}
      onChange={(_pagination, _filters, sorter, extra) => {
        if (extra.action !== 'sort' || Array.isArray(sorter)) return;
        onSort(sorter.order === 'ascend' ? 'expiresAt' : sorter.order === 'descend' ? '-expiresAt' : '');
      }}
    />
  );
}

function ReservationCards({ rows, isStale }: { readonly rows: readonly ReservationView[]; readonly isStale: boolean }) {
  return (
    <ul className={isStale ? 'cards is-stale' : 'cards'}>
      {rows.map((item) => (
        <li key={item.id} className="card reservation-card">
          <PathLink path={`/${item.supply.side}s/${item.supply.id}`}>
            <strong>{item.supply.name}</strong>
          </PathLink>
          <span className="card-line">
            <ReservedQuantity item={item} /> · {purposeOf(item)}
          </span>
          <span className="card-foot">
            <ReservationState item={item} />
            <HeldUntil item={item} />
            <span>{item.organisationName}</span>
          </span>
          <ReservationButtons item={item} />
        </li>
      ))}
    </ul>
  );
}
