import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CreateEnterprise, CreateProject, CreateResource, EnterpriseQuery, ResourceQuery } from '@lianghuan/contracts';
import {
  EnterpriseModule,
  EnterpriseService,
  ProjectModule,
  ProjectService,
  ResourceModule,
  ResourceService,
} from '@lianghuan/crm';
import type { Actor } from '@lianghuan/platform';
import { makeUser } from './support/people.js';
import { type ServiceContext, startServices } from './support/services.js';

/** Rows beside the ones looked for, so that an index is worth its while. */
const CROWD = 20_000;
const ENTERPRISES = 8_000;
const FIRST = '华中北南东西海江山川云天金银铜铁';
const SECOND = '盛达兴隆瑞丰恒泰利德诚信安康宏远';
const TRADE = ['机械制造', '电子科技', '生物医药', '食品加工', '新材料', '化工', '物流', '能源'];
const crowdName = (i: number) =>
  `${FIRST[i % 16]}${SECOND[(i >> 4) % 16]}${FIRST[(i >> 8) % 16]}${SECOND[(i >> 12) % 16]}${TRADE[i % 8]}有限公司`;

describe('searching the registers in Chinese', () => {
  let context: ServiceContext;
  let clerk: Actor;
  let enterprises: EnterpriseService;
  let resources: ResourceService;
  let projects: ProjectService;
  beforeAll(async () => {
    context = await startServices([EnterpriseModule, ResourceModule, ProjectModule]);
    clerk = await makeUser(context.owner, 'clerk', ['county_clerk'], 'QX-520524');
    enterprises = context.module.get(EnterpriseService);
    resources = context.module.get(ResourceService);
    projects = context.module.get(ProjectService);
    const { database } = context;
    await database.asSystem(async () => {
      const crowd = Array.from({ length: CROWD }, (_, i) => i);
      await database.transaction((tx) =>
        resources.storeMany(tx, crowd.map((i) => CreateResource.parse({ name: `${crowdName(i).slice(0, 4)}地块`, kind: 'land', areaCode: '520502', code: `D${i}`, industryCodes: ['26'] }))),
      ); // prettier-ignore
      await database.transaction((tx) =>
        enterprises.storeMany(tx, crowd.slice(0, ENTERPRISES).map((i) => CreateEnterprise.parse({ name: crowdName(i), listedCode: `T${i}`, industryCodes: ['2613'], products: [TRADE[i % 8]] }))),
      ); // prettier-ignore
      await database.transaction(async (tx) => {
        await enterprises.storeMany(tx, [
          CreateEnterprise.parse({ name: '毕节明钧玻璃股份有限公司', shortName: '明钧玻璃', formerNames: ['毕节瑞鑫浮法有限公司'], products: ['浮法玻璃'], industryCodes: ['3041'] }),
          CreateEnterprise.parse({ name: '重庆长安汽车股份有限公司', listedCode: '000625', creditCode: '91350100M000100Y43' }),
          CreateEnterprise.parse({ name: 'ＡＢＣ（中国）化学有限公司' }),
        ]); // prettier-ignore
        await resources.storeMany(tx, [
          CreateResource.parse({ name: '可开采煤层气', kind: 'energy', areaCode: '520526', industryCodes: ['0610'] }),
          CreateResource.parse({ name: '皱椒', kind: 'farm_forest_product', areaCode: '520581' }),
        ]);
        await projects.storeMany(tx, [
          CreateProject.parse({ name: '织金PGA项目', areaCode: '520524', totalInvestmentCny: '80000000' }),
          CreateProject.parse({
            name: '年产30万吨/年双氧水扩能',
            areaCode: '520500-BLDJ',
            totalInvestmentCny: '80000000',
          }),
        ]);
      });
    });
    await context.owner.sql('VACUUM ANALYZE enterprise');
    await context.owner.sql('VACUUM ANALYZE resource');
  }, 180_000);
  afterAll(() => context.close());

  const search = (q: string, actor = clerk) =>
    context.database.actAs(actor, () => enterprises.list(EnterpriseQuery.parse({ q })));
  const names = async (q: string) => (await search(q)).items.map((row) => row.name);
  const GLASS = '毕节明钧玻璃股份有限公司';

  it.each([
    ['its full name', GLASS],
    ['one character', '钧'],
    ['two characters from the middle', '明钧'],
    ['three characters across a short name', '节明钧'],
    ['its short name', '明钧玻璃'],
    ['a former name', '瑞鑫浮法'],
    ['full pinyin', 'bijiemingjunboli'],
    ['part of the pinyin, in capitals', 'MingJun'],
    ['initials', 'bjmjbl'],
    ['a product', '浮法玻璃'],
    ['two words in any order', '玻璃 明钧'],
    ['full width and spaces', '明　钧 玻璃'],
  ])('finds an enterprise by %s', async (_, q) => {
    expect(await names(q)).toEqual([GLASS]);
  });

  it.each([
    ['one wrong character', '明均玻璃'],
    ['a wrong character of the same sound', '毕节名军玻璃'],
    ['both characters wrong, of the same sound', '名军'],
    ['a character too many', '毕节明钧钢玻璃'],
    ['a character left out', '毕节钧玻璃'],
    ['two characters exchanged', '毕节钧明玻璃'],
    ['a slip in the pinyin', 'bijiemingjunbolu'],
    ['a wrong organisation form', '毕节明均玻璃有限责任公司'],
  ])('still finds it with %s, best first, and says that it is similar only', async (_, q) => {
    const found = await search(q);
    expect(found.items[0]?.name).toBe(GLASS);
    expect(found.isSimilar).toBe(true);
    expect(found.total).toBeLessThan(20);
    // What is similar is shown to whoever typed it; it is no hit that is counted, exported or changed together.
    const wanted = EnterpriseQuery.parse({ q });
    const [count, ids, streamed] = await context.database.actAs(clerk, async () => {
      const blocks = [];
      for await (const block of enterprises.stream(wanted)) blocks.push(...block);
      return [await enterprises.count(wanted), await enterprises.findIds(wanted, 10), blocks];
    });
    expect([count, ids, streamed]).toEqual([0, [], []]);
    expect((await search('明钧玻璃')).isSimilar).toBeUndefined();
  });

  it('reads polyphonic names as they are said, brackets and width as one', async () => {
    expect(await names('chongqingchangan')).toEqual(['重庆长安汽车股份有限公司']);
    expect(await names('cqca')).toEqual(['重庆长安汽车股份有限公司']);
    expect(await names('abc中国化学')).toEqual(['ＡＢＣ（中国）化学有限公司']);
    expect(await names('91350100M000100Y43')).toEqual(['重庆长安汽车股份有限公司']);
  });

  it('finds nothing for what resembles nothing, and takes signs as no pattern', async () => {
    for (const q of ['乌鲁木齐葡萄', '明居', 'xyzqw', '%钧%葡', 'vvu']) expect([q, await names(q)]).toEqual([q, []]);
    expect((await search('%')).total).toBe(0);
  });

  it('knows a place by its short, everyday and former names', async () => {
    const list = async (q: string) =>
      (await context.database.actAs(clerk, () => resources.list(ResourceQuery.parse({ q })))).items.map((r) => r.name);
    for (const q of ['威宁 煤层气', '威宁自治县', 'weining 煤层', '威宁彝族回族苗族自治县']) {
      expect([q, await list(q)]).toEqual([q, ['可开采煤层气']]);
    }
    expect(await list('黔西县')).toEqual(['皱椒']);
    expect(await list('皱')).toEqual(['皱椒']);
    const project = async (q: string) =>
      (await context.database.actAs(clerk, () => projects.list({ q, page: 1, pageSize: 20 }))).items.map((r) => r.name);
    expect(await project('百管委')).toEqual(['年产30万吨/年双氧水扩能']);
    expect(await project('30万吨年双氧水')).toEqual(['年产30万吨/年双氧水扩能']);
    expect(await project('zjpga')).toEqual(['织金PGA项目']);
    expect(await project('ＰＧＡ')).toEqual(['织金PGA项目']);
  });

  describe('by index, as the application role', () => {
    /** Plans of the statements that `work` sends to a table, made by the very role and actor that sent them. */
    const plansOf = (table: string, work: () => Promise<unknown>): Promise<string[]> =>
      context.database.actAs(clerk, () =>
        context.database.transaction(async (tx) => {
          const runner = tx.queryRunner;
          if (runner === undefined) throw new Error('a transaction has a query runner');
          const statements: { sql: string; parameters: unknown[] }[] = [];
          const note = (sql: string, parameters: readonly unknown[] = []) => {
            if (sql.includes(`FROM "${table}" "r"`)) statements.push({ sql, parameters: [...parameters] });
          };
          const query = runner.query.bind(runner);
          runner.query = ((sql: string, parameters: unknown[] = [], structured?: boolean) => {
            note(sql, parameters);
            return query(sql, parameters, structured as true);
          }) as typeof runner.query;
          const ask = context.database.ask.bind(context.database);
          context.database.ask = (asked, ...rest) => {
            for (const { text, values } of asked) note(text, values);
            return ask(asked, ...rest);
          };
          await work();
          runner.query = query;
          context.database.ask = ask;
          const [{ role }] = (await tx.query('SELECT current_user AS role')) as [{ role: string }];
          expect(role).toBe('lianghuan_app');
          const plans: string[] = [];
          for (const { sql, parameters } of statements) {
            const rows = (await tx.query(`EXPLAIN ${sql}`, parameters)) as { 'QUERY PLAN': string }[];
            plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
          }
          expect(plans.length).toBeGreaterThan(0);
          return plans;
        }),
      );

    it('searches and filters a register by its GIN indexes', async () => {
      const [list, industries] = [{ q: '煤层' }, { industryCode: '06' }].map((query) => ResourceQuery.parse(query));
      const searched = await plansOf('resource', async () => expect((await resources.list(list)).total).toBe(1));
      const filtered = await plansOf('resource', async () => expect(await resources.count(industries)).toBe(1));
      expect(searched[0]).toContain('Bitmap Index Scan on resource_grams');
      expect(filtered[0]).toContain('Bitmap Index Scan on resource_industry');
      for (const plan of [...searched, ...filtered]) expect(plan).not.toContain('Seq Scan on resource');
    });

    it('does so for enterprises in spite of row-level security', async () => {
      /** Uses of an index so far; backends report them with a delay. */
      const uses = async (index: string) => {
        const [{ n }] = await context.owner.sql<{ n: number }>(
          'SELECT idx_scan::int AS n FROM pg_stat_user_indexes WHERE indexrelname = $1',
          [index],
        );
        return n;
      };
      const before = { grams: await uses('enterprise_grams'), industry: await uses('enterprise_industry') };
      const [list, industries] = [{ q: '明钧' }, { industryCode: '304' }].map((query) => EnterpriseQuery.parse(query));
      const plans = [
        ...(await plansOf('enterprise', async () => expect((await enterprises.list(list)).total).toBe(1))),
        ...(await plansOf('enterprise', async () => expect(await enterprises.count(industries)).toBe(1))),
      ];
      for (const plan of plans) {
        expect(plan).toContain('Index Scan using enterprise_pkey');
        expect(plan).not.toContain('Seq Scan on enterprise');
      }
      const isReported = async () =>
        (await uses('enterprise_grams')) > before.grams && (await uses('enterprise_industry')) > before.industry;
      for (let i = 0; i < 60 && !(await isReported()); i += 1) await new Promise((resolve) => setTimeout(resolve, 250));
      expect(await isReported()).toBe(true);
    }, 30_000);
  });

  it('streams what was there when it began, whatever is changed, archived or added meanwhile', async () => {
    const { database } = context;
    const wanted = ResourceQuery.parse({ q: '地块', sort: 'code' });
    const before = await database.actAs(clerk, () => resources.count(wanted));
    const seen: { id: string; note?: string | null }[] = [];
    await database.actAs(clerk, async () => {
      for await (const block of resources.stream(wanted)) {
        seen.push(...block);
        if (seen.length === 4000) {
          await context.owner.sql(
            "UPDATE resource SET archived_at = now(), archive_reason = '撤销' WHERE code LIKE 'D10%'",
          );
          await context.owner.sql("UPDATE resource SET note = '后来的', code = 'A' || code WHERE code LIKE 'D20%'");
        }
      }
    });
    expect(before).toBe(CROWD);
    expect(new Set(seen.map((row) => row.id)).size).toBe(CROWD);
    expect(seen.filter((row) => row.note === '后来的')).toEqual([]);
  }, 60_000);
});
