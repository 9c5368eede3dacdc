import { TimelinePage, type TimelineEntry, type TimelineQuery } from '@lianghuan/contracts';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../api/client.js';

const PAGE_SIZE = 15;

/** What happened to a record, newest first, fetched page by page; `kind` undefined: everything. */
export function useTimeline(
  subject: TimelineQuery['subject'],
  subjectId: string,
  kind: TimelineEntry['kind'] | undefined,
) {
  return useInfiniteQuery({
    queryKey: ['timeline', subjectId, kind],
    queryFn: ({ pageParam, signal }) =>
      api.get('/timeline', TimelinePage, { subject, subjectId, kind, page: pageParam, pageSize: PAGE_SIZE }, signal),
    initialPageParam: 1,
    getNextPageParam: ({ page, pageSize, total }) => (page * pageSize < total ? page + 1 : undefined),
    placeholderData: keepPreviousData,
  });
}
