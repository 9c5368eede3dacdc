import type { EnterpriseQuery } from '@lianghuan/contracts';
import { listSearch } from '../app/list-search.js';

/** What the list keeps in the address bar. */
export const EnterpriseSearch = listSearch<keyof EnterpriseQuery>()([
  'province',
  'plantIn',
  'industryCode',
  'grade',
  'status',
  'controllerType',
  'held',
  'signal',
  'signalDirection',
  'owner',
  'integrity',
  'silentDays',
  'freshness',
  'includeArchived',
  'ids',
]);
