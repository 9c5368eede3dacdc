import type { DuplicateQuery, MergeProposalQuery } from '@lianghuan/contracts';
import { listSearch, type ListSearchOf } from '../app/list-search.js';

const NAMES = ['register', 'state', 'verdict', 'areaCode'] as const;

/** What the list of likely duplicates keeps in the address bar. */
export const DuplicateSearch = listSearch<keyof DuplicateQuery>()(NAMES);
export type DuplicateSearch = ListSearchOf<(typeof NAMES)[number]>;

const PROPOSAL_NAMES = ['state'] as const;

/** The same of the list of proposals to merge. */
export const MergeProposalSearch = listSearch<keyof MergeProposalQuery>()(PROPOSAL_NAMES);
export type MergeProposalSearch = ListSearchOf<(typeof PROPOSAL_NAMES)[number]>;
