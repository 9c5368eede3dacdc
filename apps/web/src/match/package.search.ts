import type { ExchangePackageQuery } from '@lianghuan/contracts';
import { z } from 'zod';
import { listSearch } from '../app/list-search.js';

/** Filters of the list, and the package that is opened beside it. */
export const PackageSearch = z.intersection(
  listSearch<keyof ExchangePackageQuery>()(['areaCode', 'role', 'promised', 'projectId', 'enterpriseId']),
  z.object({ open: z.uuid().optional().catch(undefined) }),
);
export type PackageSearch = z.infer<typeof PackageSearch>;
