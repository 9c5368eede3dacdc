import type { FundingSource } from '@lianghuan/contracts';

/** What a register takes as a field's value. */
export type FieldValue = string | number | string[] | FundingSource[] | null;

/** A value as one text, for what compares, counts or quotes it; people read `cellOf`. */
export function valueText(value: FieldValue): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
