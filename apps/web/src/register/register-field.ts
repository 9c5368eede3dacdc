import {
  fieldsOf,
  isEmptyValue,
  valueOfField,
  type DescribedField,
  type FieldKind,
  type FieldMeta,
} from '@lianghuan/contracts';
import { z } from 'zod';

/** A yes/no that the contract carries without a description of its own. */
export type RegisterFieldKind = FieldKind | 'flag';

/** A field of a register as forms and detail pages need it. */
export interface RegisterField extends Omit<FieldMeta, 'kind'> {
  readonly name: string;
  readonly kind: RegisterFieldKind;
  readonly schema: z.ZodType;
  /** Must be filled in. */
  readonly required: boolean;
  /** May be emptied; what is not nullable has a default instead. */
  readonly nullable: boolean;
  /** What a new row starts with. */
  readonly initial: unknown;
  readonly group: string;
}

/** The fields of a register's create schema in their written order, with what each starts with. */
export function registerFields(
  schema: z.ZodObject,
  flags: Readonly<Record<string, { title: string; group: string; help?: string }>> = {},
): RegisterField[] {
  const described = new Map(fieldsOf(schema).map((field) => [field.name, field]));
  return Object.entries(schema.shape).flatMap(([name, outer]) => {
    const field = described.get(name);
    const flag = flags[name];
    const schemaOf = outer as z.ZodType;
    if (field !== undefined) return [registerField(field, schemaOf)];
    if (flag !== undefined) {
      return [
        { ...flag, name, kind: 'flag' as const, schema: schemaOf, required: false, nullable: false, initial: false },
      ];
    }
    return [];
  });
}

/** A described field as forms need it. @param outer its schema with default and nullability */
export function registerField(field: DescribedField, outer: z.ZodType = field.schema): RegisterField {
  const empty = outer.safeParse(undefined);
  const initial = empty.success && empty.data !== undefined ? empty.data : undefined;
  return {
    ...field,
    required: field.required || (initial !== undefined && !Array.isArray(initial)),
    nullable: outer.safeParse(null).success,
    initial,
    group: field.group ?? '其他',
  };
}

/** Fields by group, groups in the order of their first field. */
export function byGroup(
  fields: readonly RegisterField[],
): { readonly group: string; readonly fields: RegisterField[] }[] {
  const groups = [...new Set(fields.map(({ group }) => group))];
  return groups.map((group) => ({ group, fields: fields.filter((field) => field.group === group) }));
}

/** A field's value in a row or in the values of a form. */
export function valueIn(row: object, name: string): unknown {
  return valueOfField(row, name);
}

export { isEmptyValue };

/** Items are texts, or plain objects whose parts stand in one order. */
function isSameItem(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b));
}

/** Whether two values of a field say the same. Nothing, null, '' and [] are all nothing. */
export function isSameValue(a: unknown, b: unknown): boolean {
  if (isEmptyValue(a) || isEmptyValue(b)) return isEmptyValue(a) && isEmptyValue(b);
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => isSameItem(item, b[i]));
  return a === b;
}
