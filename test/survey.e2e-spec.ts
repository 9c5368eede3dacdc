import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type {
  Code,
  ExportView,
  HomeView,
  SurveyCampaignView,
  SurveyCellDetail,
  SurveyCellView,
  SurveyMatrix,
} from '@lianghuan/contracts';
import { ExportService, SurveyCampaignService } from '@lianghuan/crm';
import { Database } from '@lianghuan/platform';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { type ApiContext, startApi } from './support/api.js';
import { download } from './support/workbooks.js';

jest.setTimeout(60_000);

type Person = Awaited<ReturnType<ApiContext['signIn']>>;
const ZHIJIN = '520524';
const DAFANG = '520521';
const dayIn = (days: number) => new Date(Date.now() + (8 * 3600 + days * 86_400) * 1000).toISOString().slice(0, 10);

describe('a survey of resources and markets', () => {
  let api: ApiContext;
  let manager: Person;
  let zhijin: Person;
  let reviewer: Person;
  let dafang: Person;
  let verifier: Person;
  let water: Person;
  let tourism: Person;
  let leadId: string;
  let campaign: SurveyCampaignView;

  const get = async <T>({ http }: Person, path: string, status = 200) => (await http.get(`/api/v1${path}`).expect(status)).body as T; // prettier-ignore
  const post = async <T>({ http }: Person, path: string, body: object, status = 201) =>
    (await http.post(`/api/v1${path}`).send(body).expect(status)).body as T;
  const refusal = async (who: Person, path: string, body: object, status: number) =>
    (await post<{ code: string }>(who, path, body, status)).code;
  const matrix = (who: Person, id = campaign.id) => get<SurveyMatrix>(who, `/survey-campaigns/${id}/matrix`);
  const cellOf = async (who: Person, field: string, areaCode = ZHIJIN, id = campaign.id): Promise<SurveyCellView> => {
    const found = (await matrix(who, id)).cells.find((cell) => cell.field === field && cell.areaCode === areaCode);
    if (found === undefined) throw new Error(`no cell ${field} in ${areaCode}`);
    return found;
  };
  const draft = (more: object = {}) =>
    post<SurveyCampaignView>(manager, '/survey-campaigns', {
      title: '2026年资源市场摸底',
      year: 2026,
      fields: ['resource.mineral', 'resource.water', 'market.public_procurement'],
      areaCodes: [ZHIJIN, DAFANG],
      leadOrganisationId: leadId,
      opensOn: dayIn(-10),
      dueOn: dayIn(20),
      ...more,
    });
  const move = (view: SurveyCampaignView, to: string, reason?: string) =>
    post<SurveyCampaignView>(manager, `/survey-campaigns/${view.id}/move`, { to, version: view.version, reason });
  const mineral = (who: Person, areaCode: string, fields: object = {}) =>
    post<{ id: string; version: number }>(who, '/resources', { name: `矿点${Math.random()}`, kind: 'mineral', areaCode, ...fields }); // prettier-ignore
  const tasks = async (who: Person) => (await get<HomeView>(who, '/home')).tasks.filter(({ code }) => code.startsWith('survey')); // prettier-ignore
  const taskCount = async (who: Person, code: string) => (await tasks(who)).find((task) => task.code === code)?.count;

  beforeAll(async () => {
    api = await startApi();
    manager = await api.signIn('manager', ['manager'], 'SZF');
    zhijin = await api.signIn('zhijin', ['county_clerk'], 'QX-520524');
    reviewer = await api.signIn('zhijin2', ['county_reviewer'], 'QX-520524');
    dafang = await api.signIn('dafang', ['county_clerk'], 'QX-520521');
    // The departments that answer for minerals, water and tourism.
    verifier = await api.signIn('verifier', ['bureau_reviewer'], 'ZRZY');
    water = await api.signIn('water', ['bureau_reviewer'], 'SHWJ');
    tourism = await api.signIn('tourism', ['bureau_reviewer'], 'WLJ');
    [{ id: leadId }] = await api.owner.sql<{ id: string }>(`SELECT id FROM organisation WHERE code = 'SZB'`);
    campaign = await draft();
  });
  afterAll(() => api.close());

  it('is drafted by who manages surveys and seen by nobody else until it is opened', async () => {
    expect(campaign).toMatchObject({ state: 'draft', coverage: { cells: 0, share: null }, can: { open: true } });
    await get(zhijin, `/survey-campaigns/${campaign.id}`, 404);
    expect(await refusal(zhijin, '/survey-campaigns', {}, 403)).toBe('FORBIDDEN');
    expect(await refusal(manager, '/survey-campaigns', { ...campaign }, 400)).toBe('VALIDATION_FAILED');
    campaign = await move(campaign, 'open');
    expect(campaign).toMatchObject({ state: 'open', coverage: { cells: 6, covered: 0, share: 0 } });
    expect((await matrix(zhijin)).cells.map(({ areaCode }) => areaCode)).toEqual([ZHIJIN, ZHIJIN, ZHIJIN]);
  });

  it('shows a county its own cells alone: list, detail, count, export, coverage and every action', async () => {
    const foreign = await cellOf(manager, 'resource.mineral', DAFANG);
    const list = await get<{ total: number; items: SurveyCellView[] }>(zhijin, '/survey-cells?pageSize=200');
    expect([list.total, new Set(list.items.map(({ areaCode }) => areaCode))]).toEqual([3, new Set([ZHIJIN])]);
    expect((await get<{ total: number }>(zhijin, `/survey-cells?areaCode=${DAFANG}`)).total).toBe(0);
    await get(zhijin, `/survey-cells/${foreign.id}`, 404);
    expect((await get<SurveyCampaignView>(zhijin, `/survey-campaigns/${campaign.id}`)).coverage.cells).toBe(3);
    expect(await matrix(zhijin)).toMatchObject({ total: { cells: 3 }, areas: [{ code: ZHIJIN }] });
    const version = foreign.version;
    await mineral(dafang, DAFANG, { validUntil: dayIn(300) });
    for (const [action, body] of [
      ['submit', { version }],
      ['claim-none', { version, basis: '查了矿权登记系统', person: '张三' }],
      ['withdraw', { version, reason: '撤回一下' }],
      ['assign', { version, assigneeId: null }],
    ] as const) {
      expect(await refusal(zhijin, `/survey-cells/${foreign.id}/${action}`, body, 404)).toBe('SURVEY_CELL_NOT_FOUND');
      expect(await refusal(verifier, `/survey-cells/${foreign.id}/${action}`, body, 403)).toBe('FORBIDDEN');
    }
    for (const action of ['verify', 'return']) {
      expect(await refusal(reviewer, `/survey-cells/${foreign.id}/${action}`, { version, reason: '不对的' }, 403)).toBe('FORBIDDEN'); // prettier-ignore
    }
    const rows = async (who: Person) => {
      const asked = await post<ExportView>(who, '/exports', { register: 'survey', format: 'csv', query: { campaignId: campaign.id } }); // prettier-ignore
      await api.app.get(ExportService).execute(asked.id);
      const { file } = await download(who.http.get(`/api/v1/exports/${asked.id}/file`));
      const lines = parse(file.toString('utf8'), { bom: true, relax_column_count: true });
      return lines
        .slice(lines.findIndex(([first]) => first === '普查批次') + 1)
        .map((line) => [line[1], line[4], line[6]]);
    };
    expect((await rows(manager)).filter(([area]) => area === '大方县')).toContainEqual(['大方县', '矿产', '1']);
    expect(new Set((await rows(zhijin)).map(([area]) => area))).toEqual(new Set(['织金县']));
    const promotion = await api.signIn('promotion', ['promotion_officer'], 'TCJ');
    await get(promotion, '/survey-cells', 403);
    expect(await refusal(promotion, '/exports', { register: 'survey' }, 403)).toBe('FORBIDDEN');
  });

  it('counts in a cell the rows of the list it opens, and asks the county for them on its home page', async () => {
    expect(await taskCount(zhijin, 'survey_owed')).toBe(3);
    expect(await cellOf(zhijin, 'resource.mineral')).toMatchObject({ state: 'not_started', rows: 0 });
    const due = await mineral(zhijin, ZHIJIN, { validUntil: dayIn(30) });
    await mineral(zhijin, ZHIJIN, { validUntil: dayIn(200) });
    const lost = await mineral(zhijin, ZHIJIN);
    await post(zhijin, `/resources/${lost.id}/archive`, { reason: '重复登记' });
    const cell = await cellOf(zhijin, 'resource.mineral');
    expect(cell).toMatchObject({ state: 'filling', rows: 2, expired: 0, unconfirmed: 1 });
    const listed = await get<{ total: number; items: { id: string }[] }>(zhijin, cell.path);
    expect(listed.total).toBe(cell.rows);
    expect(listed.items.map(({ id }) => id)).toContain(due.id);
    const home = (await tasks(zhijin)).find(({ code }) => code === 'survey_owed');
    expect((await get<{ total: number }>(zhijin, (home?.path ?? '').replace('/surveys/cells', '/survey-cells'))).total).toBe(home?.count); // prettier-ignore
  });

  it('goes from filling in to submitted and verified, by two people of two units', async () => {
    const cell = await cellOf(zhijin, 'resource.mineral');
    const at = `/survey-cells/${cell.id}`;
    const people = (await get<SurveyCellDetail>(zhijin, at)).people;
    expect(people.map(({ name }) => name).toSorted()).toEqual(['zhijin', 'zhijin2']);
    expect(await refusal(zhijin, `${at}/assign`, { version: 1, assigneeId: dafang.actor.id }, 422)).toBe('SURVEY_ASSIGNEE_INVALID'); // prettier-ignore
    const mine = await post<SurveyCellDetail>(zhijin, `${at}/assign`, { version: 1, assigneeId: zhijin.actor.id });
    expect((await get<{ total: number }>(zhijin, '/survey-cells?mine=true')).total).toBe(1);

    const { version } = mine;
    expect(await refusal(zhijin, `${at}/claim-none`, { version, basis: '查了矿权登记系统', person: '张三' }, 409)).toBe('SURVEY_CELL_HAS_ROWS'); // prettier-ignore
    expect(await refusal(zhijin, `${at}/submit`, { version: 1 }, 409)).toBe('VERSION_CONFLICT');
    expect(await refusal(zhijin, `${at}/submit`, { version }, 422)).toBe('SURVEY_ROWS_UNCONFIRMED');
    const submitted = await post<SurveyCellDetail>(zhijin, `${at}/submit`, { version, confirmsRows: true });
    expect(submitted).toMatchObject({ state: 'submitted', unconfirmed: 0, submittedByName: 'zhijin' });
    // 仍属实 of the rows that needed it, and of no other.
    const rows = await api.owner.sql(
      `SELECT confirmed_by AS by, verified_by AS verifier, valid_until > now() + interval '360 days' AS "isLong" FROM resource WHERE archived_at IS NULL AND area_code = $1 ORDER BY version`,
      [ZHIJIN],
    );
    expect(rows).toEqual([{ by: null, verifier: null, isLong: false }, { by: 'zhijin', verifier: null, isLong: true }]); // prettier-ignore

    expect(await taskCount(verifier, 'survey_to_verify')).toBe(1);
    const returned = await post<SurveyCellDetail>(verifier, `${at}/return`, { version: submitted.version, reason: '缺官寨的磷矿' }); // prettier-ignore
    expect(returned).toMatchObject({ state: 'returned', returnReason: '缺官寨的磷矿' });
    expect(await refusal(verifier, `${at}/verify`, { version: returned.version }, 409)).toBe(
      'SURVEY_CELL_STATE_INVALID',
    );
    // What the submission said of the rows is taken back with it.
    expect(returned.unconfirmed).toBe(1);
    expect(await api.owner.sql('SELECT 1 FROM resource WHERE confirmed_by IS NOT NULL')).toEqual([]);
    const again = await post<SurveyCellDetail>(zhijin, `${at}/submit`, {
      version: returned.version,
      confirmsRows: true,
    });
    const verified = await post<SurveyCellDetail>(verifier, `${at}/verify`, { version: again.version });
    expect(verified).toMatchObject({ state: 'verified', isCovered: true, decidedByName: 'verifier' });
    expect(verified.steps.map(({ action, byName }) => `${byName} ${action}`)).toEqual(['verifier verify', 'zhijin submit', 'verifier return', 'zhijin submit', 'zhijin assign']); // prettier-ignore
    expect((await matrix(zhijin)).total).toMatchObject({ cells: 3, covered: 1, rows: 2 });
    expect((await matrix(manager)).total).toMatchObject({ cells: 6, covered: 1, rows: 3 });
  });

  it('takes “none” with what was looked at and who stands for it, and only once another has confirmed it', async () => {
    const cell = await cellOf(zhijin, 'resource.water');
    const at = `/survey-cells/${cell.id}`;
    expect(await refusal(zhijin, `${at}/submit`, { version: 1 }, 422)).toBe('SURVEY_CELL_EMPTY');
    expect(await refusal(zhijin, `${at}/claim-none`, { version: 1, basis: '', person: '' }, 400)).toBe('VALIDATION_FAILED'); // prettier-ignore
    const claimed = await post<SurveyCellDetail>(zhijin, `${at}/claim-none`, { version: 1, basis: '核对水利普查名录和取水许可台账', person: '李四' }); // prettier-ignore
    expect(claimed).toMatchObject({ state: 'submitted', isNone: true, isCovered: false });
    // Another department sees it and answers for it not, not by SQL either.
    expect(claimed.departments.map(({ name }) => name)).toEqual(['毕节市水务局']);
    expect(await get<SurveyCellDetail>(verifier, at)).toMatchObject({ can: { verify: false, return: false } });
    expect(await refusal(verifier, `${at}/verify`, { version: claimed.version }, 403)).toBe('SURVEY_OTHER_DEPARTMENT');
    const forced = await api.app.get(Database).actAs(verifier.actor, () =>
      api.app.get(Database).transaction((tx) => tx.query(`UPDATE survey_cell SET step = 'none_confirmed', decided_by_id = $2, decided_at = now() WHERE id = $1 RETURNING id`, [cell.id, verifier.actor.id])),
    ); // prettier-ignore
    expect(forced).toEqual([[], 0]);
    const mine = async (who: Person) => (await get<{ items: SurveyCellView[] }>(who, '/survey-cells?own=true&pageSize=200')).items.map(({ field }) => field); // prettier-ignore
    expect([new Set(await mine(water)), new Set(await mine(verifier)), await mine(tourism)]).toEqual([
      new Set(['resource.water']), new Set(['resource.mineral']), [],
    ]); // prettier-ignore
    expect([await taskCount(water, 'survey_to_verify'), await taskCount(verifier, 'survey_to_verify') ?? 0]).toEqual([1, 0]); // prettier-ignore
    const confirmed = await post<SurveyCellDetail>(water, `${at}/verify`, { version: claimed.version });
    expect(confirmed).toMatchObject({ state: 'confirmed_none', isCovered: true, nonePerson: '李四' });
    // A row that appears says otherwise, and goes again when the row does.
    const found = await post<{ id: string }>(zhijin, '/resources', {
      name: '平寨水库',
      kind: 'water',
      areaCode: ZHIJIN,
    });
    expect(await cellOf(zhijin, 'resource.water')).toMatchObject({ state: 'filling', isNone: false, isCovered: false });
    await post(zhijin, `/resources/${found.id}/archive`, { reason: '属邻县' });
    expect(await cellOf(zhijin, 'resource.water')).toMatchObject({ state: 'confirmed_none' });
  });

  it('lets nobody verify what he or his unit submitted, whatever roles he has, and not by SQL either', async () => {
    const both = await api.signIn('both', ['county_clerk', 'funds_verifier'], 'QX-520524');
    const own = await cellOf(both, 'market.public_procurement');
    const claimed = await post<SurveyCellDetail>(both, `/survey-cells/${own.id}/claim-none`, { version: 1, basis: '查了采购计划备案', person: '王五' }); // prettier-ignore
    expect(await refusal(both, `/survey-cells/${own.id}/verify`, { version: claimed.version }, 403)).toBe('SURVEY_SELF_VERIFICATION'); // prettier-ignore
    await expect(
      api.owner.sql(`UPDATE survey_cell SET decided_by_id = submitted_by_id, decided_at = now(), step = 'none_confirmed' WHERE id = $1`, [own.id]), // prettier-ignore
    ).rejects.toThrow(/check/);
    const wall = api.app.get(Database);
    const bySql = (who: Person, sql: string) =>
      wall.actAs(who.actor, () => wall.transaction<unknown[]>((tx) => tx.query(sql)));
    const kept = `SELECT DISTINCT verified_by AS by FROM resource WHERE archived_at IS NULL AND area_code = '${ZHIJIN}'`;
    expect(await api.owner.sql(kept)).toEqual([{ by: expect.stringMatching(/^verifier（.+）$/) }]);
    await expect(bySql(zhijin, `UPDATE survey_cell SET step = 'none_confirmed', decided_at = now()`)).rejects.toThrow(/row-level security/); // prettier-ignore
    expect(await bySql(zhijin, 'SELECT DISTINCT area_code AS area FROM survey_cell_now')).toEqual([{ area: ZHIJIN }]);
    await expect(bySql(manager, 'DELETE FROM survey_cell')).rejects.toThrow(/permission denied/);
    const back = await post<SurveyCellDetail>(reviewer, `/survey-cells/${own.id}/withdraw`, { version: claimed.version, reason: '还要再查' }); // prettier-ignore
    expect(back).toMatchObject({ state: 'not_started', submittedByName: null });
  });

  it('covers a cell no more once a row in it has expired, and lists the row to refresh; deadlines are working days', async () => {
    await api.owner.sql(`UPDATE resource SET valid_until = '2020-01-01' WHERE area_code = $1 AND kind = 'mineral' AND confirmed_by = 'zhijin'`, [ZHIJIN]); // prettier-ignore
    expect(await cellOf(zhijin, 'resource.mineral')).toMatchObject({ state: 'verified', expired: 1, isCovered: false });
    expect((await matrix(zhijin)).total).toMatchObject({ covered: 1, lapsed: 1, expired: 1 });
    const panel = (await get<HomeView>(zhijin, '/home')).toRefresh.find(({ register }) => register === 'resource');
    expect(panel?.rows[0]).toMatchObject({ freshness: 'stale', validUntil: '2020-01-01' });

    expect(await taskCount(dafang, 'survey_overdue')).toBe(0);
    const extended = await post<SurveyCampaignView>(manager, `/survey-campaigns/${campaign.id}/extend`, { version: campaign.version, dueOn: '2099-01-03', reason: '汛期推迟' }); // prettier-ignore
    expect(extended).toMatchObject({ dueOn: '2099-01-03', effectiveDueOn: '2099-01-05' });
    await api.owner.sql(
      `UPDATE survey_campaign SET opens_on = '2026-01-01', due_on = '2026-01-10', effective_due_on = '2026-01-12'`,
    );
    expect(await taskCount(dafang, 'survey_overdue')).toBe(3);
    expect((await matrix(manager)).areas.map(({ name, overdue }) => [name, overdue])).toEqual([['大方县', 3], ['织金县', 1]]); // prettier-ignore
    campaign = extended;
  });

  it('keeps its figures when it is closed, and is surveyed again from the same matrix with nothing confirmed', async () => {
    expect(await refusal(manager, `/survey-campaigns/${campaign.id}/move`, { to: 'closed', version: campaign.version }, 400)).toBe('VALIDATION_FAILED'); // prettier-ignore
    const closed = await move(campaign, 'closed', '年度普查结束');
    await mineral(zhijin, ZHIJIN);
    expect(await cellOf(zhijin, 'resource.mineral')).toMatchObject({ rows: 2, isFrozen: true, can: { submit: false } });
    expect(await tasks(zhijin)).toMatchObject([{ count: 0 }, { count: 0 }]);
    const dead = await cellOf(dafang, 'resource.mineral', DAFANG);
    expect(await refusal(dafang, `/survey-cells/${dead.id}/submit`, { version: 1, confirmsRows: true }, 409)).toBe('SURVEY_STATE_INVALID'); // prettier-ignore

    // The yearly check drafts it once a year has passed, once however often it looks, and opens nothing.
    const yearly = api.app.get(SurveyCampaignService);
    expect(await yearly.proposeYearly()).toEqual([]);
    await api.owner.sql(
      `UPDATE survey_campaign SET opens_on = '2025-06-03', due_on = '2025-07-01', effective_due_on = '2025-07-01'`,
    );
    const [nextId] = await Promise.all([yearly.proposeYearly(), yearly.proposeYearly()]).then((made) => made.flat());
    expect(await yearly.proposeYearly()).toEqual([]);
    expect(await taskCount(manager, 'survey_proposed')).toBe(1);
    const next = await get<SurveyCampaignView>(manager, `/survey-campaigns/${nextId}`);
    expect(next).toMatchObject({ state: 'draft', title: '2027年资源市场摸底', year: 2027, opensOn: '2026-06-03', isProposed: true, previous: { id: campaign.id } }); // prettier-ignore
    expect(next.fields.map(({ code }) => code)).toEqual(closed.fields.map(({ code }) => code));
    expect(await refusal(manager, `/survey-campaigns/${campaign.id}/resurvey`, {}, 409)).toBe('SURVEY_RESURVEYED');

    await move(next, 'open');
    const water = await cellOf(zhijin, 'resource.water', ZHIJIN, nextId);
    expect(water).toMatchObject({ state: 'not_started', isNone: false, submittedByName: null });
    const { previous } = await get<SurveyCellDetail>(zhijin, `/survey-cells/${water.id}`);
    expect(previous).toMatchObject({ state: 'confirmed_none', noneBasis: '核对水利普查名录和取水许可台账' });
    expect((await cellOf(zhijin, 'resource.mineral', ZHIJIN, nextId)).assignee?.name).toBe('zhijin');
    const steps = await get<{ action: string; note: string | null }[]>(
      zhijin,
      `/survey-campaigns/${campaign.id}/steps`,
    );
    expect(steps.map(({ action, note }) => [action, note])).toEqual([
      ['close', '年度普查结束'],
      ['extend', `${dayIn(20)} → 2099-01-03：汛期推迟`],
      ['open', null],
    ]);
  });

  it('ends every sequence of steps in the state its rule says, with coverage that adds up', async () => {
    await api.owner.sql(`UPDATE survey_campaign SET state = 'closed', opened_at = now()`);
    const walked = await move(await draft({ fields: ['resource.tourism'], areaCodes: [DAFANG] }), 'open');
    const [{ id }] = (await matrix(dafang, walked.id)).cells;
    let made: { id: string }[] = [];
    const step = fc.constantFrom('add', 'drop', 'submit', 'none', 'withdraw', 'verify', 'return');
    let model = { said: 'open', rows: 0 };
    const stateOf = ({ said, rows }: typeof model): Code<'surveyCellState'> => {
      if (said === 'returned') return 'returned';
      if (rows === 0) return said === 'none' ? 'submitted' : said === 'none!' ? 'confirmed_none' : 'not_started';
      return said === 'rows' ? 'submitted' : said === 'rows!' ? 'verified' : 'filling';
    };
    const owed = () => ['not_started', 'filling', 'returned'].includes(stateOf(model));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), async (walk) => {
        for (const action of walk) {
          const { version } = await get<SurveyCellDetail>(dafang, `/survey-cells/${id}`);
          const state = stateOf(model);
          const act = async (who: Person, name: string, body: object, isAllowed: boolean, said: string) => {
            const { status } = await who.http.post(`/api/v1/survey-cells/${id}/${name}`).send({ version, ...body });
            expect([action, state, status === 201]).toEqual([action, state, isAllowed]);
            if (isAllowed) model = { ...model, said };
          };
          if (action === 'add') {
            made.push(
              await post(dafang, '/resources', { name: `景点${Math.random()}`, kind: 'tourism', areaCode: DAFANG }),
            );
            model.rows += 1;
          } else if (action === 'drop') {
            for (const row of made) await post(dafang, `/resources/${row.id}/archive`, { reason: '不属本县' });
            made = [];
            model.rows = 0;
          } else if (action === 'submit') {
            await act(dafang, 'submit', { confirmsRows: true }, owed() && model.rows > 0, 'rows');
          } else if (action === 'none') {
            await act(dafang, 'claim-none', { basis: '查了文旅资源名录', person: '赵六' }, owed() && model.rows === 0, 'none'); // prettier-ignore
          } else if (action === 'withdraw') {
            await act(dafang, 'withdraw', { reason: '还要再查' }, state === 'submitted', 'open');
          } else if (action === 'verify') {
            await act(tourism, 'verify', {}, state === 'submitted', model.rows > 0 ? 'rows!' : 'none!');
          } else {
            await act(tourism, 'return', { reason: '再核一遍' }, ['submitted', 'verified', 'confirmed_none'].includes(state), 'returned'); // prettier-ignore
          }
          const { total, cells } = await matrix(dafang, walked.id);
          expect([action, cells[0].state, cells[0].rows]).toEqual([action, stateOf(model), model.rows]);
          expect(total.covered).toBe(['verified', 'confirmed_none'].includes(stateOf(model)) ? 1 : 0);
        }
      }),
      { numRuns: 8 },
    );
  });
});
