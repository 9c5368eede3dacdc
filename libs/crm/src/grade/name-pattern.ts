import { likePattern, normalizeSearch } from '../search/search-text.js';

/** What is typed, as a pattern over `search_text`; null for nothing. */
export function namePattern(q: string | undefined): string | null {
  const words = q === undefined ? '' : normalizeSearch(q);
  return words === '' ? null : likePattern(words);
}
