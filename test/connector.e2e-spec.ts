import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { ConnectorRunView, ConnectorView, FieldProposalView, SignalView } from '@lianghuan/contracts';
import { WorkerModule } from '@lianghuan/worker';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type TestAgent from 'supertest/lib/agent.js';
import { type ApiContext, startApi } from './support/api.js';
import { HAS_REDIS, startRedis, type TestRedis } from './support/redis.js';
import { waitFor } from './support/wait.js';

jest.setTimeout(60_000);

describe.each([
  { queue: 'PostgreSQL', isHere: true },
  { queue: 'Redis', isHere: HAS_REDIS },
])('a vendor’s drop folder, queue on $queue', ({ queue, isHere }) => {
  const here = isHere ? it : it.skip;
  let redis: TestRedis | undefined;
  let api: ApiContext | undefined;
  let worker: INestApplicationContext | undefined;
  afterEach(async () => {
    await worker?.close();
    await api?.close();
    await redis?.stop();
    api = redis = worker = undefined;
  });

  here('from configuration to a decided value, over HTTP and the worker', async () => {
    redis = queue === 'Redis' ? await startRedis() : undefined;
    api = await startApi({ redisUrl: redis?.url, queuePrefix: 'connector-story' });
    const { http: admin } = await api.signIn('admin', ['administrator'], 'SZF');
    const { http: officer, actor } = await api.signIn('officer', ['promotion_officer'], 'TCJ');
    const { http: clerk } = await api.signIn('clerk', ['county_clerk'], 'QX-520524');
    const { http: manager } = await api.signIn('manager', ['manager'], 'SZF');
    const { http: leader } = await api.signIn('leader', ['linked_leader'], 'SZF');
    worker = await NestFactory.createApplicationContext(WorkerModule.with(api.config, api.owner.url), {
      logger: false,
    });
    await worker.init();

    const settings = {
      name: '甲数据', folder: 'vendor-a', sourceName: '甲数据公司', sourceKind: 'aggregator', confidence: 'medium', createsEnterprises: true,
      mapping: [{ column: '人头', field: 'employeeCount' }], everyMinutes: null, settleSeconds: 0, responsibleId: actor.id, isEnabled: true,
    }; // prettier-ignore
    await officer.post('/api/v1/connectors').send(settings).expect(403);
    await admin
      .post('/api/v1/connectors')
      .send({ ...settings, folder: '../x' })
      .expect(400);
    await admin
      .post('/api/v1/connectors')
      .send({ ...settings, mapping: [{ column: '人头', field: 'grade' }] })
      .expect(400);
    const { body: connector } = (await admin.post('/api/v1/connectors').send(settings).expect(201)) as { body: ConnectorView }; // prettier-ignore
    expect((await admin.post('/api/v1/connectors').send(settings).expect(409)).body.code).toBe(
      'CONNECTOR_FOLDER_TAKEN',
    );

    const { body: mine } = await officer
      .post('/api/v1/enterprises')
      .send({ name: '贵州南岭化工有限公司', employeeCount: 80 })
      .expect(201);
    const file = '公司名称,人头,控制人性质,动态类型,标题,发生日期\n贵州南岭化工有限公司,95,,,,\n贵州北坪化工有限公司,12,GQ,,,\n,33,,,,\n贵州南岭化工有限公司,,,扩产,二期开工,2026-11-01\n'; // prettier-ignore
    await clerk
      .post(`/api/v1/connectors/${connector.id}/files`)
      .attach('file', Buffer.from(file), '甲.csv')
      .expect(403);
    const put = await officer.post(`/api/v1/connectors/${connector.id}/files`).attach('file', Buffer.from(file), '甲.csv').expect(201); // prettier-ignore
    expect(put.body).toMatchObject({
      place: 'connectors/vendor-a/incoming',
      waiting: [{ name: '甲.csv', isSettled: true }],
    });

    const done = async (http: TestAgent, mode: string) => {
      const { body } = await http.post(`/api/v1/connectors/${connector.id}/runs`).send({ mode }).expect(201);
      return waitFor(`the ${mode}`, async () => {
        const run = (await http.get(`/api/v1/connector-runs/${body.id}`).expect(200)).body as ConnectorRunView;
        return (run.status === 'done' || run.status === 'failed') && run;
      });
    };
    const counts = { create: 1, update: 0, propose: 1, signal: 1, unchanged: 0, skip: 0, error: 1 };
    const first = await done(admin, 'preview');
    expect(first).toMatchObject({ status: 'done', counts: { ...counts, create: 0, error: 2 } });
    const unknown = `/api/v1/connector-runs/${first.id}/unknown-values`;
    expect((await officer.get(unknown).expect(200)).body).toMatchObject([
      { title: '控制人性质', said: 'GQ', rows: 1, meansText: null },
    ]);
    const alias = { field: 'controllerType', said: 'GQ', means: '地方国企' };
    const aliases = `/api/v1/connectors/${connector.id}/aliases`;
    await clerk.post(aliases).send(alias).expect(403);
    const { body: kept } = await officer.post(aliases).send(alias).expect(201);
    expect(kept).toMatchObject([{ said: 'GQ', means: 'local_state', meansText: '地方国企' }]);
    expect((await officer.get(unknown).expect(200)).body).toMatchObject([{ meansText: '地方国企' }]);
    expect(await done(admin, 'preview')).toMatchObject({ status: 'done', counts });
    expect((await officer.get('/api/v1/enterprises?q=北坪').expect(200)).body.total).toBe(0);
    const run = await done(officer, 'write');
    expect(run).toMatchObject({ status: 'done', counts, openProposals: 1, can: { undo: true } });

    const { body: all } = await officer.get('/api/v1/connectors').expect(200);
    expect(all).toMatchObject([{ name: '甲数据', lastRun: { id: run.id }, can: { manage: false, run: true } }]);
    const rows = (await officer.get(`/api/v1/connector-runs/${run.id}/rows?verdict=error`).expect(200)).body;
    expect(rows).toMatchObject({
      total: 1,
      items: [{ deliveryName: '甲.csv', rowNumber: 4, issues: [{ code: 'REQUIRED' }] }],
    });
    const csv = await officer.get(`/api/v1/connector-runs/${run.id}/errors`).expect(200);
    expect(csv.text).toContain('甲.csv,4,企业名称,企业名称：必填');
    for (const http of [clerk, leader]) {
      for (const path of ['connectors', `connectors/${connector.id}`, 'connector-runs', `connector-runs/${run.id}/rows`, `connector-runs/${run.id}/errors`]) {
        await http.get(`/api/v1/${path}`).expect(403);
      } // prettier-ignore
    }
    await leader.get('/api/v1/field-proposals').expect(403);

    const { items } = (await officer.get('/api/v1/field-proposals?state=open').expect(200)).body as { items: FieldProposalView[] }; // prettier-ignore
    expect(items).toMatchObject([
      { title: '员工人数', currentText: '80', proposedText: '95', connectorName: '甲数据' },
    ]);
    await officer.post('/api/v1/field-proposals/decide').send({ ids: [items[0].id], verdict: 'accepted', reason: '年报一致' }).expect(201, { decided: 1, failed: [] }); // prettier-ignore
    expect((await officer.get(`/api/v1/enterprises/${mine.id}`).expect(200)).body.employeeCount).toBe(95);
    const signals = (await leader.get(`/api/v1/signals?enterpriseId=${mine.id}`).expect(200)).body as { items: SignalView[] }; // prettier-ignore
    expect(signals.items).toMatchObject([
      { title: '二期开工', connectorName: '甲数据', sourceName: '甲数据公司', can: { judge: false } },
    ]);
    await leader
      .post(`/api/v1/signals/${signals.items[0].id}/judge`)
      .send({ state: 'void', reason: '越权' })
      .expect(403);

    await clerk.post(`/api/v1/connector-runs/${run.id}/undo`).send({ reason: '越权' }).expect(403);
    await manager.post(`/api/v1/connector-runs/${run.id}/undo`).send({ reason: '供应商发错了' }).expect(201);
    await waitFor('the undo', async () => {
      const view = (await officer.get(`/api/v1/connector-runs/${run.id}`).expect(200)).body as ConnectorRunView;
      return view.undo?.status === 'done';
    });
    expect((await officer.get('/api/v1/enterprises?q=北坪').expect(200)).body.total).toBe(0);
    // What was accepted of it is taken back with it.
    expect((await officer.get(`/api/v1/enterprises/${mine.id}`).expect(200)).body.employeeCount).toBe(80);
    expect((await officer.post(`${aliases}/${kept[0].id}/withdraw`).expect(201)).body).toEqual([]);
  });
});
