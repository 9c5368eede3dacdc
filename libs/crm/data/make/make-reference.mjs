/**
 * Makes ../reference from the folder of shared source files.
 *   node make-reference.mjs <folder with the source files>
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readCsv, writeCsv } from './csv.mjs';
import { toYuan } from './decimal.mjs';
import { COMPARATORS } from './vocabulary.mjs';

const source = process.argv[2];
if (!source) throw new Error('usage: node make-reference.mjs <folder with the source files>');
const read = (name) => readCsv(join(source, name));
const target = (name) => join(import.meta.dirname, '..', 'reference', name);
const done = (name, columns, rows) => console.log(`${name}: ${writeCsv(target(name), columns, rows)} rows`);
mkdirSync(join(import.meta.dirname, '..', 'reference'), { recursive: true });

done('industries.csv', ['code', 'level', 'name', 'parent_code', 'section_code'], read('gb-t-4754-2017.csv'));

done(
  'regions.csv',
  ['code', 'name', 'short_name', 'level', 'parent_code', 'province_code', 'code_kind', 'lng', 'lat'],
  read('regions.csv'),
);

const CITY = { code: '520500', name: '毕节市', short_name: '毕节', kind: 'city', parent_code: '' };
const AREAS = [
  ['520502', '七星关区', '七星关区', 'county'],
  ['520521', '大方县', '大方县', 'county'],
  ['520581', '黔西市', '黔西市', 'county'],
  ['520523', '金沙县', '金沙县', 'county'],
  ['520524', '织金县', '织金县', 'county'],
  ['520525', '纳雍县', '纳雍县', 'county'],
  ['520526', '威宁彝族回族苗族自治县', '威宁县', 'county'],
  ['520527', '赫章县', '赫章县', 'county'],
  ['520500-GXQ', '毕节高新区', '毕节高新区', 'zone'],
  ['520500-BLDJ', '百里杜鹃管理区', '百里杜鹃', 'zone'],
  ['520500-BJ', '市本级', '市本级', 'city_level'],
].map(([code, name, short_name, kind]) => ({ code, name, short_name, kind, parent_code: CITY.code }));
done(
  'areas.csv',
  ['code', 'name', 'short_name', 'kind', 'parent_code', 'sort'],
  [CITY, ...AREAS].map((area, sort) => ({ ...area, sort })),
);

const NOTICE = '毕府发〔2023〕8号';
done(
  'parks.csv',
  [
    'code',
    'name',
    'area_code',
    'lead_industry',
    'industry_codes',
    'industry_basis',
    'clause',
    'responsible_departments',
    'basis_document',
  ],
  read('bijie-2023-zones.csv').map((zone, index) => ({
    code: `PARK-${String(index + 1).padStart(2, '0')}`,
    name: zone.zone,
    area_code: zone.place_code,
    lead_industry: zone.lead_industry,
    industry_codes: zone.industry_guess,
    industry_basis: 'judgement',
    clause: zone.clause,
    responsible_departments: zone.responsible
      .replace(/等有关单位$/, '')
      .split('、')
      .join(';'),
    basis_document: NOTICE,
  })),
);

done(
  'calendar.csv',
  ['date', 'kind', 'is_workday', 'festival'],
  read('cn-workday-adjustments-2023-2026.csv').map((day) => ({ ...day, festival: day.festival_zh })),
);

done(
  'departments.csv',
  ['part', 'section_no', 'section_title', 'department', 'is_open_list', 'basis_document'],
  read('bijie-2023-departments.csv').map((row) => ({
    ...row,
    department: row.department.replaceAll('/', '、'), // the working copy wrote 、 inside a name as a slash
    is_open_list: row.etc,
    basis_document: NOTICE,
  })),
);

done(
  'deadlines.csv',
  ['code', 'clause', 'item', 'kind', 'start', 'end', 'rule', 'quote', 'basis_document'],
  read('bijie-2023-deadlines.csv').map((row) => ({
    ...row,
    code: row.id,
    kind: row.kind.replaceAll('-', '_'),
    basis_document: NOTICE,
  })),
);

done(
  'targets.csv',
  [
    'code',
    'clause',
    'indicator',
    'comparator',
    'value',
    'value_to',
    'unit',
    'value_yuan',
    'scope',
    'scope_kind',
    'period',
    'quote',
    'basis_document',
  ],
  read('bijie-2023-targets.csv').map((row) => {
    const [value, upper = ''] = row.value.split('-');
    const power = { 亿元: 8, 万元: 4 }[row.unit];
    return {
      ...row,
      code: row.id,
      comparator: COMPARATORS[row.op],
      value,
      value_to: upper,
      value_yuan: power === undefined ? '' : toYuan(value, power),
      scope_kind: row.scope.endsWith('(各)') ? 'each' : 'total',
      period: row.period.replace(/年$/, ''),
      basis_document: NOTICE,
    };
  }),
);

done(
  'leader-linkage-quotas.csv',
  ['area_code', 'quota', 'year', 'comparator', 'source'],
  AREAS.map((area) => ({
    area_code: area.code,
    quota: area.kind === 'zone' ? 10 : 40,
    year: 2023,
    comparator: area.kind === 'zone' ? 'around' : 'equals',
    source: `${NOTICE} 第5条`,
  })),
);

const FIELDS = {
  '“四化”项目': ['四化', ''],
  新型工业化: ['工业', '四化'],
  新型城镇化: ['城镇', '四化'],
  农业现代化: ['农业', '四化'],
  旅游产业化: ['旅游', '四化'],
  基础设施: ['基础设施', ''],
  民生工程: ['民生', ''],
};
const areaByPrintedName = new Map([
  ...AREAS.flatMap((area) => [
    [area.name, area.code],
    [area.short_name, area.code],
  ]),
  ['威宁自治县', '520526'],
]);
done(
  'collective-start-2023q1.csv',
  [
    'by',
    'name',
    'area_code',
    'field',
    'parent_field',
    'projects',
    'investment_yuan',
    'period',
    'source_outlet',
    'source_kind',
    'source_date',
    'source_url',
  ],
  read('bijie-2023q1-starts.csv').map((row) => {
    const [field, parent_field] = row.by === 'field' ? FIELDS[row.name] : ['', ''];
    return {
      ...row,
      by: row.by === 'place' ? 'area' : 'field',
      area_code: row.by === 'place' ? areaByPrintedName.get(row.name) : '',
      field,
      parent_field,
      investment_yuan: toYuan(row.investment_yi, 8),
      period: '2023-Q1',
      source_kind: 'media',
    };
  }),
);

copyFileSync(join(source, 'bijie-counties.geojson'), target('bijie-counties.geojson'));
console.log('bijie-counties.geojson: copied as is');
