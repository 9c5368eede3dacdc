/**
 * Makes ../demonstration/enterprises.csv, enterprise-products.csv and enterprises-local.csv.
 *   node make-enterprises.mjs <folder with the source files>
 * Facts only: business descriptions and legal business scopes are not read.
 */
import { join } from 'node:path';
import { readCsv, writeCsv } from './csv.mjs';
import { toYuan } from './decimal.mjs';
import { cleanProduct, PROJECT_WORDS, WHOLE_INDUSTRIES, WHOLE_PROVINCES } from './enterprise-rules.mjs';
import { readPlaces } from './places.mjs';
import { readSourceHosts } from './source-links.mjs';

const source = process.argv[2];
if (!source) throw new Error('usage: node make-enterprises.mjs <folder with the source files>');
const target = (name) => join(import.meta.dirname, '..', 'demonstration', name);
const places = readPlaces();

/** Beyond the industries taken whole: so many of each division, best described and largest first. */
const PER_DIVISION = 40;
const MOST_PRODUCTS = 12;
/** The source writes 0.001 for pieces cut out of legal business scopes; only lines of annual reports have a share. */
const NO_SHARE = 0.001;

const productsByCompany = new Map();
for (const { ts_code, product, weight } of readCsv(join(source, 'company-products.csv'))) {
  const share = Number(weight);
  const name = share > NO_SHARE ? cleanProduct(product) : '';
  if (!name) continue;
  const products = productsByCompany.get(ts_code) ?? new Map();
  productsByCompany.set(ts_code, products);
  if (share > (products.get(name)?.share ?? -1)) products.set(name, { name, share, weight });
}
const productsOf = (code) =>
  [...(productsByCompany.get(code)?.values() ?? [])]
    .sort((a, b) => b.share - a.share || a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_PRODUCTS);

const active = readCsv(join(source, 'enterprises-a-share.csv')).filter(
  (row) => row.status === 'L' && row.short_name !== '' && !row.short_name.includes('退'),
);
const isRequired = (row) =>
  WHOLE_PROVINCES.has(row.province) ||
  WHOLE_INDUSTRIES.has(row.industry_tushare) ||
  PROJECT_WORDS.test(row.full_name || row.short_name) ||
  productsOf(row.ts_code).some((product) => product.share >= 0.1 && PROJECT_WORDS.test(product.name));
const described = (row) =>
  [row.full_name, productsOf(row.ts_code).length >= 2, row.total_assets_yi].filter(Boolean).length;

const required = active.filter(isRequired);
const chosen = new Set(required);
const divisions = Map.groupBy?.(active, (row) => row.industry_guess_division) ?? groupBy(active);
for (const rows of divisions.values()) {
  let taken = rows.filter((row) => chosen.has(row)).length;
  const rest = rows
    .filter((row) => !chosen.has(row) && described(row) === 3)
    .sort((a, b) => Number(b.total_assets_yi) - Number(a.total_assets_yi) || (a.ts_code < b.ts_code ? -1 : 1));
  for (const row of rest) {
    if (taken >= PER_DIVISION) break;
    chosen.add(row);
    taken += 1;
  }
}

const enterprises = active
  .filter((row) => chosen.has(row))
  .sort((a, b) => (a.ts_code < b.ts_code ? -1 : 1))
  .map((row) => {
    const province = places.province(row.province.replace(/特别行政区$/, ''));
    return {
      ...row,
      full_name: row.full_name.normalize('NFC'),
      province: province?.name ?? '',
      province_code: province?.code ?? '',
      region_code: province ? places.cityCode(province, row.city) : '',
      industry_codes: row.industry_guess_division,
      industry_basis: row.industry_guess_division ? 'judgement' : '',
      registered_capital_yuan: toYuan(row.reg_capital_wan, 4),
      total_assets_yuan: toYuan(row.total_assets_yi, 8),
      total_assets_as_of: row.total_assets_yi ? '2024-05-13' : '',
      revenue_2021_yuan: toYuan(row.revenue_2021_yi, 8),
      listing_code: row.stock_code,
      established_on: row.setup_date,
      listed_on: row.list_date,
      listing_status: 'listed',
      listing_status_as_of: '2026-03',
      market_industry: row.industry_tushare,
    };
  });
console.log(
  'enterprises.csv',
  writeCsv(
    target('enterprises.csv'),
    [
      'ts_code',
      'full_name',
      'short_name',
      'province',
      'province_code',
      'city',
      'region_code',
      'industry_codes',
      'industry_basis',
      'registered_capital_yuan',
      'total_assets_yuan',
      'total_assets_as_of',
      'employees',
      'revenue_2021_yuan',
      'listing_code',
      'exchange',
      'board',
      'established_on',
      'listed_on',
      'listing_status',
      'listing_status_as_of',
      'controller_type',
      'website',
      'market_industry',
    ],
    enterprises,
  ),
  `of which ${required.length} required`,
);

const products = enterprises.flatMap(({ ts_code }) =>
  productsOf(ts_code).map((product, index) => ({
    ts_code,
    product: product.name,
    share: product.share <= 1 ? product.weight.replace(/0+$/, '').replace(/\.$/, '') : '',
    position: index + 1,
  })),
);
console.log(
  'enterprise-products.csv',
  writeCsv(target('enterprise-products.csv'), ['ts_code', 'product', 'share', 'position'], products),
);
console.log('without products', enterprises.filter((row) => productsOf(row.ts_code).length === 0).length);

const hosts = readSourceHosts(source);
/** Our reading of pages that the other source files do not classify. */
const LOCAL_KINDS = {
  中新网贵州: 'media',
  'hitechseed.com': 'media',
  'xzzxedu.org': 'mirror',
  中新社: 'mirror',
  广州日报: 'mirror',
};
const guizhou = places.province('贵州');
const locals = readCsv(join(source, 'bijie-local-enterprises.csv')).map((row, index) => {
  const source_kind = hosts.kindOf(row.source_url) || LOCAL_KINDS[row.source_outlet] || (row.source_url ? 'media' : '');
  const region_code = places.placeCode(guizhou, row.place);
  return {
    code: `LOCAL-${String(index + 1).padStart(2, '0')}`,
    name: row.name,
    place: row.place,
    area_code: places.areaOf(region_code),
    region_code,
    products: row.product.replaceAll('、', ';'),
    source_outlet: hosts.outlet(row.source_outlet, source_kind),
    source_kind,
    source_date: row.source_date,
    source_url: hosts.link(row.source_url, source_kind),
  };
});
console.log(
  'enterprises-local.csv',
  writeCsv(
    target('enterprises-local.csv'),
    [
      'code',
      'name',
      'place',
      'area_code',
      'region_code',
      'products',
      'source_outlet',
      'source_kind',
      'source_date',
      'source_url',
    ],
    locals,
  ),
);

function groupBy(rows) {
  const groups = new Map();
  for (const row of rows)
    groups.set(row.industry_guess_division, [...(groups.get(row.industry_guess_division) ?? []), row]);
  return groups;
}
