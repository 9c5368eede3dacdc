import {
  HeadingRowList,
  ImportPage,
  ImportRowPage,
  ImportView,
  type Code,
  type HeadingRow,
  type LeaveOutImportRows,
  type MapImportColumns,
  type SaveValueAlias,
  UnknownValues,
  ValueAliasList,
} from '@lianghuan/contracts';
import { keepPreviousData, type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';

/** Whether the server is at work on an import, so that the screen keeps asking. */
export function isUnderWay({ status }: Pick<ImportView, 'status'>): boolean {
  return status === 'uploaded' || status === 'checking' || status === 'committing';
}

/** Whether the server is at work on taking an import back. */
export function isBeingUndone({ undo }: Pick<ImportView, 'undo'>): boolean {
  return undo !== null && (undo.status === 'queued' || undo.status === 'running');
}

export function useImports(page: number, pageSize: number) {
  return useQuery({
    queryKey: ['import', 'list', page],
    queryFn: ({ signal }) => api.get('/imports', ImportPage, { page, pageSize }, signal),
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) === true ? 2000 : false),
  });
}

export function useImport(id: string) {
  return useQuery({
    queryKey: ['import', 'row', id],
    queryFn: ({ signal }) => api.get(`/imports/${id}`, ImportView, undefined, signal),
    refetchInterval: ({ state }) =>
      state.data !== undefined && (isUnderWay(state.data) || isBeingUndone(state.data)) ? 800 : false,
  });
}

export function useImportRows(
  view: ImportView,
  wanted: { verdict: string; likely: boolean },
  page: number,
  pageSize: number,
) {
  const { verdict } = wanted;
  const likely = wanted.likely ? 'true' : '';
  return useQuery({
    // Status and columns are part of the key: rows checked again, or written, are other rows.
    queryKey: ['import', 'rows', view.id, view.status, view.columns, view.counts, verdict, likely, page, pageSize],
    queryFn: ({ signal }) =>
      api.get(`/imports/${view.id}/rows`, ImportRowPage, { verdict, likely, page, pageSize }, signal),
    enabled: !isUnderWay(view) && view.status !== 'failed',
    placeholderData: keepPreviousData,
  });
}

export interface Upload {
  readonly register: Code<'register'>;
  readonly mode: Code<'importMode'>;
  readonly file: File;
  readonly onProgress: (share: number) => void;
}

export function useUpload() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ register, mode, file, onProgress }: Upload) => {
      const form = new FormData();
      form.append('file', file);
      return api.upload('/imports', ImportView, form, { query: { register, mode }, onProgress });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['import', 'list'] }),
  });
}

/** The first rows of the file, among which the heading may be chosen. */
export function useHeadingRows({ id, columns }: ImportView) {
  return useQuery({
    queryKey: ['import', 'heading-rows', id, columns],
    queryFn: ({ signal }) => api.get(`/imports/${id}/heading-rows`, HeadingRowList, undefined, signal),
    placeholderData: keepPreviousData,
  });
}

/** Reads the columns from another row; they are judged once {@link useMapColumns} says what they are. */
export function useChooseHeading(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (row: HeadingRow) => api.post(`/imports/${id}/heading`, ImportView, row),
    onSuccess: (view) => client.setQueryData(['import', 'row', id], view),
  });
}

/** Says what the columns of the file are and what all its rows say beside them, and has it checked again. */
export function useMapColumns(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (mapping: MapImportColumns) => api.post(`/imports/${id}/columns`, ImportView, mapping),
    onSuccess: (view) => startedAnew(client, view),
  });
}

/** Says which of the sheets with the same heading are taken, and has them checked again. */
export function useChooseSheets(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (sheets: readonly string[]) => api.post(`/imports/${id}/sheets`, ImportView, { sheets }),
    onSuccess: (view) => startedAnew(client, view),
  });
}

/** Values of a checked import that are in no list. */
export function useUnknownImportValues({ id, status, counts }: ImportView) {
  return useQuery({
    queryKey: ['import', 'unknown-values', id, status, counts],
    queryFn: ({ signal }) => api.get(`/imports/${id}/unknown-values`, UnknownValues, undefined, signal),
    placeholderData: keepPreviousData,
  });
}

/** What words of tables like this one mean in the reader's unit. */
export function useImportAliases(id: string) {
  return useQuery({
    queryKey: ['import', 'aliases', id],
    queryFn: ({ signal }) => api.get(`/imports/${id}/aliases`, ValueAliasList, undefined, signal),
  });
}

/** Says what a word means, from the next check on. */
export function useSaveImportAlias(id: string) {
  const refresh = useRefreshAliases(id);
  return useMutation({
    mutationFn: (input: SaveValueAlias) => api.post(`/imports/${id}/aliases`, ValueAliasList, input),
    onSuccess: refresh,
  });
}

export function useRemoveImportAlias(id: string) {
  const refresh = useRefreshAliases(id);
  return useMutation({
    mutationFn: (aliasId: string) => api.post(`/imports/${id}/aliases/${aliasId}/withdraw`, ValueAliasList),
    onSuccess: refresh,
  });
}

function useRefreshAliases(id: string) {
  const client = useQueryClient();
  return () =>
    Promise.all(
      ['aliases', 'unknown-values'].map((what) => client.invalidateQueries({ queryKey: ['import', what, id] })),
    );
}

/** Has a checked import checked again, by what its words mean by now. */
export function useRecheck(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.post(`/imports/${id}/check`, ImportView),
    onSuccess: (view) => startedAnew(client, view),
  });
}

/** An import that is checked again: what was found before is not to be shown for what will be, even where the counts come out the same. */
function startedAnew(client: QueryClient, view: ImportView): void {
  for (const found of ['rows', 'unknown-values']) client.removeQueries({ queryKey: ['import', found, view.id] });
  client.setQueryData(['import', 'row', view.id], view);
}

/** Leaves rows out that may be in the register already, or takes them in again; without numbers all of them. */
export function useLeaveOut(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: LeaveOutImportRows) => api.post(`/imports/${id}/left-out`, ImportView, input),
    onSuccess: (view) => client.setQueryData(['import', 'row', id], view),
  });
}

/** Takes a written import back. */
export function useUndoImport(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) => api.post(`/imports/${id}/undo`, ImportView, { reason }),
    onSuccess: async (view) => {
      client.setQueryData(['import', 'row', id], view);
      await client.invalidateQueries({ queryKey: ['import', 'list'] });
    },
  });
}

/** Writes the checked rows, or drops the import. */
export function useDecideImport(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (verb: 'commit' | 'cancel') => api.post(`/imports/${id}/${verb}`, ImportView),
    onSuccess: async (view) => {
      client.setQueryData(['import', 'row', id], view);
      await client.invalidateQueries({ queryKey: ['import', 'list'] });
    },
  });
}
