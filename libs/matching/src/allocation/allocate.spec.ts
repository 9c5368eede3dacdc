import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import highsModule from 'highs';

import { allocate } from './allocate.js';
import { allocateLive } from './deferred-acceptance.js';
import { AllocationInputError, type AllocationInput, type AllocationResult } from './model.js';
import { allocationReasonInWords, explainAllocation } from './why-not.js';

/** The package is ESM at run time, but its types say CommonJS. */
const loadHighs = highsModule as unknown as typeof highsModule.default;

type Highs = Awaited<ReturnType<typeof loadHighs>>;

function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return ((state ^ (state >>> 15)) >>> 0) / 4294967296;
  };
}

/** Projects that prefer the same popular enterprises, as real ones do. */
function build(
  projects: number,
  enterprises: number,
  degree: number,
  seed: number,
  isLimited = false,
): AllocationInput {
  const random = chance(seed);
  const popularity = Array.from({ length: enterprises }, random);
  const arcs: { projectIndex: number; enterpriseIndex: number; value: number }[] = [];
  for (let projectIndex = 0; projectIndex < projects; projectIndex++) {
    const chosen = new Set<number>();
    while (chosen.size < Math.min(degree, enterprises)) chosen.add(Math.floor(enterprises * random() ** 1.5));
    for (const enterpriseIndex of chosen)
      arcs.push({ projectIndex, enterpriseIndex, value: 0.15 + 0.5 * random() + 0.35 * popularity[enterpriseIndex] });
  }
  const limit = (count: number, share: number) => ({
    of: Array.from({ length: projects }, () => Math.floor(random() * count)),
    capacity: Array.from({ length: count }, () => Math.floor(((projects * 5) / count) * share)),
  });
  return {
    projectCount: projects,
    enterpriseCount: enterprises,
    arcs,
    projectIds: Array.from({ length: projects }, (_, at) => `project ${at}`),
    enterpriseIds: Array.from({ length: enterprises }, (_, at) => `enterprise ${at}`),
    ...(isLimited ? { counties: limit(4, 0.6), officers: limit(9, 0.7) } : {}),
  };
}

const records = (input: AllocationInput) => {
  if ('value' in input.arcs) throw new Error('the builder makes records');
  return input.arcs;
};

/** The linear-programming optimum by HiGHS; an upper bound of every allocation. */
function optimum(highs: Highs, input: AllocationInput): number {
  const rows = new Map<string, { terms: string[]; limit: number }>();
  const add = (row: string, term: string, limit: number): void => {
    const known = rows.get(row) ?? { terms: [], limit };
    known.terms.push(term);
    rows.set(row, known);
  };
  const arcs = records(input);
  arcs.forEach(({ projectIndex, enterpriseIndex }, at) => {
    add(`p${projectIndex}`, `x${at}`, 5);
    add(`e${enterpriseIndex}`, `x${at}`, 3);
    for (const [name, limit] of [['c', input.counties] as const, ['o', input.officers] as const])
      if (limit) add(`${name}${limit.of[projectIndex]}`, `x${at}`, limit.capacity[limit.of[projectIndex]]);
  });
  const lines = (terms: readonly string[]): string =>
    terms.map((term, at) => (at % 20 === 19 ? `${term}\n` : term)).join(' + ');
  const model = [
    'Maximize',
    `obj: ${lines(arcs.map(({ value }, at) => `${value} x${at}`))}`,
    'Subject To',
    ...[...rows].map(([name, { terms, limit }]) => `${name}: ${lines(terms)} <= ${limit}`),
    'Bounds',
    ...arcs.map((_, at) => `0 <= x${at} <= 1`),
    'End',
  ].join('\n');
  return highs.solve(model).ObjectiveValue;
}

/** Every limit, counted again from the pairs. */
function expectWithinLimits(input: AllocationInput, { pairs }: AllocationResult): void {
  const count = (key: (pair: (typeof pairs)[number]) => number): Map<number, number> => {
    const loads = new Map<number, number>();
    for (const pair of pairs) loads.set(key(pair), (loads.get(key(pair)) ?? 0) + 1);
    return loads;
  };
  const capacity = (given: number | ArrayLike<number> | undefined, at: number, byDefault: number): number =>
    typeof given === 'object' ? given[at] : (given ?? byDefault);
  for (const [at, load] of count(({ projectIndex }) => projectIndex))
    expect(load).toBeLessThanOrEqual(capacity(input.projectCapacity, at, 5));
  if (!input.enterpriseGroup)
    for (const [at, load] of count(({ enterpriseIndex }) => enterpriseIndex))
      expect(load).toBeLessThanOrEqual(capacity(input.enterpriseCapacity, at, 3));
  for (const limit of [input.counties, input.officers])
    if (limit)
      for (const [at, load] of count(({ projectIndex }) => limit.of[projectIndex]))
        if (at >= 0) expect(load).toBeLessThanOrEqual(limit.capacity[at]);
  expect(new Set(pairs.map(({ projectIndex, enterpriseIndex }) => `${projectIndex} ${enterpriseIndex}`)).size).toBe(
    pairs.length,
  );
}

const anyInput: fc.Arbitrary<AllocationInput> = fc
  .record({ projectCount: fc.integer({ min: 1, max: 8 }), enterpriseCount: fc.integer({ min: 1, max: 8 }) })
  .chain(({ projectCount, enterpriseCount }) => {
    const pair = {
      projectIndex: fc.nat({ max: projectCount - 1 }),
      enterpriseIndex: fc.nat({ max: enterpriseCount - 1 }),
    };
    const limit = fc.array(fc.nat({ max: 6 }), { minLength: 2, maxLength: 3 }).chain((capacity) =>
      fc.record({
        of: fc.array(fc.integer({ min: -1, max: capacity.length - 1 }), {
          minLength: projectCount,
          maxLength: projectCount,
        }),
        capacity: fc.constant(capacity),
      }),
    );
    const list = (length: number) => fc.array(fc.nat({ max: 3 }), { minLength: length, maxLength: length });
    return fc.record(
      {
        projectCount: fc.constant(projectCount),
        enterpriseCount: fc.constant(enterpriseCount),
        arcs: fc.array(fc.record({ ...pair, value: fc.double({ min: -0.2, max: 1, noNaN: true }) }), { maxLength: 50 }),
        projectCapacity: list(projectCount),
        enterpriseCapacity: list(enterpriseCount),
        counties: limit,
        officers: limit,
      },
      { requiredKeys: ['projectCount', 'enterpriseCount', 'arcs'] },
    );
  });

describe('allocation', () => {
  let highs: Highs;
  beforeAll(async () => {
    highs = await loadHighs();
  });

  it('gives up a first choice where the other project has no second', () => {
    const result = allocate({
      projectCount: 2,
      enterpriseCount: 2,
      projectCapacity: 1,
      enterpriseCapacity: 1,
      arcs: [
        { projectIndex: 0, enterpriseIndex: 0, value: 0.9 },
        { projectIndex: 0, enterpriseIndex: 1, value: 0.8 },
        { projectIndex: 1, enterpriseIndex: 0, value: 0.7 },
      ],
    });
    expect(result.pairs.map(({ projectIndex, enterpriseIndex }) => [projectIndex, enterpriseIndex])).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(result.value).toBeCloseTo(1.5, 9);
    // 0.9 − 0.8: what the enterprise must cost for the first project to leave it.
    expect(result.enterprisePrices[0]).toBeGreaterThanOrEqual(0.1 - 2 * result.priceStep);
    expect(result.enterprisePrices[1]).toBe(0);
    expect(result.unlimitedValue).toBeCloseTo(1.6, 9);
    expect(result.lostToLimits).toBeCloseTo(0.1, 9);
  });

  it.each([
    [60, 80, 20, 1, false],
    [200, 300, 40, 2, false],
    [150, 260, 30, 3, true],
    [80, 400, 25, 4, true],
  ])(
    'is within 0.1 % of the optimum of %i projects and %i enterprises (degree %i, seed %i, limits %s)',
    (projects, enterprises, degree, seed, isLimited) => {
      const input = build(projects, enterprises, degree, seed, isLimited);
      const result = allocate(input);
      const best = optimum(highs, input);
      expectWithinLimits(input, result);
      expect(result.value).toBeGreaterThanOrEqual(0.999 * best);
      expect(result.value).toBeLessThanOrEqual(best * (1 + 1e-6));
      expect(result.bound).toBeGreaterThanOrEqual(best * (1 - 1e-6));
    },
  );

  it('certifies a tight gap where most enterprises have fewer takers than places and some have no place left', () => {
    const sparse = build(150, 900, 30, 5);
    const random = chance(6);
    const input = { ...sparse, enterpriseCapacity: Array.from({ length: 900 }, () => (random() < 0.1 ? 0 : 8)) };
    const result = allocate(input);
    expectWithinLimits(input, result);
    expect(result.gap).toBeLessThan(0.001);
    const takers = new Map<number, number>();
    for (const { enterpriseIndex } of records(input))
      takers.set(enterpriseIndex, (takers.get(enterpriseIndex) ?? 0) + 1);
    // What nobody has to compete for has no price.
    for (const [at, count] of takers)
      if (count <= input.enterpriseCapacity[at]) expect(result.enterprisePrices[at]).toBe(0);
  });

  it('never breaks a limit, and its bound holds, on anything', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        for (const result of [allocate(input), allocateLive(input)]) {
          expectWithinLimits(input, result);
          expect(result.bound).toBeGreaterThanOrEqual(result.value - 1e-9);
          expect(result.lostToLimits).toBeGreaterThanOrEqual(0);
        }
        const live = allocateLive(input);
        expect(allocate(input).bound).toBeGreaterThanOrEqual(live.value - 1e-9);
      }),
      { numRuns: 300 },
    );
  });

  it('does not depend on the order or the numbering of its input', () => {
    const input = build(40, 50, 15, 7, true);
    const expected = named(input, allocate(input));
    for (const seed of [11, 12, 13]) {
      const random = chance(seed);
      const shuffle = (count: number): number[] =>
        Array.from({ length: count }, (_, at) => ({ at, key: random() }))
          .sort((a, b) => a.key - b.key)
          .map(({ at }) => at);
      const [projects, enterprises] = [shuffle(40), shuffle(50)];
      const place = (order: readonly number[], at: number): number => order.indexOf(at);
      const arcs = records(input);
      const shuffled: AllocationInput = {
        ...input,
        projectIds: projects.map((at) => input.projectIds![at]),
        enterpriseIds: enterprises.map((at) => input.enterpriseIds![at]),
        arcs: shuffle(arcs.length).map((at) => ({
          value: arcs[at].value,
          projectIndex: place(projects, arcs[at].projectIndex),
          enterpriseIndex: place(enterprises, arcs[at].enterpriseIndex),
        })),
        counties: { ...input.counties!, of: projects.map((at) => input.counties!.of[at]) },
        officers: { ...input.officers!, of: projects.map((at) => input.officers!.of[at]) },
      };
      expect(named(shuffled, allocate(shuffled))).toEqual(expected);
    }
  });

  it('takes columns as well as records', () => {
    const input = build(20, 30, 10, 5);
    const arcs = records(input);
    const columns = {
      projectIndex: Int32Array.from(arcs, ({ projectIndex }) => projectIndex),
      enterpriseIndex: Int32Array.from(arcs, ({ enterpriseIndex }) => enterpriseIndex),
      value: Float64Array.from(arcs, ({ value }) => value),
    };
    expect(allocate({ ...input, arcs: columns })).toEqual(allocate(input));
  });

  it('counts a group once, by its best member', () => {
    const result = allocate({
      projectCount: 4,
      enterpriseCount: 2,
      enterpriseGroup: [7, 7],
      arcs: [0, 1, 2, 3].flatMap((projectIndex) => [
        { projectIndex, enterpriseIndex: 0, value: 0.5 },
        { projectIndex, enterpriseIndex: 1, value: 0.4 + projectIndex / 10 },
      ]),
    });
    expect(result.pairs).toHaveLength(3);
    expect(new Set(result.pairs.map(({ projectIndex }) => projectIndex)).size).toBe(3);
    expect(result.value).toBeCloseTo(0.5 + 0.6 + 0.7, 9);
  });

  it('fixes pinned pairs first, reports those that overbook, and adds nothing there', () => {
    const input: AllocationInput = {
      projectCount: 3,
      enterpriseCount: 2,
      enterpriseCapacity: 1,
      arcs: [
        { projectIndex: 0, enterpriseIndex: 0, value: 0.9 },
        { projectIndex: 1, enterpriseIndex: 0, value: 0.2 },
        { projectIndex: 2, enterpriseIndex: 1, value: 0.3 },
      ],
      pinned: [
        { projectIndex: 1, enterpriseIndex: 0 },
        { projectIndex: 2, enterpriseIndex: 0 },
      ],
    };
    const result = allocate(input);
    expect(result.pairs).toEqual([
      { projectIndex: 1, enterpriseIndex: 0, value: 0.2, isPinned: true },
      { projectIndex: 2, enterpriseIndex: 1, value: 0.3, isPinned: false },
      { projectIndex: 2, enterpriseIndex: 0, value: 0, isPinned: true },
    ]);
    expect(result.congestion.overbooked).toEqual([{ kind: 'enterprise', index: 0, load: 2, capacity: 1 }]);
  });

  it('started from former prices, leaves alone what a small change does not touch', () => {
    const input = build(120, 160, 30, 21);
    const before = allocate(input);
    const again = allocate(input, { warmStart: before.state });
    expect(again.pairs).toEqual(before.pairs);
    const changed: AllocationInput = {
      ...input,
      arcs: records(input).map((arc) => (arc.projectIndex === 3 ? { ...arc, value: arc.value * 0.5 } : arc)),
    };
    const after = allocate(changed, { warmStart: before.state });
    const cold = allocate(changed);
    const moved = (result: AllocationResult): number => {
      const kept = new Set(
        before.pairs.map(({ projectIndex, enterpriseIndex }) => `${projectIndex} ${enterpriseIndex}`),
      );
      return result.pairs.filter((pair) => !kept.has(`${pair.projectIndex} ${pair.enterpriseIndex}`)).length;
    };
    expect(after.value).toBeGreaterThanOrEqual(0.999 * cold.bound);
    expect(moved(after)).toBeLessThanOrEqual(20);
    expect(moved(after)).toBeLessThanOrEqual(moved(cold));
  });

  it('says why a pair is not there', () => {
    const input: AllocationInput = {
      projectCount: 2,
      enterpriseCount: 3,
      projectCapacity: 1,
      enterpriseCapacity: 1,
      arcs: [
        { projectIndex: 0, enterpriseIndex: 0, value: 0.9 },
        { projectIndex: 1, enterpriseIndex: 0, value: 0.3 },
        { projectIndex: 0, enterpriseIndex: 1, value: 0.4 },
      ],
    };
    const result = allocate(input);
    expect(explainAllocation(input, result, 0, 0)).toEqual({ code: 'ALLOCATED', value: 0.9 });
    expect(explainAllocation(input, result, 1, 0).code).toBe('PRICE_ABOVE_VALUE');
    expect(explainAllocation(input, result, 0, 1).code).toBe('BETTER_PAIRS_HELD');
    expect(explainAllocation(input, result, 0, 2)).toEqual({ code: 'NOT_A_CANDIDATE' });
    expect(allocationReasonInWords({ code: 'NO_ROOM', value: 1 }, 'zh-CN')).toBe('价值足够，但额度已用完');
  });

  it('refuses what contradicts itself', () => {
    const arcs = [{ projectIndex: 0, enterpriseIndex: 5, value: 1 }];
    expect(() => allocate({ projectCount: 1, enterpriseCount: 1, arcs })).toThrow(AllocationInputError);
    const odd = [{ projectIndex: 0, enterpriseIndex: 0, value: Number.NaN }];
    expect(() => allocate({ projectCount: 1, enterpriseCount: 1, arcs: odd })).toThrow(/VALUE_NOT_FINITE/);
    expect(allocate({ projectCount: 0, enterpriseCount: 0, arcs: [] })).toMatchObject({ pairs: [], value: 0, gap: 0 });
  });
});

describe('live allocation', () => {
  it('is stable: no pair left out would be better for both sides', () => {
    fc.assert(
      fc.property(anyInput, ({ counties: _counties, officers: _officers, ...input }) => {
        const { pairs } = allocateLive(input);
        const capacity = (given: number | ArrayLike<number> | undefined, at: number, byDefault: number): number =>
          typeof given === 'object' ? given[at] : (given ?? byDefault);
        const weakest = (own: typeof pairs, limit: number): number =>
          own.length < limit ? 0 : limit === 0 ? Infinity : Math.min(...own.map(({ value }) => value));
        const best = new Map<string, (typeof pairs)[number]>();
        for (const arc of records(input)) {
          const key = `${arc.projectIndex} ${arc.enterpriseIndex}`;
          if (arc.value > (best.get(key)?.value ?? 0)) best.set(key, { ...arc, isPinned: false });
        }
        for (const arc of best.values()) {
          if (
            pairs.some((pair) => pair.projectIndex === arc.projectIndex && pair.enterpriseIndex === arc.enterpriseIndex)
          )
            continue;
          const project = weakest(
            pairs.filter(({ projectIndex }) => projectIndex === arc.projectIndex),
            capacity(input.projectCapacity, arc.projectIndex, 5),
          );
          const enterprise = weakest(
            pairs.filter(({ enterpriseIndex }) => enterpriseIndex === arc.enterpriseIndex),
            capacity(input.enterpriseCapacity, arc.enterpriseIndex, 3),
          );
          expect(arc.value > project && arc.value > enterprise).toBe(false);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is close to the best allocation', () => {
    const input = build(200, 300, 40, 2);
    expect(allocateLive(input).value).toBeGreaterThan(0.97 * allocate(input).value);
  });

  it('lets enterprises choose by their own values', () => {
    const { pairs } = allocateLive(
      {
        projectCount: 2,
        enterpriseCount: 1,
        enterpriseCapacity: 1,
        arcs: [
          { projectIndex: 0, enterpriseIndex: 0, value: 0.9 },
          { projectIndex: 1, enterpriseIndex: 0, value: 0.2 },
        ],
      },
      { enterpriseValue: [0.1, 0.8] },
    );
    expect(pairs.map(({ projectIndex }) => projectIndex)).toEqual([1]);
  });
});

function named(input: AllocationInput, result: AllocationResult): string[] {
  return result.pairs
    .map(
      ({ projectIndex, enterpriseIndex, value }) =>
        `${input.projectIds![projectIndex]} ${input.enterpriseIds![enterpriseIndex]} ${value}`,
    )
    .sort();
}
