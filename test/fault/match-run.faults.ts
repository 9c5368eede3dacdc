import type { ChildProcess } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ChainRefreshService, IndustryChainModule, MatchModule, MatchRunService } from '@lianghuan/crm';
import { type Actor, CONFIG, type Config } from '@lianghuan/platform';
import type { MatchRunStepView, MatchRunView } from '@lianghuan/contracts';
import { holdCommits } from '../support/commit-hold.js';
import { makeRegister, resultHash } from '../support/match-register.js';
import { makeUser } from '../support/people.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { type ServiceContext, startServices } from '../support/services.js';
import { waitFor } from '../support/wait.js';
import { WorkerProcesses } from '../support/worker-processes.js';

/** Eight blocks of projects: enough for a worker to be caught between two of them. */
const SIZE = { projects: 40, enterprises: 120 };
const BLOCK = 5;

/**
 * Longest wait for a block of projects. Where the machine stalls for more than the silence of 2 s, a step is taken over though its worker
 * lives, and lies until its bell rings again: silence 2 s, sweep 2 s, lock of the queue 5 s, look for stalled jobs 2.5 s, the queue's own
 * wait 5 s, so about 17 s. Four steps, one after another, come before the first block; each may lose its worker once so.
 */
const FIRST_BLOCK_MS = 90_000;

/** What a step leaves behind does not depend on the queue: behind Redis the first, one of many and the last will do. */
const KILLED_ON_REDIS: readonly string[] = ['freeze-stats', 'merge-score', 'publish'];

/**
 * What befalls the workers of a match run, on one queue backend. Two workers share a run; those that outlive a case serve the next, as
 * they would in production.
 */
export function describeMatchRunFaults(backend: 'PostgreSQL' | 'Redis'): void {
  describe(`a match run and its workers, queue on ${backend}`, () => {
    let redis: TestRedis | undefined;
    let context: ServiceContext;
    let workers: WorkerProcesses;
    let manager: Actor;
    let undisturbed: { rows: number; hash: string };
    let undisturbedSteps: Pick<MatchRunStepView, 'kind' | 'shard' | 'block' | 'counts'>[];

    const asManager = <T>(work: () => Promise<T>) => context.database.actAs(manager, work);
    const runs = () => context.module.get(MatchRunService);
    const request = () => asManager(() => runs().request({ topPerProject: 10 }));
    const view = (id: string): Promise<MatchRunView> => asManager(() => runs().get(id));
    const stepsOf = (id: string) => asManager(() => runs().listSteps(id));
    /** The test's own connections are cut with the workers': a question that meets one is asked again over a new one. */
    const unlessCut = <T>(answer: Promise<T>): Promise<T | undefined> =>
      answer.catch((error: unknown) => {
        if (/terminating connection|Connection terminated/.test(String(error))) return undefined;
        throw error;
      });
    const done = (id: string) =>
      waitFor(`the end of ${id}`, async () => {
        const run = await unlessCut(view(id));
        return run !== undefined && ['done', 'failed', 'cancelled'].includes(run.status) && run;
      }, 90_000, 50); // prettier-ignore
    const running = async (id: string, kind: string) =>
      (await stepsOf(id)).filter((step) => step.kind === kind && step.status === 'running');
    /** Until at least so many blocks of projects are done and another is in hand. @returns the worker at that one */
    const workerAfter = (id: string, blocks: number): Promise<ChildProcess> => {
      let seen = '';
      return waitFor(() => `block ${blocks} of ${id}; last seen: ${seen}`, async () => {
        const all = await stepsOf(id);
        seen = all.map((step) => `${step.kind} ${step.block}: ${step.status}, attempt ${step.attempts}`).join('; ');
        if (all.some(({ status }) => status === 'failed')) throw new Error(`${id} failed: ${seen}`);
        const steps = all.filter(({ kind }) => kind === 'merge-score');
        const behind = steps.filter(({ status }) => status === 'done').length;
        if (behind > 0 && behind === steps.length) throw new Error(`all blocks of ${id} were done between two looks`);
        // A killed worker's step is still marked as running.
        const [worker] = steps.flatMap(({ status, worker }) => (status === 'running' && workers.find(worker)) || []);
        return behind >= blocks && worker;
      }, FIRST_BLOCK_MS, 5); // prettier-ignore
    };

    beforeAll(async () => {
      if (backend === 'Redis') redis = await startRedis();
      context = await startServices([MatchModule, IndustryChainModule], { redisUrl: redis?.url, queuePrefix: 'fault' });
      workers = new WorkerProcesses(context.owner.url, context.module.get<Config>(CONFIG));
      await makeRegister(context.owner, SIZE);
      await context.owner.sql(`
        CREATE FUNCTION small_blocks() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN NEW.options := NEW.options || '{"blockSize": ${BLOCK}}'; RETURN NEW; END $$;
        CREATE TRIGGER small_blocks BEFORE INSERT ON match_run FOR EACH ROW EXECUTE FUNCTION small_blocks()`);
      manager = await makeUser(context.owner, 'manager', ['manager'], 'SZF');
      // A run freezes the gaps of the chains: left to the workers, their refresh would come between one run and the next.
      const chains = context.module.get(ChainRefreshService);
      const { id: refreshId } = await asManager(() => chains.request());
      expect(await chains.execute(refreshId)).toBe('done');
      await workers.startUpTo(2);
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
    });
    afterEach(async () => {
      const { items } = await asManager(() => runs().list(1, 10));
      for (const { id, can } of items) if (can.cancel) await asManager(() => runs().cancel(id));
    });
    afterAll(async () => {
      await workers.killAll();
      await context.close();
      await redis?.stop();
    });

    const expectUndisturbed = async (id: string) => {
      expect(await resultHash(context.owner, id)).toEqual(undisturbed);
      const steps = await stepsOf(id);
      expect(steps.map(({ kind, shard, block, counts }) => ({ kind, shard, block, counts }))).toEqual(undisturbedSteps);
      expect(new Set(steps.map(({ status }) => status))).toEqual(new Set(['done']));
    };

    it('killed with SIGKILL in every kind of step, before its commit, ends with the same result', async () => {
      const kinds = [...new Set(undisturbedSteps.map(({ kind }) => kind))].filter(
        (kind) => backend === 'PostgreSQL' || KILLED_ON_REDIS.includes(kind),
      );
      await workers.startUpTo(2);
      const hold = await holdCommits(
        context.owner,
        { table: 'match_run_step', when: `NEW.status = 'done'`, name: 'NEW.kind' },
        kinds,
      );
      try {
        const run = await request();
        for (const kind of kinds) {
          await hold.isHolding(kind, async () => (await running(run.id, kind)).length);
          const held = workers.find((await running(run.id, kind))[0].worker);
          if (held === undefined) throw new Error(`nobody alive is at ${kind}`);
          await workers.end(held, 'SIGKILL');
          // The next one starts while the silence of the killed one passes.
          await Promise.all([workers.startUpTo(2), hold.release(kind)]);
        }
        const finished = await done(run.id);
        expect(finished).toMatchObject({ status: 'done', progressDone: SIZE.projects, isCurrent: true });
        expect(finished.attempts).toBeGreaterThanOrEqual(2);
        const repeated = (await stepsOf(run.id)).filter(({ attempts }) => attempts > 1).map(({ kind }) => kind);
        expect([...new Set(repeated)]).toEqual(kinds);
        await expectUndisturbed(run.id);
      } finally {
        await hold.end();
      }
    });

    it('killed in the middle of computing, and again, still ends with the same result', async () => {
      await workers.startUpTo(2);
      const run = await request();
      for (const blocks of [0, 1]) await workers.end(await workerAfter(run.id, blocks), 'SIGKILL');
      await workers.startUpTo(2);
      expect(await done(run.id)).toMatchObject({ status: 'done' });
      await expectUndisturbed(run.id);
    });

    it('frozen while another worker takes over, writes nothing when it wakes', async () => {
      await workers.startUpTo(2);
      const run = await request();
      const frozen = await workerAfter(run.id, 1);
      frozen.kill('SIGSTOP');
      try {
        const finished = await done(run.id);
        expect(finished).toMatchObject({ status: 'done' });
        frozen.kill('SIGCONT');
        await new Promise((resolve) => setTimeout(resolve, 2_000));
        expect(workers.alive).toContain(frozen);
        expect(await view(run.id)).toEqual(finished);
        await expectUndisturbed(run.id);
      } finally {
        frozen.kill('SIGCONT');
      }
    });

    it('cut off from its database, goes on with the same result', async () => {
      await workers.startUpTo(2);
      const alive = workers.alive;
      const run = await request();
      await workerAfter(run.id, 1);
      const [{ cut }] = await context.owner.sql<{ cut: number }>(
        `SELECT count(pg_terminate_backend(pid))::int AS cut FROM pg_stat_activity
         WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid() AND query NOT LIKE '%pg_stat_activity%'`,
      );
      expect(cut).toBeGreaterThan(0);
      expect(await done(run.id)).toMatchObject({ status: 'done' });
      expect(workers.alive).toEqual(alive);
      await expectUndisturbed(run.id);
    });

    it('asked to stop, hands its step back within seconds and ends cleanly', async () => {
      await workers.startUpTo(2);
      const run = await request();
      const first = await workerAfter(run.id, 1);
      const asked = Date.now();
      await workers.end(first, 'SIGTERM');
      expect(Date.now() - asked).toBeLessThan(10_000);
      const steps = await stepsOf(run.id);
      const own = steps.filter(({ worker, status }) => status === 'running' && worker?.endsWith(`/${first.pid}`));
      expect(own).toEqual([]);
      expect(await done(run.id)).toMatchObject({ status: 'done', attempts: 1 });
      await expectUndisturbed(run.id);
    });
  });
}
