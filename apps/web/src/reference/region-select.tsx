import { Select } from 'antd';
import { useState } from 'react';
import { useDebounced } from '../app/use-debounced.js';
import { useRegionSearch } from './reference.queries.js';

interface RegionSelectProps {
  readonly id?: string;
  readonly value?: string | null;
  readonly onChange?: (code: string | null) => void;
}

/** Picks one region of GB/T 2260 by name or code. */
export function RegionSelect({ id, value, onChange }: RegionSelectProps) {
  const [text, setText] = useState('');
  const search = useRegionSearch(useDebounced(text.trim(), 250), value ?? '');
  const options = (search.data ?? []).map(({ code, name }) => ({ value: code, label: `${name}（${code}）` }));
  return (
    <Select<string>
      id={id}
      value={value ?? undefined}
      onChange={(code: string | undefined) => onChange?.(code ?? null)}
      showSearch={{ filterOption: false, onSearch: setText }}
      loading={search.isFetching}
      notFoundContent={search.isError ? '区划没能取到，请稍后再试' : text === '' ? '请输入名称或代码' : '没有找到'}
      options={options}
      placeholder="输入省、市、县名称或代码"
      allowClear
    />
  );
}
