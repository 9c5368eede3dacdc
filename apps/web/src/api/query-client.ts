import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './api-error.js';

export interface UnauthenticatedHandlers {
  /** Something to look at could not be fetched. */
  readonly onQuery: () => void;
  /** Something somebody did, perhaps with typed input, was refused. */
  readonly onMutation: () => void;
}

/** One cache for the page. The handlers are told when the session has ended under a running page. */
export function createQueryClient({ onQuery, onMutation }: UnauthenticatedHandlers): QueryClient {
  const when = (react: () => void) => (error: unknown) => {
    if (error instanceof ApiError && error.isUnauthenticated) react();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: when(onQuery) }),
    mutationCache: new MutationCache({ onError: when(onMutation) }),
    defaultOptions: {
      // While the line is down, what is asked or sent fails and says so; held back it would be sent unseen when nobody waits for it any more.
      mutations: { networkMode: 'always' },
      queries: {
        networkMode: 'always',
        refetchOnReconnect: true,
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
