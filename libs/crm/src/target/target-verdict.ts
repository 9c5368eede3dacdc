import type { TargetView } from '@lianghuan/contracts';
import { Decimal } from 'decimal.js';

/** Yuan in one unit of money. */
const YUAN: Readonly<Record<string, string>> = { 元: '1', 万元: '10000', 亿元: '100000000' };

/** A money target in yuan. @throws {RangeError} if the target's unit is no unit of money */
export function yuanOf(target: Pick<TargetView, 'code' | 'value' | 'unit'>): Decimal {
  const factor = YUAN[target.unit];
  if (factor === undefined) throw new RangeError(`target ${target.code} is in ${target.unit}, which is no money`);
  return new Decimal(target.value).times(factor);
}

/**
 * Whether a value in the target's unit meets it, in exact decimals. 左右 is met from value × (1 − tolerance) on; more is never a
 * failure (requirements §0.1, acceptance check 13: around 550 with 2 %, 545 is met, 530 is short).
 */
export function isMet(
  target: Pick<TargetView, 'comparator' | 'value' | 'valueTo' | 'toleranceShare'>,
  actual: Decimal.Value,
): boolean {
  const reached = new Decimal(actual);
  const value = new Decimal(target.value);
  switch (target.comparator) {
    case 'at_least':
      return reached.gte(value);
    case 'at_most':
      return reached.lte(value);
    case 'equals':
      return reached.eq(value);
    case 'around':
      return reached.gte(value.times(new Decimal(1).minus(target.toleranceShare ?? '0.02')));
    case 'range':
      return reached.gte(value) && reached.lte(target.valueTo ?? value);
  }
}
