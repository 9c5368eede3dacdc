import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AddAttachment, AddComment, COMMENT_EDIT_MINUTES, type SubjectRef, TimelineQuery } from '@lianghuan/contracts';
import type { Actor } from '@lianghuan/platform';
import fc from 'fast-check';
import { makeUser } from '../../../../test/support/people.js';
import { makeEnterprise, makeProject } from '../../../../test/support/records.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { AuditModule } from '../audit/audit.module.js';
import { AuditService } from '../audit/audit.service.js';
import { AttachmentModule } from '../attachment/attachment.module.js';
import { AttachmentService } from '../attachment/attachment.service.js';
import { CommentModule } from '../comment/comment.module.js';
import { CommentService } from '../comment/comment.service.js';
import { FileService } from '../file/file.service.js';
import { FundsModule } from '../funds/funds.module.js';
import { LeadModule } from '../lead/lead.module.js';
import { LeadService } from '../lead/lead.service.js';
import { TimelineModule } from '../timeline/timeline.module.js';
import { TimelineService } from '../timeline/timeline.service.js';

const WHO = { page: 1, pageSize: 50 } as const;

describe('what hangs on a record', () => {
  let context: ServiceContext;
  let zhijin: Actor;
  let colleague: Actor;
  let dafang: Actor;
  let manager: Actor;
  let department: Actor;
  let attachments: AttachmentService;
  let comments: CommentService;
  let timeline: TimelineService;
  let project: SubjectRef;
  let lead: SubjectRef;
  let enterprise: SubjectRef;

  beforeAll(async () => {
    context = await startServices([
      AttachmentModule,
      CommentModule,
      TimelineModule,
      AuditModule,
      LeadModule,
      FundsModule,
    ]);
    const { owner, module } = context;
    zhijin = await makeUser(owner, '织金王敏', ['county_clerk'], 'QX-520524');
    colleague = await makeUser(owner, '织金李强', ['county_reviewer'], 'QX-520524');
    dafang = await makeUser(owner, '大方赵刚', ['county_clerk'], 'QX-520521');
    manager = await makeUser(owner, '分管领导', ['manager'], 'SZF');
    department = await makeUser(owner, '发改审核', ['department_reviewer'], 'FGW');
    await makeUser(owner, '银行客户经理', ['bank_user'], 'QX-520524');
    attachments = module.get(AttachmentService);
    comments = module.get(CommentService);
    timeline = module.get(TimelineService);
  });
  afterAll(() => context.close());

  let made = 0;
  beforeEach(async () => {
    made += 1;
    const { owner } = context;
    const projectId = await makeProject(owner, { name: `磷石膏综合利用${made}`, areaCode: '520524' });
    const enterpriseId = await makeEnterprise(owner, { name: `贵州磷化${made}有限公司` });
    project = { subject: 'project', subjectId: projectId };
    enterprise = { subject: 'enterprise', subjectId: enterpriseId };
    const opened = await as(zhijin, () =>
      context.module.get(LeadService).create({ enterpriseId, projectId, areaCode: '520524', nextStep: '上门拜访', nextStepOn: '2099-01-01' }),
    ); // prettier-ignore
    lead = { subject: 'lead', subjectId: opened.id };
  });

  const as = <T>(who: Actor, work: () => Promise<T>) => context.database.actAs(who, work);
  const code = (work: Promise<unknown>) => work.then(() => 'done', (error: { code?: string }) => error.code ?? error); // prettier-ignore
  const upload = (who: Actor, name: string, bytes: Buffer) =>
    as(who, () => attachments.upload({ name, content: Readable.from([bytes], { objectMode: false }) }));
  const pdf = (text: string) => Buffer.from(`%PDF-1.7\n${text}`);
  const attach = async (who: Actor, on: SubjectRef, name = '合同.pdf', bytes = pdf('一')) => {
    const file = await upload(who, name, bytes);
    return as(who, () => attachments.add(AddAttachment.parse({ ...on, title: '合作协议', kind: 'agreement', fileId: file.id }))); // prettier-ignore
  };
  const say = (who: Actor, on: SubjectRef, text: string, mentionIds: (string | null)[] = []) =>
    as(who, () => comments.add(AddComment.parse({ ...on, text, mentionIds })));
  const told = (who: Actor, on: SubjectRef, kind?: TimelineQuery['kind']) =>
    as(who, () => timeline.list({ ...on, ...WHO, kind, subject: on.subject as TimelineQuery['subject'] }));

  it('keeps every version of an attachment with its hash, and hands each out', async () => {
    const { id } = await attach(zhijin, project);
    const next = await upload(zhijin, '合同（盖章）.pdf', pdf('二'));
    const renewed = await as(zhijin, () => attachments.renew(id, { fileId: next.id, note: '补盖章' }));
    expect(renewed.versions.map((v) => [v.no, v.fileName, v.preview, v.note, v.sha256.length])).toEqual([
      [2, '合同（盖章）.pdf', 'pdf', '补盖章', 64],
      [1, '合同.pdf', 'pdf', null, 64],
    ]);
    const bytes = async (no: number) => (await buffer((await as(dafang, () => attachments.open(id, no))).content)).toString(); // prettier-ignore
    expect([await bytes(1), await bytes(2)]).toEqual(['%PDF-1.7\n一', '%PDF-1.7\n二']);
    const same = await upload(zhijin, '又一份.pdf', pdf('二'));
    expect(await code(as(zhijin, () => attachments.renew(id, { fileId: same.id })))).toBe('ATTACHMENT_SAME_CONTENT');
    // Attached once, a file is not attached elsewhere; and nobody attaches what another has uploaded.
    expect(await code(as(zhijin, () => attachments.renew(id, { fileId: next.id })))).toBe('FILE_NOT_FOUND');
    expect(await code(as(colleague, () => attachments.renew(id, { fileId: same.id })))).toBe('FILE_NOT_FOUND');
  });

  it('lets write who may write the record, and change only the unit that added it or the city', async () => {
    const file = await upload(dafang, '别县.pdf', pdf('别县'));
    const add = (who: Actor, on: SubjectRef) => code(as(who, () => attachments.add(AddAttachment.parse({ ...on, title: '附', kind: 'other', fileId: file.id })))); // prettier-ignore
    expect(await add(dafang, project)).toBe('FORBIDDEN');
    expect(await add(dafang, lead)).toBe('LEAD_NOT_FOUND');
    expect(await add(manager, project)).toBe('FORBIDDEN');

    const { id } = await attach(zhijin, project);
    expect(await code(as(dafang, () => attachments.withdraw(id, '想撤')))).toBe('FORBIDDEN');
    expect(await code(as(colleague, () => attachments.withdraw(id, '传错文件')))).toBe('done');
    expect(await code(as(zhijin, () => attachments.withdraw(id, '再撤')))).toBe('ATTACHMENT_WITHDRAWN');
    const second = await attach(zhijin, project);
    expect(await code(as(department, () => attachments.withdraw(second.id, '不属于本项目')))).toBe('done');
    // The database refuses by itself what the service would not ask.
    const insert = `INSERT INTO attachment (project_id, title, kind, organisation_id, created_by_id) VALUES ($1, 'x', 'other', $2, $3)`;
    await expect(as(dafang, () => context.database.transaction((tx) => tx.query(insert, [project.subjectId, dafang.organisationId, dafang.id])))).rejects.toThrow('row-level security'); // prettier-ignore
    await expect(as(zhijin, () => context.database.transaction((tx) => tx.query('DELETE FROM attachment WHERE id = $1', [id])))).rejects.toThrow('permission denied'); // prettier-ignore
  });

  it('shows of a withdrawn attachment title and reason to all, its files to those who keep it', async () => {
    const { id } = await attach(zhijin, project);
    const [fileId] = (await context.owner.sql<{ file_id: string }>('SELECT file_id FROM attachment_version WHERE attachment_id = $1', [id])).map((row) => row.file_id); // prettier-ignore
    await as(zhijin, () => attachments.withdraw(id, '含个人信息'));
    const seen = async (who: Actor) => {
      const { items } = await as(who, () => attachments.list({ ...project, ...WHO }));
      return [
        items[0].withdrawn?.reason,
        items[0].versions.length,
        await code(as(who, () => attachments.open(id, 1))),
        await code(as(who, () => context.module.get(FileService).open(fileId))),
      ];
    };
    expect(await seen(colleague)).toEqual(['含个人信息', 1, 'done', 'done']);
    expect(await seen(dafang)).toEqual(['含个人信息', 0, 'ATTACHMENT_NOT_FOUND', 'FILE_NOT_FOUND']);
  });

  it('takes no file whose kind may not be attached, or that is not what its ending says', async () => {
    const tries: [string, Buffer][] = [
      ['脚本.html', Buffer.from('<script>')], ['图.svg', Buffer.from('<svg/>')], ['无后缀', Buffer.from('x')], ['a.pdf.exe', Buffer.from('MZ')],
      ['假图.png', Buffer.from('<html>')], ['假文本.txt', Buffer.from([0x4d, 0x5a, 0, 0])], ['空.pdf', Buffer.alloc(0)],
    ]; // prettier-ignore
    const answers = await Promise.all(tries.map(([name, bytes]) => code(upload(zhijin, name, bytes))));
    expect(answers).toEqual([...Array<string>(4).fill('FILE_TYPE_REFUSED'), 'FILE_CONTENT_MISMATCH', 'FILE_CONTENT_MISMATCH', 'FILE_EMPTY']); // prettier-ignore
  });

  it('shows texts as UTF-8 whatever Excel wrote, cut where they are long', async () => {
    const gbk = Buffer.from([0xcf, 0xee, 0xc4, 0xbf, 0x2c, 0xcd, 0xf2, 0xd4, 0xaa]); // 项目,万元
    const csv = await attach(zhijin, project, '表.csv', gbk);
    const long = await attach(zhijin, project, '长.txt', Buffer.from('织'.repeat(100_000)));
    const zip = await attach(zhijin, project, '包.zip', Buffer.from('504b030400', 'hex'));
    const shown = async (id: string) => {
      const { mediaType, content, isCut } = await as(dafang, () => attachments.preview(id, 1));
      return { mediaType, isCut, text: (await buffer(content)).toString() };
    };
    expect(await shown(csv.id)).toEqual({ mediaType: 'text/plain; charset=utf-8', isCut: false, text: '项目,万元' });
    const cut = await shown(long.id);
    expect([cut.isCut, /^织+$/.test(cut.text)]).toEqual([true, true]);
    expect(await code(as(dafang, () => attachments.preview(zip.id, 1)))).toBe('FILE_NOT_SHOWN');
  });

  it('shows nothing of a lead to another county: list, count, files, comments, readers, mentions, timeline', async () => {
    const { id } = await attach(zhijin, lead);
    await say(zhijin, lead, '报价不得外传');
    const answers = await Promise.all([
      code(as(dafang, () => attachments.list({ ...lead, ...WHO }))),
      code(as(dafang, () => attachments.open(id, 1))),
      code(as(dafang, () => attachments.preview(id, 1))),
      code(as(dafang, () => attachments.withdraw(id, '想撤'))),
      code(as(dafang, () => comments.list({ ...lead, ...WHO }))),
      code(as(dafang, () => comments.readers({ ...lead }))),
      code(say(dafang, lead, '我也说一句')),
      code(told(dafang, lead)),
    ]);
    expect(answers).toEqual(['LEAD_NOT_FOUND', 'ATTACHMENT_NOT_FOUND', 'ATTACHMENT_NOT_FOUND', 'ATTACHMENT_NOT_FOUND', 'LEAD_NOT_FOUND', 'LEAD_NOT_FOUND', 'LEAD_NOT_FOUND', 'LEAD_NOT_FOUND']); // prettier-ignore
    const rows = await as(dafang, () => context.database.transaction<{ n: number }[]>((tx) =>
      tx.query(`SELECT count(*)::int AS n FROM (SELECT id FROM attachment WHERE lead_id = $1 UNION ALL SELECT id FROM comment WHERE lead_id = $1
        UNION ALL SELECT v.id FROM attachment_version v WHERE v.attachment_id = $2) t`, [lead.subjectId, id]))); // prettier-ignore
    expect(rows).toEqual([{ n: 0 }]);
  });

  it('offers for mentioning exactly those who may read the record, by name or pinyin', async () => {
    const offered = async (who: Actor, on: SubjectRef, q?: string) => (await as(who, () => comments.readers({ ...on, q }))).items.map(({ name }) => name); // prettier-ignore
    expect(await offered(zhijin, project)).toEqual(['织金李强', ...(await offered(zhijin, project)).slice(1)]);
    expect(new Set(await offered(zhijin, project))).toEqual(new Set(['织金李强', '大方赵刚', '分管领导', '发改审核']));
    expect(new Set(await offered(zhijin, lead))).toEqual(new Set(['织金李强', '分管领导']));
    expect([await offered(zhijin, project, 'zhao'), await offered(zhijin, lead, 'zhao'), await offered(zhijin, lead, '李')]).toEqual([['大方赵刚'], [], ['织金李强']]); // prettier-ignore
    expect(await code(say(zhijin, lead, '@大方赵刚 请看', [dafang.id]))).toBe('MENTION_NOT_READER');
  });

  it('asks each reader under the policies themselves, and leaves the actor who he was', async () => {
    const people = [zhijin, colleague, dafang, manager, department];
    const subjects = () => fc.constantFrom(project, lead, enterprise);
    await fc.assert(
      fc.asyncProperty(
        subjects(),
        fc.constantFrom(...people),
        fc.constantFrom(...people),
        async (on, writer, mentioned) => {
          const sees = async (who: Actor) => (await code(as(who, () => comments.list({ ...on, ...WHO })))) === 'done';
          const answer = await code(say(writer, on, '看一下', [mentioned.id]));
          const expected = !(await sees(writer)) ? `${on.subject.toUpperCase()}_NOT_FOUND` : (await sees(mentioned)) ? 'done' : 'MENTION_NOT_READER'; // prettier-ignore
          expect(answer).toBe(expected);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('calls whoever is mentioned until it is read, and no more once he cannot see the record', async () => {
    await as(colleague, () => comments.read(undefined));
    await say(zhijin, lead, '@织金李强 请核报价', [colleague.id, manager.id]);
    const mine = await as(colleague, () => comments.mentions({ ...WHO, unread: true }));
    expect(mine).toMatchObject({ total: 1, unread: 1, items: [{ ...lead, subjectName: `贵州磷化${made}有限公司`, authorName: '织金王敏', readAt: null }] }); // prettier-ignore
    await as(colleague, () => comments.read([mine.items[0].commentId]));
    expect(await as(colleague, () => comments.unread())).toEqual({ unread: 0 });
    expect((await as(manager, () => comments.mentions({ ...WHO }))).items.some(({ subjectId }) => subjectId === lead.subjectId)).toBe(true); // prettier-ignore

    // Given away to another county, the lead takes its comments along.
    const before = (await as(manager, () => comments.unread())).unread;
    await context.owner.sql(`UPDATE lead SET area_code = '520521', owner_id = $2, organisation_id = $3 WHERE id = $1`, [lead.subjectId, dafang.id, dafang.organisationId]); // prettier-ignore
    expect((await as(colleague, () => comments.mentions({ ...WHO }))).items.some(({ subjectId }) => subjectId === lead.subjectId)).toBe(false); // prettier-ignore
    expect((await as(dafang, () => comments.list({ ...lead, ...WHO }))).total).toBe(1);
    expect((await as(manager, () => comments.unread())).unread).toBe(before);
  });

  it('lets an author change a comment for a while and take it back with a trace', async () => {
    const comment = await say(zhijin, project, '请@织金李强 补材料', [colleague.id]);
    expect(comment.can).toEqual({ edit: true, withdraw: true });
    const edited = await as(zhijin, () =>
      comments.edit(comment.id, { text: '请分管领导看', mentionIds: [manager.id ?? ''] }),
    );
    expect([edited.text, edited.editedAt !== null, edited.mentions.map(({ name }) => name)]).toEqual(['请分管领导看', true, ['分管领导']]); // prettier-ignore
    expect(await code(as(colleague, () => comments.edit(comment.id, { text: '改别人的', mentionIds: [] })))).toBe(
      'FORBIDDEN',
    );
    expect(await code(as(colleague, () => comments.withdraw(comment.id)))).toBe('FORBIDDEN');

    await context.owner.sql(`UPDATE comment SET created_at = created_at - make_interval(mins => $2) WHERE id = $1`, [comment.id, COMMENT_EDIT_MINUTES]); // prettier-ignore
    expect(await code(as(zhijin, () => comments.edit(comment.id, { text: '太晚', mentionIds: [] })))).toBe(
      'COMMENT_EDIT_OVER',
    );
    const withdrawn = await as(zhijin, () => comments.withdraw(comment.id));
    expect([withdrawn.text, withdrawn.withdrawnAt !== null, withdrawn.can]).toEqual([null, true, { edit: false, withdraw: false }]); // prettier-ignore
    expect(await code(as(zhijin, () => comments.withdraw(comment.id)))).toBe('COMMENT_WITHDRAWN');
    const kept = await context.owner.sql(`SELECT old_values ->> 'text' AS was FROM audit_entry WHERE table_name = 'comment' AND row_id = $1 AND new_values ? 'withdrawn_at'`, [comment.id]); // prettier-ignore
    expect(kept).toEqual([{ was: '请分管领导看' }]);
    expect((await told(dafang, project, ['comment'])).items.map(({ event, note }) => [event, note])).toEqual([['comment_withdrawn', null]]); // prettier-ignore
  });

  it('tells what happened to a record and to all that is linked to it, each part to those who see it', async () => {
    const leads = context.module.get(LeadService);
    await as(zhijin, () => leads.addActivity(lead.subjectId, { kind: 'visit', happenedOn: '2026-01-05', summary: '看厂房' })); // prettier-ignore
    await attach(zhijin, project);
    await say(department, project, '请补可研');
    await context.owner.sql(
      `INSERT INTO funds_line (code, area_code, project_id, period, kind, amount_cny, definition_version, in_scope, filed_by_id, search_text)
       VALUES ($1, '520524', $2, '2026-01', 'equity', 1000000, '1', true, $3, '')`,
      [`DW-${made}`, project.subjectId, zhijin.id],
    );
    await context.owner.sql(`UPDATE project SET phase = 'early_work' WHERE id = $1`, [project.subjectId]);
    const events = async (who: Actor) => {
      const { items, counts, total } = await told(who, project);
      expect(Object.values(counts).reduce((sum, n) => sum + n, 0)).toBe(total);
      expect(items.map(({ at }) => at)).toEqual(
        items
          .map(({ at }) => at)
          .toSorted()
          .toReversed(),
      );
      return items.map(({ event }) => event).toSorted();
    };
    // Who reads the project reads who changed what of it: the neighbour, the bureau, the clerk.
    const open = ['attached', 'changed', 'commented', 'created'];
    expect(await events(dafang)).toEqual(open);
    expect(await events(zhijin)).toEqual([...open, 'funds_filed', 'lead_followed', 'lead_reported'].toSorted());
    expect(await events(manager)).toEqual([...open, 'funds_filed', 'lead_followed', 'lead_reported'].toSorted());

    const followed = (await told(zhijin, project, ['lead'])).items[0];
    expect(followed).toMatchObject({ event: 'lead_followed', toCode: 'visit', note: '看厂房', actorName: '织金王敏', link: { noun: 'lead', id: lead.subjectId }, changes: null }); // prettier-ignore
    for (const who of [zhijin, dafang, manager, department]) {
      const changed = (await told(who, project, ['change'])).items.find(({ event }) => event === 'changed');
      expect(changed?.changes).toEqual({ phase: ['planned', 'early_work'] });
    }
    // The same from the enterprise's side.
    expect((await told(zhijin, enterprise, ['lead'])).total).toBe(2);
    expect((await told(zhijin, lead)).items.map(({ event }) => event)).toEqual(['lead_followed', 'lead_reported']);
    const page = await as(zhijin, () => timeline.list(TimelineQuery.parse({ ...project, page: 2, pageSize: 4 })));
    expect([page.total, page.items.length]).toEqual([7, 3]);
  });

  it('tells what another unit wrote of an enterprise while it followed it to that unit and the city alone', async () => {
    const write = (who: Actor, note: string) =>
      as(who, () => context.database.transaction((tx) => tx.query('UPDATE enterprise SET note = $2 WHERE id = $1', [enterprise.subjectId, note]))); // prettier-ignore
    await write(zhijin, '拟三月签约');
    await as(zhijin, () => context.module.get(LeadService).close(lead.subjectId, { status: 'lost', reason: '去了外省', version: 1 })); // prettier-ignore
    await write(dafang, '已无意向');
    const notes = async (who: Actor) =>
      (await told(who, enterprise, ['change'])).items.flatMap(({ changes }) =>
        changes?.note ? [changes.note[1]] : [],
      );
    expect(await notes(dafang)).toEqual(['已无意向']);
    for (const who of [zhijin, colleague, department]) expect(await notes(who)).toEqual(['已无意向', '拟三月签约']);
    const reviewer = await makeUser(context.owner, `大方审核${made}`, ['county_reviewer'], 'QX-520521');
    const read = await as(reviewer, () => context.module.get(AuditService).list({ noun: 'enterprise', id: enterprise.subjectId, page: 1, pageSize: 50 })); // prettier-ignore
    expect(JSON.stringify(read)).toContain('已无意向');
    expect(JSON.stringify(read.items.map(({ changes }) => changes.note?.[1]))).not.toContain('拟三月签约');
  });

  it('tells of an enterprise who answers for it, its gradings and its packages, and to another county none of it', async () => {
    const { owner } = context;
    await owner.sql(
      `WITH run AS (INSERT INTO match_run (status, options, algorithm_version, input_snapshot, frozen_at, finished_at, is_current)
         VALUES ('done', '{}', 'test', 'x', now(), now(), true) RETURNING id),
       covered AS (INSERT INTO match_run_project (run_id, project_id, block_no, position, area_code, name, is_current)
         SELECT id, $1, 0, 0, '520524', '磷石膏', true FROM run RETURNING run_id)
       INSERT INTO exchange_package (run_id, project_id, enterprise_id, enterprise_name, role, gain, value, role_factor, reasons, resource, shown)
       SELECT run_id, $1, $2, '磷化', 'middleIsDeveloped', 1, 1, 1, '{}', '{"name":"磷石膏堆场"}', '[]' FROM covered`,
      [project.subjectId, enterprise.subjectId],
    );
    await owner.sql(
      `INSERT INTO enterprise_grading (enterprise_id, grade, basis, summary, state, decided_at, decided_on, reason)
       VALUES ($1, 'strong', 'before', '上年营收 80 亿元', 'approved', now(), current_date, '材料齐全')`,
      [enterprise.subjectId],
    );
    await owner.sql(
      `INSERT INTO enterprise_recognition (enterprise_id, list, title, year, source_name, withdrawn_at, withdraw_reason)
       VALUES ($1, 'specialised', '第三批', 2023, '省工信厅', now() + interval '1 second', '公告更正')`,
      [enterprise.subjectId],
    );
    await owner.sql(
      `INSERT INTO call_snooze (enterprise_id, organisation_id, until, reason, by_id, at) VALUES ($1, $2, '2099-01-01', '年后再谈', $3, now())`,
      [enterprise.subjectId, zhijin.organisationId, zhijin.id],
    );
    // What a unit put off is told to it alone.
    const snoozed = async (who: Actor) =>
      (await told(who, enterprise, ['lead'])).items.filter(({ event }) => event === 'call_snoozed').map(({ name, note }) => [name, note]); // prettier-ignore
    expect(await snoozed(zhijin)).toEqual([['2099-01-01', '年后再谈']]);
    expect(await snoozed(manager)).toEqual([]);
    const events = async (who: Actor, on: SubjectRef) =>
      (await told(who, on, ['relation', 'grading', 'package'])).items.map(({ event, name, fromCode, toCode, note }) => [event, name, fromCode, toCode, note]); // prettier-ignore
    expect((await events(zhijin, enterprise)).toSorted((a, b) => String(a[0]).localeCompare(String(b[0])))).toEqual([
      ['grading_decided', null, 'strong', 'approved', '材料齐全'],
      ['grading_proposed', null, null, 'strong', '上年营收 80 亿元'],
      ['handed_over', '织金王敏', null, null, null],
      ['package_planned', '磷石膏', null, 'middleIsDeveloped', '磷石膏堆场'],
      ['recognition_withdrawn', '第三批', null, 'specialised', '公告更正'],
      ['recognized', '第三批', null, 'specialised', '省工信厅'],
    ]);
    expect(await events(zhijin, project)).toMatchObject([['package_planned', expect.stringContaining('贵州磷化'), null, 'middleIsDeveloped', '磷石膏堆场']]); // prettier-ignore
    expect(await code(told(dafang, enterprise))).toBe('ENTERPRISE_NOT_FOUND');
    expect(await events(dafang, project)).toEqual([]);
  });
});
