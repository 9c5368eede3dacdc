import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codesOf, type Permission } from '@lianghuan/contracts';
import { Database, may } from '@lianghuan/platform';
import { type ApiContext, startApi } from './support/api.js';
import { makeEnterprise, makeProject } from './support/records.js';

type Person = Awaited<ReturnType<ApiContext['signIn']>>;

describe('the trail', () => {
  let api: ApiContext;
  let zhijin: Person;
  let officer: Person;
  let verifier: Person;
  beforeAll(async () => {
    api = await startApi();
    zhijin = await api.signIn('zhijin', ['county_reviewer'], 'QX-520524');
    officer = await api.signIn('officer', ['promotion_officer'], 'TCJ');
    verifier = await api.signIn('verifier', ['funds_verifier'], 'TJJ');
  });
  afterAll(() => api.close());

  const entriesOf = (rowId: string) =>
    api.owner.sql<{ action: string; who: string }>(
      `SELECT action, (SELECT username FROM app_user WHERE id = actor_id) AS who FROM audit_entry WHERE row_id = $1 ORDER BY id`,
      [rowId],
    );

  it('has a row for every way of writing a lead and a funds line, and tells it in names', async () => {
    const enterpriseId = await makeEnterprise(api.owner, { name: '留痕企业' });
    const projectId = await makeProject(api.owner, { name: '留痕项目', areaCode: '520524' });
    const next = { nextStep: '电话联系', nextStepOn: '2030-01-01' };
    let lead = (
      await officer.http
        .post('/api/v1/leads')
        .send({ enterpriseId, projectId, ...next })
        .expect(201)
    ).body;
    const at = `/api/v1/leads/${lead.id}`;
    const write = async (path: string, body: object) => {
      const request = path === '' ? officer.http.patch(at) : officer.http.post(`${at}${path}`);
      lead = (await request.send({ ...body, ...(path === '/activities' ? {} : { version: lead.version }) })).body;
    };
    await write('', { nextStep: '登门拜访' });
    await write('/stage', { to: 'contact', note: '见面了', happenedOn: '2024-02-01' });
    await write('/activities', { kind: 'visit', happenedOn: '2024-02-02', summary: '看厂' });
    await write('/status', { status: 'paused', reason: '等环评' });
    await write('/status', { status: 'lost', reason: '去了外省' });
    expect(await entriesOf(lead.id)).toEqual([
      { action: 'INSERT', who: 'officer' },
      ...Array.from({ length: 5 }, () => ({ action: 'UPDATE', who: 'officer' })),
    ]);
    // Held by the first report, let go with the last lead lost.
    expect(await entriesOf(enterpriseId)).toEqual([
      { action: 'INSERT', who: null },
      { action: 'UPDATE', who: 'officer' },
      { action: 'UPDATE', who: 'officer' },
    ]);

    const { body } = await zhijin.http.get(`/api/v1/audit?noun=lead&id=${lead.id}`).expect(200);
    expect(body.total).toBe(9);
    expect(body.items[0]).toMatchObject({
      tableName: 'lead',
      action: 'UPDATE',
      actorName: 'officer',
      reason: '去了外省',
      changes: { status: ['paused', 'lost'], statusReason: ['等环评', '去了外省'] },
    });
    expect(body.items.at(-1)).toMatchObject({
      action: 'INSERT',
      changes: { enterpriseId: [null, '留痕企业'], projectId: [null, '留痕项目'], ownerId: [null, 'officer'] },
    });
    expect(body.items.map((entry: { tableName: string }) => entry.tableName)).toEqual(
      expect.arrayContaining(['lead_stage_entry', 'lead_activity']),
    );
    expect(JSON.stringify(body)).not.toMatch(/search_?text|counted_?cny/i);

    const slip = (await zhijin.http.post('/api/v1/files').attach('file', Buffer.from('凭证'), '凭证.txt').expect(201))
      .body;
    const filing = {
      areaCode: '520524',
      projectId,
      period: '2023-01',
      kind: 'land',
      amountCny: '100',
      evidenceFileIds: [slip.id],
    };
    const line = (await zhijin.http.post('/api/v1/funds-lines').send(filing).expect(201)).body;
    const verified = (await verifier.http.post(`/api/v1/funds-lines/${line.id}/verify`).send({ verdict: 'verified', version: 1 }).expect(201)).body; // prettier-ignore
    await verifier.http.post(`/api/v1/funds-lines/${line.id}/reverse`).send({ reason: '错填', version: verified.version }).expect(201); // prettier-ignore
    expect(await entriesOf(line.id)).toEqual([
      { action: 'INSERT', who: 'zhijin' },
      { action: 'UPDATE', who: 'verifier' },
    ]);
    expect(await entriesOf(slip.id)).toEqual([{ action: 'INSERT', who: 'zhijin' }]);
    const trail = (await zhijin.http.get(`/api/v1/audit?noun=funds&id=${line.id}`).expect(200)).body;
    expect(trail.items.map((entry: { tableName: string }) => entry.tableName).toSorted()).toEqual([
      'evidence_item', 'evidence_item', 'funds_line', 'funds_line',
    ]); // prettier-ignore
  });

  it('is shown by page, and only with the permission', async () => {
    const projectId = await makeProject(api.owner, { name: '公开项目', areaCode: '520524' });
    const { body } = await zhijin.http.get(`/api/v1/audit?noun=project&id=${projectId}&pageSize=1`).expect(200);
    expect(body).toMatchObject({ total: 1, page: 1, pageSize: 1, items: [{ actorName: '系统', action: 'INSERT' }] });
    await officer.http.get(`/api/v1/audit?noun=project&id=${projectId}`).expect(403);
    await zhijin.http.get(`/api/v1/audit?noun=user&id=${projectId}`).expect(400);
    await zhijin.http.get(`/api/v1/audit?noun=lead&id=${projectId}`).expect(404);
  });

  it('cannot be written, changed or deleted by the application, even with SQL', async () => {
    const database = api.app.get(Database);
    for (const sql of [
      `UPDATE audit_entry SET reason = 'x'`,
      'DELETE FROM audit_entry',
      'TRUNCATE audit_entry',
      `INSERT INTO audit_entry (table_name, row_id, action) VALUES ('lead', 'x', 'INSERT')`,
      'ALTER TABLE lead DISABLE TRIGGER write_audit',
      'SET session_replication_role = replica',
      'ALTER TABLE funds_line DISABLE ROW LEVEL SECURITY',
    ]) {
      await expect(database.asSystem(() => database.transaction((tx) => tx.query(sql)))).rejects.toThrow(/permission denied|must be owner/); // prettier-ignore
    }
  });

  it('explains access by what the product does as that user, and keeps the question', async () => {
    const manager = await api.signIn('explainer', ['manager'], 'SZF');
    const people = {
      zhijin,
      officer,
      verifier,
      dafang: await api.signIn('dafang-asked', ['county_clerk'], 'QX-520521'),
      supervisor: await api.signIn('supervisor-asked', ['supervisor'], 'SZF'),
      bank: await api.signIn('bank-asked', ['bank_user'], 'QX-520524'),
      bureau: await api.signIn('bureau-asked', ['bureau_reviewer'], 'FGW'),
    };
    const enterpriseId = await makeEnterprise(api.owner, { name: '权限企业' });
    const projectId = await makeProject(api.owner, { name: '权限项目', areaCode: '520524' });
    const next = { enterpriseId, nextStep: '电话联系', nextStepOn: '2030-01-01' };
    const { body: lead } = await officer.http.post('/api/v1/leads').send(next).expect(201);
    await officer.http
      .patch(`/api/v1/leads/${lead.id}`)
      .send({ sharedOrganisationIds: [people.dafang.actor.organisationId], version: lead.version })
      .expect(200);
    const records = [
      { subject: 'project', table: 'project', path: 'projects', id: projectId },
      { subject: 'enterprise', table: 'enterprise', path: 'enterprises', id: enterpriseId },
      { subject: 'lead', table: 'lead', path: 'leads', id: lead.id as string },
    ];
    const ask = (userId: string | null, subject: string, record: string) =>
      manager.http.get(`/api/v1/access-explanation?userId=${userId}&subject=${subject}&record=${record}`);
    let asked = 0;
    for (const { subject, table, path, id } of records) {
      for (const [name, { http, actor }] of Object.entries(people)) {
        const { body } = await ask(actor.id, subject, id).expect(200);
        asked += 1;
        const read = await http.get(`/api/v1/${path}/${id}`);
        const [{ version }] = await api.owner.sql<{ version: number }>(`SELECT version FROM ${table} WHERE id = $1`, [
          id,
        ]);
        const change = await http.patch(`/api/v1/${path}/${id}`).send({ note: `由${name}改`, version });
        const answer = { subject, name, read: body.read.isAllowed, change: body.change.isAllowed };
        expect(answer).toEqual({ subject, name, read: read.status === 200, change: change.status === 200 });
        expect(body.read.because.length > 0).toBe(body.read.isAllowed);
      }
    }
    const slip = (await zhijin.http.post('/api/v1/files').attach('file', Buffer.from('凭证'), '凭证.txt').expect(201)).body; // prettier-ignore
    const filing = { areaCode: '520524', projectId, period: '2023-02', kind: 'land', amountCny: '100', evidenceFileIds: [slip.id] }; // prettier-ignore
    const line = (await zhijin.http.post('/api/v1/funds-lines').send(filing).expect(201)).body;
    for (const [name, { http, actor }] of Object.entries(people)) {
      const { body } = await ask(actor.id, 'funds_line', line.code).expect(200);
      asked += 1;
      const { status } = await http.get(`/api/v1/funds-lines/${line.id}`);
      const mayChange = name === 'zhijin' || name === 'verifier';
      expect({ name, read: body.read.isAllowed, change: body.change.isAllowed }).toEqual({ name, read: status === 200, change: mayChange }); // prettier-ignore
    }
    const shared = (await ask(people.dafang.actor.id, 'lead', lead.code).expect(200)).body;
    expect(shared).toMatchObject({ record: { id: lead.id, name: '权限企业' }, read: { because: ['unit'], roles: [{ role: 'county_clerk', reach: 'area' }] } }); // prettier-ignore
    const refused = (await ask(zhijin.actor.id, 'lead', lead.id).expect(200)).body;
    expect(refused.read).toMatchObject({ isAllowed: false, because: [] });
    expect(refused.read.wouldSuffice.roles).toEqual(expect.arrayContaining(['manager', 'supervisor']));
    expect(refused.read.wouldSuffice.facts).toEqual(expect.arrayContaining(['unit', 'person']));

    await zhijin.http.get(`/api/v1/access-explanation?userId=${zhijin.actor.id}&subject=lead&record=${lead.id}`).expect(403); // prettier-ignore
    await ask(zhijin.actor.id, 'lead', 'LD999999').expect(404);
    for (const subject of codesOf('accessSubject'))
      await ask(zhijin.actor.id, subject, lead.organisationId).expect(404);
    // Who may ask, but not see the lead, learns what decides about it and not whose lead it is about.
    const admin = await api.signIn('admin-asks', ['administrator'], 'SZF');
    const blind = await admin.http.get(`/api/v1/access-explanation?userId=${officer.actor.id}&subject=lead&record=${lead.id}`); // prettier-ignore
    expect(blind.body).toMatchObject({ record: { name: null }, read: { isAllowed: true } });
    const kept = await api.owner.sql(`SELECT FROM access_explanation WHERE asked_by_id = $1`, [manager.actor.id]);
    expect(kept).toHaveLength(asked + 2);
    expect((await api.owner.sql(`SELECT FROM audit_entry WHERE table_name = 'access_explanation'`)).length).toBe(asked + 3); // prettier-ignore
  });

  it('says of every other kind of record what the API and the row-level policies say', async () => {
    const manager = await api.signIn('explains', ['manager'], 'SZF');
    const admin = await api.signIn('admin-explains', ['administrator'], 'SZB');
    const people: Readonly<Record<string, Person>> = {
      zhijin,
      officer,
      manager,
      colleague: await api.signIn('zhijin-clerk', ['county_clerk'], 'QX-520524'),
      dafang: await api.signIn('dafang-clerk', ['county_clerk'], 'QX-520521'),
    };
    const post = async ({ http }: Person, path: string, body: object) =>
      (await http.post(`/api/v1${path}`).send(body).expect(201)).body as { id: string; version: number };
    const [held, projectId] = [
      await makeEnterprise(api.owner, { name: '被跟进企业' }),
      await makeProject(api.owner, { name: '被问项目', areaCode: '520524' }),
    ];
    await post(zhijin, '/leads', { enterpriseId: held, projectId, nextStep: '电话', nextStepOn: '2030-01-01' });
    const supply = await post(zhijin, '/resources', { name: '被问的煤', kind: 'mineral', areaCode: '520524', quantityTotal: '100', quantityUnit: '吨' }); // prettier-ignore
    const [{ id: leadOrganisationId }] = await api.owner.sql<{ id: string }>(`SELECT id FROM organisation WHERE code = 'SZB'`); // prettier-ignore
    const campaign = await post(manager, '/survey-campaigns', {
      title: '被问普查', year: 2026, fields: ['resource.mineral'], levels: ['county', 'city'], areaCodes: ['520524'], leadOrganisationId, opensOn: '2026-01-01', dueOn: '2030-01-01',
    }); // prettier-ignore
    await post(manager, `/survey-campaigns/${campaign.id}/move`, { to: 'open', version: campaign.version });
    const cells = await api.owner.sql<{ id: string }>('SELECT id FROM survey_cell WHERE campaign_id = $1 ORDER BY level', [campaign.id]); // prettier-ignore
    const upload = async (path: string) =>
      (await zhijin.http.post(`/api/v1${path}`).attach('file', Buffer.from('资源名称,资源类型,所在地区\n甲,矿产,织金县\n'), '表.csv').expect(201)).body as { id: string }; // prettier-ignore
    const file = (await zhijin.http.post('/api/v1/attachments/files').attach('file', Buffer.from('核查'), '核查.txt').expect(201)).body; // prettier-ignore
    const settings = {
      name: '被问连接', folder: 'asked', sourceName: '甲', sourceKind: 'aggregator', confidence: 'medium', createsEnterprises: true, mapping: [],
      everyMinutes: null, settleSeconds: 0, responsibleId: officer.actor.id, isEnabled: true,
    }; // prettier-ignore
    const connector = await post(admin, '/connectors', settings);
    const one = async (sql: string, values: unknown[]) => (await api.owner.sql<{ id: string }>(sql, values))[0];
    const packageOf = (enterpriseId: string) =>
      one(
        `WITH run AS (INSERT INTO match_run (status, options, algorithm_version, input_snapshot, frozen_at, finished_at) VALUES ('done', '{}', 'v', 'x', now(), now()) RETURNING id),
           covered AS (INSERT INTO match_run_project (run_id, project_id, block_no, position, area_code, name) SELECT id, $1, 0, 0, '520524', '被问项目' FROM run)
         INSERT INTO exchange_package (run_id, project_id, enterprise_id, enterprise_name, gain, value, role_factor, reasons, shown)
           SELECT id, $1, $2, '甲', 1, 1, 1, '{}', '[]' FROM run RETURNING id`,
        [projectId, enterpriseId],
      ); // prettier-ignore
    const unitOf = ({ actor }: Person) => actor.organisationId;
    const gradingOf = async (enterpriseId: string) => {
      await post(zhijin, `/enterprises/${enterpriseId}/gradings`, { grade: 'strong', summary: '全国五百强' });
      return one('SELECT id FROM enterprise_grading WHERE enterprise_id = $1', [enterpriseId]);
    };
    const signal = { enterpriseId: held, kind: 'expansion', title: '二期开工', occurredOn: '2026-01-01', sourceName: '公告' }; // prettier-ignore
    const site = { kind: 'plant', status: 'operating', place: '三塘镇', sourceName: '实地走访' };
    const need = { side: 'resource', relation: 'chain', category: '硅石', words: ['硅'], strength: '1' };
    const records: { subject: string; table?: string; permission?: Permission; path: string; from: { id: string }[] }[] = [
      { subject: 'need', table: 'need_entry', permission: 'need.read', path: '/needs/', from: [await post(manager, '/needs', need)] },
      { subject: 'supply_reservation', permission: 'reservation.read', path: '/reservations/', from: [await post(zhijin, '/reservations', { supplyId: supply.id, projectId, quantity: '5', unit: '吨' })] },
      { subject: 'survey_cell', permission: 'survey.read', path: '/survey-cells/', from: cells },
      { subject: 'exchange_package', permission: 'match.read', path: '/exchange-packages/', from: [await packageOf(held)] },
      { subject: 'enterprise_grading', permission: 'enterprise.read', path: `/enterprises/${held}/grade`, from: [await gradingOf(held)] },
      { subject: 'enterprise_signal', permission: 'enterprise.read', path: `/signals?enterpriseId=${held}`, from: [await post(zhijin, '/signals', signal)] },
      { subject: 'enterprise_site', permission: 'enterprise.read', path: `/enterprises/${held}/sites`, from: [await post(zhijin, `/enterprises/${held}/sites`, site)] },
      { subject: 'industry_chain', permission: 'chain.read', path: '/industry-chains/', from: [await one(`INSERT INTO industry_chain (code, name) VALUES ('BW', '被问链') RETURNING id`, [])] },
      { subject: 'merge_proposal', permission: 'project.read', path: '/merge-proposals/', from: [await one(
        `INSERT INTO merge_proposal (register, own_id, other_id, own_name, own_keeper, other_name, other_keeper, asked_area_code, reason, organisation_id, proposed_by_id)
         VALUES ('project', $1, uuidv7(), '甲', '织金', '乙', '大方', '520521', '像是同一个', $2, $3) RETURNING id`, [projectId, unitOf(zhijin), zhijin.actor.id])] },
      { subject: 'import_batch', permission: 'import.create', path: '/imports/', from: [await upload('/imports?register=resource')] },
      { subject: 'export_record', permission: 'export.create', path: '/exports/', from: [await post(zhijin, '/exports', { register: 'resource', format: 'csv', query: {} })] },
      { subject: 'bulk_edit', path: '/bulk-edits/', from: [await post(zhijin, '/bulk-edits', { register: 'resource', field: 'contactUnit', mode: 'set', value: '县局', ids: [supply.id] })] },
      { subject: 'connector_run', permission: 'connector.read', path: '/connector-runs/', from: [await post(officer, `/connectors/${connector.id}/runs`, { mode: 'preview' })] },
      { subject: 'attachment', permission: 'enterprise.read', path: `/attachments?subject=enterprise&subjectId=${held}`, from: [await post(zhijin, '/attachments', { subject: 'enterprise', subjectId: held, kind: 'report', title: '核查', fileId: file.id })] },
      { subject: 'comment', permission: 'enterprise.read', path: `/comments?subject=enterprise&subjectId=${held}`, from: [await post(zhijin, '/comments', { subject: 'enterprise', subjectId: held, text: '已电话联系' })] },
    ]; // prettier-ignore
    const earlier = ['resource', 'market', 'project', 'enterprise', 'lead', 'funds_line', 'review_packet', 'match_suggestion']; // prettier-ignore
    expect([...earlier, ...records.map(({ subject }) => subject)].toSorted()).toEqual([...codesOf('accessSubject')].toSorted()); // prettier-ignore

    const LEDGER = new Set(['exchange_package', 'supply_reservation']);
    const wall = api.app.get(Database);
    const seen: Record<string, string[]> = {};
    for (const { subject, table = subject, permission, path, from } of records) {
      for (const [name, person] of Object.entries(people)) {
        for (const { id } of from) {
          const { body } = await manager.http.get(`/api/v1/access-explanation?userId=${person.actor.id}&subject=${subject}&record=${id}`).expect(200); // prettier-ignore
          const { body: shown, status } = await person.http.get(`/api/v1${path}${path.endsWith('/') ? id : ''}`);
          const found = path.endsWith('/') ? shown : [shown.items, shown.gradings].flat().find((item) => item?.id === id); // prettier-ignore
          const locks = (lock: string) =>
            wall.actAs(person.actor, () => wall.transaction<unknown[]>((tx) => tx.query(`SELECT FROM ${table} WHERE id = $1 ${lock}`, [id]))); // prettier-ignore
          const isPermitted = permission === undefined || may(person.actor, permission);
          const answer = { subject, name, api: status === 200 && found !== undefined, wall: isPermitted && (await locks('')).length === 1 }; // prettier-ignore
          expect(answer).toEqual({ subject, name, api: body.read.isAllowed, wall: body.read.isAllowed });
          expect({ subject, name, isReasoned: body.read.because.length > 0 || !body.read.isAllowed }).toEqual({ subject, name, isReasoned: true }); // prettier-ignore
          if (body.change.isAllowed) {
            expect({ subject, name, can: Object.values(found.can ?? shown.can).includes(true) }).toEqual({ subject, name, can: true }); // prettier-ignore
            // Packages and reservations are written through the ledger.
            if (!LEDGER.has(subject)) expect({ subject, name, rows: (await locks('FOR UPDATE')).length }).toEqual({ subject, name, rows: 1 }); // prettier-ignore
          }
          if (body.read.isAllowed) (seen[subject] ??= []).push(body.change.isAllowed ? `${name}+` : name);
        }
        const { body: offered } = await admin.http.get(`/api/v1/access-explanation/records?subject=${subject}&q=${from[0].id}`); // prettier-ignore
        const { body: own } = await admin.http.get(`/api/v1/access-explanation?userId=${admin.actor.id}&subject=${subject}&record=${from[0].id}`); // prettier-ignore
        expect({ subject, offered: offered.length }).toEqual({ subject, offered: own.read.isAllowed ? 1 : 0 });
      }
    }
    const [everybody, ofCounty] = [
      ['zhijin', 'officer', 'manager', 'colleague', 'dafang'],
      ['zhijin', 'manager', 'colleague'],
    ];
    const changedBy = (names: string[], ...who: string[]) =>
      names.map((name) => (who.includes(name) ? `${name}+` : name));
    expect(seen).toEqual({
      need: changedBy(everybody, 'manager'),
      industry_chain: changedBy(everybody, 'officer', 'manager'),
      enterprise_grading: changedBy(ofCounty, 'zhijin', 'manager'),
      enterprise_signal: changedBy(ofCounty, 'zhijin', 'colleague'),
      enterprise_site: changedBy(ofCounty, 'zhijin', 'colleague'),
      attachment: changedBy(ofCounty, 'zhijin', 'colleague'),
      comment: changedBy(ofCounty, 'zhijin'),
      supply_reservation: ['zhijin+', 'manager+', 'colleague+'],
      survey_cell: ['zhijin+', 'manager', 'manager', 'colleague+'],
      exchange_package: ['zhijin', 'officer', 'manager', 'colleague'],
      merge_proposal: ['zhijin+', 'officer', 'manager+', 'colleague+', 'dafang+'],
      import_batch: ['zhijin+', 'manager'],
      export_record: ['zhijin'],
      bulk_edit: ['zhijin+'],
      connector_run: ['officer+', 'manager'],
    }); // prettier-ignore
  });
});
