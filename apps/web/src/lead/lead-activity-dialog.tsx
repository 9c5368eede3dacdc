import { codesOf, termOf, type Code, type LeadView } from '@lianghuan/contracts';
import { App, Form, Input, Segmented } from 'antd';
import { today } from '../format/date.js';
import { DayInput } from './day-input.js';
import { EntryDialog } from '../app/entry-dialog.js';
import { useAddActivity } from './lead.queries.js';

interface Values {
  readonly kind: Code<'activityKind'>;
  readonly happenedOn: string;
  readonly summary: string;
  readonly place?: string;
  readonly attendees?: string;
}

interface LeadActivityDialogProps {
  readonly lead: LeadView;
  /** What is chosen at first. */
  readonly kind?: Code<'activityKind'>;
  /** Instead of `onClose` once the record is kept. */
  readonly onSaved?: () => void;
  readonly onClose: () => void;
}

/** 跟进记录: written on the spot, so it asks little and works with the thumb. */
export function LeadActivityDialog({ lead, kind = 'visit', onSaved, onClose }: LeadActivityDialogProps) {
  const { message } = App.useApp();
  const add = useAddActivity(lead.id);
  const submit = ({ kind, happenedOn, summary, place, attendees }: Values) =>
    add.mutate(
      {
        kind,
        happenedOn,
        summary: summary.trim(),
        ...(place?.trim() ? { place: place.trim() } : {}),
        ...(attendees?.trim() ? { attendees: attendees.trim() } : {}),
      },
      {
        onSuccess: () => {
          void message.success('已记下');
          (onSaved ?? onClose)();
        },
      },
    );
  return (
    <EntryDialog<Values>
      title={`记跟进：${lead.enterprise.name}`}
      okText="保存记录"
      step={add}
      onCancel={onClose}
      requiredMark="optional"
      initialValues={{ kind, happenedOn: today() }}
      onFinish={submit}
    >
      <Form.Item name="kind" label="方式" required>
        <Segmented<Code<'activityKind'>>
          className="wrap-segmented"
          options={codesOf('activityKind').map((code) => ({ value: code, label: termOf('activityKind', code) }))}
        />
      </Form.Item>
      <Form.Item
        name="summary"
        label="内容"
        rules={[{ required: true, whitespace: true, min: 2, message: '请写明内容，至少两个字' }]}
      >
        <Input.TextArea
          autoFocus
          autoSize={{ minRows: 4, maxRows: 10 }}
          maxLength={2000}
          showCount
          placeholder="对方的意向、条件、顾虑，和约定的事"
        />
      </Form.Item>
      <Form.Item name="happenedOn" label="日期" rules={[{ required: true, message: '请选择日期' }]}>
        <DayInput max={today()} />
      </Form.Item>
      <Form.Item name="place" label="地点">
        <Input maxLength={120} />
      </Form.Item>
      <Form.Item name="attendees" label="参加人">
        <Input maxLength={300} placeholder="双方到场的人" />
      </Form.Item>
    </EntryDialog>
  );
}
