import { Decimal } from 'decimal.js';

/** Decimal arithmetic wide enough for `numeric(24,6)` times a unit factor without rounding. */
export const Exact = Decimal.clone({ precision: 60, toExpPos: 60, toExpNeg: -60 });

/**
 * Units people write into headings and cells, per dimension, with their factor to the dimension's first unit. 1公顷 = 15亩 and
 * 1平方米 = 0.0015亩 are exact by definition (市制: 1亩 = 10000/15平方米).
 */
const DIMENSIONS: readonly (readonly (readonly [unit: string, factor: string])[])[] = [
  [['元', '1'], ['千元', '1e3'], ['万元', '1e4'], ['百万元', '1e6'], ['千万元', '1e7'], ['亿元', '1e8']],
  [['亩', '1'], ['万亩', '1e4'], ['公顷', '15'], ['平方米', '0.0015'], ['万平方米', '15'], ['平方公里', '1500']],
  [['吨', '1'], ['千克', '0.001'], ['万吨', '1e4'], ['百万吨', '1e6'], ['亿吨', '1e8']],
  [['吨标准煤', '1'], ['万吨标准煤', '1e4']],
  [['立方米', '1'], ['万立方米', '1e4'], ['亿立方米', '1e8']],
  [['千瓦', '1'], ['兆瓦', '1e3'], ['万千瓦', '1e4']],
  [['千瓦时', '1'], ['万千瓦时', '1e4'], ['亿千瓦时', '1e8']],
  [['人', '1'], ['万人', '1e4']],
  [['1', '1'], ['%', '0.01'], ['‰', '0.001']],
  [['度', '1']],
]; // prettier-ignore

/** Other ways to write a unit, after NFKC (which already turns ㎡ into m2 and ％ into %). */
const SYNONYMS: Readonly<Record<string, string>> = {
  人民币元: '元', 元人民币: '元', 圆: '元', rmb: '元', 万: '万元', 万元人民币: '万元', 亿: '亿元', 亿元人民币: '亿元',
  平米: '平方米', 平方: '平方米', m2: '平方米', 万平米: '万平方米', 万m2: '万平方米', 平方千米: '平方公里', km2: '平方公里', ha: '公顷',
  t: '吨', 公斤: '千克', kg: '千克', 吨标煤: '吨标准煤', tce: '吨标准煤', 万吨标煤: '万吨标准煤',
  方: '立方米', 立方: '立方米', m3: '立方米', 万方: '万立方米', 万m3: '万立方米', 亿方: '亿立方米',
  kw: '千瓦', mw: '兆瓦', kwh: '千瓦时', 百分比: '%', 百分点: '%',
}; // prettier-ignore

const FACTORS = new Map(
  DIMENSIONS.flatMap((units, dimension) =>
    units.map(([unit, factor]) => [unit, { dimension, factor: new Exact(factor) }] as const),
  ),
);

/** Units that a free unit column holds in another form: scale words go, 公顷 becomes 亩, so that figures can be compared. */
const CANONICAL: Readonly<Record<string, string>> = {
  万亩: '亩', 公顷: '亩', 万平方米: '平方米', 千克: '吨', 万吨: '吨', 百万吨: '吨', 亿吨: '吨', 万吨标准煤: '吨标准煤',
  万立方米: '立方米', 亿立方米: '立方米', 兆瓦: '千瓦', 万千瓦: '千瓦', 万千瓦时: '千瓦时', 亿千瓦时: '千瓦时', 万人: '人',
  千元: '元', 万元: '元', 百万元: '元', 千万元: '元', 亿元: '元',
}; // prettier-ignore

/** The unit a text names, in our spelling; undefined if we do not know it. */
export function findUnit(text: string): string | undefined {
  const plain = text.normalize('NFKC').replaceAll(/\s/g, '');
  const lower = plain.toLowerCase();
  const unit = SYNONYMS[plain] ?? SYNONYMS[lower] ?? plain;
  return FACTORS.has(unit) ? unit : undefined;
}

/** Dividing at sixty digits costs more than reading the rest of a cell. */
const factors = new Map<string, Decimal | undefined>();

/** Factor from one known unit to another; undefined when they measure different things. */
export function factorBetween(from: string, to: string): Decimal | undefined {
  if (!FACTORS.has(from) || !FACTORS.has(to)) return undefined;
  const pair = `${from} ${to}`;
  if (!factors.has(pair)) factors.set(pair, divideUnits(from, to));
  return factors.get(pair);
}

function divideUnits(from: string, to: string): Decimal | undefined {
  const source = FACTORS.get(from);
  const target = FACTORS.get(to);
  if (source === undefined || target === undefined || source.dimension !== target.dimension) return undefined;
  return source.factor.div(target.factor);
}

/** Units that can be converted into this one; all we know where it is undefined. */
export function unitsLike(unit: string | undefined): string[] {
  const dimension = unit === undefined ? undefined : FACTORS.get(unit)?.dimension;
  return DIMENSIONS.flatMap((units, i) => (unit === undefined || i === dimension ? units.map(([name]) => name) : []));
}

/** The unit in which a free figure given in `unit` is kept, e.g. 万吨 → 吨. */
export function canonicalUnit(unit: string): string {
  return Object.hasOwn(CANONICAL, unit) ? CANONICAL[unit] : unit;
}
