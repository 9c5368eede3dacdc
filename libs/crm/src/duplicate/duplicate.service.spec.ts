import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DuplicateRegister, MergeTake } from '@lianghuan/contracts';
import type { Actor } from '@lianghuan/platform';
import fc from 'fast-check';
import { makeUser } from '../../../../test/support/people.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { EnterpriseService } from '../enterprise/enterprise.service.js';
import { ProjectService } from '../project/project.service.js';
import { ResourceService } from '../resource/resource.service.js';
import { DuplicateModule } from './duplicate.module.js';
import { DuplicateScanService } from './duplicate-scan.service.js';
import { DuplicateService } from './duplicate.service.js';
import { MergeService } from './merge.service.js';

describe('duplicates and merges', () => {
  let context: ServiceContext;
  let people: Record<'zhijin' | 'dafang' | 'manager' | 'leader', Actor>;
  let duplicates: DuplicateService;
  let scans: DuplicateScanService;
  let merges: MergeService;
  let enterprises: EnterpriseService;
  let projects: ProjectService;
  let resources: ResourceService;

  beforeAll(async () => {
    context = await startServices([DuplicateModule]);
    people = {
      zhijin: await makeUser(context.owner, 'zhijin', ['county_clerk'], 'QX-520524'),
      dafang: await makeUser(context.owner, 'dafang', ['county_clerk'], 'QX-520521'),
      manager: await makeUser(context.owner, 'manager', ['manager'], 'SZF'),
      leader: await makeUser(context.owner, 'leader', ['linked_leader'], 'SZF'),
    };
    const get = <T>(service: new (...args: never[]) => T) => context.module.get<T>(service, { strict: false });
    duplicates = get(DuplicateService);
    scans = get(DuplicateScanService);
    merges = get(MergeService);
    enterprises = get(EnterpriseService);
    projects = get(ProjectService);
    resources = get(ResourceService);
  });
  afterAll(() => context.close());

  const as = <T>(who: keyof typeof people, work: () => Promise<T>) => context.database.actAs(people[who], work);
  const sql = <T = Record<string, unknown>>(text: string, values?: unknown[]) => context.owner.sql<T>(text, values);
  const code = (error: { code: string }) => error.code;
  const refused = (work: Promise<unknown>) => work.then(() => 'done', code);
  const scan = async () => {
    const { id } = await as('manager', () => scans.request());
    expect(await scans.execute(id)).toBe('done');
  };
  const open = async (register: DuplicateRegister, who: keyof typeof people = 'zhijin') =>
    (await as(who, () => duplicates.list({ register, state: 'open', page: 1, pageSize: 50 }))).items;
  const plan = (
    register: DuplicateRegister,
    survivorId: string,
    mergedId: string,
    take: Record<string, MergeTake> = {},
  ) => ({
    register,
    survivorId,
    mergedId,
    take,
  });
  const merge = async (who: keyof typeof people, wanted: ReturnType<typeof plan>) => {
    const { survivorVersion, mergedVersion } = await as(who, () => merges.preview(wanted));
    return as(who, () => merges.merge({ ...wanted, survivorVersion, mergedVersion, reason: '同一家' }));
  };

  describe('the scan', () => {
    it('leaves places out of names and names them, also where it is the first thing a worker does', async () => {
      await sql(
        `INSERT INTO resource (code, name, kind, area_code, search_text, duplicate_keys) VALUES
           ('RAW-A', '织金县先扫冷库', 'plant_building', '520524', 'x', '{first}'), ('RAW-B', '先扫冷库', 'plant_building', '520524', 'x', '{first}')`,
      );
      await scan();
      const [pair] = await open('resource');
      expect(pair.reasons.map((reason) => reason.code)).toContain('CORE_EQUAL');
      expect(pair.reasons).toContainEqual(expect.objectContaining({ code: 'AREA_EQUAL', a: '织金县' }));
      await sql(`UPDATE resource SET archived_at = now(), archive_reason = 'x' WHERE code LIKE 'RAW-_'`);
    });

    it('finds pairs with reasons that add up, in rows stored past the services too, and asks about none twice', async () => {
      const typed = await as('zhijin', () =>
        enterprises.create({ name: '贵州扫描玻璃有限公司', city: '毕节市' } as never),
      );
      await sql(
        `INSERT INTO enterprise (code, name, normalized_name, search_text) VALUES ('RAW1', '贵州扫描坡璃有限公司', '贵州扫描坡璃', 'x')`,
      );
      await as('zhijin', async () => {
        await projects.create({
          name: '织金县扫描水泥项目',
          areaCode: '520524',
          totalInvestmentCny: '90000000',
        } as never);
        await projects.create({
          name: '扫描水泥建设项目',
          areaCode: '520524',
          totalInvestmentCny: '90000000.00',
        } as never);
        await resources.create({ name: '扫描厂房', kind: 'plant_building', areaCode: '520524' } as never);
        await resources.create({ name: '织金扫描厂房', kind: 'plant_building', areaCode: '520524' } as never);
      });
      await scan();
      const [pair, ...others] = await open('enterprise');
      expect(others).toEqual([]);
      expect([pair.a.name, pair.b.name].sort()).toEqual(['贵州扫描坡璃有限公司', '贵州扫描玻璃有限公司']);
      expect(pair).toMatchObject({ verdict: 'review', can: { decide: true, merge: true } });
      expect(pair.reasons.reduce((sum, { weight }) => sum + weight, 0)).toBe(pair.score);
      expect((await open('project')).map(({ verdict }) => verdict)).toEqual(['review']);
      expect((await open('resource')).map(({ verdict }) => verdict)).toEqual(['review']);
      expect(await open('market')).toEqual([]);
      expect((await as('zhijin', () => duplicates.overview())).registers).toContainEqual({
        register: 'enterprise',
        open: 1,
        same: 0,
      });

      await as('zhijin', () => duplicates.dismiss(pair.id, '两家都在营业'));
      expect(await refused(as('zhijin', () => duplicates.dismiss(pair.id, '再说一次')))).toBe('DUPLICATE_DECIDED');
      await scan();
      expect(await open('enterprise')).toEqual([]);
      const [kept] = (await as('zhijin', () => duplicates.list({ register: 'enterprise', state: 'dismissed', page: 1, pageSize: 9 }))).items; // prettier-ignore
      expect(kept).toMatchObject({ id: pair.id, reason: '两家都在营业', decidedByName: 'zhijin' });

      // A corrected row is compared anew; what it is no longer like is dropped.
      await as('zhijin', () => duplicates.reopen(pair.id, '看错了'));
      await as('zhijin', () => enterprises.update(typed.id, { name: '贵州另一酒业有限公司', version: typed.version }));
      await scan();
      expect(await open('enterprise')).toEqual([]);
    });

    it('is asked for by those who may, and shows a pair only to who sees both rows and may read the register', async () => {
      expect(await refused(as('zhijin', () => scans.request()))).not.toBe('done');
      const ids: string[] = [];
      for (const name of ['贵州密探材料有限公司', '贵州密探材科有限公司']) {
        ids.push((await as('zhijin', () => enterprises.create({ name } as never))).id);
      }
      await scan();
      const [pair] = await open('enterprise', 'dafang');
      expect(pair.can).toEqual({ decide: true, merge: true });
      const [readable] = await open('enterprise', 'leader');
      expect(readable.can).toEqual({ decide: false, merge: false });
      await sql(`UPDATE enterprise SET holder_organisation_id = $2, holder_area_code = '520524', held_since = now() WHERE id = $1`, [ids[0], people.zhijin.organisationId]); // prettier-ignore
      expect(await open('enterprise', 'dafang')).toEqual([]);
      expect((await as('dafang', () => duplicates.overview())).registers[3].open).toBe(0);
      expect(await refused(as('dafang', () => duplicates.get(pair.id)))).toBe('DUPLICATE_NOT_FOUND');
      expect(await refused(as('dafang', () => merges.preview(plan('enterprise', ids[1], ids[0]))))).toBe(
        'ENTERPRISE_NOT_FOUND',
      );
      expect(await refused(as('leader', () => merges.preview(plan('enterprise', ids[1], ids[0]))))).not.toBe('done');
      // While typing, a slip in the name still tells that it exists and whom to ask, nothing else; and it is logged.
      const typing = () => duplicates.lookup({ register: 'enterprise', name: '贵州密探材枓有限公司' });
      const seen = await as('dafang', typing);
      expect(seen.visible.map(({ name }) => name)).toEqual(['贵州密探材科有限公司']);
      expect(seen.visible[0].reasons.map((reason) => reason.code)).toContain('NAME_ONE_EDIT');
      expect(seen.heldByOthers).toEqual([
        {
          name: '贵州密探材料有限公司',
          holder: expect.objectContaining({ organisationName: expect.stringContaining('织金') }),
        },
      ]);
      expect((await as('zhijin', typing)).heldByOthers).toEqual([]);
      const [log] = await sql(
        `SELECT query, masked_count FROM lookup_log WHERE actor_id = $1 ORDER BY id DESC LIMIT 1`,
        [people.dafang.id],
      );
      expect(log).toEqual({ query: '贵州密探材枓', masked_count: 1 });
    });
  });

  describe('typing', () => {
    it('warns of projects, resources and markets by the same matcher', async () => {
      const project = await as('zhijin', () => projects.create({ name: '织金县打字磷化项目', areaCode: '520524', totalInvestmentCny: '80000000' } as never)); // prettier-ignore
      const seen = await as('zhijin', () => duplicates.lookup({ register: 'project', name: '打字鳞化项目', areaCode: '520524', totalInvestmentCny: '80000000' })); // prettier-ignore
      expect(seen.visible).toMatchObject([{ id: project.id, verdict: 'review' }]);
      const own = await as('zhijin', () => duplicates.lookup({ register: 'project', name: '织金县打字磷化项目', areaCode: '520524', ownId: project.id })); // prettier-ignore
      expect(own.visible).toEqual([]);
    });
  });

  describe('what hangs on a row', () => {
    it('is known for every foreign key to a register, and for what points there without one', async () => {
      const keys = await sql<{ key: string }>(
        `SELECT f.confrelid::regclass || ' ' || f.conrelid::regclass || ' ' || a.attname AS key FROM pg_constraint f
         JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = ANY (f.conkey)
         WHERE f.contype = 'f' AND f.confrelid::regclass::text IN ('resource', 'market', 'project', 'enterprise') ORDER BY 1`,
      );
      const known = await sql<{ key: string; isForeignKey: boolean; hasKey: boolean }>(
        `SELECT register || ' ' || table_name || ' ' || column_name AS key, is_foreign_key AS "isForeignKey",
           treatment = 'stay' OR merge_key_of(table_name::regclass) IS NOT NULL AS "hasKey" FROM merge_reference ORDER BY 1`,
      );
      expect(keys.length).toBeGreaterThan(15);
      expect(known.filter(({ isForeignKey }) => isForeignKey).map(({ key }) => key)).toEqual(
        keys.map(({ key }) => key),
      );
      // What moves is told apart by its primary key, or it could not be brought back.
      expect(known.filter(({ hasKey }) => !hasKey)).toEqual([]);
      // What the database makes of other columns of the row follows them.
      const loose = await sql<{ key: string }>(
        `SELECT c.table_name || ' ' || c.column_name AS key FROM information_schema.columns c
         JOIN information_schema.tables t USING (table_schema, table_name)
         WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.data_type = 'uuid' AND c.is_generated = 'NEVER'
           AND c.column_name ~ '(enterprise|project|resource|market|supply|subject|target|sister|record)_id$'
           AND c.table_name NOT IN ('duplicate_pair', 'record_merge', 'target_source')
           AND NOT EXISTS (SELECT FROM pg_constraint f JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = ANY (f.conkey)
             WHERE f.contype = 'f' AND f.conrelid = format('%I', c.table_name)::regclass AND a.attname = c.column_name)
           AND NOT EXISTS (SELECT FROM merge_rule r WHERE r.table_name = c.table_name AND r.column_name = c.column_name)`,
      );
      expect(loose).toEqual([]);
      const gone = await sql(
        `SELECT r.table_name, r.column_name FROM merge_rule r WHERE NOT EXISTS (SELECT FROM information_schema.columns c
           WHERE c.table_name = r.table_name AND c.column_name = r.column_name)`,
      );
      expect(gone).toEqual([]);
    });
  });

  describe('a merge', () => {
    let made = 0;
    const newEnterprise = (fields: object = {}) =>
      as('zhijin', () => enterprises.create({ name: `贵州合并${++made}号有限公司`, ...fields } as never));
    const newProject = (fields: object = {}) =>
      as('zhijin', () => projects.create({ name: `合并${++made}号项目`, areaCode: '520524', totalInvestmentCny: '60000000', ...fields } as never)); // prettier-ignore

    it('takes each field as chosen, credit codes and product shares with it, and leads from the old id to the survivor', async () => {
      const kept = await newEnterprise({ products: ['磷肥'], formerNames: ['旧甲'] });
      const gone = await newEnterprise({ creditCode: '91350100M000100Y43', products: ['磷肥', '磷石膏'], formerNames: ['旧乙'], employeeCount: 30 }); // prettier-ignore
      await sql(`UPDATE enterprise_product SET share = 0.3 WHERE enterprise_id = $1`, [gone.id]);
      const wanted = plan('enterprise', kept.id, gone.id, { name: 'merged', formerNames: 'both' });
      const preview = await as('zhijin', () => merges.preview(wanted));
      expect(Object.fromEntries(preview.fields.map(({ name, take }) => [name, take]))).toEqual({
        name: 'merged', creditCode: 'merged', formerNames: 'both', products: 'both', employeeCount: 'merged',
      }); // prettier-ignore
      // Nothing has happened yet.
      expect((await as('zhijin', () => enterprises.get(gone.id))).archivedAt).toBeNull();
      const done = await merge('zhijin', wanted);
      expect(done).toMatchObject({
        merged: { id: gone.id },
        mergedByName: 'zhijin',
        reason: '同一家',
        can: { undo: true },
      });
      expect(await as('zhijin', () => enterprises.get(kept.id))).toMatchObject({
        name: gone.name, creditCode: '91350100M000100Y43', formerNames: ['旧甲', '旧乙'], employeeCount: 30,
        productLines: [{ name: '磷肥', share: null }, { name: '磷石膏', share: '0.3' }],
      }); // prettier-ignore
      const old = await as('zhijin', () => enterprises.get(gone.id));
      expect(old).toMatchObject({
        mergedInto: { id: kept.id, code: kept.code },
        archiveReason: expect.stringContaining(kept.code),
      });
      expect(await refused(as('zhijin', () => enterprises.restore(gone.id, '恢复它')))).toBe('RECORD_MERGED');
      const [audit] = await sql(
        `SELECT reason, actor_id FROM audit_entry WHERE table_name = 'record_merge' AND row_id = $1`,
        [done.id],
      );
      expect(audit).toEqual({ reason: '同一家', actor_id: people.zhijin.id });
      // Whoever types the name of what was merged hears of the survivor, which may be changed as before.
      await as('zhijin', () => enterprises.update(kept.id, { note: '已核对', version: done.survivor ? preview.survivorVersion + 1 : 0 })); // prettier-ignore
    });

    it('takes each extra field as chosen, and leaves those of another kind alone', async () => {
      const resources = context.module.get(ResourceService, { strict: false });
      const make = (name: string, more: object) =>
        as('zhijin', () => resources.create({ name, areaCode: '520524', kind: 'idle_asset', ...more } as never));
      const one = await make('旧酒厂', { extra: { buildYear: 1980, assetKind: 'workshop' } });
      const other = await make('老酒厂', { extra: { buildYear: 1985, bookValueCny: '100', assetKind: 'hotel' } });
      const wanted = plan('resource', one.id, other.id, { 'extra.buildYear': 'merged' });
      const preview = await as('zhijin', () => merges.preview(wanted));
      expect(preview.fields.filter(({ name }) => name.startsWith('extra.'))).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ name: 'extra.buildYear', survivor: 1980, merged: 1985, result: 1985, take: 'merged' }),
          expect.objectContaining({ name: 'extra.bookValueCny', survivor: null, result: '100', take: 'merged' }),
          expect.objectContaining({ name: 'extra.assetKind', result: 'workshop', take: 'survivor' }),
        ]),
      ); // prettier-ignore
      expect(preview.fields.map(({ name }) => name)).not.toContain('extra');
      const done = await merge('zhijin', wanted);
      const read = async () => (await as('zhijin', () => resources.get(one.id))).extra;
      expect(await read()).toEqual({ buildYear: 1985, assetKind: 'workshop', bookValueCny: '100' });
      await as('zhijin', () => merges.undo(done.id, '两处'));
      expect(await read()).toEqual({ buildYear: 1980, assetKind: 'workshop' });
      const mine = await make('酒厂旁的矿', { kind: 'mineral' });
      const foreign = plan('resource', mine.id, other.id);
      const names = (await as('zhijin', () => merges.preview(foreign))).fields.map(({ name }) => name);
      expect(names.filter((name) => name.startsWith('extra.'))).toEqual([]);
      await expect(as('zhijin', () => merges.preview({ ...foreign, take: { 'extra.buildYear': 'merged' } }))).rejects.toMatchObject({ code: 'MERGE_FIELD_UNKNOWN' }); // prettier-ignore
    });

    it('moves what comes before and after a project, but makes no project its own successor', async () => {
      const make = (name: string) =>
        as('zhijin', () => projects.create({ name, areaCode: '520524', totalInvestmentCny: '90000000' } as never));
      const [early, middle, twin, late] = await Promise.all(
        ['接续一期', '接续二期', '接续二期工程', '接续三期'].map(make),
      );
      const link = (from: { id: string }, to: { id: string }) =>
        sql(`INSERT INTO project_succession (predecessor_id, successor_id, kind, reason) VALUES ($1, $2, 'continue', '续建')`, [from.id, to.id]); // prettier-ignore
      await link(early, twin);
      await link(twin, late);
      await link(middle, late);
      await merge('zhijin', plan('project', middle.id, twin.id));
      const linksOf = () =>
        sql(
          `SELECT p.name AS from, f.name AS to FROM project_succession s JOIN project p ON p.id = s.predecessor_id JOIN project f ON f.id = s.successor_id
           WHERE $1::uuid[] @> ARRAY[p.id, f.id] ORDER BY s.id`,
          [[early, middle, twin, late].map(({ id }) => id)],
        );
      // Two links that say the same cannot both be the survivor's.
      expect(await linksOf()).toEqual([
        { from: '接续一期', to: '接续二期' },
        { from: '接续二期工程', to: '接续三期' },
        { from: '接续二期', to: '接续三期' },
      ]);
      // What is merged into its own predecessor would follow itself: that link stays with the merged row.
      await merge('zhijin', plan('project', early.id, middle.id));
      expect(await linksOf()).toEqual([
        { from: '接续一期', to: '接续二期' },
        { from: '接续二期工程', to: '接续三期' },
        { from: '接续一期', to: '接续三期' },
      ]);
    });

    it('is refused without the right to write both, on an old version, on itself, and with two holders or two live leads', async () => {
      const [a, b] = [await newProject(), await newProject({ areaCode: '520524' })];
      await sql(`UPDATE project SET area_code = '520521' WHERE id = $1`, [b.id]);
      expect(await refused(as('zhijin', () => merges.preview(plan('project', a.id, b.id))))).toBe('AREA_FORBIDDEN');
      expect(await refused(as('zhijin', () => merges.preview(plan('project', b.id, a.id))))).toBe('AREA_FORBIDDEN');
      const [one, other] = [await newEnterprise(), await newEnterprise()];
      const wanted = plan('enterprise', one.id, other.id);
      expect(await refused(as('zhijin', () => merges.merge({ ...wanted, survivorVersion: 1, mergedVersion: 7, reason: '旧的' })))).toBe('VERSION_CONFLICT'); // prettier-ignore
      expect(await refused(as('zhijin', () => merges.preview(plan('enterprise', one.id, one.id))))).toBe(
        'MERGE_SAME_ROW',
      );
      expect(await refused(as('zhijin', () => merges.preview({ ...wanted, take: { searchText: 'merged' } })))).toBe(
        'MERGE_FIELD_UNKNOWN',
      );
      const lead = (enterpriseId: string) =>
        sql(
          `INSERT INTO lead (code, enterprise_id, enterprise_name, project_id, area_code, stage_entered_on, source, owner_id, organisation_id, next_step, next_step_on, search_text)
           VALUES ('XS-C' || $1, $1::uuid, '', $2, '520524', '2023-03-01', 'manual', $3, $4, '电话', '2023-04-01', '')`,
          [enterpriseId, a.id, people.zhijin.id, people.zhijin.organisationId],
        );
      await lead(one.id);
      await lead(other.id);
      expect(await refused(as('zhijin', () => merges.preview(wanted)))).toBe('MERGE_LEADS_CLASH');
      await sql(`UPDATE lead SET status = 'lost', status_reason = '不来了' WHERE enterprise_id = $1`, [other.id]);
      expect((await as('zhijin', () => merges.preview(wanted))).children).toContainEqual({ table: 'lead', column: 'enterprise_id', moved: 1, stayed: 0 }); // prettier-ignore
      await sql(
        `UPDATE enterprise SET holder_organisation_id = (SELECT id FROM organisation WHERE code = CASE WHEN id = $1 THEN 'QX-520524' ELSE 'QX-520521' END),
           held_since = now(), holder_area_code = '520524' WHERE id IN ($1, $2)`,
        [one.id, other.id],
      );
      await sql(`UPDATE enterprise e SET holder_organisation_id = o.id FROM organisation o WHERE (e.id = $1 AND o.code = 'QX-520524') OR (e.id = $2 AND o.code = 'QX-520521')`, [one.id, other.id]); // prettier-ignore
      expect(await refused(as('zhijin', () => merges.preview(wanted)))).toBe('MERGE_HOLDERS_DIFFER');
    });

    it('is not undone over what has changed since, and says what that is', async () => {
      const [kept, gone] = [
        await newEnterprise({ note: '甲' }),
        await newEnterprise({ note: '乙', website: 'www.b.cn' }),
      ];
      const done = await merge('zhijin', plan('enterprise', kept.id, gone.id));
      const now = await as('zhijin', () => enterprises.get(kept.id));
      const changed = await as('zhijin', () =>
        enterprises.update(kept.id, { website: 'www.c.cn', version: now.version }),
      );
      const refusal = await as('zhijin', () => merges.undo(done.id, '不是一家')).catch((error: unknown) => error);
      expect(refusal).toMatchObject({
        code: 'MERGE_CHANGED_SINCE',
        details: { obstacles: [{ what: 'website', count: 1 }] },
      });
      await as('zhijin', () =>
        enterprises.update(kept.id, { website: 'www.b.cn', note: '改过', version: changed.version }),
      );
      await as('zhijin', () => merges.undo(done.id, '不是一家'));
      // What was changed since and has nothing to do with the merge stays.
      expect(await as('zhijin', () => enterprises.get(kept.id))).toMatchObject({ website: null, note: '改过' });
      expect(await refused(as('zhijin', () => merges.undo(done.id, '再来一次')))).toBe('MERGE_UNDONE');
    });

    /** Every table a merge may touch, without what counts writes; search_grams is made from search_text, in no order. */
    const everything = async () => {
      const tables = await sql<{ name: string }>(
        `SELECT DISTINCT table_name AS name FROM merge_reference UNION SELECT unnest(ARRAY['resource', 'market', 'project', 'enterprise']) ORDER BY 1`,
      );
      const state: Record<string, unknown> = {};
      for (const { name } of tables) {
        const rows = await sql<{ row: string }>(
          `SELECT (to_jsonb(t) - '{version,updated_at,updated_by_id,search_grams}'::text[])::text AS row FROM ${name} t ORDER BY 1`,
        );
        state[name] = rows.map(({ row }) => row);
      }
      return state;
    };
    const hang = async (
      on: { enterpriseId: string; projectId: string },
      others: { enterpriseId: string; projectId: string },
      pieces: readonly string[],
    ) => {
      const { zhijin } = people;
      const who = [zhijin.id, zhijin.organisationId];
      for (const piece of pieces) {
        made += 1;
        if (piece === 'lead' || piece === 'lost lead') {
          const lost = piece === 'lost lead';
          await sql(
            `INSERT INTO lead (code, enterprise_id, enterprise_name, project_id, area_code, stage_entered_on, source, owner_id, organisation_id, next_step, next_step_on, search_text, status, status_reason)
             VALUES ($1, $2, '', $3, '520524', '2023-03-01', 'manual', $4, $5, '电话', '2023-04-01', '', $6, $7)`,
            [
              `XS-T${made}`,
              on.enterpriseId,
              lost ? on.projectId : null,
              ...who,
              lost ? 'lost' : 'open',
              lost ? '不来' : null,
            ],
          );
        }
        if (piece === 'funds') {
          await sql(
            `INSERT INTO funds_line (code, area_code, project_id, enterprise_id, period, kind, amount_cny, definition_version, in_scope, filed_by_id, search_text)
             VALUES ($1, '520524', $2, $3, '2023-03', 'equipment', 100, 'v1', true, $4, '')`,
            [`ZJ-T${made}`, on.projectId, on.enterpriseId, zhijin.id],
          );
        }
        if (piece === 'contact') {
          await sql(`INSERT INTO enterprise_contact (enterprise_id, name, organisation_id) VALUES ($1, '张三', $2)`, [on.enterpriseId, zhijin.organisationId]); // prettier-ignore
        }
        if (piece === 'decision') {
          await sql(
            `INSERT INTO suggestion_decision (project_id, enterprise_id, suggestion_id, decision, decided_at) VALUES ($1, $2, uuidv7(), 'accepted', now()) ON CONFLICT DO NOTHING`,
            [others.projectId, on.enterpriseId],
          );
        }
        if (piece === 'pause') {
          await sql(
            `INSERT INTO enterprise_pause (enterprise_id, project_id, suggestion_id, reason, since, until, set_by_id, set_at) VALUES ($1, $2, uuidv7(), '无扩产', '2023-01-01', '2023-06-01', $3, now()) ON CONFLICT DO NOTHING`,
            [on.enterpriseId, others.projectId, zhijin.id],
          );
        }
        if (piece === 'quantity') {
          await sql(
            `WITH made AS (INSERT INTO resource (code, name, kind, area_code, search_text) VALUES ($5, '无烟煤', 'mineral', '520524', '') RETURNING id),
               ledger AS (INSERT INTO supply_ledger (supply_id, resource_id) SELECT id, id FROM made RETURNING supply_id)
             INSERT INTO supply_reservation (supply_id, project_id, enterprise_id, quantity, unit, asked_quantity, asked_unit, hold_days, organisation_id, requested_by_id)
             SELECT supply_id, $1, $2, 5, '吨', 5, '吨', 90, $3, $4 FROM ledger`,
            [on.projectId, others.enterpriseId, zhijin.organisationId, zhijin.id, `ZY-T${made}`],
          );
        }
        if (piece === 'list') {
          await sql(`INSERT INTO project_list_membership (project_id, list, joined_on) VALUES ($1, 'major_611', '2023-01-01') ON CONFLICT DO NOTHING`, [on.projectId]); // prettier-ignore
        }
        if (piece === 'limit') {
          await sql(
            `INSERT INTO allocation_limit (kind, subject_key, capacity) VALUES ('enterprise', $1, 2) ON CONFLICT DO NOTHING`,
            [on.enterpriseId],
          );
        }
        if (piece === 'run') {
          const [run] = await sql<{ id: string }>(
            `INSERT INTO match_run (status, options, algorithm_version, input_snapshot, frozen_at, finished_at) VALUES ('done', '{}', 'v', 'x', now(), now()) RETURNING id`,
          );
          await sql(
            `INSERT INTO match_run_project (run_id, project_id, block_no, position, name) VALUES ($1, $2, 0, 0, '项目')`,
            [run.id, others.projectId],
          );
          await sql(
            `INSERT INTO match_suggestion (run_id, project_id, enterprise_id, rank, place, score, contributions, constraints, enterprise_name)
             SELECT $1, $2, e, row_number() OVER (), row_number() OVER (), 1, '[]', '[]', '企业' FROM unnest($3::uuid[]) e`,
            [run.id, others.projectId, made % 2 === 0 ? [on.enterpriseId] : [on.enterpriseId, others.enterpriseId]],
          );
        }
      }
    };

    it('undone leaves every row as it was, whatever hung on the two', async () => {
      const pieces = fc.subarray([
        'lead',
        'lost lead',
        'funds',
        'contact',
        'decision',
        'pause',
        'quantity',
        'list',
        'limit',
        'run',
      ]);
      const take = fc.dictionary(
        fc.constantFrom('name', 'note', 'creditCode', 'products', 'formerNames'),
        fc.constantFrom<MergeTake>('survivor', 'merged'),
      );
      const codes = ['91350100M000100Y43', null];
      await sql(`UPDATE enterprise SET credit_code = NULL`);
      await fc.assert(
        fc.asyncProperty(
          pieces,
          pieces,
          take,
          fc.boolean(),
          fc.constantFrom(...codes),
          async (onKept, onGone, chosen, isProject, creditCode) => {
            await sql(`UPDATE enterprise SET credit_code = NULL`);
            const [kept, gone] = [
              {
                enterpriseId: (await newEnterprise({ products: ['磷肥', '硫酸'], note: '甲' })).id,
                projectId: (await newProject({ note: '甲' })).id,
              },
              {
                enterpriseId: (await newEnterprise({ products: ['磷石膏', '磷肥'], creditCode, formerNames: ['前身'] }))
                  .id,
                projectId: (await newProject({ landMu: '12' })).id,
              },
            ];
            await sql(`UPDATE enterprise_product SET share = 0.2 WHERE position = 1 AND enterprise_id IN ($1, $2)`, [
              kept.enterpriseId,
              gone.enterpriseId,
            ]);
            // Only one of them has a live lead of its own, or the merge would be refused.
            await hang(
              kept,
              gone,
              onKept.filter((piece) => piece !== 'lead'),
            );
            await hang(gone, kept, onGone);
            const before = await everything();
            const wanted = isProject
              ? plan('project', kept.projectId, gone.projectId, chosen.note === undefined ? {} : { note: chosen.note })
              : plan('enterprise', kept.enterpriseId, gone.enterpriseId, chosen);
            const done = await merge('zhijin', wanted);
            expect(await everything()).not.toEqual(before);
            if (!isProject && onGone.includes('contact')) {
              expect(done.children).toContainEqual({
                table: 'enterprise_contact',
                column: 'enterprise_id',
                moved: 1,
                stayed: 0,
              });
            }
            await as('zhijin', () => merges.undo(done.id, '撤销合并'));
            expect(await everything()).toEqual(before);
          },
        ),
        { numRuns: 12 },
      );
    });
  });
});
