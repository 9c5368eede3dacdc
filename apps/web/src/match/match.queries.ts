import {
  MatchRunPage,
  MatchRunStepList,
  MatchRunView,
  SuggestionPage,
  SuggestionView,
  WhyView,
  type AcceptSuggestion,
  type DismissSuggestion,
  type RequestMatchRun,
  type SnoozeSuggestion,
} from '@lianghuan/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';
import type { ListSearch } from '../app/list-search.js';

const POLL_MS = 1500;

export function isUnderWay({ status }: Pick<MatchRunView, 'status'>): boolean {
  return status === 'queued' || status === 'running';
}

/** Suggestions of a project, or the same pairs seen from an enterprise. */
export function useSuggestions(side: 'projects' | 'enterprises', id: string, search: ListSearch) {
  return useQuery({
    queryKey: ['suggestion', side, id, search],
    queryFn: ({ signal }) => api.get(`/${side}/${id}/suggestions`, SuggestionPage, search, signal),
    placeholderData: keepPreviousData,
  });
}

/** Any pair of the project, ranked or not. The first answer takes a moment: the matcher is opened for it. */
export function useWhy(projectId: string, enterpriseId: string | undefined) {
  return useQuery({
    queryKey: ['suggestion', 'why', projectId, enterpriseId],
    queryFn: ({ signal }) => api.get('/why', WhyView, { projectId, enterpriseId }, signal),
    enabled: enterpriseId !== undefined,
  });
}

export type Decision =
  | { readonly verb: 'accept'; readonly body: AcceptSuggestion }
  | { readonly verb: 'dismiss'; readonly body: DismissSuggestion }
  | { readonly verb: 'snooze'; readonly body: SnoozeSuggestion }
  | { readonly verb: 'reopen'; readonly body?: undefined };

const TOUCHED = ['suggestion', 'package', 'pause', 'lead', 'call', 'home', 'project', 'enterprise'] as const;

/**
 * Decides on a suggestion. What is to be done afterwards is given here and not with the call: once decided, the buttons
 * that called are gone, and what was given with the call would be dropped.
 */
export function useDecide(id: string, onDecided: (suggestion: SuggestionView) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ verb, body }: Decision) => api.post(`/suggestions/${id}/${verb}`, SuggestionView, body),
    onSuccess: (suggestion) => {
      onDecided(suggestion);
      return Promise.all(TOUCHED.map((noun) => client.invalidateQueries({ queryKey: [noun] })));
    },
  });
}

export function useMatchRuns(search: ListSearch) {
  return useQuery({
    queryKey: ['match-run', 'list', search],
    queryFn: ({ signal }) => api.get('/match-runs', MatchRunPage, search, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) === true ? POLL_MS : false),
  });
}

/** One run, looked at again while it is under way. */
export function useMatchRun(id: string | undefined) {
  return useQuery({
    queryKey: ['match-run', 'row', id],
    queryFn: ({ signal }) => api.get(`/match-runs/${id}`, MatchRunView, undefined, signal),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (state.data !== undefined && isUnderWay(state.data) ? POLL_MS : false),
  });
}

/** Its steps, looked at again while it is under way, and once more when it has ended. */
export function useMatchRunSteps(run: Pick<MatchRunView, 'id' | 'status'>) {
  return useQuery({
    queryKey: ['match-run', 'steps', run.id, isUnderWay(run)],
    queryFn: ({ signal }) => api.get(`/match-runs/${run.id}/steps`, MatchRunStepList, undefined, signal),
    placeholderData: keepPreviousData,
    refetchInterval: isUnderWay(run) ? POLL_MS : false,
  });
}

function useRunMutation<Input>(send: (input: Input) => Promise<MatchRunView>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (run) => {
      client.setQueryData(['match-run', 'row', run.id], run);
      return client.invalidateQueries({ queryKey: ['match-run', 'list'] });
    },
  });
}

export function useRequestMatchRun() {
  return useRunMutation((input: RequestMatchRun) => api.post('/match-runs', MatchRunView, input));
}
export function useCancelMatchRun(id: string) {
  return useRunMutation(() => api.post(`/match-runs/${id}/cancel`, MatchRunView));
}
export function useRetryMatchRun(id: string) {
  return useRunMutation(() => api.post(`/match-runs/${id}/retry`, MatchRunView));
}
