import { Input, Select, Space } from 'antd';
import { useState } from 'react';
import { formatNumber, halfWidth } from '../format/number.js';
import { fromYuan, toYuan, unitFor, type MoneyUnit } from '../format/money.js';

interface MoneyInputProps {
  readonly id?: string;
  readonly title: string;
  /** Yuan as a decimal string. A text that is no amount is passed on as it is, so that the form can object to it. */
  readonly value: string | null;
  readonly onChange: (amountCny: string | null) => void;
}

/** Money typed in 万元 or 亿元 and kept in 元, to the cent. */
export function MoneyInput({ id, title, value, onChange }: MoneyInputProps) {
  const [unit, setUnit] = useState<Exclude<MoneyUnit, '元'>>(() => (isAmount(value) ? unitFor(value) : '万元'));
  const [typed, setTyped] = useState<{ readonly text: string; readonly value: string | null }>(() => ({
    text: isAmount(value) ? fromYuan(value, unit) : (value ?? ''),
    value,
  }));
  // The form was filled by somebody else (reset, merge of a conflict): show that.
  if (typed.value !== value) setTyped({ text: isAmount(value) ? fromYuan(value, unit) : (value ?? ''), value });

  const type = (raw: string) => {
    const text = halfWidth(raw);
    const next = text.trim() === '' ? null : (toYuan(text, unit) ?? text);
    setTyped({ text, value: next });
    onChange(next);
  };
  const changeUnit = (next: Exclude<MoneyUnit, '元'>) => {
    // The amount stays, the way it is written changes.
    setUnit(next);
    if (isAmount(value)) setTyped({ text: fromYuan(value, next), value });
  };
  return (
    <Space.Compact block>
      <Input
        id={id}
        className="number"
        inputMode="decimal"
        value={typed.text}
        onChange={(event) => type(event.target.value)}
        suffix={isAmount(value) ? <span className="faint small">{formatNumber(value)} 元</span> : null}
      />
      <Select<Exclude<MoneyUnit, '元'>>
        aria-label={`${title}的单位`}
        className="money-unit"
        value={unit}
        options={[
          { value: '万元', label: '万元' },
          { value: '亿元', label: '亿元' },
        ]}
        onChange={changeUnit}
      />
    </Space.Compact>
  );
}

function isAmount(value: string | null): value is string {
  return value !== null && /^\d+(\.\d{1,2})?$/.test(value);
}
