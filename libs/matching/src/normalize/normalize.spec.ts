import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseCompanyName } from './company-name.js';
import { isHan, standsAlone } from './han.js';
import { codePath, industryCodes, sharedDigits } from './industry-code.js';
import { placeKey } from './place.js';
import { productLine, productLines } from './products.js';
import { nameKind } from '../epoch/neutral-sizes.js';
import { foldedUnit, foldText, foldTextTraced } from './text.js';
import { eachToken, PhraseFilter, type Token, tokenize } from './tokens.js';

describe('text', () => {
  it('folds width, case and traditional characters', () => {
    expect(foldText('\uff30\uff27\uff21 電力設備')).toBe('pga 电力设备');
  });

  it('traces every folded unit back to the text as it was given', () => {
    const original = '㎡与\u{20000}乙';
    const traced = foldTextTraced(original);
    expect(traced.text).toBe(foldText(original));
    expect(traced.starts).toEqual([0, 0, 1, 2, 2, 4]);
    expect(traced.ends.at(-1)).toBe(original.length);
  });

  it('folds a unit by itself as in a text, but where it makes several or is half of a code point', () => {
    const units = Array.from({ length: 65_536 }, (_, unit) => unit);
    const isOne = (unit: number): boolean => foldText(String.fromCharCode(unit)).length === 1;
    const isHalf = (unit: number): boolean => unit >= 0xd800 && unit < 0xe000;
    const wrong = units.filter((unit) => {
      const folded = isOne(unit) && !isHalf(unit) ? foldText(String.fromCharCode(unit)).charCodeAt(0) : -1;
      return foldedUnit(unit) !== folded;
    });
    expect(wrong).toEqual([]);
  });
});

describe('tokens', () => {
  const terms = (text: string): string[] => tokenize(text).map(({ term }) => term);

  it('cuts Han runs into bigrams and keeps Latin runs whole', () => {
    expect(terms('聚乙醇酸(pga)项目')).toEqual(['聚乙', '乙醇', '醇酸', 'pga', '项目']);
  });

  it('keeps a lone character, drops bare numbers', () => {
    expect(terms('铜:50 gw 2x660mw')).toEqual(['铜', 'gw', '2x660mw']);
  });

  it('blanks the longest phrase first, positions stay true', () => {
    const filter = new PhraseFilter(['产业园', '产业园区', '项目']);
    expect(filter.blank('磷化产业园区项目a')).toBe('磷化      a');
  });

  it('cuts a text beside its phrases as if they were blanked out', () => {
    const filter = new PhraseFilter(['产业园', '产业园区', '项目', '的']);
    const unit = fc.constantFrom(...'产业园区项目的磷化a1+.- ');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 30 }), (text) => {
        const beside: Token[] = [];
        eachToken(text, (start, end) => beside.push({ term: text.slice(start, end), start, end }), filter);
        expect(beside).toEqual(tokenize(filter.blank(text)));
      }),
    );
  });
});

describe('enterprise names', () => {
  it.each([
    ['贵州某某化工集团股份有限公司', { region: '贵州', core: '某某化工', form: '集团股份有限公司', branch: '' }],
    ['某某能源(中国)有限公司', { region: '', core: '某某能源', form: '有限公司', branch: '' }],
    ['某某(贵州)实业有限责任公司', { region: '贵州', core: '某某实业', form: '有限责任公司', branch: '' }],
    ['贵州省某某建设有限公司毕节分公司', { region: '贵州', core: '某某建设', form: '有限公司', branch: '毕节分公司' }],
  ])('%s', (name, parts) => {
    expect(parseCompanyName(name)).toEqual(parts);
  });

  it('tells national names and groups apart', () => {
    expect(nameKind('中国某某集团有限公司')).toBe('national-group');
    expect(nameKind('某某有限公司')).toBe('plain-single');
  });
});

describe('places', () => {
  it.each([
    ['贵州省', '贵州'],
    ['毕节市', '毕节'],
    ['威宁彝族回族苗族自治县', '威宁'],
    ['威宁县', '威宁'],
    ['黔西南布依族苗族自治州', '黔西南'],
    ['内蒙古自治区', '内蒙古'],
    ['易县', '易县'],
    [undefined, ''],
  ])('%s is %s', (name, key) => {
    expect(placeKey(name)).toBe(key);
  });
});

describe('industry codes', () => {
  it('keeps digits, drops section letters and repeats', () => {
    expect(industryCodes(['C2614', '2614', '26', 'x'])).toEqual(['2614', '26']);
  });

  it('compares by leading digits', () => {
    expect(codePath('2614')).toEqual(['26', '261', '2614']);
    expect([
      sharedDigits('2614', '2614'),
      sharedDigits('2614', '2611'),
      sharedDigits('2614', '26'),
      sharedDigits('26', '15'),
    ]).toEqual([4, 3, 2, 0]);
  });
});

describe('product lines', () => {
  it('reads a list with a heading; earlier lines weigh more', () => {
    const lines = productLines({
      id: 'e',
      name: 'e',
      industryCodes: [],
      mainBusiness: '水泥制造\uff1a熟料、骨料\uff0c混凝土',
    });
    expect(lines.map(({ name }) => name)).toEqual(['水泥制造', '熟料', '骨料', '混凝土']);
    expect(lines[0].weight).toBeCloseTo(1.5);
    expect(lines[1].weight).toBeLessThan(lines[0].weight);
    expect(lines[2]).toMatchObject({ field: 'mainBusiness', start: 8, end: 10 });
  });

  it('uses shares of given lines', () => {
    const [big, small] = productLines({
      id: 'e',
      name: 'e',
      industryCodes: [],
      products: [
        { name: '甲醇', share: 0.9 },
        { name: '运输', share: 0.1 },
      ],
    });
    expect(big.weight).toBeCloseTo(1.38);
    expect(small.weight).toBeCloseTo(0.42);
  });

  it('gives one line as it stands among all, whatever blanks and empty pieces there are', () => {
    const record = {
      id: 'e',
      name: 'e',
      industryCodes: [],
      mainBusiness: ' 、水泥 熟料\u3000、\u3000，/\u00a0骨料\ufeff：：混凝土、 ',
      products: [{ name: ' ' }, { name: '甲醇', share: 0.9 }],
    };
    const lines = productLines(record);
    expect(lines.map(({ name }) => name)).toEqual([' ', '甲醇', '水泥 熟料', '骨料', '混凝土']);
    expect([-1, 0, 1, 2, 3, 4, 5].map((place) => productLine(record, place))).toEqual([undefined, ...lines, undefined]);
  });
});

describe('Chinese characters', () => {
  it('are the units that are of the script Han by themselves; half of a code point is none', () => {
    const units = Array.from({ length: 65_536 }, (_, unit) => String.fromCharCode(unit));
    expect(units.filter((unit) => isHan(unit, 0, 1) !== /^\p{Script=Han}$/u.test(unit))).toEqual([]);
    expect(isHan('𠮷', 0, 2)).toBe(false);
    expect(isHan('磷矿', 0, 0)).toBe(false);
    expect(isHan('磷-矿', 0, 3)).toBe(false);
  });

  it('go on beyond a stretch or do not', () => {
    expect(standsAlone('磷矿', 0, 2)).toBe(true);
    expect(standsAlone('产磷矿', 1, 3)).toBe(false);
    expect(standsAlone('磷矿石', 0, 2)).toBe(false);
    expect(standsAlone('a磷矿、', 1, 3)).toBe(true);
    expect(standsAlone('𠮷磷矿', 2, 4)).toBe(true);
  });
});

describe('a filter of phrases', () => {
  it('finds one that ends the text, and none that would go on behind it', () => {
    const filter = new PhraseFilter(['项目', '的', '产业园区']);
    expect(filter.blank('磷矿的项目')).toBe('磷矿   ');
    expect(filter.blank('磷矿产业园')).toBe('磷矿产业园');
    expect(filter.blank('的')).toBe(' ');
    expect(filter.blank('')).toBe('');
  });
});
