import { AreaView, IndustryView, ParkView, RegionView } from '@lianghuan/contracts';
import { keepPreviousData, queryOptions, useQueries, useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { api } from '../api/client.js';
import { loadIndustry } from './industry-loader.js';

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

/** Industries found by name or code; asked for once somebody looks. */
export function useIndustrySearch(q: string, isOpen: boolean) {
  return useQuery({
    queryKey: ['industry', 'search', q],
    queryFn: ({ signal }) => api.get('/industries', z.array(IndustryView), { q }, signal),
    enabled: isOpen,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });
}

/** Industries by their codes, as far as they are there yet. */
export function useIndustries(codes: readonly string[]): readonly IndustryView[] {
  const results = useQueries({
    queries: [...new Set(codes)].map((code) => ({
      queryKey: ['industry', 'code', code],
      queryFn: () => loadIndustry(code),
      staleTime: Infinity,
    })),
  });
  return results.flatMap(({ data }) => data ?? []);
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
