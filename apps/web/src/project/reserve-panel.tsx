import { codesOf, RESERVE_TRANSITIONS, termOf, type Code, type ProjectView } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { App, Button, Form, Select } from 'antd';
import { EntryDialog } from '../app/entry-dialog.js';
import { ReasonItem } from '../app/reason-input.js';
import { useState } from 'react';
import { Panel } from '../app/panel.js';
import { formatInstant } from '../format/date.js';
import { useCan } from '../session/session.queries.js';
import { useChangeReserveState } from './project.queries.js';
import { ReserveStateTag } from './reserve-state-tag.js';

/** 储备状态: where the project stands in the reserve, why, and the way to another state. */
export function ReservePanel({ project }: { readonly project: ProjectView }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel
      title="储备状态"
      extra={
        project.can.edit &&
        project.archivedAt === null && (
          <Button size="small" onClick={() => setOpen(true)}>
            变更
          </Button>
        )
      }
    >
      <ReserveStateTag state={project.reserveState} />
      {project.reserveChangedAt !== null && (
        <span className="faint small number"> 自 {formatInstant(project.reserveChangedAt)}</span>
      )}
      {project.reserveReason !== null && <p className="soft small">{project.reserveReason}</p>}
      {LEAVING.has(project.reserveState) && <Successors project={project} />}
      {isOpen && <ChangeDialog project={project} onClose={() => setOpen(false)} />}
    </Panel>
  );
}

/** States in which it matters whether another project goes on with this one. */
const LEAVING: ReadonlySet<Code<'reserveState'>> = new Set(['paused', 'exited']);

/** Who goes on with a project that is paused or left the reserve. */
function Successors({ project, otherwise }: { readonly project: ProjectView; readonly otherwise?: string }) {
  const successors = project.successions.filter(({ side }) => side === 'successor');
  if (successors.length === 0) return otherwise === undefined ? null : <p className="small faint">{otherwise}</p>;
  return (
    <p className="small">
      由后续项目接续：
      {successors.map(({ id, kind, project: other }) => (
        <span key={id} className="succession">
          <Link to="/projects/$projectId" params={{ projectId: other.id }}>
            {other.name}
          </Link>
          （{termOf('successionKind', kind)}，{termOf('reserveState', other.reserveState)}）
        </span>
      ))}
    </p>
  );
}

function ChangeDialog({ project, onClose }: { readonly project: ProjectView; readonly onClose: () => void }) {
  const { message } = App.useApp();
  const [form] = Form.useForm<{ to: Code<'reserveState'>; reason?: string }>();
  const to = Form.useWatch('to', form);
  const change = useChangeReserveState(project.id);
  const can = useCan();
  const transitions = RESERVE_TRANSITIONS[project.reserveState];
  const steps = codesOf('reserveState').flatMap((code) => {
    const step = transitions[code];
    // 送审 is made with the review's own dialog.
    return step === undefined || step.isSubmission === true ? [] : [{ to: code, ...step }];
  });
  const isAsAdmitted = project.intakeOn !== null && project.changedKeyFields.length === 0;
  const needsReason = steps.find((step) => step.to === to)?.needsReason === true;
  return (
    <EntryDialog
      title="变更储备状态"
      okText="变更"
      step={change}
      onCancel={onClose}
      form={form}
      onFinish={({ to: next, reason }) =>
        change.mutate(
          { to: next, version: project.version, ...(reason?.trim() ? { reason: reason.trim() } : {}) },
          {
            onSuccess: () => {
              void message.success(`已改为「${termOf('reserveState', next)}」`);
              onClose();
            },
          },
        )
      }
    >
      <Form.Item label="现在">
        <ReserveStateTag state={project.reserveState} />
      </Form.Item>
      <Form.Item name="to" label="改为" rules={[{ required: true, message: '请选择新的状态' }]}>
        <Select
          placeholder="请选择"
          options={steps.map((step) => {
            const isException = step.isException === true && !isAsAdmitted;
            const isClosed = (step.isDecision === true || step.isException === true) && !can('project.exception');
            return {
              value: step.to,
              label: `${termOf('reserveState', step.to)}${isClosed ? '（由审核人员决定）' : isException ? '（例外：未经联评联审，须市级审核人员说明理由）' : ''}`,
              disabled: isClosed,
            };
          })}
        />
      </Form.Item>
      {to !== undefined && LEAVING.has(to) && (
        <Successors project={project} otherwise="没有登记后续项目；若由别的项目接续，先在“接续关系”里登记。" />
      )}
      <ReasonItem label="说明" isRequired={needsReason} />
    </EntryDialog>
  );
}
