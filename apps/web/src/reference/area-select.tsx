import { Select } from 'antd';
import { useAreas } from './reference.queries.js';

interface AreaSelectProps {
  readonly id?: string;
  readonly value?: string | null;
  readonly onChange?: (code: string | null) => void;
  readonly allowClear?: boolean;
  readonly placeholder?: string;
}

/** Picks one reporting area. */
export function AreaSelect({ id, value, onChange, allowClear, placeholder = '请选择' }: AreaSelectProps) {
  const areas = useAreas();
  return (
    <Select<string>
      id={id}
      value={value ?? undefined}
      onChange={(code: string | undefined) => onChange?.(code ?? null)}
      options={areas.map(({ code, name }) => ({ value: code, label: name }))}
      showSearch={{ optionFilterProp: 'label' }}
      allowClear={allowClear}
      placeholder={placeholder}
    />
  );
}
