import { vendorFields, vendorRowFields } from '@lianghuan/contracts';
import { z } from 'zod';
import type { TransferField } from '../transfer/transfer-field.js';
import { transferFieldsOf } from '../transfer/transfer-field.js';
import { CreateEnterprise } from '@lianghuan/contracts';

const FACT_NAMES = new Set(vendorFields().map(({ name }) => name));

/** Facts of an enterprise a vendor may bring, as columns. */
export const FACT_FIELDS: readonly TransferField[] = transferFieldsOf(CreateEnterprise).filter(({ name }) =>
  FACT_NAMES.has(name),
);

/** What a row may say beside facts: their day, and a signal. */
export const ROW_FIELDS: readonly TransferField[] = transferFieldsOf(z.object(vendorRowFields));

/** All columns of a vendor's table that can mean something. */
export const ALL_FIELDS: readonly TransferField[] = [...FACT_FIELDS, ...ROW_FIELDS];

/** Whether a field is a fact of the enterprise. */
export function isFact(name: string): boolean {
  return FACT_NAMES.has(name);
}
