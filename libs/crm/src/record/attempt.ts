import { AppError } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';

/**
 * Runs a part of a transaction behind a savepoint, so that what a rule refuses leaves the rest standing.
 * @returns what the work returns, or the refusal; anything else that goes wrong is thrown, and the transaction with it
 */
export async function attempt<T>(tx: EntityManager, work: () => Promise<T>): Promise<T | AppError> {
  await tx.query('SAVEPOINT attempt');
  try {
    const result = await work();
    await tx.query('RELEASE SAVEPOINT attempt');
    return result;
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error;
    await tx.query('ROLLBACK TO SAVEPOINT attempt');
    return error;
  }
}
