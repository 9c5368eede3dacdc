import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, Database } from '@lianghuan/platform';
import type TestAgent from 'supertest/lib/agent.js';
import { type ApiContext, startApi } from './support/api.js';

const PATH = '/api/v1/projects';
const ZHIJIN = '520524';

describe('the project reserve', () => {
  let api: ApiContext;
  let clerk: TestAgent;
  let reviewer: TestAgent;
  let reviewerActor: Actor;
  let department: TestAgent;
  let officer: TestAgent;
  beforeAll(async () => {
    api = await startApi();
    ({ http: clerk } = await api.signIn('clerk', ['county_clerk'], 'QX-520524'));
    ({ http: reviewer, actor: reviewerActor } = await api.signIn('reviewer', ['county_reviewer'], 'QX-520524'));
    ({ http: department } = await api.signIn('department', ['department_reviewer'], 'FGW'));
    ({ http: officer } = await api.signIn('officer', ['promotion_officer'], 'TCJ'));
  });
  afterAll(() => api.close());

  let made = 0;
  const project = (fields: object = {}) => ({
    name: `织金项目${(made += 1)}`,
    areaCode: ZHIJIN,
    totalInvestmentCny: '80000000',
    ...fields,
  });
  const create = async (fields: object = {}, by = clerk) =>
    (await by.post(PATH).send(project(fields)).expect(201)).body;

  describe('the threshold of 500万元 (measure 10, acceptance check 3)', () => {
    it('refuses a project of 400万元, and a clerk cannot excuse it', async () => {
      for (const reason of [null, '县里急需']) {
        const res = await clerk
          .post(PATH)
          .send(project({ totalInvestmentCny: '4000000', thresholdExceptionReason: reason }))
          .expect(422);
        expect(res.body).toMatchObject({ code: 'PROJECT_BELOW_THRESHOLD', details: { amountWan: '400' } });
      }
      await clerk
        .post(PATH)
        .send(project({ totalInvestmentCny: '5000000' }))
        .expect(201);
    });

    it('records who excused a smaller project, when and why', async () => {
      const row = await create(
        { totalInvestmentCny: '4000000', thresholdExceptionReason: '易地搬迁配套，市专班同意' },
        reviewer,
      );
      const [stored] = await api.owner.sql<Record<string, unknown>>(
        `SELECT threshold_exception_by_id, threshold_exception_at > now() - interval '1 minute' AS is_recent,
           (SELECT new_values ->> 'threshold_exception_reason' FROM audit_entry WHERE table_name = 'project' AND row_id = p.id::text) AS audited
         FROM project p WHERE id = $1`,
        [row.id],
      );
      expect(stored).toEqual({
        threshold_exception_by_id: reviewerActor.id,
        is_recent: true,
        audited: '易地搬迁配套，市专班同意',
      });
      // The clerk may go on working on it, but not make it smaller still.
      await clerk.patch(`${PATH}/${row.id}`).send({ note: '已补充材料', version: 1 }).expect(200);
      const smaller = await clerk.patch(`${PATH}/${row.id}`).send({ totalInvestmentCny: '1000000', version: 2 });
      expect(smaller.body.code).toBe('PROJECT_BELOW_THRESHOLD');
      const grown = await clerk
        .patch(`${PATH}/${row.id}`)
        .send({ totalInvestmentCny: '6000000', version: 2 })
        .expect(200);
      expect(grown.body.thresholdExceptionReason).toBeNull();
    });

    it('cannot be passed by shrinking a larger project either', async () => {
      const row = await create();
      const res = await clerk.patch(`${PATH}/${row.id}`).send({ totalInvestmentCny: '4999999.99', version: 1 });
      expect(res.body).toMatchObject({ code: 'PROJECT_BELOW_THRESHOLD', details: { amountWan: '499.999999' } });
    });
  });

  it('checks the national project code: its form, its region, its year, and that it is used once', async () => {
    const row = await create({ nationalCode: '２０２３—520524－26-01-123456' });
    expect(row.nationalCode).toBe('2023-520524-26-01-123456');
    for (const nationalCode of ['2023-520524-26-01-12345', '2023-520599-26-01-123456', '2023-990000-26-01-123456', '1899-520524-26-01-123456', '织金']) {
      const res = await clerk.post(PATH).send(project({ nationalCode })).expect(400);
      expect(res.body).toMatchObject({ code: 'PROJECT_CODE_INVALID', details: { path: 'nationalCode' } });
    } // prettier-ignore
    const again = await clerk
      .post(PATH)
      .send(project({ nationalCode: '2023-520524-26-01-123456' }))
      .expect(409);
    expect(again.body).toMatchObject({ code: 'DUPLICATE_KEY', details: { field: 'nationalCode' } });
  });

  it('wants an area of a clerk and allows the city to leave it open where the source does not say', async () => {
    const res = await clerk
      .post(PATH)
      .send(project({ areaCode: null }))
      .expect(400);
    expect(res.body).toMatchObject({ code: 'VALIDATION_FAILED', details: { issues: [{ path: 'areaCode' }] } });
    const open = await create({ areaCode: null }, officer);
    expect(open).toMatchObject({ areaCode: null, areaName: null });
    const edit = await clerk.patch(`${PATH}/${open.id}`).send({ areaCode: ZHIJIN, version: 1 }).expect(403);
    expect(edit.body.code).toBe('AREA_FORBIDDEN');
    // A unit of the city works for every area below it.
    await create({ areaCode: '520526' }, officer);
    const reference = await officer
      .post(PATH)
      .send(project({ placement: 'reference' }))
      .expect(400);
    expect(reference.body.details.issues[0].path).toBe('areaCode');
  });

  describe('the reserve state (measure 11a)', () => {
    const move = (by: TestAgent, row: { id: string; version: number }, to: string, reason?: string) =>
      by.post(`${PATH}/${row.id}/reserve-state`).send({ to, reason, version: row.version });

    const MOVED = '市级认定：历史在库项目';
    const submit = (by: TestAgent, row: { id: string; version: number }) =>
      by.post(`${PATH}/${row.id}/review-packets`).send({ version: row.version });

    it('leads into the reserve by exception with a reason on record, back unchanged by decision, out with a reason', async () => {
      let row = await create();
      expect(row).toMatchObject({ reserveState: 'draft', intakeOn: null });
      // Neither by hand into review nor past it.
      expect((await move(clerk, row, 'pending').expect(409)).body.code).toBe('RESERVE_REVIEW_REQUIRED');
      expect((await move(reviewer, row, 'in_reserve', MOVED).expect(409)).body.code).toBe('RESERVE_REVIEW_REQUIRED');
      expect((await move(department, row, 'in_reserve').expect(400)).body.details.issues[0].path).toBe('reason');
      row = (await move(department, row, 'in_reserve', MOVED).expect(201)).body;
      expect(row).toMatchObject({
        reserveState: 'in_reserve', reserveChangedAt: expect.any(String), intakeOn: expect.any(String),
        reserveExceptionReason: MOVED, reservePacketId: null,
      }); // prettier-ignore
      const silent = await move(clerk, row, 'paused').expect(400);
      expect(silent.body.details.issues[0]).toMatchObject({ path: 'reason', code: 'required' });
      row = (await move(clerk, row, 'paused', '用地未落实').expect(201)).body;
      expect(row.reserveReason).toBe('用地未落实');
      // What it was admitted with has not changed, so the county's reviewer takes it back.
      row = (await move(reviewer, row, 'in_reserve', '用地已落实').expect(201)).body;
      expect(row.reserveExceptionReason).toBe(MOVED);
      row = (await move(reviewer, row, 'exited', '转实施').expect(201)).body;
      const entries = await api.owner.sql<{ state: string; reason: string | null }>(
        `SELECT new_values ->> 'reserve_state' AS state, reason FROM audit_entry
         WHERE table_name = 'project' AND row_id = $1 AND new_values ? 'reserve_state' ORDER BY id`,
        [row.id],
      );
      expect(entries.map((e) => [e.state, e.reason])).toEqual([
        ['draft', null], ['in_reserve', MOVED], ['paused', '用地未落实'], ['in_reserve', '用地已落实'], ['exited', '转实施'],
      ]); // prettier-ignore
      // A new beginning knows nothing of the earlier stay.
      row = (await move(clerk, row, 'draft', '重新谋划').expect(201)).body;
      expect(row).toMatchObject({ intakeOn: null, reserveExceptionReason: null, changedKeyFields: [] });
    });

    it('is decided by reviewers only, follows the table and the version', async () => {
      let row = await create();
      const jump = await move(reviewer, row, 'needs_update', '补充').expect(409);
      expect(jump.body).toMatchObject({ code: 'RESERVE_TRANSITION_INVALID', details: { from: '草稿', to: '需更新' } });
      const stale = { ...row };
      row = (await clerk.patch(`${PATH}/${row.id}`).send({ note: '补充', version: 1 }).expect(200)).body;
      for (const by of [clerk, officer]) {
        expect((await move(by, row, 'in_reserve', MOVED).expect(403)).body.code).toBe('FORBIDDEN');
      }
      expect((await move(department, stale, 'in_reserve', MOVED).expect(409)).body.code).toBe('VERSION_CONFLICT');
      const { http: other } = await api.signIn('dafang', ['county_reviewer'], 'QX-520521');
      expect((await move(other, row, 'exited', '重复').expect(403)).body.code).toBe('AREA_FORBIDDEN');
      const both = await Promise.all([
        move(reviewer, row, 'exited', '重复录入'),
        move(department, row, 'in_reserve', MOVED),
      ]);
      expect(both.map((res) => res.status).sort((a, b) => a - b)).toEqual([201, 409]);
    });

    it('does not leave draft while the total investment is unknown, nor lose it afterwards', async () => {
      let row = await create({ totalInvestmentCny: null, industryCodes: ['26'] });
      expect((await submit(clerk, row).expect(422)).body.code).toBe('PROJECT_INVESTMENT_UNKNOWN');
      row = (await clerk.patch(`${PATH}/${row.id}`).send({ totalInvestmentCny: '90000000', version: 1 })).body;
      await submit(clerk, row).expect(201);
      row = (await clerk.get(`${PATH}/${row.id}`)).body;
      const lost = await clerk.patch(`${PATH}/${row.id}`).send({ totalInvestmentCny: null, version: row.version });
      expect(lost.body.code).toBe('PROJECT_INVESTMENT_UNKNOWN');
    });
  });

  describe('list memberships', () => {
    it('open and close with dates, never overlap, and keep their history and audit', async () => {
      const row = await create();
      const join = (list: string, joinedOn: string) =>
        department.post(`${PATH}/${row.id}/memberships`).send({ list, joinedOn, basis: '毕府发〔2023〕8号' });
      const joined = (await join('leader_linked', '2023-03-01').expect(201)).body;
      expect(joined.memberships).toMatchObject([{ list: 'leader_linked', joinedOn: '2023-03-01', leftOn: null }]);
      const twice = await join('leader_linked', '2023-05-01').expect(409);
      expect(twice.body).toMatchObject({ code: 'MEMBERSHIP_OVERLAPS', details: { list: '领导联系服务（380）' } });
      await join('major_611', '2023-03-01').expect(201);

      const leave = (leftOn: string) =>
        department
          .post(`${PATH}/${row.id}/memberships/${joined.memberships[0].id}/leave`)
          .send({ leftOn, reason: '领导调整' });
      expect((await leave('2023-02-01').expect(400)).body.details.issues[0].path).toBe('leftOn');
      await leave('2023-06-30').expect(201);
      expect((await leave('2023-07-30').expect(400)).body.details.issues[0].code).toBe('already_left');
      expect((await join('leader_linked', '2023-06-01').expect(409)).body.code).toBe('MEMBERSHIP_OVERLAPS');
      const back = (await join('leader_linked', '2023-06-30').expect(201)).body;
      expect(back.memberships.map((m: { list: string; leftOn: string }) => [m.list, m.leftOn])).toEqual([
        ['leader_linked', '2023-06-30'],
        ['major_611', null],
        ['leader_linked', null],
      ]);
      const [audited] = await api.owner.sql<{ n: number; reasons: string[] }>(
        `SELECT count(*)::int AS n, array_agg(reason ORDER BY id) AS reasons FROM audit_entry
         WHERE table_name = 'project_list_membership' AND coalesce(new_values ->> 'project_id', old_values ->> 'project_id', $1) = $1
           AND request_id IS NOT NULL`,
        [row.id],
      );
      expect(audited.n).toBe(4);
      expect(audited.reasons).toContain('领导调整');
    });

    it('admit one of several who join at the same moment', async () => {
      const row = await create();
      const tries = await Promise.all(
        Array.from({ length: 4 }, () =>
          department.post(`${PATH}/${row.id}/memberships`).send({ list: 'private_255', joinedOn: '2023-04-01' }),
        ),
      );
      expect(tries.map((res) => res.status).sort((a, b) => a - b)).toEqual([201, 409, 409, 409]);
    });

    it('are not of days to come; a stay put down by mistake is withdrawn, remains on record and counts on no day', async () => {
      const row = await create();
      const at = `${PATH}/${row.id}/memberships`;
      const future = await department.post(at).send({ list: 'private_255', joinedOn: '2099-01-10' }).expect(400);
      expect(future.body.details.issues).toMatchObject([{ path: 'joinedOn', code: 'in_the_future' }]);
      const [stay] = (await department.post(at).send({ list: 'private_255', joinedOn: '2023-04-01' }).expect(201)).body.memberships; // prettier-ignore
      const left = await department.post(`${at}/${stay.id}/leave`).send({ leftOn: '2099-01-10', reason: '误列了' }).expect(400); // prettier-ignore
      expect(left.body.details.issues).toMatchObject([{ path: 'leftOn', code: 'in_the_future' }]);
      const withdraw = () => department.post(`${at}/${stay.id}/withdraw`).send({ reason: '列错了项目' });
      const { body } = await withdraw().expect(201);
      expect(body.memberships).toMatchObject([{ leftOn: '2023-04-01', leftReason: '列错了项目', isWithdrawn: true }]);
      expect((await withdraw().expect(409)).body.code).toBe('MEMBERSHIP_WITHDRAWN');
      expect((await clerk.get(`${PATH}/count`).query({ list: 'private_255', ids: row.id })).body.count).toBe(0);
      const events = await clerk.get('/api/v1/timeline').query({ subject: 'project', subjectId: row.id }).expect(200);
      expect(events.body.items).toContainEqual(expect.objectContaining({ event: 'list_withdrawn', toCode: 'private_255', note: '列错了项目' })); // prettier-ignore
      // The day is free again.
      await department.post(at).send({ list: 'private_255', joinedOn: '2023-04-01' }).expect(201);
    });

    it('of the city are kept by the city: a county keeps its own lists only, in the database, too', async () => {
      const row = await create();
      const at = `${PATH}/${row.id}/memberships`;
      expect(row.keepsCityLists).toBe(false);
      await clerk.post(at).send({ list: 'land_need', joinedOn: '2023-04-01' }).expect(201);
      expect((await clerk.post(at).send({ list: 'major_611', joinedOn: '2023-04-01' }).expect(403)).body.code).toBe('LIST_KEPT_BY_CITY'); // prettier-ignore
      const { body } = await department.post(at).send({ list: 'major_611', joinedOn: '2023-04-01' }).expect(201);
      expect(body.keepsCityLists).toBe(true);
      const stay = body.memberships.find(({ list }: { list: string }) => list === 'major_611');
      for (const [step, sent] of [['leave', { leftOn: '2023-05-01', reason: '不想要' }], ['withdraw', { reason: '不想要' }]] as const) {
        expect((await clerk.post(`${at}/${stay.id}/${step}`).send(sent).expect(403)).body.code).toBe('LIST_KEPT_BY_CITY');
      } // prettier-ignore
    });

    it('of the city are proposed by the county with a reason, accepted or declined by the city with another, withdrawn by who proposed', async () => {
      const row = await create();
      const dafang = await api.signIn('dafang-clerk', ['county_clerk'], 'QX-520521');
      const { http: manager } = await api.signIn('manager', ['manager'], 'SZF');
      const at = `${PATH}/${row.id}/list-proposals`;
      const wanted = { list: 'major_611', reason: '总投资过八千万元，已开工' };
      const code = async (request: Promise<{ body: { code: string } }>) => (await request).body.code;
      const duty = async (http: TestAgent, name: string) =>
        (await http.get('/api/v1/home').expect(200)).body.tasks.find((task: { code: string }) => task.code === name);
      expect(await code(dafang.http.post(at).send(wanted).expect(403))).toBe('AREA_FORBIDDEN');
      await manager.post(at).send(wanted).expect(403);
      expect(await code(department.post(at).send(wanted).expect(409))).toBe('LIST_PROPOSAL_NEEDLESS');
      expect(await code(clerk.post(at).send({ ...wanted, list: 'land_need' }).expect(409))).toBe('LIST_PROPOSAL_NEEDLESS'); // prettier-ignore
      await clerk.post(at).send({ list: 'major_611', reason: ' ' }).expect(400);
      const { body: first } = await clerk.post(at).send(wanted).expect(201);
      expect(first).toMatchObject({ state: 'open', organisationName: '织金县投资促进局', can: { decide: false, withdraw: true } }); // prettier-ignore
      expect(await code(reviewer.post(at).send(wanted).expect(409))).toBe('LIST_PROPOSAL_OPEN');

      // In the duties of both, counted as its list counts it; another county sees nothing of it, by list, link or timeline.
      for (const [http, name] of [[clerk, 'list_proposals_own'], [department, 'list_proposals_open']] as const) {
        const { count, path } = await duty(http, name);
        expect([count, (await http.get(`/api/v1${path.replace('/projects', '')}`).expect(200)).body.total]).toEqual([1, 1]);
      } // prettier-ignore
      expect(await duty(dafang.http, 'list_proposals_own')).toMatchObject({ count: 0 });
      const told = async (http: TestAgent) => [
        (await http.get(`/api/v1/list-proposals?projectId=${row.id}`).expect(200)).body.total,
        (await http.get(`/api/v1/timeline?subject=project&subjectId=${row.id}`).expect(200)).body.items.filter(({ event }: { event: string }) => event === 'list_proposed').length,
      ]; // prettier-ignore
      expect([await told(dafang.http), await told(clerk), await told(manager)]).toEqual([[0, 0], [1, 1], [1, 1]]); // prettier-ignore
      const step = (http: TestAgent, id: string, verb: string, body: object, status: number) => http.post(`/api/v1/list-proposals/${id}/${verb}`).send(body).expect(status); // prettier-ignore
      expect(await code(step(dafang.http, first.id, 'withdraw', { reason: '不是我的' }, 404))).toBe('LIST_PROPOSAL_NOT_FOUND'); // prettier-ignore
      await step(clerk, first.id, 'accept', { joinedOn: '2023-04-01', reason: '自己同意' }, 403);
      await step(department, first.id, 'withdraw', { reason: '替县里撤' }, 403);
      const wall = api.app.get(Database);
      const forced = await wall.actAs(reviewerActor, () => wall.transaction((tx) => tx.query(`UPDATE list_proposal SET state = 'accepted', decided_by_id = $2, decided_at = now(), decision_reason = '旁路' WHERE id = $1`, [first.id, reviewerActor.id])).catch(String)); // prettier-ignore
      expect(forced).toMatch(/row-level security/);

      await step(clerk, first.id, 'withdraw', { reason: '投资额要核' }, 201);
      const { body: second } = await clerk.post(at).send(wanted).expect(201);
      expect((await step(department, second.id, 'decline', { reason: '未达标准' }, 201)).body).toMatchObject({ state: 'declined', decisionReason: '未达标准', decidedByName: 'department' }); // prettier-ignore
      expect(await code(step(clerk, second.id, 'withdraw', { reason: '算了' }, 409))).toBe('LIST_PROPOSAL_DECIDED');
      const { body: third } = await clerk.post(at).send(wanted).expect(201);
      const answers = await Promise.all([
        department.post(`/api/v1/list-proposals/${third.id}/accept`).send({ joinedOn: '2023-04-01', reason: '毕府发〔2023〕8号' }),
        department.post(`/api/v1/list-proposals/${third.id}/decline`).send({ reason: '同时不同意' }),
      ]); // prettier-ignore
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
      const { memberships } = (await clerk.get(`${PATH}/${row.id}`).expect(200)).body;
      const { state } = (await clerk.get(`/api/v1/list-proposals?projectId=${row.id}`)).body.items.find(({ id }: { id: string }) => id === third.id); // prettier-ignore
      expect(memberships).toMatchObject(state === 'accepted' ? [{ list: 'major_611', joinedOn: '2023-04-01', basis: '毕府发〔2023〕8号' }] : []); // prettier-ignore
      const trail = await api.owner.sql(`SELECT action, reason FROM audit_entry WHERE table_name = 'list_proposal' AND row_id = $1 ORDER BY id`, [second.id]); // prettier-ignore
      expect(trail).toEqual([{ action: 'INSERT', reason: wanted.reason }, { action: 'UPDATE', reason: '未达标准' }]); // prettier-ignore
    });

    it('filter the list, which shows those a project is on now, as all else it shows, like the page of the project', async () => {
      const row = await create();
      await department.post(`${PATH}/${row.id}/memberships`).send({ list: 'observation_site', joinedOn: '2023-04-01' });
      await department.post(`${PATH}/${row.id}/memberships`).send({ list: 'land_need', joinedOn: '2023-04-01' });
      const at = `${PATH}/${row.id}/memberships`;
      const { body: joined } = await department.post(at).send({ list: 'leader_linked', joinedOn: '2023-04-01' });
      const [stay] = joined.memberships.filter(({ list }: { list: string }) => list === 'leader_linked');
      await department.post(`${at}/${stay.id}/leave`).send({ leftOn: '2023-05-01', reason: '不再联系' }).expect(201);
      const { body } = await clerk.get(PATH).query({ list: 'observation_site' }).expect(200);
      expect(body.total).toBe(1);
      const [{ lists, qualityScore, ...listed }] = body.items;
      const { body: whole } = await clerk.get(`${PATH}/${row.id}`).expect(200);
      expect(whole.memberships).toHaveLength(3);
      expect([lists, qualityScore]).toEqual([['observation_site', 'land_need'], whole.quality.score]);
      expect(whole).toMatchObject(listed);
      expect(body.items[0].openSuggestionCount).toBe(0);
    });
  });

  it('knows the leader-linkage quota of 380 and which area is short (measure 5, acceptance check 1)', async () => {
    const quota = async () => (await officer.get(`${PATH}/linkage-quota`).query({ year: 2023 }).expect(200)).body;
    const before = await quota();
    expect(before.totalQuota).toBe(380);
    expect(before.areas).toHaveLength(11);
    expect(before.areas.map((a: { quota: number }) => a.quota)).toEqual([40, 40, 40, 40, 40, 40, 40, 40, 10, 10, 40]);
    const of = (view: typeof before, code: string) =>
      view.areas.find((area: { areaCode: string }) => area.areaCode === code);
    const zone = '520500-BLDJ';
    const { http: clerkOfZone } = await api.signIn('zone', ['county_clerk'], `QX-${zone}`);
    for (let i = 0; i < 10; i += 1) {
      const row = await create({ areaCode: zone }, clerkOfZone);
      await department.post(`${PATH}/${row.id}/memberships`).send({ list: 'leader_linked', joinedOn: '2023-02-01' });
      if (i === 0) await clerkOfZone.post(`${PATH}/${row.id}/archive`).send({ reason: '重复录入' }).expect(201);
    }
    const after = await quota();
    expect(of(after, zone)).toMatchObject({ quota: 10, linked: 9, short: 1 });
    expect(of(after, ZHIJIN).short).toBe(40 - of(after, ZHIJIN).linked);
    expect(after.totalLinked).toBe(before.totalLinked + 9);
    expect((await officer.get(`${PATH}/linkage-quota`).query({ year: 2022 })).body).toMatchObject({
      totalQuota: 0,
      areas: [],
    });
  });

  it('lists the land a year needs, with sums by area, for the bureaus that answer for it (measure 43)', async () => {
    const land = { landYear: 2031, landClass: 'industrial', newConstructionMu: '80', quotaPrepaid: 'yes', landBatch: '第1批', energyCase: 'separate_open', sensitiveArea: 'near', fundingRoutes: ['special_bond'] }; // prettier-ignore
    const first = await create({ ...land, landMu: '100.5', landGuaranteedMu: '60', forestMu: '12' });
    await create({ ...land, landMu: '20', quotaPrepaid: 'no', landGuarantee: 'settled' });
    await create({ ...land, landYear: 2030, landMu: '999' });
    expect(first).toMatchObject({ ...land, forestMu: '12' });
    for (const unit of ['ZRZY', 'LYJ']) {
      const { http } = await api.signIn(`land-${unit}`, ['bureau_reviewer'], unit);
      const summary = async (query: object) => (await http.get(`${PATH}/land-needs`).query(query).expect(200)).body;
      const all = await summary({});
      expect(all).toMatchObject({ year: 2031, years: expect.arrayContaining([2031, 2030]), containsExamples: false });
      expect(all.total).toMatchObject({ count: 2, landMu: '120.5', newConstructionMu: '160', forestMu: '12', landGuaranteedMu: '60', prepaidCount: 1, prepaidMu: '80', unsecuredCount: 1, unsecuredForestCount: 1, withoutLandCount: 0 }); // prettier-ignore
      expect(all.areas).toMatchObject([{ areaCode: ZHIJIN, count: 2, landMu: '120.5' }]);
      expect((await summary({ landYear: 2031, needsForest: 'true' })).total).toMatchObject({
        count: 1,
        landMu: '100.5',
      });
      expect((await summary({ landYear: 2029 })).total).toMatchObject({ count: 0, landMu: '0' });
      const { body } = await http
        .get(PATH)
        .query({ placement: 'local', landYear: 2031, needsForest: 'true' })
        .expect(200);
      expect(body.items.map(({ id }: { id: string }) => id)).toEqual([first.id]);
    }
  });

  it('keeps the list of a year in versions that never change, and tells what differs (measure 43)', async () => {
    const at = '/api/v1/land-lists';
    const year = 2041;
    const land = { landYear: year, landClass: 'industrial', landGuarantee: 'open' };
    const first = await create({ ...land, landMu: '100', forestMu: '5', forestGuarantee: 'partial' });
    const second = await create({ ...land, landMu: '20.5' });
    const { http: dafang } = await api.signIn('dafang-land', ['county_clerk'], 'QX-520521');
    const elsewhere = await create({ ...land, areaCode: '520521', landMu: '7' }, dafang);
    const freeze = (by: TestAgent, areaCode: string | null, step = 'submitted') => by.post(at).send({ year, areaCode, step, reason: '第一次上报' }); // prettier-ignore
    const one = (await freeze(clerk, ZHIJIN).expect(201)).body;
    expect(one).toMatchObject({ number: 1, areaCode: ZHIJIN, frozenByName: 'clerk', previousId: null, total: { count: 2, landMu: '120.5', unsecuredForestCount: 1 } }); // prettier-ignore
    for (const [by, areaCode] of [[clerk, null], [clerk, '520521'], [dafang, ZHIJIN], [department, ZHIJIN]] as const) {
      expect((await freeze(by, areaCode).expect(403)).body.code).toBe('AREA_FORBIDDEN');
    } // prettier-ignore
    expect((await clerk.post(at).send({ year: 2042, areaCode: ZHIJIN, step: 'submitted', reason: '空的' }).expect(422)).body.code).toBe('LAND_LIST_EMPTY'); // prettier-ignore
    const whole = (await freeze(department, null, 'issued').expect(201)).body;
    expect(whole).toMatchObject({ number: 1, areaCode: null, areaName: '全市', total: { count: 3, landMu: '127.5' } });

    await clerk.patch(`${PATH}/${first.id}`).send({ landMu: '110', landGuarantee: 'settled', version: 1 }).expect(200);
    await clerk.patch(`${PATH}/${second.id}`).send({ landYear: null, version: 1 }).expect(200);
    const third = await create({ ...land, landMu: '3' });
    const two = (await freeze(clerk, ZHIJIN).expect(201)).body;
    expect(two).toMatchObject({ number: 2, previousId: one.id, total: { count: 2, landMu: '113' } });
    const { http: bureau } = await api.signIn('land-bureau', ['bureau_reviewer'], 'LYJ');
    expect((await bureau.get(`${at}/${one.id}`).expect(200)).body).toEqual(one);
    const { body: listed } = await bureau.get(at).query({ year }).expect(200);
    expect([listed.items.map(({ id }: { id: string }) => id), listed.mayFreeze]).toEqual([[two.id, whole.id, one.id], []]); // prettier-ignore

    const difference = async (id: string, to?: string) => (await bureau.get(`${at}/${id}/difference`).query(to === undefined ? {} : { to }).expect(200)).body; // prettier-ignore
    const expected = [
      { change: 'changed', project: { projectId: first.id }, fields: [{ field: 'landMu', before: '100', after: '110' }, { field: 'landGuarantee', before: 'open', after: 'settled' }] },
      { change: 'added', project: { projectId: third.id }, fields: [] },
      { change: 'removed', project: { projectId: second.id }, fields: [] },
    ]; // prettier-ignore
    expect(await difference(one.id, two.id)).toMatchObject({ to: { number: 2 }, changes: expected, total: { before: { landMu: '120.5' }, after: { landMu: '113' } } }); // prettier-ignore
    expect(await difference(two.id, one.id)).toEqual(await difference(one.id, two.id));
    expect(await difference(one.id)).toMatchObject({ to: null, changes: expected });
    expect((await difference(two.id)).changes).toEqual([]);
    expect((await difference(whole.id)).changes.map(({ project }: { project: { projectId: string } }) => project.projectId)).not.toContain(elsewhere.id); // prettier-ignore
    expect((await bureau.get(`${at}/${one.id}/difference`).query({ to: whole.id }).expect(422)).body.code).toBe('LAND_LISTS_DIFFER'); // prettier-ignore

    // Past the service, too, nothing is added to a version or taken from it.
    const database = api.app.get(Database);
    const past = (sql: string) => database.actAs(reviewerActor, () => database.transaction((tx) => tx.query(sql, [one.id]))); // prettier-ignore
    for (const sql of [
      `INSERT INTO land_list_project (version_id, project_id, code, name) SELECT $1, id, code, name FROM project LIMIT 1`,
      `UPDATE land_list_project SET land_mu = 1 WHERE version_id = $1`,
      `DELETE FROM land_list_version WHERE id = $1`,
    ]) {
      await expect(past(sql)).rejects.toThrow(/row-level security|permission denied/);
    }
    await expect(api.owner.sql('UPDATE land_list_project SET land_mu = 1 WHERE version_id = $1', [one.id])).rejects.toThrow(); // prettier-ignore
  });

  it('plans the money of a project route by route; its routes and sums follow (measure 10)', async () => {
    const bond = { route: 'special_bond', amountCny: '30000000', state: 'approved', grantedCny: '25000000.5', on: '2026-05-01' }; // prettier-ignore
    const loan = { route: 'bank_loan', amountCny: '20000000.00', state: 'intended', grantedCny: null, on: null };
    const row = await create({ fundingPlan: [bond, { route: 'bank_loan', amountCny: '20000000.00' }] });
    expect(row.fundingPlan).toEqual([bond, { ...loan, amountCny: '20000000' }]);
    expect(row).toMatchObject({ fundingRoutes: ['special_bond', 'bank_loan'], fundingSoughtCny: '50000000.00', fundingGrantedCny: '25000000.50', fundingGrantedOn: '2026-05-01' }); // prettier-ignore
    const patch = (changes: object, status: number, by = clerk) => by.patch(`${PATH}/${row.id}`).send(changes).expect(status); // prettier-ignore
    // Another sum beside the parts is refused; what the parts make of it is no contradiction.
    const { body: differs } = await patch({ fundingSoughtCny: '60000000', version: 1 }, 422);
    expect(differs).toMatchObject({
      code: 'PROJECT_FUNDING_DIFFERS',
      details: { path: 'fundingSoughtCny', expected: '5000万元' },
    });
    const otherRoute = await patch({ fundingRoutes: ['social_capital'], version: 1 }, 422);
    expect(otherRoute.body.details).toMatchObject({ path: 'fundingRoutes', expected: '专项债券、银行贷款' });
    for (const wrong of [[loan, loan], [{ ...loan, grantedCny: '1' }], [{ route: 'lottery' }], [{ ...loan, amountCny: '-1' }]]) {
      expect((await patch({ fundingPlan: wrong, version: 1 }, 400)).body.code).toBe('VALIDATION_FAILED');
    } // prettier-ignore
    const { http: dafang } = await api.signIn('dafang-funding', ['county_clerk'], 'QX-520521');
    await patch({ fundingPlan: [], version: 1 }, 403, dafang);
    const { body: after } = await patch({ fundingPlan: [bond], fundingSoughtCny: '30000000', version: 1 }, 200);
    expect(after).toMatchObject({ fundingRoutes: ['special_bond'], fundingSoughtCny: '30000000.00' });
    await patch({ note: '补充材料', version: 2 }, 200);
    const [trace] = await api.owner.sql(`SELECT new_values FROM audit_entry WHERE row_id = $1 ORDER BY id DESC LIMIT 1`, [row.id]); // prettier-ignore
    expect(trace).toEqual({ new_values: { note: '补充材料' } });
    // Without parts a project may still know its sum.
    await patch({ fundingPlan: [], fundingSoughtCny: '70000000', version: 3 }, 200);
    const found = async (fundingRoute: string) => (await clerk.get(PATH).query({ ids: row.id, fundingRoute })).body.total; // prettier-ignore
    expect([await found('special_bond,policy_tool'), await found('bank_loan')]).toEqual([1, 0]);
  });

  it('filters by amount, state, phase and place', async () => {
    const small = await create({ totalInvestmentCny: '5000000.01', phase: 'building', sector: '旅游' });
    const query = { ids: small.id, investmentMinCny: 5000000, investmentMaxCny: 5000001, phase: 'building,done', sector: '旅游', areaCode: ZHIJIN, placement: 'local', reserveState: 'draft' }; // prettier-ignore
    const total = async (change: object) => (await clerk.get(PATH).query({ ...query, ...change })).body.total;
    expect(await total({})).toBe(1);
    for (const change of [{ investmentMinCny: 5000001 }, { investmentMaxCny: 5000000 }, { phase: 'done' }, { areaCode: '520521' }, { placement: 'reference' }, { reserveState: 'pending' }, { sector: '工业' }]) {
      expect(await total(change)).toBe(0);
    } // prettier-ignore
  });
});
