/**
 * The address bar holds plain text (`?areaCode=520502,520521&page=2`), the same query string the API takes, so that an address can be
 * read, typed and sent on. Each route's schema turns it into what the page needs. (The router's own way would read `520502` as a number.)
 */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    if (typeof value === 'string' && value !== '') params.set(key, value);
    else if (typeof value === 'number' || typeof value === 'boolean') params.set(key, String(value));
  }
  // A comma needs no escape in a query, and codes stay readable without.
  const text = params.toString().replaceAll('%2C', ',');
  return text === '' ? '' : `?${text}`;
}
