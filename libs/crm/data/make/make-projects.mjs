/**
 * Makes ../demonstration/projects-notice.csv and projects-promoted.csv.
 *   node make-projects.mjs <folder with the source files>
 * The wording of the promoted projects is ours: promoted-restatements.csv, written by hand.
 */
import { join } from 'node:path';
import { readCsv, writeCsv } from './csv.mjs';
import { toYuan } from './decimal.mjs';
import { readPlaces } from './places.mjs';
import { readSourceHosts } from './source-links.mjs';
import { COMPARATORS } from './vocabulary.mjs';

const source = process.argv[2];
if (!source) throw new Error('usage: node make-projects.mjs <folder with the source files>');
const beside = (name) => readCsv(join(import.meta.dirname, name));
const target = (name) => join(import.meta.dirname, '..', 'demonstration', name);
const places = readPlaces();
const hosts = readSourceHosts(source);

const notes = new Map(beside('notice-notes.csv').map((row) => [row.note, row.restated]));
const restateNote = (note) => {
  if (note === '') return '';
  if (!notes.has(note)) throw new Error(`notice-notes.csv lacks: ${note}`);
  return notes.get(note);
};
const notice = readCsv(join(source, 'bijie-2023-projects.csv')).map((row) => ({
  ...row,
  code: row.id,
  place: row.county.replace(/\(.*\)$/, ''),
  area_code: places.areaOf(row.county_code),
  industry_codes: row.industry_guess,
  industry_basis: 'judgement',
  responsible_departments: row.responsible.replaceAll('<', '(').replaceAll('>', ')').split(/[、,]/).join(';'),
  note: restateNote(row.note),
  basis_document: '毕府发〔2023〕8号',
}));
console.log(
  'projects-notice.csv',
  writeCsv(
    target('projects-notice.csv'),
    [
      'code',
      'name',
      'sector',
      'place',
      'area_code',
      'phase',
      'capacity_text',
      'action',
      'named_enterprise',
      'industry_codes',
      'industry_basis',
      'responsible_departments',
      'note',
      'quote',
      'basis_document',
    ],
    notice,
  ),
);

const restated = new Map(beside('promoted-restatements.csv').map((row) => [row.id, row]));
/** In two cities; one of them is Bijie. */
const REGION_BY_HAND = { IP017: '520500' };
const promoted = readCsv(join(source, 'investment-projects.csv')).map((row) => {
  const ours = restated.get(row.id);
  if (!ours) throw new Error(`promoted-restatements.csv lacks ${row.id}`);
  const province = places.province(row.province);
  const region_code = REGION_BY_HAND[row.id] ?? places.placeCode(province, row.place);
  return {
    ...row,
    code: row.id,
    content: ours.content,
    named_enterprise: ours.named_enterprise,
    note: ours.note,
    investment_yuan: toYuan(row.investment_yi, 8),
    investment_qualifier: row.investment_yi === '' ? '' : COMPARATORS[row.investment_qualifier],
    province: province.name,
    province_code: province.code,
    region_code,
    area_code: places.areaOf(region_code),
    industry_codes: row.industry_guess,
    industry_basis: 'judgement',
    source_outlet: hosts.outlet(row.source_outlet, row.source_kind),
    source_url: hosts.link(row.source_url, row.source_kind),
  };
});
console.log(
  'projects-promoted.csv',
  writeCsv(
    target('projects-promoted.csv'),
    [
      'code',
      'name',
      'content',
      'investment_yuan',
      'investment_qualifier',
      'province',
      'province_code',
      'place',
      'region_code',
      'area_code',
      'industry_codes',
      'industry_basis',
      'status',
      'investor',
      'named_enterprise',
      'note',
      'page_date',
      'source_outlet',
      'source_kind',
      'source_url',
    ],
    promoted,
  ),
);
