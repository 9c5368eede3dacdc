import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type {
  AccessExplanation,
  BulkEditView,
  ExportView,
  HomeView,
  ImportRowView,
  ImportView,
  ListedResource,
  ResourceView,
  SurveyCampaignView,
  SurveyCellView,
  SurveyMatrix,
} from '@lianghuan/contracts';
import { ChangeUndoService, ExportService, ImportJobService, migrate } from '@lianghuan/crm';
import { Database } from '@lianghuan/platform';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { type ApiContext, startApi } from './support/api.js';
import { makeProject } from './support/records.js';
import { download } from './support/workbooks.js';

jest.setTimeout(60_000);

type Person = Awaited<ReturnType<ApiContext['signIn']>>;
const CITY_LEVEL = '520500-BJ';
const ZHIJIN = '520524';
const dayIn = (days: number) => new Date(Date.now() + (8 * 3600 + days * 86_400) * 1000).toISOString().slice(0, 10);

describe('a department and the fields it answers for', () => {
  let api: ApiContext;
  /** 自然资源局: minerals and land. */
  let land: Person;
  /** 水务局: water, and with two others what projects use. */
  let water: Person;
  let zhijin: Person;
  let manager: Person;
  let reform: Person;

  const get = async <T>({ http }: Person, path: string, status = 200) => (await http.get(`/api/v1${path}`).expect(status)).body as T; // prettier-ignore
  const post = async <T>({ http }: Person, path: string, body: object, status = 201) =>
    (await http.post(`/api/v1${path}`).send(body).expect(status)).body as T;
  const codeOf = async (who: Person, path: string, body: object, status: number) =>
    (await post<{ code: string }>(who, path, body, status)).code;
  const add = (who: Person, fields: object) =>
    post<ResourceView>(who, '/resources', { name: `资源${Math.random()}`, kind: 'mineral', areaCode: CITY_LEVEL, ...fields }); // prettier-ignore
  const seen = (who: Person, id: string) => get<ResourceView>(who, `/resources/${id}`);
  const service = <T>(type: abstract new (...args: never[]) => T): T => api.app.get(type, { strict: false });

  beforeAll(async () => {
    api = await startApi();
    land = await api.signIn('ziran', ['bureau_reviewer'], 'ZRZY');
    water = await api.signIn('shuiwu', ['bureau_reviewer'], 'SHWJ');
    zhijin = await api.signIn('zhijin', ['county_clerk'], 'QX-520524');
    manager = await api.signIn('manager', ['manager'], 'SZF');
    reform = await api.signIn('reform', ['department_reviewer'], 'FGW');
  });
  afterAll(() => api.close());

  it('lists and corrects rows of the city level in them, wherever they lie, and no others', async () => {
    const own = await add(land, { name: '市级矿业权' });
    expect(own).toMatchObject({ level: 'city', can: { edit: true, archive: true } });
    const inCounty = await add(land, { name: '市属磷矿', areaCode: ZHIJIN, level: 'city' });
    expect(inCounty).toMatchObject({ level: 'city', areaName: '织金县', can: { edit: true } });
    for (const fields of [{ kind: 'water' }, { areaCode: ZHIJIN }, { areaCode: ZHIJIN, level: 'township' }]) {
      expect(await codeOf(land, '/resources', { name: '不归我管', kind: 'mineral', areaCode: CITY_LEVEL, ...fields }, 403)).toBe('AREA_FORBIDDEN'); // prettier-ignore
    }
    await land.http.patch(`/api/v1/resources/${own.id}`).send({ version: 1, note: '核对过' }).expect(200);
    // Neither out of its fields or level nor into them.
    for (const changes of [{ kind: 'water' }, { level: 'county', areaCode: ZHIJIN }]) {
      const { body } = await land.http.patch(`/api/v1/resources/${own.id}`).send({ version: 2, ...changes }).expect(403); // prettier-ignore
      expect(body.code).toBe('AREA_FORBIDDEN');
    }
    const county = await add(zhijin, { name: '县里的煤', areaCode: ZHIJIN });
    expect((await seen(land, county.id)).can).toEqual({ edit: false, archive: false });
    await land.http.patch(`/api/v1/resources/${county.id}`).send({ version: 1, level: 'city' }).expect(403);
    expect((await seen(water, own.id)).can).toEqual({ edit: false, archive: false });
    await water.http.post(`/api/v1/resources/${own.id}/archive`).send({ reason: '不是我的' }).expect(403);
    // Facts of other registers stay out of reach, attachments of its own rows do not.
    await land.http.post('/api/v1/enterprises').send({ name: '某某有限公司' }).expect(403);
    await land.http.post('/api/v1/projects').send({ name: '某某项目' }).expect(403);
    const attach = async (who: Person, subjectId: string, subject = 'resource') => {
      const { body } = await who.http.post('/api/v1/attachments/files').attach('file', Buffer.from('核查'), '核查.txt');
      return who.http.post('/api/v1/attachments').send({ subject, subjectId, kind: 'report', title: '核查', fileId: body.id }); // prettier-ignore
    };
    expect((await attach(land, own.id)).status).toBe(201);
    expect([(await attach(water, own.id)).status, (await attach(land, county.id)).status]).toEqual([403, 403]);
    // A unit of the city attaches to what belongs to no area, as ever; who reaches a field does not.
    const cityWide = await makeProject(api.owner, { name: '全市电网改造', areaCode: null });
    const officer = await api.signIn('officer', ['promotion_officer'], 'TCJ');
    expect([(await attach(officer, cityWide, 'project')).status, (await attach(land, cityWide, 'project')).status]).toEqual([201, 403]); // prettier-ignore
  });

  it('is told the same by list, detail, count, search, export and the explanation of access', async () => {
    const { items, total } = await get<{ items: ListedResource[]; total: number }>(land, '/resources?level=city&kind=mineral&q=市属磷矿'); // prettier-ignore
    expect([total, items[0].name]).toEqual([1, '市属磷矿']);
    expect((await get<ResourceView>(land, `/resources/${items[0].id}`)).can.edit).toBe(true);
    expect((await get<{ count: number }>(land, '/resources/count?level=city')).count).toBe(2);
    expect((await get<{ count: number }>(land, '/resources/count?level=county')).count).toBe(1);
    const asked = await post<ExportView>(land, '/exports', { register: 'resource', format: 'csv', query: { level: 'city' } }); // prettier-ignore
    await service(ExportService).execute(asked.id);
    const { file } = await download(land.http.get(`/api/v1/exports/${asked.id}/file`));
    const lines = parse(file.toString('utf8'), { bom: true, relax_column_count: true });
    const heading = lines.findIndex((line) => line.includes('层级'));
    expect(lines.slice(heading + 1).map((line) => line[lines[heading].indexOf('层级')])).toEqual(['市级', '市级']);
    expect(lines.flat().join()).toContain('层级：市级');
    const admin = await api.signIn('admin', ['administrator'], 'SZB');
    const explain = (who: Person) =>
      get<AccessExplanation>(admin, `/access-explanation?userId=${who.actor.id}&subject=resource&record=${items[0].id}`); // prettier-ignore
    expect((await explain(land)).change).toMatchObject({ isAllowed: true, because: ['unit'], roles: [{ role: 'bureau_reviewer', reach: 'field' }] }); // prettier-ignore
    expect((await explain(water)).change).toMatchObject({ isAllowed: false });
  });

  it('imports, edits many at once and takes both back, as jobs too, under the same rule', async () => {
    const file = Buffer.from('资源名称,资源类型,所在地区,层级\n市级砂石矿,矿产,市本级,\n市级采矿地,土地与标准地,织金县,市级\n市级水库,水资源,市本级,\n县的矿,矿产,织金县,县级\n'); // prettier-ignore
    const { id } = (await land.http.post('/api/v1/imports?register=resource').attach('file', file, '市级.csv').expect(201)).body as ImportView; // prettier-ignore
    const jobs = service(ImportJobService);
    await jobs.check(id);
    expect(await get<ImportView>(land, `/imports/${id}`)).toMatchObject({ status: 'checked', counts: { create: 2, error: 2 } }); // prettier-ignore
    const wrong = await get<{ items: ImportRowView[] }>(land, `/imports/${id}/rows?verdict=error`);
    expect(wrong.items.map(({ issues }) => issues[0].code)).toEqual(['AREA_FORBIDDEN', 'AREA_FORBIDDEN']);
    await water.http.get(`/api/v1/imports/${id}`).expect(404);
    await post(land, `/imports/${id}/commit`, {});
    await jobs.commit(id);
    const count = async () => (await get<{ count: number }>(land, '/resources/count?level=city')).count;
    expect(await count()).toBe(4);

    const { undo } = await post<ImportView>(land, `/imports/${id}/undo`, { reason: '传错了表' });
    expect(await service(ChangeUndoService).execute(undo?.id ?? '')).toBe('done');
    expect(await count()).toBe(2);

    const query = { level: 'city,county' };
    const edit = await post<BulkEditView>(land, '/bulk-edits', { register: 'resource', field: 'contactUnit', mode: 'set', value: '自然资源局', query }); // prettier-ignore
    expect(edit.counts).toMatchObject({ change: 2, refused: 1 });
    const theirs = await post<BulkEditView>(water, '/bulk-edits', { register: 'resource', field: 'contactUnit', mode: 'set', value: '水务局', query }); // prettier-ignore
    expect(theirs.counts).toMatchObject({ change: 0, refused: 3 });
    expect(await post<BulkEditView>(land, `/bulk-edits/${edit.id}/commit`, { reason: '统一口径' })).toMatchObject({ counts: { changed: 2 } }); // prettier-ignore
    const undone = await post<BulkEditView>(land, `/bulk-edits/${edit.id}/undo`, { reason: '口径不对' });
    expect(await service(ChangeUndoService).execute(undone.undo?.id ?? '')).toBe('done');
  });

  it('may write exactly what its page says it may, and the database says so, too', async () => {
    const places = fc.constantFrom(CITY_LEVEL, '520500', ZHIJIN, '520521');
    const row = fc.record({ areaCode: places, kind: fc.constantFrom('mineral', 'water', 'labour'), level: fc.constantFrom('city', 'county', 'township') }); // prettier-ignore
    const wall = api.app.get(Database);
    const tried = async (who: Person, id: string) => {
      const { can, version } = await seen(who, id);
      const { status } = await who.http.patch(`/api/v1/resources/${id}`).send({ version, note: `${Math.random()}` });
      const rows = await wall.actAs(who.actor, () => wall.transaction<[unknown[], number]>((tx) => tx.query(`UPDATE resource SET note = '旁路' WHERE id = $1 RETURNING id`, [id]))); // prettier-ignore
      return [can.edit, status === 200, rows[1] === 1];
    };
    await fc.assert(
      fc.asyncProperty(row, fc.constantFrom('land', 'water', 'zhijin', 'manager'), async (fields, name) => {
        fc.pre(!fields.areaCode.startsWith('520500') || fields.level === 'city');
        const [{ id }] = await api.owner.sql<{ id: string }>(
          `INSERT INTO resource (code, name, kind, area_code, level, search_text) VALUES ('T' || uuidv7(), '试行', $1, $2, $3, '') RETURNING id`,
          [fields.kind, fields.areaCode, fields.level],
        );
        const expected = {
          land: fields.level === 'city' && fields.kind === 'mineral',
          water: fields.level === 'city' && fields.kind === 'water',
          zhijin: fields.areaCode === ZHIJIN,
          manager: false,
        }[name];
        expect([fields, name, await tried({ land, water, zhijin, manager }[name], id)]).toEqual([fields, name, [expected, expected, expected]]); // prettier-ignore
      }),
      { numRuns: 40 },
    );
    await expect(
      wall.actAs(land.actor, () => wall.transaction((tx) => tx.query(`INSERT INTO resource (code, name, kind, area_code, search_text) VALUES ('X', '旁路', 'mineral', $1, '')`, [ZHIJIN]))),
    ).rejects.toThrow(/row-level security/); // prettier-ignore
    await api.owner.sql(`UPDATE resource SET archived_at = now(), archive_reason = '试完' WHERE name = '试行'`);
  });

  it('fills in the city level of a survey, which another unit verifies, beside the counties and their townships', async () => {
    const [{ id: leadOrganisationId }] = await api.owner.sql<{ id: string }>(`SELECT id FROM organisation WHERE code = 'SZB'`); // prettier-ignore
    const draft = (levels: string[], areaCodes: string[]) =>
      post<SurveyCampaignView>(manager, '/survey-campaigns', {
        title: '分层级摸底', year: 2026, fields: ['resource.mineral', 'resource.water', 'resource.other'], levels, areaCodes, leadOrganisationId,
        opensOn: dayIn(-10), dueOn: dayIn(20),
      }); // prettier-ignore
    expect(await codeOf(manager, '/survey-campaigns', { ...(await draft(['city'], [])), areaCodes: [] }, 400)).toBe('VALIDATION_FAILED'); // prettier-ignore
    const opened = async (view: SurveyCampaignView) =>
      post<SurveyCampaignView>(manager, `/survey-campaigns/${view.id}/move`, { to: 'open', version: view.version });
    await add(zhijin, { name: '三塘镇的石灰石', areaCode: ZHIJIN, level: 'township' });
    const split = await opened(await draft(['city', 'county', 'township'], [ZHIJIN]));
    const whole = await opened(await draft(['county'], [ZHIJIN]));
    const matrix = (who: Person, { id }: SurveyCampaignView) => get<SurveyMatrix>(who, `/survey-campaigns/${id}/matrix`); // prettier-ignore
    const rowsIn = async (view: SurveyCampaignView) =>
      (await matrix(manager, view)).cells.filter(({ field }) => field === 'resource.mineral').map(({ level, unit, rows }) => [level, unit.name, rows]); // prettier-ignore
    expect(await rowsIn(split)).toEqual([['county', '织金县投资促进局', 1], ['township', '织金县投资促进局', 1], ['city', '毕节市自然资源和规划局', 2]]); // prettier-ignore
    expect(await rowsIn(whole)).toEqual([['county', '织金县投资促进局', 2]]);
    const both = await matrix(manager, split);
    expect(both.levels.map(({ code, cells }) => [code, cells])).toEqual([
      ['city', 3],
      ['county', 3],
      ['township', 3],
    ]);
    expect(both.levels.reduce((sum, { rows }) => sum + rows, 0)).toBe(both.total.rows);
    expect([both.citywide, (await matrix(manager, whole)).citywide]).toEqual([[], [expect.objectContaining({ rows: 2 })]]); // prettier-ignore
    // Each figure opens the list it counts; a field no department has is answered for where surveys are managed.
    for (const { path, rows } of both.cells) expect((await get<{ total: number }>(manager, path)).total).toBe(rows);
    expect(both.cells.find(({ field, level }) => field === 'resource.other' && level === 'city')?.unit.name).toBe('毕节市发展和改革委员会'); // prettier-ignore

    // A campaign opened when another unit answered for a field goes on with who does now, but for what was submitted.
    await api.owner.sql(`UPDATE survey_cell SET organisation_id = (SELECT id FROM organisation WHERE code = 'QX-520524') WHERE level = 'city' AND kind = 'other'`); // prettier-ignore
    await migrate(api.owner.url);
    expect((await matrix(manager, split)).cells.find(({ field, level }) => field === 'resource.other' && level === 'city')?.unit.name).toBe('毕节市发展和改革委员会'); // prettier-ignore

    const cell = both.cells.find(({ field, level }) => field === 'resource.mineral' && level === 'city') as SurveyCellView; // prettier-ignore
    const at = `/survey-cells/${cell.id}`;
    const owed = async (who: Person) => (await get<HomeView>(who, '/home')).tasks.find(({ code }) => code === 'survey_owed'); // prettier-ignore
    expect([(await owed(land))?.count, (await owed(water))?.count]).toEqual([1, 1]);
    const path = (await owed(land))?.path.replace('/surveys/cells', '/survey-cells') ?? '';
    expect((await get<{ items: SurveyCellView[] }>(land, path)).items.map(({ id }) => id)).toEqual([cell.id]);
    for (const other of [water, zhijin, reform]) {
      const { status } = await other.http.post(`/api/v1${at}/submit`).send({ version: 1, confirmsRows: true });
      expect([403, 404]).toContain(status);
    }
    const submitted = await post<SurveyCellView>(land, `${at}/submit`, { version: 1, confirmsRows: true });
    expect(submitted).toMatchObject({ state: 'submitted', unconfirmed: 0 });
    expect(await codeOf(land, `${at}/verify`, { version: submitted.version }, 403)).toBe('SURVEY_SELF_VERIFICATION');
    const forced = await api.app.get(Database).actAs(water.actor, () => api.app.get(Database).transaction((tx) => tx.query(`UPDATE survey_cell SET step = 'open' WHERE id = $1 RETURNING id`, [cell.id]))); // prettier-ignore
    expect(forced).toEqual([[], 0]);
    const verified = await post<SurveyCellView>(reform, `${at}/verify`, { version: submitted.version });
    expect(verified).toMatchObject({ state: 'verified', isCovered: true, decidedByName: 'reform' });
    expect((await matrix(manager, split)).levels.map(({ covered }) => covered)).toEqual([1, 0, 0]);
    // 其他 of the city as a whole: confirmed and submitted by that unit, verified by the city's managers.
    const other = await add(reform, { name: '全市其他资源', kind: 'other', areaCode: '520500' });
    await api.owner.sql(`UPDATE resource SET valid_until = '2020-01-01' WHERE id = $1`, [other.id]);
    expect(await codeOf(zhijin, `/resources/${other.id}/confirm`, { version: other.version }, 403)).toBe('AREA_FORBIDDEN'); // prettier-ignore
    const rest = (await matrix(reform, split)).cells.find(({ field, level }) => field === 'resource.other' && level === 'city') as SurveyCellView; // prettier-ignore
    const said = await post<SurveyCellView>(reform, `/survey-cells/${rest.id}/submit`, { version: rest.version, confirmsRows: true }); // prettier-ignore
    expect(await codeOf(reform, `/survey-cells/${rest.id}/verify`, { version: said.version }, 403)).toBe('SURVEY_SELF_VERIFICATION'); // prettier-ignore
    expect(await post<SurveyCellView>(manager, `/survey-cells/${rest.id}/verify`, { version: said.version })).toMatchObject({ state: 'verified', expired: 0, decidedByName: 'manager' }); // prettier-ignore
    // What its rows expire of it stands on its own page.
    await api.owner.sql(`UPDATE resource SET valid_until = '2020-01-01' WHERE name = '市属磷矿'`);
    const [{ register, count, path: list }] = (await get<HomeView>(land, '/home')).toRefresh;
    expect([register, count, (await get<{ total: number }>(land, list)).total]).toEqual(['resource', 1, 1]);
    expect((await get<HomeView>(water, '/home')).toRefresh.map((one) => one.count)).toEqual([0, 0]);
  });
});
