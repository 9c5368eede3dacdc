import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { DEMONSTRATION_ACCOUNTS, DEMONSTRATION_PASSWORD, firstStart, migrate } from '@lianghuan/crm';
import { type Config, ConfigError, prepareDataDir, readConfig } from '@lianghuan/platform';
import { KeptProcess } from './children.js';
import { lockDataDir } from './data-dir-lock.js';
import { type Administrator, namedAdministrator } from './named-administrator.js';
import { openDatabase } from './open-database.js';

const say = (line: string) => process.stdout.write(`${line}\n`);
// A terminal or pipe that is gone must not keep us from stopping in order.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => void end(0));

/** Everything that has to be stopped again, in the order it was started. */
const started: { stop(): Promise<void> }[] = [];
let isEnding = false;

async function end(code: number, why?: string): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  if (why !== undefined) process.stderr.write(`${why}\n`);
  else say('Stopping …');
  for (const part of started.toReversed()) {
    await part
      .stop()
      .catch((error: unknown) => process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`));
  }
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));

/*
 * npm runs us below a shell, and a signal sent to npm ends that shell without reaching us. Losing the shell is the sign to stop, too.
 * Started without npm (a service manager, a container) the parent may change at will.
 */
if (process.env.npm_lifecycle_event !== undefined) {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && void end(0), 500).unref();
}

/** @throws {ConfigError} when somebody listens there already, or the address is not ours */
function ensurePortIsFree({ port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new ConfigError(
              `Port ${port} on ${host} is in use: set PORT to another one, e.g. PORT=${port + 1} npm start`,
            )
          : new ConfigError(`Setting HOST=${host} or PORT=${port} is wrong: ${error.message}`),
      ),
    );
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

/** The first administrator of an installation without demonstration data: from the environment, or asked for at the terminal. */
async function askForAdministrator(): Promise<Administrator> {
  const named = namedAdministrator();
  if (named !== undefined) return named;
  if (!process.stdin.isTTY) {
    throw new ConfigError(
      'DEMO=0 on an empty database needs a first administrator: set FIRST_ADMIN_USERNAME and FIRST_ADMIN_PASSWORD once, or start in a terminal',
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = {
    username: (await terminal.question('First administrator, user name: ')).trim(),
    password: await terminal.question('Password (at least 10 characters): '),
  };
  terminal.close();
  return answer;
}

async function main(): Promise<void> {
  const config = readConfig();
  const address = `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${config.port}`;
  prepareDataDir(config.dataDir);
  started.push(await lockDataDir(config.dataDir, address));
  await ensurePortIsFree(config);
  if (config.databaseUrl === undefined) say('Starting PostgreSQL …');
  const database = await openDatabase(config);
  started.push(database);
  const databaseUrl = database.url;

  const ran = await migrate(databaseUrl);
  if (ran.length > 0) say(`Database brought up to date (${ran.length} migrations)`);
  const isNew = await firstStart(config, databaseUrl, { say, askForAdministrator });

  // The launcher's own lines tell what matters; the processes speak up only when something is wrong, unless asked for more.
  const environment = { LOG_LEVEL: 'warn', ...process.env, DATABASE_URL: databaseUrl, DATA_DIR: config.dataDir };
  const entryOf = (app: string) => join(fileURLToPath(new URL('../..', import.meta.url)), app, 'dist', 'main.js');
  const giveUp = (why: string) => void end(1, why);
  const worker = new KeptProcess('worker', entryOf('worker'), environment, giveUp);
  const api = new KeptProcess('API', entryOf('api'), environment, giveUp);
  started.push(worker, api);
  await Promise.all([worker.start(), api.start()]);

  if (isNew && config.demo) await sayFirstRun(address);
  say(`\n两换 is ready: ${address}`);
  if (config.demo) {
    say(`Demonstration accounts, password ${DEMONSTRATION_PASSWORD}:`);
    for (const account of DEMONSTRATION_ACCOUNTS) say(`  ${account.username.padEnd(12)} ${account.displayName}`);
  }
  say('Ctrl-C stops everything.');
}

/** Waits for the first suggestions, telling how far they are. */
async function sayFirstRun(address: string): Promise<void> {
  say('Matching enterprises to projects for the first time …');
  for (;;) {
    const response = await fetch(`${address}/health/ready`);
    if (response.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

main().catch((error: unknown) =>
  end(1, error instanceof ConfigError ? error.message : error instanceof Error ? error.stack : String(error)),
);
