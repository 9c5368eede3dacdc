import { FIXED_KINDS, type FieldKind, type ImportView } from '@lianghuan/contracts';
import { Button, Select } from 'antd';
import { FieldEditor } from '../register/field-editor.js';
import { useImportFields } from './import-fields.js';

/** A fixed value while it is being said. */
export interface FixedRow {
  readonly field: string | undefined;
  readonly value: unknown;
}

interface FixedValuesProps {
  readonly register: ImportView['register'];
  readonly rows: readonly FixedRow[];
  /** Fields that have a column. */
  readonly taken: ReadonlySet<string>;
  readonly onChange: (rows: readonly FixedRow[]) => void;
}

/** 固定值: what every row of the table says of fields it has no column for. */
export function FixedValues({ register, rows, taken, onChange }: FixedValuesProps) {
  const fields = useImportFields(register).filter(({ kind }) => FIXED_KINDS.includes(kind as FieldKind));
  const said = new Set(rows.map(({ field }) => field));
  const set = (i: number, row: FixedRow) => onChange(rows.with(i, row));
  return (
    <>
      <ul className="column-editor fixed-values" aria-label="固定值">
        {rows.map(({ field: name, value }, i) => {
          const field = fields.find((candidate) => candidate.name === name);
          return (
            <li key={name ?? ''}>
              <Select
                aria-label="表里没有的列"
                placeholder="表里没有的列"
                value={name}
                showSearch={{ optionFilterProp: 'label' }}
                popupMatchSelectWidth={false}
                options={fields
                  .filter((one) => one.name === name || (!taken.has(one.name) && !said.has(one.name)))
                  .map((one) => ({ value: one.name, label: one.title }))}
                onChange={(next: string) => set(i, { field: next, value: null })}
              />
              {field === undefined ? (
                <span className="faint small">先选是哪一列</span>
              ) : (
                <FieldEditor
                  field={field}
                  value={value ?? undefined}
                  onChange={(next) => set(i, { field: name, value: next })}
                />
              )}
              <Button aria-label={`不设${field?.title ?? ''}的固定值`} onClick={() => onChange(rows.toSpliced(i, 1))}>
                去掉
              </Button>
            </li>
          );
        })}
      </ul>
      <p className="gap-below">
        <Button
          size="small"
          disabled={rows.some(({ field }) => field === undefined)}
          onClick={() => onChange([...rows, { field: undefined, value: null }])}
        >
          加固定值
        </Button>{' '}
        <span className="faint small">表里没有、而每行都一样的列，如所在地区、资源类型，在这里说一次。</span>
      </p>
    </>
  );
}
