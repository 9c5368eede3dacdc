import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type {
  LearningRunView,
  LearningView,
  MatchRunView,
  PauseView,
  SuggestionPage,
  WhyView,
} from '@lianghuan/contracts';
import { LEARNING_QUEUE } from '@lianghuan/crm';
import { WorkerModule } from '@lianghuan/worker';
import { getQueueToken } from '@nestjs/bullmq';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Queue } from 'bullmq';
import type TestAgent from 'supertest/lib/agent.js';
import { type ApiContext, startApi } from './support/api.js';
import { makeRegister, type MadeRegister } from './support/match-register.js';
import { waitFor } from './support/wait.js';

jest.setTimeout(60_000);

describe('what people decide changes later suggestions', () => {
  let api: ApiContext;
  let worker: INestApplicationContext;
  let register: MadeRegister;
  let manager: TestAgent;
  let officer: TestAgent;
  let dafang: TestAgent;

  const match = async () => {
    const asked = (await manager.post('/api/v1/match-runs').send({ topPerProject: 15 }).expect(201)).body;
    return waitFor('the end of the run', async () => {
      const run = (await manager.get(`/api/v1/match-runs/${asked.id}`).expect(200)).body as MatchRunView;
      return run.status === 'done' && run;
    });
  };
  const suggestionsOf = async (http: TestAgent, side: 'projects' | 'enterprises', id: string) =>
    (await http.get(`/api/v1/${side}/${id}/suggestions?pageSize=100`).expect(200)).body as SuggestionPage;

  beforeAll(async () => {
    api = await startApi({ queuePrefix: 'learning' });
    register = await makeRegister(api.owner, { projects: 24, enterprises: 60 });
    ({ http: manager } = await api.signIn('manager', ['manager'], 'SZF'));
    ({ http: officer } = await api.signIn('officer', ['promotion_officer'], 'TCJ'));
    ({ http: dafang } = await api.signIn('dafang', ['county_clerk'], 'QX-520521'));
    worker = await NestFactory.createApplicationContext(WorkerModule.with(api.config, api.owner.url), {
      logger: false,
    });
    await worker.init();
    await match();
  });
  afterAll(async () => {
    await worker.close();
    await api.close();
  });

  it('rejecting with "enterprise not expanding" lowers the enterprise in later suggestions, visibly and reversibly (check 12)', async () => {
    const project = register.projects.find(({ areaCode }) => areaCode === '520524');
    if (project === undefined) throw new Error('no project of 织金');
    const before = await suggestionsOf(officer, 'projects', project.id);
    const [first] = before.items;
    const enterpriseId = first.enterprise.id as string;
    const suggestedTo = (await suggestionsOf(officer, 'enterprises', enterpriseId)).items.map(
      (item) => item.project.id,
    );
    expect(suggestedTo.length).toBeGreaterThan(1);

    await officer
      .post(`/api/v1/suggestions/${first.id}/dismiss`)
      .send({ reason: 'not_expanding', note: '董事会今年不批新项目' })
      .expect(201);
    await match();

    // Lowered: no project has it among its suggestions any more, and everything behind it moved up.
    const after = await suggestionsOf(officer, 'projects', project.id);
    expect(after.items.map(({ enterprise }) => enterprise.id)).not.toContain(enterpriseId);
    expect(after.items[0].enterprise.id).toBe(before.items[1].enterprise.id);
    const ofEnterprise = await suggestionsOf(officer, 'enterprises', enterpriseId);
    expect(ofEnterprise.items).toEqual([]);

    // Visible: on both pages, and in the answer to "why not", with reason, author and end.
    for (const page of [after, ofEnterprise]) {
      expect(page.pauses).toMatchObject([
        { enterprise: { id: enterpriseId }, reason: 'not_expanding', setByName: 'officer' },
      ]);
    }
    const [pause] = after.pauses;
    const why = (await officer.get(`/api/v1/why?projectId=${suggestedTo[1]}&enterpriseId=${enterpriseId}`).expect(200))
      .body as WhyView;
    expect(why).toMatchObject({ rank: null, whyNot: [{ reason: 'CONSTRAINT_FAILED' }] });
    expect(why.constraints).toContainEqual(
      expect.objectContaining({
        constraint: 'notPaused',
        verdict: 'fail',
        details: { because: '企业暂无扩产意愿', by: 'officer', since: pause.since, until: pause.until },
      }),
    );

    // Reversible, with a reason, by those it is entitled to.
    await dafang.post(`/api/v1/pauses/${pause.id}/lift`).send({ reason: '想再看看' }).expect(403);
    await manager.post(`/api/v1/pauses/${pause.id}/lift`).send({ reason: '' }).expect(400);
    const lifted = await manager.post(`/api/v1/pauses/${pause.id}/lift`).send({ reason: '企业已启动选址' }).expect(201);
    expect(lifted.body as PauseView).toMatchObject({ isOn: false, liftedByName: 'manager' });
    await match();
    const back = await suggestionsOf(officer, 'enterprises', enterpriseId);
    expect(new Set(back.items.map((item) => item.project.id))).toEqual(new Set(suggestedTo));
    expect(back.pauses).toEqual([]);
    const again = await suggestionsOf(officer, 'projects', project.id);
    expect(again.items.map(({ score }) => score)).toEqual(before.items.map(({ score }) => score));
  });

  it('learns when asked, says why nothing was promoted, and is for those who answer for it', async () => {
    const { http: clerk } = await api.signIn('clerk', ['county_clerk'], 'QX-520524');
    await clerk.get('/api/v1/learning').expect(403);
    await clerk.post('/api/v1/learning/runs').expect(403);
    await officer.post('/api/v1/learning/runs').expect(403);
    const asked = (await manager.post('/api/v1/learning/runs').expect(201)).body as LearningRunView;
    const view = await waitFor('the end of the training', async () => {
      const body = (await manager.get('/api/v1/learning').expect(200)).body as LearningView;
      return body.runs.some(({ id, status }) => id === asked.id && status === 'done') && body;
    });
    expect(view.runs[0]).toMatchObject({ verdict: 'TOO_FEW_POSITIVES', requestedByName: 'manager' });
    expect(view).toMatchObject({ outcomes: { dismissed: 1 }, can: { manage: true }, needed: { positives: 30 } });
    expect(view.impressions).toBeGreaterThan(0);
    expect(view.versions).toMatchObject([{ number: 1, isActive: true }]);
    const again = await manager
      .post(`/api/v1/learning/versions/${view.versions[0].id}/restore`)
      .send({ reason: '再用一次' })
      .expect(409);
    expect(again.body.code).toBe('WEIGHT_VERSION_ACTIVE');
    const queue = worker.get<Queue>(getQueueToken(LEARNING_QUEUE), { strict: false });
    expect(await queue.getJobSchedulers()).toMatchObject([
      { key: 'nightly', pattern: '30 2 * * *', tz: 'Asia/Shanghai' },
    ]);
  });
});
