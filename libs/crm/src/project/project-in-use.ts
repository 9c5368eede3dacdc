import { AppError, type Database } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';

/**
 * PROJECT_IN_USE, saying what is not settled, for each of these projects with live leads, with promises of resources or markets, or with money
 * that counts or waits to be verified: archived, it would be on no list while they go on. What other units have on it counts as well.
 */
export async function projectInUseRefusals(
  database: Database,
  tx: EntityManager,
  ids: readonly string[],
): Promise<(AppError | undefined)[]> {
  const uses = await database.asSystemWithin(tx, () =>
    tx.query<{ leads: number; promises: number; funds: number }[]>(
      `SELECT (SELECT count(*)::int FROM lead l WHERE l.project_id = w.id AND l.status IN ('open', 'paused')) AS leads,
         (SELECT count(*)::int FROM supply_reservation r WHERE r.project_id = w.id
           AND (r.state = 'waiting' OR r.committed > 0 OR r.reserved > 0 AND r.expires_at > statement_timestamp())) AS promises,
         (SELECT count(*)::int FROM funds_line f WHERE f.project_id = w.id AND f.status IN ('filed', 'verified', 'partly_verified')
           AND NOT EXISTS (SELECT FROM funds_line r WHERE r.reversal_of_id = f.id)) AS funds
       FROM unnest($1::uuid[]) WITH ORDINALITY w(id, at) ORDER BY w.at`,
      [ids],
    ),
  );
  return uses.map(({ leads, promises, funds }) => {
    const open = [
      ...(leads > 0 ? [`${leads}条在办线索`] : []),
      ...(promises > 0 ? [`${promises}笔预留或承诺`] : []),
      ...(funds > 0 ? [`${funds}笔到位资金`] : []),
    ];
    return open.length === 0 ? undefined : new AppError('PROJECT_IN_USE', { open: open.join('、') });
  });
}
