import { type DescribedField, fieldsOf } from '@lianghuan/contracts';
import type { z } from 'zod';

/** Quantities whose unit stands in a field of its own. */
const UNIT_FIELD: Readonly<Record<string, string>> = {
  quantityTotal: 'quantityUnit',
  quantityCommitted: 'quantityUnit',
  annualVolume: 'volumeUnit',
};

/** Figures whose field beside them says how they are meant: 约, 不少于, … */
const QUALIFIER_FIELD: Readonly<Record<string, string>> = {
  totalInvestmentCny: 'investmentQualifier',
  quantityTotal: 'quantityQualifier',
  annualVolume: 'volumeQualifier',
};

/** A register's field as a column of a table. */
export interface TransferField extends DescribedField {
  /** Field that says the unit of this one; undefined where the unit is fixed. */
  readonly unitField: string | undefined;
  /** Field that says how the figure is meant; undefined where the register keeps none, e.g. for a valuation. */
  readonly qualifierField: string | undefined;
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
      qualifierField: QUALIFIER_FIELD[field.name],
      columnUnit,
      heading: columnUnit === undefined ? field.title : `${field.title}（${columnUnit}）`,
    };
  });
}
