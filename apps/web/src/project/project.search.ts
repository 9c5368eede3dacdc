import type { ProjectQuery } from '@lianghuan/contracts';
import { listSearch } from '../app/list-search.js';

/** What the list keeps in the address bar. */
export const ProjectSearch = listSearch<keyof ProjectQuery>()([
  'areaCode',
  'placement',
  'reserveState',
  'phase',
  'sector',
  'list',
  'approvalKind',
  'approved',
  'maturity',
  'qualityBand',
  'admitted',
  'intake',
  'startBy',
  'reached',
  'mainSection',
  'snapshot',
  'snapshotArea',
  'snapshotPart',
  'industryCode',
  'freshness',
  'investmentMinCny',
  'investmentMaxCny',
  'includeArchived',
  'ids',
]);
