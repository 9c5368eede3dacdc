import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ConnectorRunView, CreateConnector } from '@lianghuan/contracts';
import { type Actor, Clock, CONFIG, type Config } from '@lianghuan/platform';
import fc from 'fast-check';
import { type Kill, mortalRuns } from '../../../../test/support/mortal-runs.js';
import { makeUser } from '../../../../test/support/people.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { ChangeUndoService } from '../change/change-undo.service.js';
import { EnterpriseService } from '../enterprise/enterprise.service.js';
import { SignalService } from '../signal/signal.service.js';
import { ConnectorAliasService } from './connector-alias.service.js';
import { ConnectorModule } from './connector.module.js';
import { ConnectorRunJobService } from './connector-run-job.service.js';
import { ConnectorRunService } from './connector-run.service.js';
import { ConnectorService } from './connector.service.js';
import { FieldProposalService } from './field-proposal.service.js';

jest.setTimeout(120_000);

/** A valid 统一社会信用代码. */
const CODE = '91350100M000100Y43';
const PAGE = { page: 1, pageSize: 50 } as const;

/** What runs write, children first. */
const TABLES = [
  'connector_alias', 'enterprise_signal', 'field_proposal', 'enterprise_field_source', 'connector_row', 'connector_delivery', 'change_undo_row', 'change_undo',
  'change_entry', 'change_batch', 'connector_run', 'connector', 'enterprise_product', 'enterprise',
]; // prettier-ignore

describe('connectors', () => {
  let context: ServiceContext;
  let connectors: ConnectorService;
  let runs: ConnectorRunService;
  let jobs: ConnectorRunJobService;
  let proposals: FieldProposalService;
  let enterprises: EnterpriseService;
  let admin: Actor;
  let officer: Actor;
  let clerk: Actor;
  let leader: Actor;
  let colleague: Actor;
  let manager: Actor;
  let dataDir: string;
  let id: string;
  const as = <T>(actor: Actor, work: () => Promise<T>) => context.database.actAs(actor, work);
  const folder = (name: string) => join(dataDir, 'connectors', 'vendor', name);
  const drop = async (name: string, content: string) => {
    await mkdir(folder('incoming'), { recursive: true });
    await writeFile(join(folder('incoming'), name), content);
  };
  const settings = (): CreateConnector => ({
    kind: 'drop-folder', name: '甲数据', folder: 'vendor', sourceName: '甲数据公司', sourceKind: 'aggregator', confidence: 'medium', mapping: [],
    createsEnterprises: true, everyMinutes: null, settleSeconds: 0, responsibleId: officer.id ?? '', isEnabled: true,
  }); // prettier-ignore
  const run = async (mode: 'preview' | 'write' = 'write'): Promise<ConnectorRunView> => {
    const { id: runId } = await as(officer, () => runs.request(id, mode));
    await jobs.execute(runId);
    return as(officer, () => runs.get(runId));
  };
  const rowsOf = async (runId: string, verdict?: string[]) =>
    (await as(officer, () => runs.rows(runId, { page: 1, pageSize: 200, verdict }))).items;
  /** An enterprise people registered. */
  const register = async (name: string) =>
    (await as(officer, () => enterprises.create({ name, formerNames: [], industryCodes: [], products: [], status: 'active', doNotContact: false, sourceKind: 'entered', confidence: 'high' }))).id; // prettier-ignore
  const find = async (name: string) => {
    const { items } = await as(officer, () => enterprises.list({ ...PAGE, q: name }));
    return items[0];
  };
  const reset = async () => {
    await rm(join(dataDir, 'connectors'), { recursive: true, force: true });
    for (const table of TABLES) await context.owner.sql(`DELETE FROM ${table}`);
    ({ id } = await as(admin, () => connectors.create(settings())));
  };

  beforeAll(async () => {
    context = await startServices([ConnectorModule]);
    connectors = context.module.get(ConnectorService);
    runs = context.module.get(ConnectorRunService);
    jobs = context.module.get(ConnectorRunJobService);
    proposals = context.module.get(FieldProposalService);
    enterprises = context.module.get(EnterpriseService, { strict: false });
    dataDir = context.module.get<Config>(CONFIG).dataDir;
    admin = await makeUser(context.owner, 'admin', ['administrator'], 'SZF');
    officer = await makeUser(context.owner, 'officer', ['promotion_officer'], 'TCJ');
    clerk = await makeUser(context.owner, 'clerk', ['county_clerk'], 'QX-520524');
    leader = await makeUser(context.owner, 'leader', ['linked_leader'], 'QX-520524');
    colleague = await makeUser(context.owner, 'colleague', ['promotion_officer'], 'TCJ');
    manager = await makeUser(context.owner, 'manager', ['manager'], 'SZF');
  });
  beforeEach(() => reset());
  afterAll(() => context.close());

  it('take CSV and JSON: enterprises by code and name, figures by their unit, signals once', async () => {
    const known = await register('福建省青山纸业股份有限公司');
    await drop(
      '1-企业.csv',
      `企业名称,统一社会信用代码,注册资本（万元）,营业收入（亿元）,收入年份,主要产品,来源日期\n福建省青山纸业股份有限公司,${CODE},1200,3.5,2025,纸浆；纸袋纸,2026-03\n贵州新禾磷化有限公司,,5000,,,磷酸铁,\n贵州新禾磷化有限公司,,6000,,,磷酸铁、磷酸,\n坏代码有限公司,91350100M000100Y40,,,,,\n`,
    );
    await drop(
      '2-动态.jsonl',
      [
        { 企业名称: '贵州新禾磷化有限公司', 动态类型: '扩产', 标题: '新建10万吨磷酸铁', 发生日期: '2026-03-01', 链接: 'https://example.com/1' },
        { 统一社会信用代码: CODE, 动态类型: '中标', 标题: '中标西南包装项目', 发生日期: '2026-02-01' },
        { 企业名称: '查无此企业有限公司', 动态类型: '扩产', 标题: '扩产', 发生日期: '2026-03-01' },
        { 企业名称: '贵州新禾磷化有限公司', 动态类型: '破土', 标题: '扩产', 发生日期: '去年' },
      ].map((row) => JSON.stringify(row)).join('\n') + '\n{"坏": \n', // prettier-ignore
    );
    const done = await run();
    expect(done).toMatchObject({
      status: 'done',
      progressDone: 9,
      counts: { create: 1, update: 2, signal: 2, error: 4 },
    });
    expect(done.deliveries.map(({ name, status, rowCount }) => [name, status, rowCount])).toEqual([['1-企业.csv', 'taken', 4], ['2-动态.jsonl', 'taken', 5]]); // prettier-ignore
    expect(await find('青山纸业')).toMatchObject({
      id: known, creditCode: CODE, registeredCapitalCny: '12000000.00', revenueCny: '350000000.00', revenueYear: 2025, products: ['纸浆', '纸袋纸'],
    }); // prettier-ignore
    // The second row of the same enterprise replaces what the first wrote.
    expect(await find('新禾磷化')).toMatchObject({ registeredCapitalCny: '60000000.00', products: ['磷酸铁', '磷酸'], sourceName: '甲数据公司', confidence: 'medium' }); // prettier-ignore
    const wrong = await rowsOf(done.id, ['error']);
    expect(wrong.map(({ deliveryName, rowNumber, issues }) => [deliveryName, rowNumber, issues.map(({ title, code }) => `${title} ${code}`)])).toEqual([
      ['1-企业.csv', 5, ['统一社会信用代码 CREDIT_CODE_INVALID']],
      ['2-动态.jsonl', 3, [' NOT_THERE']],
      ['2-动态.jsonl', 4, ['动态类型 CHOICE_UNKNOWN', '发生日期 DATE_INVALID']],
      ['2-动态.jsonl', 5, [' FORMAT_INVALID']],
    ]); // prettier-ignore
    const csv = await text((await as(officer, () => runs.unusableRows(done.id))).content);
    expect(csv).toContain('91350100M000100Y40');
    expect(csv.trim().split('\r\n')).toHaveLength(5);
    expect((await readdir(folder('archive'))).map((name) => name.slice(17)).sort()).toEqual([
      '1-企业.csv',
      '2-动态.jsonl',
    ]);
    expect((await readdir(folder('rejected'))).map((name) => name.slice(17)).sort()).toEqual(['1-企业.csv.有误的行.csv', '2-动态.jsonl.有误的行.csv']); // prettier-ignore
    expect(await readdir(folder('incoming'))).toEqual([]);
    const { items } = await as(officer, () => context.module.get(SignalService, { strict: false }).list(PAGE));
    expect(items.map(({ title, kind, connectorName, sourceName, state }) => [title, kind, connectorName, sourceName, state])).toEqual([
      ['新建10万吨磷酸铁', 'expansion', '甲数据', '甲数据公司', 'unverified'],
      ['中标西南包装项目', 'award', '甲数据', '甲数据公司', 'unverified'],
    ]); // prettier-ignore
  });

  it('find an enterprise by a name slightly off, ask where in doubt, and take the samples of the manual as they are', async () => {
    const known = await register('贵州红枫湖新能源材料有限公司');
    await drop('n.csv', '企业名称,城市\n红枫湖新能源材料有限公司（贵州）,贵阳\n贵州红枫岭新能源材料有限公司,遵义市\n');
    const done = await run();
    const rows = await rowsOf(done.id);
    expect(
      rows.map(({ rowNumber, verdict, enterpriseId, issues }) => [
        rowNumber,
        verdict,
        enterpriseId,
        issues.map(({ code }) => code),
      ]),
    ).toEqual([
      [3, 'error', null, ['DOUBTFUL']],
      [2, 'update', known, []],
    ]);
    expect(await find('红枫湖')).toMatchObject({ city: '贵阳市' }); // prettier-ignore
    const samples = join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'samples');
    for (const name of await readdir(samples)) await drop(name, await readFile(join(samples, name), 'utf8'));
    expect((await run()).counts).toMatchObject({ create: 3, signal: 2, error: 0 });
  });

  it('read a vendor’s own words as somebody said they mean, and list those nobody knows with what they may have been', async () => {
    const aliases = context.module.get(ConnectorAliasService);
    await register('贵州词表科技有限公司');
    const told =
      '企业名称,控制人性质,所属行业,动态类型,标题,发生日期\n贵州词表科技有限公司,GQ,锂电；3841,,,\n贵州词表科技有限公司,民盈,,,,\n贵州词表科技有限公司,,,KC,新建二期,2026-03-01\n贵州词表科技有限公司,ＧＱ,,,,\n';
    await drop('w.csv', told);
    const first = await run('preview');
    expect(first.counts).toMatchObject({ error: 4 });
    const unknown = await as(officer, () => runs.unknownValues(first.id));
    expect(unknown.map(({ title, said, meant, rows, meansText }) => [title, said, meant, rows, meansText])).toEqual([
      ['控制人性质', 'GQ', null, 1, null],
      ['控制人性质', '民盈', '民营', 1, null],
      ['控制人性质', 'ＧＱ', null, 1, null],
      ['所属行业', '锂电', '电力电子元器件制造', 1, null],
      ['动态类型', 'KC', '扩产', 1, null],
    ]);
    const say = (field: string, said: string, means: string, who = officer) => as(who, () => aliases.save(id, { field, said, means })); // prettier-ignore
    await expect(say('controllerType', 'GQ', '国企吧')).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await expect(say('name', '甲', '乙')).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await expect(say('controllerType', 'GQ', 'private', clerk)).rejects.toMatchObject({ code: 'CONNECTOR_NOT_FOUND' });
    await expect(say('controllerType', 'GQ', 'private', manager)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    // Not past the service either: whoever may not see the connector, or writes no enterprises, adds nothing to it.
    for (const other of [clerk, manager]) {
      const insert = () => context.database.transaction((tx) => tx.query(`INSERT INTO connector_alias (connector_id, field, said, said_key, means, made_by_id) VALUES ($1, 'status', 'x', 'x', 'active', $2)`, [id, other.id])); // prettier-ignore
      await expect(as(other, insert)).rejects.toThrow('row-level security');
    }
    await say('controllerType', 'GQ', '央企');
    await say('controllerType', '民盈', 'private', admin);
    await say('industryCodes', '锂电', '3841；2613');
    const kept = await say('signalKind', 'kc', 'expansion', colleague);
    expect(kept.map(({ said, means, meansText, madeByName }) => [said, means, meansText, madeByName])).toEqual([
      ['GQ', 'central_state', '央企', 'officer'],
      ['民盈', 'private', '民营', 'admin'],
      ['锂电', '3841；2613', '3841 锂离子电池制造；2613 无机盐制造', 'officer'],
      ['kc', 'expansion', '扩产', 'colleague'],
    ]);
    const later = await as(officer, () => runs.unknownValues(first.id));
    expect(later.map(({ meansText }) => meansText)).toEqual(['央企', '民营', '央企', '3841 锂离子电池制造；2613 无机盐制造', '扩产']); // prettier-ignore
    const done = await run();
    expect(done.counts).toMatchObject({ error: 0, signal: 1 });
    expect(await find('词表科技')).toMatchObject({ controllerType: 'central_state', industryCodes: ['3841', '2613'] });
    const rows = await rowsOf(done.id);
    expect(rows.map((row) => row.aliases.map(({ title, said, means }) => `${title} ${said} ${means}`))).toEqual([
      ['控制人性质 GQ 央企', '所属行业 锂电 3841 锂离子电池制造；2613 无机盐制造'],
      ['控制人性质 民盈 民营'],
      ['控制人性质 ＧＱ 央企'],
      ['动态类型 KC 扩产'],
    ]);
    await as(officer, () => aliases.remove(id, kept[0].id));
    await expect(as(officer, () => aliases.remove(id, kept[0].id))).rejects.toMatchObject({ code: 'CONNECTOR_ALIAS_NOT_FOUND' }); // prettier-ignore
  });

  it('take no money nobody says the unit of', async () => {
    const taken = async (heading: string) => {
      await drop('m.csv', `企业名称,${heading}\n贵州无元科技有限公司,1200\n`);
      return (await run('preview')).counts.error;
    };
    expect([await taken('注册资本'), await taken('注册资本（万元）'), await taken('registeredCapitalCny')]).toEqual([
      1, 0, 0,
    ]);
    await as(admin, () => connectors.update(id, { version: 1, mapping: [{ column: '注册资本', field: 'registeredCapitalCny', unit: '万元' }] })); // prettier-ignore
    expect(await taken('注册资本')).toBe(0);
  });

  it('never override what people wrote: they are asked, once, and what they accept is the vendor’s', async () => {
    const view = await as(officer, () =>
      enterprises.create({ name: '贵州远方铝业有限公司', creditCode: CODE, employeeCount: 300, website: 'a.example', formerNames: [], industryCodes: [], products: [], status: 'active', doNotContact: false, sourceKind: 'entered', confidence: 'high' }),
    ); // prettier-ignore
    const told = (employees: number, city = '') =>
      `统一社会信用代码,企业名称,员工人数,城市\n${CODE},贵州远方铝业有限公司,${employees},${city}\n`;
    await drop('a.csv', told(350, '贵阳市'));
    const first = await run();
    expect(first).toMatchObject({ counts: { update: 1 }, openProposals: 1 });
    expect(await find('远方铝业')).toMatchObject({ employeeCount: 300, city: '贵阳市' });
    const open = () => as(officer, () => proposals.list({ ...PAGE, state: ['open'] }));
    expect((await open()).items).toMatchObject([{ field: 'employeeCount', currentText: '300', proposedText: '350', connectorName: '甲数据' }]); // prettier-ignore
    // The same again asks nobody anew; another value takes the place of the one that waits.
    await drop('b.csv', `${told(350, '贵阳市')}\n`);
    expect(await run()).toMatchObject({ counts: { unchanged: 1, propose: 0 } });
    await drop('c.csv', told(360, '遵义市'));
    expect(await run()).toMatchObject({ counts: { update: 1 }, openProposals: 1 });
    expect((await open()).items).toMatchObject([{ proposedText: '360' }]);
    // The city was the vendor's own.
    expect(await find('远方铝业')).toMatchObject({ employeeCount: 300, city: '遵义市' });
    // Once the vendor agrees, there is nothing left to ask; told otherwise again, there is.
    await drop('c2.csv', told(300, '遵义市'));
    expect(await run()).toMatchObject({ counts: { unchanged: 1 } });
    expect((await open()).total).toBe(0);
    await drop('c3.csv', `${told(360, '遵义市')}\n\n\n`);
    expect(await run()).toMatchObject({ counts: { propose: 1 } });
    const [{ id: waiting }] = (await open()).items;
    const decide = (verdict: 'accepted' | 'refused', of = waiting) => as(officer, () => proposals.decide({ ids: [of], verdict, reason: '电话核实' })); // prettier-ignore
    expect(await decide('refused')).toEqual({ decided: 1, failed: [] });
    expect(await decide('accepted')).toEqual({ decided: 0, failed: [{ id: waiting, code: 'FIELD_PROPOSAL_DECIDED', details: {} }] }); // prettier-ignore
    await drop('d.csv', `${told(360, '遵义市')}\n\n`);
    expect(await run()).toMatchObject({ counts: { unchanged: 1 } });
    await drop('e.csv', told(370, '遵义市'));
    await run();
    const [{ id: next }] = (await open()).items;
    const before = await find('远方铝业');
    await as(officer, () => enterprises.update(view.id, { employeeCount: 305, version: before.version }));
    expect((await decide('accepted', next)).failed).toMatchObject([{ code: 'FIELD_PROPOSAL_OUTDATED' }]);
    expect(await decide('accepted', next)).toEqual({ decided: 1, failed: [] });
    expect(await find('远方铝业')).toMatchObject({ employeeCount: 370 });
    await drop('f.csv', told(380, '遵义市'));
    expect(await run()).toMatchObject({ counts: { update: 1 } });
    expect(await find('远方铝业')).toMatchObject({ employeeCount: 380 });
  });

  it('keep out of other folders, wait for files still being written, hand back what nobody can use, take no content twice', async () => {
    await expect(as(admin, () => connectors.create({ ...settings(), folder: '../../etc' }))).rejects.toMatchObject({ code: 'CONNECTOR_FOLDER_UNSAFE' }); // prettier-ignore
    await expect(as(officer, () => connectors.receive(id, '../../x.csv', [] as never))).rejects.toMatchObject({ code: 'CONNECTOR_FILE_NAME_INVALID' }); // prettier-ignore
    await writeFile(join(dataDir, 'secret.csv'), '企业名称\n机密有限公司\n');
    await symlink(join(dataDir, 'secret.csv'), join(folder('incoming'), 'link.csv'));
    await drop('说明.docx', 'x');
    await drop('空.csv', '天气,心情\n晴,好\n');
    await drop('坏.json', '{"a": 1}');
    await drop('好.csv', '企业名称\n贵州东风塑料有限公司\n');
    await drop('.好.csv.part', '企业名称\n');
    const [{ version }] = await as(admin, () => connectors.list());
    await as(admin, () => connectors.update(id, { settleSeconds: 60, version }));
    expect(await as(officer, () => connectors.check(id))).toMatchObject({ ignored: ['link.csv', '说明.docx'], waiting: [{ isSettled: false }, { isSettled: false }, { isSettled: false }] }); // prettier-ignore
    expect((await run()).deliveries).toEqual([]);
    const past = new Date(Date.now() - 120_000);
    for (const name of ['空.csv', '坏.json', '好.csv']) await utimes(join(folder('incoming'), name), past, past);
    const done = await run();
    expect(done.deliveries.map(({ name, status, errorCode }) => [name, status, errorCode])).toEqual([
      ['坏.json', 'rejected', 'CONNECTOR_JSON_INVALID'], ['好.csv', 'taken', null], ['空.csv', 'rejected', 'IMPORT_HEADER_UNKNOWN'],
    ]); // prettier-ignore
    expect((await readdir(folder('incoming'))).sort()).toEqual(['.好.csv.part', 'link.csv', '说明.docx']);
    await drop('同样.csv', '企业名称\n贵州东风塑料有限公司\n');
    await utimes(join(folder('incoming'), '同样.csv'), past, past);
    expect((await run('preview')).deliveries).toMatchObject([{ name: '同样.csv', status: 'duplicate', rowCount: 0 }]);
    const again = await run();
    expect(again.deliveries).toMatchObject([{ name: '同样.csv', status: 'duplicate', rowCount: 0 }]);
    const why = (await readdir(folder('rejected'))).find((name) => name.endsWith('同样.csv.原因.txt')) ?? '';
    expect(await readFile(join(folder('rejected'), why), 'utf8')).toContain('内容与 好.csv 相同');
    expect(await find('机密')).toBeUndefined();
  });

  it('preview what would happen and leave everything as it is; a run is taken back as a whole and its file may come again', async () => {
    const today = context.module.get(Clock).today();
    const content = `企业名称,城市,动态类型,标题,发生日期\n贵州长河电子有限公司,贵阳市,,,\n贵州长河电子有限公司,,融资,完成B轮融资,${today}\n`;
    await drop('x.csv', content);
    const preview = await run('preview');
    expect(preview).toMatchObject({
      counts: { create: 1, signal: 1, error: 0 },
      deliveries: [{ status: 'previewed' }],
      can: { undo: false },
    });
    expect(await find('长河电子')).toBeUndefined();
    expect(await readdir(folder('incoming'))).toEqual(['x.csv']);
    const done = await run();
    expect(done.counts).toEqual(preview.counts);
    const undos = context.module.get(ChangeUndoService, { strict: false });
    const undone = await as(officer, () => runs.undo(done.id, '供应商发错了文件'));
    expect(undone).toMatchObject({ isUndone: true, undo: { status: 'queued' } });
    await undos.execute(undone.undo?.id ?? '');
    expect(await find('长河电子')).toBeUndefined();
    await drop('x.csv', content);
    expect((await run()).counts).toMatchObject({ create: 1, signal: 1 });
    const { items } = await as(officer, () => context.module.get(SignalService, { strict: false }).list(PAGE));
    expect(items).toMatchObject([{ title: '完成B轮融资', state: 'unverified', isLive: true }]);
  });

  it('are taken back by a colleague of the unit or a manager, and with them the values people accepted, unless they were changed since', async () => {
    const undos = context.module.get(ChangeUndoService, { strict: false });
    const [plain, changed] = [await register('贵州远山锂业有限公司'), await register('贵州近水铝业有限公司')];
    await context.owner.sql(`UPDATE enterprise SET employee_count = 10, short_name = '旧简称'`);
    const told =
      '企业名称,员工人数,简称,城市\n贵州远山锂业有限公司,20,新简称,贵阳市\n贵州近水铝业有限公司,30,新简称,遵义市\n';
    await drop('p.csv', told);
    const done = await run();
    expect(done).toMatchObject({ counts: { update: 2 }, openProposals: 4 });
    // The county's clerk decides, who neither sees the run nor may take it back.
    const open = (await as(clerk, () => proposals.list({ ...PAGE, state: ['open'] }))).items;
    const decided = await as(clerk, () => proposals.decide({ ids: open.map((one) => one.id), verdict: 'accepted', reason: '电话核实' })); // prettier-ignore
    expect(decided).toEqual({ decided: 4, failed: [] });
    expect(await find('远山锂业')).toMatchObject({ employeeCount: 20, shortName: '新简称', city: '贵阳市' });
    const { version } = await find('近水铝业');
    await as(clerk, () => enterprises.update(changed, { employeeCount: 31, version }));
    await expect(as(clerk, () => runs.undo(done.id, '越权'))).rejects.toMatchObject({
      code: 'CONNECTOR_RUN_NOT_FOUND',
    });
    await expect(as(admin, () => runs.undo(done.id, '越权'))).rejects.toMatchObject({ code: 'CONNECTOR_RUN_STATE_INVALID' }); // prettier-ignore
    expect((await as(colleague, () => runs.get(done.id))).can).toMatchObject({ cancel: false, undo: true, run: false });
    const undone = await as(manager, () => runs.undo(done.id, '数据有误'));
    await undos.execute(undone.undo?.id ?? '');
    expect(await find('远山锂业')).toMatchObject({ employeeCount: 10, shortName: '旧简称', city: null });
    // Of a row in which anything was changed since, nothing is touched; the report says what and by whom.
    expect(await find('近水铝业')).toMatchObject({ employeeCount: 31, shortName: '新简称', city: '遵义市' });
    const report = await as(manager, () => runs.undoRows(done.id, { ...PAGE }));
    expect(report.items.map(({ rowId, outcome, fields, changedBy }) => [rowId, outcome, fields, changedBy])).toEqual([
      [changed, 'kept', ['员工人数'], 'clerk'],
      [plain, 'restored', [], null],
    ]);
    const [audited] = await context.owner.sql(`SELECT actor_id, reason FROM audit_entry WHERE table_name = 'enterprise' AND row_id = $1 ORDER BY id DESC LIMIT 1`, [plain]); // prettier-ignore
    expect(audited).toEqual({ actor_id: manager.id, reason: '撤销“甲数据”：数据有误' });
    const ended = (await as(clerk, () => proposals.list({ ...PAGE, runId: done.id }))).items;
    const endings = ended.map(({ enterprise, state, revertedAt, decidedByName }) => `${enterprise.id} ${state} ${revertedAt !== null} ${decidedByName}`); // prettier-ignore
    const [gone, stayed] = [`${plain} reverted true clerk`, `${changed} accepted false clerk`];
    expect(endings.toSorted()).toEqual([gone, gone, stayed, stayed].toSorted());
    const reverted = await context.owner.sql(`SELECT DISTINCT actor_id AS actor, reason FROM audit_entry WHERE table_name = 'field_proposal' AND new_values ->> 'state' = 'reverted'`); // prettier-ignore
    expect(reverted).toEqual([{ actor: manager.id, reason: '撤销“甲数据”：数据有误' }]);
    // The right reaches no further than the run.
    await expect(as(manager, () => enterprises.update(plain, { employeeCount: 1, version: 1 }))).rejects.toMatchObject({ code: 'FORBIDDEN' }); // prettier-ignore
    await drop('p.csv', told);
    const again = await run();
    const back = await as(colleague, () => runs.undo(again.id, '责任人请假'));
    await undos.execute(back.undo?.id ?? '');
    expect(await find('远山锂业')).toMatchObject({ employeeCount: 10, city: null });
  });

  it('are taken back for some enterprises, as previewed, and later as a whole without these', async () => {
    const undos = context.module.get(ChangeUndoService, { strict: false });
    const signals = context.module.get(SignalService, { strict: false });
    const today = context.module.get(Clock).today();
    const [plain, changed, other] = [await register('贵州东坡锂业有限公司'), await register('贵州西坡铝业有限公司'), await register('贵州南坡钛业有限公司')]; // prettier-ignore
    await context.owner.sql(`UPDATE enterprise SET employee_count = 10`);
    const told = ['东坡锂业', '西坡铝业', '南坡钛业'].flatMap((name) => [`贵州${name}有限公司,20,贵阳市,,,`, `贵州${name}有限公司,,,融资,${name}融资,${today}`]); // prettier-ignore
    await drop('teil.csv', `企业名称,员工人数,城市,动态类型,标题,发生日期\n${told.join('\n')}\n贵州北坡新材料有限公司,,,,,\n`); // prettier-ignore
    const done = await run();
    expect(done).toMatchObject({ counts: { update: 3, create: 1, signal: 3 }, openProposals: 3, partUndos: [] });
    const { id: fresh } = await find('北坡新材料');
    const open = (await as(clerk, () => proposals.list({ ...PAGE, state: ['open'] }))).items;
    const accepted = open.filter(({ enterprise }) => enterprise.id === plain).map((one) => one.id);
    await as(clerk, () => proposals.decide({ ids: accepted, verdict: 'accepted', reason: '电话核实' }));
    await as(clerk, async () => enterprises.update(changed, { city: '遵义市', version: (await find('西坡铝业')).version })); // prettier-ignore

    const part = { enterpriseIds: [plain, changed, fresh] };
    for (const [who, code] of [[clerk, 'CONNECTOR_RUN_NOT_FOUND'], [admin, 'CONNECTOR_RUN_STATE_INVALID']] as const) {
      await expect(as(who, () => runs.previewPart(done.id, part))).rejects.toMatchObject({ code });
      await expect(as(who, () => runs.undoPart(done.id, { ...part, reason: '越权' }))).rejects.toMatchObject({ code });
    } // prettier-ignore
    await expect(as(manager, () => runs.previewPart(done.id, { enterpriseIds: [done.id] }))).rejects.toMatchObject({ code: 'CONNECTOR_PART_UNKNOWN' }); // prettier-ignore
    const { items } = await as(manager, () => runs.previewPart(done.id, part));
    const told3 = { voidSignals: 1, judgedSignals: 0 };
    expect(items.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toMatchObject([
      { enterpriseId: plain, facts: { outcome: 'restored', fields: expect.arrayContaining(['员工人数', '城市']) }, ...told3, openProposals: 0, acceptedProposals: 1 },
      { enterpriseId: fresh, facts: { outcome: 'withdrawn', fields: [] }, voidSignals: 0, openProposals: 0 },
      { enterpriseId: changed, facts: { outcome: 'kept', fields: ['城市'], changedBy: 'clerk' }, ...told3, openProposals: 1 },
    ]); // prettier-ignore
    // A preview leaves everything as it is.
    expect(await find('东坡锂业')).toMatchObject({ employeeCount: 20, city: '贵阳市' });
    expect((await as(manager, () => runs.get(done.id))).partUndos).toEqual([]);

    const undone = await as(manager, () => runs.undoPart(done.id, { ...part, reason: '这三家认错了' }));
    expect(undone).toMatchObject({ isUndone: false, undo: null, openProposals: 1, partUndos: [{ status: 'queued', progressTotal: 3 }] }); // prettier-ignore
    const again = (ids: string[]) =>
      as(manager, () => runs.undoPart(done.id, { enterpriseIds: ids, reason: '再来一次' }));
    await expect(again([plain])).rejects.toMatchObject({ code: 'CONNECTOR_PART_UNDONE' });
    await expect(again([other])).rejects.toMatchObject({ code: 'CHANGE_UNDO_BUSY' });
    await expect(as(manager, () => runs.undo(done.id, '整次撤销'))).rejects.toMatchObject({ code: 'CHANGE_UNDO_BUSY' });
    await undos.execute(undone.partUndos[0].id);
    expect(await find('东坡锂业')).toMatchObject({ employeeCount: 10, city: null });
    expect(await find('西坡铝业')).toMatchObject({ city: '遵义市' });
    expect(await find('北坡新材料')).toBeUndefined();
    expect(await find('南坡钛业')).toMatchObject({ city: '贵阳市' });
    const live = (await as(officer, () => signals.list({ ...PAGE, isLive: true }))).items.map(({ enterprise }) => enterprise.id); // prettier-ignore
    expect([plain, changed, other].map((one) => live.includes(one))).toEqual([false, false, true]);
    const [part1] = (await as(colleague, () => runs.get(done.id))).partUndos;
    expect(part1).toMatchObject({ status: 'done', counts: { restored: 1, withdrawn: 1, kept: 1, refused: 0 } });
    expect((await as(manager, () => runs.undoRows(done.id, { ...PAGE, undoId: part1.id, outcome: ['kept'] }))).items).toMatchObject([{ rowId: changed, fields: ['城市'] }]); // prettier-ignore
    const marked = (await as(manager, () => runs.rows(done.id, PAGE))).items.map(({ enterpriseId, isUndone }) => [enterpriseId, isUndone]); // prettier-ignore
    expect(new Map(marked as [string, boolean][])).toEqual(new Map([[plain, true], [changed, true], [fresh, true], [other, false]])); // prettier-ignore
    const [audited] = await context.owner.sql(`SELECT actor_id, reason FROM audit_entry WHERE table_name = 'enterprise' AND row_id = $1 ORDER BY id DESC LIMIT 1`, [plain]); // prettier-ignore
    expect(audited).toEqual({ actor_id: manager.id, reason: '撤销“甲数据”：这三家认错了' });

    // Whoever puts the value in again does so for himself: the whole passes over what was taken back, and looks once more at what was kept.
    await as(clerk, async () =>
      enterprises.update(plain, { city: '贵阳市', version: (await find('东坡锂业')).version }),
    );
    const whole = await as(manager, () => runs.undo(done.id, '整次撤销'));
    expect(whole).toMatchObject({ isUndone: true, undo: { progressTotal: 2 }, openProposals: 0 });
    await undos.execute(whole.undo?.id ?? '');
    expect(await find('南坡钛业')).toMatchObject({ city: null });
    expect(await find('东坡锂业')).toMatchObject({ city: '贵阳市' });
    const rows = (await as(manager, () => runs.undoRows(done.id, PAGE))).items.map(({ rowId, outcome }) => [rowId, outcome]); // prettier-ignore
    expect(rows).toEqual([
      [changed, 'kept'],
      [other, 'restored'],
    ]);
    await expect(again([other])).rejects.toMatchObject({ code: 'CONNECTOR_RUN_STATE_INVALID' });
  });

  it('leave alone what was changed between the run and the accepting', async () => {
    const row = await register('贵州间隔矿业有限公司');
    await context.owner.sql(`UPDATE enterprise SET employee_count = 10`);
    await drop('q.csv', '企业名称,员工人数,城市\n贵州间隔矿业有限公司,20,贵阳市\n');
    const done = await run();
    await as(clerk, async () => enterprises.update(row, { city: '遵义市', version: (await find('间隔矿业')).version }));
    const [{ id: proposal }] = (await as(clerk, () => proposals.list({ ...PAGE, state: ['open'] }))).items;
    await as(clerk, () => proposals.decide({ ids: [proposal], verdict: 'accepted', reason: '电话核实' }));
    const undone = await as(officer, () => runs.undo(done.id, '数据有误'));
    await context.module.get(ChangeUndoService, { strict: false }).execute(undone.undo?.id ?? '');
    expect(await find('间隔矿业')).toMatchObject({ employeeCount: 20, city: '遵义市' });
    expect((await as(officer, () => runs.undoRows(done.id, { ...PAGE }))).items).toMatchObject([{ outcome: 'kept', fields: ['城市'] }]); // prettier-ignore
    // The value stays, so the proposal stays accepted.
    expect((await as(clerk, () => proposals.list({ ...PAGE, runId: done.id }))).items).toMatchObject([{ state: 'accepted', revertedAt: null }]); // prettier-ignore
  });

  it('run by their schedule when something lies ready, and not again before their time', async () => {
    const [{ version }] = await as(admin, () => connectors.list());
    await as(admin, () => connectors.update(id, { everyMinutes: 5, version }));
    expect(await jobs.requestDue()).toEqual([]);
    await context.owner.sql(`UPDATE connector SET looked_at = looked_at - interval '5 minutes'`);
    await drop('y.csv', '企业名称\n贵州新至建材有限公司\n');
    const [due, ...others] = await jobs.requestDue();
    expect(others).toEqual([]);
    expect(await jobs.requestDue()).toEqual([]);
    await jobs.execute(due);
    const view = { status: 'done', requestedByName: null, counts: { create: 1 } };
    expect(await as(officer, () => runs.get(due))).toMatchObject(view);
  });

  it('show and obey nobody who has no part in them', async () => {
    const held = await register('贵州隐山锂业有限公司');
    await context.owner.sql(`UPDATE enterprise SET employee_count = 10, holder_organisation_id = $2, holder_area_code = '520500', held_since = now() WHERE id = $1`, [held, officer.organisationId]); // prettier-ignore
    await drop('h.csv', '企业名称,员工人数\n贵州隐山锂业有限公司,20\n');
    const done = await run();
    expect(done.counts.propose).toBe(1);
    for (const other of [clerk, leader]) {
      expect(await as(other, () => connectors.list())).toEqual([]);
      expect(await as(other, () => runs.list(PAGE))).toMatchObject({ items: [], total: 0 });
      await expect(as(other, () => runs.get(done.id))).rejects.toMatchObject({ code: 'CONNECTOR_RUN_NOT_FOUND' });
      await expect(as(other, () => runs.rows(done.id, PAGE))).rejects.toMatchObject({ code: 'CONNECTOR_RUN_NOT_FOUND' }); // prettier-ignore
      await expect(as(other, () => runs.unusableRows(done.id))).rejects.toMatchObject({ code: 'CONNECTOR_RUN_NOT_FOUND' }); // prettier-ignore
      await expect(as(other, () => runs.request(id, 'write'))).rejects.toMatchObject({ code: 'CONNECTOR_NOT_FOUND' });
      await expect(as(other, () => connectors.receive(id, 'a.csv', [] as never))).rejects.toMatchObject({ code: 'CONNECTOR_NOT_FOUND' }); // prettier-ignore
      expect(await as(other, () => proposals.list(PAGE))).toMatchObject({ items: [], total: 0 });
    }
    // Who looks after connectors sees the run, but neither the row of an enterprise hidden from him nor the right to decide.
    const rows = await as(admin, () => runs.rows(done.id, PAGE));
    expect(rows.total).toBe(1);
    const [{ id: proposal }] = (await as(officer, () => proposals.list(PAGE))).items;
    await expect(as(admin, () => proposals.decide({ ids: [proposal], verdict: 'accepted', reason: '越权' }))).rejects.toMatchObject({ code: 'FORBIDDEN' }); // prettier-ignore
    expect(await as(clerk, () => proposals.decide({ ids: [proposal], verdict: 'accepted', reason: '越权' }))).toMatchObject({ decided: 0 }); // prettier-ignore
    await expect(as(admin, () => runs.undo(done.id, '不是责任人'))).rejects.toMatchObject({ code: 'CONNECTOR_RUN_STATE_INVALID' }); // prettier-ignore
    await expect(as(officer, () => connectors.create({ ...settings(), folder: 'own' }))).rejects.toThrow('row-level security'); // prettier-ignore
    // Without rights of his own the responsible person can write nothing: his run ends, and says why.
    await context.owner.sql(`UPDATE app_user SET disabled_at = now() WHERE id = $1`, [officer.id]);
    await drop('i.csv', '企业名称\n贵州新来有限公司\n');
    const { id: dead } = await as(admin, () => runs.request(id, 'write'));
    await expect(jobs.execute(dead)).rejects.toMatchObject({ code: 'JOB_USER_DISABLED' });
    await context.owner.sql(`UPDATE app_user SET disabled_at = NULL WHERE id = $1`, [officer.id]);
  });

  it('end in the same state however often files come and wherever a run is killed', async () => {
    const names = ['甲', '乙', '丙'].map((name) => `贵州${name}山新材料有限公司`);
    const facts = names.map((name, i) => `${name},${100 + i},,,`).join('\n');
    const lines = Array.from({ length: 420 }, (_, i) => `${names[i % 3]},,扩产,第${i % 130}号扩产公告,2026-01-${String((i % 28) + 1).padStart(2, '0')}`); // prettier-ignore
    const head = '企业名称,员工人数,动态类型,标题,发生日期';
    const files = new Map([
      ['1.csv', `${head}\n${facts}\n${lines.join('\n')}\n`],
      ['2.jsonl', [...names, names[0]].map((name, i) => JSON.stringify({ name, employeeCount: 200 + i, city: '贵阳市' })).join('\n')], // prettier-ignore
      ['3.csv', '天气\n晴\n'],
    ]);
    const arrange = async () => {
      await reset();
      const enterpriseId = await register(names[2]);
      await context.owner.sql('UPDATE enterprise SET employee_count = 7 WHERE id = $1', [enterpriseId]);
    };
    const state = async () => ({
      enterprises: await context.owner.sql(
        `SELECT name, employee_count, city, archived_at FROM enterprise ORDER BY name`,
      ),
      signals: await context.owner.sql(`SELECT e.name, s.title, s.occurred_on, s.state FROM enterprise_signal s JOIN enterprise e ON e.id = s.enterprise_id ORDER BY 1, 2, 3`), // prettier-ignore
      proposals: await context.owner.sql(`SELECT e.name, p.field, p.current, p.proposed, p.state FROM field_proposal p JOIN enterprise e ON e.id = p.enterprise_id ORDER BY 1, 2, 4`), // prettier-ignore
      sources: await context.owner.sql(`SELECT e.name, s.field, s.value FROM enterprise_field_source s JOIN enterprise e ON e.id = s.enterprise_id ORDER BY 1, 2`), // prettier-ignore
      deliveries: await context.owner.sql(`SELECT name, status, row_count, counts, error_code FROM connector_delivery WHERE status <> 'duplicate' ORDER BY name`), // prettier-ignore
      rows: await context.owner.sql(`SELECT d.name, w.row_number, w.verdict FROM connector_row w JOIN connector_delivery d ON d.id = w.delivery_id ORDER BY 1, 2`), // prettier-ignore
      archive: (await readdir(folder('archive'))).sort(),
    });
    const dropAll = async (prefix = '') => {
      for (const [name, content] of files) await drop(`${prefix}${name}`, content);
    };
    await arrange();
    await dropAll();
    await run();
    const expected = await state();
    expect(expected.signals.length).toBeGreaterThan(100);
    expect(expected.proposals).toHaveLength(1);

    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.nat(900), where: fc.constantFrom<Kill['where']>('rows', 'before-settle', 'after-settle') }), { maxLength: 3 }), // prettier-ignore
        fc.nat(2),
        async (kills, repeats) => {
          await arrange();
          await dropAll();
          const { id: runId } = await as(officer, () => runs.request(id, 'write'));
          for (const kill of kills) {
            await mortalRuns(context, kill).execute(runId).catch((error: unknown) => expect(String(error)).toContain('killed')); // prettier-ignore
          }
          await jobs.execute(runId);
          for (let i = 0; i < repeats; i += 1) {
            // Under other names, too.
            await dropAll(i === 0 ? '' : `again-${i}-`);
            await run();
          }
          expect(await state()).toEqual(expected);
        },
      ),
      { numRuns: 6 },
    );
  });
});
