import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { HeadingRowView, ImportRowView, ImportView, RecognitionBatchView } from '@lianghuan/contracts';
import { WorkerModule } from '@lianghuan/worker';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import iconv from 'iconv-lite';
import type TestAgent from 'supertest/lib/agent.js';
import { type ApiContext, startApi } from './support/api.js';
import { HAS_REDIS, startRedis, type TestRedis } from './support/redis.js';
import { waitFor } from './support/wait.js';
import { download, makeWorkbook, openWorkbook, textsOf, UGLY_WRONG, uglyResources } from './support/workbooks.js';

jest.setTimeout(60_000);

/** Whole rows of what a list finds, in its order. */
async function foundBy(who: TestAgent, register: string, query: Readonly<Record<string, string>>) {
  const { body } = await who.get(`/api/v1/${register}`).query(query).expect(200);
  const whole = (body.items as { id: string }[]).map(({ id }) => who.get(`/api/v1/${register}/${id}`).expect(200));
  return (await Promise.all(whole)).map((answer) => answer.body);
}

const withRedis = HAS_REDIS
  ? 'Redis'
  : 'Redis: SKIPPED, this machine has no redis-server (apt-get install redis-server)';

for (const backend of ['PostgreSQL', withRedis]) {
  const usesRedis = backend !== 'PostgreSQL';
  (usesRedis && !HAS_REDIS ? describe.skip : describe)(`an import, queue on ${backend}`, () => {
    let redis: TestRedis | undefined;
    let api: ApiContext;
    let worker: INestApplicationContext;
    let clerk: TestAgent;
    let other: TestAgent;
    let reviewer: TestAgent;
    let undoable = '';

    const upload = async (http: TestAgent, file: Buffer, name: string, query = 'register=resource') =>
      (await http.post(`/api/v1/imports?${query}`).attach('file', file, name).expect(201)).body as ImportView;
    const reached = (http: TestAgent, id: string, ...statuses: string[]) =>
      waitFor(`import ${id} to be ${statuses.join(' or ')}`, async () => {
        const view = (await http.get(`/api/v1/imports/${id}`).expect(200)).body as ImportView;
        return [...statuses, 'failed', 'cancelled'].includes(view.status) && view;
      });
    const check = async (http: TestAgent, file: Buffer, name: string, query?: string) =>
      reached(http, (await upload(http, file, name, query)).id, 'checked');
    const commit = async (http: TestAgent, id: string) => {
      await http.post(`/api/v1/imports/${id}/commit`).expect(201);
      return reached(http, id, 'committed');
    };
    const rowsOf = async (http: TestAgent, id: string, verdict = '') =>
      (await http.get(`/api/v1/imports/${id}/rows?pageSize=200${verdict && `&verdict=${verdict}`}`).expect(200)).body
        .items as ImportRowView[];

    beforeAll(async () => {
      if (usesRedis) redis = await startRedis();
      api = await startApi({ redisUrl: redis?.url, queuePrefix: 'import-story', uploadLimitBytes: 1024 * 1024 });
      ({ http: clerk } = await api.signIn('zhijin', ['county_clerk'], 'QX-520524'));
      ({ http: other } = await api.signIn('dafang', ['county_clerk'], 'QX-520521'));
      ({ http: reviewer } = await api.signIn('zhijin-reviewer', ['county_reviewer'], 'QX-520524'));
      worker = await NestFactory.createApplicationContext(WorkerModule.with(api.config, api.owner.url), {
        logger: false,
      });
      await worker.init();
    });
    afterAll(async () => {
      await worker.close();
      await api.close();
      await redis?.stop();
    });

    it('reads an ugly workbook, previews each row, writes the good ones and hands the others back', async () => {
      const file = await makeWorkbook(
        [
          ['织金县2024年闲置资源摸底表', null, null, null, null, null, null],
          ['填报单位：织金县投资促进局', null, null, null, null, '单位：万元', null],
          ['序号', '名称', '类别', '县（市、区）', '面积（公顷）', '评估价值', '估值日期'],
          ['１', '三塘镇旧厂区', '闲置低效资产', '织金', 12.5, '１，２００', '2024年3月1日'],
          [2, '城关镇标准地', '土地与标准地', '毕节市织金县', '3', 800.5, new Date('2024-05-06T00:00:00Z')],
          [3, '飞来资源', '飞船', '织金县', '若干', 1, '2024-2-30'],
          [4, '大方那块地', '土地与标准地', '大方县', 1, 1, 45000],
          [5, '三塘镇旧厂区', '闲置低效资产', '织金县', 1, 1, null],
          [6, null, '矿产', '织金县', null, null, null],
          ['合计', null, null, null, 15.5, 2000.5, null],
        ],
        ['A1:G1'],
      );
      const checked = await check(clerk, file, '摸底表.xlsx');
      expect(checked).toMatchObject({
        status: 'checked',
        fileName: '摸底表.xlsx',
        createdByName: 'zhijin',
        counts: { create: 2, update: 0, unchanged: 0, skip: 1, error: 4 },
        progressDone: 7,
        can: { commit: true, cancel: true },
      });
      expect(checked.columns.map(({ heading, field, unit }) => [heading, field, unit])).toEqual([
        ['序号', null, null],
        ['名称', 'name', null],
        ['类别', 'kind', null],
        ['县（市、区）', 'areaCode', null],
        ['面积（公顷）', 'quantityTotal', '公顷'],
        ['评估价值', 'valuationCny', '万元'],
        ['估值日期', 'valuedOn', null],
      ]);
      const wrong = await rowsOf(clerk, checked.id, 'error');
      expect(wrong.map((row) => [row.rowNumber, row.issues.map(({ field, code }) => [field, code])])).toEqual([
        [6, [['kind', 'CHOICE_UNKNOWN'], ['quantityTotal', 'NUMBER_INVALID'], ['valuedOn', 'DATE_INVALID']]],
        [7, [['areaCode', 'AREA_FORBIDDEN']]],
        [8, [['', 'DUPLICATE_IN_FILE']]],
        [9, [['name', 'REQUIRED']]],
      ]); // prettier-ignore
      expect((await clerk.get('/api/v1/resources').expect(200)).body.total).toBe(0);

      const committed = await commit(clerk, checked.id);
      expect(committed).toMatchObject({
        status: 'committed',
        counts: { create: 2, error: 4, skip: 1 },
        progressDone: 2,
      });
      expect(await foundBy(clerk, 'resources', { sort: 'name' })).toMatchObject([
        { name: '三塘镇旧厂区', areaCode: '520524', quantityTotal: '187.5', quantityUnit: '亩', valuationCny: '12000000.00', valuedOn: '2024-03-01', createdByName: 'zhijin' },
        { name: '城关镇标准地', areaCode: '520524', quantityTotal: '45', quantityUnit: '亩', valuationCny: '8005000.00', valuedOn: '2024-05-06' },
      ]); // prettier-ignore
      const audit = await api.owner.sql<{ reason: string; n: number }>(
        `SELECT reason, count(*)::int AS n FROM audit_entry WHERE table_name = 'resource' GROUP BY reason`,
      );
      expect(audit).toEqual([{ reason: expect.stringContaining('摸底表.xlsx'), n: 2 }]);

      const { file: workbook, headers } = await download(clerk.get(`/api/v1/imports/${checked.id}/error-workbook`));
      expect(headers['content-disposition']).toContain(encodeURIComponent('摸底表-有误的行.xlsx'));
      const [heading, ...lines] = textsOf((await openWorkbook(workbook)).worksheets[0]);
      expect(heading).toEqual([
        '序号', '名称', '类别', '县（市、区）', '面积（公顷）', '评估价值（万元）', '估值日期', '原行号', '错误原因',
      ]); // prettier-ignore
      expect(lines.map((line) => line.slice(1, 4))).toEqual([
        ['飞来资源', '飞船', '织金县'],
        ['大方那块地', '土地与标准地', '大方县'],
        ['三塘镇旧厂区', '闲置低效资产', '织金县'],
        ['', '矿产', '织金县'],
      ]);
      expect(lines.map((line) => line[8])).toEqual([
        expect.stringMatching(/^资源类型：“飞船”不在可选项中.*总量：“若干”不是数字；估值日期：“2024-2-30”不是日期/),
        '所在地区：只能操作本地区的数据',
        '与第4行是同一条，只取第4行',
        '资源名称：必填',
      ]);
      // The workbook goes in again as it is: what was wrong is still wrong, nothing else is touched.
      const again = await check(clerk, workbook, '改过的.xlsx');
      expect(again.counts).toEqual({ create: 0, update: 1, unchanged: 0, skip: 0, error: 3 });
      await clerk.post(`/api/v1/imports/${again.id}/cancel`).expect(201);
    });

    it('makes sense of what a county really sends: groups of headings, page breaks, subtotals, footnotes, authors', async () => {
      const checked = await check(clerk, await uglyResources(120), '摸底汇总表.xlsx');
      expect(checked.counts).toEqual({ create: 120 - UGLY_WRONG, update: 0, unchanged: 0, skip: 9, error: UGLY_WRONG });
      const wrong = await rowsOf(clerk, checked.id, 'error');
      expect(wrong.map(({ issues }) => issues.map(({ code, message }) => [code, message.split('是否应为')[1] ?? '']))).toEqual([
        [['CHOICE_UNKNOWN', '“厂房”？']], [['NUMBER_INVALID', '']], [['DATE_INVALID', '']], [['AREA_UNKNOWN', '“织金县”？']], [['REQUIRED', '']],
      ]); // prettier-ignore
      await commit(clerk, checked.id);
      expect(await foundBy(clerk, 'resources', { q: '猫场镇3号矿产' })).toMatchObject([
        { name: '猫场镇3号矿产', place: '猫场镇', quantityTotal: '48.75', quantityUnit: '亩', valuationCny: '10030000.00', valuedOn: '2024-03-01', createdByName: 'zhijin', recordedBy: '李强', recordedOn: '2024-06-28' },
      ]); // prettier-ignore
      await clerk.post(`/api/v1/imports/${checked.id}/undo`).send({ reason: '让后面的故事从头数起' }).expect(201);
    });

    it('updates by natural key from a GBK file, and shows what would change', async () => {
      const lines = [
        '资源名称,所在地区,资源类型,估值（元）,权属人,备注',
        '三塘镇旧厂区,织金县,闲置低效资产,12000000,"某某公司",',
        '城关镇标准地,织金县,土地与标准地,8005000.00,,',
        '新来的矿,织金县,矿产,,,"两行\n备注"',
      ];
      const checked = await check(clerk, iconv.encode(lines.join('\r\n'), 'gbk'), 'GBK.csv');
      expect(checked.counts).toEqual({ create: 1, update: 1, unchanged: 1, skip: 0, error: 0 });
      const [changed] = await rowsOf(clerk, checked.id, 'update');
      expect(changed).toMatchObject({ name: '三塘镇旧厂区', changes: { ownerName: ['', '某某公司'] }, issues: [] });
      await commit(clerk, checked.id);
      const found = await foundBy(clerk, 'resources', { q: '三塘镇旧厂区' });
      expect(found).toMatchObject([{ ownerName: '某某公司', version: 2, quantityTotal: '187.5' }]);

      const onlyNew = await check(
        clerk,
        iconv.encode(lines.join('\n'), 'gbk'),
        'x.csv',
        'register=resource&mode=create',
      );
      expect(onlyNew.counts).toMatchObject({ create: 0, skip: 3 });
      const rival = lines.with(1, '没有的地,织金县,土地与标准地,1,,').join('\n');
      const onlyOld = await check(clerk, Buffer.from(`\ufeff${rival}`), 'y.csv', 'register=resource&mode=update');
      expect(onlyOld.counts).toMatchObject({ skip: 1, unchanged: 2 });
    });

    it('shows what figures become, takes a corrected column, and keeps that for the unit with the same heading', async () => {
      const rows = (n: number) => [
        ['资源名称', '地块所在', '资源类型', '县', '用地规模', '评估价值（万元）'],
        [`对应${n}号`, '三塘镇', '土地与标准地', '织金', 2, 10],
      ];
      const first = await check(clerk, await makeWorkbook(rows(1)), '列对应.xlsx');
      expect(first).toMatchObject({ mappedBy: null, counts: { create: 0, error: 1 }, can: { map: true } });
      const said = first.columns.map(({ position, heading, field, unit }) => {
        if (heading === '县') return { position, field: 'areaCode', unit: null };
        if (heading === '地块所在') return { position, field: 'place', unit: null };
        return heading === '用地规模' ? { position, field: 'quantityTotal', unit: '公顷' } : { position, field, unit };
      });
      const map = (http: TestAgent, columns: object[]) =>
        http.post(`/api/v1/imports/${first.id}/columns`).send({ columns });
      await map(other, said).expect(404);
      await map(reviewer, said).expect(403);
      await map(clerk, [
        { position: 0, field: 'name', unit: null },
        { position: 1, field: 'name', unit: null },
      ]).expect(400);
      await map(clerk, [{ position: 5, field: 'valuationCny', unit: '亩' }]).expect(400);
      await map(clerk, said).expect(201);
      const mapped = await reached(clerk, first.id, 'checked');
      expect(mapped.counts).toMatchObject({ create: 1, error: 0 });
      const [row] = await rowsOf(clerk, first.id);
      expect(row.readings).toEqual({
        县: '织金 → 织金县',
        用地规模: '2 公顷 → 30 亩',
        '评估价值（万元）': '10 万元 → 100,000 元',
      });
      await clerk.post(`/api/v1/imports/${first.id}/cancel`).expect(201);

      const second = await check(clerk, await makeWorkbook(rows(2)), '又一张.xlsx');
      expect(second).toMatchObject({ mappedBy: { name: 'zhijin' }, counts: { create: 1, error: 0 } });
      await clerk.post(`/api/v1/imports/${second.id}/cancel`).expect(201);
      // Another unit has said nothing of such tables.
      const foreign = await check(other, await makeWorkbook(rows(3)), '邻县.xlsx');
      expect(foreign).toMatchObject({ mappedBy: null, counts: { create: 0, error: 1 } });
    });

    it('of a table nobody recognises lets its importer say where the heading is and what the columns are, once', async () => {
      const rows = (n: number) => [
        ['2024年摸排情况（单位：万元）', null, null, null, null, null],
        ['甲类事项', '乙类事项', '丙类事项', '丁类事项', '戊类事项', '己类事项'],
        ['叫啥', '啥东西', '哪里的', '多大', '值多少', '联系'],
        [`手工对应${n}号`, '土地与标准地', '织金县', 2, 10, '投资促进局'],
        [`手工对应${n + 1}号`, '飞船', '织金县', 3, 10, null],
      ];
      const file = await makeWorkbook(rows(1), ['A1:F1']);
      const guessed = await reached(clerk, (await upload(clerk, file, '土表.xlsx')).id, 'unmapped');
      expect(guessed).toMatchObject({
        status: 'unmapped',
        counts: { create: 0, error: 0 },
        can: { map: true, cancel: true, commit: false },
      });
      expect(guessed.columns.map(({ heading, field }) => [heading, field])).toEqual(
        rows(1)[1].map((heading) => [heading, null]),
      );
      const top = await clerk.get(`/api/v1/imports/${guessed.id}/heading-rows`).expect(200);
      expect(top.body.map(({ rowNumber, isHeading }: HeadingRowView) => [rowNumber, isHeading])).toEqual([
        [1, false], [2, true], [3, false], [4, false], [5, false],
      ]); // prettier-ignore
      const sheet = top.body[0].sheet as string;
      const choose = (http: TestAgent, rowNumber: number) =>
        http.post(`/api/v1/imports/${guessed.id}/heading`).send({ sheet, rowNumber });
      await choose(other, 3).expect(404);
      await choose(reviewer, 3).expect(403);
      await other.get(`/api/v1/imports/${guessed.id}/heading-rows`).expect(404);
      await choose(clerk, 9).expect(400);
      await clerk.post(`/api/v1/imports/${guessed.id}/commit`).expect(409);
      const chosen = (await choose(clerk, 3).expect(201)).body as ImportView;
      expect(chosen).toMatchObject({ status: 'unmapped', columns: [{ heading: '叫啥' }, {}, {}, {}, {}, {}] });
      const said = ['name', 'kind', 'areaCode', 'quantityTotal', 'valuationCny', null].map((field, position) => ({
        position,
        field,
        unit: field === 'quantityTotal' ? '公顷' : null,
      }));
      const map = (http: TestAgent, columns: object[]) =>
        http.post(`/api/v1/imports/${guessed.id}/columns`).send({ columns });
      await map(clerk, said.map((column) => ({ ...column, field: null }))).expect(400); // prettier-ignore
      await map(other, said).expect(404);
      await map(clerk, said).expect(201);
      const checked = await reached(clerk, guessed.id, 'checked');
      expect(checked.counts).toMatchObject({ create: 1, error: 1 });
      expect((await rowsOf(clerk, guessed.id)).map(({ rowNumber, name }) => [rowNumber, name])).toEqual([
        [4, '手工对应1号'],
        [5, '手工对应2号'],
      ]);
      await commit(clerk, guessed.id);
      const [stored] = (await clerk.get('/api/v1/resources?q=手工对应1号').expect(200)).body.items;
      expect(stored).toMatchObject({ quantityTotal: '30', quantityUnit: '亩', valuationCny: '100000.00' });
      await choose(clerk, 2).expect(409);

      // The row is known by now, though it is not the one that would be guessed.
      const next = await check(clerk, await makeWorkbook(rows(11), ['A1:F1']), '下月的土表.xlsx');
      expect(next).toMatchObject({ mappedBy: { name: 'zhijin' }, counts: { create: 1, error: 1 } });
      // A checked table whose heading is another row goes back to be said anew; its verdicts are gone.
      await clerk.post(`/api/v1/imports/${next.id}/heading`).send({ sheet, rowNumber: 2 }).expect(201);
      expect(await reached(clerk, next.id, 'unmapped')).toMatchObject({ counts: { create: 0 }, mappedBy: null });
      expect(await rowsOf(clerk, next.id)).toEqual([]);
      await clerk.post(`/api/v1/imports/${next.id}/cancel`).expect(201);
    });

    it('turns into an error what somebody else changed or took since the check', async () => {
      const file = await makeWorkbook([
        ['资源名称', '所在地区', '资源类型', '权属人'],
        ['城关镇标准地', '织金县', '土地与标准地', '导入的人'],
        ['慢了一步', '织金县', '矿产', null],
        ['照常新增', '织金县', '矿产', null],
      ]);
      const checked = await check(clerk, file, '晚到.xlsx');
      expect(checked.counts).toMatchObject({ update: 1, create: 2 });
      const [row] = (await clerk.get('/api/v1/resources?q=城关镇标准地').expect(200)).body.items;
      await clerk
        .patch(`/api/v1/resources/${row.id}`)
        .send({ version: row.version, ownerName: '手工的人' })
        .expect(200);
      await clerk.post('/api/v1/resources').send({ name: '慢了一步', kind: 'mineral', areaCode: '520524' }).expect(201);
      const committed = await commit(clerk, checked.id);
      expect(committed).toMatchObject({ status: 'committed', counts: { create: 1, update: 0, error: 2 } });
      const codes = (await rowsOf(clerk, checked.id, 'error')).map((wrong) => [wrong.rowNumber, wrong.issues[0].code]);
      expect(codes).toEqual([[2, 'VERSION_CONFLICT'], [3, 'EXISTS_NOW']]); // prettier-ignore
      expect((await clerk.get('/api/v1/resources?q=慢了一步').expect(200)).body.total).toBe(1);
      undoable = checked.id;
      expect(await foundBy(clerk, 'resources', { q: '城关镇标准地' })).toMatchObject([{ ownerName: '手工的人' }]);
    });

    it('takes a written import back for its importer or the reviewer of his area, who say why', async () => {
      for (const path of ['undo', 'undo/rows']) {
        const hidden = await (
          path === 'undo'
            ? other.post(`/api/v1/imports/${undoable}/undo`).send({ reason: '不是我的' })
            : other.get(`/api/v1/imports/${undoable}/undo/rows`)
        ).expect(404);
        expect(hidden.body.code).toBe('IMPORT_NOT_FOUND');
      }
      await clerk.post(`/api/v1/imports/${undoable}/undo`).send({ reason: '' }).expect(400);
      const asked = await reviewer.post(`/api/v1/imports/${undoable}/undo`).send({ reason: '传错了表' }).expect(201);
      expect(asked.body).toMatchObject({
        undo: { requestedByName: 'zhijin-reviewer', reason: '传错了表' },
        can: { undo: false },
      });
      const again = await clerk.post(`/api/v1/imports/${undoable}/undo`).send({ reason: '再撤一次' }).expect(409);
      expect(again.body.code).toBe('CHANGE_UNDONE_ALREADY');
      const undone = await waitFor('the undo', async () => {
        const view = (await clerk.get(`/api/v1/imports/${undoable}`).expect(200)).body as ImportView;
        return view.undo?.status === 'done' && view;
      });
      expect(undone.undo).toMatchObject({
        counts: { restored: 0, withdrawn: 1, kept: 0, refused: 0 },
        progressDone: 1,
      });
      expect((await clerk.get('/api/v1/resources?q=照常新增').expect(200)).body.total).toBe(0);
      const rows = await clerk.get(`/api/v1/imports/${undoable}/undo/rows`).expect(200);
      expect(rows.body.items).toMatchObject([{ outcome: 'withdrawn', name: '照常新增' }]);
      const checked = (await clerk.get('/api/v1/imports').expect(200)).body.items as ImportView[];
      expect(checked.find(({ id }) => id === undoable)?.undo?.status).toBe('done');
    });

    it('checks the codes of projects and enterprises by their own rules', async () => {
      const projects = await makeWorkbook([
        ['项目名称', '所在地区', '国家项目代码', '总投资（亿元）', '所属行业'],
        ['够大的项目', '织金县', '2023-520524-26-01-123456', 1.5, '化学原料和化学制品制造业'],
        ['太小的项目', '织金县', null, 0.01, '26'],
        ['代码不对', '织金县', '20235205', 2, null],
      ]);
      const checked = await check(clerk, projects, '项目.xlsx', 'register=project');
      expect(checked.counts).toMatchObject({ create: 1, error: 2 });
      const issues = (await rowsOf(clerk, checked.id, 'error')).map(
        (row) => row.issues.map(({ field, code }) => [field, code])[0],
      );
      expect(issues).toEqual([['totalInvestmentCny', 'PROJECT_BELOW_THRESHOLD'], ['nationalCode', 'PROJECT_CODE_INVALID']]); // prettier-ignore
      await commit(clerk, checked.id);
      const [project] = await foundBy(clerk, 'projects', { q: '够大的项目' });
      expect(project).toMatchObject({ totalInvestmentCny: '150000000.00', industryCodes: ['26'], placement: 'local' });
      // The city's managers take it back, under their own name and for its rows alone: they write no projects otherwise.
      const { http: manager, actor: managing } = await api.signIn('manager', ['manager'], 'SZF');
      await manager.patch(`/api/v1/projects/${project.id}`).send({ version: 1, note: '改' }).expect(403);
      await other.post(`/api/v1/imports/${checked.id}/undo`).send({ reason: '不是我的' }).expect(404);
      await manager.post(`/api/v1/imports/${checked.id}/undo`).send({ reason: '' }).expect(400);
      await manager.post(`/api/v1/imports/${checked.id}/undo`).send({ reason: '报错了批次' }).expect(201);
      const { undo } = await waitFor('the undo of the manager', async () => {
        const view = (await manager.get(`/api/v1/imports/${checked.id}`).expect(200)).body as ImportView;
        return view.undo?.status === 'done' && view;
      });
      expect(undo).toMatchObject({ counts: { withdrawn: 1 }, requestedByName: 'manager' });
      const audited = await api.owner.sql(`SELECT actor_id AS actor, reason FROM audit_entry WHERE table_name = 'project' AND row_id = $1 ORDER BY id DESC LIMIT 1`, [project.id]); // prettier-ignore
      expect(audited).toEqual([{ actor: managing.id, reason: '撤销“项目.xlsx”：报错了批次' }]);

      const enterprises = await makeWorkbook([
        ['公司名称', '社会信用代码', '主营产品', '注册资本（万元）'],
        ['贵州某某化工有限公司', '９１４４０３００７０８４６１１３６Ｔ', '磷酸；纯碱', 5000],
        ['贵州代码错有限公司', '914403007084611361', null, null],
      ]);
      const firms = await check(clerk, enterprises, '企业.xlsx', 'register=enterprise');
      expect(firms.counts).toMatchObject({ create: 1, error: 1 });
      expect((await rowsOf(clerk, firms.id, 'error'))[0].issues[0]).toMatchObject({
        code: 'CREDIT_CODE_INVALID',
        field: 'creditCode',
      });
      await commit(clerk, firms.id);
      const [firm] = await foundBy(clerk, 'enterprises', { q: '某某化工' });
      expect(firm).toMatchObject({
        creditCode: '91440300708461136T',
        products: ['磷酸', '纯碱'],
        registeredCapitalCny: '50000000.00',
      });
    });

    it('shows a batch to its importer and the reviewer of his area only, and lets the importer alone act', async () => {
      const file = await makeWorkbook([['资源名称', '所在地区', '资源类型'], ['看得见吗', '织金县', '矿产']]); // prettier-ignore
      const { id } = await check(clerk, file, '权限.xlsx');
      for (const path of ['', '/rows', '/error-workbook']) {
        const hidden = await other.get(`/api/v1/imports/${id}${path}`).expect(404);
        expect(hidden.body.code).toBe('IMPORT_NOT_FOUND');
      }
      await other.post(`/api/v1/imports/${id}/commit`).expect(404);
      await other.post(`/api/v1/imports/${id}/cancel`).expect(404);
      const theirs = (await other.get('/api/v1/imports').expect(200)).body as { total: number; items: ImportView[] };
      expect([theirs.total, theirs.items.map(({ fileName }) => fileName)]).toEqual([1, ['邻县.xlsx']]);

      const seen = await reviewer.get(`/api/v1/imports/${id}`).expect(200);
      expect(seen.body.can).toEqual({ commit: false, cancel: false, map: false, undo: false });
      expect((await reviewer.get(`/api/v1/imports/${id}/rows`).expect(200)).body.total).toBe(1);
      await reviewer.post(`/api/v1/imports/${id}/commit`).expect(403);
      await reviewer.post(`/api/v1/imports/${id}/cancel`).expect(403);

      const cancelled = await clerk.post(`/api/v1/imports/${id}/cancel`).expect(201);
      expect(cancelled.body).toMatchObject({ status: 'cancelled', can: { commit: false, cancel: false } });
      const late = await clerk.post(`/api/v1/imports/${id}/commit`).expect(409);
      expect(late.body).toMatchObject({ code: 'IMPORT_STATE_INVALID', details: { status: '已取消' } });
      const { http: officer } = await api.signIn('officer', ['promotion_officer'], 'TCJ');
      await officer.post('/api/v1/imports?register=resource').attach('file', file, 'x.xlsx').expect(403);
      const { http: supervisor } = await api.signIn('supervisor', ['supervisor'], 'DCZ');
      await supervisor.get('/api/v1/imports').expect(403);
    });

    it('names the unit that holds a hidden enterprise, and logs that it was told', async () => {
      const { body: held } = await clerk.post('/api/v1/enterprises').send({ name: '江苏暗访光电有限公司' }).expect(201);
      await api.owner.sql(
        `UPDATE enterprise SET holder_organisation_id = o.id, holder_area_code = o.area_code, held_since = now()
         FROM organisation o WHERE o.code = 'QX-520524' AND enterprise.id = $1`,
        [held.id],
      );
      const logged = () =>
        api.owner.sql<{ query: string }>(
          `SELECT l.query FROM lookup_log l JOIN app_user u ON u.id = l.actor_id WHERE u.username = 'dafang' ORDER BY l.id`,
        );
      expect(await logged()).toEqual([]);
      const file = await makeWorkbook([['公司名称', '主营产品'], ['江苏暗访光电公司', '光电'], ['大方新来有限公司', '天麻'], ['江苏后来有限公司', '纯碱']]); // prettier-ignore
      const checked = await check(other, file, '企业.xlsx', 'register=enterprise');
      expect(checked.counts).toMatchObject({ create: 2, error: 1 });
      expect((await rowsOf(other, checked.id, 'error'))[0].issues).toMatchObject([
        {
          code: 'DUPLICATE_KEY',
          field: 'name',
          message: expect.stringContaining('由织金县投资促进局跟进，请先与其联系'),
        },
      ]);
      expect(await logged()).toHaveLength(1);
      // Somebody else is faster between the check and the writing.
      const { body: late } = await clerk.post('/api/v1/enterprises').send({ name: '江苏后来有限公司' }).expect(201);
      await api.owner.sql(
        `UPDATE enterprise SET (holder_organisation_id, holder_area_code, held_since) =
           (SELECT holder_organisation_id, holder_area_code, held_since FROM enterprise WHERE id = $2) WHERE id = $1`,
        [late.id, held.id],
      );
      expect((await commit(other, checked.id)).counts).toMatchObject({ create: 1, error: 2 });
      expect(await logged()).toMatchObject([{}, { query: expect.stringContaining('江苏后来') }]);
    });

    it('says what is wrong with a file as a whole', async () => {
      for (const rows of [
        [],
        [['姓名', '性别']],
        [
          [1, 2],
          [3, 4],
        ],
      ]) {
        const unknown = await check(clerk, await makeWorkbook(rows), '无可用内容.xlsx');
        expect(unknown).toMatchObject({
          status: 'failed',
          errorCode: 'IMPORT_HEADER_UNKNOWN',
          errorDetails: { required: '资源名称、资源类型、所在地区' },
        });
      }
      const broken = await check(clerk, Buffer.from('PK\u0003\u0004 not a zip at all'), '坏.xlsx');
      expect(broken).toMatchObject({ status: 'failed', errorCode: 'IMPORT_FILE_UNREADABLE' });
      const old = await check(clerk, Buffer.from('d0cf11e0a1b11ae1', 'hex'), '旧.xls');
      expect(old).toMatchObject({ status: 'failed', errorCode: 'IMPORT_FILE_UNREADABLE' });
      for (const [name, text] of [
        ['假的.xlsx', 'PK? 资源名称,资源类型,所在地区'],
        ['网页.xls', ' <html><table>'],
      ] as const) {
        const fake = await check(clerk, Buffer.from(text), name);
        expect(fake).toMatchObject({ status: 'failed', errorCode: 'IMPORT_FILE_UNREADABLE' });
      }
      const useless = await check(clerk, Buffer.from('资源名称,资源类型,所在地区\n飞来,飞船,织金县'), '无一可写.csv');
      expect(useless).toMatchObject({ counts: { error: 1 }, can: { commit: false } });
      const refused = await clerk.post(`/api/v1/imports/${useless.id}/commit`).expect(409);
      expect(refused.body.code).toBe('IMPORT_NOTHING_TO_WRITE');
      const huge = await clerk
        .post('/api/v1/imports?register=resource')
        .attach('file', Buffer.alloc(1024 * 1024 + 1, 'x'), '大.csv');
      expect(huge.status).toBe(413);
      expect(huge.body.code).toBe('FILE_TOO_LARGE');
      await clerk.post('/api/v1/imports?register=resource').field('note', 'no file').expect(400);
      expect(await api.owner.sql(`SELECT 1 FROM stored_file WHERE name = '大.csv'`)).toEqual([]);
    });

    it('writes nothing for an importer who was disabled meanwhile', async () => {
      const { http: leaver, actor } = await api.signIn('leaver', ['county_clerk'], 'QX-520524');
      const file = await makeWorkbook([['资源名称', '所在地区', '资源类型'], ['走了的人的矿', '织金县', '矿产']]); // prettier-ignore
      const { id } = await check(leaver, file, '离职.xlsx');
      await leaver.post(`/api/v1/imports/${id}/cancel`).expect(201);
      const second = await check(leaver, file, '离职.xlsx');
      await api.owner.sql('UPDATE app_user SET disabled_at = now() WHERE id = $1', [actor.id]);
      await api.owner.sql(
        `UPDATE import_batch SET status = 'committing', heartbeat_at = now() - interval '1 hour' WHERE id = $1`,
        [second.id],
      );
      const failed = await reached(reviewer, second.id, 'committed');
      expect(failed).toMatchObject({ status: 'failed', errorCode: 'JOB_USER_DISABLED' });
      expect((await clerk.get('/api/v1/resources?q=走了的人的矿').expect(200)).body.total).toBe(0);
    });

    it('gives a template that explains itself and goes in again', async () => {
      for (const register of ['resource', 'market', 'project', 'enterprise']) {
        const { file } = await download(clerk.get(`/api/v1/imports/template?register=${register}`));
        if (register !== 'resource') {
          const checked = await check(clerk, file, '空模板.xlsx', `register=${register}`);
          expect(checked).toMatchObject({ status: 'checked', counts: { create: 0, error: 0 }, can: { commit: false } });
          expect(checked.columns.every(({ field }) => field !== null)).toBe(true);
          continue;
        }
        const workbook = await openWorkbook(file);
        expect(workbook.worksheets.map(({ name, state }) => [name, state])).toEqual([
          [expect.any(String), 'visible'],
          ['说明', 'visible'],
          ['可选项', 'veryHidden'],
        ]);
        const [heading] = textsOf(workbook.worksheets[0]);
        const columnOf = (title: string) => heading.findIndex((cell) => cell.startsWith(title));
        const sheet = workbook.worksheets[0];
        const kind = sheet.getCell(2, columnOf('资源类型') + 1).dataValidation;
        expect(kind).toMatchObject({
          type: 'list',
          formulae: [expect.stringMatching(/^可选项!\$[A-Z]+\$1:\$[A-Z]+\$12$/)],
        });
        expect(heading).toContain('估值（万元）');
        for (const [title, value] of [['资源名称', '模板里的矿'], ['资源类型', '矿产'], ['所在地区', '织金县'], ['估值', 12]] as const) {
            sheet.getCell(2, columnOf(title) + 1).value = value;
          } // prettier-ignore
        const filled = Buffer.from(await workbook.xlsx.writeBuffer());
        const checked = await check(clerk, filled, '模板.xlsx');
        expect(checked.counts).toEqual({ create: 1, update: 0, unchanged: 0, skip: 0, error: 0 });
        expect(checked.columns.every(({ field }) => field !== null)).toBe(true);
      }
    });

    it('leaves the lines of a published list to the same worker, and their unit to itself', async () => {
      const lists = '/api/v1/recognition-batches';
      await clerk.post('/api/v1/enterprises').send({ name: '贵州戊申电子材料有限公司' }).expect(201);
      const lines = Array.from({ length: 300 }, (_, i) => `查无${i}号建材有限公司`);
      const { body: sent } = await clerk
        .post(lists)
        .query({ list: 'specialised', title: '专精特新名单', year: 2024, sourceName: '省工信厅公告', publishedOn: '2024-06-01' })
        .attach('file', Buffer.from(`企业名称\n贵州戊申电子材料有限公司\n${lines.join('\n')}\n`), '名单.csv')
        .expect(201); // prettier-ignore
      const read = async () => (await clerk.get(`${lists}/${sent.id}`).expect(200)).body as RecognitionBatchView;
      const batch = await waitFor('the list to be looked up', async () => {
        const view = await read();
        return view.state !== 'checking' && view;
      });
      expect(batch).toMatchObject({ state: 'checked', progressDone: 301, progressTotal: 301, counts: { ready: 1, unknown: 300, waiting: 0 } }); // prettier-ignore
      for (const path of ['', '/lines', '/errors', '/unmatched'])
        await other.get(`${lists}/${sent.id}${path}`).expect(404);
      await other.post(`${lists}/${sent.id}/cancel`).expect(404);
      expect((await other.get(lists).expect(200)).body.total).toBe(0);
    });
  });
}
