/** How a source figure is to be read; 左右 is not 以上. */
export const COMPARATORS = {
  '=': 'equals',
  '~': 'around',
  '>=': 'at_least',
  '>': 'more_than',
  '<=': 'at_most',
  range: 'range',
  list: 'list',
};

/** Printed unit → normalised unit and the power of ten between them. */
const UNITS = {
  亿吨: ['吨', 8],
  万吨: ['吨', 4],
  亿立方米: ['立方米', 8],
  万立方米: ['立方米', 4],
  万千瓦: ['千瓦', 4],
  万亩: ['亩', 4],
  平方公里: ['平方米', 6],
  万平方米: ['平方米', 4],
  万千升: ['千升', 4],
  万人: ['人', 4],
  万人次: ['人次', 4],
  万头: ['头', 4],
  万瓶: ['瓶', 4],
};
const MONEY = { 亿元: 8, 元: 0 };

export function unitOf(unit) {
  if (unit in MONEY) return { money: true, power: MONEY[unit] };
  const [name, power] = UNITS[unit] ?? [unit, 0];
  return { money: false, unit: name, power };
}
