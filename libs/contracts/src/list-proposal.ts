import { z } from 'zod';
import { codesOf } from './dictionary.js';
import { Day, Flag, Id, Instant, pageOf, pageQuery, Reason } from './primitives.js';

/** 列入提议: a county asks that a project be put on a list the city keeps, and why. */
export const ProposeList = z.strictObject({ list: z.enum(codesOf('projectList')), reason: Reason });
export type ProposeList = z.infer<typeof ProposeList>;
/** The city agrees: from which day on, and why; the reason becomes the basis of the stay. */
export const AcceptListProposal = z.strictObject({ joinedOn: Day, reason: Reason });
export type AcceptListProposal = z.infer<typeof AcceptListProposal>;

export const ListProposalView = z.object({
  id: Id,
  project: z.object({ id: Id, code: z.string(), name: z.string(), areaName: z.string().nullable() }),
  list: z.enum(codesOf('projectList')),
  reason: z.string(),
  organisationName: z.string(),
  proposedByName: z.string(),
  proposedAt: Instant,
  state: z.enum(codesOf('listProposalState')),
  decidedByName: z.string().nullable(),
  decidedAt: Instant.nullable(),
  decisionReason: z.string().nullable(),
  can: z.object({ decide: z.boolean(), withdraw: z.boolean() }),
});
export type ListProposalView = z.infer<typeof ListProposalView>;
export const ListProposalPage = pageOf(ListProposalView);

export const ListProposalQuery = z.object({
  page: pageQuery.page,
  pageSize: pageQuery.pageSize,
  state: z.enum(codesOf('listProposalState')).optional(),
  projectId: Id.optional(),
  /** Those of the asker's own unit. */
  own: Flag.optional(),
});
export type ListProposalQuery = z.infer<typeof ListProposalQuery>;
