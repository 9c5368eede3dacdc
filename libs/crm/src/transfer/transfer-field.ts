import { type DescribedField, fieldsOf } from '@lianghuan/contracts';
import type { z } from 'zod';

/** Quantities whose unit stands in a field of its own. */
const UNIT_FIELD: Readonly<Record<string, string>> = {
  quantityTotal: 'quantityUnit',
  quantityCommitted: 'quantityUnit',
  annualVolume: 'volumeUnit',
};

/** A register's field as a column of a table. */
export interface TransferField extends DescribedField {
  /** Field that says the unit of this one; undefined where the unit is fixed. */
  readonly unitField: string | undefined;
  /** Unit of the figures in our own workbooks: 万元 for money, as people here reckon; otherwise the field's own. */
  readonly columnUnit: string | undefined;
  /** Heading in our own workbooks, e.g. `总投资（万元）`. */
  readonly heading: string;
}

/** The columns of a register, in the order of its form. */
export function transferFieldsOf(schema: z.ZodObject): TransferField[] {
  return fieldsOf(schema).map((field) => {
    const columnUnit = field.kind === 'money' ? '万元' : field.unit;
    return {
      ...field,
      unitField: UNIT_FIELD[field.name],
      columnUnit,
      heading: columnUnit === undefined ? field.title : `${field.title}（${columnUnit}）`,
    };
  });
}
