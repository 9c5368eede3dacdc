import { codesOf, COUNTY_LISTS, type ListProposalView, type ProjectView, termOf } from '@lianghuan/contracts';
import { App, Button, DatePicker, Form, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { EntryDialog } from '../app/entry-dialog.js';
import { ReasonButton } from '../app/reason-button.js';
import { ReasonItem } from '../app/reason-input.js';
import { formatInstant, today } from '../format/date.js';
import { StatusDot, type Tone } from '../register/status-tags.js';
import {
  useAcceptListProposal,
  useListProposals,
  useProposeList,
  useSettleListProposal,
} from './list-proposal.queries.js';

const TONES: Readonly<Record<ListProposalView['state'], Tone>> = {
  open: 'warn',
  accepted: 'ok',
  declined: 'bad',
  withdrawn: 'muted',
};

/** Newest proposals a project's page shows. */
const SHOWN = 5;

export function ListProposalState({ item }: { readonly item: ListProposalView }) {
  return <StatusDot tone={TONES[item.state]}>{termOf('listProposalState', item.state)}</StatusDot>;
}

/** Who proposed and why, and what was answered. */
export function ListProposalWords({ item }: { readonly item: ListProposalView }) {
  return (
    <>
      <p className="small">{item.reason}</p>
      <p className="small faint">
        {item.organisationName} {item.proposedByName} <span className="number">{formatInstant(item.proposedAt)}</span>
      </p>
      {item.decidedAt !== null && (
        <p className="small faint">
          {item.decidedByName} <span className="number">{formatInstant(item.decidedAt)}</span> {item.decisionReason}
        </p>
      )}
    </>
  );
}

/** Accept and decline for who keeps the lists, withdraw for who proposed. */
export function ListProposalActions({ item }: { readonly item: ListProposalView }) {
  const [isAccepting, setAccepting] = useState(false);
  const decline = useSettleListProposal(item.id, 'decline');
  const withdraw = useSettleListProposal(item.id, 'withdraw');
  const list = termOf('projectList', item.list);
  const subject = `${item.project.name} 列入「${list}」`;
  return (
    <span className="list-proposal-actions">
      {item.can.decide && (
        <>
          <Button size="small" type="primary" onClick={() => setAccepting(true)}>
            同意列入
          </Button>
          <ReasonButton
            label="不同意"
            button={{ size: 'small' }}
            title={`不同意：${subject}`}
            text="提议单位会看到原因。"
            okText="不同意"
            step={decline}
            doneText="已答复"
          />
        </>
      )}
      {item.can.withdraw && (
        <ReasonButton
          label="撤回"
          button={{ size: 'small' }}
          title={`撤回提议：${subject}`}
          text="撤回后可以再次提议。"
          okText="撤回"
          step={withdraw}
          doneText="已撤回"
        />
      )}
      {isAccepting && <AcceptDialog item={item} onClose={() => setAccepting(false)} />}
    </span>
  );
}

function AcceptDialog({ item, onClose }: { readonly item: ListProposalView; readonly onClose: () => void }) {
  const { message } = App.useApp();
  const accept = useAcceptListProposal(item.id);
  const list = termOf('projectList', item.list);
  return (
    <EntryDialog<{ joinedOn: Dayjs; reason: string }>
      title={`同意列入「${list}」`}
      okText="列入"
      step={accept}
      onCancel={onClose}
      initialValues={{ joinedOn: dayjs(today()) }}
      onFinish={({ joinedOn, reason }) =>
        accept.mutate(
          { joinedOn: joinedOn.format('YYYY-MM-DD'), reason: reason.trim() },
          {
            onSuccess: () => {
              void message.success(`已列入「${list}」`);
              onClose();
            },
          },
        )
      }
    >
      <p className="small soft">
        {item.project.name}：{item.reason}
      </p>
      <Form.Item name="joinedOn" label="列入日期" rules={[{ required: true, message: '请填写日期' }]}>
        <DatePicker className="full-width" maxDate={dayjs(today())} />
      </Form.Item>
      <ReasonItem />
    </EntryDialog>
  );
}

/** Proposals of one project, the open ones first; the button for who writes the project and keeps no city list. */
export function ProjectListProposals({
  project,
  canPropose,
}: {
  readonly project: ProjectView;
  readonly canPropose: boolean;
}) {
  const [isProposing, setProposing] = useState(false);
  const query = useListProposals({ projectId: project.id, pageSize: SHOWN });
  const items = query.data?.items ?? [];
  return (
    <>
      {items.length > 0 && (
        <ul className="memberships list-proposals">
          {items.map((item) => (
            <li key={item.id}>
              <div>
                <span>
                  提议列入 {termOf('projectList', item.list)} <ListProposalState item={item} />
                </span>
                <ListProposalActions item={item} />
              </div>
              <ListProposalWords item={item} />
            </li>
          ))}
        </ul>
      )}
      {canPropose && (
        <Button size="small" type="link" className="list-propose" onClick={() => setProposing(true)}>
          提议列入市级清单
        </Button>
      )}
      {isProposing && (
        <ProposeDialog
          project={project}
          taken={items.filter(({ state }) => state === 'open').map(({ list }) => list)}
          onClose={() => setProposing(false)}
        />
      )}
    </>
  );
}

function ProposeDialog(props: {
  readonly project: ProjectView;
  readonly taken: readonly ListProposalView['list'][];
  readonly onClose: () => void;
}) {
  const { project, taken, onClose } = props;
  const { message } = App.useApp();
  const propose = useProposeList(project.id);
  const current = new Set(project.memberships.filter(({ leftOn }) => leftOn === null).map(({ list }) => list));
  return (
    <EntryDialog<{ list: ListProposalView['list']; reason: string }>
      title="提议列入市级清单"
      okText="提议"
      step={propose}
      onCancel={onClose}
      onFinish={({ list, reason }) =>
        propose.mutate(
          { list, reason: reason.trim() },
          {
            onSuccess: () => {
              void message.success('已提议，等市级答复');
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
        extra="灰色的已列入或已提议"
      >
        <Select
          placeholder="请选择"
          options={codesOf('projectList')
            .filter((code) => !COUNTY_LISTS.has(code))
            .map((code) => ({
              value: code,
              label: termOf('projectList', code),
              disabled: current.has(code) || taken.includes(code),
            }))}
        />
      </Form.Item>
      <ReasonItem />
    </EntryDialog>
  );
}
