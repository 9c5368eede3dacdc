import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import fastifyCookie from '@fastify/cookie';
import { Controller, Get } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { type Actor, Public, runInContext } from '@lianghuan/platform';
import supertest from 'supertest';
import type TestAgent from 'supertest/lib/agent.js';
import { AppModule } from '../apps/api/src/app.module.js';
import { type ApiContext, startApi } from './support/api.js';
import { TEST_PASSWORD } from './support/people.js';

/** What a colleague in a hurry might write. */
@Controller('forgotten')
class ForgottenController {
  @Get()
  list() {
    return { secret: true };
  }

  @Get('open')
  @Public()
  open() {
    return { open: true };
  }
}

const ZHIJIN = '520524';
const DAFANG = '520521';

let made = 0;
/** Each row is another thing: two of one name in one area are refused. */
const numbered = (name: string) => `${name}${(made += 1)}`;

const REGISTERS = [
  {
    path: '/api/v1/resources',
    table: 'resource',
    input: (areaCode: string) => ({
      name: numbered('无烟煤'),
      kind: 'mineral',
      areaCode,
      quantityTotal: '1000',
      quantityUnit: '吨',
    }),
    change: { quantityTotal: '900' },
    audited: { quantity_total: [1000, 900] },
  },
  {
    path: '/api/v1/markets',
    table: 'market',
    input: (areaCode: string) => ({
      name: numbered('校服采购'),
      kind: 'public_procurement',
      areaCode,
      annualValueCny: '2000000',
    }),
    change: { annualValueCny: '2500000' },
    audited: { annual_value_cny: [2000000, 2500000] },
  },
  {
    path: '/api/v1/projects',
    table: 'project',
    input: (areaCode: string) => ({ name: numbered('煤化工项目'), areaCode, totalInvestmentCny: '80000000' }),
    change: { totalInvestmentCny: '90000000' },
    audited: { total_investment_cny: [80000000, 90000000] },
  },
] as const;

describe('the registers of resources, markets and projects', () => {
  let api: ApiContext;
  let zhijin: TestAgent;
  let clerk: Actor;
  let dafang: TestAgent;
  beforeAll(async () => {
    api = await startApi();
    ({ http: zhijin, actor: clerk } = await api.signIn('zhijin', ['county_clerk'], 'QX-520524'));
    ({ http: dafang } = await api.signIn('dafang', ['county_clerk'], 'QX-520521'));
  });
  afterAll(() => api.close());

  describe.each(REGISTERS)('$path', ({ path, table, input, change, audited }) => {
    it('are read by every county and written by their own alone', async () => {
      const { body: row } = await zhijin.post(path).send(input(ZHIJIN)).expect(201);
      expect(row).toMatchObject({
        areaCode: ZHIJIN,
        version: 1,
        freshness: table === 'project' ? 'unknown' : 'fresh',
        createdByName: 'zhijin',
      });
      const seen = await dafang.get(`${path}/${row.id}`).expect(200);
      expect(seen.body.can).toEqual({ edit: false, archive: false });
      const list = await dafang.get(path).query({ ids: row.id }).expect(200);
      expect(list.body).toMatchObject({ total: 1, items: [{ id: row.id }] });

      const forbidden = [
        await dafang.post(path).send(input(ZHIJIN)),
        await dafang.patch(`${path}/${row.id}`).send({ ...change, version: 1 }),
        await dafang.post(`${path}/${row.id}/archive`).send({ reason: '不是我们的' }),
        await zhijin.patch(`${path}/${row.id}`).send({ areaCode: DAFANG, version: 1 }),
      ];
      expect(forbidden.map((res) => [res.status, res.body.code])).toEqual(forbidden.map(() => [403, 'AREA_FORBIDDEN']));
      expect((await zhijin.get(`${path}/${row.id}`)).body.version).toBe(1);
    });

    it('keep a line of audit for every write: who, on which request, old and new', async () => {
      const made = await zhijin.post(path).send(input(ZHIJIN)).expect(201);
      const { id } = made.body;
      const changed = await zhijin
        .patch(`${path}/${id}`)
        .send({ ...change, version: 1 })
        .expect(200);
      await zhijin.post(`${path}/${id}/archive`).send({ reason: '重复录入' }).expect(201);
      await zhijin.post(`${path}/${id}/restore`).send({ reason: '并非重复' }).expect(201);
      const entries = await api.owner.sql<{ action: string; actor_id: string; request_id: string; reason: string | null; old_values: Record<string, unknown> | null; new_values: Record<string, unknown> }>(
        'SELECT action, actor_id, request_id, reason, old_values, new_values FROM audit_entry WHERE table_name = $1 AND row_id = $2 ORDER BY id',
        [table, id],
      ); // prettier-ignore
      expect(entries.map((e) => [e.action, e.reason])).toEqual([
        ['INSERT', null],
        ['UPDATE', null],
        ['UPDATE', '重复录入'],
        ['UPDATE', '并非重复'],
      ]);
      expect(entries.every((e) => e.actor_id === clerk.id)).toBe(true);
      expect(entries[0].request_id).toBe(made.headers['x-request-id']);
      expect(entries[1].request_id).toBe(changed.headers['x-request-id']);
      for (const [column, [before, after]] of Object.entries(audited)) {
        expect(entries[1].old_values).toEqual({ [column]: before });
        expect(entries[1].new_values).toEqual({ [column]: after });
      }
    });

    it('let exactly one of two people with the same version through, and tell the other who was faster', async () => {
      const { body: row } = await zhijin.post(path).send(input(ZHIJIN)).expect(201);
      const tries = await Promise.all(
        ['甲', '乙', '丙', '丁'].map((note) => zhijin.patch(`${path}/${row.id}`).send({ note, version: row.version })),
      );
      expect(tries.map((res) => res.status).sort((a, b) => a - b)).toEqual([200, 409, 409, 409]);
      const refused = tries.find((res) => res.status === 409);
      expect(refused?.body).toMatchObject({ code: 'VERSION_CONFLICT', details: { by: 'zhijin', version: 2 } });
      const winner = tries.find((res) => res.status === 200);
      expect((await zhijin.get(`${path}/${row.id}`)).body.note).toBe(winner?.body.note);
    });

    it('write nothing for a change that changes nothing, however the number is written', async () => {
      const { body: row } = await zhijin.post(path).send(input(ZHIJIN)).expect(201);
      const [[field, value]] = Object.entries(change);
      await zhijin
        .patch(`${path}/${row.id}`)
        .send({ [field]: value, version: 1 })
        .expect(200);
      const again = await zhijin
        .patch(`${path}/${row.id}`)
        .send({ [field]: `${value}.00`, version: 2 })
        .expect(200);
      expect(again.body.version).toBe(2);
    });

    it('hide archived rows from lists until they are restored', async () => {
      const { body: row } = await zhijin.post(path).send(input(ZHIJIN)).expect(201);
      await zhijin.post(`${path}/${row.id}/archive`).send({ reason: '重复录入' }).expect(201);
      const totals = async (query: object) => (await zhijin.get(path).query({ ids: row.id, ...query })).body.total;
      expect(await totals({})).toBe(0);
      expect(await totals({ includeArchived: true })).toBe(1);
      const edit = await zhijin.patch(`${path}/${row.id}`).send({ note: '改', version: 2 }).expect(409);
      expect(edit.body.code).toBe('ALREADY_ARCHIVED');
      const twice = await zhijin.post(`${path}/${row.id}/archive`).send({ reason: '再一次' }).expect(409);
      expect(twice.body.code).toBe('ALREADY_ARCHIVED');
      await zhijin.post(`${path}/${row.id}/restore`).send({ reason: '误操作' }).expect(201);
      expect(await totals({})).toBe(1);
      const none = await zhijin.post(`${path}/${row.id}/restore`).send({ reason: '误操作' }).expect(409);
      expect(none.body.code).toBe('NOT_ARCHIVED');
    });

    it('refuse a code that is taken, an unknown place, industry or sort', async () => {
      await zhijin
        .post(path)
        .send({ ...input(ZHIJIN), code: ' T-1 ' })
        .expect(201);
      const taken = await zhijin
        .post(path)
        .send({ ...input(ZHIJIN), code: 'T-1' })
        .expect(409);
      expect(taken.body).toMatchObject({ code: 'DUPLICATE_KEY', details: { field: 'code', value: 'T-1' } });
      const { http: officer } = await api.signIn(`city-${table}`, ['county_clerk'], 'TCJ');
      const place = await officer.post(path).send(input('520599'));
      expect(['UNKNOWN_AREA', 'AREA_FORBIDDEN']).toContain(place.body.code);
      const industry = await zhijin
        .post(path)
        .send({ ...input(ZHIJIN), industryCodes: ['9999'] })
        .expect(400);
      expect(industry.body).toMatchObject({ code: 'UNKNOWN_INDUSTRY', details: { value: '9999' } });
      for (const sort of ['colour', 'constructor', '-search_text']) {
        const res = await zhijin.get(path).query({ sort }).expect(400);
        expect(res.body).toMatchObject({ code: 'VALIDATION_FAILED', details: { issues: [{ path: 'sort' }] } });
      }
    });

    it('refuse a second row of one name in one area, unless it is said why it is another thing', async () => {
      const same = input(ZHIJIN);
      const { body: first } = await zhijin.post(path).send(same).expect(201);
      const refused = await zhijin.post(path).send(same).expect(409);
      const { id, code, name } = first as { id: string; code: string; name: string };
      expect(refused.body).toMatchObject({ code: 'SAME_NAME_EXISTS', details: { id, code, name } });
      const others = [await zhijin.post(path).send({ ...same, areaCode: DAFANG }), await zhijin.post(path).send({ ...same, kind: 'none' })]; // prettier-ignore
      expect(others.map(({ body }) => (body as { code: string }).code)).not.toContain('SAME_NAME_EXISTS');
      await dafang
        .post(path)
        .send({ ...same, areaCode: DAFANG })
        .expect(201);
      const twice = await Promise.all([1, 2].map(() => zhijin.post(path).send({ ...same, name: `${name}同时` })));
      expect(new Set(twice.map(({ status }) => status))).toEqual(new Set([201, 409]));
      const distinctReason = '二期，另一块地';
      const { body: other } = await zhijin
        .post(path)
        .send({ ...same, distinctReason })
        .expect(201);
      const [entry] = await api.owner.sql(`SELECT reason FROM audit_entry WHERE row_id = $1 AND action = 'INSERT'`, [(other as { id: string }).id]); // prettier-ignore
      expect(entry).toEqual({ reason: distinctReason });
      await zhijin.post(`${path}/${id}/archive`).send({ reason: '重复' }).expect(201);
    });

    it('refuse a name another row of the area has when one is renamed, too, unless it is said why it is another thing', async () => {
      const { body: taken } = await zhijin.post(path).send(input(ZHIJIN)).expect(201);
      const { body: row } = await zhijin.post(path).send(input(ZHIJIN)).expect(201);
      const { id, code, name } = taken as { id: string; code: string; name: string };
      const rename = (changes: object) => zhijin.patch(`${path}/${(row as { id: string }).id}`).send({ version: 1, ...changes }); // prettier-ignore
      expect((await rename({ name }).expect(409)).body).toMatchObject({
        code: 'SAME_NAME_EXISTS',
        details: { id, code },
      });
      const distinctReason = '同名的另一处';
      const { body: renamed } = await rename({ name, distinctReason }).expect(200);
      expect(renamed).toMatchObject({ name, version: 2 });
      const [entry] = await api.owner.sql(`SELECT reason FROM audit_entry WHERE row_id = $1 AND action = 'UPDATE'`, [(row as { id: string }).id]); // prettier-ignore
      expect(entry).toEqual({ reason: distinctReason });
      // The same name once more is no new name.
      await rename({ name, note: '补充', version: 2 }).expect(200);
    });

    it('find an industry by any code above it', async () => {
      const { body: row } = await zhijin
        .post(path)
        .send({ ...input(ZHIJIN), industryCodes: ['2613'] })
        .expect(201);
      const total = async (industryCode: string) =>
        (await dafang.get(path).query({ ids: row.id, industryCode })).body.total;
      expect(await Promise.all(['2613', '261', '26', 'C', '27', '2614', 'B', '0'].map(total))).toEqual([
        1, 1, 1, 1, 0, 0, 0, 0,
      ]);
    });
  });

  it('show a bank nothing at all', async () => {
    const { http } = await api.signIn('bank', ['bank_user'], 'SZF');
    for (const path of ['resources', 'markets', 'projects', 'enterprises', 'projects/linkage-quota?year=2023', 'duplicates/lookup?register=enterprise&name=织金', 'duplicates']) {
      const res = await http.get(`/api/v1/${path}`).expect(403);
      expect(res.body).not.toHaveProperty('items');
    } // prettier-ignore
  });

  it('answer nobody without a session, on any route there is but signing in', async () => {
    const document = (await api.anonymous().get('/api/docs-json').expect(200)).body as {
      paths: Record<string, Record<string, unknown>>;
    };
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ method, path })),
    );
    const closed = routes.filter(
      ({ method, path }) => path.startsWith('/api/v1/') && !(method === 'post' && path === '/api/v1/session'),
    );
    expect(closed.length).toBeGreaterThan(30);
    for (const { method, path } of closed) {
      const address = path.replaceAll(/\{\w+\}/g, '00000000-0000-7000-8000-000000000000');
      const res = await api.anonymous()[method as 'get' | 'post' | 'patch' | 'delete' | 'put'](address);
      expect([method, path, res.status, res.body.code]).toEqual([method, path, 401, 'UNAUTHENTICATED']);
    }
  });

  it('answer nobody, signed in or not, by a method that names no permission', async () => {
    const module = await Test.createTestingModule({
      imports: [AppModule.with(api.config, api.owner.url)],
      controllers: [ForgottenController],
    }).compile();
    const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    await app.register(fastifyCookie);
    app
      .getHttpAdapter()
      .getInstance()
      .addHook('onRequest', (_request, _reply, done) => runInContext({ id: randomUUID() }, done));
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    try {
      await api.signIn('everybody', ['administrator', 'manager', 'county_reviewer'], 'SZB');
      const http = supertest.agent(app.getHttpServer());
      await http.get('/forgotten').expect(401);
      await http.post('/session').send({ username: 'everybody', password: TEST_PASSWORD }).expect(200);
      expect((await http.get('/forgotten').expect(403)).body).toMatchObject({ code: 'FORBIDDEN' });
      await http.get('/forgotten/open').expect(200, { open: true });
    } finally {
      await app.close();
    }
  });
});
