import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readStatedUse, type UsedSupply } from './stated-use.js';

const potato: UsedSupply = { side: 'resource', category: '马铃薯', name: '马铃薯总产量', total: { quantity: 286, unit: '万吨/年' } }; // prettier-ignore
const land: UsedSupply = {
  side: 'resource',
  category: '土地',
  name: '工业园标准地',
  total: { quantity: 900, unit: '亩' },
};
const water: UsedSupply = { side: 'resource', category: '水资源', name: '年平均供水总量', total: { quantity: 6.93, unit: '亿立方米/年' } }; // prettier-ignore
const cement: UsedSupply = { side: 'market', category: '水泥', name: '工程用水泥', total: { quantity: 300, unit: '万吨/年' } }; // prettier-ignore
const text = (content: string) => ({ texts: { content } });

describe('what a project says it would take', () => {
  it.each([
    ['威宁县年加工27万吨马铃薯综合项目', potato, 27, '万吨/年'],
    ['年处理马铃薯约1,200吨', potato, 1200, '吨/年'],
    ['马铃薯年加工量达30万吨', potato, 30, '万吨/年'],
    ['项目用地约74亩，总建筑面积5万平方米', land, 74, '亩'],
    ['占地6平方公里', land, 6, '平方公里'],
    ['年用水量约120万立方米', water, 120, '万立方米/年'],
    ['年产200万吨水泥熟料', cement, 200, '万吨/年'],
    ['带动就业300余人', { side: 'resource', category: '劳动力', name: '务工人员' }, 300, '人'],
    ['租用标准厂房2.5万平方米', { side: 'resource', category: '厂房', name: '标准化厂房' }, 2.5, '万平方米'],
  ] as const)('reads “%s”', (content, supply, quantity, unit) => {
    const use = readStatedUse(text(content), supply);
    expect(use).toMatchObject({ amount: { quantity, unit }, field: 'content' });
    expect(content.slice(use?.start, use?.end)).toContain(String(quantity === 1200 ? '1,200' : quantity));
  });

  it.each([
    ['年产40万吨聚乙醇酸，以煤为原料', { side: 'resource', category: '煤炭', name: '无烟煤' }],
    ['年产马铃薯全粉5000吨', potato],
    ['总建筑面积12万平方米', land],
    ['年产值10亿元', { side: 'market', category: '居民消费', name: '社会消费品零售' }],
    ['年产20万吨饲料', cement],
    ['', potato],
  ] as const)('does not make a use of “%s”', (content, supply) => {
    expect(readStatedUse(text(content), supply as UsedSupply)).toBeUndefined();
  });

  it('takes a field of its own before the text, and the statement that compares before one that does not', () => {
    expect(readStatedUse({ ...text('用地74亩'), landMu: 80 }, land)).toEqual({
      amount: { quantity: 80, unit: '亩' },
      field: 'landMu',
    });
    expect(readStatedUse({ texts: {}, waterM3PerYear: 5000 }, water)?.amount).toEqual({
      quantity: 5000,
      unit: '立方米/年',
    });
    expect(
      readStatedUse({ texts: { name: '收购马铃薯5万吨', content: '年加工马铃薯27万吨' } }, potato)?.amount,
    ).toEqual({
      quantity: 27,
      unit: '万吨/年',
    });
  });

  it('never says a figure that is not written', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'年加工处理马铃薯用地占约产万吨亩0123456789.,，') }),
        (content) => {
          for (const supply of [potato, land, cement]) {
            const use = readStatedUse(text(content), supply);
            if (use) expect(content.replaceAll(',', '')).toContain(String(use.amount.quantity).split('.')[0]);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
