import { PlusOutlined } from '@ant-design/icons';
import type { FundsLinePage, FundsLineView } from '@lianghuan/contracts';
import { termOf } from '@lianghuan/contracts';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { Button, DatePicker, Empty, Pagination, Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import dayjs from 'dayjs';
import { useCallback } from 'react';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { usePhone } from '../app/use-phone.js';
import { dayOf } from '../format/date.js';
import { formatAmountIn } from '../format/money.js';
import { formatNumber } from '../format/number.js';
import { ExampleTag } from '../lead/example-tag.js';
import '../lead/lead.css';
import { AmountCell } from '../register/cells.js';
import { FilterBar } from '../register/filter-bar.js';
import type { RegisterFilter } from '../register/register-filter.js';
import { useCan } from '../session/session.queries.js';
import { FundsStatusTag } from './funds-status-tag.js';
import './funds.css';
import { useFundsLines } from './funds.queries.js';
import type { FundsLineSearch } from './funds.search.js';

const route = getRouteApi('/shell/funds/lines');
const PAGE_SIZE = 20;
const FILTERS: readonly RegisterFilter[] = [
  { kind: 'area', name: 'areaCode', title: '地区' },
  { kind: 'dictionary', name: 'status', title: '状态', dictionary: 'fundsStatus' },
  { kind: 'dictionary', name: 'kind', title: '构成', dictionary: 'fundsKind' },
  {
    kind: 'single',
    name: 'counted',
    title: '计入',
    options: [
      { value: 'true', label: '计入到位数的' },
      { value: 'pending', label: '待核验、将计入的' },
      { value: 'false', label: '不计入的' },
    ],
  },
];

/** Lines of funds with the sums of the filter: what a figure of the progress is made of. */
export function FundsLineListPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const go = useNavigate();
  const can = useCan();
  const isPhone = usePhone();
  const list = useFundsLines(search);
  const change = useCallback(
    (values: Partial<Record<string, string>>) => {
      const next: FundsLineSearch = { ...search, ...values };
      delete next.page;
      void navigate({ search: withoutBlanks(next), replace: 'q' in values });
    },
    [search, navigate],
  );
  const isFiltered = Object.keys(withoutBlanks(search)).some((name) => !['page', 'pageSize', 'sort'].includes(name));
  const total = list.data?.total;
  return (
    <Page
      title="到位资金明细"
      heading={
        <>
          到位资金明细
          <span className="page-count number" aria-live="polite">
            {total === undefined ? '' : `共 ${formatNumber(total)} 笔`}
          </span>
        </>
      }
      parent={{ path: '/funds', title: '到位资金' }}
      actions={
        can('funds.file') && (
          <Button
            type="primary"
            icon={<PlusOutlined aria-hidden="true" />}
            onClick={() => void go({ to: '/funds/lines/new' })}
          >
            填报
          </Button>
        )
      }
    >
      <FilterBar
        filters={FILTERS}
        search={search}
        onChange={change}
        searchHint="编号、项目、企业"
        hasArchive={false}
        extra={<PeriodFilter search={search} onChange={change} />}
        extraNames={['periodFrom', 'periodTo', 'projectId']}
      />
      <LoadState query={list} rows={10}>
        {(page) => (
          <>
            <Sums page={page} />
            {page.items.length === 0 ? (
              <div className="panel panel-body">
                <Empty
                  image={Empty.PRESENTED_IMAGE_SIMPLE}
                  description={isFiltered ? '没有符合条件的到位资金' : '还没有填报到位资金'}
                >
                  {isFiltered && <Button onClick={() => void navigate({ search: {} })}>清除搜索和筛选</Button>}
                </Empty>
              </div>
            ) : isPhone ? (
              <LineCards rows={page.items} isStale={list.isPlaceholderData} />
            ) : (
              <LineTable
                rows={page.items}
                sort={search.sort ?? ''}
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
                pageSizeOptions={[20, 50, 100, 200]}
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

/** Sums over all lines of the filter, not of the page. */
function Sums({ page }: { readonly page: FundsLinePage }) {
  return (
    <dl className="sums panel">
      <div>
        <dt>填报合计</dt>
        <dd className="number">
          {formatAmountIn(page.sums.amountCny, '亿元')} <span className="small soft">亿元</span>
        </dd>
      </div>
      <div>
        <dt>认定合计</dt>
        <dd className="number">
          {formatAmountIn(page.sums.verifiedAmountCny, '亿元')} <span className="small soft">亿元</span>
        </dd>
      </div>
      <p className="faint small">按当前筛选的全部 {formatNumber(page.total)} 笔，冲销记为负数</p>
    </dl>
  );
}

function PeriodFilter(props: {
  readonly search: FundsLineSearch;
  readonly onChange: (values: Partial<Record<string, string>>) => void;
}) {
  const { search, onChange } = props;
  const isPhone = usePhone();
  const month = (value: string | undefined) => (value === undefined || value === '' ? null : dayjs(`${value}-01`));
  return (
    <div className="filter period-filter">
      {isPhone && <span className="filter-label">到位月份</span>}
      <DatePicker.RangePicker
        picker="month"
        aria-label="到位月份"
        allowEmpty={[true, true]}
        placeholder={['月份从', '到']}
        format="YYYY-MM"
        value={[month(search.periodFrom), month(search.periodTo)]}
        onChange={(range) =>
          onChange({
            periodFrom: range?.[0]?.format('YYYY-MM') ?? '',
            periodTo: range?.[1]?.format('YYYY-MM') ?? '',
          })
        }
      />
    </div>
  );
}

function LineTable(props: {
  readonly rows: readonly FundsLineView[];
  readonly sort: string;
  readonly isLoading: boolean;
  readonly onSort: (sort: string) => void;
}) {
  const { sort, onSort } = props;
  const sorted = (name: string) => ({
    key: name,
    sorter: true,
    sortOrder: sort === name ? ('ascend' as const) : sort === `-${name}` ? ('descend' as const) : null,
  });
  const columns: ColumnsType<FundsLineView> = [
    {
      ...sorted('code'),
      title: '编号',
      width: 120,
      fixed: 'start',
      className: 'number',
      render: (_value, row) => (
        <>
          <Link to="/funds/lines/$lineId" params={{ lineId: row.id }}>
            {row.code}
          </Link>{' '}
          {row.isExample && <ExampleTag />}
        </>
      ),
    },
    { ...sorted('period'), title: '到位月份', width: 104, className: 'number', render: (_value, row) => row.period },
    { ...sorted('areaCode'), title: '地区', width: 112, render: (_value, row) => row.areaName },
    {
      key: 'project',
      title: '项目',
      width: 248,
      render: (_value, row) => (
        <>
          <span className="cell-text">{row.project.name}</span>
          {row.enterprise !== null && <div className="faint small">{row.enterprise.name}</div>}
        </>
      ),
    },
    { ...sorted('kind'), title: '构成', width: 88, render: (_value, row) => termOf('fundsKind', row.kind) },
    {
      ...sorted('amountCny'),
      title: '填报（万元）',
      align: 'right',
      className: 'number',
      width: 120,
      render: (_value, row) => <AmountCell amountCny={row.amountCny} unit="万元" />,
    },
    {
      ...sorted('verifiedAmountCny'),
      title: '认定（万元）',
      align: 'right',
      className: 'number',
      width: 120,
      render: (_value, row) =>
        row.verifiedAmountCny === null ? (
          <span className="faint">—</span>
        ) : (
          <AmountCell amountCny={row.verifiedAmountCny} unit="万元" />
        ),
    },
    {
      ...sorted('status'),
      title: '状态',
      width: 104,
      render: (_value, row) => (
        <>
          <FundsStatusTag status={row.status} />
          {row.reversedById !== null && <div className="faint small">已冲销</div>}
        </>
      ),
    },
    {
      ...sorted('filedAt'),
      title: '填报',
      width: 136,
      className: 'number',
      render: (_value, row) => (
        <>
          {dayOf(row.filedAt)}
          <div className="faint small">{row.filedByName}</div>
        </>
      ),
    },
  ];
  return (
    <Table<FundsLineView>
      className="panel register-table"
      size="small"
      rowKey="id"
      sticky
      loading={{ spinning: props.isLoading, delay: 200 }}
      dataSource={[...props.rows]}
      columns={columns}
      scroll={{ x: 'max-content' }}
      pagination={false}
      showSorterTooltip={false}
      onChange={(_pagination, _filters, sorter, extra) => {
        if (extra.action !== 'sort' || Array.isArray(sorter)) return;
        const name = String(sorter.columnKey ?? '');
        onSort(sorter.order === 'descend' ? `-${name}` : sorter.order === 'ascend' ? name : '');
      }}
    />
  );
}

function LineCards({ rows, isStale }: { readonly rows: readonly FundsLineView[]; readonly isStale: boolean }) {
  return (
    <ul className={isStale ? 'cards is-stale' : 'cards'}>
      {rows.map((row) => (
        <li key={row.id} className="card">
          <Link to="/funds/lines/$lineId" params={{ lineId: row.id }} className="card-link">
            <span className="card-title">
              <strong>{row.project.name}</strong>
              {row.isExample && <ExampleTag />}
            </span>
            <span className="card-line number">
              {row.period} · {row.areaName} · {termOf('fundsKind', row.kind)}
            </span>
            <span className="line-amounts number">
              <span>填报 {formatAmountIn(row.amountCny, '万元')} 万元</span>
              {row.verifiedAmountCny !== null && <span>认定 {formatAmountIn(row.verifiedAmountCny, '万元')} 万元</span>}
            </span>
            <span className="card-foot">
              <FundsStatusTag status={row.status} />
              <span className="number">{row.code}</span>
              <span className="number">{dayOf(row.filedAt)}</span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function withoutBlanks(search: FundsLineSearch): FundsLineSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined && value !== ''));
}
