import { Select } from 'antd';
import { useAreas } from '../reference/reference.queries.js';

/** Which place is looked at: the whole city or one area of it. */
export function PlaceSelect(props: {
  readonly value: string | undefined;
  readonly onChange: (code: string | undefined) => void;
}) {
  const areas = useAreas().filter(({ kind }) => kind !== 'city_level');
  const city = areas.find(({ kind }) => kind === 'city')?.code;
  return (
    <Select<string>
      aria-label="地区"
      className="chain-place-select"
      value={props.value ?? city}
      options={areas.map(({ code, name, kind }) => ({
        value: code,
        label: kind === 'city' ? `全市（${name}）` : name,
      }))}
      onChange={(code) => props.onChange(code === city ? undefined : code)}
    />
  );
}
