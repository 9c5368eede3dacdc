import { join } from 'node:path';
import type { PoolClient } from 'pg';
import { MigrationExecutor, type QueryRunner } from 'typeorm';
import { ownerDataSource } from '../data-source.js';
import { MIGRATIONS } from '../migrations.js';
import { BackupError } from './backup.errors.js';
import type { BackupManifest } from './backup-manifest.js';
import { tablePart } from './backup-parts.js';
import { freeIndexesOf, fundsCountedOf, sequencesOf, tablesOf } from './catalogue.js';
import { type BackupTalk, count } from './installation.js';
import { copyIn, digestOf, settleText } from './table-copy.js';

interface DatabaseChoices {
  readonly replace: boolean;
  /** Work that has to succeed before the database may be changed for good. */
  readonly beforeCommit?: () => Promise<void>;
}

/**
 * Makes the tables of a backup by the migrations it names and loads its rows as they were: no trigger runs, so nothing is audited, derived or
 * checked twice. Then all of it is read again and compared with the manifest. One transaction: whatever happens before its end, a kill
 * included, leaves the database as it was.
 * @throws {BackupError} when the database is not empty or in use, when the backup is newer than this code, when something differs
 */
export async function restoreDatabase(
  directory: string,
  manifest: BackupManifest,
  databaseUrl: string,
  { replace, beforeCommit }: DatabaseChoices,
  { say, signal }: BackupTalk,
): Promise<void> {
  const newer = manifest.migrations.filter((name) => !MIGRATIONS.some((migration) => migration.name === name));
  if (newer.length > 0) {
    throw new BackupError(`The backup was taken by a newer version of the product (${newer.at(-1)}): restore it with that version, or a later one`); // prettier-ignore
  }
  const source = ownerDataSource(
    databaseUrl,
    MIGRATIONS.filter((migration) => manifest.migrations.includes(migration.name)),
  );
  try {
    await source.initialize();
  } catch (cause) {
    throw new BackupError(`The database does not answer: ${cause instanceof Error ? cause.message : String(cause)}`, { cause }); // prettier-ignore
  }
  const runner = source.createQueryRunner();
  const client = (await runner.connect()) as PoolClient;
  const breakOff = () => void client.end();
  signal.addEventListener('abort', breakOff, { once: true });
  try {
    await runner.startTransaction();
    try {
      await claimDatabase(client, replace);
      await makeTables(runner, client, manifest);
      await loadRows(directory, manifest, client, { say, signal });
      await compare(manifest, client, { say, signal });
      await beforeCommit?.();
      await runner.commitTransaction();
    } catch (error) {
      await runner.rollbackTransaction().catch(() => undefined); // where the connection is gone, so is the transaction
      throw error;
    }
    // So that the first lists are planned by what is there, and read from indexes alone where they can be.
    if (beforeCommit !== undefined) await client.query('VACUUM (ANALYZE)');
  } finally {
    signal.removeEventListener('abort', breakOff);
    await runner.release().catch(() => undefined);
    await source.destroy().catch(() => undefined);
  }
}

/** @throws {BackupError} when somebody is at work in the database, it holds something, or the owner may not load rows as they are */
async function claimDatabase(client: PoolClient, replace: boolean): Promise<void> {
  const { rows: [state] } = await client.query<{ others: number; names: string; mayLoad: boolean; database: string }>(`
    SELECT count(*)::int AS others, coalesce(string_agg(DISTINCT nullif(application_name, ''), ', '), 'without a name') AS names,
      has_parameter_privilege('session_replication_role', 'SET') AS "mayLoad", current_database() AS database
    FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`); // prettier-ignore
  if (state.others > 0) {
    throw new BackupError(`The database ${state.database} is in use (${state.others} connections: ${state.names}): stop the product first`); // prettier-ignore
  }
  if (!state.mayLoad) {
    throw new BackupError('The owner of the database may not load rows past their triggers: let a superuser run GRANT SET ON PARAMETER session_replication_role TO <owner>'); // prettier-ignore
  }
  const present = await tablesOf(client);
  if (present.length === 0) return;
  if (!replace) {
    throw new BackupError(`The database ${state.database} is not empty (${present.length} tables): name an empty one, or add --replace to lose what is in it`); // prettier-ignore
  }
  await client.query(`DROP SCHEMA IF EXISTS public, access, bullmq CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC`); // prettier-ignore
}

async function makeTables(runner: QueryRunner, client: PoolClient, manifest: BackupManifest): Promise<void> {
  const executor = new MigrationExecutor(runner.dataSource, runner);
  executor.transaction = 'none'; // ours is open
  await executor.executePendingMigrations();
  const made = new Map((await tablesOf(client)).map(({ name, columns }) => [name, columns.toSorted().join()]));
  for (const { name, columns } of manifest.tables) {
    if (made.get(name) !== columns.toSorted().join()) {
      throw new BackupError(`The table ${name} of the backup is not as the migrations make it: its database was changed by hand, or the migrations were`); // prettier-ignore
    }
  }
}

async function loadRows(
  directory: string,
  manifest: BackupManifest,
  client: PoolClient,
  { say, signal }: BackupTalk,
): Promise<void> {
  await settleText(client);
  await client.query(`SET LOCAL session_replication_role = replica; SET LOCAL maintenance_work_mem = '256MB'`);
  // Migrations fill some tables; what a backup has is all there is to be.
  await client.query(`TRUNCATE ${(await tablesOf(client)).map(({ name }) => name).join(', ')}`);
  const made = await freeIndexesOf(client);
  await client.query(`DROP INDEX ${made.map(({ name }) => name).join(', ')}`);
  for (const table of manifest.tables) {
    signal.throwIfAborted();
    await copyIn(client, table, join(directory, tablePart(table.name)), signal);
    if (table.rows >= TOLD_ROWS) say(`  ${table.name}: ${count(table.rows)} rows loaded`);
  }
  say(
    `  ${count(manifest.tables.reduce((sum, { rows }) => sum + rows, 0))} rows loaded, ${manifest.indexes.length} indexes to build`,
  );
  for (const index of manifest.indexes) {
    signal.throwIfAborted();
    await client.query(index);
  }
  for (const { name, value, isCalled } of manifest.sequences) {
    await client.query('SELECT setval($1::regclass, $2, $3)', [name, value, isCalled]);
  }
}

/** A table that takes longer is told of by itself. */
const TOLD_ROWS = 100_000;

/** @throws {BackupError} naming the first that differs */
async function compare(manifest: BackupManifest, client: PoolClient, { say, signal }: BackupTalk): Promise<void> {
  const differs = (what: string, is: unknown, should: unknown) =>
    new BackupError(
      `The restored database differs from the backup: ${what} ${String(is)} instead of ${String(should)}`,
    );
  for (const table of manifest.tables) {
    const { rows, digest } = await digestOf(client, table, signal);
    if (rows !== table.rows) throw differs(`${table.name} has rows:`, rows, table.rows);
    if (digest !== table.digest) throw differs(`the rows of ${table.name} have the digest`, digest, table.digest);
  }
  for (const { name, value } of await sequencesOf(client)) {
    const should = manifest.sequences.find((sequence) => sequence.name === name)?.value;
    if (value !== should) throw differs(`${name} stands at`, value, should);
  }
  const funds = await fundsCountedOf(client);
  if (funds !== manifest.fundsCountedCny) throw differs('产业到位资金 add up to', funds, manifest.fundsCountedCny);
  say(`  All ${manifest.tables.length} tables have the rows and digests of the backup; 产业到位资金 ${funds} 元`);
}
