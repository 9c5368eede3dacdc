import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ReservationView } from '@lianghuan/contracts';
import { type ApiContext, startApi } from './support/api.js';
import { makeProject } from './support/records.js';
import { HAS_REDIS, startRedis, type TestRedis } from './support/redis.js';

const RESOURCE = {
  name: '优质磷矿', kind: 'mineral', areaCode: '520524', quantityTotal: '12', quantityUnit: '万吨', titleState: 'clear',
}; // prettier-ignore

describe.each([
  { queue: 'PostgreSQL', isHere: true },
  { queue: 'Redis', isHere: HAS_REDIS },
])('acceptance check 10 with the queue on $queue', ({ queue, isHere }) => {
  const here = isHere ? it : it.skip;
  let redis: TestRedis | undefined;
  let api: ApiContext | undefined;
  afterEach(async () => {
    await api?.close();
    await redis?.stop();
    api = redis = undefined;
  });

  here('of 200 requests at once for more than there is, no two share a tonne', async () => {
    redis = queue === 'Redis' ? await startRedis() : undefined;
    api = await startApi(redis === undefined ? {} : { redisUrl: redis.url });
    const { owner } = api;
    const clerks = [await api.signIn('zhijin', ['county_clerk'], 'QX-520524'), await api.signIn('dafang', ['county_clerk'], 'QX-520521')]; // prettier-ignore
    const projects = [
      await makeProject(owner, { name: '织金磷化工', areaCode: '520524' }),
      await makeProject(owner, { name: '大方磷化工', areaCode: '520521' }),
    ];
    const post = (at: number, body: object) => clerks[at % 2].http.post('/api/v1/reservations').set('x-requested-with', 'lianghuan').send({ projectId: projects[at % 2], ...body }); // prettier-ignore
    const make = async () => {
      const { body } = await clerks[0].http.post('/api/v1/resources').set('x-requested-with', 'lianghuan').send({ ...RESOURCE, distinctReason: '另一处' }).expect(201); // prettier-ignore
      return (body as { id: string }).id;
    };

    // As in the notice: 12万吨, two projects, 10万吨 each, at the same moment.
    const pair = await make();
    const two = await Promise.all([0, 1].map((at) => post(at, { supplyId: pair, quantity: '10', unit: '万吨', waits: at === 1 }))); // prettier-ignore
    const outcomes = two.map(({ status, body }) => (status === 201 ? (body as ReservationView).state : (body as { code: string }).code)); // prettier-ignore
    expect([['reserved', 'waiting'], ['SUPPLY_EXCEEDED', 'reserved']]).toContainEqual([...outcomes].sort()); // prettier-ignore

    // 0.25万吨 each: 48 of 200 fit, in whatever unit they ask.
    const many = await make();
    const replies = await Promise.all(
      Array.from({ length: 200 }, (_, at) => post(at, { supplyId: many, quantity: at % 3 === 0 ? '2500' : '0.25', unit: at % 3 === 0 ? '吨' : '万吨', waits: at % 5 === 0 })), // prettier-ignore
    );
    const count = (state: string) => replies.filter(({ status, body }) => status === 201 && (body as ReservationView).state === state).length; // prettier-ignore
    expect(count('reserved')).toBe(48);
    for (const { status, body } of replies) {
      if (status !== 201) expect([status, body]).toEqual([409, expect.objectContaining({ code: 'SUPPLY_EXCEEDED', details: { name: '优质磷矿', available: '0', unit: '万吨' } })]); // prettier-ignore
    }
    // First come, first served: whoever got it asked before everybody who waits.
    const [order] = await owner.sql(
      `SELECT max(requested_at) FILTER (WHERE state = 'reserved') < min(requested_at) FILTER (WHERE state = 'waiting') AS served FROM supply_reservation WHERE supply_id = $1`,
      [many],
    );
    expect(order).toEqual({ served: true });
    const { body: ledger } = await clerks[0].http.get(`/api/v1/supplies/${many}/ledger`).expect(200);
    expect(ledger).toMatchObject({ balance: { total: '12', reserved: '12', committed: '0', available: '0' } });
    const [entries] = await owner.sql(`SELECT count(*)::int AS n, count(DISTINCT no)::int AS numbers, max(no) AS last, sum(reserved_change)::int AS reserved FROM supply_entry WHERE supply_id = $1`, [many]); // prettier-ignore
    expect(entries).toEqual({ n: 48 + count('waiting'), numbers: 48 + count('waiting'), last: 48 + count('waiting'), reserved: 12 }); // prettier-ignore

    // 4万吨 are left and 10万吨 wait: of 100 small ones at once none overtakes.
    const queued = await make();
    await post(0, { supplyId: queued, quantity: '8', unit: '万吨' }).expect(201);
    await post(1, { supplyId: queued, quantity: '10', unit: '万吨', waits: true }).expect(201);
    const small = await Promise.all(
      Array.from({ length: 100 }, (_, at) => post(at, { supplyId: queued, quantity: '0.25', unit: '万吨', waits: at % 5 === 0 })), // prettier-ignore
    );
    const ends = small.map(({ status, body }) => (status === 201 ? (body as ReservationView).state : (body as { code: string }).code)); // prettier-ignore
    expect(ends.filter((end) => end === 'waiting')).toHaveLength(20);
    expect(ends.filter((end) => end === 'SUPPLY_QUEUED')).toHaveLength(80);
  });
});

describe('the ledger over HTTP', () => {
  let api: ApiContext;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  it('answers nobody without the permission, and tells in words what is wrong', async () => {
    const bank = await api.signIn('bank', ['bank_user'], 'SZF');
    const leader = await api.signIn('leader', ['linked_leader'], 'SZF');
    const clerk = await api.signIn('clerk', ['county_clerk'], 'QX-520524');
    const supplyId = '01920000-0000-7000-8000-000000000000';
    const body = { supplyId, quantity: '1', unit: '吨', projectId: supplyId };
    const write = (http: typeof clerk.http, path: string, sent: object) => http.post(`/api/v1${path}`).set('x-requested-with', 'lianghuan').send(sent); // prettier-ignore
    await api.anonymous().get('/api/v1/reservations').expect(401);
    for (const { http } of [bank, leader]) {
      await http.get('/api/v1/reservations').expect(403);
      await http.get(`/api/v1/reservations/${supplyId}`).expect(403);
      await write(http, '/reservations', body).expect(403);
      await write(http, `/reservations/${supplyId}/release`, { reason: '不要了' }).expect(403);
    }
    // Lists that go with the registers: 园区, 扩展字段, 闲置资产.
    expect((await leader.http.get('/api/v1/parks').expect(200)).body).toHaveLength(8);
    expect((await leader.http.get('/api/v1/extra-fields').expect(200)).body.length).toBeGreaterThan(25);
    expect((await leader.http.get('/api/v1/idle-assets/summary').expect(200)).body).toMatchObject({ targets: { pilots: 9 }, total: { count: 0 } }); // prettier-ignore
    for (const path of ['/parks', '/extra-fields', '/idle-assets/summary']) await bank.http.get(`/api/v1${path}`).expect(403); // prettier-ignore
    await write(clerk.http, '/extra-fields', {}).expect(403);
    await bank.http.get(`/api/v1/supplies/${supplyId}/ledger`).expect(403);
    await clerk.http.get(`/api/v1/supplies/${supplyId}/ledger`).expect(404);
    await write(clerk.http, `/reservations/${supplyId}/commit`, { reason: '签约' }).expect(403);
    expect((await write(clerk.http, '/reservations', body).expect(404)).body).toMatchObject({ code: 'PROJECT_NOT_FOUND' }); // prettier-ignore
    const wrong = await write(clerk.http, '/reservations', { supplyId, quantity: '0', unit: '吨' }).expect(400);
    expect((wrong.body as { details: { issues: { path: string }[] } }).details.issues.map(({ path }) => path)).toContain('quantity'); // prettier-ignore
  });
});
