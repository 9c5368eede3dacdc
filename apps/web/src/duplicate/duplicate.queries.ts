import {
  DUPLICATE_REGISTERS,
  DuplicateLookup,
  DuplicateOverview,
  DuplicatePairPage,
  DuplicatePairView,
  type DuplicateRegister,
  DuplicateScanView,
  MergeList,
  type MergePlan,
  MergePreview,
  type MergeRecords,
  MergeView,
} from '@lianghuan/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type QueryValues } from '../api/client.js';
import type { ListSearch } from '../app/list-search.js';

export function isDuplicateRegister(register: string): register is DuplicateRegister {
  return (DUPLICATE_REGISTERS as readonly string[]).includes(register);
}

/** Rows of about these facts: those one may see, and of enterprises others hold only by whom. The API logs that look-up. */
export function useDuplicateLookup(register: DuplicateRegister, facts: QueryValues, isOn: boolean) {
  return useQuery({
    queryKey: ['duplicate', 'lookup', register, facts],
    queryFn: ({ signal }) => api.get('/duplicates/lookup', DuplicateLookup, { register, ...facts }, signal),
    enabled: isOn,
    placeholderData: keepPreviousData,
  });
}

export function useDuplicateOverview() {
  return useQuery({
    queryKey: ['duplicate', 'overview'],
    queryFn: ({ signal }) => api.get('/duplicates/overview', DuplicateOverview, undefined, signal),
    // A scan is under way for seconds, or minutes: the page tells when it has ended.
    refetchInterval: ({ state }) =>
      state.data?.scan?.status === 'queued' || state.data?.scan?.status === 'running' ? 2_000 : false,
  });
}

export function useDuplicatePairs(search: ListSearch) {
  return useQuery({
    queryKey: ['duplicate', 'list', search],
    queryFn: ({ signal }) => api.get('/duplicates', DuplicatePairPage, search, signal),
    placeholderData: keepPreviousData,
  });
}

export function useDuplicatePair(id: string) {
  return useQuery({
    queryKey: ['duplicate', 'pair', id],
    queryFn: ({ signal }) => api.get(`/duplicates/${id}`, DuplicatePairView, undefined, signal),
  });
}

/** What is decided about a pair changes the queue, and a merge the rows themselves. */
function useDuplicateMutation<Input, Output>(send: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: async () => {
      await Promise.all(
        ['duplicate', 'merge', ...DUPLICATE_REGISTERS].map((key) => client.invalidateQueries({ queryKey: [key] })),
      );
    },
  });
}

export function useRequestScan() {
  return useDuplicateMutation(() => api.post('/duplicates/scans', DuplicateScanView));
}
export function useDecidePair(id: string, verb: 'dismiss' | 'reopen') {
  return useDuplicateMutation((reason: string) => api.post(`/duplicates/${id}/${verb}`, DuplicatePairView, { reason }));
}

/** What a merge would do; asked anew with every choice. */
export function useMergePreview(plan: MergePlan) {
  return useQuery({
    queryKey: ['merge', 'preview', plan],
    queryFn: () => api.post('/merges/preview', MergePreview, plan),
    placeholderData: keepPreviousData,
    retry: false,
  });
}
export function useMerge() {
  return useDuplicateMutation((wanted: MergeRecords) => api.post('/merges', MergeView, wanted));
}
/** Merges a row had a part in. */
export function useMerges(register: DuplicateRegister, id: string) {
  return useQuery({
    queryKey: ['merge', 'list', register, id],
    queryFn: ({ signal }) => api.get('/merges', MergeList, { register, id }, signal),
  });
}
export function useUndoMerge(id: string) {
  return useDuplicateMutation((reason: string) => api.post(`/merges/${id}/undo`, MergeView, { reason }));
}
