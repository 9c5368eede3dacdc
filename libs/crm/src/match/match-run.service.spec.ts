import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { getQueueToken } from '@nestjs/bullmq';
import type { MatchRunView } from '@lianghuan/contracts';
import type { MatchInput, MatchOptions } from '@lianghuan/matching';
import { type Actor, Clock } from '@lianghuan/platform';
import { type Queue, UnrecoverableError, Worker } from 'bullmq';
import { makeRegister, type MadeRegister, resultHash } from '../../../../test/support/match-register.js';
import { makeUser } from '../../../../test/support/people.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { ReferenceData } from '../reference/reference-data.js';
import { InlineMatcherHost } from './inline-matcher-host.js';
import { ConfidenceService } from '../learning/confidence.service.js';
import { AllocationService } from './allocation.service.js';
import { MATCH_RUN_QUEUE, MatchRunBell } from './match-run-bell.js';
import { MatchRunService } from './match-run.service.js';
import { MatchModule } from './match.module.js';
import { MatcherHost, type OpenMatcher } from './matcher-host.js';

// Up to three runs after one another, on a machine that has other work too.
jest.setTimeout(30_000);

/** A matcher that does something before its nth project. */
class InterruptedHost extends MatcherHost {
  projects = 0;
  constructor(private readonly before: (nth: number) => Promise<void> | void) {
    super();
  }
  async open(input: MatchInput, options: MatchOptions): Promise<OpenMatcher> {
    const matcher = await new InlineMatcherHost().open(input, options);
    return {
      ...matcher,
      suggestionsFor: async (projectId, top) => {
        await this.before(++this.projects);
        return matcher.suggestionsFor(projectId, top);
      },
    };
  }
}

describe('match runs', () => {
  let context: ServiceContext;
  let runs: MatchRunService;
  let register: MadeRegister;
  let manager: Actor;
  let zhijin: Actor;
  /** Result of an undisturbed run over everything. */
  let undisturbed: { rows: number; hash: string; run: MatchRunView };
  const as = <T>(actor: Actor, work: () => Promise<T>) => context.database.actAs(actor, work);
  const request = (actor = manager, projectIds?: string[]) =>
    as(actor, () => runs.request({ topPerProject: 10, ...(projectIds === undefined ? {} : { projectIds }) }));
  const view = (id: string) => as(manager, () => runs.get(id));
  const queue = () => context.module.get<Queue>(getQueueToken(MATCH_RUN_QUEUE), { strict: false });
  /** A second worker: same database and queue, its own matcher. */
  const workerWith = (host: MatcherHost, jobSilenceSeconds = 3) =>
    new MatchRunService(
      context.database,
      context.module.get(ReferenceData),
      context.module.get(Clock),
      context.module.get(MatchRunBell, { strict: false }),
      host,
      context.module.get(AllocationService),
      context.module.get(ConfidenceService, { strict: false }),
      { jobSilenceSeconds },
    );

  beforeAll(async () => {
    context = await startServices([MatchModule]);
    // Failures are made on purpose here.
    context.module.useLogger(false);
    runs = context.module.get(MatchRunService);
    register = await makeRegister(context.owner, { projects: 60, enterprises: 100 });
    manager = await makeUser(context.owner, 'manager', ['manager'], 'SZF');
    zhijin = await makeUser(context.owner, 'zhijin', ['county_clerk'], 'QX-520524');
    const run = await request();
    expect(await runs.execute(run.id)).toBe('done');
    undisturbed = { ...(await resultHash(context.owner, run.id)), run: await view(run.id) };
  }, 60_000);
  afterEach(async () => {
    await context.owner.sql(
      `UPDATE match_run SET status = 'cancelled', claim_token = NULL, finished_at = now() WHERE status IN ('queued', 'running')`,
    );
  });
  afterAll(() => context.close());

  it('counts what it worked on and becomes the run the projects show', () => {
    expect(undisturbed.run).toMatchObject({
      status: 'done',
      attempts: 1,
      progressDone: 60,
      progressTotal: 60,
      requestedByName: 'manager',
      counts: { projects: 60, enterprises: 100, resources: 2, markets: 1, suggestions: undisturbed.rows },
      isCurrent: true,
      can: { cancel: false, retry: false },
    });
    expect(undisturbed.rows).toBeGreaterThan(300);
    expect(undisturbed.run.inputSnapshot).toMatch(/^[0-9a-f]{64}$/);
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
    await runs.execute(run.id);
    expect(await resultHash(context.owner, run.id)).toEqual({ rows: undisturbed.rows, hash: undisturbed.hash });
    expect((await view(run.id)).inputSnapshot).toBe(undisturbed.run.inputSnapshot);
  });

  it('lets one run be active at a time, also of two asked for at once', async () => {
    const both = await Promise.allSettled([request(), request()]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'MATCH_RUN_BUSY' } });
  });

  it('goes on where an attempt failed, and ends with the result of an undisturbed run', async () => {
    const run = await request();
    const failing = workerWith(
      new InterruptedHost((nth) => {
        if (nth === 40) throw new Error('out of luck');
      }),
    );
    await expect(failing.execute(run.id)).rejects.toThrow('out of luck');
    expect(await view(run.id)).toMatchObject({
      status: 'queued',
      progressDone: 25,
      errorCode: 'INTERNAL',
      errorMessage: 'out of luck',
    });
    const second = new InterruptedHost(() => {});
    expect(await workerWith(second).execute(run.id)).toBe('done');
    expect(second.projects).toBe(35);
    expect(await view(run.id)).toMatchObject({ status: 'done', attempts: 2, progressDone: 60, errorCode: null });
    expect(await resultHash(context.owner, run.id)).toEqual({ rows: undisturbed.rows, hash: undisturbed.hash });
  });

  it('sees the input it was frozen with, whatever changed since', async () => {
    const run = await request();
    const failing = workerWith(
      new InterruptedHost((nth) => {
        if (nth === 40) throw new Error('out of luck');
      }),
    );
    await expect(failing.execute(run.id)).rejects.toThrow('out of luck');
    const [{ id, name }] = register.enterprises;
    await context.owner.sql(`UPDATE enterprise SET name = '改名有限公司', archived_at = now(), archive_reason = '测试' WHERE id = $1`, [id]); // prettier-ignore
    await runs.execute(run.id);
    await context.owner.sql(`UPDATE enterprise SET name = $2, archived_at = NULL, archive_reason = NULL WHERE id = $1`, [id, name]); // prettier-ignore
    expect(await resultHash(context.owner, run.id)).toEqual({ rows: undisturbed.rows, hash: undisturbed.hash });
  });

  it('takes a silent run over, and lets the worker that comes back write nothing any more', async () => {
    const run = await request();
    let wake = () => {};
    const asleep = new Promise<void>((resolve) => (wake = resolve));
    // A frozen process: no heartbeat either, so its silence is set far beyond this test.
    const sleeper = workerWith(new InterruptedHost((nth) => (nth === 30 ? asleep : undefined)), 3600);
    const sleeping = sleeper.execute(run.id);
    await waitFor(async () => (await view(run.id)).progressDone === 25);
    expect(await workerWith(new InlineMatcherHost()).execute(run.id)).toBe('not-ours');
    await context.owner.sql(`UPDATE match_run SET heartbeat_at = now() - interval '1 minute' WHERE id = $1`, [run.id]);
    expect(await workerWith(new InlineMatcherHost()).execute(run.id)).toBe('done');
    wake();
    expect(await sleeping).toBe('not-ours');
    expect(await view(run.id)).toMatchObject({ status: 'done', attempts: 2, progressDone: 60 });
    expect(await resultHash(context.owner, run.id)).toEqual({ rows: undisturbed.rows, hash: undisturbed.hash });
  });

  it('keeps a run whose matcher is slow alive by its heartbeat', async () => {
    const run = await request();
    const slow = workerWith(new InterruptedHost((nth) => (nth === 1 ? wait(2500) : undefined)), 1);
    const working = slow.execute(run.id);
    await wait(2000);
    expect(await workerWith(new InlineMatcherHost(), 1).execute(run.id)).toBe('not-ours');
    expect(await working).toBe('done');
  });

  it('hands a run back when its worker is to stop, without counting the attempt', async () => {
    const run = await request();
    const host = new InterruptedHost((nth) => {
      if (nth === 30) stopping.handBack();
    });
    const stopping = workerWith(host);
    expect(await stopping.execute(run.id)).toBe('handed-back');
    expect(await view(run.id)).toMatchObject({ status: 'queued', attempts: 0, progressDone: 25 });
    expect(await stopping.execute(run.id)).toBe('not-ours');
    expect(await runs.execute(run.id)).toBe('done');
    expect(await resultHash(context.owner, run.id)).toEqual({ rows: undisturbed.rows, hash: undisturbed.hash });
  });

  it('stops between blocks when it is cancelled, and goes on from there when it is tried again', async () => {
    const run = await request();
    const host = new InterruptedHost(async (nth) => {
      if (nth === 26) await as(manager, () => runs.cancel(run.id));
    });
    expect(await workerWith(host).execute(run.id)).toBe('not-ours');
    expect(await view(run.id)).toMatchObject({
      status: 'cancelled',
      progressDone: 25,
      can: { cancel: false, retry: true },
    });
    await expect(as(manager, () => runs.cancel(run.id))).rejects.toMatchObject({ code: 'MATCH_RUN_FINISHED' });
    expect(await as(manager, () => runs.retry(run.id))).toMatchObject({ status: 'queued', attempts: 0 });
    expect(await runs.execute(run.id)).toBe('done');
    expect(await resultHash(context.owner, run.id)).toEqual({ rows: undisturbed.rows, hash: undisturbed.hash });
    await expect(as(manager, () => runs.retry(run.id))).rejects.toMatchObject({ code: 'MATCH_RUN_FINISHED' });
  });

  it('lets only those who asked, or who answer for the city, call a run off', async () => {
    const run = await request();
    await expect(as(zhijin, () => runs.cancel(run.id))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await as(zhijin, () => runs.get(run.id))).can).toEqual({ cancel: false, retry: false });
  });

  it('starts over under a new version of the formulas', async () => {
    const run = await request();
    const failing = workerWith(
      new InterruptedHost((nth) => {
        if (nth === 40) throw new Error('out of luck');
      }),
    );
    await expect(failing.execute(run.id)).rejects.toThrow('out of luck');
    await context.owner.sql(`UPDATE match_run SET algorithm_version = '0.0.1' WHERE id = $1`, [run.id]);
    const second = new InterruptedHost(() => {});
    expect(await workerWith(second).execute(run.id)).toBe('done');
    expect(second.projects).toBe(60);
    expect(await resultHash(context.owner, run.id)).toEqual({ rows: undisturbed.rows, hash: undisturbed.hash });
  });

  it('fails for good at a dead end: tampered input, nothing to match', async () => {
    const run = await request();
    const failing = workerWith(
      new InterruptedHost((nth) => {
        if (nth === 40) throw new Error('out of luck');
      }),
    );
    await expect(failing.execute(run.id)).rejects.toThrow('out of luck');
    await context.owner.sql(
      `UPDATE match_run_input SET records = jsonb_set(records, '{0,name}', '"别的"') WHERE run_id = $1 AND kind = 'enterprise'`,
      [run.id],
    );
    await expect(runs.execute(run.id)).rejects.toMatchObject({ code: 'INPUT_CHANGED' });
    expect(await view(run.id)).toMatchObject({ status: 'failed', errorCode: 'INPUT_CHANGED', can: { retry: true } });

    const empty = await request(zhijin);
    await context.owner.sql(`UPDATE match_run SET area_codes = '{520528}' WHERE id = $1`, [empty.id]);
    await expect(runs.execute(empty.id)).rejects.toMatchObject({ code: 'NOTHING_TO_MATCH' });
    expect(await view(empty.id)).toMatchObject({ status: 'failed', errorCode: 'NOTHING_TO_MATCH' });
  });

  it('gives up a run that ended its worker five times', async () => {
    const run = await request();
    await context.owner.sql('UPDATE match_run SET attempts = 5 WHERE id = $1', [run.id]);
    expect(await runs.execute(run.id)).toBe('not-ours');
    expect(await view(run.id)).toMatchObject({ status: 'failed', errorCode: 'ATTEMPTS_EXHAUSTED' });
  });

  it('leaves the suggestions of other areas current when a county matches its own projects', async () => {
    const run = await request(zhijin);
    await runs.execute(run.id);
    const own = register.projects.filter(({ areaCode }) => areaCode === '520524').length;
    expect(await view(run.id)).toMatchObject({ counts: { projects: own }, isCurrent: true });
    const current = await context.owner.sql<{ mine: boolean; area: string | null; count: number }>(
      `SELECT run_id = $1 AS mine, bool_and(area_code = '520524') AS area, count(*)::int AS count FROM match_run_project
       WHERE is_current GROUP BY 1 ORDER BY 1`,
      [run.id],
    );
    expect(current).toMatchObject([
      { mine: false, count: 60 - own },
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
    await runs.execute(run.id);
    expect(await view(run.id)).toMatchObject({ counts: { projects: 1, enterprises: 100 } });
  });

  it('does not let an older input, retried late, replace a newer one', async () => {
    const older = await request();
    const failing = workerWith(
      new InterruptedHost((nth) => {
        if (nth === 40) throw new Error('out of luck');
      }),
    );
    await expect(failing.execute(older.id)).rejects.toThrow('out of luck');
    await as(manager, () => runs.cancel(older.id));
    const newer = await request();
    await runs.execute(newer.id);
    await as(manager, () => runs.retry(older.id));
    await runs.execute(older.id);
    expect(await view(older.id)).toMatchObject({ status: 'done', isCurrent: false });
    expect(await view(newer.id)).toMatchObject({ status: 'done', isCurrent: true });
  });

  it('rings again for runs left queued or silent, also when a job of the same id has failed', async () => {
    await queue().drain();
    const run = await request();
    const stateOf = async () => (await queue().getJob(run.id))?.getState();
    expect(await stateOf()).toBe('waiting');
    await (await queue().getJob(run.id))?.remove();
    await wait(1100);
    expect(await runs.sweep()).toEqual([run.id]);
    expect(await runs.sweep()).toEqual([run.id]);
    expect(await stateOf()).toBe('waiting');
    expect(await queue().getJobCounts('waiting')).toEqual({ waiting: 1 });

    const refusing = new Worker(MATCH_RUN_QUEUE, () => Promise.reject(new UnrecoverableError('refused')), {
      connection: queue().opts.connection,
    });
    // Shares the queue's connections, which outlive it.
    refusing.on('error', () => undefined);
    await waitFor(async () => (await stateOf()) === 'failed');
    await refusing.close();
    expect(await runs.sweep()).toEqual([run.id]);
    expect(await stateOf()).toBe('waiting');

    await context.owner.sql(
      `UPDATE match_run SET status = 'running', claim_token = gen_random_uuid(), heartbeat_at = now() WHERE id = $1`,
      [run.id],
    );
    expect(await runs.sweep()).toEqual([]);
    await context.owner.sql(`UPDATE match_run SET heartbeat_at = now() - interval '1 minute' WHERE id = $1`, [run.id]);
    expect(await runs.sweep()).toEqual([run.id]);
  });

  it('sweeps one at a time', async () => {
    const [first, second] = await Promise.all([
      context.database.asSystem(() =>
        context.database.transaction(async (tx) => {
          await tx.query(`SELECT pg_advisory_xact_lock(hashtext('match-run-sweep'))`);
          await wait(300);
          return 'held';
        }),
      ),
      wait(100).then(() => runs.sweep()),
    ]);
    expect([first, second]).toEqual(['held', undefined]);
  });

  it('audits requests and outcomes, not heartbeats', async () => {
    const run = await request();
    await runs.execute(run.id);
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

async function waitFor(condition: () => Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const until = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > until) throw new Error('waited in vain');
    await wait(50);
  }
}
