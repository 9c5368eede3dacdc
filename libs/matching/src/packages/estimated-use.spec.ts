import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type EstimatedSupply, UseEstimator, type UsePeer } from './estimated-use.js';

const land: EstimatedSupply = {
  id: 'land',
  side: 'resource',
  category: '土地',
  name: '工业园标准地',
  total: { quantity: 60, unit: '公顷' },
};
const peer = (id: string, code: string, investmentWan: number, content: string): UsePeer => ({
  id,
  industryCodes: [code],
  investmentWan,
  texts: { content },
});
const peers = [
  peer('a', '1353', 10_000, '用地30亩'),
  peer('b', '13', 20_000, '占地约80亩'),
  peer('c', '1371', 10_000, '用地60亩'),
  peer('d', '17', 20_000, '用地100亩'),
  peer('e', '39', 10_000, '用地90亩'),
  peer('f', '78', 10_000, '占地6平方公里'),
  peer('g', '13', 10_000, '总建筑面积9000平方米'),
];
const project = { industryCodes: ['13'], text: '马铃薯加工', investmentWan: 50_000 };

describe('an estimated use', () => {
  it('is the median of what at least three projects of the division state, in the unit of the supply', () => {
    const use = new UseEstimator(peers, []).estimate(project, land);
    // 30, 40 and 60 亩 for 亿元; five 亿元 at 40 亩 are 200 亩, 13.3 hectares.
    expect(use?.amount).toEqual({ quantity: 13, unit: '公顷' });
    expect(use?.perInvestment).toBeCloseTo(40 / 15, 9);
    expect(use?.basis).toMatchObject({ rule: 'PEER_MEDIAN', level: 'division', peerIds: ['a', 'b', 'c'] });
  });

  it('falls back on the section where the division has too few, and on nothing where that has too few as well', () => {
    const estimator = new UseEstimator(peers, []);
    const use = estimator.estimate({ ...project, industryCodes: ['26'] }, land);
    // Manufacturing: 30, 40, 50, 60, 90.
    expect(use?.basis).toMatchObject({ level: 'section', peerIds: ['a', 'b', 'c', 'd', 'e'] });
    expect(use?.amount.quantity).toBe(17);
    expect(estimator.estimate({ ...project, industryCodes: ['78'] }, land)).toBeUndefined();
    expect(estimator.estimate({ ...project, industryCodes: [] }, land)).toBeUndefined();
  });

  it('follows the control indicator of the plot first, then the coefficient of the matrix, a word before a code', () => {
    const coefficient = { side: 'resource' as const, category: '土地', source: 'XQ1' };
    const estimator = new UseEstimator(peers, [
      { ...coefficient, industryCode: '13', amount: { quantity: 25, unit: '亩' } },
      { ...coefficient, word: '马铃薯', amount: { quantity: 1, unit: '公顷' }, source: 'XQ2' },
    ]);
    expect(estimator.estimate(project, land)).toMatchObject({
      amount: { quantity: 5, unit: '公顷' },
      basis: { rule: 'NEED_COEFFICIENT', source: 'XQ2' },
    });
    expect(estimator.estimate({ ...project, text: '' }, land)?.basis).toEqual({
      rule: 'NEED_COEFFICIENT',
      source: 'XQ1',
    });
    expect(estimator.estimate(project, { ...land, investmentWanPerMu: 250 })).toMatchObject({
      amount: { quantity: 13, unit: '公顷' },
      basis: { rule: 'CONTROL_INTENSITY', investmentWanPerMu: 250 },
    });
  });

  it('says nothing without an investment, without a quantity of the supply, or across units that do not compare', () => {
    const estimator = new UseEstimator(peers, []);
    expect(estimator.estimate({ ...project, investmentWan: undefined }, land)).toBeUndefined();
    expect(estimator.estimate(project, { ...land, total: undefined })).toBeUndefined();
    expect(estimator.estimate(project, { ...land, total: { quantity: 9, unit: '吨' } })).toBeUndefined();
  });

  it('does not depend on the order of the peers, and grows with the investment', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(peers, { minLength: peers.length }),
        fc.integer({ min: 1, max: 9 }),
        (order, times) => {
          const use = new UseEstimator(order, []).estimate(project, land);
          expect(use).toEqual(new UseEstimator(peers, []).estimate(project, land));
          const more = new UseEstimator(order, []).estimate({ ...project, investmentWan: 50_000 * times }, land);
          expect(more?.amount.quantity).toBeGreaterThanOrEqual(use?.amount.quantity ?? Infinity);
        },
      ),
    );
  });
});
