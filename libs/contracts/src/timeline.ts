import { z } from 'zod';
import { codesOf, type DICTIONARIES } from './dictionary.js';
import { CodeList, Id, Instant, pageOf } from './primitives.js';
import { SubjectRef } from './subject.js';

/** Records with a timeline. */
export const TIMELINE_SUBJECTS = ['resource', 'market', 'project', 'enterprise', 'lead'] as const;

export const TimelineQuery = z.object({
  ...SubjectRef.shape,
  subject: z.enum(TIMELINE_SUBJECTS),
  kind: CodeList.pipe(z.array(z.enum(codesOf('timelineKind')))).optional(),
  page: z.coerce.number().int().min(1).max(10_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(100).default(20),
});
export type TimelineQuery = z.infer<typeof TimelineQuery>;

/**
 * One thing that happened to a record or to what is linked to it. Facts only: the web makes the sentence from `event` and the rest,
 * which hold what the event says of them in {@link TIMELINE_CODES}.
 */
export const TimelineEntry = z.object({
  id: z.string(),
  at: Instant,
  kind: z.enum(codesOf('timelineKind')),
  event: z.enum(codesOf('timelineEvent')),
  /** 系统 where no person did it. */
  actorName: z.string(),
  /** The object it happened to, as far as the reader may open it. */
  link: z.object({ noun: z.enum(codesOf('timelineLink')), id: Id }).nullable(),
  /** Name of the object, a party or a file. */
  name: z.string().nullable(),
  fromCode: z.string().nullable(),
  toCode: z.string().nullable(),
  amountCny: z.string().nullable(),
  quantity: z.string().nullable(),
  unit: z.string().nullable(),
  /** What people wrote about it. */
  note: z.string().nullable(),
  /** Of a change in the audit: field → [before, after], with the names behind ids as far as the reader may know them. */
  changes: z.record(z.string(), z.tuple([z.unknown(), z.unknown()])).nullable(),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

/** Which dictionary `fromCode` and `toCode` of an event belong to. */
export const TIMELINE_CODES: Partial<Record<TimelineEntry['event'], keyof typeof DICTIONARIES>> = {
  list_joined: 'projectList',
  list_left: 'projectList',
  list_withdrawn: 'projectList',
  list_proposed: 'projectList',
  list_proposal_settled: 'listProposalState',
  succession_added: 'successionKind',
  succession_ended: 'successionKind',
  imported: 'auditAction',
  reserve_changed: 'reserveState',
  guarantee_changed: 'guaranteeState',
  packet_concluded: 'reviewStatus',
  opinion_concluded: 'reviewVerdict',
  supply_booked: 'supplyEntryKind',
  funds_judged: 'fundsStatus',
  lead_moved: 'leadStage',
  lead_followed: 'activityKind',
  lead_status: 'leadStatus',
  suggestion_decided: 'decision',
  grading_proposed: 'enterpriseGrade',
  grading_decided: 'gradingState',
  site_recorded: 'siteKind',
  site_moved_on: 'siteStatus',
  recognized: 'recognitionList',
  recognition_withdrawn: 'recognitionList',
  package_planned: 'packageRole',
  attached: 'attachmentKind',
};

export const TimelinePage = pageOf(TimelineEntry).extend({
  /** How many there are of each kind, whatever kind is asked for. */
  counts: z.partialRecord(z.enum(codesOf('timelineKind')), z.int()),
});
export type TimelinePage = z.infer<typeof TimelinePage>;
