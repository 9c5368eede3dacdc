import { describe, expect, it } from '@jest/globals';
import { createMatcher } from '../match.js';
import type { Contribution } from '../model.js';
import { enterprise, project, smallWorld } from '../testing/records.js';
import { REASONS } from './names.js';
import { explainInWords } from './words.js';

describe('explanations in words', () => {
  const world = smallWorld();
  const matcher = createMatcher(
    {
      ...world,
      resources: [
        {
          id: 'r',
          name: '煤炭储量',
          category: '煤炭',
          province: '贵州',
          quantity: 5,
          unit: '亿吨',
          year: 2022,
          tier: 'advantage',
        },
      ],
    },
    { industries: [{ code: '26', name: '化学原料和化学制品制造业' }] },
  );
  const [best] = matcher.enterprisesFor('coal');

  it('says every part of a suggestion in both languages, with its sum', () => {
    for (const locale of ['zh-CN', 'en'] as const) {
      for (const part of best?.contributions ?? []) {
        const sentence = explainInWords(part, locale);
        expect(sentence).toContain(
          `${part.weight.toFixed(2)} × ${part.value.toFixed(2)} = ${part.contribution.toFixed(2)}`,
        );
        expect(sentence).not.toMatch(/undefined|NaN|\{/);
      }
      for (const result of best?.constraints ?? [])
        expect(explainInWords(result, locale)).not.toMatch(/[A-Z]{2,}_|undefined/);
    }
  });

  it('shows the words, the codes with names, and the offer by its role', () => {
    const [words, , , , , codes] = best?.contributions ?? [];
    expect(words && explainInWords(words, 'zh-CN')).toContain('「乙二醇」');
    expect(codes && explainInWords(codes, 'zh-CN')).toContain('26 化学原料和化学制品制造业');
    expect(best?.offer && explainInWords(best.offer, 'zh-CN')).toMatch(
      /^【优势资源带产业】以资源换投资：贵州煤炭储量 5亿吨（2022年）/,
    );
    expect(best?.offer && explainInWords(best.offer, 'en')).toContain('no market fits');
    expect(best?.counterArgument && explainInWords(best.counterArgument, 'zh-CN')).toContain('最大疑点');
  });

  it('names each word once, whatever fields it stands in, and says who writes what', () => {
    const span = [{ field: 'name' as const, start: 0, end: 2 }];
    const shared = { term: '天麻', weight: 1, project: span, enterprise: span };
    const alias = { term: '发电', weight: 0.5, project: [], enterprise: span, aliasOf: '光伏' };
    const contribution: Contribution = {
      criterion: 'words', weight: 1, value: 1, contribution: 1, known: true,
      evidence: [
        { kind: 'words', field: 'mainBusiness', terms: [shared] },
        { kind: 'words', field: 'name', terms: [shared, alias, { ...shared, term: '麻' }] },
      ],
    }; // prettier-ignore
    expect(explainInWords(contribution, 'zh-CN')).toContain(
      '：双方都写到「天麻」；企业写到「发电」，与项目的「光伏」意思相近（1.00',
    );
    expect(explainInWords(contribution, 'en')).toContain(': both speak of 「天麻」; the enterprise speaks of 「发电」');
    const evidence = [
      {
        kind: 'product' as const,
        field: 'products.0',
        product: { name: '太阳能电站', span: { field: 'products.0', start: 0, end: 5 } },
        terms: [alias],
      },
    ];
    const byProduct: Contribution = { ...contribution, criterion: 'product', evidence };
    expect(explainInWords(byProduct, 'zh-CN')).toContain('产品「太阳能电站」对应项目中的「光伏」');
  });

  it('names whole words, not the pieces both texts happen to agree in', () => {
    const enterprises = [
      enterprise({ id: 'wind', products: [{ name: '风力发电站运维' }, { name: '伴生天然气' }] }),
      enterprise({ id: 'lines', products: ['发电', '天麻', '天然气', '高标准农田'].map((name) => ({ name })) }),
    ];
    const termsOf = (name: string) => {
      const [words] = createMatcher({ projects: [project({ id: 'p', name })], enterprises }).explain('p', 'wind').contributions; // prettier-ignore
      const shown = words.evidence.flatMap(({ terms = [] }) => terms);
      return shown.map(({ term, project: places }) => [term, places.map(({ start, end }) => name.slice(start, end))]);
    };
    // 力发电站 is what they agree in, 生天 likewise; the second is no word at all.
    expect(termsOf('水力发电站坝')).toEqual([['发电', ['发电']]]);
    expect(termsOf('野生天麻园')).toEqual([]);
    expect(termsOf('力发电站')).toEqual([['力发电站', ['力发电站']]]);
  });

  it('looks for no words of one meaning in jargon that is left out', () => {
    const input = {
      projects: [project({ id: 'p', name: '光伏基地' })],
      enterprises: [enterprise({ id: 'sun', products: [{ name: '太阳能' }] })],
    };
    const meant = (jargon: string[]) =>
      createMatcher(input, { aliases: [['光伏', '太阳能']], jargon }).explain('p', 'sun').contributions[0].evidence.flatMap(({ terms = [] }) => terms.map(({ term, aliasOf }) => [term, aliasOf])); // prettier-ignore
    expect(meant(['基地'])).toEqual([['太阳能', '光伏']]);
    expect(meant(['光伏基地'])).toEqual([]);
  });

  it('says of a pair of unrelated trades that shares but a word that it is no clear fit, and doubts that first', () => {
    const home = project({ id: 'p', name: '老年养护院', industryCodes: ['85'] });
    const firm = (id: string, mainBusiness: string, code?: string) =>
      enterprise({ id, mainBusiness, industryCodes: code === undefined ? [] : [code] });
    const enterprises = [
      firm('roads', '公路养护', '48'),
      firm('care', '老年养护院运营', '48'),
      firm('peer', '养护', '85'),
      firm('unknown', '公路养护'),
      firm('other', '水泥', '30'),
    ];
    const matcherOfHome = createMatcher({ projects: [home], enterprises });
    const pair = (id: string) => matcherOfHome.explain('p', id);
    expect(pair('roads').fit).toEqual({ verdict: 'doubtful', reason: 'LITTLE_IN_COMMON' });
    expect(pair('unknown').fit.reason).toBe('LITTLE_IN_COMMON_TRADE_UNKNOWN');
    expect(pair('other').fit).toMatchObject({ verdict: 'doubtful' });
    expect(pair('care').fit).toEqual({ verdict: 'clear', reason: 'TEXTS_AGREE' });
    expect(pair('peer').fit).toEqual({ verdict: 'clear', reason: 'TRADES_RELATED' });
    expect(matcherOfHome.enterprisesFor('p').find(({ enterpriseId }) => enterpriseId === 'roads')?.fit).toEqual(
      pair('roads').fit,
    );
    expect(explainInWords(pair('roads').fit, 'zh-CN')).toBe('不明显对口：行业不相近，业务文字也只有零星相同');
    expect(explainInWords(pair('care').fit, 'en')).toBe('clear fit: the trades are not related, but the texts agree');
    expect(pair('peer').counterArgument?.reason).not.toBe('NO_CLEAR_FIT');
    const doubt = pair('roads').counterArgument;
    expect(doubt).toMatchObject({ criterion: 'codes', reason: 'NO_CLEAR_FIT', terms: ['养护'] });
    expect(doubt && explainInWords(doubt, 'zh-CN')).toBe('最大疑点：双方相同的词只有「养护」，须核实是不是一回事');
    expect(doubt && explainInWords({ ...doubt, terms: [] }, 'en')).toContain('no word in common');
  });

  it('says why not', () => {
    const explained = createMatcher(world, { top: 1 }).explain('coal', 'E30');
    expect(explained.whyNot.map((reason) => explainInWords(reason, 'zh-CN')).join()).toMatch(
      /排第 \d+ 位，未进入前 1 位/,
    );
  });

  it('has both languages for every reason', () => {
    for (const reason of Object.values(REASONS)) expect(Object.keys(reason).sort()).toEqual(['en', 'zh-CN']);
  });
});
