import { getRouteApi, useRouter } from '@tanstack/react-router';
import { Alert, Button, Form } from 'antd';
import { textOfError } from '../api/api-error.js';
import { PasswordItems, type PasswordValues } from './password-form.js';
import { safeReturnTo } from './return-to.js';
import { useChangePassword, useSignOut } from './session.queries.js';

const route = getRouteApi('/initial-password');

/** The first thing after a sign-in with a password somebody else set. */
export function InitialPasswordPage() {
  const { returnTo } = route.useSearch();
  const router = useRouter();
  const change = useChangePassword();
  const signOut = useSignOut();
  return (
    <main className="sign-in">
      <title>设置密码 · 两换</title>
      <section className="sign-in-card">
        <h1 className="sign-in-title">设置自己的密码</h1>
        <p className="soft gap-below">您现在用的是别人设的初始密码，改成只有自己知道的，再开始工作。</p>
        <Form<PasswordValues>
          layout="vertical"
          requiredMark={false}
          onFinish={({ current, next }) =>
            change.mutate({ current, next }, { onSuccess: () => router.history.replace(safeReturnTo(returnTo)) })
          }
        >
          {change.isError && (
            <Alert type="error" showIcon title={textOfError(change.error)} className="gap-below" role="alert" />
          )}
          <PasswordItems currentLabel="初始密码" />
          <Button type="primary" htmlType="submit" block size="large" loading={change.isPending}>
            设置并进入
          </Button>
        </Form>
        <p className="section-gap">
          <Button
            type="link"
            loading={signOut.isPending}
            onClick={() => signOut.mutate(undefined, { onSettled: () => location.assign('/sign-in') })}
          >
            退出登录
          </Button>
        </p>
      </section>
    </main>
  );
}
