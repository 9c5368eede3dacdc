import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '@lianghuan/platform';
import { makeUser } from '../../../../test/support/people.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { EnterpriseService } from '../enterprise/enterprise.service.js';
import { ProjectService } from '../project/project.service.js';
import { DuplicateModule } from './duplicate.module.js';
import { DuplicateScanService } from './duplicate-scan.service.js';
import { MergeProposalService } from './merge-proposal.service.js';

describe('merges between units', () => {
  let context: ServiceContext;
  let people: Record<'zhijin' | 'dafang' | 'jinsha' | 'reader' | 'manager' | 'leader', Actor>;
  let proposals: MergeProposalService;
  let enterprises: EnterpriseService;
  let projects: ProjectService;

  beforeAll(async () => {
    context = await startServices([DuplicateModule]);
    people = {
      zhijin: await makeUser(context.owner, 'zhijin', ['county_clerk'], 'QX-520524'),
      dafang: await makeUser(context.owner, 'dafang', ['county_clerk'], 'QX-520521'),
      jinsha: await makeUser(context.owner, 'jinsha', ['county_clerk'], 'QX-520523'),
      reader: await makeUser(context.owner, 'reader', ['linked_leader'], 'QX-520524'),
      manager: await makeUser(context.owner, 'manager', ['manager'], 'SZF'),
      leader: await makeUser(context.owner, 'leader', ['linked_leader'], 'SZF'),
    };
    const get = <T>(service: new (...args: never[]) => T) => context.module.get<T>(service, { strict: false });
    proposals = get(MergeProposalService);
    enterprises = get(EnterpriseService);
    projects = get(ProjectService);
  });
  afterAll(() => context.close());

  const as = <T>(who: keyof typeof people, work: () => Promise<T>) => context.database.actAs(people[who], work);
  const sql = <T = Record<string, unknown>>(text: string, values?: unknown[]) => context.owner.sql<T>(text, values);
  const refused = (work: Promise<unknown>) => work.then(() => 'done', (error: { code: string }) => error.code); // prettier-ignore
  const list = async (who: keyof typeof people) =>
    (await as(who, () => proposals.list({ page: 1, pageSize: 20 }))).total;
  const scan = async () => {
    const scans = context.module.get(DuplicateScanService, { strict: false });
    const { id } = await as('manager', () => scans.request());
    expect(await scans.execute(id)).toBe('done');
  };
  /** Two enterprises a scan takes for one; the first is followed by 织金 for longer than the other by 大方, each with a lead. */
  const heldPair = async (name: string, other: string) => {
    const own = await as('zhijin', () => enterprises.create({ name, employeeCount: 30 } as never));
    const theirs = await as('zhijin', () => enterprises.create({ name: other, website: 'www.b.cn' } as never));
    await scan();
    for (const [id, who, since] of [[own.id, 'zhijin', '2023-02-01'], [theirs.id, 'dafang', '2023-03-01']] as const) {
      const { id: ownerId, organisationId, areaCodes } = people[who];
      // Leads for two projects, since an enterprise has one live lead for each.
      const { id: projectId } = await as(who, () => projects.create({ name: `${name}${who}`, areaCode: people[who].areaCodes[0], totalInvestmentCny: '60000000' } as never)); // prettier-ignore
      await sql(
        `INSERT INTO lead (code, enterprise_id, enterprise_name, project_id, area_code, stage_entered_on, source, owner_id, organisation_id, next_step, next_step_on, search_text)
         VALUES ('XS-P' || $1, $1::uuid, '', $5, $2, '2023-03-01', 'manual', $3, $4, '电话', '2099-01-01', '')`,
        [id, areaCodes[0], ownerId, organisationId, projectId],
      );
      await sql(`UPDATE enterprise SET holder_organisation_id = $2, holder_area_code = $3, held_since = $4 WHERE id = $1`, [id, organisationId, areaCodes[0], since]); // prettier-ignore
    } // prettier-ignore
    return { ownId: own.id, otherId: theirs.id };
  };
  const everything = () =>
    sql(
      `SELECT (to_jsonb(e) - '{version,updated_at,updated_by_id,search_grams}'::text[])::text AS row FROM enterprise e
       UNION ALL SELECT (to_jsonb(l) - '{version,updated_at,updated_by_id}'::text[])::text FROM lead l ORDER BY 1`,
    );

  it('are proposed blind, looked at and agreed to by who follows the other, and taken back by either', async () => {
    const { ownId, otherId } = await heldPair('贵州提议材料有限公司', '贵州提议材科有限公司');
    const held = () => as('zhijin', () => proposals.heldDoubles(ownId));
    expect(await held()).toEqual([
      { id: otherId, name: '贵州提议材科有限公司', holder: expect.stringContaining('大方'), verdict: 'review', proposalId: null },
    ]); // prettier-ignore
    const [log] = await sql(`SELECT query, masked_count FROM lookup_log ORDER BY id DESC LIMIT 1`);
    expect(log).toEqual({ query: '贵州提议材料有限公司', masked_count: 1 });
    // Not about what others follow, nor for who writes no enterprises.
    expect(await as('jinsha', () => proposals.heldDoubles(ownId))).toEqual([]);
    expect(await as('leader', () => proposals.heldDoubles(ownId))).toEqual([]);
    const wanted = { register: 'enterprise', ownId, otherId, reason: '同一家，名称录错' } as const;
    expect(await refused(as('jinsha', () => proposals.propose(wanted)))).toBe('ENTERPRISE_NOT_FOUND');
    expect(await refused(as('leader', () => proposals.propose(wanted)))).toBe('ENTERPRISE_NOT_FOUND');
    expect(await refused(as('zhijin', () => proposals.propose({ ...wanted, otherId: people.zhijin.id ?? '' })))).toBe('ENTERPRISE_NOT_FOUND'); // prettier-ignore

    const proposal = await as('zhijin', () => proposals.propose(wanted));
    expect(proposal).toMatchObject({
      own: { code: expect.any(String) },
      other: { code: null, keeper: expect.stringContaining('大方') },
      survivorId: ownId,
      can: { decide: false, withdraw: true, undo: false },
    });
    expect(await refused(as('zhijin', () => proposals.propose(wanted)))).toBe('MERGE_PROPOSAL_OPEN');
    expect((await held())[0].proposalId).toBe(proposal.id);
    const { id } = proposal;
    expect([await list('zhijin'), await list('dafang'), await list('manager')]).toEqual([1, 1, 1]);
    expect([await list('jinsha'), await list('leader')]).toEqual([0, 0]);
    expect(await refused(as('jinsha', () => proposals.get(id)))).toBe('MERGE_PROPOSAL_NOT_FOUND');
    expect((await as('dafang', () => proposals.get(id))).can).toEqual({ decide: true, withdraw: false, undo: false });

    const keep = { survivorId: ownId, take: {} };
    expect(await refused(as('zhijin', () => proposals.preview(id, keep)))).toBe('FORBIDDEN');
    expect(await refused(as('dafang', () => proposals.preview(id, { survivorId: otherId, take: {} })))).toBe('MERGE_KEEP_FIRST_HELD'); // prettier-ignore
    const before = await everything();
    const { survivorVersion, mergedVersion, ...preview } = await as('dafang', () => proposals.preview(id, keep));
    expect(preview.fields.map(({ name }) => name).sort()).toEqual(['employeeCount', 'name', 'website']);
    expect(preview.children).toContainEqual({ table: 'lead', column: 'enterprise_id', moved: 1, stayed: 0 });
    expect(await everything()).toEqual(before);
    const versions = { survivorVersion, mergedVersion };
    expect(await refused(as('zhijin', () => proposals.agree(id, { ...keep, ...versions })))).toBe('FORBIDDEN');
    expect(await refused(as('dafang', () => proposals.agree(id, { ...keep, ...versions, mergedVersion: 99 })))).toBe('VERSION_CONFLICT'); // prettier-ignore
    const agreed = await as('dafang', () => proposals.agree(id, { ...keep, ...versions }));
    expect(agreed).toMatchObject({ state: 'agreed', decidedByName: 'dafang', can: { undo: true } });
    expect(await refused(as('dafang', () => proposals.decline(id, '晚了')))).toBe('MERGE_PROPOSAL_DECIDED');
    // 织金 goes on following it, 大方 sees it by its lead, the others do not; the old id leads to the survivor.
    expect(await as('zhijin', () => enterprises.get(ownId))).toMatchObject({ website: 'www.b.cn', employeeCount: 30 });
    expect(await as('dafang', () => enterprises.get(ownId))).toMatchObject({ id: ownId });
    expect(await refused(as('jinsha', () => enterprises.get(ownId)))).toBe('ENTERPRISE_NOT_FOUND');
    expect(await as('manager', () => enterprises.get(otherId))).toMatchObject({ mergedInto: { id: ownId } });
    const [audit] = await sql<{ reason: string }>(`SELECT reason FROM audit_entry WHERE table_name = 'record_merge' ORDER BY id DESC LIMIT 1`); // prettier-ignore
    expect(audit.reason).toMatch(/织金.*zhijin提出、dafang同意：同一家/);

    expect(await refused(as('jinsha', () => proposals.undo(id, '不是')))).toBe('MERGE_PROPOSAL_NOT_FOUND');
    expect(await as('zhijin', () => proposals.undo(id, '问清了是两家'))).toMatchObject({ isUndone: true, can: { undo: false } }); // prettier-ignore
    expect(await everything()).toEqual(before);
    expect(await refused(as('dafang', () => proposals.undo(id, '再来')))).toBe('MERGE_UNDONE');
  });

  it('are declined with a reason, withdrawn by the unit that proposed, and decided by the city', async () => {
    const pair = await heldPair('贵州另议玻璃有限公司', '贵州另议坡璃有限公司');
    const wanted = { register: 'enterprise', ...pair, reason: '疑似同一家' } as const;
    const first = await as('zhijin', () => proposals.propose(wanted));
    expect(await refused(as('dafang', () => proposals.withdraw(first.id, '不关我事')))).toBe('FORBIDDEN');
    // A colleague who only reads sees it, and can do nothing about it.
    expect((await as('reader', () => proposals.get(first.id))).can).toEqual({ decide: false, withdraw: false, undo: false }); // prettier-ignore
    expect(await refused(as('reader', () => proposals.withdraw(first.id, '我不能')))).toBe('FORBIDDEN');
    expect(await as('zhijin', () => proposals.withdraw(first.id, '再核实'))).toMatchObject({ state: 'withdrawn' });
    const second = await as('zhijin', () => proposals.propose(wanted));
    expect(await as('dafang', () => proposals.decline(second.id, '两家都在营业'))).toMatchObject({
      state: 'declined',
      decisionReason: '两家都在营业',
      can: { decide: false, undo: false },
    });
    const third = await as('zhijin', () => proposals.propose(wanted));
    const plan = { survivorId: pair.ownId, take: {} };
    const versions = await as('manager', () => proposals.preview(third.id, plan));
    expect(await as('manager', () => proposals.agree(third.id, { ...plan, ...versions }))).toMatchObject({ state: 'agreed', decidedByName: 'manager' }); // prettier-ignore
    await as('dafang', () => proposals.undo(third.id, '撤回来'));
    // The city answers what is asked; it asks nothing, since it writes neither row.
    expect(await refused(as('manager', () => proposals.propose(wanted)))).toBe('FORBIDDEN');
  });

  it('are out of date once somebody else follows one of the two: nobody agrees for a unit that was not asked', async () => {
    const pair = await heldPair('贵州易手铸造有限公司', '贵州易手铸遭有限公司');
    const { id } = await as('zhijin', () => proposals.propose({ register: 'enterprise', ...pair, reason: '同一家' }));
    const plan = { survivorId: pair.ownId, take: {} };
    const { survivorVersion, mergedVersion } = await as('dafang', () => proposals.preview(id, plan));
    const follow = (row: string, who: 'zhijin' | 'dafang' | 'jinsha') =>
      sql('UPDATE enterprise SET holder_organisation_id = $2, holder_area_code = $3 WHERE id = $1', [row, people[who].organisationId, people[who].areaCodes[0]]); // prettier-ignore
    for (const [row, before] of [[pair.otherId, 'dafang'], [pair.ownId, 'zhijin']] as const) {
      await follow(row, 'jinsha');
      for (const who of ['dafang', 'manager'] as const) {
        expect(await refused(as(who, () => proposals.preview(id, plan)))).toBe('MERGE_PROPOSAL_OUTDATED');
        expect(await refused(as(who, () => proposals.agree(id, { ...plan, survivorVersion, mergedVersion })))).toBe('MERGE_PROPOSAL_OUTDATED'); // prettier-ignore
      }
      await follow(row, before);
    } // prettier-ignore
    expect(await as('dafang', () => proposals.decline(id, '已不由我们跟进'))).toMatchObject({ state: 'declined' });
  });

  it('ask the area of a row that is no enterprise, which nobody else decides for', async () => {
    const make = (areaCode: string, who: 'zhijin' | 'dafang') =>
      as(who, () => projects.create({ name: '跨县水泥项目', areaCode, totalInvestmentCny: '90000000' } as never));
    const [own, other] = [await make('520524', 'zhijin'), await make('520521', 'dafang')];
    const wanted = { register: 'project', ownId: own.id, otherId: other.id, reason: '跨县同一项目' } as const;
    expect(await refused(as('jinsha', () => proposals.propose(wanted)))).toBe('AREA_FORBIDDEN');
    const { id } = await as('zhijin', () => proposals.propose(wanted));
    expect(await list('jinsha')).toBe(0);
    const plan = { survivorId: other.id, take: {} };
    const versions = await as('dafang', () => proposals.preview(id, plan));
    await as('dafang', () => proposals.agree(id, { ...plan, ...versions }));
    expect(await as('zhijin', () => projects.get(own.id))).toMatchObject({ mergedInto: { id: other.id } });
    await as('dafang', () => proposals.undo(id, '是两个项目'));
    expect((await as('zhijin', () => projects.get(own.id))).archivedAt).toBeNull();
  });
});
