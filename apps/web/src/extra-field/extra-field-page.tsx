import { PlusOutlined } from '@ant-design/icons';
import { type ExtraFieldView, termOf } from '@lianghuan/contracts';
import { App, Button } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useState } from 'react';
import { ListRows } from '../app/list-table.js';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { ReasonDialog } from '../app/reason-dialog.js';
import { formatNumber } from '../format/number.js';
import { StatusDot } from '../register/status-tags.js';
import { useCan } from '../session/session.queries.js';
import { ExtraFieldDialog } from './extra-field-dialog.js';
import { KIND_TERMS } from './extra-kind-terms.js';
import { useExtraFields, useRetireExtraField } from './extra-field.queries.js';

/** 扩展字段: the fields of some kinds of resource, defined by administrators. */
export function ExtraFieldPage() {
  const can = useCan();
  const list = useExtraFields();
  const [editing, setEditing] = useState<ExtraFieldView | 'new'>();
  const [retiring, setRetiring] = useState<ExtraFieldView>();
  const mayManage = can('extra-field.manage');
  const actions = (row: ExtraFieldView) => (
    <>
      {row.retiredAt === null && (
        <Button type="link" size="small" aria-label={`修改${row.title}`} onClick={() => setEditing(row)}>
          修改
        </Button>
      )}
      <Button
        type="link"
        size="small"
        aria-label={`${row.retiredAt === null ? '停用' : '恢复'}${row.title}`}
        onClick={() => setRetiring(row)}
      >
        {row.retiredAt === null ? '停用' : '恢复'}
      </Button>
    </>
  );
  const columns: ColumnsType<ExtraFieldView> = [
    {
      title: '字段',
      width: 168,
      fixed: 'start',
      render: (_value, row) => (
        <>
          {row.title}
          {row.unit !== null && <span className="faint">（{row.unit}）</span>}
          <div className="faint small">{row.name}</div>
        </>
      ),
    },
    {
      title: '适用类型',
      width: 144,
      render: (_value, row) => row.subtypes.map((code) => termOf('resourceKind', code)).join('、'),
    },
    {
      title: '形式',
      width: 208,
      render: (_value, { kind, choices }) => (
        <>
          {KIND_TERMS[kind]}
          {choices.length > 0 && <div className="faint small">{choices.map(({ term }) => term).join('、')}</div>}
        </>
      ),
    },
    { title: '分组', dataIndex: 'section', width: 88 },
    {
      title: '用途',
      width: 120,
      render: (_value, row) => usesOf(row).join('、') || <span className="faint">—</span>,
    },
    {
      title: '已填（条）',
      align: 'right',
      className: 'number',
      width: 80,
      render: (_value, { usedCount }) => (usedCount === null ? '' : formatNumber(usedCount)),
    },
    { title: '状态', width: 80, render: (_value, row) => <State field={row} /> },
    { title: '', width: 104, fixed: 'end', hidden: !mayManage, render: (_value, row) => actions(row) },
  ];
  const card = (row: ExtraFieldView) => (
    <div className="card-body">
      <span className="card-title">
        <strong>
          {row.title}
          {row.unit !== null && `（${row.unit}）`}
        </strong>
        <State field={row} />
      </span>
      <span className="card-line">
        {row.subtypes.map((code) => termOf('resourceKind', code)).join('、')} · {row.section}
      </span>
      <span className="card-line soft">
        {KIND_TERMS[row.kind]}
        {row.choices.length > 0 && `：${row.choices.map(({ term }) => term).join('、')}`}
      </span>
      <span className="card-foot">
        {usesOf(row).length > 0 && <span>{usesOf(row).join('、')}</span>}
        {row.usedCount !== null && <span className="number">已填 {formatNumber(row.usedCount)} 条</span>}
        {mayManage && <span>{actions(row)}</span>}
      </span>
    </div>
  );
  return (
    <Page
      title="扩展字段"
      parent={{ path: '/admin', title: '系统管理' }}
      meta={<span>各类资源自己的字段；填报、详情、筛选、导入模板和导出都按这里的定义。</span>}
      actions={
        mayManage && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
            新增字段
          </Button>
        )
      }
    >
      <LoadState query={list} rows={12}>
        {(rows) => <ListRows rows={rows} columns={columns} card={card} isStale={false} />}
      </LoadState>
      {editing !== undefined && (
        <ExtraFieldDialog field={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />
      )}
      {retiring !== undefined && <RetireDialog field={retiring} onClose={() => setRetiring(undefined)} />}
    </Page>
  );
}

/** What the field is used for beyond being filled in. */
function usesOf({ isExpected, isFilter }: ExtraFieldView): string[] {
  return [...(isExpected ? ['计完整度'] : []), ...(isFilter ? ['可筛选'] : [])];
}

function State({ field: { retiredAt } }: { readonly field: ExtraFieldView }) {
  return retiredAt === null ? <StatusDot tone="ok">在用</StatusDot> : <StatusDot tone="muted">停用</StatusDot>;
}

function RetireDialog({ field, onClose }: { readonly field: ExtraFieldView; readonly onClose: () => void }) {
  const { message } = App.useApp();
  const change = useRetireExtraField(field.id);
  const verb = field.retiredAt === null ? 'retire' : 'restore';
  const title = verb === 'retire' ? '停用' : '恢复';
  return (
    <ReasonDialog
      title={`${title}字段「${field.title}」`}
      text={
        verb === 'retire'
          ? '停用后不再填报和显示，已填的内容保留，恢复后照旧。'
          : '恢复后重新出现在填报、详情和导入导出里。'
      }
      okText={title}
      isPending={change.isPending}
      error={change.error}
      onCancel={onClose}
      onOk={(reason) =>
        change.mutate(
          { verb, reason },
          {
            onSuccess: () => {
              void message.success(`已${title}`);
              onClose();
            },
          },
        )
      }
    />
  );
}
