import { Decimal } from 'decimal.js';
import { formatNumber } from './number.js';

/** Units people read money in. The wire and the database keep yuan. */
export type MoneyUnit = '元' | '万元' | '亿元';
const YUAN_PER: Readonly<Record<MoneyUnit, Decimal>> = {
  元: new Decimal(1),
  万元: new Decimal(10_000),
  亿元: new Decimal(100_000_000),
};

type Amount = string | number | null | undefined;
const isEmpty = (value: Amount): value is null | undefined | '' =>
  value === null || value === undefined || value === '';

/** Yuan as a number of the unit, exact: `fromYuan('123400', '万元')` → `12.34`. */
export function fromYuan(amountCny: Amount, unit: MoneyUnit): string {
  return isEmpty(amountCny) ? '' : new Decimal(amountCny).div(YUAN_PER[unit]).toFixed();
}

/** Units people write behind an amount; 元 may be left out behind 万 and 亿, as in a table that is imported. */
const SAID_UNITS: ReadonlyMap<string, Decimal> = new Map(
  [['元', 1], ['千元', 1e3], ['万', 1e4], ['万元', 1e4], ['百万', 1e6], ['百万元', 1e6], ['千万', 1e7], ['千万元', 1e7], ['亿', 1e8], ['亿元', 1e8]] // prettier-ignore
    .map(([unit, yuan]) => [String(unit), new Decimal(yuan)]),
);

/**
 * What was typed as yuan with at most two decimals, in the unit it says itself (`1200万`, `1.2亿元`), else in this one; null if it is no amount.
 * What it takes, an import takes for the same.
 */
export function toYuan(typed: string, unit: MoneyUnit): string | null {
  const parts = /^(\d+(?:\.\d*)?)(\D*)$/.exec(typed.replaceAll(/[,，\s]/g, ''));
  if (parts === null) return null;
  const [, figure, said] = parts;
  const factor = said === '' ? YUAN_PER[unit] : SAID_UNITS.get(said);
  if (factor === undefined) return null;
  const yuan = new Decimal(figure).times(factor);
  return yuan.decimalPlaces() > 2 ? null : yuan.toFixed();
}

/** The unit in which an amount reads best. */
export function unitFor(amountCny: Amount): Exclude<MoneyUnit, '元'> {
  return !isEmpty(amountCny) && new Decimal(amountCny).abs().gte(100_000_000) ? '亿元' : '万元';
}

/** For a table column whose header names the unit: two decimals, more only where two would show nothing. */
export function formatAmountIn(amountCny: Amount, unit: MoneyUnit): string {
  if (isEmpty(amountCny)) return '';
  const value = new Decimal(amountCny).div(YUAN_PER[unit]);
  const places = value.isZero() || value.abs().gte('0.01') ? 2 : 6;
  const rounded = value.toDecimalPlaces(places);
  return places === 2 ? withTwoPlaces(rounded) : formatNumber(rounded.toFixed());
}

/** For running text and single figures, with its unit: `12.34亿元`, `860万元`. */
export function formatAmount(amountCny: Amount): string {
  if (isEmpty(amountCny)) return '';
  const unit = unitFor(amountCny);
  return `${formatNumber(new Decimal(amountCny).div(YUAN_PER[unit]).toDecimalPlaces(2).toFixed())}${unit}`;
}

function withTwoPlaces(value: Decimal): string {
  const [whole = '', fraction = ''] = value.toFixed(2).split('.');
  return `${formatNumber(whole)}.${fraction}`;
}
