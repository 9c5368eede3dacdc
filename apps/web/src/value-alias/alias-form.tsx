import type { SaveValueAlias } from '@lianghuan/contracts';
import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input, Select } from 'antd';
import { textOfError } from '../api/api-error.js';
import { FieldEditor } from '../register/field-editor.js';
import type { RegisterField } from '../register/register-field.js';
import './value-alias.css';

interface Values {
  readonly field: string;
  readonly said: string;
  readonly means: unknown;
}

/** Keeps what a word means. */
export type SaveAlias = (input: SaveValueAlias) => Promise<unknown>;

interface AliasFormProps {
  /** Those an alias may speak of. */
  readonly fields: readonly RegisterField[];
  readonly onSave: SaveAlias;
  /** What is spoken of; without it the form asks. */
  readonly of?: { readonly field: string; readonly said: string };
}

/** Says what a word of a sender means: one line, with the editor of the field it stands in. */
export function AliasForm({ fields, onSave, of }: AliasFormProps) {
  const [form] = Form.useForm<Values>();
  const save = useMutation({ mutationFn: onSave });
  const chosen = Form.useWatch('field', form) as string | undefined;
  const field = fields.find(({ name }) => name === (of?.field ?? chosen));
  return (
    <Form<Values>
      form={form}
      className="alias-form"
      aria-label={of === undefined ? '新增值对应' : `${field?.title ?? ''}“${of.said}”对应为`}
      onFinish={({ means, ...typed }) => {
        const text = Array.isArray(means) ? means.map(String).join('；') : String(means);
        save.mutate({ ...typed, ...of, means: text }, { onSuccess: () => form.resetFields() });
      }}
    >
      {of === undefined && (
        <>
          <Form.Item name="field" rules={[{ required: true, message: '请选择字段' }]}>
            <Select<string>
              aria-label="字段"
              placeholder="字段"
              options={fields.map(({ name, title }) => ({ value: name, label: title }))}
              onChange={() => form.resetFields(['means'])}
            />
          </Form.Item>
          <Form.Item name="said" rules={[{ required: true, whitespace: true, message: '请填写来源的写法' }]}>
            <Input aria-label="来源的写法" placeholder="来源的写法，如 GQ" maxLength={120} />
          </Form.Item>
        </>
      )}
      {field !== undefined && (
        <Form.Item
          name="means"
          className="alias-means"
          rules={[{ required: true, message: '请选择对应的值' }]}
          help={save.error === null ? undefined : textOfError(save.error)}
          validateStatus={save.error === null ? undefined : 'error'}
        >
          <FieldEditor field={field} />
        </Form.Item>
      )}
      <Button htmlType="submit" loading={save.isPending} disabled={field === undefined}>
        {of === undefined ? '新增' : '对应'}
      </Button>
    </Form>
  );
}
