import { CallPage, CallSnoozeView, type SnoozeCall } from '@lianghuan/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { useChange } from '../app/use-change.js';
import type { ListSearch } from '../app/list-search.js';

export function useCalls(search: ListSearch) {
  return useQuery({
    queryKey: ['call', search],
    queryFn: ({ signal }) => api.get('/calls', CallPage, search, signal),
    placeholderData: keepPreviousData,
  });
}

function useSnoozeMutation<Input>(send: (input: Input) => Promise<CallSnoozeView>) {
  return useChange(['call', 'home'], send);
}

export function useSnoozeCall() {
  return useSnoozeMutation((input: SnoozeCall) => api.post('/calls/snoozes', CallSnoozeView, input));
}

export function useLiftSnooze(id: string) {
  return useSnoozeMutation(() => api.post(`/calls/snoozes/${id}/lift`, CallSnoozeView));
}
