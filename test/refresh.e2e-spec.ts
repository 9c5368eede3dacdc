import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { HomeView, MatchRunView, ResourceView, SuggestionPage } from '@lianghuan/contracts';
import type { Actor } from '@lianghuan/platform';
import { WorkerModule } from '@lianghuan/worker';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type TestAgent from 'supertest/lib/agent.js';
import { type ApiContext, startApi } from './support/api.js';
import { makeRegister } from './support/match-register.js';
import { waitFor } from './support/wait.js';

jest.setTimeout(60_000);

const ZHIJIN = '520524';
const EXPIRED = '2020-12-31';
const THIS_YEAR = new Date().getFullYear();
const LATER = `${THIS_YEAR + 5}-12-31`;
/** What a fact loses that nobody confirmed in time (STALE_SHARE of the matching library). */
const STALE_SHARE = 0.6;

interface OfferOnWire {
  readonly id: string;
  readonly score: number;
  readonly parts: { readonly certainty: number };
  readonly reasons: readonly { readonly code: string }[];
  readonly further?: readonly OfferOnWire[];
}

describe('what is not confirmed within its validity (check 18)', () => {
  let api: ApiContext;
  let worker: INestApplicationContext;
  let manager: TestAgent;
  let zhijin: TestAgent;
  let clerk: Actor;
  let dafang: TestAgent;
  /** A county project whose text names coal. */
  let projectId: string;
  let expired: ResourceView;
  let rival: ResourceView;

  const toRefresh = async (http: TestAgent, register: 'resource' | 'market' = 'resource') => {
    const { toRefresh: panels } = (await http.get('/api/v1/home').expect(200)).body as HomeView;
    const panel = panels.find((each) => each.register === register);
    if (panel === undefined) throw new Error(`no ${register} on the home page`);
    const list = (await http.get(`/api/v1${panel.path}`).expect(200)).body as {
      total: number;
      items: { id: string }[];
    };
    expect(list.total).toBe(panel.count);
    const shown = panel.rows.map(({ id }) => id);
    expect(list.items.slice(0, shown.length).map(({ id }) => id)).toEqual(shown);
    return { count: panel.count, rows: panel.rows, ids: list.items.map(({ id }) => id) };
  };
  const coal = async (fields: object) =>
    (
      await zhijin
        .post('/api/v1/resources')
        .send({ kind: 'mineral', category: '煤炭', areaCode: ZHIJIN, industryCodes: ['06'], quantityTotal: '100', quantityUnit: '亿吨', tier: 'advantage', statisticYear: 2022, ...fields })
        .expect(201)
    ).body as ResourceView; // prettier-ignore
  /** The resources a new run puts on the table for the project, the best first. */
  const offered = async (): Promise<OfferOnWire[]> => {
    const asked = (await manager.post('/api/v1/match-runs').send({ projectIds: [projectId] }).expect(201)).body as MatchRunView; // prettier-ignore
    await waitFor('the match run', async () => {
      const run = (await manager.get(`/api/v1/match-runs/${asked.id}`).expect(200)).body as MatchRunView;
      return run.status === 'done';
    });
    const page = (await zhijin.get(`/api/v1/projects/${projectId}/suggestions`).expect(200)).body as SuggestionPage;
    expect(page.matchRun?.id).toBe(asked.id);
    const best = page.items[0].resource as unknown as OfferOnWire;
    return [best, ...(best.further ?? [])];
  };

  beforeAll(async () => {
    api = await startApi();
    const register = await makeRegister(api.owner, { projects: 12, enterprises: 20 });
    projectId = register.projects[3].id;
    ({ http: manager } = await api.signIn('manager', ['manager'], 'SZF'));
    ({ http: zhijin, actor: clerk } = await api.signIn('zhijin', ['county_clerk'], 'QX-520524'));
    ({ http: dafang } = await api.signIn('dafang', ['county_clerk'], 'QX-520521'));
    worker = await NestFactory.createApplicationContext(WorkerModule.with(api.config, api.owner.url), {
      logger: false,
    });
    await worker.init();
    expired = await coal({
      name: '织金无烟煤储量',
      sourceKind: 'official',
      surveyedOn: '2019-12-31',
      validUntil: EXPIRED,
    });
    rival = await coal({ name: '织金焦煤储量', sourceKind: 'media', validUntil: LATER });
  });
  afterAll(async () => {
    await worker?.close();
    await api?.close();
  });

  it('stands on the list of its own county alone, counted as the list has it', async () => {
    expect(expired.freshness).toBe('stale');
    const own = await toRefresh(zhijin);
    expect(own).toMatchObject({ count: 1, ids: [expired.id] });
    expect(own.rows).toMatchObject([{ name: '织金无烟煤储量', freshness: 'stale', validUntil: EXPIRED }]);
    expect(await toRefresh(dafang)).toMatchObject({ count: 0, ids: [] });
    // Who writes for the whole city is not asked to confirm what the counties keep.
    expect(((await manager.get('/api/v1/home').expect(200)).body as HomeView).toRefresh).toEqual([]);
  });

  it('is offered below what is certain, until its county confirms it; then it rises and leaves the list', async () => {
    const before = await offered();
    expect(before[0].id).toBe(rival.id);
    const lowered = before.find(({ id }) => id === expired.id);
    expect(lowered?.reasons).toContainEqual({ code: 'FACT_STALE' });
    expect(lowered?.score).toBeLessThan(before[0].score);

    const address = `/api/v1/resources/${expired.id}/confirm`;
    expect((await dafang.post(address).send({ version: 1 }).expect(403)).body.code).toBe('AREA_FORBIDDEN');
    const { http: bank } = await api.signIn('bank', ['bank_user'], 'SZF');
    expect((await bank.post(address).send({ version: 1 }).expect(403)).body.code).toBe('FORBIDDEN');
    await zhijin.post(address).send({}).expect(400);
    expect((await toRefresh(zhijin)).count).toBe(1);

    const confirmed = (await zhijin.post(address).send({ version: 1 }).expect(201)).body as ResourceView;
    expect(confirmed).toMatchObject({ version: 2, freshness: 'fresh', confirmedBy: clerk.displayName, verifiedBy: null, surveyedOn: '2019-12-31' }); // prettier-ignore
    const { confirmedOn, validUntil } = confirmed;
    expect(Date.parse(validUntil ?? '') - Date.parse(confirmedOn ?? '')).toBeGreaterThanOrEqual(365 * 86_400_000);
    expect((await zhijin.post(address).send({ version: 1 }).expect(409)).body.code).toBe('VERSION_CONFLICT');
    const entries = await api.owner.sql(
      `SELECT actor_id, reason, old_values ->> 'valid_until' AS "from", new_values ->> 'valid_until' AS "to"
       FROM audit_entry WHERE table_name = 'resource' AND row_id = $1 AND action = 'UPDATE'`,
      [expired.id],
    );
    expect(entries).toEqual([{ actor_id: clerk.id, reason: '仍属实', from: EXPIRED, to: validUntil }]);
    expect(await toRefresh(zhijin)).toMatchObject({ count: 0, ids: [] });

    const after = await offered();
    expect(after[0].id).toBe(expired.id);
    expect(after[0].reasons).not.toContainEqual({ code: 'FACT_STALE' });
    expect(lowered?.parts.certainty).toBeCloseTo(after[0].parts.certainty * STALE_SHARE, 12);
    expect(lowered?.score).toBeCloseTo(after[0].score * STALE_SHARE, 12);
  });

  it('holds for a year from its survey where nobody said until when, and no day of it is out of the question', async () => {
    const old = await coal({ name: '织金旧煤储量', sourceKind: 'official', surveyedOn: '2020-01-01' });
    expect(old).toMatchObject({ validUntil: '2021-01-01', freshness: 'stale' });
    expect((await toRefresh(zhijin)).ids).toContain(old.id);
    const patch = (fields: object, version = old.version) =>
      zhijin.patch(`/api/v1/resources/${old.id}`).send({ ...fields, version });
    for (const [fields, path, code] of [
      [{ surveyedOn: '2099-01-01' }, 'surveyedOn', 'in_the_future'],
      [{ verifiedOn: '2099-01-01' }, 'verifiedOn', 'in_the_future'],
      [{ validUntil: '2999-01-01' }, 'validUntil', 'too_late'],
      [{ validUntil: '2019-12-31' }, 'validUntil', 'before_survey'],
    ] as const) {
      expect((await patch(fields).expect(400)).body.details.issues).toMatchObject([{ path, code }]);
    }
    // Surveyed anew, it holds for a year from then; what is emptied is worked out again.
    const anew = (await patch({ surveyedOn: `${THIS_YEAR - 1}-12-31` }).expect(200)).body as ResourceView;
    expect(anew.validUntil).toBe(`${THIS_YEAR}-12-31`);
    const emptied = (await patch({ validUntil: null }, anew.version).expect(200)).body as ResourceView;
    expect(emptied.validUntil).toBe(`${THIS_YEAR}-12-31`);
    await zhijin.post(`/api/v1/resources/${old.id}/archive`).send({ reason: '采完' }).expect(201);
  });

  it('is a market as well as a resource; what holds longer than a year is not cut short, what is archived not confirmed', async () => {
    const { body: market } = await zhijin
      .post('/api/v1/markets')
      .send({ name: '校服采购', kind: 'public_procurement', areaCode: ZHIJIN, validUntil: EXPIRED })
      .expect(201);
    expect(await toRefresh(zhijin, 'market')).toMatchObject({ count: 1, ids: [market.id] });
    await dafang.post(`/api/v1/markets/${market.id}/confirm`).send({ version: 1 }).expect(403);
    await zhijin.post(`/api/v1/markets/${market.id}/confirm`).send({ version: 1 }).expect(201);
    expect(await toRefresh(zhijin, 'market')).toMatchObject({ count: 0, ids: [] });

    const long = await zhijin.post(`/api/v1/resources/${rival.id}/confirm`).send({ version: 1 }).expect(201);
    expect(long.body).toMatchObject({ validUntil: LATER, confirmedBy: clerk.displayName });
    await zhijin.post(`/api/v1/resources/${rival.id}/archive`).send({ reason: '采完' }).expect(201);
    const archived = await zhijin.post(`/api/v1/resources/${rival.id}/confirm`).send({ version: 3 }).expect(409);
    expect(archived.body.code).toBe('ALREADY_ARCHIVED');
  });
});
