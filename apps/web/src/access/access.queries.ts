import {
  AccessExplanation,
  AccessPeople,
  AccessQuestion,
  type AccessRecordQuery,
  AccessRecords,
} from '@lianghuan/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../api/client.js';
import type { AccessSearch } from './access.search.js';

/** Users who can be asked about. */
export function usePeople(enabled: boolean) {
  return useQuery({
    queryKey: ['access', 'people'],
    queryFn: ({ signal }) => api.get('/access-explanation/people', AccessPeople, undefined, signal),
    enabled,
  });
}

/** Records of a kind the asker sees himself. */
export function useRecords(query: AccessRecordQuery, enabled = true) {
  return useQuery({
    queryKey: ['access', 'records', query],
    queryFn: ({ signal }) => api.get('/access-explanation/records', AccessRecords, query, signal),
    placeholderData: keepPreviousData,
    enabled,
  });
}

/** The answer to a whole question. Never fetched again by itself: every question is kept. */
export function useExplanation(search: AccessSearch, enabled: boolean) {
  const question = AccessQuestion.safeParse(search);
  return useQuery({
    queryKey: ['access', 'answer', search],
    queryFn: ({ signal }) => api.get('/access-explanation', AccessExplanation, question.data, signal),
    enabled: enabled && question.success,
    staleTime: Infinity,
  });
}
