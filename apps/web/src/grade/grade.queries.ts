import {
  ArrivalPage,
  DecidedGradings,
  EnterpriseGradeView,
  GradePreviewPage,
  GradeRuleSets,
  GradeRuleSetView,
  GradingPage,
  StrongEnterpriseFigures,
  type CreateGradeRuleSet,
  type CreateRecognition,
  type DecideGradings,
  type ProposeGrade,
} from '@lianghuan/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { api } from '../api/client.js';
import type { ListSearch } from '../app/list-search.js';

/** How often a page asks for an evaluation under way, in ms. */
const POLL = 1500;

export function useGradings(search: ListSearch) {
  return useQuery({
    queryKey: ['grade', 'gradings', search],
    queryFn: ({ signal }) => api.get('/gradings', GradingPage, search, signal),
    placeholderData: keepPreviousData,
  });
}

export function useArrivals(search: ListSearch) {
  return useQuery({
    queryKey: ['grade', 'arrivals', search],
    queryFn: ({ signal }) => api.get('/strong-enterprises', ArrivalPage, search, signal),
    placeholderData: keepPreviousData,
  });
}

export function useStrongFigures(year: string | undefined, enabled = true) {
  return useQuery({
    queryKey: ['grade', 'figures', year],
    queryFn: ({ signal }) =>
      api.get('/strong-enterprises/figures', StrongEnterpriseFigures, year === undefined ? {} : { year }, signal),
    enabled,
  });
}

export function useRuleSets() {
  return useQuery({
    queryKey: ['grade', 'rules'],
    queryFn: ({ signal }) => api.get('/grade-rule-sets', GradeRuleSets, undefined, signal),
    refetchInterval: ({ state }) =>
      state.data?.items.some(
        ({ evaluation }) => evaluation?.status === 'queued' || evaluation?.status === 'running',
      ) === true
        ? POLL
        : false,
  });
}

export function useRulePreview(id: string, change: 'added' | 'removed', page: number, enabled: boolean) {
  return useQuery({
    queryKey: ['grade', 'preview', id, change, page],
    queryFn: ({ signal }) =>
      api.get(`/grade-rule-sets/${id}/preview`, GradePreviewPage, { change, page, pageSize: 10 }, signal),
    placeholderData: keepPreviousData,
    enabled,
  });
}

export function useEnterpriseGrade(enterpriseId: string) {
  return useQuery({
    queryKey: ['grade', 'enterprise', enterpriseId],
    queryFn: ({ signal }) => api.get(`/enterprises/${enterpriseId}/grade`, EnterpriseGradeView, undefined, signal),
  });
}

/** A change of what grades rest on; what shows grades is read anew. */
export function useGradeChange<Input, Result>(send: (input: Input) => Promise<Result>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () =>
      Promise.all(['grade', 'enterprise', 'home', 'audit'].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}

export const useDecideGradings = () =>
  useGradeChange((input: DecideGradings) => api.post('/gradings/decide', DecidedGradings, input));
export const useWithdrawGrading = (id: string) =>
  useGradeChange(() => api.post(`/gradings/${id}/withdraw`, z.unknown(), {}));
export const useCreateRuleSet = () =>
  useGradeChange((input: CreateGradeRuleSet) => api.post('/grade-rule-sets', GradeRuleSetView, input));
export const usePutInForce = (id: string) =>
  useGradeChange((reason: string) => api.post(`/grade-rule-sets/${id}/put-in-force`, GradeRuleSetView, { reason }));
export const useProposeGrade = (enterpriseId: string) =>
  useGradeChange((input: ProposeGrade) =>
    api.post(`/enterprises/${enterpriseId}/gradings`, EnterpriseGradeView, input),
  );
export const useRecognize = (enterpriseId: string) =>
  useGradeChange((input: CreateRecognition) =>
    api.post(`/enterprises/${enterpriseId}/recognitions`, EnterpriseGradeView, input),
  );
export const useWithdrawRecognition = (id: string) =>
  useGradeChange((reason: string) => api.post(`/recognitions/${id}/withdraw`, EnterpriseGradeView, { reason }));
