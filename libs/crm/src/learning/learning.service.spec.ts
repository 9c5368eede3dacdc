import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ALGORITHM_VERSION, DEFAULT_WEIGHTS } from '@lianghuan/matching';
import { type Actor, Clock } from '@lianghuan/platform';
import { makeRegister, type MadeRegister } from '../../../../test/support/match-register.js';
import { carryOut } from '../../../../test/support/match-run.js';
import { makeUser } from '../../../../test/support/people.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { MatchFlowService } from '../match/match-flow.service.js';
import { MatchRunService } from '../match/match-run.service.js';
import { MatchModule } from '../match/match.module.js';
import { SuggestionService } from '../match/suggestion.service.js';
import { LearningService } from './learning.service.js';

jest.setTimeout(120_000);

describe('learning from what is decided', () => {
  let context: ServiceContext;
  let learning: LearningService;
  let suggestions: SuggestionService;
  let register: MadeRegister;
  let manager: Actor;
  let administrator: Actor;
  let officer: Actor;
  let dafang: Actor;
  const as = <T>(actor: Actor, work: () => Promise<T>) => context.database.actAs(actor, work);
  const match = async () => {
    const runs = context.module.get(MatchRunService);
    const run = await as(manager, () => runs.request({ topPerProject: 10 }));
    await carryOut(context.module.get(MatchFlowService), run.id);
    return as(manager, () => runs.get(run.id));
  };
  const learn = async () => {
    const { id } = await as(manager, () => learning.request());
    expect(await learning.execute(id)).toBe('done');
    return (await as(manager, () => learning.overview())).runs[0];
  };
  const overview = () => as(manager, () => learning.overview());
  const pageFor = (actor: Actor, projectId: string) =>
    as(actor, () => suggestions.listForProject(projectId, { page: 1, pageSize: 10 }));
  /** What the owner of the database sees, whoever may see it. */
  const count = async (sql: string, values: unknown[] = []) =>
    (await context.owner.sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`, values))[0].n;
  const current = `match_suggestion s JOIN match_run_project m ON m.run_id = s.run_id AND m.project_id = s.project_id AND m.is_current`;

  /** Everybody's list is looked at; taken up is what is nearest and makes the product, and never the first of the list. */
  const decideEverywhere = async (from: number, to: number) => {
    for (const { id } of register.projects.slice(from, to)) await pageFor(officer, id);
    await context.owner.sql(
      `INSERT INTO suggestion_decision (project_id, enterprise_id, suggestion_id, decision, reason, decided_by_id, decided_at)
       SELECT project_id, enterprise_id, id, CASE WHEN wanted <= 2 THEN 'accepted' ELSE 'dismissed' END, CASE WHEN wanted > 2 THEN 'wrong_industry' END, $2, now()
       FROM (SELECT s.*, row_number() OVER (PARTITION BY s.project_id ORDER BY (SELECT sum((c ->> 'value')::float8 *
           CASE c ->> 'criterion' WHEN 'place' THEN 3 WHEN 'product' THEN 1 ELSE 0 END) FROM jsonb_array_elements(s.contributions) c) DESC, s.rank DESC) AS wanted
         FROM ${current} WHERE s.project_id = ANY ($1)) ranked WHERE wanted <= 3 ON CONFLICT DO NOTHING`,
      [register.projects.slice(from, to).map(({ id }) => id), officer.id],
    );
  };

  beforeAll(async () => {
    context = await startServices([MatchModule]);
    learning = context.module.get(LearningService);
    suggestions = context.module.get(SuggestionService);
    register = await makeRegister(context.owner, { projects: 110, enterprises: 60 });
    manager = await makeUser(context.owner, 'manager', ['manager'], 'SZF');
    administrator = await makeUser(context.owner, 'administrator', ['administrator'], 'SZB');
    officer = await makeUser(context.owner, 'officer', ['promotion_officer'], 'TCJ');
    dafang = await makeUser(context.owner, 'dafang', ['county_clerk'], 'QX-520521');
    expect(await match()).toMatchObject({ status: 'done', weightVersion: 1 });
  });
  afterAll(() => context.close());

  it('logs a page of suggestions once a day and viewer, and of a masked enterprise nothing', async () => {
    const project = register.projects.find(({ areaCode }) => areaCode === '520521');
    if (project === undefined) throw new Error('no project of 大方');
    const { items } = await pageFor(dafang, project.id);
    await context.owner.sql(
      `UPDATE enterprise SET holder_organisation_id = $2, holder_area_code = '520502', held_since = now() WHERE id = $1`,
      [items[3].enterprise.id, officer.organisationId],
    );
    for (let i = 0; i < 3; i++) await pageFor(dafang, project.id);
    await pageFor(officer, project.id);
    const logged = await context.owner.sql<{ viewer: string; ids: string[] }>(
      `SELECT u.username AS viewer, suggestion_ids AS ids FROM suggestion_impression i JOIN app_user u ON u.id = i.viewer_id
       WHERE project_id = $1 ORDER BY i.id`,
      [project.id],
    );
    const all = items.map(({ id }) => id);
    expect(logged.slice(0, 2)).toEqual([
      { viewer: 'dafang', ids: all },
      { viewer: 'dafang', ids: all.filter((id) => id !== items[3].id) },
    ]);
    expect(logged.map(({ viewer }) => viewer)).toEqual(['dafang', 'dafang', 'officer']);
    await context.owner.sql(
      'UPDATE enterprise SET holder_organisation_id = NULL, holder_area_code = NULL, held_since = NULL WHERE id = $1',
      [items[3].enterprise.id],
    );
  });

  it('says what is missing as long as there is too little to learn from', async () => {
    expect(await learn()).toMatchObject({
      status: 'done',
      verdict: 'TOO_FEW_POSITIVES',
      positives: 0,
      versionNumber: null,
    });
    const view = await overview();
    expect(view.versions).toMatchObject([{ number: 1, isActive: true, weights: DEFAULT_WEIGHTS, verdict: null }]);
    const [item] = (await pageFor(officer, register.projects[0].id)).items;
    expect(item.confidence).toEqual({ status: 'insufficient', count: 0, needed: 100 });
  });

  it('grades an outcome by the decision and the stage of its lead, and counts it once', async () => {
    const [first, second, third] = (await pageFor(officer, register.projects[0].id)).items;
    const accepted = await as(officer, () =>
      suggestions.accept(first.id, { nextStep: '电话联系', nextStepOn: '2030-01-15' }),
    );
    await as(officer, () => suggestions.dismiss(second.id, { reason: 'too_far' }));
    await as(officer, () => suggestions.snooze(third.id, { until: '2099-01-01' }));
    const outcomes = async () =>
      Object.fromEntries(
        (
          await context.owner.sql<{ id: string; outcome: string }>(
            'SELECT suggestion_id AS id, outcome FROM match_outcome',
          )
        ).map(({ id, outcome }) => [id, outcome]),
      );
    expect(await outcomes()).toEqual({ [first.id]: 'accepted', [second.id]: 'dismissed' });
    for (const [change, outcome] of [
      [`stage = 'contact'`, 'contacted'],
      [`stage = 'negotiation'`, 'visited'],
      [`stage = 'signing', agreed_investment_cny = 1`, 'signed'],
      [`stage = 'start'`, 'landed'],
      [`status = 'lost', status_reason = '终止'`, 'fellThrough'],
    ]) {
      await context.owner.sql(`UPDATE lead SET ${change} WHERE id = $1`, [accepted.leadId]);
      expect((await outcomes())[first.id]).toBe(outcome);
    }
    await context.owner.sql('UPDATE lead SET is_example = true WHERE id = $1', [accepted.leadId]);
    expect(Object.keys(await outcomes())).toEqual([second.id]);
  });

  it('trains, proves it on lists set aside, puts it to use for the next run, and takes it back with a reason', async () => {
    await decideEverywhere(1, 110);
    const run = await learn();
    expect(run).toMatchObject({ status: 'done', verdict: 'PROMOTED', versionNumber: 2, requestedByName: 'manager' });
    const [version] = (await overview()).versions;
    expect(version).toMatchObject({
      number: 2, parentNumber: 1, isActive: true, algorithmVersion: ALGORITHM_VERSION, activatedByName: null, verdict: 'PROMOTED',
      trainingHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    }); // prettier-ignore
    expect(version.weights.place).toBeGreaterThan(DEFAULT_WEIGHTS.place);
    expect(version.backtest?.lists).toBeGreaterThanOrEqual(20);
    expect(version.backtest?.againstActive?.low).toBeGreaterThanOrEqual(0);
    expect(version.training?.positives).toBe(run.positives);

    expect(await match()).toMatchObject({ status: 'done', weightVersion: 2 });
    const weightsOf = async () =>
      Object.fromEntries(
        (await pageFor(officer, register.projects[5].id)).items[0].contributions.map((part) => [
          part.criterion,
          part.weight,
        ]),
      );
    expect((await weightsOf()).place).toBeCloseTo(version.weights.place, 12);

    const first = (await overview()).versions.at(-1)?.id ?? '';
    await expect(as(manager, () => learning.restore(randomUUID(), '没有这个版本'))).rejects.toMatchObject({
      code: 'WEIGHT_VERSION_NOT_FOUND',
    });
    const restored = await as(administrator, () => learning.restore(first, '先用默认权重'));
    expect(restored.versions.filter(({ isActive }) => isActive)).toMatchObject([
      { number: 1, activatedByName: 'administrator', activationReason: '先用默认权重' },
    ]);
    await expect(as(manager, () => learning.restore(first, '再来一次'))).rejects.toMatchObject({
      code: 'WEIGHT_VERSION_ACTIVE',
    });
    expect(await match()).toMatchObject({ weightVersion: 1 });
    expect((await weightsOf()).place).toBe(DEFAULT_WEIGHTS.place);
    const audit = await context.owner.sql<{ reason: string }>(
      `SELECT DISTINCT reason FROM audit_entry WHERE table_name = 'weight_version' AND action = 'UPDATE' AND actor_id = $1`,
      [administrator.id],
    );
    expect(audit).toEqual([{ reason: '先用默认权重' }]);
  });

  it('trains once on the same feedback', async () => {
    await learn();
    const versions = (await overview()).versions.length;
    expect(await learn()).toMatchObject({ verdict: 'UNCHANGED' });
    expect((await overview()).versions).toHaveLength(versions);
  });

  it('gives a confidence with the outcomes behind it once there are a hundred', async () => {
    const { items } = await pageFor(officer, register.projects[9].id);
    const known = await count(`match_outcome o JOIN match_run r ON r.id = o.run_id WHERE r.algorithm_version = $1`, [
      ALGORITHM_VERSION,
    ]);
    expect(known).toBeGreaterThan(100);
    for (const { confidence } of items) {
      if (confidence?.status !== 'fitted') throw new Error('no number');
      expect(confidence.count).toBe(known);
      expect(confidence.share).toBeGreaterThan(0);
      expect(confidence.share).toBeLessThan(1);
      expect(confidence.bandTaken).toBeLessThanOrEqual(confidence.bandCount);
    }
    const [fit] = await context.owner.sql<{ status: string; bands: { count: number }[] }>(
      `SELECT fit ->> 'status' AS status, fit -> 'bands' AS bands FROM confidence_fit ORDER BY fitted_at DESC LIMIT 1`,
    );
    expect(fit.bands.reduce((sum, band) => sum + band.count, 0)).toBe(known);
  });

  it('is not put to use under other formulas than it was learnt on', async () => {
    await context.owner.sql(`UPDATE weight_version SET is_active = false`);
    await context.owner.sql(
      `UPDATE weight_version SET is_active = true, activated_at = now(), algorithm_version = '0.0.1' WHERE number = 2`,
    );
    expect(await match()).toMatchObject({ weightVersion: 1 });
    const old = (await overview()).versions.find(({ number }) => number === 2);
    expect(old).toMatchObject({ isActive: true, isUsable: false });
    await context.owner.sql('UPDATE weight_version SET is_active = false');
    await context.owner.sql('UPDATE weight_version SET is_active = true WHERE number = 1');
    await expect(as(manager, () => learning.restore(old?.id ?? '', '试用'))).rejects.toMatchObject({
      code: 'WEIGHT_VERSION_OUTDATED',
    });
  });

  it('is rung at night once, whoever rings, and not beside another', async () => {
    const id = await learning.requestNightly();
    expect(id).toEqual(expect.any(String));
    expect(await learning.requestNightly()).toBeUndefined();
    await expect(as(manager, () => learning.request())).rejects.toMatchObject({ code: 'LEARNING_BUSY' });
    expect(await learning.execute(id ?? '')).toBe('done');
    expect(await learning.execute(id ?? '')).toBe('not-ours');
    expect(await learning.requestNightly()).toBeUndefined();
    jest.spyOn(context.module.get(Clock), 'today').mockReturnValue('2099-01-02');
    expect(await learning.requestNightly()).toEqual(expect.any(String));
    jest.restoreAllMocks();
    expect((await overview()).runs[0]).toMatchObject({ requestedByName: null, status: 'queued' });
  });

  it('a county clerk sees no training and no other’s impressions, and changes no weights', async () => {
    const run = (actor: Actor, sql: string) =>
      as(actor, () => context.database.transaction<unknown[]>((tx) => tx.query(sql)));
    expect(await run(dafang, 'SELECT id FROM learning_run')).toEqual([]);
    expect(await run(dafang, 'SELECT DISTINCT viewer_id FROM suggestion_impression')).toEqual([{ viewer_id: dafang.id }]);
    const seen = (await run(dafang, 'SELECT count(*)::int AS n FROM match_outcome')) as { n: number }[];
    expect(seen[0].n).toBeLessThan(await count('match_outcome'));
    expect((await run(dafang, `UPDATE weight_version SET is_active = false RETURNING id`))[0]).toEqual([]);
    await expect(run(dafang, `INSERT INTO learning_run (requested_by_id, requested_on) VALUES ('${dafang.id}', '2026-01-01')`)).rejects.toThrow('row-level security');
    await expect(run(manager, `UPDATE weight_version SET weights = '{}'`)).rejects.toThrow('permission denied');
    await expect(run(manager, 'DELETE FROM weight_version')).rejects.toThrow('permission denied');
    await expect(run(officer, 'UPDATE suggestion_impression SET viewer_id = NULL')).rejects.toThrow('permission denied');
    await expect(
      run(dafang, `INSERT INTO suggestion_impression (run_id, project_id, viewer_id, shown_on, shown_at, suggestion_ids)
        SELECT run_id, project_id, '${officer.id}', '2026-01-01', now(), '{}' FROM suggestion_impression LIMIT 1`),
    ).rejects.toThrow('row-level security');
  }); // prettier-ignore

  it('gives places to exploration only when somebody in charge says so, marks and logs them', async () => {
    for (const actor of [officer, dafang]) {
      await expect(as(actor, () => learning.switchExploration({ isOn: true, reason: '试一试' }))).rejects.toMatchObject({ code: 'FORBIDDEN' }); // prettier-ignore
      expect(await as(actor, () => context.database.transaction((tx) => tx.query('UPDATE exploration SET is_on = true')))).toEqual([[], 0]); // prettier-ignore
    }
    expect((await overview()).exploration).toMatchObject({ isOn: false, share: 0.05, changedAt: null });
    const on = await as(administrator, () => learning.switchExploration({ isOn: true, reason: '反馈只来自前几名' }));
    expect(on.exploration).toMatchObject({ isOn: true, reason: '反馈只来自前几名', changedByName: 'administrator' });
    // A share that is sure to be seen among 110 lists; only the deploy step may set another than 5 %.
    await context.owner.sql('UPDATE exploration SET share = 0.2');
    const run = await as(manager, () => context.module.get(MatchRunService).request({ topPerProject: 30 }));
    await carryOut(context.module.get(MatchFlowService), run.id);
    const moved = await context.owner.sql<{ projectId: string; n: number }>(
      `SELECT project_id AS "projectId", count(*)::int AS n FROM match_suggestion WHERE run_id = $1 AND is_exploration GROUP BY 1 ORDER BY 1`,
      [run.id],
    );
    expect(moved.length).toBeGreaterThan(20);
    const { items } = await pageFor(officer, moved[0].projectId);
    expect(items.map(({ place }) => place)).toEqual(items.map((_, i) => i + 1));
    const explored = items.filter(({ isExploration }) => isExploration);
    expect(explored).toHaveLength(moved[0].n);
    for (const { rank } of explored) expect(rank).toBeGreaterThan(10);
    const [logged] = await context.owner.sql<{ ids: string[] }>('SELECT exploration_ids AS ids FROM suggestion_impression WHERE run_id = $1 AND project_id = $2', [run.id, moved[0].projectId]); // prettier-ignore
    expect(logged.ids).toEqual(explored.map(({ id }) => id));
    await as(administrator, () => learning.switchExploration({ isOn: false, reason: '先停一停' }));
    const trace = await context.owner.sql(`SELECT reason, actor_id FROM audit_entry WHERE table_name = 'exploration' AND actor_id IS NOT NULL ORDER BY id`); // prettier-ignore
    expect(trace).toEqual([
      { reason: '反馈只来自前几名', actor_id: administrator.id },
      { reason: '先停一停', actor_id: administrator.id },
    ]);
  });
});
