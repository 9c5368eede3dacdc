import { Modal } from 'antd';
import { useSyncExternalStore } from 'react';
import { DialogFocus } from '../app/dialog-focus.js';
import { sessionLapse } from './session-lapse.js';
import { useMe } from './session.queries.js';
import { SignInForm } from './sign-in-form.js';

/** Signs in again over the page, so that what was typed is not lost when a session ends in the middle of it. */
export function SessionLapseDialog() {
  const isLapsed = useSyncExternalStore(sessionLapse.subscribe, sessionLapse.get);
  const me = useMe();
  if (!isLapsed) return null;
  return (
    <Modal
      open
      title="登录已过期"
      footer={null}
      width={400}
      onCancel={() => sessionLapse.set(false)}
      mask={{ closable: false }}
    >
      <DialogFocus>
        <p className="gap-below">请重新登录。本页填写的内容还在，登录后再操作一次即可。</p>
        <SignInForm
          onSignedIn={(next) => {
            sessionLapse.set(false);
            // Somebody else at the same screen must not go on with the first one's page.
            if (next.id !== me.id || next.mustChangePassword) location.assign('/');
          }}
        />
      </DialogFocus>
    </Modal>
  );
}
