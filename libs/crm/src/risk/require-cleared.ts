import { AppError } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';

/** @throws {AppError} AWAITS_CLEARANCE for a project or resource that may not be offered yet (measure 27) */
export async function requireCleared(
  tx: EntityManager,
  subject: { readonly id: string; readonly name: string },
): Promise<void> {
  const [{ isBlocked }] = (await tx.query('SELECT awaits_clearance($1) AS "isBlocked"', [subject.id])) as [
    { isBlocked: boolean },
  ];
  if (isBlocked) throw new AppError('AWAITS_CLEARANCE', { name: subject.name });
}
