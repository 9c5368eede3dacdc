import { z } from 'zod';

const text = z.string().optional().catch(undefined);
const count = (max: number) => z.coerce.number().int().min(1).max(max).optional().catch(undefined);

const common = {
  q: text,
  page: count(100_000),
  pageSize: count(200),
  sort: text,
  /** Keys of the columns shown; all without it. */
  columns: text,
};

/** What any list keeps in the address bar: words, page, sort, and one comma-separated text per filter. */
export type ListSearch = {
  q?: string;
  page?: number;
  pageSize?: number;
  sort?: string;
  columns?: string;
  [filter: string]: string | number | undefined;
};

/** The same for one list, with its filters by name. */
export type ListSearchOf<K extends string> = {
  q?: string;
  page?: number;
  pageSize?: number;
  sort?: string;
  columns?: string;
} & {
  [Key in K]?: string;
};

/**
 * Schema of a list's address. The filters must be ones the API's query knows:
 * `listSearch<keyof LeadQuery>()(['areaCode', 'stage'])`.
 */
export function listSearch<Known extends PropertyKey>() {
  return <const K extends Known & string>(filters: readonly K[]): z.ZodType<ListSearchOf<K>, ListSearchOf<K>> =>
    // The keys are computed, so the type of the object cannot be: it is what the signature says by construction.
    z.object({ ...common, ...Object.fromEntries(filters.map((name) => [name, text])) }) as unknown as z.ZodType<
      ListSearchOf<K>,
      ListSearchOf<K>
    >;
}

/** The search without what is empty: an address bar holds only what was chosen. */
export function withoutBlanks<Search extends ListSearch>(search: Search): Search {
  // Every value left out was optional, so what stays is still such a search.
  return Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== undefined && value !== ''),
  ) as Search;
}
