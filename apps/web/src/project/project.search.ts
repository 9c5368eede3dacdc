import type { LandNeedQuery, ProjectQuery } from '@lianghuan/contracts';
import { listSearch } from '../app/list-search.js';

/** What the list keeps in the address bar. */
export const ProjectSearch = listSearch<keyof ProjectQuery>()([
  'areaCode',
  'placement',
  'reserveState',
  'phase',
  'sector',
  'list',
  'park',
  'parkUntied',
  'fundingRoute',
  'landYear',
  'landClass',
  'needsForest',
  'energyCase',
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

/** What the 用地需求清单 keeps in the address bar. */
export const LandNeedSearch = listSearch<keyof LandNeedQuery>()(['landYear', 'areaCode', 'landClass', 'needsForest']);
