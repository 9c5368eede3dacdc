import { Select } from 'antd';
import { useParks } from './park.queries.js';

interface ParkSelectProps {
  readonly value: readonly string[];
  readonly onChange: (names: string[]) => void;
  readonly prefix?: string;
  readonly label: string;
}

/** Picks parks by name, to narrow a list to what stands in them. */
export function ParkSelect({ value, onChange, prefix, label }: ParkSelectProps) {
  const { data, isFetching } = useParks();
  return (
    <Select<string[]>
      mode="multiple"
      prefix={prefix}
      aria-label={label}
      placeholder="全部"
      allowClear
      maxTagCount={1}
      maxTagTextLength={6}
      maxTagPlaceholder={(rest) => `+${rest.length}`}
      popupMatchSelectWidth={false}
      showSearch
      loading={isFetching}
      options={(data ?? []).map(({ name }) => ({ value: name, label: name }))}
      value={[...value]}
      onChange={onChange}
    />
  );
}
