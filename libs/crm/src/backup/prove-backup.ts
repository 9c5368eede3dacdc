import { mkdir, rm } from 'node:fs/promises';
import { startEmbeddedPostgres, sharedServerSettings } from '@lianghuan/platform';
import { checkParts } from './backup-parts.js';
import type { BackupTalk } from './installation.js';
import { restoreDatabase } from './restore-database.js';

/** Nothing of a scratch server has to outlive it. */
const SCRATCH = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
];

/**
 * Restores a backup into an embedded server of its own beside it, compares everything with the manifest, and removes the server.
 * @throws {BackupError} naming what differs
 */
export async function proveBackup(directory: string, talk: BackupTalk): Promise<void> {
  talk.say('Verifying: the backup is restored into a scratch server and compared');
  const { manifest } = await checkParts(directory, talk.signal);
  const scratch = `${directory}.scratch`;
  await mkdir(scratch, { mode: 0o755 });
  try {
    const server = await startEmbeddedPostgres(scratch, [...sharedServerSettings(), ...SCRATCH]);
    try {
      await server.ensureDatabase('lianghuan');
      await restoreDatabase(directory, manifest, server.urlOf('lianghuan'), { replace: false }, talk);
    } finally {
      await server.discard();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
