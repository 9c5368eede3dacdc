import {
  codesOf,
  DICTIONARIES,
  type DuplicatePairView,
  type DuplicateRegister,
  type DuplicateSideView,
  termOf,
} from '@lianghuan/contracts';
import { getRouteApi, Link } from '@tanstack/react-router';
import { App, Button, Empty, Pagination, Segmented, Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useCallback } from 'react';
import { textOfError } from '../api/api-error.js';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { usePhone } from '../app/use-phone.js';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { FilterBar } from '../register/filter-bar.js';
import type { RegisterFilter } from '../register/register-filter.js';
import { StatusDot } from '../register/status-tags.js';
import './duplicate.css';
import { isDuplicateRegister, useDuplicateOverview, useDuplicatePairs, useRequestScan } from './duplicate.queries.js';
import { reasonsInWords } from './reasons.js';

const route = getRouteApi('/shell/duplicates');
const PAGE_SIZE = 20;
const STATE: RegisterFilter = {
  kind: 'single',
  name: 'state',
  title: '状态',
  options: codesOf('duplicateState').map((value) => ({ value, label: termOf('duplicateState', value) })),
};
const VERDICT: RegisterFilter = { kind: 'dictionary', name: 'verdict', title: '把握', dictionary: 'duplicateVerdict' };
const AREA: RegisterFilter = { kind: 'area', name: 'areaCode', title: '地区' };

/** 待查重: pairs that may be one, the surest first, register by register. */
export function DuplicateListPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const isPhone = usePhone();
  const register = isDuplicateRegister(search.register ?? '') ? (search.register as DuplicateRegister) : 'enterprise';
  const overview = useDuplicateOverview();
  const list = useDuplicatePairs({ ...search, register });
  const pageSize = search.pageSize ?? PAGE_SIZE;
  const change = useCallback(
    (values: Readonly<Record<string, string>>) => {
      const next = Object.entries({ ...search, ...values, page: undefined });
      void navigate({ search: Object.fromEntries(next.filter(([, value]) => value !== '' && value !== undefined)) });
    },
    [search, navigate],
  );
  const counts = overview.data?.registers ?? [];
  return (
    <Page title="待查重" meta={<ScanLine />} actions={overview.data?.can.scan === true && <ScanButton />}>
      {counts.length > 0 && (
        <div className="duplicate-tabs">
          <Segmented
            aria-label="数据库"
            value={register}
            options={counts.map((count) => ({
              value: count.register,
              label: (
                <>
                  {DICTIONARIES.register[count.register]} <span className="number">{formatNumber(count.open)}</span>
                </>
              ),
            }))}
            onChange={(next) => void navigate({ search: { register: next } })}
          />
        </div>
      )}
      <FilterBar
        filters={register === 'enterprise' ? [STATE, VERDICT] : [STATE, VERDICT, AREA]}
        search={{ ...search, state: search.state ?? 'open' }}
        onChange={change}
        searchHint="名称"
        hasArchive={false}
      />
      <LoadState query={list} rows={8}>
        {(page) => (
          <>
            {page.items.length === 0 ? (
              <div className="panel panel-body">
                <Empty
                  image={Empty.PRESENTED_IMAGE_SIMPLE}
                  description={overview.data?.scan === null ? '还没有扫描过，每天凌晨1:30自动扫描' : '这里没有疑似重复'}
                />
              </div>
            ) : isPhone ? (
              <ul className={list.isPlaceholderData ? 'cards is-stale' : 'cards'}>
                {page.items.map((pair) => (
                  <PairCard key={pair.id} pair={pair} />
                ))}
              </ul>
            ) : (
              <Table<DuplicatePairView>
                className="panel register-table"
                size="small"
                rowKey="id"
                sticky
                loading={{ spinning: list.isPlaceholderData, delay: 200 }}
                dataSource={[...page.items]}
                columns={COLUMNS}
                scroll={{ x: 900 }}
                pagination={false}
              />
            )}
            {page.total > 0 && (
              <Pagination
                className="register-pagination"
                current={search.page ?? 1}
                pageSize={pageSize}
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

const COLUMNS: ColumnsType<DuplicatePairView> = [
  { title: '一条', render: (_value, { a }) => <Side side={a} /> },
  { title: '另一条', render: (_value, { b }) => <Side side={b} /> },
  { title: '把握', width: 128, render: (_value, pair) => <Verdict pair={pair} /> },
  {
    title: '得分',
    align: 'right',
    className: 'number',
    width: 64,
    render: (_value, { score }) => score,
  },
  {
    title: '依据',
    render: (_value, pair) => (
      <>
        {reasonsInWords(pair.reasons)}
        {pair.state === 'dismissed' && <div className="faint small">不是重复：{pair.reason}</div>}
      </>
    ),
  },
  {
    title: '',
    width: 64,
    render: (_value, { id, a, b }) => (
      <Link to="/duplicates/$pairId" params={{ pairId: id }} aria-label={`比较${a.name}和${b.name}`}>
        比较
      </Link>
    ),
  },
];

function Side({ side }: { readonly side: DuplicateSideView }) {
  return (
    <span className="duplicate-side">
      {side.name}
      <span className="faint small duplicate-side">
        {[side.place, side.mark, side.code].filter(Boolean).join(' · ')}
      </span>
    </span>
  );
}

export function Verdict({ pair }: { readonly pair: Pick<DuplicatePairView, 'state' | 'verdict'> }) {
  if (pair.state !== 'open') return <span className="faint">{termOf('duplicateState', pair.state)}</span>;
  return (
    <StatusDot tone={pair.verdict === 'same' ? 'bad' : 'warn'}>{termOf('duplicateVerdict', pair.verdict)}</StatusDot>
  );
}

function PairCard({ pair }: { readonly pair: DuplicatePairView }) {
  return (
    <li className="card">
      <Link to="/duplicates/$pairId" params={{ pairId: pair.id }} className="card-link">
        <Side side={pair.a} />
        <Side side={pair.b} />
        <span className="card-line">{reasonsInWords(pair.reasons)}</span>
        <span className="card-foot">
          <Verdict pair={pair} />
          <span className="number">得分 {pair.score}</span>
        </span>
      </Link>
    </li>
  );
}

/** When it was last looked for, and what the scan did. */
function ScanLine() {
  const { data } = useDuplicateOverview();
  if (data === undefined || data.scan === null) return <span>每天凌晨1:30扫描一次</span>;
  const { status, finishedAt, counts } = data.scan;
  if (status === 'queued' || status === 'running') return <span aria-live="polite">正在扫描…</span>;
  if (status === 'failed') return <span>上次扫描没有成功，今晚会再扫</span>;
  return (
    <span>
      {formatInstant(finishedAt)} 扫描，比较了 <span className="number">{formatNumber(counts['compared'] ?? 0)}</span>{' '}
      对
    </span>
  );
}

function ScanButton() {
  const { message } = App.useApp();
  const scan = useRequestScan();
  const { data } = useDuplicateOverview();
  const isBusy = data?.scan?.status === 'queued' || data?.scan?.status === 'running';
  return (
    <Button
      loading={scan.isPending || isBusy}
      onClick={() => scan.mutate(undefined, { onError: (error) => void message.error(textOfError(error)) })}
    >
      现在扫描
    </Button>
  );
}
