import {
  type CommitReservation,
  type ExtendReservation,
  type RequestReservation,
  ReservationPage,
  ReservationView,
  type ReverseReservation,
  SupplyLedgerView,
} from '@lianghuan/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api } from '../api/client.js';
import type { ListSearch } from '../app/list-search.js';

export function useLedger(supplyId: string) {
  return useQuery({
    queryKey: ['supply', 'ledger', supplyId],
    queryFn: ({ signal }) => api.get(`/supplies/${supplyId}/ledger`, SupplyLedgerView, undefined, signal),
  });
}

export function useReservations(search: ListSearch) {
  return useQuery({
    queryKey: ['supply', 'reservations', search],
    queryFn: ({ signal }) => api.get('/reservations', ReservationPage, search, signal),
    placeholderData: keepPreviousData,
  });
}

/** What changes a reservation changes what is left for everybody: ledgers, lists, the registers' figures and packages are asked for anew. */
function useReservationMutation<Input>(send: (input: Input) => Promise<ReservationView>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () =>
      Promise.all(
        ['supply', 'resource', 'market', 'package', 'call', 'home', 'audit'].map((noun) =>
          client.invalidateQueries({ queryKey: [noun] }),
        ),
      ),
  });
}

export function useRequestReservation() {
  return useReservationMutation((input: z.input<typeof RequestReservation>) =>
    api.post('/reservations', ReservationView, input),
  );
}

/** Takes notice that a reservation moved up. */
export function useTakeNotice(id: string) {
  return useReservationMutation(() => api.post(`/reservations/${id}/notice`, ReservationView));
}

/** What one may do with a reservation, and what that takes. */
export interface ReservationActions {
  readonly commit: CommitReservation;
  readonly uphold: { readonly reason: string };
  readonly release: { readonly reason: string };
  readonly extend: ExtendReservation;
  readonly reverse: ReverseReservation;
}
export type ReservationAction = keyof ReservationActions;

export function useReservationAction(id: string) {
  return useReservationMutation(
    ({ action, body }: { readonly action: ReservationAction; readonly body: ReservationActions[ReservationAction] }) =>
      api.post(`/reservations/${id}/${action}`, ReservationView, body),
  );
}
