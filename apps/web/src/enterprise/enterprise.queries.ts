import { EnterpriseLookup } from '@lianghuan/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../api/client.js';

/** Enterprises of about this name: those one may see, and of the others only who holds them. The API logs the look-up. */
export function useEnterpriseLookup(name: string) {
  return useQuery({
    queryKey: ['enterprise', 'lookup', name],
    queryFn: ({ signal }) => api.get('/enterprises/lookup', EnterpriseLookup, { name }, signal),
    enabled: name.length >= 2,
    placeholderData: keepPreviousData,
  });
}
