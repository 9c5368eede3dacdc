import {
  DUPLICATE_REGISTERS,
  DuplicateLookup,
  DuplicateOverview,
  DuplicatePairPage,
  DuplicatePairView,
  type DuplicateRegister,
  DuplicateScanView,
  HeldDoubleList,
  MergeList,
  type AgreeToMerge,
  type MergePlan,
  MergePreview,
  MergeProposalPage,
  MergeProposalView,
  type MergeRecords,
  MergeView,
  type ProposeMerge,
} from '@lianghuan/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, type QueryValues } from '../api/client.js';
import { useChange } from '../app/use-change.js';
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
  return useChange(['duplicate', 'merge', 'merge-proposal', ...DUPLICATE_REGISTERS], send);
}

export function useRequestScan() {
  return useDuplicateMutation(() => api.post('/duplicates/scans', DuplicateScanView));
}
export function useDecidePair(id: string, verb: 'dismiss' | 'reopen') {
  return useDuplicateMutation((reason: string) => api.post(`/duplicates/${id}/${verb}`, DuplicatePairView, { reason }));
}

/** What a merge would do, of a proposal as both sides are shown it; asked anew with every choice. */
export function useMergePreview(plan: MergePlan, proposalId?: string) {
  const { survivorId, take } = plan;
  return useQuery({
    queryKey: ['merge', 'preview', plan, proposalId],
    queryFn: () =>
      proposalId === undefined
        ? api.post('/merges/preview', MergePreview, plan)
        : api.post(`/merge-proposals/${proposalId}/preview`, MergePreview, { survivorId, take }),
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

/** What others follow and may be the same as an enterprise of one's own. */
export function useHeldDoubles(enterpriseId: string) {
  return useQuery({
    queryKey: ['merge-proposal', 'held-doubles', enterpriseId],
    queryFn: ({ signal }) => api.get('/merge-proposals/held-doubles', HeldDoubleList, { enterpriseId }, signal),
  });
}
export function useMergeProposals(search: ListSearch) {
  return useQuery({
    queryKey: ['merge-proposal', 'list', search],
    queryFn: ({ signal }) => api.get('/merge-proposals', MergeProposalPage, search, signal),
    placeholderData: keepPreviousData,
  });
}
export function useMergeProposal(id: string) {
  return useQuery({
    queryKey: ['merge-proposal', 'row', id],
    queryFn: ({ signal }) => api.get(`/merge-proposals/${id}`, MergeProposalView, undefined, signal),
  });
}
export function useProposeMerge() {
  return useDuplicateMutation((wanted: ProposeMerge) => api.post('/merge-proposals', MergeProposalView, wanted));
}
export function useAgreeToMerge(id: string) {
  return useDuplicateMutation((wanted: AgreeToMerge) =>
    api.post(`/merge-proposals/${id}/agree`, MergeProposalView, wanted),
  );
}
export function useSettleProposal(id: string, verb: 'decline' | 'withdraw' | 'undo') {
  return useDuplicateMutation((reason: string) =>
    api.post(`/merge-proposals/${id}/${verb}`, MergeProposalView, { reason }),
  );
}
