import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AddIntegrityCheck,
  ArrivalQuery,
  CreateEnterprise,
  CreateGradeRuleSet,
  EnterpriseQuery,
  GradingQuery,
  type GradeRule,
  REQUIRED_CHECKS,
} from '@lianghuan/contracts';
import type { Actor } from '@lianghuan/platform';
import fc from 'fast-check';
import { makeUser } from '../../../../test/support/people.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { DuplicateModule } from '../duplicate/duplicate.module.js';
import { MergeService } from '../duplicate/merge.service.js';
import { EnterpriseModule } from '../enterprise/enterprise.module.js';
import { EnterpriseService } from '../enterprise/enterprise.service.js';
import { GroupRelationModule } from '../group-relation/group-relation.module.js';
import { GroupRelationService } from '../group-relation/group-relation.service.js';
import { IntegrityModule } from '../integrity/integrity.module.js';
import { IntegrityService } from '../integrity/integrity.service.js';
import { LeadModule } from '../lead/lead.module.js';
import { LeadService } from '../lead/lead.service.js';
import { GradeEvaluationService } from './grade-evaluation.service.js';
import { GradeModule } from './grade.module.js';
import { GradeRuleService } from './grade-rule.service.js';
import { GradingService } from './grading.service.js';
import { StrongArrivalService } from './strong-arrival.service.js';

const PAGE = { page: 1, pageSize: 100 } as const;
const LISTED: GradeRule = { name: '上市公司', conditions: [{ kind: 'listed' }] };

describe('what an enterprise is worth: grade, group and integrity', () => {
  let context: ServiceContext;
  let enterprises: EnterpriseService;
  let rules: GradeRuleService;
  let gradings: GradingService;
  let arrivals: StrongArrivalService;
  let groups: GroupRelationService;
  let integrity: IntegrityService;
  let people: Record<'zhijin' | 'dafang' | 'officer' | 'manager' | 'deputy' | 'admin' | 'supervisor' | 'bureau', Actor>;
  let today: string;
  let made = 0;

  beforeAll(async () => {
    context = await startServices([
      EnterpriseModule,
      GradeModule,
      GroupRelationModule,
      IntegrityModule,
      LeadModule,
      DuplicateModule,
    ]);
    const { owner, module } = context;
    [enterprises, rules, gradings, arrivals, groups, integrity] = [
      module.get(EnterpriseService), module.get(GradeRuleService), module.get(GradingService), module.get(StrongArrivalService),
      module.get(GroupRelationService), module.get(IntegrityService),
    ]; // prettier-ignore
    people = {
      zhijin: await makeUser(owner, '织金王敏', ['county_clerk'], 'QX-520524'),
      dafang: await makeUser(owner, '大方赵刚', ['county_clerk'], 'QX-520521'),
      officer: await makeUser(owner, '招商专员', ['promotion_officer'], 'TCJ'),
      manager: await makeUser(owner, '分管领导', ['manager'], 'SZF'),
      // Proposes as an officer, approves as a manager.
      deputy: await makeUser(owner, '副局长', ['manager', 'promotion_officer'], 'TCJ'),
      admin: await makeUser(owner, '管理员', ['administrator'], 'SZF'),
      supervisor: await makeUser(owner, '督查', ['supervisor'], 'SZF'),
      bureau: await makeUser(owner, '林业评审', ['bureau_reviewer'], 'LYJ'),
    };
    [{ today }] = await owner.sql<{ today: string }>(
      `SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date::text AS today`,
    );
  });
  afterAll(() => context.close());
  beforeEach(async () => {
    // Each case counts from zero.
    await context.owner.sql(
      `UPDATE enterprise SET archived_at = now(), archive_reason = '上一例' WHERE archived_at IS NULL`,
    );
    await context.owner.sql(`UPDATE lead SET status = 'lost', status_reason = '上一例' WHERE status <> 'lost'`);
    await context.owner.sql(
      `UPDATE enterprise SET holder_organisation_id = NULL, holder_area_code = NULL, held_since = NULL`,
    );
  });

  type Who = keyof typeof people;
  const as = <T>(who: Who, work: () => Promise<T>) => context.database.actAs(people[who], work);
  const code = (work: Promise<unknown>) => work.then(() => 'done', (error: { code?: string }) => error.code ?? error); // prettier-ignore
  const enterprise = async (fields: object = {}): Promise<string> => {
    made += 1;
    const input = CreateEnterprise.parse({ name: `企业甲${made}有限公司`, ...fields });
    return (await as('zhijin', () => enterprises.create(input))).id;
  };
  const listed = () => enterprise({ listedCode: `6${String(made).padStart(5, '0')}`, exchange: 'SSE' });
  const gradeOf = async (id: string) => (await context.owner.sql<{ grade: string; grade_evidence: string | null }>('SELECT grade, grade_evidence FROM enterprise WHERE id = $1', [id]))[0]; // prettier-ignore
  /** Makes a version, tries it, puts it in force and lets it propose. */
  const evaluate = async (id: string) => {
    const [{ id: job }] = await context.owner.sql<{ id: string }>(`SELECT id FROM grade_evaluation WHERE rule_set_id = $1 AND status = 'queued'`, [id]); // prettier-ignore
    expect(await context.module.get(GradeEvaluationService).execute(job)).toBe('done');
  };
  const rule = async (list: GradeRule[], countBy: 'group' | 'enterprise' = 'group') => {
    // Who makes the rules does not decide on what they propose; approveAll() is the manager's.
    const set = await as('admin', () =>
      rules.create(CreateGradeRuleSet.parse({ rules: list, countBy, reason: '试行办法' })),
    );
    await evaluate(set.id);
    return set.id;
  };
  const inForce = async (list: GradeRule[], countBy: 'group' | 'enterprise' = 'group') => {
    const id = await rule(list, countBy);
    await as('manager', () => rules.putInForce(id, '按试算结果启用'));
    await evaluate(id);
    return id;
  };
  const open = async (who: Who = 'manager') =>
    (await as(who, () => gradings.list(GradingQuery.parse({ ...PAGE, state: 'open' })))).items;
  const approveAll = async () => {
    const ids = (await open()).map(({ id }) => id);
    if (ids.length > 0) await as('manager', () => gradings.decide({ ids, approve: true }));
  };
  const sign = async (enterpriseId: string, who: 'zhijin' | 'dafang' | 'officer', happenedOn = today) => {
    const areaCode = who === 'dafang' ? '520521' : '520524';
    const lead = await as(who, () =>
      context.module.get(LeadService).create({ enterpriseId, areaCode, nextStep: '签约', nextStepOn: '2099-01-01' }),
    );
    await context.owner.sql(
      `UPDATE lead SET stage = 'signing', stage_entered_on = $2, agreed_investment_cny = 100000000 WHERE id = $1`,
      [lead.id, happenedOn],
    );
    await context.owner.sql(`INSERT INTO lead_stage_entry (lead_id, from_stage, to_stage, happened_on) VALUES ($1, 'negotiation', 'signing', $2)`, [lead.id, happenedOn]); // prettier-ignore
    return lead.id;
  };

  it('proposes by the rules in force with the facts that met them, and grades nobody until somebody approves', async () => {
    const strong = await enterprise({
      listedCode: '600101',
      exchange: 'SSE',
      revenueCny: '6000000000',
      revenueYear: 2023,
    });
    const small = await enterprise({ revenueCny: '100' });
    await inForce([
      { name: '上市且收入50亿元以上', conditions: [{ kind: 'listed' }, { kind: 'revenue', atLeastCny: '5000000000' }] },
    ]);
    const [proposal, ...others] = await open();
    expect(others).toEqual([]);
    const named = async (q: string) => (await as('manager', () => gradings.list(GradingQuery.parse({ ...PAGE, state: 'open', q })))).total; // prettier-ignore
    expect([await named('企业甲'), await named('没有这家')]).toEqual([1, 0]);
    expect(proposal).toMatchObject({
      enterprise: { id: strong }, grade: 'strong', basis: 'rule', summary: '上市且收入50亿元以上', proposedByName: '系统',
      evidence: [{ rule: '上市且收入50亿元以上', facts: [
        { kind: 'listed', code: '600101', exchange: 'SSE' },
        { kind: 'revenue', amountCny: '6000000000.00', year: 2023, atLeastCny: '5000000000' },
      ] }],
    }); // prettier-ignore
    expect((await gradeOf(strong)).grade).toBe('unrated');
    for (const who of ['zhijin', 'officer', 'admin', 'supervisor', 'bureau'] as const) {
      expect(await code(as(who, () => gradings.decide({ ids: [proposal.id], approve: true })))).toBe('FORBIDDEN');
    }
    expect(await as('manager', () => gradings.decide({ ids: [proposal.id], approve: true }))).toEqual({
      decided: 1,
      skipped: 0,
    });
    expect(await gradeOf(strong)).toEqual({ grade: 'strong', grade_evidence: '上市且收入50亿元以上' });
    expect((await gradeOf(small)).grade).toBe('unrated');
    // A night later there is nothing new to propose.
    expect(await as('manager', () => gradings.decide({ ids: [proposal.id], approve: true }))).toEqual({
      decided: 0,
      skipped: 1,
    });
  });

  it('knows lists with their year, and the first of an industry', async () => {
    const giant = await enterprise();
    const old = await enterprise();
    const recognize = (id: string, year: number) =>
      as('officer', () =>
        gradings.recognize(id, { list: 'little_giant', title: '第五批专精特新小巨人', year, sourceName: '工信部公告' }),
      );
    const year = Number(today.slice(0, 4));
    await recognize(giant, year);
    await recognize(old, year - 5);
    expect(await code(recognize(giant, year))).toBe('RECOGNITION_EXISTS');
    const first = await enterprise({ industryCodes: ['2624'], totalAssetsCny: '900' });
    await enterprise({ industryCodes: ['2621'], totalAssetsCny: '800' });
    // The first of its division, but of no industry the rules ask for; the second one names it only besides.
    await enterprise({ industryCodes: ['6621', '2624'], totalAssetsCny: '9000' });
    const drinks = await enterprise({ industryCodes: ['1512'] });
    await inForce([
      { name: '小巨人', conditions: [{ kind: 'recognition', lists: ['little_giant', 'china_500'], withinYears: 3 }] },
      { name: '行业第一', conditions: [{ kind: 'industry_rank', by: 'assets', atMost: 1 }, { kind: 'industry', codes: ['13', '26'] }] },
      { name: '制造业中的白酒', conditions: [{ kind: 'industry', codes: ['C'] }, { kind: 'industry', codes: ['151'] }] },
    ]); // prettier-ignore
    const found = await open();
    expect(new Map(found.map((g) => [g.enterprise.id, g.evidence[0].facts[0]]))).toEqual(
      new Map<string, object>([
        [
          giant,
          {
            kind: 'recognition',
            list: 'little_giant',
            title: '第五批专精特新小巨人',
            year,
            place: null,
            source: '工信部公告',
          },
        ],
        [first, { kind: 'industry_rank', by: 'assets', division: '26', rank: 1, of: 2, atMost: 1 }],
        [drinks, { kind: 'industry', code: '1512', name: '白酒制造' }],
      ]),
    );
  });

  it('wants two people for what a person proposes', async () => {
    const id = await enterprise();
    const propose = (who: Who) =>
      as(who, () => gradings.propose(id, { grade: 'strong', summary: '省重点龙头，见文件' }));
    expect(await code(propose('supervisor'))).toBe('FORBIDDEN');
    const { gradings: [proposal] } = await propose('deputy'); // prettier-ignore
    expect(await code(propose('officer'))).toBe('GRADING_OPEN');
    expect(await code(as('deputy', () => gradings.decide({ ids: [proposal.id], approve: true })))).toBe(
      'GRADING_OWN_PROPOSAL',
    );
    const write = (sql: string) =>
      as('deputy', () => context.database.transaction((tx) => tx.query(sql, [proposal.id, people.deputy.id])));
    await expect(write(`UPDATE enterprise_grading SET state = 'approved', decided_by_id = $2, decided_at = now(), decided_on = now() WHERE id = $1`)).rejects.toThrow(); // prettier-ignore
    await as('manager', () => gradings.decide({ ids: [proposal.id], approve: true }));
    expect((await gradeOf(id)).grade).toBe('strong');
  });

  it('lets nobody decide on what the rules they made propose', async () => {
    const id = await listed();
    const { id: setId } = await as('deputy', () =>
      rules.create(CreateGradeRuleSet.parse({ rules: [LISTED], countBy: 'group', reason: '试行办法' })),
    );
    await evaluate(setId);
    await as('admin', () => rules.putInForce(setId, '按试算结果启用'));
    await evaluate(setId);
    const [proposal] = await open('deputy');
    expect(proposal).toMatchObject({ enterprise: { id }, can: { decide: false } });
    expect(await code(as('deputy', () => gradings.decide({ ids: [proposal.id], approve: true })))).toBe(
      'GRADING_OWN_RULES',
    );
    const write = (sql: string) =>
      as('deputy', () => context.database.transaction((tx) => tx.query(sql, [proposal.id, people.deputy.id])));
    await expect(write(`UPDATE enterprise_grading SET state = 'approved', decided_by_id = $2, decided_at = now(), decided_on = now() WHERE id = $1`)).rejects.toThrow('row-level security'); // prettier-ignore
    await approveAll();
    expect((await gradeOf(id)).grade).toBe('strong');
  });

  it('ships rules that rank only the industries the city leads with', async () => {
    const [first, current] = await context.owner.sql<{ until: Date | null; rules: GradeRule[] }>(
      'SELECT in_force_until AS until, rules FROM grade_rule_set WHERE made_by_id IS NULL ORDER BY no',
    );
    expect([first.until === null, first.rules.length, current.rules.length]).toEqual([false, 5, 5]);
    const parks = await context.owner.sql<{ code: string }>(
      'SELECT DISTINCT left(unnest(industry_codes), 2) AS code FROM park ORDER BY 1',
    );
    expect(current.rules[4].conditions).toContainEqual({ kind: 'industry', codes: parks.map(({ code: c }) => c) });
    expect(CreateGradeRuleSet.safeParse({ rules: current.rules, countBy: 'group', reason: '照旧' }).success).toBe(true);
  });

  it('lets nobody write a grade past it: form, import and the database refuse', async () => {
    const id = await enterprise();
    expect(CreateEnterprise.safeParse({ name: '某某有限公司', grade: 'strong' }).success).toBe(false);
    const write = (sql: string, parameters: unknown[]) =>
      as('officer', () => context.database.transaction((tx) => tx.query(sql, parameters)));
    await expect(write(`UPDATE enterprise SET grade = 'strong' WHERE id = $1`, [id])).rejects.toThrow(
      'approved grading',
    );
    await expect(write(`INSERT INTO enterprise_grading (enterprise_id, grade, basis, rule_set_id, summary) SELECT $1, 'strong', 'rule', id, 'x' FROM grade_rule_set LIMIT 1`, [id])).rejects.toThrow('row-level security'); // prettier-ignore
  });

  it('shows what a change of rules would do before it does it, and takes back only what a rule gave', async () => {
    const [byRule, byHand] = [await listed(), await enterprise()];
    await inForce([LISTED]);
    await approveAll();
    await as('officer', () => gradings.propose(byHand, { grade: 'strong', summary: '市重点企业名单' }));
    await approveAll();
    const rich = await enterprise({ revenueCny: '9000' });
    const draft = await rule([{ name: '收入', conditions: [{ kind: 'revenue', atLeastCny: '9000' }] }]);
    const set = await as('manager', () => rules.get(draft));
    expect(set.preview).toEqual({ meets: 1, already: 0, added: 1, removed: 1 });
    const ids = async (change: 'added' | 'removed') => (await as('manager', () => rules.preview(draft, { ...PAGE, change }))).items.map(({ id }) => id); // prettier-ignore
    expect([await ids('added'), await ids('removed')]).toEqual([[rich], [byRule]]);
    expect(await open()).toEqual([]);
    for (const who of ['officer', 'zhijin', 'supervisor'] as const) expect(await code(as(who, () => rules.putInForce(draft, '启用')))).toBe('FORBIDDEN'); // prettier-ignore
    await as('admin', () => rules.putInForce(draft, '看过影响'));
    await evaluate(draft);
    expect(new Map((await open()).map((g) => [g.enterprise.id, g.grade]))).toEqual(new Map([[rich, 'strong'], [byRule, 'ordinary']])); // prettier-ignore
    expect((await gradeOf(byRule)).grade).toBe('strong');
    await approveAll();
    expect([(await gradeOf(byRule)).grade, (await gradeOf(byHand)).grade]).toEqual(['ordinary', 'strong']);
  });

  it('counts a group once, in the year it first was graded and signed; the figure is its list', async () => {
    const [head, one, other, alone] = [await listed(), await listed(), await listed(), await listed()];
    const own = (childId: string, kind: 'holding' | 'associate' = 'holding') =>
      as('officer', () =>
        groups.add({ parentId: head, childId, kind, isIndirect: false, share: '0.6', sourceName: '年报' }),
      );
    await own(one);
    await own(other);
    await own(alone, 'associate');
    await inForce([LISTED]);
    await approveAll();
    const year = Number(today.slice(0, 4));
    const figure = async (who: Who) => (await as(who, () => arrivals.figures(year))).count;
    const listOf = async (who: Who) =>
      (await as(who, () => arrivals.list(ArrivalQuery.parse({ year: String(year) })))).items.map(
        (row) => row.enterprise.id,
      );
    expect(await figure('manager')).toBe(0);
    await sign(one, 'zhijin', '2023-02-01');
    await sign(other, 'dafang', '2023-01-01');
    await sign(alone, 'officer');
    expect([await figure('manager'), (await listOf('manager')).length]).toEqual([2, 2]);
    // A county counts what it may see: the other county's lead is not its own.
    expect([await figure('zhijin'), await listOf('zhijin')].flat()).toEqual([2, ...(await listOf('zhijin'))]);
    expect([await figure('dafang'), await listOf('dafang')]).toEqual([1, [other]]);
    // Signed before it was graded: counted from the grading on.
    const counted = (await as('manager', () => gradings.ofEnterprise(one))).counted;
    expect(counted?.on).toBe(today);
    await inForce([LISTED], 'enterprise');
    expect(await figure('manager')).toBe(3);
  });

  it('counts the same however groups and signatures fall, as a naive count does', async () => {
    await inForce([LISTED]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ under: fc.option(fc.nat(4)), isStrong: fc.boolean(), isSigned: fc.boolean() }), {
          minLength: 1,
          maxLength: 6,
        }),
        async (members) => {
          await context.owner.sql(`UPDATE lead SET status = 'lost', status_reason = '上一例' WHERE status <> 'lost'`);
          const ids: string[] = [];
          const heads: number[] = [];
          for (const [i, { under, isStrong, isSigned }] of members.entries()) {
            ids.push(isStrong ? await listed() : await enterprise());
            const parent = under !== null && under < i ? under : undefined;
            heads.push(parent === undefined ? i : heads[parent]);
            if (parent !== undefined) await as('officer', () => groups.add({ parentId: ids[parent], childId: ids[i], kind: 'wholly_owned', isIndirect: false, sourceName: '年报' })); // prettier-ignore
            if (isSigned) await sign(ids[i], 'officer');
          }
          const [{ id }] = await context.owner.sql<{ id: string }>(
            'SELECT id FROM grade_rule_set WHERE in_force_from IS NOT NULL AND in_force_until IS NULL',
          );
          await as('manager', () => rules.evaluate(id));
          await evaluate(id);
          await approveAll();
          const expected = new Set(
            members.flatMap(({ isStrong, isSigned }, i) => (isStrong && isSigned ? [heads[i]] : [])),
          ).size;
          expect((await as('manager', () => arrivals.figures(Number(today.slice(0, 4))))).count).toBe(expected);
        },
      ),
      { numRuns: 6 },
    );
  });

  it('refuses circles of owners, also round hidden ones, and tells nobody of a member another unit holds', async () => {
    const [a, b, c] = [await enterprise(), await enterprise(), await enterprise()];
    const add = (parentId: string, childId: string, who: Who = 'officer') =>
      as(who, () =>
        groups.add({ parentId, childId, kind: 'holding', isIndirect: false, share: '0.51', sourceName: '年报' }),
      );
    await add(a, b);
    await add(b, c);
    expect([await code(add(c, a)), await code(add(a, a)), await code(add(a, b))]).toEqual(['GROUP_RELATION_CIRCLE', 'GROUP_RELATION_CIRCLE', 'GROUP_RELATION_EXISTS']); // prettier-ignore
    expect(await code(add(a, c, 'supervisor'))).toBe('FORBIDDEN');
    const seen = async (who: Who, id: string) =>
      (await as(who, () => groups.group(id))).members.map((m) => m.id).toSorted();
    expect(await seen('dafang', a)).toEqual([a, b, c].toSorted());
    await context.owner.sql(`UPDATE enterprise SET holder_organisation_id = $2, holder_area_code = '520524', held_since = now() WHERE id = $1`, [b, people.zhijin.organisationId]); // prettier-ignore
    expect([await seen('dafang', a), await seen('zhijin', a)]).toEqual([[a], [a, b, c].toSorted()]);
    expect(await code(add(c, a, 'dafang'))).toBe('GROUP_RELATION_CIRCLE');
  });

  it('moves links with a merge, and leaves those that would own themselves', async () => {
    const [parent, gone, kept] = [await enterprise(), await enterprise(), await enterprise()];
    const link = (parentId: string, childId: string) =>
      as('zhijin', () => groups.add({ parentId, childId, kind: 'holding', isIndirect: false, sourceName: '年报' }));
    await link(parent, gone);
    await link(gone, kept);
    const merges = context.module.get(MergeService);
    const version = async (id: string) => (await as('zhijin', () => enterprises.get(id))).version;
    const plan = {
      register: 'enterprise' as const,
      survivorId: kept,
      mergedId: gone,
      survivorVersion: await version(kept),
      mergedVersion: await version(gone),
      take: {},
      reason: '同一家',
    };
    const done = await as('zhijin', () => merges.merge(plan));
    expect(
      done.children
        .filter(({ table }) => table === 'group_relation')
        .map(({ column, moved, stayed }) => [column, moved, stayed]),
    ).toEqual([
      ['child_id', 1, 0],
      ['parent_id', 0, 1],
    ]);
    expect((await as('zhijin', () => groups.group(kept))).links.map((l) => [l.parentId, l.childId])).toEqual([
      [parent, kept],
    ]);
  });

  it('says of an enterprise whether it was checked, and finds it by that', async () => {
    const id = await enterprise();
    const check = (fields: object) =>
      AddIntegrityCheck.parse({
        kinds: REQUIRED_CHECKS,
        result: 'clear',
        sourceName: '信用中国',
        checkedOn: today,
        validUntil: '2099-01-01',
        ...fields,
      });
    const add = (fields: object, who: Who = 'officer') => as(who, () => integrity.add(id, check(fields)));
    const state = async () => (await as('bureau', () => integrity.get(id))).state;
    const found = async (wanted: string) =>
      as('bureau', () => enterprises.count(EnterpriseQuery.parse({ ids: id, integrity: wanted })));
    expect([await state(), await found('unchecked'), await found('passed,problem')]).toEqual(['unchecked', 1, 0]);
    await add({ kinds: ['dishonest'] });
    expect([await state(), await found('unchecked')]).toEqual(['unchecked', 1]);
    await add({});
    expect([await state(), await found('passed'), await found('unchecked')]).toEqual(['passed', 1, 0]);
    await add({ kinds: ['environment'], result: 'problem', finding: '2022年罚款8万元' });
    expect([await state(), await found('problem')]).toEqual(['problem', 1]);
    const { checks } = await as('officer', () => integrity.get(id));
    const [bad] = checks.filter(({ result }) => result === 'problem');
    expect(await code(as('zhijin', () => integrity.withdraw(bad.id, '记错')))).toBe('FORBIDDEN');
    await as('officer', () => integrity.withdraw(bad.id, '记错企业'));
    expect(await state()).toBe('passed');
    await add({ kinds: ['abnormal'], checkedOn: today, validUntil: today });
    await context.owner.sql(
      `UPDATE integrity_check SET checked_on = '2020-01-01', valid_until = '2020-06-30' WHERE kind = 'abnormal' AND valid_until = $1`,
      [today],
    );
    await context.owner.sql(
      `UPDATE integrity_check SET withdrawn_at = now(), withdraw_reason = 'x' WHERE kind = 'abnormal' AND valid_until = '2099-01-01'`,
    );
    expect([await state(), await found('expired')]).toEqual(['expired', 1]);
    for (const who of ['supervisor', 'bureau', 'manager'] as const) expect(await code(add({}, who))).toBe('FORBIDDEN');
    expect(AddIntegrityCheck.safeParse({ ...check({}), result: 'problem' }).success).toBe(false);
  });
});
