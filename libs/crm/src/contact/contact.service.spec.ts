import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CreateContact, CreateEnterprise, EnterpriseQuery } from '@lianghuan/contracts';
import type { Actor } from '@lianghuan/platform';
import fc from 'fast-check';
import { makeUser } from '../../../../test/support/people.js';
import { makeEnterprise } from '../../../../test/support/records.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { AuditModule } from '../audit/audit.module.js';
import { AuditService } from '../audit/audit.service.js';
import { EnterpriseModule } from '../enterprise/enterprise.module.js';
import { EnterpriseService } from '../enterprise/enterprise.service.js';
import { LeadModule } from '../lead/lead.module.js';
import { LeadService } from '../lead/lead.service.js';
import { ContactModule } from './contact.module.js';
import { ContactService } from './contact.service.js';
import { RelationshipService } from './relationship.service.js';

const MOBILE = '13812345678';
const NUMBERS = { mobile: MOBILE, phone: '0857-8221234', email: 'wang@example.com' };

describe('people of an enterprise, and who answers for it', () => {
  let context: ServiceContext;
  let contacts: ContactService;
  let relationships: RelationshipService;
  let leads: LeadService;
  let enterprises: EnterpriseService;
  let people: Record<
    'zhijin' | 'colleague' | 'dafang' | 'officer' | 'peer' | 'manager' | 'admin' | 'supervisor' | 'verifier' | 'leader',
    Actor
  >;
  let id: string;
  let made = 0;

  beforeAll(async () => {
    context = await startServices([ContactModule, LeadModule, EnterpriseModule, AuditModule]);
    const { owner, module } = context;
    contacts = module.get(ContactService);
    relationships = module.get(RelationshipService);
    leads = module.get(LeadService);
    enterprises = module.get(EnterpriseService);
    people = {
      zhijin: await makeUser(owner, '织金王敏', ['county_clerk'], 'QX-520524'),
      colleague: await makeUser(owner, '织金李强', ['county_reviewer'], 'QX-520524'),
      dafang: await makeUser(owner, '大方赵刚', ['county_clerk'], 'QX-520521'),
      officer: await makeUser(owner, '招商专员', ['promotion_officer'], 'TCJ'),
      peer: await makeUser(owner, '招商同事', ['promotion_officer'], 'TCJ'),
      manager: await makeUser(owner, '分管领导', ['manager'], 'SZF'),
      admin: await makeUser(owner, '管理员', ['administrator'], 'SZF'),
      supervisor: await makeUser(owner, '督查', ['supervisor'], 'SZF'),
      verifier: await makeUser(owner, '核验', ['funds_verifier'], 'TJJ'),
      leader: await makeUser(owner, '联系领导', ['linked_leader'], 'SZF'),
    };
  });
  afterAll(() => context.close());
  beforeEach(async () => {
    made += 1;
    id = await makeEnterprise(context.owner, { name: `贵州磷化${made}有限公司` });
  });

  type Who = keyof typeof people;
  const as = <T>(who: Who, work: () => Promise<T>) => context.database.actAs(people[who], work);
  const code = (work: Promise<unknown>) => work.then(() => 'done', (error: { code?: string }) => error.code ?? error); // prettier-ignore
  const add = (who: Who, fields: object = {}) =>
    as(who, () =>
      contacts.add(
        id,
        CreateContact.parse({ name: '王总', post: '董事长', sourceName: '来访名片', ...NUMBERS, ...fields }),
      ),
    );
  const open = (who: Who, areaCode = '520524') =>
    as(who, () => leads.create({ enterpriseId: id, areaCode, nextStep: '上门拜访', nextStepOn: '2099-01-01' }));
  /** What of a contact this person sees, and what he is answered when he wants the numbers. */
  const seen = async (who: Who, contactId: string) => {
    const list = await as(who, () => contacts.list(id)).catch((error: { code: string }) => error.code);
    const shown = typeof list === 'string' ? list : list.items.map((c) => [c.mobileMasked, c.can.reveal]);
    return [shown, await code(as(who, () => contacts.reveal(contactId, '约来访时间')))];
  };

  it('shows masked numbers to all who work with contacts, and in full on record to those who keep them', async () => {
    const { id: contact } = await add('zhijin');
    const masked = [['138****5678', false]];
    const kept = [['138****5678', true]];
    // Nobody holds it: the unit that recorded the contact keeps it.
    expect(await seen('colleague', contact)).toEqual([kept, 'done']);
    expect(await seen('dafang', contact)).toEqual([masked, 'CONTACT_REVEAL_REFUSED']);
    expect(await seen('officer', contact)).toEqual([masked, 'CONTACT_REVEAL_REFUSED']);
    expect(await seen('manager', contact)).toEqual([kept, 'done']);
    expect(await seen('admin', contact)).toEqual([kept, 'done']);
    for (const who of ['supervisor', 'verifier', 'leader'] as const) {
      expect(await seen(who, contact)).toEqual([[], 'CONTACT_NOT_FOUND']);
    }
    // Held by another unit, it is that unit's, and the recorder loses sight of it.
    await open('officer');
    expect(await seen('officer', contact)).toEqual([kept, 'done']);
    expect(await seen('peer', contact)).toEqual([kept, 'done']);
    expect(await seen('dafang', contact)).toEqual(['ENTERPRISE_NOT_FOUND', 'CONTACT_NOT_FOUND']);
  });

  it('logs who had numbers shown and why, and nothing for who was refused', async () => {
    const { id: contact } = await add('zhijin');
    const numbers = await as('zhijin', () => contacts.reveal(contact, '约来访时间'));
    expect(numbers).toEqual(NUMBERS);
    await code(as('dafang', () => contacts.reveal(contact, '看看')));
    const { items } = await as('colleague', () => contacts.reveals(id));
    expect(items.map(({ byName, contactName, reason }) => [byName, contactName, reason])).toEqual([
      ['织金王敏', '王总', '约来访时间'],
    ]);
    expect((await as('dafang', () => contacts.reveals(id))).items).toEqual([]);
  });

  it('gives a number to no query of the application, and to no reason that is none', async () => {
    const { id: contact } = await add('zhijin');
    const ask = (sql: string, parameters: unknown[] = []) => as('zhijin', () => context.database.transaction<unknown[]>((tx) => tx.query(sql, parameters))); // prettier-ignore
    for (const sql of ['SELECT mobile FROM enterprise_contact', 'SELECT * FROM enterprise_contact', 'DELETE FROM enterprise_contact', `INSERT INTO contact_reveal (contact_id, actor_id, reason) SELECT id, created_by_id, '伪造' FROM enterprise_contact`, 'DELETE FROM contact_reveal']) {
      await expect(ask(sql)).rejects.toThrow('permission denied');
    } // prettier-ignore
    expect(await ask('SELECT * FROM reveal_contact($1, $2)', [contact, ' '])).toEqual([]);
    const log = await context.owner.sql<{ text: string }>('SELECT row_to_json(a)::text AS text FROM audit_entry a WHERE row_id = $1', [contact]); // prettier-ignore
    expect(log.length).toBeGreaterThan(0);
    for (const { text } of log) expect(text).not.toMatch(/13812345678|8221234|wang@/);
  });

  it('keeps numbers out of search, duplicates and the audit that is shown', async () => {
    await add('zhijin');
    const found = await as('zhijin', () => enterprises.list(EnterpriseQuery.parse({ q: MOBILE })));
    const byName = await as('zhijin', () => enterprises.list(EnterpriseQuery.parse({ q: '王总' })));
    expect([found.total, byName.total]).toEqual([0, 0]);
    const keys = await context.owner.sql<{ text: string }>('SELECT concat(search_text, duplicate_keys::text) AS text FROM enterprise WHERE id = $1', [id]); // prettier-ignore
    expect(keys[0].text).not.toContain('1381');
    const history = await as('colleague', () => context.module.get(AuditService).list({ noun: 'enterprise', id, page: 1, pageSize: 50 })); // prettier-ignore
    expect(JSON.stringify(history)).toContain('138****5678');
    expect(JSON.stringify(history)).not.toContain(MOBILE);
  });

  it('refuses numbers where everybody reads them', () => {
    for (const field of ['note', 'post', 'name'] as const) {
      const input = { name: '王总', sourceName: '名片', [field]: '打 138 1234 5678' };
      expect(CreateContact.safeParse(input).success).toBe(false);
    }
  });

  it('changes and withdraws for those who keep it; a number left out stays; what is withdrawn is shown to nobody', async () => {
    const first = await add('zhijin', { isPrimary: true });
    const second = await add('zhijin', { name: '李总', isPrimary: true });
    const list = async () => (await as('zhijin', () => contacts.list(id))).items.map((c) => [c.name, c.isPrimary, c.withdrawn?.reason]); // prettier-ignore
    expect(await list()).toEqual([['李总', true, undefined], ['王总', false, undefined]]); // prettier-ignore
    expect(await code(as('dafang', () => contacts.update(first.id, { post: '总经理', version: 1 })))).toBe('CONTACT_REVEAL_REFUSED'); // prettier-ignore
    const changed = await as('colleague', () => contacts.update(first.id, { post: '总经理', version: 1 }));
    expect([changed.post, changed.mobileMasked, changed.version]).toEqual(['总经理', '138****5678', 2]);
    expect(await code(as('zhijin', () => contacts.update(first.id, { post: '经理', version: 1 })))).toBe(
      'VERSION_CONFLICT',
    );
    await as('zhijin', () => contacts.withdraw(second.id, '已离职'));
    expect(await list()).toEqual([['王总', true, undefined], ['李总', false, '已离职']]); // prettier-ignore
    expect(await code(as('zhijin', () => contacts.reveal(second.id, '再看看')))).toBe('CONTACT_WITHDRAWN');
  });

  it('makes who opens the first lead answer for the enterprise, and takes the last contact from the leads', async () => {
    const lead = await open('officer');
    const relation = () => as('officer', () => relationships.get(id));
    expect(await relation()).toMatchObject({ owner: { name: '招商专员' }, lastContactOn: null });
    const visit = (happenedOn: string) =>
      as('officer', () => leads.addActivity(lead.id, { kind: 'visit', happenedOn, summary: '走访' }));
    await visit('2023-03-02');
    await visit('2023-02-01');
    expect((await relation()).lastContactOn).toBe('2023-03-02');
    const [row] = (
      await as('officer', () => enterprises.list(EnterpriseQuery.parse({ owner: 'me', silentDays: '30' })))
    ).items;
    expect([row.id, row.owner?.name, row.lastContactOn]).toEqual([id, '招商专员', '2023-03-02']);
    await visit(context.module.get(EnterpriseService)['clock'].today());
    expect(await as('officer', () => enterprises.count(EnterpriseQuery.parse({ owner: 'me', silentDays: '30' })))).toBe(
      0,
    );
    const audited = await context.owner.sql(
      `SELECT FROM audit_entry WHERE row_id = $1 AND new_values ? 'last_contact_on'`,
      [id],
    );
    expect(audited).toEqual([]);
  });

  it('hands an enterprise over with reason and record, within the unit that holds it', async () => {
    const lead = await open('officer');
    const to = (who: Who, owner: Who | null, reason = '岗位调整') =>
      code(as(who, () => relationships.handOver(id, { ownerId: owner === null ? null : people[owner].id, reason })));
    expect(await to('officer', 'zhijin')).toBe('OWNER_NOT_ELIGIBLE');
    // The county the enterprise is to come to sees it; another does not.
    expect(await to('zhijin', 'zhijin')).toBe('FORBIDDEN');
    expect(await to('dafang', 'dafang')).toBe('ENTERPRISE_NOT_FOUND');
    expect(await to('officer', 'peer')).toBe('done');
    expect(await to('manager', 'officer', '市里统筹')).toBe('done');
    expect(await to('supervisor', 'peer')).toBe('FORBIDDEN');
    const { handovers } = await as('peer', () => relationships.get(id));
    expect(handovers.map(({ fromName, toName, reason, byName }) => [fromName, toName, reason, byName])).toEqual([
      ['招商同事', '招商专员', '市里统筹', '分管领导'],
      ['招商专员', '招商同事', '岗位调整', '招商专员'],
      [null, '招商专员', null, '招商专员'],
    ]);
    // When the unit lets go, its person answers no longer.
    await as('officer', () => leads.close(lead.id, { status: 'lost', reason: '无意向', version: lead.version }));
    expect((await as('zhijin', () => relationships.get(id))).owner).toBeNull();
    expect(await to('zhijin', 'officer')).toBe('OWNER_NOT_ELIGIBLE');
    expect(await to('zhijin', 'zhijin')).toBe('done');
    expect(await to('dafang', 'dafang')).toBe('FORBIDDEN');
  });

  it('is refused by the database itself to whoever writes past the services', async () => {
    await open('officer');
    const write = (who: Who, owner: Who) =>
      as(who, () => context.database.transaction((tx) => tx.query('UPDATE enterprise SET owner_id = $2, owner_since = now() WHERE id = $1', [id, people[owner].id]))); // prettier-ignore
    await expect(write('officer', 'zhijin')).rejects.toThrow('not of the unit');
    id = await makeEnterprise(context.owner, { name: `自由企业${made}` });
    await as('zhijin', () => relationships.handOver(id, { ownerId: people.zhijin.id, reason: '认领' }));
    await expect(write('dafang', 'dafang')).rejects.toThrow('no right');
    await expect(write('zhijin', 'colleague')).resolves.toBeDefined();
  });

  it('nobody reads a number without an entry in the record, whoever asks and in whatever order', async () => {
    const { id: contact } = await add('zhijin');
    const who = fc.constantFrom(...(Object.keys(people) as Who[]));
    await fc.assert(
      fc.asyncProperty(fc.array(who, { minLength: 1, maxLength: 6 }), async (askers) => {
        const count = async () => Number((await context.owner.sql<{ n: string }>('SELECT count(*) AS n FROM contact_reveal WHERE contact_id = $1', [contact]))[0].n); // prettier-ignore
        const before = await count();
        let shown = 0;
        for (const asker of askers)
          if ((await code(as(asker, () => contacts.reveal(contact, '核对号码')))) === 'done') shown += 1;
        expect(await count()).toBe(before + shown);
        expect(shown).toBe(
          askers.filter((asker) => ['zhijin', 'colleague', 'manager', 'admin'].includes(asker)).length,
        );
      }),
      { numRuns: 8 },
    );
  });

  it('takes neither owner nor last contact from a form', () => {
    const input = { name: '某某有限公司', ownerId: people.zhijin.id };
    expect(CreateEnterprise.safeParse(input).success).toBe(false);
  });
});
