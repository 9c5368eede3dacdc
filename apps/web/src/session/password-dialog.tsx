import { App } from 'antd';
import { EntryDialog } from '../app/entry-dialog.js';
import { PasswordItems, type PasswordValues } from './password-form.js';
import { useChangePassword } from './session.queries.js';

/** 修改密码: one's own, from the menu of the person. */
export function PasswordDialog({ onClose }: { readonly onClose: () => void }) {
  const { message } = App.useApp();
  const change = useChangePassword();
  return (
    <EntryDialog<PasswordValues>
      title="修改密码"
      okText="修改"
      step={change}
      onCancel={onClose}
      onFinish={({ current, next }) =>
        change.mutate(
          { current, next },
          {
            onSuccess: () => {
              void message.success('密码已修改，在别处的登录已退出');
              onClose();
            },
          },
        )
      }
    >
      <PasswordItems />
    </EntryDialog>
  );
}
