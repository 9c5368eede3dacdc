import { Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { useDebounced } from '../app/use-debounced.js';
import { useIndustries, useIndustrySearch } from './reference.queries.js';

interface IndustrySelectProps {
  readonly id?: string;
  readonly value?: readonly string[] | null;
  readonly onChange?: (codes: string[]) => void;
  readonly prefix?: string;
  readonly placeholder?: string;
  readonly label?: string;
  readonly className?: string;
}

/** Picks classes of GB/T 4754—2017 by name or code; chosen ones keep their names. */
export function IndustrySelect(props: IndustrySelectProps) {
  const { id, onChange, prefix, label, className } = props;
  const value = props.value ?? [];
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const search = useIndustrySearch(useDebounced(text.trim(), 250), isOpen);
  const chosen = useIndustries(value);
  const known = new Map([...chosen, ...(search.data ?? [])].map((industry) => [industry.code, industry]));
  const codes = new Set([...value, ...(search.data ?? []).map(({ code }) => code)]);
  return (
    <Select<string[]>
      id={id}
      mode="multiple"
      className={className}
      prefix={prefix}
      aria-label={label}
      value={[...value]}
      onChange={(next) => onChange?.(next)}
      showSearch={{ filterOption: false, onSearch: setText, searchValue: text }}
      onOpenChange={setOpen}
      onBlur={() => setText('')}
      loading={search.isFetching}
      notFoundContent={search.isError ? '行业没能取到，请稍后再试' : search.isFetching ? '正在搜索…' : '没有找到'}
      options={[...codes].map((code) => {
        const industry = known.get(code);
        return { value: code, label: industry === undefined ? code : `${code} ${industry.name}`, path: industry?.path };
      })}
      optionRender={renderOption}
      popupMatchSelectWidth={360}
      placeholder={props.placeholder ?? '输入名称或代码，如 无机盐、2613'}
      maxTagCount={prefix === undefined ? undefined : 1}
      maxTagTextLength={prefix === undefined ? undefined : 6}
      allowClear
    />
  );
}

function renderOption({ label, data }: { readonly label?: ReactNode; readonly data: object }) {
  const path: unknown = Reflect.get(data, 'path');
  return (
    <div className="option-two-lines">
      <span>{label}</span>
      <span>{typeof path === 'string' ? path : ''}</span>
    </div>
  );
}
