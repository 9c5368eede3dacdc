import { CreateUser, ROLES, ROLE_CODES, type Role } from '@lianghuan/contracts';
import { App, Form, Input, Select } from 'antd';
import { EntryDialog } from '../app/entry-dialog.js';
import { ApiError } from '../api/api-error.js';
import { useCreateUser, useOrganisations } from './user.queries.js';

const REACH: Readonly<Record<'own' | 'area' | 'city', string>> = { own: '本人和本单位', area: '本地区', city: '全市' };

export function CreateUserDialog({ onClose }: { readonly onClose: () => void }) {
  const { message } = App.useApp();
  const [form] = Form.useForm<CreateUser>();
  const organisations = useOrganisations();
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
      <Form.Item
        name="displayName"
        label="姓名"
        rules={[{ required: true, whitespace: true, max: 40, message: '请填写姓名，最多40个字' }]}
      >
        <Input />
      </Form.Item>
      <Form.Item
        name="username"
        label="用户名"
        extra="小写字母开头，可用字母、数字、点、横线，2到40位"
        rules={[{ required: true, pattern: /^[a-z][a-z0-9._-]{1,39}$/, message: '用户名不合规则' }]}
      >
        <Input autoCapitalize="none" autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="password"
        label="初始密码"
        extra="至少10位"
        rules={[{ required: true, min: 10, max: 200, message: '密码至少10位' }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item name="organisationId" label="单位" rules={[{ required: true, message: '请选择单位' }]}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          loading={organisations.isPending}
          notFoundContent={organisations.isError ? '单位没能取到，请稍后再试' : undefined}
          options={organisations.data?.map(({ id, name }) => ({ value: id, label: name }))}
          placeholder="请选择"
        />
      </Form.Item>
      <Form.Item name="roles" label="角色" rules={[{ required: true, message: '请至少选一个角色' }]}>
        <Select<Role[]>
          mode="multiple"
          options={ROLE_CODES.map((code) => ({
            value: code,
            label: `${ROLES[code].term}（看得到：${REACH[ROLES[code].reach]}）`,
          }))}
          placeholder="可多选"
        />
      </Form.Item>
    </EntryDialog>
  );
}
