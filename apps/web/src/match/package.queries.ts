import {
  ExchangePackagePage,
  ExchangePackageView,
  type KeepQuantity,
  type ReleaseQuantity,
} from '@lianghuan/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';
import type { ListSearch } from '../app/list-search.js';

/** 换包 under the filters, a page at a time. */
export function usePackages(search: ListSearch) {
  return useQuery({
    queryKey: ['package', 'list', search],
    queryFn: ({ signal }) => api.get('/exchange-packages', ExchangePackagePage, search, signal),
    placeholderData: keepPreviousData,
  });
}

/** Packages of a project; the pairs of one page share the answer. */
export function useProjectPackages(projectId: string) {
  return useQuery({
    queryKey: ['package', 'project', projectId],
    queryFn: ({ signal }) => api.get('/exchange-packages', ExchangePackagePage, { projectId, pageSize: 100 }, signal),
  });
}

export function usePackage(id: string) {
  return useQuery({
    queryKey: ['package', 'row', id],
    queryFn: ({ signal }) => api.get(`/exchange-packages/${id}`, ExchangePackageView, undefined, signal),
  });
}

/** A quantity that is set or given back changes what is left for others, so all packages are asked for again. */
function usePackageMutation<Input>(send: (input: Input) => Promise<ExchangePackageView>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSuccess: () => client.invalidateQueries({ queryKey: ['package'] }) });
}

export function useKeepQuantity(id: string) {
  return usePackageMutation((input: KeepQuantity) =>
    api.post(`/exchange-packages/${id}/keep`, ExchangePackageView, input),
  );
}
export function useReleaseQuantity(id: string) {
  return usePackageMutation((input: ReleaseQuantity) =>
    api.post(`/exchange-packages/${id}/release`, ExchangePackageView, input),
  );
}
