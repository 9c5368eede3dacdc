import { type ExtraCondition, type ExtraFieldView, isExtraBound } from '@lianghuan/contracts';
import { Input, Space } from 'antd';
import { useState } from 'react';
import { fromYuan, toYuan } from '../format/money.js';

interface ExtraRangeProps {
  readonly field: Pick<ExtraFieldView, 'title' | 'kind' | 'unit'>;
  readonly bounds: ExtraCondition | undefined;
  /** Bounds as they are stored; an empty text leaves one open. */
  readonly onChange: (from: string, to: string) => void;
}

/** Two bounds of an extra field, money in 万元 and shares in %. They take effect on Enter or when one leaves the field. */
export function ExtraRange({ field, bounds, onChange }: ExtraRangeProps) {
  const said = bounds !== undefined && 'from' in bounds ? bounds : { from: '', to: '' };
  const [low, setLow] = useState(() => shownOf(field, said.from));
  const [high, setHigh] = useState(() => shownOf(field, said.to));
  const [shown, setShown] = useState(said);
  if (shown.from !== said.from || shown.to !== said.to) {
    // The address changed: show what it says.
    setShown(said);
    setLow(shownOf(field, said.from));
    setHigh(shownOf(field, said.to));
  }
  const apply = () => {
    const [from, to] = [storedOf(field, low), storedOf(field, high)];
    if (from !== null && to !== null && (from !== said.from || to !== said.to)) onChange(from, to);
  };
  const unit = field.kind === 'money' ? '万元' : field.kind === 'share' ? '%' : (field.unit ?? '');
  const end = (value: string, set: (text: string) => void, label: string) => ({
    'aria-label': `${field.title}${label}${unit === '' ? '' : `（${unit}）`}`,
    placeholder: '不限',
    value,
    ...(field.kind === 'day' ? { type: 'date' } : { inputMode: 'decimal' as const }),
    status: storedOf(field, value) === null ? ('error' as const) : ('' as const),
    onChange: (event: { readonly target: { readonly value: string } }) => set(event.target.value),
    onBlur: apply,
    onPressEnter: apply,
  });
  return (
    <Space.Compact className="amount-range">
      <Input prefix={<span className="faint">{field.title} 自</span>} {...end(low, setLow, '不少于')} />
      <Input
        prefix={<span className="faint">至</span>}
        suffix={unit === '' ? undefined : <span className="faint">{unit}</span>}
        {...end(high, setHigh, '不超过')}
      />
    </Space.Compact>
  );
}

function shownOf({ kind }: Pick<ExtraFieldView, 'kind'>, stored: string): string {
  if (!isExtraBound({ kind }, stored)) return stored;
  if (kind === 'money') return fromYuan(stored, '万元');
  return kind === 'share' ? String(Number((Number(stored) * 100).toFixed(4))) : stored;
}

/** Null for what is no value of the field. */
function storedOf({ kind }: Pick<ExtraFieldView, 'kind'>, typed: string): string | null {
  const text = typed.trim();
  if (text === '') return '';
  if (kind === 'day') return /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : null;
  if (kind === 'money') return toYuan(text, '万元');
  if (!/^-?\d{1,15}(\.\d{1,6})?$/.test(text)) return null;
  return kind === 'share' ? String(Number((Number(text) / 100).toFixed(6))) : text;
}
