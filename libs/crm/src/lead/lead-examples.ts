import { CITY_AREA, type Code, codesOf } from '@lianghuan/contracts';
import { dayAfter } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { LeadActivity } from './lead-activity.entity.js';
import { LeadStageEntry } from './lead-stage-entry.entity.js';
import { Lead } from './lead.entity.js';
import { type LeadService, nextLeadCode } from './lead.service.js';

interface ExamplePlan {
  readonly stage: Code<'leadStage'>;
  readonly status: Code<'leadStatus'>;
  readonly nextStep: string;
  /** Days from today; negative is overdue. */
  readonly nextStepIn: number;
  readonly agreedInvestmentCny: string | null;
}

const EXAMPLES: readonly ExamplePlan[] = [
  {
    stage: 'clue',
    status: 'open',
    nextStep: '示例：电话联系，确认扩产意向',
    nextStepIn: -2,
    agreedInvestmentCny: null,
  },
  { stage: 'contact', status: 'open', nextStep: '示例：寄送资源与市场清单', nextStepIn: 1, agreedInvestmentCny: null },
  { stage: 'visit', status: 'open', nextStep: '示例：安排企业来毕考察园区', nextStepIn: 6, agreedInvestmentCny: null },
  {
    stage: 'negotiation',
    status: 'open',
    nextStep: '示例：会商用地与用能条件',
    nextStepIn: 3,
    agreedInvestmentCny: null,
  },
  {
    stage: 'signing',
    status: 'open',
    nextStep: '示例：办理备案与能评',
    nextStepIn: 10,
    agreedInvestmentCny: '320000000',
  },
  {
    stage: 'start',
    status: 'open',
    nextStep: '示例：现场查看施工进度',
    nextStepIn: 14,
    agreedInvestmentCny: '180000000',
  },
  {
    stage: 'production',
    status: 'done',
    nextStep: '示例：跟踪达产情况',
    nextStepIn: 30,
    agreedInvestmentCny: '95000000',
  },
  { stage: 'contact', status: 'lost', nextStep: '示例：年底回访', nextStepIn: 40, agreedInvestmentCny: null },
];

interface Pair {
  readonly projectId: string;
  readonly areaCode: string;
  readonly enterpriseId: string;
}

/**
 * Invents a lead for each stage between real projects and real enterprises of one trade, marked 示例. The owner is the person of the
 * project's county if it has one among the given users, else somebody of the city.
 * @param owners users who may own leads, with the area of their unit
 * @returns how many were made
 */
export async function seedExampleLeads(
  tx: EntityManager,
  leads: LeadService,
  today: string,
  owners: readonly { id: string; organisationId: string; areaCode: string }[],
): Promise<number> {
  if (owners.length === 0) return 0;
  const pairs = (await tx.query(PAIRS, [EXAMPLES.length])) as Pair[];
  for (const [i, pair] of pairs.entries()) {
    const plan = EXAMPLES[i];
    const owner =
      owners.find((user) => user.areaCode === pair.areaCode) ?? owners.find((user) => user.areaCode === CITY_AREA) ?? owners[0]; // prettier-ignore
    const stages = codesOf('leadStage').slice(0, codesOf('leadStage').indexOf(plan.stage) + 1);
    const enteredOn = (position: number) => dayAfter(today, (position - stages.length) * 21);
    const at = (day: string) => new Date(`${day}T10:00:00+08:00`);
    const lead = tx.create(Lead, {
      ...pair,
      code: await nextLeadCode(tx),
      stage: plan.stage,
      stageEnteredOn: enteredOn(stages.length - 1),
      status: plan.status,
      statusReason: plan.status === 'lost' ? '示例：企业今年没有扩产计划' : null,
      source: 'manual',
      ownerId: owner.id,
      organisationId: owner.organisationId,
      sharedOrganisationIds: [],
      nextStep: plan.nextStep,
      nextStepOn: dayAfter(today, plan.nextStepIn),
      agreedInvestmentCny: plan.agreedInvestmentCny,
      note: '示例线索，内容为虚构，仅供演示',
      firstReportedAt: at(enteredOn(0)),
      firstReportedById: owner.id,
      lastActivityOn: enteredOn(stages.length - 1),
      isExample: true,
    });
    await leads.store(tx, lead);
    for (const [position, stage] of stages.entries()) {
      const happenedOn = enteredOn(position);
      const recorded = { leadId: lead.id, happenedOn, recordedById: owner.id, recordedAt: at(happenedOn) };
      const isLate = position >= stages.indexOf('signing') && stages.includes('signing');
      await tx.insert(LeadStageEntry, {
        ...recorded,
        fromStage: position === 0 ? null : stages[position - 1],
        toStage: stage,
        note: '示例：情况说明',
        evidence: isLate ? '示例：凭证编号' : null,
        agreedInvestmentCny: stage === 'signing' ? plan.agreedInvestmentCny : null,
      });
      await tx.insert(LeadActivity, { ...recorded, kind: position === 2 ? 'visit' : 'call', summary: '示例：沟通项目条件与企业意向' }); // prettier-ignore
    }
    if (plan.status !== 'lost') await leads.hold(tx, lead);
  }
  return pairs.length;
}

/**
 * One local project per example, areas in turn, each with a free enterprise from elsewhere in the same trade. The first projects of
 * the list stay untouched, for people to begin with. Chosen by name and code, not by id: each first start shows the same.
 */
const PAIRS = `
  WITH chosen AS (
    SELECT p.id, p.code, p.area_code, p.industry_codes, row_number() OVER (PARTITION BY p.area_code ORDER BY p.code DESC) AS turn
    FROM project p JOIN area a ON a.code = p.area_code AND a.kind <> 'city'
    WHERE p.placement = 'local' AND p.archived_at IS NULL AND p.industry_codes <> '{}'
  ), paired AS (
    SELECT DISTINCT ON (e.id) c.id AS project_id, c.area_code, e.id AS enterprise_id, c.turn
    FROM chosen c CROSS JOIN LATERAL (
      SELECT e.id FROM enterprise e
      WHERE e.industry_codes && c.industry_codes AND e.holder_organisation_id IS NULL AND e.archived_at IS NULL
        AND e.status = 'active' AND NOT e.do_not_contact
      ORDER BY md5(e.name || c.code), e.name LIMIT 1) e
    ORDER BY e.id, c.turn
  )
  SELECT project_id AS "projectId", area_code AS "areaCode", enterprise_id AS "enterpriseId"
  FROM paired ORDER BY turn, area_code LIMIT $1`;
