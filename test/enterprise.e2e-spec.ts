import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TimelinePage } from '@lianghuan/contracts';
import { RecognitionCheckService } from '@lianghuan/crm';
import type TestAgent from 'supertest/lib/agent.js';
import { type ApiContext, startApi } from './support/api.js';

const PATH = '/api/v1/enterprises';
const LOOKUP = '/api/v1/duplicates/lookup?register=enterprise';
const CODE = '91350100M000100Y43';

describe('the register of target enterprises', () => {
  let api: ApiContext;
  let zhijin: TestAgent;
  let dafang: TestAgent;
  let officer: TestAgent;
  let manager: TestAgent;
  beforeAll(async () => {
    api = await startApi();
    ({ http: zhijin } = await api.signIn('zhijin', ['county_clerk'], 'QX-520524'));
    ({ http: dafang } = await api.signIn('dafang', ['county_clerk'], 'QX-520521'));
    ({ http: officer } = await api.signIn('officer', ['promotion_officer'], 'TCJ'));
    ({ http: manager } = await api.signIn('manager', ['manager'], 'SZF'));
  });
  afterAll(() => api.close());

  const create = async (fields: object, by = zhijin) => (await by.post(PATH).send(fields).expect(201)).body;
  /** The unit of this code follows the enterprise, as a lead would make it. */
  const hold = (id: string, organisation: string) =>
    api.owner.sql(
      `UPDATE enterprise SET holder_organisation_id = o.id, holder_area_code = o.area_code, held_since = '2026-03-01T00:00:00+08:00'
       FROM organisation o WHERE o.code = $2 AND enterprise.id = $1`,
      [id, organisation],
    );

  it('shows a row complete: region, product lines in order, nobody holding it', async () => {
    const row = await create({
      name: '贵州九龙天麻有限公司',
      creditCode: '９１350100m000100y43 ',
      regionCode: '520521',
      products: ['天麻', '天麻粉', '天麻'],
      industryCodes: ['2730'],
    });
    expect(row).toMatchObject({
      code: expect.stringMatching(/^QY\d{6}$/),
      creditCode: CODE,
      regionName: '贵州省毕节市大方县',
      products: ['天麻', '天麻粉'],
      productLines: [
        { name: '天麻', share: null },
        { name: '天麻粉', share: null },
      ],
      holder: null,
      can: { edit: true, archive: true },
    });
    expect(row).not.toHaveProperty('normalizedName');
    expect(row).not.toHaveProperty('searchText');
  });

  it('refuses a credit code with a wrong check character', async () => {
    for (const creditCode of ['91350100M000100Y44', '91350100M000100Y4', '9135O100M000100Y43']) {
      const res = await zhijin.post(PATH).send({ name: '某某有限公司', creditCode }).expect(400);
      expect(res.body).toMatchObject({ code: 'CREDIT_CODE_INVALID', details: { path: 'creditCode' } });
    }
  });

  it('keeps the shares of product lines that stay, and counts a change of lines as a version with audit', async () => {
    const row = await create({ name: '织金肥业有限公司', products: ['磷肥', '复合肥', '磷石膏'] });
    await api.owner.sql("UPDATE enterprise_product SET share = 0.6 WHERE enterprise_id = $1 AND name = '复合肥'", [
      row.id,
    ]);
    const same = await zhijin.patch(`${PATH}/${row.id}`).send({ products: ['磷肥', '复合肥', '磷石膏'], version: 1 });
    expect(same.body.version).toBe(1);
    const { body } = await zhijin
      .patch(`${PATH}/${row.id}`)
      .send({ products: ['复合肥', '磷肥'], version: 1 })
      .expect(200);
    expect(body.version).toBe(2);
    expect(body.productLines).toEqual([
      { name: '复合肥', share: '0.6' },
      { name: '磷肥', share: null },
    ]);
    const [{ n }] = await api.owner.sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM audit_entry WHERE table_name = 'enterprise_product' AND row_id = $1 AND action IN ('UPDATE', 'DELETE')
       AND request_id IS NOT NULL`,
      [row.id],
    );
    expect(n).toBe(3);
    const found = async (q: string) => (await zhijin.get(PATH).query({ q, ids: row.id })).body.total;
    expect([await found('复合肥'), await found('磷石膏')]).toEqual([1, 0]);
  });

  describe('the same enterprise twice', () => {
    it('is told by credit code, else by listed code, else by name however it is written', async () => {
      const first = await create({ name: '贵州甲乙（织金）新材料有限公司', listedCode: '600519' });
      const tries = [
        [{ name: '另一个名字有限公司', listedCode: '600519' }, 'listedCode'],
        [{ name: '贵州甲乙(织金) 新材料股份有限公司' }, 'name'],
      ] as const;
      for (const [input, field] of tries) {
        const res = await dafang.post(PATH).send(input).expect(409);
        expect(res.body).toMatchObject({ code: 'DUPLICATE_KEY', details: { field, id: first.id } });
      }
      const code = await dafang.post(PATH).send({ name: '第三个名字有限公司', creditCode: CODE }).expect(409);
      expect(code.body).toMatchObject({ code: 'DUPLICATE_KEY', details: { field: 'creditCode', value: CODE } });
      // Another province, another enterprise; so is the same name with another listed code.
      await create({ name: '四川甲乙（织金）新材料有限公司' });
      await create({ name: '贵州甲乙（织金）新材料有限公司', listedCode: '000858' });
    });

    it('is refused to one of two who type it at the same moment', async () => {
      const tries = await Promise.all(
        [zhijin, dafang, officer].map((http) => http.post(PATH).send({ name: '贵州同时录入有限公司' })),
      );
      expect(tries.map((res) => res.status).sort((a, b) => a - b)).toEqual([201, 409, 409]);
      expect(tries.find((res) => res.status === 409)?.body).toMatchObject({
        code: 'DUPLICATE_KEY',
        details: { field: 'name' },
      });
    });

    it('is told when a row is renamed into another one', async () => {
      await create({ name: '贵州丙丁有限公司' });
      const other = await create({ name: '贵州戊己有限公司' });
      const res = await zhijin.patch(`${PATH}/${other.id}`).send({ name: '贵州丙丁公司', version: 1 }).expect(409);
      expect(res.body.details.field).toBe('name');
      await zhijin.patch(`${PATH}/${other.id}`).send({ name: '贵州戊己（集团）有限公司', version: 1 }).expect(200);
    });
  });

  describe('an enterprise held by another unit (acceptance check 14)', () => {
    let held: { id: string; name: string };
    beforeAll(async () => {
      held = await create({
        name: '江苏暗棋光电股份有限公司',
        shortName: '暗棋光电',
        products: ['秘密产品'],
        note: '正在密谈',
      });
      await hold(held.id, 'QX-520524');
    });

    it('is invisible in list, detail, count, search, export picker and by its address', async () => {
      for (const http of [dafang, officer]) {
        const all = await http.get(PATH).query({ pageSize: 200 }).expect(200);
        expect(all.body.items.map((row: { id: string }) => row.id)).not.toContain(held.id);
        expect(all.body.total).toBe(all.body.items.length);
        for (const query of [{ ids: held.id }, { q: '暗棋' }, { q: '秘密产品' }, { q: 'anqiguangdian' }, { q: '暗旗光电' }, { held: 'any' }]) {
          const { body } = await http.get(PATH).query(query).expect(200);
          expect([query, body.total, body.items]).toEqual([query, 0, []]);
        } // prettier-ignore
        for (const res of [
          await http.get(`${PATH}/${held.id}`),
          await http.patch(`${PATH}/${held.id}`).send({ note: '改', version: 1 }),
          await http.post(`${PATH}/${held.id}/archive`).send({ reason: '删掉' }),
        ]) {
          expect([res.status, res.body.code]).toEqual([404, 'ENTERPRISE_NOT_FOUND']);
        }
      }
    });

    it('is there for its unit, with who holds it, and for the city', async () => {
      for (const http of [zhijin, manager]) {
        const { body } = await http.get(`${PATH}/${held.id}`).expect(200);
        expect(body.holder).toEqual({
          organisationName: '织金县投资促进局',
          areaName: '织金县',
          since: '2026-02-28T16:00:00.000Z',
        });
      }
      expect((await zhijin.get(PATH).query({ held: 'mine' })).body.total).toBe(1);
      expect((await zhijin.get(PATH).query({ held: 'none', ids: held.id })).body.total).toBe(0);
    });

    it('shows a searcher of another county its name and whom to ask, nothing else, and logs the search', async () => {
      const { body } = await dafang.get(LOOKUP).query({ name: '暗棋光电' }).expect(200);
      expect(body).toEqual({
        visible: [],
        heldByOthers: [
          {
            name: '江苏暗棋光电股份有限公司',
            holder: { organisationName: '织金县投资促进局', areaName: '织金县', since: '2026-02-28T16:00:00.000Z' },
          },
        ],
      });
      const [log] = await api.owner.sql<{ query: string; masked_count: number; username: string }>(
        'SELECT l.query, l.masked_count, u.username FROM lookup_log l JOIN app_user u ON u.id = l.actor_id ORDER BY l.id DESC LIMIT 1',
      );
      expect(log).toEqual({ query: '暗棋光电', masked_count: 1, username: 'dafang' });
      // Its own unit finds the row itself.
      const own = await zhijin.get(LOOKUP).query({ name: '江苏暗棋光电' }).expect(200);
      expect(own.body).toMatchObject({ visible: [{ id: held.id }], heldByOthers: [] });
    });

    it('is not to be found by anything but its name, nor by asking for everything', async () => {
      for (const name of ['秘密产品', '正在密谈', '%%', '__', '公司', '有限公司', '股份有限公司', '  光 ']) {
        const res = await dafang.get(LOOKUP).query({ name });
        if (res.status === 200) expect([name, res.body.heldByOthers]).toEqual([name, []]);
        if (/^[%_]+$/.test(name)) expect(res.body.visible).toEqual([]);
      }
    });

    it('logs a duplicate check that names its unit, also though what was typed is refused and rolled back', async () => {
      const logged = () =>
        api.owner.sql<{ query: string; masked_count: number; username: string }>(
          'SELECT l.query, l.masked_count, u.username FROM lookup_log l JOIN app_user u ON u.id = l.actor_id ORDER BY l.id',
        );
      const before = (await logged()).length;
      await dafang.post(PATH).send({ name: '江苏暗棋光电有限公司' }).expect(409);
      const own = await create({ name: '大方改名有限公司' }, dafang);
      await dafang.patch(`${PATH}/${own.id}`).send({ name: '江苏暗棋光电公司', version: 1 }).expect(409);
      // Who sees the row learns nothing by the refusal.
      await zhijin.post(PATH).send({ name: '江苏暗棋光电有限公司' }).expect(409);
      expect((await logged()).slice(before)).toEqual([
        { query: expect.stringContaining('暗棋光电'), masked_count: 1, username: 'dafang' },
        { query: expect.stringContaining('暗棋光电'), masked_count: 1, username: 'dafang' },
      ]);
    });

    it('refuses a second record of it, naming the unit that holds it', async () => {
      const res = await dafang.post(PATH).send({ name: '江苏暗棋光电有限公司' }).expect(409);
      expect(res.body).toEqual({
        code: 'DUPLICATE_KEY',
        message: expect.any(String),
        details: { field: 'name', value: '江苏暗棋光电有限公司', holder: '织金县投资促进局' },
      });
    });
  });

  describe('archiving', () => {
    const archive = (http: TestAgent, id: string, verb = 'archive') =>
      http.post(`${PATH}/${id}/${verb}`).send({ reason: '名单清理' });

    it('of an enterprise nobody holds is not for every clerk of the city, and the page says so', async () => {
      const row = await create({ name: '贵州归档一号有限公司' });
      for (const http of [dafang, officer]) {
        expect((await http.get(`${PATH}/${row.id}`).expect(200)).body.can).toEqual({ edit: true, archive: false });
        expect((await archive(http, row.id).expect(403)).body.code).toBe('AREA_FORBIDDEN');
      }
      expect((await dafang.get(`${PATH}/${row.id}`)).body.can.archive).toBe(false);
      // The facts are everybody's.
      await dafang.patch(`${PATH}/${row.id}`).send({ website: 'https://example.com', version: 1 }).expect(200);
      const { http: colleague } = await api.signIn('zhijin-colleague', ['county_reviewer'], 'QX-520524');
      expect((await colleague.get(`${PATH}/${row.id}`).expect(200)).body.can.archive).toBe(true);
      await archive(colleague, row.id).expect((res) => expect(Math.floor(res.status / 100)).toBe(2));
      await archive(dafang, row.id, 'restore').expect(403);
      await archive(zhijin, row.id, 'restore').expect((res) => expect(Math.floor(res.status / 100)).toBe(2));
    });

    it('is for the unit that holds it, once no lead is under way', async () => {
      const row = await create({ name: '贵州归档二号有限公司' });
      await hold(row.id, 'QX-520521');
      await archive(zhijin, row.id).expect(404);
      expect((await dafang.get(`${PATH}/${row.id}`).expect(200)).body.can.archive).toBe(true);
      await archive(dafang, row.id).expect((res) => expect(Math.floor(res.status / 100)).toBe(2));
    });

    it('is refused while a lead is under way, also one the archiver does not see', async () => {
      const row = await create({ name: '贵州归档三号有限公司' });
      const lead = { enterpriseId: row.id, nextStep: '上门拜访', nextStepOn: '2030-01-01' };
      const { body } = await officer
        .post('/api/v1/leads')
        .send({ ...lead, areaCode: '520521' })
        .expect(201);
      await api.owner.sql('UPDATE enterprise SET holder_organisation_id = NULL, holder_area_code = NULL, held_since = NULL WHERE id = $1', [row.id]); // prettier-ignore
      await zhijin.get(`/api/v1/leads/${body.id}`).expect(404);
      expect((await zhijin.get(`${PATH}/${row.id}`).expect(200)).body.can).toEqual({ edit: true, archive: false });
      const refused = await archive(zhijin, row.id).expect(409);
      expect(refused.body.code).toBe('ENTERPRISE_HAS_LIVE_LEAD');
      await api.owner.sql(`UPDATE lead SET status = 'lost', status_reason = '放弃' WHERE id = $1`, [body.id]);
      expect((await zhijin.get(`${PATH}/${row.id}`).expect(200)).body.can.archive).toBe(true);
      await archive(zhijin, row.id).expect((res) => expect(Math.floor(res.status / 100)).toBe(2));
    });
  });

  it('gives each row on one page, those without a value behind the others, and tells behind the last how many there are', async () => {
    for (const revenueCny of ['1000000', '2000000', '3000000', null, null, null, null])
      await create({ name: `翻页${crypto.randomUUID()}有限公司`, province: '青海省', revenueCny });
    const page = async (no: number, pageSize: number) =>
      (await zhijin.get(PATH).query({ province: '青海省', sort: '-revenueCny', page: no, pageSize }).expect(200)).body;
    const ids = async (no: number, pageSize: number) =>
      (await page(no, pageSize)).items.map(({ id }: { id: string }) => id) as string[];
    const all = await ids(1, 20);
    expect(all).toHaveLength(7);
    expect((await Promise.all([1, 2, 3, 4].map((no) => ids(no, 2)))).flat()).toEqual(all);
    expect(await page(5, 2)).toMatchObject({ items: [], total: 7 });
  });

  it('filters by province, grade, status and controller', async () => {
    const row = await create({
      name: '浙江筛选有限公司',
      province: '浙江省',
      controllerType: 'private',
    });
    await api.owner.sql(`UPDATE enterprise SET grade = 'strong' WHERE id = $1`, [row.id]);
    const total = async (query: object) => (await dafang.get(PATH).query({ ids: row.id, ...query })).body.total;
    expect(
      await total({ province: '浙江省,江苏省', grade: 'strong', status: 'active', controllerType: 'private' }),
    ).toBe(1);
    for (const query of [{ province: '江苏省' }, { grade: 'ordinary' }, { status: 'delisted' }, { controllerType: 'foreign' }]) {
      expect(await total(query)).toBe(0);
    } // prettier-ignore
  });

  it('keeps a portrait over HTTP: contact, owner, grade, group and integrity, each as far as the asker may', async () => {
    const { http: bureau } = await api.signIn('linye', ['bureau_reviewer'], 'LYJ');
    const row = await create({ name: '织金画像有限公司', listedCode: '600999' });
    const parent = await create({ name: '画像控股集团有限公司' });
    const path = `${PATH}/${row.id}`;
    const contact = { name: '王总', mobile: '13812345678', sourceName: '来访名片' };
    const { body: added } = await zhijin.post(`${path}/contacts`).send(contact).expect(201);
    expect(added).toMatchObject({ mobileMasked: '138****5678', can: { reveal: true } });
    expect(JSON.stringify(added)).not.toContain(contact.mobile);
    await bureau.get(`${path}/contacts`).expect(403);
    await bureau.post(`/api/v1/contacts/${added.id}/reveal`).send({ reason: '看看' }).expect(403);
    await dafang.post(`/api/v1/contacts/${added.id}/reveal`).send({ reason: '看看' }).expect(403);
    await zhijin.post(`/api/v1/contacts/${added.id}/reveal`).send({}).expect(400);
    const { body: shown } = await zhijin
      .post(`/api/v1/contacts/${added.id}/reveal`)
      .send({ reason: '约来访' })
      .expect(201);
    expect(shown.mobile).toBe(contact.mobile);
    for (const address of [
      path,
      `${PATH}?q=${contact.mobile}`,
      `${PATH}?ids=${row.id}`,
      `/api/v1/audit?noun=enterprise&id=${row.id}`,
    ]) {
      expect((await manager.get(address).expect(200)).text).not.toContain(contact.mobile);
    }

    const { body: people } = await zhijin.get(`${path}/relationship/candidates`).expect(200);
    const [me] = people.items;
    await bureau.post(`${path}/relationship/hand-over`).send({ ownerId: me.id, reason: '认领' }).expect(403);
    await zhijin.post(`${path}/relationship/hand-over`).send({ ownerId: me.id, reason: '认领' }).expect(201);
    expect((await zhijin.get(`${PATH}?owner=me&ids=${row.id}`).expect(200)).body.total).toBe(1);
    expect((await dafang.get(`${PATH}?owner=me&ids=${row.id}`).expect(200)).body.total).toBe(0);

    const link = { parentId: parent.id, childId: row.id, kind: 'holding', share: '0.51', sourceName: '年报' };
    await bureau.post('/api/v1/group-relations').send(link).expect(403);
    await officer.post('/api/v1/group-relations').send(link).expect(201);
    const { body: group } = await bureau.get(`${path}/group`).expect(200);
    expect([group.headId, group.links.length]).toEqual([parent.id, 1]);

    const check = {
      kinds: ['dishonest'],
      result: 'problem',
      finding: '被执行3次',
      sourceName: '信用中国',
      checkedOn: '2023-05-01',
      validUntil: '2023-11-01',
    };
    await bureau.post(`${path}/integrity`).send(check).expect(403);
    await officer.post(`${path}/integrity`).send(check).expect(201);
    expect((await bureau.get(`${PATH}?integrity=problem&ids=${row.id}`).expect(200)).body.total).toBe(1);
    expect((await bureau.get(`${PATH}/${row.id}`).expect(200)).body.integrity).toBe('problem');

    await officer.post(`${path}/gradings`).send({ grade: 'strong', summary: '省重点龙头企业名单' }).expect(201);
    const { body: queue } = await manager.get(`/api/v1/gradings?state=open&enterpriseId=${row.id}`).expect(200);
    const decision = { ids: [queue.items[0].id], approve: true };
    await officer.post('/api/v1/gradings/decide').send(decision).expect(403);
    expect((await manager.post('/api/v1/gradings/decide').send(decision).expect(201)).body).toEqual({
      decided: 1,
      skipped: 0,
    });
    expect((await dafang.get(path).expect(200)).body).toMatchObject({
      grade: 'strong',
      gradeEvidence: '省重点龙头企业名单',
    });

    // A published list, brought as it was copied: looked at, registered, taken back.
    const { name } = (await officer.get(path).expect(200)).body as { name: string };
    const lists = '/api/v1/recognition-batches';
    const from = { list: 'little_giant', title: '第五批专精特新小巨人', year: 2023, sourceName: '工信部公告', publishedOn: '2023-07-14' }; // prettier-ignore
    const bring = (http: TestAgent) => http.post(lists).query(from).attach('file', Buffer.from(`1. ${name}\n2. 查无此企业有限公司\n`), '名单.csv'); // prettier-ignore
    await bureau.get(`${lists}/${row.id}`).expect(404);
    await bring(bureau).expect(403);
    const { body: batch } = await bring(officer).expect(201);
    expect(batch).toMatchObject({ state: 'checking', progressTotal: 2, counts: { waiting: 2 }, can: { cancel: true, write: false } }); // prettier-ignore
    await bureau.post(`${lists}/${batch.id}/cancel`).expect(403);
    expect(await api.app.get(RecognitionCheckService).execute(batch.id)).toBe('done');
    expect((await officer.get(`${lists}/${batch.id}`).expect(200)).body).toMatchObject({ state: 'checked', progressDone: 2, counts: { ready: 1, unknown: 1 } }); // prettier-ignore
    await officer.post(`${lists}/${batch.id}/cancel`).expect(409);
    const lines = (await officer.get(`${lists}/${batch.id}/lines?verdict=ready`).expect(200)).body;
    expect(lines).toMatchObject({ total: 1, items: [{ line: 1, name, enterprise: { id: row.id } }] });
    await bureau.post(`${lists}/${batch.id}/write`).expect(403);
    expect((await officer.post(`${lists}/${batch.id}/resolve`).send({ lines: [{ line: 2, enterpriseId: null }] }).expect(201)).body.counts.left_out).toBe(1); // prettier-ignore
    await officer.post(`${lists}/${batch.id}/write`).expect(201);
    const recognitions = async () => (await bureau.get(`${path}/grade`).expect(200)).body.recognitions;
    expect(await recognitions()).toMatchObject([{ list: 'little_giant', year: 2023, sourceName: '工信部公告' }]);
    expect((await officer.get(`${lists}/${batch.id}/unmatched`).expect(200)).text).toContain('统一社会信用代码');
    expect((await officer.get(lists).expect(200)).body.total).toBe(1);
    expect((await bureau.get(lists).expect(200)).body.total).toBe(0);
    await bureau.get(`${lists}/${batch.id}/errors`).expect(404);
    await bureau.post(`${lists}/${batch.id}/undo`).send({ reason: '越权' }).expect(404);
    await manager.post(`${lists}/${batch.id}/undo`).send({ reason: '公告已更正' }).expect(201);
    expect(await recognitions()).toEqual([]);

    await bureau.get('/api/v1/strong-enterprises').expect(403);
    expect((await manager.get('/api/v1/strong-enterprises/figures?year=2023').expect(200)).body).toMatchObject({
      count: 0,
      countBy: 'group',
    });
    expect((await manager.get('/api/v1/home').expect(200)).body.strongEnterprises).toMatchObject({ tourismCount: 0 });
    expect((await officer.get('/api/v1/home').expect(200)).body.strongEnterprises).toBeNull();
  });

  it('has its plants here and elsewhere in the list, the count and the export of who sees it, and of nobody else', async () => {
    const [row, other] = [await create({ name: '贵州远山新材料有限公司' }), await create({ name: '贵州近水材料有限公司' })]; // prettier-ignore
    const sites = `${PATH}/${row.id}/sites`;
    const { http: bureau } = await api.signIn('bystander', ['department_reviewer'], 'LYJ');
    const plant = { regionCode: '510700', name: '绵阳基地', products: ['正极材料'], capacity: '50000', capacityUnit: '吨/年', since: '2021-06', sourceName: '2024年年度报告', sourceOn: '2025' }; // prettier-ignore
    await bureau.post(sites).send(plant).expect(403);
    for (const [wrong, code] of [
      [{ regionCode: null }, 'SITE_PLACE_MISSING'], [{ capacityUnit: null }, 'SITE_CAPACITY_UNIT_MISSING'], [{ regionCode: '999999' }, 'UNKNOWN_REGION'],
      [{ sourceName: '' }, 'VALIDATION_FAILED'],
    ] as const) expect((await zhijin.post(sites).send({ ...plant, ...wrong })).body.code).toBe(code); // prettier-ignore
    const { body: site } = await zhijin.post(sites).send(plant).expect(201);
    expect(site).toMatchObject({ regionName: '四川省绵阳市', provinceName: '四川省', isHere: false, capacity: '50000', kind: 'plant', status: 'operating', version: 1 }); // prettier-ignore
    await zhijin.post(sites).send(plant).expect(409);
    await zhijin.post(sites).send({ kind: 'sales', regionCode: '520581', sourceName: '实地走访' }).expect(201);
    await zhijin.post(sites).send({ status: 'planned', place: '云南某地', sourceName: '电话访谈' }).expect(201);
    await zhijin.post(`${PATH}/${other.id}/sites`).send({ regionCode: '510000', kind: 'research', sourceName: '官网' }).expect(201); // prettier-ignore
    const seen = (await bureau.get(sites).expect(200)).body;
    expect(seen).toMatchObject({ items: [{ isHere: true }, { id: site.id }, { place: '云南某地', regionName: null }], can: { edit: false } }); // prettier-ignore

    const foundBy = async (http: TestAgent, province: string) => {
      const filter = { plantIn: province };
      const { items, total } = (await http.get(PATH).query(filter).expect(200)).body;
      expect((await http.get(`${PATH}/count`).query(filter).expect(200)).body.count).toBe(total);
      expect(
        (
          await http
            .get(PATH)
            .query({ ...filter, q: '远山' })
            .expect(200)
        ).body.total,
      ).toBe(total);
      return items.map(({ id }: { id: string }) => id);
    };
    // A sales office is no plant, and what is planned does not stand.
    expect(await foundBy(manager, '四川省')).toEqual([row.id]);
    expect(await foundBy(manager, '贵州省,云南省')).toEqual([]);
    const { body: exported } = await zhijin.post('/api/v1/exports').send({ register: 'enterprise', format: 'csv', query: { plantIn: '四川省' } }).expect(201); // prettier-ignore
    const asked = await api.owner.sql<{ conditions: string }>('SELECT query::text AS conditions FROM export_record WHERE id = $1', [exported.id]); // prettier-ignore
    expect(asked[0].conditions).toContain('plantIn');

    await hold(row.id, 'QX-520524');
    await dafang.get(sites).expect(404);
    await dafang
      .post(sites)
      .send({ ...plant, name: '另一个' })
      .expect(404);
    await dafang.patch(`/api/v1/enterprise-sites/${site.id}`).send({ version: 1, status: 'closed' }).expect(404);
    await dafang.post(`/api/v1/enterprise-sites/${site.id}/withdraw`).send({ reason: '看不到的' }).expect(404);
    expect(await foundBy(dafang, '四川省')).toEqual([]);

    const path = `/api/v1/enterprise-sites/${site.id}`;
    await zhijin.patch(path).send({ version: 1, capacityUnit: null }).expect(422);
    expect((await zhijin.patch(path).send({ version: 1, status: 'closed', since: null }).expect(200)).body).toMatchObject({ version: 2, status: 'closed', since: null, capacity: '50000' }); // prettier-ignore
    expect((await zhijin.patch(path).send({ version: 1, status: 'idle' }).expect(409)).body).toMatchObject({ code: 'VERSION_CONFLICT', details: { by: 'zhijin' } }); // prettier-ignore
    expect(await foundBy(zhijin, '四川省')).toEqual([]);
    await bureau.post(`${path}/withdraw`).send({ reason: '越权' }).expect(403);
    await zhijin.post(`${path}/withdraw`).send({ reason: '张冠李戴' }).expect(204);
    await zhijin.post(`${path}/withdraw`).send({ reason: '再撤一次' }).expect(404);
    const history = (await manager.get(`/api/v1/audit?noun=enterprise&id=${row.id}`).expect(200)).body.items;
    expect(history.filter(({ tableName }: { tableName: string }) => tableName === 'enterprise_site').map(({ action, reason }: { action: string; reason: string | null }) => [action, reason])).toEqual([
      ['UPDATE', '张冠李戴'], ['UPDATE', null], ['INSERT', null], ['INSERT', null], ['INSERT', null],
    ]); // prettier-ignore
    const told = async (http: TestAgent) => {
      const { body } = await http.get(`/api/v1/timeline?subject=enterprise&subjectId=${row.id}`).expect(200);
      const entries = (body as TimelinePage).items.filter(({ event }) => event.startsWith('site_'));
      return entries.map(({ event, name, fromCode, toCode, note }) => [event, name, fromCode, toCode, note]);
    };
    for (const http of [zhijin, bureau])
      expect(await told(http)).toEqual([
        ['site_withdrawn', '绵阳基地', null, null, '张冠李戴'],
        ['site_moved_on', '绵阳基地', 'operating', 'closed', null],
        ['site_recorded', '云南某地', null, 'plant', '电话访谈'],
        ['site_recorded', '黔西市', null, 'sales', '实地走访'],
        ['site_recorded', '绵阳基地', null, 'plant', '2024年年度报告'],
      ]);
    await dafang.get(`/api/v1/timeline?subject=enterprise&subjectId=${row.id}`).expect(404);
  });
});
