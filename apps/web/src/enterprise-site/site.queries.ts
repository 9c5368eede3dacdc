import {
  type CreateEnterpriseSite,
  EnterpriseSiteList,
  EnterpriseSiteView,
  type UpdateEnterpriseSite,
} from '@lianghuan/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { api } from '../api/client.js';

export function useSites(enterpriseId: string) {
  return useQuery({
    queryKey: ['enterprise', 'sites', enterpriseId],
    queryFn: ({ signal }) => api.get(`/enterprises/${enterpriseId}/sites`, EnterpriseSiteList, undefined, signal),
  });
}

function useSiteChange<Input>(send: (input: Input) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () => Promise.all(['enterprise', 'audit'].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}

export function useRecordSite(enterpriseId: string) {
  return useSiteChange((input: CreateEnterpriseSite) =>
    api.post(`/enterprises/${enterpriseId}/sites`, EnterpriseSiteView, input),
  );
}

export function useUpdateSite(id: string) {
  return useSiteChange((input: UpdateEnterpriseSite) =>
    api.patch(`/enterprise-sites/${id}`, EnterpriseSiteView, input),
  );
}

export function useWithdrawSite(id: string) {
  return useSiteChange((reason: string) => api.post(`/enterprise-sites/${id}/withdraw`, z.unknown(), { reason }));
}
