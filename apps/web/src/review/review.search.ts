import type { ReviewConditionQuery, ReviewPacketQuery } from '@lianghuan/contracts';
import { listSearch } from '../app/list-search.js';

/** What the list of packets keeps in the address bar. */
export const ReviewSearch = listSearch<keyof ReviewPacketQuery>()(['mine', 'status', 'areaCode', 'projectId']);
/** What the list of conditions keeps in the address bar. */
export const ConditionSearch = listSearch<keyof ReviewConditionQuery>()(['mine', 'state', 'overdue', 'projectId']);
