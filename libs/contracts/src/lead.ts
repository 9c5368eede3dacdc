import { z } from 'zod';
import { codesOf } from './dictionary.js';
import { AmountCny, CodeList, Day, Flag, Id, Instant, Reason, Version, pageOf, pageQuery } from './primitives.js';

/** 线索 (measures 4b–4d): an enterprise on its way to a project, from first contact to production. */
export const CreateLead = z.strictObject({
  enterpriseId: Id,
  projectId: Id.optional(),
  areaCode: z.string().optional(),
  nextStep: z.string().trim().min(2).max(200),
  nextStepOn: Day,
  note: z.string().trim().max(1000).optional(),
});
export type CreateLead = z.infer<typeof CreateLead>;

export const UpdateLead = z.strictObject({
  nextStep: z.string().trim().min(2).max(200).optional(),
  nextStepOn: Day.optional(),
  ownerId: Id.optional(),
  sharedOrganisationIds: z.array(Id).max(20).optional(),
  note: z.string().trim().max(1000).nullable().optional(),
  version: Version,
});
export type UpdateLead = z.infer<typeof UpdateLead>;

/** Moves a lead through a gate. What a gate asks for is listed in {@link LEAD_GATES}. */
export const MoveLead = z.strictObject({
  to: z.enum(codesOf('leadStage')),
  note: z.string().trim().max(1000).optional(),
  happenedOn: Day,
  agreedInvestmentCny: AmountCny.optional(),
  evidence: z.string().trim().max(500).optional(),
  version: Version,
});
export type MoveLead = z.infer<typeof MoveLead>;
export type LeadGateField = 'note' | 'agreedInvestmentCny' | 'evidence';
/** What each stage needs before a lead may enter it (measure 4d: every gate has required evidence). */
export const LEAD_GATES: Readonly<Record<z.infer<typeof MoveLead>['to'], readonly LeadGateField[]>> = {
  clue: ['note'],
  contact: ['note'],
  visit: ['note'],
  negotiation: ['note'],
  signing: ['note', 'agreedInvestmentCny', 'evidence'],
  start: ['note', 'evidence'],
  production: ['note', 'evidence'],
};
export const LEAD_GATE_FIELDS: Readonly<Record<LeadGateField, string>> = {
  note: '情况说明',
  agreedInvestmentCny: '协议投资额',
  evidence: '依据（合同号、批文号或凭证名称）',
};
export const CloseLead = z.strictObject({
  status: z.enum(['paused', 'lost', 'open']),
  reason: Reason,
  version: Version,
});
export type CloseLead = z.infer<typeof CloseLead>;

export const AddActivity = z.strictObject({
  kind: z.enum(codesOf('activityKind')),
  happenedOn: Day,
  summary: z.string().trim().min(2).max(2000),
  place: z.string().trim().max(120).optional(),
  attendees: z.string().trim().max(300).optional(),
});
export type AddActivity = z.infer<typeof AddActivity>;

export const StageEntryView = z.object({
  id: Id,
  fromStage: z.enum(codesOf('leadStage')).nullable(),
  toStage: z.enum(codesOf('leadStage')),
  happenedOn: Day,
  note: z.string().nullable(),
  evidence: z.string().nullable(),
  recordedByName: z.string().nullable(),
  recordedAt: Instant,
});
export const ActivityView = z.object({
  id: Id,
  kind: z.enum(codesOf('activityKind')),
  happenedOn: Day,
  summary: z.string(),
  place: z.string().nullable(),
  attendees: z.string().nullable(),
  recordedByName: z.string().nullable(),
  recordedAt: Instant,
});

export const LeadView = z.object({
  id: Id,
  version: Version,
  code: z.string(),
  enterprise: z.object({ id: Id, name: z.string() }),
  project: z.object({ id: Id, name: z.string() }).nullable(),
  areaCode: z.string(),
  areaName: z.string(),
  stage: z.enum(codesOf('leadStage')),
  stageEnteredOn: Day,
  status: z.enum(codesOf('leadStatus')),
  statusReason: z.string().nullable(),
  source: z.enum(codesOf('leadSource')),
  suggestionId: Id.nullable(),
  owner: z.object({ id: Id, name: z.string() }),
  organisationName: z.string(),
  sharedOrganisationIds: z.array(Id),
  nextStep: z.string(),
  nextStepOn: Day,
  agreedInvestmentCny: z.string().nullable(),
  note: z.string().nullable(),
  firstReportedAt: Instant,
  firstReportedByName: z.string().nullable(),
  lastActivityOn: Day.nullable(),
  /** 示例: made for demonstration, removable in one action. */
  isExample: z.boolean(),
  updatedAt: Instant,
  can: z.object({ edit: z.boolean() }),
});
export type LeadView = z.infer<typeof LeadView>;
export const LeadDetail = LeadView.extend({ stages: z.array(StageEntryView), activities: z.array(ActivityView) });
export type LeadDetail = z.infer<typeof LeadDetail>;
export const LeadPage = pageOf(LeadView);

export const LeadQuery = z.object({
  ...pageQuery,
  areaCode: CodeList.optional(),
  stage: CodeList.optional(),
  status: CodeList.optional(),
  mine: Flag.optional(),
  /** Next step due on or before this day. */
  dueBy: Day.optional(),
  enterpriseId: Id.optional(),
  projectId: Id.optional(),
});
export type LeadQuery = z.infer<typeof LeadQuery>;
