import { join } from 'node:path';
import { count, restoreBackup } from '@lianghuan/crm';
import { ConfigError, prepareDataDir, readConfig } from '@lianghuan/platform';
import { inOrder, installationOf, readArguments, talk } from './command.js';
import { openDatabase } from './open-database.js';

/* `npm run restore -- DIRECTORY [--replace]`: a backup into an empty installation that does not run; with --replace into one that is not empty. */
await inOrder(async () => {
  const usage = 'npm run restore -- DIRECTORY [--replace]';
  const { directory: backup, isFlagged: replace } = readArguments(usage, 'replace');
  if (backup === undefined) throw new ConfigError(`Which backup? ${usage}`);
  const config = readConfig();
  prepareDataDir(config.dataDir);
  const database = await openDatabase(config);
  try {
    const manifest = await restoreBackup(
      backup,
      installationOf(config, database.url),
      { replace, stagingFolder: join(config.dataDir, 'staging') },
      talk,
    );
    talk.say(`Restored as of ${manifest.takenAt}. Everybody signs in again; npm start goes on from here.`);
    const { broken } = manifest.files;
    if (broken.length > 0)
      talk.say(`${count(broken.length)} files were lost or damaged when the backup was taken already`);
    return 0;
  } finally {
    await database.leave();
  }
});
