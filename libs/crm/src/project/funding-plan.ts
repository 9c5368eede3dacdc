import { type CreateProject, type FundingSource, GRANTED_STATES, projectFields, termOf } from '@lianghuan/contracts';
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
  for (const name of ['fundingRoutes', 'fundingSoughtCny', 'fundingGrantedCny'] as const) {
    const written = textOf(name, input[name]);
    if (written === null || written === textOf(name, before?.[name]) || written === textOf(name, facts[name])) continue;
    throw new AppError('PROJECT_FUNDING_DIFFERS', {
      path: name,
      field: titleOf(name),
      expected: textOf(name, facts[name]) ?? '未填',
    });
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

/** One amount, one text, and the parts in the order the database keeps them (by length), so that what says the same is the same. */
function plainSource({ route, amountCny, state, grantedCny, on }: FundingSource): FundingSource {
  return { on, route, state, amountCny: plainAmount(amountCny), grantedCny: plainAmount(grantedCny) };
}

const plainAmount = (amount: string | null) => (amount === null ? null : new Decimal(amount).toFixed());

/** Null where no amount is known: unknown is no zero. */
function sumOf(amounts: readonly (string | null)[]): string | null {
  const known = amounts.filter((amount) => amount !== null);
  return known.length === 0 ? null : Decimal.sum(...known).toFixed(2);
}

type Written = 'fundingRoutes' | 'fundingSoughtCny' | 'fundingGrantedCny';

/** What a field says, as people are told it; routes in whatever order. */
function textOf(name: Written, value: Project[Written] | undefined): string | null {
  if (value == null || value.length === 0) return null;
  if (typeof value !== 'string') return value.map((route) => termOf('fundingRoute', route)).sort().join('、'); // prettier-ignore
  return `${new Decimal(value).dividedBy(10_000).toFixed()}万元`;
}

const titleOf = (name: Written) => (projectFields[name].unwrap().unwrap().meta() as { title: string }).title;
