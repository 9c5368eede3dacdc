import { z } from 'zod';
import { codesOf } from './dictionary.js';
import { Id } from './primitives.js';

/** 目标 (G4): indicator × year × area, with comparator, unit and source paragraph. */
export const TargetView = z.object({
  id: Id,
  code: z.string(),
  indicator: z.string(),
  year: z.int(),
  areaCode: z.string(),
  comparator: z.enum(codesOf('comparator')),
  /** Decimal string; for `range` the lower end. */
  value: z.string(),
  valueTo: z.string().nullable(),
  unit: z.string(),
  /** For `around` (左右): how far below still counts as met, 0–1. */
  toleranceShare: z.number().nullable(),
  clause: z.string(),
  basis: z.string(),
});
export type TargetView = z.infer<typeof TargetView>;

/** Whether a value meets a target. `around` is met from value × (1 − tolerance) on; more is never a failure. */
export function meetsTarget(
  target: Pick<TargetView, 'comparator' | 'value' | 'valueTo' | 'toleranceShare'>,
  actual: number,
): boolean {
  const value = Number(target.value);
  switch (target.comparator) {
    case 'at_least':
      return actual >= value;
    case 'at_most':
      return actual <= value;
    case 'equals':
      return actual === value;
    case 'around':
      return actual >= value * (1 - (target.toleranceShare ?? 0.02));
    case 'range':
      return actual >= value && actual <= Number(target.valueTo ?? target.value);
  }
}

/** 公布统计: figures published elsewhere, kept with source beside ours; members add up to the total both ways. */
export const PublishedStatisticView = z.object({
  code: z.string(),
  title: z.string(),
  sourceName: z.string(),
  sourceOn: z.string(),
  totalCount: z.int(),
  totalAmountYi: z.string(),
  byArea: z.array(z.object({ name: z.string(), count: z.int(), amountYi: z.string() })),
  byField: z.array(
    z.object({
      name: z.string(),
      count: z.int(),
      amountYi: z.string(),
      parts: z.array(z.object({ name: z.string(), count: z.int(), amountYi: z.string() })),
    }),
  ),
});
export type PublishedStatisticView = z.infer<typeof PublishedStatisticView>;
