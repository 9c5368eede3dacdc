import type { MarketQuery } from '@lianghuan/contracts';
import { listSearch } from '../app/list-search.js';

/** What the list keeps in the address bar. */
export const MarketSearch = listSearch<keyof MarketQuery>()([
  'areaCode',
  'level',
  'kind',
  'nature',
  'industryCode',
  'freshness',
  'includeArchived',
  'ids',
]);
