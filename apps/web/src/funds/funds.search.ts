import type { FundsProgress, FundsQuery } from '@lianghuan/contracts';
import { z } from 'zod';
import { listSearch } from '../app/list-search.js';

/** Filters of the list of lines, as the API takes them. */
export const FundsLineSearch = listSearch<keyof FundsQuery>()([
  'areaCode',
  'status',
  'kind',
  'periodFrom',
  'periodTo',
  'projectId',
  'counted',
]);
export type FundsLineSearch = z.infer<typeof FundsLineSearch>;

export const FundsSearch = z.object({
  year: z.coerce.number().int().min(2000).max(2100).optional().catch(undefined),
});

/** A line whose figures a new filing starts from, after it was returned. */
export const NewFundsSearch = z.object({ from: z.uuid().optional().catch(undefined) });

/** The lines a figure of the progress sums: what is recognised, of a year, a month or an area. */
export function countedLines(
  { year }: Pick<FundsProgress, 'year'>,
  narrow: { readonly areaCode?: string; readonly period?: string } = {},
): FundsLineSearch {
  return { counted: 'true', ...within(year, narrow) };
}

/** The lines that are filed, not verified yet, and will count. */
export function pendingLines(
  { year }: Pick<FundsProgress, 'year'>,
  narrow: { readonly areaCode?: string } = {},
): FundsLineSearch {
  return { counted: 'pending', ...within(year, narrow) };
}

function within(year: number, { areaCode, period }: { areaCode?: string; period?: string }): FundsLineSearch {
  return {
    periodFrom: period ?? `${year}-01`,
    periodTo: period ?? `${year}-12`,
    ...(areaCode === undefined ? {} : { areaCode }),
  };
}
