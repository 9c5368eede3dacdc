import { queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { ApiError } from '../api/api-error.js';

/** Boundaries of the counties; the build copies the file beside the scripts. */
const ADDRESS = new URL('../../../../libs/crm/data/reference/bijie-counties.geojson', import.meta.url).href;

const GeoJson = z.looseObject({
  type: z.literal('FeatureCollection'),
  features: z.array(z.looseObject({ properties: z.looseObject({ code: z.string(), name: z.string() }) })),
});

export interface CountyMap {
  readonly features: z.infer<typeof GeoJson>['features'];
  /** As drawn by the chart library. */
  readonly source: unknown;
}

export const countyMapQuery = queryOptions({
  queryKey: ['reference', 'county-map'],
  staleTime: Infinity,
  queryFn: async ({ signal }): Promise<CountyMap> => {
    let answer: Response;
    try {
      answer = await fetch(ADDRESS, { signal });
    } catch (cause) {
      if (signal.aborted) throw cause;
      throw new ApiError('NETWORK_UNREACHABLE', 0, {}, { cause });
    }
    if (!answer.ok) throw new ApiError('NETWORK_UNREACHABLE', answer.status);
    const parsed = GeoJson.safeParse(await answer.json());
    if (!parsed.success) throw new ApiError('RESPONSE_UNEXPECTED', answer.status, {}, { cause: parsed.error });
    return { features: parsed.data.features, source: parsed.data };
  },
});
