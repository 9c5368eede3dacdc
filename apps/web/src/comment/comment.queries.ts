import {
  CommentPage,
  CommentView,
  MentionPage,
  People,
  UnreadMentions,
  type AddComment,
  type SubjectRef,
  type WriteComment,
} from '@lianghuan/contracts';
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';

const PAGE_SIZE = 10;
/** How often the number of unread mentions is asked for while a page is open. */
const UNREAD_EVERY_MS = 60_000;

/** Comments on a record, newest first, fetched page by page. */
export function useComments(on: SubjectRef) {
  return useInfiniteQuery({
    queryKey: ['comment', 'list', on.subjectId],
    queryFn: ({ pageParam, signal }) =>
      api.get('/comments', CommentPage, { ...on, page: pageParam, pageSize: PAGE_SIZE }, signal),
    initialPageParam: 1,
    getNextPageParam: ({ page, pageSize, total }) => (page * pageSize < total ? page + 1 : undefined),
  });
}

/** People who may be mentioned on a record. */
export function useReaders(on: SubjectRef, q: string | undefined) {
  return useQuery({
    queryKey: ['comment', 'readers', on.subjectId, q],
    queryFn: ({ signal }) => api.get('/comments/readers', People, { ...on, q }, signal),
    enabled: q !== undefined,
    placeholderData: keepPreviousData,
  });
}

function useCommentMutation<Input>(send: (input: Input) => Promise<CommentView>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () =>
      Promise.all([['comment', 'list'], ['timeline']].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
export const useAddComment = () => useCommentMutation((input: AddComment) => api.post('/comments', CommentView, input));
export const useEditComment = (id: string) =>
  useCommentMutation((input: WriteComment) => api.patch(`/comments/${id}`, CommentView, input));
export const useWithdrawComment = (id: string) =>
  useCommentMutation(() => api.post(`/comments/${id}/withdraw`, CommentView));

export function useMentions(page: number, unread: boolean) {
  return useQuery({
    queryKey: ['mention', 'list', page, unread],
    queryFn: ({ signal }) => api.get('/mentions', MentionPage, { page, unread: unread ? true : undefined }, signal),
    placeholderData: keepPreviousData,
  });
}

/** How many mentions wait to be read; 0 while nobody knows. */
export function useUnreadMentions(): number {
  const { data } = useQuery({
    queryKey: ['mention', 'unread'],
    queryFn: ({ signal }) => api.get('/mentions/unread', UnreadMentions, undefined, signal),
    refetchInterval: UNREAD_EVERY_MS,
  });
  return data?.unread ?? 0;
}

export function useReadMentions() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (commentIds: readonly string[] | undefined) =>
      api.post('/mentions/read', UnreadMentions, { commentIds }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['mention'] }),
  });
}
