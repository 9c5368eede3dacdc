import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiContext, startApi } from './support/api.js';

describe('targets and published statistics over HTTP', () => {
  let api: ApiContext;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  it('shows the targets of the notice with comparator and paragraph', async () => {
    const { http } = await api.signIn('clerk', ['county_clerk'], 'QX-520524');
    const targets = (await http.get('/api/v1/targets?year=2023').expect(200)).body as { code: string }[];
    expect(targets).toHaveLength(35);
    expect(targets.find(({ code }) => code === 'F1')).toMatchObject({
      comparator: 'around',
      value: '550',
      unit: '亿元',
      toleranceShare: 0.02,
      clause: '一(二)、34',
    });
    expect(targets.find(({ code }) => code === 'T24')).toMatchObject({ comparator: 'range', value: '3', valueTo: '5' });
    expect((await http.get('/api/v1/targets?year=2024').expect(200)).body).toEqual([]);
    await http.get('/api/v1/targets?year=zweitausend').expect(400);
  });

  it('gives 84 projects and 361.52亿元 both ways (acceptance check 2)', async () => {
    const { http } = await api.signIn('manager', ['manager'], 'SZF');
    const { body } = await http.get('/api/v1/published-statistics/collective-start-2023q1').expect(200);
    expect(body).toMatchObject({ totalCount: 84, totalAmountYi: '361.52' });
    const cents = (parts: { amountYi: string }[]) =>
      parts.reduce((sum, p) => sum + Math.round(Number(p.amountYi) * 100), 0);
    expect(cents(body.byArea)).toBe(36152);
    expect(cents(body.byField)).toBe(36152);
    expect((await http.get('/api/v1/published-statistics/unknown').expect(404)).body.code).toBe('NOT_FOUND');
  });

  it('answers nobody without the permission', async () => {
    const { http } = await api.signIn('bank', ['bank_user'], 'TJJ');
    await http.get('/api/v1/targets').expect(403);
    await api.anonymous().get('/api/v1/targets').expect(401);
  });
});
