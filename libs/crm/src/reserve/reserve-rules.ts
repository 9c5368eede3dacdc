import type { Code } from '@lianghuan/contracts';

/** Version of the rules below, of quality and of maturity; kept with every snapshot and shown with every figure. */
export const RESERVE_RULES_VERSION = 'CB-2';

/** Share of starts (13b) a county's ratios should reach. */
export const APPROVAL_GOAL_SHARE = 0.3;

/** Last day of a month on which the one before it is still counted; later, what stands is no longer how that month ended. */
export const SNAPSHOT_BY_DAY = 7;

/** Days a declined proposal is not made again. */
export const DECLINE_HOLDS_DAYS = 90;

export interface ProposalRule {
  readonly rule: Code<'proposalRule'>;
  readonly kind: Code<'proposalKind'>;
  /** Condition over a local project `p` that is not archived; `$1` is today. */
  readonly when: string;
  /** What the rule saw, as a jsonb expression over `p`. */
  readonly facts: string;
}

/** Projects in the reserve that go on with, are parts of or replace `p`. */
const SUCCESSOR_IN_RESERVE = `SELECT o.id, o.code FROM project_succession s JOIN project o ON o.id = s.successor_id WHERE s.predecessor_id = p.id
  AND s.ended_at IS NULL AND s.kind <> 'extend' AND o.reserve_state = 'in_reserve' AND o.archived_at IS NULL`;

/** 滚动建议 (measure 9a): promote, refresh or exit. A project may have one open proposal per rule. */
export const PROPOSAL_RULES: readonly ProposalRule[] = [
  {
    rule: 'COMPLETE_NOT_SUBMITTED',
    kind: 'promote',
    when: `p.reserve_state IN ('draft', 'needs_update') AND p.phase IN ('planned', 'early_work', 'new_build')
      AND p.total_investment_cny >= 5000000 AND cardinality(p.industry_codes) > 0
      AND (SELECT completeness FROM quality_parts(p)) >= 15 AND (p.valid_until IS NULL OR p.valid_until >= $1::date)`,
    facts: `jsonb_build_object('completeness', (SELECT completeness FROM quality_parts(p)), 'totalInvestmentCny', p.total_investment_cny::text)`,
  },
  {
    rule: 'PAST_VALIDITY',
    kind: 'refresh',
    when: `p.reserve_state = 'in_reserve'
      AND (p.valid_until < $1::date OR (p.valid_until IS NULL AND p.updated_at < $1::date - interval '1 year'))`,
    facts: `jsonb_build_object('validUntil', p.valid_until, 'updatedAt', p.updated_at)`,
  },
  {
    rule: 'START_PASSED',
    kind: 'refresh',
    when: `p.reserve_state = 'in_reserve' AND p.planned_start_on < $1::date AND p.phase IN ('planned', 'early_work')`,
    facts: `jsonb_build_object('plannedStartOn', p.planned_start_on, 'phase', p.phase)`,
  },
  {
    rule: 'CONDITION_OVERDUE',
    kind: 'refresh',
    when: `p.reserve_state = 'in_reserve' AND EXISTS (SELECT FROM review_condition c
      WHERE c.packet_id = p.reserve_packet_id AND c.state <> 'closed' AND c.due_on < $1::date)`,
    facts: `(SELECT jsonb_build_object('overdueConditions', count(*), 'dueOn', min(c.due_on)) FROM review_condition c
      WHERE c.packet_id = p.reserve_packet_id AND c.state <> 'closed' AND c.due_on < $1::date)`,
  },
  {
    rule: 'IMPLEMENTED',
    kind: 'exit',
    when: `p.reserve_state IN ('in_reserve', 'needs_update', 'paused') AND (p.phase IN ('building', 'finishing', 'done')
      OR EXISTS (SELECT FROM lead l WHERE l.project_id = p.id AND l.stage IN ('start', 'production') AND l.status IN ('open', 'done')))`,
    facts: `jsonb_build_object('phase', p.phase)`,
  },
  {
    rule: 'DORMANT',
    kind: 'exit',
    when: `p.reserve_state IN ('in_reserve', 'needs_update', 'paused') AND p.updated_at < $1::date - interval '2 years'
      AND NOT EXISTS (SELECT FROM lead l WHERE l.project_id = p.id AND l.status IN ('open', 'paused'))`,
    facts: `jsonb_build_object('updatedAt', p.updated_at)`,
  },
  {
    rule: 'DUPLICATE',
    kind: 'exit',
    // The one that came first stays.
    when: `p.reserve_state <> 'exited' AND EXISTS (SELECT FROM project o WHERE o.name = p.name AND o.id <> p.id
      AND o.area_code IS NOT DISTINCT FROM p.area_code AND o.placement = 'local' AND o.archived_at IS NULL AND o.reserve_state <> 'exited'
      AND (o.reserve_state = 'in_reserve', p.created_at, p.id) > (p.reserve_state = 'in_reserve', o.created_at, o.id))`,
    facts: `(SELECT jsonb_build_object('otherCode', o.code, 'otherId', o.id) FROM project o WHERE o.name = p.name AND o.id <> p.id
      AND o.area_code IS NOT DISTINCT FROM p.area_code AND o.placement = 'local' AND o.archived_at IS NULL AND o.reserve_state <> 'exited'
      ORDER BY o.reserve_state = 'in_reserve' DESC, o.created_at, o.id LIMIT 1)`,
  },
  {
    rule: 'SUCCEEDED',
    kind: 'exit',
    // An enlargement counts beside what it enlarges.
    when: `p.reserve_state IN ('in_reserve', 'needs_update', 'paused') AND EXISTS (${SUCCESSOR_IN_RESERVE})`,
    facts: `(SELECT jsonb_build_object('successorCode', f.code, 'successorId', f.id) FROM (${SUCCESSOR_IN_RESERVE} ORDER BY s.created_at, s.id LIMIT 1) f)`,
  },
];

/** `YYYY-MM` of the month before a day's. */
export function monthBefore(day: string): string {
  const [year, month] = day.split('-').map(Number);
  return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`;
}
