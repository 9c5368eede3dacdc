import type { AllocationBoardQuery } from '@lianghuan/contracts';
import type { z } from 'zod';
import { listSearch } from '../app/list-search.js';

export const AllocationSearch = listSearch<keyof AllocationBoardQuery>()(['by', 'areaCode']);
export type AllocationSearch = z.infer<typeof AllocationSearch>;

/** What the board gathers the pairs by. An address that says something else shows projects. */
export function gatheredBy({ by }: AllocationSearch): AllocationBoardQuery['by'] {
  return by === 'enterprise' || by === 'area' ? by : 'project';
}
