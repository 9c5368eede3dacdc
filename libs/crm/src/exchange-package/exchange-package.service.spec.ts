import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ExchangePackageView, KeepQuantity } from '@lianghuan/contracts';
import type { Actor } from '@lianghuan/platform';
import { makeRegister } from '../../../../test/support/match-register.js';
import { carryOut } from '../../../../test/support/match-run.js';
import { makeUser } from '../../../../test/support/people.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { MatchFlowService } from '../match/match-flow.service.js';
import { MatchRunService } from '../match/match-run.service.js';
import { MatchModule } from '../match/match.module.js';
import { ExchangePackageModule } from './exchange-package.module.js';
import { ExchangePackageService } from './exchange-package.service.js';

jest.setTimeout(60_000);

describe('exchange packages', () => {
  let context: ServiceContext;
  let packages: ExchangePackageService;
  let manager: Actor;
  let officer: Actor;
  let zhijin: Actor;
  let dafang: Actor;
  let runId: string;
  const as = <T>(actor: Actor, work: () => Promise<T>) => context.database.actAs(actor, work);
  const ALL = { page: 1, pageSize: 100, sort: '-gain' } as const;
  const list = (actor: Actor, query: Partial<Parameters<ExchangePackageService['list']>[0]> = {}) =>
    as(actor, () => packages.list({ ...ALL, ...query }));
  const keep = (actor: Actor, id: string, input: Omit<KeepQuantity, 'note'>) =>
    as(actor, () => packages.keep(id, { note: null, ...input }));
  const supplyNamed = async (name: string) =>
    (await context.owner.sql<{ id: string }>('SELECT id FROM resource WHERE name = $1 UNION ALL SELECT id FROM market WHERE name = $1', [name]))[0].id; // prettier-ignore
  /** Packages that have an offer of this supply, promised or shown. */
  const withOffer = async (supplyId: string, actor = officer) =>
    (await list(actor)).items.filter((item) => [item.resource, item.market, ...item.shown].some((offer) => offer?.supplyId === supplyId)); // prettier-ignore
  const offerOf = (item: ExchangePackageView, supplyId: string) =>
    [item.resource, item.market, ...item.shown].find((offer) => offer?.supplyId === supplyId);

  const releaseAll = () => context.owner.sql(`INSERT INTO supply_entry (supply_id, kind, reserved_change, reservation_id) SELECT supply_id, 'release', -reserved, id FROM supply_reservation WHERE reserved > 0`); // prettier-ignore

  beforeAll(async () => {
    context = await startServices([MatchModule, ExchangePackageModule]);
    packages = context.module.get(ExchangePackageService);
    await makeRegister(context.owner, { projects: 24, enterprises: 60 });
    // One project says what it takes, in a field and in its text.
    await context.owner.sql(`UPDATE project SET content = content || '，年加工高粱2万吨' WHERE industry_codes = '{1512}' OR name LIKE '%白酒%'`); // prettier-ignore
    await context.owner.sql(`UPDATE resource SET reserve_basis = 'output' WHERE name = '高粱'`);
    manager = await makeUser(context.owner, 'manager', ['manager'], 'SZF');
    officer = await makeUser(context.owner, 'officer', ['promotion_officer'], 'TCJ');
    zhijin = await makeUser(context.owner, 'zhijin', ['county_clerk'], 'QX-520524');
    dafang = await makeUser(context.owner, 'dafang', ['county_clerk'], 'QX-520521');
    const runs = context.module.get(MatchRunService);
    const run = await as(manager, () => runs.request({ topPerProject: 10 }));
    await carryOut(context.module.get(MatchFlowService), run.id);
    runId = run.id;
  }, 120_000);
  afterAll(() => context.close());

  it('come with the run, one for each proposed pair; what nobody has said is shown, not promised', async () => {
    const page = await list(officer);
    const [{ n }] = await context.owner.sql<{ n: number }>('SELECT count(*)::int AS n FROM match_allocation_pair WHERE run_id = $1 AND is_proposed', [runId]); // prettier-ignore
    expect(page.total).toBe(n);
    const coalId = await supplyNamed('优质无烟煤');
    const coal = await withOffer(coalId);
    expect(coal.length).toBeGreaterThan(0);
    for (const item of coal) expect(offerOf(item, coalId)).toMatchObject({ use: null, isKept: false });
    const reasons = page.items.flatMap(({ shown }) => shown.map(({ reason }) => reason));
    expect(reasons).toContain('USE_UNKNOWN');
    for (const { role, resource, market, gain } of page.items) {
      expect(role === null).toBe(resource === null && market === null);
      expect(gain > 0).toBe(role !== null);
    }
  });

  it('promises what a project says it takes, with the words, and never more than there is', async () => {
    const sorghum = await supplyNamed('高粱');
    const withSorghum = await withOffer(sorghum);
    const promised = withSorghum.filter(({ resource }) => resource?.supplyId === sorghum);
    expect(promised.length).toBeGreaterThan(0);
    for (const { resource } of promised)
      expect(resource).toMatchObject({ use: { quantity: '2', unit: '万吨/年' }, statedIn: { field: 'content', text: '年加工高粱2万吨' }, isKept: false }); // prettier-ignore
    // Packages of one project are alternatives: what the project takes counts once.
    const projectsOf = (items: readonly ExchangePackageView[]) => new Set(items.map(({ project }) => project.id)).size;
    expect(2 * projectsOf(promised)).toBeLessThanOrEqual(12);
    const all = await list(officer, { pageSize: 100 });
    expect(all.promises.find((each) => each.supplyId === sorghum)).toMatchObject({
      side: 'resource', use: { quantity: String(2 * projectsOf(promised)), unit: '万吨/年' }, projects: projectsOf(promised), isEstimated: false,
    }); // prettier-ignore
    // Alternatives stand together: a project that was left does not come again.
    const runs = all.items.map(({ project }) => project.id).filter((id, at, ids) => id !== ids[at - 1]);
    expect(new Set(runs).size).toBe(runs.length);
    if (all.items.length === all.total) expect(runs.length).toBe(all.projects);
    for (const item of withSorghum)
      expect(item.alternatives).toBe((await list(officer, { projectId: item.project.id })).total);
    if (projectsOf(withSorghum) > 6)
      expect(withSorghum.flatMap(({ shown }) => shown.map(({ reason }) => reason))).toContain('QUOTA_TAKEN');
  });

  it('reckons what nobody states from comparable projects, says so, and promises it within the quota; a statistic never', async () => {
    const supplyId = await supplyNamed('优质无烟煤');
    const [pair] = (await withOffer(supplyId)).filter(({ role }) => role === null);
    const ownOffer = async () =>
      (await withOffer(supplyId)).filter(({ project, enterprise }) => project.id === pair.project.id && enterprise.id === pair.enterprise.id).map((item) => offerOf(item, supplyId)).at(0); // prettier-ignore
    const code = '2511';
    // Three projects of the division that say what they take: 10, 20 and 40 亩 for 亿元.
    await context.owner.sql(
      `INSERT INTO project (code, name, placement, content, industry_codes, total_investment_cny, search_text)
       SELECT 'PEER-' || mu, '同类项目' || mu, 'reference', '用地' || mu || '亩', ARRAY[$1], 100000000, 'x' FROM unnest(ARRAY[10, 20, 40]) mu`,
      [code],
    );
    await context.owner.sql(`UPDATE resource SET name = '工业标准地', category = '土地', quantity_total = 90, quantity_unit = '亩', reserve_basis = NULL WHERE id = $1`, [supplyId]); // prettier-ignore
    await context.owner.sql(
      'UPDATE project SET total_investment_cny = 300000000, industry_codes = ARRAY[$2] WHERE id = $1',
      [pair.project.id, code],
    );
    await packages.plan(runId);
    const offers = (await withOffer(supplyId)).map((item) => ({ ...offerOf(item, supplyId), projectId: item.project.id })); // prettier-ignore
    const own = await ownOffer();
    expect(own).toMatchObject({
      use: { quantity: '60', unit: '亩' },
      statedIn: null,
      estimate: { rule: 'PEER_MEDIAN', perInvestment: { quantity: '20', unit: '亩' }, investmentCny: '300000000.00', peers: { level: 'division', low: '15', high: '30' } },
    }); // prettier-ignore
    const promised = new Map(offers.filter(({ reason }) => reason === null).map(({ projectId, use }) => [projectId, Number(use?.quantity)])); // prettier-ignore
    expect(promised.size).toBeGreaterThan(0);
    expect([...promised.values()].reduce((sum, quantity) => sum + quantity, 0)).toBeLessThanOrEqual(90);

    // A standard plot that asks for 600 万元 a 亩 goes by what it asks for.
    await context.owner.sql(`UPDATE resource SET kind = 'land', extra = '{"investmentIntensity": "600"}' WHERE id = $1`, [supplyId]); // prettier-ignore
    await packages.plan(runId);
    expect(await ownOffer()).toMatchObject({
      use: { quantity: '50', unit: '亩' },
      estimate: { rule: 'CONTROL_INTENSITY', source: '600万元/亩', peers: null },
    });
    await context.owner.sql(`UPDATE resource SET extra = '{}' WHERE id = $1`, [supplyId]);

    await context.owner.sql(`UPDATE resource SET nature = 'statistic' WHERE id = $1`, [supplyId]);
    await packages.plan(runId);
    const items = await withOffer(supplyId);
    for (const item of items) expect(offerOf(item, supplyId)?.reason).toBe('STATISTIC');
    await expect(keep(officer, items[0].id, { supplyId, quantity: '1', unit: '亩' })).rejects.toMatchObject({ code: 'PACKAGE_SUPPLY_STATISTIC' }); // prettier-ignore
    await context.owner.sql(`UPDATE resource SET nature = 'offerable', name = '优质无烟煤', category = '煤炭', quantity_total = 256, quantity_unit = '亿吨' WHERE id = $1`, [supplyId]); // prettier-ignore
    await packages.plan(runId);
  });

  it('takes a quantity people set, within what is left, keeps it in the next plan, and frees it when released', async () => {
    const coalId = await supplyNamed('优质无烟煤');
    const [first, second] = await withOffer(coalId);
    await context.owner.sql('UPDATE resource SET quantity_total = 12, quantity_unit = $2 WHERE id = $1', [coalId, '万吨']); // prettier-ignore
    await context.owner.sql('UPDATE resource SET quantity_committed = 1 WHERE id = $1', [coalId]);
    const set = await keep(officer, first.id, { supplyId: coalId, quantity: '10', unit: '万吨' });
    expect(set.resource).toMatchObject({ supplyId: coalId, isKept: true, keptByName: 'officer', use: { quantity: '10', unit: '万吨' } }); // prettier-ignore
    expect(set.role).toBe('advantageBringsIndustry');
    await expect(keep(officer, second.id, { supplyId: coalId, quantity: '10', unit: '万吨' })).rejects.toMatchObject({ code: 'PACKAGE_QUANTITY_EXCEEDED', details: { free: '1', unit: '万吨' } }); // prettier-ignore
    await expect(keep(officer, second.id, { supplyId: coalId, quantity: '1', unit: '亩' })).rejects.toMatchObject({ code: 'PACKAGE_UNIT_MISMATCH' }); // prettier-ignore
    await keep(officer, second.id, { supplyId: coalId, quantity: '10000', unit: '吨' });
    expect(await packages.plan(runId)).toMatchObject({ packages: (await list(officer)).total });
    const after = (await list(officer, { projectId: first.project.id })).items.find(({ enterprise }) => enterprise.id === first.enterprise.id); // prettier-ignore
    expect(after?.resource).toMatchObject({ supplyId: coalId, isKept: true });
    const freed = await as(officer, () => packages.release(after?.id ?? '', coalId, '企业改用外购煤'));
    expect(offerOf(freed, coalId)).toMatchObject({ isKept: false, reason: 'USE_UNKNOWN' });
    const trace = await context.owner.sql(`SELECT kind, reason, actor_id, reserved_change::float8 AS change FROM supply_entry WHERE supply_id = $1 AND kind <> 'opening' ORDER BY no`, [coalId]); // prettier-ignore
    expect(trace).toMatchObject([
      { kind: 'reserve', change: 10, actor_id: officer.id },
      { kind: 'reserve', change: 1, actor_id: officer.id },
      { kind: 'release', change: -10, reason: '企业改用外购煤', actor_id: officer.id },
    ]);
  });

  it('of two who set the last of a supply at the same moment lets one through', async () => {
    const coalId = await supplyNamed('优质无烟煤');
    const all = await withOffer(coalId);
    await releaseAll();
    await packages.plan(runId);
    const now = (await withOffer(coalId)).slice(0, Math.min(6, all.length));
    const outcomes = await Promise.allSettled(now.map(({ id }) => keep(officer, id, { supplyId: coalId, quantity: '5', unit: '万吨' }))); // prettier-ignore
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    const [{ sum }] = await context.owner.sql<{ sum: string }>('SELECT sum(quantity) AS sum FROM package_quantity WHERE supply_id = $1', [coalId]); // prettier-ignore
    expect(Number(sum)).toBe(10);
  });

  it('promises nothing of what was not re-confirmed in time, and says so', async () => {
    const sorghum = await supplyNamed('高粱');
    await releaseAll();
    await context.owner.sql(`UPDATE resource SET valid_until = '2020-01-01' WHERE id = $1`, [sorghum]);
    await packages.plan(runId);
    const items = await withOffer(sorghum);
    for (const item of items) expect(offerOf(item, sorghum)?.reason).toBe('NOT_RECONFIRMED');
    await expect(keep(officer, items[0].id, { supplyId: sorghum, quantity: '1', unit: '吨/年' })).rejects.toMatchObject({ code: 'PACKAGE_SUPPLY_STALE' }); // prettier-ignore
    await context.owner.sql('UPDATE resource SET valid_until = NULL WHERE id = $1', [sorghum]);
  });

  it('finds packages by words of the project or the enterprise, and takes a percent sign for what it is', async () => {
    const [first] = (await list(officer)).items;
    const named = (await list(officer, { q: first.enterprise.name.slice(0, 6) })).items;
    expect(named.map(({ id }) => id)).toContain(first.id);
    for (const { project, enterprise } of named)
      expect(`${project.name} ${enterprise.name}`).toContain(first.enterprise.name.slice(0, 6));
    expect((await list(officer, { q: first.project.name })).items.map(({ id }) => id)).toContain(first.id);
    expect((await list(officer, { q: '%' })).total).toBe(0);
  });

  it('shows and lets a county change its own projects alone', async () => {
    const own = await list(zhijin);
    expect(own.items.length).toBe(own.total);
    expect(new Set(own.items.map(({ project }) => project.areaName))).toEqual(new Set(['织金县', null]));
    expect((await list(zhijin, { areaCode: ['520521'] })).total).toBe(0);
    let streamed = 0;
    await as(zhijin, async () => {
      for await (const block of packages.stream(ALL, 7)) streamed += block.length;
    });
    expect(streamed).toBe(own.total);
    const other = (await list(dafang, { areaCode: ['520521'] })).items[0];
    await expect(as(zhijin, () => packages.get(other.id))).rejects.toMatchObject({ code: 'PACKAGE_NOT_FOUND' });
    const ofCity = own.items.find(({ project }) => project.areaName === null);
    if (ofCity !== undefined) {
      expect(ofCity.can.edit).toBe(false);
      await expect(keep(zhijin, ofCity.id, { supplyId: ofCity.id, quantity: '1', unit: '吨' })).rejects.toMatchObject({ code: 'AREA_FORBIDDEN' }); // prettier-ignore
    }
    const rows = await as(zhijin, () => context.database.transaction((tx) => tx.query('SELECT DISTINCT p.area_code FROM exchange_package x JOIN project p ON p.id = x.project_id'))); // prettier-ignore
    expect(rows).not.toContainEqual({ area_code: '520521' });
    await expect(as(zhijin, () => context.database.transaction((tx) => tx.query(`SELECT id FROM package_quantity WHERE project_id = $1`, [other.project.id])))).resolves.toEqual([]); // prettier-ignore
    const manual = await as(manager, () => packages.get(other.id));
    await expect(keep(manager, manual.id, { supplyId: other.id, quantity: '1', unit: '吨' })).rejects.toMatchObject({ code: 'FORBIDDEN' }); // prettier-ignore
  });

  it('tells of an enterprise another unit holds its name and holder only', async () => {
    const [item] = (await list(dafang, { areaCode: ['520521'] })).items;
    await context.owner.sql(
      `UPDATE enterprise SET holder_organisation_id = (SELECT id FROM organisation WHERE code = 'QX-520524'), holder_area_code = '520524', held_since = now() WHERE id = $1`,
      [item.enterprise.id],
    );
    expect(await as(dafang, () => packages.get(item.id))).toMatchObject({ enterprise: { id: null, heldBy: expect.any(String) }, role: null, gain: 0, resource: null, market: null, shown: [], can: { edit: false } }); // prettier-ignore
    expect((await list(dafang, { promised: true })).items.map(({ id }) => id)).not.toContain(item.id);
  });
});
