/**
 * The registers at full size over HTTP, asked as the least privileged user who may ask (a county clerk, bound by row-level security), beside
 * a bare PostgreSQL query for the same rows: the same role and settings, one statement, no more columns than the answer has.
 *
 *     npm run bench:registers                                       1,000,000 enterprises, 100,000 projects, 10 connections
 *     npm run bench:registers -- --enterprises 20000 --projects 2000 --seconds 2 --only search
 *     npm run bench:registers -- --data /tmp/registers              keeps the filled database there for the next run
 *
 * Each case is asked by all connections as fast as answers come, first of the built API, then of PostgreSQL, after both have answered the first
 * cases for a while, as they have in daily use; what the first case takes of an API just started is printed before. Prints milliseconds and
 * whether the round trip stays within twice the query plus 5 ms (p50) and 25 ms (p99); it judges nothing else.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import 'reflect-metadata';
import { DEMONSTRATION_PASSWORD, firstStart, migrate } from '@lianghuan/crm';
import {
  actorOf,
  APPLICATION_ROLE,
  readConfig,
  sharedServerSettings,
  startEmbeddedPostgres,
} from '@lianghuan/platform';
import pg from 'pg';

import { dataFolder, isDataThere } from './matching/corpus.mjs';
import { Line } from './http-line.mjs';
import { casesOf } from './register-cases.mjs';
import { fillRegisters } from './register-rows.mjs';

const say = (line = '') => process.stdout.write(`${line}\n`);
const root = fileURLToPath(new URL('..', import.meta.url));
const { values: flags } = parseArgs({
  options: {
    enterprises: { type: 'string', default: '1000000' },
    projects: { type: 'string', default: '100000' },
    connections: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '4' },
    only: { type: 'string', default: '' },
    data: { type: 'string' },
    explain: { type: 'boolean', default: false },
    profile: { type: 'string' },
  },
});
if (!isDataThere) {
  say(`bench:registers: skipped, the tables the enterprises are recombined from are not at ${dataFolder}`);
  process.exit(0);
}
const connections = Number(flags.connections);
/** Cases and seconds for which both sides are asked before anything is measured. */
const WARM_CASES = 3;
const WARM_SECONDS = 2;
const dataDir = flags.data ?? mkdtempSync(join(tmpdir(), 'lianghuan-bench-registers-'));
mkdirSync(dataDir, { recursive: true });
chmodSync(dataDir, 0o755);
// As `npm start` does it.
const postgres = await startEmbeddedPostgres(dataDir, sharedServerSettings());
let api;
let owner;
let actors;
try {
  const isNew = await postgres.ensureDatabase('registers');
  const url = postgres.urlOf('registers');
  await migrate(url);
  const config = readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'silent' });
  owner = new pg.Pool({ connectionString: url, max: 2 });
  if (isNew) {
    const started = performance.now();
    await firstStart(config, url, {
      say: () => undefined,
      askForAdministrator: () => Promise.reject(new Error('the demonstration has its own')),
    });
    await fillRegisters(owner, dataDir, Number(flags.enterprises), Number(flags.projects), say);
    say(`filled in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
  const counts = (
    await owner.query(
      'SELECT (SELECT count(*) FROM enterprise) AS enterprises, (SELECT count(*) FROM project) AS projects',
    )
  ).rows[0];
  say(
    `${cpus()[0]?.model.trim()}, ${availableParallelism()} processors, Node ${process.versions.node}; ${counts.enterprises} enterprises, ${counts.projects} projects; ${connections} connections; load ${loadavg()[0].toFixed(1)}`,
  );
  const clerk = await clerkOf(owner);
  actors = new pg.Pool({
    connectionString: url,
    max: connections,
    options: `-c role=${APPLICATION_ROLE} -c timezone=Asia/Shanghai ${clerk.settings}`,
  });
  // The server may be down before the last socket is.
  for (const pool of [owner, actors]) pool.on('error', () => undefined);
  const port = 21_000 + (process.pid % 10_000);
  api = await startApi(url, dataDir, port);
  const door = await signIn(port, clerk.username);
  await measure(await casesOf(owner, clerk), door);
} finally {
  api?.kill('SIGTERM');
  await actors?.end();
  await owner?.end();
  await postgres.stop();
  if (flags.data === undefined) rmSync(dataDir, { recursive: true, force: true });
}

/** The clerk of a county, and what the API tells PostgreSQL of him in each transaction (platform/src/database/database.ts). */
async function clerkOf(pool) {
  const { rows } = await pool.query(
    `SELECT u.id, u.username, u.roles, u.organisation_id, o.area_code FROM app_user u JOIN organisation o ON o.id = u.organisation_id WHERE u.username = 'zhijin'`,
  );
  const [{ id, username, roles, organisation_id: organisationId, area_code: areaCode }] = rows;
  const { reach } = actorOf({ id, displayName: username, organisationId, roles, areaCodes: [areaCode] });
  const settings = Object.entries({
    actor_id: id,
    organisation_id: organisationId,
    areas: `{${areaCode}}`,
    reach: JSON.stringify(Object.fromEntries(reach)),
  })
    .map(([name, value]) => `-c lianghuan.${name}=${value.replaceAll(/[\\ ]/g, '\\$&')}`)
    .join(' ');
  return { username, areaCode, settings };
}

async function startApi(url, folder, port) {
  const profile = flags.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${flags.profile}`];
  const started = spawn(process.execPath, [...profile, join(root, 'apps/api/dist/main.js')], {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      NODE_ENV: 'production',
      DATABASE_URL: url,
      REDIS_URL: '',
      DATA_DIR: folder,
      PORT: String(port),
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await new Promise((resolve, reject) => {
    started.once('message', resolve);
    started.once('exit', (code) => reject(new Error(`the API ended with ${code}`)));
  });
  return started;
}

/** @returns how the clerk asks: over connections of ours that are kept, one question at a time on each */
async function signIn(port, username) {
  const body = JSON.stringify({ username, password: DEMONSTRATION_PASSWORD });
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  if (answer.status !== 200) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`);
  const cookie = answer.headers.getSetCookie()[0].split(';')[0];
  const idle = [];
  return async (path) => {
    const line = idle.pop() ?? new Line(port, cookie);
    const { status, body } = await line.ask(`/api/v1${encodeURI(path)}`);
    idle.push(line);
    if (status !== 200) throw new Error(`${path}: ${status} ${body()}`);
    return body;
  };
}

/** How the same rows are asked of PostgreSQL. */
function queryOf({ sql, values }) {
  return () => (sql === undefined ? Promise.resolve({ rows: [] }) : actors.query(sql, values));
}

/** Milliseconds each call took, all connections asking again as soon as they are answered. */
async function latencies(ask, seconds) {
  const times = [];
  const until = performance.now() + seconds * 1000;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      do {
        const at = performance.now();
        await ask();
        times.push(performance.now() - at);
      } while (performance.now() < until);
    }),
  );
  return times.sort((a, b) => a - b);
}

function at(times, share) {
  return times[Math.min(times.length - 1, Math.floor(times.length * share))];
}

/** Processor milliseconds so far of the API, of the backends of the database, and of this process, which asks (Linux only). */
async function processors() {
  const [, , , , , , , , , , , user, system] = readFileSync(`/proc/${api.pid}/stat`, 'utf8')
    .split(') ')[1]
    .split(' ')
    .map(Number);
  const { rows } = await owner.query(
    `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
  const backends = rows.map(({ pid }) => Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6);
  const own = process.cpuUsage();
  return [(user + system) * 10, backends.reduce((sum, ms) => sum + ms, 0), (own.user + own.system) / 1000];
}

/** What {@link latencies} tells, and the processor milliseconds each call took by {@link processors}. */
async function measured(ask, seconds) {
  const before = await processors();
  const times = await latencies(ask, seconds);
  const after = await processors();
  return { times, cost: after.map((ms, i) => (ms - before[i]) / times.length) };
}

/** Rows there are, as the answer tells: `21+` where a page tells only that there are more. */
function hitsOf({ total, count, isTotalCapped, isCapped }, length) {
  return `${total ?? count ?? length}${isTotalCapped || isCapped ? '+' : ''}`;
}

/** Both sides answer the first cases, until the code of the API is compiled and each connection has its plans. */
async function warmUp(chosen, door, seconds) {
  const [first] = chosen;
  const fresh = await latencies(() => door(first.path), seconds);
  say(
    `${first.name}, asked of an API just started: ${at(fresh, 0.5).toFixed(1)} ms p50, ${at(fresh, 0.99).toFixed(1)} p99`,
  );
  for (const one of chosen.slice(0, WARM_CASES)) {
    await latencies(() => door(one.path), WARM_SECONDS);
    await latencies(queryOf(one), WARM_SECONDS);
  }
}

async function measure(cases, door) {
  const seconds = Number(flags.seconds);
  const chosen = cases.filter(({ name }) => new RegExp(flags.only).test(name));
  await warmUp(chosen, door, seconds);
  say(
    `${'case'.padEnd(52)} ${'hits'.padStart(9)}  http p50    p99   query p50    p99   bar p50    p99  cpu ms: API, database, asker; query: database, asker  alone ms`,
  );
  let met = 0;
  for (const one of chosen) {
    const { name, path, sql, values, idsOf = ({ items }) => items.map(({ id }) => id) } = one;
    const query = queryOf(one);
    const answer = JSON.parse((await door(path))());
    const same = (await query()).rows.map(({ id }) => id);
    if (sql !== undefined && idsOf(answer).join() !== same.join())
      say(`  ${name}: not the same rows\n${idsOf(answer).join()}\n${same.join()}`);
    if (flags.explain && sql !== undefined) {
      const plan = await actors.query(`EXPLAIN (ANALYZE, BUFFERS) ${sql}`, values);
      say(plan.rows.map((row) => `    ${row['QUERY PLAN']}`).join('\n'));
    }
    await latencies(() => door(path), Math.min(seconds, 1) / 2);
    const { times: http, cost } = await measured(() => door(path), seconds);
    const { times: bare, cost: bareCost } =
      sql === undefined ? { times: [NaN], cost: [0, NaN, NaN] } : await measured(query, seconds);
    const alone = [];
    for (let i = 0; i < 10; i += 1) {
      const from = performance.now();
      await door(path);
      alone.push(performance.now() - from);
    }
    const bar = [2 * at(bare, 0.5) + 5, 2 * at(bare, 0.99) + 25];
    const isMet = at(http, 0.5) <= bar[0] && at(http, 0.99) <= bar[1];
    if (isMet) met += 1;
    const figure = (value) => value.toFixed(1).padStart(7);
    say(
      `${name.padEnd(52)} ${hitsOf(answer, same.length).padStart(9)} ${figure(at(http, 0.5))}${figure(at(http, 0.99))}    ${figure(at(bare, 0.5))}${figure(at(bare, 0.99))}  ${figure(bar[0])}${figure(bar[1])}  ${[...cost, ...bareCost.slice(1)].map((ms) => ms.toFixed(2).padStart(8)).join(' ')} ${figure(
        at(
          alone.sort((a, b) => a - b),
          0.5,
        ),
      )}  ${sql === undefined ? '' : isMet ? 'met' : 'MISSED'}`,
    );
  }
  say(
    `${met} of ${chosen.filter(({ sql }) => sql !== undefined).length} within the bar; load at the end ${loadavg()[0].toFixed(1)}`,
  );
}
