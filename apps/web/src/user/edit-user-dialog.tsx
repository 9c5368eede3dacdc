import type { UpdateUser } from '@lianghuan/contracts';
import { App, Form } from 'antd';
import { useEffect } from 'react';
import { EntryDialog } from '../app/entry-dialog.js';
import { ReasonItem } from '../app/reason-input.js';
import { DisplayNameItem, RightsItems } from './user-fields.js';
import { useUpdateUser, useUsers, type User } from './user.queries.js';

type Values = Omit<UpdateUser, 'version'>;

/** Name, unit and roles of an account. What somebody else changed meanwhile is taken over where this one typed nothing. */
export function EditUserDialog({ user: opened, onClose }: { readonly user: User; readonly onClose: () => void }) {
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const users = useUsers(true);
  const user = users.data?.find(({ id }) => id === opened.id) ?? opened;
  const { displayName, organisationId, roles, version } = user;
  const change = useUpdateUser(user.id);
  useEffect(() => {
    const latest = { displayName, organisationId, roles };
    for (const name of ['displayName', 'organisationId', 'roles'] as const) {
      if (!form.isFieldTouched(name)) form.setFieldsValue({ [name]: latest[name] });
    }
  }, [form, displayName, organisationId, roles]);
  return (
    <EntryDialog<Values>
      title={`修改「${opened.displayName}」`}
      okText="保存"
      step={change}
      onCancel={onClose}
      onRefresh={() => {
        change.reset();
        void users.refetch();
      }}
      form={form}
      initialValues={{ displayName, organisationId, roles }}
      onFinish={(values) =>
        change.mutate(
          { ...values, version },
          {
            onSuccess: () => {
              void message.success('已修改，立即生效');
              onClose();
            },
          },
        )
      }
    >
      <p className="soft small gap-below">
        用户名「{user.username}」不变。换单位后，原单位的线索不随人走，由原单位改派；经手的记录都保留。
      </p>
      <DisplayNameItem />
      <RightsItems />
      <ReasonItem />
    </EntryDialog>
  );
}
