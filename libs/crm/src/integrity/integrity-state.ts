import type { Code } from '@lianghuan/contracts';
import type { EntityManager } from 'typeorm';

type State = Code<'integrityState'>;

/** 核查状态 of these enterprises, as far as the actor sees them; those without a check are left out: `unchecked`. */
export async function integrityStates(tx: EntityManager, ids: readonly string[]): Promise<Map<string, State>> {
  if (ids.length === 0) return new Map();
  const rows = (await tx.query(
    'SELECT enterprise_id AS id, state FROM integrity_state WHERE enterprise_id = ANY ($1)',
    [[...new Set(ids)]],
  )) as { id: string; state: State }[];
  return new Map(rows.map(({ id, state }) => [id, state]));
}
