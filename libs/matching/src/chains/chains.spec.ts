import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { enterprise, project } from '../testing/records.js';
import {
  type Chain,
  type ChainInput,
  ChainInputError,
  chainRuleInWords,
  CHAIN_RULES,
  classifyChains,
  createAnchorer,
  createNodeAssigner,
  FillerRanking,
  type GapClass,
  type NodeVerdict,
  type Occupant,
  PRIORITY_WEIGHTS,
  ProductSpace,
} from './surface.js';

const CITY = { id: 'city', name: '市' };
const COUNTY = { id: 'county', name: '县', within: 'city' };
const OTHER = { id: 'other', name: '邻县', within: 'city' };

/** ore → metal → part → machine, and box → machine */
const metal: Chain = {
  id: 'metal',
  name: '金属',
  industryCodes: ['32'],
  nodes: ['ore', 'metal', 'part', 'machine', 'box'].map((id) => ({ id, name: id, industryCodes: [], words: [] })),
  edges: [
    { from: 'ore', to: 'metal' },
    { from: 'metal', to: 'part' },
    { from: 'part', to: 'machine' },
    { from: 'box', to: 'machine' },
  ],
};
const at = (nodeId: string, enterpriseId: string, fields: Partial<Occupant> = {}): Occupant => ({
  nodeId,
  enterpriseId,
  placeId: 'county',
  sizeWan: 50_000,
  ...fields,
});
const verdictsOf = (input: Partial<ChainInput>, placeId = 'county'): Map<string, NodeVerdict> =>
  new Map(
    classifyChains({ chains: [metal], places: [CITY, COUNTY, OTHER], occupants: [], ...input })
      .filter((verdict) => verdict.placeId === placeId)
      .map((verdict) => [verdict.nodeId, verdict]),
  );

describe('the rules', () => {
  it('call a missing node with two local buyers 补链, and name the two (acceptance check 19)', () => {
    const { gapClass, rule, facts } = verdictsOf({ occupants: [at('machine', 'A'), at('machine', 'B')] }).get('box')!;
    expect({ gapClass, rule, buyers: facts.buyers }).toEqual({ gapClass: 'fill', rule: 'BUYERS_WAIT', buyers: 2 });
    expect(chainRuleInWords(rule, facts, 'zh-CN')).toBe('本地没有，而直接下游已有2家本地企业要用');
  });

  it('call a node missing between local ones 补链, over several missing steps too', () => {
    const found = verdictsOf({ occupants: [at('ore', 'A'), at('machine', 'B')] });
    expect([found.get('metal')?.rule, found.get('part')?.rule]).toEqual(['BETWEEN', 'BETWEEN']);
  });

  it('call the step after or before the local end 延链', () => {
    const found = verdictsOf({ occupants: [at('metal', 'A')] });
    expect(found.get('part')).toMatchObject({ gapClass: 'extend', rule: 'AFTER_LOCAL_END' });
    expect(found.get('ore')).toMatchObject({ gapClass: 'extend', rule: 'BEFORE_LOCAL_END' });
    expect(found.get('machine')).toMatchObject({ rule: 'NO_TIE' });
    expect(found.get('machine')?.gapClass).toBeUndefined();
  });

  it('call a chain that is not here but whose resource is 建链, and only where the resource is', () => {
    const anchors = [
      { nodeId: 'ore', placeId: 'county', side: 'resource' as const, factId: 'R', strength: 0.9 },
      { nodeId: 'part', placeId: 'county', side: 'market' as const, factId: 'M', strength: 0.95 },
      { nodeId: 'box', placeId: 'county', side: 'resource' as const, factId: 'R', strength: 0.6 },
    ];
    const found = verdictsOf({ anchors });
    expect(found.get('ore')).toMatchObject({ gapClass: 'build', rule: 'RESOURCE_WITHOUT_CHAIN' });
    expect(found.get('part')).toMatchObject({ gapClass: 'build', rule: 'MARKET_WITHOUT_CHAIN' });
    expect(found.get('box')?.gapClass).toBeUndefined();
    expect(verdictsOf({ anchors }, 'other').get('ore')?.gapClass).toBeUndefined();
  });

  it('call a present but weak node 强链: too few for the buyers, one small enterprise', () => {
    const buyers = ['B', 'C', 'D'].map((id) => at('metal', id));
    expect(verdictsOf({ occupants: [at('ore', 'A'), ...buyers] }).get('ore')).toMatchObject({ rule: 'FEW_FOR_BUYERS' });
    for (const sizeWan of [500, undefined]) {
      const { rule, gapClass } = verdictsOf({ occupants: [at('ore', 'A', { sizeWan })] }).get('ore')!;
      expect({ rule, gapClass }).toEqual({ rule: 'SINGLE_SMALL', gapClass: 'strengthen' });
    }
  });

  it('call a node 建链 that a project of the place is to build, though nothing else ties it', () => {
    const planned = [{ nodeId: 'part', placeId: 'county', projectId: 'P' }];
    expect(verdictsOf({ planned }).get('part')).toMatchObject({ gapClass: 'build', rule: 'PROJECT_WITHOUT_CHAIN' });
    expect(verdictsOf({ planned, occupants: [at('metal', 'A')] }).get('part')?.rule).toBe('AFTER_LOCAL_END');
  });

  it('count a county for its city, and the neighbour as near', () => {
    const occupants = [at('machine', 'A'), at('machine', 'B', { placeId: 'other' })];
    expect(verdictsOf({ occupants }, 'city').get('box')).toMatchObject({ rule: 'BUYERS_WAIT' });
    const { rule, facts } = verdictsOf({ occupants }).get('box')!;
    expect({ rule, buyers: facts.buyers }).toEqual({ rule: 'BEFORE_LOCAL_END', buyers: 1 });
    expect(verdictsOf({ occupants }).get('machine')?.facts.nearby).toBe(1);
  });

  it('say which park the node suits: by its own code before by its chain', () => {
    const chain: Chain = {
      ...metal,
      nodes: metal.nodes.map((node) => (node.id === 'part' ? { ...node, industryCodes: ['3311'] } : node)),
    };
    const parks = [
      { name: '材料园', placeId: 'county', leadIndustryCodes: ['32'] },
      { name: '零件园', placeId: 'county', leadIndustryCodes: ['33'] },
      { name: '邻县园', placeId: 'other', leadIndustryCodes: ['33'] },
    ];
    const found = verdictsOf({ chains: [chain], parks });
    expect(found.get('part')?.parks).toEqual([
      { park: '零件园', by: 'node' },
      { park: '材料园', by: 'chain' },
    ]);
    expect(found.get('ore')?.parks).toEqual([{ park: '材料园', by: 'chain' }]);
  });

  it('refuse a graph that contradicts itself', () => {
    const broken = { ...metal, edges: [{ from: 'ore', to: 'nowhere' }] };
    expect(() => verdictsOf({ chains: [broken] })).toThrow(ChainInputError);
    expect(() => verdictsOf({ chains: [metal, metal] })).toThrow('DUPLICATE_NODE');
    expect(() => verdictsOf({ occupants: [at('ore', 'A', { placeId: 'moon' })] })).toThrow('UNKNOWN_PLACE');
    expect(() => verdictsOf({ places: [COUNTY, { id: 'city', name: '市', within: 'county' }] })).toThrow('PLACE_CYCLE');
  });
});

describe('planted gaps', () => {
  /** A line of n nodes with side suppliers, and for each node whether it is here. */
  const planted = fc
    .record({
      length: fc.integer({ min: 3, max: 9 }),
      here: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 9, maxLength: 9 }),
      seed: fc.integer(),
    })
    .map(({ length, here, seed }) => {
      const ids = Array.from({ length }, (_, i) => `n${i}`);
      const chain: Chain = {
        id: 'line',
        name: '线',
        industryCodes: [],
        nodes: ids.map((id) => ({ id, name: id, industryCodes: [], words: [] })),
        edges: ids.slice(1).map((to, i) => ({ from: ids[i], to })),
      };
      const counts = here.slice(0, length);
      const occupants = counts.flatMap((count, i) => Array.from({ length: count }, (_, k) => at(ids[i], `E${i}-${k}`)));
      return { chain, counts, occupants, seed };
    });
  const classify = (chain: Chain, occupants: readonly Occupant[]) =>
    classifyChains({ chains: [chain], places: [CITY, COUNTY], occupants }).filter(
      ({ placeId }) => placeId === 'county',
    );

  /** What a planted line must give, written from the statement of the rules alone. */
  const expected = (counts: readonly number[], i: number): GapClass | undefined => {
    const isHere = (k: number) => (counts[k] ?? 0) > 0;
    if (isHere(i)) return (counts[i + 1] ?? 0) >= 3 * counts[i] ? 'strengthen' : undefined;
    const before = counts.slice(0, i).some((count) => count > 0);
    const after = counts.slice(i + 1).some((count) => count > 0);
    if (before && after) return 'fill';
    if ((counts[i + 1] ?? 0) >= 2) return 'fill';
    return isHere(i - 1) || isHere(i + 1) ? 'extend' : undefined;
  };

  it('are all found, with the right class', () => {
    fc.assert(
      fc.property(planted, ({ chain, counts, occupants }) => {
        const verdicts = classify(chain, occupants);
        expect(verdicts.map(({ gapClass }) => gapClass)).toEqual(counts.map((_, i) => expected(counts, i)));
      }),
    );
  });

  it('are closed by the missing enterprise: a gap to build, fill or extend is one no more', () => {
    fc.assert(
      fc.property(planted, ({ chain, occupants }) => {
        for (const { nodeId, gapClass } of classify(chain, occupants)) {
          if (gapClass === undefined || gapClass === 'strengthen') continue;
          const after = classify(chain, [...occupants, at(nodeId, 'newcomer')]).find((v) => v.nodeId === nodeId);
          expect(['PRESENT', 'FEW_FOR_BUYERS']).toContain(after?.rule);
        }
      }),
    );
  });

  it('do not depend on the order of the input, nor on who is listed twice', () => {
    fc.assert(
      fc.property(planted, ({ chain, occupants, seed }) => {
        const shuffled = [...occupants, ...occupants.slice(0, 2)].sort(
          (a, b) => Math.sin(seed + a.enterpriseId.length) - Math.sin(seed * 2 + b.enterpriseId.charCodeAt(1)),
        );
        const turned = { ...chain, edges: chain.edges.toReversed() };
        expect(classify(turned, shuffled)).toEqual(classify(chain, occupants));
      }),
    );
  });

  it('have a priority that is the sum of its parts, each weight × value, and none without a gap', () => {
    expect(Object.values(PRIORITY_WEIGHTS).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    fc.assert(
      fc.property(planted, ({ chain, occupants }) => {
        for (const { gapClass, parts, priority, rule } of classify(chain, occupants)) {
          expect(CHAIN_RULES).toContain(rule);
          expect(parts.length === 0).toBe(gapClass === undefined);
          for (const { weight, value, contribution } of parts) {
            expect(contribution).toBe(weight * value);
            expect(value).toBeLessThanOrEqual(1);
          }
          expect(Math.abs(priority - parts.reduce((sum, part) => sum + part.contribution, 0))).toBeLessThan(1e-9);
        }
      }),
    );
  });
});

const liquor: Chain = {
  id: 'liquor',
  name: '白酒',
  industryCodes: ['1512'],
  nodes: [
    { id: 'grain', name: '高粱种植', industryCodes: ['0111'], words: ['高粱'] },
    { id: 'distill', name: '白酒酿造', industryCodes: ['1512'], words: ['白酒', '酱香酒'], exceptWords: ['酿酒设备'] },
    { id: 'bottle', name: '玻璃酒瓶', industryCodes: ['3055'], words: ['酒瓶', '玻璃包装容器'] },
    { id: 'coal', name: '煤炭开采', industryCodes: ['06'], words: ['原煤', '无烟煤'] },
    { id: 'pga', name: 'PGA', industryCodes: ['2651'], words: ['PGA', '聚乙醇酸'] },
  ],
  edges: [
    { from: 'grain', to: 'distill' },
    { from: 'bottle', to: 'distill' },
  ],
};

describe('assigning records to nodes', () => {
  const assigner = createNodeAssigner([liquor]);
  const nodesOf = (fields: Parameters<typeof enterprise>[0]) =>
    assigner.enterprise(enterprise(fields)).map(({ nodeId }) => nodeId);

  it('goes by the head of a product line: 酱香型白酒 is liquor, 白酒包装盒 is not', () => {
    expect(nodesOf({ id: 'A', products: [{ name: '酱香型白酒系列' }] })).toEqual(['distill']);
    expect(nodesOf({ id: 'B', products: [{ name: '白酒包装盒' }] })).toEqual([]);
    expect(nodesOf({ id: 'C', products: [{ name: '白酒酿酒设备及白酒' }] })).toEqual([]);
  });

  it('weighs a line by its share of the business', () => {
    expect(nodesOf({ id: 'A', products: [{ name: '白酒', share: 0.005 }] })).toEqual([]);
    expect(nodesOf({ id: 'D', products: [{ name: '白酒', share: 0.02 }] })).toEqual(['distill']);
    const [{ evidence, strength }] = assigner.enterprise(
      enterprise({ id: 'B', products: [{ name: '白酒', share: 0.9 }], industryCodes: ['15'] }),
    );
    expect(strength).toBeCloseTo(0.7 + 0.15, 9);
    expect(nodesOf({ id: 'C', products: [{ name: '白酒', share: 0.1 }], industryCodes: ['15'] })).toEqual(['distill']);
    expect(evidence).toMatchObject([
      { kind: 'word', word: '白酒', field: 'products.0', isHead: true, share: 0.9 },
      { kind: 'code', code: '15', nodeCode: '1512', isWithin: false },
    ]);
  });

  it('takes a code that lies within the node, never a coarser one alone', () => {
    expect(nodesOf({ id: 'A', industryCodes: ['B0610'] })).toEqual(['coal']);
    expect(nodesOf({ id: 'B', industryCodes: ['15'] })).toEqual([]);
  });

  it('keeps Latin words whole', () => {
    expect(nodesOf({ id: 'A', mainBusiness: 'PGA、可降解材料' })).toEqual(['pga']);
    expect(nodesOf({ id: 'B', mainBusiness: 'SPGAS 气体' })).toEqual([]);
  });

  it('reads projects by name before content', () => {
    const nodes = (name: string, content?: string) =>
      assigner.project(project({ id: 'P', name, content })).map(({ nodeId }) => nodeId);
    expect(nodes('金沙县白酒产业园建设项目')).toEqual(['distill']);
    expect(nodes('某产业园', '建设白酒基地')).toEqual([]);
  });

  it('gives the same whatever stands around it, 50,000 enterprises in a few seconds', () => {
    const many = Array.from({ length: 50_000 }, (_, i) =>
      enterprise({
        id: `E${i}`,
        name: `第${i}公司`,
        products: [{ name: i % 7 === 0 ? '白酒' : '其他食品' }, { name: '玻璃包装容器' }],
      }),
    );
    const before = process.cpuUsage().user;
    const found = many.flatMap((record) => assigner.enterprise(record)).filter(({ nodeId }) => nodeId === 'distill');
    expect(found).toHaveLength(Math.ceil(50_000 / 7));
    expect(process.cpuUsage().user - before).toBeLessThan(20e6);
  });
});

describe('anchors', () => {
  it('follow the finest entries of the need matrix', () => {
    const anchorer = createAnchorer([liquor]);
    const water = anchorer.resource({ id: 'R', name: '赤水河水', category: '水资源' });
    expect(water.map(({ nodeId, source }) => ({ nodeId, source }))).toContainEqual({
      nodeId: 'distill',
      source: 'chain: 白酒 → 水资源',
    });
    expect(anchorer.resource({ id: 'R', name: '无烟煤', category: '煤炭' }).map(({ nodeId }) => nodeId)).toEqual(
      expect.arrayContaining(['coal', 'pga']),
    );
    expect(anchorer.resource({ id: 'R', name: '某铅锌矿', category: '铅锌' })).toEqual([]);
  });
});

describe('who does it elsewhere', () => {
  const assignment = (nodeId: string, strength: number) => ({ chainId: 'liquor', nodeId, strength, evidence: [] });
  const candidates = fc.array(
    fc.record({
      enterpriseId: fc.uuid(),
      sizeWan: fc.option(fc.integer({ min: 1, max: 100_000_000 }), { nil: undefined }),
      isSameProvince: fc.boolean(),
      assignments: fc.constantFrom(
        [assignment('distill', 0.7)],
        [assignment('distill', 0.6), assignment('grain', 0.9)],
        [assignment('bottle', 1)],
      ),
    }),
    { minLength: 1, maxLength: 60 },
  );

  it('is ranked the same in any order, parts adding up', () => {
    fc.assert(
      fc.property(candidates, (list) => {
        const unique = [...new Map(list.map((each) => [each.enterpriseId, each])).values()];
        const ranked = (those: typeof unique) => {
          const ranking = new FillerRanking([liquor], 3);
          for (const each of those) ranking.add(each);
          return ranking.best('distill');
        };
        const best = ranked(unique);
        expect(ranked(unique.toReversed())).toEqual(best);
        expect(best.length).toBeLessThanOrEqual(3);
        for (const { score, parts } of best)
          expect(Math.abs(score - parts.reduce((sum, part) => sum + part.contribution, 0))).toBeLessThan(1e-9);
      }),
    );
  });

  it('prefers who also does the next step, and the larger of two', () => {
    const ranking = new FillerRanking([liquor], 5);
    const add = (enterpriseId: string, sizeWan: number | undefined, nodes: string[]) =>
      ranking.add({
        enterpriseId,
        sizeWan,
        isSameProvince: false,
        assignments: nodes.map((id) => assignment(id, 0.8)),
      });
    add('small', 20_000, ['distill']);
    add('large', 5_000_000, ['distill']);
    add('integrated', 5_000_000, ['distill', 'grain']);
    expect(ranking.best('distill').map(({ enterpriseId }) => enterpriseId)).toEqual(['integrated', 'large', 'small']);
    expect(ranking.counts.get('distill')).toBe(3);
  });
});

describe('what is near', () => {
  it('is what enterprises that do the same commonly do as well', () => {
    const space = new ProductSpace();
    const together = (...nodes: string[]) =>
      space.add(nodes.map((nodeId) => ({ chainId: 'liquor', nodeId, strength: 1, evidence: [] })));
    for (let i = 0; i < 6; i++) together('distill', 'bottle');
    for (let i = 0; i < 4; i++) together('distill');
    together('coal', 'pga');
    expect(space.proximity('distill', 'bottle')).toBeCloseTo(0.6, 9);
    expect(space.proximity('bottle', 'distill')).toBeCloseTo(0.6, 9);
    expect(space.proximity('coal', 'pga')).toBe(0); // one enterprise proves nothing
    expect(space.near([liquor], new Set(['distill', 'coal']))).toEqual([
      { nodeId: 'bottle', density: 1, because: [{ nodeId: 'distill', proximity: 0.6 }] },
    ]);
  });
});
