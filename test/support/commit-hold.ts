import pg from 'pg';
import type { TestDatabase } from './database.js';
import { waitFor } from './wait.js';

/** First half of the advisory locks' key, so that they meet nobody else's. */
const LOCK_CLASS = 4711;

/** Which updates of a table can be held, and by what name. */
export interface HeldUpdates {
  readonly table: string;
  /** Condition over `OLD` and `NEW`: `NEW.status = 'done'`. */
  readonly when: string;
  /** Text expression over `NEW`: the name an update is held by. */
  readonly name: string;
}

/**
 * Holds transactions at the last moment: everything is written, nothing committed. All names are held from the start, so that nothing
 * slips through between two of them.
 */
export interface CommitHold {
  /** Until so many transactions wait under that name. */
  isHolding(name: string, transactions: () => Promise<number>): Promise<void>;
  /** Lets the transactions of that name go on, where their process still lives, and those to come. */
  release(name: string): Promise<void>;
  /** Releases all and takes the trigger away. */
  end(): Promise<void>;
}

/** @param names those held; updates of any other name pass */
export async function holdCommits(
  database: TestDatabase,
  { table, when, name }: HeldUpdates,
  names: readonly string[],
): Promise<CommitHold> {
  const numberOf = new Map(names.map((held, i) => [held, i + 1]));
  const cases = names.map((held, i) => `WHEN '${held}' THEN ${i + 1}`).join(' ');
  const holder = new pg.Client({ connectionString: database.url });
  await holder.connect();
  for (const number of numberOf.values()) await holder.query('SELECT pg_advisory_lock($1, $2)', [LOCK_CLASS, number]);
  await database.sql(`
    CREATE FUNCTION hold_commit() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_advisory_xact_lock_shared(${LOCK_CLASS}, CASE ${name} ${cases} ELSE 0 END); RETURN NEW; END $$;
    CREATE TRIGGER hold_commit BEFORE UPDATE ON ${table} FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION hold_commit()`);
  return {
    async isHolding(held, transactions) {
      await waitFor(`${held} before its commit`, async () => {
        const [{ waiting }] = await database.sql<{ waiting: number }>(
          `SELECT count(*)::int AS waiting FROM pg_locks WHERE locktype = 'advisory' AND classid = $1 AND objid = $2 AND NOT granted
             AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
          [LOCK_CLASS, numberOf.get(held)],
        );
        return waiting > 0 && waiting === (await transactions());
      }, 60_000, 20);
    },
    async release(held) {
      await holder.query('SELECT pg_advisory_unlock($1, $2)', [LOCK_CLASS, numberOf.get(held)]);
    },
    async end() {
      await holder.end();
      await database.sql(`DROP TRIGGER hold_commit ON ${table}`);
      await database.sql('DROP FUNCTION hold_commit()');
    },
  }; // prettier-ignore
}
