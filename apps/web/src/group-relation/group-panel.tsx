import { codesOf, termOf, type Code, type CreateGroupRelation, type GroupLink, GroupView } from '@lianghuan/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { App, Button, Checkbox, Form, Input, InputNumber, Radio, Select } from 'antd';
import { useState } from 'react';
import { z } from 'zod';
import { api } from '../api/client.js';
import { EntryDialog } from '../app/entry-dialog.js';
import { LoadState } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { ReasonButton } from '../app/reason-button.js';
import { formatShare } from '../format/number.js';
import { RecordSelect } from '../lead/record-select.js';
import { StatusDot } from '../register/status-tags.js';
import './group.css';

/** Children shown before the rest is asked for. */
const FIRST = 6;

function useGroup(enterpriseId: string) {
  return useQuery({
    queryKey: ['group', enterpriseId],
    queryFn: ({ signal }) => api.get(`/enterprises/${enterpriseId}/group`, GroupView, undefined, signal),
  });
}

function useGroupChange<Input>(send: (input: Input) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () =>
      Promise.all(['group', 'grade', 'audit'].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}

/** 集团关系 as a small tree: who stands above, the enterprise itself, who stands below it. */
export function GroupPanel({ enterpriseId }: { readonly enterpriseId: string }) {
  const group = useGroup(enterpriseId);
  const [isAdding, setAdding] = useState(false);
  return (
    <Panel
      title="集团关系"
      extra={
        group.data?.can.edit === true && (
          <Button size="small" onClick={() => setAdding(true)}>
            添加
          </Button>
        )
      }
    >
      <LoadState query={group} rows={3}>
        {(view) =>
          view.links.length === 0 ? (
            <p className="faint">没有登记集团关系。</p>
          ) : (
            <Tree view={view} selfId={enterpriseId} />
          )
        }
      </LoadState>
      {isAdding && <LinkDialog enterpriseId={enterpriseId} onClose={() => setAdding(false)} />}
    </Panel>
  );
}

function Tree({ view, selfId }: { readonly view: GroupView; readonly selfId: string }) {
  const members = new Map(view.members.map((member) => [member.id, member]));
  const above = ancestorsOf(view.links, selfId);
  const below = view.links.filter(({ parentId }) => parentId === selfId);
  const known = new Set([selfId, ...above.map(({ parentId }) => parentId), ...below.map(({ childId }) => childId)]);
  const others = view.members.length - known.size;
  const line = (id: string, link: GroupLink | undefined) => {
    const member = members.get(id);
    return (
      <>
        {id === selfId ? (
          <strong>{member?.name}</strong>
        ) : (
          <Link to="/enterprises/$enterpriseId" params={{ enterpriseId: id }}>
            {member?.name ?? '（无权查看）'}
          </Link>
        )}{' '}
        {member?.grade === 'strong' && <StatusDot tone="accent">优强</StatusDot>}
        <span className="faint small">
          {[member?.isListed === true ? '上市' : '', member?.place].filter(Boolean).join(' · ')}
        </span>
        {link !== undefined && <LinkFacts link={link} canEnd={view.can.edit} />}
      </>
    );
  };
  return (
    <>
      <ul className="group-tree">
        {above.toReversed().map((link, depth) => (
          <li key={link.id} style={{ paddingLeft: depth * 16 }}>
            {line(link.parentId, undefined)}
          </li>
        ))}
        <li className="is-self" style={{ paddingLeft: above.length * 16 }}>
          {line(selfId, above[0])}
        </li>
        <Children links={below} depth={above.length + 1} line={line} />
      </ul>
      <p className="faint small">
        {others > 0 && `所属集团另有 ${others} 家在库成员。`}
        {view.isCut && '成员较多，只列一部分。'}
        {view.places.length > 0 &&
          `在库成员分布：${view.places
            .slice(0, 6)
            .map(({ place, count }) => `${place} ${count}`)
            .join('、')}。`}
      </p>
    </>
  );
}

function Children(props: {
  readonly links: readonly GroupLink[];
  readonly depth: number;
  readonly line: (id: string, link: GroupLink) => React.ReactNode;
}) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? props.links : props.links.slice(0, FIRST);
  return (
    <>
      {shown.map((link) => (
        <li key={link.id} style={{ paddingLeft: props.depth * 16 }}>
          {props.line(link.childId, link)}
        </li>
      ))}
      {shown.length < props.links.length && (
        <li style={{ paddingLeft: props.depth * 16 }}>
          <Button size="small" type="link" onClick={() => setWhole(true)}>
            全部 {props.links.length} 家下属企业
          </Button>
        </li>
      )}
    </>
  );
}

/** The links upward, the nearest first; of several parents the one with the largest share, then the others beside it are left to their pages. */
function ancestorsOf(links: readonly GroupLink[], id: string): GroupLink[] {
  const parents = links
    .filter(({ childId }) => childId === id)
    .toSorted((a, b) => Number(b.share ?? 0) - Number(a.share ?? 0));
  const [first] = parents;
  return first === undefined ? [] : [first, ...ancestorsOf(links, first.parentId)];
}

function LinkFacts({ link, canEnd }: { readonly link: GroupLink; readonly canEnd: boolean }) {
  const end = useGroupChange((reason: string) => api.post(`/group-relations/${link.id}/end`, z.unknown(), { reason }));
  return (
    <span className="group-link small soft">
      {link.isIndirect && '间接'}
      {termOf('groupRelation', link.kind)}{' '}
      {link.share !== null && <span className="number">{formatShare(link.share)}</span>}
      <span className="faint"> {[link.sourceName, link.sourceOn].filter(Boolean).join('，')}</span>
      {canEnd && (
        <ReasonButton
          label="解除"
          button={{ size: 'small', type: 'text', 'aria-label': '解除这条集团关系' }}
          title="解除集团关系"
          text="解除后不再显示，记录保留。"
          okText="解除"
          step={end}
          doneText="已解除"
        />
      )}
    </span>
  );
}

interface Values {
  readonly side: 'parent' | 'child';
  readonly otherId: string;
  readonly kind: Code<'groupRelation'>;
  readonly isIndirect?: boolean;
  readonly percent?: number | null;
  readonly sourceName: string;
  readonly sourceOn?: string;
}

function LinkDialog({ enterpriseId, onClose }: { readonly enterpriseId: string; readonly onClose: () => void }) {
  const { message } = App.useApp();
  const add = useGroupChange((input: CreateGroupRelation) => api.post('/group-relations', GroupView, input));
  const submit = ({ side, otherId, percent, sourceOn, ...values }: Values) =>
    add.mutate(
      {
        ...values,
        isIndirect: values.isIndirect === true,
        share: percent === undefined || percent === null ? null : String(Math.round(percent * 10_000) / 1_000_000),
        sourceOn: sourceOn?.trim() ? sourceOn.trim() : null,
        parentId: side === 'parent' ? otherId : enterpriseId,
        childId: side === 'parent' ? enterpriseId : otherId,
      },
      {
        onSuccess: () => {
          void message.success('已添加');
          onClose();
        },
      },
    );
  return (
    <EntryDialog<Values>
      title="添加集团关系"
      okText="添加"
      step={add}
      onCancel={onClose}
      requiredMark="optional"
      initialValues={{ side: 'parent', kind: 'holding' }}
      onFinish={submit}
    >
      <Form.Item name="side" label="对方是">
        <Radio.Group
          optionType="button"
          options={[
            { value: 'parent', label: '上级企业' },
            { value: 'child', label: '下属企业' },
          ]}
        />
      </Form.Item>
      <Form.Item name="otherId" label="企业" rules={[{ required: true, message: '请选择企业' }]}>
        <RecordSelect register="enterprise" placeholder="按名称查找，库里没有的先登记" />
      </Form.Item>
      <Form.Item name="kind" label="关系">
        <Select<Code<'groupRelation'>>
          options={codesOf('groupRelation').map((code) => ({ value: code, label: termOf('groupRelation', code) }))}
        />
      </Form.Item>
      <Form.Item name="isIndirect" valuePropName="checked">
        <Checkbox>间接持有（经中间公司）</Checkbox>
      </Form.Item>
      <Form.Item name="percent" label="持股比例（%）">
        <InputNumber<number> min={0.0001} max={100} precision={4} className="full-width" />
      </Form.Item>
      <Form.Item name="sourceName" label="来源" rules={[{ required: true, whitespace: true, message: '请写明来源' }]}>
        <Input maxLength={200} placeholder="如：2023年年度报告" />
      </Form.Item>
      <Form.Item name="sourceOn" label="来源日期">
        <Input maxLength={20} placeholder="年、年-月或年-月-日" />
      </Form.Item>
    </EntryDialog>
  );
}
