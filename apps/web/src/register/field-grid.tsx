import type { ReactNode } from 'react';
import { UNFILLED } from '../format/number.js';
import { FieldValue } from './field-value.js';
import { isEmptyValue, valueIn, type RegisterField } from './register-field.js';

interface FieldGridProps<Row extends object> {
  readonly fields: readonly RegisterField[];
  readonly row: Row;
  readonly display?: Readonly<Partial<Record<string, (row: Row) => ReactNode>>>;
}

/** Fields and their values in columns; long texts take the whole width. What is not known is named in one line at the end. */
export function FieldGrid<Row extends object>({ fields, row, display }: FieldGridProps<Row>) {
  const filled = fields.filter(({ name }) => !isEmptyValue(valueIn(row, name)));
  const unfilled = fields.filter(({ name }) => isEmptyValue(valueIn(row, name)));
  return (
    <>
      {filled.length > 0 && (
        <dl className="field-grid">
          {filled.map((field) => (
            <div key={field.name} className={isWide(field, valueIn(row, field.name)) ? 'is-wide' : undefined}>
              <dt>{field.title}</dt>
              <dd>{display?.[field.name]?.(row) ?? <FieldValue field={field} value={valueIn(row, field.name)} />}</dd>
            </div>
          ))}
        </dl>
      )}
      {unfilled.length > 0 && (
        <p className="field-grid-rest">
          {UNFILLED}：{unfilled.map(({ title }) => title).join('、')}
        </p>
      )}
    </>
  );
}

/** About as many characters fit a column. */
const COLUMN_CHARACTERS = 15;

function isWide({ kind }: RegisterField, value: unknown): boolean {
  if (kind === 'fundings') return true;
  if (kind === 'words' || kind === 'industries') return Array.isArray(value) && value.join('、').length > 8;
  return (
    typeof value === 'string' &&
    (kind === 'text' || kind === 'longText' || kind === 'url') &&
    value.length > COLUMN_CHARACTERS
  );
}
