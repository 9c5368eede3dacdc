import { ExportPage, ExportView, type RequestExport } from '@lianghuan/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';

const isUnderWay = (item: Pick<ExportView, 'status'>) => item.status === 'queued' || item.status === 'running';

/** The exports of the signed-in person; looked at again every second and a half while one is being made. */
export function useExports(page: number, pageSize = 20) {
  return useQuery({
    queryKey: ['export', 'list', page, pageSize],
    queryFn: ({ signal }) => api.get('/exports', ExportPage, { page, pageSize }, signal),
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) === true ? 1500 : false),
  });
}

export function useExport(id: string) {
  return useQuery({
    queryKey: ['export', 'row', id],
    queryFn: ({ signal }) => api.get(`/exports/${id}`, ExportView, undefined, signal),
    refetchInterval: ({ state }) => (state.data === undefined || isUnderWay(state.data) ? 1000 : false),
  });
}

export function useRequestExport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: RequestExport) => api.post('/exports', ExportView, input),
    onSuccess: (view) => {
      client.setQueryData(['export', 'row', view.id], view);
      return client.invalidateQueries({ queryKey: ['export', 'list'] });
    },
  });
}
