import type { FixedValue, ImportView } from '@lianghuan/contracts';
import { Alert, Button, Select } from 'antd';
import { useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { isEmptyValue } from '../register/register-field.js';
import { type FixedRow, FixedValues } from './fixed-values.js';
import { useMapColumns } from './import.queries.js';

type Said = Pick<ImportView['columns'][number], 'position' | 'field' | 'unit'>;

const NOT_READ = '';

interface ColumnEditorProps {
  readonly view: ImportView;
  /** Text of a cell below each heading, by position, where it helps to tell what the column is. */
  readonly samples?: ReadonlyMap<number, string>;
  /** Undefined where there is nothing to go back to. */
  readonly onClose?: () => void;
}

/** For each column of the file the field it means and the unit of its figures; for fields without a column what all rows say. */
export function ColumnEditor({ view, samples, onClose }: ColumnEditorProps) {
  const [said, setSaid] = useState<ReadonlyMap<number, Said>>(
    new Map(view.columns.map(({ position, field, unit }) => [position, { position, field, unit }])),
  );
  const map = useMapColumns(view.id);
  const fields = new Map(view.fields.map((field) => [field.name, field]));
  const taken = new Set([...said.values()].flatMap(({ field }) => field ?? []));
  const [fixed, setFixed] = useState<readonly FixedRow[]>(view.fixed.map(({ field, value }) => ({ field, value })));
  const filled = fixed.flatMap(({ field, value }) =>
    field === undefined || taken.has(field) || isEmptyValue(value)
      ? []
      : [{ field, value: value as FixedValue['value'] }],
  );
  const known = new Set([...taken, ...filled.map(({ field }) => field)]);
  const missing = view.fields.filter(({ name, required }) => required && !known.has(name));
  const unsaid = view.columns.filter(({ position, proposedUnit }) => {
    const { field, unit } = said.get(position) ?? { field: null, unit: null };
    return proposedUnit !== null && unit === null && fields.get(field ?? '')?.units.includes(proposedUnit) === true;
  });
  const say = (column: Said) => setSaid(new Map(said).set(column.position, column));
  return (
    <>
      {map.isError && <Alert type="error" showIcon className="gap-below" title={textOfError(map.error)} role="alert" />}
      <ul className="column-editor">
        {view.columns.map((column) => {
          const { position, heading, proposedUnit } = column;
          const { field, unit } = said.get(position) ?? { field: null, unit: null };
          const units = fields.get(field ?? '')?.units ?? [];
          return (
            <li key={position}>
              <span className="column-heading">
                {heading}
                {samples?.get(position) !== undefined && (
                  <span className="column-sample faint small">如：{samples.get(position)}</span>
                )}
              </span>
              <Select
                aria-label={`“${heading}”是`}
                value={field ?? NOT_READ}
                showSearch={{ optionFilterProp: 'label' }}
                popupMatchSelectWidth={false}
                options={[
                  { value: NOT_READ, label: '不导入' },
                  ...view.fields.map(({ name, title, required }) => ({
                    value: name,
                    label: required ? `${title} *` : title,
                    disabled: name !== field && taken.has(name),
                  })),
                ]}
                onChange={(name) => say({ position, field: name === NOT_READ ? null : name, unit: null })}
              />
              {units.length > 0 && (
                <Select
                  aria-label={`“${heading}”的单位`}
                  allowClear
                  placeholder={unsaid.includes(column) ? '单位？' : '单位'}
                  status={unsaid.includes(column) ? 'warning' : undefined}
                  value={unit}
                  options={units.map((value) => ({ value, label: value }))}
                  onChange={(value: string | undefined) => say({ position, field, unit: value ?? null })}
                />
              )}
              {unsaid.includes(column) && (
                <span className="column-question small">
                  表里没有写单位，看数值可能是{proposedUnit}
                  <Button size="small" onClick={() => say({ position, field, unit: proposedUnit })}>
                    是{proposedUnit}
                  </Button>
                </span>
              )}
            </li>
          );
        })}
      </ul>
      <FixedValues
        register={view.register}
        rows={fixed.filter(({ field }) => field === undefined || !taken.has(field))}
        taken={taken}
        onChange={setFixed}
      />
      {missing.length > 0 && (
        <p className="faint small">
          新增还缺必填的列：{missing.map(({ title }) => title).join('、')}；更新已有的记录不缺。
        </p>
      )}
      {unsaid.length > 0 && (
        <p className="small">
          请先说明单位：{unsaid.map(({ heading }) => `“${heading}”`).join('、')}。金额是元还是万元，系统不代您猜。
        </p>
      )}
      <div className="page-actions">
        <Button
          type="primary"
          loading={map.isPending}
          disabled={taken.size === 0 || unsaid.length > 0}
          onClick={() => map.mutate({ columns: [...said.values()], fixed: filled }, { onSuccess: onClose })}
        >
          {onClose === undefined ? '按此校验' : '按此重新校验'}
        </Button>
        {onClose !== undefined && <Button onClick={onClose}>放弃修改</Button>}
        <span className="faint small">本单位下次上传同样表头的表，会直接沿用。</span>
      </div>
    </>
  );
}
