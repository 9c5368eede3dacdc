import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LEAD_GATES } from '@lianghuan/contracts';
import type { Actor } from '@lianghuan/platform';
import { actorOf } from '@lianghuan/platform';
import { testConfig } from '../../../../test/support/config.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { FundsProgressService } from '../funds/funds-progress.service.js';
import { FundsService } from '../funds/funds.service.js';
import { LeadViewService } from '../lead/lead-view.service.js';
import { DemonstrationModule } from './demonstration.module.js';
import { DemonstrationService } from './demonstration.service.js';
import { firstStart } from './first-start.js';
import { FundsModule } from '../funds/funds.module.js';
import { LeadModule } from '../lead/lead.module.js';

describe('a first start with demonstration data', () => {
  let context: ServiceContext;
  let manager: Actor;
  let administrator: Actor;
  const said: string[] = [];
  const as = <T>(actor: Actor, work: () => Promise<T>) => context.database.actAs(actor, work);
  const userOf = async (username: string) => {
    const [user] = await context.owner.sql<Parameters<typeof actorOf>[0] & { areaCode: string }>(
      `SELECT u.id, u.display_name AS "displayName", u.organisation_id AS "organisationId", u.roles, o.area_code AS "areaCode"
       FROM app_user u JOIN organisation o ON o.id = u.organisation_id WHERE u.username = $1`,
      [username],
    );
    return actorOf({ ...user, areaCodes: [user.areaCode] });
  };

  beforeAll(async () => {
    const config = testConfig({ demo: true });
    context = await startServices([DemonstrationModule, LeadModule, FundsModule], config);
    await firstStart(config, context.owner.url, {
      say: (line) => said.push(line),
      askForAdministrator: () => Promise.reject(new Error('not asked with demonstration data')),
    });
    manager = await userOf('manager');
    administrator = await userOf('admin');
  }, 180_000);
  afterAll(() => context.close());

  it('has a lead in every stage, with what each gate asked for, marked 示例 and kept by people who may work on it', async () => {
    const { items } = await as(manager, () =>
      context.module.get(LeadViewService).list({ page: 1, pageSize: 200, sort: 'stage' }),
    );
    expect(items).toHaveLength(8);
    expect(new Set(items.map((lead) => lead.stage))).toEqual(new Set(Object.keys(LEAD_GATES)));
    expect(new Set(items.map((lead) => lead.status))).toEqual(new Set(['open', 'done', 'lost']));
    expect(items.every((lead) => lead.isExample && lead.note?.includes('示例'))).toBe(true);
    expect(new Set(items.map((lead) => lead.areaCode)).size).toBeGreaterThan(3);
    const officer = await userOf('officer');
    const own = await as(officer, () =>
      context.module.get(LeadViewService).count({ page: 1, pageSize: 1, mine: true }),
    );
    expect(own).toBeGreaterThan(3);
    // The first project people are told to try is left to them.
    expect(items.map((lead) => lead.project?.name)).not.toContain('织金PGA项目');
    // The same enterprises at each first start, whatever ids they get: who holds which is part of what people and tests find.
    expect(new Set(items.map(({ code, enterprise }) => `${code} ${enterprise.name}`))).toEqual(
      new Set([
        'LD000001 四川达威科技股份有限公司',
        'LD000002 成都银河磁体股份有限公司',
        'LD000003 甘肃亚盛实业(集团)股份有限公司',
        'LD000004 华天酒店集团股份有限公司',
        'LD000005 柳州化工股份有限公司',
        'LD000006 四川广安爱众股份有限公司',
        'LD000007 云南文山电力股份有限公司',
        'LD000008 华夏航空股份有限公司',
      ]),
    );
  });

  it('has a survey under way over the city level and all counties and zones, of what the registers hold, with nothing said of it', async () => {
    const cells = await context.owner.sql<{ step: string; state: string; rows: number }>(
      'SELECT step, state, rows FROM survey_cell_now',
    );
    expect(cells).toHaveLength(187);
    expect(cells.every(({ step, state, rows }) => step === 'open' && state === (rows > 0 ? 'filling' : 'not_started'))).toBe(true); // prettier-ignore
    const [{ listed }] = await context.owner.sql<{ listed: number }>(
      `SELECT (SELECT count(*)::int FROM resource r JOIN area a ON a.code = r.area_code
           WHERE (r.level = 'city' OR a.kind IN ('county', 'zone')) AND r.kind <> 'other')
         + (SELECT count(*)::int FROM market m JOIN area a ON a.code = m.area_code
           WHERE (m.level = 'city' OR a.kind IN ('county', 'zone')) AND m.kind <> 'base_fact') AS listed`,
    );
    expect(cells.reduce((sum, { rows }) => sum + rows, 0)).toBe(listed);
  });

  it('has filings across all areas and months of 2023 and of this year, with every verdict, and sums that agree', async () => {
    const progress = await as(manager, () => context.module.get(FundsProgressService).progress(2023));
    expect(progress).toMatchObject({ containsExamples: true, met: false, target: { code: 'F1' } });
    expect(progress.areas.every((area) => area.lineCount > 0)).toBe(true);
    expect(progress.months.every((month) => month.receivedCny !== '0.00')).toBe(true);
    const { items, total } = await as(manager, () => context.module.get(FundsService).list({ page: 1, pageSize: 200 }));
    expect(items).toHaveLength(total);
    expect(items.every((line) => line.isExample)).toBe(true);
    expect(new Set(items.map((line) => line.status))).toEqual(
      new Set(['filed', 'verified', 'partly_verified', 'returned', 'rejected', 'reversal']),
    );
    expect(new Set(items.map((line) => line.period.slice(0, 4))).size).toBe(2);
    expect(items.filter((line) => line.status !== 'reversal').every((line) => line.evidence.length === 1)).toBe(true);
  });

  it('says what was loaded', () => {
    expect(said.at(-1)).toMatch(/8 leads, \d+ filings and 12 reviews, invented and marked 示例/);
  });

  it('can be rid of the examples for good', async () => {
    const admitted = `SELECT count(*)::int AS n FROM project WHERE reserve_state <> 'draft'`;
    expect((await context.owner.sql<{ n: number }>(admitted))[0].n).toBe(11);
    const { leads, fundsLines, reviews, surveys } = await as(administrator, () =>
      context.module.get(DemonstrationService).removeAll('正式启用，清除示例'),
    );
    expect([leads, reviews, surveys]).toEqual([8, 12, 1]);
    expect((await context.owner.sql<{ n: number }>(admitted))[0].n).toBe(0);
    expect(fundsLines).toBeGreaterThan(40);
    const [row] = await context.owner.sql(
      `SELECT (SELECT count(*)::int FROM lead) AS leads, (SELECT count(*)::int FROM lead_activity) AS activities,
         (SELECT count(*)::int FROM funds_line) AS lines, (SELECT count(*)::int FROM evidence_item) AS evidence,
         (SELECT count(*)::int FROM stored_file) AS files,
         (SELECT count(*)::int FROM enterprise WHERE holder_organisation_id IS NOT NULL) AS held,
         (SELECT count(*)::int FROM project) > 200 AS "projectsStay"`,
    );
    expect(row).toEqual({ leads: 0, activities: 0, lines: 0, evidence: 0, files: 0, held: 0, projectsStay: true });
    expect(await as(administrator, () => context.module.get(DemonstrationService).removeAll('再点一次'))).toEqual({ leads: 0, fundsLines: 0, files: 0, reviews: 0, surveys: 0 }); // prettier-ignore
    await expect(as(manager, async () => context.module.get(DemonstrationService).removeAll('无权'))).rejects.toMatchObject({ code: 'FORBIDDEN' }); // prettier-ignore
  });
});
