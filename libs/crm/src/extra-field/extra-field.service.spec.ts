import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CreateExtraField, type CreateResource, type ExtraFieldView, ResourceQuery } from '@lianghuan/contracts';
import type { Actor } from '@lianghuan/platform';
import { makeUser } from '../../../../test/support/people.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { ResourceModule } from '../resource/resource.module.js';
import { ResourceService } from '../resource/resource.service.js';
import { extraOrder } from './extra-order.js';
import { ExtraFieldModule } from './extra-field.module.js';
import { ExtraFieldService } from './extra-field.service.js';

const HOTEL: CreateResource = {
  name: '县招待所', kind: 'idle_asset', areaCode: '520524', quantityQualifier: 'equal', industryCodes: [], constraintCodes: [],
  titleState: 'pending', sourceKind: 'survey', confidence: 'high',
}; // prettier-ignore
const FIELD: CreateExtraField = {
  name: 'roomCount', title: '客房数', subtypes: ['idle_asset'], kind: 'integer', unit: '间', choices: [], section: '闲置资产', help: null,
  aliases: ['房间数'], isExpected: false, isFilter: false, position: 55, source: null,
}; // prettier-ignore

describe('extra fields', () => {
  let context: ServiceContext;
  let fields: ExtraFieldService;
  let resources: ResourceService;
  let admin: Actor;
  let zhijin: Actor;
  let dafang: Actor;
  const as = <T>(actor: Actor, work: () => Promise<T>) => context.database.actAs(actor, work);
  const create = (extra: CreateResource['extra'], more: Partial<CreateResource> = {}) =>
    as(zhijin, () => resources.create({ ...HOTEL, ...more, extra }));
  const named = async (name: string) =>
    (await as(admin, () => fields.list())).find((each) => each.name === name) as ExtraFieldView;
  const found = async (extra: { name: string; values: string[] }[]) =>
    (await as(dafang, () => resources.list({ page: 1, pageSize: 50, sort: 'name', extra }))).items.map(({ name }) => name); // prettier-ignore

  beforeAll(async () => {
    context = await startServices([ExtraFieldModule, ResourceModule]);
    fields = context.module.get(ExtraFieldService);
    resources = context.module.get(ResourceService);
    admin = await makeUser(context.owner, 'admin', ['administrator'], 'SZF');
    zhijin = await makeUser(context.owner, 'zhijin', ['county_clerk'], 'QX-520524');
    dafang = await makeUser(context.owner, 'dafang', ['county_clerk'], 'QX-520521');
  });
  afterAll(() => context.close());

  it('of the notice are there from the first start, for idle assets and standard plots', async () => {
    const list = await as(zhijin, () => fields.list());
    const of = (subtype: 'idle_asset' | 'land') => list.filter(({ subtypes }) => subtypes.includes(subtype)).map(({ name }) => name); // prettier-ignore
    expect(of('idle_asset')).toEqual(expect.arrayContaining(['assetKind', 'originalCostCny', 'bookValueCny', 'floorAreaM2', 'buildYear', 'useState', 'idleSince', 'encumbrance', 'revivalWay', 'expectedReturnCny', 'revivedOn', 'realisedCny', 'isPilot'])); // prettier-ignore
    expect(of('land')).toEqual(expect.arrayContaining(['investmentIntensity', 'taxPerMu', 'outputPerMu', 'energyPerOutput', 'emissionPerOutput', 'floorAreaRatio', 'completionMonths', 'priceBasis', 'supplyState'])); // prettier-ignore
    expect(list.every(({ usedCount }) => usedCount === null)).toBe(true);
  });

  it('are checked by their definition, changed one by one, counted for completeness and kept in the audit', async () => {
    const made = await create({ assetKind: 'hotel', bookValueCny: '12000000', buildYear: 1998, idleSince: '2019-06-01' }); // prettier-ignore
    expect(made.extra).toEqual({ assetKind: 'hotel', bookValueCny: '12000000', buildYear: 1998, idleSince: '2019-06-01' }); // prettier-ignore
    expect(made.completeness).toBeCloseTo(4 / 11);
    const changed = await as(zhijin, () => resources.update(made.id, { extra: { buildYear: null, useState: 'idle' }, version: made.version })); // prettier-ignore
    expect(changed.extra).toEqual({ assetKind: 'hotel', bookValueCny: '12000000', idleSince: '2019-06-01', useState: 'idle' }); // prettier-ignore
    expect((await as(zhijin, () => resources.update(made.id, { extra: { useState: 'idle' }, version: changed.version }))).version).toBe(changed.version); // prettier-ignore
    const [entry] = await context.owner.sql<{ old: object; new: object }>(`SELECT old_values -> 'extra' AS old, new_values -> 'extra' AS new FROM audit_entry WHERE row_id = $1 AND action = 'UPDATE'`, [made.id]); // prettier-ignore
    expect([entry.old, entry.new]).toEqual([made.extra, changed.extra]);
    for (const [extra, path] of [
      [{ assetKind: '酒店' }, 'extra.assetKind'],
      [{ bookValueCny: '-1' }, 'extra.bookValueCny'],
      [{ buildYear: 1998.5 }, 'extra.buildYear'],
      [{ idleSince: '2019年' }, 'extra.idleSince'],
    ] as const)
      await expect(create(extra)).rejects.toMatchObject({ code: 'VALIDATION_FAILED', details: { issues: [{ path }] } });
    await expect(create({ taxPerMu: '30' })).rejects.toMatchObject({ code: 'EXTRA_FIELD_UNKNOWN', details: { kind: '闲置低效资产', name: 'taxPerMu' } }); // prettier-ignore
    expect(await as(zhijin, () => context.database.transaction((tx) => resources.findRefusals(tx, [{ input: { ...HOTEL, extra: { nonsense: 'x' } } }])))).toMatchObject([{ code: 'EXTRA_FIELD_UNKNOWN' }]); // prettier-ignore
    // Past the service, too.
    await expect(context.owner.sql(`UPDATE resource SET extra = '{"buildYear": "old"}' WHERE id = $1`, [made.id])).rejects.toThrow(/buildYear|numeric/); // prettier-ignore
    await expect(context.owner.sql(`UPDATE resource SET extra = '{"nonsense": 1}' WHERE id = $1`, [made.id])).rejects.toThrow('nonsense'); // prettier-ignore
  });

  it('of another kind are set aside: not counted, filtered or searched, and back with the kind', async () => {
    const made = await create({ assetKind: 'school', bookValueCny: '3000000', encumbrance: '抵押给信用社' }, { name: '换类旧厂' }); // prettier-ignore
    const changed = await as(zhijin, () => resources.update(made.id, { kind: 'land', extra: { supplyState: 'ready' }, version: made.version })); // prettier-ignore
    expect(changed).toMatchObject({ kind: 'land', extra: { supplyState: 'ready' }, extraSetAside: made.extra });
    const [entry] = await context.owner.sql(`SELECT new_values -> 'extra_set_aside' AS aside FROM audit_entry WHERE row_id = $1 AND action = 'UPDATE'`, [made.id]); // prettier-ignore
    expect(entry).toEqual({ aside: made.extra });
    const query = ResourceQuery.parse({ q: '换类', extra: 'assetKind:school' });
    expect(await as(dafang, () => resources.count(query))).toBe(0);
    expect(await as(dafang, () => resources.count(ResourceQuery.parse({ q: '换类 信用社' })))).toBe(0);
    await as(dafang, async () => {
      for await (const block of resources.stream(ResourceQuery.parse({ q: '换类' }), ['extra'])) expect(block).toEqual([{ extra: { supplyState: 'ready' } }]); // prettier-ignore
    });
    const back = await as(zhijin, () => resources.update(made.id, { kind: 'idle_asset', version: changed.version }));
    expect(back).toMatchObject({ extra: made.extra, extraSetAside: { supplyState: 'ready' } });
  });

  it('filter lists and counts, by value, by several, by what is not filled in; and are found by their words', async () => {
    await create({ assetKind: 'scenic', isPilot: 'yes', encumbrance: '抵押给县农商行' }, { name: '百草坪景区' });
    await create({ assetKind: 'workshop', isPilot: 'no' }, { name: '旧针织厂' });
    expect(await found([{ name: 'assetKind', values: ['scenic', 'workshop'] }])).toEqual(['旧针织厂', '百草坪景区']);
    expect(await found([{ name: 'assetKind', values: ['scenic', 'workshop'] }, { name: 'isPilot', values: ['yes'] }])).toEqual(['百草坪景区']); // prettier-ignore
    expect(await found([{ name: 'isPilot', values: ['-'] }, { name: 'assetKind', values: ['hotel'] }])).toEqual(['县招待所']); // prettier-ignore
    await expect(found([{ name: "x'; DROP TABLE resource", values: ['y'] }])).rejects.toMatchObject({ code: 'QUERY_PARAMETER_UNKNOWN' }); // prettier-ignore
    expect(await as(dafang, () => resources.count({ page: 1, pageSize: 20, extra: [{ name: 'isPilot', values: ['yes'] }] }))).toBe(1); // prettier-ignore
    expect((await as(dafang, () => resources.list({ page: 1, pageSize: 20, q: '农商行' }))).items.map(({ name }) => name)).toEqual(['百草坪景区']); // prettier-ignore
    const indexes = await context.owner.sql(`SELECT FROM pg_indexes WHERE tablename = 'resource' AND indexdef LIKE '%gin (extra%'`); // prettier-ignore
    expect(indexes).toHaveLength(1);
  });

  it('filter from … to … and put lists in order by figures and days, each by an index of its own', async () => {
    const rows = [
      ['库一', { buildYear: 1998, bookValueCny: '900000', idleSince: '2019-06-01' }],
      ['库二', { buildYear: 2008, bookValueCny: '12000000', idleSince: '2020-01-31' }],
      ['库三', { bookValueCny: '100000.5' }],
    ] as const;
    for (const [name, extra] of rows) await create(extra, { name: `量程${name}`, code: `RANGE-${name}` });
    const listed = (extra: string, sort = 'name') =>
      as(dafang, async () => {
        const query = ResourceQuery.parse({ q: '量程', extra, sort, pageSize: '50' });
        const { items, total } = await resources.list(query);
        expect(await resources.count(query)).toBe(total);
        return items.map(({ name }) => name.slice(2));
      });
    expect(await listed('buildYear:2000..')).toEqual(['库二']);
    // As figures, not as text.
    expect(await listed('bookValueCny:900000..')).toEqual(['库一', '库二']);
    expect(await listed('bookValueCny:..900000', '-extra.bookValueCny')).toEqual(['库一', '库三']);
    expect(await listed('idleSince:2019-06-01..2019-12-31')).toEqual(['库一']);
    expect(await listed('', 'extra.buildYear')).toEqual(['库一', '库二', '库三']);
    expect(await listed('', '-extra.buildYear')).toEqual(['库二', '库一', '库三']);
    for (const [extra, sort] of [['assetKind:1..2', 'name'], ['idleSince:1..', 'name'], ['buildYear:1e9..', 'name'], ['', 'extra.assetKind'], ['', "extra.x')"]])
      await expect(listed(extra, sort)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' }); // prettier-ignore
    await expect(listed('nothing:1..')).rejects.toMatchObject({ code: 'QUERY_PARAMETER_UNKNOWN' });
    const planned = await as(dafang, () =>
      context.database.transaction(async (tx) => {
        await tx.query('SET LOCAL enable_seqscan = off');
        const value = extraOrder({ name: 'buildYear', kind: 'integer' });
        return tx.query(`EXPLAIN SELECT id FROM resource r WHERE ${value} >= 1990 ORDER BY ${value}, r.id DESC`);
      }),
    );
    expect(JSON.stringify(planned)).toContain('resource_extra_buildYear');
  });

  it('are defined by an administrator alone, at once in force, and never lose what was filled in', async () => {
    for (const actor of [zhijin, dafang]) await expect(as(actor, () => fields.create(FIELD))).rejects.toMatchObject({ code: 'FORBIDDEN' }); // prettier-ignore
    await expect(as(zhijin, () => context.database.transaction((tx) => tx.query(`UPDATE extra_field SET title = '改名' WHERE name = 'assetKind' RETURNING id`)))).resolves.toEqual([[], 0]); // prettier-ignore
    const made = await as(admin, () => fields.create(FIELD));
    expect(made).toMatchObject({ name: 'roomCount', kind: 'integer', usedCount: 0, retiredAt: null, version: 1 });
    const hotel = await create({ roomCount: 64 }, { name: '民族宾馆' });
    expect(await context.owner.sql(`SELECT FROM pg_indexes WHERE indexname = 'resource_extra_roomCount'`)).toHaveLength(
      1,
    );
    await expect(as(admin, () => fields.create({ ...FIELD, name: 'rooms' }))).rejects.toMatchObject({
      code: 'EXTRA_FIELD_TITLE_TAKEN',
    });
    await expect(as(admin, () => fields.create({ ...FIELD, title: '床位' }))).rejects.toMatchObject({ code: 'DUPLICATE_KEY' }); // prettier-ignore
    await expect(as(admin, () => fields.create({ ...FIELD, name: 'x1', title: '权属人' }))).rejects.toMatchObject({ code: 'EXTRA_FIELD_TITLE_TAKEN' }); // prettier-ignore
    await expect(as(admin, () => fields.create({ ...FIELD, name: 'star', title: '星级', kind: 'choice' }))).rejects.toMatchObject({ code: 'EXTRA_FIELD_INVALID' }); // prettier-ignore
    const assetKind = await named('assetKind');
    const without = assetKind.choices.filter(({ code }) => code !== 'scenic');
    await expect(as(admin, () => fields.update(assetKind.id, { choices: without, version: assetKind.version }))).rejects.toMatchObject({ code: 'EXTRA_FIELD_CHOICE_USED', details: { term: '景区', count: 1 } }); // prettier-ignore
    const more = await as(admin, () => fields.update(assetKind.id, { choices: [...assetKind.choices, { code: 'mine', term: '停产矿山' }], version: assetKind.version })); // prettier-ignore
    await expect(as(admin, () => fields.update(assetKind.id, { title: '类别', version: assetKind.version }))).rejects.toMatchObject({ code: 'VERSION_CONFLICT' }); // prettier-ignore
    expect(more.version).toBe(assetKind.version + 1);
    await create({ assetKind: 'mine' }, { name: '停产矿' });
    await as(admin, () => fields.retire(made.id, '不再统计'));
    const view = await as(zhijin, () => resources.get(hotel.id));
    expect(view.extra).toEqual({ roomCount: 64 });
    await expect(create({ roomCount: 3 })).rejects.toMatchObject({ code: 'EXTRA_FIELD_UNKNOWN' });
    // Another change of the row leaves the retired value alone.
    expect((await as(zhijin, () => resources.update(hotel.id, { extra: { assetKind: 'hotel' }, version: view.version }))).extra).toEqual({ roomCount: 64, assetKind: 'hotel' }); // prettier-ignore
    expect(await as(admin, () => fields.restore(made.id, '又要统计'))).toMatchObject({ retiredAt: null, usedCount: 1 });
  });
});
