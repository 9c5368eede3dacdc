import { DatePicker, Input } from 'antd';
import dayjs from 'dayjs';
import { usePhone } from '../app/use-phone.js';

interface DayInputProps {
  readonly id?: string;
  /** `YYYY-MM-DD`; empty or absent while nothing is chosen. */
  readonly value?: string;
  readonly onChange?: (day: string) => void;
  readonly min?: string;
  readonly max?: string;
}

/** A calendar day. A phone opens its own picker, which the thumb knows. */
export function DayInput({ id, value, onChange, min, max }: DayInputProps) {
  const isPhone = usePhone();
  if (isPhone) {
    return (
      <Input
        id={id}
        type="date"
        value={value ?? ''}
        min={min}
        max={max}
        onChange={(event) => onChange?.(event.target.value)}
      />
    );
  }
  return (
    <DatePicker
      id={id}
      className="full-width"
      allowClear={false}
      value={value === undefined || value === '' ? null : dayjs(value)}
      minDate={min === undefined ? undefined : dayjs(min)}
      maxDate={max === undefined ? undefined : dayjs(max)}
      format={['YYYY-MM-DD', 'YYYYMMDD', 'YYYY/M/D', 'YYYY.M.D']}
      placeholder="年-月-日"
      onChange={(day) => onChange?.(day?.format('YYYY-MM-DD') ?? '')}
    />
  );
}
