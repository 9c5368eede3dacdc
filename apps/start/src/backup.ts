import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { backUp, BackupError, count } from '@lianghuan/crm';
import { hasEmbeddedCluster, prepareDataDir, readConfig } from '@lianghuan/platform';
import { inOrder, installationOf, readArguments, talk } from './command.js';
import { openDatabase } from './open-database.js';

/*
 * `npm run backup -- [DIRECTORY] [--no-verify]`: database and files into DIRECTORY/lianghuan-<day>-<time>, while the product runs or not.
 * Its path is all that goes to standard output. Exit code 2: taken, but files of the installation are lost or damaged.
 */
await inOrder(async () => {
  const { directory: parent, isFlagged: isUnverified } = readArguments('npm run backup -- [DIRECTORY] [--no-verify]', 'no-verify'); // prettier-ignore
  const config = readConfig();
  if (config.databaseUrl === undefined && !hasEmbeddedCluster(config.dataDir)) {
    throw new BackupError(
      `There is nothing to back up: ${config.dataDir} has no database, and DATABASE_URL is not set`,
    );
  }
  prepareDataDir(config.dataDir);
  const database = await openDatabase(config);
  try {
    const directory = join(resolve(parent ?? `${config.dataDir}-backups`), `lianghuan-${stampOf(new Date())}`);
    const manifest = await backUp(
      installationOf(config, database.url),
      directory,
      { product: productHere(), verify: !isUnverified },
      talk,
    );
    talk.say(isUnverified ? 'Finished, not verified' : 'Finished and verified');
    process.stdout.write(`${directory}\n`);
    const { broken } = manifest.files;
    if (broken.length === 0) return 0;
    talk.say(`${count(broken.length)} files of this installation are lost or damaged, and so they are in this backup; look for them in older ones: ${broken.slice(0, 10).join(', ')}`); // prettier-ignore
    return 2;
  } finally {
    await database.leave();
  }
});

/** Day and time in Asia/Shanghai, fit for a name: `20261126-231500`. */
function stampOf(at: Date): string {
  return at.toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' }).replaceAll(/[-:]/g, '').replace(' ', '-');
}

function productHere(): { version: string; commit: string | null } {
  const root = dirname(dirname(dirname(import.meta.dirname)));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const head =
    existsSync(join(root, '.git')) && spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' });
  return { version, commit: head !== false && head.status === 0 ? head.stdout.trim() : null };
}
