import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiContext, startApi } from './support/api.js';
import { makeEnterprise, makeProject } from './support/records.js';

type Person = Awaited<ReturnType<ApiContext['signIn']>>;

describe('a lead, from first report to production', () => {
  let api: ApiContext;
  let officer: Person;
  let zhijin: Person;
  let dafang: Person;
  let manager: Person;
  const NEXT = { nextStep: '电话联系投资部', nextStepOn: '2030-01-15' };

  beforeAll(async () => {
    api = await startApi();
    officer = await api.signIn('officer', ['promotion_officer'], 'TCJ');
    zhijin = await api.signIn('zhijin', ['county_reviewer'], 'QX-520524');
    dafang = await api.signIn('dafang', ['county_reviewer'], 'QX-520521');
    manager = await api.signIn('manager', ['manager'], 'SZF');
  });
  afterAll(() => api.close());

  const open = async (person: Person, name: string) => {
    const enterpriseId = await makeEnterprise(api.owner, { name });
    const projectId = await makeProject(api.owner, { name: `${name}项目`, areaCode: '520524' });
    const { body } = await person.http
      .post('/api/v1/leads')
      .send({ enterpriseId, projectId, ...NEXT })
      .expect(201);
    return body;
  };

  it('is registered, worked on, moved through its gates and shown to those concerned', async () => {
    const lead = await open(officer, '磷化新材');
    expect(lead).toMatchObject({ source: 'manual', firstReportedByName: 'officer', isExample: false });
    const at = `/api/v1/leads/${lead.id}`;
    await officer.http.post(`${at}/activities`).send({ kind: 'call', happenedOn: '2024-01-10', summary: '约定来访' }).expect(201); // prettier-ignore
    const skipped = await officer.http.post(`${at}/stage`).send({ to: 'signing', happenedOn: '2024-01-11', version: lead.version + 1 }).expect(409); // prettier-ignore
    expect(skipped.body).toMatchObject({ code: 'LEAD_STAGE_INVALID', details: { from: '线索', to: '签约' } });
    const unmet = await officer.http.post(`${at}/stage`).send({ to: 'contact', happenedOn: '2024-01-11', version: lead.version + 1 }).expect(422); // prettier-ignore
    expect(unmet.body).toMatchObject({ code: 'LEAD_GATE_UNMET', details: { stage: '对接', missing: '情况说明' } });
    const moved = await officer.http
      .post(`${at}/stage`)
      .send({ to: 'contact', note: '已对接', happenedOn: '2024-01-11', version: lead.version + 1 })
      .expect(201);
    expect(moved.body).toMatchObject({
      stage: 'contact',
      lastActivityOn: '2024-01-10',
      activities: [{ summary: '约定来访' }],
    });
    const seen = await zhijin.http.get('/api/v1/leads?q=磷化&stage=contact').expect(200);
    expect(seen.body).toMatchObject({ total: 1, items: [{ id: lead.id, enterprise: { name: '磷化新材' } }] });
  });

  it('is hidden from the county of another area in list, count, search, export query, audit and by its address', async () => {
    const lead = await open(officer, '保密企业');
    const { http } = dafang;
    expect((await http.get('/api/v1/leads').expect(200)).body).toMatchObject({ items: [], total: 0 });
    expect((await http.get('/api/v1/leads?q=保密').expect(200)).body.total).toBe(0);
    expect((await http.get(`/api/v1/leads?areaCode=520524&pageSize=200`).expect(200)).body.total).toBe(0);
    expect((await http.get(`/api/v1/leads?enterpriseId=${lead.enterprise.id}`).expect(200)).body.total).toBe(0);
    expect((await http.get(`/api/v1/leads/${lead.id}`).expect(404)).body.code).toBe('LEAD_NOT_FOUND');
    const change = { nextStep: '别人的线索', version: 1 };
    expect((await http.patch(`/api/v1/leads/${lead.id}`).send(change).expect(404)).body.code).toBe('LEAD_NOT_FOUND');
    expect((await http.get(`/api/v1/audit?noun=lead&id=${lead.id}`).expect(404)).body.code).toBe('LEAD_NOT_FOUND');
    expect((await http.get('/api/v1/home').expect(200)).body.nextSteps).toEqual([]);
    const held = await http
      .post('/api/v1/leads')
      .send({ enterpriseId: lead.enterprise.id, ...NEXT })
      .expect(409);
    expect(held.body).toMatchObject({ code: 'ENTERPRISE_HELD', details: { holder: '毕节市投资促进局' } });
  });

  it('stands on the list of whom to contact until the call is on record and the next day is set', async () => {
    const { id, version, enterprise } = await open(officer, '该联系的企业');
    const PATH = '/api/v1/calls';
    const listed = async ({ http }: Person, query: object = {}) =>
      (
        await http
          .get(PATH)
          .query({ q: '该联系', ...query })
          .expect(200)
      ).body;
    const overdue = await officer.http.patch(`/api/v1/leads/${id}`).send({ nextStepOn: '2024-01-10', version }).expect(200); // prettier-ignore
    expect(await listed(officer)).toMatchObject({
      total: 1,
      items: [{ id, kind: 'lead', points: 50, reasons: [{ code: 'overdue', points: 50, on: '2024-01-10' }], lead: { id, version: overdue.body.version } }],
    }); // prettier-ignore
    expect((await officer.http.get('/api/v1/home').expect(200)).body.calls.items[0]).toMatchObject({ id });
    expect((await listed(dafang)).total).toBe(0);
    expect((await manager.http.get(PATH).expect(403)).body.code).toBe('FORBIDDEN');
    expect((await officer.http.post(`${PATH}/snoozes`).send({ leadId: id, enterpriseId: enterprise.id, until: '2999-01-01', reason: '两样都写' }).expect(400)).body.code).toBe('VALIDATION_FAILED'); // prettier-ignore
    await officer.http.post(`/api/v1/leads/${id}/activities`).send({ kind: 'call', happenedOn: overdue.body.updatedAt.slice(0, 10), summary: '约了年后' }).expect(201); // prettier-ignore
    expect((await listed(officer)).items).toMatchObject([{ reasons: [{ code: 'overdue' }] }]);
    await officer.http.patch(`/api/v1/leads/${id}`).send({ nextStepOn: '2999-01-10', version: overdue.body.version + 1 }).expect(200); // prettier-ignore
    expect(await listed(officer)).toMatchObject({ total: 0, items: [] });
  });

  it('needs the permission: a funds verifier may not even ask, a manager may read only', async () => {
    const verifier = await api.signIn('verifier', ['funds_verifier'], 'TJJ');
    expect((await verifier.http.get('/api/v1/leads').expect(403)).body.code).toBe('FORBIDDEN');
    const lead = await open(officer, '只读企业');
    expect((await manager.http.get(`/api/v1/leads/${lead.id}`).expect(200)).body.can).toEqual({ edit: false });
    await manager.http.post(`/api/v1/leads/${lead.id}/status`).send({ status: 'lost', reason: '不跟了', version: 1 }).expect(403); // prettier-ignore
  });

  it('stands on its owner’s home page, the overdue first, with counts that equal the lists they link to', async () => {
    const newcomer = await api.signIn('newcomer', ['promotion_officer'], 'TCJ');
    const later = await open(newcomer, '以后再办');
    const overdue = await open(newcomer, '早该办了');
    await newcomer.http.patch(`/api/v1/leads/${overdue.id}`).send({ nextStepOn: '2024-01-01', version: overdue.version }).expect(200); // prettier-ignore
    const { body } = await newcomer.http.get('/api/v1/home').expect(200);
    expect(body.nextSteps.map((lead: { id: string }) => lead.id)).toEqual([overdue.id, later.id]);
    expect(body).toMatchObject({ overdueCount: 1, pace: null, linkage: null });
    const task = body.tasks.find(({ code }: { code: string }) => code === 'leads_due');
    expect(task.count).toBe(1);
    expect((await newcomer.http.get(`/api/v1${task.path}`).expect(200)).body.total).toBe(task.count);
    const registers = body.registers as { register: string; count: number; path: string }[];
    expect(registers.map(({ register }) => register)).toEqual(['resource', 'market', 'project', 'enterprise']);
    for (const { path, count } of registers) {
      expect((await newcomer.http.get(`/api/v1${path}`).expect(200)).body.total).toBe(count);
    }
  });

  it('gives each role a home page of its own', async () => {
    const pace = (await manager.http.get('/api/v1/home').expect(200)).body;
    expect(pace).toMatchObject({
      pace: { year: 2023, target: { code: 'F1', value: '550' } },
      linkage: { totalQuota: 380 },
      suggestionProjects: [],
    });
    const county = (await zhijin.http.get('/api/v1/home').expect(200)).body;
    expect(county.tasks.map(({ code }: { code: string }) => code)).toEqual(
      expect.arrayContaining(['funds_returned', 'projects_draft', 'suggestions_open']),
    );
    expect(county.toRefresh).toMatchObject([{ register: 'resource' }, { register: 'market' }]);
    const administrator = await api.signIn('administrator', ['administrator'], 'SZB');
    expect((await administrator.http.get('/api/v1/home').expect(200)).body).toMatchObject({
      nextSteps: null,
      pace: null,
    });
    const bank = await api.signIn('bank', ['bank_user'], 'TJJ');
    expect((await bank.http.get('/api/v1/home').expect(200)).body).toMatchObject({
      nextSteps: null,
      registers: [],
      tasks: [],
    });
  });
});
