import { describe, expect, it } from '@jest/globals';
import type { ExtraFieldDefinition } from '@lianghuan/contracts';
import { conditionsText } from './export-conditions.js';
import type { PlaceNames } from './place-names.js';

const field = (name: string, title: string, kind: ExtraFieldDefinition['kind'], more: object = {}) =>
  ({ name, title, kind, unit: null, choices: [], section: '', help: null, aliases: [], subtypes: [], ...more }) as ExtraFieldDefinition; // prettier-ignore
const FIELDS = [
  field('assetKind', '资产类别', 'choice', { choices: [{ code: 'hotel', term: '酒店' }, { code: 'shop', term: '商铺' }] }),
  field('bookValueCny', '账面价值', 'money'),
  field('rentedShare', '出租率', 'share'),
  field('floorArea', '建筑面积', 'quantity', { unit: '平方米' }),
  field('idleSince', '闲置起始', 'day'),
]; // prettier-ignore
const places = {
  areaName: () => '织金县',
  industryName: (code: string) => code,
  extraField: (name: string) => FIELDS.find((each) => each.name === name),
} as unknown as PlaceNames;
const text = (extra: string) => conditionsText('resource', { areaCode: '520524', extra }, places);

describe('the conditions printed on an exported file', () => {
  it('name extra fields by title, choice and unit, several side by side', () => {
    expect(text('assetKind:hotel|-,bookValueCny:1000000..25000000,floorArea:500..')).toBe(
      '地区：织金县；资产类别：酒店、未填；账面价值：100万元 至 2500万元；建筑面积：不少于 500平方米',
    );
    expect(text('rentedShare:..0.35,idleSince:2020-01-01..')).toBe(
      '地区：织金县；出租率：不超过 35%；闲置起始：不早于 2020-01-01',
    );
    // Nobody's figure: it is said as it was asked; the list itself refuses it.
    expect(text('bookValueCny:abc..,rentedShare:..1e999')).toBe(
      '地区：织金县；账面价值：不少于 abc；出租率：不超过 1e999',
    );
    expect(text('gone:a')).toBe('地区：织金县；gone：a');
    expect(conditionsText('resource', {}, places)).toBe('全部');
  });

  it('say each condition as it is meant, from before to, also those that ask for the contrary', () => {
    const funds = (query: Readonly<Record<string, string>>) => conditionsText('funds', query, places);
    expect(funds({ counted: 'pending', periodTo: '2023-12', periodFrom: '2023-01' })).toBe(
      '到位月份自：2023-01；到位月份至：2023-12；只含待核验、通过后计入的',
    );
    expect([funds({ counted: 'true' }), funds({ counted: 'false' })]).toEqual(['只含计入的', '只含不计入的']);
    expect(['lead', 'call', 'review', 'survey'].map((list) => conditionsText(list, { mine: 'true' }, places))).toEqual([
      '只含本人负责的',
      '只含本人负责的',
      '只含待本单位评审的',
      '只含责任人是本人的',
    ]);
    expect(conditionsText('package', { promised: 'false' }, places)).toBe('只含未定的');
    expect(conditionsText('reservation', { state: 'reserved,waiting', side: 'market', isMine: 'false' }, places)).toBe(
      '只含其他单位的；资源或市场：市场；状态：预留中、候补',
    );
    expect(conditionsText('resource', { includeArchived: 'false' }, places)).toBe('全部');
  });
});
