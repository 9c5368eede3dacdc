import { z } from 'zod';
import { type Code, codesOf } from './dictionary.js';
import { Day, Flag, Id, Instant, pageOf } from './primitives.js';

/** What a reason of dismissal does beyond the pair itself: gates first, weights second (matching §5.7). */
export interface DismissEffect {
  /** Months in which no match run proposes the enterprise for any project; 0: the dismissal is about this pair alone. */
  readonly pauseMonths: number;
  /** Whether it says that the score was wrong, so that the weights may learn from it. */
  readonly teaches: boolean;
}

/** Reason of dismissal → effect. The dialog tells it before, the service does it, the learning keeps to it. */
export const DISMISS_EFFECTS: Readonly<Record<Code<'dismissReason'>, DismissEffect>> = {
  not_expanding: { pauseMonths: 6, teaches: false },
  wrong_industry: { pauseMonths: 0, teaches: true },
  too_small: { pauseMonths: 0, teaches: true },
  too_far: { pauseMonths: 0, teaches: true },
  already_contacted: { pauseMonths: 3, teaches: false },
  integrity: { pauseMonths: 12, teaches: false },
  offer_unfit: { pauseMonths: 0, teaches: false },
  other: { pauseMonths: 0, teaches: false },
};

/** 暂缓推荐: an enterprise no match run proposes for a while. */
export const PauseView = z.object({
  id: Id,
  enterprise: z.object({ id: Id, name: z.string() }),
  /** The project whose suggestion was dismissed. */
  project: z.object({ id: Id, name: z.string() }),
  reason: z.enum(codesOf('dismissReason')),
  since: Day,
  /** First day it may be proposed again. */
  until: Day,
  setByName: z.string(),
  setAt: Instant,
  liftedAt: Instant.nullable(),
  liftedByName: z.string().nullable(),
  liftReason: z.string().nullable(),
  /** Neither lifted nor over. */
  isOn: z.boolean(),
  can: z.object({ lift: z.boolean() }),
});
export type PauseView = z.infer<typeof PauseView>;
export const PausePage = pageOf(PauseView);

export const PauseQuery = z.object({
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(100).default(20),
  enterpriseId: Id.optional(),
  /** Only those that are on, or only those that are not. */
  isOn: Flag.optional(),
});
export type PauseQuery = z.infer<typeof PauseQuery>;
