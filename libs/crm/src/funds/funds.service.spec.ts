import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FileFunds, FundsQuery, VerifyFunds } from '@lianghuan/contracts';
import type { Actor } from '@lianghuan/platform';
import { ownerTransaction } from '../../../../test/support/database.js';
import { makeUser } from '../../../../test/support/people.js';
import { makeProject } from '../../../../test/support/records.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { FileService } from '../file/file.service.js';
import { loadTargets } from '../target/load-targets.js';
import { FundsProgressService } from './funds-progress.service.js';
import { FundsModule } from './funds.module.js';
import { FundsService } from './funds.service.js';

const ALL: FundsQuery = { page: 1, pageSize: 200 };

describe('funds', () => {
  let context: ServiceContext;
  let funds: FundsService;
  let progress: FundsProgressService;
  let zhijin: Actor;
  let dafang: Actor;
  let verifier: Actor;
  let manager: Actor;
  let project: string;
  let uploads = 0;
  const as = <T>(actor: Actor, work: () => Promise<T>) => context.database.actAs(actor, work);

  beforeAll(async () => {
    context = await startServices([FundsModule]);
    funds = context.module.get(FundsService);
    progress = context.module.get(FundsProgressService);
    zhijin = await makeUser(context.owner, 'zhijin', ['county_clerk'], 'QX-520524');
    dafang = await makeUser(context.owner, 'dafang', ['county_reviewer'], 'QX-520521');
    verifier = await makeUser(context.owner, 'verifier', ['funds_verifier'], 'TCJ');
    manager = await makeUser(context.owner, 'manager', ['manager'], 'SZF');
    project = await makeProject(context.owner, { name: '织金PGA项目', areaCode: '520524' });
    await ownerTransaction(context.owner, (tx) => loadTargets(tx));
  });
  afterAll(() => context.close());

  const upload = (actor: Actor, content = `凭证 ${(uploads += 1)}`) =>
    as(actor, () =>
      context.module.get(FileService).receive({
        name: '回单.txt',
        mediaType: 'text/plain',
        purpose: 'evidence',
        content: Readable.from([Buffer.from(content)]),
      }),
    );
  const file = async (actor: Actor, changes: Partial<FileFunds> = {}) => {
    const evidence = changes.evidenceFileIds ?? [(await upload(actor)).id];
    return as(actor, () =>
      funds.file({
        areaCode: '520524',
        projectId: project,
        period: '2023-03',
        kind: 'equity',
        amountCny: '100000000',
        ...changes,
        evidenceFileIds: evidence,
      }),
    );
  };
  const verify = (actor: Actor, line: { id: string; version: number }, verdict: Partial<VerifyFunds> = {}) =>
    as(actor, () => funds.verify(line.id, { verdict: 'verified', version: line.version, ...verdict }));
  const received = async (year = 2023) => (await as(manager, () => progress.progress(year))).receivedCny;

  it('are filed with evidence and keep the definition they were filed under', async () => {
    const line = await file(zhijin, { note: '首期注资' });
    expect(line).toMatchObject({
      areaName: '织金县',
      amountCny: '100000000.00',
      verifiedAmountCny: null,
      status: 'filed',
      definitionVersion: 'F1-v1',
      filedByName: 'zhijin',
      evidence: [{ fileName: '回单.txt', sizeBytes: expect.any(Number) }],
      can: { verify: false, withdraw: true, reverse: false },
    });
    expect(line.code).toMatch(/^DW\d{6}$/);
  });

  it.each([
    ['another area', { areaCode: '520521' }, 'AREA_FORBIDDEN'],
    ['the city, which is the sum of its areas', { areaCode: '520500' }, 'UNKNOWN_AREA'],
    ['a month to come', { period: '2999-01' }, 'FUNDS_PERIOD_INVALID'],
    ['no evidence', { evidenceFileIds: [] }, 'FUNDS_EVIDENCE_REQUIRED'],
    ['nothing', { amountCny: '0.00' }, 'VALIDATION_FAILED'],
  ] as const)('refuse %s', async (_what, changes, code) => {
    await expect(file(zhijin, changes as Partial<FileFunds>)).rejects.toMatchObject({ code });
  });

  it('refuse the project of another county', async () => {
    const elsewhere = await makeProject(context.owner, { name: '大方项目', areaCode: '520521' });
    await expect(file(zhijin, { projectId: elsewhere })).rejects.toMatchObject({ code: 'AREA_FORBIDDEN' });
  });

  it('move the progress by exactly what was accepted, with the reason for the county to see (acceptance check 6)', async () => {
    const before = await received();
    const line = await file(zhijin);
    expect(await received()).toBe(before);
    const verified = await verify(verifier, line, {
      verdict: 'partly_verified',
      verifiedAmountCny: '60000000',
      reason: '4000万元为内部往来',
    });
    expect(verified).toMatchObject({
      status: 'partly_verified',
      verifiedAmountCny: '60000000.00',
      verifiedByName: 'verifier',
    });
    expect(BigInt((await received()).replace('.', '')) - BigInt(before.replace('.', ''))).toBe(6_000_000_000n);
    expect(await as(zhijin, () => funds.get(line.id))).toMatchObject({ verdictReason: '4000万元为内部往来' });
  });

  it('are never verified by who filed them, in the service and in the database', async () => {
    const both = await makeUser(context.owner, 'both', ['county_clerk', 'funds_verifier'], 'QX-520524');
    const line = await file(both);
    expect(line.can.verify).toBe(false);
    await expect(verify(both, line)).rejects.toMatchObject({ code: 'FUNDS_SELF_VERIFICATION' });
    await expect(
      context.owner.sql(
        `UPDATE funds_line SET status = 'verified', verified_amount_cny = amount_cny, verified_by_id = filed_by_id, verified_at = now() WHERE id = $1`,
        [line.id],
      ),
    ).rejects.toThrow('funds_line_four_eyes');
    await expect(verify(zhijin, line)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(verify(manager, line)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it.each([
    [
      'more than was filed',
      { verdict: 'partly_verified', verifiedAmountCny: '100000000.01', reason: '理由' },
      'FUNDS_AMOUNT_INVALID',
    ],
    ['zero', { verdict: 'partly_verified', verifiedAmountCny: '0', reason: '理由' }, 'FUNDS_AMOUNT_INVALID'],
    ['a part without saying how much', { verdict: 'partly_verified', reason: '理由' }, 'FUNDS_AMOUNT_INVALID'],
    ['a part without a reason', { verdict: 'partly_verified', verifiedAmountCny: '1' }, 'VALIDATION_FAILED'],
    ['a rejection without a reason', { verdict: 'rejected' }, 'VALIDATION_FAILED'],
    ['full with another amount', { verdict: 'verified', verifiedAmountCny: '1' }, 'FUNDS_AMOUNT_INVALID'],
  ] as const)('refuse a verdict of %s', async (_what, verdict, code) => {
    const line = await file(zhijin);
    await expect(verify(verifier, line, verdict)).rejects.toMatchObject({ code });
  });

  it('refuse amounts outside 0 < verified ≤ amount from any path into the table', async () => {
    const line = await file(zhijin);
    for (const amount of ['0', '-1', '100000000.01']) {
      await expect(
        context.owner.sql(
          `UPDATE funds_line SET status = 'partly_verified', verified_amount_cny = $2, verdict_reason = 'x', verified_by_id = $3, verified_at = now() WHERE id = $1`,
          [line.id, amount, verifier.id],
        ),
      ).rejects.toThrow('funds_line_verified');
    }
  });

  it('do not take the same bank slip twice, and name the line only to those who may see it (acceptance check 5)', async () => {
    const first = await file(zhijin, { evidenceFileIds: [(await upload(zhijin, '同一张回单')).id] });
    await expect(file(zhijin, { evidenceFileIds: [(await upload(zhijin, '同一张回单')).id] })).rejects.toMatchObject({
      code: 'EVIDENCE_DUPLICATE',
      details: { lineCode: first.code },
    });
    const dafangProject = await makeProject(context.owner, { name: '大方另一项目', areaCode: '520521' });
    const elsewhere = { areaCode: '520521', projectId: dafangProject };
    const slip = await upload(dafang, '同一张回单');
    await expect(file(dafang, { ...elsewhere, evidenceFileIds: [slip.id] })).rejects.toMatchObject({
      code: 'EVIDENCE_DUPLICATE',
      details: { lineCode: '其他地区的一笔资金' },
    });
    // Once the line is rejected, the slip may stand where it belongs.
    await verify(verifier, first, { verdict: 'rejected', reason: '非本县资金' });
    expect(await file(dafang, { ...elsewhere, evidenceFileIds: [slip.id] })).toMatchObject({ status: 'filed' });
  });

  it('accept one of two filings of the same slip at the same moment', async () => {
    const a = await upload(zhijin, '抢先回单');
    const b = await upload(zhijin, '抢先回单');
    const outcomes = await Promise.allSettled([a, b].map((slip) => file(zhijin, { evidenceFileIds: [slip.id] })));
    expect(outcomes.map((o) => o.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find((o) => o.status === 'rejected')).toMatchObject({ reason: { code: 'EVIDENCE_DUPLICATE' } });
  });

  it('take no evidence somebody else uploaded', async () => {
    const theirs = await upload(dafang);
    await expect(file(zhijin, { evidenceFileIds: [theirs.id] })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });

  it('are corrected only by reversal, once, and the year comes out right', async () => {
    const before = await received();
    const line = await verify(verifier, await file(zhijin));
    const reversed = await as(verifier, () => funds.reverse(line.id, { reason: '重复申报', version: line.version }));
    expect(reversed).toMatchObject({ status: 'verified', verifiedAmountCny: '100000000.00', can: { reverse: false } });
    const reversal = await as(zhijin, () => funds.get(reversed.reversedById ?? ''));
    expect(reversal).toMatchObject({
      status: 'reversal',
      amountCny: '-100000000.00',
      verifiedAmountCny: '-100000000.00',
      reversalOfId: line.id,
      period: '2023-12',
      note: '重复申报',
    });
    expect(await received()).toBe(before);
    await expect(
      as(verifier, () => funds.reverse(line.id, { reason: '再冲一次', version: reversed.version })),
    ).rejects.toMatchObject({ code: 'FUNDS_STATE_INVALID' });
    const other = await makeUser(context.owner, 'other-verifier', ['funds_verifier'], 'TJJ');
    await expect(
      as(other, () => funds.reverse(reversal.id, { reason: '冲销的冲销', version: reversal.version })),
    ).rejects.toMatchObject({ code: 'FUNDS_STATE_INVALID' });
  });

  it('can be withdrawn by the county until they are recognised', async () => {
    const line = await file(zhijin);
    await expect(as(verifier, () => funds.withdraw(line.id, { reason: '核验员撤回', version: line.version }))).rejects.toMatchObject({ code: 'AREA_FORBIDDEN' }); // prettier-ignore
    const withdrawn = await as(zhijin, () => funds.withdraw(line.id, { reason: '金额有误', version: line.version }));
    expect(withdrawn).toMatchObject({ status: 'withdrawn', verdictReason: '金额有误' });
    await expect(verify(verifier, withdrawn)).rejects.toMatchObject({
      code: 'FUNDS_STATE_INVALID',
      details: { status: '已撤回' },
    });
    const verified = await verify(verifier, await file(zhijin));
    await expect(as(zhijin, () => funds.withdraw(verified.id, { reason: '太晚', version: verified.version }))).rejects.toMatchObject({ code: 'FUNDS_STATE_INVALID' }); // prettier-ignore
  });

  it('of another area are in no list, count, sum, search, export, detail, file or progress', async () => {
    const line = await verify(verifier, await file(zhijin, { note: '只给织金看' }));
    const page = await as(dafang, () => funds.list({ ...ALL, q: '织金' }));
    expect(page).toMatchObject({ items: [], total: 0, sums: { amountCny: '0.00', verifiedAmountCny: '0.00' } });
    expect(await as(dafang, () => funds.count({ ...ALL, areaCode: ['520524'] }))).toBe(0);
    await as(dafang, async () => {
      for await (const block of funds.stream(ALL, 2)) for (const row of block) expect(row.areaCode).toBe('520521');
    });
    await expect(as(dafang, () => funds.get(line.id))).rejects.toMatchObject({ code: 'FUNDS_LINE_NOT_FOUND' });
    const files = context.module.get(FileService);
    await expect(as(dafang, () => files.open(line.evidence[0].fileId))).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
    expect((await as(zhijin, () => files.open(line.evidence[0].fileId))).file.sha256).toBe(line.evidence[0].sha256);
    const theirs = await as(dafang, () => progress.progress(2023));
    expect(theirs).toMatchObject({ target: null, completionShare: null, met: null, areas: [{ areaCode: '520521' }] });
    expect(theirs.receivedCny).toBe('0.00');
  });

  it('outside the definition are kept and verified, but do not count', async () => {
    const before = await received();
    const road = await makeProject(context.owner, {
      name: '县道改造',
      areaCode: '520524',
      projectCategory: 'infrastructure',
    });
    const line = await verify(verifier, await file(zhijin, { projectId: road }));
    expect(line.status).toBe('verified');
    expect(await received()).toBe(before);
    const counted = await as(manager, () =>
      funds.list({ ...ALL, counted: 'true', periodFrom: '2023-01', periodTo: '2023-12' }),
    );
    expect(counted.items.map((row) => row.id)).not.toContain(line.id);
    expect(counted.sums.verifiedAmountCny).toBe(before);
  });

  it('cannot be deleted or rewritten by the application, whoever acts', async () => {
    const line = await file(zhijin);
    const attempt = (sql: string) =>
      context.database.asSystem(() => context.database.transaction((tx) => tx.query(sql, [line.id])));
    expect(await attempt('DELETE FROM funds_line WHERE id = $1 RETURNING id')).toEqual([[], 0]);
    await expect(attempt('UPDATE funds_line SET amount_cny = 1 WHERE id = $1')).rejects.toThrow('permission denied');
    await expect(attempt('UPDATE funds_line SET is_example = true WHERE id = $1')).rejects.toThrow('permission denied');
    await expect(attempt('UPDATE evidence_item SET is_live = false WHERE funds_line_id = $1')).rejects.toThrow(
      'permission denied',
    );
  });
});
