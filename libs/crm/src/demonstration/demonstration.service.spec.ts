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
import { GradeModule } from '../grade/grade.module.js';
import { StrongArrivalService } from '../grade/strong-arrival.service.js';
import { IdleAssetModule } from '../idle-asset/idle-asset.module.js';
import { IdleAssetService } from '../idle-asset/idle-asset.service.js';
import { LeadModule } from '../lead/lead.module.js';
import { IS_MATCHED } from '../match/frozen-input.js';
import { ReserveFiguresService } from '../reserve/reserve-figures.service.js';
import { ReserveModule } from '../reserve/reserve.module.js';

describe('a first start with demonstration data', () => {
  let context: ServiceContext;
  let manager: Actor;
  let administrator: Actor;
  const said: string[] = [];
  const as = <T>(actor: Actor, work: () => Promise<T>) => context.database.actAs(actor, work);
  const count = async (of: string) =>
    (await context.owner.sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${of}`))[0].n;
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
    context = await startServices(
      [DemonstrationModule, LeadModule, FundsModule, IdleAssetModule, ReserveModule, GradeModule],
      config,
    );
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

  it('has an example of what the sources do not tell: assets, plots, approvals, signals, contacts, arrivals, snapshots, a connector', async () => {
    const { idle, reserve, arrivals, snapshots } = await as(manager, async () => ({
      idle: await context.module.get(IdleAssetService).summary(),
      reserve: await context.module.get(ReserveFiguresService).figures({ base: 'major_611' }),
      arrivals: await context.module.get(StrongArrivalService).list({ page: 1, pageSize: 20 }),
      snapshots: await context.module.get(ReserveFiguresService).snapshots({ areaCode: '520500' }),
    }));
    expect(idle).toMatchObject({
      containsExamples: true,
      total: { count: 11, pilotCount: 4, revivedCount: 3, loanCount: 1 },
    });
    expect(idle.areas.every(({ count }) => count === 1)).toBe(true);
    // The reserve counts none of the invented projects: they are drafts.
    expect(reserve).toMatchObject({ containsExamples: true, approvals: { total: { approval: { approved: 2, total: 5 }, permit: { approved: 1, total: 2 } } } }); // prettier-ignore
    expect(await count(`project WHERE is_example AND reserve_state <> 'draft'`)).toBe(0);
    expect(arrivals.total).toBe(3);
    expect(arrivals.items.every(({ lead }) => lead.isExample)).toBe(true);
    expect(snapshots).toHaveLength(5);
    expect(snapshots.every(({ isExample }) => isExample)).toBe(true);
    expect(snapshots.at(-1)?.count).toBeGreaterThan(snapshots[0].count);
    expect(await count('resource WHERE is_example')).toBe(19);
    expect(await count('enterprise_contact WHERE is_example')).toBe(12);
    expect(await count('enterprise_signal WHERE is_example')).toBe(8);
    expect(await count('enterprise_site WHERE is_example')).toBe(6);
    expect(await count('enterprise_site WHERE NOT is_example')).toBe(15);
    expect(
      await count(
        `connector_run r JOIN connector c ON c.id = r.connector_id AND c.is_example WHERE r.mode = 'preview'`,
      ),
    ).toBe(1);
    // Matching sees nothing invented.
    expect(await count(`project p WHERE p.is_example AND ${IS_MATCHED}`)).toBe(0);
  });

  it('says what was loaded', () => {
    expect(said.at(-1)).toMatch(
      /8 leads, \d+ filings and 12 reviews, 19 assets and plots, 11 projects, .* invented and marked 示例/,
    );
  });

  it('can be rid of the examples for good', async () => {
    const admitted = `SELECT count(*)::int AS n FROM project WHERE reserve_state <> 'draft'`;
    expect((await context.owner.sql<{ n: number }>(admitted))[0].n).toBe(11);
    // Somebody works with two of them meanwhile: these stay, out of use.
    await context.owner.sql(
      `INSERT INTO contact_reveal (contact_id, actor_id, reason) SELECT c.id, c.created_by_id, '试用' FROM enterprise_contact c WHERE is_example ORDER BY name LIMIT 1`,
    );
    await context.owner.sql(
      `INSERT INTO risk_flag (resource_id, level, ask_organisation_id, set_by_id, set_at) SELECT r.id, 'amber', o.id, u.id, now() FROM resource r, organisation o, app_user u WHERE r.code = 'SL-ZC-05' AND o.code = 'FGW' AND u.username = 'manager'`,
    );
    const { leads, fundsLines, reviews, surveys, ...marked } = await as(administrator, () =>
      context.module.get(DemonstrationService).removeAll('正式启用，清除示例'),
    );
    expect([leads, reviews, surveys]).toEqual([8, 12, 1]);
    expect(marked).toMatchObject({
      snapshots: 60,
      gradings: 3,
      signals: 8,
      sites: 6,
      contacts: 11,
      connectors: 1,
      resources: 18,
      projects: 11,
      kept: 2,
    });
    expect(await count(`resource WHERE is_example AND archived_at IS NULL`)).toBe(0);
    expect(await count(`enterprise_contact WHERE withdrawn_at IS NULL`)).toBe(0);
    expect(await count(`enterprise WHERE grade <> 'unrated'`)).toBe(0);
    for (const table of [
      'connector',
      'connector_run',
      'reserve_snapshot',
      'reserve_snapshot_project',
      'enterprise_signal',
      'enterprise_site WHERE is_example',
      'enterprise_grading',
    ])
      expect(await count(table)).toBe(0);
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
    expect(await as(administrator, () => context.module.get(DemonstrationService).removeAll('再点一次'))).toMatchObject({ leads: 0, fundsLines: 0, files: 0, reviews: 0, surveys: 0, projects: 0, resources: 0 }); // prettier-ignore
    await expect(as(manager, async () => context.module.get(DemonstrationService).removeAll('无权'))).rejects.toMatchObject({ code: 'FORBIDDEN' }); // prettier-ignore
  });
});
