import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { codesOf, type FixedValue, LIST_CODES, timelineText } from '@lianghuan/contracts';
import { type Actor, runInContext } from '@lianghuan/platform';
import ExcelJS from 'exceljs';
import type { z } from 'zod';
import { makeUser } from '../../../../test/support/people.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { openWorkbook, textsOf } from '../../../../test/support/workbooks.js';
import { TimelineService } from '../timeline/timeline.service.js';
import { ImportAliasService } from './import-alias.service.js';
import { ImportColumnsService } from './import-columns.service.js';
import { ImportJobService } from './import-job.service.js';
import { ImportService } from './import.service.js';
import { conditionsText } from './export-conditions.js';
import { ExportSources } from './export-sources.js';
import type { PlaceNames } from './place-names.js';
import { TransferModule } from './transfer.module.js';
import { TransferRegisters } from './transfer-registers.js';

jest.setTimeout(120_000);

describe('what the sender says of a table beside its cells', () => {
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
  /** A checked batch of resources, whatever came of it. @param file lines of a text, or a workbook */
  const check = async (name: string, file: readonly string[] | Buffer): Promise<string> => {
    const bytes = Buffer.isBuffer(file) ? file : Buffer.from(file.join('\n'));
    const upload = { name, mediaType: 'text/csv', content: Readable.from([bytes]) };
    const { id } = await asClerk(() => imports.upload({ register: 'resource', mode: 'both' }, upload));
    expect(await jobs.check(id)).toBe('done');
    return id;
  };
  const rowsOf = async (id: string) => (await asClerk(() => imports.rows(id, { page: 1, pageSize: 50 }))).items;

  it('takes a batch of every register', async () => {
    for (const register of codesOf('register')) {
      const { fields, title } = context.module.get(TransferRegisters).get(register);
      const content = Readable.from([Buffer.from(`${fields.map(({ heading }) => heading).join(',')}\n,,,`)]);
      const upload = { name: `${title}.csv`, mediaType: 'text/csv', content };
      const manager = await makeUser(context.owner, `manager-${register}`, ['county_clerk', 'manager'], 'SZF');
      const { id } = await context.database.actAs(manager, () => imports.upload({ register, mode: 'both' }, upload));
      expect([register, await jobs.check(id)]).toEqual([register, 'done']);
    }
  });

  it('takes the control indicators of a plot from the columns of our own template, and its own cells back unchanged', async () => {
    const heading = '资源名称,所在地区,资源类型,控制投资强度（万元/亩）,控制亩均税收（万元/亩）,总量,计量单位';
    const first = await check('标准地.csv', [heading, '甲标准地,织金县,土地与标准地,300,20.5,3,万亩']);
    expect(await rowsOf(first)).toMatchObject([{ verdict: 'create', issues: [] }]);
    await asClerk(() => imports.commit(first));
    expect(await jobs.commit(first)).toBe('done');
    const stored = async () => (await context.owner.sql(`SELECT quantity_total AS total, quantity_unit AS unit, extra FROM resource WHERE name = '甲标准地'`))[0]; // prettier-ignore
    expect(await stored()).toMatchObject({
      total: '30000',
      unit: '亩',
      extra: { investmentIntensity: '300' },
    });
    const second = await check('标准地.csv', [heading, '甲标准地,织金县,土地与标准地,300,20.5,30000,亩', '甲标准地2,织金县,土地与标准地,（元/亩）,,,']); // prettier-ignore
    expect((await rowsOf(second)).map(({ verdict }) => verdict)).toEqual(['unchanged', 'error']);
    // What was entered in 公顷 by form stays in 公顷, whichever unit the file is in.
    await context.owner.sql(`UPDATE resource SET quantity_total = 10, quantity_unit = '公顷' WHERE name = '甲标准地'`);
    const third = await check('标准地.csv', [heading, '甲标准地,织金县,土地与标准地,300,20.5,10,公顷']);
    expect(await rowsOf(third)).toMatchObject([{ verdict: 'unchanged' }]);
    const fourth = await check('标准地.csv', [heading, '甲标准地,织金县,土地与标准地,300,20.5,165,亩']);
    expect(await rowsOf(fourth)).toMatchObject([{ verdict: 'update', changes: { quantityTotal: ['10', '11'] } }]);
  });

  it('asks once in what money is where nobody says it, and remembers the answer', async () => {
    const lines = ['资源名称,所在地区,资源类型,估值,总量', '未言之地,织金县,土地与标准地,5亿元,约100亩', '不明之地,织金县,土地与标准地,约500,50羽']; // prettier-ignore
    const id = await check('单位.csv', lines);
    const asked = await get(id);
    expect(asked).toMatchObject({ status: 'unmapped', counts: { create: 0 }, can: { commit: false, map: true } });
    expect(asked.columns.flatMap(({ heading, proposedUnit }) => (proposedUnit === null ? [] : [[heading, proposedUnit]]))).toEqual([['估值', '万元']]); // prettier-ignore
    const said = (unit: string | null) => asked.columns.map((column) => ({ position: column.position, field: column.field, unit: column.heading === '估值' ? unit : column.unit })); // prettier-ignore
    const columns = context.module.get(ImportColumnsService);
    await asClerk(() => columns.mapColumns(id, { columns: said(null) }));
    expect(await jobs.check(id)).toBe('done');
    expect(await get(id)).toMatchObject({ status: 'unmapped' });
    await asClerk(() => columns.mapColumns(id, { columns: said('万元') }));
    expect(await jobs.check(id)).toBe('done');
    const [, second] = await rowsOf(id);
    expect(second.readings).toMatchObject({ 估值: '约500 万元 → 5,000,000 元（只记数字，不记“约”）' });
    await asClerk(() => imports.commit(id));
    expect(await jobs.commit(id)).toBe('done');
    expect(await context.owner.sql(`SELECT valuation_cny AS v, quantity_total AS q, quantity_unit AS u, quantity_qualifier AS k FROM resource WHERE name IN ('未言之地', '不明之地') ORDER BY name DESC`)).toEqual([
      { v: '500000000.00', q: '100', u: '亩', k: 'around' },
      { v: '5000000.00', q: '50', u: '羽', k: 'equal' },
    ]); // prettier-ignore
    // Cells that say their own unit leave nothing to ask; the same heading was answered.
    const own = await check('自带.csv', ['资源名称,所在地区,资源类型,估值', '自带单位,织金县,土地与标准地,5亿元', '没有估值,织金县,土地与标准地,']); // prettier-ignore
    expect(await get(own)).toMatchObject({ status: 'checked', counts: { create: 2 } });
    const again = await check('下月.csv', [lines[0], '又一块地,织金县,土地与标准地,600,1亩']);
    expect(await get(again)).toMatchObject({ status: 'checked', mappedBy: { name: 'clerk' } });
    expect((await rowsOf(again))[0].readings).toMatchObject({ 估值: '600 万元 → 6,000,000 元' });
  });

  it('reads a unit’s own words as it said once they mean, in every table of that unit', async () => {
    const aliases = context.module.get(ImportAliasService);
    const columns = context.module.get(ImportColumnsService);
    const heading = '资源名称,所在地区,资源类型,权属状态,资源级别';
    const id = await check('词.csv', [heading, '词甲地,织金县,净地块,办了证,县级', '词乙地,织金县,净 地块,办了证,', '词丙地,织金县,矿产,,']); // prettier-ignore
    expect(await get(id)).toMatchObject({ status: 'checked', counts: { create: 1, error: 2 } });
    const unknown = () => asClerk(() => aliases.unknownValues(id));
    expect((await unknown()).map(({ title, said, rows, meansText }) => [title, said, rows, meansText])).toEqual([
      ['权属状态', '办了证', 2, null],
      ['资源类型', '净 地块', 1, null],
      ['资源类型', '净地块', 1, null],
    ]);
    const say = (field: string, said: string, means: string, who = clerk) => context.database.actAs(who, () => aliases.save(id, { field, said, means })); // prettier-ignore
    await expect(say('kind', '净地块', '没有这类')).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await expect(say('name', '甲', '乙')).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    const neighbour = await makeUser(context.owner, 'neighbour', ['county_clerk'], 'QX-520521');
    await expect(say('kind', '净地块', 'land', neighbour)).rejects.toMatchObject({ code: 'IMPORT_NOT_FOUND' });
    await say('kind', '净地块', '土地与标准地');
    const kept = await say('titleState', '办了证', 'clear');
    expect((await unknown()).map(({ meansText }) => meansText)).toEqual(['权属清晰', '土地与标准地', '土地与标准地']);
    await asClerk(() => columns.recheck(id));
    expect(await jobs.check(id)).toBe('done');
    expect(await get(id)).toMatchObject({ counts: { create: 3, error: 0 } });
    expect((await rowsOf(id))[1].readings).toMatchObject({ 资源类型: '净 地块 → 土地与标准地（值对应）' });
    await asClerk(() => imports.commit(id));
    expect(await jobs.commit(id)).toBe('done');
    expect(await context.owner.sql(`SELECT kind, title_state AS t FROM resource WHERE name = '词乙地'`)).toEqual([{ kind: 'land', t: 'clear' }]); // prettier-ignore
    // Another table with other headings, the same words; and the clerk's stored row is met unchanged by them.
    const again = await check('另.csv', ['资源名称,所在地区,资源类型,权属状态', '词甲地,织金县,净地块,办了证']);
    expect(await rowsOf(again)).toMatchObject([{ verdict: 'unchanged' }]);
    await asClerk(() => aliases.remove(again, kept[0].id));
    await expect(asClerk(() => aliases.remove(again, kept[0].id))).rejects.toMatchObject({ code: 'IMPORT_ALIAS_NOT_FOUND' }); // prettier-ignore
    // The words of a unit are its own: to others they mean nothing, and nobody adds to them past the service.
    const insert = () => context.database.transaction((tx) => tx.query(`INSERT INTO import_alias (organisation_id, register, field, said, said_key, means, made_by_id) SELECT organisation_id, 'resource', 'kind', 'x', 'x', 'land', $1 FROM app_user WHERE id = $2`, [neighbour.id, clerk.id])); // prettier-ignore
    await expect(context.database.actAs(neighbour, insert)).rejects.toThrow('row-level security');
    const seen = await context.database.actAs(neighbour, () => context.database.transaction((tx) => tx.query('SELECT FROM import_alias'))); // prettier-ignore
    expect(seen).toEqual([]);
  });

  it('takes what all rows say of a column the table lacks from its sender, within his rights, and remembers it', async () => {
    const columns = context.module.get(ImportColumnsService);
    const lines = ['资源名称,总量,计量单位', '固定甲地,10,亩', '固定乙地,20,亩'];
    const id = await check('固定.csv', lines);
    const view = await get(id);
    expect(view).toMatchObject({ status: 'checked', counts: { error: 2 } });
    const said = view.columns.map(({ position, field, unit }) => ({ position, field, unit }));
    const map = (fixed: FixedValue[]) => asClerk(() => columns.mapColumns(id, { columns: said, fixed }));
    const county = { field: 'areaCode', value: '520524' };
    const wrong: [FixedValue, string][] = [
      [{ field: 'areaCode', value: '520521' }, 'forbidden'],
      [{ field: 'kind', value: 'nonsense' }, 'invalid'],
      [{ field: 'valuationCny', value: '1' }, 'kind'],
      [{ field: 'name', value: '甲' }, 'taken'],
      [{ field: 'nonsense', value: '甲' }, 'unknown'],
    ];
    for (const [fixed, code] of wrong) {
      await expect(map([fixed])).rejects.toMatchObject({
        code: 'VALIDATION_FAILED',
        details: { issues: expect.arrayContaining([expect.objectContaining({ code })]) as unknown },
      });
    }
    await map([county, { field: 'kind', value: 'land' }]);
    expect(await jobs.check(id)).toBe('done');
    expect(await get(id)).toMatchObject({
      counts: { create: 2, error: 0 },
      fixed: [{ title: '所在地区', text: '织金县' }, { title: '资源类型', text: '土地与标准地' }],
    }); // prettier-ignore
    await asClerk(() => imports.commit(id));
    expect(await jobs.commit(id)).toBe('done');
    expect(await context.owner.sql(`SELECT area_code AS a, kind FROM resource WHERE name = '固定乙地'`)).toEqual([{ a: '520524', kind: 'land' }]); // prettier-ignore
    const next = await check('固定二.csv', [lines[0], '固定甲地,10,亩', '固定丙地,5,亩']);
    expect(await get(next)).toMatchObject({ counts: { create: 1, unchanged: 1 }, mappedBy: { name: 'clerk' } });
    // Said of the columns again without a word of fixed values, these stay.
    await asClerk(() => columns.mapColumns(next, { columns: said }));
    expect(await jobs.check(next)).toBe('done');
    expect(await get(next)).toMatchObject({ counts: { create: 1, unchanged: 1 } });
  });

  it('has words for every filter of every list that can be exported', () => {
    const places = {
      areaName: () => '甲',
      industryName: () => '甲',
      extraField: () => undefined,
    } as unknown as PlaceNames;
    const isFlag = (filter: z.ZodType) => filter.safeParse('true').success && !filter.safeParse('甲').success;
    const silent = LIST_CODES.flatMap((list) =>
      Object.entries<z.ZodType>(context.module.get(ExportSources).get(list).query.shape)
        .filter(([name]) => !['page', 'pageSize', 'sort', 'extra'].includes(name))
        .map(([name, filter]) => [`${list}.${name}`, conditionsText(list, { [name]: isFlag(filter) ? 'true' : '甲' }, places)])
        .filter(([, text]) => /[a-z]|全部/i.test(text)),
    ); // prettier-ignore
    expect(silent).toEqual([]);
  });

  describe('in a workbook as counties keep them', () => {
    /** Two tables behind a cover: cells merged downwards, a hidden row, a formula nobody worked out, and every kind of mistake. */
    const workbook = async (): Promise<Buffer> => {
      const book = new ExcelJS.Workbook();
      book.addWorksheet('填报说明').addRows([
        ['序号', '要求'],
        [1, '逐行填写'],
        [2, '不留空'],
      ]);
      const first = book.addWorksheet('乡镇汇总表');
      first.addRows([
        ['织金县资源台账'],
        ['所在地区', '资源类型', '资源名称', '估值（万元）', '备注'],
        ['织金县', '矿产', '合并甲矿', 1, '甲'],
        [null, null, '合并乙矿', 2],
        [null, null, '合并丙矿', 3],
        [null, '小计', null, 6],
        ['织金县', '飞船', null, 1],
        ['大方县', '矿产', null, 1],
        ['织金县', '矿产', '公式丁矿', { formula: '1*5' }],
        ['织金县', '矿产', '隐藏戊矿', 5],
        ['织金县', '矿产', '合计己矿', 100],
        [null, '矿产', '合计庚矿', null],
        ['大方县', '矿产', '外县辛矿', '三千'],
      ]);
      for (const range of ['A1:E1', 'A3:A6', 'B3:B5', 'A11:A12', 'D11:D12']) first.mergeCells(range);
      first.getRow(10).hidden = true;
      book.addWorksheet('表二').addRows([
        ['景区名称', '估值（万元）'],
        ['平远古镇景区', 7],
        ['织金洞东门', 8],
      ]);
      return Buffer.from(await book.xlsx.writeBuffer());
    };

    it('reads merged cells in each of their rows, takes no blank for a formula, and says all that is wrong in one round', async () => {
      const id = await check('台账.xlsx', await workbook());
      expect(await get(id)).toMatchObject({
        counts: { create: 4, skip: 1, error: 6 },
        sheet: '乡镇汇总表',
        otherSheets: [{ sheet: '表二', rows: 2 }],
        hiddenRows: 1,
      });
      const rows = new Map((await rowsOf(id)).map((row) => [row.rowNumber, row]));
      expect(rows.get(4)).toMatchObject({
        verdict: 'create',
        cells: { 所在地区: '织金县', 资源类型: '矿产' },
        readings: { 所在地区: '织金县（合并单元格，同第3行）', 资源类型: '矿产（合并单元格，同第3行）' },
      });
      expect(rows.get(3)?.readings.所在地区).toBeUndefined();
      expect(rows.get(6)).toMatchObject({ verdict: 'skip', issues: [{ code: 'TOTAL_ROW' }] });
      const wrong = [7, 8, 9, 11, 12, 13].map((number) => rows.get(number)?.issues.map(({ field, code }) => `${field} ${code}`)); // prettier-ignore
      expect(wrong).toEqual([
        ['kind CHOICE_UNKNOWN', 'name REQUIRED'],
        ['name REQUIRED', 'areaCode AREA_FORBIDDEN'],
        ['valuationCny FORMULA_UNSOLVED'],
        ['valuationCny FIGURE_MERGED'],
        ['valuationCny FIGURE_MERGED'],
        ['valuationCny NUMBER_INVALID', 'areaCode AREA_FORBIDDEN'],
      ]);
      const file = await buffer((await asClerk(() => imports.errorWorkbook(id))).content);
      const returned = textsOf((await openWorkbook(file)).worksheets[0]);
      expect(returned.find(([, , name]) => name === '合计庚矿')?.slice(0, 4)).toEqual([
        '织金县',
        '矿产',
        '合计庚矿',
        '100（自第11行起合并）',
      ]);
      // Sent again as it is, a shared figure is still nobody's.
      const again = await check('改过的.xlsx', file);
      expect(await get(again)).toMatchObject({ counts: { create: 0, error: 6 }, otherSheets: [] });
      await asClerk(() => imports.commit(id));
      expect(await jobs.commit(id)).toBe('done');
      expect((await get(id)).counts).toMatchObject({ create: 4, error: 6 });
      const stored = await context.owner.sql<{ area: string; source: string }>(`SELECT area_code AS area, source_name AS source FROM resource WHERE name = '合并丙矿'`); // prettier-ignore
      expect(stored).toEqual([{ area: '520524', source: expect.stringMatching(/^导入“台账\.xlsx”工作表“乡镇汇总表”第5行（织金县投资促进局 clerk，\d{4}-\d\d-\d\d \d\d:\d\d）$/) }]); // prettier-ignore
    });

    it('takes a year that several rows share, and no number of people', async () => {
      const book = new ExcelJS.Workbook();
      const sheet = book.addWorksheet('企业');
      sheet.addRows([['企业名称', '营业收入（万元）', '收入年份', '员工人数'], ['合并甲有限公司', 1, 2023, 300], ['合并乙有限公司', 2]]); // prettier-ignore
      for (const range of ['C2:C3', 'D2:D3']) sheet.mergeCells(range);
      const content = Readable.from([Buffer.from(await book.xlsx.writeBuffer())]);
      const { id } = await asClerk(() => imports.upload({ register: 'enterprise', mode: 'both' }, { name: '企业.xlsx', mediaType: '', content })); // prettier-ignore
      expect(await jobs.check(id)).toBe('done');
      for (const { issues } of await rowsOf(id)) expect(issues.map(({ field, code }) => `${field} ${code}`)).toEqual(['employeeCount FIGURE_MERGED']); // prettier-ignore
    });

    it('lets the sender choose another sheet, and then says that of the first', async () => {
      const columns = context.module.get(ImportColumnsService);
      const id = await check('台账.xlsx', await workbook());
      const top = await asClerk(() => columns.headingRows(id));
      expect([...new Set(top.map(({ sheet }) => sheet))]).toEqual(['填报说明', '乡镇汇总表', '表二']);
      const chosen = await asClerk(() => columns.chooseHeading(id, { sheet: '表二', rowNumber: 1 }));
      expect(chosen).toMatchObject({ status: 'unmapped', sheet: '表二' });
      const said = chosen.columns.map(({ position, heading, field, unit }) => ({ position, field: heading === '景区名称' ? 'name' : field, unit })); // prettier-ignore
      const fixed = [{ field: 'areaCode', value: '520524' }, { field: 'kind', value: 'tourism' }]; // prettier-ignore
      await asClerk(() => columns.mapColumns(id, { columns: said, fixed }));
      expect(await jobs.check(id)).toBe('done');
      expect(await get(id)).toMatchObject({
        counts: { create: 2, error: 0 },
        otherSheets: [{ sheet: '乡镇汇总表', rows: 10 }],
        hiddenRows: 0,
      });
    });
  });

  describe('in a workbook with a sheet for each township', () => {
    /** Titles, two-row headings, units by sheet, columns in another order, totals; a summary of other columns behind them. */
    const workbook = async (): Promise<Buffer> => {
      const book = new ExcelJS.Workbook();
      book
        .addWorksheet('金碧镇')
        .addRows([
          ['织金县金碧镇资源台账'],
          ['单位：万元'],
          ['序号', '所在地区', '资源类型', '资源名称', '评估', null, '备注'],
          [null, null, null, null, '估值', '评估日期'],
          [1, '织金县', '矿产', '镇甲矿', 100, '2024-1-5', '甲'],
          [2, '织金县', '矿产', '镇乙矿', 200, null, null],
          ['合计', null, null, null, 300],
          ['填表人：张三'],
        ]);
      book
        .addWorksheet('三塘镇')
        .addRows([
          ['单位：亿元'],
          ['所在地区', '资源名称', '资源类型', '评估', null, '备注', '联系方式'],
          [null, null, null, '估值', '评估日期'],
          ['织金县', '镇丙矿', '矿产', 0.5, '2024-2-1', '丙', '13800000000'],
          ['织金县', '镇甲矿', '矿产', 1, null, '同名'],
          ['织金县', '镇丁矿', '飞船', 1],
          ['织金县', '镇戊矿', '矿产', '三'],
        ]);
      book.addWorksheet('无单位').addRows([
        ['所在地区', '资源名称', '资源类型', '估值', '评估日期', '备注'],
        ['织金县', '镇己矿', '矿产', 3, '2024-2-1', ''],
      ]);
      book.addWorksheet('汇总').addRows([
        ['乡镇', '个数'],
        ['金碧镇', 2],
      ]);
      return Buffer.from(await book.xlsx.writeBuffer());
    };

    it('reads all sheets with the same heading on, each in its own units, and says of each row in which it stands', async () => {
      const columns = context.module.get(ImportColumnsService);
      const id = await check('各乡镇.xlsx', await workbook());
      const checked = await get(id);
      expect(checked).toMatchObject({
        counts: { create: 3, skip: 2, error: 3 },
        sheet: '金碧镇',
        sheets: [
          { sheet: '金碧镇', rows: 2, isRead: true, units: [] },
          { sheet: '三塘镇', rows: 4, isRead: true, units: [{ heading: '估值', unit: '亿元' }] },
        ],
        otherSheets: [{ sheet: '无单位', rows: 1 }, { sheet: '汇总', rows: 1 }],
      }); // prettier-ignore
      const rows = await rowsOf(id);
      expect(rows.map(({ place, name }) => [place.sheet, place.row, name])).toEqual([
        ['金碧镇', 5, '镇甲矿'],
        ['金碧镇', 6, '镇乙矿'],
        ['金碧镇', 7, null],
        ['金碧镇', 8, null],
        ['三塘镇', 4, '镇丙矿'],
        ['三塘镇', 5, '镇甲矿'],
        ['三塘镇', 6, '镇丁矿'],
        ['三塘镇', 7, '镇戊矿'],
      ]);
      expect(new Set(rows.map(({ rowNumber }) => rowNumber)).size).toBe(8);
      expect([rows[0].readings.估值, rows[4].readings.估值]).toEqual([
        '100 万元 → 1,000,000 元',
        '0.5 亿元 → 50,000,000 元',
      ]);
      expect(rows[4].cells).toMatchObject({ 联系方式: '13800000000', 备注: '丙' });
      expect(rows[5].issues).toMatchObject([
        { code: 'DUPLICATE_IN_FILE', message: '与工作表“金碧镇”第5行是同一条，只取工作表“金碧镇”第5行' },
      ]);
      // Handed back sheet by sheet, and the same when it is sent again.
      const file = await buffer((await asClerk(() => imports.errorWorkbook(id))).content);
      const returned = await openWorkbook(file);
      expect(returned.worksheets.map(({ name }) => name)).toEqual(['三塘镇']);
      expect(textsOf(returned.worksheets[0]).slice(0, 2).map((cells) => [cells[3], cells[7]])).toEqual([['估值（亿元）', '原行号'], ['1', '5']]); // prettier-ignore
      expect(await get(await check('改过的.xlsx', file))).toMatchObject({ sheet: '三塘镇', counts: { create: 1, error: 2 } }); // prettier-ignore
      // One of them is not wanted after all.
      await expect(asClerk(() => columns.chooseSheets(id, { sheets: ['汇总'] }))).rejects.toMatchObject({ code: 'VALIDATION_FAILED' }); // prettier-ignore
      await asClerk(() => columns.chooseSheets(id, { sheets: ['三塘镇'] }));
      expect(await jobs.check(id)).toBe('done');
      expect(await get(id)).toMatchObject({ counts: { create: 2, error: 2 }, sheets: [{ isRead: false }, { isRead: true }] }); // prettier-ignore
      expect((await rowsOf(id))[0]).toMatchObject({ place: { sheet: null, row: 4 }, rowNumber: 4 });
      await asClerk(() => columns.chooseSheets(id, { sheets: ['金碧镇', '三塘镇'] }));
      expect(await jobs.check(id)).toBe('done');
      await asClerk(() => imports.commit(id));
      // As the worker does it: what is written under the batch's id, its timeline tells of it.
      const write = (batch: string) => runInContext({ id: batch }, () => jobs.commit(batch));
      expect(await write(id)).toBe('done');
      expect((await get(id)).counts).toMatchObject({ create: 3, error: 3 });
      const stored = await context.owner.sql<Record<string, string>>(
        `SELECT name, valuation_cny::text AS value, source_kind AS kind, source_name AS source FROM resource WHERE name LIKE '镇_矿' ORDER BY name`,
      );
      const source = (place: string) => expect.stringMatching(new RegExp(`^导入“各乡镇\\.xlsx”${place}（.*clerk，\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d）$`)); // prettier-ignore
      expect(stored).toEqual([
        { name: '镇丙矿', value: '50000000.00', kind: 'imported', source: source('工作表“三塘镇”第4行') },
        { name: '镇乙矿', value: '2000000.00', kind: 'imported', source: source('工作表“金碧镇”第6行') },
        { name: '镇甲矿', value: '1000000.00', kind: 'imported', source: source('工作表“金碧镇”第5行') },
      ]);
      // Where it came from stays what it was when another file changes something of it, and its timeline tells both.
      const second = await check('改备注.csv', ['资源名称,所在地区,资源类型,备注', '镇丙矿,织金县,矿产,丁']);
      await asClerk(() => imports.commit(second));
      expect(await write(second)).toBe('done');
      const [row] = await context.owner.sql<Record<string, string>>(`SELECT id, note, source_kind AS kind, source_name AS source FROM resource WHERE name = '镇丙矿'`); // prettier-ignore
      expect(row).toMatchObject({ note: '丁', kind: 'imported', source: source('工作表“三塘镇”第4行') });
      const wanted = { subject: 'resource', subjectId: row.id, page: 1, pageSize: 20 } as const;
      const told = await asClerk(() => context.module.get(TimelineService).list(wanted));
      const figures = { number: (value: string) => value, amount: (value: string) => value };
      expect(told.items.map((entry) => timelineText(entry, figures))).toEqual([
        '由导入「改备注.csv」第2行修改',
        '由导入「各乡镇.xlsx」工作表“三塘镇”第4行新建',
      ]);
      // A 来源 the sender wrote himself names no row, whatever it looks like.
      const third = await check('自写来源.csv', ['资源名称,所在地区,资源类型,来源', '镇丁矿,织金县,矿产,导入“某表”第99999999999行（某人）']); // prettier-ignore
      await asClerk(() => imports.commit(third));
      expect(await write(third)).toBe('done');
      const [{ id: own }] = await context.owner.sql<{ id: string }>(`SELECT id FROM resource WHERE name = '镇丁矿'`);
      const toldOwn = await asClerk(() => context.module.get(TimelineService).list({ ...wanted, subjectId: own }));
      expect(toldOwn.items.map((entry) => timelineText(entry, figures))).toEqual(['由导入「自写来源.csv」新建']);
    });

    it('takes what was said of the columns of a sheet for all, also where the heading was chosen on a later one', async () => {
      const columns = context.module.get(ImportColumnsService);
      const book = new ExcelJS.Workbook();
      book.addWorksheet('封面').addRows([['织金县', '二〇二四年'], ['甲', '乙'], ['丙', '丁']]); // prettier-ignore
      for (const [name, unit] of [['甲乡', '亩'], ['乙乡', '公顷']]) {
        book.addWorksheet(name).addRows([
          ['地块叫法', `多大（${unit}）`, '说明'],
          [`${name}地块`, 10, ''],
        ]);
      } // prettier-ignore
      const id = await check('叫法不同.xlsx', Buffer.from(await book.xlsx.writeBuffer()));
      const chosen = await asClerk(() => columns.chooseHeading(id, { sheet: '乙乡', rowNumber: 1 }));
      const means = new Map([['地块叫法', 'name'], ['多大（公顷）', 'quantityTotal']]); // prettier-ignore
      const said = chosen.columns.map(({ position, heading, unit }) => ({ position, field: means.get(heading) ?? null, unit })); // prettier-ignore
      const fixed = [{ field: 'areaCode', value: '520524' }, { field: 'kind', value: 'land' }]; // prettier-ignore
      await asClerk(() => columns.mapColumns(id, { columns: said, fixed }));
      expect(await jobs.check(id)).toBe('done');
      expect(await get(id)).toMatchObject({ counts: { create: 2, error: 0 }, sheet: '乙乡', sheets: [{ sheet: '甲乡' }, { sheet: '乙乡' }] }); // prettier-ignore
      await asClerk(() => imports.commit(id));
      expect(await jobs.commit(id)).toBe('done');
      const stored = await context.owner.sql<Record<string, string>>(`SELECT name, trim_scale(quantity_total) || quantity_unit AS size FROM resource WHERE name LIKE '_乡地块' ORDER BY name`); // prettier-ignore
      expect(stored).toEqual([{ name: '乙乡地块', size: '150亩' }, { name: '甲乡地块', size: '10亩' }]); // prettier-ignore
    });
  });
});
