import { termOf, type MatchRunStepView, type MatchRunView } from '@lianghuan/contracts';
import { Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { LoadState } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { usePhone } from '../app/use-phone.js';
import { formatInstant } from '../format/date.js';
import { formatBytes, formatNumber } from '../format/number.js';
import { isUnderWay, useMatchRunSteps } from './match.queries.js';
import { formatSeconds, RunStatusTag, runProblem } from './match-run-status.js';
import { groupSteps, type StepGroup } from './step-groups.js';

/** What each count of a step is called, with its unit; in the order they are read. */
const COUNTS: readonly (readonly [name: string, text: (count: number) => string])[] = [
  ['projects', (count) => `${formatNumber(count)} 个项目`],
  ['enterprises', (count) => `${formatNumber(count)} 家企业`],
  ['resources', (count) => `${formatNumber(count)} 项资源`],
  ['markets', (count) => `${formatNumber(count)} 项市场`],
  ['candidates', (count) => `${formatNumber(count)} 个候选`],
  ['suggestions', (count) => `${formatNumber(count)} 条建议`],
  ['outcomes', (count) => `${formatNumber(count)} 条反馈`],
  ['allocated', (count) => `${formatNumber(count)} 对列入分配`],
  ['packages', (count) => `${formatNumber(count)} 个交换方案`],
  ['bytes', (count) => formatBytes(count)],
];

/** The steps of a run, kind by kind: how far, how long, on which machine, and what came of it. */
export function MatchRunSteps({ run }: { readonly run: MatchRunView }) {
  const query = useMatchRunSteps(run);
  const isPhone = usePhone();
  return (
    <Panel title="步骤">
      <LoadState query={query} rows={6}>
        {(steps) => {
          const groups = groupSteps(steps, isUnderWay(run));
          return isPhone ? <GroupCards groups={groups} /> : <GroupTable groups={groups} />;
        }}
      </LoadState>
    </Panel>
  );
}

function GroupCards({ groups }: { readonly groups: readonly StepGroup[] }) {
  return (
    <ol className="step-cards">
      {groups.map((group) => (
        <li key={group.kind}>
          <span className="card-title">
            <strong>{termOf('matchStep', group.kind)}</strong>
            <RunStatusTag status={group.status} />
          </span>
          <span className="card-line number">
            {[partsText(group), timeText(group), countsText(group.counts)].filter((text) => text !== '').join(' · ')}
          </span>
          {group.workers.length > 0 && <span className="card-line faint number">{group.workers.join('、')}</span>}
          <Problem steps={group.steps} />
        </li>
      ))}
    </ol>
  );
}

function GroupTable({ groups }: { readonly groups: readonly StepGroup[] }) {
  const columns: ColumnsType<StepGroup> = [
    { title: '步骤', width: 136, render: (_value, { kind }) => termOf('matchStep', kind) },
    { title: '状态', width: 104, render: (_value, { status }) => <RunStatusTag status={status} /> },
    { title: '分段（完成 / 全部）', width: 144, align: 'right', className: 'number', render: (_value, group) => partsText(group) || '—' },
    { title: '用时', width: 88, align: 'right', className: 'number', render: (_value, group) => timeText(group) || '—' },
    {
      title: '结果',
      render: (_value, group) => (
        <>
          <span className="number">{countsText(group.counts) || '—'}</span>
          {group.repeats > 0 && <span className="faint number"> · 重做 {group.repeats} 次</span>}
          <Problem steps={group.steps} />
        </>
      ),
    },
    { title: '处理进程', width: 200, className: 'number', render: (_value, { workers }) => workers.join('、') || '—' },
  ]; // prettier-ignore
  return (
    <Table<StepGroup>
      className="register-table"
      size="small"
      rowKey="kind"
      dataSource={[...groups]}
      columns={columns}
      pagination={false}
      expandable={{
        rowExpandable: ({ steps }) => steps.length > 1,
        expandedRowRender: ({ steps }) => <StepTable steps={steps} />,
      }}
    />
  );
}

/** The parts of one kind, for whoever wants to know where one was done and how often. */
function StepTable({ steps }: { readonly steps: readonly MatchRunStepView[] }) {
  const isSharded = steps.some(({ shard }) => shard > 0);
  const isOfProjects = steps[0].kind !== 'index-shard';
  const columns: ColumnsType<MatchRunStepView> = [
    ...(isSharded ? [{ title: '企业分片', width: 88, className: 'number', render: (_value: unknown, step: MatchRunStepView) => step.shard + 1 }] : []),
    ...(isOfProjects ? [{ title: '项目分组', width: 88, className: 'number', render: (_value: unknown, step: MatchRunStepView) => step.block + 1 }] : []),
    { title: isOfProjects ? '项目（个）' : '企业（家）', width: 96, align: 'right', className: 'number', render: (_value, step) => formatNumber(step.size) },
    { title: '状态', width: 104, render: (_value, step) => <RunStatusTag status={step.status} /> },
    { title: '开始', width: 152, className: 'number', render: (_value, step) => (step.startedAt === null ? '—' : formatInstant(step.startedAt)) },
    {
      title: '用时',
      width: 80,
      align: 'right',
      className: 'number',
      render: (_value, { startedAt, finishedAt }) =>
        startedAt === null || finishedAt === null ? '—' : formatSeconds((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000),
    },
    { title: '尝试（次）', width: 88, align: 'right', className: 'number', render: (_value, step) => step.attempts },
    { title: '处理进程', className: 'number', render: (_value, step) => step.worker ?? '—' },
  ]; // prettier-ignore
  return (
    <Table<MatchRunStepView>
      className="register-table"
      size="small"
      rowKey={({ shard, block }) => `${shard}-${block}`}
      dataSource={[...steps]}
      columns={columns}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false, simple: true }}
    />
  );
}

function Problem({ steps }: Pick<StepGroup, 'steps'>) {
  const broken = steps.find(({ errorCode }) => errorCode !== null);
  return broken === undefined ? null : <span className="card-line bad-text small">{runProblem(broken)}</span>;
}

function partsText({ steps, done }: StepGroup): string {
  return steps.length === 0 ? '' : `${formatNumber(done)} / ${formatNumber(steps.length)}`;
}

function timeText({ startedAt, finishedAt }: StepGroup): string {
  return startedAt === null || finishedAt === null ? '' : formatSeconds((finishedAt - startedAt) / 1000);
}

function countsText(counts: StepGroup['counts']): string {
  return COUNTS.flatMap(([name, text]) => (counts[name] === undefined ? [] : [text(counts[name])])).join('，');
}
