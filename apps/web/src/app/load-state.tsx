import { Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { ApiError, textOfError } from '../api/api-error.js';

interface LoadStateProps<T> {
  readonly query: {
    readonly data: T | undefined;
    readonly error: unknown;
    readonly isFetching: boolean;
    readonly refetch: () => unknown;
  };
  readonly children: (data: T) => ReactNode;
  /** Lines of grey while nothing is there yet. */
  readonly rows?: number;
  /** The page is nothing without it: who may not read it is told so in place of the page. */
  readonly isWholePage?: boolean;
}

/** Loading, failed (with a way to try again) or there. Data already shown stays while a newer copy is fetched. */
export function LoadState<T>({ query, children, rows = 4, isWholePage = false }: LoadStateProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error !== null && query.error !== undefined) {
    // Caught by the route, which shows the error page.
    if (isWholePage && query.error instanceof ApiError && query.error.status === 403) throw query.error;
    return <LoadFailure error={query.error} isRetrying={query.isFetching} onRetry={() => void query.refetch()} />;
  }
  return <Skeleton active title={false} paragraph={{ rows }} aria-label="正在加载" />;
}

export function LoadFailure(props: {
  readonly error: unknown;
  readonly isRetrying: boolean;
  readonly onRetry: () => void;
}) {
  return (
    <div className="load-failure" role="alert">
      <p>{textOfError(props.error)}</p>
      {mayPass(props.error) && (
        <Button onClick={props.onRetry} loading={props.isRetrying}>
          重试
        </Button>
      )}
    </div>
  );
}

/** Whether trying again may help. What is not there, or not for this person, stays so. */
function mayPass(error: unknown): boolean {
  return !(error instanceof ApiError && (error.status === 403 || error.status === 404));
}
