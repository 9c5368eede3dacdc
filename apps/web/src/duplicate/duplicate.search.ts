import type { DuplicateQuery } from '@lianghuan/contracts';
import { listSearch } from '../app/list-search.js';

export const DuplicateSearch = listSearch<keyof DuplicateQuery>()(['register', 'state', 'verdict', 'areaCode']);
