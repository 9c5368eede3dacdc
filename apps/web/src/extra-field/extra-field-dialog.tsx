import { codesOf, type ExtraFieldView, type ExtraKind, termOf } from '@lianghuan/contracts';
import { App, Checkbox, Form, Input, InputNumber, Select } from 'antd';
import { EntryDialog } from '../app/entry-dialog.js';
import { KIND_OPTIONS } from './extra-kind-terms.js';
import { useCreateExtraField, useUpdateExtraField } from './extra-field.queries.js';

interface Values {
  readonly title: string;
  readonly name: string;
  readonly kind: ExtraKind;
  readonly subtypes: ExtraFieldView['subtypes'];
  readonly section: string;
  readonly unit?: string;
  /** One choice a line: `hotel 酒店`. */
  readonly choices?: string;
  readonly help?: string;
  readonly aliases?: string[];
  readonly isExpected: boolean;
  readonly isFilter: boolean;
  readonly position: number;
}

/** Defines an extra field, or changes what may be changed of one. */
export function ExtraFieldDialog({
  field,
  onClose,
}: {
  readonly field: ExtraFieldView | undefined;
  readonly onClose: () => void;
}) {
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const create = useCreateExtraField();
  const update = useUpdateExtraField(field?.id ?? '');
  const kind = Form.useWatch('kind', form) ?? field?.kind;
  const change = field === undefined ? create : update;
  const orNull = (text: string | undefined) => (text === undefined || text.trim() === '' ? null : text.trim());
  const done = {
    onSuccess: () => {
      void message.success(field === undefined ? '已新增字段' : '已保存');
      onClose();
    },
  };
  const submit = (values: Values) => {
    const definition = {
      title: values.title.trim(),
      subtypes: values.subtypes,
      section: values.section.trim(),
      unit: kind === 'quantity' || kind === 'integer' ? orNull(values.unit) : null,
      choices: kind === 'choice' ? choicesIn(values.choices ?? '') : [],
      help: orNull(values.help),
      aliases: values.aliases ?? [],
      isExpected: values.isExpected,
      isFilter: kind === 'choice' && values.isFilter,
      position: values.position,
    };
    if (field === undefined) create.mutate({ ...definition, name: values.name.trim(), kind: values.kind }, done);
    else update.mutate({ ...definition, version: field.version }, done);
  };
  return (
    <EntryDialog<Values>
      title={field === undefined ? '新增字段' : `修改字段「${field.title}」`}
      okText="保存"
      step={change}
      width={640}
      onCancel={onClose}
      form={form}
      requiredMark={false}
      initialValues={
        field === undefined
          ? { kind: 'text', isExpected: false, isFilter: false, position: 1000 }
          : {
              ...field,
              unit: field.unit ?? '',
              help: field.help ?? '',
              choices: field.choices.map(({ code, term }) => `${code} ${term}`).join('\n'),
            }
      }
      onFinish={submit}
    >
      <div className="form-grid">
        <Form.Item
          name="title"
          label="名称"
          rules={[{ required: true, whitespace: true, max: 40, message: '请填写名称，最多40个字' }]}
        >
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item
          name="name"
          label="标识"
          extra={field === undefined ? '程序和接口用，以后不能改，如 roomCount' : '不能改'}
          rules={[{ required: true, pattern: /^[a-z][A-Za-z0-9]{1,39}$/, message: '以小写字母开头，只用字母和数字' }]}
        >
          <Input disabled={field !== undefined} maxLength={40} />
        </Form.Item>
        <Form.Item name="kind" label="形式" extra={field === undefined ? '以后不能改' : '不能改'}>
          <Select disabled={field !== undefined} options={KIND_OPTIONS} />
        </Form.Item>
        <Form.Item name="subtypes" label="适用的资源类型" rules={[{ required: true, message: '请选择类型' }]}>
          <Select
            mode="multiple"
            options={codesOf('resourceKind').map((code) => ({ value: code, label: termOf('resourceKind', code) }))}
          />
        </Form.Item>
        <Form.Item name="section" label="分组" rules={[{ required: true, whitespace: true, message: '请填写分组' }]}>
          <Input maxLength={40} />
        </Form.Item>
        {(kind === 'quantity' || kind === 'integer') && (
          <Form.Item name="unit" label="单位（可不填）">
            <Input maxLength={20} />
          </Form.Item>
        )}
        <Form.Item name="position" label="次序" extra="小的在前" rules={[{ required: true, message: '请填写次序' }]}>
          <InputNumber min={0} max={10_000} precision={0} className="full-width" />
        </Form.Item>
      </div>
      {kind === 'choice' && (
        <Form.Item
          name="choices"
          label="选项，一行一个"
          extra="写“代码 名称”，如 hotel 酒店；代码用小写字母、数字和下划线，在用的不能去掉"
          rules={[
            {
              validator: (_rule, text: string | undefined) =>
                (text ?? '')
                  .split('\n')
                  .filter((line) => line.trim() !== '')
                  .every((line) => LINE.test(line.trim())) && (text ?? '').trim() !== ''
                  ? Promise.resolve()
                  : Promise.reject(new Error('每行写“代码 名称”')),
            },
          ]}
        >
          <Input.TextArea autoSize={{ minRows: 3, maxRows: 12 }} />
        </Form.Item>
      )}
      <Form.Item name="help" label="填写说明（可不填）">
        <Input maxLength={300} />
      </Form.Item>
      <Form.Item name="aliases" label="表头的其他写法（可不填）" extra="导入时这些表头也认作此字段">
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={['、', '；', ';', ',', '，']} />
      </Form.Item>
      <Form.Item name="isExpected" valuePropName="checked" noStyle>
        <Checkbox>计入台账完整度</Checkbox>
      </Form.Item>
      {kind === 'choice' && (
        <Form.Item name="isFilter" valuePropName="checked" noStyle>
          <Checkbox>可作列表筛选</Checkbox>
        </Form.Item>
      )}
    </EntryDialog>
  );
}

const LINE = /^([a-z][a-z0-9_]{0,39})\s+(\S.*)$/;

function choicesIn(text: string): { code: string; term: string }[] {
  return text.split('\n').flatMap((line) => {
    const [, code, term] = LINE.exec(line.trim()) ?? [];
    return code === undefined || term === undefined ? [] : [{ code, term: term.trim() }];
  });
}
