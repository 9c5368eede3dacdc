import { type FileHandle, mkdir, open, readdir, rename, rm, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { makeFolder } from '@lianghuan/platform';
import type pg from 'pg';
import type { FileStore } from '../file/file-store.js';
import { BackupError, diskFailure } from './backup.errors.js';
import { BACKUP_FORMAT, type BackupManifest } from './backup-manifest.js';
import { MANIFEST, PartWriter, tablePart } from './backup-parts.js';
import {
  freeIndexesOf,
  fundsCountedOf,
  LEFT_OUT,
  migrationsOf,
  sequencesOf,
  type Table,
  tablesOf,
} from './catalogue.js';
import { type BackupTalk, connectOwner, count, type Installation } from './installation.js';
import { proveBackup } from './prove-backup.js';
import { RowDigest } from './row-digest.js';
import { copyOut, settleText } from './table-copy.js';

export interface BackupChoices {
  readonly product: BackupManifest['product'];
  /** Whether it is restored into a server of its own and compared before it counts as finished. */
  readonly verify: boolean;
}

/** A table that takes longer is told of by itself. */
const TOLD_ROWS = 100_000;
/** How many stored files are told of at a time. */
const TOLD_FILES = 1_000;
const FILES_PER_QUERY = 1_000;

/**
 * Takes database and files of an installation, which may be at work meanwhile, into one directory. The database is as of one moment (a
 * REPEATABLE READ snapshot); files never change once they are stored, and are stored before their row is, so every file of that moment
 * is there afterwards. The directory has its name from the moment it is whole; until then it ends in `.partial`.
 * @throws {BackupError} in words for the administrator; nothing is left behind then, but for what could not be proved
 */
export async function backUp(
  { databaseUrl, files, connectorFolder }: Installation,
  directory: string,
  { product, verify }: BackupChoices,
  talk: BackupTalk,
): Promise<BackupManifest> {
  const { say, signal } = talk;
  const partial = `${directory}.partial`;
  const client = await connectOwner(databaseUrl, signal);
  try {
    await claim(partial, directory);
    try {
      const writer = new PartWriter(partial, signal);
      // Before the snapshot: a delivery that is taken in between is then in both, and known by its content when it is found again.
      const connectorFiles = await copyFolder(writer, connectorFolder, 'connectors');
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      await settleText(client);
      const tables = await lockTables(client);
      await ensureRoom(client, dirname(directory));
      const takenAt = new Date().toISOString();
      say(`Snapshot of ${tables.length} tables taken at ${takenAt}`);

      const copied = [];
      for (const table of tables.filter(({ name }) => !LEFT_OUT.includes(name))) {
        const digest = new RowDigest();
        await writer.write(tablePart(table.name), copyOut(client, table), digest, createGzip({ level: 1 }));
        copied.push({ name: table.name, columns: [...table.columns], rows: digest.rows, digest: digest.digest });
        if (digest.rows >= TOLD_ROWS) say(`  ${table.name}: ${count(digest.rows)} rows`);
      }
      say(`  ${count(copied.reduce((sum, { rows }) => sum + rows, 0))} rows in ${copied.length} tables`);

      const { rows: [{ version }] } = await client.query<{ version: string }>(`SELECT current_setting('server_version') AS version`); // prettier-ignore
      const manifest: BackupManifest = {
        format: BACKUP_FORMAT,
        takenAt,
        product,
        postgres: version,
        migrations: await migrationsOf(async (text) => (await client.query(text)).rows),
        tables: copied,
        sequences: await sequencesOf(client),
        indexes: (await freeIndexesOf(client)).map(({ definition }) => definition),
        fundsCountedCny: await fundsCountedOf(client),
        files: await copyFiles(client, writer, files, { say, signal }),
        connectorFiles,
        leftOut: LEFT_OUT,
      };
      await client.query('COMMIT');
      await writer.write(MANIFEST, Readable.from([`${JSON.stringify(manifest, null, 2)}\n`]));
      if (verify) await proveBackup(partial, talk).catch((error: unknown) => setAside(partial, error));
      await rename(partial, directory);
      return manifest;
    } catch (error) {
      await rm(partial, { recursive: true, force: true });
      throw diskFailure(error, directory);
    }
  } finally {
    await client.end().catch(() => undefined); // gone already where the server ended it
  }
}

async function claim(partial: string, directory: string): Promise<void> {
  try {
    makeFolder(dirname(directory));
    if ((await readdir(dirname(directory))).includes(basename(directory))) {
      throw new BackupError(`${directory} is there already`);
    }
    await mkdir(partial, { mode: 0o700 });
  } catch (error) {
    throw diskFailure(error, directory);
  }
}

/** What could not be proved may still be all there is, so it is kept under a name that says so. */
async function setAside(partial: string, error: unknown): Promise<never> {
  const path = partial.replace(/partial$/, 'unproved');
  await rename(partial, path);
  throw new BackupError(
    `The backup could not be proved and is in ${path}: ${error instanceof Error ? error.message : String(error)}`,
    { cause: error },
  );
}

/** Holds off whoever would change a table (a migration) until the snapshot has been read. @throws {BackupError} on a database without ours */
async function lockTables(client: pg.Client): Promise<Table[]> {
  const tables = await tablesOf(client);
  if (!tables.some(({ name }) => name === 'public.migrations')) {
    throw new BackupError('There is nothing to back up: the database has no tables of the product');
  }
  await client.query(`SET LOCAL lock_timeout = '60s'`);
  await client.query(`LOCK TABLE ${tables.map(({ name }) => name).join(', ')} IN ACCESS SHARE MODE`);
  return tables;
}

/**
 * A full disk may be the product's own, so it is not tried: rows need about half of what the database needs, checking them as much as it.
 * @throws {BackupError} saying how much is missing
 */
async function ensureRoom(client: pg.Client, directory: string): Promise<void> {
  const { rows: [{ needed }] } = await client.query<{ needed: string }>(`
    SELECT (pg_database_size(current_database()) * 1.5 + coalesce(sum(size_bytes), 0))::bigint::text AS needed FROM public.stored_file`); // prettier-ignore
  const { bavail, bsize } = await statfs(directory);
  const megabytes = (bytes: number) => `${count(Math.ceil(bytes / 1024 / 1024))} MB`;
  if (bavail * bsize < Number(needed)) {
    throw new BackupError(`${directory} has ${megabytes(bavail * bsize)} free, and ${megabytes(Number(needed))} may be needed: make room or name another directory`); // prettier-ignore
  }
}

interface FileRow {
  readonly id: string;
  readonly key: string;
  readonly sha256: string;
}

async function copyFiles(
  client: pg.Client,
  writer: PartWriter,
  store: FileStore,
  { say, signal }: BackupTalk,
): Promise<BackupManifest['files']> {
  const found = { count: 0, bytes: 0, broken: [] as string[] };
  for (let after: string | undefined; ;) {
    const { rows } = await client.query<FileRow>(
      'SELECT id, storage_key AS key, sha256 FROM public.stored_file WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2',
      [after ?? null, FILES_PER_QUERY],
    );
    for (const { key, sha256 } of rows) {
      signal.throwIfAborted();
      let content: Readable;
      try {
        content = await store.open(key);
      } catch (error) {
        // One lost file must not keep all others from being saved; it is told at the end, and by the exit code.
        say(`  ${key} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
        found.broken.push(key);
        continue;
      }
      const written = await writer.write(`files/${key}`, content);
      if (written.sha256 !== sha256) {
        say(`  ${key} is not what was stored once: its SHA-256 differs`);
        found.broken.push(key);
      }
      found.count += 1;
      found.bytes += written.bytes;
      if (found.count % TOLD_FILES === 0) say(`  ${count(found.count)} files`);
    }
    if (rows.length < FILES_PER_QUERY) break;
    after = rows.at(-1)?.id;
  }
  say(`  ${count(found.count)} files, ${count(found.bytes)} bytes`);
  return found;
}

/** Files of a folder and of those in it; links are not followed, since they may lead anywhere. */
async function copyFolder(writer: PartWriter, folder: string, into: string): Promise<{ count: number; bytes: number }> {
  const found = { count: 0, bytes: 0 };
  let entries;
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return found;
    throw error;
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const inner = await copyFolder(writer, path, `${into}/${entry.name}`);
      found.count += inner.count;
      found.bytes += inner.bytes;
    } else if (entry.isFile()) {
      let file: FileHandle;
      try {
        file = await open(path);
      } catch (error) {
        // A run has read it since the folder was listed, and put it away.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
        throw error;
      }
      found.bytes += (await writer.write(`${into}/${entry.name}`, file.createReadStream())).bytes;
      found.count += 1;
    }
  }
  return found;
}
