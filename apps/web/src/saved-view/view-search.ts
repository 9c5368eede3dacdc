import type { ListSearch } from '../app/list-search.js';
import { parseSearch, stringifySearch } from '../app/search.js';

/** A search as a view keeps it: the address without the page. */
export function viewText(search: ListSearch): string {
  const kept = Object.fromEntries(
    Object.entries(search)
      .filter(([name]) => name !== 'page' && name !== 'pageSize')
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return stringifySearch(kept).replace(/^\?/, '');
}

/** What a kept text puts into the address; columns the list does not have any more are left out and told. */
export function openedSearch(
  text: string,
  columnKeys: readonly string[],
): { readonly search: ListSearch; readonly lostColumns: readonly string[] } {
  const search: ListSearch = parseSearch(text);
  const wanted = (search.columns ?? '').split(',').filter(Boolean);
  const lostColumns = wanted.filter((key) => !columnKeys.includes(key));
  const columns = wanted.filter((key) => columnKeys.includes(key)).join(',');
  if (columns === '') delete search.columns;
  else search.columns = columns;
  return { search, lostColumns };
}

/** Whether two texts ask for the same list, in whatever order they were written. */
export function isSameView(one: string, other: string): boolean {
  return viewText(parseSearch(one)) === viewText(parseSearch(other));
}
