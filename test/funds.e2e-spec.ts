import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DemonstrationService } from '@lianghuan/crm';
import { Database } from '@lianghuan/platform';
import { type ApiContext, startApi } from './support/api.js';
import { makeEnterprise, makeProject } from './support/records.js';

type Person = Awaited<ReturnType<ApiContext['signIn']>>;

describe('funds, from the bank slip to the progress', () => {
  let api: ApiContext;
  let zhijin: Person;
  let dafang: Person;
  let verifier: Person;
  let manager: Person;
  let projectId: string;
  let slips = 0;

  beforeAll(async () => {
    api = await startApi({ uploadLimitBytes: 50_000 });
    zhijin = await api.signIn('zhijin', ['county_clerk'], 'QX-520524');
    dafang = await api.signIn('dafang', ['county_reviewer'], 'QX-520521');
    verifier = await api.signIn('verifier', ['funds_verifier'], 'TJJ');
    manager = await api.signIn('manager', ['manager'], 'SZF');
    projectId = await makeProject(api.owner, { name: '织金PGA项目', areaCode: '520524' });
  });
  afterAll(() => api.close());

  const upload = (person: Person, content = `回单 ${(slips += 1)}`, name = '银行回单.txt') =>
    person.http
      .post('/api/v1/files')
      .attach('file', Buffer.from(content), { filename: name, contentType: 'text/plain' });
  const file = async (amountCny: string) => {
    const slip = (await upload(zhijin).expect(201)).body;
    const line = {
      areaCode: '520524',
      projectId,
      period: '2023-05',
      kind: 'equity',
      amountCny,
      evidenceFileIds: [slip.id],
    };
    return (await zhijin.http.post('/api/v1/funds-lines').send(line).expect(201)).body;
  };
  const progress = async (person: Person) =>
    (await person.http.get('/api/v1/funds/progress?year=2023').expect(200)).body;

  it('takes a file in whole, with its hash, and gives it back as a download', async () => {
    const slip = await upload(zhijin, '到账通知', '../到账 通知.txt').expect(201);
    expect(slip.body).toMatchObject({ name: '到账 通知.txt', sizeBytes: 12, mediaType: 'text/plain' });
    expect(slip.body.sha256).toMatch(/^[0-9a-f]{64}$/);
    const back = await zhijin.http.get(`/api/v1/files/${slip.body.id}`).expect(200);
    expect(back.text).toBe('到账通知');
    expect(back.headers['content-disposition']).toContain('attachment');
    await dafang.http.get(`/api/v1/files/${slip.body.id}`).expect(404);
    await verifier.http.get(`/api/v1/files/${slip.body.id}`).expect(404);
  });

  it('lets a returned line be filed again with its evidence, and withdraws it in the same step', async () => {
    const line = await file('4000');
    const verdict = { verdict: 'returned', reason: '月份不对', version: line.version };
    await verifier.http.post(`/api/v1/funds-lines/${line.id}/verify`).send(verdict).expect(201);
    const again = {
      areaCode: '520524',
      projectId,
      period: '2023-06',
      kind: 'equity',
      amountCny: '4000',
      evidenceFileIds: line.evidence.map(({ fileId }: { fileId: string }) => fileId),
      replacesId: line.id,
    };
    // The clerk of another county can take nobody's line back.
    await dafang.http
      .post('/api/v1/funds-lines')
      .send({ ...again, areaCode: '520521' })
      .expect(403);
    const filed = (await zhijin.http.post('/api/v1/funds-lines').send(again).expect(201)).body;
    expect(filed).toMatchObject({ replacesId: line.id, period: '2023-06', status: 'filed' });
    const before = (await zhijin.http.get(`/api/v1/funds-lines/${line.id}`).expect(200)).body;
    expect(before).toMatchObject({
      status: 'withdrawn',
      replacedById: filed.id,
      verdictReason: expect.stringContaining(filed.code),
    });
    expect((await zhijin.http.post('/api/v1/funds-lines').send(again).expect(409)).body.code).toBe(
      'FUNDS_STATE_INVALID',
    );
    await zhijin.http
      .post(`/api/v1/funds-lines/${filed.id}/withdraw`)
      .send({ reason: '试验完毕', version: filed.version })
      .expect(201);
  });

  it('says itself what a file is, and refuses what is not what its name says', async () => {
    const page = await zhijin.http
      .post('/api/v1/files')
      .attach('file', Buffer.from('<script>'), { filename: '回单.txt', contentType: 'text/html' })
      .expect(201);
    expect(page.body.mediaType).toBe('text/plain');
    expect((await upload(zhijin, '回单', '回单.pdf').expect(422)).body.code).toBe('FILE_CONTENT_MISMATCH');
    expect((await upload(zhijin, '<script>', '回单.html').expect(422)).body.code).toBe('FILE_TYPE_REFUSED');
  });

  it('refuses a file beyond the limit and a request without one', async () => {
    expect((await upload(zhijin, 'x'.repeat(50_000)).expect(201)).body.sizeBytes).toBe(50_000);
    expect((await upload(zhijin, 'x'.repeat(50_001)).expect(413)).body.code).toBe('FILE_TOO_LARGE');
    expect((await zhijin.http.post('/api/v1/files').send({}).expect(400)).body.code).toBe('VALIDATION_FAILED');
    expect((await upload(manager).expect(403)).body.code).toBe('FORBIDDEN');
  });

  it('moves the dashboard by exactly what the city accepted of a filing (acceptance check 6)', async () => {
    const line = await file('100000000');
    expect((await progress(manager)).receivedCny).toBe('0.00');
    const at = `/api/v1/funds-lines/${line.id}`;
    const verdict = {
      verdict: 'partly_verified',
      verifiedAmountCny: '60000000',
      reason: '其余为借款',
      version: line.version,
    };
    expect((await zhijin.http.post(`${at}/verify`).send(verdict).expect(403)).body.code).toBe('FORBIDDEN');
    await verifier.http.post(`${at}/verify`).send(verdict).expect(201);
    const now = await progress(manager);
    expect(now).toMatchObject({ receivedCny: '60000000.00', filedNotVerifiedCny: '0.00', met: false });
    expect(now.months[4]).toMatchObject({ period: '2023-05', receivedCny: '60000000.00' });
    expect(now.areas).toHaveLength(11);
    expect((await zhijin.http.get(at).expect(200)).body.verdictReason).toBe('其余为借款');
    const list = await manager.http
      .get('/api/v1/funds-lines?counted=true&periodFrom=2023-01&periodTo=2023-12')
      .expect(200);
    expect(list.body.sums.verifiedAmountCny).toBe(now.receivedCny);
  });

  it('is hidden from the county of another area in list, sums, search, progress, audit, by its address and its file’s', async () => {
    const line = await file('5000000');
    const { http } = dafang;
    const list = await http.get('/api/v1/funds-lines?q=PGA').expect(200);
    expect(list.body).toMatchObject({ items: [], total: 0, sums: { amountCny: '0.00' } });
    expect((await http.get(`/api/v1/funds-lines/${line.id}`).expect(404)).body.code).toBe('FUNDS_LINE_NOT_FOUND');
    expect((await http.get(`/api/v1/files/${line.evidence[0].fileId}`).expect(404)).body.code).toBe('FILE_NOT_FOUND');
    expect((await http.get(`/api/v1/audit?noun=funds&id=${line.id}`).expect(404)).body.code).toBe(
      'FUNDS_LINE_NOT_FOUND',
    );
    expect(await progress(dafang)).toMatchObject({ receivedCny: '0.00', filedNotVerifiedCny: '0.00' });
    const promoter = await api.signIn('promoter', ['promotion_officer'], 'TCJ');
    await promoter.http.get('/api/v1/funds-lines').expect(403);
    await promoter.http.get(`/api/v1/files/${line.evidence[0].fileId}`).expect(404);
    // Once filed, the file belongs to its line: who moved away no longer reads it.
    await api.owner.sql(
      `UPDATE app_user SET organisation_id = (SELECT id FROM organisation WHERE code = 'QX-520521') WHERE username = 'zhijin'`,
    );
    await zhijin.http.get(`/api/v1/files/${line.evidence[0].fileId}`).expect(404);
    await api.owner.sql(
      `UPDATE app_user SET organisation_id = (SELECT id FROM organisation WHERE code = 'QX-520524') WHERE username = 'zhijin'`,
    );
  });

  it('is reversed by a negative line, and withdrawn while nobody judged it', async () => {
    const before = (await progress(manager)).receivedCny;
    const line = await file('7000000');
    const verified = (await verifier.http.post(`/api/v1/funds-lines/${line.id}/verify`).send({ verdict: 'verified', version: line.version }).expect(201)).body; // prettier-ignore
    // Money that counts never stands behind a project no list shows.
    const archive = await zhijin.http
      .post(`/api/v1/projects/${projectId}/archive`)
      .send({ reason: '录重了' })
      .expect(409);
    expect(archive.body).toMatchObject({
      code: 'PROJECT_IN_USE',
      details: { open: expect.stringContaining('到位资金') },
    });
    const reversed = (await verifier.http.post(`/api/v1/funds-lines/${line.id}/reverse`).send({ reason: '重复', version: verified.version }).expect(201)).body; // prettier-ignore
    expect(reversed.reversedById).not.toBeNull();
    expect((await progress(manager)).receivedCny).toBe(before);
    const other = await file('8000000');
    const withdrawn = await zhijin.http.post(`/api/v1/funds-lines/${other.id}/withdraw`).send({ reason: '填错', version: other.version }).expect(201); // prettier-ignore
    expect(withdrawn.body.status).toBe('withdrawn');
  });

  it('removes all examples in one action and nothing else, and frees their enterprises', async () => {
    const real = await file('9000000');
    await makeEnterprise(api.owner, { name: '示例要用的企业' });
    await api.owner.sql(`UPDATE enterprise SET industry_codes = '{26}'`);
    await api.owner.sql(`UPDATE project SET industry_codes = '{26}'`);
    const administrator = await api.signIn('administrator', ['administrator'], 'SZB');
    await api.signIn('officer', ['promotion_officer'], 'TCJ');
    await api.owner.sql(
      `UPDATE app_user SET is_demonstration = true WHERE username IN ('zhijin', 'verifier', 'officer', 'manager', 'administrator')`,
    );
    const database = api.app.get(Database);
    const made = await database.asSystem(() =>
      database.transaction((tx) => api.app.get(DemonstrationService).seedExamples(tx)),
    );
    expect(made.leads).toBeGreaterThan(0);
    expect(made.fundsLines).toBeGreaterThan(5);
    const shown = await progress(manager);
    expect(shown.containsExamples).toBe(true);
    const held = await api.owner.sql('SELECT id FROM enterprise WHERE holder_organisation_id IS NOT NULL');
    expect(held).toHaveLength(made.leads);
    const example = (await manager.http.get('/api/v1/funds-lines?q=PGA&sort=-amountCny').expect(200)).body.items[0];
    expect(example).toMatchObject({ isExample: true, note: expect.stringContaining('示例') });
    expect((await manager.http.get(`/api/v1/files/${example.evidence[0].fileId}`).expect(200)).text).toContain(
      '不代表任何真实资金',
    );

    await manager.http.post('/api/v1/demonstration/remove').send({ reason: '正式启用' }).expect(403);
    const removed = await administrator.http
      .post('/api/v1/demonstration/remove')
      .send({ reason: '正式启用' })
      .expect(200);
    expect(removed.body.leads).toBe(made.leads);
    expect(removed.body.files).toBe(made.fundsLines);
    const left = await api.owner.sql<{ table: string; n: number }>(
      `SELECT 'lead' AS table, count(*)::int AS n FROM lead UNION ALL SELECT 'funds', count(*)::int FROM funds_line WHERE is_example
       UNION ALL SELECT 'file', count(*)::int FROM stored_file WHERE created_by_id IS NULL
       UNION ALL SELECT 'held', count(*)::int FROM enterprise WHERE holder_organisation_id IS NOT NULL`,
    );
    expect(left.map(({ n }) => n)).toEqual([0, 0, 0, 0]);
    // Everybody knows their password: closed, but for the one who asked, who changes it first.
    expect(removed.body.accounts).toBe(4);
    await manager.http.get('/api/v1/session').expect(401);
    expect((await administrator.http.get('/api/v1/users').expect(403)).body.code).toBe('PASSWORD_CHANGE_REQUIRED');
    const leader = await api.signIn('leader', ['manager'], 'SZF');
    expect((await leader.http.get(`/api/v1/funds-lines/${real.id}`).expect(200)).body.evidence).toHaveLength(1);
    expect((await progress(leader)).containsExamples).toBe(false);
    const [audited] = await api.owner.sql(
      `SELECT reason, (SELECT username FROM app_user WHERE id = actor_id) AS who FROM audit_entry WHERE table_name = 'lead' AND action = 'DELETE' LIMIT 1`,
    );
    expect(audited).toEqual({ reason: '正式启用', who: 'administrator' });
  });
});
