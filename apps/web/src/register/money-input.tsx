import { Input, Select, Space } from 'antd';
import { useState } from 'react';
import { fromYuan, toYuan, unitFor, type MoneyUnit } from '../format/money.js';
import { formatNumber, halfWidth } from '../format/number.js';

interface MoneyInputProps {
  readonly id?: string;
  readonly title: string;
  /** Yuan as a decimal string. A text that is no amount is passed on as it is, so that the form can object to it. */
  readonly value: string | null;
  readonly onChange: (amountCny: string | null) => void;
}

type Unit = Exclude<MoneyUnit, '元'>;

/** More than digits and what parts them. */
const SAYS_UNIT = /[^\d.,，\s]/;

interface Shown {
  readonly text: string;
  readonly value: string | null;
  /** Typed here, not stored before. */
  readonly isTyped: boolean;
}

/**
 * Money typed in 万元 or 亿元 and kept in 元, to the cent. Whoever types 1.5 and then picks 亿元 means 1.5亿元; who types 1200万 has said the
 * unit himself. An amount that was stored before stays the same and is only written in the other unit. The yuan beside it say which.
 */
export function MoneyInput({ id, title, value, onChange }: MoneyInputProps) {
  const [unit, setUnit] = useState<Unit>(() => (isAmount(value) ? unitFor(value) : '万元'));
  const [shown, setShown] = useState<Shown>(() => storedAs(value, unit));
  // The form was filled by somebody else (reset, merge of a conflict): show that.
  if (shown.value !== value) setShown(storedAs(value, unit));

  const put = (text: string, inUnit: Unit) => {
    const next = text.trim() === '' ? null : (toYuan(text, inUnit) ?? text);
    setShown({ text, value: next, isTyped: true });
    onChange(next);
  };
  // Once it is left, an amount that says its unit stands in the unit beside it.
  const settle = () => {
    if (!isAmount(value) || !SAYS_UNIT.test(shown.text)) return;
    setUnit(unitFor(value));
    setShown(storedAs(value, unitFor(value)));
  };
  const changeUnit = (next: Unit) => {
    setUnit(next);
    if (shown.isTyped) put(shown.text, next);
    else setShown(storedAs(value, next));
  };
  return (
    <Space.Compact block>
      <Input
        id={id}
        aria-label={title}
        className="number"
        inputMode="decimal"
        value={shown.text}
        onChange={(event) => put(halfWidth(event.target.value), unit)}
        onBlur={settle}
        // Always there: one that comes with the first digit would make a new input of it, without the focus.
        suffix={<span className="faint small">{isAmount(value) && `${formatNumber(value)} 元`}</span>}
      />
      <Select<Unit>
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

function storedAs(value: string | null, unit: Unit): Shown {
  return { text: isAmount(value) ? fromYuan(value, unit) : (value ?? ''), value, isTyped: false };
}

function isAmount(value: string | null): value is string {
  return value !== null && /^\d+(\.\d{1,2})?$/.test(value);
}
