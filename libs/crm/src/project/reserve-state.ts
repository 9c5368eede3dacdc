import type { Code } from '@lianghuan/contracts';

export type ReserveState = Code<'reserveState'>;

/** One allowed step of the 储备状态 and what it takes. */
export interface ReserveTransition {
  /** Only by those who review: measure 11c gives the decision to the investment, line and element departments. */
  readonly isDecision?: boolean;
  readonly needsReason?: boolean;
}

/**
 * 储备状态 (measure 11a): nothing is deleted, every way out has its reason, and only a review leads into the reserve. A project that
 * left the reserve begins again as a draft.
 */
export const RESERVE_TRANSITIONS: Readonly<Record<ReserveState, Partial<Record<ReserveState, ReserveTransition>>>> = {
  draft: { pending: {}, exited: { needsReason: true } },
  pending: {
    in_reserve: { isDecision: true },
    draft: { needsReason: true },
    exited: { isDecision: true, needsReason: true },
  },
  in_reserve: {
    needs_update: { needsReason: true },
    paused: { needsReason: true },
    exited: { isDecision: true, needsReason: true },
  },
  needs_update: {
    pending: {},
    paused: { needsReason: true },
    exited: { isDecision: true, needsReason: true },
  },
  paused: { pending: { needsReason: true }, exited: { isDecision: true, needsReason: true } },
  exited: { draft: { needsReason: true } },
};

/** States in which the total investment may still be unknown. */
export const MAY_LACK_INVESTMENT: ReadonlySet<string> = new Set<ReserveState>(['draft', 'exited']);
