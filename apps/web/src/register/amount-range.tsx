import { Input, Space } from 'antd';
import { useState } from 'react';
import { fromYuan, toYuan } from '../format/money.js';

interface AmountRangeProps {
  readonly title: string;
  /** Yuan, or an empty text. */
  readonly from: string;
  readonly to: string;
  readonly onChange: (from: string, to: string) => void;
}

/** Two bounds in 亿元. They take effect on Enter or when one leaves the field. */
export function AmountRange({ title, from, to, onChange }: AmountRangeProps) {
  const [shown, setShown] = useState({ from, to });
  const [low, setLow] = useState(() => fromYuan(from, '亿元'));
  const [high, setHigh] = useState(() => fromYuan(to, '亿元'));
  if (shown.from !== from || shown.to !== to) {
    // The address changed: show what it says.
    setShown({ from, to });
    setLow(fromYuan(from, '亿元'));
    setHigh(fromYuan(to, '亿元'));
  }
  const apply = () => {
    const next = [low, high].map((text) => (text.trim() === '' ? '' : toYuan(text, '亿元')));
    const [nextLow, nextHigh] = next;
    if (typeof nextLow === 'string' && typeof nextHigh === 'string' && (nextLow !== from || nextHigh !== to)) {
      onChange(nextLow, nextHigh);
    }
  };
  const isBad = (text: string) => text.trim() !== '' && toYuan(text, '亿元') === null;
  return (
    <Space.Compact className="amount-range">
      <Input
        prefix={<span className="faint">{title}</span>}
        aria-label={`${title}不少于（亿元）`}
        inputMode="decimal"
        placeholder="不限"
        value={low}
        status={isBad(low) ? 'error' : ''}
        onChange={(event) => setLow(event.target.value)}
        onBlur={apply}
        onPressEnter={apply}
      />
      <Input
        prefix={<span className="faint">至</span>}
        suffix={<span className="faint">亿元</span>}
        aria-label={`${title}不超过（亿元）`}
        inputMode="decimal"
        placeholder="不限"
        value={high}
        status={isBad(high) ? 'error' : ''}
        onChange={(event) => setHigh(event.target.value)}
        onBlur={apply}
        onPressEnter={apply}
      />
    </Space.Compact>
  );
}
