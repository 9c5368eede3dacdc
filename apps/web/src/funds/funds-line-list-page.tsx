import { PlusOutlined } from '@ant-design/icons';
import type { FundsLinePage, FundsLineView } from '@lianghuan/contracts';
import { termOf } from '@lianghuan/contracts';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { Button, DatePicker } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import dayjs from 'dayjs';
import { useCallback } from 'react';
import { ListPage } from '../app/list-page.js';
import { ListRows, sortedBy } from '../app/list-table.js';
import { usePhone } from '../app/use-phone.js';
import { dayOf } from '../format/date.js';
import { formatAmountIn } from '../format/money.js';
import { formatNumber } from '../format/number.js';
import { ExampleTag } from '../lead/example-tag.js';
import '../lead/lead.css';
import { AmountCell } from '../register/cells.js';
import type { RegisterFilter } from '../register/register-filter.js';
import { useCan } from '../session/session.queries.js';
import { FundsStatusTag } from './funds-status-tag.js';
import './funds.css';
import { useFundsLines } from './funds.queries.js';
import type { FundsLineSearch } from './funds.search.js';

const route = getRouteApi('/shell/funds/lines');
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
  const list = useFundsLines(search);
  const seek = useCallback(
    (next: FundsLineSearch, replace: boolean) => void navigate({ search: next, replace }),
    [navigate],
  );
  return (
    <ListPage
      title="到位资金明细"
      views={{ list: 'funds', order: '-filedAt' }}
      counter="笔"
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
      filters={FILTERS}
      search={search}
      onSearch={seek}
      searchHint="编号、项目、企业"
      extraFilters={
        <PeriodFilter search={search} onChange={(period) => seek({ ...search, ...period, page: undefined }, false)} />
      }
      extraFilterNames={['periodFrom', 'periodTo', 'projectId']}
      query={list}
      sizes={[20, 50, 100, 200]}
      emptyText="还没有填报到位资金"
      notFoundText="没有符合条件的到位资金"
      summary={(page) => <Sums page={page} />}
    >
      {(page, isStale, change) => (
        <ListRows
          rows={page.items}
          columns={columnsOf(search.sort)}
          card={(row) => <LineCard row={row} />}
          isStale={isStale}
          onSort={(sort) => change({ sort })}
        />
      )}
    </ListPage>
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
  readonly onChange: (period: Pick<FundsLineSearch, 'periodFrom' | 'periodTo'>) => void;
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
            periodFrom: range?.[0]?.format('YYYY-MM'),
            periodTo: range?.[1]?.format('YYYY-MM'),
          })
        }
      />
    </div>
  );
}

function columnsOf(sort: string | undefined): ColumnsType<FundsLineView> {
  return [
    {
      ...sortedBy('code', sort),
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
    {
      ...sortedBy('period', sort),
      title: '到位月份',
      width: 104,
      className: 'number',
      render: (_value, row) => row.period,
    },
    { ...sortedBy('areaCode', sort), title: '地区', width: 112, render: (_value, row) => row.areaName },
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
    { ...sortedBy('kind', sort), title: '构成', width: 88, render: (_value, row) => termOf('fundsKind', row.kind) },
    {
      ...sortedBy('amountCny', sort),
      title: '填报（万元）',
      align: 'right',
      className: 'number',
      width: 120,
      render: (_value, row) => <AmountCell amountCny={row.amountCny} unit="万元" />,
    },
    {
      ...sortedBy('verifiedAmountCny', sort),
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
      ...sortedBy('status', sort),
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
      ...sortedBy('filedAt', sort),
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
}

function LineCard({ row }: { readonly row: FundsLineView }) {
  return (
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
  );
}
