import { OrganisationView, UserView, type CreateUser, type ResetPassword, type UpdateUser } from '@lianghuan/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { z } from 'zod';
import { api } from '../api/client.js';
import { meQuery } from '../session/session.queries.js';

export type User = UserView;

export function useUsers(enabled: boolean) {
  return useQuery({
    queryKey: ['user', 'list'],
    queryFn: ({ signal }) => api.get('/users', z.array(UserView), undefined, signal),
    enabled,
  });
}

export function useOrganisations() {
  return useQuery({
    queryKey: ['organisation', 'list'],
    queryFn: ({ signal }) => api.get('/organisations', z.array(OrganisationView), undefined, signal),
    staleTime: 5 * 60_000,
  });
}

function useUserChange<Input>(change: (input: Input) => Promise<User>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: ['user'] }) });
}

export function useCreateUser() {
  return useUserChange((input: CreateUser) => api.post('/users', UserView, input));
}

export function useUpdateUser(id: string) {
  return useUserChange((input: UpdateUser) => api.patch(`/users/${id}`, UserView, input));
}

export function useResetPassword(id: string) {
  return useUserChange((input: ResetPassword) => api.post(`/users/${id}/reset-password`, UserView, input));
}

export function useSetDisabled() {
  return useUserChange(({ id, verb, reason }: { id: string; verb: 'disable' | 'enable'; reason: string }) =>
    api.post(`/users/${id}/${verb}`, UserView, { reason }),
  );
}

/** Takes every 示例 record out at once. Everything shown may have changed, and the reader's own account may ask for another password first. */
export function useRemoveDemonstration() {
  const client = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: (reason: string) => api.post('/demonstration/remove', z.unknown(), { reason }),
    onSuccess: async () => {
      await client.fetchQuery({ ...meQuery, staleTime: 0 });
      await router.invalidate();
      await client.invalidateQueries();
    },
  });
}
