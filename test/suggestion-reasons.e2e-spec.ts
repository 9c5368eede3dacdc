import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { MatchRunView, SuggestionPage, SuggestionView } from '@lianghuan/contracts';
import { WorkerModule } from '@lianghuan/worker';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type TestAgent from 'supertest/lib/agent.js';
import { type ApiContext, startApi } from './support/api.js';
import { refreshChains } from './support/chains.js';
import { waitFor } from './support/wait.js';

jest.setTimeout(60_000);

const JINSHA = '520523';

interface OfferOnWire {
  readonly id: string;
  readonly name: string;
  readonly areaName: string | null;
  readonly score: number;
  readonly parts: Readonly<Record<'need' | 'proximity' | 'certainty' | 'quantity', number>>;
  readonly reasons: readonly { readonly code: string }[];
  readonly needSource: string;
}

describe('a suggestion gives its reasons (check 11)', () => {
  let api: ApiContext;
  let worker: INestApplicationContext;
  let officer: TestAgent;
  let clerk: TestAgent;
  let suggestions: SuggestionView[];
  const ids: Record<'project' | 'maker' | 'stranger' | 'sand' | 'bottles', string> = {
    project: '', maker: '', stranger: '', sand: '', bottles: '',
  }; // prettier-ignore

  const get = async <T>(http: TestAgent, path: string) => (await http.get(`/api/v1/${path}`).expect(200)).body as T;
  const make = async (http: TestAgent, path: string, input: object) =>
    ((await http.post(`/api/v1/${path}`).send(input).expect(201)).body as { id: string }).id;
  const suggestionOf = (enterpriseId: string) => {
    const suggestion = suggestions.find(({ enterprise }) => enterprise.id === enterpriseId);
    if (suggestion === undefined) throw new Error(`${enterpriseId} was not suggested`);
    return suggestion;
  };

  beforeAll(async () => {
    api = await startApi();
    const manager = (await api.signIn('manager', ['manager'], 'SZF')).http;
    ({ http: officer } = await api.signIn('officer', ['promotion_officer'], 'TCJ'));
    ({ http: clerk } = await api.signIn('clerk', ['county_clerk'], `QX-${JINSHA}`));
    worker = await NestFactory.createApplicationContext(WorkerModule.with(api.config, api.owner.url), {
      logger: false,
    });
    await worker.init();

    // Two distillers wait for bottles that nobody makes in the county.
    for (const nth of ['一', '二'])
      await make(officer, 'enterprises', { name: `金沙第${nth}酱酒有限公司`, regionCode: JINSHA, products: ['酱香型白酒'] }); // prettier-ignore
    ids.maker = await make(officer, 'enterprises', { name: '山东某玻璃瓶有限公司', regionCode: '370000', province: '山东省', industryCodes: ['3055'], totalAssetsCny: '900000000.00', products: ['玻璃瓶', '酒瓶'] }); // prettier-ignore
    ids.stranger = await make(officer, 'enterprises', { name: '广东某玻璃有限公司', regionCode: '440000', province: '广东省', products: ['浮法玻璃'] }); // prettier-ignore
    ids.project = await make(clerk, 'projects', { name: '金沙县玻璃酒瓶生产项目', content: '以当地石英砂为原料，年产玻璃瓶2亿只', areaCode: JINSHA, industryCodes: ['3055'], totalInvestmentCny: '300000000.00' }); // prettier-ignore
    ids.sand = await make(clerk, 'resources', { name: '石英砂储量', kind: 'mineral', category: '石英砂', areaCode: JINSHA, quantityTotal: '3000', quantityUnit: '万吨', tier: 'advantage', statisticYear: 2022 }); // prettier-ignore
    ids.bottles = await make(clerk, 'markets', { name: '酒企采购玻璃瓶', kind: 'state_enterprise_purchasing', category: '玻璃瓶', areaCode: JINSHA, annualValueCny: '400000000.00', periodYear: 2022 }); // prettier-ignore

    await refreshChains(officer);
    const asked = (await manager.post('/api/v1/match-runs').send({}).expect(201)).body as MatchRunView;
    await waitFor('the match run', async () => {
      return (await get<MatchRunView>(manager, `match-runs/${asked.id}`)).status === 'done';
    });
    suggestions = (await get<SuggestionPage>(clerk, `projects/${ids.project}/suggestions`)).items;
  });
  afterAll(async () => {
    await worker?.close();
    await api?.close();
  });

  it('which resource and which market are put on the table, and why these', () => {
    const { rank, resource, market } = suggestionOf(ids.maker);
    expect(rank).toBe(1);
    expect(resource).toMatchObject({
      id: ids.sand, name: '石英砂储量', areaName: '金沙县', quantity: '3000', unit: '万吨', role: 'advantageBringsIndustry',
      needSource: 'project text',
    }); // prettier-ignore
    expect(resource?.reasons.map(({ code }) => code)).toEqual(expect.arrayContaining(['NAMED_IN_PROJECT', 'SAME_COUNTY', 'QUANTITY_KNOWN', 'TIER_ADVANTAGE'])); // prettier-ignore
    expect(market).toMatchObject({ id: ids.bottles, name: '酒企采购玻璃瓶', role: 'marketForIndustry' });
    for (const offer of [resource, market] as unknown as OfferOnWire[]) {
      const { need, proximity, certainty, quantity } = offer.parts;
      expect(Math.abs(need * proximity * certainty * quantity - offer.score)).toBeLessThan(1e-9);
    }
  });

  it('which gap of which chain it fills, by which rule', () => {
    const { chainGap } = suggestionOf(ids.maker);
    expect(chainGap).toMatchObject({
      chainName: '优质白酒', nodeName: '酒瓶与玻璃包装容器', areaName: '金沙县', gapClass: 'fill', rule: 'BUYERS_WAIT',
      facts: { enterprises: 0, buyers: 2 },
    }); // prettier-ignore
    expect(chainGap?.ruleVersion).toMatch(/./);
    const priority = chainGap?.parts.reduce((total, { contribution }) => total + contribution, 0) ?? 0;
    expect(Math.abs(priority - (chainGap?.priority ?? Number.NaN))).toBeLessThan(1e-9);
    // Who makes no bottles fills no gap.
    expect(suggestionOf(ids.stranger).chainGap).toBeNull();
  });

  it('keeps gap and points as the run found them, whatever is landed or corrected later', async () => {
    const before = suggestionOf(ids.maker);
    await make(officer, 'enterprises', { name: '金沙某玻璃瓶有限公司', regionCode: JINSHA, totalAssetsCny: '900000000.00', products: ['玻璃瓶'] }); // prettier-ignore
    await refreshChains(officer);
    const after = (await get<SuggestionPage>(clerk, `projects/${ids.project}/suggestions`)).items;
    const { chainGap, points } = after.find(({ enterprise }) => enterprise.id === ids.maker) ?? before;
    expect({ chainGap, points }).toEqual({ chainGap: before.chainGap, points: before.points });
  });

  it('how many points each part gave: each weight × value, all together the score', () => {
    expect(suggestions.length).toBeGreaterThan(1);
    for (const { score, contributions } of suggestions) {
      expect(new Set(contributions.map(({ criterion }) => criterion)).size).toBe(contributions.length);
      for (const { weight, value, contribution } of contributions)
        expect(Math.abs(weight * value - contribution)).toBeLessThan(1e-12);
      const sum = contributions.reduce((total, { contribution }) => total + contribution, 0);
      expect(Math.abs(sum - (score ?? Number.NaN))).toBeLessThan(1e-9);
    }
    for (const { score, resource, market, chainGap, points } of suggestions) {
      const given = Object.fromEntries(points?.parts.map(({ part, contribution }) => [part, contribution]) ?? []);
      expect(given['match']).toBe(score);
      for (const [part, worth] of [
        ['resource', resource?.score],
        ['market', market?.score],
        ['chainGap', chainGap?.priority],
      ] as const)
        if (worth === undefined) expect(given[part]).toBeUndefined();
        else expect(given[part]).toBeCloseTo(0.5 * worth, 12);
      const total = Object.values(given).reduce((sum, contribution) => sum + contribution, 0);
      expect(Math.abs(total - (points?.total ?? Number.NaN))).toBeLessThan(1e-9);
    }
    expect(suggestionOf(ids.maker).points?.parts.map(({ part }) => part)).toEqual([
      'match',
      'resource',
      'market',
      'chainGap',
    ]);
    const product = suggestionOf(ids.maker).contributions.find(({ criterion }) => criterion === 'product');
    expect(product?.contribution).toBeGreaterThan(0);
    expect(product?.evidence.length).toBeGreaterThan(0);
  });
});
