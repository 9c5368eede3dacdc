import { describe, expect, it } from '@jest/globals';
import { CreateEnterprise, CreateMarket, CreateProject, CreateResource } from '@lianghuan/contracts';
import type { Cell, TableRow } from './cell.js';
import { findHeading, guessHeading, headingAt, withMapping } from './heading.js';
import { transferFieldsOf } from './transfer-field.js';

const RESOURCE = transferFieldsOf(CreateResource);
const PROJECT = transferFieldsOf(CreateProject);
const MARKET = transferFieldsOf(CreateMarket);
const ENTERPRISE = transferFieldsOf(CreateEnterprise);
const sheet = (...rows: Cell[][]): TableRow[] => rows.map((cells, i) => ({ sheet: '表1', number: i + 1, cells }));
const understood = (rows: TableRow[], fields = RESOURCE) =>
  findHeading(rows, fields)?.columns.map(({ heading, field, unit }) => [heading, field?.name ?? null, unit]);

describe('finding the heading', () => {
  it('passes over a title, takes aliases and reads units in either kind of bracket', () => {
    const rows = sheet(
      ['织金县2024年资源摸底表'],
      [null, '填报单位：织金县投资促进局'],
      ['序号', '名称', '类别', '县（市、区）', '面积（公顷）', '评估价值(万元)'],
      ['1', '某某地块', '土地与标准地', '织金县', 12, 300],
    );
    expect(findHeading(rows, RESOURCE)).toMatchObject({ rowNumber: 3, sheet: '表1' });
    expect(understood(rows)).toEqual([
      ['序号', null, null],
      ['名称', 'name', null],
      ['类别', 'kind', null],
      ['县（市、区）', 'areaCode', null],
      ['面积（公顷）', 'quantityTotal', '公顷'],
      ['评估价值(万元)', 'valuationCny', '万元'],
    ]);
  });

  it('takes the unit of the whole table from a line above, unless a column says otherwise', () => {
    const rows = sheet(['重点项目表'], ['', '', '单位：亿元'], ['项目名称', '所在地区', '总投资', '用地需求']);
    expect(understood(rows, PROJECT)).toEqual([
      ['项目名称', 'name', null],
      ['所在地区', 'areaCode', null],
      ['总投资', 'totalInvestmentCny', '亿元'],
      ['用地需求', 'landMu', '亩'],
    ]);
  });

  it.each([
    ['单位：万元、亩', '万元', '亩'],
    ['（单位：万元/公顷）', '万元', '公顷'],
    ['单位：公顷，亿元', '亿元', '公顷'],
    ['单位：个、万元', '万元', '个'],
    ['填报单位：个旧市投资促进局', null, null],
  ])('of the line %s takes each unit for the columns it measures', (line, money, quantity) => {
    expect(understood(sheet([line], ['资源名称', '类型', '估值', '总量']))).toEqual([
      ['资源名称', 'name', null],
      ['类型', 'kind', null],
      ['估值', 'valuationCny', money],
      ['总量', 'quantityTotal', quantity],
    ]);
  });

  it('leaves the unit of money to the sender where nobody says it, and that of quantities to the row that has one', () => {
    expect(understood(sheet(['单位：亩'], ['资源名称', '估值', '总量', '计量单位']))).toEqual([
      ['资源名称', 'name', null],
      ['估值', 'valuationCny', null],
      ['总量', 'quantityTotal', null],
      ['计量单位', 'quantityUnit', null],
    ]);
  });

  it('drops no unit that a heading says, known or not, and takes no remark for one', () => {
    const units = (...headings: string[]) => understood(sheet(['资源名称', '类型', ...headings]))?.slice(2).map(([, , unit]) => unit); // prettier-ignore
    expect(units('总量（万头）')).toEqual(['万头']);
    expect(units('总量（单位：丈）', '估值（含税，亿元）')).toEqual(['丈', '亿元']);
    expect(units('总量（证载）', '估值（元/平方米）')).toEqual([null, '元/平方米']);
    const rows = sheet(['资源名称', '类型', '多大（公顷）']);
    const found = findHeading(rows, RESOURCE);
    expect(found && withMapping(found, [{ position: 2, field: 'quantityTotal', unit: null }], RESOURCE).columns[2]).toMatchObject({
      field: { name: 'quantityTotal' },
      unit: '公顷',
    }); // prettier-ignore
  });

  it('of a draw takes the two rows, where the lower one names columns under titles of the upper one', () => {
    const rows = sheet(
      ['序号', '宗地名称', '所在县区', '资源类型', '总量', '评估价值', null, '权属情况', null],
      [null, null, null, null, null, '金额（亿元）', '评估时间', '权利人', '权属状态'],
      [1, '某某地块', '织金县', '土地与标准地', 50, 1.2, '2024-3-1', '某某公司', '权属清晰'],
    );
    expect(findHeading(rows, RESOURCE)?.rowNumber).toBe(2);
    expect(understood(rows)).toEqual([
      ['序号', null, null],
      ['宗地名称', 'name', null],
      ['所在县区', 'areaCode', null],
      ['资源类型', 'kind', null],
      ['总量', 'quantityTotal', null],
      ['金额（亿元）', 'valuationCny', '亿元'],
      ['评估时间', 'valuedOn', null],
      ['权利人', 'ownerName', null],
      ['权属状态', 'titleState', null],
    ]);
    // A first row of data with nothing but its number says no names.
    expect(findHeading(sheet(['序号', '资源名称', '资源类型'], [1, null, null]), RESOURCE)?.rowNumber).toBe(1);
  });

  it('reads two rows under merged group titles, with the unit of the group', () => {
    const rows = sheet(
      ['项目名称', '投资（万元）', null, '进度', null],
      [null, '总投资', '投资方', '计划开工', '计划竣工'],
      ['某某项目', 6000, '某某公司', '2024-3-1', '2025-3-1'],
    );
    expect(findHeading(rows, PROJECT)?.rowNumber).toBe(2);
    expect(understood(rows, PROJECT)).toEqual([
      ['项目名称', 'name', null],
      ['总投资', 'totalInvestmentCny', '万元'],
      ['投资方', 'investorName', null],
      ['计划开工', 'plannedStartOn', null],
      ['计划竣工', 'plannedFinishOn', null],
    ]);
  });

  it('takes a field once and keeps the second column unread', () => {
    expect(understood(sheet(['资源名称', '名称', '资源名称', '类型']))).toEqual([
      ['资源名称', 'name', null],
      ['名称', null, null],
      ['资源名称#2', null, null],
      ['类型', 'kind', null],
    ]);
  });

  it('finds nothing in a table of something else', () => {
    expect(findHeading(sheet(['姓名', '性别', '身份证'], ['张三', '男', '5224']), RESOURCE)).toBeUndefined();
  });
});

describe('a heading nobody recognises', () => {
  it('is guessed to be the first row with most words, above something', () => {
    const rows = sheet(['花名册'], ['2024年1月', 12, '3人'], ['姓名', '性别', '身份证'], ['张三', '男', '5224']);
    expect(guessHeading(rows, RESOURCE)?.rowNumber).toBe(3);
    expect(guessHeading(sheet(['姓名', '性别']), RESOURCE)).toBeUndefined();
    expect(guessHeading(sheet([1, 2], [3, 4]), RESOURCE)).toBeUndefined();
    expect(guessHeading([], RESOURCE)).toBeUndefined();
  });

  it('is the row somebody names, with the titles that reach down to it from the row above', () => {
    const rows = sheet(['名册'], ['姓名', '住址', null], [null, '县', '乡镇'], ['张三', '织金', '三塘']);
    const at = (rowNumber: number) =>
      headingAt(rows, { sheet: '表1', rowNumber }, RESOURCE)?.columns.map(({ heading }) => heading);
    expect(at(3)).toEqual(['姓名', '县', '乡镇']);
    // A title alone above belongs to no column.
    expect(at(2)).toEqual(['姓名', '住址']);
    expect(at(9)).toBeUndefined();
  });

  it('reads the grouped headings of projects, markets and enterprises as they are printed here', () => {
    const named = (fields: typeof PROJECT, upper: (string | null)[], lower: (string | null)[]) =>
      understood(sheet(upper, lower), fields)?.flatMap(([, name, unit]) =>
        name === null ? [] : [unit === null ? name : `${name} ${unit}`],
      );
    expect(
      named(
        PROJECT,
        ['序号', '项目名称', '项目业主', '投资总额（亿元）', '建设起止时间', null, '要素需求', null, null, '批复', null],
        [null, null, null, null, '开工', '竣工', '用地（亩）', '用能（吨标准煤）', '用水（立方米）', '文号', '时间'],
      ),
    ).toEqual(['name', 'investorName', 'totalInvestmentCny 亿元', 'plannedStartOn', 'plannedFinishOn', 'landMu 亩', 'energyTce 吨标准煤', 'waterM3 立方米', 'approvalDocumentNo', 'approvedOn']); // prettier-ignore
    expect(
      named(
        MARKET,
        ['产品名称', '需求类型', '采购主体', '年需求', null, '供应情况', null],
        [null, null, null, '数量（吨）', '金额（万元）', '供应商', '本地占比'],
      ),
    ).toEqual(['name', 'kind', 'buyers', 'annualVolume 吨', 'annualValueCny 万元', 'currentSuppliers', 'localShare']);
    expect(
      named(
        ENTERPRISE,
        ['企业名称', '企业性质', '注册资金（万元）', '资产总额', null, '营业收入', null],
        [null, null, null, '金额（亿元）', '截至', '金额（亿元）', '年份'],
      ),
    ).toEqual(['name', 'controllerType', 'registeredCapitalCny 万元', 'totalAssetsCny 亿元', 'totalAssetsOn', 'revenueCny 亿元', 'revenueYear']); // prettier-ignore
  });
});
