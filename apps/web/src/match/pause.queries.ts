import { PausePage, PauseView } from '@lianghuan/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';

export function usePauses(search: {
  readonly enterpriseId?: string;
  readonly isOn?: boolean;
  readonly page?: number;
  readonly pageSize?: number;
}) {
  return useQuery({
    queryKey: ['pause', search],
    queryFn: ({ signal }) => api.get('/pauses', PausePage, search, signal),
    placeholderData: keepPreviousData,
  });
}

export function useLiftPause(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) => api.post(`/pauses/${id}/lift`, PauseView, { reason }),
    onSuccess: () => Promise.all(['pause', 'suggestion'].map((noun) => client.invalidateQueries({ queryKey: [noun] }))),
  });
}
