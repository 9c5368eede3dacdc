import {
  ValueAliasList,
  ConnectorCheck,
  ConnectorList,
  ConnectorPartPreview,
  ConnectorRowPage,
  ConnectorRunPage,
  ConnectorRunView,
  UnknownValues,
  ConnectorView,
  FieldProposalDecisions,
  FieldProposalPage,
  type Code,
  type CreateConnector,
  type DecideFieldProposals,
  type SaveValueAlias,
  type UndoConnectorPart,
  type UpdateConnector,
} from '@lianghuan/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api } from '../api/client.js';

/** Whether the server is at work on it, so that the screen keeps asking. */
export function isUnderWay({
  status,
  undo,
  partUndos,
}: Pick<ConnectorRunView, 'status' | 'undo' | 'partUndos'>): boolean {
  return [status, undo?.status, ...partUndos.map((part) => part.status)].some((one) => one === 'queued' || one === 'running'); // prettier-ignore
}

export function useConnectors() {
  return useQuery({
    queryKey: ['connector', 'list'],
    queryFn: ({ signal }) => api.get('/connectors', ConnectorList, undefined, signal),
    refetchInterval: ({ state }) =>
      state.data?.some(({ lastRun }) => lastRun !== null && isUnderWay(lastRun)) === true ? 2000 : false,
  });
}

/** What lies ready at a connector. */
export function useWaiting(id: string) {
  return useQuery({
    queryKey: ['connector', 'waiting', id],
    queryFn: ({ signal }) => api.get(`/connectors/${id}/waiting`, ConnectorCheck, undefined, signal),
  });
}

function useConnectorMutation<Input, Output>(send: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () => client.invalidateQueries({ queryKey: ['connector'] }),
  });
}

export function useCreateConnector() {
  return useConnectorMutation((input: z.input<typeof CreateConnector>) =>
    api.post('/connectors', ConnectorView, input),
  );
}
export function useUpdateConnector(id: string) {
  return useConnectorMutation((input: UpdateConnector) => api.patch(`/connectors/${id}`, ConnectorView, input));
}
export function useSaveAlias(id: string) {
  return useConnectorMutation((input: SaveValueAlias) => api.post(`/connectors/${id}/aliases`, ValueAliasList, input));
}
export function useRemoveAlias(id: string) {
  return useConnectorMutation((aliasId: string) =>
    api.post(`/connectors/${id}/aliases/${aliasId}/withdraw`, ValueAliasList),
  );
}
export function useRunConnector(id: string) {
  return useConnectorMutation((mode: Code<'connectorMode'>) =>
    api.post(`/connectors/${id}/runs`, ConnectorRunView, { mode }),
  );
}
export function useBringFile(id: string) {
  return useConnectorMutation((file: File) => {
    const form = new FormData();
    form.append('file', file);
    return api.upload(`/connectors/${id}/files`, ConnectorCheck, form);
  });
}

export function useConnectorRuns(page: number, pageSize: number) {
  return useQuery({
    queryKey: ['connector', 'runs', page],
    queryFn: ({ signal }) => api.get('/connector-runs', ConnectorRunPage, { page, pageSize }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) === true ? 2000 : false),
  });
}

export function useConnectorRun(id: string) {
  return useQuery({
    queryKey: ['connector', 'run', id],
    queryFn: ({ signal }) => api.get(`/connector-runs/${id}`, ConnectorRunView, undefined, signal),
    refetchInterval: ({ state }) => (state.data !== undefined && isUnderWay(state.data) ? 1000 : false),
  });
}

export function useConnectorRows(run: ConnectorRunView, verdict: string | undefined, page: number, pageSize: number) {
  return useQuery({
    queryKey: ['connector', 'rows', run.id, run.progressDone, run.partUndos.length, verdict, page],
    queryFn: ({ signal }) =>
      api.get(`/connector-runs/${run.id}/rows`, ConnectorRowPage, { verdict, page, pageSize }, signal),
    placeholderData: keepPreviousData,
  });
}

/** Values of a run that are in no list. */
export function useUnknownValues(run: ConnectorRunView) {
  return useQuery({
    queryKey: ['connector', 'unknown-values', run.id, run.progressDone],
    queryFn: ({ signal }) => api.get(`/connector-runs/${run.id}/unknown-values`, UnknownValues, undefined, signal),
    placeholderData: keepPreviousData,
  });
}

export type RunAction = { readonly verb: 'cancel' } | { readonly verb: 'undo'; readonly reason: string };

/** A step of a run, behind which enterprises and signals are read anew. */
function useRunStep<Input>(send: (input: Input) => Promise<ConnectorRunView>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () =>
      Promise.all(
        ['connector', 'enterprise', 'signal', 'field-proposal'].map((noun) =>
          client.invalidateQueries({ queryKey: [noun] }),
        ),
      ),
  });
}

/** Stops a run or takes it back. */
export function useActOnRun(id: string) {
  return useRunStep(({ verb, ...body }: RunAction) =>
    api.post(`/connector-runs/${id}/${verb}`, ConnectorRunView, body),
  );
}

/** Takes back some enterprises of a run. */
export function useUndoPart(id: string) {
  return useRunStep((input: UndoConnectorPart) =>
    api.post(`/connector-runs/${id}/undo-enterprises`, ConnectorRunView, input),
  );
}

/** What {@link useUndoPart} would do; not asked again behind the deed, since what is taken back cannot be tried. */
export function usePartPreview(id: string, enterpriseIds: readonly string[]) {
  return useQuery({
    queryKey: ['connector-part-preview', id, enterpriseIds],
    queryFn: () => api.post(`/connector-runs/${id}/undo-enterprises/preview`, ConnectorPartPreview, { enterpriseIds }),
    gcTime: 0,
  });
}

export function useFieldProposals(search: Readonly<Record<string, string | number | undefined>>) {
  return useQuery({
    queryKey: ['field-proposal', search],
    queryFn: ({ signal }) => api.get('/field-proposals', FieldProposalPage, search, signal),
    placeholderData: keepPreviousData,
  });
}

export function useDecideFieldProposals() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: DecideFieldProposals) => api.post('/field-proposals/decide', FieldProposalDecisions, input),
    onSuccess: () =>
      Promise.all(
        ['field-proposal', 'enterprise', 'connector'].map((noun) => client.invalidateQueries({ queryKey: [noun] })),
      ),
  });
}
