import type { ReservationQuery } from '@lianghuan/contracts';
import { listSearch, type ListSearchOf } from '../app/list-search.js';

const NAMES = ['side', 'areaCode', 'state', 'isMine', 'notice', 'supplyId', 'projectId', 'leadId'] as const;

/** What the list of reservations keeps in the address bar. */
export const ReservationSearch = listSearch<keyof ReservationQuery>()(NAMES);
export type ReservationSearch = ListSearchOf<(typeof NAMES)[number]>;
