import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { CreateProject, CreateResource, ExportView, ImportView, RequestExport } from '@lianghuan/contracts';
import { DICTIONARIES, GRANTED_STATES } from '@lianghuan/contracts';
import { WorkerModule } from '@lianghuan/worker';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import type TestAgent from 'supertest/lib/agent.js';
import { ProjectService, ResourceService } from '@lianghuan/crm';
import { Database, type Actor } from '@lianghuan/platform';
import { type ApiContext, startApi } from './support/api.js';
import { HAS_REDIS, startRedis, type TestRedis } from './support/redis.js';
import { makeEnterprise, makeProject } from './support/records.js';
import { waitFor } from './support/wait.js';
import { download, openWorkbook, textsOf } from './support/workbooks.js';

jest.setTimeout(120_000);

/** Anything a person may have stored, the nasty included: formulas, quotes, line ends, entities, escapes of spreadsheets, emoji. */
const NASTY = ['=1+1', '+86', '-5', '@SUM(A1)', "'quoted", "'=x", '"a","b"', 'a\nb', 'a\r\nb', 'a\tb', '<b>&lt;&amp;', '_x000D_', '，；、', '12345678901234567890', '00123', '清 空', '😀𠮷', '1e5', 'TRUE', '2023-01-01', '#N/A', '%s']; // prettier-ignore
const text = (max: number) =>
  fc
    .oneof(
      fc.constantFrom(...NASTY),
      fc.string({ minLength: 1, maxLength: max, unit: 'grapheme' }),
      fc.lorem({ maxCount: 3 }),
    )
    .map((raw) =>
      raw
        .replaceAll(/(?![\t\n\r])\p{Cc}|[\ufffe\uffff]|\p{Surrogate}/gu, '')
        .trim()
        .slice(0, max)
        .replace(/[\ud800-\udbff]$/, '')
        .trim(),
    )
    .filter((clean) => clean !== '' && clean !== '清空');
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const code = <D extends keyof typeof DICTIONARIES>(dictionary: D) =>
  fc.constantFrom(...(Object.keys(DICTIONARIES[dictionary]) as (string & keyof (typeof DICTIONARIES)[D])[]));
const decimal = (digits: number, decimals: number) =>
  fc
    .tuple(fc.bigInt({ min: 0n, max: 10n ** BigInt(digits) - 1n }), fc.integer({ min: 0, max: 10 ** decimals - 1 }))
    .map(([whole, part]) => `${whole}.${String(part).padStart(decimals, '0')}`);
const day = fc.date({ min: new Date('1950-01-01'), max: new Date('2090-12-31'), noInvalidDate: true }).map((at) => at.toISOString().slice(0, 10)); // prettier-ignore
const past = day.filter((one) => one < '2026-01-01');
const later = fc.constantFrom('2026-01-01', '2030-12-31', '2033-02-28');
const industries = fc.uniqueArray(fc.constantFrom('A', '01', '26', '2613', '06', '15'), { maxLength: 3 });
const provenance = {
  sourceName: maybe(text(200)),
  sourceKind: code('sourceKind'),
  sourceUrl: maybe(fc.webUrl()),
  sourceOn: maybe(fc.constantFrom('2023', '2023-05', '2023-05-01', '2023年')),
  surveyedOn: maybe(past),
  validUntil: maybe(later),
  verifiedBy: maybe(text(60)),
  verifiedOn: maybe(past),
  confirmedBy: maybe(text(60)),
  confirmedOn: maybe(past),
  confidence: code('confidence'),
};
const resource: fc.Arbitrary<CreateResource> = fc.record({
  name: text(120), code: fc.constant(null), kind: code('resourceKind'), category: maybe(text(60)), areaCode: fc.constantFrom('520524'),
  place: maybe(text(120)), industryCodes: industries, tier: maybe(code('resourceTier')), quantityTotal: maybe(decimal(18, 6)),
  quantityUnit: maybe(fc.constantFrom('吨', '万吨', '公顷', '亩', '栋')), quantityQualifier: code('qualifier'), quantityCommitted: fc.constant(null),
  reserveBasis: maybe(code('reserveBasis')), statisticYear: maybe(fc.integer({ min: 1949, max: 2100 })), grade: maybe(text(120)),
  ownerName: maybe(text(120)), titleState: code('titleState'), valuationCny: maybe(decimal(16, 2)), valuationMethod: maybe(text(60)),
  valuedOn: maybe(day), constraintCodes: fc.uniqueArray(code('resourceConstraint'), { maxLength: 3 }), infrastructure: maybe(text(1000)),
  contactUnit: maybe(text(120)), lng: maybe(fc.double({ min: 73, max: 136, noNaN: true })), lat: maybe(fc.double({ min: 3, max: 54, noNaN: true })),
  note: maybe(text(2000)), ...provenance,
}); // prettier-ignore
const fundingPlan: fc.Arbitrary<CreateProject['fundingPlan']> = fc.uniqueArray(
  fc
    .record({ route: code('fundingRoute'), amountCny: maybe(decimal(13, 2)), state: code('fundingState'), grantedCny: maybe(decimal(13, 2)), on: maybe(day) })
    .map((source) => ({ ...source, grantedCny: GRANTED_STATES.has(source.state) ? source.grantedCny : null })),
  { maxLength: 4, selector: ({ route }) => route },
); // prettier-ignore
const project: fc.Arbitrary<CreateProject> = fc.record({
  fundingPlan,
  parkName: maybe(fc.constantFrom('织金县经济开发区', '织金经开区', '自建集聚点')),
  name: text(160), code: fc.constant(null), nationalCode: fc.constant(null), placement: fc.constant('local' as const), areaCode: fc.constant('520524'),
  province: maybe(fc.constantFrom('贵州省')), place: maybe(text(120)), sector: maybe(text(60)), industryCodes: industries,
  modernisation: maybe(code('modernisation')), projectCategory: maybe(code('projectCategory')), investorKind: maybe(code('investorKind')),
  chainAction: maybe(code('chainAction')), content: maybe(text(4000)), scaleText: maybe(text(300)), phase: code('projectPhase'),
  totalInvestmentCny: maybe(decimal(15, 2).filter((amount) => Number(amount) >= 5_000_000)), investmentQualifier: code('qualifier'),
  thresholdExceptionReason: fc.constant(null), investorName: maybe(text(160)), plannedStartOn: maybe(day), plannedFinishOn: fc.constant(null),
  landMu: maybe(decimal(9, 6)), energyTce: maybe(decimal(18, 6)), waterM3: maybe(decimal(12, 0)),
  approvalKind: maybe(code('approvalKind')), approvalAppliedOn: maybe(day), approvalDueOn: maybe(day), approvedOn: fc.constant(null),
  approvalDocumentNo: maybe(text(80)), approvalAuthority: maybe(text(80)), responsibleUnits: fc.uniqueArray(text(120), { maxLength: 4 }), note: maybe(text(2000)), ...provenance,
}); // prettier-ignore

const withRedis = HAS_REDIS
  ? 'Redis'
  : 'Redis: SKIPPED, this machine has no redis-server (apt-get install redis-server)';

for (const backend of ['PostgreSQL', withRedis]) {
  const usesRedis = backend !== 'PostgreSQL';
  (usesRedis && !HAS_REDIS ? describe.skip : describe)(`an export, queue on ${backend}`, () => {
    let redis: TestRedis | undefined;
    let api: ApiContext;
    let worker: INestApplicationContext;
    let clerk: TestAgent;
    let clerkActor: Actor;
    let other: TestAgent;
    let manager: TestAgent;

    const ask = async (http: TestAgent, input: RequestExport) => {
      const asked = (await http.post('/api/v1/exports').send(input).expect(201)).body as ExportView;
      expect(asked).toMatchObject({ status: 'queued', rowCount: null, fileName: null });
      return waitFor(`the end of export ${asked.id}`, async () => {
        const view = (await http.get(`/api/v1/exports/${asked.id}`).expect(200)).body as ExportView;
        return ['done', 'failed', 'cancelled'].includes(view.status) && view;
      });
    };
    const fileOf = (http: TestAgent, id: string) => download(http.get(`/api/v1/exports/${id}/file`));
    const checkedImport = async (http: TestAgent, register: string, file: Buffer, name: string) => {
      const { id } = (await http.post(`/api/v1/imports?register=${register}`).attach('file', file, name).expect(201))
        .body;
      return waitFor(`import ${id}`, async () => {
        const view = (await http.get(`/api/v1/imports/${id}`).expect(200)).body as ImportView;
        return ['checked', 'failed'].includes(view.status) && view;
      });
    };

    beforeAll(async () => {
      if (usesRedis) redis = await startRedis();
      api = await startApi({ redisUrl: redis?.url, queuePrefix: 'export-story' });
      ({ http: clerk, actor: clerkActor } = await api.signIn('zhijin', ['county_clerk'], 'QX-520524'));
      ({ http: other } = await api.signIn('dafang', ['county_clerk'], 'QX-520521'));
      ({ http: manager } = await api.signIn('manager', ['manager'], 'SZF'));
      worker = await NestFactory.createApplicationContext(WorkerModule.with(api.config, api.owner.url), {
        logger: false,
      });
      await worker.init();
      for (const [name, kind, valuationCny, note] of [
        ['天麻基地', 'farm_forest_product', '12345678.90', '=HYPERLINK("http://x")'],
        ['无烟煤', 'mineral', null, null],
        ['磷矿', 'mineral', '5000', '甲、乙'],
      ]) {
        await clerk
          .post('/api/v1/resources')
          .send({ name, kind, valuationCny, note, areaCode: '520524', industryCodes: ['06'] })
          .expect(201);
      }
    });
    afterAll(async () => {
      await worker.close();
      await api.close();
      await redis?.stop();
    });

    it('gives the list under its own filters as one workbook with names, units and who took it out', async () => {
      const query = { kind: 'mineral', areaCode: '520524', sort: 'name', page: '3', pageSize: '1' };
      const done = await ask(clerk, { register: 'resource', format: 'xlsx', query });
      const screen = await clerk.get('/api/v1/resources?kind=mineral&areaCode=520524').expect(200);
      expect(done).toMatchObject({
        status: 'done',
        rowCount: screen.body.total,
        fileName: expect.stringMatching(/^资源库-\d{4}-\d{2}-\d{2}\.xlsx$/),
      });
      const { file, headers } = await fileOf(clerk, done.id);
      expect(file.length).toBe(done.sizeBytes);
      expect(headers['content-disposition']).toContain(encodeURIComponent('资源库-'));
      const sheet = (await openWorkbook(file)).worksheets[0];
      expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 4 });
      const rows = textsOf(sheet);
      expect(rows[0][0]).toBe('资源库导出');
      expect(rows[1][0]).toBe('条件：地区：织金县；类型：矿产');
      expect(rows[2][0]).toMatch(/^导出人：zhijin（织金县投资促进局）　时间：\d{4}-\d{2}-\d{2} \d{2}:\d{2}　编号：/);
      const heading = rows[3];
      expect(heading).toEqual(expect.arrayContaining(['资源名称', '所在地区', '估值（万元）', '关联行业']));
      const columnOf = (title: string) => heading.indexOf(title) + 1;
      expect(rows.slice(4).map((row) => row[columnOf('资源名称') - 1])).toEqual(['无烟煤', '磷矿']);
      const second = sheet.getRow(6);
      expect(second.getCell(columnOf('估值（万元）')).value).toBe(0.5);
      expect(second.getCell(columnOf('估值（万元）')).numFmt).toBe('#,##0.######');
      expect(second.getCell(columnOf('所在地区')).value).toBe('织金县');
      expect(second.getCell(columnOf('关联行业')).value).toBe('06 煤炭开采和洗选业');
      expect(second.getCell(columnOf('资源编号')).numFmt).toBe('@');
      const [record] = await api.owner.sql(
        'SELECT sha256, row_count, query, requested_by_id FROM export_record WHERE id = $1',
        [done.id],
      );
      expect(record).toEqual({
        sha256: createHash('sha256').update(file).digest('hex'),
        row_count: 2,
        query: { kind: 'mineral', areaCode: '520524', sort: 'name' },
        requested_by_id: clerkActor.id,
      });
    });

    it('writes a .csv that spreadsheets here can read and that runs no formula', async () => {
      const done = await ask(clerk, { register: 'resource', format: 'csv', query: { q: '天麻' } });
      const { file, headers } = await fileOf(clerk, done.id);
      expect(headers['content-type']).toContain('text/csv');
      expect(file.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
      const rows = parse(file, { bom: true, relax_column_count: true });
      expect(rows[1][0]).toBe('条件：搜索：天麻');
      const note = rows[3].indexOf('备注');
      expect(rows.slice(4)).toHaveLength(1);
      expect(rows[4][note]).toBe(`'=HYPERLINK("http://x")`);
      expect(rows[4][rows[3].indexOf('估值（万元）')]).toBe('1234.56789');
    });

    it('refuses a filter the list does not take and a list the asker may not read', async () => {
      const wrong = await clerk
        .post('/api/v1/exports')
        .send({ register: 'resource', query: { ids: 'not-an-id' } })
        .expect(400);
      expect(wrong.body.details.issues[0].path).toBe('query.ids.0');
      const { http: officer } = await api.signIn('officer', ['promotion_officer'], 'TCJ');
      await officer.post('/api/v1/exports').send({ register: 'funds' }).expect(403);
      const { http: bank } = await api.signIn('bank', ['bank_user'], 'TJJ');
      await bank.post('/api/v1/exports').send({ register: 'resource' }).expect(403);
      await bank.get('/api/v1/exports').expect(403);
    });

    it.each(['secret', '__proto__', '-constructor', '--name'])(
      'refuses an unknown sort (%s) when it is asked for, instead of failing in the job',
      async (sort) => {
        for (const register of ['resource', 'enterprise', 'lead', 'funds']) {
          const { body } = await clerk.post('/api/v1/exports').send({ register, query: { sort } }).expect(400);
          expect(body.details.issues).toMatchObject([{ path: 'query.sort', code: 'unknown' }]);
        }
      },
    );

    it('refuses filters the list does not know, as the list, its count and a bulk edit do, and names the nearest', async () => {
      const refused = { code: 'QUERY_PARAMETER_UNKNOWN', details: { parameter: 'areaCod', nearest: 'areaCode' } };
      const query = { areaCod: '520524' };
      const lists = ['/resources', '/resources/count', '/projects', '/markets/count', '/leads', '/funds-lines'];
      for (const path of lists) expect((await clerk.get(`/api/v1${path}`).query(query).expect(400)).body).toMatchObject(refused); // prettier-ignore
      for (const register of ['resource', 'lead'] as const) {
        const asked = await clerk.post('/api/v1/exports').send({ register, format: 'csv', query }).expect(400);
        expect(asked.body).toMatchObject(refused);
      }
      const edit = { register: 'resource', field: 'tier', value: 'advantage', query };
      expect((await clerk.post('/api/v1/bulk-edits').send(edit).expect(400)).body).toMatchObject(refused);
      // Also those every object has, extra fields there are not, and what is no condition at all.
      const extra = { extra: 'nonsense:3..4' };
      for (const wrong of [{ toString: 'b' }, extra, { extra: 'nonsense' }] as Record<string, string>[]) {
        await clerk.get('/api/v1/resources').query(wrong).expect(400);
        await clerk.post('/api/v1/exports').send({ register: 'resource', format: 'csv', query: wrong }).expect(400);
      }
      expect((await clerk.get('/api/v1/resources').query(extra)).body.details).toMatchObject({ parameter: 'extra.nonsense' }); // prettier-ignore
    });

    it('holds no row for a search of signs only', async () => {
      for (const register of ['resource', 'enterprise', 'lead', 'funds'] as const) {
        const done = await ask(clerk, { register, format: 'csv', query: { q: '😀!!' } });
        expect([register, done.status, done.rowCount]).toEqual([register, 'done', 0]);
      }
    });

    it('belongs to who asked for it: list, status, file, and the stored file behind it', async () => {
      const done = await ask(clerk, { register: 'resource', format: 'xlsx', query: {} });
      for (const http of [other, manager]) {
        for (const path of ['', '/file']) {
          const hidden = await http.get(`/api/v1/exports/${done.id}${path}`).expect(404);
          expect(hidden.body.code).toBe('EXPORT_NOT_FOUND');
        }
        expect((await http.get('/api/v1/exports').expect(200)).body).toMatchObject({ total: 0, items: [] });
        const [{ file_id: fileId }] = await api.owner.sql<{ file_id: string }>(
          'SELECT file_id FROM export_record WHERE id = $1',
          [done.id],
        );
        await http.get(`/api/v1/files/${fileId}`).expect(404);
      }
      const own = (await clerk.get('/api/v1/exports?pageSize=1').expect(200)).body;
      expect(own.items).toMatchObject([{ id: done.id }]);
      await expect(api.owner.sql(`SET ROLE lianghuan_app; DELETE FROM export_record`)).rejects.toThrow(
        'permission denied',
      );
    });

    it('holds what the asker sees and no more: leads and funds of other areas stay out', async () => {
      const projectId = await makeProject(api.owner, { name: '织金项目', areaCode: '520524' });
      for (const [http, areaCode, name] of [[clerk, '520524', '织金对接企业'], [other, '520521', '大方对接企业']] as const) {
        const enterpriseId = await makeEnterprise(api.owner, { name });
        const lead = { enterpriseId, areaCode, nextStep: '上门拜访', nextStepOn: '2030-01-01', ...(http === clerk ? { projectId } : {}) };
        await http.post('/api/v1/leads').send(lead).expect(201);
      } // prettier-ignore
      const mine = await ask(clerk, { register: 'lead', format: 'csv', query: { stage: 'clue' } });
      const rows = parse((await fileOf(clerk, mine.id)).file, { bom: true, relax_column_count: true });
      expect(mine.rowCount).toBe(1);
      expect(rows[1][0]).toBe('条件：阶段：线索');
      expect(rows.slice(4).map((row) => row.slice(1, 5))).toEqual([['织金对接企业', '织金项目', '织金县', '线索']]);
      const all = await ask(manager, { register: 'lead', format: 'xlsx', query: {} });
      expect(all.rowCount).toBe(2);
      const funds = await ask(clerk, { register: 'funds', format: 'xlsx', query: { counted: 'true' } });
      expect(funds).toMatchObject({ status: 'done', rowCount: 0 });
      const enterprises = await ask(clerk, { register: 'enterprise', format: 'csv', query: {} });
      expect(enterprises.rowCount).toBe((await clerk.get('/api/v1/enterprises').expect(200)).body.total);
      const held = parse((await fileOf(clerk, enterprises.id)).file, { bom: true, relax_column_count: true });
      // After the columns an import understands: what the list shows besides, with names and not ids.
      const heading = held.findIndex((row) => row.includes('对接人'));
      expect(held[heading].slice(-3)).toEqual(['优强等级', '对接人', '最近联系']);
      expect(held.slice(heading + 1).filter((row) => row.includes('织金对接企业')).map((row) => row.slice(-3))).toEqual([['未评定', 'zhijin', '']]); // prettier-ignore
      expect(held.flat()).not.toContain('大方对接企业');
    });

    it('of the land a year needs has the columns of that list, and exactly its projects', async () => {
      const project = {
        code: 'LAND-1',
        name: '用地清单项目',
        areaCode: '520524',
        totalInvestmentCny: '90000000',
        landYear: 2031,
        landMu: '120.5',
        quotaPrepaid: 'yes',
      };
      await clerk.post('/api/v1/projects').send(project).expect(201);
      await clerk
        .post('/api/v1/projects')
        .send({ ...project, code: 'LAND-2', name: '另一年的项目', landYear: 2030 })
        .expect(201);
      const { http: bureau } = await api.signIn('ziran', ['bureau_reviewer'], 'ZRZY');
      const made = await ask(bureau, { register: 'land_need', format: 'csv', query: { landYear: '2031' } });
      const rows = parse((await fileOf(bureau, made.id)).file, { bom: true, relax_column_count: true });
      expect(rows[1][0]).toBe('条件：用地年度：2031');
      const heading = rows.find((row) => row.includes('新增建设用地指标（亩）')) ?? [];
      const [only, ...others] = rows.slice(rows.indexOf(heading) + 1);
      expect(others).toEqual([]);
      expect(
        heading.flatMap((title, i) =>
          ['项目', '用地需求（亩）', '指标预支', '总投资（万元）'].includes(title) ? [only[i]] : [],
        ),
      ).toEqual(['用地清单项目', '120.5', '是', '9000']);
      // A version of it as it was kept, and what became of it since.
      const version = (await clerk.post('/api/v1/land-lists').send({ year: 2031, areaCode: '520524', step: 'submitted', reason: '上报' }).expect(201)).body; // prettier-ignore
      const found = (await clerk.get('/api/v1/projects').query({ landYear: 2031 })).body.items[0];
      await clerk.patch(`/api/v1/projects/${found.id}`).send({ landMu: '130', version: found.version }).expect(200);
      const fileOfVersion = async (query: object) => {
        const { id } = await ask(bureau, { register: 'land_need', format: 'csv', query: { landYear: '2031', version: version.id, ...query } }); // prettier-ignore
        const lines = parse((await fileOf(bureau, id)).file, { bom: true, relax_column_count: true });
        const [title, ...data] = lines.slice(lines.findIndex((row) => row.includes('项目编号')));
        return data.map((row) => Object.fromEntries(title.map((name, i) => [name, row[i]])));
      };
      expect(await fileOfVersion({})).toMatchObject([{ 版本: '2031年织金县第1版（上报）', 项目: '用地清单项目', '用地需求（亩）': '120.5' }]); // prettier-ignore
      expect(await fileOfVersion({ against: 'now' })).toMatchObject([{ 变化: '调整', 项目: '用地清单项目', '用地需求（原）': '120.5', '用地需求（新）': '130', '林地定额（原）': '' }]); // prettier-ignore
    });

    it('of reservations holds those of one’s own place and unit, with what the screen shows', async () => {
      for (const [http, areaCode, name] of [[clerk, '520524', '织金磷矿'], [other, '520521', '大方煤炭']] as const) {
        const supply = { name, kind: 'mineral', areaCode, quantityTotal: '12', quantityUnit: '万吨', titleState: 'clear' };
        const { body } = await http.post('/api/v1/resources').send(supply).expect(201);
        const projectId = await makeProject(api.owner, { name: `${name}加工`, areaCode });
        await http.post('/api/v1/reservations').send({ supplyId: body.id, projectId, quantity: '5000', unit: '吨' }).expect(201);
      } // prettier-ignore
      const mine = await ask(clerk, { register: 'reservation', format: 'csv', query: { side: 'resource' } });
      const rows = parse((await fileOf(clerk, mine.id)).file, { bom: true, relax_column_count: true });
      expect(mine.rowCount).toBe((await clerk.get('/api/v1/reservations?side=resource').expect(200)).body.total);
      expect(rows.slice(4).map((row) => [...row.slice(0, 4), ...row.slice(5, 9)])).toEqual([
        ['资源', '织金磷矿', '织金县', '织金磷矿加工', '预留中', '0.5', '0', '万吨'],
      ]);
      expect((await ask(manager, { register: 'reservation', format: 'csv', query: {} })).rowCount).toBe(2);
    });

    it('of a timeline tells who changed what of the record and when, as far as the reader may know it', async () => {
      const project = { name: '时间线项目', areaCode: '520524', totalInvestmentCny: '90000000' };
      const { body } = await clerk.post('/api/v1/projects').send(project).expect(201);
      await clerk.patch(`/api/v1/projects/${body.id}`).send({ totalInvestmentCny: '120000000', note: '改', version: body.version }).expect(200); // prettier-ignore
      const enterpriseId = await makeEnterprise(api.owner, { name: '时间线有限公司' });
      const lead = (await clerk.post('/api/v1/leads').send({ enterpriseId, projectId: body.id, nextStep: '电话联系', nextStepOn: '2099-01-01' }).expect(201)).body; // prettier-ignore
      const linesOf = async (http: TestAgent) => {
        const made = await ask(http, { register: 'timeline', format: 'csv', query: { subject: 'project', subjectId: body.id } }); // prettier-ignore
        const rows = parse((await fileOf(http, made.id)).file, { bom: true, relax_column_count: true });
        expect(made).toMatchObject({ status: 'done', fileName: expect.stringMatching(/^时间线：项目“时间线项目”-/) });
        expect(rows.slice(0, 2).map(([first]) => first)).toEqual(['时间线：项目“时间线项目”导出', '条件：全部']);
        const { total } = (await http.get(`/api/v1/timeline?subject=project&subjectId=${body.id}`).expect(200)).body;
        expect(made.rowCount).toBe(total);
        return rows.slice(4).map((row) => row.slice(1, 7));
      };
      const change = ['zhijin', '修改', '修改', '备注\n总投资', '未填\n9000万元', '改\n12000万元'];
      expect(await linesOf(other)).toEqual([change, ['zhijin', '修改', '新建', '', '', '']]);
      expect(await linesOf(clerk)).toContainEqual(['zhijin', '线索跟进', '首报线索：时间线有限公司', '', '', '']);
      const hidden = { register: 'timeline', query: { subject: 'lead', subjectId: lead.id } };
      const refused = await other.post('/api/v1/exports').send(hidden).expect(404);
      expect(refused.body.code).toBe('LEAD_NOT_FOUND');
    });

    it('comes back unchanged for 供需矩阵, which is imported like any register', async () => {
      const entry = {
        side: 'resource',
        words: ['往返试制'],
        category: '煤炭',
        relation: 'chain',
        strength: '0.8',
        usePerInvestment: '12.5',
        useUnit: '万吨/年',
      };
      await manager.post('/api/v1/needs').send(entry).expect(201);
      for (const format of ['xlsx', 'csv'] as const) {
        const done = await ask(manager, { register: 'need', format, query: {} });
        const { file } = await fileOf(manager, done.id);
        const { status, counts } = await checkedImport(manager, 'need', file, `供需矩阵.${format}`);
        expect({ status, counts }).toEqual({
          status: 'checked',
          counts: { create: 0, update: 0, unchanged: done.rowCount, skip: 0, error: 0 },
        });
      }
    });

    it('comes back unchanged, every row of any resource or project, as .xlsx and as .csv', async () => {
      const database = api.app.get(Database);

      const seed = Number(process.env.FAST_CHECK_SEED ?? Date.now() % 1_000_000);
      const unique = <T extends { name: string }>(rows: T[]) =>
        rows.map((row, i) => ({ ...row, name: `${row.name.slice(0, 100)}${i}`.trim() }));
      const resources = unique(fc.sample(resource, { numRuns: 300, seed }));
      const projects = unique(fc.sample(project, { numRuns: 300, seed }));
      await database.actAs(clerkActor, () =>
        database.transaction(async (tx) => {
          await api.app.get(ResourceService).storeMany(tx, resources);
          await api.app.get(ProjectService).storeMany(tx, projects);
        }),
      );
      for (const register of ['resource', 'project'] as const) {
        for (const format of ['xlsx', 'csv'] as const) {
          const done = await ask(clerk, { register, format, query: { areaCode: '520524' } });
          const { file } = await fileOf(clerk, done.id);
          const checked = await checkedImport(clerk, register, file, `往返.${format}`);
          const { counts } = checked;
          if (counts.unchanged !== done.rowCount) {
            const rows = (
              await clerk.get(`/api/v1/imports/${checked.id}/rows?pageSize=5&verdict=update,error,create,skip`)
            ).body.items;
            throw new Error(
              `seed ${seed}, ${register}.${format}: ${JSON.stringify({ counts, rows: rows.map(({ issues, changes }: { issues: unknown; changes: unknown }) => ({ issues, changes })) })}`,
            );
          }
          expect(counts).toEqual({ create: 0, update: 0, unchanged: done.rowCount, skip: 0, error: 0 });
          expect(done.rowCount).toBeGreaterThanOrEqual(300);
          // What stands between projects is shown, and made on their pages.
          expect(checked.columns.flatMap(({ field, heading }) => (field === null ? [heading] : []))).toEqual(
            register === 'project' ? ['前序项目', '后续项目'] : [],
          );
        }
      }
    });
  });
}
