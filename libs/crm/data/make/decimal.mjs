/**
 * Exact decimal strings: no binary fractions between a source figure and the yuan that are committed.
 * `toYuan('24.5', 8)` is 24.5亿元 = '2450000000.00'; `toYuan('1234.5678', 4)` is 万元.
 */
export function toYuan(figure, powerOfTen) {
  return shift(figure, powerOfTen, 2);
}

/** Multiplies by a power of ten; keeps at least `places` decimals and refuses to lose a digit. */
export function shift(figure, powerOfTen, places = 0) {
  if (figure === '') return '';
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(figure);
  if (!match) throw new Error(`not a decimal figure: ${figure}`);
  const [, sign, whole, fraction = ''] = match;
  const digits = whole + fraction.padEnd(powerOfTen, '0');
  const point = whole.length + powerOfTen;
  const integer = digits.slice(0, point).replace(/^0+(?=\d)/, '');
  const rest = digits.slice(point).replace(/0+$/, '');
  if (places > 0 && rest.length > places)
    throw new Error(`${figure} × 10^${powerOfTen} has more than ${places} decimals`);
  const decimals = rest.padEnd(places, '0');
  return sign + (decimals ? `${integer}.${decimals}` : integer);
}
