import {
  SavedViewList,
  SavedViewView,
  type CreateSavedView,
  type UpdateSavedView,
  type ListCode,
} from '@lianghuan/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';

export function useSavedViews(list: ListCode) {
  return useQuery({
    queryKey: ['saved-view', list],
    queryFn: ({ signal }) => api.get('/saved-views', SavedViewList, { list }, signal),
  });
}

function useViewMutation<Input>(list: ListCode, send: (input: Input) => Promise<SavedViewView>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () => client.invalidateQueries({ queryKey: ['saved-view', list] }),
  });
}

/** Saves a view and, if asked, makes it the default. */
export function useCreateView(list: ListCode) {
  return useViewMutation(list, async ({ isDefault, ...input }: CreateSavedView & { isDefault: boolean }) => {
    const view = await api.post('/saved-views', SavedViewView, input);
    return isDefault ? api.post(`/saved-views/${view.id}/default`, SavedViewView, { isDefault }) : view;
  });
}

export function useUpdateView(list: ListCode) {
  return useViewMutation(list, ({ id, ...changes }: UpdateSavedView & { id: string }) =>
    api.patch(`/saved-views/${id}`, SavedViewView, changes),
  );
}

export function useWithdrawView(list: ListCode) {
  return useViewMutation(list, (id: string) => api.post(`/saved-views/${id}/withdraw`, SavedViewView));
}

export function useDefaultView(list: ListCode) {
  return useViewMutation(list, ({ id, isDefault }: { id: string; isDefault: boolean }) =>
    api.post(`/saved-views/${id}/default`, SavedViewView, { isDefault }),
  );
}
