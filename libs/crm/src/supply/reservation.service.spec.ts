import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RequestReservation } from '@lianghuan/contracts';
import type { Actor } from '@lianghuan/platform';
import fc from 'fast-check';
import { makeUser } from '../../../../test/support/people.js';
import { makeEnterprise, makeProject } from '../../../../test/support/records.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { MarketDemandModule } from '../market-demand/market-demand.module.js';
import { MarketDemandService } from '../market-demand/market-demand.service.js';
import { ProjectModule } from '../project/project.module.js';
import { ProjectService } from '../project/project.service.js';
import { ResourceModule } from '../resource/resource.module.js';
import { ResourceService } from '../resource/resource.service.js';
import { ReservationService } from './reservation.service.js';
import { SupplyModule } from './supply.module.js';

describe('reservations of resources and markets', () => {
  let context: ServiceContext;
  let reservations: ReservationService;
  let resources: ResourceService;
  let markets: MarketDemandService;
  /** Of 织金 and 大方: who fills in, who answers. */
  let zhijin: Actor;
  let zhijinReviewer: Actor;
  let dafang: Actor;
  let dafangReviewer: Actor;
  let officer: Actor;
  let manager: Actor;
  let projects: { zhijin: string; dafang: string };
  const as = <T>(actor: Actor, work: () => Promise<T>) => context.database.actAs(actor, work);
  const WANTED = { unit: '万吨', leadId: null, holdDays: 90, waits: false, note: null } as const;
  const request = (actor: Actor, supplyId: string, quantity: string, more: Partial<RequestReservation> = {}) =>
    as(actor, () => reservations.request({ ...WANTED, projectId: actor === dafang ? projects.dafang : projects.zhijin, supplyId, quantity, ...more })); // prettier-ignore
  const ledgerOf = (supplyId: string, actor = manager) => as(actor, () => reservations.ledgerOf(supplyId));
  const balanceOf = async (supplyId: string) => (await ledgerOf(supplyId)).balance;
  /** A resource of 织金 with so many 万吨, some of it committed beside the ledger. */
  const makeResource = (total: string | null, committed: string | null = null) =>
    as(zhijin, () =>
      resources.create({
        name: `磷矿 ${total ?? ''}`, kind: 'mineral', areaCode: '520524', quantityTotal: total, quantityUnit: '万吨', quantityCommitted: committed,
        quantityQualifier: 'equal', industryCodes: [], constraintCodes: [], titleState: 'clear', sourceKind: 'survey', confidence: 'high',
      }, '另一处'),
    ); // prettier-ignore
  const runOut = (id: string) =>
    context.owner.sql(`UPDATE supply_reservation SET expires_at = now() - interval '1 second' WHERE id = $1`, [id]);

  beforeAll(async () => {
    context = await startServices([SupplyModule, ResourceModule, MarketDemandModule, ProjectModule]);
    reservations = context.module.get(ReservationService);
    resources = context.module.get(ResourceService);
    markets = context.module.get(MarketDemandService);
    zhijin = await makeUser(context.owner, 'zhijin', ['county_clerk'], 'QX-520524');
    zhijinReviewer = await makeUser(context.owner, 'zhijin-reviewer', ['county_reviewer'], 'QX-520524');
    dafang = await makeUser(context.owner, 'dafang', ['county_clerk'], 'QX-520521');
    dafangReviewer = await makeUser(context.owner, 'dafang-reviewer', ['county_reviewer'], 'QX-520521');
    officer = await makeUser(context.owner, 'officer', ['promotion_officer'], 'TCJ');
    manager = await makeUser(context.owner, 'manager', ['manager'], 'SZF');
    projects = {
      zhijin: await makeProject(context.owner, { name: '织金磷化工', areaCode: '520524' }),
      dafang: await makeProject(context.owner, { name: '大方磷化工', areaCode: '520521' }),
    };
  });
  afterAll(() => context.close());

  it('book what the register says was committed before, and whatever path changes it', async () => {
    const { id, version } = await makeResource('12', '2');
    expect(await balanceOf(id)).toEqual({ total: '12', unit: '万吨', committed: '2', reserved: '0', available: '10' });
    await as(zhijin, () => resources.update(id, { quantityCommitted: '3.5', version }));
    await context.owner.sql('UPDATE resource SET quantity_committed = NULL WHERE id = $1', [id]);
    const { balance, entries, entryCount } = await ledgerOf(id);
    expect(balance).toMatchObject({ committed: '0', available: '12' });
    expect(entries).toMatchObject([
      { no: 3, kind: 'adjust', committedChange: '-3.5', actorName: '系统' },
      { no: 2, kind: 'adjust', committedChange: '1.5', actorName: 'zhijin' },
      { no: 1, kind: 'opening', committedChange: '2', actorName: 'zhijin' },
    ]);
    expect(entryCount).toBe(3);
  });

  it('go from reserved to promised to taken back, each step an entry that stays', async () => {
    const { id } = await makeResource('12');
    const asked = await request(dafang, id, '100000', { unit: '吨' });
    expect(asked).toMatchObject({ state: 'reserved', quantity: '10', unit: '万吨', asked: { quantity: '100000', unit: '吨' }, organisationName: '大方县投资促进局', can: { commit: false, release: true, extend: true } }); // prettier-ignore
    expect(await as(dafang, () => resources.get(id))).toMatchObject({ quantityReserved: '10', quantityAvailable: '2' });
    // Whoever answers for the place of the resource promises it; not the county that asks.
    await expect(as(dafang, () => reservations.commit(asked.id, { reason: '已签约' }))).rejects.toMatchObject({ code: 'FORBIDDEN' }); // prettier-ignore
    await expect(as(dafangReviewer, () => reservations.commit(asked.id, { reason: '已签约' }))).rejects.toMatchObject({ code: 'AREA_FORBIDDEN' }); // prettier-ignore
    await expect(as(zhijinReviewer, () => reservations.commit(asked.id, { quantity: '11', reason: '已签约' }))).rejects.toMatchObject({ code: 'RESERVATION_QUANTITY_INVALID', details: { most: '10', unit: '万吨' } }); // prettier-ignore
    const part = await as(zhijinReviewer, () => reservations.commit(asked.id, { quantity: '6', reason: '签约六万吨' }));
    expect(part).toMatchObject({ state: 'reserved', reserved: '4', committed: '6' });
    expect(await as(dafang, () => reservations.release(asked.id, '其余不要了'))).toMatchObject({ state: 'committed', reserved: '0', committed: '6' }); // prettier-ignore
    expect(await balanceOf(id)).toMatchObject({ committed: '6', reserved: '0', available: '6' });
    expect(await as(manager, () => reservations.reverse(asked.id, { reason: '合同解除' }))).toMatchObject({ state: 'reversed', committed: '0' }); // prettier-ignore
    expect(await balanceOf(id)).toMatchObject({ available: '12' });
    await expect(as(manager, () => reservations.reverse(asked.id, { reason: '再冲一次' }))).rejects.toMatchObject({ code: 'RESERVATION_STATE_INVALID', details: { state: '已冲销' } }); // prettier-ignore
    expect((await ledgerOf(id)).entries.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['reverse', '合同解除'],
      ['release', '其余不要了'],
      ['commit', '签约六万吨'],
      ['reserve', null],
    ]);
    const trace = await context.owner.sql(`SELECT action, reason FROM audit_entry WHERE table_name = 'supply_reservation' AND row_id = $1 AND action = 'UPDATE' ORDER BY id`, [asked.id]); // prettier-ignore
    expect(trace.map(({ reason }) => reason)).toEqual([null, '签约六万吨', '其余不要了', '合同解除']);
  });

  it('are refused beyond what is left, or wait; who waits moves up in order when a quantity becomes free', async () => {
    const { id } = await makeResource('12');
    const first = await request(zhijin, id, '10');
    await expect(request(dafang, id, '10')).rejects.toMatchObject({ code: 'SUPPLY_EXCEEDED', details: { available: '2', unit: '万吨' } }); // prettier-ignore
    await expect(request(dafang, id, '13', { waits: true })).rejects.toMatchObject({ code: 'SUPPLY_EXCEEDED' });
    const second = await request(dafang, id, '10', { waits: true });
    const third = await request(zhijin, id, '3', { waits: true });
    expect([second, third]).toMatchObject([
      { state: 'waiting', waitPosition: 1, expiresAt: null },
      { state: 'waiting', waitPosition: 2 },
    ]);
    expect(await balanceOf(id)).toMatchObject({ reserved: '10', available: '2' });
    await as(zhijin, () => reservations.release(first.id, '项目停了'));
    expect(await as(dafang, () => reservations.get(second.id))).toMatchObject({ state: 'reserved', reserved: '10', waitPosition: null }); // prettier-ignore
    expect(await as(zhijin, () => reservations.get(third.id))).toMatchObject({ state: 'waiting', waitPosition: 1 });
    expect((await ledgerOf(id)).entries[0]).toMatchObject({ kind: 'reserve', actorName: '系统', reason: '候补转预留' });
    expect(await as(zhijin, () => reservations.release(third.id, '不等了'))).toMatchObject({ state: 'withdrawn' });
  });

  it('are first come, first served: while a larger demand waits, a later one waits behind it, though enough is left', async () => {
    const { id } = await makeResource('12');
    const first = await request(zhijin, id, '10');
    const large = await request(dafang, id, '10', { waits: true });
    await expect(request(zhijin, id, '1')).rejects.toMatchObject({ code: 'SUPPLY_QUEUED', details: { waiting: 1 } });
    const small = await request(zhijin, id, '1', { waits: true });
    expect(small).toMatchObject({ state: 'waiting', waitPosition: 2 });
    // Nobody is sent for, since the first in line cannot be served.
    expect(await reservations.sweep()).toEqual([]);
    // Ten of twelve are promised for good: who waits for ten can no longer be served by waiting, and holds nobody up.
    await as(zhijinReviewer, () => reservations.commit(first.id, { reason: '签约' }));
    expect(await reservations.sweep()).toEqual([id]);
    expect(await as(zhijin, () => reservations.get(small.id))).toMatchObject({ state: 'reserved' });
    expect(await as(dafang, () => reservations.get(large.id))).toMatchObject({ state: 'waiting', waitPosition: 1 });
    // The promise is taken back: the first in line has its turn before anybody new.
    await as(manager, () => reservations.reverse(first.id, { reason: '合同解除' }));
    expect(await as(dafang, () => reservations.get(large.id))).toMatchObject({ state: 'reserved' });
    expect(await request(zhijin, id, '1')).toMatchObject({ state: 'reserved' });
  });

  it('of a disputed title need a reason, which stays in ledger and audit; nobody gets past that in SQL', async () => {
    const { id } = await makeResource('12');
    await context.owner.sql(`UPDATE resource SET title_state = 'disputed' WHERE id = $1`, [id]);
    expect(await ledgerOf(id)).toMatchObject({ isDisputed: true });
    await expect(request(zhijin, id, '1')).rejects.toMatchObject({ code: 'SUPPLY_TITLE_DISPUTED' });
    const held = await request(zhijin, id, '1', { disputeReason: '法院已受理，企业知悉', note: '首期' });
    expect(held).toMatchObject({ state: 'reserved', disputeReason: '法院已受理，企业知悉', supply: { isDisputed: true } }); // prettier-ignore
    expect((await ledgerOf(id)).entries[0].reason).toBe('权属有争议，仍预留：法院已受理，企业知悉；首期');
    const [trace] = await context.owner.sql(`SELECT new_values ->> 'dispute_reason' AS why FROM audit_entry WHERE table_name = 'supply_reservation' AND row_id = $1 AND action = 'INSERT'`, [held.id]); // prettier-ignore
    expect(trace).toEqual({ why: '法院已受理，企业知悉' });
    const forged = as(zhijin, () =>
      context.database.transaction((tx) =>
        tx.query(
          `INSERT INTO supply_reservation (supply_id, project_id, quantity, unit, asked_quantity, asked_unit, hold_days, organisation_id, requested_by_id)
           SELECT supply_id, project_id, 1, unit, 1, unit, 90, organisation_id, requested_by_id FROM supply_reservation WHERE id = $1`,
          [held.id],
        ),
      ),
    );
    await expect(forged).rejects.toMatchObject({ driverError: expect.objectContaining({ constraint: 'supply_title_confirmed' }) }); // prettier-ignore
    // A clear title needs none, and keeps none.
    await context.owner.sql(`UPDATE resource SET title_state = 'clear' WHERE id = $1`, [id]);
    expect(await request(zhijin, id, '1', { disputeReason: '多余的理由' })).toMatchObject({ disputeReason: null });
  });

  it('whose title is disputed later tell the unit that holds them until it says why they stand, or releases them', async () => {
    const { id } = await makeResource('12');
    const [held, promised, gone] = [await request(zhijin, id, '1'), await request(zhijin, id, '2'), await request(dafang, id, '3')]; // prettier-ignore
    await as(zhijinReviewer, () => reservations.commit(promised.id, { reason: '签约' }));
    const told = async (actor: Actor, isMine: boolean) => {
      const query = { page: 1, pageSize: 20, supplyId: id, isMine, notice: ['disputed'] };
      const { items, total } = await as(actor, () => reservations.list(query));
      expect(await as(actor, () => reservations.count(query))).toBe(total);
      return items.map((item) => item.id).sort();
    };
    expect(await told(zhijin, true)).toEqual([]);
    await context.owner.sql(`UPDATE resource SET title_state = 'disputed' WHERE id = $1`, [id]);
    expect(await told(zhijin, true)).toEqual([held.id, promised.id].sort());
    expect(await told(dafang, true)).toEqual([gone.id]);
    expect(await told(manager, false)).toEqual([held.id, promised.id, gone.id].sort());
    const reason = '法院已受理，企业知悉';
    await expect(as(dafang, () => reservations.uphold(held.id, reason))).rejects.toMatchObject({ code: expect.stringMatching(/RESERVATION_(NOT_FOUND|UNDISPUTED)/) }); // prettier-ignore
    expect(await as(zhijin, () => reservations.get(held.id))).toMatchObject({ can: { uphold: true }, disputeReason: null }); // prettier-ignore
    expect(await as(zhijin, () => reservations.uphold(held.id, reason))).toMatchObject({ can: { uphold: false }, disputeReason: reason }); // prettier-ignore
    await expect(as(zhijin, () => reservations.uphold(held.id, '再说一次'))).rejects.toMatchObject({ code: 'RESERVATION_UNDISPUTED' }); // prettier-ignore
    await as(dafang, () => reservations.release(gone.id, '不用了'));
    expect([await told(zhijin, true), await told(dafang, true), await told(manager, false)]).toEqual([[promised.id], [], [promised.id]]); // prettier-ignore
    const [trace] = await context.owner.sql(`SELECT reason, new_values ->> 'dispute_reason' AS why FROM audit_entry WHERE table_name = 'supply_reservation' AND row_id = $1 AND new_values ? 'dispute_reason' AND action = 'UPDATE'`, [held.id]); // prettier-ignore
    expect(trace).toEqual({ reason, why: reason });
  });

  it('tell the unit that waited, once, when one moved up, and those that hold when one runs out soon', async () => {
    const { id } = await makeResource('12');
    const held = await request(zhijin, id, '12', { holdDays: 60 });
    const waiting = await request(dafang, id, '5', { waits: true, holdDays: 60 });
    const soon = await request(dafang, id, '4', { waits: true, holdDays: 5 });
    const told = async (actor: Actor, notice: string) => {
      const query = { page: 1, pageSize: 20, supplyId: id, isMine: true, notice: [notice] };
      const { items, total } = await as(actor, () => reservations.list(query));
      expect(await as(actor, () => reservations.count(query))).toBe(total);
      return items.map((item) => item.id).sort();
    };
    expect(await told(dafang, 'moved_up')).toEqual([]);
    // Sweeps and a release at the same moment: whoever comes first settles, and each that waited is told once.
    await Promise.all([
      as(zhijin, () => reservations.release(held.id, '项目停了')),
      ...Array.from({ length: 5 }, () => reservations.sweep()),
    ]);
    expect(await told(dafang, 'moved_up')).toEqual([waiting.id, soon.id].sort());
    expect(await told(dafang, 'expiring')).toEqual([soon.id]);
    expect(await told(zhijin, 'moved_up')).toEqual([]);
    const [{ entries }] = await context.owner.sql<{ entries: number }>(
      `SELECT count(*)::int AS entries FROM supply_entry e JOIN supply_reservation r ON r.id = e.reservation_id AND r.moved_up_at = e.at
       WHERE e.supply_id = $1 AND e.kind = 'reserve'`,
      [id],
    );
    expect(entries).toBe(2);
    // Only the unit that holds it takes notice; of many at once one does.
    await expect(as(zhijin, () => reservations.takeNotice(waiting.id))).rejects.toMatchObject({ code: 'RESERVATION_NOTICE_TAKEN' }); // prettier-ignore
    const takes = await Promise.allSettled(Array.from({ length: 8 }, () => as(dafang, () => reservations.takeNotice(waiting.id)))); // prettier-ignore
    expect(takes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await told(dafang, 'moved_up')).toEqual([soon.id]);
    expect(await as(dafang, () => reservations.get(waiting.id))).toMatchObject({ movedUpAt: null, can: { notice: false } }); // prettier-ignore
    // What ran out meanwhile is nothing to be glad of.
    await runOut(soon.id);
    expect(await told(dafang, 'moved_up')).toEqual([]);
    expect(await told(dafang, 'expiring')).toEqual([]);
    expect(await reservations.sweep()).toEqual([id]);
  });

  it('that ran out count no more at once, before any sweep; the sweep books it and serves who waits', async () => {
    const { id } = await makeResource('12');
    const held = await request(zhijin, id, '10');
    const waiting = await request(dafang, id, '9', { waits: true });
    await runOut(held.id);
    expect(await balanceOf(id)).toMatchObject({ reserved: '0', available: '12' });
    expect(await as(zhijin, () => reservations.get(held.id))).toMatchObject({ state: 'expired', reserved: '0', can: { extend: false } }); // prettier-ignore
    expect((await as(zhijin, () => reservations.list({ page: 1, pageSize: 20, supplyId: id, state: ['expired'] }))).total).toBe(1); // prettier-ignore
    // Who waits is served before somebody new, even when nobody swept meanwhile.
    await expect(request(zhijin, id, '9')).rejects.toMatchObject({ code: 'SUPPLY_EXCEEDED' });
    expect(await reservations.sweep()).toEqual([id]);
    expect(await as(dafang, () => reservations.get(waiting.id))).toMatchObject({ state: 'reserved' });
    expect((await ledgerOf(id)).entries.map(({ kind }) => kind)).toEqual(['reserve', 'expire', 'wait', 'reserve']);
    expect(await reservations.sweep()).toEqual([]);
    await runOut(waiting.id);
    await expect(as(zhijinReviewer, () => reservations.commit(waiting.id, { reason: '迟了' }))).rejects.toMatchObject({ code: 'RESERVATION_STATE_INVALID', details: { state: '已到期' } }); // prettier-ignore
  });

  it('are held longer by who holds them', async () => {
    const { id } = await makeResource('12');
    const held = await request(dafang, id, '1', { holdDays: 5 });
    await expect(as(zhijin, () => reservations.extend(held.id, { holdDays: 30, reason: '别家的' }))).rejects.toMatchObject({ code: 'AREA_FORBIDDEN' }); // prettier-ignore
    const later = await as(dafang, () => reservations.extend(held.id, { holdDays: 30, reason: '谈判延长' }));
    expect(Date.parse(later.expiresAt ?? '') - Date.parse(held.expiresAt ?? '')).toBeGreaterThan(24 * 86_400_000);
  });

  it('need a known quantity, a unit that converts, a fresh row; a resource keeps what is promised of it', async () => {
    const unknown = await makeResource(null);
    await expect(request(zhijin, unknown.id, '1')).rejects.toMatchObject({ code: 'SUPPLY_QUANTITY_UNKNOWN' });
    const { id, version } = await makeResource('12');
    await expect(request(zhijin, id, '1', { unit: '亩' })).rejects.toMatchObject({ code: 'SUPPLY_UNIT_MISMATCH', details: { expected: '万吨' } }); // prettier-ignore
    await expect(request(zhijin, id, '1', { projectId: projects.dafang })).rejects.toMatchObject({ code: 'AREA_FORBIDDEN' }); // prettier-ignore
    await request(zhijin, id, '8');
    await expect(as(zhijin, () => resources.update(id, { quantityTotal: '7.5', version }))).rejects.toMatchObject({ code: 'SUPPLY_BELOW_PROMISED', details: { taken: '8' } }); // prettier-ignore
    await expect(as(zhijin, () => resources.update(id, { quantityCommitted: '5', version }))).rejects.toMatchObject({ code: 'SUPPLY_BELOW_PROMISED' }); // prettier-ignore
    await expect(as(zhijin, () => resources.update(id, { quantityUnit: '吨', version }))).rejects.toMatchObject({ code: 'SUPPLY_UNIT_IN_USE' }); // prettier-ignore
    await expect(as(zhijin, () => resources.archive(id, '重复了'))).rejects.toMatchObject({ code: 'SUPPLY_IN_USE', details: { taken: '8', unit: '万吨' } }); // prettier-ignore
    expect(await as(zhijin, () => context.database.transaction((tx) => resources.findRefusals(tx, [{ id, input: { quantityTotal: '1' } }])))).toMatchObject([{ code: 'SUPPLY_BELOW_PROMISED' }]); // prettier-ignore
    const stale = await makeResource('12');
    await context.owner.sql(`UPDATE resource SET valid_until = '2020-01-01' WHERE id = $1`, [stale.id]);
    await expect(request(zhijin, stale.id, '1')).rejects.toMatchObject({ code: 'SUPPLY_STALE' });
    expect((await ledgerOf(stale.id)).blockedBy).toBe('STALE');
    await context.owner.sql(`UPDATE resource SET nature = 'statistic' WHERE id = $1`, [stale.id]);
    await expect(request(zhijin, stale.id, '1')).rejects.toMatchObject({ code: 'SUPPLY_STATISTIC' });
  });

  it('of a statistic: its unit stands as registered, for nobody uses up so many people a year', async () => {
    const market = (fields: object) =>
      as(zhijin, () =>
        markets.create({
          name: '常住人口', kind: 'consumption', areaCode: '520524', industryCodes: [], volumeQualifier: 'equal', sourceKind: 'survey', confidence: 'high',
          ...fields,
        }, '另一处'),
      ); // prettier-ignore
    const unitOf = async (fields: object) => (await market(fields)).offered.unit;
    expect(await unitOf({ annualVolume: '810000', volumeUnit: '人' })).toBe('人');
    expect(await unitOf({ name: '累计消费券', annualValueCny: '5000000' })).toBe('元');
    expect(await unitOf({ name: '猪肉消费', annualVolume: '4000', volumeUnit: '吨' })).toBe('吨/年');
  });

  it('of a public-procurement market wait for the fair-competition review; what may be replaced of a market is on offer', async () => {
    const market = await as(zhijin, () =>
      markets.create({
        name: '校服采购', kind: 'public_procurement', areaCode: '520524', annualValueCny: '30000000', substitutableShare: '0.4', industryCodes: [],
        volumeQualifier: 'equal', sourceKind: 'survey', confidence: 'high',
      }),
    ); // prettier-ignore
    expect(market.offered).toEqual({ total: '12000000', unit: '元/年', committed: '0', reserved: '0', available: '12000000' }); // prettier-ignore
    const ask = () => request(zhijin, market.id, '1000', { unit: '万元/年' });
    await expect(ask()).rejects.toMatchObject({ code: 'SUPPLY_FAIR_COMPETITION_MISSING', details: { name: '校服采购' } }); // prettier-ignore
    const reviewed = await as(zhijin, () =>
      markets.update(market.id, { fairCompetitionNote: '已通过公平竞争审查，2023-06-01', version: market.version }),
    );
    const held = await ask();
    expect(await as(zhijin, () => markets.get(market.id))).toMatchObject({ offered: { reserved: '10000000', available: '2000000' } }); // prettier-ignore
    await expect(as(zhijin, () => markets.update(market.id, { substitutableShare: '0.3', version: reviewed.version }))).rejects.toMatchObject({ code: 'SUPPLY_BELOW_PROMISED' }); // prettier-ignore
    await context.owner.sql('UPDATE market SET fair_competition_note = NULL WHERE id = $1', [market.id]);
    await expect(as(zhijinReviewer, () => reservations.commit(held.id, { reason: '签约' }))).rejects.toMatchObject({ code: 'SUPPLY_FAIR_COMPETITION_MISSING' }); // prettier-ignore
  });

  it('are seen by who holds them, who answers for either place, and city-wide; others see the sum and whom to ask', async () => {
    const { id } = await makeResource('12');
    const jinsha = await makeUser(context.owner, 'jinsha', ['county_clerk'], 'QX-520523');
    const held = await request(dafang, id, '10');
    const list = (actor: Actor) =>
      as(actor, () => reservations.list({ page: 1, pageSize: 20, supplyId: id })).then(({ items, total }) => [
        items.length,
        total,
      ]);
    for (const actor of [dafang, dafangReviewer, zhijin, manager]) expect(await list(actor)).toEqual([1, 1]);
    for (const actor of [jinsha, officer]) {
      expect(await list(actor)).toEqual([0, 0]);
      expect((await as(actor, () => reservations.list({ page: 1, pageSize: 20, q: '大方磷化工' }))).total).toBe(0);
      await expect(as(actor, () => reservations.get(held.id))).rejects.toMatchObject({ code: 'RESERVATION_NOT_FOUND' });
      await expect(as(actor, () => reservations.release(held.id, '别家的'))).rejects.toMatchObject({ code: 'RESERVATION_NOT_FOUND' }); // prettier-ignore
      const ledger = await ledgerOf(id, actor);
      expect(ledger).toMatchObject({ balance: { reserved: '10', available: '2' }, reservations: [], entries: [], entryCount: 1, holders: [{ organisationName: '大方县投资促进局', reserved: '10', committed: '0', waiting: '0' }] }); // prettier-ignore
      let streamed = 0;
      await as(actor, async () => {
        for await (const block of reservations.stream({ page: 1, pageSize: 20, supplyId: id })) streamed += block.length; // prettier-ignore
      });
      expect(streamed).toBe(0);
    }
    // 织金 answers for the resource: it sees the promise asked of it, and not the enterprise another unit holds.
    const enterpriseId = await makeEnterprise(context.owner, { name: '有主企业' });
    await context.owner.sql(`UPDATE supply_reservation SET enterprise_id = $2 WHERE id = $1`, [held.id, enterpriseId]);
    await context.owner.sql(`UPDATE enterprise SET holder_organisation_id = $2, holder_area_code = '520521', held_since = now() WHERE id = $1`, [enterpriseId, dafang.organisationId]); // prettier-ignore
    expect(await as(zhijin, () => reservations.get(held.id))).toMatchObject({ project: { name: '大方磷化工' }, enterprise: { id: null, name: '由大方县投资促进局跟进' }, can: { release: false, commit: false } }); // prettier-ignore
    expect(await as(dafang, () => reservations.get(held.id))).toMatchObject({ enterprise: { id: enterpriseId, name: '有主企业' } }); // prettier-ignore
  });

  it('of a plot show the investment per 亩 beside its control value', async () => {
    const plot = await as(zhijin, () =>
      resources.create({
        name: '一号地块', kind: 'land', areaCode: '520524', quantityTotal: '10', quantityUnit: '公顷', quantityQualifier: 'equal', industryCodes: [],
        constraintCodes: [], titleState: 'clear', sourceKind: 'survey', confidence: 'high', extra: { investmentIntensity: '300', parkName: '织金经开区' },
      }),
    ); // prettier-ignore
    await context.owner.sql('UPDATE project SET total_investment_cny = 90000000 WHERE id = $1', [projects.zhijin]);
    // 9,000万元 on 2公顷, which are 30亩.
    const first = await request(zhijin, plot.id, '2', { unit: '公顷' });
    expect(first).toMatchObject({ plot: { controlIntensity: '300', intensity: '300', isMet: true, parkName: '织金经开区', evaluations: [] } }); // prettier-ignore
    // Another 60亩: 90 in all, and the figure of the first is that of the second and of the project.
    expect(await request(zhijin, plot.id, '60', { unit: '亩' })).toMatchObject({ quantity: '4', plot: { intensity: '100', isMet: false } }); // prettier-ignore
    expect(await as(dafang, () => context.module.get(ProjectService).get(projects.zhijin))).toMatchObject({ landTakenMu: '90', investmentIntensity: '100' }); // prettier-ignore
    // The project needs 200亩 by its own word: a small plot makes it no denser.
    await context.owner.sql('UPDATE project SET land_mu = 200 WHERE id = $1', [projects.zhijin]);
    expect(await as(zhijin, () => reservations.get(first.id))).toMatchObject({ plot: { intensity: '45', isMet: false } }); // prettier-ignore
  });

  it('cannot be forged past the service: nothing promised beyond the total, no entry changed, no figure written by hand', async () => {
    const { id } = await makeResource('12');
    const held = await request(zhijin, id, '10');
    const sql = (text: string, values: unknown[]) => as(zhijin, () => context.database.transaction((tx) => tx.query(text, values))); // prettier-ignore
    const driver = (error: Record<string, unknown>) => ({ driverError: expect.objectContaining(error) });
    await expect(
      sql(
        `WITH more AS (INSERT INTO supply_reservation (supply_id, project_id, quantity, unit, asked_quantity, asked_unit, hold_days, organisation_id, requested_by_id)
           SELECT supply_id, project_id, 3, unit, 3, unit, 90, organisation_id, requested_by_id FROM supply_reservation WHERE id = $1 RETURNING id)
         SELECT id FROM more`,
        [held.id],
      ).then(([more]: { id: string }[]) =>
        sql(`INSERT INTO supply_entry (supply_id, kind, reserved_change, reservation_id, expires_at, actor_id) VALUES ($1, 'reserve', 3, $2, now() + interval '1 day', $3)`, [id, more?.id, zhijin.id]),
      ),
    ).rejects.toMatchObject(driver({ constraint: 'supply_never_over' })); // prettier-ignore
    await expect(sql(`INSERT INTO supply_entry (supply_id, kind, committed_change, actor_id) VALUES ($1, 'adjust', -5, $2)`, [id, zhijin.id])).rejects.toMatchObject(driver({ code: '42501' })); // prettier-ignore
    await expect(sql(`INSERT INTO supply_entry (supply_id, kind, reserved_change, reservation_id, actor_id) VALUES ($1, 'release', -11, $2, $3)`, [id, held.id, zhijin.id])).rejects.toMatchObject(driver({ code: '23514' })); // prettier-ignore
    for (const text of ['UPDATE supply_entry SET reserved_change = 1 WHERE supply_id = $1', 'DELETE FROM supply_entry WHERE supply_id = $1', 'UPDATE supply_reservation SET reserved = 0 WHERE supply_id = $1', 'UPDATE supply_ledger SET entry_count = 0 WHERE supply_id = $1']) await expect(sql(text, [id])).rejects.toMatchObject(driver({ code: '42501' })); // prettier-ignore
    await expect(context.owner.sql('UPDATE supply_entry SET reserved_change = 1 WHERE supply_id = $1', [id])).rejects.toThrow('append-only'); // prettier-ignore
    // Also the owner of the tables cannot make a resource smaller than what is promised of it.
    await expect(context.owner.sql('UPDATE resource SET quantity_total = 9 WHERE id = $1', [id])).rejects.toThrow('beyond what there is'); // prettier-ignore
    await expect(context.owner.sql('UPDATE resource SET quantity_total = NULL WHERE id = $1', [id])).rejects.toThrow('is promised'); // prettier-ignore
    expect(await balanceOf(id)).toMatchObject({ reserved: '10', available: '2' });
  });

  it('never promise more than there is, and always add up, whatever happens in whatever order', async () => {
    type Step =
      | { readonly kind: 'request'; readonly quantity: number; readonly waits: boolean }
      | {
          readonly kind: 'commit' | 'release' | 'reverse' | 'runOut' | 'extend';
          readonly at: number;
          readonly part: number;
        }
      | { readonly kind: 'total'; readonly total: number };
    const step: fc.Arbitrary<Step> = fc.oneof(
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('request' as const), quantity: fc.integer({ min: 1, max: 9 }), waits: fc.boolean() }) },
      { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('commit', 'release', 'reverse', 'runOut', 'extend'), at: fc.nat(20), part: fc.integer({ min: 1, max: 4 }) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('total' as const), total: fc.integer({ min: 4, max: 16 }) }) },
    ); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        const { id } = await makeResource('12', '1');
        const made: string[] = [];
        for (const each of steps) {
          const before = await balanceOf(id);
          const one = 'at' in each && made.length > 0 ? made[each.at % made.length] : undefined;
          try {
            if (each.kind === 'request')
              made.push((await request(zhijin, id, String(each.quantity), { waits: each.waits })).id); // prettier-ignore
            else if (each.kind === 'total')
              await context.owner.sql('UPDATE resource SET quantity_total = $2 WHERE id = $1', [id, each.total]); // prettier-ignore
            else if (one === undefined) continue;
            else if (each.kind === 'runOut')
              await context.owner.sql(`UPDATE supply_reservation SET expires_at = now() - interval '1 second' WHERE id = $1 AND state = 'reserved'`, [one]); // prettier-ignore
            else if (each.kind === 'release') await as(zhijin, () => reservations.release(one, '不要了'));
            else if (each.kind === 'extend')
              await as(zhijin, () => reservations.extend(one, { holdDays: 10, reason: '延期' })); // prettier-ignore
            else {
              const { kind, part } = each;
              await as(zhijinReviewer, () => reservations[kind](one, { quantity: String(part), reason: '签约或解除' }));
              if (kind === 'commit') {
                const promised = await balanceOf(id);
                await as(zhijinReviewer, () => reservations.reverse(one, { quantity: String(part), reason: '冲销' }));
                const restored = await balanceOf(id);
                // What is taken back is there again, or with who waited for it.
                expect(Number(restored.committed)).toBe(Number(promised.committed) - part);
              }
            }
          } catch (error) {
            const { code, message } = error as { code?: string; message: string };
            expect(['SUPPLY_EXCEEDED', 'SUPPLY_QUEUED', 'RESERVATION_STATE_INVALID', 'RESERVATION_QUANTITY_INVALID', '23514']).toContain(code ?? message); // prettier-ignore
          }
          const { balance, entries, reservations: rows } = await ledgerOf(id);
          const [taken, total] = [Number(balance.committed) + Number(balance.reserved), Number(balance.total)];
          expect(taken).toBeLessThanOrEqual(total);
          expect(Number(balance.available)).toBe(total - taken);
          const sum = (of: readonly string[]) => of.reduce((all, figure) => all + Number(figure), 0);
          expect(Number(balance.committed)).toBe(sum(entries.map((entry) => entry.committedChange)));
          expect(Number(balance.committed)).toBe(1 + sum(rows.map((row) => row.committed)));
          expect(Number(balance.reserved)).toBe(sum(rows.map((row) => row.reserved)));
          expect(entries.map(({ no }) => no)).toEqual(entries.map((_, i) => entries.length - i));
          expect(before.unit).toBe(balance.unit);
        }
      }),
      { numRuns: 25 },
    );
  });
});
