import { APPROVAL_BASES, type ProposalQuery } from '@lianghuan/contracts';
import { z } from 'zod';
import { listSearch } from '../app/list-search.js';

export const ReserveSearch = z.object({
  areaCode: z.string().optional().catch(undefined),
  base: z.enum(APPROVAL_BASES).optional().catch(undefined),
  by: z.enum(['month', 'area', 'industry']).optional().catch(undefined),
});
export type ReserveSearch = z.infer<typeof ReserveSearch>;
export const ProposalSearch = listSearch<keyof ProposalQuery>()(['kind', 'rule', 'state', 'areaCode', 'projectId']);
