import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { Button, Result } from 'antd';
import { ApiError, textOfError } from '../api/api-error.js';

/** Shown in place of a page that could not be built: what happened, and the way on. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const { reset: resetQueries } = useQueryErrorResetBoundary();
  const isMissing = error instanceof ApiError && error.status === 404;
  // Trying again gives no right.
  if (error instanceof ApiError && error.status === 403) {
    return <Result icon={null} title="没有权限" subTitle={textOfError(error)} extra={<Link to="/">回到工作台</Link>} />;
  }
  const retry = () => {
    resetQueries();
    reset();
    void router.invalidate();
  };
  return (
    <Result
      status={isMissing ? '404' : 'warning'}
      icon={null}
      title={isMissing ? '没有找到' : '这一页没能打开'}
      subTitle={textOfError(error)}
      extra={
        <>
          <Button type="primary" onClick={retry}>
            重试
          </Button>
          <Button onClick={() => router.history.back()}>返回</Button>
        </>
      }
    />
  );
}
