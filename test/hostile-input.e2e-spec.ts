import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiContext, startApi } from './support/api.js';
import { makeEnterprise, makeProject } from './support/records.js';

type Person = Awaited<ReturnType<ApiContext['signIn']>>;

describe('input nobody types', () => {
  let api: ApiContext;
  let county: Person;

  beforeAll(async () => {
    api = await startApi();
    county = await api.signIn('county', ['county_reviewer'], 'QX-520524');
    const enterpriseId = await makeEnterprise(api.owner, { name: '乌江新材' });
    const projectId = await makeProject(api.owner, { name: '磷石膏项目', areaCode: '520524' });
    await county.http
      .post('/api/v1/leads')
      .send({ enterpriseId, projectId, nextStep: '电话联系', nextStepOn: '2030-01-15' })
      .expect(201);
  });
  afterAll(() => api.close());

  it.each(['__proto__', 'constructor', 'toString', '-__proto__', '-hasOwnProperty'])(
    'sort=%s is no sort name, and leaves every object of the process as it was',
    async (sort) => {
      const lists = ['leads', 'funds-lines', 'projects', 'enterprises', 'resources', 'markets'];
      for (const list of [...lists, 'reservations', 'calls', 'survey-cells', 'exchange-packages', 'review-packets']) {
        const { body } = await county.http.get(`/api/v1/${list}?sort=${sort}`).expect(400);
        expect(body).toMatchObject({ code: 'VALIDATION_FAILED', details: { issues: [{ path: 'sort' }] } });
      }
      const inherited: string[] = [];
      for (const key in {}) inherited.push(key);
      expect(inherited).toEqual([]);
      expect((await county.http.get('/api/v1/leads').expect(200)).body.total).toBe(1);
    },
  );

  it.each([
    'enterprises?q=a%00b',
    'duplicates/lookup?register=enterprise&name=ab%00cd',
    'enterprises?industryCode=%00',
    'projects?areaCode=%00',
    'leads?q=%00',
    'leads?dueBy=0000-01-01',
    'funds-lines?q=%00',
  ])('GET %s is refused as wrong, not as our failure', async (path) => {
    expect((await county.http.get(`/api/v1/${path}`).expect(400)).body.code).toBe('VALIDATION_FAILED');
  });

  it.each(['!!', '-', '😀', '（）', '%', ' · '])(
    'a search of signs only (q=%s) finds nothing, instead of everything',
    async (q) => {
      const [project] = await api.owner.sql<{ id: string }>('SELECT id FROM project LIMIT 1');
      await api.owner.sql(
        `INSERT INTO funds_line (code, area_code, project_id, period, kind, amount_cny, definition_version, in_scope, filed_by_id, search_text)
       SELECT 'F-SIGNS', '520524', $1, '2023-01', 'equity', 1, '1', true, $2, '' WHERE NOT EXISTS (SELECT FROM funds_line)`,
        [project.id, county.actor.id],
      );
      for (const list of ['leads', 'funds-lines', 'projects', 'enterprises']) {
        expect((await county.http.get(`/api/v1/${list}`).expect(200)).body.total).toBeGreaterThan(0);
        const { body } = await county.http.get(`/api/v1/${list}`).query({ q }).expect(200);
        expect([list, body.total, body.items]).toEqual([list, 0, []]);
      }
      // Nothing typed but blanks is no search.
      expect((await county.http.get('/api/v1/projects').query({ q: '  ' }).expect(200)).body.total).toBeGreaterThan(0);
    },
  );

  it('a NUL character or a day of the year 0 in a form is refused as wrong, not as our failure', async () => {
    const project = { name: '正常名称', areaCode: '520524', industryCodes: [] };
    await county.http.post('/api/v1/projects').send({ ...project, name: '坏\u0000名' }).expect(400); // prettier-ignore
    await county.http
      .post('/api/v1/projects')
      .send({ ...project, plannedStartOn: '0000-01-01' })
      .expect(400);
    await county.http.post('/api/v1/exports').send({ register: 'lead', format: 'csv', query: { q: 'a\u0000' } }).expect(400); // prettier-ignore
    await api.anonymous().post('/api/v1/session').send({ username: 'a\u0000b', password: 'long-enough-secret' }).expect(400); // prettier-ignore
  });

  it('more of a resource committed than there is, or an agreement over nothing, names the field', async () => {
    const resource = {
      name: '无烟煤',
      kind: 'mineral',
      areaCode: '520524',
      quantityTotal: '5',
      quantityCommitted: '9',
    };
    const { body } = await county.http.post('/api/v1/resources').send(resource).expect(400);
    expect(body.details.issues).toMatchObject([{ path: 'quantityCommitted', code: 'too_big' }]);
    const [lead] = (await county.http.get('/api/v1/leads').expect(200)).body.items;
    const refused = await county.http
      .post(`/api/v1/leads/${lead.id}/stage`)
      .send({
        to: 'contact',
        note: '已对接',
        happenedOn: '2024-01-11',
        agreedInvestmentCny: '0.00',
        version: lead.version,
      })
      .expect(400);
    expect(refused.body.details.issues).toMatchObject([{ path: 'agreedInvestmentCny', code: 'too_small' }]);
  });

  it('thirty passwords tried at the same moment are no more tries than five, one after the other', async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        api
          .anonymous()
          .post('/api/v1/session')
          .send({ username: 'county', password: `guess-number-${i}` }),
      ),
    );
    const count = (code: string) => answers.filter(({ body }) => body.code === code).length;
    expect([count('SIGN_IN_FAILED'), count('SIGN_IN_LOCKED')]).toEqual([5, 25]);
  });

  it('a name that failed thousands of times is locked like any other, not past what a number can hold', async () => {
    await api.owner.sql(
      `INSERT INTO sign_in_attempt (username, failed_count, last_failed_at) VALUES ('much-tried', 5000, now())`,
    );
    const guess = { username: 'much-tried', password: 'guess-number-5001' };
    await api.anonymous().post('/api/v1/session').send(guess).expect(401);
    await api.anonymous().post('/api/v1/session').send(guess).expect(429);
  });
});
