import { CreateUser } from '@lianghuan/contracts';
import { App, Form, Input } from 'antd';
import { EntryDialog } from '../app/entry-dialog.js';
import { ApiError } from '../api/api-error.js';
import { DisplayNameItem, InitialPasswordItem, RightsItems } from './user-fields.js';
import { useCreateUser } from './user.queries.js';

export function CreateUserDialog({ onClose }: { readonly onClose: () => void }) {
  const { message } = App.useApp();
  const [form] = Form.useForm<CreateUser>();
  const create = useCreateUser();
  const onError = (error: Error) => {
    if (!(error instanceof ApiError)) return;
    if (error.code === 'DUPLICATE_KEY') form.setFields([{ name: 'username', errors: ['该用户名已存在'] }]);
    for (const issue of error.issues) {
      const name = issue.path.split('.')[0];
      if (name !== undefined && name in CreateUser.shape) {
        form.setFields([{ name: name as keyof CreateUser, errors: ['填写有误，请核对'] }]);
      }
    }
  };
  return (
    <EntryDialog<CreateUser>
      title="新建用户"
      okText="新建"
      step={create}
      onCancel={onClose}
      form={form}
      autoComplete="off"
      onFinish={(input) =>
        create.mutate(input, {
          onSuccess: ({ displayName }) => {
            void message.success(`已新建用户「${displayName}」`);
            onClose();
          },
          onError,
        })
      }
    >
      <DisplayNameItem />
      <Form.Item
        name="username"
        label="用户名"
        extra="小写字母开头，可用字母、数字、点、横线，2到40位"
        rules={[{ required: true, pattern: /^[a-z][a-z0-9._-]{1,39}$/, message: '用户名不合规则' }]}
      >
        <Input autoCapitalize="none" autoComplete="off" />
      </Form.Item>
      <InitialPasswordItem />
      <RightsItems />
    </EntryDialog>
  );
}
