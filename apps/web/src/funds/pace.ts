import type { FundsProgress } from '@lianghuan/contracts';
import { Decimal } from 'decimal.js';
import { termOf } from '@lianghuan/contracts';

const YUAN_PER_YI = 100_000_000;

/** The target in yuan; null without one, or with one that is not money. */
export function targetCny({ target }: Pick<FundsProgress, 'target'>): Decimal | null {
  if (target === null) return null;
  const unit = { 亿元: YUAN_PER_YI, 万元: 10_000, 元: 1 }[target.unit];
  return unit === undefined ? null : new Decimal(target.value).times(unit);
}

/** `550亿元左右`, `不少于550亿元`. */
export function targetText({ target }: Pick<FundsProgress, 'target'>): string {
  if (target === null) return '';
  const amount = `${target.value}${target.unit}`;
  if (target.comparator === 'around') return `${amount}${termOf('comparator', target.comparator)}`;
  if (target.comparator === 'range') return `${target.value}–${target.valueTo ?? ''}${target.unit}`;
  return `${termOf('comparator', target.comparator)}${amount}`;
}

/** From how much on `around` counts as met; null for targets without tolerance. */
export function toleranceFloor(progress: Pick<FundsProgress, 'target'>): Decimal | null {
  const whole = targetCny(progress);
  const { target } = progress;
  return whole === null || target === null || target.comparator !== 'around' || target.toleranceShare === null
    ? null
    : whole.times(new Decimal(1).minus(target.toleranceShare));
}

/** What is still missing; zero once the target is reached. */
export function gapCny(progress: Pick<FundsProgress, 'target' | 'receivedCny'>): Decimal | null {
  const whole = targetCny(progress);
  return whole === null ? null : Decimal.max(0, whole.minus(progress.receivedCny));
}

/** 进度差 (F2): completion less the share of the year gone by, in percentage points; null without a target. */
export function paceGap({ completionShare, expectedShare }: FundsProgress): Decimal | null {
  return completionShare === null ? null : new Decimal(completionShare).minus(expectedShare).times(100);
}
