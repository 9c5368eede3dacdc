import { type JudgeSignal, type RecordSignal, SignalPage, SignalView } from '@lianghuan/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';

export function useSignals(search: {
  readonly enterpriseId: string;
  readonly isLive?: boolean;
  readonly page: number;
  readonly pageSize: number;
}) {
  return useQuery({
    queryKey: ['signal', search],
    queryFn: ({ signal }) => api.get('/signals', SignalPage, search, signal),
    placeholderData: keepPreviousData,
  });
}

function useSignalMutation<Input>(send: (input: Input) => Promise<SignalView>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () =>
      Promise.all(
        ['signal', 'call', 'enterprise', 'home'].map((noun) => client.invalidateQueries({ queryKey: [noun] })),
      ),
  });
}

export function useRecordSignal() {
  return useSignalMutation((input: RecordSignal) => api.post('/signals', SignalView, input));
}

export function useJudgeSignal(id: string) {
  return useSignalMutation((input: JudgeSignal) => api.post(`/signals/${id}/judge`, SignalView, input));
}
