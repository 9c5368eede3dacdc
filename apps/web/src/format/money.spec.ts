import { describe, expect, it } from '@jest/globals';
import { formatAmount, formatAmountIn, fromYuan, toYuan, unitFor } from './money.js';

describe('money', () => {
  it('keeps every cent between 万元, 亿元 and yuan', () => {
    expect(toYuan('1,234.5678', '万元')).toBe('12345678');
    expect(toYuan('12.34', '亿元')).toBe('1234000000');
    expect(toYuan('0.123456', '万元')).toBe('1234.56');
    expect(fromYuan('1234.56', '万元')).toBe('0.123456');
    expect(fromYuan('9999999999999999.99', '亿元')).toBe('99999999.9999999999');
  });

  it('refuses what is no amount, or finer than a cent', () => {
    expect(toYuan('', '万元')).toBeNull();
    expect(toYuan('约3', '亿元')).toBeNull();
    expect(toYuan('-1', '亿元')).toBeNull();
    expect(toYuan('0.1234567', '万元')).toBeNull();
    expect(toYuan('3亩', '万元')).toBeNull();
    expect(toYuan('万', '万元')).toBeNull();
  });

  it('takes the unit that is written behind the figure', () => {
    for (const [typed, yuan] of [
      ['1200万', '12000000'],
      ['1,200 万元', '12000000'],
      ['1.2亿', '120000000'],
      ['1.2亿元', '120000000'],
      ['3千万', '30000000'],
      ['500元', '500'],
    ]) {
      // prettier-ignore
      expect(toYuan(typed, '亿元')).toBe(yuan);
      expect(toYuan(typed, '万元')).toBe(yuan);
    }
  });

  it('reads in 亿元 from one hundred million yuan on', () => {
    expect(unitFor('99999999.99')).toBe('万元');
    expect(unitFor('100000000')).toBe('亿元');
    expect(formatAmount('361520000000')).toBe('3,615.2亿元');
    expect(formatAmount('5000000')).toBe('500万元');
    expect(formatAmount(null)).toBe('');
  });

  it('fills a column with two decimals, and never shows a small amount as nothing', () => {
    expect(formatAmountIn('1234567890123.45', '亿元')).toBe('12,345.68');
    expect(formatAmountIn('0', '亿元')).toBe('0.00');
    expect(formatAmountIn('5000', '亿元')).toBe('0.00005');
  });
});
