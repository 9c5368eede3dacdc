import { codesOf, termOf, type Code, type SuggestionView } from '@lianghuan/contracts';
import { useNavigate } from '@tanstack/react-router';
import { App, Button, Form, Radio } from 'antd';
import { today } from '../format/date.js';
import { DayInput } from '../lead/day-input.js';
import { daysAfter } from '../lead/due.js';
import { EntryDialog } from '../app/entry-dialog.js';
import { ReasonItem } from '../app/reason-input.js';
import { NextStepFields } from '../lead/lead-next-step-dialog.js';
import { dismissEffectText } from './pause.js';
import { useDecide } from './match.queries.js';

interface DialogProps {
  readonly suggestion: Pick<SuggestionView, 'id'> & {
    readonly enterprise: Pick<SuggestionView['enterprise'], 'name' | 'shortName'>;
    readonly project: Pick<SuggestionView['project'], 'name'>;
  };
  readonly onClose: () => void;
}

/** 采纳: makes a lead, so it asks for the next step at once. */
export function AcceptDialog({ suggestion, onClose }: DialogProps) {
  const { notification } = App.useApp();
  const navigate = useNavigate();
  const { enterprise, project } = suggestion;
  const name = enterprise.shortName ?? enterprise.name;
  const decide = useDecide(suggestion.id, ({ leadId }) => {
    onClose();
    const key = `accepted-${suggestion.id}`;
    notification.success({
      key,
      title: `已采纳 ${name}`,
      description: '线索已建立，列在「线索」里您的名下。',
      duration: 8,
      actions:
        leadId === null ? undefined : (
          <Button
            type="primary"
            size="small"
            onClick={() => {
              notification.destroy(key);
              void navigate({ to: '/leads/$leadId', params: { leadId } });
            }}
          >
            打开线索
          </Button>
        ),
    });
  });
  return (
    <EntryDialog<{ nextStep: string; nextStepOn: string }>
      title={`采纳：${enterprise.name}`}
      okText="采纳并建立线索"
      step={decide}
      onCancel={onClose}
      requiredMark={false}
      initialValues={{ nextStep: `电话联系${name}投资负责人，介绍项目`, nextStepOn: daysAfter(today(), 3) }}
      onFinish={({ nextStep, nextStepOn }) =>
        decide.mutate({ verb: 'accept', body: { nextStep: nextStep.trim(), nextStepOn } })
      }
    >
      <p className="gap-below">
        为「{project.name}」建立一条对接「{enterprise.name}」的线索，由您负责。其他单位会看到该企业已由贵单位跟进。
      </p>
      <NextStepFields />
    </EntryDialog>
  );
}

/** 不采纳: the reason corrects the next run, so it must be given. */
export function DismissDialog({ suggestion, onClose }: DialogProps) {
  const { message } = App.useApp();
  const [form] = Form.useForm<{ reason: Code<'dismissReason'>; note?: string }>();
  const reason = Form.useWatch('reason', form);
  const isOther = reason === 'other';
  const decide = useDecide(suggestion.id, () => {
    void message.success('已标为不采纳，可随时撤销');
    onClose();
  });
  return (
    <EntryDialog
      title={`不采纳：${suggestion.enterprise.name}`}
      okText="不采纳"
      isDangerous
      step={decide}
      onCancel={onClose}
      form={form}
      onFinish={({ reason, note }) =>
        decide.mutate({ verb: 'dismiss', body: { reason, ...(note?.trim() ? { note: note.trim() } : {}) } })
      }
    >
      <Form.Item name="reason" label="理由" rules={[{ required: true, message: '请选择理由' }]}>
        <Radio.Group
          className="radio-grid"
          options={codesOf('dismissReason').map((code) => ({ value: code, label: termOf('dismissReason', code) }))}
        />
      </Form.Item>
      {/* Always there, so that choosing moves nothing. */}
      <p className="dismiss-effect soft small" aria-live="polite">
        {reason === undefined ? '选择理由后，这里说明它的作用。' : dismissEffectText(reason)}
      </p>
      {/* Each reason speaks for itself, but “other”. */}
      <ReasonItem name="note" label={isOther ? '说明' : '说明（可不填）'} isRequired={isOther} />
    </EntryDialog>
  );
}

const SNOOZES = [
  { label: '一周后', days: 7 },
  { label: '一个月后', days: 30 },
  { label: '三个月后', days: 91 },
] as const;

/** 稍后再看: gone from the open ones until a day. */
export function SnoozeDialog({ suggestion, onClose }: DialogProps) {
  const { message } = App.useApp();
  const [form] = Form.useForm<{ until: string }>();
  const decide = useDecide(suggestion.id, ({ snoozedUntil }) => {
    void message.success(`${snoozedUntil ?? ''} 再列为待处理`);
    onClose();
  });
  return (
    <EntryDialog
      title={`稍后再看：${suggestion.enterprise.name}`}
      okText="到时再看"
      step={decide}
      width={440}
      onCancel={onClose}
      form={form}
      requiredMark={false}
      initialValues={{ until: daysAfter(today(), 30) }}
      onFinish={({ until }) => decide.mutate({ verb: 'snooze', body: { until } })}
    >
      <Form.Item
        name="until"
        label="到哪天再看"
        rules={[{ required: true, message: '请选择日期' }]}
        extra={
          <span className="day-shortcuts">
            {SNOOZES.map(({ label, days }) => (
              <Button key={days} size="small" onClick={() => form.setFieldValue('until', daysAfter(today(), days))}>
                {label}
              </Button>
            ))}
          </span>
        }
      >
        <DayInput min={daysAfter(today(), 1)} />
      </Form.Item>
    </EntryDialog>
  );
}
