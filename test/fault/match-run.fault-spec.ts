import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { MatchModule, MatchRunService, migrate } from '@lianghuan/crm';
import { type Actor, type EmbeddedPostgres, startEmbeddedPostgres } from '@lianghuan/platform';
import type { MatchRunView } from '@lianghuan/contracts';
import { makeRegister, resultHash } from '../support/match-register.js';
import { makeUser } from '../support/people.js';
import { HAS_REDIS, startRedis, type TestRedis } from '../support/redis.js';
import { type ServiceContext, startServices } from '../support/services.js';
import { waitFor } from '../support/wait.js';

jest.setTimeout(180_000);

const ROOT = join(import.meta.dirname, '..', '..');
const SIZE = { projects: 150, enterprises: 300 };

const withRedis = HAS_REDIS
  ? 'Redis'
  : 'Redis: SKIPPED, this machine has no redis-server (apt-get install redis-server)';
if (!HAS_REDIS) process.stderr.write(`${withRedis}\n`);

let dataDir: string;
let postgres: EmbeddedPostgres;
beforeAll(async () => {
  // The worker under test is the built one, as it runs in production.
  expect(spawnSync('npx', ['tsc', '-b', 'apps/worker'], { cwd: ROOT, stdio: 'inherit' }).status).toBe(0);
  dataDir = mkdtempSync(join(tmpdir(), 'lianghuan-fault-'));
  chmodSync(dataDir, 0o755);
  postgres = await startEmbeddedPostgres(dataDir, ['max_connections=200']);
  await postgres.ensureDatabase('template_lianghuan');
  await migrate(postgres.urlOf('template_lianghuan'));
  process.env.TEST_DATABASE_URL = postgres.urlOf('postgres');
});
afterAll(async () => {
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

for (const backend of ['PostgreSQL', withRedis]) {
  const usesRedis = backend !== 'PostgreSQL';
  (usesRedis && !HAS_REDIS ? describe.skip : describe)(`a match run and its worker, queue on ${backend}`, () => {
    let redis: TestRedis | undefined;
    let context: ServiceContext;
    let manager: Actor;
    let undisturbed: { rows: number; hash: string };
    const workers: ChildProcess[] = [];

    const startWorker = async () => {
      const worker = spawn(process.execPath, [join(ROOT, 'apps', 'worker', 'dist', 'main.js')], {
        env: {
          ...process.env,
          NODE_OPTIONS: '',
          DATABASE_URL: context.owner.url,
          REDIS_URL: redis?.url ?? '',
          QUEUE_PREFIX: 'fault',
          DATA_DIR: dataDir,
          JOB_SILENCE_SECONDS: '3',
          LOG_LEVEL: 'error',
        },
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      workers.push(worker);
      await new Promise<void>((resolve, reject) => {
        worker.once('message', () => resolve());
        worker.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
      });
      return worker;
    };
    const end = async (worker: ChildProcess, signal: NodeJS.Signals) => {
      if (worker.exitCode !== null || worker.signalCode !== null) return;
      const exited = new Promise((resolve) => worker.once('exit', resolve));
      worker.kill(signal);
      await exited;
    };
    const asManager = <T>(work: () => Promise<T>) => context.database.actAs(manager, work);
    const runs = () => context.module.get(MatchRunService);
    const request = () => asManager(() => runs().request({ topPerProject: 10 }));
    const view = (id: string): Promise<MatchRunView> => asManager(() => runs().get(id));
    const reaches = (id: string, least: number) =>
      waitFor(`${least} projects of ${id}`, async () => {
        const run = await view(id);
        return run.status === 'running' && run.progressDone >= least && run;
      }, 60_000, 20); // prettier-ignore
    /** The test's own connections are cut with the worker's: a question that meets one is asked again over a new one. */
    const unlessCut = <T>(answer: Promise<T>): Promise<T | undefined> =>
      answer.catch((error: unknown) => {
        if (/terminating connection|Connection terminated/.test(String(error))) return undefined;
        throw error;
      });
    const done = (id: string) =>
      waitFor(`the end of ${id}`, async () => {
        const run = await unlessCut(view(id));
        return run !== undefined && ['done', 'failed', 'cancelled'].includes(run.status) && run;
      }, 90_000, 100); // prettier-ignore

    beforeAll(async () => {
      if (usesRedis) redis = await startRedis();
      context = await startServices([MatchModule], { redisUrl: redis?.url, queuePrefix: 'fault' });
      await makeRegister(context.owner, SIZE);
      manager = await makeUser(context.owner, 'manager', ['manager'], 'SZF');
      const worker = await startWorker();
      const run = await request();
      expect(await done(run.id)).toMatchObject({ status: 'done', attempts: 1 });
      undisturbed = await resultHash(context.owner, run.id);
      expect(undisturbed.rows).toBe(SIZE.projects * 10);
      await end(worker, 'SIGTERM');
    });
    afterEach(async () => {
      await Promise.all(workers.splice(0).map((worker) => end(worker, 'SIGKILL')));
    });
    afterAll(async () => {
      await context.close();
      await redis?.stop();
    });

    const expectUndisturbed = async (id: string) => {
      expect(await resultHash(context.owner, id)).toEqual(undisturbed);
      const [block] = await context.owner.sql(
        `SELECT count(*)::int AS blocks, sum(project_count)::int AS projects, sum(suggestion_count)::int AS suggestions
         FROM match_run_block WHERE run_id = $1`,
        [id],
      );
      expect(block).toEqual({ blocks: 6, projects: SIZE.projects, suggestions: undisturbed.rows });
    };

    it.each([0, 50])('killed with SIGKILL after %i projects, is finished by the next worker with the same result', async (after) => {
      const run = await request();
      const first = await startWorker();
      await reaches(run.id, after);
      await end(first, 'SIGKILL');
      const [{ status, done: kept }] = await context.owner.sql<{ status: string; done: number }>(
        'SELECT status, progress_done AS done FROM match_run WHERE id = $1',
        [run.id],
      );
      expect(status).toBe('running');
      expect(kept).toBeLessThan(SIZE.projects);
      await startWorker();
      expect(await done(run.id)).toMatchObject({ status: 'done', attempts: 2, progressDone: SIZE.projects, isCurrent: true });
      await expectUndisturbed(run.id);
    }); // prettier-ignore

    it('killed again and again, still ends with the same result', async () => {
      const run = await request();
      for (const after of [25, 50, 75]) {
        const worker = await startWorker();
        await reaches(run.id, after);
        await end(worker, 'SIGKILL');
      }
      await startWorker();
      expect(await done(run.id)).toMatchObject({ status: 'done', attempts: 4 });
      await expectUndisturbed(run.id);
    });

    it('frozen while another worker takes over, writes nothing when it wakes', async () => {
      const run = await request();
      const frozen = await startWorker();
      await reaches(run.id, 50);
      frozen.kill('SIGSTOP');
      await startWorker();
      const finished = await done(run.id);
      expect(finished).toMatchObject({ status: 'done', attempts: 2 });
      frozen.kill('SIGCONT');
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      expect(frozen.exitCode).toBeNull();
      expect(await view(run.id)).toEqual(finished);
      await expectUndisturbed(run.id);
    });

    it('cut off from its database, goes on with the same result', async () => {
      const run = await request();
      const worker = await startWorker();
      await reaches(run.id, 50);
      const [{ cut }] = await context.owner.sql<{ cut: number }>(
        `SELECT count(pg_terminate_backend(pid))::int AS cut FROM pg_stat_activity
         WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid() AND query NOT LIKE '%pg_stat_activity%'`,
      );
      expect(cut).toBeGreaterThan(0);
      expect(await done(run.id)).toMatchObject({ status: 'done' });
      expect(worker.exitCode).toBeNull();
      await expectUndisturbed(run.id);
    });

    it('asked to stop, hands the run back within seconds and ends cleanly', async () => {
      const run = await request();
      const first = await startWorker();
      await reaches(run.id, 50);
      const asked = Date.now();
      await end(first, 'SIGTERM');
      expect(Date.now() - asked).toBeLessThan(10_000);
      expect(await view(run.id)).toMatchObject({ status: 'queued', attempts: 0 });
      await startWorker();
      expect(await done(run.id)).toMatchObject({ status: 'done', attempts: 1 });
      await expectUndisturbed(run.id);
    });
  });
}
