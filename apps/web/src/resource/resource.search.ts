import type { ResourceQuery } from '@lianghuan/contracts';
import { listSearch } from '../app/list-search.js';

/** What the list keeps in the address bar. */
export const ResourceSearch = listSearch<keyof ResourceQuery>()([
  'areaCode',
  'level',
  'kind',
  'tier',
  'industryCode',
  'freshness',
  'titleState',
  'park',
  'parkUntied',
  'nature',
  'extra',
  'includeArchived',
  'ids',
]);
