import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './api-error.js';

/** One cache for the page. `onUnauthenticated` is told when the session has ended under a running page. */
export function createQueryClient(onUnauthenticated: () => void): QueryClient {
  const watch = (error: unknown) => {
    if (error instanceof ApiError && error.isUnauthenticated) onUnauthenticated();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: watch }),
    mutationCache: new MutationCache({ onError: watch }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        // Only what may go away by itself is tried again; a refusal stays a refusal.
        retry: (count, error) =>
          count < 2 &&
          (!(error instanceof ApiError) || error.status === 0 || error.status >= 500) &&
          !(error instanceof ApiError && error.code === 'RESPONSE_UNEXPECTED'),
        retryDelay: (count) => 500 * 2 ** count,
      },
    },
  });
}
