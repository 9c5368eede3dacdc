import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  formsOf,
  gramsOf,
  gramText,
  isWordless,
  normalizeSearch,
  plainWords,
  searchTextOf,
  syllablesOf,
} from './search-text.js';

describe('search text', () => {
  it('finds a name by its words, its pinyin and its initials', () => {
    const text = searchTextOf(['织金县']);
    expect(text).toBe('织金县 zhijinxian zjx');
  });

  it('takes full width, case and brackets as the same', () => {
    expect(normalizeSearch('ＰＧＡ（一期） 项目')).toBe('pga 一期 项目'.replace(' 项目', '项目'));
  });

  it('takes traditional characters for simplified ones, on both sides', () => {
    expect(normalizeSearch('審計化工（貴州）有限責任公司')).toBe('审计化工贵州有限责任公司');
    expect(searchTextOf(['織金縣'])).toBe(searchTextOf(['织金县']));
    // Keys made of titles stay what they were.
    expect(plainWords('審計（一）')).toBe('審計一');
  });

  it('tells a search without a word from no search', () => {
    expect(['!!', '-', '😀', '（）'].map(isWordless)).toEqual([true, true, true, true]);
    expect([undefined, '', ' ', 'a!', '织'].map(isWordless)).toEqual([false, false, false, false, false]);
  });

  it('tells the sounds of Han characters, what stands between them as it is', () => {
    expect(formsOf('织金pga一期 2区')).toEqual(['织金pga一期 2区', 'zhijinpgayiqi2qu', 'zjpgayq2q']);
    expect(formsOf('pga 2')).toEqual(['pga 2']);
    expect(syllablesOf('织金pga')).toBe("'zhi'jin'pga'");
  });

  it('joins the pieces of any text sorted, as they would be one by one', () => {
    const unit = fc.oneof(
      fc.constantFrom(...'毕节 织金\t\u3000\u00a0ab1-\0', '😀', '\ud800'),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(fc.string({ unit, maxLength: 40 }), { maxLength: 3 }), (texts) => {
        for (const text of texts) expect(gramText(text)).toBe(gramsOf(text).sort().join(' '));
      }),
    );
    const long = '毕节市织金县'.repeat(700);
    expect(gramText(long)).toBe(gramsOf(long).sort().join(' '));
    const many = String.fromCharCode(...Array.from({ length: 4000 }, (_, i) => 0x4e00 + i * 5));
    expect(gramText(many)).toBe(gramsOf(many).sort().join(' '));
  });

  it('offers every piece of one and two characters, so that any contained word is a candidate', () => {
    const han = fc.string({ unit: fc.constantFrom(...'毕节织金煤化工磷肥项目库'), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(han, fc.nat(), fc.nat(), (name, a, b) => {
        const start = a % name.length;
        const part = name.slice(start, start + 1 + (b % (name.length - start)));
        const pieces = new Set(gramsOf(name));
        expect(gramsOf(part).every((piece) => pieces.has(piece))).toBe(true);
      }),
    );
  });
});
