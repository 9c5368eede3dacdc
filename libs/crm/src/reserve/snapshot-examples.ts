import type { EntityManager } from 'typeorm';
import { monthBefore } from './reserve-rules.js';
import { insertSnapshot } from './reserve-snapshot.js';

/** Months before this one that get a snapshot. */
const MONTHS = 5;

/**
 * Takes snapshots of the last months as the example reviews would have had them, marked 示例: at the end of a month the reserve has what had been
 * admitted until then.
 * @returns how many months were taken
 */
export async function seedExampleSnapshots(tx: EntityManager, today: string): Promise<number> {
  let period = today.slice(0, 7);
  for (let month = 0; month < MONTHS; month += 1) {
    const firstAfter = `${period}-01`;
    period = monthBefore(firstAfter);
    await insertSnapshot(tx, period, { admittedBefore: firstAfter, takenAt: new Date(`${firstAfter}T00:10:00+08:00`), isExample: true }); // prettier-ignore
  }
  return MONTHS;
}
