import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type TestAgent from 'supertest/lib/agent.js';
import { type ApiContext, startApi } from './support/api.js';

const PATH = '/api/v1/saved-views';

describe('saved views of a list', () => {
  let api: ApiContext;
  let clerk: TestAgent;
  let clerkId: string | null;
  let colleague: TestAgent;
  let reviewer: TestAgent;
  let neighbour: TestAgent;
  let manager: TestAgent;
  beforeAll(async () => {
    api = await startApi();
    const signedIn = await api.signIn('zhijin', ['county_clerk'], 'QX-520524');
    [clerk, clerkId] = [signedIn.http, signedIn.actor.id];
    ({ http: colleague } = await api.signIn('zhijin-2', ['county_clerk'], 'QX-520524'));
    ({ http: reviewer } = await api.signIn('zhijin-3', ['county_reviewer'], 'QX-520524'));
    ({ http: neighbour } = await api.signIn('dafang', ['county_clerk'], 'QX-520521'));
    ({ http: manager } = await api.signIn('leader', ['manager'], 'TCJ'));
  });
  afterAll(() => api.close());

  const names = async (http: TestAgent, list = 'resource') =>
    ((await http.get(PATH).query({ list }).expect(200)).body.items as { name: string }[]).map(({ name }) => name);
  const save = (http: TestAgent, name: string, audience = 'personal', search = 'areaCode=520524&sort=-valuationCny') =>
    http.post(PATH).send({ list: 'resource', name, search, audience });

  it('are seen by those they are shared with and nobody else, and shared as far as one answers for', async () => {
    await save(clerk, '我的').expect(201);
    await save(clerk, '本单位的', 'unit').expect(201);
    const refused = [await save(clerk, '县里的', 'area'), await save(clerk, '全市的', 'all'), await save(reviewer, '全市的', 'all')]; // prettier-ignore
    expect(refused.map(({ status, body }) => [status, body.code])).toEqual(
      refused.map(() => [403, 'SAVED_VIEW_AUDIENCE_FORBIDDEN']),
    );
    await save(reviewer, '县里的', 'area').expect(201);
    await save(manager, '全市的', 'all').expect(201);
    expect(await names(clerk)).toEqual(['我的', '本单位的', '全市的', '县里的'].sort((a, b) => rank(a) - rank(b)));
    expect((await names(colleague)).sort()).toEqual(['全市的', '县里的', '本单位的'].sort());
    expect(await names(neighbour)).toEqual(['全市的']);
    expect(await names(clerk, 'project')).toEqual([]);
    expect((await clerk.get(PATH).query({ list: 'resource' })).body.audiences).toEqual(['personal', 'unit']);
    expect((await reviewer.get(PATH).query({ list: 'resource' })).body.audiences).toEqual(['personal', 'unit', 'area']);
    const { http: bank } = await api.signIn('bank', ['bank_user'], 'QX-520524');
    await bank.get(PATH).query({ list: 'resource' }).expect(403);
  });

  it('belong to who saved them: others neither change nor withdraw them, also not by their id', async () => {
    const { body: own } = await save(clerk, '只我看').expect(201);
    const { body: shared } = await save(clerk, '给单位看', 'unit').expect(201);
    for (const [http, id, status] of [[neighbour, shared.id, 404], [colleague, own.id, 404], [colleague, shared.id, 403]] as const) {
      await http.patch(`${PATH}/${id}`).send({ name: '改', version: 1 }).expect(status);
      await http.post(`${PATH}/${id}/withdraw`).expect(status);
    } // prettier-ignore
    const { body: countyWide } = await save(reviewer, '县里第二个', 'area').expect(201);
    const { http: second } = await api.signIn('zhijin-4', ['county_reviewer'], 'QX-520524');
    await second.patch(`${PATH}/${countyWide.id}`).send({ name: '改', version: 1 }).expect(403);
    await second.post(`${PATH}/${countyWide.id}/withdraw`).expect(201);
    expect(await names(reviewer)).not.toContain('县里第二个');
  });

  it('are renamed under a version, hold a name once per person and list, and leave a trace', async () => {
    const { body: view } = await save(clerk, '煤炭').expect(201);
    expect((await save(clerk, '煤炭').expect(409)).body.code).toBe('SAVED_VIEW_NAME_TAKEN');
    await save(colleague, '煤炭').expect(201);
    const renamed = await clerk.patch(`${PATH}/${view.id}`).send({ name: '煤炭与磷矿', search: 'tier=advantage&page=4', version: 1 }).expect(200); // prettier-ignore
    expect(renamed.body).toMatchObject({ name: '煤炭与磷矿', search: 'tier=advantage', version: 2 });
    const late = await clerk.patch(`${PATH}/${view.id}`).send({ name: '晚了', version: 1 }).expect(409);
    expect(late.body.code).toBe('VERSION_CONFLICT');
    expect((await clerk.patch(`${PATH}/${view.id}`).send({ name: '我的', version: 2 }).expect(409)).body.code).toBe('SAVED_VIEW_NAME_TAKEN'); // prettier-ignore
    await clerk.post(`${PATH}/${view.id}/withdraw`).expect(201);
    expect(await names(clerk)).not.toContain('煤炭与磷矿');
    await clerk.post(`${PATH}/${view.id}/withdraw`).expect(404);
    const trail = await api.owner.sql<{ action: string; actor_id: string }>(
      `SELECT action, actor_id FROM audit_entry WHERE table_name = 'saved_view' AND row_id = $1 ORDER BY id`,
      [view.id],
    );
    expect(trail).toEqual(['INSERT', 'UPDATE', 'UPDATE'].map((action) => ({ action, actor_id: clerkId })));
  });

  it('take only what the list understands, and say what an old one kept that it does not', async () => {
    const { body: unknown } = await save(clerk, '不懂', 'personal', 'areaCod=520524').expect(400);
    expect(unknown).toMatchObject({
      code: 'QUERY_PARAMETER_UNKNOWN',
      details: { parameter: 'areaCod', nearest: 'areaCode' },
    });
    for (const search of ['sort=colour', 'freshness=fresh&columns=a%20b']) {
      const { body } = await save(clerk, '不懂', 'personal', search).expect(400);
      expect(body).toMatchObject({ code: 'VALIDATION_FAILED', details: { issues: [{ path: expect.stringMatching(/^search\./) }] } }); // prettier-ignore
    }
    const { body: view } = await save(clerk, '旧的', 'personal', 'areaCode=520524&columns=kind,areaCode').expect(201);
    await api.owner.sql(
      `UPDATE saved_view SET search = search || '&colour=red&sort=-colour&extra=gone:3..4,isPilot:yes' WHERE id = $1`,
      [view.id],
    );
    const items = (await clerk.get(PATH).query({ list: 'resource' })).body.items as { id: string }[];
    expect(items.find(({ id }) => id === view.id)).toMatchObject({
      search: 'areaCode=520524&columns=kind,areaCode&extra=isPilot%3Ayes',
      dropped: [{ name: 'colour', value: 'red' }, { name: 'sort', value: '-colour' }, { name: 'extra.gone', value: '3..4' }],
    }); // prettier-ignore
  });

  it('are kept for lists that are no register, by their own words and under their own permission', async () => {
    const keep = (http: TestAgent, list: string, search: string) => http.post(PATH).send({ list, name: list, search });
    await keep(clerk, 'lead', 'stage=clue&sort=nextStepOn').expect(201);
    await keep(clerk, 'funds', 'status=filed,returned&counted=pending').expect(201);
    await keep(clerk, 'reservation', 'side=resource&sort=expiresAt').expect(201);
    expect(await names(clerk, 'lead')).toEqual(['lead']);
    expect((await keep(clerk, 'lead', 'counted=true').expect(400)).body.code).toBe('QUERY_PARAMETER_UNKNOWN');
    await keep(clerk, 'export', '').expect(400);
    const { http: office } = await api.signIn('environment', ['department_reviewer'], 'FGW');
    await keep(office, 'lead', 'stage=clue').expect(403);
    await office.get(PATH).query({ list: 'lead' }).expect(403);
  });

  it('serve each person as his own default, one per list', async () => {
    const [one, other] = [await save(clerk, '甲', 'unit').expect(201), await save(clerk, '乙', 'unit').expect(201)];
    const defaults = async (http: TestAgent) =>
      ((await http.get(PATH).query({ list: 'resource' })).body.items as { name: string; isDefault: boolean }[])
        .filter(({ isDefault }) => isDefault)
        .map(({ name }) => name);
    for (const { body } of [one, other]) await clerk.post(`${PATH}/${body.id}/default`).send({ isDefault: true }).expect(201); // prettier-ignore
    await colleague.post(`${PATH}/${one.body.id}/default`).send({ isDefault: true }).expect(201);
    expect([await defaults(clerk), await defaults(colleague)]).toEqual([['乙'], ['甲']]);
    await neighbour.post(`${PATH}/${one.body.id}/default`).send({ isDefault: true }).expect(404);
    await clerk.post(`${PATH}/${other.body.id}/default`).send({ isDefault: false }).expect(201);
    expect(await defaults(clerk)).toEqual([]);
  });
});

/** Own views before those of others. */
function rank(name: string): number {
  return ['我的', '本单位的', '全市的', '县里的'].indexOf(name);
}
