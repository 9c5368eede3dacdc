import { AuditPage, type AuditQuery } from '@lianghuan/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../api/client.js';

const PAGE_SIZE = 20;

/** Changes of one row, newest first, fetched page by page. */
export function useHistory(noun: AuditQuery['noun'], id: string, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['audit', id],
    queryFn: ({ pageParam, signal }) =>
      api.get('/audit', AuditPage, { noun, id, page: pageParam, pageSize: PAGE_SIZE }, signal),
    initialPageParam: 1,
    getNextPageParam: ({ page, pageSize, total }) => (page * pageSize < total ? page + 1 : undefined),
    enabled,
  });
}
