import {
  BulkEditPage,
  BulkEditRowPage,
  BulkEditView,
  type BulkEditRegister,
  type CheckBulkEdit,
} from '@lianghuan/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';

/** Whether the server is at work on it, so that the screen keeps asking. */
export function isUnderWay({ status, undo }: Pick<BulkEditView, 'status' | 'undo'>): boolean {
  return status === 'queued' || status === 'running' || undo?.status === 'queued' || undo?.status === 'running';
}

export function useBulkEdits(page: number, pageSize: number) {
  return useQuery({
    queryKey: ['bulk-edit', 'list', page],
    queryFn: ({ signal }) => api.get('/bulk-edits', BulkEditPage, { page, pageSize }, signal),
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) === true ? 2000 : false),
  });
}

export function useBulkEdit(id: string) {
  return useQuery({
    queryKey: ['bulk-edit', 'row', id],
    queryFn: ({ signal }) => api.get(`/bulk-edits/${id}`, BulkEditView, undefined, signal),
    refetchInterval: ({ state }) => (state.data !== undefined && isUnderWay(state.data) ? 800 : false),
  });
}

export function useBulkEditRows(view: BulkEditView, outcome: string | undefined, page: number, pageSize: number) {
  return useQuery({
    queryKey: ['bulk-edit', 'rows', view.id, view.status, view.progressDone, outcome, page],
    queryFn: ({ signal }) =>
      api.get(`/bulk-edits/${view.id}/rows`, BulkEditRowPage, { outcome, page, pageSize }, signal),
    placeholderData: keepPreviousData,
  });
}

export function useCheckBulkEdit() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: CheckBulkEdit) => api.post('/bulk-edits', BulkEditView, wanted),
    onSuccess: (view) => client.setQueryData(['bulk-edit', 'row', view.id], view),
  });
}

export type BulkEditAction =
  { readonly verb: 'commit' | 'undo'; readonly reason: string } | { readonly verb: 'cancel' };

/** Writes, drops or takes back a bulk edit; afterwards the register is read anew. */
export function useActOnBulkEdit({ id, register }: { readonly id: string; readonly register: BulkEditRegister }) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ verb, ...body }: BulkEditAction) => api.post(`/bulk-edits/${id}/${verb}`, BulkEditView, body),
    onSuccess: async (view) => {
      client.setQueryData(['bulk-edit', 'row', id], view);
      await Promise.all([
        client.invalidateQueries({ queryKey: ['bulk-edit', 'list'] }),
        client.invalidateQueries({ queryKey: [register] }),
      ]);
    },
  });
}
