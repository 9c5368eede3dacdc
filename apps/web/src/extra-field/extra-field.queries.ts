import { type CreateExtraField, ExtraFieldList, ExtraFieldView, type UpdateExtraField } from '@lianghuan/contracts';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api } from '../api/client.js';

export const extraFieldsQuery = queryOptions({
  queryKey: ['extra-field'],
  queryFn: ({ signal }) => api.get('/extra-fields', ExtraFieldList, undefined, signal),
  staleTime: 60_000,
});

/** All definitions, retired ones included. */
export function useExtraFields() {
  return useQuery(extraFieldsQuery);
}

function useDefinitionMutation<Input>(send: (input: Input) => Promise<ExtraFieldView>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () => client.invalidateQueries({ queryKey: extraFieldsQuery.queryKey }),
  });
}

export function useCreateExtraField() {
  return useDefinitionMutation((input: z.input<typeof CreateExtraField>) =>
    api.post('/extra-fields', ExtraFieldView, input),
  );
}
export function useUpdateExtraField(id: string) {
  return useDefinitionMutation((input: UpdateExtraField) => api.patch(`/extra-fields/${id}`, ExtraFieldView, input));
}
export function useRetireExtraField(id: string) {
  return useDefinitionMutation(({ verb, reason }: { readonly verb: 'retire' | 'restore'; readonly reason: string }) =>
    api.post(`/extra-fields/${id}/${verb}`, ExtraFieldView, { reason }),
  );
}
