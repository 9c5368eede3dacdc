import {
  LeadDetail,
  LeadPage,
  LeadView,
  OrganisationView,
  type AddActivity,
  type CloseLead,
  type CreateLead,
  type MoveLead,
  type UpdateLead,
} from '@lianghuan/contracts';
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { api } from '../api/client.js';
import type { ListSearch } from '../app/list-search.js';

export function leadPageQuery(search: ListSearch) {
  return queryOptions({
    queryKey: ['lead', 'list', search],
    queryFn: ({ signal }) => api.get('/leads', LeadPage, search, signal),
    placeholderData: keepPreviousData,
  });
}

export function leadQuery(id: string) {
  return queryOptions({
    queryKey: ['lead', 'row', id],
    queryFn: ({ signal }) => api.get(`/leads/${id}`, LeadDetail, undefined, signal),
  });
}

/** Every change of a lead answers with it; the detail is fetched anew, because stages and activities belong to it. */
function useLeadMutation<Input>(send: (input: Input) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () =>
      Promise.all(['lead', 'call', 'home', 'audit'].map((noun) => client.invalidateQueries({ queryKey: [noun] }))),
  });
}

export function useCreateLead() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: CreateLead) => api.post('/leads', LeadView, input),
    onSuccess: () =>
      Promise.all(
        ['lead', 'call', 'home', 'enterprise', 'suggestion', 'package'].map((noun) =>
          client.invalidateQueries({ queryKey: [noun] }),
        ),
      ),
  });
}

export function useUpdateLead(id: string) {
  return useLeadMutation((input: UpdateLead) => api.patch(`/leads/${id}`, LeadView, input));
}

export function useMoveLead(id: string) {
  return useLeadMutation((input: MoveLead) => api.post(`/leads/${id}/stage`, LeadView, input));
}

export function useCloseLead(id: string) {
  return useLeadMutation((input: CloseLead) => api.post(`/leads/${id}/status`, LeadView, input));
}

export function useAddActivity(id: string) {
  return useLeadMutation((input: AddActivity) => api.post(`/leads/${id}/activities`, z.unknown(), input));
}

/** Units a lead can be shared with. */
export function useOrganisations(enabled: boolean) {
  return useQuery({
    queryKey: ['organisation'],
    queryFn: ({ signal }) => api.get('/organisations', z.array(OrganisationView), undefined, signal),
    staleTime: Infinity,
    enabled,
  });
}
