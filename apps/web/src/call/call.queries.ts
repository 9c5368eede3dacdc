import { CallPage, CallSnoozeView, type SnoozeCall } from '@lianghuan/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';
import type { ListSearch } from '../app/list-search.js';

export function useCalls(search: ListSearch) {
  return useQuery({
    queryKey: ['call', search],
    queryFn: ({ signal }) => api.get('/calls', CallPage, search, signal),
    placeholderData: keepPreviousData,
  });
}

function useSnoozeMutation<Input>(send: (input: Input) => Promise<CallSnoozeView>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () => Promise.all(['call', 'home'].map((noun) => client.invalidateQueries({ queryKey: [noun] }))),
  });
}

export function useSnoozeCall() {
  return useSnoozeMutation((input: SnoozeCall) => api.post('/calls/snoozes', CallSnoozeView, input));
}

export function useLiftSnooze(id: string) {
  return useSnoozeMutation(() => api.post(`/calls/snoozes/${id}/lift`, CallSnoozeView));
}
