import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ImportView } from '@lianghuan/contracts';
import type { Actor } from '@lianghuan/platform';
import fc from 'fast-check';
import { makeUser } from '../../../../test/support/people.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { waitFor } from '../../../../test/support/wait.js';
import { openWorkbook, textsOf } from '../../../../test/support/workbooks.js';
import { JobDesk } from '../job/job-desk.js';
import { ChangeUndoService } from '../change/change-undo.service.js';
import { MergeService } from '../duplicate/merge.service.js';
import { EnterpriseService } from '../enterprise/enterprise.service.js';
import { ResourceService } from '../resource/resource.service.js';
import { ImportCleanUpService } from './import-clean-up.service.js';
import { ImportJobService } from './import-job.service.js';
import { ImportService } from './import.service.js';
import { TransferModule } from './transfer.module.js';

jest.setTimeout(120_000);

describe('importing without luck', () => {
  let context: ServiceContext;
  let imports: ImportService;
  let jobs: ImportJobService;
  let clerk: Actor;

  beforeAll(async () => {
    context = await startServices([TransferModule]);
    imports = context.module.get(ImportService);
    jobs = context.module.get(ImportJobService);
    clerk = await makeUser(context.owner, 'clerk', ['county_clerk'], 'QX-520524');
  });
  afterAll(() => context.close());

  const asClerk = <T>(work: () => Promise<T>) => context.database.actAs(clerk, work);
  const get = (id: string) => asClerk(() => imports.get(id));
  /** A checked batch of `count` new resources whose names begin with `prefix`. */
  const checkedBatch = async (prefix: string, count: number): Promise<ImportView> => {
    const lines = Array.from({ length: count }, (_, i) => `${prefix}${i + 1},织金县,矿产,${i + 1},吨`);
    const content = Readable.from([Buffer.from(['资源名称,所在地区,资源类型,总量,计量单位', ...lines].join('\n'))]);
    const upload = { name: `${prefix}.csv`, mediaType: 'text/csv', content };
    const { id } = await asClerk(() => imports.upload({ register: 'resource', mode: 'both' }, upload));
    expect(await jobs.check(id)).toBe('done');
    const checked = await get(id);
    expect(checked).toMatchObject({ status: 'checked', counts: { create: count, error: 0 } });
    return checked;
  };
  const stored = async (prefix: string) => {
    const [{ n, distinct }] = await context.owner.sql<{ n: number; distinct: number }>(
      `SELECT count(*)::int AS n, count(DISTINCT name)::int AS distinct FROM resource WHERE name LIKE $1`,
      [`${prefix}%`],
    );
    expect(n).toBe(distinct);
    return n;
  };

  it('takes the extra fields of a kind as columns, in their own units and words, and changes only what differs', async () => {
    const importing = async (lines: string[]) => {
      const content = Readable.from([Buffer.from(lines.join('\n'))]);
      const upload = { name: '台账.csv', mediaType: 'text/csv', content };
      const { id } = await asClerk(() => imports.upload({ register: 'resource', mode: 'both' }, upload));
      expect(await jobs.check(id)).toBe('done');
      return get(id);
    };
    const stored = async () => (await context.owner.sql<{ extra: object }>(`SELECT extra FROM resource WHERE name = '旧纺织厂'`))[0].extra; // prettier-ignore
    const heading = '资源名称,所在地区,资源类型,资产类别,账面价值（万元）,是否试点,建成年份';
    const first = await importing([heading, '旧纺织厂,织金县,闲置低效资产,厂房,600,是,1998']);
    expect(first.counts).toMatchObject({ create: 1, error: 0 });
    await asClerk(() => imports.commit(first.id));
    expect(await jobs.commit(first.id)).toBe('done');
    expect(await stored()).toEqual({ assetKind: 'workshop', bookValueCny: '6000000', isPilot: 'yes', buildYear: 1998 });
    const second = await importing([heading, '旧纺织厂,织金县,闲置低效资产,厂房,550,是,', '新厂,织金县,矿产,厂房,1,是,1998', '旧厂,织金县,闲置低效资产,厂库,1,是,1998']); // prettier-ignore
    expect(second.counts).toMatchObject({ update: 1, error: 2 });
    await asClerk(() => imports.commit(second.id));
    expect(await jobs.commit(second.id)).toBe('done');
    expect(await stored()).toEqual({ assetKind: 'workshop', bookValueCny: '5500000', isPilot: 'yes', buildYear: 1998 });
  });

  it('goes on after a failure in the middle with what is not written yet, without doubles', async () => {
    const { id } = await checkedBatch('中断', 1_300);
    // An error of the server, not of a row: what a crashed disk or a cut connection looks like.
    await context.owner.sql(`CREATE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'disk on fire' USING ERRCODE = 'io_error'; END $$`);
    await context.owner.sql(
      `CREATE TRIGGER crash BEFORE INSERT ON resource FOR EACH ROW WHEN (NEW.name = '中断700') EXECUTE FUNCTION crash()`,
    );
    await asClerk(() => imports.commit(id));
    await expect(jobs.commit(id)).rejects.toThrow('disk on fire');
    expect(await get(id)).toMatchObject({ status: 'committing', progressDone: 500, progressTotal: 1_300 });
    expect(await stored('中断')).toBe(500);
    await context.owner.sql('DROP TRIGGER crash ON resource');
    expect(await jobs.commit(id)).toBe('done');
    expect(await get(id)).toMatchObject({
      status: 'committed',
      progressDone: 1_300,
      counts: { create: 1_300, error: 0 },
    });
    expect(await stored('中断')).toBe(1_300);
    // A bell that rings late changes nothing.
    expect(await jobs.commit(id)).toBe('not-ours');
    expect(await jobs.check(id)).toBe('not-ours');
    expect(await stored('中断')).toBe(1_300);
  });

  it('removes the rows of an import 90 days after its end, and can still take it back', async () => {
    const cleanUp = context.module.get(ImportCleanUpService);
    const [written, cancelled, open] = [await checkedBatch('久写', 3), await checkedBatch('久消', 3), await checkedBatch('未完', 3)]; // prettier-ignore
    await asClerk(() => imports.commit(written.id));
    expect(await jobs.commit(written.id)).toBe('done');
    await asClerk(() => imports.cancel(cancelled.id));
    const rowsOf = async ({ id }: ImportView) => (await asClerk(() => imports.rows(id, { page: 1, pageSize: 10 }))).total; // prettier-ignore
    const ended = (ago: string) => context.owner.sql(`UPDATE import_batch SET finished_at = now() - interval '${ago}' WHERE id = ANY ($1)`, [[written.id, cancelled.id]]); // prettier-ignore
    await ended('89 days');
    expect(await cleanUp.sweep()).toEqual([]);
    expect([await rowsOf(written), await rowsOf(cancelled)]).toEqual([3, 3]);
    await ended('91 days');
    expect((await cleanUp.sweep()).sort()).toEqual([written.id, cancelled.id].sort());
    expect(await cleanUp.sweep()).toEqual([]);
    expect([await rowsOf(written), await rowsOf(cancelled), await rowsOf(open)]).toEqual([0, 0, 3]);
    const [{ top }] = await context.owner.sql<{ top: number }>(`SELECT count(*)::int AS top FROM import_top_row WHERE batch_id = ANY ($1)`, [[written.id, cancelled.id]]); // prettier-ignore
    expect(top).toBe(0);
    expect(await get(written.id)).toMatchObject({ status: 'committed', counts: { create: 3 }, rowsRemovedAt: expect.any(String), can: { undo: true } }); // prettier-ignore
    expect((await get(open.id)).rowsRemovedAt).toBeNull();
    const undone = await asClerk(() => imports.undo(written.id, '过期也能撤销'));
    expect(await context.module.get(ChangeUndoService).execute(undone.undo?.id ?? '')).toBe('done');
    expect((await get(written.id)).undo).toMatchObject({ status: 'done', counts: { withdrawn: 3 } });
  });

  it('takes over from a worker that was killed, and the sweeper rings for it', async () => {
    const { id } = await checkedBatch('被杀', 20);
    await asClerk(() => imports.commit(id));
    // What a worker killed with SIGKILL leaves behind: a claim whose heart beats no more.
    await context.owner.sql(`UPDATE import_batch SET claim_token = gen_random_uuid(), attempts = 1 WHERE id = $1`, [
      id,
    ]);
    expect(await jobs.commit(id)).toBe('not-ours');
    expect(await jobs.sweep()).not.toContain(id);
    await context.owner.sql(`UPDATE import_batch SET heartbeat_at = now() - interval '1 minute' WHERE id = $1`, [id]);
    expect(await jobs.sweep()).toContain(id);
    expect(await jobs.commit(id)).toBe('done');
    expect(await stored('被杀')).toBe(20);
  });

  it('does not keep the row of a worker that froze inside its transaction', async () => {
    const { id } = await checkedBatch('冻结', 1);
    await asClerk(() => imports.commit(id));
    const step = { waiting: 'committing', running: 'committing' };
    const desk = new JobDesk(context.database, { jobSilenceSeconds: 0.2 }, 'import_batch', [step]);
    const frozen = desk.execute(id, step, (claim) =>
      context.database.transaction(async (tx) => {
        await desk.hold(tx, claim);
        await new Promise((resolve) => setTimeout(resolve, 2_000));
        await tx.query('SELECT 1');
      }),
    );
    await expect(frozen).rejects.toThrow(/idle-in-transaction timeout|Connection terminated|already released/);
    expect(await jobs.commit(id)).toBe('done');
    expect(await stored('冻结')).toBe(1);
  });

  it('of two workers lets one write', async () => {
    const { id } = await checkedBatch('争抢', 600);
    await asClerk(() => imports.commit(id));
    const outcomes = await Promise.all([jobs.commit(id), jobs.commit(id), jobs.commit(id)]);
    expect(outcomes.sort()).toEqual(['done', 'not-ours', 'not-ours']);
    expect(await stored('争抢')).toBe(600);
  });

  it('of two files with the same new rows writes them once', async () => {
    const [one, two] = [await checkedBatch('同样', 700), await checkedBatch('同样', 700)];
    for (const { id } of [one, two]) await asClerk(() => imports.commit(id));
    await Promise.all([jobs.commit(one.id), jobs.commit(two.id)]);
    expect(await stored('同样')).toBe(700);
    const counts = [await get(one.id), await get(two.id)].map(({ counts }) => counts);
    expect(counts[0].create + counts[1].create).toBe(700);
    expect(counts[0].error + counts[1].error).toBe(700);
  });

  it('finds rows to be the same by other keys also where their blocks are written side by side', async () => {
    const lines = Array.from({ length: 1_000 }, (_, i) => `并排${i + 1},织金县,矿产,${i === 4 ? 'BP5' : ''}`);
    lines[700] = '并排5,织金县,矿产,';
    const content = Readable.from([Buffer.from(['资源名称,所在地区,资源类型,资源编号', ...lines].join('\n'))]);
    const { id } = await asClerk(() => imports.upload({ register: 'resource', mode: 'both' }, { name: '并排.csv', mediaType: 'text/csv', content })); // prettier-ignore
    expect(await jobs.check(id)).toBe('done');
    await asClerk(() => imports.commit(id));
    expect(await jobs.commit(id)).toBe('done');
    expect(await get(id)).toMatchObject({ progressDone: 1_000, counts: { create: 999, error: 1 } });
    const { items } = await asClerk(() => imports.rows(id, { page: 1, pageSize: 5, verdict: ['error'] }));
    expect(items.map(({ rowNumber, issues }) => [rowNumber, issues[0].code])).toEqual([[702, 'EXISTS_NOW']]);
    expect(await stored('并排')).toBe(999);
  });

  it('stops between blocks when it is cancelled, and says how far it came', async () => {
    const { id } = await checkedBatch('取消', 4_000);
    await asClerk(() => imports.commit(id));
    const writing = jobs.commit(id);
    await waitFor('the first block', async () => (await get(id)).progressDone > 0, 30_000, 5);
    const cancelled = await asClerk(() => imports.cancel(id));
    expect(await writing).toBe('not-ours');
    const left = await get(id);
    expect(left).toMatchObject({ status: 'cancelled', can: { cancel: false } });
    expect(left.progressDone).toBe(cancelled.progressDone);
    expect(left.progressDone).toBeLessThan(4_000);
    expect(left.progressDone % 250).toBe(0);
    expect(await stored('取消')).toBe(left.progressDone);
  });

  it('gives up after five attempts and says so', async () => {
    const { id } = await checkedBatch('绝望', 5);
    await context.owner.sql(
      `CREATE TRIGGER crash BEFORE INSERT ON resource FOR EACH ROW WHEN (NEW.name LIKE '绝望%') EXECUTE FUNCTION crash()`,
    );
    await asClerk(() => imports.commit(id));
    for (let attempt = 1; attempt <= 5; attempt += 1) await expect(jobs.commit(id)).rejects.toThrow();
    expect(await get(id)).toMatchObject({ status: 'failed', errorCode: 'INTERNAL' });
    await context.owner.sql('DROP TRIGGER crash ON resource');
    expect(await stored('绝望')).toBe(0);
  });

  describe('rows that may be in the register already', () => {
    const checked = async (register: 'resource' | 'enterprise', lines: readonly string[]) => {
      const upload = {
        name: '查重.csv',
        mediaType: 'text/csv',
        content: Readable.from([Buffer.from(lines.join('\n'))]),
      };
      const { id } = await asClerk(() => imports.upload({ register, mode: 'both' }, upload));
      expect(await jobs.check(id)).toBe('done');
      return id;
    };
    const rowsOf = async (id: string, likely?: boolean) =>
      (await asClerk(() => imports.rows(id, { page: 1, pageSize: 50, likely }))).items;
    const committed = async (id: string) => {
      await asClerk(() => imports.commit(id));
      expect(await jobs.commit(id)).toBe('done');
      return (await get(id)).counts;
    };

    it('are named with the reasons, may be left out and taken in again, and are written by who goes on', async () => {
      const enterprises = context.module.get(EnterpriseService);
      const there = await asClerk(() => enterprises.create({ name: '贵州黔疑磷化工有限公司' } as never));
      const id = await checked('enterprise', [
        '公司名称',
        '贵州黔疑磷石化工有限公司',
        '贵州黔疑磷化有限公司',
        '遵义无关食品有限公司',
      ]);
      expect(await get(id)).toMatchObject({ counts: { create: 3 }, likely: 2 });
      const [first, second, third] = await rowsOf(id);
      const [found] = (await asClerk(() =>
        context.database.transaction((tx) => enterprises.findLikelyDuplicates(tx, [{ name: '贵州黔疑磷石化工有限公司' }])),
      ))[0]; // prettier-ignore
      expect(first).toMatchObject({
        verdict: 'create',
        isLeftOut: false,
        likely: [{ id: there.id, name: '贵州黔疑磷化工有限公司', verdict: found.comparison.verdict, reasons: found.comparison.reasons }],
      }); // prettier-ignore
      expect(first.likely[0].reasons.length).toBeGreaterThan(0);
      expect(third.likely).toEqual([]);
      expect((await rowsOf(id, true)).map(({ rowNumber }) => rowNumber)).toEqual([first.rowNumber, second.rowNumber]);

      expect(await asClerk(() => imports.leaveOut(id, { isLeftOut: true }))).toMatchObject({
        counts: { create: 1, skip: 2 },
        likely: 0,
      });
      const back = { rowNumbers: [second.rowNumber, third.rowNumber], isLeftOut: false };
      expect(await asClerk(() => imports.leaveOut(id, back))).toMatchObject({ counts: { create: 2, skip: 1 }, likely: 1 }); // prettier-ignore
      expect((await rowsOf(id)).map(({ verdict, isLeftOut }) => [verdict, isLeftOut])).toEqual([
        ['skip', true],
        ['create', false],
        ['create', false],
      ]);
      const colleague = await makeUser(context.owner, 'not-the-importer', ['county_clerk'], 'QX-520524');
      await expect(context.database.actAs(colleague, () => imports.leaveOut(id, back))).rejects.toMatchObject({ code: 'IMPORT_NOT_FOUND' }); // prettier-ignore
      expect(await committed(id)).toMatchObject({ create: 2, skip: 1, error: 0 });
      await expect(asClerk(() => imports.leaveOut(id, back))).rejects.toMatchObject({ code: 'IMPORT_STATE_INVALID' });
    });

    it('are told of within one file, too, and come back as a file with the reasons', async () => {
      const lines = ['公司名称,备注', '毕节同表新能源有限公司,甲', '安顺另有其事公司,乙'];
      // Farther apart than one block of the check.
      const character = (i: number) => String.fromCodePoint(0x4e00 + i);
      for (let i = 0; i < 520; i += 1)
        lines.push(`${[3, 5, 7, 11].map((step) => character(step * 521 + i * step)).join('')}商行,`);
      lines.push('毕节同表新能有限公司,丙');
      const id = await checked('enterprise', lines);
      const near = (await rowsOf(id, true)).filter(({ name }) => name?.startsWith('毕节同表') === true);
      expect(near).toMatchObject([
        {
          rowNumber: 523 + 1,
          likely: [],
          alike: [{ rowNumber: 2, name: '毕节同表新能源有限公司', verdict: 'review' }],
        },
      ]);
      expect(near[0].alike[0].reasons.length).toBeGreaterThan(0);
      const out = { rowNumbers: [near[0].rowNumber], isLeftOut: true };
      expect(await asClerk(() => imports.leaveOut(id, out))).toMatchObject({ counts: { skip: 1 }, leftOut: 1 });
      const { name, content } = await asClerk(() => imports.leftOutWorkbook(id));
      expect(name).toBe('查重-跳过的疑似重复.xlsx');
      const [heading, ...rows] = textsOf((await openWorkbook(await buffer(content))).worksheets[0]);
      expect(heading).toEqual(['公司名称', '备注', '原行号', '跳过原因']);
      expect(rows).toHaveLength(1);
      expect(rows[0].slice(0, 3)).toEqual(['毕节同表新能有限公司', '丙', '524']);
      expect(rows[0][3]).toContain('本表第2行“毕节同表新能源有限公司”');
      const outsider = await makeUser(context.owner, 'outsider', ['county_clerk'], 'QX-520521');
      await expect(context.database.actAs(outsider, () => imports.leftOutWorkbook(id))).rejects.toMatchObject({ code: 'IMPORT_NOT_FOUND' }); // prettier-ignore
    });

    it('are not written where somebody else registered one after the check, for nobody has decided about it', async () => {
      const id = await checked('enterprise', ['公司名称', '毕节后来居上材料有限公司', '毕节别的建材有限公司']);
      expect((await get(id)).likely).toBe(0);
      const other = await makeUser(context.owner, 'meanwhile', ['county_clerk'], 'QX-520521');
      const enterprises = context.module.get(EnterpriseService);
      await context.database.actAs(other, () => enterprises.create({ name: '毕节后来居上新材料有限公司' } as never));
      expect(await committed(id)).toMatchObject({ create: 1, error: 1 });
      const [first] = await rowsOf(id);
      expect(first.issues).toMatchObject([{ code: 'LIKELY_NOW' }]);
      expect(first.issues[0].message).toContain('毕节后来居上新材料有限公司');
    });

    it('that were merged lead to the survivor, which keeps what the merge decided', async () => {
      const resources = context.module.get(ResourceService);
      const merges = context.module.get(MergeService);
      const make = (fields: object) => asClerk(() => resources.create({ kind: 'mineral', areaCode: '520524', ...fields } as never)); // prettier-ignore
      const kept = await make({ code: 'MG-1', name: '并存矿', note: '留下的话' });
      const gone = await make({ code: 'MG-2', name: '并走矿', note: '被并的话' });
      const middle = await make({ code: 'MG-3', name: '中间矿' });
      const merge = (survivorId: string, mergedId: string) =>
        asClerk(async () => {
          const plan = { register: 'resource', survivorId, mergedId, take: { note: 'survivor' } } as const;
          const { survivorVersion, mergedVersion } = await merges.preview(plan);
          await merges.merge({ ...plan, survivorVersion, mergedVersion, reason: '同一处' });
        });
      await merge(middle.id, gone.id);
      await merge(kept.id, middle.id);
      const head = '资源编号,资源名称,资源类型,所在地区,权属人,备注';
      const id = await checked('resource', [head, 'MG-2,并走矿,矿产,织金县,新的主,被并的话']);
      const [row] = await rowsOf(id);
      expect(row).toMatchObject({ verdict: 'update', changes: { ownerName: ['', '新的主'] }, issues: [{ code: 'MERGED' }] }); // prettier-ignore
      expect(row.issues[0].message).toContain('并存矿');
      expect(Object.keys(row.changes)).toEqual(['ownerName']);
      expect(await committed(id)).toMatchObject({ update: 1, error: 0 });
      expect(
        await context.owner.sql(`SELECT code, name, owner_name, note FROM resource WHERE id = ANY ($1) AND archived_at IS NULL`, [
          [kept.id, gone.id, middle.id],
        ]),
      ).toEqual([{ code: 'MG-1', name: '并存矿', owner_name: '新的主', note: '留下的话' }]); // prettier-ignore
    });
  });

  describe('taken back', () => {
    let undos: ChangeUndoService;
    let colleague: Actor;
    beforeAll(async () => {
      undos = context.module.get(ChangeUndoService);
      colleague = await makeUser(context.owner, 'colleague', ['county_clerk'], 'QX-520524');
    });

    type Register = 'resource' | 'enterprise' | 'project';
    /** Imports lines in the name of the clerk, all good. @returns id of the batch */
    const imported = async (
      register: Register,
      lines: readonly string[],
      wanted: Partial<ImportView['counts']> = {},
    ) => {
      const content = Readable.from([Buffer.from(lines.join('\n'))]);
      const upload = { name: '改.csv', mediaType: 'text/csv', content };
      const { id } = await asClerk(() => imports.upload({ register, mode: 'both' }, upload));
      await jobs.check(id);
      const { items } = await asClerk(() => imports.rows(id, { page: 1, pageSize: 200, verdict: ['error'] }));
      expect(items).toEqual([]);
      expect((await get(id)).counts).toMatchObject(wanted);
      await asClerk(() => imports.commit(id));
      expect(await jobs.commit(id)).toBe('done');
      return id;
    };
    const undone = async (batchId: string) => {
      const { undo } = await asClerk(() => imports.undo(batchId, '传错了'));
      expect(await undos.execute(undo?.id ?? '')).toBe('done');
      const { items } = await asClerk(() => imports.undoRows(batchId, { page: 1, pageSize: 200 }));
      return { counts: (await get(batchId)).undo?.counts, items };
    };
    /** Rows of a register as they are stored, without what every write moves. */
    const snapshot = (table: Register, prefix: string) =>
      context.owner.sql(
        `SELECT to_jsonb(t) - '{version,updated_at,updated_by_id,search_grams}'::text[] AS row,
           (SELECT jsonb_agg(jsonb_build_array(p.name, p.share) ORDER BY p.position) FROM enterprise_product p WHERE p.enterprise_id = t.id) AS lines
         FROM ${table} t WHERE name LIKE $1 AND archived_at IS NULL ORDER BY code`,
        [`${prefix}%`],
      );

    it('an import leaves the registers as they were, whatever it updated and created', async () => {
      const head = '资源编号,资源名称,资源类型,所在地区,总量,计量单位,估值（万元）,关联行业,经度,估值日期,备注';
      const cell = {
        total: fc.constantFrom('', '1', '2.5', '清空', '999999999999.123456'),
        unit: fc.constantFrom('', '亩', '吨'),
        value: fc.constantFrom('', '0.01', '1200', '清空'),
        industries: fc.constantFrom('', '06', '26；15', '清空'),
        lng: fc.constantFrom('', '105.77', '清空'),
        day: fc.constantFrom('', '2024-02-29', '清空'),
        note: fc.constantFrom('', '=1+1', '改过', '清空'),
      };
      const line = fc
        .record(cell)
        .map((of) => [of.total, of.unit, of.value, of.industries, of.lng, of.day, of.note].join(','));
      await imported('resource', [
        head,
        ...[1, 2, 3].map((i) => `U-${i},可撤${i},矿产,织金县,${i},吨,${i},06,105.${i},2023-01-0${i},原来${i}`),
      ]);
      const before = await snapshot('resource', '可撤');
      await fc.assert(
        fc.asyncProperty(fc.array(line, { minLength: 4, maxLength: 4 }), async (lines) => {
          const id = await imported(
            'resource',
            [head, ...lines.map((rest, i) => `U-${i + 1},可撤${i + 1},矿产,织金县,${rest}`)],
            { create: 1 },
          );
          const { counts } = await undone(id);
          expect(counts).toMatchObject({ withdrawn: 1, kept: 0, refused: 0 });
          expect(await snapshot('resource', '可撤')).toEqual(before);
        }),
        { numRuns: 6 },
      );
      // The withdrawn row came back under its own id each time it was imported again.
      expect(await context.owner.sql(`SELECT is_undone FROM resource WHERE code = 'U-4'`)).toEqual([
        { is_undone: true },
      ]);
    });

    it('an import of enterprises brings product lines back with their shares', async () => {
      await imported('enterprise', ['公司名称,主营产品', '贵州可撤化工有限公司,磷酸；纯碱']);
      await context.owner.sql(`UPDATE enterprise_product SET share = 0.6 WHERE name = '磷酸'`);
      const before = await snapshot('enterprise', '贵州可撤');
      const id = await imported(
        'enterprise',
        ['公司名称,主营产品,简称', '贵州可撤化工有限公司,硫酸,可撤', '贵州可撤新来有限公司,煤,'],
        { create: 1, update: 1 },
      );
      expect(await snapshot('enterprise', '贵州可撤')).not.toEqual(before);
      expect((await undone(id)).counts).toEqual({ restored: 1, withdrawn: 1, kept: 0, refused: 0 });
      expect(await snapshot('enterprise', '贵州可撤')).toEqual(before);
    });

    it('what was changed since stays, and is listed with who changed it', async () => {
      await imported('resource', [
        '资源编号,资源名称,资源类型,所在地区,权属人,备注',
        ...['a', 'b', 'c'].map((i) => `K-${i},留着${i},矿产,织金县,原主,原话`),
      ]);
      const id = await imported(
        'resource',
        [
          '资源编号,资源名称,资源类型,所在地区,权属人',
          ...['a', 'b', 'c', 'd'].map((i) => `K-${i},留着${i},矿产,织金县,导入的主`),
        ],
        { update: 3, create: 1 },
      );
      const resources = context.module.get(ResourceService);
      const rowOf = async (code: string) =>
        (
          await context.owner.sql<{ id: string; version: number }>('SELECT id, version FROM resource WHERE code = $1', [
            code,
          ])
        )[0];
      const change = async (code: string, changes: object) => {
        const row = await rowOf(code);
        await context.database.actAs(colleague, () => resources.update(row.id, { ...changes, version: row.version }));
      };
      await change('K-a', { ownerName: '后来的主' });
      await change('K-b', { note: '别处改的' });
      await change('K-d', { note: '看过了' });
      const { counts, items } = await undone(id);
      expect(counts).toEqual({ restored: 2, withdrawn: 0, kept: 2, refused: 0 });
      expect(items.slice(0, 2).map((row) => [row.code, row.outcome, row.fields, row.changedBy])).toEqual(
        expect.arrayContaining([
          ['K-a', 'kept', ['权属人'], 'colleague'],
          ['K-d', 'kept', [], 'colleague'],
        ]),
      );
      const stored = await context.owner.sql(
        `SELECT code, owner_name, note, archived_at IS NULL AS used FROM resource WHERE code LIKE 'K-%' ORDER BY code`,
      );
      expect(stored).toEqual([
        { code: 'K-a', owner_name: '后来的主', note: '原话', used: true },
        { code: 'K-b', owner_name: '原主', note: '别处改的', used: true },
        { code: 'K-c', owner_name: '原主', note: '原话', used: true },
        { code: 'K-d', owner_name: '导入的主', note: '看过了', used: true },
      ]);
      const [audit] = await context.owner.sql<{ reason: string }>(
        `SELECT reason FROM audit_entry WHERE table_name = 'resource' AND row_id = $1 ORDER BY id DESC LIMIT 1`,
        [(await rowOf('K-c')).id],
      );
      expect(audit.reason).toBe('撤销“改.csv”：传错了');
    });

    it('goes on where a killed worker stopped, and brings the same rows back when they are imported again', async () => {
      const lines = ['资源名称,资源类型,所在地区', ...Array.from({ length: 600 }, (_, i) => `重来${i},矿产,织金县`)];
      const id = await imported('resource', lines, { create: 600 });
      const { undo } = await asClerk(() => imports.undo(id, '传错了'));
      const idsOf = () =>
        context.owner.sql<{ id: string }>(`SELECT id FROM resource WHERE name LIKE '重来%' ORDER BY id`);
      const before = await idsOf();
      await context.owner.sql(
        `CREATE TRIGGER crash BEFORE UPDATE ON resource FOR EACH ROW WHEN (NEW.id = '${before[550].id}') EXECUTE FUNCTION crash()`,
      );
      await expect(undos.execute(undo?.id ?? '')).rejects.toThrow('disk on fire');
      expect((await get(id)).undo).toMatchObject({ status: 'queued', progressDone: 500, progressTotal: 600 });
      await context.owner.sql('DROP TRIGGER crash ON resource');
      expect(await undos.execute(undo?.id ?? '')).toBe('done');
      expect((await get(id)).undo).toMatchObject({ status: 'done', counts: { withdrawn: 600 } });
      await imported('resource', lines, { create: 600 });
      expect(await idsOf()).toEqual(before);
      expect(
        await context.owner.sql(`SELECT FROM resource WHERE name LIKE '重来%' AND archived_at IS NULL`),
      ).toHaveLength(600);
    });
  });
});
