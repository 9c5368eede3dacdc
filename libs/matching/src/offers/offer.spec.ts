import { describe, expect, it } from '@jest/globals';
import { DEFAULT_NEEDS } from '../data/needs.js';
import { createMatcher } from '../match.js';
import type { MarketRecord, ProjectRecord, ResourceRecord } from '../model.js';
import { RelatedIndustries } from '../normalize/related-industries.js';
import { enterprise, project } from '../testing/records.js';
import { OfferFinder } from './offer.js';

const here = { province: '甲省', city: '乙市' };
const resources: ResourceRecord[] = [
  {
    id: 'coal',
    name: '煤炭可开采储量',
    category: '煤炭',
    ...here,
    quantity: 200,
    unit: '亿吨',
    year: 2020,
    tier: 'advantage',
    sourceKind: 'official',
    industryCodes: ['06'],
  },
  {
    id: 'phosphate',
    name: '磷矿储量',
    category: '磷矿',
    ...here,
    county: '丙县',
    quantity: 7,
    unit: '亿吨',
    year: 2022,
    sourceKind: 'official',
    industryCodes: ['10'],
  },
  {
    id: 'sun',
    name: '年日照小时数',
    category: '太阳能',
    ...here,
    county: '丁县',
    quantity: 1800,
    unit: '小时',
    year: 2022,
    tier: 'middle',
    sourceKind: 'official',
  },
  {
    id: 'land',
    name: '国土面积',
    category: '土地',
    ...here,
    quantity: 26_853,
    unit: '平方公里',
    year: 2022,
    sourceKind: 'official',
  },
  {
    id: 'herb',
    name: '天麻种植面积',
    category: '天麻',
    ...here,
    county: '丙县',
    year: 2022,
    tier: 'short',
    sourceKind: 'media',
  },
];
const markets: MarketRecord[] = [
  {
    id: 'people',
    name: '常住人口',
    category: '人口',
    ...here,
    value: 690,
    unit: '万人',
    year: 2020,
    sourceKind: 'official',
  },
  {
    id: 'insured',
    name: '医疗保险参保',
    category: '医药',
    ...here,
    value: 750,
    unit: '万人',
    year: 2021,
    sourceKind: 'official',
  },
  {
    id: 'city',
    name: '建成区面积',
    category: '城市建设',
    ...here,
    value: 100,
    unit: '平方公里',
    year: 2022,
    sourceKind: 'official',
  },
];

function offer(fields: Partial<ProjectRecord>, given = { resources, markets }) {
  const asked = project({ id: 'p', ...here, ...fields });
  return createMatcher({ projects: [asked], enterprises: [enterprise({ id: 'e' })], ...given }).offersFor('p', 'e');
}

describe('offers', () => {
  it('coal chemistry is offered coal, as an advantage that brings industry', () => {
    const { resource, strategy } = offer({ name: '煤制乙二醇项目', industryCodes: ['26'] });
    expect(resource).toMatchObject({ id: 'coal', strategy: 'advantageBringsIndustry', allocable: true });
    expect(resource?.reasons).toEqual(
      expect.arrayContaining(['NEED_INPUT', 'SAME_CITY', 'TIER_ADVANTAGE', 'QUANTITY_KNOWN']),
    );
    expect(strategy).toBe('advantageBringsIndustry');
  });

  it('keeps the next best beside the best, at most two of a side, none of them twice', () => {
    const { resource, furtherResources = [] } = offer({
      name: '煤磷化工一体化',
      content: '天麻 煤炭 磷矿',
      industryCodes: ['26'],
    });
    expect(furtherResources.length).toBeGreaterThan(0);
    expect(furtherResources.length).toBeLessThanOrEqual(2);
    const scores = [resource?.score ?? 0, ...furtherResources.map(({ score }) => score)];
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(new Set([resource?.id, ...furtherResources.map(({ id }) => id)]).size).toBe(1 + furtherResources.length);
  });

  it('an acronym counts as the chain it stands for', () => {
    expect(offer({ name: 'PGA项目', industryCodes: ['26'], county: '丙县' }).resource?.id).toBe('coal');
  });

  it('phosphate fertiliser in the county of the mine is offered the mine', () => {
    const { resource } = offer({ name: '磷肥项目', industryCodes: ['2622'], county: '丙县' });
    expect(resource).toMatchObject({ id: 'phosphate', strategy: 'middleIsDeveloped' });
    expect(resource?.reasons).toEqual(expect.arrayContaining(['SAME_COUNTY', 'TIER_ASSUMED_MIDDLE']));
  });

  it('medicine is offered its own herb and the insured; an unknown quantity may be shown, not allocated', () => {
    const { resource, market, strategy } = offer({ name: '天麻制剂项目', industryCodes: ['2740'], county: '丙县' });
    expect(resource).toMatchObject({ id: 'herb', strategy: 'shortageMeetsMarket', allocable: false });
    expect(resource?.reasons).toContain('QUANTITY_UNKNOWN');
    expect(market?.id).toBe('insured');
    expect(strategy).toBe('shortageMeetsMarket');
  });

  it('a description of the place is never an offer', () => {
    expect(offer({ name: '商品房项目', industryCodes: ['7010'] }).resource).toBeUndefined();
    expect(offer({ name: '商品房项目', industryCodes: ['7010'] }).market?.id).toBe('city');
  });

  it('scores are the product of their parts', () => {
    const { resource, market } = offer({ name: '光伏发电', industryCodes: ['4416'], county: '丁县' });
    expect(resource?.id).toBe('sun');
    for (const item of [resource, market]) {
      if (!item) continue;
      const { need, proximity, certainty, quantity } = item.parts;
      expect(item.score).toBeCloseTo(need * proximity * certainty * quantity, 12);
    }
  });

  it('nearer, newer and better attested facts win', () => {
    const base: ResourceRecord = {
      id: 'base',
      name: '煤炭储量',
      category: '煤炭',
      ...here,
      quantity: 1,
      year: 2022,
      sourceKind: 'official',
    };
    const win = (other: Partial<ResourceRecord>): string | undefined =>
      offer(
        { name: '煤矿', industryCodes: ['06'], county: '丙县' },
        { resources: [base, { ...base, id: 'other', ...other }], markets: [] },
      ).resource?.id;
    expect(win({ county: '丙县' })).toBe('other');
    expect(win({ city: '戊市' })).toBe('base');
    expect(win({ year: 2002 })).toBe('base');
    expect(win({ sourceKind: 'forum' })).toBe('base');
    expect(win({ stale: true })).toBe('base');
    expect(win({ tier: 'advantage' })).toBe('other');
  });

  it('offers nothing when nothing fits, and says so', () => {
    expect(offer({ name: '项目' }, { resources: [], markets: [] })).toEqual({
      reasons: ['NO_RESOURCE_FITS', 'NO_MARKET_FITS'],
    });
  });

  it('a statistic is an argument: what can be given comes first, and it is never allocable', () => {
    const land: ResourceRecord = { id: 'plot', name: '标准地', category: '土地', ...here, quantity: 900, unit: '亩', year: 2022, sourceKind: 'official' }; // prettier-ignore
    const given = { resources: [{ ...land, id: 'fields', name: '耕地面积', county: '丙县', isStatistic: true }, land], markets: markets.map((m) => ({ ...m, isStatistic: true })) }; // prettier-ignore
    const { resource, market, furtherResources } = offer({ name: '物流园', industryCodes: ['4810'], county: '丙县' }, given); // prettier-ignore
    expect(resource?.id).toBe('plot');
    expect(furtherResources?.[0]).toMatchObject({ id: 'fields', allocable: false });
    expect(furtherResources?.[0]?.reasons).toContain('STATISTIC');
    if (market) expect(market.allocable).toBe(false);
  });

  it('where statistics are among the best, what can be given is kept behind them', () => {
    const fields = (id: string, name: string): ResourceRecord => ({ id, name, category: '土地', ...here, county: '丙县', quantity: 900, unit: '亩', year: 2022, sourceKind: 'official', isStatistic: true }); // prettier-ignore
    const plot: ResourceRecord = { ...fields('plot', '邻县标准地'), county: '丁县', tier: 'short', isStatistic: false };
    const given = [fields('a', '耕地面积'), fields('b', '园地面积'), fields('c', '荒地面积'), plot];
    const { resource, furtherResources = [] } = offer({ name: '物流园', industryCodes: ['4810'], county: '丙县' }, { resources: given, markets: [] }); // prettier-ignore
    expect([resource, ...furtherResources].map((item) => item?.allocable)).toEqual([false, false, false, true]);
    expect(furtherResources.at(-1)?.id).toBe('plot');
  });

  it('cheap power is for those who use it, not for those who sell it', () => {
    const price: ResourceRecord = { id: 'price', name: '电价较沿海地区低', category: '要素成本', ...here, quantity: 0.3, unit: '元/千瓦时', year: 2022, industryCodes: ['44'], sourceKind: 'official' }; // prettier-ignore
    const given = { resources: [price], markets: [] };
    expect(offer({ name: '智算中心', industryCodes: ['6450'] }, given).resource?.id).toBe('price');
    expect(offer({ name: '百草坪风电场', industryCodes: ['4415'] }, given).resource).toBeUndefined();
  });

  it('a number of establishments comes behind what they buy', () => {
    const bought: MarketRecord = { id: 'bought', name: '采购农产品', category: '农产品外销', ...here, value: 16, unit: '亿元', year: 2022, sourceKind: 'official' }; // prettier-ignore
    const counted: MarketRecord = { ...bought, id: 'counted', name: '菜篮子基地', value: 119, unit: '个', year: 2023 };
    const { market } = offer(
      { name: '牛肉加工', industryCodes: ['1353'] },
      { resources: [], markets: [counted, bought] },
    );
    expect(market?.id).toBe('bought');
  });

  it('what was found for one enterprise is the same as if it had been asked for first', () => {
    const asked = project({ id: 'p', ...here, name: '产业园项目', content: '煤炭 天麻', industryCodes: ['26'] });
    const finder = () => new OfferFinder(resources, markets, DEFAULT_NEEDS, new RelatedIndustries([]), undefined);
    const shared = finder();
    for (const enterpriseCodes of [['26'], ['44'], ['27'], [], ['26', '44'], ['13'], ['44']]) {
      const request = { project: asked, projectCodes: ['26'], enterpriseCodes };
      expect(shared.find(request)).toEqual(finder().find(request));
    }
    const elsewhere = { project: { ...asked, county: '丁县' }, projectCodes: ['44'], enterpriseCodes: ['44'] };
    expect(shared.find(elsewhere)).toEqual(finder().find(elsewhere));
  });

  it('the matrix can be replaced', () => {
    const matcher = createMatcher(
      {
        projects: [project({ id: 'p', ...here, industryCodes: ['8010'] })],
        enterprises: [enterprise({ id: 'e' })],
        resources,
        markets,
      },
      { needs: [{ industryCode: '80', side: 'resource', category: '太阳能', strength: 1, source: 'test' }] },
    );
    expect(matcher.offersFor('p', 'e').resource).toMatchObject({ id: 'sun', needSource: 'test: 80 → 太阳能' });
  });
});
