import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { explainInWords } from './explanation/words.js';
import { UnknownRecordError } from './match.errors.js';
import { ALGORITHM_VERSION, createMatcher } from './match.js';
import { enterprise, project, smallWorld } from './testing/records.js';

const words = [
  '煤化工',
  '甲醇',
  '水泥',
  '光伏',
  '白酒',
  '生猪',
  '饲料',
  '云计算',
  '磷肥',
  '电池',
  '旅游',
  '中药',
  'LED',
  'PGA',
];
const text = fc.array(fc.constantFrom(...words), { maxLength: 5 }).map((list) => list.join('、'));
const code = fc.constantFrom('', '26', '2614', '3011', '4416', '15', '0313');
const amount = fc.option(fc.integer({ min: 1, max: 100_000_000 }), { nil: undefined });
const place = fc.option(fc.constantFrom('贵州', '山东省', '广东'), { nil: undefined });

const arbitraryProject = fc.record({ name: text, content: text, code, province: place, totalInvestmentWan: amount });
const arbitraryEnterprise = fc.record({ mainBusiness: text, code, province: place, totalAssetsWan: amount });
const arbitraryInput = fc
  .tuple(
    fc.array(arbitraryProject, { minLength: 1, maxLength: 4 }),
    fc.array(arbitraryEnterprise, { minLength: 1, maxLength: 12 }),
  )
  .map(([projects, enterprises]) => ({
    projects: projects.map(({ code: own, ...rest }, i) =>
      project({ ...rest, id: `P${i}`, industryCodes: own ? [own] : [] }),
    ),
    enterprises: enterprises.map(({ code: own, ...rest }, i) =>
      enterprise({ ...rest, id: `E${i}`, industryCodes: own ? [own] : [] }),
    ),
  }));

describe('properties of any matcher', () => {
  it('contributions add up to the score', () => {
    fc.assert(
      fc.property(arbitraryInput, (input) => {
        const matcher = createMatcher(input);
        for (const p of input.projects) {
          for (const e of input.enterprises) {
            const { score, contributions } = matcher.explain(p.id, e.id);
            const sum = contributions.reduce((total, { contribution }) => total + contribution, 0);
            expect(Math.abs(sum - score)).toBeLessThan(1e-9);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('the order of the input changes nothing', () => {
    fc.assert(
      fc.property(arbitraryInput, (input) => {
        const turned = { projects: [...input.projects].reverse(), enterprises: [...input.enterprises].reverse() };
        const [a, b] = [createMatcher(input), createMatcher(turned)];
        for (const { id } of input.projects) expect(b.enterprisesFor(id)).toEqual(a.enterprisesFor(id));
        for (const { id } of input.enterprises) expect(b.projectsFor(id)).toEqual(a.projectsFor(id));
      }),
      { numRuns: 40 },
    );
  });

  it('ranks are 1, 2, 3 … and scores never rise', () => {
    fc.assert(
      fc.property(arbitraryInput, (input) => {
        const matcher = createMatcher(input);
        for (const { id } of input.projects) {
          const list = matcher.enterprisesFor(id);
          expect(list.map(({ rank }) => rank)).toEqual(list.map((_, i) => i + 1));
          for (let i = 1; i < list.length; i++) expect(list[i].score).toBeLessThanOrEqual(list[i - 1].score);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('a pair has the same score from both sides and when explained', () => {
    const world = smallWorld();
    const matcher = createMatcher(world);
    for (const { id } of world.projects) {
      for (const suggestion of matcher.enterprisesFor(id)) {
        const fromEnterprise = matcher.projectsFor(suggestion.enterpriseId).find((other) => other.projectId === id);
        const explained = matcher.explain(id, suggestion.enterpriseId);
        expect(fromEnterprise?.score).toBeCloseTo(suggestion.score, 12);
        expect(explained.score).toBeCloseTo(suggestion.score, 12);
        expect(explained.rank).toBe(suggestion.rank);
      }
    }
  });
});

describe('a small world ranked by hand', () => {
  const world = smallWorld();
  const matcher = createMatcher(world);
  const top = (id: string, count: number): string[] =>
    matcher.enterprisesFor(id, { top: count }).map(({ enterpriseId }) => enterpriseId);

  it('puts the trade of the project first', () => {
    expect(top('cement', 3).sort()).toEqual(['E00', 'E01', 'E02']);
    expect(top('coal', 3).sort()).toEqual(['E10', 'E11', 'E12']);
    expect(top('solar', 3).sort()).toEqual(['E20', 'E21', 'E22']);
  });

  it('reads an alias: 算力 finds data centres without any code', () => {
    expect(top('short', 3).sort()).toEqual(['E50', 'E51', 'E52']);
    const [best] = matcher.enterprisesFor('short', { top: 1 });
    const codes = best?.contributions.find(({ criterion }) => criterion === 'codes')?.evidence[0]?.codes;
    expect(codes?.[0]).toMatchObject({ side: 'project', origin: 'derived' });
  });

  it('shows an enterprise the projects of its trade first', () => {
    expect(matcher.projectsFor('E01')[0]?.projectId).toBe('cement');
    expect(matcher.projectsFor('E21')[0]?.projectId).toBe('solar');
  });

  it('names its algorithm', () => {
    expect(matcher.algorithmVersion).toBe(ALGORITHM_VERSION);
  });

  it('knows no ids that are not there', () => {
    expect(() => matcher.enterprisesFor('nobody')).toThrow(UnknownRecordError);
    expect(() => matcher.explain('coal', 'nobody')).toThrow('no enterprise with id nobody');
  });

  it('refuses two records with one id', () => {
    const twice = { ...world, enterprises: [...world.enterprises, enterprise({ id: 'E00' })] };
    expect(() => createMatcher(twice)).toThrow('two enterprises with id E00');
  });
});

describe('missing and padded input', () => {
  it.each([
    ['mainBusiness', 'E10', { mainBusiness: undefined }],
    ['province', 'E10', { province: undefined }],
    ['industryCodes', 'E10', { industryCodes: [] }],
    ['totalAssetsWan', 'E12', { totalAssetsWan: undefined }],
  ])('losing %s, a field that spoke for it, lowers a score and never fails', (_field, id, change) => {
    const world = smallWorld();
    const whole = createMatcher(world).explain('coal', id);
    const enterprises = world.enterprises.map((e) => (e.id === id ? { ...e, ...change } : e));
    const partial = createMatcher({ ...world, enterprises }).explain('coal', id);
    expect(Number.isFinite(partial.score)).toBe(true);
    expect(partial.score).toBeLessThan(whole.score);
  });

  it('an unknown size counts as the mean of its kind, not as nothing', () => {
    const world = smallWorld();
    const size = (totalAssetsWan: number | undefined): number | undefined =>
      createMatcher({
        ...world,
        enterprises: world.enterprises.map((e) => (e.id === 'E11' ? { ...e, totalAssetsWan } : e)),
      })
        .explain('coal', 'E11')
        .contributions.find(({ criterion }) => criterion === 'size')?.value;
    expect(size(undefined)).toBeGreaterThan(size(20_000) ?? 1);
    expect(size(undefined)).toBeLessThan(size(80_000_000) ?? 0);
  });

  it('filler text raises no score much', () => {
    const world = smallWorld();
    const filler = '打造一流企业，诚信经营，服务社会，欢迎洽谈合作，公司秉承客户至上的理念，持续创新发展';
    const padded = world.enterprises.map((e) =>
      e.id === 'E31' ? { ...e, mainBusiness: `${e.mainBusiness}、${filler}` } : e,
    );
    const before = createMatcher(world).explain('coal', 'E31').score;
    const after = createMatcher({ ...world, enterprises: padded }).explain('coal', 'E31').score;
    expect(after - before).toBeLessThan(0.15);
  });

  it('writing every trade into the business does not beat the specialist', () => {
    const world = smallWorld();
    const everything = world.enterprises.map((e) => e.mainBusiness).join('、');
    const greedy = enterprise({
      ...world.enterprises[3],
      id: 'greedy',
      name: '万能实业有限公司',
      mainBusiness: everything,
    });
    const matcher = createMatcher({ ...world, enterprises: [...world.enterprises, greedy] });
    expect(matcher.enterprisesFor('coal')[0]?.enterpriseId).not.toBe('greedy');
  });
});

describe('hard rules stay out of the score', () => {
  const world = smallWorld();
  const best = createMatcher(world).enterprisesFor('coal')[0]?.enterpriseId ?? '';

  it.each([
    ['wound up', { status: 'woundUp' as const }, 'ENTERPRISE_WOUND_UP'],
    ['not to be contacted', { doNotContact: true }, 'DO_NOT_CONTACT'],
  ])('an enterprise that is %s is not ranked, and explain says why', (_name, change, because) => {
    const enterprises = world.enterprises.map((e) => (e.id === best ? { ...e, ...change } : e));
    const matcher = createMatcher({ ...world, enterprises });
    expect(matcher.enterprisesFor('coal').map(({ enterpriseId }) => enterpriseId)).not.toContain(best);
    expect(matcher.projectsFor(best)).toEqual([]);
    const explained = matcher.explain('coal', best);
    expect(explained.rank).toBeUndefined();
    expect(explained.whyNot[0]).toMatchObject({ reason: 'CONSTRAINT_FAILED', details: { because } });
  });

  it('a paused enterprise is proposed for no project, and explain says why, by whom and until when', () => {
    const pause = {
      enterpriseId: best,
      because: '企业暂无扩产意愿',
      until: '2027-05-26',
      by: '王某',
      since: '2026-11-26',
    };
    const pauses = [pause, { ...pause, until: '2027-01-01', because: '已接触过' }];
    const matcher = createMatcher(world, { constraints: { pauses } });
    for (const { id } of world.projects) {
      expect(matcher.enterprisesFor(id).map(({ enterpriseId }) => enterpriseId)).not.toContain(best);
    }
    expect(matcher.projectsFor(best)).toEqual([]);
    const explained = matcher.explain('coal', best);
    expect(explained.whyNot[0]).toMatchObject({ details: { constraint: 'notPaused', because: 'ENTERPRISE_PAUSED' } });
    const failed = explained.constraints.filter(({ verdict }) => verdict === 'fail');
    expect(failed.map((result) => explainInWords(result, 'zh-CN'))).toEqual([
      '未暂缓推荐：不通过，暂缓推荐至 2027-05-26：企业暂无扩产意愿（王某 2026-11-26）',
    ]);
    const { constraints: _, whyNot: __, rank: ___, ...scored } = explained;
    expect(createMatcher(world).explain('coal', best)).toMatchObject(scored);
  });

  it('a landed pair, a prohibited industry and a limit of capacity come from the options', () => {
    const options = {
      constraints: {
        landedPairs: [{ projectId: 'coal', enterpriseId: best }],
        prohibitedIndustryCodes: ['30'],
        maximumInvestmentToAssets: 1,
      },
    };
    const matcher = createMatcher(world, options);
    expect(matcher.explain('coal', best).constraints).toContainEqual({
      constraint: 'notYetLanded',
      verdict: 'fail',
      reason: 'ALREADY_LANDED',
    });
    expect(matcher.enterprisesFor('cement')).toEqual([]);
    expect(matcher.explain('coal', 'E10').constraints.at(-1)).toMatchObject({
      verdict: 'fail',
      reason: 'INVESTMENT_BEYOND_CAPACITY',
      details: { ratio: 5, limit: 1 },
    });
    expect(matcher.explain('solar', 'E10').constraints.at(-1)).toMatchObject({ verdict: 'unknown' });
  });

  it('says that a pair is only below the list', () => {
    const explained = createMatcher(world, { top: 2 }).explain('coal', 'E30');
    expect(explained.whyNot[0]?.reason).toBe('RANKED_BELOW_TOP');
  });
});
