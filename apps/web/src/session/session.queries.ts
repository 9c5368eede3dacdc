import { type ChangePassword, Me, type Permission, type SignIn } from '@lianghuan/contracts';
import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { api } from '../api/client.js';

/** Who is signed in. The shell loads it before any page, so pages may take it as given. */
export const meQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => api.get('/session', Me, undefined, signal),
  staleTime: 5 * 60_000,
  retry: false,
});

export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** Whether the signed-in person may do this. Screens hide what is not allowed; the server decides. */
export function useCan(): (permission: Permission) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}

export function useSignIn() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (input: SignIn) => api.post('/session', Me, input),
    onSuccess: (me) => {
      const before = queryClient.getQueryData(meQuery.queryKey);
      // What another person was shown must not be shown to this one.
      if (before?.id !== me.id) queryClient.clear();
      queryClient.setQueryData(meQuery.queryKey, me);
      return before?.id === me.id ? queryClient.invalidateQueries() : undefined;
    },
  });
}

/** Sets the own password; whoever had to is let in after it. */
export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: ChangePassword) => api.post('/session/password', z.unknown(), input),
    onSuccess: () => client.fetchQuery({ ...meQuery, staleTime: 0 }),
  });
}

export function useSignOut() {
  return useMutation({ mutationFn: () => api.delete('/session', z.unknown()) });
}
