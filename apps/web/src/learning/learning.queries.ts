import { LearningRunView, LearningView, type SwitchExploration } from '@lianghuan/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';

const POLL_MS = 1500;

const isUnderWay = ({ status }: LearningRunView) => status === 'queued' || status === 'running';

export function useLearning() {
  return useQuery({
    queryKey: ['learning'],
    queryFn: ({ signal }) => api.get('/learning', LearningView, undefined, signal),
    refetchInterval: ({ state }) => (state.data?.runs.some(isUnderWay) === true ? POLL_MS : false),
  });
}

export function useRequestLearning() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.post('/learning/runs', LearningRunView),
    onSuccess: () => client.invalidateQueries({ queryKey: ['learning'] }),
  });
}

export function useSwitchExploration() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: SwitchExploration) => api.post('/learning/exploration', LearningView, input),
    onSuccess: (view) => client.setQueryData(['learning'], view),
  });
}

export function useRestoreVersion(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) => api.post(`/learning/versions/${id}/restore`, LearningView, { reason }),
    onSuccess: (view) => client.setQueryData(['learning'], view),
  });
}
