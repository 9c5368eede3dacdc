import type { DuplicateQuery } from '@lianghuan/contracts';
import { listSearch, type ListSearchOf } from '../app/list-search.js';

const NAMES = ['register', 'state', 'verdict', 'areaCode'] as const;

/** What the list of likely duplicates keeps in the address bar. */
export const DuplicateSearch = listSearch<keyof DuplicateQuery>()(NAMES);
export type DuplicateSearch = ListSearchOf<(typeof NAMES)[number]>;
