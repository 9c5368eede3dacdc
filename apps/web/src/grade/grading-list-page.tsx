import { termOf, type GradingView } from '@lianghuan/contracts';
import { getRouteApi, Link } from '@tanstack/react-router';
import { App, Button, Checkbox } from 'antd';
import { useCallback, useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { ListPage, PAGE_SIZE } from '../app/list-page.js';
import type { ListSearch } from '../app/list-search.js';
import { ChoosePage, type PageChoice, usePageChoice } from '../app/page-choice.js';
import { ReasonDialog } from '../app/reason-dialog.js';
import { dayOf } from '../format/date.js';
import type { RegisterFilter } from '../register/register-filter.js';
import { StatusDot, type Tone } from '../register/status-tags.js';
import { Basis, GRADE_TONE } from './grade-panel.js';
import { GradeTabs } from './grade-tabs.js';
import { useDecideGradings, useGradings } from './grade.queries.js';

const route = getRouteApi('/shell/grades');
const FILTERS: readonly RegisterFilter[] = [
  { kind: 'dictionary', name: 'state', title: '状态', dictionary: 'gradingState' },
  { kind: 'dictionary', name: 'grade', title: '等级', dictionary: 'enterpriseGrade' },
  { kind: 'dictionary', name: 'basis', title: '依据', dictionary: 'gradingBasis' },
];
const STATE_TONE: Readonly<Record<GradingView['state'], Tone>> = {
  open: 'warn',
  approved: 'ok',
  rejected: 'bad',
  withdrawn: 'muted',
  lapsed: 'muted',
};

/** 评定审批: proposals of rules and people with their evidence; decided one by one or a page at a time. */
export function GradingListPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = useGradings({ state: 'open', ...search, pageSize: search.pageSize ?? PAGE_SIZE });
  const go = useCallback((next: ListSearch, replace: boolean) => void navigate({ search: next, replace }), [navigate]);
  const choice = usePageChoice((list.data?.items ?? []).filter(({ can }) => can.decide).map(({ id }) => id));
  return (
    <ListPage
      title="优强企业评定"
      counter="条"
      meta={<span>规则每晚提出，人工也可提出；审批后才改变等级；提出人、规则修改人不能审批自己的</span>}
      tabs={<GradeTabs />}
      filters={FILTERS}
      search={search}
      defaults={{ state: 'open' }}
      onSearch={go}
      searchHint="企业名称"
      query={list}
      emptyText="没有待审批的评定"
      notFoundText="没有符合条件的评定"
    >
      {(page) => (
        <div className="panel panel-body">
          <Decide choice={choice} />
          {page.items.map((grading) => (
            <article key={grading.id} className="grading">
              {grading.can.decide && (
                <Checkbox
                  checked={choice.has(grading.id)}
                  onChange={() => choice.toggle(grading.id)}
                  aria-label={`选择${grading.enterprise.name}`}
                />
              )}
              <div>
                <p>
                  <Link to="/enterprises/$enterpriseId" params={{ enterpriseId: grading.enterprise.id }}>
                    <strong>{grading.enterprise.name}</strong>
                  </Link>{' '}
                  评为{' '}
                  <StatusDot tone={GRADE_TONE[grading.grade]}>{termOf('enterpriseGrade', grading.grade)}</StatusDot>{' '}
                  <StatusDot tone={STATE_TONE[grading.state]}>{termOf('gradingState', grading.state)}</StatusDot>
                  <span className="faint small">
                    {' '}
                    {grading.proposedByName} <span className="number">{dayOf(grading.proposedAt)}</span> 提出
                  </span>
                </p>
                <Basis grading={grading} />
                {grading.reason !== null && <p className="small soft">{grading.reason}</p>}
              </div>
            </article>
          ))}
        </div>
      )}
    </ListPage>
  );
}

function Decide({ choice }: { readonly choice: PageChoice }) {
  const { message } = App.useApp();
  const [isRejecting, setRejecting] = useState(false);
  const decide = useDecideGradings();
  const { open, ids } = choice;
  if (open.length === 0) return null;
  const settle = (approve: boolean, reason?: string) =>
    decide.mutate(
      { ids: [...ids], approve, reason: reason ?? null },
      {
        onSuccess: ({ decided, skipped }) => {
          setRejecting(false);
          choice.choose([]);
          void message.success(
            skipped === 0 ? `已审批 ${decided} 条` : `已审批 ${decided} 条，${skipped} 条已由他人处理`,
          );
        },
        onError: (error) => void message.error(textOfError(error)),
      },
    );
  return (
    <div className="gap-below">
      <ChoosePage choice={choice} />{' '}
      <Button
        type="primary"
        size="small"
        disabled={ids.length === 0}
        loading={decide.isPending}
        onClick={() => settle(true)}
      >
        同意{ids.length > 0 && ` ${ids.length} 条`}
      </Button>{' '}
      <Button size="small" disabled={ids.length === 0} onClick={() => setRejecting(true)}>
        不同意
      </Button>
      {isRejecting && (
        <ReasonDialog
          title={`不同意 ${ids.length} 条评定`}
          text="同一版规则不再为这些企业提出同样的评定；理由留在记录里。"
          okText="不同意"
          isPending={decide.isPending}
          error={decide.error}
          onCancel={() => setRejecting(false)}
          onOk={(reason) => settle(false, reason)}
        />
      )}
    </div>
  );
}
