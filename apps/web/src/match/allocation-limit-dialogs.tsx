import { codesOf, termOf, type AllocationLimitView, type Code } from '@lianghuan/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { App, Checkbox, Form, InputNumber, Radio, Select, type FormInstance } from 'antd';
import { EntryDialog } from '../app/entry-dialog.js';
import { ReasonItem } from '../app/reason-input.js';
import { RecordSelect } from '../lead/record-select.js';
import { AreaSelect } from '../reference/area-select.js';
import { useCreateLimit, useOfficers, useUpdateLimit } from './allocation.queries.js';

type Kind = Code<'allocationLimitKind'>;

interface Amounts {
  readonly isUnlimited: boolean;
  readonly capacity?: number | null;
  readonly note: string;
}

const capacityOf = ({ isUnlimited, capacity }: Amounts) => (isUnlimited ? null : (capacity ?? null));

/** Changes a limit; the reason goes on record with the change, the note of the limit stays as it is. */
export function AllocationLimitEditDialog(props: {
  readonly limit: AllocationLimitView;
  readonly onClose: () => void;
}) {
  const { limit, onClose } = props;
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<Amounts>();
  const update = useUpdateLimit(limit.id);
  const name = limit.subject?.name ?? `${termOf('allocationLimitKind', limit.kind)}（默认）`;
  return (
    <EntryDialog<Amounts>
      title={`修改上限：${name}`}
      okText="保存"
      width={440}
      step={update}
      onCancel={onClose}
      onRefresh={() => {
        update.reset();
        void client.invalidateQueries({ queryKey: ['allocation-limit'] });
      }}
      form={form}
      requiredMark={false}
      initialValues={{ isUnlimited: limit.capacity === null, capacity: limit.capacity, note: '' }}
      onFinish={(values) =>
        update.mutate(
          { version: limit.version, capacity: capacityOf(values), reason: values.note.trim() },
          {
            onSuccess: () => {
              void message.success('已保存，从下一次匹配起生效');
              onClose();
            },
          },
        )
      }
    >
      <AmountFields form={form} />
    </EntryDialog>
  );
}

/** A limit of one enterprise, project, county or officer beside the default. */
export function AllocationLimitCreateDialog({ onClose }: { readonly onClose: () => void }) {
  const { message } = App.useApp();
  const [form] = Form.useForm<Amounts & { kind: Kind; subjectKey: string }>();
  const kind = Form.useWatch('kind', form) ?? 'enterprise';
  const create = useCreateLimit();
  return (
    <EntryDialog
      title="单独设定上限"
      okText="设定"
      step={create}
      onCancel={onClose}
      form={form}
      requiredMark={false}
      initialValues={{ kind: 'enterprise', isUnlimited: false, note: '' }}
      onValuesChange={(changed: { kind?: Kind }) => {
        if (changed.kind !== undefined) form.resetFields(['subjectKey']);
      }}
      onFinish={(values) =>
        create.mutate(
          {
            kind: values.kind,
            subjectKey: values.subjectKey,
            capacity: capacityOf(values),
            note: values.note.trim(),
          },
          {
            onSuccess: ({ subject }) => {
              void message.success(`已为${subject?.name ?? ''}设定上限，从下一次匹配起生效`);
              onClose();
            },
          },
        )
      }
    >
      <Form.Item name="kind" label="类别">
        <Radio.Group
          options={codesOf('allocationLimitKind').map((code) => ({
            value: code,
            label: termOf('allocationLimitKind', code),
          }))}
          optionType="button"
        />
      </Form.Item>
      <Form.Item name="subjectKey" label="对象" rules={[{ required: true, message: '请选择对象' }]}>
        {kind === 'area' ? (
          <AreaSelect />
        ) : kind === 'officer' ? (
          <OfficerSelect />
        ) : (
          <RecordSelect key={kind} register={kind} placeholder={`输入${termOf('allocationLimitKind', kind)}名称`} />
        )}
      </Form.Item>
      <AmountFields form={form} />
    </EntryDialog>
  );
}

function OfficerSelect(props: {
  readonly id?: string;
  readonly value?: string;
  readonly onChange?: (id: string) => void;
}) {
  const officers = useOfficers();
  return (
    <Select<string>
      {...props}
      showSearch={{ optionFilterProp: 'label' }}
      loading={officers.isPending}
      placeholder="请选择"
      notFoundContent={officers.isError ? '人员没有读到，请稍后再试' : undefined}
      options={(officers.data ?? []).map(({ id, name, organisationName }) => ({
        value: id,
        label: `${name}（${organisationName}）`,
      }))}
    />
  );
}

function AmountFields<Values extends Amounts>({ form }: { readonly form: FormInstance<Values> }) {
  const isUnlimited = Form.useWatch((values) => values.isUnlimited, form) ?? false;
  return (
    <>
      <Form.Item name="isUnlimited" valuePropName="checked">
        <Checkbox>不限</Checkbox>
      </Form.Item>
      {!isUnlimited && (
        <Form.Item
          name="capacity"
          label="上限"
          extra="填 0 表示不再列入"
          rules={[{ required: true, message: '请填写 0–10000 的整数' }]}
        >
          <InputNumber min={0} max={10_000} precision={0} />
        </Form.Item>
      )}
      <ReasonItem name="note" maxLength={300} />
    </>
  );
}
