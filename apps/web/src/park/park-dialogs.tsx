import { codesOf, type ParkDetail, termOf, UpdatePark } from '@lianghuan/contracts';
import { App, Form, Input, Select } from 'antd';
import { today } from '../format/date.js';
import { DayInput } from '../lead/day-input.js';
import { EntryDialog } from '../app/entry-dialog.js';
import { FieldInputs } from '../register/field-inputs.js';
import type { RegisterField } from '../register/register-field.js';
import { changedValues, initialValues } from '../register/row-changes.js';
import { useAddEvaluation, useUpdatePark } from './park.queries.js';

interface ParkDialogProps {
  readonly park: ParkDetail;
  readonly fields: readonly RegisterField[];
  readonly onClose: () => void;
}

/** Changes what who answers for a park fills in. */
export function ParkDialog({ park, fields, onClose }: ParkDialogProps) {
  const { message } = App.useApp();
  const update = useUpdatePark(park.id);
  const base = initialValues(fields, park);
  return (
    <EntryDialog<Record<string, unknown>>
      title={`编辑园区：${park.name}`}
      okText="保存"
      step={update}
      width={760}
      onCancel={onClose}
      requiredMark={false}
      initialValues={base}
      onFinish={(values) =>
        update.mutate(UpdatePark.parse({ ...changedValues(fields, base, values), version: park.version }), {
          onSuccess: () => {
            void message.success('已保存');
            onClose();
          },
        })
      }
    >
      <FieldInputs fields={fields} />
    </EntryDialog>
  );
}

interface EvaluationValues {
  readonly kind: ParkDetail['evaluations'][number]['kind'];
  readonly result: string;
  readonly document?: string;
  readonly evaluatedOn: string;
  readonly validUntil: string;
}

/** Records a 区域评估 of a park. */
export function EvaluationDialog({ park, onClose }: { readonly park: ParkDetail; readonly onClose: () => void }) {
  const { message } = App.useApp();
  const add = useAddEvaluation(park.id);
  return (
    <EntryDialog<EvaluationValues>
      title={`登记区域评估：${park.name}`}
      okText="登记"
      step={add}
      onCancel={onClose}
      requiredMark={false}
      initialValues={{ evaluatedOn: today() }}
      onFinish={({ document, ...values }) =>
        add.mutate(
          { ...values, result: values.result.trim(), document: document?.trim() ? document.trim() : null },
          {
            onSuccess: () => {
              void message.success('已登记');
              onClose();
            },
          },
        )
      }
    >
      <Form.Item name="kind" label="评估事项" rules={[{ required: true, message: '请选择事项' }]}>
        <Select
          options={codesOf('parkEvaluation').map((code) => ({ value: code, label: termOf('parkEvaluation', code) }))}
        />
      </Form.Item>
      <Form.Item
        name="result"
        label="结论"
        rules={[{ required: true, whitespace: true, min: 2, message: '请填写结论' }]}
      >
        <Input maxLength={300} />
      </Form.Item>
      <Form.Item name="document" label="批准文号（可不填）">
        <Input maxLength={120} />
      </Form.Item>
      <div className="form-grid">
        <Form.Item name="evaluatedOn" label="评估日期" rules={[{ required: true, message: '请填写日期' }]}>
          <DayInput max={today()} />
        </Form.Item>
        <Form.Item
          name="validUntil"
          label="有效期至"
          dependencies={['evaluatedOn']}
          rules={[
            { required: true, message: '请填写日期' },
            ({ getFieldValue }) => ({
              validator: (_rule, day?: string) =>
                day !== undefined && day < String(getFieldValue('evaluatedOn'))
                  ? Promise.reject(new Error('不能早于评估日期'))
                  : Promise.resolve(),
            }),
          ]}
        >
          <DayInput />
        </Form.Item>
      </div>
    </EntryDialog>
  );
}
