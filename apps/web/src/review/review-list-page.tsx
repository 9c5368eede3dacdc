import type { ReviewPacketView } from '@lianghuan/contracts';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button, Empty, Pagination, Segmented, Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useCallback } from 'react';
import type { ListSearch } from '../app/list-search.js';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { usePhone } from '../app/use-phone.js';
import { ExportButton } from '../export/export-button.js';
import { dayOf } from '../format/date.js';
import { formatAmount } from '../format/money.js';
import { formatNumber } from '../format/number.js';
import { ExampleTag } from '../lead/example-tag.js';
import { FilterBar } from '../register/filter-bar.js';
import type { RegisterFilter } from '../register/register-filter.js';
import { useCan } from '../session/session.queries.js';
import { ReviewStatusTag, SeatProgress } from './review-tags.js';
import './review.css';
import { useReviewPackets } from './review.queries.js';

const route = getRouteApi('/shell/reviews');
const PAGE_SIZE = 20;
const FILTERS: readonly RegisterFilter[] = [
  { kind: 'area', name: 'areaCode', title: '地区' },
  { kind: 'dictionary', name: 'status', title: '状态', dictionary: 'reviewStatus' },
];

/** 联评联审: packets that wait for me, and all I may see. */
export function ReviewListPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const isPhone = usePhone();
  const list = useReviewPackets({ ...search, pageSize: PAGE_SIZE });
  const go = useCallback(
    (next: ListSearch, replace = false) => void navigate({ search: withoutBlanks(next), replace }),
    [navigate],
  );
  const change = useCallback(
    (values: Readonly<Record<string, string>>) => go(withoutPage({ ...search, ...values }), 'q' in values),
    [go, search],
  );
  const total = list.data?.total;
  const isMine = search.mine === 'true';
  return (
    <Page
      title="联评联审"
      heading={
        <>
          联评联审
          <span className="page-count number" aria-live="polite">
            {total === undefined ? '' : `共 ${formatNumber(total)} 件`}
          </span>
        </>
      }
      meta={<span>投资主管、行业主管和各要素保障部门并行评审，全部下结论后项目才能在库。</span>}
      actions={
        <>
          <Link to="/reviews/conditions" className="action-link">
            附带条件
          </Link>
          {can('export.create') && <ExportButton register="review" search={search} total={total} />}
        </>
      }
    >
      {can('review.conclude') && (
        <Segmented<boolean>
          aria-label="范围"
          className="gap-below"
          value={isMine}
          options={[
            { value: true, label: '待我评审' },
            { value: false, label: '全部' },
          ]}
          onChange={(mine) => go(withoutPage({ ...search, mine: mine ? 'true' : '' }))}
        />
      )}
      <FilterBar filters={FILTERS} search={search} onChange={change} searchHint="项目名称" hasArchive={false} />
      <LoadState query={list} rows={10}>
        {(page) =>
          page.items.length === 0 ? (
            <div className="panel panel-body">
              <Empty
                image={Empty.PRESENTED_IMAGE_SIMPLE}
                description={isMine ? '没有等您评审的项目' : '没有符合条件的送审件；送审从项目页发起'}
              >
                {isMine && <Button onClick={() => go({})}>看全部送审件</Button>}
              </Empty>
            </div>
          ) : (
            <>
              {isPhone ? (
                <Packets rows={page.items} />
              ) : (
                <PacketTable rows={page.items} isStale={list.isPlaceholderData} />
              )}
              <Pagination
                className="register-pagination"
                current={search.page ?? 1}
                pageSize={PAGE_SIZE}
                total={page.total}
                simple={isPhone}
                showSizeChanger={false}
                hideOnSinglePage
                onChange={(next) => go({ ...search, page: next === 1 ? undefined : next })}
              />
            </>
          )
        }
      </LoadState>
    </Page>
  );
}

const COLUMNS: ColumnsType<ReviewPacketView> = [
  {
    title: '项目',
    render: (_value, row) => (
      <div className="cell-name">
        <Link to="/reviews/$packetId" params={{ packetId: row.id }}>
          {row.project.name}
        </Link>
        <div className="faint small">
          {row.project.areaName} · 第{row.number}次送审 {row.isExample && <ExampleTag />}
        </div>
      </div>
    ),
  },
  {
    title: '总投资',
    align: 'right',
    className: 'number',
    width: 128,
    render: (_value, row) => formatAmount(row.totalInvestmentCny),
  },
  { title: '进度', width: 176, render: (_value, row) => <SeatProgress seats={row.seats} /> },
  {
    title: '条件（未销/共）',
    align: 'right',
    className: 'number',
    width: 120,
    render: (_value, { conditions }) =>
      conditions.total === 0 ? <span className="faint">—</span> : `${conditions.open}/${conditions.total}`,
  },
  { title: '状态', width: 128, render: (_value, row) => <ReviewStatusTag status={row.status} /> },
  {
    title: '送审',
    width: 208,
    render: (_value, row) => (
      <>
        <span className="number">{dayOf(row.submittedAt)}</span>
        <div className="faint small">{row.submittedByUnit}</div>
      </>
    ),
  },
];

function PacketTable({ rows, isStale }: { readonly rows: readonly ReviewPacketView[]; readonly isStale: boolean }) {
  return (
    <Table<ReviewPacketView>
      className="panel register-table"
      size="small"
      rowKey="id"
      loading={{ spinning: isStale, delay: 200 }}
      dataSource={[...rows]}
      columns={COLUMNS}
      scroll={{ x: 960 }}
      pagination={false}
    />
  );
}

function Packets({ rows }: { readonly rows: readonly ReviewPacketView[] }) {
  return (
    <ul className="cards">
      {rows.map((row) => (
        <li key={row.id} className="card">
          <Link to="/reviews/$packetId" params={{ packetId: row.id }} className="card-link">
            <strong>{row.project.name}</strong>
            <span className="card-line">
              {row.project.areaName} · {formatAmount(row.totalInvestmentCny)} · 第{row.number}次送审
            </span>
            <span className="card-foot">
              <ReviewStatusTag status={row.status} />
              <SeatProgress seats={row.seats} />
              <span className="number">{dayOf(row.submittedAt)}</span>
              {row.isExample && <ExampleTag />}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function withoutPage({ page: _page, ...search }: ListSearch): ListSearch {
  return search;
}

function withoutBlanks(search: ListSearch): ListSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined && value !== ''));
}
