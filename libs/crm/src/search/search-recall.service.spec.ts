import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CreateEnterprise, CreateMarket, CreateProject, CreateResource } from '@lianghuan/contracts';
import type { Actor } from '@lianghuan/platform';
import fc from 'fast-check';
import { makeUser } from '../../../../test/support/people.js';
import { ownerTransaction } from '../../../../test/support/database.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import {
  demonstrationEnterprises,
  demonstrationMarkets,
  demonstrationResources,
  noticeProjects,
  promotedProjects,
} from '../demonstration/demonstration-records.js';
import { EnterpriseModule } from '../enterprise/enterprise.module.js';
import { EnterpriseService } from '../enterprise/enterprise.service.js';
import { MarketDemandModule } from '../market-demand/market-demand.module.js';
import { MarketDemandService } from '../market-demand/market-demand.service.js';
import { ProjectModule } from '../project/project.module.js';
import { ProjectService } from '../project/project.service.js';
import { ResourceModule } from '../resource/resource.module.js';
import { ResourceService } from '../resource/resource.service.js';
import { FoldSearchTexts1779930400001 } from '../migrations/1779930400001-FoldSearchTexts.js';
import { formsOf, normalizeSearch } from './search-text.js';

const SEED = 20230524;
const AMONG = 5;
const BAR = 0.97;

type RegisterName = 'enterprise' | 'project' | 'resource' | 'market';
interface Named {
  readonly register: RegisterName;
  readonly code: string;
  readonly name: string;
  /** Every name it goes by, the full one first. */
  readonly names: readonly string[];
}
interface Query {
  readonly kind: string;
  readonly register: RegisterName;
  readonly q: string;
  /** Codes of the rows that answer it; see {@link relevanceOf}. */
  readonly relevant: ReadonlySet<string>;
}

/** Typed by hand as people in Bijie would, with the name of the row that is meant. */
const BY_HAND: readonly (readonly [RegisterName, string, string])[] = [
  ['project', 'PGA', '织金PGA项目'],
  ['project', '织金pga', '织金PGA项目'],
  ['project', 'zjpga', '织金PGA项目'],
  ['project', '西南水泥', '西南水泥项目'],
  ['project', '西南水尼', '西南水泥项目'],
  ['project', 'xnsn', '西南水泥项目'],
  ['project', '磷煤化工一体化', '贵州毕节磷煤化工一体化项目'],
  ['enterprise', '茅台', '贵州茅台酒股份有限公司'],
  ['enterprise', '贵州矛台', '贵州茅台酒股份有限公司'],
  ['enterprise', '宁德时代', '宁德时代新能源科技股份有限公司'],
  ['enterprise', '宁得时代', '宁德时代新能源科技股份有限公司'],
  ['enterprise', 'ndsd', '宁德时代新能源科技股份有限公司'],
  ['enterprise', '比亚迪', '比亚迪股份有限公司'],
  ['enterprise', 'byd', '比亚迪股份有限公司'],
  ['enterprise', 'biyadi', '比亚迪股份有限公司'],
  ['enterprise', '华友钴业', '浙江华友钴业股份有限公司'],
  ['enterprise', '华友固业', '浙江华友钴业股份有限公司'],
  ['enterprise', '中伟', '中伟新材料股份有限公司'],
  ['enterprise', 'zwxc', '中伟新材料股份有限公司'],
  ['project', '纳雍煤制油', '纳雍“煤制油”项目'],
  ['project', '小海新光风电', '威宁华夏小海新光风电场'],
  ['enterprise', '明钧', '毕节明钧玻璃股份有限公司'],
  ['enterprise', '明均玻璃', '毕节明钧玻璃股份有限公司'],
  ['enterprise', '金沙窖酒', '贵州金沙窖酒酒业有限公司'],
  ['enterprise', '金沙觉酒', '贵州金沙窖酒酒业有限公司'],
  ['enterprise', 'jsjj', '贵州金沙窖酒酒业有限公司'],
];

/**
 * Search and its ordering over the records that ship. Queries are made from real names by rule, with a fixed seed, and by hand.
 * Which rows answer one: for a short name, its initials, its pinyin or a mistyped name the row itself and every row of the register that
 * has that very name, initials or pinyin; for one or two characters and a piece of a name, where many rows fit equally, every row with a
 * name that contains it. recall@5 of a query is the share of min(5, relevant) among the first five.
 */
describe('search over the shipped records', () => {
  let context: ServiceContext;
  let clerk: Actor;
  let rows: Named[];
  const codesOf = new Map<string, string>();

  beforeAll(async () => {
    context = await startServices([EnterpriseModule, ProjectModule, ResourceModule, MarketDemandModule]);
    clerk = await makeUser(context.owner, 'clerk', ['county_clerk'], 'QX-520524');
    const get = <T>(service: new (...args: never[]) => T) => context.module.get<T>(service, { strict: false });
    const companies = demonstrationEnterprises().map(({ input }) => CreateEnterprise.parse(input));
    await context.database.asSystem(() =>
      context.database.transaction(async (tx) => {
        await get(ResourceService).storeMany(
          tx,
          demonstrationResources().map((row) => CreateResource.parse(row)),
        );
        await get(MarketDemandService).storeMany(
          tx,
          demonstrationMarkets().map((row) => CreateMarket.parse(row)),
        );
        await get(ProjectService).storeMany(
          tx,
          [...noticeProjects(), ...promotedProjects()].map((row) => CreateProject.parse(row)),
        );
        await get(EnterpriseService).storeMany(tx, companies);
      }),
    );
    const stored = await context.owner.sql<{
      register: RegisterName;
      code: string;
      name: string;
      short: string | null;
      former: string[];
    }>(
      `SELECT 'enterprise' AS register, code, name, short_name AS short, former_names AS former FROM enterprise
       UNION ALL SELECT 'project', code, name, NULL, '{}' FROM project
       UNION ALL SELECT 'resource', code, name, NULL, '{}' FROM resource
       UNION ALL SELECT 'market', code, name, NULL, '{}' FROM market ORDER BY code`,
    );
    rows = stored.map(({ register, code, name, short, former }) => ({
      register,
      code,
      name,
      names: [name, short, ...former].filter((each): each is string => each !== null).map(normalizeSearch),
    }));
    for (const { register, name, code } of rows) codesOf.set(`${register} ${name}`, code);
  }, 180_000);
  afterAll(() => context.close());

  const firstFive = async ({ register, q }: Query): Promise<string[]> => {
    const services = {
      enterprise: EnterpriseService,
      project: ProjectService,
      resource: ResourceService,
      market: MarketDemandService,
    };
    const service = context.module.get<EnterpriseService>(services[register], { strict: false });
    const page = await context.database.actAs(clerk, () => service.list({ q, page: 1, pageSize: AMONG }));
    return page.items.map(({ code }) => code);
  };

  /** Rows of a register with a name that passes the test. */
  const relevanceOf = (register: RegisterName, fits: (name: string) => boolean) =>
    new Set(rows.filter((row) => row.register === register && row.names.some(fits)).map(({ code }) => code));

  const queries = (): Query[] => {
    const of = (register: RegisterName) => rows.filter((row) => row.register === register && row.names[0].length >= 4);
    const companies = of('enterprise').filter(({ names }) => names.length > 1);
    const others = [...of('project'), ...of('resource'), ...of('market')];
    let seed = SEED;
    const draw = (from: readonly Named[], count: number) =>
      fc.sample(fc.constantFrom(...from), { numRuns: count, seed: seed++ });
    const at = (length: number) => fc.sample(fc.nat(length), { numRuns: 1, seed: seed++ })[0];
    const isHan = (name: string) => /^\p{Script=Han}+$/u.test(name);
    const made: Query[] = [];
    const add = (kind: string, { register }: Named, q: string, fits: (name: string) => boolean) =>
      made.push({ kind, register, q, relevant: relevanceOf(register, fits) });
    for (const row of draw(companies, 40)) add('short name', row, row.names[1], (name) => name === row.names[1]);
    for (const row of draw(others, 30)) add('full name', row, row.name, (name) => name === row.names[0]);
    for (const row of draw([...companies, ...others], 20)) {
      const q = row.names[0][at(row.names[0].length - 1)];
      if (isHan(q)) add('one character', row, q, (name) => name.includes(q));
    }
    for (const row of draw([...companies, ...others], 30)) {
      const from = at(row.names[0].length - 2);
      const q = row.names[0].slice(from, from + 2);
      if (isHan(q)) add('two characters', row, q, (name) => name.includes(q));
    }
    for (const row of draw([...companies, ...others], 40)) {
      const from = 1 + at(Math.max(0, row.names[0].length - 5));
      const q = row.names[0].slice(from, from + 4).trim();
      if (isHan(q)) add('middle of a name', row, q, (name) => name.includes(q));
    }
    for (const row of draw(
      companies.filter(({ names }) => isHan(names[1])),
      30,
    )) {
      const [, pinyin, initials] = formsOf(row.names[1]);
      add('initials', row, initials, (name) => formsOf(name)[2] === initials || name === initials);
      add('pinyin', row, pinyin, (name) => formsOf(name)[1] === pinyin);
    }
    for (const row of draw(
      companies.filter(({ names }) => isHan(names[0])),
      40,
    )) {
      const [name] = row.names;
      const place = 2 + at(Math.max(0, name.length - 9));
      const other = draw(companies, 1)[0].names[0][2];
      add('wrong character', row, name.slice(0, place) + other + name.slice(place + 1), (own) => own === name);
      const left = 1 + at(Math.max(0, name.length - 9));
      add('character left out', row, name.slice(0, left) + name.slice(left + 1), (own) => own === name);
    }
    for (const [register, q, name] of BY_HAND) {
      const code = codesOf.get(`${register} ${name}`);
      if (code === undefined) throw new Error(`no ${register} ${name}`);
      made.push({ kind: 'by hand', register, q, relevant: new Set([code]) });
    }
    return made;
  };

  it(`finds what is meant among the first ${AMONG}: recall of at least ${BAR} over more than 200 queries`, async () => {
    const all = queries();
    expect(all.length).toBeGreaterThan(200);
    const scores = new Map<string, number[]>();
    const missed: string[] = [];
    for (const query of all) {
      const found = await firstFive(query);
      const hits = found.filter((code) => query.relevant.has(code)).length;
      const recall = hits / Math.min(AMONG, query.relevant.size);
      scores.set(query.kind, [...(scores.get(query.kind) ?? []), recall]);
      if (recall < 1) missed.push(`${query.kind}: ${query.register} ${query.q} ${recall.toFixed(2)}`);
    }
    const mean = (list: readonly number[]) => list.reduce((sum, each) => sum + each, 0) / list.length;
    const byKind = [...scores].map(([kind, list]) => ({ kind, queries: list.length, recall: mean(list) }));
    process.stderr.write(
      `recall@${AMONG} ${mean([...scores.values()].flat()).toFixed(4)} ${JSON.stringify(byKind)}\n${missed.join('\n')}\n`,
    );
    expect(mean([...scores.values()].flat())).toBeGreaterThanOrEqual(BAR);
  });

  it('finds a name in traditional characters by simplified ones and the other way round, also where it was stored before', async () => {
    const enterprises = context.module.get(EnterpriseService, { strict: false });
    const name = '審計化工（貴州）有限責任公司';
    await context.database.actAs(clerk, () => enterprises.create({ name } as never));
    const found = async (q: string) =>
      (await context.database.actAs(clerk, () => enterprises.list({ page: 1, pageSize: 5, q }))).items.map(
        (row) => row.name,
      );
    expect(await found('审计化工')).toEqual([name]);
    expect(await found('審計化工')).toEqual([name]);
    await context.owner.sql(`UPDATE enterprise SET search_text = '審計化工貴州有限責任公司' WHERE name = $1`, [name]);
    const untouched = `SELECT count(*)::int AS n FROM enterprise WHERE search_text = '审计化工贵州有限责任公司'`;
    expect(await context.owner.sql(untouched)).toEqual([{ n: 0 }]);
    await ownerTransaction(context.owner, async (tx) => {
      if (tx.queryRunner !== undefined) await new FoldSearchTexts1779930400001().up(tx.queryRunner);
    });
    expect(await context.owner.sql(untouched)).toEqual([{ n: 1 }]);
    expect(await found('审计化工')).toEqual([name]);
  });
});
