import { type FreezeLandList, LandListDetail, LandListDifference, LandListVersions } from '@lianghuan/contracts';
import { useQuery } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { useChange } from '../app/use-change.js';

export function useLandLists(year: number) {
  return useQuery({
    queryKey: ['land-list', 'year', year],
    queryFn: ({ signal }) => api.get('/land-lists', LandListVersions, { year }, signal),
  });
}

export function useLandList(id: string) {
  return useQuery({
    queryKey: ['land-list', id],
    queryFn: ({ signal }) => api.get(`/land-lists/${id}`, LandListDetail, undefined, signal),
  });
}

/** @param to another version; `now` for the list as it is */
export function useLandListDifference(id: string, to: string) {
  return useQuery({
    queryKey: ['land-list', id, 'difference', to],
    queryFn: ({ signal }) =>
      api.get(`/land-lists/${id}/difference`, LandListDifference, to === 'now' ? undefined : { to }, signal),
  });
}

export function useFreezeLandList() {
  return useChange(['land-list'], (body: FreezeLandList) => api.post('/land-lists', LandListDetail, body));
}
