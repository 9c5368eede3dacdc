import { PlusOutlined } from '@ant-design/icons';
import { termOf, type AllocationLimitView } from '@lianghuan/contracts';
import { App, Button } from 'antd';
import { useState } from 'react';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Panel } from '../app/panel.js';
import { PlainTable } from '../app/plain-table.js';
import { ReasonDialog } from '../app/reason-dialog.js';
import { usePhone } from '../app/use-phone.js';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { AllocationLimitCreateDialog, AllocationLimitEditDialog } from './allocation-limit-dialogs.js';
import { useAllocationLimits, useLiftLimit } from './allocation.queries.js';
import './match.css';

const PARENT = { path: '/match-runs', title: '匹配建议' };
/** What a default counts, one sentence a kind. */
const MEANINGS: Readonly<Record<AllocationLimitView['kind'], string>> = {
  enterprise: '一家企业（同一集团合并计算）同时最多列入几个项目',
  project: '一个项目同时最多列入几家企业',
  area: '一个县区同时最多列入几对',
  officer: '一名招商人员同时最多负责几对',
};

/** 分配上限: who carries how many open approaches. Everybody who reads matches sees them, the city sets them. */
export function AllocationLimitsPage() {
  const query = useAllocationLimits();
  const [isCreating, setCreating] = useState(false);
  const canEdit = query.data?.can.edit === true;
  return (
    <Page
      title="分配上限"
      parent={PARENT}
      meta={<span>签约前的在谈线索都占名额；修改后从下一次匹配起生效。</span>}
      actions={
        canEdit && (
          <Button type="primary" icon={<PlusOutlined aria-hidden="true" />} onClick={() => setCreating(true)}>
            单独设定
          </Button>
        )
      }
    >
      <LoadState query={query} rows={8}>
        {({ items }) => (
          <>
            <Panel title="默认">
              <LimitTable limits={items.filter(({ subject }) => subject === null)} canEdit={canEdit} />
            </Panel>
            <Panel title="单独设定">
              {items.every(({ subject }) => subject === null) ? (
                <p className="faint">没有单独设定的对象，都按默认上限。</p>
              ) : (
                <LimitTable limits={items.filter(({ subject }) => subject !== null)} canEdit={canEdit} />
              )}
            </Panel>
          </>
        )}
      </LoadState>
      {isCreating && <AllocationLimitCreateDialog onClose={() => setCreating(false)} />}
    </Page>
  );
}

function LimitTable(props: { readonly limits: readonly AllocationLimitView[]; readonly canEdit: boolean }) {
  const { limits, canEdit } = props;
  const isPhone = usePhone();
  if (isPhone) {
    return (
      <ul className="step-cards">
        {limits.map((limit) => (
          <li key={limit.id}>
            <span className="limit-card-head">
              <Subject limit={limit} />
              <strong className="number">{capacityText(limit)}</strong>
            </span>
            {limit.subject !== null && limit.note !== null && <span className="soft small">{limit.note}</span>}
            <Changed limit={limit} />
            {canEdit && <LimitActions limit={limit} />}
          </li>
        ))}
      </ul>
    );
  }
  return (
    <PlainTable
      rows={limits}
      rowKey={({ id }) => id}
      columns={[
        { title: '对象', render: (limit) => <Subject limit={limit} /> },
        { title: '上限', numeric: true, className: 'nowrap', render: capacityText },
        // Of a default its meaning stands beside the name.
        ...(limits.some(({ subject }) => subject !== null)
          ? [{ title: '说明', render: ({ note }: AllocationLimitView) => note ?? <span className="faint">—</span> }]
          : []),
        { title: '最近修改', render: (limit) => <Changed limit={limit} /> },
        ...(canEdit
          ? [
              {
                title: '操作',
                className: 'nowrap',
                render: (limit: AllocationLimitView) => <LimitActions limit={limit} />,
              },
            ]
          : []),
      ]}
    />
  );
}

function Subject({ limit: { kind, subject } }: { readonly limit: AllocationLimitView }) {
  return subject === null ? (
    <span>
      每{kind === 'enterprise' ? '家' : kind === 'officer' ? '名' : '个'}
      {termOf('allocationLimitKind', kind)}
      <span className="faint small"> {MEANINGS[kind]}</span>
    </span>
  ) : (
    <span>
      {subject.name} <span className="faint small">{termOf('allocationLimitKind', kind)}</span>
    </span>
  );
}

/** A limit of a project counts enterprises, one of an enterprise counts projects, the others count pairs. */
function capacityText({ kind, capacity }: Pick<AllocationLimitView, 'kind' | 'capacity'>): string {
  if (capacity === null) return '不限';
  return `${formatNumber(capacity)} ${kind === 'enterprise' ? '个项目' : kind === 'project' ? '家企业' : '对'}`;
}

/** Who changed it last and why; earlier changes open below. */
function Changed({ limit }: { readonly limit: AllocationLimitView }) {
  const { kind, changes, updatedByName, updatedAt } = limit;
  const [last, ...earlier] = changes;
  if (last === undefined) {
    return (
      <span className="faint small number">
        {updatedByName ?? '系统'} · {formatInstant(updatedAt)}
      </span>
    );
  }
  return (
    <div className="limit-changes">
      <Change change={last} kind={kind} />
      {earlier.length > 0 && (
        <details>
          <summary>更早 {earlier.length} 次</summary>
          {earlier.map((change) => (
            <Change key={change.at} change={change} kind={kind} />
          ))}
        </details>
      )}
    </div>
  );
}

const ACTIONS = { set: '设定', changed: '修改', lifted: '恢复默认' } as const;

function Change(props: {
  readonly change: AllocationLimitView['changes'][number];
  readonly kind: AllocationLimitView['kind'];
}) {
  const { change, kind } = props;
  const { capacity, action } = change;
  const text = (amount: number | null) => capacityText({ kind, capacity: amount });
  return (
    <p className="small">
      <span className="faint number">
        {change.byName ?? '系统'} · {formatInstant(change.at)}
      </span>{' '}
      {ACTIONS[action]}
      {capacity !== null && (
        <span className="number">
          {action === 'set' ? ` ${text(capacity.to)}` : `：${text(capacity.from)} → ${text(capacity.to)}`}
        </span>
      )}
      {change.reason !== null && <span className="soft">（{change.reason}）</span>}
    </p>
  );
}

function LimitActions({ limit }: { readonly limit: AllocationLimitView }) {
  const { message } = App.useApp();
  const [open, setOpen] = useState<'edit' | 'lift'>();
  const lift = useLiftLimit(limit.id);
  const close = () => setOpen(undefined);
  const name = limit.subject?.name ?? termOf('allocationLimitKind', limit.kind);
  return (
    <span className="run-actions">
      <Button type="link" size="small" aria-label={`修改${name}的上限`} onClick={() => setOpen('edit')}>
        修改
      </Button>
      {limit.subject !== null && (
        <Button type="link" size="small" danger aria-label={`${name}恢复默认上限`} onClick={() => setOpen('lift')}>
          恢复默认
        </Button>
      )}
      {open === 'edit' && <AllocationLimitEditDialog limit={limit} onClose={close} />}
      {open === 'lift' && (
        <ReasonDialog
          title={`恢复默认上限：${name}`}
          text="不再单独设定，从下一次匹配起生效。以前的设定和修改都留在日志里。"
          okText="恢复默认"
          isDangerous
          isPending={lift.isPending}
          error={lift.error}
          onOk={(reason) =>
            lift.mutate(
              { version: limit.version, reason },
              {
                onSuccess: () => {
                  void message.success(`${name}恢复默认上限`);
                  close();
                },
              },
            )
          }
          onCancel={close}
        />
      )}
    </span>
  );
}
