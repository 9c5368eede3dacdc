import type { ReactNode } from 'react';
import { FieldValue } from './field-value.js';
import { valueIn, type RegisterField } from './register-field.js';

interface FieldGridProps<Row extends object> {
  readonly fields: readonly RegisterField[];
  readonly row: Row;
  readonly display?: Readonly<Partial<Record<string, (row: Row) => ReactNode>>>;
}

/** Fields and their values in columns; long texts take the whole width. */
export function FieldGrid<Row extends object>({ fields, row, display }: FieldGridProps<Row>) {
  return (
    <dl className="field-grid">
      {fields.map((field) => (
        <div key={field.name} className={isWide(field) ? 'is-wide' : undefined}>
          <dt>{field.title}</dt>
          <dd>{display?.[field.name]?.(row) ?? <FieldValue field={field} value={valueIn(row, field.name)} />}</dd>
        </div>
      ))}
    </dl>
  );
}

function isWide({ kind }: RegisterField): boolean {
  return kind === 'longText' || kind === 'words' || kind === 'industries' || kind === 'url';
}
