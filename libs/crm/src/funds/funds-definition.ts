import type { Code } from '@lianghuan/contracts';
import type { Project } from '../project/project.entity.js';

/**
 * What counts as 产业到位资金 (indicator F1). The notice sets the figure (part 一(二), measure 34) and does not define it, so the product
 * states its reading as a versioned object (requirements §8.1). Every line keeps the version it was filed under; a new reading is a
 * new version and changes no line filed before.
 */
export interface FundsDefinition {
  readonly version: string;
  readonly indicator: 'F1';
  readonly title: string;
  readonly basis: string;
  /** F1 is the sum of the recognised amounts of lines in these states; a reversal is negative. */
  readonly countedStatuses: readonly Code<'fundsStatus'>[];
  readonly excludedProjectCategories: readonly Code<'projectCategory'>[];
  readonly excludedInvestorKinds: readonly Code<'investorKind'>[];
}

/**
 * First reading: money that arrived for projects of industry and what serves industry, whoever pays but the budget, in all six kinds
 * (equity, equipment, civil works, land, intangible, other), in the month it arrived. Not counted: infrastructure and livelihood
 * projects, since part 一 sets 产业 against them, and projects the government pays for. A project not yet classified counts.
 */
export const FUNDS_DEFINITION: FundsDefinition = Object.freeze({
  version: 'F1-v1',
  indicator: 'F1',
  title: '新增产业到位资金',
  basis: '毕府发〔2023〕8号 一(二)、34',
  countedStatuses: ['verified', 'partly_verified', 'reversal'],
  excludedProjectCategories: ['infrastructure', 'livelihood'],
  excludedInvestorKinds: ['government'],
} as const);

/** Whether money for this project counts under the definition. */
export function isInScope(
  definition: FundsDefinition,
  project: Pick<Project, 'projectCategory' | 'investorKind'>,
): boolean {
  const excluded: readonly (string | null)[] = [
    ...definition.excludedProjectCategories,
    ...definition.excludedInvestorKinds,
  ];
  return !excluded.includes(project.projectCategory) && !excluded.includes(project.investorKind);
}
