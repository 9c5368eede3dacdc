import {
  type CreateRecognitionBatch,
  RecognitionBatchPage,
  RecognitionBatchView,
  RecognitionLinePage,
  type ResolveRecognitionLines,
} from '@lianghuan/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { useGradeChange } from './grade.queries.js';

export function useRecognitionBatches(page: number, pageSize: number) {
  return useQuery({
    queryKey: ['grade', 'recognition-batches', page],
    queryFn: ({ signal }) => api.get('/recognition-batches', RecognitionBatchPage, { page, pageSize }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.items.some((batch) => batch.state === 'checking') === true ? 2000 : false,
  });
}

export function useRecognitionBatch(id: string) {
  return useQuery({
    queryKey: ['grade', 'recognition-batch', id],
    queryFn: ({ signal }) => api.get(`/recognition-batches/${id}`, RecognitionBatchView, undefined, signal),
    refetchInterval: ({ state }) => (state.data?.state === 'checking' ? 800 : false),
  });
}

export function useRecognitionLines(
  { id, state, progressDone }: RecognitionBatchView,
  verdict: string | undefined,
  page: number,
  pageSize: number,
) {
  return useQuery({
    queryKey: ['grade', 'recognition-lines', id, state, progressDone, verdict, page],
    queryFn: ({ signal }) =>
      api.get(`/recognition-batches/${id}/lines`, RecognitionLinePage, { verdict, page, pageSize }, signal),
    placeholderData: keepPreviousData,
  });
}

export interface NewRecognitionBatch {
  readonly query: CreateRecognitionBatch;
  readonly file: File;
}
export const useCreateRecognitionBatch = () =>
  useGradeChange(({ query, file }: NewRecognitionBatch) => {
    const form = new FormData();
    form.append('file', file);
    return api.upload('/recognition-batches', RecognitionBatchView, form, { query });
  });
export const useResolveLines = (id: string) =>
  useGradeChange((lines: ResolveRecognitionLines['lines']) =>
    api.post(`/recognition-batches/${id}/resolve`, RecognitionBatchView, { lines }),
  );
export const useWriteRecognitionBatch = (id: string) =>
  useGradeChange(() => api.post(`/recognition-batches/${id}/write`, RecognitionBatchView));
export const useCancelRecognitionBatch = (id: string) =>
  useGradeChange(() => api.post(`/recognition-batches/${id}/cancel`, RecognitionBatchView));
export const useRetryRecognitionBatch = (id: string) =>
  useGradeChange(() => api.post(`/recognition-batches/${id}/retry`, RecognitionBatchView));
export const useUndoRecognitionBatch = (id: string) =>
  useGradeChange((reason: string) => api.post(`/recognition-batches/${id}/undo`, RecognitionBatchView, { reason }));
