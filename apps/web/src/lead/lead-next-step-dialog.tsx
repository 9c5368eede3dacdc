import type { LeadView } from '@lianghuan/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input } from 'antd';
import { today } from '../format/date.js';
import { DayInput } from './day-input.js';
import { daysAfter } from './due.js';
import { EntryDialog } from '../app/entry-dialog.js';
import { useUpdateLead } from './lead.queries.js';

interface Values {
  readonly nextStep: string;
  readonly nextStepOn: string;
  readonly note?: string;
}

/** 下一步 and its date: first-class on every lead, so that none is forgotten. */
export function LeadNextStepDialog({ lead, onClose }: { readonly lead: LeadView; readonly onClose: () => void }) {
  const { message } = App.useApp();
  const client = useQueryClient();
  const update = useUpdateLead(lead.id);
  const submit = ({ nextStep, nextStepOn, note }: Values) =>
    update.mutate(
      { nextStep: nextStep.trim(), nextStepOn, note: note?.trim() ? note.trim() : null, version: lead.version },
      {
        onSuccess: () => {
          void message.success('已保存');
          onClose();
        },
      },
    );
  return (
    <EntryDialog<Values>
      title="下一步"
      okText="保存"
      step={update}
      onRefresh={() => void client.invalidateQueries({ queryKey: ['lead'] }).then(() => update.reset())}
      onCancel={onClose}
      requiredMark="optional"
      initialValues={{ nextStep: lead.nextStep, nextStepOn: lead.nextStepOn, note: lead.note ?? '' }}
      onFinish={submit}
    >
      <NextStepFields />
      <Form.Item name="note" label="备注">
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={1000} showCount />
      </Form.Item>
    </EntryDialog>
  );
}

const SHORTCUTS = [
  { label: '明天', days: 1 },
  { label: '三天后', days: 3 },
  { label: '一周后', days: 7 },
  { label: '两周后', days: 14 },
] as const;

/** 下一步 and 日期, as several forms ask for them. */
export function NextStepFields() {
  const form = Form.useFormInstance();
  return (
    <>
      <Form.Item
        name="nextStep"
        label="下一步"
        rules={[{ required: true, whitespace: true, min: 2, message: '请写明下一步做什么，至少两个字' }]}
      >
        <Input maxLength={200} placeholder="如：电话联系投资部，约来访时间" />
      </Form.Item>
      <Form.Item
        name="nextStepOn"
        label="完成日期"
        rules={[{ required: true, message: '请选择日期' }]}
        extra={
          <span className="day-shortcuts">
            {SHORTCUTS.map(({ label, days }) => (
              <Button
                key={days}
                size="small"
                onClick={() => form.setFieldValue('nextStepOn', daysAfter(today(), days))}
              >
                {label}
              </Button>
            ))}
          </span>
        }
      >
        <DayInput />
      </Form.Item>
    </>
  );
}
