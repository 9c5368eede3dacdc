import type { LeadQuery } from '@lianghuan/contracts';
import { z } from 'zod';
import { listSearch } from '../app/list-search.js';

/** What the list and the board keep in the address bar; switching between them keeps every filter. */
export const LeadSearch = z.intersection(
  listSearch<keyof LeadQuery>()(['areaCode', 'stage', 'status', 'mine', 'dueBy', 'enterpriseId', 'projectId']),
  z.object({ view: z.enum(['board']).optional().catch(undefined) }),
);
export type LeadSearch = z.infer<typeof LeadSearch>;

/** Starting values of a new lead, given by the page that links to it. */
export const NewLeadSearch = z.object({
  enterpriseId: z.uuid().optional().catch(undefined),
  projectId: z.uuid().optional().catch(undefined),
});
