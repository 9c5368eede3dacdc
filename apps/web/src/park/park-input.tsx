import { AutoComplete } from 'antd';
import { useParks } from './park.queries.js';

interface ParkInputProps {
  readonly id: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** 所在园区: one of the parks there are; a name of one in another spelling is understood, too. */
export function ParkInput({ id, value, onChange }: ParkInputProps) {
  const { data } = useParks();
  return (
    <AutoComplete
      id={id}
      value={value}
      allowClear
      placeholder="选择或写园区名称"
      showSearch={{ filterOption: (typed, option) => option?.label.includes(typed) === true }}
      options={(data ?? []).map(({ name }) => ({ value: name, label: name }))}
      onChange={(next: string | undefined) => onChange(next ?? '')}
    />
  );
}
