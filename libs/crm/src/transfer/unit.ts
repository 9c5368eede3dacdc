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
  [['米', '1'], ['公里', '1e3']],
  // What is counted one by one: 头 are no 羽.
  ...[...'个头只羽株家户座台套件间栋幢条项孔床桶辆张'].map((unit) => [[unit, '1']] as const),
]; // prettier-ignore

/** Other ways to write a unit, after NFKC (which already turns ㎡ into m2 and ％ into %). */
const SYNONYMS: Readonly<Record<string, string>> = {
  人民币元: '元', 元人民币: '元', 圆: '元', rmb: '元', 万: '万元', 万元人民币: '万元', 亿: '亿元', 亿元人民币: '亿元',
  平米: '平方米', 平方: '平方米', m2: '平方米', 万平米: '万平方米', 万m2: '万平方米', 平方千米: '平方公里', km2: '平方公里', ha: '公顷',
  t: '吨', 公斤: '千克', kg: '千克', 吨标煤: '吨标准煤', tce: '吨标准煤', 万吨标煤: '万吨标准煤',
  方: '立方米', 立方: '立方米', m3: '立方米', 万方: '万立方米', 万m3: '万立方米', 亿方: '亿立方米',
  kw: '千瓦', mw: '兆瓦', kwh: '千瓦时', 百分比: '%', 百分点: '%', m: '米', 千米: '公里', km: '公里',
}; // prettier-ignore

const FACTORS = new Map(
  DIMENSIONS.flatMap((units, dimension) =>
    units.map(([unit, factor]) => [unit, { dimension, factor: new Exact(factor) }] as const),
  ),
);

/** Words before a unit that multiply it. */
const SCALES = [['百万', '1e6'], ['千万', '1e7'], ['万', '1e4'], ['亿', '1e8']] as const; // prettier-ignore
/** These may as well begin a word of their own, so they multiply only what we know: 千平方米, but neither 千瓦 nor 百叶. */
const SMALL_SCALES = [['百', '1e2'], ['千', '1e3']] as const; // prettier-ignore

/** Units that figures of a free unit are kept in though they name no scale: 公顷 becomes 亩, so that figures can be compared. */
const CANONICAL: Readonly<Record<string, string>> = { 公顷: '亩', 千克: '吨', 兆瓦: '千瓦', 千元: '元' };

/** What a unit measures, and how many of the dimension's first unit it is; a unit nobody told us of measures something of its own. */
interface Measure {
  readonly dimension: number | string;
  readonly factor: Decimal;
}

function measureOf(unit: string): Measure {
  const known = FACTORS.get(unit);
  if (known !== undefined) return known;
  const scaled = splitScale(unit);
  if (scaled === undefined) return { dimension: unit, factor: new Exact(1) };
  const base = measureOf(scaled.base);
  return { dimension: base.dimension, factor: base.factor.mul(scaled.scale) };
}

/** 万头 → 头, ten thousand of them. */
function splitScale(unit: string): { readonly base: string; readonly scale: string } | undefined {
  for (const [word, scale] of SCALES)
    if (unit.length > word.length && unit.startsWith(word)) return { base: spellingOf(unit.slice(word.length)), scale };
  for (const [word, scale] of SMALL_SCALES) {
    const base = spellingOf(unit.slice(word.length));
    if (unit.startsWith(word) && !FACTORS.has(unit) && FACTORS.has(base)) return { base, scale };
  }
  return undefined;
}

function spellingOf(text: string): string {
  const plain = text.normalize('NFKC').replaceAll(/\s/g, '');
  for (const key of [plain, plain.toLowerCase()]) if (Object.hasOwn(SYNONYMS, key)) return SYNONYMS[key];
  return plain;
}

/** The unit a text names, in our spelling: one we know, a multiple of one (万头), or one per something (万元/亩); undefined otherwise. */
export function findUnit(text: string): string | undefined {
  const unit = spellingOf(text);
  if (FACTORS.has(unit)) return unit;
  const ratio = /^([^/]+)\/(\p{L}{1,6})$/u.exec(unit);
  if (ratio !== null) return findUnit(ratio[1]) === undefined ? undefined : unit;
  const scaled = splitScale(unit);
  return scaled !== undefined && FACTORS.has(scaled.base) ? unit : undefined;
}

/** Dividing at sixty digits costs more than reading the rest of a cell. */
const factors = new Map<string, Decimal | undefined>();
/** Pairs that are remembered; senders may write what they like. */
const FACTORS_KEPT = 1_000;

/** Factor from one unit to another, known to us or not; undefined when they measure different things. */
export function factorBetween(from: string, to: string): Decimal | undefined {
  const pair = `${from} ${to}`;
  if (factors.has(pair)) return factors.get(pair);
  const [source, target] = [measureOf(from), measureOf(to)];
  const factor = source.dimension === target.dimension ? source.factor.div(target.factor) : undefined;
  if (factors.size < FACTORS_KEPT) factors.set(pair, factor);
  return factor;
}

/** Units that can be converted into this one, itself among them; all we know where it is undefined. */
export function unitsLike(unit: string | undefined): string[] {
  const all = DIMENSIONS.flatMap((units) => units.map(([name]) => name));
  if (unit === undefined) return all;
  const like = all.filter((other) => factorBetween(other, unit) !== undefined);
  return like.includes(unit) ? like : [unit, ...like];
}

/** The unit in which a free figure given in `unit` is kept, e.g. 万吨 → 吨, 万头 → 头. */
export function canonicalUnit(unit: string): string {
  if (Object.hasOwn(CANONICAL, unit)) return CANONICAL[unit];
  const scaled = splitScale(unit);
  return scaled === undefined ? unit : canonicalUnit(scaled.base);
}
