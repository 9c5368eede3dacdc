import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { PhraseText } from '../candidates/phrase-text.js';
import { prepareProject } from '../candidates/project.js';
import { freezeEpoch } from '../epoch/epoch.js';
import { createMatcher } from '../match.js';
import { CRITERIA, type CriterionName, type MatchInput } from '../model.js';
import { foldText } from '../normalize/text.js';
import { eachToken } from '../normalize/tokens.js';
import { hashId } from '../ranking/hash.js';
import { enterprise, project, smallWorld } from '../testing/records.js';
import { ALL_CRITERIA } from './all.js';
import { MOST_PLACES, QueryWords } from './query-words.js';

/** What every criterion promises, whatever it measures. */
describe.each(ALL_CRITERIA.map((criterion) => [criterion.name, criterion] as const))(
  'criterion %s',
  (name, criterion) => {
    const world = smallWorld();
    const bare = enterprise({ id: 'bare' });
    const matcher = createMatcher({ ...world, enterprises: [...world.enterprises, bare] });
    const pairs = world.projects.flatMap((p) => matcher.enterprisesFor(p.id, { top: 100 }));
    const parts = pairs.map((pair) => pair.contributions.find((part) => part.criterion === name));

    it('is listed under its own name, once', () => {
      expect(CRITERIA.filter((known) => known === name)).toHaveLength(1);
      expect(criterion.field).not.toBe('');
    });

    it('gives every pair a value between 0 and 1', () => {
      expect(parts.length).toBeGreaterThan(0);
      for (const part of parts) {
        expect(part?.value).toBeGreaterThanOrEqual(0);
        expect(part?.value).toBeLessThanOrEqual(1);
      }
    });

    it('contributes weight times value', () => {
      for (const part of parts) expect(part?.contribution).toBeCloseTo((part?.weight ?? 0) * (part?.value ?? 0), 12);
    });

    it('says which field is missing when it cannot judge', () => {
      for (const part of parts) {
        if (part?.known === false) expect(part.evidence).toEqual([{ kind: 'unknown', field: criterion.field }]);
        else for (const one of part?.evidence ?? []) expect(one.kind).not.toBe('unknown');
      }
    });

    it('judges a record with nothing but a name without failing', () => {
      const part = matcher.explain('coal', 'bare').contributions.find((one) => one.criterion === name);
      expect(Number.isFinite(part?.value)).toBe(true);
    });

    it('is switched off by weight 0', () => {
      const without = createMatcher(world, { weights: { [name]: 0 } });
      const [best] = without.enterprisesFor('coal');
      expect(best?.contributions.find((part) => part.criterion === name)?.contribution).toBe(0);
    });

    it('points evidence at text that is really there', () => {
      const byId = new Map(world.enterprises.map((record) => [record.id, record]));
      for (const pair of pairs) {
        const p = world.projects.find((one) => one.id === pair.projectId);
        const e = byId.get(pair.enterpriseId);
        const part = pair.contributions.find((one) => one.criterion === name);
        for (const evidence of part?.evidence ?? []) {
          if (evidence.product) {
            const { field, start, end } = evidence.product.span;
            expect(textOf(e, field)?.slice(start, end)).toBe(evidence.product.name);
          }
          for (const { term, project: onProject, enterprise: onEnterprise } of evidence.terms ?? []) {
            for (const { field, start, end } of onProject)
              expect(textOf(p, field)?.slice(start, end).toLowerCase()).toBe(term);
            expect(onEnterprise.length).toBeGreaterThan(0);
            for (const { field, start, end } of onEnterprise)
              expect(textOf(e, field)?.slice(start, end).toLowerCase()).toBe(term);
          }
        }
      }
    });
  },
);

/** Text of a field by name, `products.2` included. */
function textOf(record: object | undefined, field: string): string | undefined {
  const [head = '', index] = field.split('.');
  const value: unknown = record && Reflect.get(record, head);
  if (index !== undefined && Array.isArray(value)) return String(Reflect.get(value[Number(index)] as object, 'name'));
  return typeof value === 'string' ? value : undefined;
}

describe('improving one input never lowers its own contribution', () => {
  const part = (criterion: CriterionName, change: object): number => {
    const world = smallWorld();
    const enterprises = world.enterprises.map((e) => (e.id === 'E11' ? { ...e, ...change } : e));
    const found = createMatcher({ ...world, enterprises })
      .explain('coal', 'E11')
      .contributions.find((one) => one.criterion === criterion);
    return found?.contribution ?? Number.NaN;
  };

  it('holds for size', () => {
    const values = [10_000, 100_000, 5_000_000, 90_000_000].map((totalAssetsWan) => part('size', { totalAssetsWan }));
    expect(values).toEqual([...values].sort((a, b) => a - b));
  });

  it('holds for place', () => {
    expect(part('place', { province: '贵州省' })).toBeGreaterThan(part('place', { province: '山东省' }));
  });

  it('holds for codes: the nearer the code, the more', () => {
    const values = [['8010'], ['06'], ['26']].map((industryCodes) => part('codes', { industryCodes }));
    expect(values).toEqual([...values].sort((a, b) => a - b));
  });

  it('holds for words and products: naming the product of the project', () => {
    for (const criterion of ['words', 'product'] as const)
      expect(part(criterion, { mainBusiness: '煤制乙二醇、甲醇' })).toBeGreaterThanOrEqual(
        part(criterion, { mainBusiness: '甲醇' }),
      );
  });

  it('holds for the park: same leading industry', () => {
    const value = (parkLeadIndustryCodes: string[]): number | undefined =>
      createMatcher({ ...smallWorld(), projects: [project({ id: 'coal', name: '煤制乙二醇', parkLeadIndustryCodes })] })
        .explain('coal', 'E10')
        .contributions.find((one) => one.criterion === 'park')?.value;
    expect(value(['26'])).toBeGreaterThan(value(['15']) ?? 1);
  });
});

describe('a topic nobody has learnt', () => {
  const lone = enterprise({ id: 'lone', mainBusiness: '乙二醇', industryCodes: ['2614'] });
  const other = enterprise({ id: 'other', mainBusiness: '光伏组件', industryCodes: ['3825'] });
  const coal = project({ id: 'coal', name: '煤制乙二醇', industryCodes: ['2614'] });
  const topics = (input: MatchInput, id: string): boolean[] =>
    createMatcher(input)
      .explain('coal', id)
      .contributions.filter(({ criterion }) => criterion === 'productTopic' || criterion === 'trade')
      .map(({ known }) => known);

  it('is unknown where two enterprises share no word, not a known zero', () => {
    expect(topics({ projects: [coal], enterprises: [lone, other] }, 'lone')).toEqual([false, false]);
  });

  it('is unknown of an enterprise whose lines are its own words only, whatever is known of others', () => {
    const world = smallWorld();
    const odd = enterprise({ id: 'odd', mainBusiness: '鲟鱼', industryCodes: ['0412'] });
    const input = { ...world, enterprises: [...world.enterprises, odd] };
    expect(topics(input, 'odd')).toEqual([false, false]);
    expect(topics(input, 'E10')).toEqual([true, true]);
  });
});

describe('a text that is one long phrase', () => {
  it('is looked through for lines of ordinary length only: every stretch of such a length is hashed', () => {
    const text = new PhraseText('磷矿煤炭'.repeat(100));
    expect(text.writes(hashId('磷矿煤炭'.repeat(16)), 64)).toBe(true);
    expect(text.writes(hashId('磷矿煤炭'.repeat(17)), 68)).toBe(false);
  });
});

describe('a text that says the same again and again', () => {
  const phrase = fc.array(fc.constantFrom('磷矿', '煤炭', '光伏电站', '乙二醇', '白酒'), {
    minLength: 1,
    maxLength: 4,
  });

  it('costs look-ups in proportion to its length, and shows no word in more places than anybody reads', () => {
    fc.assert(
      fc.property(phrase, fc.constantFrom('', '、'), fc.integer({ min: 1, max: 250 }), (words, separator, times) => {
        const content = `${words.join('')}${separator}`.repeat(times);
        const lookUps = jest.spyOn(QueryWords.prototype, 'followerOf');
        const matcher = createMatcher({
          projects: [project({ id: 'again', content })],
          enterprises: [enterprise({ id: 'too', mainBusiness: content })],
        });
        const { contributions } = matcher.explain('again', 'too');
        const counted = lookUps.mock.calls.length;
        lookUps.mockRestore();
        const terms = contributions.flatMap(({ evidence }) => evidence.flatMap(({ terms: shown = [] }) => shown));
        for (const { project: onProject } of terms) expect(onProject.length).toBeLessThanOrEqual(MOST_PLACES);
        // The whole business is read once; product lines once more for the lines that are shown.
        expect(counted).toBeLessThanOrEqual(3 * MOST_PLACES * content.length);
      }),
      { numRuns: 6 },
    );
  });
});

describe('words of a project', () => {
  it.each(['煤制乙二醇', '煤制乙二醇led、白c#甲醇ev'])(
    'are found in texts as given as in texts that were folded and cut: %s',
    (name) => {
      const epoch = freezeEpoch([
        ...smallWorld().enterprises,
        enterprise({ id: 'latin', mainBusiness: 'LED、c#、ev、白、甲醇' }),
      ]);
      const words = new QueryWords(epoch, prepareProject(epoch, project({ id: 'p', name })));
      const pieces = [
        '煤',
        '甲醇',
        '乙',
        '二醇',
        '二',
        '白',
        'ＬＥＤ',
        'c#',
        'ev',
        'a',
        '㎡',
        '製',
        '制',
        '𠮷',
        '\ud842',
        '、',
        '　',
      ];
      fc.assert(
        fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (chosen) => {
          const text = chosen.join('');
          const found: number[] = [];
          const count = words.findPairs(text, found);
          const cut: number[] = [];
          const folded = foldText(text);
          eachToken(folded, (start, end) => {
            const term = words.termOf(folded, start, end);
            if (term >= 0) cut.push(term, start, end);
          });
          if (count >= 0) expect(found.slice(0, count)).toEqual(cut);
          else expect(text).toMatch(/[a-zＬ㎡白]|\ud842/);
        }),
      );
    },
  );
});
