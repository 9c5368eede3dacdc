import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CreateEnterprise, CreateProject, CreateResource } from '@lianghuan/contracts';
import { type Actor, snakeCase } from '@lianghuan/platform';
import fc from 'fast-check';
import { makeUser } from '../../../../test/support/people.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { EnterpriseModule } from '../enterprise/enterprise.module.js';
import { EnterpriseService } from '../enterprise/enterprise.service.js';
import { CHANGED_KEY_FIELDS_SQL, changedKeyFields } from '../project/key-facts.js';
import { ProjectModule } from '../project/project.module.js';
import { ProjectService } from '../project/project.service.js';
import { ResourceModule } from '../resource/resource.module.js';
import { ResourceService } from '../resource/resource.service.js';

const CODE = '91350100M000100Y43';

describe('registers in bulk, as imports use them', () => {
  let context: ServiceContext;
  let resources: ResourceService;
  let projects: ProjectService;
  let enterprises: EnterpriseService;
  let clerk: Actor;
  let neighbour: Actor;
  let bank: Actor;
  beforeAll(async () => {
    context = await startServices([ResourceModule, ProjectModule, EnterpriseModule]);
    resources = context.module.get(ResourceService);
    projects = context.module.get(ProjectService);
    enterprises = context.module.get(EnterpriseService);
    clerk = await makeUser(context.owner, 'clerk', ['county_clerk'], 'QX-520524');
    neighbour = await makeUser(context.owner, 'neighbour', ['county_clerk'], 'QX-520521');
    bank = await makeUser(context.owner, 'bank', ['bank_user'], 'SZF');
  });
  afterAll(() => context.close());

  const inTransaction = <T>(actor: Actor, work: Parameters<typeof context.database.transaction<T>>[0]) =>
    context.database.actAs(actor, () => context.database.transaction(work));
  const resource = (fields: object) => CreateResource.parse({ kind: 'mineral', areaCode: '520524', ...fields });
  const project = (fields: object) =>
    CreateProject.parse({ areaCode: '520524', totalInvestmentCny: '80000000', ...fields });
  const enterprise = (fields: object) => CreateEnterprise.parse(fields);
  const statements = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
    const { driver } = context.database.dataSource;
    const create = driver.createQueryRunner.bind(driver);
    let n = 0;
    driver.createQueryRunner = (mode) => {
      const runner = create(mode);
      const query = runner.query.bind(runner);
      runner.query = ((...parameters: Parameters<typeof query>) => {
        n += 1;
        return query(...parameters);
      }) as typeof runner.query;
      return runner;
    };
    try {
      return [await work(), n];
    } finally {
      driver.createQueryRunner = create;
    }
  };

  it('stores a thousand rows with a handful of statements, numbered, audited and found', async () => {
    const inputs = Array.from({ length: 1000 }, (_, i) =>
      enterprise({ name: `批量第${i}号有限公司`, products: ['甲', '乙'] }),
    );
    const [rows, n] = await statements(() => inTransaction(clerk, (tx) => enterprises.storeMany(tx, inputs)));
    expect(n).toBeLessThan(15);
    expect(new Set(rows.map((row) => row.code)).size).toBe(1000);
    const [counts] = await context.owner.sql(
      `SELECT (SELECT count(*)::int FROM enterprise WHERE created_by_id = $1) AS enterprises,
         (SELECT count(*)::int FROM enterprise_product) AS lines,
         (SELECT count(*)::int FROM audit_entry WHERE table_name = 'enterprise' AND actor_id = $1) AS audited`,
      [clerk.id],
    );
    expect(counts).toEqual({ enterprises: 1000, lines: 2000, audited: 1000 });
  });

  it('refuses all of a block for one wrong row', async () => {
    const store = inTransaction(clerk, (tx) =>
      resources.storeMany(tx, [resource({ name: '甲', code: 'B-1' }), resource({ name: '乙', areaCode: '520521' })]),
    );
    await expect(store).rejects.toMatchObject({ code: 'AREA_FORBIDDEN' });
    expect(await context.owner.sql("SELECT 1 FROM resource WHERE code = 'B-1'")).toEqual([]);
  });

  it('reads many rows at once to change them, and leaves unchanged ones alone', async () => {
    const made = await inTransaction(clerk, (tx) =>
      resources.storeMany(tx, Array.from({ length: 50 }, (_, i) => resource({ name: `改动${i}`, quantityTotal: '10' }))),
    ); // prettier-ignore
    const changes = made.map((row, i) => ({
      id: row.id,
      input: { quantityTotal: i < 5 ? '11' : '10.00', version: row.version },
    }));
    const [rows, n] = await statements(() => inTransaction(clerk, (tx) => resources.changeMany(tx, changes)));
    expect(n).toBeLessThan(15);
    expect(rows.map((row) => row.version)).toEqual(rows.map((_, i) => (i < 5 ? 2 : 1)));
    const stale = inTransaction(clerk, (tx) => resources.changeMany(tx, changes));
    await expect(stale).rejects.toMatchObject({ code: 'VERSION_CONFLICT', details: { version: 2, by: 'clerk' } });
  });

  it('knows rows by code, else by name and area, and says when a name means several', async () => {
    const rows = await inTransaction(clerk, (tx) =>
      resources.storeMany(tx, [
        resource({ name: '无烟煤', code: 'K-1' }),
        resource({ name: '磷矿' }),
        resource({ name: '重名' }),
        resource({ name: '重名' }),
        resource({ name: '无烟煤@五号', code: 'K-2' }),
      ]),
    );
    expect(resources.naturalKeyOf({ code: ' K-1 ', name: '无烟煤', areaCode: '520524' })).toBe('K-1');
    expect(resources.naturalKeyOf({ name: ' 磷矿 ', areaCode: '520524' })).toBe('磷矿@520524');
    expect(resources.naturalKeyOf({ areaCode: '520524' })).toBeNull();
    const keys = ['K-1', '磷矿@520524', '磷矿@520521', '重名@520524', '无烟煤@五号@520524'];
    const found = await inTransaction(neighbour, (tx) => resources.findByNaturalKeys(tx, keys));
    expect(found.get('K-1')).toEqual({ id: rows[0].id, version: 1 });
    expect(found.get('磷矿@520524')).toEqual({ id: rows[1].id, version: 1 });
    expect(found.get('磷矿@520521')).toBeUndefined();
    expect(found.get('重名@520524')).toMatchObject({ isAmbiguous: true });
    expect(found.get('无烟煤@五号@520524')).toEqual({ id: rows[4].id, version: 1 });
  });

  it('knows projects by their national code, however it is typed', async () => {
    const [row] = await inTransaction(clerk, (tx) =>
      projects.storeMany(tx, [project({ name: '代码项目', nationalCode: '2023-520524-26-01-654321' })]),
    );
    const key = projects.naturalKeyOf({ nationalCode: '２０２３-520524-26-01-654321' });
    const found = await inTransaction(clerk, (tx) => projects.findByNaturalKeys(tx, [key ?? '']));
    expect(found.get(key ?? '')?.id).toBe(row.id);
  });

  it('knows an enterprise by name when a file brings the code it lacked', async () => {
    const [row, listed] = await inTransaction(clerk, (tx) =>
      enterprises.storeMany(tx, [
        enterprise({ name: '织金补码有限公司' }),
        enterprise({ name: '织金上市股份有限公司', listedCode: '300001' }),
      ]),
    );
    const existing = await inTransaction(clerk, (tx) =>
      enterprises.findExisting(tx, [
        { name: '织金补码有限责任公司', creditCode: CODE },
        { name: '织金上市股份有限公司', listedCode: '300002' },
        { name: '改了名字', listedCode: '300001' },
        { name: '没有的有限公司' },
        {},
      ]),
    );
    expect(existing.map((ref) => ref?.id)).toEqual([row.id, undefined, listed.id, undefined, undefined]);
  });

  it('tells before writing why each row would be refused, and writes nothing', async () => {
    const [own] = await inTransaction(clerk, (tx) =>
      projects.storeMany(tx, [project({ name: '已有项目', code: 'P-1' })]),
    );
    const [foreign] = await inTransaction(neighbour, (tx) =>
      projects.storeMany(tx, [project({ name: '邻县项目', areaCode: '520521' })]),
    );
    const before = await context.owner.sql('SELECT count(*) FROM audit_entry');
    const refusals = await inTransaction(clerk, (tx) =>
      projects.findRefusals(tx, [
        { input: project({ name: '好项目' }) },
        { input: project({ name: '小项目', totalInvestmentCny: '4000000' }) },
        { input: project({ name: '重码', code: 'P-1' }) },
        { input: project({ name: '别处', areaCode: '520521' }) },
        { input: project({ name: '错行业', industryCodes: ['9999'] }) },
        { input: project({ name: '没有地区', areaCode: null }) },
        { id: own.id, input: { totalInvestmentCny: '90000000' } },
        { id: own.id, input: { totalInvestmentCny: '90000' } },
        { id: foreign.id, input: { note: '改' } },
        { id: '00000000-0000-7000-8000-000000000000', input: { note: '改' } },
      ]),
    );
    expect(refusals.map((error) => error?.code)).toEqual([
      undefined, 'PROJECT_BELOW_THRESHOLD', 'DUPLICATE_KEY', 'AREA_FORBIDDEN', 'UNKNOWN_INDUSTRY', 'VALIDATION_FAILED',
      undefined, 'PROJECT_BELOW_THRESHOLD', 'AREA_FORBIDDEN', 'PROJECT_NOT_FOUND',
    ]); // prettier-ignore
    expect(await context.owner.sql('SELECT count(*) FROM audit_entry')).toEqual(before);
  });

  it('finds duplicates among the new enterprises themselves, the first one standing', async () => {
    const refusals = await inTransaction(clerk, (tx) =>
      enterprises.findRefusals(tx, [
        { input: enterprise({ name: '同批有限公司' }) },
        { input: enterprise({ name: '同批（有限）公司' }) },
        { input: enterprise({ name: '同批股份有限公司' }) },
        { input: enterprise({ name: '错码有限公司', creditCode: '91350100M000100Y44' }) },
      ]),
    );
    expect(refusals.map((error) => [error?.code, error?.details.field])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
      ['DUPLICATE_KEY', 'name'],
      ['CREDIT_CODE_INVALID', undefined],
    ]);
  });

  it('takes nothing of an input but what the contract lets people write', async () => {
    const sneaky = { ...project({ name: '夹带' }), reserveState: 'in_reserve', version: 9, archivedAt: new Date() };
    const [row] = await inTransaction(clerk, (tx) => projects.storeMany(tx, [sneaky]));
    const changed = await inTransaction(clerk, (tx) =>
      projects.change(tx, row.id, { reserveState: 'exited' } as object),
    );
    expect(changed).toMatchObject({ reserveState: 'draft', version: 1, archivedAt: null });
  });

  it('passes over a number that somebody has typed as a code', async () => {
    const [{ next }] = await context.owner.sql<{ next: string }>(
      "SELECT 'ZY' || lpad((last_value + 1)::text, 6, '0') AS next FROM resource_code_seq",
    );
    await inTransaction(clerk, (tx) => resources.storeMany(tx, [resource({ name: '手填', code: next })]));
    const [row] = await inTransaction(clerk, (tx) => resources.storeMany(tx, [resource({ name: '自动' })]));
    expect(row.code).not.toBe(next);
  });

  it('tells with a page whether there are more, and counts them beside it', async () => {
    await inTransaction(
      clerk,
      (tx) =>
      resources.storeMany(tx, Array.from({ length: 45 }, (_, i) => resource({ name: `翻页矿${i}`, valuationCny: i < 30 ? `${i}` : null }))), // prettier-ignore
    );
    const as = <T>(work: () => Promise<T>) => context.database.actAs(neighbour, work);
    const wanted = { q: '翻页', page: 1, pageSize: 20 };
    expect(await as(() => resources.tally(wanted))).toEqual({ count: 45 });
    for (const sort of [undefined, 'valuationCny', '-valuationCny', '-name']) {
      const pages = await as(() => Promise.all([1, 2, 3, 4].map((page) => resources.list({ ...wanted, page, sort }))));
      expect(pages.map(({ items, total, isTotalCapped }) => [items.length, total, isTotalCapped])).toEqual([
        [20, 21, true], [20, 41, true], [5, 45, undefined], [0, 45, undefined],
      ]); // prettier-ignore
      expect(new Set(pages.flatMap(({ items }) => items.map(({ id }) => id))).size).toBe(45);
      const values = pages.flatMap(({ items }) => items.map(({ valuationCny }) => valuationCny));
      // Rows without a value are a part of the list by themselves, the last one.
      if (sort?.endsWith('valuationCny') === true) expect(values.indexOf(null)).toBe(30);
      const ids = await as(() => resources.findIds({ ...wanted, sort }, 100));
      expect(pages.flatMap(({ items }) => items.map(({ id }) => id))).toEqual(ids);
    }
  });

  it('tells by SQL which key facts of a project changed as the rules for writing it do', async () => {
    const amount = fc.option(fc.constantFrom('5000000', '5000000.00', '7.5', '8'));
    const text = fc.option(fc.constantFrom('520524', '甲', ''));
    const facts = fc.record({
      areaCode: text, place: text, content: text, scaleText: text, industryCodes: fc.uniqueArray(fc.constantFrom('26', '30', '44'), { maxLength: 3 }),
      totalInvestmentCny: amount, landMu: amount, energyTce: amount, waterM3: amount,
    }); // prettier-ignore
    const pairs = fc.sample(fc.tuple(fc.oneof(facts, fc.constant({} as never)), facts), 300);
    const rows = await context.owner.sql<{ changed: string[] }>(
      `SELECT ${CHANGED_KEY_FIELDS_SQL} AS changed FROM unnest($1::jsonb[]) WITH ORDINALITY AS pair(facts, at),
         jsonb_populate_record(NULL::project, pair.facts) r ORDER BY pair.at`,
      [
        pairs.map(([before, after]) =>
          JSON.stringify({
            ...Object.fromEntries(Object.entries(after).map(([name, value]) => [snakeCase(name), value])),
            reserve_key_facts: before,
          }),
        ),
      ],
    );
    expect(rows.map(({ changed }) => changed)).toEqual(pairs.map(([before, after]) => changedKeyFields(before, after)));
  });

  it('shows whoever lacks the permission nothing by any method', async () => {
    const query = { page: 1, pageSize: 20 };
    const tries = [
      () => resources.list(query),
      () => resources.count(query),
      () => resources.tally(query),
      () => resources.page(query),
      () => resources.detail(bank.id ?? ''),
      () => resources.stream(query).next(),
      () => enterprises.list({ q: '织金', page: 1, pageSize: 20 }),
      () => inTransaction(bank, (tx) => resources.storeMany(tx, [resource({ name: '银行' })])),
    ];
    for (const attempt of tries) {
      await expect(context.database.actAs(bank, async () => attempt())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
  });
});
