import {
  ConversionView,
  ProjectSummary,
  ProposalPage,
  ProposalView,
  ReserveFigures,
  ReserveRunView,
  RubricHistory,
  SnapshotList,
  type ConversionQuery,
  type DecideProposal,
  type ScoreRubric,
} from '@lianghuan/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { api, type QueryValues } from '../api/client.js';
import { useChange } from '../app/use-change.js';

const POLL_MS = 1500;
const RunList = z.array(ReserveRunView);
const isUnderWay = ({ status }: ReserveRunView) => status === 'queued' || status === 'running';

export function useReserveFigures(query: QueryValues) {
  return useQuery({
    queryKey: ['reserve', 'figures', query],
    queryFn: ({ signal }) => api.get('/reserve/figures', ReserveFigures, query, signal),
    placeholderData: keepPreviousData,
  });
}

export function useConversion(by: ConversionQuery['by'], areaCode: string | undefined) {
  return useQuery({
    queryKey: ['reserve', 'conversion', by, areaCode],
    queryFn: ({ signal }) => api.get('/reserve/conversion', ConversionView, { by, areaCode }, signal),
    placeholderData: keepPreviousData,
  });
}

export function useSnapshots(areaCode: string | undefined) {
  return useQuery({
    queryKey: ['reserve', 'snapshots', areaCode],
    queryFn: ({ signal }) => api.get('/reserve/snapshots', SnapshotList, { areaCode }, signal),
  });
}

/** Count, sum and quality of a list of projects under its own filters. */
export function useProjectSummary(query: QueryValues) {
  return useQuery({
    queryKey: ['project', 'summary', query],
    queryFn: ({ signal }) => api.get('/projects/summary', ProjectSummary, query, signal),
    placeholderData: keepPreviousData,
  });
}

export function useProposals(query: QueryValues) {
  return useQuery({
    queryKey: ['reserve', 'proposals', query],
    queryFn: ({ signal }) => api.get('/reserve/proposals', ProposalPage, query, signal),
    placeholderData: keepPreviousData,
  });
}

export function useReserveRuns() {
  const client = useQueryClient();
  return useQuery({
    queryKey: ['reserve', 'runs'],
    queryFn: async ({ signal }) => {
      const runs = await api.get('/reserve/runs', RunList, undefined, signal);
      const before = client.getQueryData<ReserveRunView[]>(['reserve', 'runs']);
      // What a check found is fetched when it has ended.
      if (before?.some(isUnderWay) === true && !runs.some(isUnderWay)) {
        for (const part of ['proposals', 'figures', 'snapshots']) {
          void client.invalidateQueries({ queryKey: ['reserve', part] });
        }
      }
      return runs;
    },
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) === true ? POLL_MS : false),
  });
}

export function useRequestReserveRun() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.post('/reserve/runs', ReserveRunView),
    onSuccess: () => client.invalidateQueries({ queryKey: ['reserve', 'runs'] }),
  });
}

/** A decision moves the project too. */
function useChanging<Input, Output>(send: (input: Input) => Promise<Output>) {
  return useChange(['reserve', 'project', 'review', 'home', 'audit'], send);
}

export function useDecideProposal(id: string) {
  return useChanging((input: DecideProposal) => api.post(`/reserve/proposals/${id}/decide`, ProposalView, input));
}

export function useRubrics(projectId: string) {
  return useQuery({
    queryKey: ['reserve', 'rubrics', projectId],
    queryFn: ({ signal }) => api.get(`/projects/${projectId}/rubrics`, RubricHistory, undefined, signal),
  });
}
export function useScoreRubric(projectId: string) {
  return useChanging((input: ScoreRubric) => api.post(`/projects/${projectId}/rubrics`, RubricHistory, input));
}
