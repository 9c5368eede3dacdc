import type { NeedQuery } from '@lianghuan/contracts';
import { listSearch } from '../app/list-search.js';

/** What the list keeps in the address bar. */
export const NeedSearch = listSearch<keyof NeedQuery>()([
  'side',
  'relation',
  'industryCode',
  'freshness',
  'includeArchived',
  'ids',
]);
