/**
 * Makes ../demonstration/resources.csv and markets.csv. Quotes are left out; kind, reserve basis and notes are ours,
 * in resource-kinds.csv and market-kinds.csv.
 *   node make-resources-markets.mjs <folder with the source files>
 */
import { join } from 'node:path';
import { readCsv, writeCsv } from './csv.mjs';
import { shift, toYuan } from './decimal.mjs';
import { readPlaces } from './places.mjs';
import { readSourceHosts } from './source-links.mjs';
import { COMPARATORS, unitOf } from './vocabulary.mjs';

const source = process.argv[2];
if (!source) throw new Error('usage: node make-resources-markets.mjs <folder with the source files>');
const beside = (name) => readCsv(join(import.meta.dirname, name));
const places = readPlaces();
const hosts = readSourceHosts(source);

const facts = (file, judgementsFile) => {
  const judgements = new Map(beside(judgementsFile).map((row) => [row.id, row]));
  return readCsv(join(source, file)).map((row) => {
    const judgement = judgements.get(row.id);
    if (!judgement) throw new Error(`${judgementsFile} lacks ${row.id}`);
    const isNumber = /^\d+(\.\d+)?$/.test(row.value);
    const { money, unit, power } = unitOf(row.unit);
    return {
      ...row,
      ...judgement,
      code: row.id,
      area_code: places.areaOf(row.place_code),
      region_code: row.place_code,
      qualifier: COMPARATORS[row.qualifier],
      unit: row.unit === '(列举)' ? '' : row.unit,
      quantity: isNumber && !money ? shift(row.value, power) : '',
      quantity_unit: isNumber && !money ? unit : '',
      amount_yuan: isNumber && money ? toYuan(row.value, power) : '',
      industry_codes: row.industry_guess,
      industry_basis: row.industry_guess ? 'judgement' : '',
      source_outlet: hosts.outlet(row.source_outlet, row.source_kind),
      source_url: hosts.link(row.source_url, row.source_kind),
    };
  });
};

const columns = (...own) => [
  'code',
  'place',
  'area_code',
  'region_code',
  'kind',
  'category',
  'item',
  ...own,
  'qualifier',
  'value',
  'unit',
  'quantity',
  'quantity_unit',
  'amount_yuan',
  'year',
  'industry_codes',
  'industry_basis',
  'note',
  'source_outlet',
  'source_kind',
  'source_date',
  'source_url',
];
const write = (name, header, rows) =>
  console.log(name, writeCsv(join(import.meta.dirname, '..', 'demonstration', name), header, rows));
write('resources.csv', columns('reserve_basis'), facts('bijie-resources.csv', 'resource-kinds.csv'));
write('markets.csv', columns(), facts('bijie-markets.csv', 'market-kinds.csv'));
