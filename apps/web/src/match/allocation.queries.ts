import {
  AllocationBoard,
  AllocationLimits,
  AllocationLimitView,
  AllocationView,
  type CreateAllocationLimit,
  type LiftAllocationLimit,
  OfficerView,
  type UpdateAllocationLimit,
} from '@lianghuan/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { api } from '../api/client.js';
import type { ListSearch } from '../app/list-search.js';

/** 分配结果 of a run as a whole. A run is allocated once, so the answer holds. */
export function useAllocation(matchRunId: string) {
  return useQuery({
    queryKey: ['allocation', 'view', matchRunId],
    queryFn: ({ signal }) => api.get(`/match-runs/${matchRunId}/allocation`, AllocationView, undefined, signal),
  });
}

/** Its pairs, gathered; a page at a time. */
export function useAllocationBoard(matchRunId: string, search: ListSearch) {
  return useQuery({
    queryKey: ['allocation', 'board', matchRunId, search],
    queryFn: ({ signal }) => api.get(`/match-runs/${matchRunId}/allocation/board`, AllocationBoard, search, signal),
    placeholderData: keepPreviousData,
  });
}

const LIMITS = ['allocation-limit'] as const;

/** 分配上限 in force, the defaults first. */
export function useAllocationLimits() {
  return useQuery({
    queryKey: LIMITS,
    queryFn: ({ signal }) => api.get('/allocation-limits', AllocationLimits, undefined, signal),
  });
}

/** People a limit may be set for. */
export function useOfficers() {
  return useQuery({
    queryKey: ['allocation-officer'],
    queryFn: ({ signal }) => api.get('/allocation-limits/officers', z.array(OfficerView), undefined, signal),
  });
}

function useLimitMutation<Input>(send: (input: Input) => Promise<AllocationLimitView>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSuccess: () => client.invalidateQueries({ queryKey: LIMITS }) });
}

export function useCreateLimit() {
  return useLimitMutation((input: CreateAllocationLimit) => api.post('/allocation-limits', AllocationLimitView, input));
}
export function useUpdateLimit(id: string) {
  return useLimitMutation((changes: UpdateAllocationLimit) =>
    api.patch(`/allocation-limits/${id}`, AllocationLimitView, changes),
  );
}
export function useLiftLimit(id: string) {
  return useLimitMutation((input: LiftAllocationLimit) =>
    api.post(`/allocation-limits/${id}/lift`, AllocationLimitView, input),
  );
}
