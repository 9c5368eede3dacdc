import {
  codesOf,
  COUNTY_LISTS,
  termOf,
  type JoinList,
  type MembershipView,
  type ProjectView,
} from '@lianghuan/contracts';
import { App, Button, DatePicker, Form, Input, Select } from 'antd';
import { EntryDialog } from '../app/entry-dialog.js';
import { ReasonItem } from '../app/reason-input.js';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { Panel } from '../app/panel.js';
import { today } from '../format/date.js';
import { ProjectListProposals } from './list-proposals.js';
import { useJoinList, useLeaveList, useWithdrawMembership } from './project.queries.js';

type Dialog = 'join' | { readonly what: 'leave' | 'withdraw'; readonly membership: MembershipView };

/** Whether the asker keeps the list; the server decides again. */
const keeps = (project: ProjectView, list: MembershipView['list']) => project.keepsCityLists || COUNTY_LISTS.has(list);

/** 所在清单: the dated lists a project is or was on; leader linkage is one of them. */
export function MembershipPanel({ project }: { readonly project: ProjectView }) {
  const [dialog, setDialog] = useState<Dialog>();
  const canEdit = project.can.edit && project.archivedAt === null;
  const sorted = [...project.memberships].sort(
    (a, b) => Number(a.leftOn !== null) - Number(b.leftOn !== null) || b.joinedOn.localeCompare(a.joinedOn),
  );
  return (
    <Panel
      title="所在清单"
      extra={
        canEdit && (
          <Button size="small" onClick={() => setDialog('join')}>
            列入清单
          </Button>
        )
      }
    >
      {sorted.length === 0 ? (
        <p className="faint">不在任何清单里。</p>
      ) : (
        <ul className="memberships">
          {sorted.map((membership) => (
            <li key={membership.id} className={membership.leftOn === null ? undefined : 'faint'}>
              <div>
                {membership.isWithdrawn ? (
                  <del>{termOf('projectList', membership.list)}</del>
                ) : (
                  <span>{termOf('projectList', membership.list)}</span>
                )}
                {canEdit && keeps(project, membership.list) && (
                  <span>
                    {membership.leftOn === null && (
                      <Button type="link" size="small" onClick={() => setDialog({ what: 'leave', membership })}>
                        移出
                      </Button>
                    )}
                    {!membership.isWithdrawn && (
                      <Button type="link" size="small" onClick={() => setDialog({ what: 'withdraw', membership })}>
                        撤销列入
                      </Button>
                    )}
                  </span>
                )}
              </div>
              <p className="small faint">
                <span className="number">
                  {membership.joinedOn} 列入{endOf(membership)}
                </span>
                {membership.basis === null ? '' : `；依据：${membership.basis}`}
                {membership.leftReason === null ? '' : `；原因：${membership.leftReason}`}
              </p>
            </li>
          ))}
        </ul>
      )}
      <ProjectListProposals project={project} canPropose={canEdit && !project.keepsCityLists} />
      {dialog === 'join' && <JoinDialog project={project} onClose={() => setDialog(undefined)} />}
      {typeof dialog === 'object' && dialog.what === 'leave' && (
        <LeaveDialog project={project} membership={dialog.membership} onClose={() => setDialog(undefined)} />
      )}
      {typeof dialog === 'object' && dialog.what === 'withdraw' && (
        <WithdrawDialog project={project} membership={dialog.membership} onClose={() => setDialog(undefined)} />
      )}
    </Panel>
  );
}

function endOf({ leftOn, isWithdrawn }: MembershipView): string {
  if (isWithdrawn) return '，已撤销';
  return leftOn === null ? '' : `，${leftOn} 移出`;
}

function JoinDialog({ project, onClose }: { readonly project: ProjectView; readonly onClose: () => void }) {
  const { message } = App.useApp();
  const join = useJoinList(project.id);
  const current = new Set(project.memberships.filter(({ leftOn }) => leftOn === null).map(({ list }) => list));
  return (
    <EntryDialog<{ list: JoinList['list']; joinedOn: Dayjs; basis?: string }>
      title="列入清单"
      okText="列入"
      step={join}
      onCancel={onClose}
      initialValues={{ joinedOn: dayjs(today()) }}
      onFinish={({ list, joinedOn, basis }) =>
        join.mutate(
          { list, joinedOn: joinedOn.format('YYYY-MM-DD'), ...(basis?.trim() ? { basis: basis.trim() } : {}) },
          {
            onSuccess: () => {
              void message.success(`已列入「${termOf('projectList', list)}」`);
              onClose();
            },
          },
        )
      }
    >
      <Form.Item
        name="list"
        label="清单"
        rules={[{ required: true, message: '请选择清单' }]}
        extra={project.keepsCityLists ? undefined : '灰色的清单由市级部门维护，可以提议列入'}
      >
        <Select
          placeholder="请选择"
          options={codesOf('projectList').map((code) => ({
            value: code,
            label: termOf('projectList', code),
            disabled: current.has(code) || !keeps(project, code),
          }))}
        />
      </Form.Item>
      <Form.Item name="joinedOn" label="列入日期" rules={[{ required: true, message: '请填写日期' }]}>
        <DatePicker className="full-width" maxDate={dayjs(today())} />
      </Form.Item>
      <Form.Item name="basis" label="依据" extra="文件号、会议纪要等">
        <Input maxLength={200} />
      </Form.Item>
    </EntryDialog>
  );
}

interface LeaveDialogProps {
  readonly project: ProjectView;
  readonly membership: MembershipView;
  readonly onClose: () => void;
}

function LeaveDialog({ project, membership, onClose }: LeaveDialogProps) {
  const { message } = App.useApp();
  const leave = useLeaveList(project.id);
  const list = termOf('projectList', membership.list);
  return (
    <EntryDialog<{ leftOn: Dayjs; reason: string }>
      title={`移出「${list}」`}
      okText="移出"
      step={leave}
      onCancel={onClose}
      initialValues={{ leftOn: dayjs(today()) }}
      onFinish={({ leftOn, reason }) =>
        leave.mutate(
          { membershipId: membership.id, body: { leftOn: leftOn.format('YYYY-MM-DD'), reason: reason.trim() } },
          {
            onSuccess: () => {
              void message.success(`已移出「${list}」`);
              onClose();
            },
          },
        )
      }
    >
      <Form.Item
        name="leftOn"
        label="移出日期"
        rules={[
          { required: true, message: '请填写日期' },
          {
            validator: (_rule, day: Dayjs | null) =>
              day !== null && day.isBefore(membership.joinedOn, 'day')
                ? Promise.reject(new Error(`不能早于列入日期 ${membership.joinedOn}`))
                : Promise.resolve(),
          },
        ]}
      >
        <DatePicker className="full-width" maxDate={dayjs(today())} />
      </Form.Item>
      <ReasonItem />
    </EntryDialog>
  );
}

function WithdrawDialog({ project, membership, onClose }: LeaveDialogProps) {
  const { message } = App.useApp();
  const withdraw = useWithdrawMembership(project.id);
  const list = termOf('projectList', membership.list);
  return (
    <EntryDialog<{ reason: string }>
      title={`撤销列入「${list}」`}
      okText="撤销列入"
      step={withdraw}
      onCancel={onClose}
      onFinish={({ reason }) =>
        withdraw.mutate(
          { membershipId: membership.id, body: { reason: reason.trim() } },
          {
            onSuccess: () => {
              void message.success(`已撤销列入「${list}」`);
              onClose();
            },
          },
        )
      }
    >
      <p className="small soft">用于误列：记录留存，但不再计入任何一天。</p>
      <ReasonItem />
    </EntryDialog>
  );
}
