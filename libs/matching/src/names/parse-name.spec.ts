import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { locateParts, parseName } from './parse-name.js';
import { createRegions } from './regions.js';

const part = (name: string) => {
  const { region, core, form, branch } = parseName(name);
  return [region, core, form, branch];
};

describe('parts of a company name', () => {
  it.each([
    ['深圳市振业(集团)股份有限公司', ['深圳市', '振业', '集团股份有限公司', '']],
    ['阿里巴巴（中国）有限公司', ['中国', '阿里巴巴', '有限公司', '']],
    ['貴州茅臺酒股份有限公司', ['贵州', '茅台酒', '股份有限公司', '']],
    [
      '贵州省毕节市织金县某某煤业有限责任公司毕节分公司',
      ['贵州省毕节市织金县', '某某煤业', '有限责任公司', '毕节分公司'],
    ],
    ['威宁彝族回族苗族自治县草海薯业有限公司', ['威宁彝族回族苗族自治县', '草海薯业', '有限公司', '']],
    ['中国工商银行股份有限公司毕节七星关支行', ['', '中国工商银行', '股份有限公司', '毕节七星关支行']],
    ['某某股权投资基金(深圳)合伙企业(有限合伙)', ['深圳', '某某股权投资基金', '合伙企业有限合伙', '']],
    ['昆山新莱洁净应用材料股份有限公司', ['昆山', '新莱洁净应用材料', '股份有限公司', '']],
    ['Foxconn Technology Co., Ltd.', ['', 'foxconntechnology', 'co.,ltd.', '']],
    ['百联股份(已合并)(退)', ['', '百联', '股份', '']],
  ])('splits %s', (name, expected) => {
    expect(part(name)).toEqual(expected);
  });

  it('keeps a trade name that looks like a place of elsewhere', () => {
    expect(part('江苏东方盛虹股份有限公司').slice(0, 2)).toEqual(['江苏', '东方盛虹']);
    expect(part('东方盛虹').slice(0, 2)).toEqual(['', '东方盛虹']);
  });

  it('keeps the place in the core when only trade words would be left', () => {
    expect(parseName('南京证券股份有限公司')).toMatchObject({ region: '南京', core: '南京证券', stem: '南京' });
  });

  it('tells sister firms apart by a second place in brackets', () => {
    expect(parseName('上海云角信息技术(香港)有限公司').core).toBe('云角信息技术香港');
  });

  it('does not take 市 off 市场', () => {
    expect(parseName('深圳市场发展有限公司').core).toContain('市场');
  });

  it('reads places that an option adds', () => {
    const regions = createRegions({ further: [{ name: '草海镇', within: ['贵州', '毕节', '威宁'] }] });
    const parts = parseName('威宁草海镇雄丰农业有限公司', { regions });
    expect([parts.region, parts.core]).toEqual(['威宁草海镇', '雄丰农业']);
    expect(parts.place?.path).toEqual(['贵州', '毕节', '威宁', '草海镇']);
  });

  it('locates the parts in the name as it was written', () => {
    const name = '深圳市振业（集团）股份有限公司';
    const { core, form } = locateParts(name);
    expect(core.map(({ start, end }) => name.slice(start, end))).toEqual(['振业']);
    expect(form.map(({ start, end }) => name.slice(start, end)).join('')).toBe('（集团）股份有限公司');
  });

  it('never loses a name: any text has a core unless it is blank', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
        const parts = parseName(text);
        if (parts.folded.replace(/[()[\]【】〔〕]/g, '') === '') return;
        expect(parts.core + parts.region + parts.form + parts.branch).not.toBe('');
      }),
    );
  });
});
