import { Decimal } from 'decimal.js';
import { Input } from 'antd';
import { useState } from 'react';
import { halfWidth } from '../format/number.js';

interface ShareInputProps {
  readonly id?: string;
  /** A share of 0–1 as a decimal string. */
  readonly value: string | null;
  readonly onChange: (share: string | null) => void;
}

/** A share typed as a percentage. */
export function ShareInput({ id, value, onChange }: ShareInputProps) {
  const [typed, setTyped] = useState(() => ({ text: percentOf(value), value }));
  if (typed.value !== value) setTyped({ text: percentOf(value), value });
  const type = (raw: string) => {
    const text = halfWidth(raw).replaceAll('%', '').trim();
    const next = text === '' ? null : /^\d+(\.\d*)?$/.test(text) ? new Decimal(text).div(100).toFixed() : text;
    setTyped({ text, value: next });
    onChange(next);
  };
  return (
    <Input
      id={id}
      className="number"
      inputMode="decimal"
      suffix="%"
      value={typed.text}
      onChange={(event) => type(event.target.value)}
    />
  );
}

function percentOf(value: string | null): string {
  return value !== null && /^\d+(\.\d+)?$/.test(value) ? new Decimal(value).times(100).toFixed() : (value ?? '');
}
