import type { ReviewPacketView } from '@lianghuan/contracts';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Segmented } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useCallback } from 'react';
import { ListPage, PAGE_SIZE } from '../app/list-page.js';
import { withoutBlanks, type ListSearch } from '../app/list-search.js';
import { ListRows } from '../app/list-table.js';
import { ExportButton } from '../export/export-button.js';
import { dayOf } from '../format/date.js';
import { formatAmount } from '../format/money.js';
import { ExampleTag } from '../lead/example-tag.js';
import type { RegisterFilter } from '../register/register-filter.js';
import { useCan } from '../session/session.queries.js';
import { ReviewStatusTag, SeatProgress } from './review-tags.js';
import './review.css';
import { useReviewPackets } from './review.queries.js';

const route = getRouteApi('/shell/reviews');
const FILTERS: readonly RegisterFilter[] = [
  { kind: 'area', name: 'areaCode', title: '地区' },
  { kind: 'dictionary', name: 'status', title: '状态', dictionary: 'reviewStatus' },
];

/** 联评联审: packets that wait for me, and all I may see. */
export function ReviewListPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const list = useReviewPackets({ ...search, pageSize: search.pageSize ?? PAGE_SIZE });
  const go = useCallback((next: ListSearch, replace: boolean) => void navigate({ search: next, replace }), [navigate]);
  const isMine = search.mine === 'true';
  return (
    <ListPage
      title="联评联审"
      views={{ list: 'review', order: '-submittedAt' }}
      counter="件"
      meta={<span>投资主管、行业主管和各要素保障部门并行评审，全部下结论后项目才能在库。</span>}
      actions={
        <>
          <Link to="/reviews/conditions" className="action-link">
            附带条件
          </Link>
          {can('export.create') && <ExportButton register="review" search={search} total={list.data?.total} />}
        </>
      }
      tabs={
        can('review.conclude') && (
          <Segmented<boolean>
            aria-label="范围"
            className="gap-below"
            value={isMine}
            options={[
              { value: true, label: '待我评审' },
              { value: false, label: '全部' },
            ]}
            onChange={(mine) => go(withoutBlanks({ ...search, mine: mine ? 'true' : '', page: undefined }), false)}
          />
        )
      }
      filters={FILTERS}
      search={search}
      onSearch={go}
      searchHint="项目名称"
      query={list}
      emptyText="还没有送审件；送审从项目页发起"
      notFoundText={isMine ? '没有等您评审的项目' : '没有符合条件的送审件'}
    >
      {(page, isStale) => (
        <ListRows
          rows={page.items}
          columns={COLUMNS}
          card={(row) => <PacketCard row={row} />}
          width={960}
          isStale={isStale}
        />
      )}
    </ListPage>
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

function PacketCard({ row }: { readonly row: ReviewPacketView }) {
  return (
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
  );
}
