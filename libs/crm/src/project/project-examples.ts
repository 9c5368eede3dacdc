import { CreateProject, type FundingSource } from '@lianghuan/contracts';
import { dayAfter } from '@lianghuan/platform';
import { Decimal } from 'decimal.js';
import type { EntityManager } from 'typeorm';
import { listOf, orNull, readDataCsv } from '../csv/read-csv.js';
import { EXAMPLE_PROVENANCE } from '../record/example-provenance.js';
import { ProjectListMembership } from './project-list-membership.entity.js';
import type { ProjectService } from './project.service.js';

const RESPONSIBLE = ['示例责任单位'];
/** Days ago they were put down and listed: they do not crowd the real ones out of the first page. */
const ENTERED_AGO = 40;

/**
 * Invents a project for each area, marked 示例, with its approvals (measure 13), its needs of land, energy and environment (measures 43–45),
 * and the lists it stands on. They are drafts, so the reserve does not count them, and matching leaves them out.
 * @returns how many were made
 */
export async function seedExampleProjects(tx: EntityManager, projects: ProjectService, today: string): Promise<number> {
  const rows = readDataCsv('demonstration/example-projects.csv');
  const made = await projects.storeMany(
    tx,
    rows.map((row) => CreateProject.parse(inputOf(row, today))),
  );
  const entered = `${dayAfter(today, -ENTERED_AGO)}T10:00:00+08:00`;
  await tx.query(
    'UPDATE project SET is_example = true, created_at = $2, updated_at = $2 WHERE id = ANY ($1)',
    [made.map(({ id }) => id), entered], // prettier-ignore
  );
  await tx.insert(
    ProjectListMembership,
    made.flatMap(
      ({ id }, i) =>
      listOf(rows[i].lists).map((list) => ({ projectId: id, list, joinedOn: dayAfter(today, -ENTERED_AGO), basis: '示例' })), // prettier-ignore
    ),
  );
  return made.length;
}

function inputOf(r: Record<string, string>, today: string): object {
  const ago = (days: string) => (days === '' ? null : dayAfter(today, -Number(days)));
  const startOn = dayAfter(today, Number(r.start_in));
  return {
    ...EXAMPLE_PROVENANCE,
    code: r.code,
    name: r.item,
    placement: 'local',
    areaCode: r.area_code,
    province: '贵州省',
    place: r.place,
    sector: r.sector,
    industryCodes: listOf(r.industry_codes),
    modernisation: { 工业: 'industrialisation', 能源: 'industrialisation', 旅游: 'tourism' }[r.sector] ?? 'none',
    projectCategory: r.category,
    investorKind: r.investor_kind,
    content: `示例建设内容：${r.scale}`,
    scaleText: r.scale,
    phase: r.phase,
    totalInvestmentCny: r.investment_yuan,
    fundingPlan: fundingOf(r, today),
    plannedStartOn: startOn,
    plannedFinishOn: dayAfter(startOn, 720),
    landYear: Number(today.slice(0, 4)),
    landMu: r.land_mu,
    landClass: r.land_class,
    newConstructionMu: r.new_construction_mu,
    forestMu: r.forest_mu,
    quotaPrepaid: r.prepaid,
    landBatch: orNull(r.batch),
    landGuaranteedMu: r.land_guaranteed_mu,
    forestGuaranteedMu: orNull(r.forest_guaranteed_mu),
    landGuarantee: r.land_guarantee,
    forestGuarantee: orNull(r.forest_guarantee),
    energyTce: r.energy_tce,
    energyGapTce: r.energy_gap_tce,
    energyCase: r.energy_case,
    energyGuarantee: r.energy_guarantee,
    environmentVerdict: r.environment_verdict,
    environmentConditions: orNull(r.environment_conditions),
    sensitiveArea: r.sensitive_area,
    environmentGuarantee: r.environment_guarantee,
    approvalKind: r.approval_kind,
    approvalAppliedOn: ago(r.applied_ago),
    approvalDueOn: r.due_in === '' ? null : dayAfter(today, Number(r.due_in)),
    approvedOn: ago(r.approved_ago),
    approvalDocumentNo: orNull(r.document),
    approvalAuthority: orNull(r.authority),
    responsibleUnits: RESPONSIBLE,
    note: '示例项目，内容为虚构，仅供演示',
  };
}

/** A third of the money is there or promised, half is asked for, the rest has no route yet. */
function fundingOf(r: Record<string, string>, today: string): FundingSource[] {
  const part = (share: number) => new Decimal(r.investment_yuan).times(share).toFixed(0);
  const [first, second] = r.investor_kind === 'government' ? (['provincial_budget', 'special_bond'] as const) : (['social_capital', 'bank_loan'] as const); // prettier-ignore
  return [
    { route: first, amountCny: part(0.4), state: 'approved', grantedCny: part(0.3), on: dayAfter(today, -ENTERED_AGO) },
    { route: second, amountCny: part(0.5), state: 'applied', grantedCny: null, on: null },
  ];
}
