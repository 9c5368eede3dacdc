import type { Permission, TimelineEntry, TimelineQuery } from '@lianghuan/contracts';
import { snakeCase } from '@lianghuan/platform';
import { WAS_SHOWN } from '../audit/was-shown.js';
import { GUARANTEE_FIELDS, guaranteeTitle } from '../project/element-guarantee.js';

type Subject = TimelineQuery['subject'];

/** Columns of one entry as SQL, over the tables named in `from`; what a source leaves out is NULL. */
interface EntryColumns {
  /** Unique among the entries of the event. */
  readonly key: string;
  readonly at: string;
  readonly actor?: string;
  /** What it opens: a code of the dictionary `timelineLink`, and the id. */
  readonly link?: readonly [noun: string, id: string];
  readonly name?: string;
  readonly fromCode?: string;
  readonly toCode?: string;
  readonly amount?: string;
  readonly quantity?: string;
  readonly unit?: string;
  readonly note?: string;
  /** Entry of the audit whose changes belong to it. */
  readonly audit?: string;
}

/** Where entries of one event come from. Every table is read under its own row-level security. */
interface TimelineSource extends EntryColumns {
  readonly kind: TimelineEntry['kind'];
  readonly event: TimelineEntry['event'];
  /** What the reader needs besides seeing the rows. */
  readonly permission?: Permission;
  readonly from: string;
  /** Condition that ties the rows to the subject `$1`, by subject; not there: the subject has none. */
  readonly where: Partial<Record<Subject, string>>;
}

/** The same column on every register that is linked by it. */
const by = (alias: string, ...subjects: Subject[]): Partial<Record<Subject, string>> =>
  Object.fromEntries(subjects.map((subject) => [subject, `${alias}.${subject}_id = $1::uuid`]));
const and = (ties: Partial<Record<Subject, string>>, condition: string): Partial<Record<Subject, string>> =>
  Object.fromEntries(Object.entries(ties).map(([subject, tie]) => [subject, `${tie} AND ${condition}`]));
const ALL: readonly Subject[] = ['resource', 'market', 'project', 'enterprise', 'lead'];
const onSubject = (alias: string): Partial<Record<Subject, string>> =>
  Object.fromEntries(
    ALL.map((subject) => [subject, `${alias}.subject = '${subject}' AND ${alias}.subject_id = $1::uuid`]),
  );
const audited = (condition: string, ...subjects: Subject[]): Partial<Record<Subject, string>> =>
  Object.fromEntries(subjects.map((subject) => [subject, `a.table_name = '${subject}' AND a.row_id = $1::uuid::text AND ${condition}`])); // prettier-ignore

/** Whether an entry of the audit changed no column but these. */
function changesOnly(pattern: string): string {
  return `NOT EXISTS (SELECT FROM jsonb_object_keys(a.new_values) k WHERE k !~ '^(${pattern})')`;
}

/** An import writes under the id of its batch; who may see the batch learns that a change came from it. */
const BATCH = `SELECT b.id, b.file_name, b.sheets FROM import_batch b WHERE b.id = CASE WHEN a.request_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN a.request_id::uuid END`;
/**
 * The row of the file an entry came from, with its sheet where several were read: of a changed row it is kept with the batch, of a new one only
 * where its 来源 tells it (file-source.ts).
 */
const IMPORTED_ROW = `SELECT i.row_number - coalesce((s.at ->> 'before')::int, 0) AS number, CASE WHEN jsonb_array_length(b.sheets) > 1 THEN s.at ->> 'sheet' END AS sheet
  FROM import_row i LEFT JOIN LATERAL (SELECT at FROM jsonb_array_elements(b.sheets) WITH ORDINALITY AS each(at, place)
    WHERE (at ->> 'isRead')::boolean AND (at ->> 'before')::int < i.row_number ORDER BY place DESC LIMIT 1) s ON true
  WHERE a.action = 'UPDATE' AND i.batch_id = b.id AND i.target_id = $1::uuid
  UNION ALL SELECT substring(told FROM '第([0-9]{1,9})行（')::int, substring(told FROM '工作表“(.*)”第[0-9]+行（')
  FROM (SELECT a.new_values ->> 'source_name') AS source(told) WHERE a.action = 'INSERT' AND told LIKE '导入“%'`;
/** Changes of the reserve state are told as such. */
const IS_RESERVE_STATE = `a.action = 'UPDATE' AND a.new_values ? 'reserve_state'`;
/** What is told in words of its own: state and guarantees of a project, what a lead went through, who answers for an enterprise, its grade. */
const TOLD_ELSEWHERE = `CASE a.table_name
  WHEN 'project' THEN NOT EXISTS (SELECT FROM jsonb_object_keys(a.old_values) k WHERE k !~ '^(reserve_|intake_on$|guarantee_verdicts$|(land|forest|energy|water|environment)_guarantee$)')
  WHEN 'lead' THEN a.new_values ?| '{stage,status}' OR ${changesOnly('last_activity_on$')}
  WHEN 'enterprise' THEN ${changesOnly('owner_id$|owner_since$|grade$|grade_evidence$')}
  ELSE false END`;
/** A lead keeps the name of its enterprise for those who see the lead. */
const LEAD = { link: ["'lead'", 'l.id'], name: 'l.enterprise_name' } as const;
const LEADS: Partial<Record<Subject, string>> = { ...by('l', 'project', 'enterprise'), lead: 'l.id = $1::uuid' };
const REVIEWED: Partial<Record<Subject, string>> = by('k', 'project');
const PACKET = { link: ["'review_packet'", 'k.id'] } as const;
const FUNDS = { link: ["'funds_line'", 'f.id'], name: 'f.code', permission: 'funds.read' } as const;

const STAY_CHANGED = `project_list_membership y JOIN audit_entry a ON a.table_name = 'project_list_membership' AND a.row_id = y.id::text AND a.action = 'UPDATE'`;

/** 接续关系 of a project with the other end of it. */
const SUCCESSION =
  'project_succession s JOIN project o ON o.id = CASE WHEN s.predecessor_id = $1::uuid THEN s.successor_id ELSE s.predecessor_id END';
const OF_EITHER = '$1::uuid IN (s.predecessor_id, s.successor_id)';

/** 厂区 of an enterprise, called by its own name, else by where it is. */
const SITE = 'enterprise_site s LEFT JOIN region g ON g.code = s.region_code';
const SITE_NAME = 'coalesce(s.name, s.place, g.name)';

const GUARANTEES = GUARANTEE_FIELDS.map((field) => `('${snakeCase(field)}', '${guaranteeTitle(field)}')`).join(', ');

/** Everything a timeline is made of. */
export const TIMELINE_SOURCES: readonly TimelineSource[] = [
  {
    kind: 'change', event: 'created',
    from: 'audit_entry a',
    where: audited(`a.action = 'INSERT' AND NOT EXISTS (${BATCH})`, 'resource', 'market', 'project', 'enterprise'),
    key: 'a.id', at: 'a.at', actor: 'a.actor_id',
  },
  {
    // Who reads a record reads who changed what of it; of the enterprise, what was told him at the time.
    kind: 'change', event: 'changed',
    from: 'audit_entry a',
    where: audited(`a.action = 'UPDATE' AND NOT (${TOLD_ELSEWHERE}) AND NOT EXISTS (${BATCH}) AND ${WAS_SHOWN}`, ...ALL),
    key: 'a.id', at: 'a.at', actor: 'a.actor_id', note: 'a.reason', audit: 'a.id',
  },
  {
    kind: 'import', event: 'imported',
    from: `audit_entry a CROSS JOIN LATERAL (${BATCH}) b LEFT JOIN LATERAL (${IMPORTED_ROW}) r ON true`,
    where: audited(WAS_SHOWN, 'resource', 'market', 'project', 'enterprise'),
    key: 'a.id', at: 'a.at', actor: 'a.actor_id', link: ["'import_batch'", 'b.id'], name: 'b.file_name', toCode: 'a.action', audit: 'a.id',
    quantity: 'r.number', unit: 'r.sheet',
  },
  {
    kind: 'change', event: 'list_joined',
    from: 'project_list_membership y', where: by('y', 'project'),
    key: 'y.id', at: 'y.created_at', actor: 'y.created_by_id', toCode: 'y.list', note: 'y.basis',
  },
  {
    kind: 'change', event: 'list_left',
    from: STAY_CHANGED, where: and(by('y', 'project'), `a.new_values ? 'left_on' AND NOT a.new_values ? 'is_withdrawn'`),
    key: 'a.id', at: 'a.at', actor: 'a.actor_id', toCode: 'y.list', note: `a.new_values ->> 'left_reason'`,
  },
  {
    kind: 'change', event: 'list_withdrawn',
    from: STAY_CHANGED, where: and(by('y', 'project'), `a.new_values ? 'is_withdrawn'`),
    key: 'a.id', at: 'a.at', actor: 'a.actor_id', toCode: 'y.list', note: 'y.left_reason',
  },
  {
    kind: 'change', event: 'list_proposed',
    from: 'list_proposal q', where: by('q', 'project'),
    key: 'q.id', at: 'q.proposed_at', actor: 'q.proposed_by_id', toCode: 'q.list', note: 'q.reason',
  },
  {
    kind: 'change', event: 'list_proposal_settled',
    from: 'list_proposal q', where: and(by('q', 'project'), `q.state <> 'open'`),
    key: 'q.id', at: 'q.decided_at', actor: 'q.decided_by_id', fromCode: 'q.list', toCode: 'q.state', note: 'q.decision_reason',
  },
  {
    kind: 'change', event: 'succession_added',
    from: SUCCESSION, where: { project: OF_EITHER },
    key: 's.id', at: 's.created_at', actor: 's.created_by_id', link: ["'project'", 'o.id'], name: 'o.name', note: 's.reason',
    fromCode: `CASE WHEN s.predecessor_id = $1::uuid THEN 'successor' ELSE 'predecessor' END`, toCode: 's.kind',
  },
  {
    kind: 'change', event: 'succession_ended',
    from: SUCCESSION, where: { project: `${OF_EITHER} AND s.ended_at IS NOT NULL` },
    key: 's.id', at: 's.ended_at', actor: 's.ended_by_id', link: ["'project'", 'o.id'], name: 'o.name', toCode: 's.kind', note: 's.end_reason',
  },
  {
    kind: 'reserve', event: 'reserve_changed',
    from: 'audit_entry a',
    where: audited(IS_RESERVE_STATE, 'project'),
    key: 'a.id', at: 'a.at', actor: 'a.actor_id', fromCode: `a.old_values ->> 'reserve_state'`, toCode: `a.new_values ->> 'reserve_state'`,
    note: `a.new_values ->> 'reserve_reason'`,
  },
  {
    // For everybody who reads the project: bureaus and county see what became of what they concluded and stated.
    kind: 'reserve', event: 'guarantee_changed',
    from: `audit_entry a JOIN (VALUES ${GUARANTEES}) g(field, title) ON a.old_values ? g.field`,
    where: audited(`a.action = 'UPDATE'`, 'project'),
    key: `a.id || '-' || g.field`, at: 'a.at', actor: 'a.actor_id', name: 'g.title', fromCode: 'a.old_values ->> g.field', toCode: 'a.new_values ->> g.field',
  },
  {
    kind: 'reserve', event: 'packet_submitted', permission: 'review.read',
    from: 'review_packet k', where: REVIEWED, ...PACKET,
    key: 'k.id', at: 'k.submitted_at', actor: 'k.submitted_by_id', quantity: 'k.number', note: 'k.note',
  },
  {
    kind: 'reserve', event: 'packet_concluded', permission: 'review.read',
    from: 'review_packet k', where: and(REVIEWED, 'k.concluded_at IS NOT NULL'), ...PACKET,
    key: 'k.id', at: 'k.concluded_at', quantity: 'k.number', toCode: 'k.status', note: 'k.withdraw_reason',
  },
  {
    kind: 'reserve', event: 'opinion_concluded', permission: 'review.read',
    from: 'review_opinion v JOIN review_packet k ON k.id = v.packet_id JOIN organisation o ON o.id = v.organisation_id',
    where: and(REVIEWED, 'v.concluded_at IS NOT NULL'), ...PACKET,
    key: 'v.id', at: 'v.concluded_at', actor: 'v.concluded_by_id', name: 'o.name', toCode: 'v.verdict', note: 'v.opinion',
  },
  {
    kind: 'reserve', event: 'condition_reported', permission: 'review.read',
    from: 'review_condition n', where: { project: 'n.project_id = $1::uuid AND n.reported_at IS NOT NULL' },
    key: 'n.id', at: 'n.reported_at', actor: 'n.reported_by_id', name: 'n.text', note: 'n.evidence',
  },
  {
    kind: 'reserve', event: 'condition_closed', permission: 'review.read',
    from: 'review_condition n', where: { project: `n.project_id = $1::uuid AND n.state = 'closed'` },
    key: 'n.id', at: 'n.settled_at', actor: 'n.settled_by_id', name: 'n.text', note: 'n.settle_note',
  },
  {
    kind: 'reservation', event: 'supply_booked',
    from: 'supply_entry e JOIN supply s ON s.id = e.supply_id LEFT JOIN supply_reservation r ON r.id = e.reservation_id',
    where: { resource: 'e.supply_id = $1::uuid', market: 'e.supply_id = $1::uuid', ...by('r', 'project', 'enterprise', 'lead') },
    key: 'e.id', at: 'e.at', actor: 'e.actor_id', link: ['s.side', 's.id'], name: 's.name', toCode: 'e.kind',
    quantity: `trim_scale(abs(CASE WHEN e.committed_change <> 0 THEN e.committed_change WHEN e.reserved_change <> 0 THEN e.reserved_change ELSE r.quantity END))`,
    unit: 'coalesce(r.unit, e.unit)', note: 'e.reason',
  },
  {
    kind: 'lead', event: 'lead_reported', permission: 'lead.read',
    from: 'lead l', where: LEADS, ...LEAD,
    key: 'l.id', at: 'l.first_reported_at', actor: 'l.first_reported_by_id',
  },
  {
    kind: 'lead', event: 'lead_moved', permission: 'lead.read',
    from: 'lead_stage_entry g JOIN lead l ON l.id = g.lead_id', where: and(LEADS, 'g.from_stage IS NOT NULL'), ...LEAD,
    key: 'g.id', at: 'g.recorded_at', actor: 'g.recorded_by_id', fromCode: 'g.from_stage', toCode: 'g.to_stage',
    amount: 'g.agreed_investment_cny', note: 'g.note',
  },
  {
    kind: 'lead', event: 'lead_followed', permission: 'lead.read',
    from: 'lead_activity t JOIN lead l ON l.id = t.lead_id', where: LEADS, ...LEAD,
    key: 't.id', at: 't.recorded_at', actor: 't.recorded_by_id', toCode: 't.kind', note: 't.summary',
  },
  {
    kind: 'lead', event: 'lead_status', permission: 'lead.read',
    from: `lead l JOIN audit_entry a ON a.table_name = 'lead' AND a.row_id = l.id::text AND a.action = 'UPDATE' AND a.new_values ? 'status'`,
    where: LEADS, ...LEAD,
    key: 'a.id', at: 'a.at', actor: 'a.actor_id', fromCode: `a.old_values ->> 'status'`, toCode: `a.new_values ->> 'status'`,
    note: `a.new_values ->> 'status_reason'`,
  },
  {
    kind: 'decision', event: 'suggestion_decided', permission: 'match.read',
    from: 'suggestion_decision d LEFT JOIN enterprise x ON x.id = d.enterprise_id LEFT JOIN project p ON p.id = d.project_id',
    where: by('d', 'project', 'enterprise'),
    // The other end of the pair.
    key: 'd.id', at: 'd.decided_at', actor: 'd.decided_by_id',
    link: [`CASE WHEN d.project_id = $1::uuid THEN 'enterprise' ELSE 'project' END`, 'CASE WHEN d.project_id = $1::uuid THEN x.id ELSE p.id END'],
    name: 'CASE WHEN d.project_id = $1::uuid THEN x.name ELSE p.name END', toCode: 'd.decision', note: 'd.note',
  },
  {
    kind: 'relation', event: 'handed_over',
    from: 'enterprise_handover h LEFT JOIN app_user u ON u.id = h.to_id', where: by('h', 'enterprise'),
    key: 'h.id', at: 'h.at', actor: 'h.by_id', name: 'u.display_name', note: 'h.reason',
  },
  {
    kind: 'change', event: 'site_recorded',
    from: SITE, where: by('s', 'enterprise'),
    key: 's.id', at: 's.created_at', actor: 's.created_by_id', name: SITE_NAME, toCode: 's.kind', note: 's.source_name',
  },
  {
    kind: 'change', event: 'site_moved_on',
    from: `${SITE} JOIN audit_entry a ON a.table_name = 'enterprise_site' AND a.row_id = s.id::text AND a.action = 'UPDATE' AND a.new_values ? 'status'`,
    where: by('s', 'enterprise'),
    key: 'a.id', at: 'a.at', actor: 'a.actor_id', name: SITE_NAME, fromCode: `a.old_values ->> 'status'`, toCode: `a.new_values ->> 'status'`,
  },
  {
    kind: 'change', event: 'site_withdrawn',
    from: SITE, where: and(by('s', 'enterprise'), 's.withdrawn_at IS NOT NULL'),
    key: 's.id', at: 's.withdrawn_at', actor: 's.withdrawn_by_id', name: SITE_NAME, note: 's.withdraw_reason',
  },
  {
    kind: 'grading', event: 'grading_proposed',
    from: 'enterprise_grading d', where: by('d', 'enterprise'),
    key: 'd.id', at: 'd.proposed_at', actor: 'd.proposed_by_id', toCode: 'd.grade', note: 'd.summary',
  },
  {
    kind: 'grading', event: 'grading_decided',
    from: 'enterprise_grading d', where: and(by('d', 'enterprise'), 'd.decided_at IS NOT NULL'),
    key: 'd.id', at: 'd.decided_at', actor: 'd.decided_by_id', fromCode: 'd.grade', toCode: 'd.state', note: 'd.reason',
  },
  {
    kind: 'grading', event: 'recognized',
    from: 'enterprise_recognition n', where: by('n', 'enterprise'),
    key: 'n.id', at: 'n.created_at', actor: 'n.created_by_id', name: 'n.title', toCode: 'n.list', quantity: 'n.year::text', note: 'n.source_name',
  },
  {
    kind: 'grading', event: 'recognition_withdrawn',
    from: 'enterprise_recognition n', where: and(by('n', 'enterprise'), 'n.withdrawn_at IS NOT NULL'),
    key: 'n.id', at: 'n.withdrawn_at', actor: 'n.withdrawn_by_id', name: 'n.title', toCode: 'n.list', quantity: 'n.year::text', note: 'n.withdraw_reason',
  },
  {
    // Only those of the reader's own unit: another's list is not his to know.
    kind: 'lead', event: 'call_snoozed',
    from: 'call_snooze z', where: by('z', 'enterprise', 'lead'),
    key: 'z.id', at: 'z.at', actor: 'z.by_id', name: 'z.until::text', note: 'z.reason',
  },
  {
    kind: 'lead', event: 'snooze_lifted',
    from: 'call_snooze z', where: and(by('z', 'enterprise', 'lead'), 'z.lifted_at IS NOT NULL'),
    key: 'z.id', at: 'z.lifted_at', actor: 'z.lifted_by_id', name: 'z.until::text',
  },
  {
    kind: 'package', event: 'package_planned', permission: 'match.read',
    // Of the runs the lists show; what is offered to an enterprise another unit holds is not told.
    from: `exchange_package y JOIN match_run_project mp ON (mp.run_id, mp.project_id) = (y.run_id, y.project_id) AND mp.is_current
      JOIN enterprise x ON x.id = y.enterprise_id`,
    where: and(by('y', 'project', 'enterprise'), 'y.role IS NOT NULL'),
    key: 'y.id', at: 'y.planned_at',
    link: [`CASE WHEN y.project_id = $1::uuid THEN 'enterprise' ELSE 'project' END`, 'CASE WHEN y.project_id = $1::uuid THEN x.id ELSE y.project_id END'],
    name: 'CASE WHEN y.project_id = $1::uuid THEN x.name ELSE mp.name END', toCode: 'y.role',
    note: `nullif(concat_ws('；', y.resource ->> 'name', y.market ->> 'name'), '')`,
  },
  {
    kind: 'funds', event: 'funds_filed', from: 'funds_line f', where: by('f', 'project', 'enterprise'), ...FUNDS,
    key: 'f.id', at: 'f.filed_at', actor: 'f.filed_by_id', amount: 'f.amount_cny', note: 'f.note',
  },
  {
    kind: 'funds', event: 'funds_judged',
    from: 'funds_line f',
    where: and(by('f', 'project', 'enterprise'), 'f.verified_at IS NOT NULL'),
    ...FUNDS,
    key: 'f.id', at: 'f.verified_at', actor: 'f.verified_by_id', toCode: 'f.status', amount: 'f.verified_amount_cny', note: 'f.verdict_reason',
  },
  {
    kind: 'attachment', event: 'attached',
    from: 'attachment t JOIN attachment_version v ON v.attachment_id = t.id AND v.no = 1', where: onSubject('t'),
    key: 't.id', at: 't.created_at', actor: 't.created_by_id', name: 't.title', toCode: 't.kind', note: 'v.note',
  },
  {
    kind: 'attachment', event: 'attachment_renewed',
    from: 'attachment t JOIN attachment_version v ON v.attachment_id = t.id AND v.no > 1', where: onSubject('t'),
    key: 'v.id', at: 'v.created_at', actor: 'v.created_by_id', name: 't.title', quantity: 'v.no', note: 'v.note',
  },
  {
    kind: 'attachment', event: 'attachment_withdrawn',
    from: 'attachment t', where: and(onSubject('t'), 't.withdrawn_at IS NOT NULL'),
    key: 't.id', at: 't.withdrawn_at', actor: 't.withdrawn_by_id', name: 't.title', note: 't.withdraw_reason',
  },
  {
    kind: 'comment', event: 'commented',
    from: 'comment c', where: and(onSubject('c'), 'c.withdrawn_at IS NULL'),
    key: 'c.id', at: 'c.created_at', actor: 'c.created_by_id', note: 'c.text',
  },
  {
    kind: 'comment', event: 'comment_withdrawn',
    from: 'comment c', where: and(onSubject('c'), 'c.withdrawn_at IS NOT NULL'),
    key: 'c.id', at: 'c.withdrawn_at', actor: 'c.created_by_id',
  },
  ...(['resource', 'market', 'project', 'enterprise'] as const).flatMap((register): TimelineSource[] => {
    const other = `record_merge m LEFT JOIN ${register} o ON o.id = CASE WHEN m.survivor_id = $1::uuid THEN m.merged_id ELSE m.survivor_id END`;
    // Told of both rows: to which end it is told, `fromCode` says.
    const common = { kind: 'merge', from: other, key: 'm.id', link: [`'${register}'`, 'o.id'], name: 'o.name', fromCode: `CASE WHEN m.survivor_id = $1::uuid THEN 'survivor' ELSE 'merged' END` } as const;
    const tie = `m.register = '${register}' AND (m.survivor_id = $1::uuid OR m.merged_id = $1::uuid)`;
    return [
      { ...common, event: 'merged', where: { [register]: tie }, at: 'm.merged_at', actor: 'm.merged_by_id', note: 'm.reason' },
      { ...common, event: 'merge_undone', where: { [register]: `${tie} AND m.undone_at IS NOT NULL` }, at: 'm.undone_at', actor: 'm.undone_by_id', note: 'm.undo_reason' },
    ];
  }),
]; // prettier-ignore

/** SELECT of the entries of one source for a subject, whose id is `$1`. */
export function entriesOf(source: TimelineSource, tie: string): string {
  const { kind, event, key, at, link } = source;
  const text = (expression: string | undefined) => `(${expression ?? 'NULL'})::text`;
  return `SELECT '${kind}' AS kind, '${event}' AS event, '${event}-' || ${key} AS id, ${at} AS at, (${source.actor ?? 'NULL'})::uuid AS actor_id,
    ${text(link?.[0])} AS link_noun, (${link?.[1] ?? 'NULL'})::uuid AS link_id, ${text(source.name)} AS name, ${text(source.fromCode)} AS from_code,
    ${text(source.toCode)} AS to_code, ${text(source.amount)} AS amount, ${text(source.quantity)} AS quantity, ${text(source.unit)} AS unit,
    ${text(source.note)} AS note, (${source.audit ?? 'NULL'})::bigint AS audit_id
    FROM ${source.from} WHERE ${tie}`;
}
