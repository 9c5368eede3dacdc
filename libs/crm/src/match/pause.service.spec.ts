import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DISMISS_EFFECTS, type SuggestionView } from '@lianghuan/contracts';
import { type Actor, Clock } from '@lianghuan/platform';
import { makeRegister, type MadeRegister } from '../../../../test/support/match-register.js';
import { carryOut } from '../../../../test/support/match-run.js';
import { makeUser } from '../../../../test/support/people.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { LeadService } from '../lead/lead.service.js';
import { RiskModule } from '../risk/risk.module.js';
import { RiskService } from '../risk/risk.service.js';
import { ReservationService } from '../supply/reservation.service.js';
import { SupplyModule } from '../supply/supply.module.js';
import { MatchFlowService } from './match-flow.service.js';
import { MatchRunService } from './match-run.service.js';
import { MatchModule } from './match.module.js';
import { PauseService } from './pause.service.js';
import { SuggestionService } from './suggestion.service.js';
import { WhyService } from './why.service.js';

jest.setTimeout(60_000);

describe('pauses, and what must be cleared first', () => {
  let context: ServiceContext;
  let suggestions: SuggestionService;
  let pauses: PauseService;
  let register: MadeRegister;
  let manager: Actor;
  let officer: Actor;
  let zhijin: Actor;
  let dafang: Actor;
  let reviewer: Actor;
  const as = <T>(actor: Actor, work: () => Promise<T>) => context.database.actAs(actor, work);
  const match = async () => {
    const runs = context.module.get(MatchRunService);
    const run = await as(manager, () => runs.request({ topPerProject: 20 }));
    await carryOut(context.module.get(MatchFlowService), run.id);
  };
  const projectIn = (areaCode: string) => {
    const project = register.projects.find((p) => p.areaCode === areaCode);
    if (project === undefined) throw new Error(`no project in ${areaCode}`);
    return project;
  };
  const pageFor = (actor: Actor, projectId: string) =>
    as(actor, () => suggestions.listForProject(projectId, { page: 1, pageSize: 50 }));
  const firstOpen = async (actor: Actor, projectId: string): Promise<SuggestionView> => {
    const item = (await pageFor(actor, projectId)).items.find(({ decision, enterprise }) => decision === 'open' && enterprise.id !== null);
    if (item === undefined) throw new Error('no open suggestion');
    return item;
  }; // prettier-ignore
  const listOn = async (actor: Actor, enterpriseId: string) =>
    (await as(actor, () => pauses.list({ page: 1, pageSize: 20, enterpriseId, isOn: true }))).items;
  const rowsWith = async (enterpriseId: string) =>
    (
      await context.owner.sql<{ n: number }>(
        `SELECT count(*)::int AS n FROM match_suggestion s JOIN match_run_project p USING (run_id, project_id)
         WHERE p.is_current AND s.enterprise_id = $1`,
        [enterpriseId],
      )
    )[0].n;

  beforeAll(async () => {
    context = await startServices([MatchModule, RiskModule, SupplyModule]);
    suggestions = context.module.get(SuggestionService);
    pauses = context.module.get(PauseService);
    register = await makeRegister(context.owner, { projects: 24, enterprises: 120 });
    manager = await makeUser(context.owner, 'manager', ['manager'], 'SZF');
    officer = await makeUser(context.owner, 'officer', ['promotion_officer'], 'TCJ');
    zhijin = await makeUser(context.owner, 'zhijin', ['county_clerk'], 'QX-520524');
    dafang = await makeUser(context.owner, 'dafang', ['county_clerk'], 'QX-520521');
    reviewer = await makeUser(context.owner, 'reviewer', ['department_reviewer'], 'FGW');
    await match();
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  afterAll(() => context.close());

  it('an enterprise that is not expanding is left out of the next run for every project, says so, and comes back when lifted', async () => {
    const { id: projectId } = projectIn('520524');
    const first = await firstOpen(zhijin, projectId);
    const enterpriseId = first.enterprise.id as string;
    expect(await rowsWith(enterpriseId)).toBeGreaterThan(1);
    await as(zhijin, () => suggestions.dismiss(first.id, { reason: 'not_expanding', note: '今年不再投资' }));

    // At once, on every list that still has it.
    const other = (
      await as(officer, () => suggestions.listForEnterprise(enterpriseId, { page: 1, pageSize: 50 }))
    ).items.find(({ project }) => project.id !== projectId);
    expect(other?.pause?.reason).toBe('not_expanding');
    const [pause] = await listOn(dafang, enterpriseId);
    expect(pause).toMatchObject({
      enterprise: { id: enterpriseId, name: first.enterprise.name },
      project: { id: projectId },
      reason: 'not_expanding',
      setByName: 'zhijin',
      isOn: true,
      can: { lift: false },
    });

    await match();
    expect(await rowsWith(enterpriseId)).toBe(0);
    const page = await pageFor(zhijin, projectId);
    expect(page.pauses.map(({ id }) => id)).toEqual([pause.id]);
    expect(page.items).toHaveLength(20);
    const why = await as(zhijin, () => context.module.get(WhyService).why(projectId, enterpriseId));
    expect(why.constraints).toContainEqual({
      constraint: 'notPaused',
      verdict: 'fail',
      reason: 'ENTERPRISE_PAUSED',
      details: { because: '企业暂无扩产意愿', until: pause.until, by: 'zhijin', since: pause.since },
    });
    expect(why.score).toBeCloseTo(first.score ?? Number.NaN, 9);

    await expect(as(dafang, () => pauses.lift(pause.id, '另有消息'))).rejects.toMatchObject({ code: 'AREA_FORBIDDEN' });
    await expect(as(reviewer, () => pauses.lift(pause.id, '另有消息'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const lifted = await as(manager, () => pauses.lift(pause.id, '企业来函表示将扩产'));
    expect(lifted).toMatchObject({ isOn: false, liftedByName: 'manager', liftReason: '企业来函表示将扩产' });
    await expect(as(manager, () => pauses.lift(pause.id, '再来一次'))).rejects.toMatchObject({ code: 'PAUSE_OVER' });
    await match();
    expect(await rowsWith(enterpriseId)).toBeGreaterThan(1);
    const audit = await context.owner.sql<{ action: string; reason: string | null; actor: string }>(
      `SELECT a.action, a.reason, u.username AS actor FROM audit_entry a JOIN app_user u ON u.id = a.actor_id
       WHERE a.table_name = 'enterprise_pause' AND a.row_id = $1 ORDER BY a.id`,
      [pause.id],
    );
    expect(audit).toEqual([
      { action: 'INSERT', reason: '今年不再投资', actor: 'zhijin' },
      { action: 'UPDATE', reason: '企业来函表示将扩产', actor: 'manager' },
    ]);
  });

  it('taking the dismissal back lifts its pause', async () => {
    const first = await firstOpen(officer, projectIn('520523').id);
    const enterpriseId = first.enterprise.id as string;
    await as(officer, () => suggestions.dismiss(first.id, { reason: 'integrity', note: '有失信记录' }));
    expect(await listOn(officer, enterpriseId)).toHaveLength(1);
    await as(officer, () => suggestions.reopen(first.id));
    expect(await listOn(officer, enterpriseId)).toEqual([]);
    const all = await as(officer, () => pauses.list({ page: 1, pageSize: 20, enterpriseId }));
    expect(all.items).toMatchObject([{ liftedByName: 'officer', liftReason: '撤销了不采纳' }]);
  });

  it('only the reasons that are about the enterprise pause it, for as long as the table says', async () => {
    const { id: projectId } = projectIn('520525');
    for (const [reason, { pauseMonths }] of Object.entries(DISMISS_EFFECTS)) {
      const item = await firstOpen(officer, projectId);
      await as(officer, () => suggestions.dismiss(item.id, { reason: reason as keyof typeof DISMISS_EFFECTS }));
      const [pause] = await listOn(officer, item.enterprise.id as string);
      if (pauseMonths === 0) expect(pause).toBeUndefined();
      else {
        const [{ until }] = await context.owner.sql<{ until: string }>(
          `SELECT ($1::date + make_interval(months => $2))::date::text AS until`,
          [pause.since, pauseMonths],
        );
        expect(pause.until).toBe(until);
      }
    }
  });

  it('ends by itself on its day', async () => {
    const first = await firstOpen(officer, projectIn('520526').id);
    await as(officer, () => suggestions.dismiss(first.id, { reason: 'already_contacted' }));
    const [pause] = await listOn(officer, first.enterprise.id as string);
    jest.spyOn(context.module.get(Clock), 'today').mockReturnValue(pause.until);
    expect(await listOn(officer, first.enterprise.id as string)).toEqual([]);
    await expect(as(officer, () => pauses.lift(pause.id, '到期之后'))).rejects.toMatchObject({ code: 'PAUSE_OVER' });
  });

  it('of an enterprise another unit holds a county sees no pause: not in lists, counts, cards, nor by its id', async () => {
    const { id: projectId } = projectIn('520524');
    const first = await firstOpen(zhijin, projectId);
    const enterpriseId = first.enterprise.id as string;
    await as(zhijin, () => suggestions.dismiss(first.id, { reason: 'not_expanding' }));
    const [pause] = await listOn(zhijin, enterpriseId);
    await context.owner.sql(
      `UPDATE enterprise SET holder_organisation_id = $2, holder_area_code = '520524', held_since = now() WHERE id = $1`,
      [enterpriseId, zhijin.organisationId],
    );
    const seen = (actor: Actor) => as(actor, () => pauses.list({ page: 1, pageSize: 100 }));
    const [own, foreign] = [await seen(zhijin), await seen(dafang)];
    expect(own.items.map(({ id }) => id)).toContain(pause.id);
    expect(foreign.items.map(({ id }) => id)).not.toContain(pause.id);
    expect(foreign.total).toBe(own.total - 1);
    await expect(as(dafang, () => pauses.lift(pause.id, '试一试'))).rejects.toMatchObject({ code: 'PAUSE_NOT_FOUND' });
    // The run, which works for all, still keeps to it.
    await match();
    expect(await rowsWith(enterpriseId)).toBe(0);
  });

  it('nobody deletes a pause, sets one in another name or past the service for another area', async () => {
    const run = (actor: Actor, sql: string) => as(actor, () => context.database.transaction((tx) => tx.query(sql)));
    await expect(run(manager, 'DELETE FROM enterprise_pause')).rejects.toThrow('permission denied');
    await expect(
      run(
        dafang,
        `INSERT INTO enterprise_pause (enterprise_id, project_id, suggestion_id, reason, since, until, set_by_id, set_at)
         VALUES ('${register.enterprises[3].id}', '${register.projects[3].id}', uuidv7(), 'other', '2026-01-01', '2027-01-01', '${zhijin.id}', now())`,
      ),
    ).rejects.toThrow('row-level security');
    const changed = (await run(
      dafang,
      `UPDATE enterprise_pause SET until = '2099-01-01' WHERE area_code = '520524' RETURNING id`,
    )) as [unknown[], number];
    expect(changed[0]).toEqual([]);
  });

  it('a flagged project or resource is not offered until those in charge clear it; only they see how grave it is and whom to ask', async () => {
    const risks = context.module.get(RiskService);
    const reservations = context.module.get(ReservationService);
    const { id: projectId } = projectIn('520524');
    const [resource] = await context.owner.sql<{ id: string }>(`SELECT id FROM resource WHERE name = '高粱'`);
    const [unit] = await context.owner.sql<{ id: string; name: string }>(`SELECT id, name FROM organisation WHERE code = 'FGW'`); // prettier-ignore
    const subjects = [
      { kind: 'project', id: projectId },
      { kind: 'resource', id: resource.id },
    ] as const;
    const open = await firstOpen(zhijin, projectId);

    for (const subject of subjects) {
      const flag = { subject, level: 'red' as const, askOrganisationId: unit.id };
      for (const actor of [zhijin, officer, reviewer])
        await expect(as(actor, () => risks.set(flag))).rejects.toMatchObject({ code: 'FORBIDDEN' });
      const set = await as(manager, () => risks.set(flag));
      expect(set).toMatchObject({ awaitsClearance: true, flag: { level: 'red', askUnit: unit, setByName: 'manager' } });
      await expect(as(manager, () => risks.set(flag))).rejects.toMatchObject({ code: 'RISK_FLAGGED_ALREADY' });
      for (const actor of [zhijin, dafang, officer, reviewer]) {
        const told = { awaitsClearance: true, flag: null, can: { manage: false } };
        expect(await as(actor, () => risks.get(subject))).toEqual(told);
        const rows = await as(actor, () => context.database.transaction((tx) => tx.query('SELECT FROM risk_flag')));
        expect(rows).toEqual([]);
        await expect(as(actor, () => risks.clear(subject))).rejects.toMatchObject({ code: 'FORBIDDEN' });
        const past = as(actor, () => context.database.transaction((tx) => tx.query('UPDATE risk_flag SET cleared_at = now(), cleared_by_id = set_by_id RETURNING id'))); // prettier-ignore
        expect(await past).toEqual([[], 0]);
      }
    }

    const step = { nextStep: '电话联系', nextStepOn: '2030-01-15' };
    await expect(as(zhijin, () => suggestions.accept(open.id, step))).rejects.toMatchObject({
      code: 'AWAITS_CLEARANCE',
    });
    await expect(as(zhijin, () => context.module.get(LeadService).create({ enterpriseId: register.enterprises[5].id, projectId, ...step }))).rejects.toMatchObject({ code: 'AWAITS_CLEARANCE' }); // prettier-ignore
    const wanted = { supplyId: resource.id, quantity: '1', unit: '万吨', projectId: projectIn('520521').id, leadId: null, holdDays: 30, waits: false, note: null }; // prettier-ignore
    await expect(as(officer, () => reservations.request(wanted))).rejects.toMatchObject({ code: 'AWAITS_CLEARANCE' });

    await match();
    expect((await pageFor(zhijin, projectId)).items).toEqual([]);
    const [{ n }] = await context.owner.sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM match_suggestion s JOIN match_run_project p USING (run_id, project_id)
       WHERE p.is_current AND s.resource::text LIKE '%' || $1 || '%'`,
      [resource.id],
    );
    expect(n).toBe(0);

    for (const subject of subjects) {
      expect(await as(manager, () => risks.clear(subject))).toMatchObject({ awaitsClearance: false, flag: null });
      await expect(as(manager, () => risks.clear(subject))).rejects.toMatchObject({ code: 'RISK_FLAG_NOT_FOUND' });
    }
    await match();
    expect((await pageFor(zhijin, projectId)).items.length).toBeGreaterThan(0);
    const trace = await context.owner.sql(`SELECT action, actor_id FROM audit_entry WHERE table_name = 'risk_flag' ORDER BY id`); // prettier-ignore
    expect(trace).toEqual(['INSERT', 'INSERT', 'UPDATE', 'UPDATE'].map((action) => ({ action, actor_id: manager.id })));
  });
});
