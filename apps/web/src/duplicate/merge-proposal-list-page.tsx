import { codesOf, DICTIONARIES, type MergeProposalView, termOf } from '@lianghuan/contracts';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ColumnsType } from 'antd/es/table';
import { useCallback } from 'react';
import { ListPage } from '../app/list-page.js';
import { ListRows } from '../app/list-table.js';
import { formatInstant } from '../format/date.js';
import type { RegisterFilter } from '../register/register-filter.js';
import { StatusDot, type Tone } from '../register/status-tags.js';
import './duplicate.css';
import { DuplicateTabs } from './duplicate-tabs.js';
import { useMergeProposals } from './duplicate.queries.js';
import type { MergeProposalSearch } from './duplicate.search.js';

const route = getRouteApi('/shell/duplicates/proposals');
const FILTERS: readonly RegisterFilter[] = [
  {
    kind: 'single',
    name: 'state',
    title: '状态',
    options: codesOf('mergeProposalState').map((value) => ({ value, label: termOf('mergeProposalState', value) })),
  },
];
const TONES: Readonly<Record<MergeProposalView['state'], Tone>> = {
  open: 'warn',
  agreed: 'ok',
  declined: 'bad',
  withdrawn: 'muted',
};

/** 合并提议: what the reader's unit asked of others, and what it is asked. */
export function MergeProposalListPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = useMergeProposals(search);
  const go = useCallback(
    (next: MergeProposalSearch, replace: boolean) => void navigate({ search: next, replace }),
    [navigate],
  );
  return (
    <ListPage
      title="合并提议"
      counter="条"
      meta={<span>两条由不同单位填报或跟进的，由一方提出，另一方或分管领导同意后合并</span>}
      tabs={<DuplicateTabs />}
      filters={FILTERS}
      search={search}
      onSearch={go}
      query={list}
      emptyText="没有合并提议"
      notFoundText="没有符合条件的合并提议"
    >
      {(page, isStale) => (
        <ListRows
          rows={page.items}
          columns={COLUMNS}
          card={(item) => <Card item={item} />}
          width={900}
          isStale={isStale}
        />
      )}
    </ListPage>
  );
}

export function ProposalState({ item }: { readonly item: MergeProposalView }) {
  if (item.isUndone) return <StatusDot tone="muted">合并后又撤销</StatusDot>;
  return <StatusDot tone={TONES[item.state]}>{termOf('mergeProposalState', item.state)}</StatusDot>;
}

const COLUMNS: ColumnsType<MergeProposalView> = [
  { title: '数据库', width: 96, render: (_value, { register }) => DICTIONARIES.register[register] },
  { title: '提出方的一条', render: (_value, { own }) => <Side side={own} /> },
  { title: '对方的一条', render: (_value, { other }) => <Side side={other} /> },
  {
    title: '提出',
    render: (_value, item) => (
      <>
        {item.reason}
        <div className="faint small">
          {item.organisationName} {item.proposedByName}{' '}
          <span className="number nowrap">{formatInstant(item.proposedAt)}</span>
        </div>
      </>
    ),
  },
  { title: '状态', width: 128, render: (_value, item) => <ProposalState item={item} /> },
  {
    title: '',
    width: 64,
    render: (_value, item) => (
      <Link
        to="/duplicates/proposals/$proposalId"
        params={{ proposalId: item.id }}
        aria-label={`查看${item.own.name}和${item.other.name}`}
      >
        {item.can.decide ? '答复' : '查看'}
      </Link>
    ),
  },
];

function Side({ side: { name, keeper, code } }: { readonly side: MergeProposalView['own'] }) {
  return (
    <span className="duplicate-side">
      {name}
      <span className="faint small duplicate-side">{[keeper, code].filter(Boolean).join(' · ')}</span>
    </span>
  );
}

function Card({ item }: { readonly item: MergeProposalView }) {
  return (
    <Link to="/duplicates/proposals/$proposalId" params={{ proposalId: item.id }} className="card-link">
      <Side side={item.own} />
      <Side side={item.other} />
      <span className="card-line">{item.reason}</span>
      <span className="card-foot">
        <ProposalState item={item} />
        <span className="number">{formatInstant(item.proposedAt)}</span>
      </span>
    </Link>
  );
}
