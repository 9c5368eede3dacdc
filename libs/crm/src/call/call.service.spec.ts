import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CALL_RULES, type CallQuery, callReasonText, SIGNAL_RULES, type SnoozeCall } from '@lianghuan/contracts';
import { type Actor, Clock } from '@lianghuan/platform';
import fc from 'fast-check';
import { makeUser } from '../../../../test/support/people.js';
import { makeEnterprise, makeProject } from '../../../../test/support/records.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { ContactModule } from '../contact/contact.module.js';
import { ContactService } from '../contact/contact.service.js';
import { LeadService } from '../lead/lead.service.js';
import { ResourceService } from '../resource/resource.service.js';
import { SignalModule } from '../signal/signal.module.js';
import { SignalService } from '../signal/signal.service.js';
import { ReservationService } from '../supply/reservation.service.js';
import { ExportSources } from '../transfer/export-sources.js';
import { TransferModule } from '../transfer/transfer.module.js';
import { CallSnoozeService } from './call-snooze.service.js';
import { CallService } from './call.service.js';

describe('whom to contact next', () => {
  let context: ServiceContext;
  let calls: CallService;
  let snoozes: CallSnoozeService;
  let leads: LeadService;
  let officer: Actor;
  let colleague: Actor;
  let zhijin: Actor;
  let dafang: Actor;
  let today: string;
  let runId: string;
  const as = <T>(actor: Actor, work: () => Promise<T>) => context.database.actAs(actor, work);
  const day = (days: number) => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
  const list = (actor: Actor, query: Partial<CallQuery> = {}) =>
    as(actor, () => calls.list({ page: 1, pageSize: 200, ...query }));
  const namesOf = async (actor: Actor, query: Partial<CallQuery> = {}) =>
    (await list(actor, query)).items.map(({ enterprise }) => enterprise.name);
  const rowOf = async (actor: Actor, name: string) =>
    (await list(actor)).items.find(({ enterprise }) => enterprise.name === name);

  /** A lead of the actor's, with what a reason may rest on told in days from today. */
  const makeLead = async (
    actor: Actor,
    name: string,
    { nextIn = 60, openedAgo = 0, contactedAgo, areaCode = '520524' }: { nextIn?: number; openedAgo?: number; contactedAgo?: number; areaCode?: string } = {},
  ) => {
    const enterpriseId = await makeEnterprise(context.owner, { name });
    const projectId = await makeProject(context.owner, { name: `${name}项目`, areaCode });
    const lead = await as(actor, () => leads.create({ enterpriseId, projectId, nextStep: '约来访', nextStepOn: day(nextIn) }));
    await context.owner.sql('UPDATE lead SET first_reported_at = first_reported_at - make_interval(days => $2) WHERE id = $1', [lead.id, openedAgo]);
    if (contactedAgo !== undefined) {
      await as(actor, () => leads.addActivity(lead.id, { kind: 'call', happenedOn: day(-contactedAgo), summary: '通过电话' }));
    }
    return { id: lead.id, enterpriseId, projectId };
  }; // prettier-ignore
  const tell = (actor: Actor, enterpriseId: string, title: string, more: { weight?: number; ago?: number; kind?: 'expansion' | 'penalty' } = {}) =>
    as(actor, () =>
      context.module.get(SignalService).record({
        enterpriseId, kind: more.kind ?? 'expansion', title, occurredOn: day(-(more.ago ?? 1)), sourceName: '公司公告', weight: more.weight ?? 5,
      })); // prettier-ignore
  /** Suggests enterprises to a project of the run the lists show, best first; the first is what the allocation proposes. */
  const suggest = async (project: { name: string; areaCode: string }, enterprises: readonly string[]) => {
    const projectId = await makeProject(context.owner, project);
    await context.owner.sql(
      `INSERT INTO match_run_project (run_id, project_id, block_no, position, area_code, name, is_current)
       SELECT $1, $2, 0, count(*), $3, $4, true FROM match_run_project`,
      [runId, projectId, project.areaCode, project.name],
    );
    for (const [i, enterprise] of enterprises.entries()) {
      await context.owner.sql(
        `INSERT INTO match_suggestion (run_id, project_id, enterprise_id, rank, place, score, contributions, constraints, enterprise_name)
         SELECT $1, $2, e.id, $4, $4, $5, '[]', '[]', e.name FROM enterprise e WHERE e.id = $3`,
        [runId, projectId, enterprise, i + 1, 0.9 - i / 10],
      );
      await context.owner.sql(
        `INSERT INTO match_allocation_pair (run_id, project_id, enterprise_id, enterprise_name, is_proposed, reason, value, enterprise_price,
           area_price, officer_price, project_capacity, enterprise_load, enterprise_capacity, enterprise_demand)
         VALUES ($1, $2, $3, '', $4, $5, 1, 0, 0, 0, 5, 1, 3, 1)`,
        [runId, projectId, enterprise, i === 0, i === 0 ? 'ALLOCATED' : 'PROJECT_FULL'],
      );
    }
    return projectId;
  };

  beforeAll(async () => {
    context = await startServices([TransferModule, ContactModule, SignalModule]);
    calls = context.module.get(CallService);
    snoozes = context.module.get(CallSnoozeService);
    leads = context.module.get(LeadService);
    today = context.module.get(Clock).today();
    officer = await makeUser(context.owner, 'officer', ['promotion_officer'], 'TCJ');
    colleague = await makeUser(context.owner, 'colleague', ['promotion_officer'], 'TCJ');
    zhijin = await makeUser(context.owner, 'zhijin', ['county_clerk'], 'QX-520524');
    dafang = await makeUser(context.owner, 'dafang', ['county_clerk'], 'QX-520521');
    [{ id: runId }] = await context.owner.sql<{ id: string }>(
      `INSERT INTO match_run (status, options, algorithm_version, input_snapshot, frozen_at, finished_at, is_current)
       VALUES ('done', '{}', 'test', 'x', now(), now(), true) RETURNING id`,
    );
  });
  afterAll(() => context.close());

  it('is told with reasons made from data, whose points add up to the place in the list', async () => {
    const promised = await makeLead(officer, '逾期公司', { nextIn: -5, contactedAgo: 40 });
    const told = await makeLead(officer, '扩产公司', { nextIn: 30, contactedAgo: 6 });
    await makeLead(officer, '没什么事的公司', { contactedAgo: 1 });
    await tell(officer, told.enterpriseId, '拟建20万吨正极材料基地');
    await tell(officer, told.enterpriseId, '被罚款', { kind: 'penalty' });
    const { items, total } = await list(officer, { mine: true });
    expect(total).toBe(2);
    expect(items.map(({ enterprise, points }) => [enterprise.name, points])).toEqual([['逾期公司', 55], ['扩产公司', 30]]); // prettier-ignore
    expect(items[0].reasons.map(callReasonText)).toEqual([
      `约定 ${day(-5)} “约来访”，已逾期 5 天`,
      `上次联系 ${day(-40)}，已过 40 天`,
    ]);
    expect(items[1].reasons.map(callReasonText)).toEqual([`扩产：拟建20万吨正极材料基地（${day(-1)}，公司公告）`]);
    expect(items[1].warnings.signals).toMatchObject([{ kind: 'penalty', title: '被罚款' }]);
    expect(items[0]).toMatchObject({ kind: 'lead', lead: { id: promised.id, can: { edit: true } }, lastContactOn: day(-40) }); // prettier-ignore
    // What was known when somebody last called is no news any more.
    await as(officer, () => leads.addActivity(told.id, { kind: 'call', happenedOn: today, summary: '谈了扩产' }));
    expect(await namesOf(officer, { mine: true })).toEqual(['逾期公司']);
  });

  it('counts each reason by its rule, whatever the dates (property)', async () => {
    const facts = fc.record({
      nextIn: fc.integer({ min: -40, max: 10 }),
      openedAgo: fc.integer({ min: 0, max: 60 }),
      contactedAgo: fc.option(fc.integer({ min: 0, max: 50 }), { nil: undefined }),
      signal: fc.option(fc.record({ weight: fc.integer({ min: 1, max: 5 }), ago: fc.integer({ min: 0, max: 400 }) }), { nil: undefined }),
    }); // prettier-ignore
    const wanted = new Map<string, number>();
    for (const [i, { signal, ...lead }] of fc.sample(facts, { numRuns: 40, seed: 7 }).entries()) {
      const name = `性质${i}公司`;
      const { enterpriseId } = await makeLead(zhijin, name, lead);
      if (signal !== undefined) await tell(zhijin, enterpriseId, name, signal);
      const { overdue, due, untouched, silent, signal: news } = CALL_RULES;
      const counts = signal !== undefined && signal.ago <= SIGNAL_RULES.expansion.validDays && lead.contactedAgo !== 0;
      const points =
        (lead.nextIn < 0 ? Math.min(overdue.atMost, overdue.base - overdue.perDay * lead.nextIn) : 0) +
        (lead.nextIn === 0 ? due.today : lead.nextIn > 0 && lead.nextIn <= due.daysAhead ? due.soon : 0) +
        (lead.contactedAgo === undefined && lead.openedAgo >= untouched.afterDays ? untouched.points : 0) +
        ((lead.contactedAgo ?? 0) >= silent.longAfterDays ? silent.longPoints : (lead.contactedAgo ?? 0) >= silent.afterDays ? silent.points : 0) +
        (counts ? signal.weight * (signal.ago <= news.freshDays ? news.perWeight : news.perWeightLater) : 0); // prettier-ignore
      if (points > 0) wanted.set(name, points);
    }
    const { items } = await list(zhijin, { q: '性质' });
    expect(new Map(items.map(({ enterprise, points }) => [enterprise.name, points]))).toEqual(wanted);
    for (const { points, reasons } of items) expect(reasons.reduce((sum, each) => sum + each.points, 0)).toBe(points);
    const order = items.map(({ points }) => points);
    expect(order).toEqual([...order].sort((a, b) => b - a));
    // Pages neither lose nor repeat a row.
    const pages = [1, 2, 3, 4, 5].map((page) => list(zhijin, { q: '性质', page, pageSize: 10 }));
    expect((await Promise.all(pages)).flatMap((page) => page.items.map(({ id }) => id))).toEqual(items.map(({ id }) => id)); // prettier-ignore
  });

  it('holds one row for an enterprise nobody follows, its best pair, and none for one that is followed', async () => {
    const free = await makeEnterprise(context.owner, { name: '无主公司' });
    const heard = await makeEnterprise(context.owner, { name: '有动静公司' });
    const quiet = await makeEnterprise(context.owner, { name: '无动静公司' });
    const { enterpriseId: followed } = await makeLead(dafang, '大方在跟公司', { areaCode: '520521', contactedAgo: 0 });
    await tell(dafang, followed, '也要扩产');
    await tell(zhijin, heard, '两年内搬迁', { weight: 4 });
    const zhijinProject = await suggest({ name: '织金磷化工', areaCode: '520524' }, [free, heard, quiet, followed]);
    await suggest({ name: '大方磷化工', areaCode: '520521' }, [followed, free]);
    expect(await namesOf(officer, { kind: ['suggestion'] })).toEqual(['有动静公司', '无主公司']);
    expect(await rowOf(officer, '无主公司')).toMatchObject({
      kind: 'suggestion', lead: null, project: { id: zhijinProject }, place: 1, otherProjects: 1, points: CALL_RULES.proposed.points,
      reasons: [{ code: 'proposed', projectName: '织金磷化工' }],
    }); // prettier-ignore
    // A county has those of its own projects, and an enterprise that is followed stands with its lead alone.
    expect(await namesOf(dafang, { kind: ['suggestion'] })).toEqual([]);
    expect(await rowOf(zhijin, '无主公司')).toMatchObject({ otherProjects: 0 });
    expect(await namesOf(zhijin, { kind: ['suggestion'], reason: ['signal'] })).toEqual(['有动静公司']);
    // A pair that does not plainly fit is nobody's call, whatever is heard of the enterprise.
    const judge = (verdict: string) => context.owner.sql('UPDATE match_suggestion SET fit = jsonb_build_object(\'verdict\', $2::text) WHERE enterprise_id = $1', [heard, verdict]); // prettier-ignore
    await judge('doubtful');
    expect(await namesOf(officer, { kind: ['suggestion'] })).toEqual(['无主公司']);
    await judge('clear');
    const { items } = await list(zhijin, { kind: ['suggestion'], q: '无主' });
    await context.owner.sql(
      `INSERT INTO suggestion_decision (project_id, enterprise_id, suggestion_id, decision, reason, decided_at) VALUES ($1, $2, $3, 'dismissed', 'too_far', now())`,
      [zhijinProject, free, items[0].id],
    );
    // Not proposed to any other project, and nothing is heard of it: no reason is left.
    expect(await namesOf(officer, { q: '无主' })).toEqual([]);
  });

  it('is seen by who works on it, in list, total, search and file, and by nobody else', async () => {
    await makeLead(zhijin, '织金机密公司', { nextIn: 0 });
    const rows = async (actor: Actor) => {
      const names: unknown[] = [];
      const source = context.module.get(ExportSources).get('call');
      await as(actor, async () => {
        for await (const block of source.rows({ q: '机密' })) names.push(...block.map((cells) => cells[1]));
      });
      return names;
    };
    expect(await list(zhijin, { q: '机密' })).toMatchObject({ total: 1, items: [{ reasons: [{ code: 'due', points: CALL_RULES.due.today }] }] }); // prettier-ignore
    expect(await rows(zhijin)).toEqual(['织金机密公司']);
    for (const other of [dafang, officer]) {
      expect(await list(other, { q: '机密' })).toMatchObject({ total: 0, items: [] });
      expect(await namesOf(other)).not.toContain('织金机密公司');
      expect(await rows(other)).toEqual([]);
    }
    for (const role of ['manager', 'linked_leader', 'bank_user', 'funds_verifier'] as const) {
      const reader = await makeUser(context.owner, role, [role], 'SZF');
      await expect(list(reader)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
  });

  it('goes out as it was when the file was begun, whoever is called or put off meanwhile', async () => {
    const made: { id: string }[] = [];
    for (const name of ['导出甲', '导出乙', '导出丙']) made.push(await makeLead(zhijin, name, { nextIn: -3 }));
    const before = await namesOf(zhijin);
    await as(zhijin, async () => {
      const names: string[] = [];
      for await (const block of calls.stream({ page: 1, pageSize: 1 }, 1)) {
        names.push(...block.map(({ enterprise }) => enterprise.name));
        // The first row goes, and with it every page would move up by one.
        if (names.length === 1) await context.owner.sql(`UPDATE lead SET next_step_on = '2099-01-01' WHERE id = ANY ($1)`, [made.map(({ id }) => id)]); // prettier-ignore
      }
      expect(names).toEqual(before);
    });
    expect((await namesOf(zhijin)).length).toBeLessThan(before.length);
  });

  it('names the primary contact with masked numbers, and what is reserved and runs out', async () => {
    const { id, enterpriseId } = await makeLead(officer, '预留公司', { contactedAgo: 1 });
    await as(officer, () =>
      context.module.get(ContactService).add(enterpriseId, { name: '李总', mobile: '13812345678', sourceName: '名片', isPrimary: true }),
    ); // prettier-ignore
    const resource = await as(zhijin, () =>
      context.module.get(ResourceService).create({
        name: '织金磷矿', kind: 'mineral', areaCode: '520524', quantityTotal: '12', quantityUnit: '万吨', quantityQualifier: 'equal',
        industryCodes: [], constraintCodes: [], titleState: 'clear', sourceKind: 'survey', confidence: 'high',
      }),
    ); // prettier-ignore
    await as(officer, () =>
      context.module.get(ReservationService).request({ supplyId: resource.id, quantity: '2', unit: '万吨', projectId: null, leadId: id, holdDays: 5, waits: false, note: null }),
    ); // prettier-ignore
    const row = await rowOf(officer, '预留公司');
    expect(row).toMatchObject({
      contact: { name: '李总', mobileMasked: '138****5678', can: { reveal: true } },
      reasons: [{ code: 'reservation', points: CALL_RULES.reservation.week, name: '织金磷矿', quantity: '2', unit: '万吨', days: 5 }],
    }); // prettier-ignore
    expect(JSON.stringify(row)).not.toContain('13812345678');
  });

  it('can be put off with a reason, by the own unit for itself, and taken up again', async () => {
    const lead = await makeLead(officer, '放一放公司', { nextIn: -1, contactedAgo: 1 });
    const free = await makeEnterprise(context.owner, { name: '两家都看公司' });
    await tell(zhijin, free, '扩产');
    await suggest({ name: '另一个织金项目', areaCode: '520524' }, [free]);
    const snooze = (actor: Actor, input: Partial<SnoozeCall>) =>
      as(actor, () => snoozes.snooze({ until: day(20), reason: '等年报出来', ...input }));

    await snooze(officer, { leadId: lead.id });
    expect(await namesOf(officer)).not.toContain('放一放公司');
    expect((await list(officer, { snoozed: true })).items).toMatchObject([
      { enterprise: { name: '放一放公司' }, snooze: { until: day(20), reason: '等年报出来', byName: 'officer' } },
    ]);
    const { id } = await snooze(officer, { enterpriseId: free });
    expect(await namesOf(officer, { q: '两家都看' })).toEqual([]);
    expect(await namesOf(colleague, { q: '两家都看' })).toEqual([]);
    // Another unit's list is not touched, nor can it see or lift what was put off.
    expect(await namesOf(zhijin, { q: '两家都看' })).toEqual(['两家都看公司']);
    expect(await namesOf(zhijin, { snoozed: true })).toEqual([]);
    await expect(as(zhijin, () => snoozes.lift(id))).rejects.toMatchObject({ code: 'CALL_SNOOZE_NOT_FOUND' });
    await expect(snooze(dafang, { leadId: lead.id })).rejects.toMatchObject({ code: 'LEAD_NOT_FOUND' });
    for (const until of [today, day(181)]) {
      await expect(snooze(officer, { leadId: lead.id, until })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    }
    expect(await as(colleague, () => snoozes.lift(id))).toMatchObject({ liftedAt: expect.any(Date) });
    await expect(as(officer, () => snoozes.lift(id))).rejects.toMatchObject({ code: 'CALL_SNOOZE_OVER' });
    expect(await namesOf(officer, { q: '两家都看' })).toEqual(['两家都看公司']);
    const trail = await context.owner.sql(
      `SELECT action, reason FROM audit_entry WHERE table_name = 'call_snooze' AND row_id = $1 ORDER BY id`,
      [id],
    );
    expect(trail).toEqual([{ action: 'INSERT', reason: '等年报出来' }, { action: 'UPDATE', reason: null }]); // prettier-ignore
  });
});
