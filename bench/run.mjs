/**
 * A whole match run in the product: a PostgreSQL of its own, the demonstration data filled up with invented enterprises and projects, the
 * built worker as it runs in production, and the run it carries out, measured step by step from outside.
 *
 *     npm run bench:run                                              100,000 and 1,000,000 enterprises, 1,400 projects, one worker
 *     npm run bench:run -- --sizes 20000 --projects 200 --workers 2
 *
 * Processor time and memory are read from /proc (Linux only). A worker that holds more than 4 GiB is ended and the bench with it. Prints
 * figures and passes no judgement. Afterwards the same run is read as screens do: lists of suggestions, and why a pair is not in them.
 */
import { chmodSync, closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { spawn, spawnSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SuggestionQuery } from '@lianghuan/contracts';
import {
  applicationDataSource,
  firstStart,
  MatchModule,
  migrate,
  RecordModule,
  SuggestionService,
  WhyService,
} from '@lianghuan/crm';
import {
  actorOf,
  ConfigModule,
  Database,
  DatabaseModule,
  QueueModule,
  readConfig,
  startEmbeddedPostgres,
} from '@lianghuan/platform';
import pg from 'pg';

import { dataFolder, isDataThere } from './matching/corpus.mjs';
import { projectRecords, records } from './scale-records.mjs';

const LIMIT_MB = 4096;
const SAMPLE_MS = 250;
const AREAS = ['520502', '520521', '520523', '520524', '520525', '520526', '520527', '520581'];

const say = (line = '') => process.stdout.write(`${line}\n`);
const root = fileURLToPath(new URL('..', import.meta.url));
const { values: flags } = parseArgs({
  options: {
    sizes: { type: 'string', default: '100000,1000000' },
    projects: { type: 'string', default: '1400' },
    workers: { type: 'string', default: '1' },
    'shard-size': { type: 'string', default: '' },
  },
});

if (!isDataThere) {
  say(`bench:run: skipped, the reference tables the enterprises are recombined from are not at ${dataFolder}`);
  process.exit(0);
}
const ticksPerSecond = Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout) || 100;

say(`${cpus()[0]?.model.trim()}, ${availableParallelism()} processors, Node ${process.versions.node}`);
const results = [];
for (const size of flags.sizes.split(',').map(Number)) {
  const result = await measure(size, Number(flags.projects), Number(flags.workers));
  results.push(result);
  print(result, results[0]);
}

/** Fills a database with so many enterprises and projects, and has the workers carry out its first run. */
async function measure(size, projectCount, workerCount) {
  const dataDir = mkdtempSync(join(tmpdir(), 'lianghuan-bench-run-'));
  chmodSync(dataDir, 0o755);
  // As `npm start` does it: nothing tuned.
  const postgres = await startEmbeddedPostgres(dataDir, ['max_connections=120']);
  const workers = [];
  let pool;
  try {
    await postgres.ensureDatabase('bench');
    const url = postgres.urlOf('bench');
    await migrate(url);
    const config = readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'silent', MATCH_SHARD_SIZE: flags['shard-size'] });
    await firstStart(config, url, {
      say: () => undefined,
      askForAdministrator: () => Promise.reject(new Error('the demonstration has its own')),
    });
    pool = new pg.Pool({ connectionString: url, max: 2 });
    const one = async (sql, values) => Object.values((await pool.query(sql, values)).rows[0])[0];
    const postmaster = Number(
      readFileSync(await one(`SELECT current_setting('data_directory') || '/postmaster.pid'`), 'utf8').split('\n')[0],
    );

    const filled = performance.now();
    await fill(pool, dataDir, size, projectCount);
    await pool.query('VACUUM ANALYZE');
    const runId = await one(`SELECT id FROM match_run WHERE status = 'queued'`);
    const bytesBefore = Number(await one('SELECT pg_database_size(current_database())'));
    say(
      `\nfilled with ${size} enterprises and ${projectCount} projects in ${((performance.now() - filled) / 1000).toFixed(0)} s`,
    );

    const load = [loadavg()[0]];
    for (let i = 0; i < workerCount; i++) workers.push(await startWorker(url, dataDir));
    const samples = await sampleUntilDone(pool, runId, postmaster, workers);
    load.push(loadavg()[0]);
    for (const worker of workers) worker.kill('SIGTERM');
    const [run] = (await pool.query('SELECT * FROM match_run WHERE id = $1', [runId])).rows;
    if (run.status !== 'done') throw new Error(`the run ended ${run.status}: ${run.error_code} ${run.error_message}`);
    const steps = (
      await pool.query(
        `SELECT kind, stage, extract(epoch FROM started_at)::float8 AS started, extract(epoch FROM finished_at)::float8 AS finished
       FROM match_run_step WHERE run_id = $1 ORDER BY stage, started_at`,
        [runId],
      )
    ).rows;
    return {
      size,
      projectCount,
      workerCount,
      load,
      suggestions: run.suggestion_count,
      elapsed: (run.finished_at - run.started_at) / 1000,
      kinds: byKind(steps, samples),
      worker: {
        processor: samples.at(-1).worker.seconds - samples[0].worker.seconds,
        peak: Math.max(...samples.map(({ worker }) => worker.megabytes)),
      },
      postgres: {
        processor: samples.at(-1).postgres.seconds - samples[0].postgres.seconds,
        peak: Math.max(...samples.map((s) => s.postgres.megabytes)),
      },
      megabytes: {
        before: bytesBefore / 1e6,
        after: Number(await one('SELECT pg_database_size(current_database())')) / 1e6,
      },
      reading: await read(url, config, pool, runId),
    };
  } finally {
    for (const worker of workers) worker.kill('SIGKILL');
    await pool?.end();
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Adds invented enterprises and projects to those of the demonstration, with COPY and without audit entries: nobody entered them. */
async function fill(pool, dataDir, size, projectCount) {
  const [{ enterprises, projects }] = (
    await pool.query(
      `SELECT (SELECT count(*) FROM enterprise WHERE archived_at IS NULL)::int AS enterprises,
       (SELECT count(*) FROM project WHERE archived_at IS NULL AND placement = 'local' AND reserve_state <> 'exited')::int AS projects`,
    )
  ).rows;
  const uuid = (number) => `00000000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
  const cell = (value) => (value === undefined || value === '' ? '' : `"${String(value).replaceAll('"', '""')}"`);
  const array = (items) => `{${items.join(',')}}`;
  const client = await pool.connect();
  const copy = async (into, rows) => {
    const path = join(dataDir, 'rows.csv');
    const file = openSync(path, 'w');
    let lines = [];
    for (const row of rows) {
      lines.push(row.map(cell).join(','));
      if (lines.length === 5000) writeSync(file, `${lines.splice(0).join('\n')}\n`);
    }
    if (lines.length > 0) writeSync(file, `${lines.join('\n')}\n`);
    closeSync(file);
    chmodSync(path, 0o644);
    await client.query(`COPY ${into} FROM '${path}' (FORMAT csv)`);
    rmSync(path);
  };
  try {
    await client.query(`SET session_replication_role = replica`);
    const invented = function* () {
      let number = 0;
      for (const record of records(size - enterprises)) yield { number: ++number, ...record };
    };
    await copy(
      'enterprise (id, code, name, normalized_name, province, business_summary, industry_codes, total_assets_cny, search_text)',
      (function* () {
        for (const { number, name, province, mainBusiness, industryCodes, totalAssetsWan } of invented())
          yield [
            uuid(number),
            `BENCH-${number}`,
            name,
            `${name} ${number}`,
            province,
            mainBusiness,
            array(industryCodes),
            totalAssetsWan === undefined ? undefined : `${totalAssetsWan}0000`,
            'bench',
          ];
      })(),
    );
    // One in two has told its first products one by one, as a listed company does.
    await copy(
      'enterprise_product (enterprise_id, position, name)',
      (function* () {
        for (const { number, mainBusiness } of invented())
          if (number % 2 === 0)
            for (const [i, line] of mainBusiness.split('、').slice(0, 3).entries()) yield [uuid(number), i, line];
      })(),
    );
    await copy(
      'project (id, code, name, content, area_code, industry_codes, total_investment_cny, search_text)',
      projectRecords(projectCount - projects).map(({ name, content, industryCodes }, i) => [
        uuid(2 ** 40 + i),
        `BENCH-P${i}`,
        name || `项目${i}`,
        content,
        AREAS[i % AREAS.length],
        array(industryCodes),
        `${(i % 40) + 1}0000000`,
        'bench',
      ]),
    );
  } finally {
    client.release(true);
  }
}

async function startWorker(url, dataDir) {
  const worker = spawn(process.execPath, [join(root, 'apps/worker/dist/main.js')], {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      DATABASE_URL: url,
      REDIS_URL: '',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
  });
  return worker;
}

/** Processor time and memory of workers and server, several times a second, until the run has ended. */
async function sampleUntilDone(pool, runId, postmaster, workers) {
  const samples = [];
  let shown = 0;
  for (;;) {
    const sample = {
      at: Date.now() / 1000,
      worker: sum(workers.map(({ pid }) => usageOf(pid))),
      postgres: usageOfServer(postmaster),
    };
    samples.push(sample);
    if (sample.worker.megabytes > LIMIT_MB)
      throw new Error(`the workers hold ${sample.worker.megabytes.toFixed(0)} MB, more than ${LIMIT_MB}`);
    if (workers.some(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null))
      throw new Error('a worker ended');
    const [{ status, share }] = (
      await pool.query(
        `SELECT status, (SELECT sum(weight) FILTER (WHERE status = 'done') / nullif(sum(weight), 0) FROM match_run_step WHERE run_id = r.id) AS share
       FROM match_run r WHERE id = $1`,
        [runId],
      )
    ).rows;
    if (status !== 'queued' && status !== 'running') return samples;
    if ((share ?? 0) >= shown + 0.1) {
      shown = share;
      say(
        `  ${Math.round(share * 100)} % after ${(sample.at - samples[0].at).toFixed(0)} s, worker ${sample.worker.megabytes.toFixed(0)} MB`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
  }
}

/** Seconds of processor time and resident megabytes of a process; nothing when it is gone. */
function usageOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [, ppid, , , , , , , , , , user, system, childUser, childSystem] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0);
    return {
      ppid,
      seconds: (user + system) / ticksPerSecond,
      childSeconds: (childUser + childSystem) / ticksPerSecond,
      megabytes: kilobytes('VmRSS') / 1024,
      own: kilobytes('RssAnon') / 1024,
      shared: kilobytes('RssShmem') / 1024,
    };
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH')
      return { ppid: -1, seconds: 0, childSeconds: 0, megabytes: 0, own: 0, shared: 0 };
    throw error;
  }
}

/** The server with its processes; buffers they share count once. */
function usageOfServer(postmaster) {
  const server = usageOf(postmaster);
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(usageOf)
    .filter(({ ppid }) => ppid === postmaster);
  return {
    seconds: server.seconds + server.childSeconds + children.reduce((total, { seconds }) => total + seconds, 0),
    megabytes:
      children.reduce((total, { own }) => total + own, server.own) +
      Math.max(...children.map(({ shared }) => shared), 0),
  };
}

function sum(usages) {
  return {
    seconds: usages.reduce((total, { seconds }) => total + seconds, 0),
    megabytes: usages.reduce((total, { megabytes }) => total + megabytes, 0),
  };
}

/** Elapsed and processor time by kind of step. What passes while several kinds are at work is shared among them. */
function byKind(steps, samples) {
  const kinds = new Map(steps.map(({ kind }) => [kind, { count: 0, elapsed: 0, worker: 0, postgres: 0, peak: 0 }]));
  for (const { kind } of steps) kinds.get(kind).count++;
  for (let i = 1; i < samples.length; i++) {
    const [from, to] = [samples[i - 1], samples[i]];
    const middle = (from.at + to.at) / 2;
    const atWork = new Set(
      steps.filter(({ started, finished }) => started <= middle && middle <= finished).map(({ kind }) => kind),
    );
    for (const kind of atWork) {
      const entry = kinds.get(kind);
      entry.elapsed += (to.at - from.at) / atWork.size;
      entry.worker += (to.worker.seconds - from.worker.seconds) / atWork.size;
      entry.postgres += (to.postgres.seconds - from.postgres.seconds) / atWork.size;
      entry.peak = Math.max(entry.peak, to.worker.megabytes);
    }
  }
  return kinds;
}

/** What screens ask of the finished run, as a person of the city: milliseconds, and what the answering process holds. */
async function read(url, config, pool, runId) {
  class ReadingModule {}
  Module({
    imports: [
      ConfigModule.with(config),
      DatabaseModule.with(applicationDataSource(url)),
      QueueModule.with(config, url),
      RecordModule,
      MatchModule,
    ],
  })(ReadingModule);
  const app = await NestFactory.createApplicationContext(ReadingModule, { logger: ['error'] });
  try {
    // Somebody of the city, who sees all.
    const [user] = (
      await pool.query(
        `SELECT u.id, u.organisation_id AS "organisationId", o.area_code AS "areaCode" FROM app_user u JOIN organisation o ON o.id = u.organisation_id
         WHERE 'manager' = ANY (u.roles) ORDER BY u.username LIMIT 1`,
      )
    ).rows;
    const manager = actorOf({ ...user, displayName: 'bench', roles: ['manager'], areaCodes: [user.areaCode] });
    const projects = (
      await pool.query('SELECT project_id AS id FROM match_run_project WHERE run_id = $1 ORDER BY position', [runId])
    ).rows;
    const enterprises = (
      await pool.query('SELECT id FROM enterprise WHERE archived_at IS NULL ORDER BY md5(id::text) LIMIT 200')
    ).rows;
    const suggested = (
      await pool.query(
        'SELECT enterprise_id AS id FROM match_suggestion WHERE run_id = $1 ORDER BY md5(id::text) LIMIT 200',
        [runId],
      )
    ).rows;
    const asked = (i) => projects[(i * 7) % projects.length].id;
    const database = app.get(Database);
    const timesOf = async (count, ask) => {
      const times = [];
      for (let i = 0; i < count; i++) {
        const at = performance.now();
        await database.actAs(manager, () => ask(i));
        times.push(performance.now() - at);
      }
      const [first] = times;
      times.sort((a, b) => a - b);
      return { first, median: times[Math.floor(count / 2)], p95: times[Math.floor(count * 0.95)] };
    };
    const suggestions = app.get(SuggestionService);
    const why = app.get(WhyService);
    const before = process.memoryUsage.rss();
    return {
      'suggestions of a project, page 1': await timesOf(200, (i) =>
        suggestions.listForProject(asked(i), SuggestionQuery.parse({})),
      ),
      'suggestions of an enterprise': await timesOf(200, (i) =>
        suggestions.listForEnterprise(suggested[i].id, SuggestionQuery.parse({})),
      ),
      'why not, any pair': await timesOf(200, (i) => why.why(asked(i), enterprises[i].id)),
      rssMegabytes: (process.memoryUsage.rss() - before) / 2 ** 20,
    };
  } finally {
    await app.close();
  }
}

function print(result, first) {
  const against = (value, base) => (result === first ? '' : `x ${(value / base).toFixed(1)}`).padStart(8);
  const number = (value, digits = 1) => value.toFixed(digits).padStart(9);
  say(
    `\n${result.size.toLocaleString('en')} enterprises x ${result.projectCount.toLocaleString('en')} projects, ${result.workerCount} worker(s); ` +
      `${result.suggestions.toLocaleString('en')} suggestions; load average ${result.load.map((l) => l.toFixed(1)).join(' to ')}`,
  );
  say('step            steps  elapsed s   worker cpu s           postgres cpu s   worker MB');
  const row = (name, count, of, base) =>
    say(
      `${name.padEnd(15)}${String(count).padStart(6)} ${number(of.elapsed)} ${number(of.worker)}${against(of.worker, base.worker)} ${number(of.postgres)}${against(of.postgres, base.postgres)} ${number(of.peak, 0)}`,
    );
  for (const [kind, of] of result.kinds) row(kind, of.count, of, first.kinds.get(kind));
  const whole = (r) => ({
    elapsed: r.elapsed,
    worker: r.worker.processor,
    postgres: r.postgres.processor,
    peak: r.worker.peak,
  });
  row(
    'whole',
    [...result.kinds.values()].reduce((total, { count }) => total + count, 0),
    whole(result),
    whole(first),
  );
  say(
    `peak memory: workers ${result.worker.peak.toFixed(0)} MB of ${LIMIT_MB}, PostgreSQL ${result.postgres.peak.toFixed(0)} MB; ` +
      `database ${result.megabytes.before.toFixed(0)} MB, after the run ${result.megabytes.after.toFixed(0)} MB`,
  );
  const { rssMegabytes, ...asked } = result.reading;
  for (const [what, { first: cold, median, p95 }] of Object.entries(asked))
    say(`${what.padEnd(34)} first ${cold.toFixed(0)} ms, p50 ${median.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`);
  say(`reading added ${rssMegabytes.toFixed(0)} MB to its process`);
}
