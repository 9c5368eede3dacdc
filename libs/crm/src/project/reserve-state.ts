import { type Code, RESERVE_TRANSITIONS, type ReserveTransition, termOf } from '@lianghuan/contracts';
import { AppError } from '@lianghuan/platform';
import type { Project } from './project.entity.js';

export type ReserveState = Code<'reserveState'>;

/** States in which the total investment may still be unknown. */
export const MAY_LACK_INVESTMENT: ReadonlySet<string> = new Set<ReserveState>(['draft', 'exited']);

/** How a project may go from the state it is in to another. @throws {AppError} RESERVE_TRANSITION_INVALID */
export function transitionOf(project: Pick<Project, 'reserveState'>, to: ReserveState): ReserveTransition {
  const from = project.reserveState as ReserveState;
  const transition = RESERVE_TRANSITIONS[from][to];
  if (transition === undefined) {
    throw new AppError('RESERVE_TRANSITION_INVALID', {
      from: termOf('reserveState', from),
      to: termOf('reserveState', to),
    });
  }
  return transition;
}

/** The properties of a project that tell the state it is in, since when, why and by whom. */
export type StateOfProject = Pick<
  Project,
  'reserveState' | 'reserveReason' | 'reserveChangedAt' | 'reserveChangedById' | 'reserveBatchId'
>;
