import { termOf, type ReservationView } from '@lianghuan/contracts';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ColumnsType } from 'antd/es/table';
import { useCallback } from 'react';
import { ListPage, PAGE_SIZE } from '../app/list-page.js';
import { ListRows, sortedBy } from '../app/list-table.js';
import { ExportButton } from '../export/export-button.js';
import { PathLink } from '../home/path-link.js';
import { qualified } from '../register/cells.js';
import type { RegisterFilter } from '../register/register-filter.js';
import { useCan } from '../session/session.queries.js';
import { ReservationButtons } from './reservation-actions.js';
import type { ReservationSearch } from './reservation.search.js';
import { HeldUntil, purposeOf, ReservationState, ReservedQuantity } from './reservation-state.js';
import './supply.css';
import { useReservations } from './supply.queries.js';

const route = getRouteApi('/shell/reservations');
const FILTERS: readonly RegisterFilter[] = [
  { kind: 'area', name: 'areaCode', title: '资源地区' },
  { kind: 'dictionary', name: 'side', title: '类别', dictionary: 'supplySide' },
  { kind: 'dictionary', name: 'state', title: '状态', dictionary: 'reservationState' },
  { kind: 'dictionary', name: 'notice', title: '提醒', dictionary: 'reservationNotice' },
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
  const can = useCan();
  const list = useReservations({ ...search, pageSize: search.pageSize ?? PAGE_SIZE });
  const go = useCallback(
    (next: ReservationSearch, replace: boolean) => void navigate({ search: next, replace }),
    [navigate],
  );
  return (
    <ListPage
      title="预留与承诺"
      views={{ list: 'reservation', order: '-requestedAt' }}
      counter="笔"
      meta={<span>资源和市场为哪个项目留着多少、留到哪天；到期自动释放，候补依次补上。</span>}
      actions={can('export.create') && <ExportButton register="reservation" search={search} total={list.data?.total} />}
      filters={FILTERS}
      search={search}
      onSearch={go}
      searchHint="资源、市场、项目名称"
      extraFilterNames={['supplyId', 'projectId', 'leadId']}
      query={list}
      emptyText="还没有预留。在资源或市场的页面上点“预留”。"
      notFoundText="没有符合条件的预留"
    >
      {(page, isStale, change) => (
        <ListRows
          rows={page.items}
          columns={columnsOf(search.sort)}
          card={(item) => <ReservationCard item={item} />}
          width={1090}
          isStale={isStale}
          onSort={(sort) => change({ sort })}
        />
      )}
    </ListPage>
  );
}

function columnsOf(sort: string | undefined): ColumnsType<ReservationView> {
  return [
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
      ...sortedBy('expiresAt', sort),
      title: '保留至',
      width: 116,
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
}

function ReservationCard({ item }: { readonly item: ReservationView }) {
  return (
    <div className="reservation-card">
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
    </div>
  );
}
