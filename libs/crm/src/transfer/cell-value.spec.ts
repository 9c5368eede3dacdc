import { describe, expect, it } from '@jest/globals';
import { CreateEnterprise, CreateMarket, CreateNeed, CreateProject, CreateResource, extraFieldsOf, optional, type ExtraFieldDefinition } from '@lianghuan/contracts'; // prettier-ignore
import fc from 'fast-check';
import { type Cell, NO_RESULT } from './cell.js';
import { cellOf, cellText, isSameValue, likelyMoneyUnit, readCell, readingText } from './cell-value.js';
import type { FieldValue } from './field-value.js';
import { ColumnReader } from './column-reader.js';
import { settleQualifiers, settleUnits, keepStoredUnits } from './figure-unit.js';
import { findHeading } from './heading.js';
import { type CellProblem, issueText } from './import-issue.js';
import { PlaceNames } from './place-names.js';
import { ReferenceData } from '../reference/reference-data.js';
import { type TransferField, transferFieldsOf } from './transfer-field.js';

const FIELDS = [CreateResource, CreateMarket, CreateProject, CreateEnterprise].flatMap(transferFieldsOf);
const field = (name: string) => {
  const found = FIELDS.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no field ${name}`);
  return found;
};

/** A few rows of the reference tables, in place of the database they are read from. */
class FewPlaces extends ReferenceData {
  override get areas() {
    return AREAS;
  }
  override findArea(code: string) {
    return AREAS.find((area) => area.code === code);
  }
  override areaNamed(text: string) {
    return AREAS.find((area) => [area.code, area.name, area.shortName].includes(text));
  }
  override areaName(code: string | null) {
    return AREAS.find((area) => area.code === code)?.name ?? code;
  }
  override get industries() {
    return INDUSTRIES;
  }
  override findIndustry(code: string) {
    return INDUSTRIES.find((industry) => industry.code === code);
  }
  override get regions() {
    return REGIONS;
  }
  override findRegion(code: string) {
    return REGIONS.find((region) => region.code === code);
  }
}
const AREAS = [
  { code: '520524', name: '织金县', shortName: '织金县', kind: 'county' as const, parentCode: '520500' },
  {
    code: '520526',
    name: '威宁彝族回族苗族自治县',
    shortName: '威宁县',
    kind: 'county' as const,
    parentCode: '520500',
  },
];
const INDUSTRIES = [
  { code: 'A', name: '农、林、牧、渔业', level: 'section', path: '' },
  { code: '26', name: '化学原料和化学制品制造业', level: 'division', path: '' },
  { code: '01', name: '农业', level: 'division', path: '' },
];
const REGIONS = [
  { code: '520524', name: '织金县', shortName: '织金', level: 'county', parentCode: '520500' },
  { code: '110105', name: '朝阳区', shortName: '朝阳', level: 'county', parentCode: '110100' },
  { code: '220104', name: '朝阳区', shortName: '朝阳', level: 'county', parentCode: '220100' },
];
const places = new PlaceNames(new FewPlaces(undefined as never), undefined as never);

const read = (name: string, cell: Cell, unit: string | null = null) => {
  const reading = readCell(cell, field(name), unit, places);
  return reading.kind === 'value' ? reading.value : reading.kind === 'blank' ? null : reading.problem.code;
};

describe('reading cells', () => {
  it.each<[Cell, string | null, string]>([
    [6000, '万元', '60000000'],
    ['６，０００', '万元', '60000000'],
    [0.1 + 0.2, '万元', '3000'],
    ['3.2亿元', '万元', '320000000'],
    ['5000万', null, '50000000'],
    ['1,234.565', '元', '1234.57'],
    ['约3亿元', '万元', '300000000'],
    ['1,0000', '元', '10000'],
    ['1 234,567 元', null, '1234567'],
    ['1,00,0', '元', 'NUMBER_MISGROUPED'],
    ['1,5', '元', 'NUMBER_MISGROUPED'],
    ['3千万', '亿元', '30000000'],
    ['3百万元', null, '3000000'],
    ['3千', '万元', 'NUMBER_INVALID'],
    ['三千万', '万元', 'NUMBER_INVALID'],
    ['5constructor', '万元', 'NUMBER_INVALID'],
    ['5toString', '万元', 'NUMBER_INVALID'],
    [-1, '万元', 'NUMBER_NEGATIVE'],
    ['12亩', '万元', 'UNIT_MISMATCH'],
  ])('money %j in a column in %s is %s yuan', (cell, unit, expected) => {
    expect(read('totalInvestmentCny', cell, unit)).toBe(expected);
  });

  it('converts land of a fixed unit, and keeps the unit of a free one beside it', () => {
    expect(read('landMu', 2, '公顷')).toBe('30');
    expect(read('landMu', '1000平方米', '亩')).toBe('1.5');
    expect(read('landMu', '3千平方米', '亩')).toBe('4.5');
    expect(readCell('3千瓦', field('quantityTotal'), null, places)).toMatchObject({ value: '3', unit: '千瓦' });
    expect(readCell(12.5, field('quantityTotal'), '公顷', places)).toEqual({
      kind: 'value',
      value: '187.5',
      unit: '亩',
    });
    expect(readCell(3.2, field('quantityTotal'), '亿吨', places)).toEqual({
      kind: 'value',
      value: '320000000',
      unit: '吨',
    });
    expect(readCell(800, field('quantityTotal'), '平方米', places)).toEqual({
      kind: 'value',
      value: '800',
      unit: '平方米',
    });
  });

  it.each<[Cell, string, string]>([
    ['约5 亿元', '500000000', 'around'],
    ['5亿元左右', '500000000', 'around'],
    ['近5亿', '500000000', 'around'],
    ['≥5', '50000', 'at_least'],
    ['不低于5亿元', '500000000', 'at_least'],
    ['5以上', '50000', 'at_least'],
    ['5亿元以内', '500000000', 'at_most'],
    ['不超过5', '50000', 'at_most'],
    ['5亿多', '500000000', 'more_than'],
    ['100余万元', '1000000', 'more_than'],
    ['超过5亿元', '500000000', 'more_than'],
  ])('%j is %s yuan, and meant as %s', (cell, amount, qualifier) => {
    const investment = field('totalInvestmentCny');
    expect(readCell(cell, investment, '万元', places)).toEqual({ kind: 'value', value: amount, qualifier });
    const input: Record<string, FieldValue> = {};
    settleQualifiers(input, [{ field: investment, unit: undefined, qualifier: qualifier as never }]);
    expect(input).toEqual({ investmentQualifier: qualifier });
    // A column that says something else than 等于 was filled in on purpose.
    const filled: Record<string, FieldValue> = { investmentQualifier: 'at_most' };
    expect(settleQualifiers(filled, [{ field: investment, unit: undefined, qualifier: 'around' }]).size).toBe(0);
  });

  it('says in the preview how a figure is meant, and where the register keeps the figure alone', () => {
    expect(readingText('约5 亿元', field('totalInvestmentCny'), '万元', places)).toBe('约5 亿元 → 约 500,000,000 元');
    expect(readingText('约500', field('valuationCny'), '万元', places)).toBe(
      '约500 万元 → 5,000,000 元（只记数字，不记“约”）',
    );
    expect(read('totalInvestmentCny', '不低于5亿元以内', '万元')).toBe('NUMBER_INVALID');
  });

  it('keeps units it was told nothing of, and multiples of them', () => {
    const total = (cell: Cell, unit: string | null) => readCell(cell, field('quantityTotal'), unit, places);
    expect(total(18, '万头')).toEqual({ kind: 'value', value: '180000', unit: '头' });
    expect(total('50羽', null)).toEqual({ kind: 'value', value: '50', unit: '羽' });
    expect(total(3, '万吨/年')).toEqual({ kind: 'value', value: '30000', unit: '吨/年' });
    expect(total(3, '万公顷')).toEqual({ kind: 'value', value: '450000', unit: '亩' });
    expect(total(3, '丈')).toEqual({ kind: 'value', value: '3', unit: '丈' });
    expect(total('50constructor', null)).toMatchObject({ problem: { code: 'NUMBER_INVALID' } });
  });

  it('brings the figures of a row into the unit of its unit column, and of a stored row into the one it has', () => {
    const [total, committed] = [field('quantityTotal'), field('quantityCommitted')];
    const row = (unit: string | undefined, ...said: [TransferField, string | undefined][]) => {
      const input: Record<string, FieldValue> = { quantityTotal: '10', quantityCommitted: '2', ...(unit === undefined ? {} : { quantityUnit: unit }) }; // prettier-ignore
      const issues = settleUnits(input, said.map(([field, unit]) => ({ field, unit, qualifier: undefined }))); // prettier-ignore
      return { ...input, issues: issues.map(({ code }) => code) };
    };
    const plain: [TransferField, undefined][] = [[total, undefined], [committed, undefined]]; // prettier-ignore
    expect(row('公顷', ...plain)).toEqual({ quantityTotal: '150', quantityCommitted: '30', quantityUnit: '亩', issues: [] }); // prettier-ignore
    expect(row('万能卡', ...plain)).toMatchObject({ quantityTotal: '10', quantityUnit: '万能卡', issues: [] });
    expect(row('公顷', [total, '亩'], [committed, undefined])).toMatchObject({ quantityTotal: '10', quantityCommitted: '30', quantityUnit: '亩' }); // prettier-ignore
    expect(row('亩', [total, '吨'])).toMatchObject({ issues: ['UNIT_MISMATCH'] });
    expect(row(undefined, ...plain)).toEqual({ quantityTotal: '10', quantityCommitted: '2', issues: [] });
    const changed: Record<string, FieldValue> = { quantityTotal: '150', quantityUnit: '亩' };
    keepStoredUnits(changed, { quantityUnit: '公顷' }, FIELDS);
    expect(changed).toEqual({ quantityTotal: '10', quantityUnit: '公顷' });
    keepStoredUnits(changed, { quantityUnit: '吨' }, FIELDS);
    expect(changed).toEqual({ quantityTotal: '10', quantityUnit: '公顷' });
  });

  it('reads what each route gives a project from one cell, as people write it too', () => {
    const read = (text: string, unit: string | null = null) => readCell(text, field('fundingPlan'), unit, places);
    const bond = { route: 'special_bond', amountCny: '30000000', state: 'approved', grantedCny: '25000000', on: '2026-05-01' }; // prettier-ignore
    const loan = { route: 'bank_loan', amountCny: '100000000', state: 'intended', grantedCny: null, on: null };
    for (const text of ['专项债券 3000万元 已获批2500万元 2026-05-01；银行贷款 1亿元', '专项债券：3,000万元，已获批 2500万元（2026年5月1日）\n银行贷款 10000万元 意向']) {
      expect(read(text)).toEqual({ kind: 'value', value: [bond, loan] });
    } // prettier-ignore
    expect(read('银行贷款10000', '万元')).toEqual({ kind: 'value', value: [loan] });
    expect(read('社会资本')).toEqual({ kind: 'value', value: [{ ...loan, route: 'social_capital', amountCny: null }] });
    const codeOf = (text: string) => (read(text) as { problem?: { code: string } }).problem?.code;
    expect(['彩票 3000万元', '银行贷款 3000', '银行贷款 若干万元', '银行贷款 1亿元 意向500万元', '银行贷款 1亿元；银行贷款 2亿元', '银行贷款 1亿元 已获批1亿元 2026-13-01'].map(codeOf)).toEqual([
      'CHOICE_UNKNOWN', 'UNIT_UNSAID', 'NUMBER_INVALID', 'FUNDING_UNCLEAR', 'FUNDING_UNCLEAR', 'DATE_INVALID',
    ]); // prettier-ignore
    expect(read('清空')).toEqual({ kind: 'value', value: [] });
  });

  it('proposes the unit in which money is of a usual size', () => {
    expect(likelyMoneyUnit([500, '1,200', 800])).toBe('万元');
    expect(likelyMoneyUnit([6, 3.2, null])).toBe('亿元');
    expect(likelyMoneyUnit([2_000_000, '5000000'])).toBe('元');
  });

  it('reads every field of every register, extra ones with a unit of their own too, back from our own headings and cells', () => {
    const extra = (name: string, kind: ExtraFieldDefinition['kind'], unit: string | null): ExtraFieldDefinition => ({
      name, kind, unit, title: `附加${name}`, choices: [], section: '附加', help: null, aliases: [], subtypes: ['land'],
    }); // prettier-ignore
    const extras = [extra('a', 'quantity', '万元/亩'), extra('b', 'quantity', '丈'), extra('c', 'quantity', '万头'), extra('d', 'share', null), extra('e', 'money', null)]; // prettier-ignore
    const withExtras = CreateResource.extend(Object.fromEntries(extraFieldsOf(extras).map(({ name, schema }) => [name, optional(schema)]))); // prettier-ignore
    const samples: Partial<Record<TransferField['kind'], FieldValue>> = {
      text: '某', longText: '某\n某', money: '5000000.5', quantity: '300.25', share: '0.35', day: '2024-02-29', area: '520524', region: '520524',
      industries: ['A', '26'], words: ['甲', '乙'], url: 'https://example.org/a', integer: 2023,
      fundings: [{ route: 'special_bond', amountCny: '30000000.5', state: 'approved', grantedCny: '25000000', on: '2026-05-01' }, { route: 'bank_loan', amountCny: null, state: 'intended', grantedCny: null, on: null }],
    }; // prettier-ignore
    for (const schema of [withExtras, CreateMarket, CreateProject, CreateEnterprise, CreateNeed]) {
      const fields = transferFieldsOf(schema);
      const heading = findHeading([{ sheet: '表1', number: 1, cells: fields.map(({ heading }) => heading) }], fields);
      expect(heading?.columns.map(({ field }) => field?.name)).toEqual(fields.map(({ name }) => name));
      for (const { field, unit, heading: text } of heading?.columns ?? []) {
        if (field === null) continue;
        const [first] = Object.keys(field.terms ?? {});
        const term = cellOf(first ?? null, field, places);
        const place = { lng: 105.5, lat: 27.25 }[field.name];
        const stored =
          place ?? samples[field.kind] ?? (term === null ? null : field.kind === 'choices' ? [first] : first);
        if (stored === null) continue;
        expect([text, unit === null && field.kind === 'money']).toEqual([text, false]);
        const reading = readCell(cellOf(stored, field, places), field, unit, places);
        expect([text, reading]).toMatchObject([text, { kind: 'value' }]);
        expect([text, reading.kind === 'value' && isSameValue(reading.value, stored, field)]).toEqual([text, true]);
      }
    }
  });

  it.each<[Cell, string]>([
    [{ day: '2023-05-01' }, '2023-05-01'],
    ['2023-5-1', '2023-05-01'],
    ['2023/5/1', '2023-05-01'],
    ['2023.5.1', '2023-05-01'],
    ['2023年5月1日', '2023-05-01'],
    ['２０２３年５月１日', '2023-05-01'],
    ['20230501', '2023-05-01'],
    ['23.5.24', '2023-05-24'],
    ['98年5月24日', '1998-05-24'],
    ['23.24.5', 'DATE_INVALID'],
    ['5/6/24', 'DATE_INVALID'],
    [45047, '2023-05-01'],
    ['2023-2-30', 'DATE_INVALID'],
    ['2023年', 'DATE_INVALID'],
  ])('day %j is %s', (cell, expected) => {
    expect(read('plannedStartOn', cell)).toBe(expected);
  });

  it('says in the preview which century a day is taken to be in', () => {
    expect(readingText('23.5.24', field('plannedStartOn'), null, places)).toBe('23.5.24 → 2023-05-24');
    expect(readingText('2023.5.24', field('plannedStartOn'), null, places)).toBeUndefined();
  });

  it('takes a formula that nobody worked out for no blank', () => {
    expect(read('totalInvestmentCny', { error: NO_RESULT }, '万元')).toBe('FORMULA_UNSOLVED');
    expect(read('note', { error: NO_RESULT })).toBe('FORMULA_UNSOLVED');
  });

  it('takes terms and codes, shares and percentages, names of places and industries', () => {
    expect(read('kind', ' 闲置低效资产 ')).toBe('idle_asset');
    expect(read('kind', 'idle_asset')).toBe('idle_asset');
    expect(read('kind', '飞船')).toBe('CHOICE_UNKNOWN');
    expect(read('localShare', '35%')).toBe('0.35');
    expect(read('localShare', 35, '%')).toBe('0.35');
    expect(read('localShare', 35)).toBe('NUMBER_OUT_OF_RANGE');
    expect(read('areaCode', '贵州省毕节市织金县')).toBe('520524');
    expect(read('areaCode', '织金')).toBe('520524');
    expect(read('areaCode', '威宁县')).toBe('520526');
    expect(read('areaCode', '贵阳市')).toBe('AREA_UNKNOWN');
    expect(read('industryCodes', '农、林、牧、渔业；26 化学原料和化学制品制造业')).toEqual(['A', '26']);
    expect(read('industryCodes', '01、26')).toEqual(['01', '26']);
    expect(read('industryCodes', '造火箭')).toBe('INDUSTRY_UNKNOWN');
    expect(read('regionCode', '朝阳区')).toBe('REGION_AMBIGUOUS');
    expect(read('regionCode', '织金县')).toBe('520524');
    expect(read('responsibleUnits', '市工业和信息化局；市能源局、市商务局')).toEqual([
      '市工业和信息化局',
      '市能源局',
      '市商务局',
    ]);
    expect(read('statisticYear', '2023年')).toBe(2023);
    expect(read('employeeCount', '1.2万人')).toBe(12000);
    expect(read('lng', '105°46′')).toBeCloseTo(105.7667, 4);
    expect(read('creditCode', '９１５２０５２４ＭＡＡＫ１２３４５６')).toBe('91520524MAAK123456');
  });

  it.each([
    ['areaCode', '知金县', '织金县'],
    ['areaCode', '威宁彝族苗族自治县', '威宁彝族回族苗族自治县'],
    ['industryCodes', '化学原材料和化学制品制造业', '化学原料和化学制品制造业'],
    ['kind', '限置低效资产', '闲置低效资产'],
    ['areaCode', 'ZJX', '织金县'],
  ])('says what a mistyped name of %s was meant to be: %s', (name, typed, meant) => {
    const reading = readCell(typed, field(name), null, places);
    expect(reading).toMatchObject({ kind: 'problem', problem: { details: { value: typed, meant } } });
    const { code, details } = (reading as { problem: CellProblem }).problem;
    expect(issueText(code, details)).toContain(`是否应为“${meant}”？`);
  });

  it('guesses nothing where nothing is near', () => {
    for (const [name, typed] of [
      ['areaCode', '贵阳市'],
      ['kind', '飞船'],
      // Stands in the pinyin of 黔西市, and is not what it begins with.
      ['areaCode', 'NX'],
      ['areaCode', 'zj'],
    ] as const)
      expect(readCell(typed, field(name), null, places)).not.toHaveProperty('problem.details.meant');
  });

  it('leaves blanks, empties on the mark, reports broken formulas and numbers the spreadsheet has spoilt', () => {
    expect(readCell('  ', field('note'), null, places)).toEqual({ kind: 'blank' });
    expect(readCell('—', field('valuationCny'), null, places)).toEqual({ kind: 'blank' });
    expect(readCell('清空', field('note'), null, places)).toEqual({ kind: 'value', value: null });
    expect(read('name', '清空')).toBe('CANNOT_CLEAR');
    expect(read('valuationCny', { error: '#DIV/0!' })).toBe('CELL_ERROR');
    expect(read('creditCode', 915205240000000000)).toBe('NUMBER_IMPRECISE');
  });

  it('reads back what it writes, for any amount, quantity, share and day', () => {
    const decimal = (digits: number, decimals: number) =>
      fc
        .tuple(fc.bigInt({ min: 0n, max: 10n ** BigInt(digits) - 1n }), fc.integer({ min: 0, max: 10 ** decimals - 1 }))
        .map(([whole, part]) => (part === 0 ? `${whole}` : `${whole}.${String(part).padStart(decimals, '0')}`));
    const same = (name: string, unit: string | null) => (stored: string) => {
      const reading = readCell(cellText(cellOf(stored, field(name), places)), field(name), unit, places);
      expect(reading.kind === 'value' && isSameValue(reading.value, stored, field(name))).toBe(true);
    };
    fc.assert(fc.property(decimal(16, 2), same('totalInvestmentCny', '万元')));
    fc.assert(fc.property(decimal(18, 6), same('landMu', '亩')));
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }).map((n) => (n / 1e6).toFixed(6)),
        same('localShare', null),
      ),
    );
    fc.assert(fc.property(fc.date({ min: new Date('1950-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }).map((d) => d.toISOString().slice(0, 10)), same('plannedStartOn', null))); // prettier-ignore
  });

  it('reads a cell of a column as it did the first time, whatever stood between', () => {
    const cells = fc.oneof(
      fc.constantFrom<Cell>(1, '1', ' 1', '1万', '2023-5-1', { day: '2023-05-01' }, '', null, true, '清空', { error: '#N/A' }),
      fc.double({ noNaN: true }),
      fc.string(),
    ); // prettier-ignore
    fc.assert(
      fc.property(fc.constantFrom('totalInvestmentCny', 'areaCode', 'valuedOn', 'name', 'kind'), fc.array(cells), (name, column) => {
        const reader = new ColumnReader(field(name), 0, null, places);
        for (const cell of [...column, ...column]) expect(reader.read(cell).reading).toEqual(readCell(cell, field(name), null, places));
      }),
    ); // prettier-ignore
  });
});
