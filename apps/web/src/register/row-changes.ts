import { Decimal } from 'decimal.js';
import { isEmptyValue, isSameValue, valueIn, type RegisterField } from './register-field.js';

/** Values of a form by field name. */
export type FieldValues = Readonly<Record<string, unknown>>;

/** What a form starts with: the stored row, or what a new row starts with; `own` are the starting values of whoever fills it in. */
export function initialValues(
  fields: readonly RegisterField[],
  row: object | undefined,
  own: FieldValues = {},
): FieldValues {
  return Object.fromEntries(
    fields.map((field) => [
      field.name,
      plain(field, (row === undefined ? (own[field.name] ?? field.initial) : valueIn(row, field.name)) ?? null),
    ]),
  );
}

/** What a new row is made of: only what was filled in. */
export function filledValues(fields: readonly RegisterField[], values: FieldValues): FieldValues {
  return Object.fromEntries(
    fields.flatMap(({ name }) => (isEmptyValue(values[name]) ? [] : [[name, trimmed(values[name])]])),
  );
}

/** The fields that say something else than the row did. An emptied field is `null`, or an empty list where it holds several. */
export function changedValues(fields: readonly RegisterField[], base: FieldValues, values: FieldValues): FieldValues {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = trimmed(values[field.name]);
      if (isSameValue(base[field.name], value)) return [];
      return [[field.name, isEmptyValue(value) ? (field.nullable ? null : field.initial) : value]];
    }),
  );
}

const DECIMAL_KINDS: ReadonlySet<RegisterField['kind']> = new Set(['money', 'quantity', 'share']);

/** The database writes 30 as `30.000000`; the form writes what a person would, so that equal figures are equal texts. */
function plain(field: RegisterField, value: unknown): unknown {
  return DECIMAL_KINDS.has(field.kind) && typeof value === 'string' && /^\d+(\.\d+)?$/.test(value)
    ? new Decimal(value).toFixed()
    : value;
}

function trimmed(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value;
}
