import { codesOf, termOf, type Code, type ProjectView } from '@lianghuan/contracts';
import { Alert, App, Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { Panel } from '../app/panel.js';
import { formatInstant } from '../format/date.js';
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
      {isOpen && <ChangeDialog project={project} onClose={() => setOpen(false)} />}
    </Panel>
  );
}

/** Leaving, pausing or sending back must be explained (measure 11a). */
const NEEDS_REASON: ReadonlySet<string> = new Set<Code<'reserveState'>>(['needs_update', 'paused', 'exited', 'draft']);

function ChangeDialog({ project, onClose }: { readonly project: ProjectView; readonly onClose: () => void }) {
  const { message } = App.useApp();
  const [form] = Form.useForm<{ to: Code<'reserveState'>; reason?: string }>();
  const to = Form.useWatch('to', form);
  const change = useChangeReserveState(project.id);
  const needsReason = to !== undefined && NEEDS_REASON.has(to);
  return (
    <Modal
      open
      title="变更储备状态"
      okText="变更"
      confirmLoading={change.isPending}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      {change.isError && <Alert type="error" showIcon className="gap-below" title={textOfError(change.error)} />}
      <Form
        form={form}
        layout="vertical"
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
            options={codesOf('reserveState')
              .filter((code) => code !== project.reserveState)
              .map((code) => ({ value: code, label: termOf('reserveState', code) }))}
          />
        </Form.Item>
        <Form.Item
          name="reason"
          label="说明"
          required={needsReason}
          rules={[{ required: needsReason, whitespace: true, min: 2, message: '请写明原因，至少两个字' }]}
        >
          <Input.TextArea rows={3} maxLength={500} showCount />
        </Form.Item>
      </Form>
    </Modal>
  );
}
