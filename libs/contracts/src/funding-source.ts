import { z } from 'zod';
import { codesOf } from './dictionary.js';
import { AmountCny, Day } from './primitives.js';

/** States in which money of a route has been promised or paid, so that how much is known. */
export const GRANTED_STATES: ReadonlySet<string> = new Set(['approved', 'received']);

/** What one 资金渠道 is to give a project (measure 10): the amount sought, how far that is, and what was granted of it and when. */
export const FundingSource = z
  .strictObject({
    route: z.enum(codesOf('fundingRoute')),
    /** Yuan sought; null where the route is named and no amount yet. */
    amountCny: AmountCny.nullable().default(null),
    state: z.enum(codesOf('fundingState')).default('intended'),
    /** Yuan approved or received, null where nobody said; for {@link GRANTED_STATES} only. */
    grantedCny: AmountCny.nullable().default(null),
    /** Day of the application, approval or receipt. */
    on: Day.nullable().default(null),
  })
  .refine(({ state, grantedCny }) => grantedCny === null || GRANTED_STATES.has(state), {
    path: ['grantedCny'],
    message: '已获批或已到位的渠道才填已落实金额',
  });
export type FundingSource = z.infer<typeof FundingSource>;

/** 资金安排 of a project: each route once. */
export const FundingPlan = z
  .array(FundingSource)
  .max(codesOf('fundingRoute').length)
  .refine((sources) => new Set(sources.map(({ route }) => route)).size === sources.length, {
    message: '同一资金渠道只填一行',
  });
export type FundingPlan = z.infer<typeof FundingPlan>;
