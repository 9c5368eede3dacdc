import { CheckCircleOutlined, ExclamationCircleOutlined } from '@ant-design/icons';
import {
  AmountCny,
  codesOf,
  LEAD_GATE_FIELDS,
  LEAD_GATES,
  termOf,
  type Code,
  type LeadGateField,
  type LeadView,
} from '@lianghuan/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { App, Form, Input, Select } from 'antd';
import { today } from '../format/date.js';
import { MoneyInput } from '../register/money-input.js';
import { DayInput } from './day-input.js';
import { EntryDialog } from '../app/entry-dialog.js';
import { mayEnter, stepsTo } from './lead-stages.js';
import { useMoveLead } from './lead.queries.js';

type Stage = Code<'leadStage'>;
interface Values {
  readonly to?: Stage;
  readonly happenedOn: string;
  readonly note?: string;
  readonly evidence?: string;
  readonly agreedInvestmentCny?: string | null;
}

interface LeadMoveDialogProps {
  readonly lead: LeadView;
  /** The stage the card was dropped on; without it the person chooses. */
  readonly to?: Stage;
  readonly onClose: () => void;
}

/** The gate of a stage: what it asks for, what is still missing, and no way in without it (measure 4d). */
export function LeadMoveDialog({ lead, to, onClose }: LeadMoveDialogProps) {
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<Values>();
  const move = useMoveLead(lead.id);
  const target = Form.useWatch('to', form) ?? to;
  const values: Partial<Values> = Form.useWatch([], form) ?? {};
  const isBack = target !== undefined && stepsTo(lead.stage, target) < 0;
  const gate: readonly LeadGateField[] = target === undefined ? [] : isBack ? ['note'] : LEAD_GATES[target];
  const isFilled = (name: LeadGateField) => (values[name] ?? '').trim() !== '';
  const missing = gate.filter((name) => !isFilled(name));
  const needs = (name: LeadGateField) => gate.includes(name);

  const submit = ({ to: stage, happenedOn, note, evidence, agreedInvestmentCny }: Values) => {
    if (stage === undefined) return;
    move.mutate(
      {
        to: stage,
        happenedOn,
        version: lead.version,
        ...(note?.trim() ? { note: note.trim() } : {}),
        ...(evidence?.trim() && needs('evidence') ? { evidence: evidence.trim() } : {}),
        ...(agreedInvestmentCny && needs('agreedInvestmentCny') ? { agreedInvestmentCny } : {}),
      },
      {
        onSuccess: () => {
          void message.success(`已进入「${termOf('leadStage', stage)}」`);
          onClose();
        },
      },
    );
  };

  return (
    <EntryDialog<Values>
      title={`推进阶段：${lead.enterprise.name}`}
      okText={target === undefined ? '推进' : `进入「${termOf('leadStage', target)}」`}
      step={move}
      onRefresh={() => void client.invalidateQueries({ queryKey: ['lead'] }).then(() => move.reset())}
      onCancel={onClose}
      form={form}
      requiredMark={false}
      initialValues={{ to, happenedOn: today(), agreedInvestmentCny: lead.agreedInvestmentCny }}
      onFinish={submit}
      scrollToFirstError={{ block: 'center', focus: true }}
    >
      <div className="move-stages">
        <Form.Item label="现在">
          <span>
            {termOf('leadStage', lead.stage)}
            <span className="faint small number"> 自 {lead.stageEnteredOn}</span>
          </span>
        </Form.Item>
        <Form.Item name="to" label="进入" rules={[{ required: true, message: '请选择要进入的阶段' }]}>
          <Select<Stage>
            placeholder="请选择"
            options={codesOf('leadStage')
              .filter((code) => mayEnter(lead.stage, code))
              .map((code) => ({
                value: code,
                label: `${termOf('leadStage', code)}${stepsTo(lead.stage, code) < 0 ? '（退回）' : ''}`,
              }))}
          />
        </Form.Item>
      </div>
      {isBack && <p className="warn-text small gap-below">这是退回到更早的阶段，请在情况说明里写明原因。</p>}
      {gate.length > 0 && (
        <ul className="gate" aria-label="进入该阶段须具备" aria-live="polite">
          {gate.map((name) => (
            <li key={name} className={isFilled(name) ? 'is-met' : 'is-missing'}>
              {isFilled(name) ? (
                <CheckCircleOutlined aria-hidden="true" />
              ) : (
                <ExclamationCircleOutlined aria-hidden="true" />
              )}
              {LEAD_GATE_FIELDS[name]}
              <span className="small">{isFilled(name) ? '已填' : '还缺'}</span>
            </li>
          ))}
        </ul>
      )}
      <Form.Item
        name="happenedOn"
        label="发生日期"
        rules={[{ required: true, message: '请选择发生日期' }]}
        extra="按实际发生的日子填，不晚于今天"
      >
        <DayInput max={today()} />
      </Form.Item>
      <Form.Item
        name="note"
        label={LEAD_GATE_FIELDS.note}
        rules={[{ required: needs('note'), whitespace: true, message: '请写明进展情况' }]}
      >
        <Input.TextArea rows={3} maxLength={1000} showCount placeholder="谈了什么、定了什么、还差什么" />
      </Form.Item>
      {needs('agreedInvestmentCny') && (
        <Form.Item
          name="agreedInvestmentCny"
          label={LEAD_GATE_FIELDS.agreedInvestmentCny}
          rules={[{ validator: (_rule, value: unknown) => checkAmount(value) }]}
        >
          <MoneyField title={LEAD_GATE_FIELDS.agreedInvestmentCny} />
        </Form.Item>
      )}
      {needs('evidence') && (
        <Form.Item
          name="evidence"
          label={LEAD_GATE_FIELDS.evidence}
          rules={[{ required: true, whitespace: true, message: '请写明合同号、批文号或凭证名称' }]}
        >
          <Input maxLength={500} />
        </Form.Item>
      )}
      {missing.length > 0 && (
        <p className="soft small" role="status">
          还缺：{missing.map((name) => LEAD_GATE_FIELDS[name].replace(/（.*）/, '')).join('、')}
        </p>
      )}
    </EntryDialog>
  );
}

/** {@link MoneyInput} as a form field: nothing typed is null. */
export function MoneyField(props: {
  readonly title: string;
  readonly id?: string;
  readonly value?: string | null;
  readonly onChange?: (amountCny: string | null) => void;
}) {
  return (
    <MoneyInput
      id={props.id}
      title={props.title}
      value={props.value ?? null}
      onChange={(amountCny) => props.onChange?.(amountCny)}
    />
  );
}

function checkAmount(value: unknown): Promise<void> {
  if (value === null || value === undefined || value === '') return Promise.reject(new Error('请填写协议投资额'));
  return typeof value === 'string' && AmountCny.safeParse(value).success && !/^0+(\.0+)?$/.test(value)
    ? Promise.resolve()
    : Promise.reject(new Error('请填写大于零的金额，最多精确到分'));
}
