import type { Config } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { changedRows } from './changed-rows.js';

/** How many silences a transaction of a job may be idle: computing inside one is no silence yet. */
const SILENCES_IN_TRANSACTION = 5;

type Silence = Pick<Config, 'jobSilenceSeconds'>;

const idleLimit = ({ jobSilenceSeconds }: Silence) => `${jobSilenceSeconds * SILENCES_IN_TRANSACTION}s`;

/** To be called before rows of jobs, or the right to look them over, are locked: a process that freezes must not keep them for ever ({@link holdRow}). */
export async function limitIdle(tx: EntityManager, config: Silence): Promise<void> {
  await tx.query(`SELECT set_config('idle_in_transaction_session_timeout', $1, true)`, [idleLimit(config)]);
}

/**
 * Takes hold of a job's row until the end of the transaction. A process that freezes meanwhile would keep the row locked for ever: the
 * database ends a transaction that says nothing for too long.
 * @param update UPDATE of the row, where it is still ours; without RETURNING
 * @returns whether it is
 */
export async function holdRow(
  tx: EntityManager,
  config: Silence,
  update: string,
  values: readonly unknown[],
): Promise<boolean> {
  const held = await changedRows(
    tx,
    `${update} RETURNING set_config('idle_in_transaction_session_timeout', $${values.length + 1}, true)`,
    [...values, idleLimit(config)],
  );
  return held > 0;
}
