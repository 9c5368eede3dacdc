import { Decimal } from 'decimal.js';

/** What a screen shows where nothing is known. Unknown is a value, never zero. */
export const UNFILLED = '未填';

/** Thousands separators and no trailing zeros: `12345.600` → `12,345.6`. */
export function formatNumber(value: string | number | null | undefined): string {
  if (value === null || value === undefined || value === '') return '';
  const [whole = '', fraction] = new Decimal(value).toFixed().split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  const rest = fraction?.replace(/0+$/, '');
  return rest === undefined || rest === '' ? grouped : `${grouped}.${rest}`;
}

/** How a large quantity is written: 25,600,000,000 吨 is read as 256 亿吨. */
export interface QuantityScale {
  readonly divisor: number;
  readonly prefix: '' | '万' | '亿';
}

export function scaleOf(value: string | number | null | undefined): QuantityScale {
  const size = value === null || value === undefined || value === '' ? 0 : Number(value);
  if (size >= 100_000_000) return { divisor: 100_000_000, prefix: '亿' };
  return size >= 100_000 ? { divisor: 10_000, prefix: '万' } : { divisor: 1, prefix: '' };
}

/** A quantity in a scale, with at most four decimals. */
export function formatScaled(value: string | number | null | undefined, { divisor }: QuantityScale): string {
  if (value === null || value === undefined || value === '') return '';
  return formatNumber(new Decimal(value).div(divisor).toDecimalPlaces(4).toFixed());
}

/** A share of 0–1 as a percentage: `0.125` → `12.5%`. */
export function formatShare(value: string | number | null | undefined, places = 1): string {
  if (value === null || value === undefined || value === '') return '';
  return `${formatNumber(new Decimal(value).times(100).toDecimalPlaces(places).toString())}%`;
}

/** `12 KB`, `3.4 MB`. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return '';
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** Digits, dots and commas typed with a Chinese keyboard. */
export function halfWidth(text: string): string {
  return text
    .replaceAll(/[０-９．，－]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0))
    .replaceAll('。', '.');
}
