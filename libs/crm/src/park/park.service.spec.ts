import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CreateProject, type CreateResource, ProjectQuery, ResourceQuery } from '@lianghuan/contracts';
import type { Actor } from '@lianghuan/platform';
import { makeUser } from '../../../../test/support/people.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { IdleAssetModule } from '../idle-asset/idle-asset.module.js';
import { IdleAssetService } from '../idle-asset/idle-asset.service.js';
import { ProjectModule } from '../project/project.module.js';
import { ProjectService } from '../project/project.service.js';
import { ResourceModule } from '../resource/resource.module.js';
import { ResourceService } from '../resource/resource.service.js';
import { ParkModule } from './park.module.js';
import { ParkService } from './park.service.js';

const ROW: Omit<CreateResource, 'name' | 'kind'> = {
  areaCode: '520524', quantityQualifier: 'equal', industryCodes: [], constraintCodes: [], titleState: 'clear', sourceKind: 'survey', confidence: 'high',
}; // prettier-ignore

describe('parks and idle assets', () => {
  let context: ServiceContext;
  let parks: ParkService;
  let resources: ResourceService;
  let projects: ProjectService;
  let zhijin: Actor;
  let dafang: Actor;
  let manager: Actor;
  let leader: Actor;
  const as = <T>(actor: Actor, work: () => Promise<T>) => context.database.actAs(actor, work);
  const parkNamed = async (name: string, actor = leader) =>
    (await as(actor, () => parks.list())).filter((park) => park.name === name)[0];
  const create = (row: Partial<CreateResource> & Pick<CreateResource, 'name' | 'kind'>, actor = zhijin) =>
    as(actor, () => resources.create({ ...ROW, ...row }));

  beforeAll(async () => {
    context = await startServices([ParkModule, IdleAssetModule, ResourceModule, ProjectModule]);
    parks = context.module.get(ParkService);
    resources = context.module.get(ResourceService);
    projects = context.module.get(ProjectService);
    zhijin = await makeUser(context.owner, 'zhijin', ['county_clerk'], 'QX-520524');
    dafang = await makeUser(context.owner, 'dafang', ['county_clerk'], 'QX-520521');
    manager = await makeUser(context.owner, 'manager', ['manager'], 'SZF');
    leader = await makeUser(context.owner, 'leader', ['linked_leader'], 'SZF');
  });
  afterAll(() => context.close());

  it('has the eight parks of the notice with their leading industry; who answers for one fills in the rest', async () => {
    const list = await as(leader, () => parks.list());
    expect(list.map(({ name, leadIndustry }) => [name, leadIndustry])).toEqual([
      ['毕节高新区', '大数据电子信息'],
      ['大方经开区', '生态特色食品'],
      ['金沙经开区', '优质白酒'],
      ['织金经开区', '现代化工'],
      ['纳雍经开区', '生态特色食品'],
      ['威宁经开区', '生态特色食品'],
      ['赫章产业园', '基础材料'],
      ['黔西经开区', '现代化工'],
    ]);
    expect(list.every(({ can }) => !can.edit)).toBe(true);
    const { id, version } = await parkNamed('织金经开区');
    const facts = { level: 'provincial', band: 'west', tenantCount: 63, builtAreaMu: '8200', stateCompanyName: '织金开发投资公司' } as const; // prettier-ignore
    expect(await as(zhijin, () => parks.update(id, { ...facts, version }))).toMatchObject({ ...facts, leadIndustry: '现代化工', updatedByName: 'zhijin', version: version + 1 }); // prettier-ignore
    await expect(as(manager, () => parks.update(id, { band: 'east', version }))).rejects.toMatchObject({ code: 'VERSION_CONFLICT', details: { by: 'zhijin' } }); // prettier-ignore
    await expect(as(dafang, () => parks.update(id, { band: 'east', version: version + 1 }))).rejects.toMatchObject({ code: 'AREA_FORBIDDEN' }); // prettier-ignore
    await expect(as(leader, () => parks.update(id, { band: 'east', version: version + 1 }))).rejects.toMatchObject({ code: 'FORBIDDEN' }); // prettier-ignore
    await expect(as(dafang, () => context.database.transaction((tx) => tx.query(`UPDATE park SET band = 'east' WHERE id = $1 RETURNING id`, [id])))).resolves.toEqual([[], 0]); // prettier-ignore
    await expect(as(zhijin, () => context.database.transaction((tx) => tx.query(`UPDATE park SET lead_industry = '白酒' WHERE id = $1`, [id])))).rejects.toMatchObject({ driverError: { code: '42501' } }); // prettier-ignore
  });

  it('shares evaluations of a park while they hold, and counts its plots', async () => {
    const { id } = await parkNamed('织金经开区');
    const flood = { kind: 'flood', result: '通过', document: '织水发〔2023〕5号', evaluatedOn: '2021-01-05', validUntil: '2022-01-04' } as const; // prettier-ignore
    await as(zhijin, () => parks.addEvaluation(id, flood));
    const later = await as(zhijin, () => parks.addEvaluation(id, { ...flood, evaluatedOn: '2023-01-05', validUntil: '2099-01-04' })); // prettier-ignore
    expect(later.evaluations).toMatchObject([
      { kind: 'flood', validUntil: '2099-01-04', isValid: true, addedByName: 'zhijin' },
      { kind: 'flood', validUntil: '2022-01-04', isValid: false },
    ]);
    await expect(as(dafang, () => parks.addEvaluation(id, flood))).rejects.toMatchObject({ code: 'AREA_FORBIDDEN' });
    await expect(as(dafang, () => parks.withdrawEvaluation(id, later.evaluations[0].id, '不属我管'))).rejects.toMatchObject({ code: 'AREA_FORBIDDEN' }); // prettier-ignore
    expect((await as(zhijin, () => parks.withdrawEvaluation(id, later.evaluations[1].id, '录错'))).evaluations).toHaveLength(1); // prettier-ignore
    await create({ name: '织金经开区一号地块', kind: 'land', quantityTotal: '120', quantityUnit: '亩', quantityCommitted: '20', extra: { parkName: '织金经开区', supplyState: 'ready', investmentIntensity: '300' } }); // prettier-ignore
    expect(await parkNamed('织金经开区')).toMatchObject({ plotCount: 1, examplePlotCount: 0, readyPlotMu: '100' });
    // However it is spelt it is the same park; one of another county is refused, and so is nearly a name, with what was likely meant.
    const plot = (name: string, parkName: string) => create({ name, kind: 'land', extra: { parkName } });
    await plot('二号地块', '贵州省毕节市织金县经济开发区');
    expect(await parkNamed('织金经开区')).toMatchObject({ plotCount: 2 });
    for (const [parkName, code, said] of [['大方经济开发区', 'park_elsewhere', '大方县'], ['织金经开园', 'park_unknown', '织金经开区']]) {
      await expect(plot(`${code}地块`, parkName)).rejects.toMatchObject({ details: { issues: [{ path: 'extra.parkName', code, message: expect.stringContaining(said) as unknown }] } });
    } // prettier-ignore
    // What is none of them stays as it is written, and waits under 所在园区待对应.
    await plot('三号地块', '某某工业集聚点');
    const untied = await as(zhijin, () => resources.list({ page: 1, pageSize: 9, parkUntied: true })); // prettier-ignore
    expect(untied.items).toMatchObject([{ name: '三号地块', extra: { parkName: '某某工业集聚点' } }]);
    expect(await parkNamed('大方经开区')).toMatchObject({ plotCount: 0 });
    // The list opens with those the park counts: also the one spelt otherwise, not one that only has its name in its own.
    await create({ name: '织金经开区对面的地块', kind: 'land' });
    const inParks = (...park: string[]) => as(zhijin, () => resources.list(ResourceQuery.parse({ kind: 'land', sort: 'name', park: park.join(',') }))); // prettier-ignore
    const names = async (...park: string[]) => (await inParks(...park)).items.map(({ name }) => name).toSorted();
    expect(await names('织金经开区')).toEqual(['二号地块', '织金经开区一号地块']);
    expect(await names('织金经开区', '大方经开区')).toHaveLength(2);
    expect(await names('大方经开区')).toEqual([]);
  });

  it('counts the projects that name it, however it is spelt, or whose place does; and lists those that name none there is', async () => {
    const project = (name: string, more: object = {}) =>
      as(zhijin, () =>
        projects.create(CreateProject.parse({ name, areaCode: '520524', totalInvestmentCny: '90000000', ...more })),
      );
    const query = (more: object) =>
      as(dafang, () => projects.list(ProjectQuery.parse({ placement: 'local', ...more })));
    const { projectCount } = await parkNamed('织金经开区');
    expect(await project('选矿厂', { parkName: '织金县经济开发区' })).toMatchObject({
      parkName: '织金县经济开发区',
      park: '织金经开区',
    });
    expect(await project('磷肥厂', { place: '织金经开区二号路' })).toMatchObject({
      parkName: '织金经开区',
      park: '织金经开区',
    });
    expect(await project('远处的厂', { place: '大方经开区旁' })).toMatchObject({ parkName: null, park: null });
    for (const [parkName, code] of [
      ['大方经开区', 'park_elsewhere'],
      ['织金经开园', 'park_unknown'],
    ]) {
      await expect(project(code, { parkName })).rejects.toMatchObject({
        details: { issues: [{ path: 'parkName', code }] },
      });
    }
    const own = await project('集聚点项目', { parkName: '某某工业集聚点' });
    expect((await query({ parkUntied: 'true' })).items.map(({ id }) => id)).toEqual([own.id]);
    expect(await parkNamed('织金经开区')).toMatchObject({ projectCount: projectCount + 2 });
    expect((await query({ park: '织金经开区' })).total).toBe(projectCount + 2);
    // Out of the place it was taken from it does not follow by itself: what is written counts.
    const [{ id, version }] = (await query({ park: '织金经开区', q: '磷肥厂' })).items;
    expect(await as(zhijin, () => projects.update(id, { parkName: null, version }))).toMatchObject({ park: null });
    expect(await parkNamed('织金经开区')).toMatchObject({ projectCount: projectCount + 1 });
  });

  it('says how complete each area’s ledger of idle assets is, and what share was revived, by number and by value', async () => {
    const summary = () => as(leader, () => context.module.get(IdleAssetService).summary());
    const empty = await summary();
    expect(empty).toMatchObject({ targetYear: 2023, dueOn: '2023-06-30', targets: { pilots: 9, revivedShare: 0.3, loans: 2 }, total: { count: 0, completeness: null, revivedShareByCount: null } }); // prettier-ignore
    expect(empty.areas).toHaveLength(11);
    expect(empty.expected).toHaveLength(11);
    const whole = {
      assetKind: 'workshop', originalCostCny: '9000000', bookValueCny: '6000000', floorAreaM2: '5200', landAreaMu: '12', buildYear: 2008,
      useState: 'idle', idleSince: '2020-01-01', encumbrance: '无', revivalWay: 'lease', expectedReturnCny: '500000',
    }; // prettier-ignore
    await create({ name: '旧纺织厂', kind: 'idle_asset', extra: { ...whole, isPilot: 'yes', useState: 'revived', revivedOn: '2023-05-20', realisedCny: '7000000', policyLoanCny: '3000000' } }); // prettier-ignore
    await create({ name: '旧仓库', kind: 'idle_asset', titleState: 'pending', extra: { ...whole, bookValueCny: '2000000' } }); // prettier-ignore
    await create({ name: '县招待所', kind: 'idle_asset', titleState: 'unknown', extra: { assetKind: 'hotel' } });
    const { total, areas } = await summary();
    expect(total).toMatchObject({ count: 3, completeCount: 2, pilotCount: 1, revivedCount: 1, bookValueCny: '8000000', revivedBookValueCny: '6000000', withoutBookValue: 1, realisedCny: '7000000', unclearTitleCount: 2, loanCount: 1 }); // prettier-ignore
    expect(total.completeness).toBeCloseTo((1 + 1 + 1 / 11) / 3);
    expect(total.revivedShareByCount).toBeCloseTo(1 / 3);
    expect(total.revivedShareByValue).toBeCloseTo(0.75);
    const sum = (figure: 'count' | 'pilotCount' | 'revivedCount' | 'unclearTitleCount') => areas.reduce((all, area) => all + area[figure], 0); // prettier-ignore
    for (const figure of ['count', 'pilotCount', 'revivedCount', 'unclearTitleCount'] as const) expect(sum(figure)).toBe(total[figure]); // prettier-ignore
    expect(areas.find(({ areaCode }) => areaCode === '520521')).toMatchObject({ count: 0, completeness: null });

    const contradictions = [
      [{ useState: 'revived', revivedOn: '2099-01-01' }, 'extra.revivedOn', 'in_the_future'],
      [{ useState: 'revived' }, 'extra.revivedOn', 'required'],
      [{ useState: 'idle', revivedOn: '2023-05-20' }, 'extra.useState', 'not_revived'],
    ] as const;
    for (const [extra, path, code] of contradictions) {
      await expect(create({ name: '自相矛盾', kind: 'idle_asset', extra })).rejects.toMatchObject({ code: 'VALIDATION_FAILED', details: { issues: [{ path, code }] } }); // prettier-ignore
    }
    // Rows from before the rule can be changed elsewhere, and do not count.
    await context.owner.sql(`UPDATE resource SET extra = extra || '{"useState": "idle", "revivedOn": "2099-01-01"}' WHERE name = '旧仓库'`); // prettier-ignore
    expect((await summary()).total.revivedCount).toBe(1);
    const [{ id, version }] = (await context.owner.sql(`SELECT id, version FROM resource WHERE name = '旧仓库'`)) as { id: string; version: number }[]; // prettier-ignore
    const resources = context.module.get(ResourceService);
    await as(zhijin, () => resources.update(id, { note: '待核对', version }));
  });
});
