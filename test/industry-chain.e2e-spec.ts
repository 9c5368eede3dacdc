import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ChainDetail, ChainGapPage, ChainList, ChainNodeDetail } from '@lianghuan/contracts';
import { WorkerModule } from '@lianghuan/worker';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type TestAgent from 'supertest/lib/agent.js';
import { type ApiContext, startApi } from './support/api.js';
import { refreshChains } from './support/chains.js';

jest.setTimeout(60_000);

describe('industry chains over HTTP', () => {
  let api: ApiContext;
  let worker: INestApplicationContext;
  let officer: TestAgent;
  let clerk: TestAgent;

  const get = async <T>(http: TestAgent, path: string) => (await http.get(`/api/v1/${path}`).expect(200)).body as T;
  const refresh = () => refreshChains(officer);
  const enterprise = async (name: string, fields: object) =>
    (
      await officer
        .post('/api/v1/enterprises')
        .send({ name, sourceKind: 'entered', ...fields })
        .expect(201)
    ).body as { id: string };

  beforeAll(async () => {
    api = await startApi();
    ({ http: officer } = await api.signIn('officer', ['promotion_officer'], 'TCJ'));
    ({ http: clerk } = await api.signIn('clerk', ['county_clerk'], 'QX-520523'));
    worker = await NestFactory.createApplicationContext(WorkerModule.with(api.config, api.owner.url), {
      logger: false,
    });
    await worker.init();
  });
  afterAll(async () => {
    await worker?.close();
    await api?.close();
  });

  it('report a node with no local enterprise and two downstream buyers as 补链, with target enterprises (check 19)', async () => {
    await enterprise('金沙第一酱酒有限公司', { regionCode: '520523', products: ['酱香型白酒'] });
    await enterprise('金沙第二酱酒有限公司', { regionCode: '520523', products: ['酱香型白酒'] });
    const maker = await enterprise('山东某玻璃瓶有限公司', { regionCode: '370000', products: ['玻璃瓶', '酒瓶'] });
    await refresh();
    const { items: chains } = await get<ChainList>(clerk, 'industry-chains?areaCode=520523');
    const liquor = chains.find(({ name }) => name === '优质白酒');
    expect(liquor?.counts).toMatchObject({ nodes: 9, occupiedNodes: 1 });
    expect(liquor?.parks).toEqual(['金沙经开区']);
    const gaps = await get<ChainGapPage>(
      clerk,
      `industry-chains/gaps?areaCode=520523&chainId=${liquor?.id}&gapClass=fill`,
    );
    const bottle = gaps.items.find(({ nodeName }) => nodeName === '酒瓶与玻璃包装容器');
    expect(bottle?.verdict).toMatchObject({ gapClass: 'fill', rule: 'BUYERS_WAIT', facts: { enterprises: 0, buyers: 2 } }); // prettier-ignore
    expect(bottle?.verdict.parks).toEqual([{ park: '金沙经开区', by: 'chain' }]);
    expect(bottle?.fillerNames).toEqual(['山东某玻璃瓶有限公司']);
    const node = await get<ChainNodeDetail>(clerk, `chain-nodes/${bottle?.nodeId}?areaCode=520523`);
    expect(node.fillers).toMatchObject([
      { enterpriseId: maker.id, evidence: [{ kind: 'word', word: '玻璃瓶' }, { field: 'name' }] },
    ]);
    expect(node.can).toEqual({ update: false, createLead: true });
  });

  it('take a plant of its own away from the gaps within the next refresh', async () => {
    await enterprise('金沙玻璃瓶有限公司', {
      regionCode: '520523',
      products: ['玻璃瓶'],
      totalAssetsCny: '500000000.00',
    });
    await refresh();
    const { items } = await get<ChainGapPage>(clerk, 'industry-chains/gaps?areaCode=520523&pageSize=100');
    expect(items.filter(({ nodeName }) => nodeName === '酒瓶与玻璃包装容器')).toEqual([]);
    const place = await get<{ present: { nodeName: string }[] }>(clerk, 'industry-chains/place?areaCode=520523');
    expect(place.present.map(({ nodeName }) => nodeName)).toContain('酒瓶与玻璃包装容器');
  });

  it('are changed by those who may, with reason and version, and by nobody else', async () => {
    const { items } = await get<ChainList>(officer, 'industry-chains');
    const tea = await get<ChainDetail>(officer, `industry-chains/${items.find(({ name }) => name === '茶叶')?.id}`);
    const keyOf = new Map(tea.nodes.map(({ id, key }) => [id, key]));
    const graph = {
      name: tea.name,
      summary: tea.summary,
      industryCodes: tea.industryCodes,
      nodes: tea.nodes.map(({ key, name, industryCodes, words, exceptWords }) => ({ key, name, industryCodes, words, exceptWords })), // prettier-ignore
      edges: tea.edges.map(({ fromNodeId, toNodeId, kind }) => ({ from: keyOf.get(fromNodeId), to: keyOf.get(toNodeId), kind })), // prettier-ignore
      version: tea.version,
      reason: '补充抹茶',
    };
    await clerk.patch(`/api/v1/industry-chains/${tea.id}`).send(graph).expect(403);
    await officer
      .patch(`/api/v1/industry-chains/${tea.id}`)
      .send({ ...graph, reason: '' })
      .expect(400);
    const words = [...graph.nodes[1].words, '抹茶'];
    const nodes = graph.nodes.map((node, index) => (index === 1 ? { ...node, words } : node));
    const { body } = await officer
      .patch(`/api/v1/industry-chains/${tea.id}`)
      .send({ ...graph, nodes })
      .expect(200);
    expect((body as ChainDetail).version).toBe(2);
    expect((body as ChainDetail).nodes[1]).toMatchObject({ words, basis: 'entered', id: tea.nodes[1].id });
    expect((body as ChainDetail).nodes[0].basis).toBe('gbt4754');
    await officer
      .patch(`/api/v1/industry-chains/${tea.id}`)
      .send({ ...graph, nodes })
      .expect(409);
    const versions = await get<{ version: number; reason: string | null }[]>(clerk, `industry-chains/${tea.id}/versions`); // prettier-ignore
    expect(versions.map(({ version, reason }) => [version, reason])).toEqual([
      [2, '补充抹茶'],
      [1, null],
    ]);
  });

  it('answer nobody without the permission, and a wrong address with a code', async () => {
    const { http: bank } = await api.signIn('bank', ['bank_user'], 'TCJ');
    for (const path of ['industry-chains', 'industry-chains/matrix', 'industry-chains/gaps', 'industry-chains/place']) {
      await bank.get(`/api/v1/${path}`).expect(403);
      await api.anonymous().get(`/api/v1/${path}`).expect(401);
    }
    await clerk.post('/api/v1/chain-refreshes').send({}).expect(403);
    const missing = '00000000-0000-7000-8000-000000000000';
    expect((await clerk.get(`/api/v1/industry-chains/${missing}`).expect(404)).body.code).toBe('CHAIN_NOT_FOUND');
    expect((await clerk.get(`/api/v1/chain-nodes/${missing}`).expect(404)).body.code).toBe('CHAIN_NODE_NOT_FOUND');
    expect((await clerk.get('/api/v1/industry-chains?areaCode=999').expect(400)).body.code).toBe('UNKNOWN_AREA');
  });
});
