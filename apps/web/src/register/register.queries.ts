import { gatherExtras, RowCount } from '@lianghuan/contracts';
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';
import type { ListSearch } from '../app/list-search.js';
import type { ListedRow, RegisterDefinition, RegisterListing, RegisterRow } from './register-definition.js';

/** One page of a register, as the address bar asks for it. */
export function useRegisterPage<Row extends ListedRow>(definition: RegisterListing<Row>, search: ListSearch) {
  const { columns: _columns, ...query } = search;
  return useQuery({
    queryKey: [definition.name, 'list', query],
    queryFn: ({ signal }) => api.get(definition.path, definition.page, query, signal),
    placeholderData: keepPreviousData,
  });
}

/**
 * How many rows the list has. A page that is not the last tells only that there are more; they are counted beside it.
 * @returns `total`, undefined until it is known and where a search finds thousands, whose reader will type another word; `least` rows there are
 */
export function useRegisterTotal<Row extends ListedRow>(
  definition: RegisterListing<Row>,
  search: ListSearch,
  page: { readonly total: number; readonly isTotalCapped?: boolean; readonly isSimilar?: boolean } | undefined,
): { readonly total: number | undefined; readonly least: number | undefined } {
  const { columns: _columns, page: _page, pageSize: _pageSize, sort: _sort, ...filters } = search;
  const isCapped = page?.isTotalCapped === true;
  const counted = useQuery({
    queryKey: [definition.name, 'list', 'count', filters],
    queryFn: ({ signal }) => api.get(`${definition.path}/count`, RowCount, filters, signal),
    enabled: isCapped,
  });
  if (page?.isSimilar === true) return { total: 0, least: 0 };
  if (!isCapped) return { total: page?.total, least: page?.total };
  const { count, isCapped: isLeast } = counted.data ?? { count: page.total, isCapped: true };
  return { total: isLeast === true ? undefined : count, least: Math.max(count, page.total) };
}

export function registerRowQuery<Row extends RegisterRow>(definition: RegisterDefinition<Row>, id: string) {
  return queryOptions({
    queryKey: [definition.name, 'row', id],
    queryFn: ({ signal }) => api.get(`${definition.path}/${id}`, definition.view, undefined, signal),
  });
}

/** Everything that changes one row: afterwards the row is known, and lists and history are fetched anew. */
function useRowMutation<Row extends RegisterRow, Input>(
  definition: RegisterDefinition<Row>,
  send: (input: Input) => Promise<Row>,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: async (row) => {
      client.setQueryData(registerRowQuery(definition, row.id).queryKey, row);
      await Promise.all([
        client.invalidateQueries({ queryKey: [definition.name, 'list'] }),
        client.invalidateQueries({ queryKey: ['audit', row.id] }),
        client.invalidateQueries({ queryKey: ['home'] }),
      ]);
    },
  });
}

export function useCreateRow<Row extends RegisterRow>(definition: RegisterDefinition<Row>) {
  return useRowMutation(definition, (input: Record<string, unknown>) =>
    api.post(definition.path, definition.view, gatherExtras(input)),
  );
}

export function useUpdateRow<Row extends RegisterRow>(definition: RegisterDefinition<Row>, id: string) {
  return useRowMutation(definition, (input: Record<string, unknown> & { version: number }) =>
    api.patch(`${definition.path}/${id}`, definition.view, gatherExtras(input)),
  );
}

export function useArchiveRow<Row extends RegisterRow>(definition: RegisterDefinition<Row>, id: string) {
  return useRowMutation(definition, ({ verb, reason }: { verb: 'archive' | 'restore'; reason: string }) =>
    api.post(`${definition.path}/${id}/${verb}`, definition.view, { reason }),
  );
}

/** 仍属实. What the screen showed is fetched anew also when it was refused: then somebody else was faster. */
export function useConfirmRow<Row extends RegisterRow>(definition: RegisterDefinition<Row>, id: string) {
  const client = useQueryClient();
  return useRowMutation(definition, async (version: number) => {
    try {
      return await api.post(`${definition.path}/${id}/confirm`, definition.view, { version });
    } catch (error) {
      void client.invalidateQueries({ queryKey: registerRowQuery(definition, id).queryKey });
      void client.invalidateQueries({ queryKey: ['home'] });
      throw error;
    }
  });
}

/** For actions of one register only, e.g. the reserve state of a project: they answer with the row as well. */
export function useRowAction<Row extends RegisterRow, Input>(
  definition: RegisterDefinition<Row>,
  id: string,
  address: (input: Input) => { readonly path: string; readonly body: unknown },
) {
  return useRowMutation(definition, (input: Input) => {
    const { path, body } = address(input);
    return api.post(`${definition.path}/${id}/${path}`, definition.view, body);
  });
}
