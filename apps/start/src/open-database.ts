import {
  type Config,
  ConfigError,
  sharedServerSettings,
  startEmbeddedPostgres,
  WEEK_OF_LOGS,
} from '@lianghuan/platform';
import pg from 'pg';

/** The database of an installation, while somebody needs it. */
export interface OpenDatabase {
  /** As the owner of the tables. */
  readonly url: string;
  /** Stops the embedded server; one of your own stays as it is. */
  stop(): Promise<void>;
  /** Stops the embedded server if it was started for this and nobody else has come to use it. */
  leave(): Promise<void>;
}

/**
 * The database of `DATABASE_URL`, or the embedded one, started where it does not run.
 * @throws {ConfigError} when it does not answer
 */
export async function openDatabase(config: Config): Promise<OpenDatabase> {
  if (config.databaseUrl !== undefined) {
    await ask(config.databaseUrl, 'SELECT 1').catch((cause: unknown) => {
      throw new ConfigError(
        `Setting DATABASE_URL is wrong: ${cause instanceof Error ? cause.message : String(cause)}`,
        { cause },
      );
    });
    const stay = () => Promise.resolve();
    return { url: config.databaseUrl, stop: stay, leave: stay };
  }
  const postgres = await startEmbeddedPostgres(config.dataDir, [...sharedServerSettings(), ...WEEK_OF_LOGS]);
  await postgres.ensureDatabase('lianghuan');
  return {
    url: postgres.urlOf('lianghuan'),
    stop: () => postgres.stop(),
    async leave() {
      if (postgres.isTakenOver) return;
      const [{ others }] = await ask<{ others: number }>(
        postgres.urlOf('postgres'),
        `SELECT count(*)::int AS others FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
      );
      if (others === 0) await postgres.stop();
    },
  };
}

async function ask<Row extends pg.QueryResultRow>(connectionString: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}
