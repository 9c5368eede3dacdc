import { type Actor, AppError, may } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';

/** Asks the policies themselves. @throws {AppError} ENTERPRISE_NOT_FOUND for an enterprise the actor may not see */
export async function requireEnterprise(tx: EntityManager, actor: Actor, id: string): Promise<void> {
  const rows = may(actor, 'enterprise.read')
    ? await tx.query<unknown[]>('SELECT FROM enterprise WHERE id = $1', [id])
    : [];
  if (rows.length === 0) throw new AppError('ENTERPRISE_NOT_FOUND', { id });
}
