import { SavedViewList, SavedViewView, type CreateSavedView, type UpdateSavedView } from '@lianghuan/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';
import type { RegisterName } from '../register/register-paths.js';

export function useSavedViews(list: RegisterName) {
  return useQuery({
    queryKey: ['saved-view', list],
    queryFn: ({ signal }) => api.get('/saved-views', SavedViewList, { list }, signal),
  });
}

function useViewMutation<Input>(list: RegisterName, send: (input: Input) => Promise<SavedViewView>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () => client.invalidateQueries({ queryKey: ['saved-view', list] }),
  });
}

/** Saves a view and, if asked, makes it the default. */
export function useCreateView(list: RegisterName) {
  return useViewMutation(list, async ({ isDefault, ...input }: CreateSavedView & { isDefault: boolean }) => {
    const view = await api.post('/saved-views', SavedViewView, input);
    return isDefault ? api.post(`/saved-views/${view.id}/default`, SavedViewView, { isDefault }) : view;
  });
}

export function useUpdateView(list: RegisterName) {
  return useViewMutation(list, ({ id, ...changes }: UpdateSavedView & { id: string }) =>
    api.patch(`/saved-views/${id}`, SavedViewView, changes),
  );
}

export function useWithdrawView(list: RegisterName) {
  return useViewMutation(list, (id: string) => api.post(`/saved-views/${id}/withdraw`, SavedViewView));
}

export function useDefaultView(list: RegisterName) {
  return useViewMutation(list, ({ id, isDefault }: { id: string; isDefault: boolean }) =>
    api.post(`/saved-views/${id}/default`, SavedViewView, { isDefault }),
  );
}
