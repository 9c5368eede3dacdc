import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AttachmentView, CommentView, ErrorBody, MentionPage, TimelinePage } from '@lianghuan/contracts';
import type { Actor } from '@lianghuan/platform';
import type TestAgent from 'supertest/lib/agent.js';
import { type ApiContext, startApi } from './support/api.js';
import { makeEnterprise, makeProject } from './support/records.js';

const PATH = '/api/v1';
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

describe('attachments, comments and timeline of a lead, from the outside', () => {
  let api: ApiContext;
  let clerk: TestAgent;
  let colleague: TestAgent;
  let colleagueActor: Actor;
  let other: TestAgent;
  let lead: { subject: 'lead'; subjectId: string };

  beforeAll(async () => {
    api = await startApi({ uploadLimitBytes: 1024 * 1024 });
    ({ http: clerk } = await api.signIn('织金填报', ['county_clerk'], 'QX-520524'));
    ({ http: colleague, actor: colleagueActor } = await api.signIn('织金审核', ['county_reviewer'], 'QX-520524'));
    ({ http: other } = await api.signIn('大方填报', ['county_clerk'], 'QX-520521'));
    const enterpriseId = await makeEnterprise(api.owner, { name: '贵州磷化新材料有限公司' });
    const projectId = await makeProject(api.owner, { name: '磷石膏综合利用', areaCode: '520524' });
    const form = { enterpriseId, projectId, areaCode: '520524', nextStep: '上门拜访', nextStepOn: '2099-01-01' };
    lead = { subject: 'lead', subjectId: (await clerk.post(`${PATH}/leads`).send(form).expect(201)).body.id as string };
  });
  afterAll(() => api.close());

  const upload = (http: TestAgent, name: string, bytes: Buffer) =>
    http.post(`${PATH}/attachments/files`).attach('file', bytes, name);
  const attach = async (name: string, bytes: Buffer) => {
    const file = (await upload(clerk, name, bytes).expect(201)).body as { id: string };
    const body = { ...lead, title: name, kind: 'photo', fileId: file.id };
    const added = (await clerk.post(`${PATH}/attachments`).send(body).expect(201)).body as AttachmentView;
    return { ...added, fileId: file.id, url: `${PATH}/attachments/${added.id}/versions/1` };
  };

  it('hands out bytes by the right of the moment, of the type we know and nothing a browser could run', async () => {
    const photo = await attach('现场.png', PNG);
    const saved = await colleague.get(photo.url).expect(200);
    expect(saved.headers).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(PNG.length),
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    });
    expect(saved.headers['content-disposition']).toMatch(/^attachment; .*filename\*=UTF-8''%E7%8E%B0%E5%9C%BA\.png$/);
    const shown = await colleague.get(`${photo.url}/preview`).expect(200);
    expect(shown.headers['content-disposition']).toMatch(/^inline; /);
    expect(shown.headers['content-security-policy']).toMatch(/^default-src 'none'.*sandbox$/);
    expect(shown.headers['content-type']).toBe('image/png');

    // What says it is a page is sent as text, whatever the sender called it.
    const text = await attach('说明.txt', Buffer.from('<script>alert(1)</script>'));
    const page = await colleague.get(`${text.url}/preview`).expect(200);
    expect([page.headers['content-type'], page.text]).toEqual([
      'text/plain; charset=utf-8',
      '<script>alert(1)</script>',
    ]);

    // By no address, and as nobody.
    for (const url of [photo.url, `${photo.url}/preview`, `${PATH}/files/${photo.fileId}`]) {
      await other.get(url).expect(404);
      await api.anonymous().get(url).expect(401);
    }
    await colleague.get(`${PATH}/attachments/${photo.id}/versions/2`).expect(404);
    await colleague.get(`${PATH}/attachments/${photo.id}/versions/x`).expect(400);
    await clerk.post(`${PATH}/attachments/${photo.id}/withdraw`).send({ reason: '拍错地块' }).expect(201);
    await colleague.get(photo.url).expect(200);
  });

  it('refuses what is too large or not to be attached with a sentence', async () => {
    const refused = async (name: string, bytes: Buffer) => (await upload(clerk, name, bytes)).body as ErrorBody;
    expect(await refused('大图.png', Buffer.concat([PNG, Buffer.alloc(1024 * 1024)]))).toMatchObject({
      code: 'FILE_TOO_LARGE',
      details: { limitMb: 1 },
    });
    expect((await refused('网页.html', Buffer.from('<html>'))).code).toBe('FILE_TYPE_REFUSED');
    expect((await refused('假图.png', Buffer.alloc(300_000, 'x'))).code).toBe('FILE_CONTENT_MISMATCH');
    await clerk.post(`${PATH}/attachments/files`).send({}).expect(400);
  });

  it('calls the one who is mentioned, and tells all of it in the timeline', async () => {
    const body = { ...lead, text: '@织金审核 请核一下报价', mentionIds: [colleagueActor.id] };
    const comment = (await clerk.post(`${PATH}/comments`).send(body).expect(201)).body as CommentView;
    const unread = async () => ((await colleague.get(`${PATH}/mentions/unread`).expect(200)).body as { unread: number }).unread; // prettier-ignore
    expect(await unread()).toBe(1);
    const mine = (await colleague.get(`${PATH}/mentions`).expect(200)).body as MentionPage;
    expect(mine.items[0]).toMatchObject({ ...lead, commentId: comment.id, subjectName: '贵州磷化新材料有限公司' });
    await colleague
      .post(`${PATH}/mentions/read`)
      .send({ commentIds: [comment.id] })
      .expect(201);
    expect(await unread()).toBe(0);
    const { items } = (await colleague.get(`${PATH}/comments/readers`).query({ ...lead, q: '' }).expect(200)).body as { items: { name: string }[] }; // prettier-ignore
    expect(items.map(({ name }) => name)).toEqual(['织金填报']);

    const told = (await clerk.get(`${PATH}/timeline`).query({ ...lead, kind: 'comment,lead' }).expect(200)).body as TimelinePage; // prettier-ignore
    expect(told.items.map(({ event }) => event)).toEqual(['commented', 'lead_reported']);
    expect(told.counts.attachment).toBe(3);
    for (const path of ['timeline', 'comments', 'comments/readers', 'attachments']) {
      await other.get(`${PATH}/${path}`).query(lead).expect(404);
    }
    await clerk
      .get(`${PATH}/timeline`)
      .query({ ...lead, kind: 'nonsense' })
      .expect(400);
  });
});
