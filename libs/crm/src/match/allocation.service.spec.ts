import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { AllocationBoard, AllocationLimitView } from '@lianghuan/contracts';
import type { Actor } from '@lianghuan/platform';
import { makeRegister, type MadeRegister } from '../../../../test/support/match-register.js';
import { carryOut } from '../../../../test/support/match-run.js';
import { makeUser } from '../../../../test/support/people.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { LeadModule } from '../lead/lead.module.js';
import { LeadService } from '../lead/lead.service.js';
import { AllocationBoardService } from './allocation-board.service.js';
import { AllocationLimitService } from './allocation-limit.service.js';
import { AllocationService } from './allocation.service.js';
import { MatchFlowService } from './match-flow.service.js';
import { MatchRunService } from './match-run.service.js';
import { MatchModule } from './match.module.js';
import { SuggestionService } from './suggestion.service.js';

jest.setTimeout(60_000);

describe('allocation of a match run', () => {
  let context: ServiceContext;
  let boards: AllocationBoardService;
  let limits: AllocationLimitService;
  let allocations: AllocationService;
  let register: MadeRegister;
  let manager: Actor;
  let officer: Actor;
  let zhijin: Actor;
  let dafang: Actor;
  let runId: string;
  const as = <T>(actor: Actor, work: () => Promise<T>) => context.database.actAs(actor, work);
  const match = async (body: { topPerProject: number; projectIds?: string[] } = { topPerProject: 10 }) => {
    const runs = context.module.get(MatchRunService);
    const run = await as(manager, () => runs.request(body));
    await carryOut(context.module.get(MatchFlowService), run.id);
    return run.id;
  };
  const board = (actor: Actor, id: string, query: Partial<Parameters<AllocationBoardService['board']>[1]> = {}) =>
    as(actor, () => boards.board(id, { by: 'project', page: 1, pageSize: 100, ...query }));
  const proposedPairs = async (id: string) =>
    (await context.owner.sql<{ pair: string }>(`SELECT project_id || ' ' || enterprise_id AS pair FROM match_allocation_pair WHERE run_id = $1 AND is_proposed ORDER BY 1`, [id])).map(({ pair }) => pair); // prettier-ignore
  const countPairs = (page: AllocationBoard) => page.items.reduce((sum, { pairs }) => sum + pairs.length, 0);

  beforeAll(async () => {
    context = await startServices([MatchModule, LeadModule]);
    boards = context.module.get(AllocationBoardService);
    limits = context.module.get(AllocationLimitService);
    allocations = context.module.get(AllocationService);
    register = await makeRegister(context.owner, { projects: 24, enterprises: 60 });
    manager = await makeUser(context.owner, 'manager', ['manager'], 'SZF');
    officer = await makeUser(context.owner, 'officer', ['promotion_officer'], 'TCJ');
    zhijin = await makeUser(context.owner, 'zhijin', ['county_clerk'], 'QX-520524');
    dafang = await makeUser(context.owner, 'dafang', ['county_clerk'], 'QX-520521');
    runId = await match();
  }, 120_000);
  afterAll(() => context.close());

  it('comes with the run: every suggestion is proposed or told why not, within the default limits', async () => {
    const summary = await as(manager, () => boards.get(runId));
    const [{ fitting }] = await context.owner.sql<{ fitting: number }>(`SELECT count(*)::int AS fitting FROM match_suggestion WHERE run_id = $1 AND fit ->> 'verdict' = 'clear'`, [runId]); // prettier-ignore
    expect(fitting).toBeGreaterThan(200);
    expect(summary).toMatchObject({ valueBasis: 'score-1', candidateCount: fitting, pinnedCount: 0, limits: { enterprise: 3, project: 5, area: null, officer: null } }); // prettier-ignore
    expect(summary.largestLoad).toBeLessThanOrEqual(3);
    expect(summary.gap).toBeLessThanOrEqual(0.001);
    expect(summary.lostToLimits).toBeCloseTo(summary.unlimitedValue - summary.value, 6);
    const projects = await board(manager, runId);
    expect(projects.total).toBe(24);
    expect(countPairs(projects)).toBe(summary.pairCount);
    for (const { load, capacity, pairs } of projects.items) {
      expect(load).toBe(pairs.length);
      expect(load).toBeLessThanOrEqual(capacity ?? 0);
    }
    const areas = await board(manager, runId, { by: 'area' });
    const ofCity = projects.items.filter(({ pairs }) => pairs[0]?.project.areaName === null);
    expect(areas.items.reduce((sum, { load }) => sum + load, 0)).toBe(summary.pairCount - ofCity.reduce((sum, { load }) => sum + load, 0)); // prettier-ignore
    const page = await as(officer, () =>
      context.module.get(SuggestionService).listForProject(register.projects[5].id, { page: 1, pageSize: 50 }),
    );
    expect(page.items.map(({ allocation }) => allocation?.isProposed)).toContain(true);
    const refused = page.items.filter(({ allocation }) => allocation?.isProposed === false);
    expect(refused.length).toBeGreaterThan(0);
    for (const { allocation } of refused) expect(['PRICE_ABOVE_VALUE', 'BETTER_PAIRS_HELD', 'NO_ROOM', 'NO_CLEAR_FIT']).toContain(allocation?.code); // prettier-ignore
  });

  it('gives the same again for the same input, and hardly moves for a change at one project', async () => {
    const before = await proposedPairs(runId);
    await allocations.allocate(runId);
    expect(await proposedPairs(runId)).toEqual(before);
    const [pair] = before;
    const [projectId, enterpriseId] = pair.split(' ');
    const [{ id }] = await context.owner.sql<{ id: string }>('SELECT id FROM match_suggestion WHERE run_id = $1 AND project_id = $2 AND enterprise_id = $3', [runId, projectId, enterpriseId]); // prettier-ignore
    await as(officer, () => context.module.get(SuggestionService).dismiss(id, { reason: 'not_expanding' }));
    await allocations.allocate(runId);
    const after = await proposedPairs(runId);
    expect(after).not.toContain(pair);
    const moved = before.filter((each) => !after.includes(each));
    expect(moved.length).toBeLessThanOrEqual(4);
    expect((await as(manager, () => boards.get(runId))).keptCount).toBe(after.filter((each) => before.includes(each)).length); // prettier-ignore
    await as(officer, () => context.module.get(SuggestionService).reopen(id));
  });

  it('keeps live leads and counts them, in the run and beside it', async () => {
    const [first] = (await as(officer, () => context.module.get(SuggestionService).listForProject(register.projects[9].id, { page: 1, pageSize: 50 }))).items.slice(-1); // prettier-ignore
    const enterpriseId = first.enterprise.id as string;
    const lead = { nextStep: '电话联系', nextStepOn: '2030-01-15', source: 'manual' as const };
    await as(officer, () => context.database.transaction(async (tx) => {
      await context.module.get(LeadService).open(tx, { ...lead, enterpriseId, projectId: register.projects[9].id });
      await context.module.get(LeadService).open(tx, { ...lead, enterpriseId, areaCode: '520524' });
    })); // prettier-ignore
    await allocations.allocate(runId);
    const [row] = await context.owner.sql(
      'SELECT reason, enterprise_load, is_proposed FROM match_allocation_pair WHERE run_id = $1 AND project_id = $2 AND enterprise_id = $3',
      [runId, register.projects[9].id, enterpriseId],
    );
    expect(row).toMatchObject({ reason: 'PINNED', is_proposed: true });
    expect(row.enterprise_load).toBeLessThanOrEqual(3);
    expect(row.enterprise_load).toBeGreaterThanOrEqual(2);
    const summary = await as(manager, () => boards.get(runId));
    expect(summary.pinnedCount).toBe(1);
    expect(summary.loads.find(({ kind, name }) => kind === 'officer' && name === 'officer')?.load).toBeGreaterThanOrEqual(2); // prettier-ignore
  });

  it('shows a county its own projects alone: summary, board, loads and the page of a project', async () => {
    const own = await board(zhijin, runId);
    expect(own.items.length).toBeGreaterThan(0);
    expect(new Set(own.items.flatMap(({ pairs }) => pairs.map(({ project }) => project.areaName)))).toEqual(new Set(['织金县', null])); // prettier-ignore
    expect(own.total).toBe(own.items.length);
    expect(await board(zhijin, runId, { areaCode: ['520521'] })).toMatchObject({ total: 0, items: [] });
    const byEnterprise = await board(zhijin, runId, { by: 'enterprise' });
    expect(countPairs(byEnterprise)).toBe(countPairs(own));
    expect((await as(zhijin, () => boards.get(runId))).loads.map(({ name }) => name)).toEqual(['织金县']);
    const rows = await as(
      dafang,
      () =>
      context.database.transaction((tx) => tx.query(`SELECT DISTINCT p.area_code FROM match_allocation_pair a JOIN project p ON p.id = a.project_id`)), // prettier-ignore
    );
    expect(rows).toEqual(expect.arrayContaining([{ area_code: '520521' }]));
    expect(rows).not.toContainEqual({ area_code: '520524' });
    await expect(
      as(zhijin, () => context.database.transaction((tx) => tx.query('DELETE FROM match_allocation_pair RETURNING 1'))),
    ).resolves.toEqual([[], 0]);
  });

  it('tells of an enterprise another unit holds its name and holder only', async () => {
    const held = (await board(dafang, runId)).items.flatMap(({ pairs }) => pairs)[0];
    await context.owner.sql(
      `UPDATE enterprise SET holder_organisation_id = (SELECT id FROM organisation WHERE code = 'QX-520524'), holder_area_code = '520524', held_since = now() WHERE id = $1`,
      [held.enterprise.id],
    );
    const masked = (await board(dafang, runId)).items.flatMap(({ pairs }) => pairs).find(({ enterprise }) => enterprise.name === held.enterprise.name); // prettier-ignore
    expect(masked).toMatchObject({ enterprise: { id: null, heldBy: expect.any(String) }, allocation: null });
    const byEnterprise = (await board(dafang, runId, { by: 'enterprise' })).items.find(({ name }) => name === held.enterprise.name); // prettier-ignore
    expect(byEnterprise).toMatchObject({ key: null, price: null, capacity: null, load: 0 });
    await context.owner.sql('UPDATE enterprise SET holder_organisation_id = NULL, holder_area_code = NULL, held_since = NULL WHERE id = $1', [held.enterprise.id]); // prettier-ignore
  });

  it('lets only the city change the limits, with a trace; the next run works with them', async () => {
    const all = await as(zhijin, () => limits.list());
    expect(all).toMatchObject({ can: { edit: false }, items: [{ kind: 'enterprise', capacity: 3 }, { kind: 'project', capacity: 5 }, { kind: 'area', capacity: null }, { kind: 'officer', capacity: null }] }); // prettier-ignore
    const [{ id, version }] = all.items;
    await expect(as(officer, () => limits.update(id, { version, capacity: 9, reason: '一家企业同时谈不过来' }))).rejects.toMatchObject({ code: 'FORBIDDEN' }); // prettier-ignore
    await expect(as(zhijin, () => context.database.transaction((tx) => tx.query('UPDATE allocation_limit SET capacity = 9')))).resolves.toEqual([[], 0]); // prettier-ignore
    await as(manager, () => limits.update(id, { version, capacity: 1, reason: '一家企业同时谈不过来' }));
    await expect(as(manager, () => limits.update(id, { version, capacity: 2, reason: '一家企业同时谈不过来' }))).rejects.toMatchObject({ code: 'VERSION_CONFLICT' }); // prettier-ignore
    const ofArea: AllocationLimitView = await as(manager, () => limits.create({ kind: 'area', subjectKey: '520524', capacity: 2, note: '县专班人手有限' })); // prettier-ignore
    await expect(as(manager, () => limits.create({ kind: 'area', subjectKey: '999999', capacity: 2, note: null }))).rejects.toMatchObject({ code: 'VALIDATION_FAILED' }); // prettier-ignore
    await expect(as(manager, () => limits.create({ kind: 'area', subjectKey: '520524', capacity: 5, note: null }))).rejects.toMatchObject({ code: 'DUPLICATE_KEY' }); // prettier-ignore
    const next = await match();
    const summary = await as(manager, () => boards.get(next));
    const county = summary.loads.find(({ key }) => key === '520524');
    expect(county?.capacity).toBe(2);
    expect(county?.load).toBeLessThanOrEqual(2);
    const added = await context.owner.sql<{ n: number }>(`SELECT count(*)::int AS n FROM match_allocation_pair WHERE run_id = $1 AND reason = 'ALLOCATED' GROUP BY enterprise_id`, [next]); // prettier-ignore
    expect(added.every(({ n }) => n === 1)).toBe(true);
    await as(manager, () => limits.lift(ofArea.id, ofArea.version, '专班已补员'));
    await expect(as(manager, () => limits.lift(id, version + 1, '不应能取消默认值'))).rejects.toMatchObject({ code: 'ALLOCATION_LIMIT_NOT_FOUND' }); // prettier-ignore
    const [{ changes }] = (await as(zhijin, () => limits.list())).items;
    expect(changes).toMatchObject([{ action: 'changed', byName: 'manager', reason: '一家企业同时谈不过来', capacity: { from: 3, to: 1 } }]); // prettier-ignore
    const trace = await context.owner.sql(`SELECT action, reason, actor_id FROM audit_entry WHERE table_name = 'allocation_limit' AND actor_id IS NOT NULL ORDER BY id`); // prettier-ignore
    expect(trace).toEqual([
      { action: 'UPDATE', reason: '一家企业同时谈不过来', actor_id: manager.id },
      { action: 'INSERT', reason: null, actor_id: manager.id },
      { action: 'UPDATE', reason: '专班已补员', actor_id: manager.id },
    ]);
  });

  it('tells those who set limits whom one may be set for, and nothing of the accounts; nobody else', async () => {
    for (const actor of [officer, zhijin, dafang])
      await expect(as(actor, () => limits.officers())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const found = await as(manager, () => limits.officers());
    expect(found.map(({ name }) => name)).toEqual(expect.arrayContaining(['officer', 'zhijin', 'dafang']));
    expect(found.map(({ name }) => name)).not.toContain('manager');
    for (const person of found) expect(Object.keys(person).sort()).toEqual(['id', 'name', 'organisationName']);
    await context.owner.sql('UPDATE app_user SET disabled_at = now() WHERE id = $1', [dafang.id]);
    expect((await as(manager, () => limits.officers())).map(({ id }) => id)).not.toContain(dafang.id);
    await context.owner.sql('UPDATE app_user SET disabled_at = NULL WHERE id = $1', [dafang.id]);
    const own = await as(manager, () => limits.create({ kind: 'officer', subjectKey: officer.id ?? '', capacity: 4, note: '一人带四家' })); // prettier-ignore
    expect(own).toMatchObject({ subject: { name: 'officer' }, changes: [{ action: 'set', reason: '一人带四家', capacity: { from: null, to: 4 } }] }); // prettier-ignore
    expect((await as(manager, () => limits.lift(own.id, own.version, '已配助手'))).changes[0]).toMatchObject({ action: 'lifted', reason: '已配助手', capacity: null }); // prettier-ignore
  });

  it('of a run over some projects leaves the proposals of the others their places', async () => {
    // Those that hold most now: with one approach for each enterprise others may have nothing left to them.
    const held = await context.owner.sql<{ id: string }>(
      `SELECT a.project_id AS id FROM match_allocation_pair a JOIN match_run_project mp ON (mp.run_id, mp.project_id) = (a.run_id, a.project_id)
       WHERE mp.is_current AND a.reason = 'ALLOCATED' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 3`,
    );
    const some = held.map(({ id }) => id);
    const next = await match({ topPerProject: 10, projectIds: some });
    const taken = await context.owner.sql<{ enterprise_id: string; n: number }>(
      `SELECT a.enterprise_id, count(*)::int AS n FROM match_allocation_pair a
       JOIN match_run_project mp ON mp.run_id = a.run_id AND mp.project_id = a.project_id AND mp.is_current
       WHERE a.is_proposed GROUP BY a.enterprise_id HAVING bool_or(a.run_id = $1 AND a.reason = 'ALLOCATED')`,
      [next],
    );
    expect(taken.length).toBeGreaterThan(0);
    expect(taken.every(({ n }) => n === 1)).toBe(true);
  });
});
