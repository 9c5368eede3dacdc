import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import highsModule from 'highs';

import { packageInWords } from './in-words.js';
import { PackageInputError, type PackageOffer, type PackagePair, type Supply, toPackageOffer } from './model.js';
import { planPackages } from './plan.js';
import { unitFactor } from './units.js';

/** The package is ESM at run time, but its types say CommonJS. */
const loadHighs = highsModule as unknown as typeof highsModule.default;

const coal = (quantity: number, more: Partial<Supply> = {}): Supply => ({
  id: 'coal',
  side: 'resource',
  tier: 'advantage',
  total: { quantity, unit: '万吨' },
  ...more,
});
const unquantified: Supply = { id: 'coal', side: 'resource', tier: 'advantage' };
const buyers = (quantity: number, more: Partial<Supply> = {}): Supply => ({
  id: 'buyers',
  side: 'market',
  total: { quantity, unit: '万吨' },
  ...more,
});
const offer = (supplyId: string, quantity?: number, unit = '万吨'): PackageOffer => ({
  supplyId,
  need: 0.8,
  proximity: 0.5,
  certainty: 1,
  ...(quantity === undefined ? {} : { use: { quantity, unit } }),
});
const pair = (name: string, value: number, ...offers: PackageOffer[]): PackagePair => ({
  projectId: `project ${name}`,
  enterpriseId: `enterprise ${name}`,
  value,
  offers,
});

describe('one package', () => {
  it('adds up: value × (α · resource + β · market)', () => {
    const { packages } = planPackages(
      [pair('a', 0.9, offer('coal', 10), offer('buyers', 10))],
      [coal(100), buyers(10)],
    );
    const [item] = packages;
    // 0.8 × 1 × 0.5 × 1 for ten times as much as needed; 0.8 × 0.5 × 0.5 × 1 for just enough.
    expect(item.resource?.score).toBeCloseTo(0.4, 12);
    expect(item.market?.score).toBeCloseTo(0.2, 12);
    expect(item.gain).toBeCloseTo(0.9 * (0.5 * 0.4 + 0.5 * 0.2), 12);
    expect(item).toMatchObject({ role: 'advantageBringsIndustry', roleFactor: 1 });
    expect(item.reasons).toEqual(['ADVANTAGE_ANCHOR', 'RESOURCE_FOR_INVESTMENT', 'MARKET_FOR_INDUSTRY']);
  });

  it('bundles a middling resource with processing only', () => {
    const middle = coal(100, { tier: 'middle' });
    const one = (processesHere: boolean | undefined) =>
      planPackages(
        [{ ...pair('a', 1, offer('coal', 10)), ...(processesHere === undefined ? {} : { processesHere }) }],
        [middle],
      ).packages[0];
    expect(one(true)).toMatchObject({ role: 'middleIsDeveloped', roleFactor: 1, gain: 0.2 });
    expect(one(undefined).gain).toBeCloseTo(0.16, 12);
    expect(one(undefined).reasons).toContain('PROCESSING_NOT_KNOWN');
    expect(one(false)).toMatchObject({
      gain: 0,
      reasons: ['NOTHING_TO_PROMISE'],
      shown: [{ reason: 'NO_PROCESSING' }],
    });
  });

  it('answers a short resource with a market, never alone', () => {
    const short = coal(100, { tier: 'short' });
    const alone = planPackages([pair('a', 1, offer('coal', 10))], [short]).packages[0];
    expect(alone.resource).toBeUndefined();
    expect(alone.shown[0].reason).toBe('SHORT_WITHOUT_MARKET');
    const answered = planPackages([pair('a', 1, offer('coal', 10), offer('buyers', 5))], [short, buyers(50)])
      .packages[0];
    expect(answered).toMatchObject({
      role: 'shortageMeetsMarket',
      resource: { supplyId: 'coal' },
      market: { supplyId: 'buyers' },
    });
  });

  it.each([
    ['QUANTITY_UNKNOWN', unquantified, offer('coal', 10)],
    ['USE_UNKNOWN', coal(100), offer('coal')],
    ['UNIT_MISMATCH', coal(100), offer('coal', 10, '亩')],
    ['NOT_ENOUGH_LEFT', coal(100, { reserved: 95 }), offer('coal', 10)],
  ])('shows and does not promise: %s', (reason, supply, wanted) => {
    const { packages, uses } = planPackages([pair('a', 1, wanted)], [supply]);
    expect(packages[0]).toMatchObject({ gain: 0, shown: [{ supplyId: 'coal', reason }] });
    expect(uses.every(({ promised }) => promised === 0)).toBe(true);
  });

  it('converts units, and never a stock into a yearly amount', () => {
    expect(unitFactor('亿吨', '万吨')).toBe(10_000);
    expect(unitFactor('公顷', '亩')).toBe(15);
    expect(unitFactor('亿千瓦时', '万度')).toBe(10_000);
    expect(unitFactor('万吨/年', '吨/年')).toBe(10_000);
    expect(unitFactor('万吨', '万吨/年')).toBeUndefined();
    expect(unitFactor('万头', '头')).toBe(10_000);
    const [use] = planPackages([pair('a', 1, offer('coal', 50_000, '吨'))], [coal(100)]).uses;
    expect(use).toMatchObject({ promised: 5, left: 95, unit: '万吨' });
  });

  it('says itself in both languages', () => {
    const { packages } = planPackages([pair('a', 1, offer('coal', 10), offer('buyers'))], [coal(100), buyers(10)]);
    expect(packageInWords(packages[0], 'zh-CN', (id) => (id === 'coal' ? '无烟煤' : '本地用煤'))).toEqual([
      '优势资源带产业：以优势资源为锚；资源换投资',
      '无烟煤 10万吨：需求 0.80 × 可得 1.00 × 邻近 0.50 × 可信 1.00 = 0.40',
      '未列入 本地用煤：用量未测算，仅展示',
    ]);
    expect(packageInWords(packages[0], 'en')[1]).toBe(
      'coal 10 万吨: need 0.80 × availability 1.00 × proximity 0.50 × certainty 1.00 = 0.40',
    );
  });

  it('takes the offers of the matching pipeline', () => {
    const parts = { need: 0.9, proximity: 1, certainty: 0.5, quantity: 1 };
    expect(toPackageOffer({ id: 'coal', parts, reasons: [] }, { quantity: 1, unit: '吨' })).toEqual({
      supplyId: 'coal',
      need: 0.9,
      proximity: 1,
      certainty: 0.5,
      use: { quantity: 1, unit: '吨' },
    });
  });
});

describe('what people have put on the table', () => {
  const kept = (name: string, quantity: number): PackagePair =>
    pair(name, 0.1, { ...offer('coal', quantity), isKept: true });

  it('is set aside before anybody who gains more, and stays in the package of its pair', () => {
    const plan = planPackages([pair('a', 0.9, offer('coal', 10)), kept('b', 8)], [coal(12)]);
    expect(plan.packages.map(({ resource }) => resource?.use.quantity)).toEqual([undefined, 8]);
    expect(plan.packages[0].shown[0].reason).toBe('NOT_ENOUGH_LEFT');
    expect(plan.uses[0]).toMatchObject({ promised: 8, left: 4, reserved: 0 });
  });

  it('is not there where there is less than was set aside', () => {
    const plan = planPackages([kept('a', 8), kept('b', 8)], [coal(12)]);
    expect(plan.packages.map(({ shown }) => shown[0].reason)).toEqual(['NOT_ENOUGH_LEFT', 'NOT_ENOUGH_LEFT']);
    expect(plan.uses[0]).toMatchObject({ promised: 0, left: 0, reserved: 16 });
  });

  it('is one of a side', () => {
    const two = pair('a', 1, { ...offer('coal', 1), isKept: true }, { ...offer('iron', 1), isKept: true });
    expect(() => planPackages([two], [coal(9), coal(9, { id: 'iron' })])).toThrow(/TWO_KEPT_OFFERS/);
  });
});

describe('a plan', () => {
  it('of two who want the same 10 of 12, gives it to the one that gains more; the other waits (check 10)', () => {
    const plan = planPackages([pair('a', 0.5, offer('coal', 10)), pair('b', 0.9, offer('coal', 10))], [coal(12)]);
    expect(plan.packages.map(({ resource }) => resource?.supplyId)).toEqual([undefined, 'coal']);
    expect(plan.packages[0].shown[0].reason).toBe('QUOTA_TAKEN');
    expect(plan.waiting).toEqual([
      {
        projectId: 'project a',
        enterpriseId: 'enterprise a',
        supplyId: 'coal',
        wanted: { quantity: 10, unit: '万吨' },
        left: 2,
        takenBy: [{ projectId: 'project b', enterpriseId: 'enterprise b', amount: { quantity: 10, unit: '万吨' } }],
      },
    ]);
    // Once reserved, the next plan finds two left.
    const next = planPackages([pair('a', 0.5, offer('coal', 10))], [coal(12, { reserved: 10 })]);
    expect(next.packages[0].shown[0].reason).toBe('NOT_ENOUGH_LEFT');
  });

  it('drops what was not confirmed in time behind the rest, promises none of it, and lists it (check 18)', () => {
    const stale = coal(100, { id: 'stale', confirmedOn: '2023-01-31', validityMonths: 1 });
    const items = [pair('a', 1, offer('stale', 10), { ...offer('coal', 10), need: 0.7 })];
    const fresh = planPackages(items, [stale, coal(100)], { asOf: '2023-02-28' });
    expect(fresh.packages[0].resource?.supplyId).toBe('stale');
    expect(fresh.toRefresh).toEqual([]);
    const later = planPackages(items, [stale, coal(100)], { asOf: '2023-03-02' });
    expect(later.packages[0].resource?.supplyId).toBe('coal');
    expect(later.packages[0].shown).toMatchObject([{ supplyId: 'stale', reason: 'NOT_RECONFIRMED' }]);
    expect(later.packages[0].shown[0].score).toBeLessThan(fresh.packages[0].resource!.score);
    expect(later.toRefresh).toEqual([{ supplyId: 'stale', confirmedOn: '2023-01-31', overdueDays: 2 }]);
  });

  it('goes by the day the register itself gives, and takes nothing off twice for a stale row', () => {
    const parts = { need: 0.8, proximity: 0.5, certainty: 0.6, quantity: 1 };
    const stale = toPackageOffer({ id: 'coal', parts, reasons: ['FACT_STALE'] }, { quantity: 1, unit: '万吨' });
    const plan = (asOf: string) =>
      planPackages([pair('a', 1, stale)], [coal(100, { validUntil: '2026-03-31' })], { asOf });
    expect(plan('2026-03-31').packages[0].resource?.parts.certainty).toBe(1);
    expect(plan('2026-04-02').toRefresh).toEqual([{ supplyId: 'coal', validUntil: '2026-03-31', overdueDays: 2 }]);
    expect(plan('2026-04-02').packages[0].shown[0]).toMatchObject({
      reason: 'NOT_RECONFIRMED',
      parts: { certainty: 0.6 },
    });
  });

  it('refuses what contradicts itself', () => {
    expect(() => planPackages([pair('a', 1, offer('gas', 1))], [coal(1)])).toThrow(PackageInputError);
    expect(() => planPackages([], [coal(1), coal(2)])).toThrow(/DUPLICATE_SUPPLY/);
    expect(() => planPackages([pair('a', 1), pair('a', 1)], [])).toThrow(/DUPLICATE_PAIR/);
    expect(() => planPackages([pair('a', Number.NaN)], [])).toThrow(/NUMBER_INVALID/);
    expect(() => planPackages([], [coal(1, { confirmedOn: '2023-1-1' })])).toThrow(/DATE_INVALID/);
  });

  const anyPlan = fc
    .record({
      quantities: fc.array(fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }), {
        minLength: 2,
        maxLength: 5,
      }),
      wishes: fc.array(
        fc.record({
          value: fc.double({ min: 0.05, max: 1, noNaN: true }),
          processesHere: fc.boolean(),
          uses: fc.array(fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }), {
            minLength: 5,
            maxLength: 5,
          }),
        }),
        { minLength: 1, maxLength: 12 },
      ),
    })
    .map(({ quantities, wishes }) => ({
      supplies: quantities.map((quantity, at): Supply => ({
        id: `s${at}`,
        side: at % 2 ? 'market' : 'resource',
        tier: (['advantage', 'middle', 'short'] as const)[at % 3],
        ...(quantity === undefined ? {} : { total: { quantity, unit: '吨' } }),
      })),
      pairs: wishes.map(({ value, processesHere, uses }, at): PackagePair => ({
        ...pair(String(at), value, ...quantities.map((_, supply) => offer(`s${supply}`, uses[supply], '吨'))),
        processesHere,
      })),
    }));

  it('never promises more than there is, one package per pair, roles kept, on anything', () => {
    fc.assert(
      fc.property(anyPlan, ({ pairs, supplies }) => {
        const plan = planPackages(pairs, supplies);
        const promised = new Map<string, number>();
        expect(plan.packages.map(({ projectId }) => projectId)).toEqual(pairs.map(({ projectId }) => projectId));
        for (const { resource, market, role, gain, shown } of plan.packages) {
          for (const taken of [resource, market])
            if (taken) promised.set(taken.supplyId, (promised.get(taken.supplyId) ?? 0) + taken.use.quantity);
          if (resource && supplies.find(({ id }) => id === resource.supplyId)?.tier === 'short')
            expect(market).toBeDefined();
          expect(role === undefined).toBe(gain === 0);
          expect(shown.length + (resource ? 1 : 0) + (market ? 1 : 0)).toBe(supplies.length);
        }
        for (const [id, amount] of promised)
          expect(amount).toBeLessThanOrEqual(supplies.find((supply) => supply.id === id)?.total?.quantity ?? -1);
        expect(plan.gain).toBeLessThanOrEqual(plan.bound + 1e-9);
        expect(plan.gain).toBeCloseTo(
          plan.packages.reduce((sum, { gain }) => sum + gain, 0),
          9,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('never promises beyond what is reserved elsewhere and what people keep, on anything', () => {
    fc.assert(
      fc.property(anyPlan, fc.array(fc.nat(30), { minLength: 5, maxLength: 5 }), ({ pairs, supplies }, taken) => {
        const reserved = supplies.map((supply, at) => ({ ...supply, reserved: taken[at] }));
        const keeping = pairs.map((each, at) =>
          at % 3 === 0 ? { ...each, offers: each.offers.map((o, nth) => (nth === at % 2 ? { ...o, isKept: true } : o)) } : each,
        ); // prettier-ignore
        const plan = planPackages(keeping, reserved);
        for (const { id, total, reserved: before } of reserved) {
          const offers = plan.packages.flatMap(({ resource, market }) => [resource, market]);
          const promised = offers.reduce((sum, o) => sum + (o?.supplyId === id ? o.use.quantity : 0), 0);
          if (promised > 0) expect(promised + (before ?? 0)).toBeLessThanOrEqual((total?.quantity ?? -1) + 1e-9);
        }
        for (const [at, each] of keeping.entries())
          for (const side of ['resource', 'market'] as const) {
            const wish = each.offers.find((o) => o.isKept && o.use && supplies.find(({ id }) => id === o.supplyId)?.side === side); // prettier-ignore
            const given = plan.packages[at][side];
            if (wish && given) expect(given).toMatchObject({ supplyId: wish.supplyId, use: wish.use, isKept: true });
          }
      }),
      { numRuns: 300 },
    );
  });

  it('alternatives of one project promise what the project takes; it is counted once', () => {
    const pairs = ['a', 'b', 'c'].map((name) => ({ ...pair(name, 0.9, offer('coal', 10)), projectId: 'one' }));
    const other = pair('d', 0.1, offer('coal', 2));
    const { packages, uses } = planPackages([...pairs, other], [coal(12)]);
    expect(packages.map(({ resource }) => resource?.use.quantity)).toEqual([10, 10, 10, 2]);
    expect(uses[0]).toMatchObject({ promised: 12, left: 0 });
    // What people set aside for one of them is theirs, beside what the project is promised.
    const [first, ...rest] = pairs;
    const kept = planPackages([{ ...first, offers: [{ ...offer('coal', 10), isKept: true }] }, ...rest, other], [coal(12)]); // prettier-ignore
    expect(kept.packages.map(({ resource }) => resource?.use.quantity)).toEqual([10, undefined, undefined, 2]);
    expect(kept.uses[0]).toMatchObject({ promised: 12, left: 0 });
  });

  it('whichever one of the alternatives of each project is accepted, there is enough, on anything', () => {
    fc.assert(
      fc.property(anyPlan, fc.integer({ min: 1, max: 4 }), fc.infiniteStream(fc.nat()), ({ pairs, supplies }, size, random) => {
        const grouped = pairs.map((each, at) => ({ ...each, projectId: `project ${Math.floor(at / size)}` }));
        const { packages, uses, gain, bound } = planPackages(grouped, supplies);
        expect(gain).toBeLessThanOrEqual(bound + 1e-9);
        const accepted = new Map(packages.map((item) => [item.projectId, item]));
        for (const item of packages) if ((random.next().value ?? 0) % 2 === 0) accepted.set(item.projectId, item);
        for (const { supplyId, total, promised } of uses) {
          const used = [...accepted.values()].flatMap(({ resource, market }) => [resource, market]).reduce((sum, o) => sum + (o?.supplyId === supplyId ? o.use.quantity : 0), 0);
          expect(used).toBeLessThanOrEqual(promised + 1e-9);
          expect(promised).toBeLessThanOrEqual(total + 1e-9);
        }
      }),
      { numRuns: 200 },
    ); // prettier-ignore
  });

  it('does not depend on the order of its input', () => {
    fc.assert(
      fc.property(anyPlan, fc.infiniteStream(fc.nat()), ({ pairs, supplies }, keys) => {
        const shuffle = <T>(list: readonly T[]): T[] =>
          list
            .map((each) => ({ each, key: keys.next().value ?? 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ each }) => each);
        const byProject = (plan: ReturnType<typeof planPackages>) =>
          new Map(
            plan.packages.map(({ projectId, resource, market }) => [projectId, [resource?.supplyId, market?.supplyId]]),
          );
        expect(byProject(planPackages(shuffle(pairs), shuffle(supplies)))).toEqual(
          byProject(planPackages(pairs, supplies)),
        );
      }),
      { numRuns: 60 },
    );
  });

  describe('against an integer programme', () => {
    let highs: Awaited<ReturnType<typeof loadHighs>>;
    beforeAll(async () => {
      highs = await loadHighs();
    });

    it('reaches at least 97 % of the optimum in every small case and 99.5 % in all', () => {
      let [ours, best] = [0, 0];
      fc.assert(
        fc.property(anyPlan, ({ pairs, supplies }) => {
          // Resources only, so that the programme stays readable: one variable per pair and supply.
          const only = supplies
            .filter(({ side }) => side === 'resource')
            .map((supply) => ({ ...supply, tier: 'advantage' as const }));
          const wishes = pairs.map((each) => ({
            ...each,
            offers: each.offers.filter(({ supplyId }) => only.some(({ id }) => id === supplyId)),
          }));
          const plan = planPackages(wishes, only);
          const optimum = resourcesOnlyOptimum(highs, wishes, only);
          expect(plan.gain).toBeLessThanOrEqual(optimum + 1e-6);
          expect(plan.gain).toBeGreaterThanOrEqual(0.97 * optimum - 1e-9);
          ours += plan.gain;
          best += optimum;
        }),
        { numRuns: 40, seed: 7 },
      );
      expect(ours).toBeGreaterThanOrEqual(0.995 * best);
    });
  });
});

function resourcesOnlyOptimum(
  highs: Awaited<ReturnType<typeof loadHighs>>,
  pairs: readonly PackagePair[],
  supplies: readonly Supply[],
): number {
  const objective: string[] = [];
  const rows = new Map<string, string[]>();
  const limits = new Map<string, number>();
  const names: string[] = [];
  pairs.forEach((each, at) => {
    for (const { supplyId, need, proximity, certainty, use } of each.offers) {
      const total = supplies.find(({ id }) => id === supplyId)?.total;
      if (!total || !use || total.quantity < use.quantity) continue;
      const availability = Math.min(1, 0.5 + 0.5 * Math.log10(total.quantity / use.quantity));
      const name = `x${names.length}`;
      names.push(name);
      objective.push(`${each.value * 0.5 * need * availability * proximity * certainty} ${name}`);
      rows.set(`p${at}`, [...(rows.get(`p${at}`) ?? []), name]);
      limits.set(`p${at}`, 1);
      rows.set(supplyId, [...(rows.get(supplyId) ?? []), `${use.quantity} ${name}`]);
      limits.set(supplyId, total.quantity);
    }
  });
  if (names.length === 0) return 0;
  const model = [
    'Maximize',
    `obj: ${objective.join('\n + ')}`,
    'Subject To',
    ...[...rows].map(([name, terms]) => `${name}: ${terms.join('\n + ')} <= ${limits.get(name)}`),
    'Binary',
    names.join('\n'),
    'End',
  ].join('\n');
  return highs.solve(model, { mip_rel_gap: 1e-7 }).ObjectiveValue;
}
