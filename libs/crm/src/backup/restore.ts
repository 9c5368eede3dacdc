import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { diskFailure } from './backup.errors.js';
import type { BackupManifest } from './backup-manifest.js';
import { checkParts } from './backup-parts.js';
import { type BackupTalk, count, type Installation } from './installation.js';
import { restoreDatabase } from './restore-database.js';

export interface RestoreChoices {
  /** Whether a database that holds something is emptied for it. */
  readonly replace: boolean;
  /** Where files wait a moment before the store takes them. */
  readonly stagingFolder: string;
}

/**
 * Puts a backup into an installation that is not running, after every part of it was proved by its SHA-256. The database and the files are
 * there when it returns; when it throws, the database is as it was. Migrations that are newer than the backup run at the next start.
 * @throws {BackupError} in words for the administrator
 */
export async function restoreBackup(
  backup: string,
  { databaseUrl, files, connectorFolder }: Installation,
  { replace, stagingFolder }: RestoreChoices,
  talk: BackupTalk,
): Promise<BackupManifest> {
  const directory = resolve(backup);
  talk.say(`Checking the parts of ${directory}`);
  const { manifest, parts } = await checkParts(directory, talk.signal);

  const putFiles = async (): Promise<void> => {
    await mkdir(stagingFolder, { recursive: true });
    for (const [name, sha256] of parts) {
      talk.signal.throwIfAborted();
      const [kind, ...rest] = name.split('/');
      if (kind === 'files') {
        // The store moves what it is given, and the backup must stay.
        const path = join(stagingFolder, randomUUID());
        try {
          await copyFile(join(directory, name), path);
          await files.put(rest.join('/'), { path, sha256, sizeBytes: (await stat(path)).size });
        } finally {
          await rm(path, { force: true });
        }
      } else if (kind === 'connectors') {
        const path = join(connectorFolder, ...rest);
        await mkdir(dirname(path), { recursive: true });
        await copyFile(join(directory, name), path);
      }
    }
    talk.say(`  ${count(manifest.files.count)} files and ${count(manifest.connectorFiles.count)} of connectors`);
  };
  try {
    await restoreDatabase(directory, manifest, databaseUrl, { replace, beforeCommit: putFiles }, talk);
  } catch (error) {
    throw diskFailure(error, stagingFolder);
  }
  return manifest;
}
