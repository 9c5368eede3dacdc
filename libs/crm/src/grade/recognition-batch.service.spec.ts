import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { CreateEnterprise, type CreateRecognitionBatch, RecognitionLineQuery } from '@lianghuan/contracts';
import type { Actor } from '@lianghuan/platform';
import { makeUser } from '../../../../test/support/people.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { EnterpriseModule } from '../enterprise/enterprise.module.js';
import { EnterpriseService } from '../enterprise/enterprise.service.js';
import { GradeModule } from './grade.module.js';
import { GradingService } from './grading.service.js';
import { openWorkbook, textsOf } from '../../../../test/support/workbooks.js';
import { RecognitionBatchService } from './recognition-batch.service.js';
import { RecognitionCheckService } from './recognition-check.service.js';

/** Valid 统一社会信用代码. */
const [CODE, OTHER_CODE] = ['91350100M000100Y43', '91520500MA6DNC1L5K'];
const LIST: CreateRecognitionBatch = {
  list: 'specialised', title: '2024年省级专精特新中小企业', year: 2024, sourceName: '贵州省工业和信息化厅公告2024年第5号',
  sourceUrl: 'https://gxt.guizhou.gov.cn/5', publishedOn: '2024-06-01',
}; // prettier-ignore

describe('a published list', () => {
  let context: ServiceContext;
  let batches: RecognitionBatchService;
  let checks: RecognitionCheckService;
  let gradings: GradingService;
  let enterprises: EnterpriseService;
  let people: Record<'zhijin' | 'neighbour' | 'dafang' | 'officer' | 'manager' | 'supervisor', Actor>;
  type Who = keyof typeof people;
  const as = <T>(who: Who, work: () => Promise<T>) => context.database.actAs(people[who], work);
  const code = (work: Promise<unknown>) => work.then(() => 'done', (error: { code: string }) => error.code); // prettier-ignore
  const enterprise = async (name: string, fields: object = {}) =>
    (await as('officer', () => enterprises.create(CreateEnterprise.parse({ name, ...fields })))).id;
  const upload = (content: string, who: Who = 'zhijin', fields: Partial<CreateRecognitionBatch> = {}) =>
    as(who, () => batches.create({ ...LIST, ...fields }, { name: '名单.csv', mediaType: 'text/csv', content: Readable.from([Buffer.from(content)]) })); // prettier-ignore
  /** Brought, and looked up as the worker does it. */
  const bring = async (content: string, who: Who = 'zhijin', fields: Partial<CreateRecognitionBatch> = {}) => {
    const { id } = await upload(content, who, fields);
    expect(await checks.execute(id)).toBe('done');
    return as(who, () => batches.get(id));
  };
  const linesOf = async (id: string, who: Who = 'zhijin') =>
    (await as(who, () => batches.lines(id, RecognitionLineQuery.parse({})))).items.sort((a, b) => a.line - b.line);
  const listed = async (id: string) =>
    (await as('officer', () => gradings.ofEnterprise(id))).recognitions.map(({ list, title, year, place, sourceName }) => [list, title, year, place, sourceName]); // prettier-ignore

  beforeAll(async () => {
    context = await startServices([EnterpriseModule, GradeModule]);
    [batches, gradings, enterprises] = [
      context.module.get(RecognitionBatchService),
      context.module.get(GradingService),
      context.module.get(EnterpriseService),
    ];
    checks = context.module.get(RecognitionCheckService);
    const { owner } = context;
    people = {
      zhijin: await makeUser(owner, '织金王敏', ['county_clerk'], 'QX-520524'),
      neighbour: await makeUser(owner, '织金李强', ['county_clerk'], 'QX-520524'),
      dafang: await makeUser(owner, '大方赵刚', ['county_clerk'], 'QX-520521'),
      officer: await makeUser(owner, '招商专员', ['promotion_officer'], 'TCJ'),
      manager: await makeUser(owner, '分管领导', ['manager'], 'SZF'),
      supervisor: await makeUser(owner, '督查', ['supervisor'], 'SZF'),
    };
  });
  afterAll(() => context.close());

  it('names enterprises by code, exact, former or slightly different name; where in doubt people say, and nothing else is registered', async () => {
    const byCode = await enterprise('贵州黔山磷化工有限公司', { creditCode: CODE });
    const former = await enterprise('贵州新名新能源材料有限公司', { formerNames: ['贵州旧名电池材料有限公司'] });
    const alike = await enterprise('毕节红枫岭机械制造有限公司');
    const held = await enterprise('贵州隐山锂业有限公司');
    await context.owner.sql(`UPDATE enterprise SET holder_organisation_id = $2, holder_area_code = '520521', held_since = now() WHERE id = $1`, [held, people.dafang.organisationId]); // prettier-ignore
    await as('officer', () =>
      gradings.recognize(alike, { list: 'specialised', title: '手工登记', year: 2023, sourceName: '省工信厅' }),
    );
    const batch = await bring(
      `附件\n序号,企业名称,统一社会信用代码,称号,年度,排名\n1,黔山磷化,${CODE},,,3\n2,贵州旧名电池材料有限公司,,,2023,\n3,毕节红枫林机械制造有限公司,,,,\n4,从未听说的制药有限公司,${OTHER_CODE},,,\n5,贵州隐山锂业有限公司,,,,\n6,贵州黔山磷化工有限公司,,,,\n7,贵州新名新能源材料有限公司,,高新企业,,\n8,毕节红枫岭机械制造有限公司,,,2023,\n公示期：5天,,,,,\n`,
    );
    expect(batch).toMatchObject({ state: 'checked', counts: { ready: 2, doubtful: 1, unknown: 2, repeated: 1, error: 1, exists: 1 }, can: { write: true, undo: false } }); // prettier-ignore
    const lines = await linesOf(batch.id);
    expect(lines.map(({ line, verdict, enterprise, candidates }) => [line, verdict, enterprise?.id ?? null, candidates.map(({ id }) => id)])).toEqual([
      [3, 'ready', byCode, []], [4, 'ready', former, []], [5, 'doubtful', null, [alike]], [6, 'unknown', null, []],
      // Held by another county: not even that it is there, as everywhere else.
      [7, 'unknown', null, []], [8, 'repeated', byCode, []], [9, 'error', null, []], [10, 'exists', alike, []],
    ]); // prettier-ignore
    expect(lines[6].issues).toMatchObject([{ title: '名录', code: 'CHOICE_UNKNOWN', message: expect.stringContaining('是否应为“高新技术企业”') }]); // prettier-ignore
    expect(await listed(byCode)).toEqual([]);

    expect(await code(as('dafang', () => batches.get(batch.id)))).toBe('RECOGNITION_BATCH_NOT_FOUND');
    expect(await code(as('supervisor', () => batches.lines(batch.id, RecognitionLineQuery.parse({}))))).toBe('RECOGNITION_BATCH_NOT_FOUND'); // prettier-ignore
    expect(await code(as('manager', () => batches.write(batch.id)))).toBe('FORBIDDEN');
    expect(await code(as('zhijin', () => batches.resolve(batch.id, { lines: [{ line: 7, enterpriseId: held }] })))).toBe('ENTERPRISE_NOT_FOUND'); // prettier-ignore
    await as('neighbour', () => batches.resolve(batch.id, { lines: [{ line: 5, enterpriseId: alike }, { line: 8, enterpriseId: null }] })); // prettier-ignore
    const written = await as('neighbour', () => batches.write(batch.id));
    expect(written).toMatchObject({ state: 'written', counts: { written: 3, ready: 0, left_out: 1, exists: 1 }, can: { write: false, undo: true } }); // prettier-ignore
    expect(await listed(byCode)).toEqual([['specialised', LIST.title, 2024, 3, LIST.sourceName]]);
    expect(await listed(former)).toEqual([['specialised', LIST.title, 2023, null, LIST.sourceName]]);
    expect(await code(as('zhijin', () => batches.write(batch.id)))).toBe('RECOGNITION_BATCH_STATE_INVALID');
    const csv = await text((await as('zhijin', () => batches.unmatched(batch.id))).content);
    expect(csv.trim().split('\r\n').slice(1)).toEqual([
      `从未听说的制药有限公司,${OTHER_CODE},库中没有`, '贵州隐山锂业有限公司,,库中没有', expect.stringMatching(/^贵州新名新能源材料有限公司,,.*高新企业/),
    ]); // prettier-ignore
  });

  it('registers nothing for an enterprise that was archived since the list was looked at', async () => {
    const [clear, alike] = [await enterprise('贵州丙午环保有限公司'), await enterprise('毕节青松坡木业有限公司')];
    const batch = await bring('企业名称\n贵州丙午环保有限公司\n毕节青松岭木业有限公司\n', 'officer', { year: 2021 });
    expect(batch.counts).toMatchObject({ ready: 1, doubtful: 1 });
    for (const id of [clear, alike]) await as('officer', () => enterprises.archive(id, '已注销'));
    expect((await linesOf(batch.id, 'officer'))[1].candidates).toEqual([]);
    expect(await code(as('officer', () => batches.resolve(batch.id, { lines: [{ line: 3, enterpriseId: alike }] })))).toBe('ENTERPRISE_NOT_FOUND'); // prettier-ignore
    expect((await as('officer', () => batches.write(batch.id))).counts).toMatchObject({ written: 0, unknown: 1, doubtful: 1 }); // prettier-ignore
    expect(await listed(clear)).toEqual([]);
  });

  it('is taken back as a whole by who governs grades, but for what was withdrawn before, and may then be brought again', async () => {
    const [one, two] = [await enterprise('贵州甲辰电子有限公司'), await enterprise('贵州乙巳食品有限公司')];
    // As copied from a notice: no headings, numbered.
    const copied = '1.贵州甲辰电子有限公司\n2、贵州乙巳食品有限公司\n';
    const batch = await bring(copied, 'officer', { year: 2022 });
    expect(batch.counts).toMatchObject({ ready: 2 });
    await as('officer', () => batches.write(batch.id));
    const { recognitions } = await as('officer', () => gradings.ofEnterprise(one));
    // Governing grades is not writing enterprises: the single entry stays for those who do.
    expect(await code(as('manager', () => gradings.withdrawRecognition(recognitions[0].id, '不该登记')))).toBe('FORBIDDEN'); // prettier-ignore
    await as('zhijin', () => gradings.withdrawRecognition(recognitions[0].id, '登记错了'));
    expect(await code(as('zhijin', () => batches.undo(batch.id, '不是我们的')))).toBe('RECOGNITION_BATCH_NOT_FOUND');
    const undone = await as('manager', () => batches.undo(batch.id, '公告已废止'));
    expect(undone).toMatchObject({ state: 'undone', undo: { byName: '分管领导', reason: '公告已废止', withdrawn: 1, kept: 1 } }); // prettier-ignore
    expect([await listed(one), await listed(two)]).toEqual([[], []]);
    const [audited] = await context.owner.sql(`SELECT a.actor_id, a.reason FROM audit_entry a JOIN enterprise_recognition n ON n.id::text = a.row_id WHERE a.table_name = 'enterprise_recognition' AND n.enterprise_id = $1 ORDER BY a.id DESC LIMIT 1`, [two]); // prettier-ignore
    expect(audited).toEqual({ actor_id: people.manager.id, reason: '公告已废止' });
    expect((await bring(copied, 'officer', { year: 2022 })).counts).toMatchObject({ ready: 2 });
    expect(await code(bring('天气,心情\n晴,好\n'))).toBe('IMPORT_HEADER_UNKNOWN');
    expect(await code(bring('企业名称\n'))).toBe('RECOGNITION_BATCH_EMPTY');
    expect(await code(bring(copied, 'supervisor'))).toBe('FORBIDDEN');
  });

  it('goes on where a broken-off check stopped, is called off by its unit, and comes back with the reasons', async () => {
    const known = await enterprise('贵州丁未新材料有限公司');
    const names = Array.from({ length: 299 }, (_, i) => `查无${i}号建材有限公司,`);
    const content = `企业名称,年度\n贵州丁未新材料有限公司,\n${names.join('\n')}\n查无年份有限公司,甲辰\n`;
    const batch = await upload(content, 'zhijin', { year: 2020 });
    expect(batch).toMatchObject({ state: 'checking', progressDone: 0, progressTotal: 300, counts: { waiting: 300, error: 1 }, can: { cancel: true, write: false } }); // prettier-ignore
    expect(await code(as('zhijin', () => batches.write(batch.id)))).toBe('RECOGNITION_BATCH_STATE_INVALID');
    // The second block fails once: the first stays done, and is not looked up again.
    const asked: number[] = [];
    const real = enterprises.findExisting.bind(enterprises);
    const find = jest.spyOn(enterprises, 'findExisting');
    find.mockImplementation((tx, inputs) => {
      asked.push(inputs.length);
      return asked.length === 2 ? Promise.reject(new Error('disk on fire')) : real(tx, inputs);
    });
    await expect(checks.execute(batch.id)).rejects.toThrow('disk on fire');
    expect(await as('zhijin', () => batches.get(batch.id))).toMatchObject({ state: 'checking', progressDone: 250, counts: { waiting: 50, ready: 1 } }); // prettier-ignore
    expect(await checks.execute(batch.id)).toBe('done');
    expect(asked).toEqual([250, 50, 50]);
    find.mockRestore();
    const done = await as('zhijin', () => batches.get(batch.id));
    expect(done).toMatchObject({ state: 'checked', progressDone: 300, counts: { waiting: 0, ready: 1, unknown: 299, error: 1 }, can: { cancel: false, write: true } }); // prettier-ignore
    const ready = await as('zhijin', () => batches.lines(batch.id, RecognitionLineQuery.parse({ verdict: 'ready' })));
    expect(ready.items).toMatchObject([{ line: 2, enterprise: { id: known } }]);

    const sheet = (await openWorkbook(await buffer((await as('zhijin', () => batches.errorWorkbook(batch.id))).content))).worksheets[0]; // prettier-ignore
    const rows = textsOf(sheet);
    expect(rows).toHaveLength(301);
    expect(rows[0].slice(0, 4)).toEqual(['企业名称', '年度', '原行号', '原因']);
    expect(rows[1].slice(0, 4)).toEqual(['查无0号建材有限公司', '', '3', '库中没有']);
    expect(rows[300]).toEqual(expect.arrayContaining(['甲辰', expect.stringMatching(/^年度：/)]));
    expect(await code(as('dafang', () => batches.errorWorkbook(batch.id)))).toBe('RECOGNITION_BATCH_NOT_FOUND');

    // The same list, looked up twice before either is registered: the second registers nothing.
    const again = await bring(content, 'neighbour', { year: 2020 });
    expect(again.counts).toMatchObject({ ready: 1, unknown: 299, error: 1 });
    expect((await as('zhijin', () => batches.write(batch.id))).counts).toMatchObject({ written: 1 });
    expect((await as('neighbour', () => batches.write(again.id))).counts).toMatchObject({ written: 0, exists: 1 });
    expect(await listed(known)).toHaveLength(1);
    // No line of it can be looked up.
    expect(await bring('企业名称,年度\n贵州丁未新材料有限公司,甲辰\n')).toMatchObject({ state: 'checked', progressTotal: 0, counts: { waiting: 0, error: 1, ready: 0 } }); // prettier-ignore

    const other = await upload('企业名称\n贵州丁未新材料有限公司\n', 'zhijin', { year: 2019 });
    expect(await code(as('dafang', () => batches.cancel(other.id)))).toBe('RECOGNITION_BATCH_NOT_FOUND');
    expect(await code(as('manager', () => batches.cancel(other.id)))).toBe('FORBIDDEN');
    expect(await as('neighbour', () => batches.cancel(other.id))).toMatchObject({ state: 'cancelled', can: { cancel: false, write: false } }); // prettier-ignore
    expect(await checks.execute(other.id)).toBe('not-ours');
    const [stopped] = await context.owner.sql(`SELECT actor_id, new_values->>'status' AS status FROM audit_entry WHERE table_name = 'recognition_batch' AND row_id = $1 ORDER BY id DESC LIMIT 1`, [other.id]); // prettier-ignore
    expect(stopped).toEqual({ actor_id: people.neighbour.id, status: 'cancelled' });
    // A list from before the lines were a job's: neither columns nor the sender's rows were kept.
    await context.owner.sql(`UPDATE recognition_batch_row SET cells = NULL WHERE batch_id = $1`, [batch.id]);
    await context.owner.sql(`UPDATE recognition_batch SET columns = '[{"position": 0, "heading": "企业名称", "field": "name", "unit": null}]' WHERE id = $1`, [batch.id]); // prettier-ignore
    const old = await buffer((await as('zhijin', () => batches.errorWorkbook(batch.id))).content);
    expect(textsOf((await openWorkbook(old)).worksheets[0])[1]).toEqual(['查无0号建材有限公司', '3', '库中没有']);
    expect(await code(as('zhijin', () => batches.write(other.id)))).toBe('RECOGNITION_BATCH_STATE_INVALID');
  });

  it('is looked up again by its unit where that failed or was called off, from the first line that waits, without being brought anew', async () => {
    const known = await enterprise('贵州己酉复合材料有限公司');
    const names = Array.from({ length: 259 }, (_, i) => `查无${i}号木业有限公司`);
    const { id } = await upload(`企业名称\n贵州己酉复合材料有限公司\n${names.join('\n')}\n`, 'zhijin', { year: 2018 });
    const retry = (who: Who) => code(as(who, () => batches.retry(id)));
    expect(await retry('zhijin')).toBe('RECOGNITION_BATCH_STATE_INVALID');
    const asked: number[] = [];
    const real = enterprises.findExisting.bind(enterprises);
    const find = jest.spyOn(enterprises, 'findExisting');
    find.mockImplementation((tx, inputs) => {
      asked.push(inputs.length);
      return inputs.length < 250 ? Promise.reject(new Error('disk on fire')) : real(tx, inputs);
    });
    for (let attempt = 1; attempt < 5; attempt += 1) await expect(checks.execute(id)).rejects.toThrow('disk on fire');
    await expect(checks.execute(id)).rejects.toThrow('INTERNAL');
    expect(await as('zhijin', () => batches.get(id))).toMatchObject({ state: 'failed', errorCode: 'INTERNAL', progressDone: 250, counts: { waiting: 10, ready: 1 }, can: { retry: true, cancel: false, write: false } }); // prettier-ignore
    find.mockRestore();

    expect([await retry('dafang'), await retry('manager')]).toEqual(['RECOGNITION_BATCH_NOT_FOUND', 'FORBIDDEN']);
    const taken = await as('neighbour', () => batches.retry(id));
    expect(taken).toMatchObject({ state: 'checking', errorCode: null, progressDone: 250, can: { retry: false, cancel: true } }); // prettier-ignore
    await as('zhijin', () => batches.cancel(id));
    expect(await as('zhijin', () => batches.retry(id))).toMatchObject({ state: 'checking', progressDone: 250 });
    expect(await checks.execute(id)).toBe('done');
    expect(asked).toEqual([250, 10, 10, 10, 10, 10]);
    expect(await as('zhijin', () => batches.get(id))).toMatchObject({ state: 'checked', progressDone: 260, counts: { waiting: 0, ready: 1, unknown: 259 }, can: { retry: false, write: true } }); // prettier-ignore
    expect((await as('zhijin', () => batches.write(id))).counts).toMatchObject({ written: 1 });
    expect(await listed(known)).toHaveLength(1);
    expect(await retry('zhijin')).toBe('RECOGNITION_BATCH_STATE_INVALID');
  });
});
