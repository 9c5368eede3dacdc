import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiContext, startApi } from './support/api.js';
import { makeEnterprise } from './support/records.js';

type Person = Awaited<ReturnType<ApiContext['signIn']>>;

describe('a lead shared with a unit of another area', () => {
  let api: ApiContext;
  let officer: Person;
  let dafang: Person;
  let zhijin: Person;

  beforeAll(async () => {
    api = await startApi();
    officer = await api.signIn('officer', ['promotion_officer'], 'TCJ');
    dafang = await api.signIn('dafang', ['county_clerk'], 'QX-520521');
    zhijin = await api.signIn('zhijin', ['county_reviewer'], 'QX-520524');
  });
  afterAll(() => api.close());

  const shared = async (name: string) => {
    const enterpriseId = await makeEnterprise(api.owner, { name });
    const lead = await officer.http
      .post('/api/v1/leads')
      .send({ enterpriseId, nextStep: '电话联系投资部', nextStepOn: '2030-01-15' })
      .expect(201);
    const { body } = await officer.http
      .patch(`/api/v1/leads/${lead.body.id}`)
      .send({ sharedOrganisationIds: [dafang.actor.organisationId], version: lead.body.version })
      .expect(200);
    return { lead: body, enterpriseId, at: `/api/v1/leads/${body.id}` };
  };

  it('cannot be taken over, given away or shared on by that unit, though it may work on it', async () => {
    const { lead, at } = await shared('合作跟进企业');
    const { version } = lead;
    await dafang.http.patch(at).send({ ownerId: dafang.actor.id, version }).expect(403);
    await dafang.http.patch(at).send({ ownerId: zhijin.actor.id, version }).expect(403);
    await dafang.http.patch(at).send({ sharedOrganisationIds: [], version }).expect(403);
    await dafang.http.patch(at).send({ sharedOrganisationIds: [dafang.actor.organisationId, zhijin.actor.organisationId], version }).expect(403); // prettier-ignore
    expect((await officer.http.get(at).expect(200)).body).toMatchObject({
      version,
      owner: { id: officer.actor.id },
      sharedOrganisationIds: [dafang.actor.organisationId],
    });
    const same = { nextStep: '县里去拜访', sharedOrganisationIds: lead.sharedOrganisationIds, version };
    expect((await dafang.http.patch(at).send(same).expect(200)).body.nextStep).toBe('县里去拜访');
  });

  it('leaves no word of why it was lost in the history of its enterprise, which others see again', async () => {
    const { lead, enterpriseId, at } = await shared('谈崩的企业');
    const reason = '企业要的补贴谈不拢';
    await officer.http.post(`${at}/status`).send({ status: 'lost', reason, version: lead.version }).expect(201);
    await zhijin.http.get(`/api/v1/enterprises/${enterpriseId}`).expect(200);
    await zhijin.http.get(at).expect(404);
    const { body } = await zhijin.http.get(`/api/v1/audit?noun=enterprise&id=${enterpriseId}`).expect(200);
    expect(body.items.length).toBeGreaterThan(0);
    expect(JSON.stringify(body)).not.toContain(reason);
    const manager = await api.signIn('manager', ['manager'], 'SZF');
    const own = await manager.http.get(`/api/v1/audit?noun=lead&id=${lead.id}`).expect(200);
    expect(own.body.items[0].reason).toBe(reason);
  });

  it('is not found, once lost, by what the next unit writes about the enterprise, but by its names', async () => {
    const enterpriseId = await makeEnterprise(api.owner, { name: '换手的企业' });
    const next = { enterpriseId, nextStep: '电话联系投资部', nextStepOn: '2030-01-15' };
    const { body: lead } = await zhijin.http.post('/api/v1/leads').send(next).expect(201);
    const close = { status: 'lost', reason: '不跟了', version: lead.version };
    await zhijin.http.post(`/api/v1/leads/${lead.id}/status`).send(close).expect(201);
    await officer.http.post('/api/v1/leads').send(next).expect(201);
    const { body: enterprise } = await officer.http.get(`/api/v1/enterprises/${enterpriseId}`).expect(200);
    await officer.http.patch(`/api/v1/enterprises/${enterpriseId}`).send({ note: '底价九亿', version: enterprise.version }).expect(200); // prettier-ignore
    const found = async (person: Person, q: string) =>
      (await person.http.get(`/api/v1/leads?q=${encodeURIComponent(q)}`).expect(200)).body.total as number;
    expect(await found(officer, '底价九亿')).toBe(1);
    await zhijin.http.get(`/api/v1/enterprises/${enterpriseId}`).expect(404);
    expect(await found(zhijin, '底价九亿')).toBe(0);
    expect(await found(zhijin, '换手的企业')).toBe(1);
  });

  it('is not handed to somebody who could not even open it', async () => {
    const { lead, at } = await shared('不能交错人的企业');
    const verifier = await api.signIn('verifier', ['funds_verifier'], 'TJJ');
    const { body } = await officer.http
      .patch(at)
      .send({ ownerId: verifier.actor.id, version: lead.version })
      .expect(400);
    expect(body.details.issues).toMatchObject([{ path: 'ownerId', code: 'not_permitted' }]);
    expect((await officer.http.get(at).expect(200)).body).toMatchObject({ version: lead.version });
  });
});
