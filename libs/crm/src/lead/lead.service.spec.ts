import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '@lianghuan/platform';
import { makeEnterprise, makeProject } from '../../../../test/support/records.js';
import { makeUser } from '../../../../test/support/people.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { LeadModule } from './lead.module.js';
import { LeadViewService } from './lead-view.service.js';
import { LeadService } from './lead.service.js';

describe('leads', () => {
  let context: ServiceContext;
  let leads: LeadService;
  let views: LeadViewService;
  let officer: Actor;
  let colleague: Actor;
  let zhijin: Actor;
  let dafang: Actor;
  let manager: Actor;
  const as = <T>(actor: Actor, work: () => Promise<T>) => context.database.actAs(actor, work);
  const NEXT = { nextStep: '电话联系董事会办公室', nextStepOn: '2030-01-15' };

  beforeAll(async () => {
    context = await startServices([LeadModule]);
    leads = context.module.get(LeadService);
    views = context.module.get(LeadViewService);
    officer = await makeUser(context.owner, 'officer', ['promotion_officer'], 'TCJ');
    colleague = await makeUser(context.owner, 'colleague', ['promotion_officer'], 'TCJ');
    zhijin = await makeUser(context.owner, 'zhijin', ['county_clerk'], 'QX-520524');
    dafang = await makeUser(context.owner, 'dafang', ['county_clerk'], 'QX-520521');
    manager = await makeUser(context.owner, 'manager', ['manager'], 'SZF');
  });
  afterAll(() => context.close());

  const openFor = async (actor: Actor, name: string, areaCode = '520524') => {
    const enterpriseId = await makeEnterprise(context.owner, { name });
    const projectId = await makeProject(context.owner, { name: `${name}的项目`, areaCode });
    const lead = await as(actor, () => leads.create({ enterpriseId, projectId, ...NEXT }));
    return { lead, enterpriseId, projectId };
  };
  const holderOf = async (enterpriseId: string) => {
    const [row] = await context.owner.sql<{ code: string | null; area: string | null }>(
      `SELECT o.code, e.holder_area_code AS area FROM enterprise e LEFT JOIN organisation o ON o.id = e.holder_organisation_id WHERE e.id = $1`,
      [enterpriseId],
    );
    return row;
  };

  it('keeps who reported it first, gives it the area of its project and makes the unit the holder of the enterprise', async () => {
    const { lead, enterpriseId } = await openFor(officer, '贵州磷源新材料有限公司');
    expect(lead).toMatchObject({
      areaCode: '520524',
      areaName: '织金县',
      stage: 'clue',
      status: 'open',
      source: 'manual',
      owner: { id: officer.id },
      firstReportedByName: 'officer',
      organisationName: '毕节市投资促进局',
      enterprise: { name: '贵州磷源新材料有限公司' },
      can: { edit: true },
    });
    expect(lead.code).toMatch(/^LD\d{6}$/);
    expect(lead.stages).toMatchObject([{ fromStage: null, toStage: 'clue', recordedByName: 'officer' }]);
    expect(await holderOf(enterpriseId)).toEqual({ code: 'TCJ', area: '520524' });
  });

  it('without a project takes the area of the unit, and 市本级 for units of the city', async () => {
    const enterpriseId = await makeEnterprise(context.owner, { name: '无项目企业' });
    const lead = await as(officer, () => leads.create({ enterpriseId, ...NEXT }));
    expect(lead).toMatchObject({ areaCode: '520500-BJ', project: null });
  });

  it('is not opened for an enterprise that asked to be left alone', async () => {
    const enterpriseId = await makeEnterprise(context.owner, { name: '谢绝联系企业' });
    await context.owner.sql('UPDATE enterprise SET do_not_contact = true WHERE id = $1', [enterpriseId]);
    await expect(as(zhijin, () => leads.create({ enterpriseId, ...NEXT }))).rejects.toMatchObject({
      code: 'ENTERPRISE_DO_NOT_CONTACT',
    });
  });

  it('refuses a county the project of another area', async () => {
    const enterpriseId = await makeEnterprise(context.owner, { name: '跨区企业' });
    const projectId = await makeProject(context.owner, { name: '织金某项目', areaCode: '520524' });
    await expect(as(dafang, () => leads.create({ enterpriseId, projectId, ...NEXT }))).rejects.toMatchObject({
      code: 'AREA_FORBIDDEN',
    });
  });

  it('names the holder to a unit that may not see the enterprise, and nothing else', async () => {
    const { enterpriseId } = await openFor(zhijin, '织金在跟企业');
    const projectId = await makeProject(context.owner, { name: '大方某项目', areaCode: '520521' });
    await expect(as(dafang, () => leads.create({ enterpriseId, projectId, ...NEXT }))).rejects.toMatchObject({
      code: 'ENTERPRISE_HELD',
      details: { holder: '织金县投资促进局' },
    });
  });

  it('lets exactly one of two units that report the same enterprise at the same moment hold it', async () => {
    const enterpriseId = await makeEnterprise(context.owner, { name: '抢手企业' });
    const [a, b] = await Promise.all([
      makeProject(context.owner, { name: '甲项目', areaCode: '520524' }),
      makeProject(context.owner, { name: '乙项目', areaCode: '520521' }),
    ]);
    const outcomes = await Promise.allSettled([
      as(zhijin, () => leads.create({ enterpriseId, projectId: a, ...NEXT })),
      as(dafang, () => leads.create({ enterpriseId, projectId: b, ...NEXT })),
    ]);
    expect(outcomes.map((o) => o.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find((o) => o.status === 'rejected')).toMatchObject({ reason: { code: 'ENTERPRISE_HELD' } });
  });

  it('refuses a second live lead of the same enterprise for the same project, also with a colleague', async () => {
    const { enterpriseId, projectId } = await openFor(officer, '只跟一次企业');
    await expect(as(colleague, () => leads.create({ enterpriseId, projectId, ...NEXT }))).rejects.toMatchObject({
      code: 'LEAD_EXISTS',
    });
  });

  it('is seen by its owner, its area and the city; not by other areas or colleagues it is not shared with', async () => {
    const { lead } = await openFor(officer, '可见性企业');
    const sees = async (actor: Actor) =>
      (await as(actor, () => views.count({ q: '可见性企业', page: 1, pageSize: 20 }))) === 1;
    expect(await sees(officer)).toBe(true);
    expect(await sees(zhijin)).toBe(true);
    expect(await sees(manager)).toBe(true);
    expect(await sees(dafang)).toBe(false);
    expect(await sees(colleague)).toBe(false);
    await expect(as(dafang, () => views.get(lead.id))).rejects.toMatchObject({ code: 'LEAD_NOT_FOUND' });
    const streamed: unknown[] = [];
    await as(dafang, async () => {
      for await (const block of views.stream({ page: 1, pageSize: 20 })) streamed.push(...block.map((row) => row.id));
    });
    expect(streamed).not.toContain(lead.id);

    const shared = await as(officer, () =>
      leads.update(lead.id, {
        sharedOrganisationIds: [dafang.organisationId ?? '', officer.organisationId ?? ''],
        version: lead.version,
      }),
    );
    expect(await sees(colleague)).toBe(true);
    // A county sees by area or by share, whichever applies.
    expect(await sees(dafang)).toBe(true);
    expect(shared.version).toBe(lead.version + 1);
    await expect(as(manager, () => leads.update(lead.id, { nextStep: '领导改的', version: shared.version }))).rejects.toMatchObject({ code: 'FORBIDDEN' }); // prettier-ignore
  });

  it('shows nothing at all to a query that forgot to say who asks', async () => {
    const rows = await context.database.dataSource.query('SELECT id FROM lead');
    expect(rows).toEqual([]);
  });

  it('goes forward one gate at a time and asks for what the gate asks for', async () => {
    const { lead } = await openFor(officer, '过关企业');
    const move = (to: never, rest: object, version: number) =>
      as(officer, () => leads.move(lead.id, { to, happenedOn: '2024-03-01', version, ...rest }));
    await expect(move('visit' as never, { note: '跳过' }, lead.version)).rejects.toMatchObject({
      code: 'LEAD_STAGE_INVALID',
      details: { from: '线索', to: '考察' },
    });
    await expect(move('contact' as never, {}, lead.version)).rejects.toMatchObject({
      code: 'LEAD_GATE_UNMET',
      details: { stage: '对接', missing: '情况说明', missingFields: ['note'] },
    });
    let version = lead.version;
    for (const to of ['contact', 'visit', 'negotiation']) {
      ({ version } = await move(to as never, { note: `进入${to}` }, version));
    }
    await expect(move('signing' as never, { note: '签', agreedInvestmentCny: '0.00' }, version)).rejects.toMatchObject({
      code: 'LEAD_GATE_UNMET',
      details: { stageCode: 'signing', missingFields: ['agreedInvestmentCny', 'evidence'] },
    });
    const signed = await move('signing' as never, { note: '签', evidence: '合同〔2024〕1号', agreedInvestmentCny: '120000000' }, version); // prettier-ignore
    expect(signed).toMatchObject({
      stage: 'signing',
      agreedInvestmentCny: '120000000.00',
      stageEnteredOn: '2024-03-01',
    });
    const back = await move('negotiation' as never, { note: '合同重谈' }, signed.version);
    expect(back.stages.map((s) => [s.fromStage, s.toStage]).at(-1)).toEqual(['signing', 'negotiation']);
    // The amount agreed before still stands.
    ({ version } = await move('signing' as never, { note: '重签', evidence: '合同〔2024〕2号' }, back.version));
    ({ version } = await move('start' as never, { note: '开工', evidence: '施工许可' }, version));
    const done = await move('production' as never, { note: '投产', evidence: '验收单' }, version);
    expect(done).toMatchObject({ stage: 'production', status: 'done' });
    expect(done.stages).toHaveLength(9);
    await expect(move('start' as never, { note: '退回' }, done.version)).rejects.toMatchObject({ code: 'LEAD_CLOSED' });
  });

  it('tells who was faster', async () => {
    const { lead } = await openFor(officer, '并发企业');
    await as(zhijin, () => leads.update(lead.id, { nextStep: '县里先约时间', version: lead.version }));
    await expect(
      as(officer, () => leads.update(lead.id, { nextStep: '市里再约', version: lead.version })),
    ).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
      details: { by: 'zhijin' },
    });
  });

  it('lets go of the enterprise with the last lead lost, and takes it back when the lead is taken up again', async () => {
    const { lead, enterpriseId } = await openFor(zhijin, '流失企业');
    const other = await makeProject(context.owner, { name: '第二个项目', areaCode: '520524' });
    const second = await as(zhijin, () => leads.create({ enterpriseId, projectId: other, ...NEXT }));
    const lost = await as(zhijin, () =>
      leads.close(lead.id, { status: 'lost', reason: '选址外省', version: lead.version }),
    );
    expect(await holderOf(enterpriseId)).toEqual({ code: 'QX-520524', area: '520524' });
    await as(zhijin, () => leads.close(second.id, { status: 'lost', reason: '同上', version: second.version }));
    expect(await holderOf(enterpriseId)).toEqual({ code: null, area: null });
    // A lost lead stays readable by its own people, name and all, when another unit holds the enterprise.
    const dafangProject = await makeProject(context.owner, { name: '大方接手项目', areaCode: '520521' });
    await as(dafang, () => leads.create({ enterpriseId, projectId: dafangProject, ...NEXT }));
    expect(await as(zhijin, () => views.get(lead.id))).toMatchObject({ enterprise: { name: '流失企业' } });
    await expect(
      as(zhijin, () => leads.close(lead.id, { status: 'open', reason: '又有意向', version: lost.version })),
    ).rejects.toMatchObject({ code: 'ENTERPRISE_HELD', details: { holder: '大方县投资促进局' } });
  });

  it('can be handed over with its history; the giver loses sight of it, the unit of the taker holds the enterprise', async () => {
    const { lead, enterpriseId } = await openFor(officer, '移交企业', '520521');
    const given = await as(officer, () => leads.update(lead.id, { ownerId: dafang.id ?? '', version: lead.version }));
    expect(given).toMatchObject({
      owner: { name: 'dafang' },
      organisationName: '大方县投资促进局',
      can: { edit: false },
    });
    await expect(as(officer, () => views.get(lead.id))).rejects.toMatchObject({ code: 'LEAD_NOT_FOUND' });
    const taken = await as(dafang, () => views.get(lead.id));
    expect(taken).toMatchObject({ firstReportedByName: 'officer', stages: [{ toStage: 'clue' }] });
    expect(await holderOf(enterpriseId)).toEqual({ code: 'QX-520521', area: '520521' });
  });

  it('records what was done and when it was last in touch', async () => {
    const { lead } = await openFor(officer, '走访企业');
    await as(officer, () =>
      leads.addActivity(lead.id, { kind: 'visit', happenedOn: '2024-05-02', summary: '赴厂走访' }),
    );
    const detail = await as(officer, () =>
      leads.addActivity(lead.id, { kind: 'call', happenedOn: '2024-04-01', summary: '电话' }),
    );
    expect(detail.lastActivityOn).toBe('2024-05-02');
    expect(detail.activities.map((a) => a.kind)).toEqual(['visit', 'call']);
    await expect(
      as(officer, () => leads.addActivity(lead.id, { kind: 'call', happenedOn: '2999-01-01', summary: '未来' })),
    ).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  it('is found by parts of its names, by pinyin initials and by its code, also after the enterprise was renamed', async () => {
    const { lead, enterpriseId } = await openFor(officer, '贵阳航宇科技股份有限公司');
    const found = async (q: string) =>
      (await as(officer, () => views.list({ q, page: 1, pageSize: 200 }))).items.map((row) => row.id).includes(lead.id);
    expect(await found('航宇')).toBe(true);
    expect(await found('宇')).toBe(true);
    expect(await found('hangyu')).toBe(true);
    expect(await found(lead.code)).toBe(true);
    expect(await found('航天')).toBe(false);
    await context.owner.sql(`UPDATE enterprise SET name = '黔新航天科技', search_text = '黔新航天科技' WHERE id = $1`, [
      enterpriseId,
    ]);
    expect(await found('航天')).toBe(true);
    expect(await as(officer, () => views.get(lead.id))).toMatchObject({ enterprise: { name: '黔新航天科技' } });
  });

  it('is listed by stage order and by next step', async () => {
    const byStage = await as(manager, () => views.list({ sort: '-stage', page: 1, pageSize: 200 }));
    expect(byStage.items[0]?.stage).toBe('production');
    expect(byStage.total).toBe(byStage.items.length);
    // The export gives the same rows in the same order, however it is cut into blocks.
    for (const sort of ['-stage', 'nextStepOn', '-agreedInvestmentCny']) {
      const listed = await as(manager, () => views.list({ sort, page: 1, pageSize: 200 }));
      const streamed: string[] = [];
      await as(manager, async () => {
        for await (const block of views.stream({ sort, page: 1, pageSize: 20 }, 3))
          streamed.push(...block.map(({ id }) => id));
      });
      expect(streamed).toEqual(listed.items.map(({ id }) => id));
    }
    await expect(as(manager, () => views.list({ sort: 'owner', page: 1, pageSize: 20 }))).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    });
  });

  it('cannot be deleted, nor its first report rewritten, by anybody', async () => {
    const { lead } = await openFor(officer, '不可删企业');
    const attempt = (sql: string) => as(officer, () => context.database.transaction((tx) => tx.query(sql, [lead.id])));
    await expect(attempt('DELETE FROM lead WHERE id = $1 RETURNING id')).resolves.toEqual([[], 0]);
    await expect(attempt('UPDATE lead SET first_reported_at = now() WHERE id = $1')).rejects.toThrow(
      'permission denied',
    );
    await expect(attempt('UPDATE lead_stage_entry SET note = null WHERE lead_id = $1')).rejects.toThrow(
      'permission denied',
    );
  });
});
