import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  enterpriseRecord,
  marketRecord,
  projectRecord,
  type ProjectRow,
  resourceRecord,
  wanOf,
} from './match-records.js';

const PLACE = { province: '贵州省', city: '毕节市', county: '织金县' };
const placeOf = (areaCode: string | null) => (areaCode === null ? { province: '贵州省', city: '毕节市' } : PLACE);
const PARKS = [
  { name: '织金经开区', areaCode: '520524', industryCodes: ['25', '26'] },
  { name: '毕节高新区', areaCode: '520500-GXQ', industryCodes: ['39'] },
];
const PROJECT: ProjectRow = {
  id: 'p', name: '织金PGA项目', areaCode: '520524', province: null, place: null, sector: '工业', content: null, scaleText: null,
  industryCodes: ['26'], totalInvestmentCny: null, plannedStartOn: null,
  landGuarantee: null, energyGuarantee: null, waterGuarantee: null, environmentGuarantee: null,
}; // prettier-ignore

describe('records for the matching library', () => {
  it('turns yuan into 万元 without losing a fen that a double can hold', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 15n }), (fen) => {
        const yuan = `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;
        const wan = wanOf(yuan);
        // Fifteen digits survive; the division by a power of ten adds no error beyond the last one.
        expect(Math.abs((wan ?? 0) * 1e6 - Number(fen))).toBeLessThanOrEqual(Math.max(1e-6, Number(fen) * 4e-16));
      }),
    );
    expect(wanOf(null)).toBeUndefined();
    expect(wanOf('0.00')).toBeUndefined();
    expect(wanOf('5000000.00')).toBe(500);
  });

  it('leaves out what is unknown, so that nothing is guessed from a null', () => {
    expect(projectRecord(PROJECT, placeOf, [])).toEqual({
      id: 'p', name: '织金PGA项目', sector: '工业', ...PLACE, industryCodes: ['26'],
    }); // prettier-ignore
  });

  it('tells how land, energy, water and environment are secured, and nothing of what nobody has looked at', () => {
    const row: ProjectRow = { ...PROJECT, landGuarantee: 'settled', environmentGuarantee: 'refused' };
    expect(projectRecord(row, placeOf, []).siteConditions).toEqual({ land: 'settled', environment: 'refused' });
  });

  it('takes content and scale as one text', () => {
    expect(projectRecord({ ...PROJECT, content: '年产PGA', scaleText: '50万吨' }, placeOf, []).content).toBe(
      '年产PGA；50万吨',
    );
    expect(projectRecord({ ...PROJECT, scaleText: '50万吨' }, placeOf, []).content).toBe('50万吨');
  });

  it('takes the leading industry of the park that is named, else of the area', () => {
    expect(projectRecord(PROJECT, placeOf, PARKS).parkLeadIndustryCodes).toEqual(['25', '26']);
    expect(projectRecord({ ...PROJECT, place: '毕节高新区' }, placeOf, PARKS).parkLeadIndustryCodes).toEqual(['39']);
    expect(projectRecord({ ...PROJECT, areaCode: null }, placeOf, PARKS).parkLeadIndustryCodes).toBeUndefined();
  });

  it('keeps a delisted enterprise and marks a wound-up one', () => {
    const row = {
      id: 'e', name: '某公司', shortName: null, province: null, city: null, businessSummary: null, products: [{ name: '水泥', share: null }],
      industryCodes: [], registeredCapitalCny: '12340000', totalAssetsCny: null, listedCode: null, status: 'delisted', doNotContact: true,
    }; // prettier-ignore
    expect(enterpriseRecord(row)).toEqual({
      id: 'e', name: '某公司', products: [{ name: '水泥' }], industryCodes: [], registeredCapitalWan: 1234, status: 'active', doNotContact: true,
    }); // prettier-ignore
    expect(enterpriseRecord({ ...row, status: 'wound_up' }).status).toBe('woundUp');
  });

  it('gives a market its yearly value in 万元, else its volume, and names the category of its kind where it has none', () => {
    const row = {
      id: 'm', name: '建材', kind: 'project_material', category: null, areaCode: '520524', annualVolume: '300', volumeUnit: '万吨', nature: 'offerable',
      annualValueCny: '900000000', periodYear: 2022, industryCodes: ['30'], sourceKind: 'official', sourceName: null, stale: false,
    }; // prettier-ignore
    expect(marketRecord(row, placeOf)).toMatchObject({ category: '项目用材', value: 90_000, unit: '万元', ...PLACE });
    expect(marketRecord(row, placeOf)).not.toHaveProperty('isStatistic');
    expect(marketRecord({ ...row, nature: 'statistic' }, placeOf)).toMatchObject({ isStatistic: true });
    expect(marketRecord({ ...row, annualValueCny: null }, placeOf)).toMatchObject({ value: 300, unit: '万吨' });
  });

  it('knows only the three tiers of measure 3b', () => {
    const row = {
      id: 'r', name: '无烟煤', kind: 'mineral', category: '煤炭', areaCode: '520524', quantityAvailable: '256.5', quantityUnit: '亿吨',
      statisticYear: 2010, tier: 'advantage', nature: 'offerable', titleState: 'clear' as const, industryCodes: [], sourceKind: 'media', sourceName: null,
      stale: true,
    }; // prettier-ignore
    expect(resourceRecord(row, placeOf)).toMatchObject({ tier: 'advantage', quantity: 256.5, stale: true });
    expect(resourceRecord({ ...row, tier: 'best' }, placeOf)).not.toHaveProperty('tier');
  });
});
