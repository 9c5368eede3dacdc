import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CreateNeed } from '@lianghuan/contracts';
import { DEFAULT_NEEDS, type Need } from '@lianghuan/matching';
import type { Actor } from '@lianghuan/platform';
import { ownerTransaction } from '../../../../test/support/database.js';
import { makeUser } from '../../../../test/support/people.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { ReferenceData } from '../reference/reference-data.js';
import { loadNeeds } from './load-needs.js';
import { NeedModule } from './need.module.js';
import { NeedService } from './need.service.js';
import { needsInUse } from './needs-in-use.js';

describe('the need matrix', () => {
  let context: ServiceContext;
  let needs: NeedService;
  let manager: Actor;
  let clerk: Actor;
  const as = <T>(actor: Actor, work: () => Promise<T>) => context.database.actAs(actor, work);
  const inUse = () => context.database.asSystem(() => context.database.transaction((tx) => needsInUse(tx, context.module.get(ReferenceData)))); // prettier-ignore
  const key = ({ side, industryCode = '', word = '', category }: Need) => `${side} ${industryCode}${word} ${category}`;
  const ENTRY: CreateNeed = {
    side: 'resource',
    industryCodes: ['2614'],
    words: [],
    category: '褐煤',
    relation: 'chain',
    strength: '0.7',
    sourceKind: 'survey',
    confidence: 'medium',
  };

  beforeAll(async () => {
    context = await startServices([NeedModule]);
    needs = context.module.get(NeedService);
    manager = await makeUser(context.owner, 'manager', ['manager'], 'SZF');
    clerk = await makeUser(context.owner, 'clerk', ['county_clerk'], 'QX-520524');
    await context.module.get(ReferenceData).ready();
  });
  afterAll(() => context.close());

  it('begins as the matching library has it, with the source of each entry', async () => {
    const stored = new Map((await inUse()).map((need) => [key(need), need.strength]));
    for (const need of DEFAULT_NEEDS) expect(stored.has(key(need))).toBe(true);
    expect(stored.size).toBe(new Set(DEFAULT_NEEDS.map(key)).size);
    const { items } = await as(clerk, () => needs.list({ page: 1, pageSize: 5, industryCode: ['2622'], sort: '-strength' })); // prettier-ignore
    expect(items[0]).toMatchObject({
      name: expect.stringContaining('磷肥'),
      category: '磷矿',
      strength: '1',
      isDefault: true,
      sourceName: expect.stringContaining('GB/T 4754'),
      can: { edit: false, archive: false },
    });
  });

  it('is changed by the city with a trace, and the next start leaves the change alone', async () => {
    const [entry] = (await as(manager, () => needs.list({ page: 1, pageSize: 1, q: '2622', sort: '-strength' }))).items;
    const changed = await as(manager, () => needs.update(entry.id, { version: entry.version, strength: '0.4' }));
    expect(changed).toMatchObject({ strength: '0.4', isDefault: false });
    const archived = (await as(manager, () => needs.list({ page: 1, pageSize: 1, q: '抽水蓄能', side: ['resource'] }))).items[0]; // prettier-ignore
    await as(manager, () => needs.archive(archived.id, '本市没有此类资源'));
    await ownerTransaction(context.owner, loadNeeds);
    expect(await as(manager, () => needs.get(entry.id))).toMatchObject({ strength: '0.4' });
    expect((await inUse()).find((need) => need.industryCode === '2622' && need.category === entry.category)?.strength).toBe(0.4); // prettier-ignore
    expect((await as(manager, () => needs.get(archived.id))).archivedAt).not.toBeNull();
    const [audit] = await context.owner.sql(
      `SELECT actor_id, old_values ->> 'strength' AS before, new_values ->> 'strength' AS after FROM audit_entry
       WHERE table_name = 'need_entry' AND row_id = $1 AND action = 'UPDATE'`,
      [entry.id],
    );
    expect(audit).toEqual({ actor_id: manager.id, before: '1', after: '0.4' });
  });

  it('follows a new version of the defaults where nobody changed an entry', async () => {
    await context.owner.sql(`UPDATE need_entry SET strength = 0.01 WHERE is_default AND industry_codes = '{25}' AND category = '煤炭'`); // prettier-ignore
    await ownerTransaction(context.owner, loadNeeds);
    expect((await inUse()).find((need) => need.industryCode === '25' && need.category === '煤炭')?.strength).toBe(1);
  });

  it('refuses what says nothing, the same entry twice, and hands that may not', async () => {
    const refused = (changes: object) => as(manager, () => needs.create({ ...ENTRY, industryCodes: [], ...changes }));
    await expect(refused({})).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await expect(refused({ words: ['褐煤'], strength: '0' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await expect(refused({ words: ['褐煤'], relation: 'customer' })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    });
    await expect(refused({ industryCodes: ['9999'] })).rejects.toMatchObject({ code: 'UNKNOWN_INDUSTRY' });
    await as(manager, () => needs.create(ENTRY));
    await expect(as(manager, () => needs.create(ENTRY))).rejects.toMatchObject({ code: 'DUPLICATE_KEY' });
    await expect(as(clerk, () => needs.create({ ...ENTRY, category: '泥炭' }))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it('takes a section of the classification for all its divisions', async () => {
    await as(manager, () => needs.create({ ...ENTRY, industryCodes: ['B'], category: '矿区道路' }));
    const codes = (await inUse()).filter(({ category }) => category === '矿区道路').map((need) => need.industryCode);
    expect(codes).toEqual(['06', '07', '08', '09', '10', '11', '12']);
  });
});
