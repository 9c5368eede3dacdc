import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codesOf, type Code, type ReviewPacketDetail, ReviewPacketQuery } from '@lianghuan/contracts';
import { ChangeUndoService, ReviewService } from '@lianghuan/crm';
import { type Actor, Database } from '@lianghuan/platform';
import type TestAgent from 'supertest/lib/agent.js';
import { type ApiContext, startApi } from './support/api.js';

const PATH = '/api/v1';
const ZHIJIN = '520524';
/** Unit of each seat for a chemical project (GB/T 4754 26), as the product ships them. */
const UNITS: Readonly<Record<Code<'reviewSeat'>, string>> = {
  investment: 'FGW', line: 'GXJ', land: 'ZRZY', forest: 'LYJ', environment: 'STHJ', energy: 'NYJ', water: 'SHWJ',
}; // prettier-ignore

describe('joint review (measure 11c, acceptance check 4)', () => {
  let api: ApiContext;
  let clerk: TestAgent;
  let clerkActor: Actor;
  let other: TestAgent;
  let otherActor: Actor;
  let manager: TestAgent;
  let forest: Actor;
  const bureaus = {} as Record<Code<'reviewSeat'>, TestAgent>;

  beforeAll(async () => {
    api = await startApi();
    ({ http: clerk, actor: clerkActor } = await api.signIn('clerk', ['county_clerk'], 'QX-520524'));
    ({ http: other, actor: otherActor } = await api.signIn('other', ['county_clerk'], 'QX-520521'));
    ({ http: manager } = await api.signIn('manager', ['manager'], 'SZF'));
    for (const seat of codesOf('reviewSeat')) {
      const role = seat === 'investment' ? 'department_reviewer' : 'bureau_reviewer';
      const { http, actor } = await api.signIn(seat, [role], UNITS[seat]);
      bureaus[seat] = http;
      if (seat === 'forest') forest = actor;
    }
  });
  afterAll(() => api.close());

  let made = 0;
  const submitted = async (fields: object = {}): Promise<ReviewPacketDetail> => {
    made += 1;
    const row = (
      await clerk
        .post(`${PATH}/projects`)
        .send({
          name: `磷石膏综合利用${made}号`,
          areaCode: ZHIJIN,
          totalInvestmentCny: '80000000',
          industryCodes: ['26'],
          ...fields,
        }) // prettier-ignore
        .expect(201)
    ).body as { id: string; version: number };
    return (await resubmit(row).expect(201)).body as ReviewPacketDetail;
  };
  const resubmit = (row: { id: string; version: number }) =>
    clerk.post(`${PATH}/projects/${row.id}/review-packets`).send({ version: row.version, note: '请审' });
  const project = async (id: string) => (await clerk.get(`${PATH}/projects/${id}`).expect(200)).body;
  const opinionOf = (packet: ReviewPacketDetail, seat: Code<'reviewSeat'>) => {
    const opinion = packet.opinions.find((one) => one.seat === seat);
    if (opinion === undefined) throw new Error(seat);
    return opinion;
  };
  const conclude = (packet: ReviewPacketDetail, seat: Code<'reviewSeat'>, input: object = {}, by = bureaus[seat]) => {
    const { id, checklist } = opinionOf(packet, seat);
    const answers = Object.fromEntries(checklist.map(({ code }) => [code, 'yes']));
    return by.post(`${PATH}/review-opinions/${id}/conclude`).send({ verdict: 'pass', answers, ...input });
  };
  const passAll = async (packet: ReviewPacketDetail, but: readonly Code<'reviewSeat'>[] = []) => {
    for (const seat of codesOf('reviewSeat')) if (!but.includes(seat)) await conclude(packet, seat).expect(201);
  };

  it('admits a project only when every seat has concluded, and begins again when a key fact changes', async () => {
    const packet = await submitted();
    expect(packet).toMatchObject({ number: 1, status: 'open', note: '请审', previousNumber: null, changes: [] });
    expect(packet.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(packet.opinions.map(({ seat, unit }) => [seat, unit.name])).toEqual([
      ['investment', '毕节市发展和改革委员会'], ['line', '毕节市工业和信息化局'], ['land', '毕节市自然资源和规划局'],
      ['forest', '毕节市林业局'], ['environment', '毕节市生态环境局'], ['energy', '毕节市能源局'], ['water', '毕节市水务局'],
    ]); // prettier-ignore
    await passAll(packet, ['forest']);
    expect(await project(packet.project.id)).toMatchObject({ reserveState: 'pending', intakeOn: null });
    expect((await conclude(packet, 'land').expect(409)).body.code).toBe('REVIEW_OPINION_CONCLUDED');

    const done = (await conclude(packet, 'forest').expect(201)).body as ReviewPacketDetail;
    expect(done).toMatchObject({ status: 'approved', frozen: { totalInvestmentCny: '80000000.00' } });
    let row = await project(packet.project.id);
    // What the bureaus concluded is what the project says of its elements (measures 43–45).
    expect(row).toMatchObject({ landGuarantee: 'settled', energyGuarantee: 'settled', waterGuarantee: 'settled', environmentGuarantee: 'settled', forestGuarantee: 'settled' }); // prettier-ignore
    expect(row.quality.review).toBe(20);
    expect(row).toMatchObject({ reserveState: 'in_reserve', reservePacketId: packet.id, changedKeyFields: [] });
    expect((await conclude(packet, 'forest').expect(409)).body.code).toBe('REVIEW_CONCLUDED');

    // A remark changes nothing; the total investment does.
    row = (await clerk.patch(`${PATH}/projects/${row.id}`).send({ note: '补充', version: row.version }).expect(200))
      .body;
    expect(row.reserveState).toBe('in_reserve');
    row = (await clerk.patch(`${PATH}/projects/${row.id}`).send({ totalInvestmentCny: '95000000', version: row.version }).expect(200)).body; // prettier-ignore
    expect(row).toMatchObject({ reserveState: 'needs_update', changedKeyFields: ['totalInvestmentCny'] });
    expect(row.reserveReason).toContain('总投资8000万元→9500万元');
    const { http: countyReviewer } = await api.signIn('zhijin2', ['county_reviewer'], 'QX-520524');
    const back = await countyReviewer.post(`${PATH}/projects/${row.id}/reserve-state`).send({ to: 'in_reserve', reason: '属实', version: row.version }); // prettier-ignore
    expect(back.body.code).toBe('RESERVE_REVIEW_REQUIRED');

    const second = (await resubmit(row).expect(201)).body as ReviewPacketDetail;
    expect(second).toMatchObject({ number: 2, previousNumber: 1 });
    expect(second.changes).toEqual([
      { field: 'totalInvestmentCny', before: '80000000.00', after: '95000000.00', isKey: true },
      { field: 'note', before: null, after: '补充', isKey: false },
      ...['landGuarantee', 'waterGuarantee', 'energyGuarantee', 'forestGuarantee', 'environmentGuarantee'].map((field) => ({
        field, before: null, after: 'settled', isKey: false,
      })),
    ]); // prettier-ignore
    // The first packet is what it was.
    expect((await clerk.get(`${PATH}/review-packets/${packet.id}`)).body.sha256).toBe(packet.sha256);
    // While it is reviewed, what is reviewed stays.
    row = await project(row.id);
    const frozen = await clerk.patch(`${PATH}/projects/${row.id}`).send({ landMu: '50', version: row.version }).expect(409); // prettier-ignore
    expect(frozen.body).toMatchObject({ code: 'PROJECT_KEY_FACTS_FROZEN', details: { fields: '用地需求' } });
    expect((await resubmit(row).expect(409)).body.code).toBe('PROJECT_UNDER_REVIEW');
    expect((await clerk.post(`${PATH}/projects/${row.id}/archive`).send({ reason: '误报' }).expect(409)).body.code).toBe(
      'PROJECT_UNDER_REVIEW',
    ); // prettier-ignore
    // Withdrawn, it is where it was before.
    const gone = await other.post(`${PATH}/review-packets/${second.id}/withdraw`).send({ reason: '资料不全' });
    expect([gone.status, gone.body.code]).toEqual([404, 'REVIEW_PACKET_NOT_FOUND']);
    await clerk.post(`${PATH}/review-packets/${second.id}/withdraw`).send({ reason: '资料不全' }).expect(201);
    expect((await project(row.id)).reserveState).toBe('needs_update');
    expect((await conclude(second, 'land').expect(409)).body.code).toBe('REVIEW_CONCLUDED');
  });

  it('keeps an element at what its bureau concluded: no form, bulk edit or import raises it, and lowering it is reviewed anew', async () => {
    const packet = await submitted();
    const condition = { text: '落实用地指标', ownerOrganisationId: clerkActor.organisationId, dueOn: '2099-12-31' };
    await conclude(packet, 'land', { verdict: 'conditional', conditions: [condition] }).expect(201);
    await passAll(packet, ['land']);
    let row = await project(packet.project.id);
    const verdict = { state: 'partial', number: 1, unit: '毕节市自然资源和规划局' };
    expect(row).toMatchObject({ reserveState: 'in_reserve', landGuarantee: 'partial', guaranteeVerdicts: { landGuarantee: verdict } }); // prettier-ignore
    const patch = (fields: object, by = clerk) => by.patch(`${PATH}/projects/${row.id}`).send({ ...fields, version: row.version }); // prettier-ignore
    for (const by of [clerk, bureaus.investment]) {
      const raised = await patch({ landGuarantee: 'settled' }, by).expect(409);
      expect(raised.body).toMatchObject({ code: 'GUARANTEE_CONCLUDED', details: { path: 'landGuarantee', field: '用地保障', number: 1, unit: verdict.unit } }); // prettier-ignore
    }
    const bulk = { register: 'project', field: 'landGuarantee', value: 'settled', ids: [row.id] };
    const { body: edit } = await clerk.post(`${PATH}/bulk-edits`).send(bulk).expect(201);
    expect(edit.counts).toMatchObject({ change: 0, refused: 1 });
    // The wall behind the service.
    const database = api.app.get(Database);
    const past = database.actAs(clerkActor, () =>
      database.transaction((tx) => tx.query(`UPDATE project SET land_guarantee = 'settled' WHERE id = $1`, [row.id])),
    );
    await expect(past).rejects.toMatchObject({ driverError: { constraint: 'project_guarantee_concluded' } });

    row = (await patch({ environmentGuarantee: 'partial' }).expect(200)).body;
    expect(row).toMatchObject({ reserveState: 'needs_update' });
    expect(row.reserveReason).toContain('环评预评估已落实→部分落实');
    // Bureau and clerk, neither of whom reads the audit, see it.
    for (const by of [clerk, bureaus.land]) {
      const { body } = await by.get(`${PATH}/timeline`).query({ subject: 'project', subjectId: row.id }).expect(200);
      expect(body.items).toContainEqual(expect.objectContaining({ event: 'guarantee_changed', name: '环评预评估', fromCode: 'settled', toCode: 'partial', actorName: 'clerk' })); // prettier-ignore
    }
    // What was lowered by mistake can be put right, but it is a reviewer who takes it back into the reserve.
    row = (await patch({ environmentGuarantee: 'settled' }).expect(200)).body;
    expect(row.reserveState).toBe('needs_update');
    // Reviewed anew, the bureau says better.
    const second = (await resubmit(row).expect(201)).body as ReviewPacketDetail;
    await passAll(second);
    expect(await project(row.id)).toMatchObject({ reserveState: 'in_reserve', landGuarantee: 'settled' });
  });

  it('gives a project back to the reserve when the batch that took it out is taken back, unless somebody moved it since', async () => {
    const undo = async (id: string) => {
      const { body } = await clerk.post(`${PATH}/bulk-edits/${id}/undo`).send({ reason: '改错了' }).expect(201);
      expect(await api.app.get(ChangeUndoService, { strict: false }).execute(body.undo.id)).toBe('done');
    };
    const lower = async (id: string) => {
      const bulk = { register: 'project', field: 'waterGuarantee', value: 'open', ids: [id] };
      const { body } = await clerk.post(`${PATH}/bulk-edits`).send(bulk).expect(201);
      await clerk.post(`${PATH}/bulk-edits/${body.id}/commit`).send({ reason: '旱情' }).expect(201);
      expect((await project(id)).reserveState).toBe('needs_update');
      return body.id as string;
    };
    const packet = await submitted();
    await passAll(packet);
    const { id, intakeOn } = await project(packet.project.id);
    await undo(await lower(id));
    expect(await project(id)).toMatchObject({ reserveState: 'in_reserve', waterGuarantee: 'settled', intakeOn, reservePacketId: packet.id }); // prettier-ignore
    const { body } = await clerk.get(`${PATH}/timeline`).query({ subject: 'project', subjectId: id }).expect(200);
    expect(body.items).toContainEqual(expect.objectContaining({ event: 'reserve_changed', fromCode: 'needs_update', toCode: 'in_reserve', note: expect.stringContaining('改错了') })); // prettier-ignore

    const batch = await lower(id);
    const { version } = await project(id);
    await clerk.post(`${PATH}/projects/${id}/reserve-state`).send({ to: 'paused', reason: '业主观望', version }).expect(201); // prettier-ignore
    await undo(batch);
    expect(await project(id)).toMatchObject({ reserveState: 'paused', waterGuarantee: 'settled' });
  });

  it('concludes exactly once when the last seats conclude at the same moment', async () => {
    const packet = await submitted();
    await passAll(packet, ['energy', 'water', 'land']);
    const last = await Promise.all(
      (['energy', 'water', 'land', 'land'] as const).map((seat) => conclude(packet, seat)),
    );
    expect(last.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 201, 201, 409]);
    expect((await project(packet.project.id)).reserveState).toBe('in_reserve');
    const [{ n }] = await api.owner.sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM audit_entry WHERE table_name = 'project' AND row_id = $1 AND new_values ->> 'reserve_state' = 'in_reserve'`,
      [packet.project.id],
    );
    expect(n).toBe(1);
  });

  it('is each unit’s own: no bureau concludes for another, no county for anybody', async () => {
    const packet = await submitted();
    const wrong = await conclude(packet, 'land', {}, bureaus.forest).expect(403);
    expect(wrong.body).toMatchObject({ code: 'REVIEW_UNIT_FORBIDDEN', details: { unit: '毕节市自然资源和规划局' } });
    for (const by of [clerk, manager]) expect((await conclude(packet, 'land', {}, by).expect(403)).body.code).toBe('FORBIDDEN'); // prettier-ignore
    // The wall behind the service: the rows of other units do not take it.
    const database = api.app.get(Database);
    const changed = await database.actAs(forest, () =>
      database.transaction<[unknown[], number]>((tx) =>
        tx.query(`UPDATE review_opinion SET verdict = 'pass', concluded_at = now() WHERE packet_id = $1 RETURNING seat`, [packet.id]),
      ),
    ); // prettier-ignore
    expect(changed[0]).toEqual([{ seat: 'forest' }]);
    const mine = async (by: TestAgent) => (await by.get(`${PATH}/review-packets`).query({ mine: 'true' }).expect(200)).body; // prettier-ignore
    const waiting = (await mine(bureaus.land)).total;
    await conclude(packet, 'land').expect(201);
    expect((await mine(bureaus.land)).total).toBe(waiting - 1);
    expect((await mine(bureaus.water)).items.at(-1)).toMatchObject({ id: packet.id, mySeats: ['water'] });
    expect((await mine(manager)).total).toBe(0);
  });

  it('shows a packet of one county to nobody of another: list, count, search, detail, conditions, files, history', async () => {
    const packet = await submitted({ name: '织金涉密评审项目' });
    const upload = await bureaus.land
      .post(`${PATH}/review-files`)
      .attach('file', Buffer.from('%PDF-1.7 勘界图'), '勘界图.pdf')
      .expect(201);
    const condition = { text: '落实用地指标', ownerOrganisationId: clerkActor.organisationId, dueOn: '2099-12-31' };
    await conclude(packet, 'land', { verdict: 'conditional', conditions: [condition], fileIds: [upload.body.id] }).expect(201); // prettier-ignore
    const seen = async (by: TestAgent) => ({
      list: (await by.get(`${PATH}/review-packets`).query({ projectId: packet.project.id })).body.total,
      search: (await by.get(`${PATH}/review-packets`).query({ q: '涉密评审' })).body.total,
      detail: (await by.get(`${PATH}/review-packets/${packet.id}`)).status,
      conditions: (await by.get(`${PATH}/review-conditions`).query({ packetId: packet.id })).body.total,
      file: (await by.get(`${PATH}/files/${upload.body.id}`)).status,
    });
    const reviews = api.app.get(ReviewService);
    const exported = (by: Actor) =>
      api.app.get(Database).actAs(by, async () => {
        const rows = [];
        for await (const block of reviews.stream(ReviewPacketQuery.parse({ projectId: packet.project.id }))) rows.push(...block); // prettier-ignore
        return rows.length;
      });
    expect([await exported(clerkActor), await exported(forest), await exported(otherActor)]).toEqual([1, 1, 0]);
    expect(await seen(clerk)).toEqual({ list: 1, search: 1, detail: 200, conditions: 1, file: 200 });
    expect(await seen(bureaus.water)).toEqual({ list: 1, search: 1, detail: 200, conditions: 1, file: 200 });
    expect(await seen(other)).toEqual({ list: 0, search: 0, detail: 404, conditions: 0, file: 404 });
    // The project itself everybody may read, and it tells nothing of what was said.
    await conclude(packet, 'forest', { verdict: 'return', opinion: '林地定额不足，涉密说明' }).expect(201);
    await passAll(packet, ['land', 'forest']);
    const row = (await other.get(`${PATH}/projects/${packet.project.id}`).expect(200)).body;
    expect(row).toMatchObject({ reserveState: 'draft', reserveReason: '第1次送审：退回' });
    expect(JSON.stringify(row)).not.toContain('林地定额');
    // One may not tie somebody else's file to one's own opinion.
    const next = await submitted();
    const stolen = await conclude(next, 'water', { fileIds: [upload.body.id] }).expect(404);
    expect(stolen.body.code).toBe('FILE_NOT_FOUND');
  });

  it('keeps conditions until they are closed with evidence by who set them', async () => {
    const packet = await submitted();
    const condition = { text: '取得用能指标批复', ownerOrganisationId: clerkActor.organisationId, dueOn: '2099-06-30' };
    await passAll(packet, ['energy']);
    const done = (await conclude(packet, 'energy', { verdict: 'conditional', conditions: [condition] }).expect(201)).body as ReviewPacketDetail; // prettier-ignore
    expect(done).toMatchObject({ status: 'conditional', conditions: { total: 1, open: 1 } });
    expect((await project(packet.project.id)).reserveState).toBe('in_reserve');
    const [{ id }] = opinionOf(done, 'energy').conditions;
    const report = (by: TestAgent) =>
      by.post(`${PATH}/review-conditions/${id}/report`).send({ evidence: '批复文号 1' });
    const settle = (by: TestAgent, body: object) => by.post(`${PATH}/review-conditions/${id}/settle`).send(body);
    expect((await settle(bureaus.energy, { isMet: true }).expect(409)).body.code).toBe(
      'REVIEW_CONDITION_STATE_INVALID',
    );
    expect((await report(other)).status).toBe(404);
    expect((await report(bureaus.water)).body.code).toBe('REVIEW_UNIT_FORBIDDEN');
    expect((await report(clerk).expect(201)).body).toMatchObject({ state: 'reported', evidence: '批复文号 1' });
    expect((await settle(bureaus.water, { isMet: true }).expect(403)).body.code).toBe('REVIEW_UNIT_FORBIDDEN');
    expect((await settle(clerk, { isMet: true }).expect(403)).body.code).toBe('FORBIDDEN');
    await settle(bureaus.energy, { isMet: false }).expect(400);
    expect((await settle(bureaus.energy, { isMet: false, note: '缺批复原件' }).expect(201)).body.state).toBe('open');
    await report(clerk).expect(201);
    const share = async () => (await project(packet.project.id)).quality.review;
    expect(await share()).toBe(12);
    expect((await settle(bureaus.energy, { isMet: true }).expect(201)).body.state).toBe('closed');
    expect(await share()).toBe(20);
    expect((await project(packet.project.id)).energyGuarantee).toBe('partial');
    expect((await clerk.get(`${PATH}/review-packets/${packet.id}`)).body.conditions).toEqual({ total: 1, open: 0 });
  });

  it('asks for the declaration on hidden debt, for a line unit where no industry names one, and vetoes out of the reserve', async () => {
    const packet = await submitted();
    const { checklist } = opinionOf(packet, 'investment');
    const answers = Object.fromEntries(checklist.map(({ code }) => [code, code === 'no_hidden_debt' ? 'not_applicable' : 'yes'])); // prettier-ignore
    const undeclared = await conclude(packet, 'investment', { answers }).expect(422);
    expect(undeclared.body).toMatchObject({ code: 'REVIEW_CHECKLIST_UNMET', details: { code: 'no_hidden_debt' } });
    await conclude(packet, 'environment', { verdict: 'veto', opinion: '位于水源保护区' }).expect(201);
    await passAll(packet, ['environment']);
    expect(await project(packet.project.id)).toMatchObject({
      reserveState: 'exited',
      reserveReason: '第1次送审：否决',
    });

    const row = (
      await clerk
        .post(`${PATH}/projects`)
        .send({ name: '无行业项目', areaCode: ZHIJIN, totalInvestmentCny: '60000000' })
        .expect(201)
    ).body;
    expect((await resubmit(row).expect(422)).body.code).toBe('REVIEW_LINE_UNIT_UNKNOWN');
    const { line } = (await clerk.get(`${PATH}/review-units`).expect(200)).body as {
      line: { id: string; name: string }[];
    };
    const chosen = line.find(({ name }) => name.includes('文化广电'));
    const packetOfRow = await clerk
      .post(`${PATH}/projects/${row.id}/review-packets`)
      .send({ version: row.version, lineOrganisationId: chosen?.id })
      .expect(201);
    expect(opinionOf(packetOfRow.body, 'line').unit.id).toBe(chosen?.id);
    expect((await other.post(`${PATH}/projects/${row.id}/review-packets`).send({ version: 2 }).expect(403)).body.code).toBe(
      'AREA_FORBIDDEN',
    ); // prettier-ignore
  });
});
