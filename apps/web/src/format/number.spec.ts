import { describe, expect, it } from '@jest/globals';
import { formatBytes, formatNumber, formatScaled, formatShare, halfWidth, scaleOf } from './number.js';

describe('number', () => {
  it('groups thousands and drops zeros that say nothing', () => {
    expect(formatNumber('1234567.5000')).toBe('1,234,567.5');
    expect(formatNumber('100')).toBe('100');
    expect(formatNumber(0)).toBe('0');
    expect(formatNumber('-1234.5')).toBe('-1,234.5');
    expect(formatNumber('25600000000000000000')).toBe('25,600,000,000,000,000,000');
    expect(formatNumber(null)).toBe('');
  });

  it('writes large quantities in 万 and 亿', () => {
    expect(scaleOf('25600000000').prefix).toBe('亿');
    expect(formatScaled('25600000000', scaleOf('25600000000'))).toBe('256');
    expect(formatScaled('6899636', scaleOf('6899636'))).toBe('689.9636');
    expect(scaleOf('52270').prefix).toBe('');
    expect(formatScaled(null, scaleOf(null))).toBe('');
  });

  it('shows shares as percentages', () => {
    expect(formatShare('0.125')).toBe('12.5%');
    expect(formatShare(1)).toBe('100%');
  });

  it('understands digits typed with a Chinese keyboard', () => {
    expect(halfWidth('１２３．５')).toBe('123.5');
    expect(halfWidth('3。5')).toBe('3.5');
  });

  it('sizes files', () => {
    expect(formatBytes(512)).toBe('512 B');
    expect(formatBytes(48_213)).toBe('47 KB');
    expect(formatBytes(3_565_158)).toBe('3.4 MB');
  });
});
