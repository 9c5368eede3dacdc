import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type TestAgent from 'supertest/lib/agent.js';
import { type ApiContext, startApi } from './support/api.js';

describe('reference pickers and users', () => {
  let api: ApiContext;
  let clerk: TestAgent;
  beforeAll(async () => {
    api = await startApi();
    clerk = (await api.signIn('clerk', ['county_clerk'], 'QX-520524')).http;
  });
  afterAll(() => api.close());

  it('knows the city, its ten areas and 市本级', async () => {
    const { body } = await clerk.get('/api/v1/reference').expect(200);
    expect(body.areas).toHaveLength(12);
    expect(body.areas.filter((a: { kind: string }) => ['county', 'zone'].includes(a.kind))).toHaveLength(10);
    expect(body.parks).toHaveLength(8);
  });

  it.each([
    ['2614', '2614'],
    ['化学原料', '26'],
    ['baijiuzhizao', '1512'],
  ])('finds industries by %s', async (q, code) => {
    const { body } = await clerk.get('/api/v1/industries').query({ q }).expect(200);
    expect(body.map((i: { code: string }) => i.code)).toContain(code);
  });

  it('finds regions by name and by initials', async () => {
    const byName = await clerk.get('/api/v1/regions').query({ q: '织金' }).expect(200);
    expect(byName.body[0]).toMatchObject({ code: '520524', name: '织金县' });
    const byInitials = await clerk.get('/api/v1/regions').query({ q: 'qxgq' }).expect(200);
    expect(byInitials.body.map((r: { name: string }) => r.name)).toContain('七星关区');
  });

  it('lets an administrator make and disable a user, whose session ends at once', async () => {
    const { http: admin } = await api.signIn('root', ['administrator'], 'SZB');
    const organisations = await admin.get('/api/v1/organisations').expect(200);
    const organisationId = organisations.body.find((o: { code: string }) => o.code === 'QX-520521').id;
    const input = {
      username: 'newcomer',
      displayName: '新人',
      password: 'long-enough-password',
      roles: ['county_clerk'],
      organisationId,
    };
    const made = await admin.post('/api/v1/users').send(input).expect(201);
    expect(made.body).not.toHaveProperty('passwordHash');
    const again = await admin.post('/api/v1/users').send(input).expect(409);
    expect(again.body.code).toBe('DUPLICATE_KEY');

    const newcomer = api.anonymous();
    await newcomer.post('/api/v1/session').send({ username: 'newcomer', password: 'long-enough-password' }).expect(200);
    await newcomer.get('/api/v1/users').expect(403);
    await admin.post(`/api/v1/users/${made.body.id}/disable`).send({ reason: '调离岗位' }).expect(201);
    await newcomer.get('/api/v1/session').expect(401);
    const [entry] = await api.owner.sql<{ reason: string; new_values: object }>(
      "SELECT reason, new_values FROM audit_entry WHERE table_name = 'app_user' AND row_id = $1 AND action = 'UPDATE'",
      [made.body.id],
    );
    expect(entry.reason).toBe('调离岗位');
    await clerk.get('/api/v1/users').expect(403);
  });
});
