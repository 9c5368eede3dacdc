import { AreaView, IndustryView, ParkView, RegionView } from '@lianghuan/contracts';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { api } from '../api/client.js';

const Reference = z.object({ areas: z.array(AreaView), parks: z.array(ParkView) });

/** Reporting areas and parks: they change with a release, not during a working day. */
export const referenceQuery = queryOptions({
  queryKey: ['reference'],
  queryFn: ({ signal }) => api.get('/reference', Reference, undefined, signal),
  staleTime: Infinity,
});

const NO_AREAS: readonly AreaView[] = [];

export function useAreas(): readonly AreaView[] {
  return useQuery(referenceQuery).data?.areas ?? NO_AREAS;
}

/** Name of an area; its code until the reference data is there. */
export function useAreaName(): (code: string) => string {
  const areas = useAreas();
  return (code) => areas.find((area) => area.code === code)?.shortName ?? code;
}

/** Industries found by name or code. */
export function useIndustrySearch(q: string) {
  return useQuery({
    queryKey: ['industry', 'search', q],
    queryFn: ({ signal }) => api.get('/industries', z.array(IndustryView), { q }, signal),
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });
}

/** Names of industries by their codes. */
export function useIndustries(codes: readonly string[]) {
  const wanted = [...new Set(codes)].sort().join(',');
  return useQuery({
    queryKey: ['industry', 'codes', wanted],
    queryFn: ({ signal }) => api.get('/industries', z.array(IndustryView), { codes: wanted }, signal),
    enabled: wanted !== '',
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });
}

/** Regions found by name or code; without words, the one region a code stands for. */
export function useRegionSearch(q: string, code: string) {
  return useQuery({
    queryKey: ['region', q, code],
    queryFn: ({ signal }) => api.get('/regions', z.array(RegionView), q === '' ? { codes: code } : { q }, signal),
    enabled: q !== '' || code !== '',
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });
}
