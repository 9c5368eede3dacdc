import { describe, expect, it } from '@jest/globals';
import { meetsTarget } from '@lianghuan/contracts';
import fc from 'fast-check';
import { isMet, yuanOf } from './target-verdict.js';

const around550 = { comparator: 'around', value: '550', valueTo: null, toleranceShare: 0.02 } as const;

describe('meeting a target', () => {
  it.each([
    ['545', true],
    ['539', true],
    ['538.99', false],
    ['530', false],
    ['600', true],
  ])('around 550 with 2 %% tolerance: %s → %s (acceptance check 13)', (actual, expected) => {
    expect(isMet(around550, actual)).toBe(expected);
  });

  it.each([
    ['at_least', '160', null, '159.99', false],
    ['at_least', '160', null, '160', true],
    ['at_most', '40', null, '40', true],
    ['at_most', '40', null, '41', false],
    ['equals', '611', null, '611.00', true],
    ['equals', '611', null, '612', false],
    ['range', '3', '5', '4', true],
    ['range', '3', '5', '6', false],
  ] as const)('%s %s %s: %s → %s', (comparator, value, valueTo, actual, expected) => {
    expect(isMet({ comparator, value, valueTo, toleranceShare: null }, actual)).toBe(expected);
  });

  it('agrees with what the screens compute, away from the edge', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000 }).filter((n) => n !== 53_900),
        (n) => {
          expect(isMet(around550, (n / 100).toFixed(2))).toBe(meetsTarget(around550, n / 100));
        },
      ),
    );
  });
});

describe('a money target in yuan', () => {
  it('is exact', () => {
    expect(yuanOf({ code: 'F1', value: '550', unit: '亿元' }).toFixed(2)).toBe('55000000000.00');
    expect(yuanOf({ code: 'T27', value: '3.26', unit: '亿元' }).toFixed(2)).toBe('326000000.00');
    expect(() => yuanOf({ code: 'T03', value: '611', unit: '个' })).toThrow('no money');
  });
});
