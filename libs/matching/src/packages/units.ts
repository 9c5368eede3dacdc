/** Base units and what they are in the first of their kind. */
const KINDS: readonly Readonly<Record<string, number>>[] = [
  { 吨: 1, t: 1, 公斤: 0.001, 千克: 0.001, kg: 0.001 },
  { 亩: 1, 公顷: 15, 平方公里: 1500, 平方千米: 1500, 平方米: 0.0015, km2: 1500, ha: 15 },
  { 千瓦时: 1, 度: 1, 兆瓦时: 1000, kwh: 1, mwh: 1000 },
  { 千瓦: 1, 兆瓦: 1000, 吉瓦: 1_000_000, kw: 1, mw: 1000, gw: 1_000_000 },
  { 立方米: 1, 方: 1, m3: 1 },
  { 吨标准煤: 1, 吨标煤: 1, tce: 1 },
  { 元: 1 },
  { 人: 1, 人次: 1, 名: 1 },
];
const PREFIXES: Readonly<Record<string, number>> = {
  百: 100,
  千: 1000,
  万: 10_000,
  十万: 100_000,
  百万: 1_000_000,
  千万: 10_000_000,
  亿: 100_000_000,
  万亿: 1e12,
};
const PER_YEAR = /(?:\/|每|／)(?:年|a)$|^年/;

/** Kind of a unit and its size in the base of the kind. A yearly amount is another kind than a stock. */
function read(unit: string): { readonly kind: string; readonly size: number } {
  const plain = unit.normalize('NFKC').trim().toLowerCase().replaceAll('²', '2').replaceAll('³', '3');
  const isYearly = PER_YEAR.test(plain);
  const rest = plain.replace(PER_YEAR, '');
  const suffix = isYearly ? '/年' : '';
  const lookUp = (base: string): { kind: string; size: number } | undefined => {
    const at = KINDS.findIndex((kind) => Object.hasOwn(kind, base));
    return at < 0 ? undefined : { kind: `${at}${suffix}`, size: KINDS[at][base] };
  };
  const direct = lookUp(rest);
  if (direct) return direct;
  for (let length = 2; length >= 1; length--) {
    const factor = PREFIXES[rest.slice(0, length)];
    if (factor === undefined || rest.length === length) continue;
    const base = lookUp(rest.slice(length));
    return base
      ? { kind: base.kind, size: factor * base.size }
      : { kind: `${rest.slice(length)}${suffix}`, size: factor };
  }
  return { kind: `${rest}${suffix}`, size: 1 };
}

/**
 * Factor from one unit to another: 万吨 → 吨 is 10,000. Undefined when they measure different things, also for a stock
 * against a yearly amount: nobody can say how many years a reserve is meant to last.
 */
export function unitFactor(from: string, to: string): number | undefined {
  const [a, b] = [read(from), read(to)];
  return a.kind === b.kind ? a.size / b.size : undefined;
}
