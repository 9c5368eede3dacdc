import { type CreateProject, type FundingSource, GRANTED_STATES, projectFields } from '@lianghuan/contracts';
import { AppError } from '@lianghuan/platform';
import { Decimal } from 'decimal.js';
import type { RowChange } from '../record/register.js';
import type { Project } from './project.entity.js';

/** What follows from a 资金安排: its routes and sums, and the last day money was granted. */
type FundingFacts = Pick<Project, 'fundingRoutes' | 'fundingSoughtCny' | 'fundingGrantedCny' | 'fundingGrantedOn'>;

/**
 * Routes and sums of a project that says of each route what it gives (measure 10) follow from that. Without it they are as they were
 * written: many projects know a sum before they know its parts.
 * @throws {AppError} PROJECT_FUNDING_DIFFERS where somebody writes another sum beside the parts
 */
export function sumFunding({ row, before, input }: RowChange<Project, CreateProject>): void {
  row.fundingPlan = (row.fundingPlan ?? []).map(plainSource);
  if (row.fundingPlan.length === 0) return;
  const facts = factsOf(row.fundingPlan);
  for (const name of ['fundingSoughtCny', 'fundingGrantedCny'] as const) {
    const written = input[name];
    if (written == null || isSame(written, before?.[name] ?? null) || isSame(written, facts[name])) continue;
    const expected = facts[name] === null ? '未填' : `${new Decimal(facts[name]).dividedBy(10_000).toString()}万元`;
    throw new AppError('PROJECT_FUNDING_DIFFERS', { path: name, field: titleOf(name), expected });
  }
  Object.assign(row, facts);
}

function factsOf(plan: readonly FundingSource[]): FundingFacts {
  const granted = plan.filter(({ state }) => GRANTED_STATES.has(state));
  return {
    fundingRoutes: plan.map(({ route }) => route),
    fundingSoughtCny: sumOf(plan.map(({ amountCny }) => amountCny)),
    fundingGrantedCny: sumOf(granted.map(({ grantedCny }) => grantedCny)),
    fundingGrantedOn: granted.map(({ on }) => on).filter((on) => on !== null).sort().at(-1) ?? null, // prettier-ignore
  };
}

/** One amount, one text, so that what says the same is the same. */
function plainSource({ route, amountCny, state, grantedCny, on }: FundingSource): FundingSource {
  return { route, amountCny: plainAmount(amountCny), state, grantedCny: plainAmount(grantedCny), on };
}

const plainAmount = (amount: string | null) => (amount === null ? null : new Decimal(amount).toFixed());

/** Null where no amount is known: unknown is no zero. */
function sumOf(amounts: readonly (string | null)[]): string | null {
  const known = amounts.filter((amount) => amount !== null);
  return known.length === 0 ? null : Decimal.sum(...known).toFixed(2);
}

const isSame = (one: string, other: string | null) => other !== null && new Decimal(one).equals(other);
const titleOf = (name: 'fundingSoughtCny' | 'fundingGrantedCny') =>
  (projectFields[name].unwrap().unwrap().meta() as { title: string }).title;
