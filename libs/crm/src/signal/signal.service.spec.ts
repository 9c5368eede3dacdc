import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EnterpriseQuery, RecordSignal } from '@lianghuan/contracts';
import { type Actor, Clock } from '@lianghuan/platform';
import { makeUser } from '../../../../test/support/people.js';
import { makeEnterprise } from '../../../../test/support/records.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { EnterpriseModule } from '../enterprise/enterprise.module.js';
import { EnterpriseService } from '../enterprise/enterprise.service.js';
import { SignalModule } from './signal.module.js';
import { SignalService } from './signal.service.js';

describe('signals of enterprises', () => {
  let context: ServiceContext;
  let signals: SignalService;
  let enterprises: EnterpriseService;
  let officer: Actor;
  let leader: Actor;
  let bank: Actor;
  let free: string;
  /** Held by the officer's unit. */
  let held: string;
  let today: string;
  const as = <T>(actor: Actor, work: () => Promise<T>) => context.database.actAs(actor, work);
  const PAGE = { page: 1, pageSize: 20 } as const;
  const told = (enterpriseId: string, more: Partial<RecordSignal> = {}): RecordSignal => ({
    enterpriseId, kind: 'expansion', title: '拟在西南新建20万吨正极材料基地', occurredOn: today, sourceName: '公司公告', ...more,
  }); // prettier-ignore
  const idsOf = (actor: Actor, query: Partial<EnterpriseQuery>) =>
    as(actor, async () => (await enterprises.list({ ...PAGE, ...query })).items.map(({ id }) => id));

  beforeAll(async () => {
    context = await startServices([SignalModule, EnterpriseModule]);
    signals = context.module.get(SignalService);
    enterprises = context.module.get(EnterpriseService);
    today = context.module.get(Clock).today();
    officer = await makeUser(context.owner, 'officer', ['promotion_officer'], 'TCJ');
    leader = await makeUser(context.owner, 'leader', ['linked_leader'], 'QX-520524');
    bank = await makeUser(context.owner, 'bank', ['bank_user'], 'SZF');
    free = await makeEnterprise(context.owner, { name: '贵州天能磷化有限公司' });
    held = await makeEnterprise(context.owner, { name: '贵州地平锂业有限公司' });
    await context.owner.sql(
      `UPDATE enterprise SET holder_organisation_id = $2, holder_area_code = '520500', held_since = now() WHERE id = $1`,
      [held, officer.organisationId],
    );
  });
  afterAll(() => context.close());

  it('are kept once, whoever tells the same event, with the validity and weight of their kind', async () => {
    const first = await as(officer, () => signals.record(told(free)));
    expect(first).toMatchObject({
      direction: 'opportunity', weight: 5, state: 'unverified', isLive: true, capturedByName: 'officer', connectorName: null,
      enterprise: { id: free }, can: { judge: true },
    }); // prettier-ignore
    const days = (Date.parse(first.validUntil) - Date.parse(first.occurredOn)) / 86_400_000;
    expect(days).toBe(365);
    // Other punctuation, another source: still the same event. Another day is another event.
    await expect(
      as(officer, () =>
        signals.record(told(free, { title: '拟在西南，新建 20万吨 正极材料基地！', sourceName: '媒体' })),
      ),
    ).rejects.toMatchObject({ code: 'SIGNAL_EXISTS' });
    await as(officer, () => signals.record(told(free, { occurredOn: '2019-03-01' })));
    expect(await as(officer, () => signals.list({ ...PAGE, enterpriseId: free, isLive: true }))).toMatchObject({
      total: 1,
    });
    expect(await as(officer, () => signals.list({ ...PAGE, enterpriseId: free }))).toMatchObject({ total: 2 });
  });

  it('filter the list of enterprises as long as they count', async () => {
    const { id } = await as(officer, () => signals.record(told(free, { kind: 'penalty', title: '超标排放被罚' })));
    expect(await idsOf(officer, { signal: ['expansion'] })).toEqual([free]);
    expect(await idsOf(officer, { signalDirection: ['risk'] })).toEqual([free]);
    expect(await idsOf(officer, { signal: ['award', 'penalty'], signalDirection: ['opportunity'] })).toEqual([]);
    expect(await as(officer, () => enterprises.count({ ...PAGE, signalDirection: ['risk'] }))).toBe(1);
    const judged = await as(officer, () => signals.judge(id, { state: 'void', reason: '同名企业，与其无关' }));
    expect(judged).toMatchObject({
      state: 'void',
      stateReason: '同名企业，与其无关',
      stateByName: 'officer',
      isLive: false,
    });
    expect(await idsOf(officer, { signalDirection: ['risk'] })).toEqual([]);
    await expect(as(officer, () => signals.judge(id, { state: 'void', reason: '再次作废' }))).rejects.toMatchObject({
      code: 'SIGNAL_STATE_SAME',
    });
    const trail = await context.owner.sql(
      `SELECT reason FROM audit_entry WHERE table_name = 'enterprise_signal' AND row_id = $1 AND action = 'UPDATE'`,
      [id],
    );
    expect(trail).toEqual([{ reason: '同名企业，与其无关' }]);
  });

  it('are seen by who sees the enterprise, and by nobody else', async () => {
    const { id } = await as(officer, () => signals.record(told(held, { title: '新设贵州子公司', kind: 'subsidiary' })));
    expect(await as(officer, () => signals.list({ ...PAGE, enterpriseId: held }))).toMatchObject({ total: 1 });
    for (const other of [leader, bank]) {
      expect(await as(other, () => signals.list({ ...PAGE, enterpriseId: held }))).toEqual({
        ...PAGE,
        items: [],
        total: 0,
      });
      await expect(as(other, () => signals.record(told(held)))).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(as(other, () => signals.judge(id, { state: 'valid', reason: '试试看' }))).rejects.toMatchObject({ code: 'FORBIDDEN' }); // prettier-ignore
    }
    expect(await idsOf(leader, { signal: ['subsidiary'] })).toEqual([]);
    expect(await as(leader, () => enterprises.count({ ...PAGE, signal: ['subsidiary'] }))).toBe(0);
    // The leader reads what is free; the bank reads nothing, and the database lets neither write.
    expect((await as(leader, () => signals.list(PAGE))).items.every((item) => item.enterprise.id === free && !item.can.judge)).toBe(true); // prettier-ignore
    expect(await as(bank, () => signals.list(PAGE))).toMatchObject({ total: 0 });
    const clerk = await makeUser(context.owner, 'clerk', ['county_clerk'], 'QX-520524');
    await expect(as(clerk, () => signals.record(told(held)))).rejects.toMatchObject({ code: 'ENTERPRISE_NOT_FOUND' });
    await expect(as(clerk, () => signals.judge(id, { state: 'void', reason: '看不到的' }))).rejects.toMatchObject({ code: 'SIGNAL_NOT_FOUND' }); // prettier-ignore
    await expect(
      as(leader, () =>
        context.database.transaction((tx) =>
          signals.storeMany(tx, [{ enterpriseId: free, facts: told(free, { title: '越权' }) }], null),
        ),
      ),
    ).rejects.toThrow('row-level security');
  });
});
