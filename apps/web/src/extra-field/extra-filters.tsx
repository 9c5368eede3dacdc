import { type ExtraCondition, extraConditions, extraText, EXTRA_PREFIX, isOrderedExtra } from '@lianghuan/contracts';
import { Select } from 'antd';
import { useState } from 'react';
import { ValuesSelect } from '../app/values-select.js';
import { definitionsOf } from './extra-register-fields.js';
import { ExtraRange } from './extra-range.js';
import { useExtraFields } from './extra-field.queries.js';

interface ExtraFiltersProps {
  /** Kinds the list is narrowed to, as in its address; the extra fields of exactly one kind can be filtered by. */
  readonly kinds: string | undefined;
  /** `extra` of the address: `assetKind:hotel|shop,buildYear:1990..`. */
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
  /** `sort` of the address. */
  readonly sort: string | undefined;
  readonly onSort: (sort: string) => void;
}

/** Filters by the choices among the extra fields of the kind a list is narrowed to, and by range and order of its figures and days. */
export function ExtraFilters({ kinds, value, onChange, sort, onSort }: ExtraFiltersProps) {
  const all = useExtraFields();
  const [picked, setPicked] = useState<readonly string[]>([]);
  const kind = kinds?.split(',') ?? [];
  if (kind.length !== 1) return null;
  const definitions = definitionsOf(all.data, kind[0] ?? '');
  const conditions = extraConditions(value ?? '');
  const narrow = (next: ExtraCondition) => onChange(extraText([...conditions.filter(({ name }) => name !== next.name), next])); // prettier-ignore
  const valuesOf = (name: string) => conditions.flatMap((each) => (each.name === name && 'values' in each ? each.values : [])); // prettier-ignore
  const ordered = definitions.filter(isOrderedExtra);
  const sorted = ordered.find(({ name }) => sort?.replace(/^-/, '') === EXTRA_PREFIX + name);
  const bounds = new Map(conditions.flatMap((each) => ('from' in each ? [[each.name, each] as const] : [])));
  const ranges = ordered.filter(({ name }) => picked.includes(name) || bounds.has(name));
  return (
    <>
      {definitions
        .filter(({ isFilter }) => isFilter)
        .map(({ name, title, choices }) => (
          <div className="filter" key={name}>
            <ValuesSelect
              prefix={title}
              label={title}
              options={[
                ...choices.map(({ code, term }) => ({ value: code, label: term })),
                { value: '-', label: '未填' },
              ]}
              value={valuesOf(name)}
              onChange={(values) => narrow({ name, values })}
            />
          </div>
        ))}
      {ordered.length > 0 && (
        <div className="filter">
          <ValuesSelect
            prefix="范围"
            label="按哪几项的范围筛选"
            placeholder="选数值或日期"
            options={ordered.map(({ name, title }) => ({ value: name, label: title }))}
            value={ranges.map(({ name }) => name)}
            onChange={(names) => {
              setPicked(names);
              const kept = conditions.filter((each) => 'values' in each || names.includes(each.name));
              if (kept.length < conditions.length) onChange(extraText(kept));
            }}
          />
        </div>
      )}
      {ranges.map((field) => (
        <div className="filter" key={field.name}>
          <ExtraRange
            field={field}
            bounds={bounds.get(field.name)}
            onChange={(from, to) => narrow({ name: field.name, from, to })}
          />
        </div>
      ))}
      {ordered.length > 0 && (
        <div className="filter">
          <Select<string>
            prefix="排序"
            aria-label="按哪一项排序"
            placeholder="按一项数值或日期"
            allowClear
            popupMatchSelectWidth={false}
            options={ordered.flatMap(({ name, title, kind: of }) => [
              { value: `-${EXTRA_PREFIX}${name}`, label: `${title}，${of === 'day' ? '晚' : '大'}的在前` },
              { value: EXTRA_PREFIX + name, label: `${title}，${of === 'day' ? '早' : '小'}的在前` },
            ])}
            value={sorted === undefined ? undefined : sort}
            onChange={(next: string | undefined) => onSort(next ?? '')}
          />
        </div>
      )}
    </>
  );
}
