import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { SuggestionView } from '@lianghuan/contracts';
import { type Actor, Clock } from '@lianghuan/platform';
import { makeRegister, type MadeRegister } from '../../../../test/support/match-register.js';
import { carryOut } from '../../../../test/support/match-run.js';
import { makeUser } from '../../../../test/support/people.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { LeadModule } from '../lead/lead.module.js';
import { LeadViewService } from '../lead/lead-view.service.js';
import { SignalModule } from '../signal/signal.module.js';
import { SignalService } from '../signal/signal.service.js';
import { MatchFlowService } from './match-flow.service.js';
import { MatchRunService } from './match-run.service.js';
import { MatchModule } from './match.module.js';
import { openSuggestionCountSql, SuggestionService } from './suggestion.service.js';
import { WhyService } from './why.service.js';

// A run takes seconds on a machine that has other work too.
jest.setTimeout(30_000);

describe('suggestions', () => {
  let context: ServiceContext;
  let suggestions: SuggestionService;
  let register: MadeRegister;
  let manager: Actor;
  let officer: Actor;
  let zhijin: Actor;
  let dafang: Actor;
  const as = <T>(actor: Actor, work: () => Promise<T>) => context.database.actAs(actor, work);
  const NEXT = { nextStep: '电话联系董事会办公室', nextStepOn: '2030-01-15' };
  const projectIn = (areaCode: string | null, nth = 0) => {
    const project = register.projects.filter((p) => p.areaCode === areaCode)[nth];
    if (project === undefined) throw new Error(`no project in ${areaCode}`);
    return project;
  };
  const listFor = (actor: Actor, projectId: string, decision?: string[], pageSize = 50) =>
    as(actor, () => suggestions.listForProject(projectId, { page: 1, pageSize, ...(decision && { decision }) }));
  const openOf = async (actor: Actor, projectId: string): Promise<SuggestionView[]> =>
    (await listFor(actor, projectId, ['open'])).items;
  const countFor = async (actor: Actor, projectId: string) =>
    as(
      actor,
      () =>
      context.database.transaction(async (tx) => Number((await tx.query(`SELECT ${openSuggestionCountSql('$1::uuid', 'current_date')} AS count`, [projectId]))[0].count)), // prettier-ignore
    );
  const match = async () => {
    const runs = context.module.get(MatchRunService);
    const run = await as(manager, () => runs.request({ topPerProject: 10 }));
    await carryOut(context.module.get(MatchFlowService), run.id);
    return run.id;
  };

  beforeAll(async () => {
    context = await startServices([MatchModule, LeadModule, SignalModule]);
    suggestions = context.module.get(SuggestionService);
    register = await makeRegister(context.owner, { projects: 24, enterprises: 120 });
    manager = await makeUser(context.owner, 'manager', ['manager'], 'SZF');
    officer = await makeUser(context.owner, 'officer', ['promotion_officer'], 'TCJ');
    zhijin = await makeUser(context.owner, 'zhijin', ['county_clerk'], 'QX-520524');
    dafang = await makeUser(context.owner, 'dafang', ['county_clerk'], 'QX-520521');
    await match();
  }, 60_000);
  afterEach(() => {
    jest.restoreAllMocks();
  });
  afterAll(() => context.close());

  it('ranks enterprises for a project, page by page, with the run they come from', async () => {
    const project = projectIn('520524');
    const first = await listFor(officer, project.id, undefined, 4);
    const second = await as(officer, () => suggestions.listForProject(project.id, { page: 2, pageSize: 4 }));
    expect(first).toMatchObject({ total: 10, page: 1, pageSize: 4, matchRun: { status: 'done', isCurrent: true } });
    expect([...first.items, ...second.items].map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    for (const item of first.items) {
      expect(item.contributions.reduce((sum, part) => sum + part.contribution, 0)).toBeCloseTo(
        item.score ?? Number.NaN,
        9,
      );
      expect(item).toMatchObject({
        project: { name: project.name, areaName: '织金县' },
        decision: 'open',
        leadId: null,
      });
      expect(item.enterprise).toMatchObject({ heldBy: null, id: expect.any(String) });
    }
  });

  it('points at the words in the very text it shows', async () => {
    const { items } = await listFor(officer, projectIn('520524').id);
    const texts = items.flatMap(({ project, contributions }) =>
      contributions
        .flatMap((part) => part.evidence)
        .flatMap((evidence) => evidence.terms ?? [])
        .flatMap((term) => term.project ?? [])
        .map(({ field, start, end }) => ({ field, text: ({ name: project.name, content: project.content } as Record<string, string | null>)[field]?.slice(start, end) })),
    ); // prettier-ignore
    expect(texts.length).toBeGreaterThan(10);
    expect(texts.filter(({ field, text }) => field !== 'sector' && (text ?? '').length === 0)).toEqual([]);
  });

  it('says which pairs plainly fit, counts them, and is filtered by it', async () => {
    const project = projectIn('520524', 2);
    const whole = await listFor(officer, project.id);
    const [doubtful, ...others] = whole.items;
    await context.owner.sql(`UPDATE match_suggestion SET fit = '{"verdict": "clear", "reason": "TEXTS_AGREE"}' WHERE project_id = $1`, [project.id]); // prettier-ignore
    await context.owner.sql(`UPDATE match_suggestion SET fit = '{"verdict": "doubtful", "reason": "LITTLE_IN_COMMON"}' WHERE id = $1`, [doubtful.id]); // prettier-ignore
    const fitting = (isClearFit: boolean) =>
      as(officer, () => suggestions.listForProject(project.id, { page: 1, pageSize: 50, isClearFit }));
    expect((await fitting(true)).items.map(({ id }) => id)).toEqual(others.map(({ id }) => id));
    expect(await fitting(false)).toMatchObject({
      total: 1,
      clearFits: others.length,
      items: [{ id: doubtful.id, fit: { verdict: 'doubtful', reason: 'LITTLE_IN_COMMON' } }],
    });
    await context.owner.sql('UPDATE match_suggestion SET fit = NULL WHERE project_id = $1', [project.id]);
    expect(await listFor(officer, project.id)).toMatchObject({ clearFits: null, total: whole.total });
    for (const { id, fit } of whole.items)
      await context.owner.sql('UPDATE match_suggestion SET fit = $2 WHERE id = $1', [id, JSON.stringify(fit)]);
  });

  it('ranks projects for an enterprise', async () => {
    const [first] = (await listFor(officer, projectIn('520524').id)).items;
    const page = await as(officer, () =>
      suggestions.listForEnterprise(first.enterprise.id as string, { page: 1, pageSize: 50 }),
    );
    expect(page.items.map(({ id }) => id)).toContain(first.id);
    expect(page.items.map(({ score }) => score)).toEqual(
      page.items.map(({ score }) => score).sort((a, b) => (b ?? 0) - (a ?? 0)),
    );
    expect(page.total).toBe(page.items.length);
  });

  it('shows what is heard of an enterprise while it counts, to who sees the enterprise, and is filtered by it', async () => {
    const project = projectIn('520524', 1);
    const { items, total } = await listFor(officer, project.id);
    const [heard, fined] = items.map(({ enterprise }) => enterprise.id as string);
    const tell = (enterpriseId: string, kind: 'expansion' | 'penalty', title: string, validUntil?: string) =>
      as(officer, () => context.module.get(SignalService).record({ enterpriseId, kind, title, occurredOn: '2026-01-05', sourceName: '公司公告', validUntil: validUntil ?? '2999-01-01' })); // prettier-ignore
    await tell(heard, 'expansion', '拟扩产');
    await tell(heard, 'expansion', '旧的扩产', '2026-01-06');
    await tell(fined, 'penalty', '被罚款');
    const shown = await listFor(officer, project.id);
    // News moves nobody: the order is the run's.
    expect(shown.items.map(({ id, score }) => [id, score])).toEqual(items.map(({ id, score }) => [id, score]));
    expect(shown.items[0].signals).toMatchObject([{ kind: 'expansion', direction: 'opportunity', title: '拟扩产', occurredOn: '2026-01-05', sourceName: '公司公告', state: 'unverified' }]); // prettier-ignore
    expect(shown.items[1].signals).toMatchObject([{ kind: 'penalty', direction: 'risk' }]);
    expect(shown.items[2].signals).toEqual([]);
    const filtered = (actor: Actor, hasSignal: boolean) =>
      as(actor, () => suggestions.listForProject(project.id, { page: 1, pageSize: 50, hasSignal }));
    expect(await filtered(officer, true)).toMatchObject({ total: 1, items: [{ enterprise: { id: heard } }] });
    expect((await filtered(officer, false)).total).toBe(total - 1);
    await context.owner.sql(
      `UPDATE enterprise SET holder_organisation_id = $2, holder_area_code = '520500', held_since = now() WHERE id = $1`,
      [heard, officer.organisationId],
    );
    expect((await filtered(zhijin, true)).items).toEqual([]);
    expect((await listFor(zhijin, project.id)).items[0]).toMatchObject({ enterprise: { id: null }, signals: [] });
    await context.owner.sql('UPDATE enterprise SET holder_organisation_id = NULL, holder_area_code = NULL, held_since = NULL WHERE id = $1', [heard]); // prettier-ignore
  });

  it('keeps a dismissal through later runs and out of the open list, until it is taken back', async () => {
    const project = projectIn('520523');
    const [first] = await openOf(officer, project.id);
    const dismissed = await as(officer, () =>
      suggestions.dismiss(first.id, { reason: 'wrong_industry', note: '做的是上游' }),
    );
    expect(dismissed).toMatchObject({
      decision: 'dismissed',
      dismissReason: 'wrong_industry',
      decisionNote: '做的是上游',
      decidedByName: 'officer',
    });
    await expect(as(officer, () => suggestions.dismiss(first.id, { reason: 'other' }))).rejects.toMatchObject({
      code: 'SUGGESTION_DECIDED',
    });
    await match();
    const open = await openOf(officer, project.id);
    expect(open.map(({ enterprise }) => enterprise.id)).not.toContain(first.enterprise.id);
    expect(await countFor(officer, project.id)).toBe(9);
    const again = (await listFor(officer, project.id, ['dismissed'])).items;
    expect(again).toMatchObject([{ enterprise: { id: first.enterprise.id }, decision: 'dismissed' }]);
    expect(again[0].id).not.toBe(first.id);

    expect(await as(officer, () => suggestions.reopen(again[0].id))).toMatchObject({
      decision: 'open',
      decidedAt: null,
    });
    expect(await countFor(officer, project.id)).toBe(10);
    const audit = await context.owner.sql<{ action: string; reason: string | null }>(
      `SELECT action, reason FROM audit_entry WHERE table_name = 'suggestion_decision' ORDER BY id DESC LIMIT 2`,
    );
    expect(audit).toEqual([
      { action: 'DELETE', reason: null },
      { action: 'INSERT', reason: '做的是上游' },
    ]);
  });

  it('shows a snoozed pair again on its day', async () => {
    const project = projectIn('520525');
    const [first] = await openOf(officer, project.id);
    const clock = context.module.get(Clock);
    const today = jest.spyOn(clock, 'today').mockReturnValue('2030-03-01');
    await expect(as(officer, () => suggestions.snooze(first.id, { until: '2030-03-01' }))).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    });
    const snoozed = await as(officer, () => suggestions.snooze(first.id, { until: '2030-03-15' }));
    expect(snoozed).toMatchObject({ decision: 'snoozed', snoozedUntil: '2030-03-15' });
    expect(await openOf(officer, project.id)).toHaveLength(9);
    today.mockReturnValue('2030-03-14');
    expect(await openOf(officer, project.id)).toHaveLength(9);
    today.mockReturnValue('2030-03-15');
    expect((await openOf(officer, project.id))[0]).toMatchObject({ id: first.id, decision: 'open' });
    expect(await as(officer, () => suggestions.dismiss(first.id, { reason: 'too_far' }))).toMatchObject({
      decision: 'dismissed',
      snoozedUntil: null,
    });
  });

  it('opens a lead with an acceptance, once, and keeps it', async () => {
    const project = projectIn('520526');
    const [first] = await openOf(officer, project.id);
    const both = await Promise.allSettled([1, 2].map(() => as(officer, () => suggestions.accept(first.id, NEXT))));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'SUGGESTION_DECIDED' } });
    const [accepted] = (await listFor(officer, project.id, ['accepted'])).items;
    expect(accepted).toMatchObject({ id: first.id, decidedByName: 'officer', leadId: expect.any(String) });
    const lead = await as(officer, () =>
      context.module.get(LeadViewService, { strict: false }).get(accepted.leadId as string),
    );
    expect(lead).toMatchObject({
      source: 'suggestion',
      suggestionId: first.id,
      project: { id: project.id },
      enterprise: { id: first.enterprise.id },
      nextStep: NEXT.nextStep,
    });
    await expect(as(officer, () => suggestions.reopen(first.id))).rejects.toMatchObject({ code: 'SUGGESTION_DECIDED' });
  });

  it('tells of an enterprise another unit holds only its name and the holder', async () => {
    // An enterprise suggested in 威宁 and in 大方: once the city's officer follows it for 威宁, 大方 is told only that.
    const ours = projectIn('520526', 1);
    const theirs = await Promise.all(
      register.projects.filter((p) => p.areaCode === '520521').map((p) => openOf(dafang, p.id)),
    );
    const shared = (await openOf(officer, ours.id)).flatMap((suggestion) =>
      theirs
        .flat()
        .filter(({ enterprise }) => enterprise.id === suggestion.enterprise.id)
        .map((before) => ({ suggestion, before })),
    );
    const { suggestion, before } = shared[0];
    await as(officer, () => suggestions.accept(suggestion.id, NEXT));
    const hidden = before.enterprise.id as string;

    const page = await listFor(dafang, before.project.id);
    const masked = page.items.find(({ id }) => id === before.id);
    if (masked === undefined) throw new Error('the suggestion is gone');
    expect(masked.enterprise).toEqual({
      id: null,
      name: before.enterprise.name,
      shortName: null,
      province: null,
      city: null,
      products: [],
      heldBy: '毕节市投资促进局',
    });
    expect(masked).toMatchObject({
      rank: before.rank,
      score: null,
      decision: 'open',
      contributions: [],
      constraints: [],
    });
    expect(masked).toMatchObject({ fit: null, counterArgument: null, resource: null, market: null });
    for (const isClearFit of [true, false]) {
      const filtered = await as(dafang, () => suggestions.listForProject(before.project.id, { page: 1, pageSize: 50, isClearFit })); // prettier-ignore
      expect(filtered.items.map(({ id }) => id)).not.toContain(before.id);
    }
    await expect(as(dafang, () => suggestions.listForEnterprise(hidden, { page: 1, pageSize: 10 }))).rejects.toMatchObject({ code: 'ENTERPRISE_NOT_FOUND' }); // prettier-ignore
    await expect(as(dafang, () => context.module.get(WhyService).why(before.project.id, hidden))).rejects.toMatchObject({ code: 'ENTERPRISE_NOT_FOUND' }); // prettier-ignore
    await expect(as(dafang, () => suggestions.accept(before.id, NEXT))).rejects.toMatchObject({
      code: 'ENTERPRISE_HELD',
      details: { holder: '毕节市投资促进局' },
    });
    expect((await listFor(dafang, before.project.id, ['accepted'])).total).toBe(0);
  });

  it('shows another area nothing: no list, no count, no suggestion by its id, no decision', async () => {
    const project = projectIn('520524', 1);
    const [first, second] = await openOf(zhijin, project.id);
    await as(zhijin, () => suggestions.dismiss(second.id, { reason: 'too_small' }));
    expect(await listFor(dafang, project.id)).toMatchObject({ items: [], total: 0, matchRun: null });
    expect(await countFor(dafang, project.id)).toBe(0);
    for (const decide of [
      () => suggestions.accept(first.id, NEXT),
      () => suggestions.dismiss(first.id, { reason: 'other' }),
      () => suggestions.snooze(first.id, { until: '2099-01-01' }),
      () => suggestions.reopen(second.id),
    ]) {
      await expect(as(dafang, decide)).rejects.toMatchObject({ code: 'SUGGESTION_NOT_FOUND' });
    }
    const enterpriseId = (await openOf(dafang, projectIn('520521').id)).find(({ enterprise }) => enterprise.id !== null)
      ?.enterprise.id as string;
    const { items } = await as(dafang, () => suggestions.listForEnterprise(enterpriseId, { page: 1, pageSize: 100 }));
    const allowed = new Set(
      register.projects.filter((p) => p.areaCode === '520521' || p.areaCode === null).map((p) => p.id),
    );
    expect(items.filter((item) => !allowed.has(item.project.id))).toEqual([]);
    // Also where a query forgets its predicate: the database itself shows only what is in reach.
    const seen = await as(dafang, () =>
      context.database.transaction((tx) =>
        tx.query(
          `SELECT (SELECT count(*) FROM suggestion_decision WHERE project_id = $1)::int AS decisions,
               (SELECT count(*) FROM match_suggestion WHERE project_id = $1)::int AS suggestions,
               (SELECT count(*) FROM match_run_input)::int + (SELECT count(*) FROM match_run_enterprise)::int AS inputs,
               (SELECT count(*) FROM match_run_ranking)::int AS rankings,
               (SELECT count(DISTINCT area_code) FROM match_run_project)::int AS areas`,
          [project.id],
        ),
      ),
    );
    expect(seen).toEqual([{ decisions: 0, suggestions: 0, inputs: 0, rankings: 0, areas: 1 }]);
    expect(await context.database.dataSource.query('SELECT id FROM match_suggestion LIMIT 1')).toEqual([]);
  });

  it('lets a county read, but not decide on, projects of the city as a whole', async () => {
    const project = projectIn(null);
    const [first] = await openOf(zhijin, project.id);
    await expect(as(zhijin, () => suggestions.dismiss(first.id, { reason: 'other' }))).rejects.toMatchObject({
      code: 'AREA_FORBIDDEN',
    });
    expect(await as(officer, () => suggestions.dismiss(first.id, { reason: 'other' }))).toMatchObject({
      decision: 'dismissed',
    });
  });

  it('lets nobody change what a run found', async () => {
    for (const sql of [
      'UPDATE match_suggestion SET score = 1',
      'UPDATE match_run_input SET part_no = 1',
      'UPDATE match_run_enterprise SET part_no = 1',
      'UPDATE match_run_ranking SET ranking = ranking',
    ]) {
      await expect(as(manager, () => context.database.transaction((tx) => tx.query(sql)))).rejects.toThrow(
        'permission denied',
      );
    }
    const removed = await as(manager, () =>
      context.database.transaction((tx) => tx.query('DELETE FROM match_suggestion RETURNING id')),
    );
    expect(removed).toEqual([[], 0]);
  });

  it('says of any pair why it is or is not suggested', async () => {
    const why = context.module.get(WhyService);
    const project = projectIn('520524', 2);
    const [first] = (await listFor(officer, project.id)).items;
    const suggested = await as(officer, () => why.why(project.id, first.enterprise.id as string));
    expect(suggested).toMatchObject({ suggestionId: first.id, rank: 1, score: first.score, whyNot: [] });
    expect(suggested.contributions).toEqual(first.contributions);

    const woundUp = register.enterprises[49];
    expect(await as(officer, () => why.why(project.id, woundUp.id))).toMatchObject({
      suggestionId: null,
      rank: null,
      whyNot: [{ reason: 'CONSTRAINT_FAILED', details: { because: 'ENTERPRISE_WOUND_UP' } }],
    });
    const [later] = await context.owner.sql<{ id: string }>(
      `INSERT INTO enterprise (code, name, normalized_name, search_text) VALUES ('TM-NEW', '后来者', '后来者', '后来者') RETURNING id`,
    );
    expect(await as(officer, () => why.why(project.id, later.id))).toMatchObject({
      score: null,
      whyNot: [{ reason: 'NOT_IN_RUN' }],
    });
    const [elsewhere] = await context.owner.sql<{ id: string }>(
      `INSERT INTO project (code, name, placement, search_text) VALUES ('TM-REF', '外地项目', 'reference', '外地项目') RETURNING id`,
    );
    await expect(as(officer, () => why.why(elsewhere.id, later.id))).rejects.toMatchObject({
      code: 'PROJECT_NOT_MATCHED',
    });
  });
});
