import { OrganisationView, UserView, type CreateUser } from '@lianghuan/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { api } from '../api/client.js';

export type User = z.infer<typeof UserView>;

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

export function useCreateUser() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: CreateUser) => api.post('/users', UserView, input),
    onSuccess: () => client.invalidateQueries({ queryKey: ['user'] }),
  });
}

export function useSetDisabled() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, verb, reason }: { id: string; verb: 'disable' | 'enable'; reason: string }) =>
      api.post(`/users/${id}/${verb}`, UserView, { reason }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['user'] }),
  });
}

/** Takes every 示例 record out at once. Everything shown may have changed, so everything is fetched anew. */
export function useRemoveDemonstration() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) => api.post('/demonstration/remove', z.unknown(), { reason }),
    onSuccess: () => client.invalidateQueries(),
  });
}
