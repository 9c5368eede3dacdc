import { termOf, type DictionaryName } from '@lianghuan/contracts';
import { formatAmount, formatAmountIn, type MoneyUnit } from '../format/money.js';
import { formatNumber, formatScaled, scaleOf, UNFILLED, type QuantityScale } from '../format/number.js';
import { IndustryNames } from '../reference/industry-names.js';
import { useAreaName } from '../reference/reference.queries.js';

/** Cells of the register tables. An unknown value says so, faintly. */
const nothing = <span className="unfilled">{UNFILLED}</span>;

export function TextCell({ text }: { readonly text: string | number | null | undefined }) {
  return text === null || text === undefined || text === '' ? nothing : <span className="cell-text">{text}</span>;
}

/** An area by its short name. */
export function AreaCell({ code }: { readonly code: string }) {
  return <TextCell text={useAreaName()(code)} />;
}

export function TermCell(props: { readonly dictionary: DictionaryName; readonly code: string | null | undefined }) {
  return <TextCell text={termOf(props.dictionary, props.code)} />;
}

/** A quantity as a number; its unit is in the column beside it or in the header. `qualifier` says 约, 不少于 … */
export function NumberCell(props: {
  readonly value: string | number | null | undefined;
  readonly qualifier?: string;
  readonly scale?: QuantityScale;
}) {
  const { value, qualifier, scale } = props;
  if (value === null || value === undefined || value === '') return nothing;
  return (
    <span className="nowrap" title={formatNumber(value)}>
      <Qualifier code={qualifier} />
      {scale === undefined ? formatNumber(value) : formatScaled(value, scale)}
    </span>
  );
}

/** Unit of the quantities beside it: 吨, or 亿吨 where they are written in 亿. */
export function UnitCell({ unit, scale }: { readonly unit: string | null | undefined; readonly scale: QuantityScale }) {
  return <TextCell text={unit === null || unit === undefined ? unit : scale.prefix + unit} />;
}

/** Money in the unit its header names. What would be nothing in 亿元, such as an income per head, names its own unit. */
export function AmountCell(props: {
  readonly amountCny: string | null | undefined;
  readonly unit: MoneyUnit;
  readonly qualifier?: string;
}) {
  const { amountCny, unit, qualifier } = props;
  if (amountCny === null || amountCny === undefined || amountCny === '') return nothing;
  return (
    <span className="nowrap" title={`${formatNumber(amountCny)} 元`}>
      <Qualifier code={qualifier} />
      {unit === '亿元' && isSmall(amountCny) ? formatAmount(amountCny) : formatAmountIn(amountCny, unit)}
    </span>
  );
}

const isSmall = (amountCny: string) => Number(amountCny) > 0 && Number(amountCny) < 1_000_000;

function Qualifier({ code }: { readonly code: string | undefined }) {
  return code === undefined || code === 'equal' ? null : (
    <span className="faint small">{termOf('qualifier', code)} </span>
  );
}

export function IndustryCell({ codes }: { readonly codes: readonly string[] }) {
  return codes.length === 0 ? (
    nothing
  ) : (
    <span className="cell-text">
      <IndustryNames codes={codes} />
    </span>
  );
}

/** A quantity with its unit for a sentence: `约 256 亿吨`. */
export function qualified(
  value: string | null | undefined,
  unit: string | null | undefined,
  qualifier: string,
): string {
  if (value === null || value === undefined || value === '') return '';
  const scale = scaleOf(value);
  const prefix = qualifier === 'equal' ? '' : `${termOf('qualifier', qualifier)} `;
  const suffix = `${scale.prefix}${unit ?? ''}`;
  return `${prefix}${formatScaled(value, scale)}${suffix === '' ? '' : ` ${suffix}`}`;
}
