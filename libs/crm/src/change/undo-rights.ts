import type { Permission } from '@lianghuan/contracts';
import { type Actor, may } from '@lianghuan/platform';
import type { ChangeBatch } from './change-journal.js';

/** What a run of a connector does to enterprises, and so what taking it back does. */
const OF_A_RUN = ['enterprise.update', 'enterprise.archive'] as const satisfies readonly Permission[];

/**
 * The actor as he takes a batch of this kind back. Who may undo runs of connectors need not be one who writes enterprises, such as the city's
 * managers: for the rows of the batch, and nothing else, he may; the audit names him.
 */
export function asUndoer(kind: ChangeBatch['kind'], actor: Actor): Actor {
  const own = actor.reach.get('connector.undo');
  if (kind !== 'connector' || own === undefined) return actor;
  const missing = OF_A_RUN.filter((permission) => !may(actor, permission));
  return { ...actor, reach: new Map([...actor.reach, ...missing.map((permission) => [permission, own] as const)]) };
}
