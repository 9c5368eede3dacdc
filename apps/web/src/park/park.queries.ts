import { type AddParkEvaluation, ParkDetail, ParkList, type UpdatePark } from '@lianghuan/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api } from '../api/client.js';

export function useParks() {
  return useQuery({
    queryKey: ['park'],
    queryFn: ({ signal }) => api.get('/parks', ParkList, undefined, signal),
  });
}

function useParkMutation<Input>(send: (input: Input) => Promise<ParkDetail>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSettled: () => client.invalidateQueries({ queryKey: ['park'] }) });
}

export function useUpdatePark(id: string) {
  return useParkMutation((input: UpdatePark) => api.patch(`/parks/${id}`, ParkDetail, input));
}
export function useAddEvaluation(id: string) {
  return useParkMutation((input: z.input<typeof AddParkEvaluation>) =>
    api.post(`/parks/${id}/evaluations`, ParkDetail, input),
  );
}
export function useWithdrawEvaluation(id: string) {
  return useParkMutation(({ evaluationId, reason }: { readonly evaluationId: string; readonly reason: string }) =>
    api.post(`/parks/${id}/evaluations/${evaluationId}/withdraw`, ParkDetail, { reason }),
  );
}
