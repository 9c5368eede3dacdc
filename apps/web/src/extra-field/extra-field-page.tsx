import { PlusOutlined } from '@ant-design/icons';
import { type ExtraFieldView, termOf } from '@lianghuan/contracts';
import { App, Button, Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useState } from 'react';
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
      render: (_value, row) =>
        [row.isExpected && '计完整度', row.isFilter && '可筛选'].filter(Boolean).join('、') || (
          <span className="faint">—</span>
        ),
    },
    {
      title: '已填（条）',
      align: 'right',
      className: 'number',
      width: 80,
      render: (_value, { usedCount }) => (usedCount === null ? '' : formatNumber(usedCount)),
    },
    {
      title: '状态',
      width: 80,
      render: (_value, { retiredAt }) =>
        retiredAt === null ? <StatusDot tone="ok">在用</StatusDot> : <StatusDot tone="muted">停用</StatusDot>,
    },
    ...(mayManage
      ? [
          {
            title: '',
            width: 104,
            fixed: 'end' as const,
            render: (_value: unknown, row: ExtraFieldView) => (
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
            ),
          },
        ]
      : []),
  ];
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
        {(rows) => (
          <Table<ExtraFieldView>
            className="panel register-table"
            size="small"
            rowKey="id"
            sticky
            pagination={false}
            dataSource={[...rows]}
            columns={columns}
            scroll={{ x: 'max-content' }}
            rowClassName={({ retiredAt }) => (retiredAt === null ? '' : 'is-archived')}
          />
        )}
      </LoadState>
      {editing !== undefined && (
        <ExtraFieldDialog field={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />
      )}
      {retiring !== undefined && <RetireDialog field={retiring} onClose={() => setRetiring(undefined)} />}
    </Page>
  );
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
