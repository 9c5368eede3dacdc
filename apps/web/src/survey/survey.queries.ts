import {
  SurveyCampaignPage,
  SurveyCampaignView,
  SurveyCellDetail,
  SurveyCellPage,
  SurveyLeadList,
  SurveyMatrix,
  SurveyStepList,
  type AssignSurveyCell,
  type ClaimSurveyNone,
  type CreateSurveyCampaign,
  type ExtendSurveyCampaign,
  type MoveSurveyCampaign,
  type ReturnSurveyCell,
  type SubmitSurveyCell,
  type UpdateSurveyCampaign,
  type VerifySurveyCell,
} from '@lianghuan/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type QueryValues } from '../api/client.js';

export function useSurveys(search: QueryValues) {
  return useQuery({
    queryKey: ['survey', 'list', search],
    queryFn: ({ signal }) => api.get('/survey-campaigns', SurveyCampaignPage, search, signal),
    placeholderData: keepPreviousData,
  });
}

export function useSurveyMatrix(id: string) {
  return useQuery({
    queryKey: ['survey', 'matrix', id],
    queryFn: ({ signal }) => api.get(`/survey-campaigns/${id}/matrix`, SurveyMatrix, undefined, signal),
  });
}

export function useSurveySteps(id: string) {
  return useQuery({
    queryKey: ['survey', 'steps', id],
    queryFn: ({ signal }) => api.get(`/survey-campaigns/${id}/steps`, SurveyStepList, undefined, signal),
  });
}

export function useSurveyCells(search: QueryValues) {
  return useQuery({
    queryKey: ['survey', 'cells', search],
    queryFn: ({ signal }) => api.get('/survey-cells', SurveyCellPage, search, signal),
    placeholderData: keepPreviousData,
  });
}

export function useSurveyCell(id: string) {
  return useQuery({
    queryKey: ['survey', 'cell', id],
    queryFn: ({ signal }) => api.get(`/survey-cells/${id}`, SurveyCellDetail, undefined, signal),
  });
}

export function useSurveyLeads() {
  return useQuery({
    queryKey: ['survey', 'leads'],
    queryFn: ({ signal }) => api.get('/survey-campaigns/lead-units', SurveyLeadList, undefined, signal),
    staleTime: 10 * 60_000,
  });
}

/** A step moves the matrix and what waits at the desk; a submission confirms rows of the registers too. */
function useChanging<Input, Output>(send: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () =>
      Promise.all(
        ['survey', 'home', 'resource', 'market', 'audit'].map((noun) => client.invalidateQueries({ queryKey: [noun] })),
      ),
  });
}

export function useCreateSurvey() {
  return useChanging((input: CreateSurveyCampaign) => api.post('/survey-campaigns', SurveyCampaignView, input));
}
export function useUpdateSurvey(id: string) {
  return useChanging((input: UpdateSurveyCampaign) => api.patch(`/survey-campaigns/${id}`, SurveyCampaignView, input));
}
export function useMoveSurvey(id: string) {
  return useChanging((input: MoveSurveyCampaign) => api.post(`/survey-campaigns/${id}/move`, SurveyCampaignView, input)); // prettier-ignore
}
export function useExtendSurvey(id: string) {
  return useChanging((input: ExtendSurveyCampaign) => api.post(`/survey-campaigns/${id}/extend`, SurveyCampaignView, input)); // prettier-ignore
}
export function useResurvey(id: string) {
  return useChanging(() => api.post(`/survey-campaigns/${id}/resurvey`, SurveyCampaignView, {}));
}

const cellPost = (id: string, action: string) => (input: unknown) => api.post(`/survey-cells/${id}/${action}`, SurveyCellDetail, input); // prettier-ignore
export function useSubmitCell(id: string) {
  return useChanging<SubmitSurveyCell, SurveyCellDetail>(cellPost(id, 'submit'));
}
export function useClaimNone(id: string) {
  return useChanging<ClaimSurveyNone, SurveyCellDetail>(cellPost(id, 'claim-none'));
}
export function useWithdrawCell(id: string) {
  return useChanging<ReturnSurveyCell, SurveyCellDetail>(cellPost(id, 'withdraw'));
}
export function useVerifyCell(id: string) {
  return useChanging<VerifySurveyCell, SurveyCellDetail>(cellPost(id, 'verify'));
}
export function useReturnCell(id: string) {
  return useChanging<ReturnSurveyCell, SurveyCellDetail>(cellPost(id, 'return'));
}
export function useAssignCell(id: string) {
  return useChanging<AssignSurveyCell, SurveyCellDetail>(cellPost(id, 'assign'));
}
