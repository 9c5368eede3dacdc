import type { Code, Permission } from '@lianghuan/contracts';
import { type Actor, may } from '@lianghuan/platform';
import type { ChangeBatch } from './change-journal.js';

/** By which permission batches of a kind are taken back by somebody who did not make them. */
const TAKES_BACK: Readonly<Partial<Record<ChangeBatch['kind'], Permission>>> = {
  connector: 'connector.undo',
  import: 'import.review',
};

/**
 * The actor as he takes a batch back. Who may undo runs of connectors or the imports of others need not be one who writes the register, such
 * as the city's managers: for the rows of the batch, and nothing else, he may; the audit names him.
 */
export function asUndoer(
  { kind, register }: { readonly kind: ChangeBatch['kind']; readonly register: Code<'register'> },
  actor: Actor,
): Actor {
  const permission = TAKES_BACK[kind];
  const own = permission === undefined ? undefined : actor.reach.get(permission);
  if (own === undefined) return actor;
  const needed: readonly Permission[] = [`${register}.update`, `${register}.archive`];
  const missing = needed.filter((each) => !may(actor, each));
  return { ...actor, reach: new Map([...actor.reach, ...missing.map((each) => [each, own] as const)]) };
}
