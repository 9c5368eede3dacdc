import { getRouteApi, useRouter } from '@tanstack/react-router';
import { SignInForm } from './sign-in-form.js';
import { safeReturnTo } from './return-to.js';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  const { returnTo } = route.useSearch();
  const router = useRouter();
  return (
    <main className="sign-in">
      <title>登录 · 两换</title>
      <section className="sign-in-card">
        <h1 className="sign-in-title">两换</h1>
        <p className="sign-in-purpose">市场换产业 · 资源换投资</p>
        <p className="sign-in-system">毕节市招商引资与供需匹配系统</p>
        <SignInForm onSignedIn={() => router.history.replace(safeReturnTo(returnTo))} />
      </section>
    </main>
  );
}
