import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { Button, Result } from 'antd';
import { ApiError, textOfError } from '../api/api-error.js';

/** Shown in place of a page that could not be built: what happened, and the way on. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const { reset: resetQueries } = useQueryErrorResetBoundary();
  const isMissing = error instanceof ApiError && error.status === 404;
  const retry = () => {
    resetQueries();
    reset();
    void router.invalidate();
  };
  return (
    <Result
      status={isMissing ? '404' : error instanceof ApiError && error.status === 403 ? '403' : 'warning'}
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
