import type { ImportView } from '@lianghuan/contracts';
import { Alert, Button, Collapse, Select } from 'antd';
import { useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { formatInstant } from '../format/date.js';
import { useMapColumns } from './import.queries.js';

type Column = ImportView['columns'][number];
type Said = Pick<Column, 'position' | 'field' | 'unit'>;

/** Columns that only number the rows; nobody misses them. */
const COUNTING = /^(序号?|编?号|no\.?)$/i;

/** Which column of the file was taken for which field; open by itself where a column was not recognised. The importer may correct it. */
export function ImportColumns({ view }: { readonly view: ImportView }) {
  const [isEditing, setEditing] = useState(false);
  const unknown = view.columns.filter(({ field, heading }) => field === null && !COUNTING.test(heading));
  if (view.columns.length === 0) return null;
  return (
    <Collapse
      className="import-columns"
      size="small"
      defaultActiveKey={unknown.length > 0 && view.can.map ? 'columns' : undefined}
      items={[
        {
          key: 'columns',
          label: `表头：认出 ${view.columns.filter(({ field }) => field !== null).length} 列${unknown.length > 0 ? `，${unknown.length} 列没认出、不导入` : ''}`,
          children: isEditing ? (
            <ColumnEditor view={view} onClose={() => setEditing(false)} />
          ) : (
            <>
              {view.mappedBy !== null && (
                <p className="faint small">
                  沿用{view.mappedBy.name} <span className="number">{formatInstant(view.mappedBy.at)}</span>{' '}
                  为同样表头设定的对应关系。
                </p>
              )}
              <ul className="column-list">
                {view.columns.map((column) => (
                  <li key={column.position} className={unknown.includes(column) ? 'is-unknown' : undefined}>
                    <span>{column.heading}</span>
                    <span aria-hidden="true"> → </span>
                    {meaningOf(column)}
                  </li>
                ))}
              </ul>
              {view.can.map && (
                <Button size="small" className="section-gap" onClick={() => setEditing(true)}>
                  改对应关系
                </Button>
              )}
            </>
          ),
        },
      ]}
    />
  );
}

function meaningOf({ heading, field, title, unit }: Column): string {
  if (field === null) return COUNTING.test(heading) ? '不导入' : '没认出';
  return `${title ?? field}${unit === null ? '' : `（${unit}）`}`;
}

const NOT_READ = '';

/** For each column of the file the field it means and the unit of its figures. */
function ColumnEditor({ view, onClose }: { readonly view: ImportView; readonly onClose: () => void }) {
  const [said, setSaid] = useState<ReadonlyMap<number, Said>>(
    new Map(view.columns.map(({ position, field, unit }) => [position, { position, field, unit }])),
  );
  const map = useMapColumns(view.id);
  const fields = new Map(view.fields.map((field) => [field.name, field]));
  const taken = new Set([...said.values()].flatMap(({ field }) => field ?? []));
  const missing = view.fields.filter(({ name, required }) => required && !taken.has(name));
  const say = (column: Said) => setSaid(new Map(said).set(column.position, column));
  return (
    <>
      {map.isError && <Alert type="error" showIcon className="gap-below" title={textOfError(map.error)} role="alert" />}
      <ul className="column-editor">
        {view.columns.map(({ position, heading }) => {
          const { field, unit } = said.get(position) ?? { field: null, unit: null };
          const units = fields.get(field ?? '')?.units ?? [];
          return (
            <li key={position}>
              <span className="column-heading">{heading}</span>
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
                  placeholder="单位"
                  value={unit}
                  options={units.map((value) => ({ value, label: value }))}
                  onChange={(value: string | undefined) => say({ position, field, unit: value ?? null })}
                />
              )}
            </li>
          );
        })}
      </ul>
      {missing.length > 0 && (
        <p className="faint small">
          新增还缺必填的列：{missing.map(({ title }) => title).join('、')}；更新已有的记录不缺。
        </p>
      )}
      <div className="page-actions">
        <Button
          type="primary"
          loading={map.isPending}
          onClick={() => map.mutate([...said.values()], { onSuccess: onClose })}
        >
          按此重新校验
        </Button>
        <Button onClick={onClose}>放弃修改</Button>
        <span className="faint small">本单位下次上传同样表头的表，会直接沿用。</span>
      </div>
    </>
  );
}
