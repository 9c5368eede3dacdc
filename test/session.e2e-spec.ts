import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiContext, startApi } from './support/api.js';
import { waitFor } from './support/wait.js';

describe('signing in', () => {
  let api: ApiContext;
  beforeAll(async () => {
    api = await startApi({ sessionMemoryMs: 1000 });
  });
  afterAll(() => api.close());

  it('opens a session, tells who I am and ends it', async () => {
    const { http } = await api.signIn('clerk', ['county_clerk'], 'QX-520524');
    const me = await http.get('/api/v1/session').expect(200);
    expect(me.body).toMatchObject({ username: 'clerk', reach: 'area', organisation: { areaCode: '520524' } });
    expect(me.body.permissions).toContain('resource.create');
    expect(me.body.permissions).not.toContain('user.manage');
    await http.delete('/api/v1/session').expect(204);
    await http.get('/api/v1/session').expect(401);
  });

  it('refuses within a second or so a session that somebody else ended', async () => {
    const { http, actor } = await api.signIn('leaver', ['county_clerk'], 'QX-520524');
    await http.get('/api/v1/projects').expect(200);
    await api.owner.sql('DELETE FROM user_session WHERE user_id = $1', [actor.id]);
    await waitFor('the refusal', async () => (await http.get('/api/v1/projects')).status !== 200);
    await http.get('/api/v1/projects').expect(401);
  });

  it('answers nobody without a session, on any register', async () => {
    const res = await api.anonymous().get('/api/v1/resources').expect(401);
    expect(res.body.code).toBe('UNAUTHENTICATED');
  });

  it('locks a name after five wrong passwords and says for how long', async () => {
    await api.signIn('target', ['county_clerk'], 'QX-520524');
    const http = api.anonymous();
    for (let i = 0; i < 5; i += 1) {
      const res = await http.post('/api/v1/session').send({ username: 'target', password: 'wrong' }).expect(401);
      expect(res.body.code).toBe('SIGN_IN_FAILED');
    }
    const res = await http.post('/api/v1/session').send({ username: 'target', password: 'wrong' }).expect(429);
    expect(res.body).toMatchObject({ code: 'SIGN_IN_LOCKED', details: { seconds: expect.any(Number) } });
  });

  it('refuses a state change that a browser reports as coming from elsewhere', async () => {
    const { http } = await api.signIn('officer', ['promotion_officer'], 'TCJ');
    await http.delete('/api/v1/session').set('sec-fetch-site', 'cross-site').expect(403);
    await http.get('/api/v1/session').expect(200);
  });
});
