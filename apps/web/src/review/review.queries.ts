import {
  ReviewConditionPage,
  ReviewConditionView,
  ReviewPacketDetail,
  ReviewPacketPage,
  ReviewUnits,
  StoredFileView,
  type ConcludeReview,
  type ReportCondition,
  type SettleCondition,
  type SubmitReview,
} from '@lianghuan/contracts';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { api, type QueryValues } from '../api/client.js';
import { useChange } from '../app/use-change.js';

export function useReviewPackets(search: QueryValues) {
  return useQuery({
    queryKey: ['review', 'list', search],
    queryFn: ({ signal }) => api.get('/review-packets', ReviewPacketPage, search, signal),
    placeholderData: keepPreviousData,
  });
}

export function reviewPacketQuery(id: string) {
  return queryOptions({
    queryKey: ['review', 'packet', id],
    queryFn: ({ signal }) => api.get(`/review-packets/${id}`, ReviewPacketDetail, undefined, signal),
  });
}

export function useReviewConditions(search: QueryValues) {
  return useQuery({
    queryKey: ['review', 'conditions', search],
    queryFn: ({ signal }) => api.get('/review-conditions', ReviewConditionPage, search, signal),
    placeholderData: keepPreviousData,
  });
}

export function useReviewUnits() {
  return useQuery({
    queryKey: ['review', 'units'],
    queryFn: ({ signal }) => api.get('/review-units', ReviewUnits, undefined, signal),
    staleTime: 10 * 60_000,
  });
}

/** A review settles the project too, and what waits at the desk: all of it is fetched anew. */
function useReviewMutation<Input, Schema extends z.ZodType>(send: (input: Input) => Promise<z.output<Schema>>) {
  return useChange(['review', 'project', 'reserve', 'home', 'audit'], send);
}

export function useSubmitReview(projectId: string) {
  return useReviewMutation<SubmitReview, typeof ReviewPacketDetail>((input) =>
    api.post(`/projects/${projectId}/review-packets`, ReviewPacketDetail, input),
  );
}
export function useWithdrawReview(packetId: string) {
  return useReviewMutation<string, typeof ReviewPacketDetail>((reason) =>
    api.post(`/review-packets/${packetId}/withdraw`, ReviewPacketDetail, { reason }),
  );
}
export function useConcludeReview(opinionId: string) {
  return useReviewMutation<z.input<typeof ConcludeReview>, typeof ReviewPacketDetail>((input) =>
    api.post(`/review-opinions/${opinionId}/conclude`, ReviewPacketDetail, input),
  );
}
export function useReportCondition(id: string) {
  return useReviewMutation<z.input<typeof ReportCondition>, typeof ReviewConditionView>((input) =>
    api.post(`/review-conditions/${id}/report`, ReviewConditionView, input),
  );
}
export function useSettleCondition(id: string) {
  return useReviewMutation<SettleCondition, typeof ReviewConditionView>((input) =>
    api.post(`/review-conditions/${id}/settle`, ReviewConditionView, input),
  );
}

/** Stores one attachment; the opinion or the evidence refers to it by its id. */
export function uploadReviewFile(file: File, onProgress: (share: number) => void): Promise<StoredFileView> {
  const form = new FormData();
  form.append('file', file, file.name);
  return api.upload('/review-files', StoredFileView, form, { onProgress });
}
