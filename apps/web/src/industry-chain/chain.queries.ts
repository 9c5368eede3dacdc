import {
  ChainDetail,
  ChainGapPage,
  ChainList,
  ChainMatrix,
  ChainMembers,
  ChainNodeDetail,
  ChainPlaceView,
  ChainRefreshView,
  ChainVersionView,
  type CorrectChainNode,
  type ReviseChain,
} from '@lianghuan/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { api, type QueryValues } from '../api/client.js';

const POLL_MS = 2_000;

export function useChains(areaCode: string | undefined) {
  return useQuery({
    queryKey: ['chain', 'list', areaCode],
    queryFn: ({ signal }) => api.get('/industry-chains', ChainList, { areaCode }, signal),
    placeholderData: keepPreviousData,
  });
}

export function useChain(id: string, areaCode?: string) {
  return useQuery({
    queryKey: ['chain', 'row', id, areaCode],
    queryFn: ({ signal }) => api.get(`/industry-chains/${id}`, ChainDetail, { areaCode }, signal),
    placeholderData: keepPreviousData,
  });
}

export function useChainVersions(id: string) {
  return useQuery({
    queryKey: ['chain', 'versions', id],
    queryFn: ({ signal }) => api.get(`/industry-chains/${id}/versions`, z.array(ChainVersionView), undefined, signal),
  });
}

export function useChainMatrix() {
  return useQuery({
    queryKey: ['chain', 'matrix'],
    queryFn: ({ signal }) => api.get('/industry-chains/matrix', ChainMatrix, undefined, signal),
  });
}

export function useChainMembers(id: string, areaCode: string | undefined) {
  return useQuery({
    queryKey: ['chain', 'members', id, areaCode],
    queryFn: ({ signal }) => api.get(`/industry-chains/${id}/members`, ChainMembers, { areaCode }, signal),
    placeholderData: keepPreviousData,
  });
}

export function useChainGaps(query: QueryValues) {
  return useQuery({
    queryKey: ['chain', 'gaps', query],
    queryFn: ({ signal }) => api.get('/industry-chains/gaps', ChainGapPage, query, signal),
    placeholderData: keepPreviousData,
  });
}

export function useChainNode(id: string | undefined, areaCode: string | undefined) {
  return useQuery({
    queryKey: ['chain', 'node', id, areaCode],
    queryFn: ({ signal }) => api.get(`/chain-nodes/${id}`, ChainNodeDetail, { areaCode }, signal),
    enabled: id !== undefined,
  });
}

export function useChainPlace(areaCode: string | undefined) {
  return useQuery({
    queryKey: ['chain', 'place', areaCode],
    queryFn: ({ signal }) => api.get('/industry-chains/place', ChainPlaceView, { areaCode }, signal),
    placeholderData: keepPreviousData,
  });
}

/** Asks for a refresh and follows it; everything of the chains is read anew when it ends. */
export function useChainRefresh() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      let refresh = await api.post('/chain-refreshes', ChainRefreshView, {});
      while (refresh.status === 'queued' || refresh.status === 'running') {
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
        refresh = await api.get('/chain-refreshes/latest', ChainRefreshView);
      }
      return refresh;
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['chain'] }),
  });
}

export function useReviseChain(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: ReviseChain) => api.patch(`/industry-chains/${id}`, ChainDetail, input),
    onSuccess: () => client.invalidateQueries({ queryKey: ['chain'] }),
  });
}

export function useCorrectNode(nodeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: CorrectChainNode) => api.post(`/chain-nodes/${nodeId}/corrections`, ChainNodeDetail, input),
    onSuccess: () => client.invalidateQueries({ queryKey: ['chain'] }),
  });
}

export function useWithdrawCorrection(nodeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, reason }: { readonly id: string; readonly reason: string }) =>
      api.post(`/chain-nodes/${nodeId}/corrections/${id}/withdraw`, ChainNodeDetail, { reason }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['chain'] }),
  });
}
