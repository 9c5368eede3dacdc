import { describe, expect, it } from '@jest/globals';
import type { FundsProgress } from '@lianghuan/contracts';
import { gapCny, paceGap, targetCny, targetText, toleranceFloor } from './pace.js';

type Target = NonNullable<FundsProgress['target']>;

const target = (changes: Partial<Target> = {}) => ({
  target: {
    value: '550',
    valueTo: null,
    unit: '亿元',
    comparator: 'around',
    toleranceShare: '0.02',
    ...changes,
  } as Target,
});
const NO_TARGET = { target: null };

describe('the target', () => {
  it.each([
    ['550', '亿元', '55000000000'],
    ['12.5', '万元', '125000'],
    ['300', '元', '300'],
  ])('%s%s is %s yuan', (value, unit, yuan) => {
    expect(targetCny(target({ value, unit }))?.toFixed()).toBe(yuan);
  });

  it('is no money where it counts something else, and none without a target', () => {
    expect(targetCny(target({ unit: '个' }))).toBeNull();
    expect(targetCny(NO_TARGET)).toBeNull();
  });

  it.each([
    [{}, '550亿元左右'],
    [{ comparator: 'at_least' }, '不少于550亿元'],
    [{ comparator: 'at_most' }, '不超过550亿元'],
    [{ comparator: 'range', value: '500', valueTo: '550' }, '500–550亿元'],
  ])('reads as the paper says it: %j', (changes, text) => {
    expect(targetText(target(changes as Partial<Target>))).toBe(text);
  });

  it('has no words without a target', () => {
    expect(targetText(NO_TARGET)).toBe('');
  });

  it('counts as met from its tolerance on where it is 左右, and has no tolerance elsewhere', () => {
    expect(toleranceFloor(target())?.toFixed()).toBe('53900000000');
    expect(toleranceFloor(target({ comparator: 'at_least' }))).toBeNull();
    expect(toleranceFloor(target({ toleranceShare: null }))).toBeNull();
    expect(toleranceFloor(NO_TARGET)).toBeNull();
  });
});

describe('the pace', () => {
  it('is short of the target by a gap that is never negative', () => {
    expect(gapCny({ ...target(), receivedCny: '31307000000.00' })?.toFixed()).toBe('23693000000');
    expect(gapCny({ ...target(), receivedCny: '60000000000.00' })?.toFixed()).toBe('0');
    expect(gapCny({ ...NO_TARGET, receivedCny: '1.00' })).toBeNull();
  });

  it('is behind or ahead of the year by exact percentage points', () => {
    const gap = (completionShare: number | null, expectedShare: number) =>
      paceGap({ completionShare, expectedShare } as FundsProgress)?.toFixed() ?? null;
    expect(gap(0.569, 1)).toBe('-43.1');
    expect(gap(0.3, 0.1)).toBe('20');
    expect(gap(null, 0.5)).toBeNull();
  });
});
