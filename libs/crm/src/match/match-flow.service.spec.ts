import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { getQueueToken } from '@nestjs/bullmq';
import type { MatchRunView, MatchStepJob } from '@lianghuan/contracts';
import type { Actor } from '@lianghuan/platform';
import { type Queue, UnrecoverableError, Worker } from 'bullmq';
import { makeRegister, type MadeRegister, resultHash } from '../../../../test/support/match-register.js';
import { carryOut } from '../../../../test/support/match-run.js';
import { makeUser } from '../../../../test/support/people.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { waitFor } from '../../../../test/support/wait.js';
import { ReferenceData } from '../reference/reference-data.js';
import { MATCH_STEPS, MatchFlowService } from './match-flow.service.js';
import { MATCH_STEP_QUEUE, MatchStepBell } from './match-step-bell.js';
import { MatchRunService } from './match-run.service.js';
import { MatchStep, type MatchStepKind, STEP_KINDS, stepName, type StepWork, type StoreResult } from './match-step.js';
import { MatchModule } from './match.module.js';

// Up to three runs after one another, on a machine that has other work too.
jest.setTimeout(60_000);

/** Small: what is proved here does not depend on the size, and there are some thirty runs. */
const PROJECTS = 12;
const BLOCK = 10;

/** What a test does to a step: before it works, or when it has worked and nothing is stored yet. */
interface Interruption {
  before?(work: StepWork): Promise<void> | void;
  after?(work: StepWork): Promise<void> | void;
}

class InterruptedStep extends MatchStep {
  readonly kind: MatchStepKind;
  constructor(
    private readonly inner: MatchStep,
    private readonly interruption: Interruption,
  ) {
    super();
    this.kind = inner.kind;
  }
  async carryOut(work: StepWork): Promise<StoreResult> {
    await this.interruption.before?.(work);
    const store = await this.inner.carryOut(work);
    await this.interruption.after?.(work);
    return store;
  }
}

describe('match runs', () => {
  let context: ServiceContext;
  let runs: MatchRunService;
  let flow: MatchFlowService;
  let register: MadeRegister;
  let manager: Actor;
  let zhijin: Actor;
  /** Result of an undisturbed run over everything. */
  let undisturbed: { rows: number; hash: string; run: MatchRunView };
  const as = <T>(actor: Actor, work: () => Promise<T>) => context.database.actAs(actor, work);
  const request = async (actor = manager, projectIds?: string[], of = runs) => {
    const run = await as(actor, () =>
      of.request({ topPerProject: 10, ...(projectIds === undefined ? {} : { projectIds }) }),
    );
    await context.owner.sql(`UPDATE match_run SET options = options || jsonb_build_object('blockSize', $2::int) WHERE id = $1`, [run.id, BLOCK]); // prettier-ignore
    return run;
  };
  const view = (id: string) => as(manager, () => runs.get(id));
  const stepsOf = (id: string) => as(manager, () => runs.listSteps(id));
  const queue = () => context.module.get<Queue>(getQueueToken(MATCH_STEP_QUEUE), { strict: false });
  /** Another worker: same database and queue, with steps that a test gets in the way of. */
  const workerWith = (interruption: Interruption, kind: MatchStepKind = 'merge-score', jobSilenceSeconds = 3) =>
    new MatchFlowService(
      context.database,
      context.module.get(MatchStepBell, { strict: false }),
      context.module
        .get<MatchStep[]>(MATCH_STEPS, { strict: false })
        .map((step) => (step.kind === kind ? new InterruptedStep(step, interruption) : step)),
      { jobSilenceSeconds },
    );
  const stepOf = (matchRunId: string, kind: MatchStepKind, block = 0): MatchStepJob => ({
    matchRunId,
    kind,
    shard: 0,
    block,
  });
  /** Does what comes before the first step of a kind. */
  const upTo = async (kind: MatchStepKind, id: string) => {
    for (;;) {
      const [step] = await flow.listReady(id);
      if (step === undefined || step.kind === kind) return;
      await flow.execute(step);
    }
  };
  const expectUndisturbed = async (id: string) =>
    expect(await resultHash(context.owner, id)).toEqual({ rows: undisturbed.rows, hash: undisturbed.hash });
  const statuses = (done: number, other: string, count: number): string[] => [
    ...Array.from({ length: done }, () => 'done'),
    ...Array.from({ length: count }, () => other),
  ];
  const outOfLuck = () => {
    throw new Error('out of luck');
  };

  beforeAll(async () => {
    context = await startServices([MatchModule]);
    // Failures are made on purpose here.
    context.module.useLogger(false);
    runs = context.module.get(MatchRunService);
    flow = context.module.get(MatchFlowService);
    register = await makeRegister(context.owner, { projects: PROJECTS, enterprises: 100 });
    manager = await makeUser(context.owner, 'manager', ['manager'], 'SZF');
    zhijin = await makeUser(context.owner, 'zhijin', ['county_clerk'], 'QX-520524');
    const run = await request();
    await carryOut(flow, run.id);
    undisturbed = { ...(await resultHash(context.owner, run.id)), run: await view(run.id) };
  });
  afterEach(async () => {
    await context.owner.sql(
      `UPDATE match_run SET status = 'cancelled', finished_at = now() WHERE status IN ('queued', 'running')`,
    );
  });
  afterAll(() => context.close());

  it('counts what it worked on and becomes the run the projects show', () => {
    expect(undisturbed.run).toMatchObject({
      status: 'done',
      attempts: 1,
      progressShare: 1,
      progressDone: PROJECTS,
      progressTotal: PROJECTS,
      requestedByName: 'manager',
      counts: { projects: PROJECTS, enterprises: 100, resources: 2, markets: 1, suggestions: undisturbed.rows },
      isCurrent: true,
      can: { cancel: false, retry: false },
    });
    expect(undisturbed.rows).toBe(PROJECTS * 10);
    expect(undisturbed.run.inputSnapshot).toMatch(/^[0-9a-f]{64}$/);
  });

  it('tells what each step did, when and where', async () => {
    const steps = await stepsOf(undisturbed.run.id);
    expect(new Set(steps.map(({ status }) => status))).toEqual(new Set(['done']));
    for (const { worker, startedAt, finishedAt, attempts } of steps) {
      expect(worker).toMatch(new RegExp(`/${process.pid}$`));
      expect(Date.parse(finishedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(startedAt ?? ''));
      expect(attempts).toBe(1);
    }
    expect(steps[0]).toMatchObject({
      kind: 'freeze-stats',
      size: 100,
      counts: { projects: PROJECTS, enterprises: 100, resources: 2, markets: 1 },
    });
    const merged = steps.filter(({ kind }) => kind === 'merge-score');
    expect(merged.map(({ block, size }) => [block, size])).toEqual([[0, BLOCK], [1, PROJECTS - BLOCK]]); // prettier-ignore
    expect(merged.reduce((sum, { counts }) => sum + counts.suggestions, 0)).toBe(undisturbed.rows);
    expect(steps.at(-1)).toMatchObject({ kind: 'publish', counts: { projects: PROJECTS } });
  });

  it('stores contributions that add up to the score, and no wound-up enterprise', async () => {
    const [row] = await context.owner.sql<{ wrong: number; woundUp: number; least: number }>(
      `SELECT count(*) FILTER (WHERE abs(s.score - c.sum) > 1e-9)::int AS wrong, min(c.count)::int AS least,
         count(*) FILTER (WHERE e.status = 'wound_up')::int AS "woundUp"
       FROM match_suggestion s JOIN enterprise e ON e.id = s.enterprise_id,
         LATERAL (SELECT sum((part ->> 'contribution')::float8), count(*) FROM jsonb_array_elements(s.contributions) part) c`,
    );
    expect(row).toMatchObject({ wrong: 0, woundUp: 0 });
    expect(row.least).toBeGreaterThanOrEqual(5);
  });

  it('gives the same result again for the same registers', async () => {
    const run = await request();
    await carryOut(flow, run.id);
    await expectUndisturbed(run.id);
    expect((await view(run.id)).inputSnapshot).toBe(undisturbed.run.inputSnapshot);
  });

  it('lets one run be active at a time, also of two asked for at once', async () => {
    const both = await Promise.allSettled([request(), request()]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'MATCH_RUN_BUSY' } });
  });

  it('does a step only when those it builds on are done, and one worker at a time', async () => {
    const run = await request();
    expect((await flow.listReady(run.id)).map(({ kind }) => kind)).toEqual(['freeze-stats']);
    expect(await flow.execute(stepOf(run.id, 'publish'))).toBe('not-ours');
    await upTo('merge-score', run.id);
    expect(await flow.execute(stepOf(run.id, 'publish'))).toBe('not-ours');
    const both = await Promise.all([1, 2].map(() => flow.execute(stepOf(run.id, 'merge-score'))));
    expect(both.sort()).toEqual(['done', 'not-ours']);
    expect(await flow.execute(stepOf(run.id, 'merge-score'))).toBe('not-ours');
  });

  it('is shared by workers that take its steps at the same time', async () => {
    const run = await request();
    const second = workerWith({});
    const work = async (worker: MatchFlowService) => {
      while ((await view(run.id)).status !== 'done') {
        for (const step of await worker.listReady(run.id)) await worker.execute(step);
      }
    };
    await Promise.all([work(flow), work(second)]);
    await expectUndisturbed(run.id);
  });

  it.each([[1, 100, 1], [2, 50, 2], [5, 20, 1], [5, 23, 2]])('over %i shards of %i, by %i workers, gives the same result to the last byte', async (shards, shardSize, workers) => {
    const sharding = new MatchRunService(context.database, context.module.get(ReferenceData), context.module.get(MatchStepBell, { strict: false }), { matchShardSize: shardSize });
    const run = await request(manager, undefined, sharding);
    const work = async (worker: MatchFlowService) => {
      while ((await view(run.id)).status !== 'done') {
        for (const step of await worker.listReady(run.id)) await worker.execute(step);
      }
    };
    await Promise.all([flow, workerWith({})].slice(0, workers).map(work));
    expect((await stepsOf(run.id)).filter(({ kind }) => kind === 'index-shard')).toHaveLength(shards);
    await expectUndisturbed(run.id);
    const left = await context.owner.sql('SELECT DISTINCT kind FROM match_run_artifact WHERE run_id = $1 UNION SELECT $2 FROM match_run_candidates WHERE run_id = $1', [run.id, 'candidates']);
    expect(left).toEqual([{ kind: 'epoch' }]);
  }); // prettier-ignore

  it('goes on where a step failed, be it of any kind, before its work or after it, and ends with the result of an undisturbed run', async () => {
    const run = await request();
    for (const kind of STEP_KINDS) {
      await upTo(kind, run.id);
      for (const [failures, moment] of (['before', 'after'] as const).entries()) {
        const [step] = await flow.listReady(run.id);
        expect(step.kind).toBe(kind);
        await expect(workerWith({ [moment]: outOfLuck }, kind).execute(step)).rejects.toThrow('out of luck');
        expect((await stepsOf(run.id)).find((s) => s.kind === kind)).toMatchObject({
          status: 'queued',
          attempts: failures + 1,
          errorCode: 'INTERNAL',
          errorMessage: 'out of luck',
        });
      }
    }
    await carryOut(flow, run.id);
    expect(await view(run.id)).toMatchObject({ status: 'done', attempts: 3, progressDone: PROJECTS, errorCode: null });
    await expectUndisturbed(run.id);
  }); // prettier-ignore

  it('sees the input it was frozen with, whatever changed since', async () => {
    const run = await request();
    await upTo('merge-score', run.id);
    const [{ id, name }] = register.enterprises;
    await context.owner.sql(`UPDATE enterprise SET name = '改名有限公司', archived_at = now(), archive_reason = '测试' WHERE id = $1`, [id]); // prettier-ignore
    await carryOut(flow, run.id);
    await context.owner.sql(`UPDATE enterprise SET name = $2, archived_at = NULL, archive_reason = NULL WHERE id = $1`, [id, name]); // prettier-ignore
    await expectUndisturbed(run.id);
  });

  it('takes a silent step over, and lets the worker that comes back write nothing any more', async () => {
    const run = await request();
    await upTo('merge-score', run.id);
    const step = stepOf(run.id, 'merge-score');
    let wake = () => {};
    const asleep = new Promise<void>((resolve) => (wake = resolve));
    let fellAsleep = () => {};
    const sleeps = new Promise<void>((resolve) => (fellAsleep = resolve));
    // A frozen process: no heartbeat either, so its silence is set far beyond this test.
    const sleeper = workerWith({ after: () => (fellAsleep(), asleep) }, 'merge-score', 3600);
    const sleeping = sleeper.execute(step);
    await sleeps;
    expect(await workerWith({}, 'merge-score', 3600).execute(step)).toBe('not-ours');
    await context.owner.sql(
      `UPDATE match_run_step SET heartbeat_at = now() - interval '1 minute' WHERE run_id = $1 AND status = 'running'`,
      [run.id],
    );
    expect(await flow.execute(step)).toBe('done');
    wake();
    expect(await sleeping).toBe('not-ours');
    await carryOut(flow, run.id);
    expect(await view(run.id)).toMatchObject({ status: 'done', attempts: 2, progressDone: PROJECTS });
    await expectUndisturbed(run.id);
  });

  it('keeps a slow step alive by its heartbeat', async () => {
    const run = await request();
    await upTo('merge-score', run.id);
    const step = stepOf(run.id, 'merge-score');
    const working = workerWith({ before: () => wait(2500) }, 'merge-score', 1).execute(step);
    await wait(2000);
    expect(await workerWith({}, 'merge-score', 1).execute(step)).toBe('not-ours');
    expect(await working).toBe('done');
  });

  it('hands a step back when its worker is to stop, without counting the attempt', async () => {
    const run = await request();
    await upTo('merge-score', run.id);
    const step = stepOf(run.id, 'merge-score');
    const stopping = workerWith({ after: () => stopping.handBack() });
    expect(await stopping.execute(step)).toBe('handed-back');
    expect((await stepsOf(run.id)).find(({ kind }) => kind === 'merge-score')).toMatchObject({
      status: 'queued',
      attempts: 0,
    });
    expect(await stopping.execute(step)).toBe('not-ours');
    await carryOut(flow, run.id);
    await expectUndisturbed(run.id);
  });

  it('stops when it is cancelled, and goes on from there when it is tried again', async () => {
    const run = await request();
    await upTo('merge-score', run.id);
    await flow.execute(stepOf(run.id, 'merge-score'));
    const cancelling = workerWith({ after: async () => void (await as(manager, () => runs.cancel(run.id))) });
    expect(await cancelling.execute(stepOf(run.id, 'merge-score', 1))).toBe('not-ours');
    expect(await view(run.id)).toMatchObject({
      status: 'cancelled',
      progressDone: BLOCK,
      can: { cancel: false, retry: true },
    });
    expect((await stepsOf(run.id)).map(({ status }) => status)).toEqual(statuses(5, 'cancelled', 5));
    expect(await flow.listReady(run.id)).toEqual([]);
    await expect(as(manager, () => runs.cancel(run.id))).rejects.toMatchObject({ code: 'MATCH_RUN_FINISHED' });
    expect(await as(manager, () => runs.retry(run.id))).toMatchObject({ status: 'queued', progressDone: BLOCK });
    expect((await carryOut(flow, run.id)).map(({ kind }) => kind)).toEqual([
      'merge-score',
      'calibrate',
      'allocate',
      'packages',
      'publish',
    ]);
    await expectUndisturbed(run.id);
    await expect(as(manager, () => runs.retry(run.id))).rejects.toMatchObject({ code: 'MATCH_RUN_FINISHED' });
  });

  it('lets only those who asked, or who answer for the city, call a run off', async () => {
    const run = await request();
    await expect(as(zhijin, () => runs.cancel(run.id))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await as(zhijin, () => runs.get(run.id))).can).toEqual({ cancel: false, retry: false });
  });

  it('lets nobody but the jobs write what a step did', async () => {
    const run = await request();
    await upTo('merge-score', run.id);
    const asZhijin = (sql: string) =>
      as(zhijin, () => context.database.transaction<unknown>((tx) => tx.query(sql, [run.id])));
    expect(await asZhijin('SELECT kind FROM match_run_step WHERE run_id = $1')).toHaveLength(10);
    expect(await asZhijin(`UPDATE match_run_step SET status = 'cancelled', finished_at = now() WHERE run_id = $1`)).toEqual([[], 0]); // prettier-ignore
    const insert = `INSERT INTO match_run_step (run_id, kind, stage) VALUES ($1, 'allocate', 6)`;
    await expect(asZhijin(insert)).rejects.toThrow(/row-level security/);
    const own = await as(manager, () =>
      context.database
        .transaction((tx) =>
          tx.query(`UPDATE match_run_step SET status = 'done', finished_at = now() WHERE run_id = $1`, [run.id]),
        )
        .catch((error: unknown) => String(error)),
    );
    expect(own).toMatch(/row-level security/);
  });

  it('starts over under a new version of the formulas', async () => {
    const run = await request();
    await upTo('merge-score', run.id);
    await flow.execute(stepOf(run.id, 'merge-score'));
    await context.owner.sql(`UPDATE match_run SET algorithm_version = '0.0.1' WHERE id = $1`, [run.id]);
    expect(await flow.execute(stepOf(run.id, 'merge-score', 1))).toBe('not-ours');
    expect((await carryOut(flow, run.id)).map(({ kind }) => kind)).toEqual(['freeze-stats', 'index-shard', 'candidates', 'candidates', 'merge-score', 'merge-score', 'calibrate', 'allocate', 'packages', 'publish']); // prettier-ignore
    await expectUndisturbed(run.id);
    expect((await view(run.id)).inputSnapshot).toBe(undisturbed.run.inputSnapshot);
  });

  it('fails for good at a dead end: tampered input, nothing to match', async () => {
    const run = await request();
    await upTo('merge-score', run.id);
    await context.owner.sql(
      `UPDATE match_run_enterprise SET record = jsonb_set(record::jsonb, '{name}', '"别的"')::json WHERE run_id = $1`,
      [run.id],
    );
    await expect(flow.execute(stepOf(run.id, 'merge-score'))).rejects.toMatchObject({ code: 'INPUT_CHANGED' });
    expect(await view(run.id)).toMatchObject({ status: 'failed', errorCode: 'INPUT_CHANGED', can: { retry: true } });
    expect((await stepsOf(run.id)).map(({ status }) => status)).toEqual([
      ...statuses(4, 'failed', 1),
      ...statuses(0, 'cancelled', 5),
    ]);

    const empty = await request(zhijin);
    await context.owner.sql(`UPDATE match_run SET area_codes = '{520528}' WHERE id = $1`, [empty.id]);
    await expect(flow.execute(stepOf(empty.id, 'freeze-stats'))).rejects.toMatchObject({ code: 'NOTHING_TO_MATCH' });
    expect(await view(empty.id)).toMatchObject({ status: 'failed', errorCode: 'NOTHING_TO_MATCH' });
  });

  it('a run nobody shows gives up its frozen enterprises after ninety days, tells so, and keeps its suggestions', async () => {
    const old = await request();
    await carryOut(flow, old.id);
    const frozen = async () => (await context.owner.sql<{ n: number }>('SELECT count(*)::int AS n FROM match_run_enterprise WHERE run_id = $1', [old.id]))[0].n; // prettier-ignore
    await carryOut(flow, (await request()).id);
    expect(await frozen()).toBeGreaterThan(0);
    await context.owner.sql(`UPDATE match_run SET finished_at = finished_at - interval '91 days' WHERE id = $1`, [old.id]); // prettier-ignore
    await carryOut(flow, (await request()).id);
    expect(await frozen()).toBe(0);
    expect(await view(old.id)).toMatchObject({ isCurrent: false, frozenRemovedAt: expect.any(String), inputSnapshot: undisturbed.run.inputSnapshot }); // prettier-ignore
    const kept = await context.owner.sql<{ n: number }>('SELECT count(*)::int AS n FROM match_suggestion WHERE run_id = $1', [old.id]); // prettier-ignore
    expect(kept[0].n).toBe(undisturbed.run.counts.suggestions);
    const audit = await context.owner.sql(`SELECT new_values ->> 'frozen_removed_at' AS at FROM audit_entry WHERE table_name = 'match_run' AND row_id = $1 AND new_values ->> 'frozen_removed_at' IS NOT NULL`, [old.id]); // prettier-ignore
    expect(audit).toHaveLength(1);
  });

  it('gives up a run one step of which ended its worker five times', async () => {
    const run = await request();
    await context.owner.sql('UPDATE match_run_step SET attempts = 5 WHERE run_id = $1', [run.id]);
    expect(await flow.execute(stepOf(run.id, 'freeze-stats'))).toBe('not-ours');
    expect(await view(run.id)).toMatchObject({ status: 'failed', errorCode: 'ATTEMPTS_EXHAUSTED' });
    expect(await as(manager, () => runs.retry(run.id))).toMatchObject({ status: 'queued', attempts: 0 });
    await carryOut(flow, run.id);
    await expectUndisturbed(run.id);
  });

  it('leaves the suggestions of other areas current when a county matches its own projects', async () => {
    const run = await request(zhijin);
    await carryOut(flow, run.id);
    const own = register.projects.filter(({ areaCode }) => areaCode === '520524').length;
    expect(await view(run.id)).toMatchObject({ counts: { projects: own }, isCurrent: true });
    const current = await context.owner.sql<{ mine: boolean; area: string | null; count: number }>(
      `SELECT run_id = $1 AS mine, bool_and(area_code = '520524') AS area, count(*)::int AS count FROM match_run_project
       WHERE is_current GROUP BY 1 ORDER BY 1`,
      [run.id],
    );
    expect(current).toMatchObject([
      { mine: false, count: PROJECTS - own },
      { mine: true, area: true, count: own },
    ]);
    // The same pair has the same score whichever run it is in.
    const [{ differing }] = await context.owner.sql<{ differing: number }>(
      `SELECT count(*)::int AS differing FROM match_suggestion a JOIN match_suggestion b USING (project_id, enterprise_id)
       WHERE a.run_id = $1 AND b.run_id = $2 AND a.score <> b.score`,
      [run.id, undisturbed.run.id],
    );
    expect(differing).toBe(0);
  });

  it('matches named projects only where they are in reach', async () => {
    const ofOthers = register.projects.find(({ areaCode }) => areaCode === '520521');
    const own = register.projects.find(({ areaCode }) => areaCode === '520524');
    if (ofOthers === undefined || own === undefined) throw new Error('register too small');
    await expect(request(zhijin, [own.id, ofOthers.id])).rejects.toMatchObject({
      code: 'PROJECT_NOT_FOUND',
      details: { id: ofOthers.id },
    });
    const run = await request(zhijin, [own.id]);
    await carryOut(flow, run.id);
    expect(await view(run.id)).toMatchObject({ counts: { projects: 1, enterprises: 100 } });
  });

  it('does not let an older input, retried late, replace a newer one', async () => {
    const older = await request();
    await upTo('merge-score', older.id);
    await as(manager, () => runs.cancel(older.id));
    const newer = await request();
    await carryOut(flow, newer.id);
    await as(manager, () => runs.retry(older.id));
    await carryOut(flow, older.id);
    expect(await view(older.id)).toMatchObject({ status: 'done', isCurrent: false });
    expect(await view(newer.id)).toMatchObject({ status: 'done', isCurrent: true });
  });

  it('rings for each step when it is ready, and again for those left queued or silent', async () => {
    await queue().drain();
    const run = await request();
    const first = stepName(stepOf(run.id, 'freeze-stats'));
    const blocks = [0, 1].map((block) => stepName(stepOf(run.id, 'candidates', block)));
    const stateOf = async (name: string) => (await queue().getJob(name))?.getState();
    expect(await stateOf(first)).toBe('waiting');
    await (await queue().getJob(first))?.remove();
    await wait(1100);
    expect(await flow.sweep()).toEqual([first]);
    expect(await flow.sweep()).toEqual([first]);
    expect(await stateOf(first)).toBe('waiting');
    expect(await queue().getJobCounts('waiting')).toEqual({ waiting: 1 });

    const refusing = new Worker(MATCH_STEP_QUEUE, () => Promise.reject(new UnrecoverableError('refused')), {
      connection: queue().opts.connection,
    });
    // Shares the queue's connections, which outlive it.
    refusing.on('error', () => undefined);
    await waitFor('the refusal', async () => (await stateOf(first)) === 'failed');
    await refusing.close();
    expect(await flow.sweep()).toEqual([first]);
    expect(await stateOf(first)).toBe('waiting');
    await queue().drain();

    await flow.execute(stepOf(run.id, 'freeze-stats'));
    await flow.execute(stepOf(run.id, 'index-shard'));
    expect(await Promise.all(blocks.map(stateOf))).toEqual(['waiting', 'waiting']);
    await queue().drain();
    const silence = (age: string) =>
      context.owner.sql(
        `UPDATE match_run_step SET status = 'running', claim_token = gen_random_uuid(), heartbeat_at = now() - $2::interval
         WHERE run_id = $1 AND kind = 'candidates' AND block = 0`,
        [run.id, age],
      );
    // Somebody is at work: the other block's bell may well be waiting its turn.
    await silence('0 s');
    expect(await flow.sweep()).toEqual([]);
    await silence('1 minute');
    expect(await flow.sweep()).toEqual(blocks);
  });

  it('sweeps one at a time', async () => {
    const [first, second] = await Promise.all([
      context.database.asSystem(() =>
        context.database.transaction(async (tx) => {
          await tx.query(`SELECT pg_advisory_xact_lock(hashtext('match-step-sweep'))`);
          await wait(300);
          return 'held';
        }),
      ),
      wait(100).then(() => flow.sweep()),
    ]);
    expect([first, second]).toEqual(['held', undefined]);
  });

  it('audits requests and outcomes, not heartbeats', async () => {
    const run = await as(manager, () => runs.request({ topPerProject: 10 }));
    await carryOut(flow, run.id);
    const entries = await context.owner.sql<{ action: string; status: string }>(
      `SELECT action, new_values ->> 'status' AS status FROM audit_entry WHERE table_name = 'match_run' AND row_id = $1 ORDER BY id`,
      [run.id],
    );
    expect(entries).toEqual([
      { action: 'INSERT', status: 'queued' },
      { action: 'UPDATE', status: 'running' },
      { action: 'UPDATE', status: 'done' },
    ]);
  });
});

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
