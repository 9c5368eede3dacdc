import { describe, expect, it } from '@jest/globals';
import { offeredOf } from './offered.js';

const item = (name: string, allocable: boolean | undefined) => ({
  id: name,
  name,
  areaName: null,
  quantity: null,
  unit: null,
  year: null,
  sourceName: null,
  role: 'marketForIndustry',
  score: 0.5,
  reasons: [],
  allocable,
});

describe('offeredOf', () => {
  it('puts what can be given before the figure of the place that speaks for it', () => {
    const population = { ...item('常住人口', false), further: [item('地区生产总值', false), item('年采购饲料', true)] };
    expect(offeredOf(population)).toMatchObject({ offered: { name: '年采购饲料' }, argument: { name: '常住人口' } });
  });

  it('leaves the best offer where it can be given, nothing can, or an early run does not say', () => {
    for (const best of [item('煤炭', true), item('常住人口', false), item('旧记录', undefined)]) {
      expect(offeredOf({ ...best, further: [item('别的', best.allocable !== false)] })).toEqual({
        offered: expect.objectContaining({ name: best.name }),
      });
    }
  });
});
