import { codesOf, termOf, type Code, type RiskSubject } from '@lianghuan/contracts';
import { App, Button, Form, Popconfirm, Radio, Select } from 'antd';
import { useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { Panel } from '../app/panel.js';
import { formatInstant } from '../format/date.js';
import { EntryDialog } from '../app/entry-dialog.js';
import { useOrganisations } from '../lead/lead.queries.js';
import { StatusDot } from '../register/status-tags.js';
import { useClearRisk, useRisk, useSetRisk } from './risk.queries.js';

const TONES: Readonly<Record<Code<'riskLevel'>, 'bad' | 'warn'>> = { red: 'bad', amber: 'warn' };

/** 风险研判: that it must be cleared first, to everybody; how grave it is and whom to ask, to those in charge. Nothing where there is nothing. */
export function RiskPanel({ subject }: { readonly subject: RiskSubject }) {
  const { data } = useRisk(subject);
  if (data === undefined || (!data.awaitsClearance && !data.can.manage)) return null;
  return (
    <Panel title="风险研判">
      {data.awaitsClearance ? (
        <>
          <p>
            {data.flag === null ? (
              <StatusDot tone="warn">须先核</StatusDot>
            ) : (
              <StatusDot tone={TONES[data.flag.level]}>{termOf('riskLevel', data.flag.level)}，须先核</StatusDot>
            )}
          </p>
          <p className="small">
            {data.flag === null
              ? '核实之前不对外推介、不进匹配，请先向分管领导了解。'
              : `核实之前不对外推介、不进匹配，请向${data.flag.askUnit.name}了解。`}
          </p>
          {data.flag !== null && (
            <p className="faint small">
              {data.flag.setByName} <span className="number">{formatInstant(data.flag.setAt)}</span> 标记
            </p>
          )}
          {data.can.manage && <ClearButton subject={subject} />}
        </>
      ) : (
        <SetButton subject={subject} />
      )}
    </Panel>
  );
}

function ClearButton({ subject }: { readonly subject: RiskSubject }) {
  const { message } = App.useApp();
  const clear = useClearRisk(subject);
  return (
    <Popconfirm
      title="已核实，可以推介？"
      description="从下一次匹配起重新列入，操作留痕。"
      okText="解除标记"
      cancelText="取消"
      onConfirm={() =>
        clear.mutate(undefined, {
          onSuccess: () => void message.success('已解除'),
          onError: (error) => void message.error(textOfError(error)),
        })
      }
    >
      <Button size="small" loading={clear.isPending}>
        解除标记
      </Button>
    </Popconfirm>
  );
}

function SetButton({ subject }: { readonly subject: RiskSubject }) {
  const { message } = App.useApp();
  const [isOpen, setOpen] = useState(false);
  const units = useOrganisations(isOpen);
  const set = useSetRisk(subject);
  const close = () => {
    set.reset();
    setOpen(false);
  };
  return (
    <>
      <p className="soft small">没有风险标记。</p>
      <Button size="small" onClick={() => setOpen(true)}>
        标记风险
      </Button>
      {isOpen && (
        <EntryDialog<{ level: Code<'riskLevel'>; askOrganisationId: string }>
          title="标记风险"
          okText="标记"
          width={440}
          step={set}
          onCancel={close}
          requiredMark={false}
          initialValues={{ level: 'amber' }}
          onFinish={(values) =>
            set.mutate(values, {
              onSuccess: () => {
                void message.success('已标记');
                close();
              },
            })
          }
        >
          <p className="soft small">只记等级和询问单位，不写具体事由；解除之前不能推介、预留，也不进匹配。</p>
          <Form.Item name="level" label="等级">
            <Radio.Group
              optionType="button"
              options={codesOf('riskLevel').map((code) => ({ value: code, label: termOf('riskLevel', code) }))}
            />
          </Form.Item>
          <Form.Item name="askOrganisationId" label="询问单位" rules={[{ required: true, message: '请选择单位' }]}>
            <Select<string>
              showSearch={{ optionFilterProp: 'label' }}
              loading={units.isPending}
              placeholder="请选择"
              options={(units.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            />
          </Form.Item>
        </EntryDialog>
      )}
    </>
  );
}
