import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BulkEditService, ChangeUndoService } from '@lianghuan/crm';
import type { BulkEditRowView } from '@lianghuan/contracts';
import type TestAgent from 'supertest/lib/agent.js';
import { type ApiContext, startApi } from './support/api.js';

const PATH = '/api/v1/bulk-edits';
const ZHIJIN = '520524';
const DAFANG = '520521';

describe('bulk edits', () => {
  let api: ApiContext;
  let zhijin: TestAgent;
  let clerkId: string | null;
  let dafang: TestAgent;
  let ids: string[];
  let foreign: string;
  beforeAll(async () => {
    api = await startApi();
    const signedIn = await api.signIn('zhijin', ['county_clerk'], 'QX-520524');
    [zhijin, clerkId] = [signedIn.http, signedIn.actor.id];
    ({ http: dafang } = await api.signIn('dafang', ['county_clerk'], 'QX-520521'));
    const make = async (http: TestAgent, name: string, areaCode: string) =>
      (await http.post('/api/v1/resources').send({ name, kind: 'mineral', areaCode }).expect(201)).body.id as string;
    ids = [];
    for (const name of ['无烟煤', '磷矿', '铁矿', '石灰石']) ids.push(await make(zhijin, name, ZHIJIN));
    foreign = await make(dafang, '大方的煤', DAFANG);
  });
  afterAll(() => api.close());

  const check = (http: TestAgent, more: object) => http.post(PATH).send({ register: 'resource', ...more });
  const rowsOf = async (http: TestAgent, id: string, query: object = {}) =>
    (await http.get(`${PATH}/${id}/rows`).query(query).expect(200)).body.items as BulkEditRowView[];
  const read = async (id: string) => (await zhijin.get(`/api/v1/resources/${id}`).expect(200)).body;

  it('show what would happen to each row and why not to the others, and change nothing before they are committed', async () => {
    await zhijin.patch(`/api/v1/resources/${ids[3]}`).send({ tier: 'advantage', version: 1 }).expect(200);
    const { body: edit } = await check(zhijin, { field: 'tier', value: 'advantage', ids: [...ids, foreign] }).expect(
      201,
    );
    expect(edit).toMatchObject({ status: 'checked', counts: { change: 3, unchanged: 1, refused: 1, changed: 0 }, can: { commit: true, cancel: true, undo: false } }); // prettier-ignore
    expect((await rowsOf(zhijin, edit.id))[0]).toMatchObject({ rowId: foreign, outcome: 'refused', errorCode: 'AREA_FORBIDDEN' }); // prettier-ignore
    expect((await read(ids[0])).version).toBe(1);
    await dafang.get(`${PATH}/${edit.id}`).expect(404);
    await dafang.get(`${PATH}/${edit.id}/rows`).expect(404);
    await dafang.post(`${PATH}/${edit.id}/commit`).send({ reason: '不是我的' }).expect(404);
    expect((await dafang.get(PATH).expect(200)).body.total).toBe(0);

    // Somebody is faster with one of them.
    await zhijin.patch(`/api/v1/resources/${ids[2]}`).send({ note: '改过', version: 1 }).expect(200);
    const { body: done } = await zhijin.post(`${PATH}/${edit.id}/commit`).send({ reason: '按梯度清单' }).expect(201);
    expect(done).toMatchObject({ status: 'done', progressDone: 3, progressTotal: 3, counts: { change: 0, unchanged: 1, refused: 2, changed: 2 } }); // prettier-ignore
    const refused = await rowsOf(zhijin, edit.id, { outcome: 'refused' });
    expect(refused.map(({ rowId, errorCode }) => [rowId, errorCode])).toEqual([
      [ids[2], 'VERSION_CONFLICT'],
      [foreign, 'AREA_FORBIDDEN'],
    ]);
    expect(await Promise.all([ids[0], ids[1], ids[2], foreign].map(async (id) => (await read(id)).tier))).toEqual([
      'advantage',
      'advantage',
      null,
      null,
    ]);
    const trail = await api.owner.sql<{ reason: string; actor_id: string; new_values: object }>(
      `SELECT reason, actor_id, new_values FROM audit_entry WHERE table_name = 'resource' AND row_id = $1 AND action = 'UPDATE'`,
      [ids[0]],
    );
    expect(trail).toEqual([{ reason: '按梯度清单', actor_id: clerkId, new_values: { tier: 'advantage' } }]);
    const twice = await zhijin.post(`${PATH}/${edit.id}/commit`).send({ reason: '再来一次' }).expect(409);
    expect(twice.body.code).toBe('BULK_EDIT_STATE_INVALID');
  });

  it('are taken back as a whole, but for what was changed since', async () => {
    const query = { areaCode: ZHIJIN, sort: 'name' };
    const { body: edit } = await check(zhijin, { field: 'contactUnit', value: '自然资源局', query }).expect(201);
    expect(edit.counts.change).toBe(4);
    await zhijin.post(`${PATH}/${edit.id}/commit`).send({ reason: '机构更名' }).expect(201);
    const { version } = await read(ids[1]);
    await zhijin.patch(`/api/v1/resources/${ids[1]}`).send({ contactUnit: '县自然资源局', version }).expect(200);
    const asked = await zhijin.post(`${PATH}/${edit.id}/undo`).send({ reason: '改错了' }).expect(201);
    expect(asked.body).toMatchObject({ undo: { status: 'queued', reason: '改错了' }, can: { undo: false } });
    // No worker runs here: what it would do.
    await api.app.get(ChangeUndoService, { strict: false }).execute(asked.body.undo.id);
    const { body: undone } = await zhijin.get(`${PATH}/${edit.id}`).expect(200);
    expect(undone.undo).toMatchObject({ status: 'done', counts: { restored: 3, kept: 1, refused: 0, withdrawn: 0 } });
    expect([(await read(ids[0])).contactUnit, (await read(ids[1])).contactUnit]).toEqual([null, '县自然资源局']);
    const kept = (await zhijin.get(`${PATH}/${edit.id}/undo/rows`).query({ outcome: 'kept' }).expect(200)).body.items;
    expect(kept).toMatchObject([{ rowId: ids[1], fields: ['联系单位'], changedBy: 'zhijin' }]);
    const again = await zhijin.post(`${PATH}/${edit.id}/undo`).send({ reason: '再撤一次' }).expect(409);
    expect(again.body.code).toBe('CHANGE_UNDONE_ALREADY');
  });

  it('set an extra field of the kinds that have it, refuse the others, and are taken back', async () => {
    const make = async (name: string, more: object) =>
      (await zhijin.post('/api/v1/resources').send({ name, areaCode: ZHIJIN, ...more }).expect(201)).body.id as string; // prettier-ignore
    const plant = await make('旧电厂', { kind: 'idle_asset', extra: { buildYear: 1970, assetKind: 'workshop' } });
    const school = await make('旧学校', { kind: 'idle_asset' });
    const wanted = { field: 'extra.buildYear', value: 1980, ids: [plant, school, ids[0], foreign] };
    await check(zhijin, { ...wanted, value: '八十年代' }).expect(400);
    await check(zhijin, { ...wanted, field: 'extra.nothing' }).expect(400);
    const { body: edit } = await check(zhijin, wanted).expect(201);
    expect(edit.counts).toMatchObject({ change: 2, refused: 2 });
    const rows = await rowsOf(zhijin, edit.id);
    expect(rows.map(({ rowId, before, after, errorCode }) => [rowId, before, after, errorCode])).toEqual(
      expect.arrayContaining([
        [plant, 1970, 1980, null],
        [school, null, 1980, null],
        [ids[0], null, 1980, 'EXTRA_FIELD_UNKNOWN'],
        [foreign, null, 1980, 'AREA_FORBIDDEN'],
      ]),
    );
    await zhijin.post(`${PATH}/${edit.id}/commit`).send({ reason: '档案查实' }).expect(201);
    expect([(await read(plant)).extra, (await read(school)).extra]).toEqual([
      { buildYear: 1980, assetKind: 'workshop' },
      { buildYear: 1980 },
    ]);
    const { body: asked } = await zhijin.post(`${PATH}/${edit.id}/undo`).send({ reason: '查错了' }).expect(201);
    expect(await api.app.get(ChangeUndoService, { strict: false }).execute(asked.undo.id)).toBe('done');
    expect([(await read(plant)).extra, (await read(school)).extra]).toEqual([
      { buildYear: 1970, assetKind: 'workshop' },
      {},
    ]);
    for (const id of [plant, school]) await zhijin.post(`/api/v1/resources/${id}/archive`).send({ reason: '试完' }).expect(201); // prettier-ignore
  });

  it('of the kind are taken back with the values of the old kind, but not over what was filled in of the new one since', async () => {
    const make = async (name: string, extra: object) =>
      (await zhijin.post('/api/v1/resources').send({ name, areaCode: ZHIJIN, kind: 'idle_asset', extra }).expect(201)).body.id as string; // prettier-ignore
    const [plain, worked, empty] = [await make('旧粮库', { buildYear: 1970 }), await make('旧车间', { buildYear: 1980 }), await make('旧厂区', {})]; // prettier-ignore
    const all = [plain, worked, empty];
    const { body: edit } = await check(zhijin, { field: 'kind', value: 'land', ids: all }).expect(201);
    await zhijin.post(`${PATH}/${edit.id}/commit`).send({ reason: '其实是地块' }).expect(201);
    expect(await read(plain)).toMatchObject({ kind: 'land', extra: {}, extraSetAside: { buildYear: 1970 } });
    for (const id of [worked, empty]) {
      const { version } = await read(id);
      await zhijin
        .patch(`/api/v1/resources/${id}`)
        .send({ extra: { supplyState: 'ready' }, version })
        .expect(200);
    }
    const { body: asked } = await zhijin.post(`${PATH}/${edit.id}/undo`).send({ reason: '弄错了' }).expect(201);
    expect(await api.app.get(ChangeUndoService, { strict: false }).execute(asked.undo.id)).toBe('done');
    expect(await read(plain)).toMatchObject({ kind: 'idle_asset', extra: { buildYear: 1970 }, extraSetAside: {} });
    for (const id of [worked, empty])
      expect(await read(id)).toMatchObject({ kind: 'land', extra: { supplyState: 'ready' } });
    const kept = (await zhijin.get(`${PATH}/${edit.id}/undo/rows`).query({ outcome: 'kept' }).expect(200)).body.items;
    expect(new Set(kept.map(({ rowId }: { rowId: string }) => rowId))).toEqual(new Set([worked, empty]));
    for (const id of all) await zhijin.post(`/api/v1/resources/${id}/archive`).send({ reason: '试完' }).expect(201);
  });

  it('are a job beyond 200 rows, done once however often it is rung', async () => {
    await api.owner.sql(
      `INSERT INTO resource (code, name, kind, area_code, created_by_id, updated_by_id, search_text)
       SELECT 'B-' || i, '批量 ' || i, 'mineral', $1, $2, $2, '批量' FROM generate_series(1, 620) i`,
      [ZHIJIN, clerkId],
    );
    const wanted = {
      field: 'industryCodes',
      mode: 'add',
      value: ['0610'],
      query: { areaCode: ZHIJIN, pageSize: '20' },
    };
    const { body: edit } = await check(zhijin, wanted).expect(201);
    expect(edit.counts.change).toBe(624);
    const { body: queued } = await zhijin.post(`${PATH}/${edit.id}/commit`).send({ reason: '补行业代码' }).expect(201);
    expect(queued).toMatchObject({ status: 'queued', progressDone: 0, progressTotal: 624 });
    const edits = api.app.get(BulkEditService, { strict: false });
    expect(await edits.execute(edit.id)).toBe('done');
    const { body: done } = await zhijin.get(`${PATH}/${edit.id}`).expect(200);
    expect(done).toMatchObject({ status: 'done', progressDone: 624, counts: { changed: 624 } });
    expect((await read(ids[0])).industryCodes).toEqual(['0610']);
    expect(await edits.execute(edit.id)).toBe('not-ours');
    const removed = await check(zhijin, { ...wanted, mode: 'remove', query: undefined, ids: [ids[0]] }).expect(201);
    expect(await rowsOf(zhijin, removed.body.id)).toMatchObject([{ before: ['0610'], after: [], outcome: 'change' }]);
  });

  it('refuse what is each row’s own, wrong values and people who may change nothing', async () => {
    const wrong = [
      { field: 'name', value: '同名' },
      { field: 'code', value: 'T-1' },
      { field: 'tier', value: 'best' },
      { field: 'kind', value: null },
      { field: 'tier', mode: 'add', value: 'advantage' },
      { field: 'tier', value: 'advantage', query: {} },
      { field: 'constructor', value: 1 },
    ];
    for (const more of wrong) {
      const { body } = await check(zhijin, { ids, ...more }).expect(400);
      expect(body.code).toBe('VALIDATION_FAILED');
    }
    const none = await check(zhijin, { field: 'tier', value: 'advantage', query: { areaCode: '520502' } });
    expect([none.status, none.body.code]).toEqual([422, 'BULK_EDIT_EMPTY']);
    const { http: supervisor } = await api.signIn('supervisor', ['supervisor'], 'TCJ');
    const forbidden = await check(supervisor, { field: 'tier', value: 'advantage', ids }).expect(403);
    expect(forbidden.body.code).toBe('FORBIDDEN');
  });
});
