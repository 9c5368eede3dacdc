import Decimal from 'decimal.js';
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

/** What was typed in the unit as yuan with at most two decimals; null if it is no amount. */
export function toYuan(typed: string, unit: MoneyUnit): string | null {
  const text = typed.replaceAll(/[,，\s]/g, '');
  if (!/^\d+(\.\d*)?$/.test(text)) return null;
  const yuan = new Decimal(text).times(YUAN_PER[unit]);
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
