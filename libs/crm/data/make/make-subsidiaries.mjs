/**
 * Makes ../demonstration/enterprises-subsidiaries.csv: subsidiaries and associates of the listed companies in enterprises.csv, with the share
 * their parent owns. Facts only: the business text decides which are taken, and is not. Needs make-enterprises.mjs to have run.
 *   node make-subsidiaries.mjs <folder with the source files>
 */
import { join } from 'node:path';
import { readCsv, writeCsv } from './csv.mjs';
import { toYuan } from './decimal.mjs';
import { readPlaces } from './places.mjs';

const source = process.argv[2];
if (!source) throw new Error('usage: node make-subsidiaries.mjs <folder with the source files>');
const target = (name) => join(import.meta.dirname, '..', 'demonstration', name);
const places = readPlaces();

/** Businesses nobody attracts: property, holding companies, and words too general to be matched or read. */
const LEFT_OUT =
  /房地产|物业|地产|投资|金融|小额贷款|保险|基金|资产管理|^(商业|服务业|技术|制造业|贸易|批发和零售业|批发市场|商务服务业|企业管理咨询|租赁和商务服务业|.{0,2}管理)$/;
const KINDS = { 全资: 'wholly_owned', 控股: 'holding', 合营: 'joint', 联营: 'associate', 参股: 'associate' };

const listed = readCsv(target('enterprises.csv'));
const parents = new Map(listed.map((row) => [row.ts_code, row]));
const names = new Set(listed.map((row) => row.full_name));

const rows = readCsv(join(source, 'enterprises-unlisted-subsidiaries.csv'))
  .filter((row) => parents.has(row.parent_stock_code) && !LEFT_OUT.test(row.main_business) && !names.has(row.name))
  .map((row) => {
    const province = places.province(row.province.replace(/特别行政区$/, ''));
    const kind = Object.entries(KINDS).find(([word]) => row.relation.includes(word))?.[1] ?? 'holding';
    const share = Number(row.share_pct);
    return {
      name: row.name.normalize('NFC'),
      parent_ts_code: row.parent_stock_code,
      kind,
      is_indirect: row.relation.includes('间接') ? '1' : '0',
      share: share > 0 && share <= 100 ? String(Math.round(share * 10_000) / 1_000_000) : '',
      registered_capital_yuan: toYuan(row.reg_capital_wan, 4),
      province: province?.name ?? '',
      city: row.city,
      region_code: province ? places.cityCode(province, row.city) : '',
      report_date: row.report_date,
    };
  })
  .sort((a, b) => (a.parent_ts_code < b.parent_ts_code ? -1 : a.parent_ts_code > b.parent_ts_code ? 1 : a.name < b.name ? -1 : 1));
const once = rows.filter((row, i) => rows.findIndex(({ name }) => name === row.name) === i);

console.log(
  'enterprises-subsidiaries.csv',
  writeCsv(
    target('enterprises-subsidiaries.csv'),
    ['name', 'parent_ts_code', 'kind', 'is_indirect', 'share', 'registered_capital_yuan', 'province', 'city', 'region_code', 'report_date'],
    once,
  ),
);
