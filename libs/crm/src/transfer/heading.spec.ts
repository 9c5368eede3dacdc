import { describe, expect, it } from '@jest/globals';
import { CreateProject, CreateResource } from '@lianghuan/contracts';
import type { Cell, TableRow } from './cell.js';
import { findHeading, guessHeading, headingAt } from './heading.js';
import { transferFieldsOf } from './transfer-field.js';

const RESOURCE = transferFieldsOf(CreateResource);
const PROJECT = transferFieldsOf(CreateProject);
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
});
