import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '@lianghuan/platform';
import { makeUser } from '../../../../test/support/people.js';
import { makeEnterprise, makeProject } from '../../../../test/support/records.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { HomeModule } from './home.module.js';
import { HomeService } from './home.service.js';

describe('suggestions that wait, on the home page', () => {
  let context: ServiceContext;
  let officer: Actor;
  let zhijin: Actor;
  let manager: Actor;
  const home = (actor: Actor) => context.database.actAs(actor, () => context.module.get(HomeService).home());
  const waiting = async (actor: Actor) =>
    (await home(actor)).suggestionProjects.map(({ name, openCount, bestEnterprise }) => [
      name,
      openCount,
      bestEnterprise,
    ]);

  beforeAll(async () => {
    context = await startServices([HomeModule]);
    officer = await makeUser(context.owner, 'officer', ['promotion_officer'], 'TCJ');
    zhijin = await makeUser(context.owner, 'zhijin', ['county_clerk'], 'QX-520524');
    manager = await makeUser(context.owner, 'manager', ['manager'], 'SZF');
    const [{ id: run }] = await context.owner.sql<{ id: string }>(
      `INSERT INTO match_run (status, options, algorithm_version, input_snapshot, frozen_at, finished_at, is_current)
       VALUES ('done', '{}', 'test', 'x', now(), now(), true) RETURNING id`,
    );
    const enterprises: string[] = [];
    for (const name of ['甲公司', '乙公司', '丙公司']) enterprises.push(await makeEnterprise(context.owner, { name }));
    for (const [position, [name, areaCode, score]] of (
      [
        ['织金项目', '520524', 0.5],
        ['大方项目', '520521', 0.9],
      ] as const
    ).entries()) {
      // prettier-ignore
      const project = await makeProject(context.owner, { name, areaCode });
      await context.owner.sql(
        `INSERT INTO match_run_project (run_id, project_id, block_no, position, area_code, name, is_current) VALUES ($1, $2, 0, $3, $4, $5, true)`,
        [run, project, position, areaCode, name],
      );
      for (const [i, enterprise] of enterprises.entries()) {
        const [{ id }] = await context.owner.sql<{ id: string }>(
          `INSERT INTO match_suggestion (run_id, project_id, enterprise_id, rank, place, score, contributions, constraints, enterprise_name)
           SELECT $1, $2, e.id, $4, $4, $5, '[]', '[]', e.name FROM enterprise e WHERE e.id = $3 RETURNING id`,
          [run, project, enterprise, i + 1, score - i / 10],
        );
        // Of the first project: the best is dismissed, the second snoozed for long, the third's snooze is over.
        const decision = position > 0 ? undefined : [['dismissed', 'too_far', null], ['snoozed', null, '2999-01-01'], ['snoozed', null, '2020-01-01']][i]; // prettier-ignore
        if (decision === undefined) continue;
        await context.owner.sql(
          `INSERT INTO suggestion_decision (project_id, enterprise_id, suggestion_id, decision, reason, snoozed_until, decided_at) VALUES ($1, $2, $3, $4, $5, $6, now())`,
          [project, enterprise, id, ...decision],
        );
      }
    }
  });
  afterAll(() => context.close());

  it('are counted without those decided on, with the best that is left, the best project first', async () => {
    expect(await waiting(officer)).toEqual([
      ['大方项目', 3, '甲公司'],
      ['织金项目', 1, '丙公司'],
    ]);
  });

  it('are only those a person may decide on', async () => {
    expect(await waiting(zhijin)).toEqual([['织金项目', 1, '丙公司']]);
    expect((await home(zhijin)).tasks).toContainEqual({
      code: 'suggestions_open',
      title: '有匹配建议待处理的项目',
      path: '/match-runs',
      count: 1,
    });
    expect(await waiting(manager)).toEqual([]);
  });
});
