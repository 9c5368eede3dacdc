import {
  type AcceptListProposal,
  ListProposalPage,
  type ListProposalQuery,
  ListProposalView,
  type ProposeList,
} from '@lianghuan/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { listSearch, type ListSearch, type ListSearchOf } from '../app/list-search.js';
import { useChange } from '../app/use-change.js';

const NAMES = ['state', 'own', 'projectId'] as const;

/** What the list of proposals keeps in the address bar. */
export const ListProposalSearch = listSearch<keyof ListProposalQuery>()(NAMES);
export type ListProposalSearch = ListSearchOf<(typeof NAMES)[number]>;

/** What changes with a proposal: the list of them, the project, and what waits on the home page. */
const CHANGED = ['list-proposal', 'project', 'timeline', 'home'];

export function useListProposals(search: ListSearch) {
  return useQuery({
    queryKey: ['list-proposal', search],
    queryFn: ({ signal }) => api.get('/list-proposals', ListProposalPage, search, signal),
    placeholderData: keepPreviousData,
  });
}

export function useProposeList(projectId: string) {
  return useChange(CHANGED, (body: ProposeList) =>
    api.post(`/projects/${projectId}/list-proposals`, ListProposalView, body),
  );
}

export function useAcceptListProposal(id: string) {
  return useChange(CHANGED, (body: AcceptListProposal) =>
    api.post(`/list-proposals/${id}/accept`, ListProposalView, body),
  );
}

export function useSettleListProposal(id: string, verb: 'decline' | 'withdraw') {
  return useChange(CHANGED, (reason: string) =>
    api.post(`/list-proposals/${id}/${verb}`, ListProposalView, { reason }),
  );
}
