import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { Decimal } from 'decimal.js';

type Row = Readonly<Record<string, string>>;

const folder = join(import.meta.dirname, '../../data');
const read = (name: string): Row[] => parse(readFileSync(join(folder, name)), { columns: true });
const csvFiles = ['reference', 'demonstration'].flatMap((room) =>
  readdirSync(join(folder, room))
    .filter((name) => name.endsWith('.csv'))
    .map((name) => `${room}/${name}`),
);
const column = (rows: readonly Row[], name: string) =>
  rows.map((row) => {
    const value = row[name];
    if (value === undefined) throw new Error(`no column ${name}`);
    return value;
  });
const total = (rows: readonly Row[], name: string) =>
  column(rows, name)
    .reduce((sum, figure) => sum.plus(figure), new Decimal(0))
    .toString();
const codesOf = (name: string) => new Set(column(read(name), 'code'));

describe('the committed data files', () => {
  it.each([
    ['reference/industries.csv', 1971],
    ['reference/regions.csv', 468],
    ['reference/areas.csv', 12],
    ['reference/parks.csv', 8],
    ['reference/calendar.csv', 141],
    ['reference/departments.csv', 101],
    ['reference/deadlines.csv', 19],
    ['reference/targets.csv', 36],
    ['reference/chains.csv', 20],
    ['reference/chain-nodes.csv', 189],
    ['reference/chain-edges.csv', 191],
    ['demonstration/projects-notice.csv', 132],
    ['demonstration/projects-promoted.csv', 100],
    ['demonstration/resources.csv', 84],
    ['demonstration/markets.csv', 38],
    ['demonstration/enterprises-local.csv', 20],
    ['demonstration/example-assets.csv', 11],
    ['demonstration/example-plots.csv', 8],
    ['demonstration/example-projects.csv', 11],
    ['demonstration/enterprises-subsidiaries.csv', 654],
  ])('%s has %i rows', (name, rows) => {
    expect(read(name)).toHaveLength(rows);
  });

  it('holds at least 1,500 enterprises, each once, with a name and a place', () => {
    const enterprises = read('demonstration/enterprises.csv');
    expect(enterprises.length).toBeGreaterThanOrEqual(1500);
    expect(new Set(column(enterprises, 'ts_code')).size).toBe(enterprises.length);
    expect(enterprises.filter((row) => !row['short_name'] || !row['region_code'])).toEqual([]);
  });

  it('gives products only to enterprises that are there, at most 12 each', () => {
    const known = new Set(column(read('demonstration/enterprises.csv'), 'ts_code'));
    const products = read('demonstration/enterprise-products.csv');
    expect(products.filter((row) => !known.has(row['ts_code'] ?? ''))).toEqual([]);
    expect(Math.max(...column(products, 'position').map(Number))).toBeLessThanOrEqual(12);
  });

  it.each(csvFiles)('%s refers only to areas, regions and industries that exist', (name) => {
    const known = {
      area_code: codesOf('reference/areas.csv'),
      region_code: codesOf('reference/regions.csv'),
      province_code: codesOf('reference/regions.csv'),
      industry_codes: codesOf('reference/industries.csv'),
    };
    const rows = read(name);
    for (const [reference, codes] of Object.entries(known)) {
      const used = rows.flatMap((row) => (row[reference] ?? '').split(';')).filter((code) => code !== '');
      expect(used.filter((code) => !codes.has(code))).toEqual([]);
    }
  });

  it.each(csvFiles)('%s has unique codes, plain columns and exact money', (name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    expect(text).not.toMatch(/\r|^\uFEFF/);
    const rows = read(name);
    const columns = Object.keys(rows[0] ?? {});
    expect(columns.filter((title) => /main_business|business_scope|description/.test(title))).toEqual([]);
    for (const title of columns.filter((title) => title.endsWith('_yuan'))) {
      expect(column(rows, title).filter((figure) => !/^(\d+\.\d{2})?$/.test(figure))).toEqual([]);
    }
    if (columns.includes('code')) expect(new Set(column(rows, 'code')).size).toBe(rows.length);
  });

  it.each(csvFiles)('%s carries no address of a mirror page', (name) => {
    const mirrors = read(name).filter((row) => row['source_kind'] === 'mirror');
    expect(mirrors.filter((row) => row['source_url'] !== '')).toEqual([]);
  });

  it('calls everything invented an example, in each area', () => {
    const files = ['assets', 'plots', 'projects'].map((name) => read(`demonstration/example-${name}.csv`));
    expect(files.flat().filter((row) => !row['item']?.startsWith('示例：'))).toEqual([]);
    for (const rows of [files[0], files[2]]) expect(new Set(column(rows, 'area_code')).size).toBe(11);
  });

  it('keeps the investor out of the wording of a promoted project', () => {
    const telling = read('demonstration/projects-promoted.csv').filter((row) =>
      [row['investor'], row['named_enterprise']].some((name) => name && row['content']?.includes(name)),
    );
    expect(telling).toEqual([]);
  });

  it('joins chain nodes of one chain only, each pair once, and says what speaks for each', () => {
    const nodes = read('reference/chain-nodes.csv').map((row) => `${row['chain_code']}/${row['key']}`);
    expect(new Set(nodes).size).toBe(nodes.length);
    const edges = read('reference/chain-edges.csv');
    const ends = edges.map((row) => [row['from_key'], row['to_key']].map((key) => `${row['chain_code']}/${key}`));
    expect(ends.flat().filter((end) => !nodes.includes(end))).toEqual([]);
    expect(ends.filter(([from, to]) => from === to)).toEqual([]);
    expect(new Set(ends.map(String)).size).toBe(ends.length);
    expect(edges.filter((row) => (row['source'] === '') !== (row['basis'] === 'judgement'))).toEqual([]);
    const leads = column(read('reference/parks.csv'), 'industry_codes').flatMap((codes) => codes.split(';'));
    const chained = [...read('reference/chains.csv'), ...read('reference/chain-nodes.csv')].flatMap((row) =>
      (row['industry_codes'] ?? '').split(';'),
    );
    // Each lead industry of a park (clause 30) has a chain with a node of it.
    expect(leads.filter((lead) => !chained.some((code) => code.startsWith(lead)))).toEqual([]);
  });

  it('stays small', () => {
    const sizes = ['reference', 'demonstration', 'make'].flatMap((room) =>
      readdirSync(join(folder, room)).map((name) => statSync(join(folder, room, name)).size),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(3_000_000);
  });
});

describe('figures that must reconcile', () => {
  it('counts 380 leader-linked projects: 40 for the city, 40 for each county, 10 for each zone (clause 5)', () => {
    const quotas = read('reference/leader-linkage-quotas.csv');
    expect(quotas).toHaveLength(11);
    expect(total(quotas, 'quota')).toBe('380');
    expect(read('reference/targets.csv').find((row) => row['code'] === 'T10')?.['value']).toBe('380');
  });

  it('adds the collective start of 2023 Q1 to 84 projects and 361.52亿元 by area and by field', () => {
    const rows = read('reference/collective-start-2023q1.csv');
    expect(rows).toHaveLength(18);
    const ways = [
      rows.filter((row) => row['by'] === 'area'),
      rows.filter((row) => row['by'] === 'field' && row['parent_field'] === ''),
    ];
    for (const way of ways) {
      expect(total(way, 'projects')).toBe('84');
      expect(total(way, 'investment_yuan')).toBe('36152000000');
    }
    const parts = rows.filter((row) => row['parent_field'] === '四化');
    const whole = rows.filter((row) => row['field'] === '四化');
    expect(column(parts, 'field')).toEqual(['工业', '城镇', '农业', '旅游']);
    expect(total(parts, 'projects')).toBe(total(whole, 'projects'));
    expect(total(parts, 'investment_yuan')).toBe(total(whole, 'investment_yuan'));
  });
});
