import type { ResetPassword } from '@lianghuan/contracts';
import { App } from 'antd';
import { EntryDialog } from '../app/entry-dialog.js';
import { ReasonItem } from '../app/reason-input.js';
import { InitialPasswordItem } from './user-fields.js';
import { useResetPassword, type User } from './user.queries.js';

/** A new initial password for who has forgotten his own. */
export function ResetPasswordDialog({ user, onClose }: { readonly user: User; readonly onClose: () => void }) {
  const { message } = App.useApp();
  const reset = useResetPassword(user.id);
  return (
    <EntryDialog<ResetPassword>
      title={`重置「${user.displayName}」的密码`}
      okText="重置"
      step={reset}
      onCancel={onClose}
      autoComplete="off"
      onFinish={(input) =>
        reset.mutate(input, {
          onSuccess: () => {
            void message.success('已重置，请把初始密码当面告诉本人');
            onClose();
          },
        })
      }
    >
      <p className="soft small gap-below">原密码立即失效，此人在各处的登录随之退出，因输错而锁定的也解开。</p>
      <InitialPasswordItem />
      <ReasonItem />
    </EntryDialog>
  );
}
