import { type Code, codesOf, SIGNAL_RULES, termOf } from '@lianghuan/contracts';
import { App, Form, Input, InputNumber, Select } from 'antd';
import { DayInput } from '../lead/day-input.js';
import { EntryDialog } from '../app/entry-dialog.js';
import { useRecordSignal } from './signal.queries.js';

interface Values {
  readonly kind: Code<'signalKind'>;
  readonly title: string;
  readonly body?: string;
  readonly occurredOn: string;
  readonly sourceName: string;
  readonly sourceUrl?: string;
  readonly weight?: number | null;
  readonly validUntil?: string;
}

const KINDS = codesOf('signalKind').map((code) => ({
  value: code,
  label: `${termOf('signalKind', code)}（${termOf('signalDirection', SIGNAL_RULES[code].direction)}）`,
}));

/** Writes down what was heard of an enterprise. */
export function SignalDialog({
  enterpriseId,
  onClose,
}: {
  readonly enterpriseId: string;
  readonly onClose: () => void;
}) {
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const record = useRecordSignal();
  const kind = Form.useWatch('kind', form);
  const rule = kind === undefined ? undefined : SIGNAL_RULES[kind];
  const orNull = (text: string | undefined) => (text === undefined || text.trim() === '' ? null : text.trim());
  return (
    <EntryDialog<Values>
      title="登记企业动态"
      okText="登记"
      step={record}
      onCancel={onClose}
      form={form}
      requiredMark={false}
      onFinish={(values) =>
        record.mutate(
          {
            enterpriseId,
            kind: values.kind,
            title: values.title.trim(),
            body: orNull(values.body),
            occurredOn: values.occurredOn,
            sourceName: values.sourceName.trim(),
            sourceUrl: orNull(values.sourceUrl),
            weight: values.weight ?? null,
            validUntil: orNull(values.validUntil),
          },
          {
            onSuccess: () => {
              void message.success('已登记，待核实');
              onClose();
            },
          },
        )
      }
    >
      <div className="form-grid">
        <Form.Item name="kind" label="类型" rules={[{ required: true, message: '请选择类型' }]}>
          <Select options={KINDS} placeholder="请选择" />
        </Form.Item>
        <Form.Item name="occurredOn" label="发生日期" rules={[{ required: true, message: '请填写日期' }]}>
          <DayInput />
        </Form.Item>
      </div>
      <Form.Item
        name="title"
        label="标题"
        rules={[{ required: true, whitespace: true, message: '请用一句话写明发生了什么' }]}
      >
        <Input maxLength={200} placeholder="如：拟投资12亿元在西南新建正极材料基地" />
      </Form.Item>
      <Form.Item name="body" label="内容（可不填）">
        <Input.TextArea maxLength={4000} autoSize={{ minRows: 2, maxRows: 8 }} />
      </Form.Item>
      <div className="form-grid">
        <Form.Item
          name="sourceName"
          label="来源"
          rules={[{ required: true, whitespace: true, message: '请写明从哪里得知' }]}
        >
          <Input maxLength={200} placeholder="如：公司公告、贵州日报、电话访谈" />
        </Form.Item>
        <Form.Item
          name="sourceUrl"
          label="网址（可不填）"
          rules={[{ pattern: /^https?:\/\/\S+$/, message: '以 http:// 或 https:// 开头' }]}
        >
          <Input maxLength={500} />
        </Form.Item>
        <Form.Item
          name="weight"
          label="分量（1–5，可不填）"
          extra={rule === undefined ? '越大越值得先联系' : `不填按 ${rule.weight}；越大越值得先联系`}
        >
          <InputNumber min={1} max={5} precision={0} className="full-width" />
        </Form.Item>
        <Form.Item
          name="validUntil"
          label="有效期至（可不填）"
          extra={rule === undefined ? undefined : `不填按发生后 ${rule.validDays} 天`}
        >
          <DayInput />
        </Form.Item>
      </div>
    </EntryDialog>
  );
}
