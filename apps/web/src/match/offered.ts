import type { OfferItemView } from '@lianghuan/contracts';
import type { z } from 'zod';

/** A resource or market that fits a pair best, with the next best. */
export type Item = z.infer<typeof OfferItemView>;
/** One of them by itself. */
export type Offered = NonNullable<Item['further']>[number];

/** What can be put on the table, and what speaks for it: where a figure of the place fits best, the best that can be given stands before it. */
export function offeredOf(item: Item): { readonly offered: Offered; readonly argument?: Offered } {
  const given = item.allocable === false ? item.further?.find(({ allocable }) => allocable) : undefined;
  return given === undefined ? { offered: item } : { offered: given, argument: item };
}
