import { type CallView, SNOOZE_DAYS_AT_MOST } from '@lianghuan/contracts';
import { App, Button, Form } from 'antd';
import { EntryDialog } from '../app/entry-dialog.js';
import { ReasonItem } from '../app/reason-input.js';
import { today } from '../format/date.js';
import { DayInput } from '../lead/day-input.js';
import { daysAfter } from '../lead/due.js';
import { useSnoozeCall } from './call.queries.js';

const SHORTCUTS = [
  { label: '三天后', days: 3 },
  { label: '一周后', days: 7 },
  { label: '两周后', days: 14 },
  { label: '一个月后', days: 30 },
] as const;

/** 暂缓联系: off the unit's list until a day, with the reason. */
export function SnoozeCallDialog({ call, onClose }: { readonly call: CallView; readonly onClose: () => void }) {
  const { message } = App.useApp();
  const [form] = Form.useForm<{ until: string; reason: string }>();
  const snooze = useSnoozeCall();
  return (
    <EntryDialog
      title={`暂缓联系：${call.enterprise.name}`}
      okText="暂缓"
      width={440}
      step={snooze}
      onCancel={onClose}
      form={form}
      requiredMark={false}
      initialValues={{ until: daysAfter(today(), 7) }}
      onFinish={({ until, reason }) =>
        snooze.mutate(
          { ...(call.lead === null ? { enterpriseId: call.enterprise.id } : { leadId: call.lead.id }), until, reason: reason.trim() },
          {
            onSuccess: () => {
              void message.success(`已暂缓，${until} 再列出`);
              onClose();
            },
          },
        )
      } // prettier-ignore
    >
      <p className="gap-below">
        到期前不再列入本单位的联系清单，线索和匹配建议不变，约定的日期照旧；在“已暂缓”里随时可以取消。
      </p>
      <Form.Item
        name="until"
        label="到哪天再列出"
        rules={[{ required: true, message: '请选择日期' }]}
        extra={
          <span className="day-shortcuts">
            {SHORTCUTS.map(({ label, days }) => (
              <Button key={days} size="small" onClick={() => form.setFieldValue('until', daysAfter(today(), days))}>
                {label}
              </Button>
            ))}
          </span>
        }
      >
        <DayInput min={daysAfter(today(), 1)} max={daysAfter(today(), SNOOZE_DAYS_AT_MOST)} />
      </Form.Item>
      <ReasonItem placeholder="如：对方董事会月底开会，之前不便打扰" />
    </EntryDialog>
  );
}
