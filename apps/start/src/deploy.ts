import { firstStart, migrate } from '@lianghuan/crm';
import { ConfigError, readConfig } from '@lianghuan/platform';
import { requireNamedAdministrator } from './named-administrator.js';

/* Deploy step of an installation with services of its own: tables up to date, first administrator (or demonstration data) loaded. */
const say = (line: string) => process.stdout.write(`${line}\n`);
try {
  const config = readConfig();
  if (config.databaseUrl === undefined)
    throw new ConfigError('Setting DATABASE_URL is missing: the deploy step needs a database');
  const ran = await migrate(config.databaseUrl);
  say(ran.length > 0 ? `Ran ${ran.join(', ')}` : 'The database is up to date');
  await firstStart(config, config.databaseUrl, { say, askForAdministrator: requireNamedAdministrator });
} catch (error) {
  process.stderr.write(
    `${error instanceof ConfigError ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
}
