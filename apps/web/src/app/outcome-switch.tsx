import { codesOf, termOf, type Code, type DictionaryName } from '@lianghuan/contracts';
import { Segmented } from 'antd';
import { formatNumber } from '../format/number.js';

interface OutcomeSwitchProps<D extends DictionaryName> {
  readonly dictionary: D;
  /** Rows of the batch by how they ended; those with none are not offered. */
  readonly counts: Readonly<Record<Code<D>, number>>;
  /** What is shown; all without one. */
  readonly value: string | undefined;
  /** A cut that is no outcome, beside them. */
  readonly other?: { readonly value: string; readonly label: string; readonly count: number };
  readonly onChange: (value: string | undefined) => void;
}

/** 全部 and the outcomes that occur among the rows of a batch, with how many of each; scrolls within itself on a phone. */
export function OutcomeSwitch<D extends DictionaryName>(props: OutcomeSwitchProps<D>) {
  const { dictionary, counts, value, other, onChange } = props;
  const codes = codesOf(dictionary);
  const all = codes.reduce((sum, code) => sum + counts[code], 0);
  const cuts = [
    ...codes.map((code) => ({ value: code, label: termOf(dictionary, code), count: counts[code] })),
    ...(other === undefined ? [] : [other]),
  ].filter((cut) => cut.count > 0 || cut.value === value);
  if (cuts.length < 2 && value === undefined) return null;
  return (
    <Segmented<string>
      className="outcome-switch"
      aria-label="结果"
      value={value ?? ''}
      options={[{ value: '', label: '全部', count: all }, ...cuts].map((cut) => ({
        value: cut.value,
        label: `${cut.label} ${formatNumber(cut.count)}`,
      }))}
      onChange={(chosen) => onChange(chosen === '' ? undefined : chosen)}
    />
  );
}
