import { SignIn, type Me } from '@lianghuan/contracts';
import { Alert, Button, Form, Input, type InputRef } from 'antd';
import { useRef } from 'react';
import { textOfError } from '../api/api-error.js';
import { FocusOnMount } from '../app/focus-on-mount.js';
import { useSignIn } from './session.queries.js';

/** User name and password. Used by the sign-in page, and in place when a session ends under unsaved input. */
export function SignInForm({ onSignedIn }: { readonly onSignedIn: (me: Me) => void }) {
  const first = useRef<InputRef>(null);
  const signIn = useSignIn();
  return (
    <Form<SignIn>
      layout="vertical"
      requiredMark={false}
      onFinish={(input) => signIn.mutate(SignIn.parse(input), { onSuccess: onSignedIn })}
    >
      {signIn.isError && (
        <Alert type="error" showIcon title={textOfError(signIn.error)} className="gap-below" role="alert" />
      )}
      <Form.Item name="username" label="用户名" rules={[{ required: true, whitespace: true, message: '请填写用户名' }]}>
        <Input autoComplete="username" autoCapitalize="none" ref={first} maxLength={60} size="large" />
      </Form.Item>
      <FocusOnMount target={first} />
      <Form.Item name="password" label="密码" rules={[{ required: true, message: '请填写密码' }]}>
        <Input.Password autoComplete="current-password" maxLength={200} size="large" />
      </Form.Item>
      <Button type="primary" htmlType="submit" block size="large" loading={signIn.isPending}>
        登录
      </Button>
    </Form>
  );
}
