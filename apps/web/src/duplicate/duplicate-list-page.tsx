import {
  codesOf,
  DICTIONARIES,
  type DuplicatePairView,
  type DuplicateRegister,
  type DuplicateSideView,
  reasonsInWords,
  termOf,
} from '@lianghuan/contracts';
import { getRouteApi, Link } from '@tanstack/react-router';
import { App, Button, Segmented } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useCallback } from 'react';
import { textOfError } from '../api/api-error.js';
import { ListPage } from '../app/list-page.js';
import { ListRows } from '../app/list-table.js';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import type { RegisterFilter } from '../register/register-filter.js';
import { StatusDot } from '../register/status-tags.js';
import './duplicate.css';
import { isDuplicateRegister, useDuplicateOverview, useDuplicatePairs, useRequestScan } from './duplicate.queries.js';
import { DuplicateTabs } from './duplicate-tabs.js';
import type { DuplicateSearch } from './duplicate.search.js';

const route = getRouteApi('/shell/duplicates');
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
  const register = isDuplicateRegister(search.register ?? '') ? (search.register as DuplicateRegister) : 'enterprise';
  const overview = useDuplicateOverview();
  const list = useDuplicatePairs({ ...search, register });
  const go = useCallback(
    (next: DuplicateSearch, replace: boolean) => void navigate({ search: next, replace }),
    [navigate],
  );
  const counts = overview.data?.registers ?? [];
  return (
    <ListPage
      title="待查重"
      counter="对"
      meta={<ScanLine />}
      actions={overview.data?.can.scan === true && <ScanButton />}
      tabs={
        <>
          <DuplicateTabs />
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
        </>
      }
      filters={register === 'enterprise' ? [STATE, VERDICT] : [STATE, VERDICT, AREA]}
      search={search}
      defaults={{ state: 'open' }}
      onSearch={go}
      kept={['register']}
      searchHint="名称"
      query={list}
      emptyText={overview.data?.scan === null ? '还没有扫描过，每天凌晨1:30自动扫描' : '没有疑似重复'}
      notFoundText="没有符合条件的疑似重复"
    >
      {(page, isStale) => (
        <ListRows
          rows={page.items}
          columns={COLUMNS}
          card={(pair) => <PairCard pair={pair} />}
          width={900}
          isStale={isStale}
        />
      )}
    </ListPage>
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
    <Link to="/duplicates/$pairId" params={{ pairId: pair.id }} className="card-link">
      <Side side={pair.a} />
      <Side side={pair.b} />
      <span className="card-line">{reasonsInWords(pair.reasons)}</span>
      <span className="card-foot">
        <Verdict pair={pair} />
        <span className="number">得分 {pair.score}</span>
      </span>
    </Link>
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
