import type { CallQuery } from '@lianghuan/contracts';
import { listSearch, type ListSearchOf } from '../app/list-search.js';

const NAMES = ['kind', 'reason', 'areaCode', 'mine', 'snoozed'] as const;

/** What the list of whom to contact keeps in the address bar. */
export const CallSearch = listSearch<keyof CallQuery>()(NAMES);
export type CallSearch = ListSearchOf<(typeof NAMES)[number]>;
