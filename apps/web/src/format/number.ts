import Decimal from 'decimal.js';

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
