import { z } from 'zod';

/** Row id: UUID made by the database. */
export const Id = z.uuid();

/** A point in time. The database hands out `Date`; the wire carries ISO 8601 in UTC. */
export const Instant = z.preprocess((v) => (v instanceof Date ? v.toISOString() : v), z.iso.datetime());

/** A calendar day in Asia/Shanghai, `YYYY-MM-DD`. */
export const Day = z.iso.date();

/** A reporting month in Asia/Shanghai, `YYYY-MM`. */
export const Period = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);

/** Decimal number as a string, so that no yuan is lost to floating point. At most 2 decimals. */
export const Money = z.string().regex(/^-?\d{1,16}(\.\d{1,2})?$/);

/** Non-negative money in yuan (人民币元). */
export const AmountCny = z.string().regex(/^\d{1,16}(\.\d{1,2})?$/);

/** Non-negative quantity as a decimal string; its unit is in the field beside it. */
export const Quantity = z.string().regex(/^\d{1,18}(\.\d{1,6})?$/);

/** Share between 0 and 1, as a decimal string. */
export const Share = z.string().regex(/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/);

/** Optimistic-concurrency counter: send back the one you read. */
export const Version = z.int().min(1);

/** Comma-separated codes of a query string, as a list without blanks. */
export const CodeList = z.string().transform((v) =>
  v
    .split(',')
    .map((s) => s.trim())
    .filter((s) => s.length > 0),
);

export const Flag = z.enum(['true', 'false']).transform((v) => v === 'true');

export const pageQuery = {
  /** Search words; see ARCHITECTURE.md on Chinese search. */
  q: z.string().trim().max(80).optional(),
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(200).default(20),
  /** Field name, with a leading `-` for descending. */
  sort: z.string().max(60).optional(),
} as const;

/** One page of a list, with the total of the same filters, or with `isTotalCapped` a number there are at least. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    total: z.int(),
    isTotalCapped: z.boolean().optional(),
    isSimilar: z.boolean().optional(),
    page: z.int(),
    pageSize: z.int(),
  });
}
export interface Page<T> {
  readonly items: T[];
  readonly total: number;
  /** There are at least `total`: a page is there before its rows are counted. `…/count` counts them. */
  readonly isTotalCapped?: boolean;
  /** Nothing has what was searched for: these are rows whose names are nearly it. Counts, exports and bulk edits leave them out. */
  readonly isSimilar?: boolean;
  readonly page: number;
  readonly pageSize: number;
}

/** How many rows a list has under its filters; with `isCapped` at least so many. */
export const RowCount = z.object({ count: z.int(), isCapped: z.boolean().optional() });
export type RowCount = z.infer<typeof RowCount>;

export const Reason = z.string().trim().min(2).max(500);
/**
 * A row to be made or changed, with the reason why it is another thing although there is one of its name in its area; without, a name that
 * is taken is refused as SAME_NAME_EXISTS.
 */
export function withDistinctReason<Shape extends z.ZodRawShape>(row: z.ZodObject<Shape>) {
  return row.extend({ distinctReason: Reason.optional() });
}

export const ReasonBody = z.strictObject({ reason: Reason });
export type ReasonBody = z.infer<typeof ReasonBody>;
