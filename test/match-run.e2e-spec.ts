import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { MatchRunStepView, MatchRunView, SuggestionPage } from '@lianghuan/contracts';
import { WorkerModule } from '@lianghuan/worker';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type TestAgent from 'supertest/lib/agent.js';
import { type ApiContext, startApi } from './support/api.js';
import { makeRegister, type MadeRegister, resultHash } from './support/match-register.js';
import { HAS_REDIS, startRedis, type TestRedis } from './support/redis.js';
import { waitFor } from './support/wait.js';

jest.setTimeout(60_000);

const withRedis = HAS_REDIS
  ? 'Redis'
  : 'Redis: SKIPPED, this machine has no redis-server (apt-get install redis-server)';
if (!HAS_REDIS) process.stderr.write(`${withRedis}\n`);

for (const backend of ['PostgreSQL', withRedis]) {
  const usesRedis = backend !== 'PostgreSQL';
  (usesRedis && !HAS_REDIS ? describe.skip : describe)(`a match run, queue on ${backend}`, () => {
    let redis: TestRedis | undefined;
    let api: ApiContext;
    let worker: INestApplicationContext | undefined;
    let register: MadeRegister;
    let manager: TestAgent;
    let officer: TestAgent;
    let dafang: TestAgent;

    const startWorker = async () => {
      worker = await NestFactory.createApplicationContext(WorkerModule.with(api.config, api.owner.url), {
        logger: false,
      });
      await worker.init();
    };
    const stopWorker = async () => {
      await worker?.close();
      worker = undefined;
    };
    const request = async (body: object = { topPerProject: 10 }) =>
      (await manager.post('/api/v1/match-runs').send(body).expect(201)).body as MatchRunView;
    const ended = (id: string) =>
      waitFor(`the end of match run ${id}`, async () => {
        const run = (await manager.get(`/api/v1/match-runs/${id}`).expect(200)).body as MatchRunView;
        return ['done', 'failed', 'cancelled'].includes(run.status) && run;
      });
    const suggestionsOf = async (http: TestAgent, projectId: string, query = '') =>
      (await http.get(`/api/v1/projects/${projectId}/suggestions${query}`).expect(200)).body as SuggestionPage;
    const projectIn = (areaCode: string, nth = 0) => {
      const project = register.projects.filter((p) => p.areaCode === areaCode)[nth];
      if (project === undefined) throw new Error(`no project in ${areaCode}`);
      return project;
    };

    beforeAll(async () => {
      if (usesRedis) redis = await startRedis();
      api = await startApi({ redisUrl: redis?.url, queuePrefix: 'story' });
      register = await makeRegister(api.owner, { projects: 60, enterprises: 100 });
      ({ http: manager } = await api.signIn('manager', ['manager'], 'SZF'));
      ({ http: officer } = await api.signIn('officer', ['promotion_officer'], 'TCJ'));
      ({ http: dafang } = await api.signIn('dafang', ['county_clerk'], 'QX-520521'));
      await startWorker();
    });
    afterAll(async () => {
      await stopWorker();
      await api.close();
      await redis?.stop();
    });

    it('is asked for, carried out by the worker and shown with its progress', async () => {
      const asked = await request();
      expect(asked).toMatchObject({ status: 'queued', requestedByName: 'manager', can: { cancel: true } });
      const run = await ended(asked.id);
      expect(run).toMatchObject({
        status: 'done',
        progressDone: 60,
        progressTotal: 60,
        isCurrent: true,
        counts: { projects: 60, enterprises: 100 },
      });
      const list = await officer.get('/api/v1/match-runs').expect(200);
      expect(list.body).toMatchObject({ total: 1, items: [{ id: asked.id, can: { cancel: false, retry: false } }] });
      const steps = (await officer.get(`/api/v1/match-runs/${asked.id}/steps`).expect(200)).body as MatchRunStepView[];
      expect(steps[0]).toMatchObject({
        kind: 'freeze-stats',
        status: 'done',
        counts: { projects: 60, enterprises: 100 },
      });
      expect(steps.at(-1)).toMatchObject({ kind: 'publish', status: 'done', worker: expect.stringContaining('/') });
      await officer.post(`/api/v1/match-runs/${asked.id}/cancel`).expect(409);
      await officer.get('/api/v1/match-runs/00000000-0000-7000-8000-000000000000').expect(404);
      await officer.get('/api/v1/match-runs/00000000-0000-7000-8000-000000000000/steps').expect(404);
    });

    it('gives an officer ten explained enterprises, of which one becomes a lead', async () => {
      const project = projectIn('520524');
      const page = await suggestionsOf(officer, project.id);
      expect(page).toMatchObject({ total: 10, matchRun: { status: 'done' } });
      expect(page.items.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      for (const { score, contributions } of page.items) {
        expect(contributions.reduce((sum, part) => sum + part.contribution, 0)).toBeCloseTo(score ?? Number.NaN, 9);
      }
      const [first, second, third] = page.items;

      const why = await officer
        .get(`/api/v1/why?projectId=${project.id}&enterpriseId=${register.enterprises[49].id}`)
        .expect(200);
      expect(why.body).toMatchObject({ rank: null, whyNot: [{ reason: 'CONSTRAINT_FAILED' }] });

      const next = { nextStep: '电话联系董事会办公室', nextStepOn: '2030-01-15' };
      await officer.post(`/api/v1/suggestions/${first.id}/accept`).send({}).expect(400);
      const accepted = (await officer.post(`/api/v1/suggestions/${first.id}/accept`).send(next).expect(201)).body;
      expect(accepted).toMatchObject({ decision: 'accepted', leadId: expect.any(String), decidedByName: 'officer' });
      const leads = await api.owner.sql('SELECT source, project_id, enterprise_id FROM lead WHERE id = $1', [
        accepted.leadId,
      ]);
      expect(leads).toEqual([{ source: 'suggestion', project_id: project.id, enterprise_id: first.enterprise.id }]);
      const again = await officer.post(`/api/v1/suggestions/${first.id}/accept`).send(next).expect(409);
      expect(again.body.code).toBe('SUGGESTION_DECIDED');

      await officer.post(`/api/v1/suggestions/${second.id}/dismiss`).send({}).expect(400);
      await officer.post(`/api/v1/suggestions/${second.id}/dismiss`).send({ reason: 'too_small' }).expect(201);
      await officer.post(`/api/v1/suggestions/${third.id}/snooze`).send({ until: '2000-01-01' }).expect(400);
      await officer.post(`/api/v1/suggestions/${third.id}/snooze`).send({ until: '2099-01-01' }).expect(201);
      expect((await suggestionsOf(officer, project.id, '?decision=open')).total).toBe(7);
      expect((await suggestionsOf(officer, project.id, '?decision=accepted,dismissed,snoozed')).total).toBe(3);
      await officer.post(`/api/v1/suggestions/${second.id}/reopen`).expect(201);
      expect((await suggestionsOf(officer, project.id, '?decision=open')).total).toBe(8);
    });

    it('shows another area nothing of it, neither in list nor count nor by its address', async () => {
      const project = projectIn('520524');
      const [first] = (await suggestionsOf(officer, project.id)).items;
      expect(await suggestionsOf(dafang, project.id)).toMatchObject({ items: [], total: 0, matchRun: null });
      const register = await dafang.get(`/api/v1/projects/${project.id}`).expect(200);
      expect(register.body.openSuggestionCount).toBe(0);
      for (const [verb, body] of [
        ['accept', { nextStep: '电话联系', nextStepOn: '2030-01-15' }],
        ['dismiss', { reason: 'other' }],
        ['snooze', { until: '2099-01-01' }],
        ['reopen', {}],
      ] as const) {
        const answer = await dafang.post(`/api/v1/suggestions/${first.id}/${verb}`).send(body).expect(404);
        expect(answer.body.code).toBe('SUGGESTION_NOT_FOUND');
      }
      const { http: verifier } = await api.signIn('verifier', ['funds_verifier'], 'TJJ');
      await verifier.get(`/api/v1/projects/${project.id}/suggestions`).expect(403);
      await verifier.post('/api/v1/match-runs').send({}).expect(403);
      await verifier.get(`/api/v1/match-runs/${first.matchRunId}/steps`).expect(403);
    });

    it('waits for a worker, and is carried out when one comes', async () => {
      await stopWorker();
      const asked = await request();
      const busy = await manager.post('/api/v1/match-runs').send({}).expect(409);
      expect(busy.body).toMatchObject({ code: 'MATCH_RUN_BUSY', details: { matchRunId: asked.id } });
      await startWorker();
      expect(await ended(asked.id)).toMatchObject({ status: 'done', attempts: 1 });
    });

    it('goes back to the queue when its worker is stopped in the middle, and ends with the same result', async () => {
      const undisturbed = (await manager.get('/api/v1/match-runs?pageSize=1').expect(200)).body
        .items[0] as MatchRunView;
      const asked = await request();
      await waitFor('the first step', async () => {
        const run = (await manager.get(`/api/v1/match-runs/${asked.id}`)).body as MatchRunView;
        return run.status === 'running' && run.progressShare > 0;
      }, 30_000, 20); // prettier-ignore
      await stopWorker();
      const handedBack = (await manager.get(`/api/v1/match-runs/${asked.id}`).expect(200)).body as MatchRunView;
      expect(['queued', 'running', 'done']).toContain(handedBack.status);
      const left = (await manager.get(`/api/v1/match-runs/${asked.id}/steps`)).body as MatchRunStepView[];
      expect(left.filter(({ status }) => status === 'running')).toEqual([]);
      await startWorker();
      expect(await ended(asked.id)).toMatchObject({ status: 'done', attempts: 1 });
      expect(await resultHash(api.owner, asked.id)).toEqual(await resultHash(api.owner, undisturbed.id));
    });

    if (usesRedis) {
      it('is registered while Redis is away, and carried out when it is back, empty', async () => {
        await redis?.stop();
        const asked = await request();
        expect(asked.status).toBe('queued');
        await redis?.start();
        expect(await ended(asked.id)).toMatchObject({ status: 'done' });
      });
    }
  });
}
