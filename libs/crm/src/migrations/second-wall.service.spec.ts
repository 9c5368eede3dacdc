import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applicationConnection, Database, type Statement } from '@lianghuan/platform';
import { DataSource, QueryFailedError } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { makeUser } from '../../../../test/support/people.js';
import { makeEnterprise } from '../../../../test/support/records.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { choosing } from '../record/shown-row.js';

describe('the second wall, behind the services', () => {
  let context: ServiceContext;
  beforeAll(async () => {
    context = await startServices([]);
  });
  afterAll(() => context.close());

  /** Of these privileges those the application has on the tables, e.g. `target UPDATE`. */
  const held = async (tables: string[], privileges: string[]) => {
    const rows = await context.owner.sql<{ held: string }>(
      `SELECT t || ' ' || p AS held FROM unnest($1::text[]) t CROSS JOIN unnest($2::text[]) p
       WHERE has_table_privilege('lianghuan_app', t, p) ORDER BY 1`,
      [tables, privileges],
    );
    return rows.map((row) => row.held);
  };

  it('hides the product lines of an enterprise another unit holds', async () => {
    const clerks = {
      zhijin: await makeUser(context.owner, 'zhijin', ['county_clerk'], 'QX-520524'),
      dafang: await makeUser(context.owner, 'dafang', ['county_clerk'], 'QX-520521'),
      manager: await makeUser(context.owner, 'manager', ['manager'], 'SZF'),
    };
    const ids = [
      await makeEnterprise(context.owner, { name: '自由企业' }),
      await makeEnterprise(context.owner, { name: '有主企业' }),
    ];
    await context.owner.sql(
      `INSERT INTO enterprise_product (enterprise_id, position, name) SELECT id, 1, '产品' FROM unnest($1::uuid[]) id`,
      [ids],
    );
    await context.owner.sql(
      `UPDATE enterprise SET holder_organisation_id = $2, holder_area_code = '520524', held_since = now() WHERE id = $1`,
      [ids[1], clerks.zhijin.organisationId],
    );
    const seen = async (who: keyof typeof clerks, chosen: string[]) => {
      const rows = await context.database.actAs(clerks[who], () =>
        context.database.transaction<{ id: string }[]>(async (tx) => {
          await tx.query(`SELECT ${choosing('$1::uuid[]')}`, [chosen]);
          return tx.query('SELECT enterprise_id AS id FROM enterprise_product ORDER BY 1');
        }),
      );
      return rows.map((row) => row.id);
    };
    // Also of what is chosen to be shown nobody sees more than is his.
    for (const chosen of [[], ids]) {
      const all = [await seen('zhijin', chosen), await seen('manager', chosen), await seen('dafang', chosen)];
      expect(all).toEqual([ids, ids, [ids[0]]]);
    }
    // Outside a transaction nobody acts, and nothing is seen.
    expect(await context.database.dataSource.query('SELECT * FROM enterprise_product')).toEqual([]);
  });

  it('shows each of two people on one connection what is theirs, also after a statement of the other has failed', async () => {
    const { type, url, entities, namingStrategy } = context.database.dataSource.options as PostgresDataSourceOptions;
    const { extra } = applicationConnection(String(url));
    const dataSource = new DataSource({ type, url, entities, namingStrategy, extra: { ...extra, max: 1 } });
    await dataSource.initialize();
    try {
      const database = new Database(dataSource);
      const people = {
        clerk: await makeUser(context.owner, 'alternating', ['county_clerk'], 'QX-520525'),
        other: await makeUser(context.owner, 'between', ['county_clerk'], 'QX-520526'),
        manager: await makeUser(context.owner, 'above', ['manager'], 'SZF'),
      };
      const id = await makeEnterprise(context.owner, { name: '一处在跟的企业' });
      await context.owner.sql(
        `UPDATE enterprise SET holder_organisation_id = $2, holder_area_code = '520525', held_since = now() WHERE id = $1`,
        [id, people.clerk.organisationId],
      );
      const look = { text: 'SELECT name, access.actor_id() FROM enterprise WHERE id = $1', values: [id], isKept: true };
      const asked = (who: keyof typeof people, ...more: Statement[]) =>
        database.actAs(people[who], async () => (await database.ask([look, ...more, look])).at(-1) ?? []);
      const outside = () => dataSource.query(`SELECT nullif(current_setting('lianghuan.actor_id', true), '') AS actor, (SELECT count(*)::int FROM enterprise) AS seen`); // prettier-ignore
      const nobody = [{ actor: null, seen: 0 }];
      for (const broken of [
        { text: 'SELECT 1/0', isKept: true },
        { text: 'no SQL' },
        { text: 'SELECT $1::uuid', values: ['?'], isKept: true },
      ]) {
        expect(await asked('clerk')).toEqual([['一处在跟的企业', people.clerk.id]]);
        expect(await asked('other')).toEqual([]);
        await expect(asked('clerk', broken)).rejects.toBeInstanceOf(QueryFailedError);
        expect(await asked('other')).toEqual([]);
        expect(await outside()).toEqual(nobody);
        // Within a transaction a failed message is its end, and of nothing that comes after it.
        const within = () => database.transaction(() => database.ask([look, broken]));
        await expect(database.actAs(people.manager, within)).rejects.toBeInstanceOf(QueryFailedError);
        const write = {
          text: `SELECT set_config('lianghuan.actor_id', '', true), set_config('lianghuan.reach', '{}', true)`,
        };
        expect(await asked('manager', write)).toEqual([]);
        expect(await asked('manager')).toEqual([['一处在跟的企业', people.manager.id]]);
        expect(await outside()).toEqual(nobody);
      }
      await expect(database.ask([look])).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
      const all = await Promise.all(Array.from({ length: 30 }, (_, i) => asked(i % 2 === 0 ? 'clerk' : 'other')));
      expect(all.map((rows) => rows.length)).toEqual(all.map((_, i) => (i % 2 === 0 ? 1 : 0)));
    } finally {
      await dataSource.destroy();
    }
  });

  it('lets the application neither rewrite what the deploy step loads nor delete what is official', async () => {
    const loaded = [
      'area', 'region', 'industry', 'park', 'linkage_quota', 'target', 'target_source', 'published_statistic', 'published_statistic_member',
    ]; // prettier-ignore
    expect(await held(loaded, ['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'])).toEqual([]);
    expect(await held(loaded, ['SELECT'])).toHaveLength(loaded.length);
    const official = ['resource', 'market', 'project', 'enterprise', 'organisation', 'app_user'];
    expect(await held(official, ['DELETE', 'TRUNCATE'])).toEqual([]);
  });

  it('lets the application add to the log of look-ups through its functions alone, and read nothing of it', async () => {
    expect(await held(['lookup_log'], ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'])).toEqual([]);
  });

  it('keeps functions that run with the owner’s rights for the application, on a search path of their own', async () => {
    const definers = await context.owner.sql<{ name: string; config: string[]; others: boolean; ours: boolean }>(
      `SELECT p.proname AS name, p.proconfig AS config, p.prorettype = 'trigger'::regtype OR has_function_privilege('lianghuan_app', p.oid, 'EXECUTE') AS ours,
         EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0) AS others
       FROM pg_proc p WHERE p.prosecdef AND p.pronamespace IN ('public'::regnamespace, 'access'::regnamespace)`,
    );
    expect(definers.length).toBeGreaterThan(12);
    for (const definer of definers) {
      expect(definer).toEqual({
        name: definer.name,
        config: ['search_path=public, access, pg_temp'],
        ours: true,
        others: false,
      });
    }
  });
});
