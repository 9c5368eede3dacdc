import { CreateContact, type ContactView, type UpdateContact } from '@lianghuan/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { App, Checkbox, Form, Input } from 'antd';
import { DayInput } from '../lead/day-input.js';
import { EntryDialog } from '../app/entry-dialog.js';
import { useSaveContact } from './contact.queries.js';

type Name = Exclude<keyof CreateContact, 'isPrimary'>;
type Values = Partial<Record<Name, string>> & { readonly isPrimary?: boolean };

/** Numbers are not put into the form of who changes a contact: what is left blank stays as it is. */
export function ContactDialog(props: {
  readonly enterpriseId: string;
  readonly contact?: ContactView;
  readonly onClose: () => void;
}) {
  const { enterpriseId, contact, onClose } = props;
  const { message } = App.useApp();
  const client = useQueryClient();
  const save = useSaveContact(enterpriseId, contact?.id);
  const submit = (values: Values) => {
    const filled = Object.fromEntries(
      Object.entries(values).filter(([, value]) => value !== undefined && value !== ''),
    ) as Values;
    const blank = contact === undefined ? {} : Object.fromEntries((['post', 'note', 'sourceOn'] as const).filter((name) => filled[name] === undefined).map((name) => [name, null])); // prettier-ignore
    const input = { ...blank, ...filled, isPrimary: values.isPrimary === true };
    save.mutate(
      (contact === undefined ? input : { ...input, version: contact.version }) as CreateContact | UpdateContact,
      {
        onSuccess: () => {
          void message.success('已保存');
          onClose();
        },
      },
    );
  };
  const check = (name: Name) => ({
    validator: (_: unknown, value: string | undefined) => {
      if (value === undefined || value.trim() === '') return Promise.resolve();
      const result = CreateContact.shape[name].safeParse(value);
      return result.success ? Promise.resolve() : Promise.reject(new Error(result.error.issues[0]?.message));
    },
  });
  const kept = (masked: string | null | undefined) => (masked ? `现为 ${masked}，不改请留空` : undefined);
  return (
    <EntryDialog<Values>
      title={contact === undefined ? '添加联系人' : `修改联系人「${contact.name}」`}
      okText="保存"
      step={save}
      onRefresh={() => void client.invalidateQueries({ queryKey: ['contact', enterpriseId] }).then(onClose)}
      onCancel={onClose}
      requiredMark="optional"
      initialValues={
        contact === undefined
          ? {}
          : {
              name: contact.name,
              post: contact.post ?? '',
              note: contact.note ?? '',
              sourceName: contact.sourceName ?? '',
              sourceOn: contact.sourceOn ?? undefined,
              isPrimary: contact.isPrimary,
            }
      }
      onFinish={submit}
    >
      <p className="soft small">只填招商对接用得着的；本人不愿被记录的，不要填。</p>
      <div className="contact-form">
        <Form.Item
          name="name"
          label="姓名"
          rules={[{ required: true, whitespace: true, message: '请填写姓名' }, check('name')]}
        >
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="post" label="职务" rules={[check('post')]}>
          <Input maxLength={60} placeholder="如：投资部经理" />
        </Form.Item>
        <Form.Item name="mobile" label="手机" rules={[check('mobile')]} extra={kept(contact?.mobileMasked)}>
          <Input maxLength={14} inputMode="tel" autoComplete="off" />
        </Form.Item>
        <Form.Item name="phone" label="电话" rules={[check('phone')]} extra={kept(contact?.phoneMasked)}>
          <Input maxLength={24} inputMode="tel" autoComplete="off" placeholder="如：0857-8221234" />
        </Form.Item>
        <Form.Item name="email" label="邮箱" rules={[check('email')]} extra={kept(contact?.emailMasked)}>
          <Input maxLength={120} inputMode="email" autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="sourceName"
          label="来源"
          rules={[{ required: true, whitespace: true, message: '请写明从哪里得来' }, check('sourceName')]}
        >
          <Input maxLength={120} placeholder="如：来访名片、企业官网" />
        </Form.Item>
        <Form.Item name="sourceOn" label="来源日期">
          <DayInput />
        </Form.Item>
      </div>
      <Form.Item name="note" label="备注" rules={[check('note')]}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 5 }} maxLength={300} showCount />
      </Form.Item>
      <Form.Item name="isPrimary" valuePropName="checked" noStyle>
        <Checkbox>主要联系人</Checkbox>
      </Form.Item>
    </EntryDialog>
  );
}
