import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codesOf, QUALITY_FIELDS, type ProjectView, type ReserveFigures } from '@lianghuan/contracts';
import { ReserveRunService } from '@lianghuan/crm';
import { Clock } from '@lianghuan/platform';
import type TestAgent from 'supertest/lib/agent.js';
import { type ApiContext, startApi } from './support/api.js';
import { makeEnterprise } from './support/records.js';

const PATH = '/api/v1';
const ZHIJIN = '520524';
const DAFANG = '520521';
const EXCEPTION = '历史在库项目';
/** Every field that counts for completeness. */
const COMPLETE = {
  nationalCode: '2023-520524-26-01-700001', areaCode: ZHIJIN, place: '织金经开区', sector: '工业', industryCodes: ['26'], modernisation: 'industrialisation',
  projectCategory: 'industry', investorKind: 'market', content: '年产10万吨', scaleText: '10万吨', totalInvestmentCny: '200000000',
  plannedStartOn: '2099-01-01', plannedFinishOn: '2099-12-31', landMu: '100', energyTce: '5000', waterM3: '100000', approvalKind: 'permit',
  responsibleUnits: ['织金县工信局'],
} as const; // prettier-ignore

describe('the reserve in figures (measures 9–13)', () => {
  let api: ApiContext;
  let clerk: TestAgent;
  let other: TestAgent;
  let countyReviewer: TestAgent;
  let department: TestAgent;
  let manager: TestAgent;
  beforeAll(async () => {
    api = await startApi();
    ({ http: clerk } = await api.signIn('clerk', ['county_clerk'], 'QX-520524'));
    ({ http: countyReviewer } = await api.signIn('zhijin2', ['county_reviewer'], 'QX-520524'));
    ({ http: other } = await api.signIn('other', ['county_clerk'], 'QX-520521'));
    ({ http: department } = await api.signIn('department', ['department_reviewer'], 'FGW'));
    ({ http: manager } = await api.signIn('manager', ['manager'], 'SZF'));
  });
  afterAll(() => api.close());

  let made = 0;
  const create = async (fields: object = {}, by = clerk): Promise<ProjectView> =>
    (
      await by
        .post(`${PATH}/projects`)
        .send({ name: `储备项目${(made += 1)}`, areaCode: ZHIJIN, totalInvestmentCny: '150000000', ...fields })
        .expect(201)
    ).body;
  const admit = async (row: ProjectView): Promise<ProjectView> =>
    (
      await department
        .post(`${PATH}/projects/${row.id}/reserve-state`)
        .send({ to: 'in_reserve', reason: EXCEPTION, version: row.version })
        .expect(201)
    ).body;
  const get = async (id: string, by = clerk): Promise<ProjectView> => (await by.get(`${PATH}/projects/${id}`)).body;
  const scores = (value: number) => ({
    scores: Object.fromEntries(codesOf('rubricCriterion').map((criterion) => [criterion, value])),
    rationale: Object.fromEntries(codesOf('rubricCriterion').map((criterion) => [criterion, '依据充分'])),
  });
  const figures = async (query: object = {}, by = manager): Promise<ReserveFigures> =>
    (await by.get(`${PATH}/reserve/figures`).query(query).expect(200)).body;
  const check = async () => {
    const runs = api.app.get(ReserveRunService);
    const { id } = (await manager.post(`${PATH}/reserve/runs`).expect(201)).body as { id: string };
    expect(await runs.execute(id)).toBe('done');
    return (await manager.get(`${PATH}/reserve/runs`)).body.find((run: { id: string }) => run.id === id);
  };

  it('scores quality in parts that add up, the completeness by the very fields it names', async () => {
    expect(Object.keys(COMPLETE).sort()).toEqual([...QUALITY_FIELDS].sort());
    let row = await create(COMPLETE);
    expect(row.quality).toEqual({ score: 36, completeness: 30, rubric: 0, review: 0, freshness: 6 });
    for (const field of QUALITY_FIELDS) {
      if (field === 'areaCode') continue;
      const empty = Array.isArray(COMPLETE[field]) ? [] : null;
      const { body } = await clerk.patch(`${PATH}/projects/${row.id}`).send({ [field]: empty, version: row.version }).expect(200); // prettier-ignore
      expect([field, body.quality.completeness]).toEqual([field, 28.3]);
      row = (await clerk.patch(`${PATH}/projects/${row.id}`).send({ [field]: COMPLETE[field], version: body.version }).expect(200)).body; // prettier-ignore
    }
    await department.post(`${PATH}/projects/${row.id}/rubrics`).send(scores(4)).expect(201);
    row = await admit(await get(row.id));
    row = (await clerk.patch(`${PATH}/projects/${row.id}`).send({ validUntil: `${new Date().getFullYear() + 5}-01-01`, version: row.version })).body; // prettier-ignore
    expect(row.quality).toEqual({ score: 84, completeness: 30, rubric: 24, review: 10, freshness: 20 });
    // A better one comes first, on the list and in its band.
    const poor = await create();
    const list = async (query: object) =>
      (await clerk.get(`${PATH}/projects`).query({ ids: `${row.id},${poor.id}`, ...query }).expect(200)).body.items.map(({ id }: ProjectView) => id); // prettier-ignore
    expect(await list({ sort: '-quality' })).toEqual([row.id, poor.id]);
    expect(await list({ sort: 'quality' })).toEqual([poor.id, row.id]);
    expect(await list({ qualityBand: 'good' })).toEqual([row.id]);
    const { body: summary } = await clerk.get(`${PATH}/projects/summary`).query({ ids: `${row.id},${poor.id}` });
    expect(summary).toEqual({
      count: 2, totalInvestmentCny: '350000000.00', unknownInvestmentCount: 0,
      quality: { mean: Math.round(((84 + poor.quality.score) / 2) * 10) / 10, good: 1, fair: 0, poor: 1 },
    }); // prettier-ignore
    await clerk.get(`${PATH}/projects`).query({ sort: '-qualities' }).expect(400);
  });

  it('keeps every scoring of the five criteria, and shows them to nobody of another county', async () => {
    const row = await create();
    const path = `${PATH}/projects/${row.id}/rubrics`;
    await clerk.post(path).send(scores(5)).expect(403);
    await countyReviewer.post(path).send(scores(2)).expect(201);
    await department.post(path).send({ ...scores(5), scores: { market: 5 } }).expect(400); // prettier-ignore
    const { body } = await department.post(path).send(scores(4)).expect(201);
    expect(body.items.map(({ total }: { total: number }) => total)).toEqual([20, 10]);
    expect((await get(row.id)).quality.rubric).toBe(24);
    expect((await clerk.get(path).expect(200)).body).toMatchObject({ items: [{}, {}], can: { score: false } });
    expect((await other.get(path).expect(200)).body).toEqual({ items: [], can: { score: false } });
    const { http: reviewerOfDafang } = await api.signIn('dafang2', ['county_reviewer'], 'QX-520521');
    expect((await reviewerOfDafang.post(path).send(scores(1)).expect(403)).body.code).toBe('AREA_FORBIDDEN');
  });

  it('adds up the money of the reserve by route, each opening the list it counts (measure 10)', async () => {
    const areaCode = '520523';
    const { http: there } = await api.signIn('jinsha', ['county_clerk'], `QX-${areaCode}`);
    const plans = [
      [{ route: 'special_bond', amountCny: '30000000', state: 'received', grantedCny: '10000000' }, { route: 'bank_loan' }],
      [{ route: 'special_bond', amountCny: '5000000.25' }],
    ]; // prettier-ignore
    for (const fundingPlan of plans) await admit(await create({ areaCode, fundingPlan }, there));
    await create({ areaCode, fundingPlan: plans[1] }, there);
    const { funding } = await figures({ areaCode }, clerk);
    expect(funding).toEqual([
      { route: 'special_bond', count: 2, unknownCount: 0, soughtCny: '35000000.25', grantedCny: '10000000.00' },
      { route: 'bank_loan', count: 1, unknownCount: 1, soughtCny: '0.00', grantedCny: '0.00' },
    ]);
    for (const { route, count } of funding) {
      const query = { placement: 'local', reserveState: 'in_reserve', areaCode, fundingRoute: route };
      expect((await other.get(`${PATH}/projects`).query(query)).body.total).toBe(count);
    }
  });

  it('takes the approval ratios over two denominators, with the approvals that would move them (measure 13b)', async () => {
    const area = '520525';
    const { http: clerkThere } = await api.signIn('nayong', ['county_clerk'], `QX-${area}`);
    const made = [];
    for (const [approvalKind, isApproved] of [['approval', true], ['approval', false], ['approval', false], ['approval', false], ['permit', false], ['filing', true]] as const) {
      const row = await create({ areaCode: area, approvalKind, ...(isApproved ? { approvedOn: '2024-01-05', approvalDocumentNo: '毕发改〔2024〕1号' } : { approvalDueOn: '2099-03-01' }) }, clerkThere); // prettier-ignore
      await department.post(`${PATH}/projects/${row.id}/memberships`).send({ list: 'major_611', joinedOn: '2023-03-01' });
      made.push(row);
    } // prettier-ignore
    const { approvals, funding } = await figures({ areaCode: area });
    expect(funding).toEqual([]);
    expect(approvals.areas).toEqual([
      {
        areaCode: area, areaName: '纳雍县', approval: { approved: 1, total: 4, missing: 1 }, permit: { approved: 0, total: 1, missing: 1 },
      },
    ]); // prettier-ignore
    const movers = await clerk
      .get(`${PATH}/projects`)
      .query({ list: 'major_611', areaCode: area, approvalKind: 'approval', approved: 'false', sort: 'approvalDueOn' });
    expect(movers.body.total).toBe(3);
    const bare = await clerkThere
      .patch(`${PATH}/projects/${made[1].id}`)
      .send({ approvedOn: '2024-02-01', version: 1 });
    expect(bare.body.code).toBe('PROJECT_APPROVAL_INCOMPLETE');
  });

  it('counts the ripe reserve against the starts of a year, each figure equal to the list it opens', async () => {
    const before = await figures();
    const ripe = { approvalKind: 'permit', approvedOn: '2024-01-05', approvalDocumentNo: '1号', landGuarantee: 'settled' }; // prettier-ignore
    await admit(await create(ripe));
    await admit(await create({ ...ripe, totalInvestmentCny: '60000000' }));
    await admit(await create({ ...ripe, phase: 'building' }));
    await admit(await create({ ...ripe, landGuarantee: 'open' }));
    const after = await figures();
    expect(after.coverage).toMatchObject({
      ripeCount: before.coverage.ripeCount + 1,
      goal: { code: 'T16', value: '200' },
    });
    expect(after.coverage.months).toBe(Math.round((after.coverage.ripeCount / (200 / 12)) * 10) / 10);
    const count = async (query: object) => (await manager.get(`${PATH}/projects`).query({ placement: 'local', ...query })).body.total; // prettier-ignore
    expect(await count({ maturity: 'ripe', investmentMinCny: 100_000_000, startBy: after.coverage.startBy })).toBe(
      after.coverage.ripeCount,
    );
    expect(await count({ reserveState: 'in_reserve' })).toBe(after.reserve.count);
    for (const { maturity, count: n } of after.maturities)
      expect([maturity, await count({ maturity })]).toEqual([maturity, n]);
    // Asked by a clerk, to whom the figures are the same as to everybody.
    const { areas, states, maturities } = await figures({}, clerk);
    expect({ areas, states, maturities }).toEqual({ areas: after.areas, states: after.states, maturities: after.maturities }); // prettier-ignore
    const summary = async (query: object) => (await clerk.get(`${PATH}/projects/summary`).query({ placement: 'local', ...query })).body; // prettier-ignore
    for (const { state, count: n, totalInvestmentCny } of states)
      expect(await summary({ reserveState: state })).toMatchObject({ count: n, totalInvestmentCny });
    for (const { areaCode, count: n, totalInvestmentCny, qualityMean, ripe: ripeCount } of areas) {
      const inArea = areaCode === null ? {} : { areaCode };
      const listed = await summary({ reserveState: 'in_reserve', ...inArea });
      expect(listed).toMatchObject({ count: n, totalInvestmentCny, quality: { mean: qualityMean } });
      expect(await count({ maturity: 'ripe', ...inArea })).toBe(ripeCount);
    }
    expect(after.maturities.reduce((sum, { count: n }) => sum + n, 0)).toBe(after.reserve.count);
    expect(after.goals).toMatchObject({ count: { code: 'T12', value: '1400' } });
  });

  it('follows cohorts through the stages, for each reader as far as he sees the leads (measure 12c)', async () => {
    const row = await admit(await create());
    const enterpriseId = await makeEnterprise(api.owner, { name: '转化企业' });
    const lead = (
      await clerk
        .post(`${PATH}/leads`)
        .send({ enterpriseId, projectId: row.id, nextStep: '拜访', nextStepOn: '2099-01-01' })
        .expect(201)
    ).body;
    await api.owner.sql(
      `INSERT INTO lead_stage_entry (lead_id, from_stage, to_stage, happened_on) VALUES ($1, 'clue', 'contact', '2026-01-01'), ($1, 'contact', 'signing', '2026-02-01')`,
      [lead.id],
    );
    const month = row.intakeOn?.slice(0, 7) ?? '';
    const cohort = async (by: TestAgent) =>
      (await by.get(`${PATH}/reserve/conversion`).query({ by: 'month' }).expect(200)).body.rows.find(
        ({ key }: { key: string }) => key === month,
      );
    expect(await cohort(manager)).toMatchObject({ label: month, contact: 1, negotiation: 1, signing: 1, start: 0, funds: 0, production: 0 }); // prettier-ignore
    expect((await cohort(manager)).cohort).toBe((await cohort(other)).cohort);
    expect(await cohort(other)).toMatchObject({ contact: 0, signing: 0 });
    const opened = async (by: TestAgent) => (await by.get(`${PATH}/projects`).query({ intake: month, reached: 'signing' })).body.total; // prettier-ignore
    expect([await opened(manager), await opened(other)]).toEqual([1, 0]);
    await department.get(`${PATH}/reserve/conversion`).expect(403);
    await manager.get(`${PATH}/reserve/conversion`).query({ by: 'area' }).expect(200);
    // Each figure by industry opens a list of as many projects, those without a trade too.
    const { rows } = (await manager.get(`${PATH}/reserve/conversion`).query({ by: 'industry' }).expect(200)).body;
    expect(rows.length).toBeGreaterThan(0);
    for (const { key, cohort: all, signing } of rows as { key: string | null; cohort: number; signing: number }[]) {
      const group = { placement: 'local', admitted: 'true', mainSection: key ?? 'none' };
      expect((await manager.get(`${PATH}/projects`).query(group).expect(200)).body.total).toBe(all);
      expect((await manager.get(`${PATH}/projects`).query({ ...group, reached: 'signing' }).expect(200)).body.total).toBe(signing); // prettier-ignore
    }
  });

  it('links a project with the one that comes after it, on both pages, and proposes that the earlier one leaves (measure 9a)', async () => {
    const first = await admit(await create({ name: '一期选矿厂' }));
    const second = await create({ name: '二期选矿厂' });
    const elsewhere = await create({ areaCode: '520521' }, other);
    const link = (by: TestAgent, id: string, otherId: string, side = 'successor', kind = 'replace') =>
      by.post(`${PATH}/projects/${id}/successions`).send({ side, otherId, kind, reason: '产能整合，以二期替代' });
    const linked = (await link(clerk, first.id, second.id).expect(201)).body as ProjectView;
    expect(linked.successions).toMatchObject([{ side: 'successor', kind: 'replace', project: { id: second.id, name: second.name, reserveState: 'draft', isArchived: false } }]); // prettier-ignore
    expect((await get(second.id, other)).successions).toMatchObject([
      { side: 'predecessor', project: { id: first.id } },
    ]);
    expect((await link(clerk, second.id, first.id, 'predecessor', 'split').expect(409)).body.code).toBe(
      'SUCCESSION_EXISTS',
    );
    for (const [id, otherId] of [[second.id, first.id], [first.id, first.id]]) {
      expect((await link(clerk, id, otherId).expect(409)).body.code).toBe('SUCCESSION_CIRCLE');
    } // prettier-ignore
    // Nobody links two projects of others, and a county may link its own with one of another county.
    expect((await link(other, first.id, elsewhere.id).expect(403)).body.code).toBe('AREA_FORBIDDEN');
    await link(other, elsewhere.id, second.id, 'predecessor', 'extend').expect(201);
    const third = (await get(second.id)).successions.find(({ project }) => project.id === elsewhere.id);
    expect(third).toMatchObject({ side: 'successor', kind: 'extend' });
    expect((await link(other, elsewhere.id, first.id).expect(409)).body.code).toBe('SUCCESSION_CIRCLE');

    const rulesOf = async (id: string) => (await clerk.get(`${PATH}/reserve/proposals`).query({ projectId: id, state: 'open' })).body.items.map(({ rule }: { rule: string }) => rule); // prettier-ignore
    await check();
    expect(await rulesOf(first.id)).toEqual([]);
    await admit(await get(second.id));
    await check();
    expect([await rulesOf(first.id), await rulesOf(second.id)]).toEqual([['SUCCEEDED'], []]);

    const told = async (id: string) => (await other.get(`${PATH}/timeline?subject=project&subjectId=${id}`)).body.items.filter(({ event }: { event: string }) => event.startsWith('succession')); // prettier-ignore
    expect(await told(first.id)).toMatchObject([{ event: 'succession_added', name: second.name, fromCode: 'successor', toCode: 'replace' }]); // prettier-ignore
    const [{ id }] = linked.successions;
    const end = (by: TestAgent, projectId: string) => by.post(`${PATH}/projects/${projectId}/successions/${id}/end`).send({ reason: '登记有误' }); // prettier-ignore
    expect((await end(other, elsewhere.id).expect(404)).body.code).toBe('SUCCESSION_NOT_FOUND');
    expect(((await end(clerk, second.id).expect(201)).body as ProjectView).successions).toMatchObject([{ side: 'successor' }]); // prettier-ignore
    expect((await get(first.id)).successions).toEqual([]);
    expect(await told(first.id)).toHaveLength(2);
    await check();
    expect(await rulesOf(first.id)).toEqual([]);
  });

  it('proposes by rule, changes nothing by itself, and leaves the decision to who may take it (measure 9a)', async () => {
    const late = await admit(await create({ plannedStartOn: '2020-01-01' }));
    const under = await admit(await create({ phase: 'building' }));
    const twin = await create({ name: late.name, distinctReason: '查重的例子' });
    const plan = await create({ ...COMPLETE, nationalCode: null });
    const run = await check();
    expect(run).toMatchObject({ status: 'done', lapsed: 0, errorCode: null });
    const rulesOf = async (projectId: string, by = clerk) =>
      (await by.get(`${PATH}/reserve/proposals`).query({ projectId }).expect(200)).body.items as {
        id: string; rule: string; state: string; can: { decide: boolean };
      }[]; // prettier-ignore
    const of = async (row: ProjectView, rule: string) => {
      const found = (await rulesOf(row.id)).find((one) => one.rule === rule);
      if (found === undefined) throw new Error(`no ${rule}`);
      return found;
    };
    expect((await rulesOf(late.id)).map(({ rule }) => rule)).toEqual(['START_PASSED']);
    expect((await rulesOf(twin.id)).map(({ rule }) => rule)).toEqual(['DUPLICATE']);
    expect((await rulesOf(plan.id)).map(({ rule }) => rule)).toEqual(['COMPLETE_NOT_SUBMITTED']);
    expect((await get(late.id)).reserveState).toBe('in_reserve');
    // Another county sees neither row nor count nor search, and decides nothing.
    expect(await rulesOf(late.id, other)).toEqual([]);
    expect((await other.get(`${PATH}/reserve/proposals`).query({ q: late.name })).body.total).toBe(0);
    expect((await figures({}, other)).openProposals?.every(({ count }) => count === 0)).toBe(true);
    const decide = (by: TestAgent, id: string, body: object) =>
      by.post(`${PATH}/reserve/proposals/${id}/decide`).send(body);
    const refresh = await of(late, 'START_PASSED');
    expect((await decide(other, refresh.id, { isAccepted: true }).expect(404)).body.code).toBe('PROPOSAL_NOT_FOUND');
    // A clerk refreshes and submits, but takes nothing out of the reserve.
    const exit = await of(under, 'IMPLEMENTED');
    expect(exit.can.decide).toBe(false);
    expect((await decide(clerk, exit.id, { isAccepted: true }).expect(403)).body.code).toBe('AREA_FORBIDDEN');
    await decide(countyReviewer, exit.id, { isAccepted: true }).expect(201);
    expect(await get(under.id)).toMatchObject({
      reserveState: 'exited',
      reserveReason: expect.stringContaining('转实施'),
    });
    await decide(clerk, refresh.id, { isAccepted: true }).expect(201);
    expect((await get(late.id)).reserveState).toBe('needs_update');
    expect((await decide(clerk, refresh.id, { isAccepted: true }).expect(409)).body.code).toBe('PROPOSAL_DECIDED');
    const promote = await of(plan, 'COMPLETE_NOT_SUBMITTED');
    await decide(clerk, promote.id, { isAccepted: false }).expect(400);
    await decide(clerk, promote.id, { isAccepted: false, reason: '等待用地' }).expect(201);
    // Declined is not proposed again next night; what no longer holds lapses.
    await clerk.patch(`${PATH}/projects/${twin.id}`).send({ name: '改名项目', version: twin.version }).expect(200);
    expect((await check()).lapsed).toBeGreaterThanOrEqual(1);
    expect((await rulesOf(plan.id)).map(({ state }) => state)).toEqual(['declined']);
    expect((await rulesOf(twin.id)).map(({ state }) => state)).toEqual(['lapsed']);
    const second = await create({ ...COMPLETE, nationalCode: null });
    await check();
    await decide(clerk, (await of(second, 'COMPLETE_NOT_SUBMITTED')).id, { isAccepted: true }).expect(201);
    expect((await get(second.id)).reserveState).toBe('pending');
    await clerk.post(`${PATH}/reserve/runs`).expect(403);
    // How many were proposed in the whole city is for those who see the whole city.
    expect((await clerk.get(`${PATH}/reserve/runs`).expect(200)).body).toEqual([]);
  });

  it('takes one snapshot per month, which nothing changes afterwards (measure 10c)', async () => {
    const clock = api.app.get(Clock);
    const runs = api.app.get(ReserveRunService);
    /** The nightly check of another day; the month it took a snapshot of. */
    const night = async (at: string) => {
      const now = clock.now.bind(clock);
      clock.now = () => new Date(at);
      try {
        const id = (await runs.requestNightly()) ?? '';
        expect(await runs.requestNightly()).toBeUndefined();
        expect(await runs.execute(id)).toBe('done');
        const [run] = await api.owner.sql<{ period: string | null }>(
          'SELECT snapshot_period AS period FROM reserve_run WHERE id = $1',
          [id],
        );
        return run.period;
      } finally {
        clock.now = now;
      }
    };
    expect(await night('2099-03-20T08:00:00+08:00')).toBeNull();
    expect(await night('2099-04-01T00:10:00+08:00')).toBe('2099-03');
    const list = async (areaCode = '520500') => (await other.get(`${PATH}/reserve/snapshots`).query({ areaCode }).expect(200)).body; // prettier-ignore
    const [first] = await list();
    expect(first).toMatchObject({ areaCode: '520500', takenByName: null });
    await admit(await create());
    expect(await night('2099-04-02T00:10:00+08:00')).toBeNull();
    expect(await list()).toEqual([first]);
    expect((await list(ZHIJIN))[0].count + (await list(DAFANG))[0].count).toBeLessThanOrEqual(first.count);
    const [{ n, total }] = await api.owner.sql<{ n: number; total: string }>(
      `SELECT count(*)::int AS n, coalesce(sum(total_investment_cny), 0)::text AS total FROM reserve_snapshot_project WHERE period = $1`,
      [first.period],
    );
    expect([n, Number(total)]).toEqual([first.count, Number(first.totalInvestmentCny)]);
    // Its figures open the projects it counted, also when one was archived since.
    await api.owner.sql(`UPDATE project SET archived_at = now(), archive_reason = '撤销' WHERE id = (SELECT project_id FROM reserve_snapshot_project WHERE period = $1 LIMIT 1)`, [first.period]); // prettier-ignore
    const opens = async (query: object) => (await other.get(`${PATH}/projects`).query({ snapshot: first.period, includeArchived: 'true', ...query }).expect(200)).body.total; // prettier-ignore
    expect(await opens({})).toBe(first.count);
    for (const part of ['good', 'fair', 'poor', 'ripe']) expect(await opens({ snapshotPart: part })).toBe(first[part]);
    expect(await opens({ snapshotArea: ZHIJIN })).toBe((await list(ZHIJIN))[0].count);
    await expect(api.owner.sql('UPDATE reserve_snapshot SET count = 0')).rejects.toThrow('append-only');
  });
});
