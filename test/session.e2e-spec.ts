import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SessionService } from '@lianghuan/crm';
import { type ApiContext, startApi } from './support/api.js';
import { TEST_PASSWORD } from './support/people.js';
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

  it('limits wrong passwords from one address, whatever the names, and nobody elsewhere', async () => {
    await api.signIn('colleague', ['county_clerk'], 'QX-520524');
    const from = (address: string, username: string, password: string) =>
      api.anonymous().post('/api/v1/session').set('x-forwarded-for', address).send({ username, password });
    await from('203.0.113.7', 'nobody', 'guess').expect(401);
    await from('2001:db8::1', 'nobody-6', 'guess').expect(401);
    await from('2001:db8::2', 'nobody-6', 'guess').expect(401);
    const counted = await api.owner.sql(
      'SELECT address::text, failed_count AS failed FROM sign_in_address ORDER BY address',
    );
    expect(counted).toEqual([{ address: '2001:db8::/64', failed: 2 }, { address: '203.0.113.7/32', failed: 1 }]); // prettier-ignore
    await api.owner.sql('UPDATE sign_in_address SET failed_count = 199');
    await from('203.0.113.7', 'colleague', TEST_PASSWORD).expect(200);
    await from('203.0.113.7', 'nobody', 'guess').expect(401);
    const res = await from('203.0.113.7', 'colleague', TEST_PASSWORD).expect(429);
    expect(res.body).toMatchObject({ code: 'SIGN_IN_ADDRESS_LOCKED', details: { seconds: expect.any(Number) } });
    expect(res.body.details.seconds).toBeGreaterThan(880);
    await from('203.0.113.8', 'colleague', TEST_PASSWORD).expect(200);
    // A proxy that says nothing of whom it asks for stands for everybody.
    await api.anonymous().post('/api/v1/session').send({ username: 'colleague', password: TEST_PASSWORD }).expect(200);
    await api.owner.sql(`UPDATE sign_in_address SET began_at = began_at - interval '15 minutes'`);
    await from('203.0.113.7', 'nobody-else', 'guess').expect(401);
    await from('203.0.113.7', 'colleague', TEST_PASSWORD).expect(200);
    expect(await api.owner.sql('SELECT failed_count AS failed FROM sign_in_address')).toEqual([{ failed: 1 }]);
  });

  it('refuses a state change that a browser reports as coming from elsewhere', async () => {
    const { http } = await api.signIn('officer', ['promotion_officer'], 'TCJ');
    await http.delete('/api/v1/session').set('sec-fetch-site', 'cross-site').expect(403);
    await http.get('/api/v1/session').expect(200);
  });

  describe('accounts', () => {
    const OWN = 'vier-farben-genuegen';
    const account = (username: string, organisationId: string) => ({
      username,
      displayName: '新来的',
      password: 'first-day-only',
      roles: ['county_clerk'],
      organisationId,
    });
    const unitOf = async (code: string) => {
      const [unit] = (await api.owner.sql('SELECT id FROM organisation WHERE code = $1', [code])) as { id: string }[];
      return unit.id;
    };

    it('opens nothing to an initial password but setting an own one, which ends other sessions', async () => {
      const { http: admin } = await api.signIn('keeper', ['administrator'], 'SZB');
      await admin
        .post('/api/v1/users')
        .send(account('newcomer', await unitOf('QX-520524')))
        .expect(201);
      const http = api.anonymous();
      const elsewhere = api.anonymous();
      for (const one of [http, elsewhere]) {
        const me = await one
          .post('/api/v1/session')
          .send({ username: 'newcomer', password: 'first-day-only' })
          .expect(200);
        expect(me.body.mustChangePassword).toBe(true);
        for (const path of ['resources', 'organisations', 'users']) {
          const res = await one.get(`/api/v1/${path}`).expect(403);
          expect(res.body.code).toBe('PASSWORD_CHANGE_REQUIRED');
        }
      }
      const change = (current: string, next: string) => http.post('/api/v1/session/password').send({ current, next });
      expect((await change('wrong-password', OWN).expect(422)).body.code).toBe('PASSWORD_WRONG');
      expect((await change('first-day-only', 'first-day-only').expect(422)).body.code).toBe('PASSWORD_UNFIT');
      expect((await change('first-day-only', 'short').expect(400)).body.code).toBe('VALIDATION_FAILED');
      await change('first-day-only', OWN).expect(204);
      expect((await http.get('/api/v1/session').expect(200)).body.mustChangePassword).toBe(false);
      await http.get('/api/v1/resources').expect(200);
      await elsewhere.get('/api/v1/session').expect(401);
      await api
        .anonymous()
        .post('/api/v1/session')
        .send({ username: 'newcomer', password: 'first-day-only' })
        .expect(401);
    });

    it('counts wrong passwords typed to change it like those typed to sign in', async () => {
      const { http } = await api.signIn('guessed', ['county_clerk'], 'QX-520524');
      const guess = () => http.post('/api/v1/session/password').send({ current: 'guess', next: OWN });
      for (let i = 0; i < 5; i += 1) await guess().expect(422);
      expect((await guess().expect(429)).body.code).toBe('SIGN_IN_LOCKED');
    });

    it('changes name, unit and roles of another, in force at once, with who and why in the audit', async () => {
      const { http: admin, actor } = await api.signIn('registrar', ['administrator'], 'SZB');
      const made = await admin
        .post('/api/v1/users')
        .send(account('mover', await unitOf('QX-520524')))
        .expect(201);
      const http = api.anonymous();
      await http.post('/api/v1/session').send({ username: 'mover', password: 'first-day-only' }).expect(200);
      await http.post('/api/v1/session/password').send({ current: 'first-day-only', next: OWN }).expect(204);
      await http.get('/api/v1/users').expect(403);
      const { version } = (await admin.get('/api/v1/users').expect(200)).body.find(
        (one: { id: string }) => one.id === made.body.id,
      );
      const update = {
        displayName: '调走的',
        roles: ['county_reviewer'],
        organisationId: await unitOf('QX-520521'),
        version,
        reason: '调任大方县',
      };
      const res = await admin.patch(`/api/v1/users/${made.body.id}`).send(update).expect(200);
      expect(res.body).toMatchObject({ displayName: '调走的', roles: ['county_reviewer'], areaCode: '520521' });
      expect((await http.get('/api/v1/session').expect(200)).body).toMatchObject({
        roles: ['county_reviewer'],
        organisation: { areaCode: '520521' },
      });
      const stale = await admin.patch(`/api/v1/users/${made.body.id}`).send(update).expect(409);
      expect(stale.body).toMatchObject({ code: 'VERSION_CONFLICT', details: { by: expect.any(String) } });
      const [entry] = (await api.owner.sql(
        `SELECT actor_id, reason, new_values FROM audit_entry WHERE table_name = 'app_user' AND row_id = $1 AND new_values ? 'roles' ORDER BY id DESC LIMIT 1`,
        [made.body.id],
      )) as { actor_id: string; reason: string; new_values: object }[];
      expect(entry).toMatchObject({
        actor_id: actor.id,
        reason: '调任大方县',
        new_values: { roles: ['county_reviewer'] },
      });
    });

    it('gives a new initial password, ends the sessions and shows no password in the audit', async () => {
      const { http: admin } = await api.signIn('helper', ['administrator'], 'SZB');
      const { http, actor } = await api.signIn('forgetful', ['county_clerk'], 'QX-520524');
      const reset = { password: 'second-first-day', reason: '本人忘记密码' };
      await admin.post(`/api/v1/users/${actor.id}/reset-password`).send(reset).expect(201);
      await http.get('/api/v1/session').expect(401);
      const me = await http
        .post('/api/v1/session')
        .send({ username: 'forgetful', password: 'second-first-day' })
        .expect(200);
      expect(me.body.mustChangePassword).toBe(true);
      const entries = await api.owner.sql(
        `SELECT old_values, new_values FROM audit_entry WHERE table_name = 'app_user' AND row_id = $1`,
        [actor.id],
      );
      expect(JSON.stringify(entries)).toContain('must_change_password');
      expect(JSON.stringify(entries)).not.toContain('argon2');
    });

    it('gives nobody a role that does not go with the unit, so that nobody files money and recognises it', async () => {
      const { http: admin } = await api.signIn('careful', ['administrator'], 'SZB');
      const both = { ...account('both', await unitOf('QX-520524')), roles: ['county_clerk', 'funds_verifier'] };
      expect((await admin.post('/api/v1/users').send(both).expect(422)).body.code).toBe('ROLE_UNFIT_FOR_UNIT');
      const wide = { ...account('wide', await unitOf('FGW')), roles: ['county_clerk'] };
      expect((await admin.post('/api/v1/users').send(wide).expect(422)).body.code).toBe('ROLE_UNFIT_FOR_UNIT');
    });

    it('leaves one administrator where two take the rights of each other at once', async () => {
      const [one, two] = [await api.signIn('first', ['administrator'], 'SZB'), await api.signIn('second', ['administrator'], 'SZB')]; // prettier-ignore
      const disable = (by: typeof one, whom: typeof one) => by.http.post(`/api/v1/users/${whom.actor.id}/disable`).send({ reason: '两人互相停用' }); // prettier-ignore
      for (let round = 0; round < 5; round += 1) {
        await Promise.all([disable(one, two), disable(two, one)]);
        const left = (await api.owner.sql('SELECT id FROM app_user WHERE id = ANY ($1) AND disabled_at IS NULL', [[one.actor.id, two.actor.id]])) as unknown[]; // prettier-ignore
        expect(left).toHaveLength(1);
        await api.owner.sql('UPDATE app_user SET disabled_at = NULL WHERE id = ANY ($1)', [
          [one.actor.id, two.actor.id],
        ]);
        await one.http.post('/api/v1/session').send({ username: 'first', password: TEST_PASSWORD }).expect(200);
        await two.http.post('/api/v1/session').send({ username: 'second', password: TEST_PASSWORD }).expect(200);
      }
    });

    it('does not take an own password for the initial one that an administrator set in between', async () => {
      const { http, actor } = await api.signIn('hasty', ['county_clerk'], 'QX-520524');
      const sessions = api.app.get(SessionService);
      const authenticate = sessions.authenticate.bind(sessions);
      const spy = jest.spyOn(sessions, 'authenticate').mockImplementation(async (...given) => {
        const id = await authenticate(...given);
        await api.owner.sql('UPDATE app_user SET must_change_password = true, password_set_at = now() WHERE id = $1', [actor.id]); // prettier-ignore
        return id;
      });
      const res = await http.post('/api/v1/session/password').send({ current: TEST_PASSWORD, next: OWN }).expect(422);
      spy.mockRestore();
      expect(res.body.code).toBe('PASSWORD_WRONG');
    });

    it('lets nobody but an administrator do so, and no administrator with his own account', async () => {
      const { http: admin, actor } = await api.signIn('self', ['administrator'], 'SZB');
      const { http: clerk, actor: other } = await api.signIn('plain', ['county_clerk'], 'QX-520524');
      const update = {
        displayName: '自己',
        roles: ['administrator'],
        organisationId: await unitOf('SZB'),
        version: 1,
        reason: '试一试',
      };
      await clerk.patch(`/api/v1/users/${other.id}`).send(update).expect(403);
      await clerk
        .post(`/api/v1/users/${other.id}/reset-password`)
        .send({ password: OWN, reason: '试一试' })
        .expect(403);
      for (const request of [
        admin.patch(`/api/v1/users/${actor.id}`).send(update),
        admin.post(`/api/v1/users/${actor.id}/reset-password`).send({ password: OWN, reason: '试一试' }),
        admin.post(`/api/v1/users/${actor.id}/disable`).send({ reason: '试一试' }),
      ]) {
        expect((await request.expect(409)).body.code).toBe('USER_IS_SELF');
      }
    });
  });
});
