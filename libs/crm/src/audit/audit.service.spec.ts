import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CreateResource } from '@lianghuan/contracts';
import type { Actor } from '@lianghuan/platform';
import { makeUser } from '../../../../test/support/people.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { ResourceModule } from '../resource/resource.module.js';
import { ResourceService } from '../resource/resource.service.js';

describe('audit and the actor of a transaction', () => {
  let context: ServiceContext;
  let clerk: Actor;
  beforeAll(async () => {
    context = await startServices([ResourceModule]);
    clerk = await makeUser(context.owner, 'clerk', ['county_clerk'], 'QX-520524');
  });
  afterAll(() => context.close());

  const input = CreateResource.parse({
    name: '织金无烟煤',
    kind: 'mineral',
    areaCode: '520524',
    quantityTotal: '1000',
    quantityUnit: '吨',
  });

  it('writes who, what and why for every change, and nothing for a change of nothing', async () => {
    const resources = context.module.get(ResourceService);
    const { database } = context;
    const created = await database.actAs(clerk, () => resources.create(input));
    const changed = await database.actAs(clerk, () =>
      resources.update(created.id, { quantityTotal: '900', version: created.version }),
    );
    await database.actAs(clerk, () => resources.archive(created.id, '重复录入'));
    const entries = await context.owner.sql<{
      action: string;
      actor_id: string;
      reason: string | null;
      old_values: object;
      new_values: object;
    }>(
      "SELECT action, actor_id, reason, old_values, new_values FROM audit_entry WHERE table_name = 'resource' AND row_id = $1 ORDER BY id",
      [created.id],
    );
    expect(entries.map((e) => [e.action, e.actor_id, e.reason])).toEqual([
      ['INSERT', clerk.id, null],
      ['UPDATE', clerk.id, null],
      ['UPDATE', clerk.id, '重复录入'],
    ]);
    expect(entries[1]).toMatchObject({ old_values: { quantity_total: 1000 }, new_values: { quantity_total: 900 } });
    expect(Object.keys(entries[1].new_values)).toEqual(['quantity_total']);
    expect(changed.version).toBe(created.version + 1);
  });

  it('cannot be changed or removed, neither by the application nor by the owner of the tables', async () => {
    const tries = ['UPDATE audit_entry SET reason = $$x$$', 'DELETE FROM audit_entry', 'TRUNCATE audit_entry'];
    for (const sql of tries) {
      await expect(
        context.database.asSystem(() => context.database.transaction((tx) => tx.query(sql))),
      ).rejects.toThrow(/permission denied|append-only/);
      await expect(context.owner.sql(sql)).rejects.toThrow('audit_entry is append-only');
    }
  });

  it('connects as a role that owns no table', async () => {
    const [row] = (await context.database.dataSource.query(
      'SELECT current_user AS "user", (SELECT count(*)::int FROM pg_tables WHERE tableowner = current_user) AS owned',
    )) as { user: string; owned: number }[];
    expect(row).toEqual({ user: 'lianghuan_app', owned: 0 });
  });

  it('shows no confidential row to a query that forgot to say who acts', async () => {
    await context.owner.sql(
      "INSERT INTO enterprise (code, name, normalized_name, search_text) VALUES ('QY1', '甲公司', '甲', '甲公司')",
    );
    expect(await context.database.dataSource.query('SELECT id FROM enterprise')).toEqual([]);
    expect(
      await context.database.asSystem(() =>
        context.database.transaction((tx) => tx.query('SELECT code FROM enterprise')),
      ),
    ).toEqual([{ code: 'QY1' }]);
  });
});
