import {
  FundsLinePage,
  FundsLineView,
  FundsProgress,
  StoredFileView,
  type FileFunds,
  type ReverseFunds,
  type VerifyFunds,
  type WithdrawFunds,
} from '@lianghuan/contracts';
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';
import type { FundsLineSearch } from './funds.search.js';

export function useFundsProgress(year: number | undefined) {
  return useQuery({
    queryKey: ['funds', 'progress', year],
    queryFn: ({ signal }) => api.get('/funds/progress', FundsProgress, { year }, signal),
    enabled: year !== undefined,
    placeholderData: keepPreviousData,
  });
}

export function useFundsLines(search: FundsLineSearch) {
  return useQuery({
    queryKey: ['funds', 'list', search],
    queryFn: ({ signal }) => api.get('/funds-lines', FundsLinePage, search, signal),
    placeholderData: keepPreviousData,
  });
}

export function fundsLineQuery(id: string) {
  return queryOptions({
    queryKey: ['funds', 'row', id],
    queryFn: ({ signal }) => api.get(`/funds-lines/${id}`, FundsLineView, undefined, signal),
  });
}

/** Money is never shown before the server has it: everything is fetched anew after a change. */
function useFundsMutation<Input>(send: (input: Input) => Promise<FundsLineView>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () =>
      Promise.all(['funds', 'home', 'audit'].map((noun) => client.invalidateQueries({ queryKey: [noun] }))),
  });
}

export function useFileFunds() {
  return useFundsMutation((input: FileFunds) => api.post('/funds-lines', FundsLineView, input));
}
export function useVerifyFunds(id: string) {
  return useFundsMutation((input: VerifyFunds) => api.post(`/funds-lines/${id}/verify`, FundsLineView, input));
}
export function useReverseFunds(id: string) {
  return useFundsMutation((input: ReverseFunds) => api.post(`/funds-lines/${id}/reverse`, FundsLineView, input));
}
export function useWithdrawFunds(id: string) {
  return useFundsMutation((input: WithdrawFunds) => api.post(`/funds-lines/${id}/withdraw`, FundsLineView, input));
}

/** Stores one file; the filing refers to it by its id. */
export function uploadEvidence(file: File, onProgress: (share: number) => void): Promise<StoredFileView> {
  const form = new FormData();
  form.append('file', file, file.name);
  return api.upload('/files', StoredFileView, form, { onProgress });
}
