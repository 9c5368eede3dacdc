import type { Code } from '@lianghuan/contracts';

type ReserveState = Code<'reserveState'>;

export interface ReserveStep {
  readonly to: ReserveState;
  /** Only for reviewers (measure 11c). */
  readonly isDecision?: boolean;
  readonly needsReason?: boolean;
}

/** Which states the dialog offers from each state (measure 11a). It keeps the choice short; the server decides. */
export const RESERVE_STEPS: Readonly<Record<ReserveState, readonly ReserveStep[]>> = {
  draft: [{ to: 'pending' }, { to: 'exited', needsReason: true }],
  pending: [
    { to: 'in_reserve', isDecision: true },
    { to: 'draft', needsReason: true },
    { to: 'exited', isDecision: true, needsReason: true },
  ],
  in_reserve: [
    { to: 'needs_update', needsReason: true },
    { to: 'paused', needsReason: true },
    { to: 'exited', isDecision: true, needsReason: true },
  ],
  needs_update: [
    { to: 'pending' },
    { to: 'paused', needsReason: true },
    { to: 'exited', isDecision: true, needsReason: true },
  ],
  paused: [
    { to: 'pending', needsReason: true },
    { to: 'exited', isDecision: true, needsReason: true },
  ],
  exited: [{ to: 'draft', needsReason: true }],
};
