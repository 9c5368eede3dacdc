import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { MatchModule, MatchRunService, migrate } from '@lianghuan/crm';
import { type Actor, type EmbeddedPostgres, startEmbeddedPostgres } from '@lianghuan/platform';
import type { MatchRunStepView, MatchRunView } from '@lianghuan/contracts';
import pg from 'pg';
import { makeRegister, resultHash } from '../support/match-register.js';
import { makeUser } from '../support/people.js';
import { HAS_REDIS, startRedis, type TestRedis } from '../support/redis.js';
import { type ServiceContext, startServices } from '../support/services.js';
import { waitFor } from '../support/wait.js';

jest.setTimeout(180_000);

const ROOT = join(import.meta.dirname, '..', '..');
const SIZE = { projects: 200, enterprises: 300 };

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
    let undisturbedSteps: Pick<MatchRunStepView, 'kind' | 'shard' | 'block' | 'counts'>[];
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
          JOB_SILENCE_SECONDS: '2',
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
    const stepsOf = (id: string) => asManager(() => runs().listSteps(id));
    /** Until so many blocks of projects are done and the worker is at the next. */
    const reaches = (id: string, blocks: number) =>
      waitFor(`block ${blocks} of ${id}`, async () => {
        const steps = (await stepsOf(id)).filter(({ kind }) => kind === 'merge-score');
        return steps.filter(({ status }) => status === 'done').length === blocks && steps.some(({ status }) => status === 'running');
      }, 60_000, 5); // prettier-ignore
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
      undisturbedSteps = (await stepsOf(run.id)).map(({ kind, shard, block, counts }) => ({
        kind,
        shard,
        block,
        counts,
      }));
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
      const steps = await stepsOf(id);
      expect(steps.map(({ kind, shard, block, counts }) => ({ kind, shard, block, counts }))).toEqual(undisturbedSteps);
      expect(new Set(steps.map(({ status }) => status))).toEqual(new Set(['done']));
    };
    /** The process that works on a step of a kind. */
    const workerAt = async (id: string, kind: string) => {
      const pid = await waitFor(`a step of kind ${kind}`, async () => {
        const step = (await stepsOf(id)).find((candidate) => candidate.kind === kind && candidate.status === 'running');
        return step?.worker?.split('/').at(-1);
      }, 60_000, 5); // prettier-ignore
      const worker = workers.find((candidate) => String(candidate.pid) === pid);
      if (worker === undefined) throw new Error(`no worker ${pid}`);
      return worker;
    };
    /**
     * Holds every step of a kind at the last moment: its result is written, the mark is not, nothing is committed.
     * @returns lets it go on, where it still lives
     */
    const holdBeforeCommit = async (kind: string) => {
      const holder = new pg.Client({ connectionString: context.owner.url });
      await holder.connect();
      await holder.query('SELECT pg_advisory_lock(4711)');
      await context.owner.sql(`
        CREATE OR REPLACE FUNCTION hold_step() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN PERFORM pg_advisory_xact_lock_shared(4711); RETURN NEW; END $$;
        CREATE TRIGGER hold_step BEFORE UPDATE ON match_run_step FOR EACH ROW
          WHEN (NEW.status = 'done' AND NEW.kind = '${kind}') EXECUTE FUNCTION hold_step()`);
      return {
        isHolding: () =>
          waitFor(`a step of kind ${kind} before its commit`, async () => {
            const [{ held }] = await context.owner.sql<{ held: boolean }>(
              `SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted) AS held`,
            );
            return held;
          }, 60_000, 20),
        async release() {
          await holder.end();
          await context.owner.sql('DROP TRIGGER hold_step ON match_run_step');
        },
      }; // prettier-ignore
    };

    it('killed with SIGKILL in every kind of step, before its commit, ends with the same result', async () => {
      const kinds = [...new Set(undisturbedSteps.map(({ kind }) => kind))];
      await Promise.all([startWorker(), startWorker()]);
      const run = await request();
      for (const kind of kinds) {
        const hold = await holdBeforeCommit(kind);
        await hold.isHolding();
        // The next one starts while the silence of the killed one passes.
        await end(await workerAt(run.id, kind), 'SIGKILL');
        await Promise.all([startWorker(), hold.release()]);
      }
      const finished = await done(run.id);
      expect(finished).toMatchObject({ status: 'done', progressDone: SIZE.projects, isCurrent: true });
      expect(finished.attempts).toBeGreaterThanOrEqual(2);
      const repeated = (await stepsOf(run.id)).filter(({ attempts }) => attempts > 1).map(({ kind }) => kind);
      expect([...new Set(repeated)]).toEqual(kinds);
      await expectUndisturbed(run.id);
    });

    it('killed in the middle of computing, and again, still ends with the same result', async () => {
      const run = await request();
      for (const blocks of [0, 1]) {
        const worker = await startWorker();
        await reaches(run.id, blocks);
        await end(worker, 'SIGKILL');
      }
      await startWorker();
      expect(await done(run.id)).toMatchObject({ status: 'done' });
      await expectUndisturbed(run.id);
    });

    it('frozen while another worker takes over, writes nothing when it wakes', async () => {
      const run = await request();
      const frozen = await startWorker();
      await reaches(run.id, 1);
      frozen.kill('SIGSTOP');
      await startWorker();
      const finished = await done(run.id);
      expect(finished).toMatchObject({ status: 'done' });
      frozen.kill('SIGCONT');
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      expect(frozen.exitCode).toBeNull();
      expect(await view(run.id)).toEqual(finished);
      await expectUndisturbed(run.id);
    });

    it('cut off from its database, goes on with the same result', async () => {
      const run = await request();
      const worker = await startWorker();
      await reaches(run.id, 1);
      const [{ cut }] = await context.owner.sql<{ cut: number }>(
        `SELECT count(pg_terminate_backend(pid))::int AS cut FROM pg_stat_activity
         WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid() AND query NOT LIKE '%pg_stat_activity%'`,
      );
      expect(cut).toBeGreaterThan(0);
      expect(await done(run.id)).toMatchObject({ status: 'done' });
      expect(worker.exitCode).toBeNull();
      await expectUndisturbed(run.id);
    });

    it('asked to stop, hands its step back within seconds and ends cleanly', async () => {
      const run = await request();
      const first = await startWorker();
      await reaches(run.id, 1);
      const asked = Date.now();
      await end(first, 'SIGTERM');
      expect(Date.now() - asked).toBeLessThan(10_000);
      const steps = await stepsOf(run.id);
      expect(steps.filter(({ status }) => status === 'running')).toEqual([]);
      await startWorker();
      expect(await done(run.id)).toMatchObject({ status: 'done', attempts: 1 });
      await expectUndisturbed(run.id);
    });
  });
}
