import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { nameReasonInWords } from './in-words.js';
import { createNameIndex, type NameEntry } from './name-index.js';
import { editDistance, jaroWinkler } from './similarity.js';

const ENTRIES: readonly NameEntry[] = [
  { id: 'zy', name: '深圳市振业(集团)股份有限公司', creditCode: '91350100M000100Y43' },
  { id: 'wk', name: '万科企业股份有限公司', aliases: ['深圳万科企业股份有限公司'] },
  { id: 'mt', name: '贵州茅台酒股份有限公司' },
  { id: 'bl', name: '贵州百灵企业集团制药股份有限公司' },
  { id: 'as', name: '江苏奥赛康药业有限公司' },
  { id: 'ab', name: '北京奥赛康药业股份有限公司' },
];
const first = (query: string) => createNameIndex(ENTRIES).search(query, { top: 1 })[0];

describe('name index', () => {
  it.each([
    ['振业股份', 'zy'],
    ['深振业A', 'zy'],
    ['貴州茅臺', 'mt'],
    ['贵州百灵企业集团制约股份有限公司', 'bl'],
    ['百灵制药有限责任公司', 'bl'],
    ['深圳万科', 'wk'],
    ['北京奥赛康', 'ab'],
  ])('finds %s', (query, id) => {
    expect(first(query)?.id).toBe(id);
  });

  it('finds a valid credit code directly', () => {
    expect(first('91350100m000100y43')).toMatchObject({ id: 'zy', score: 1, reasons: [{ code: 'CREDIT_CODE_EQUAL' }] });
  });

  it('gives reasons and the characters that answer the query', () => {
    const hit = first('百灵制药');
    expect(hit.ranges.map(({ start, end }) => hit.matched.slice(start, end))).toEqual(['百灵', '制药']);
    expect(hit.reasons.map((reason) => nameReasonInWords(reason, 'zh-CN'))).toContain('100% 的特征字按序出现');
    expect(first('贵州茅台酒股份有限公司')).toMatchObject({
      score: 1,
      reasons: [{ code: 'NAME_EQUAL' }, { code: 'REGION_AGREES' }],
    });
    expect(first('深圳万科企业股份有限公司')?.reasons).toContainEqual({
      code: 'ALIAS',
      alias: '深圳万科企业股份有限公司',
    });
  });

  it('returns nothing for blanks and for characters nobody has', () => {
    expect(createNameIndex(ENTRIES).search('  ')).toEqual([]);
    expect(createNameIndex(ENTRIES).search('龘靐')).toEqual([]);
  });

  it('does not depend on the order of its entries', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...ENTRIES], { minLength: ENTRIES.length }), (entries) => {
        const index = createNameIndex(entries);
        for (const query of ['药业', '股份有限公司', '深圳', '企业'])
          expect(index.search(query)).toEqual(createNameIndex(ENTRIES).search(query));
      }),
      { numRuns: 20 },
    );
  });

  it('after adding and removing equals one built at once', () => {
    const pool = Array.from({ length: 60 }, (_, at) => ({
      id: `e${at}`,
      name: `${'贵州毕节织金深圳'.slice((at % 4) * 2, (at % 4) * 2 + 2)}${'恒泰源丰华盛'[at % 6]}${'达利安通'[at % 4]}${at % 2 ? '矿业' : '科技'}有限公司`,
    }));
    const step = fc.record({ at: fc.nat({ max: pool.length - 1 }), isAdding: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const grown = createNameIndex([]);
        const live = new Map<string, NameEntry>();
        for (const { at, isAdding } of steps) {
          const entry = pool[at];
          if (isAdding) {
            grown.add(entry);
            live.set(entry.id, entry);
          } else expect(grown.remove(entry.id)).toBe(live.delete(entry.id));
        }
        const built = createNameIndex(live.values());
        expect(grown.size).toBe(live.size);
        for (const query of ['恒达矿业', '贵州源利', '深圳华通科技有限公司'])
          expect(grown.search(query)).toEqual(built.search(query));
      }),
      { numRuns: 40 },
    );
  });

  it('replaces an entry added again', () => {
    const index = createNameIndex(ENTRIES);
    index.add({ id: 'mt', name: '四川某某酒业有限公司' });
    expect(index.search('贵州茅台酒').map(({ name }) => name)).not.toContain('贵州茅台酒股份有限公司');
    expect(index.size).toBe(ENTRIES.length);
  });
});

describe('similarities', () => {
  it("gives Winkler's own values", () => {
    expect(jaroWinkler('MARTHA', 'MARHTA')).toBeCloseTo(0.961, 3);
    expect(jaroWinkler('DIXON', 'DICKSONX')).toBeCloseTo(0.813, 3);
    expect(jaroWinkler('', '')).toBe(0);
  });

  it('counts edits up to a limit', () => {
    expect(editDistance('振业集团', '振集业团', 2)).toBe(1);
    expect(editDistance('振业', '振业集团', 1)).toBe(2);
    expect(editDistance('abcdef', 'uvwxyz', 3)).toBe(4);
  });
});
