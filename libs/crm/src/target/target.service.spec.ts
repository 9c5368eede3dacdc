import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Decimal } from 'decimal.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { ownerTransaction } from '../../../../test/support/database.js';
import { makeUser } from '../../../../test/support/people.js';
import { collectiveStart2023q1, loadPublishedStatistics } from './load-published-statistics.js';
import { loadTargets, type TargetStatement } from './load-targets.js';
import { PublishedStatisticService } from './published-statistic.service.js';
import { TargetModule } from './target.module.js';
import { TargetService } from './target.service.js';

describe('targets and published statistics', () => {
  let context: ServiceContext;
  beforeAll(async () => {
    context = await startServices([TargetModule]);
    await ownerTransaction(context.owner, async (tx) => {
      await loadTargets(tx);
      await loadPublishedStatistics(tx);
    });
  });
  afterAll(() => context.close());

  it('hold the 550亿元 once, as F1, with both places that state it', async () => {
    const clerk = await makeUser(context.owner, 'reader', ['county_clerk'], 'QX-520524');
    const targets = await context.database.actAs(clerk, () => context.module.get(TargetService).list(2023));
    expect(targets).toHaveLength(35);
    expect(targets.filter((t) => t.value === '550')).toMatchObject([
      { code: 'F1', indicator: '新增产业到位资金', comparator: 'around', unit: '亿元', toleranceShare: 0.02, clause: '一(二)、34', basis: '毕府发〔2023〕8号' },
    ]); // prettier-ignore
    const sources = await context.owner.sql(
      `SELECT s.code, s.clause FROM target_source s JOIN target t ON t.id = s.target_id WHERE t.code = 'F1' ORDER BY s.code`,
    );
    expect(sources).toEqual([
      { code: 'T06', clause: '一(二)' },
      { code: 'T23', clause: '34' },
    ]);
  });

  it('load again without a change, and count a changed figure as a new version', async () => {
    const versions = () =>
      context.owner.sql(`SELECT code, version FROM target WHERE code IN ('T12', 'T13') ORDER BY code`);
    const again = (statements?: TargetStatement[]) =>
      ownerTransaction(context.owner, (tx) => loadTargets(tx, statements));
    await again();
    expect(await versions()).toEqual([{ code: 'T12', version: 1 }, { code: 'T13', version: 1 }]); // prettier-ignore
    const [row] = await context.owner.sql<TargetStatement>(
      `SELECT 'T12' AS code, clause, indicator, comparator, '1500' AS value, '' AS value_to, unit, scope, scope_kind, '2023' AS period, '' AS quote, basis AS basis_document FROM target WHERE code = 'T12'`,
    );
    await again([row]);
    expect(await versions()).toEqual([{ code: 'T12', version: 2 }, { code: 'T13', version: 1 }]); // prettier-ignore
  });

  it('refuses two statements of one target that contradict each other', async () => {
    const statement = { clause: '', indicator: '', comparator: 'around', value_to: '', unit: '亿元', scope: '全市', scope_kind: 'total', period: '2022', quote: '', basis_document: '' }; // prettier-ignore
    const contradiction = [
      { ...statement, code: 'T06', value: '550' },
      { ...statement, code: 'T23', value: '500' },
    ];
    await expect(ownerTransaction(context.owner, (tx) => loadTargets(tx, contradiction))).rejects.toThrow(
      'T06 and T23',
    );
  });

  it('give 84 projects and 361.52亿元 by area and by field, and drilling never shows another sum (acceptance check 2)', async () => {
    const view = await context.database.asSystem(() =>
      context.module.get(PublishedStatisticService).get('collective-start-2023q1'),
    );
    expect(view).toMatchObject({
      totalCount: 84,
      totalAmountYi: '361.52',
      sourceName: '贵州日报',
      sourceOn: '2023-02-02',
    });
    expect(view.byArea).toHaveLength(11);
    const sum = (members: { count: number; amountYi: string }[]) => [
      members.reduce((total, m) => total + m.count, 0),
      members.reduce((total, m) => total.plus(m.amountYi), new Decimal(0)).toFixed(2),
    ];
    expect(sum(view.byArea)).toEqual([84, '361.52']);
    expect(sum(view.byField)).toEqual([84, '361.52']);
    const drilled = view.byField.filter((field) => field.parts.length > 0);
    expect(drilled.map((field) => field.name)).toEqual(['“四化”项目']);
    for (const field of drilled)
      expect(sum(field.parts)).toEqual([field.count, new Decimal(field.amountYi).toFixed(2)]);
  });

  it('refuses a published set that does not add up', async () => {
    const set = collectiveStart2023q1();
    const load = (members: typeof set.members) =>
      ownerTransaction(context.owner, (tx) => loadPublishedStatistics(tx, [{ ...set, members }]));
    const change = (name: string, amountCny: string) =>
      set.members.map((m) => (m.name === name ? { ...m, amountCny } : m));
    await expect(load(change('大方县', '3632000000.01'))).rejects.toThrow('areas add up to 84 / 36152000000.01');
    await expect(load(change('民生工程', '1.00'))).rejects.toThrow('fields add up');
    await expect(load(change('新型工业化', '1.00'))).rejects.toThrow('parts of “四化”项目');
  });
});
