import { AutoComplete, Form } from 'antd';
import { useAreas } from '../reference/reference.queries.js';
import { useParks } from './park.queries.js';

interface ParkInputProps {
  readonly id: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** 所在园区: one of the parks of the area the form names; a name of one in another spelling is understood, too. */
export function ParkInput({ id, value, onChange }: ParkInputProps) {
  const { data } = useParks();
  const areas = useAreas();
  const chosen: unknown = Form.useWatch('areaCode');
  const kindOf = (code: unknown) => areas.find((area) => area.code === code)?.kind;
  const isNear = (areaCode: string | null) => areaCode === chosen || kindOf(areaCode) !== 'county' || !['county', 'zone'].includes(kindOf(chosen) ?? ''); // prettier-ignore
  return (
    <AutoComplete
      id={id}
      value={value}
      allowClear
      placeholder="选择或写园区名称"
      showSearch={{ filterOption: (typed, option) => option?.label.includes(typed) === true }}
      options={(data ?? [])
        .filter(({ areaCode }) => isNear(areaCode))
        .map(({ name }) => ({ value: name, label: name }))}
      onChange={(next: string | undefined) => onChange(next ?? '')}
    />
  );
}
