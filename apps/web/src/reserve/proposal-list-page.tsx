import { ReloadOutlined } from '@ant-design/icons';
import { termOf, type ProposalView, type Code } from '@lianghuan/contracts';
import { getRouteApi, Link } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { useCallback, useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { FormDialog } from '../app/form-dialog.js';
import { ListPage, PAGE_SIZE } from '../app/list-page.js';
import type { ListSearch } from '../app/list-search.js';
import { ReasonDialog } from '../app/reason-dialog.js';
import { dayOf, formatInstant } from '../format/date.js';
import { formatAmount } from '../format/money.js';
import { ReserveStateTag } from '../project/reserve-state-tag.js';
import type { RegisterFilter } from '../register/register-filter.js';
import { StatusDot, type Tone } from '../register/status-tags.js';
import '../review/review.css';
import { useCan } from '../session/session.queries.js';
import { useDecideProposal, useProposals, useRequestReserveRun, useReserveRuns } from './reserve.queries.js';

const route = getRouteApi('/shell/reserve/proposals');
const FILTERS: readonly RegisterFilter[] = [
  { kind: 'area', name: 'areaCode', title: '地区' },
  { kind: 'dictionary', name: 'kind', title: '建议', dictionary: 'proposalKind' },
  { kind: 'dictionary', name: 'rule', title: '规则', dictionary: 'proposalRule' },
  { kind: 'dictionary', name: 'state', title: '状态', dictionary: 'proposalState' },
];
const KIND_TONE: Readonly<Record<Code<'proposalKind'>, Tone>> = { promote: 'ok', refresh: 'warn', exit: 'bad' };

/** 滚动建议: what the nightly check proposes, each with its rule; decided here or left. */
export function ProposalListPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { sort: _sort, ...filters } = search;
  const list = useProposals({ state: 'open', ...filters, pageSize: search.pageSize ?? PAGE_SIZE });
  const go = useCallback((next: ListSearch, replace: boolean) => void navigate({ search: next, replace }), [navigate]);
  return (
    <ListPage
      title="滚动建议"
      counter="条"
      parent={{ path: '/reserve', title: '储备' }}
      meta={<LastRun />}
      actions={<RunNow />}
      filters={FILTERS}
      search={search}
      defaults={{ state: 'open' }}
      onSearch={go}
      searchHint="项目名称"
      query={list}
      emptyText="没有待决定的建议"
      notFoundText="没有符合条件的建议"
    >
      {(page) => (
        <div className="panel panel-body">
          {page.items.map((proposal) => (
            <Proposal key={proposal.id} proposal={proposal} />
          ))}
        </div>
      )}
    </ListPage>
  );
}

function LastRun() {
  const runs = useReserveRuns();
  const last = runs.data?.find(({ status }) => status === 'done');
  return (
    <span>
      每天 00:10 检查一次，只提建议，不改项目。
      {last !== undefined && last.finishedAt !== null && (
        <>
          最近一次 <span className="number">{formatInstant(last.finishedAt)}</span>：新提 {last.proposed} 条，失效{' '}
          {last.lapsed} 条
        </>
      )}
    </span>
  );
}

function RunNow() {
  const can = useCan();
  const { message } = App.useApp();
  const runs = useReserveRuns();
  const request = useRequestReserveRun();
  if (!can('reserve.run')) return null;
  const isUnderWay = runs.data?.some(({ status }) => status === 'queued' || status === 'running') === true;
  return (
    <Button
      icon={<ReloadOutlined aria-hidden="true" />}
      loading={request.isPending || isUnderWay}
      onClick={() => request.mutate(undefined, { onError: (error) => void message.error(textOfError(error)) })}
    >
      {isUnderWay ? '正在检查' : '现在检查'}
    </Button>
  );
}

const ACCEPT: Readonly<Record<Code<'proposalKind'>, { verb: string; text: string }>> = {
  promote: { verb: '送审', text: '采纳后按现在的内容送联评联审。' },
  refresh: { verb: '转需更新', text: '采纳后项目转为“需更新”，请补充或复核后恢复在库。' },
  exit: { verb: '出库', text: '采纳后项目出库，记录和理由保留，以后可以重新谋划。' },
};

function Proposal({ proposal }: { readonly proposal: ProposalView }) {
  const { message } = App.useApp();
  const [dialog, setDialog] = useState<'accept' | 'decline'>();
  const decide = useDecideProposal(proposal.id);
  const close = () => {
    decide.reset();
    setDialog(undefined);
  };
  const done = (text: string) => ({
    onSuccess: () => {
      void message.success(text);
      close();
    },
  });
  return (
    <article className="condition">
      <p className="small">
        <StatusDot tone={KIND_TONE[proposal.kind]}>{termOf('proposalKind', proposal.kind)}</StatusDot>{' '}
        <span className="number faint">{proposal.proposedOn}</span>
      </p>
      <Link to="/projects/$projectId" params={{ projectId: proposal.project.id }}>
        <strong>{proposal.project.name}</strong>
      </Link>{' '}
      <span className="small">
        {proposal.project.areaName} <ReserveStateTag state={proposal.project.reserveState} />
      </span>
      <p>{termOf('proposalRule', proposal.rule)}</p>
      <Facts proposal={proposal} />
      {proposal.state !== 'open' && (
        <p className="small soft">
          {termOf('proposalState', proposal.state)}
          {proposal.decidedByName !== null && `，${proposal.decidedByName}`}
          {proposal.reason !== null && `：${proposal.reason}`}
        </p>
      )}
      {proposal.can.decide && (
        <div className="condition-actions">
          <Button size="small" type="primary" onClick={() => setDialog('accept')}>
            采纳，{ACCEPT[proposal.kind].verb}
          </Button>
          <Button size="small" onClick={() => setDialog('decline')}>
            不采纳
          </Button>
        </div>
      )}
      {dialog === 'accept' && (
        <FormDialog
          title={`采纳：${termOf('proposalKind', proposal.kind)}`}
          okText={ACCEPT[proposal.kind].verb}
          isPending={decide.isPending}
          error={decide.error}
          onCancel={close}
          onOk={() => decide.mutate({ isAccepted: true }, done('已采纳'))}
        >
          <p>{proposal.project.name}</p>
          <p className="soft">{ACCEPT[proposal.kind].text}</p>
        </FormDialog>
      )}
      {dialog === 'decline' && (
        <ReasonDialog
          title="不采纳"
          text="90 天内不再按这条规则提出；理由会留在记录里。"
          okText="不采纳"
          isPending={decide.isPending}
          error={decide.error}
          onCancel={close}
          onOk={(reason) => decide.mutate({ isAccepted: false, reason }, done('已记下'))}
        />
      )}
    </article>
  );
}

/** What the rule saw, in words. */
function Facts({ proposal: { facts } }: { readonly proposal: ProposalView }) {
  const text = (name: string) => (typeof facts[name] === 'string' ? facts[name] : undefined);
  const parts = [
    text('plannedStartOn') && `计划开工 ${text('plannedStartOn')}`,
    text('phase') && `建设阶段 ${termOf('projectPhase', text('phase'))}`,
    text('validUntil') && `有效期至 ${text('validUntil')}`,
    text('updatedAt') && `最近更新 ${dayOf(text('updatedAt') ?? '')}`,
    typeof facts['completeness'] === 'number' && `填报完整 ${facts['completeness']}/30 分`,
    text('totalInvestmentCny') && `总投资 ${formatAmount(text('totalInvestmentCny') ?? '0')}`,
    typeof facts['overdueConditions'] === 'number' &&
      `${facts['overdueConditions']} 项逾期，最早 ${text('dueOn') ?? ''}`,
    text('successorCode') && `后续项目 ${text('successorCode')}`,
    text('otherCode') && `同名项目 ${text('otherCode')}`,
  ].filter((part): part is string => typeof part === 'string' && part !== '');
  return parts.length === 0 ? null : <p className="small faint number">{parts.join('；')}</p>;
}
