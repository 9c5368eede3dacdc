import { readFile } from 'node:fs/promises';
import { expect, type Page, request, test } from '@playwright/test';
import { openWorkbook, textsOf } from '../support/workbooks.js';
import { PASSWORD, signInQuietly } from './people.js';

// Each goes through several pages and a job.
test.slow();

interface Enterprise {
  readonly id: string;
  readonly name: string;
  readonly employeeCount?: number | null;
}

/** Real enterprises of the register nobody follows and nobody counted the employees of. */
async function enterprises(page: Page, atMost: number): Promise<Enterprise[]> {
  const found = await (await page.request.get('/api/v1/enterprises?held=none&pageSize=100')).json();
  return (found.items as Enterprise[]).slice(0, atMost);
}

/** A connector for which the page's person answers, made by who looks after connectors. */
async function makeConnector(page: Page, name: string): Promise<void> {
  const session = await page.request.get('/api/v1/session');
  const { id: responsibleId } = await session.json();
  const admin = await request.newContext({ baseURL: new URL(session.url()).origin });
  await admin.post('/api/v1/session', { data: { username: 'admin', password: PASSWORD } });
  const made = await admin.post('/api/v1/connectors', {
    data: {
      name, folder: `vendor-${Date.now()}`, sourceName: '供应商', sourceKind: 'aggregator', confidence: 'medium', mapping: [],
      createsEnterprises: false, everyMinutes: null, settleSeconds: 0, responsibleId, isEnabled: true,
    },
  }); // prettier-ignore
  expect(made.status()).toBe(201);
  await admin.dispose();
}

/** What a vendor says of how many work where. @param lines name and number */
function vendorFile(lines: readonly string[]) {
  return { name: '供应商.csv', mimeType: 'text/csv', buffer: Buffer.from(`\uFEFF企业名称,员工人数\n${lines.join('\n')}\n`) }; // prettier-ignore
}

test('a published list is pasted, checked line by line, registered and taken back', async ({ page }) => {
  await signInQuietly(page, 'officer');
  const known = await enterprises(page, 3);
  await page.goto('/grades/recognitions');
  await page.getByRole('button', { name: /登记一批/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: '名录' }).click();
  await page.locator('.ant-select-item-option').filter({ hasText: '专精特新' }).first().click();
  const title = `专精特新中小企业名单${Date.now() % 10_000}`;
  await dialog.getByLabel('名单名称').fill(title);
  await dialog.getByLabel('公布的机关和文号').fill('省工业和信息化厅公告2026年第5号');
  const lines = [...known.map(({ name }, i) => `${i + 1}. ${name}`), '4. 贵州查无此家新材料有限公司'];
  await dialog.getByLabel('名单', { exact: true }).fill(lines.join('\n'));
  await dialog.getByRole('button', { name: '核对名单' }).click();

  const results = page.getByRole('region', { name: '逐行结果' });
  await expect(results.getByRole('row').filter({ hasText: '查无此家' })).toContainText('库中没有');
  for (const { name } of known) await expect(results.getByRole('link', { name, exact: true })).toBeVisible();
  await page.getByRole('button', { name: '登记 3 家' }).click();
  await expect(page.getByText('已登记 3 家')).toBeVisible();
  await page.goto(`/enterprises/${known[0].id}`);
  await expect(page.getByText(title).first()).toBeVisible();
  await page.goBack();
  await page.getByRole('button', { name: '撤销整批' }).click();
  await page.getByLabel('原因').fill('名单公示未结束');
  await page.getByRole('dialog').getByRole('button', { name: /^撤\s?销$/ }).click(); // prettier-ignore
  await expect(page.getByText('已撤销：撤下 3 家')).toBeVisible();
});

test('a published list that was stopped is taken up again, and its rows come back with the reasons', async ({
  page,
}) => {
  await signInQuietly(page, 'officer');
  const [known] = await enterprises(page, 1);
  const lists = '/api/v1/recognition-batches';
  const year = 1990 + (Date.now() % 30);
  const upload = async (title: string, lines: readonly string[]) => {
    const about = { list: 'specialised', title, year: String(year), sourceName: '省工业和信息化厅公告', publishedOn: '2026-06-01' }; // prettier-ignore
    const file = { name: '名单.csv', mimeType: 'text/csv', buffer: Buffer.from(`\uFEFF企业名称,年度\n${lines.join('\n')}\n`) }; // prettier-ignore
    const sent = await page.request.post(`${lists}?${new URLSearchParams(about).toString()}`, { multipart: { file } });
    expect(sent.status()).toBe(201);
    return (await sent.json()).id as string;
  };
  // Lists are looked up one after another: behind two long ones the third waits until it is stopped, however fast the machine.
  const long = Array.from({ length: 4_900 }, (_, i) => `贵州查无${i}号建材有限公司,`);
  const before = [await upload('长名单一', long), await upload('长名单二', long)];
  const id = await upload('短名单', [`${known.name},`, '贵州查无此家新材料有限公司,', '贵州没有年份有限公司,甲辰']);
  expect((await page.request.post(`${lists}/${id}/cancel`)).status()).toBe(201);
  await page.goto(`/grades/recognitions/${id}`);
  await expect(page.getByText('已停止核对，没有登记任何称号')).toBeVisible();
  for (const other of before) await page.request.post(`${lists}/${other}/cancel`);
  await page.getByRole('button', { name: '接着核对' }).click();
  await expect(page.getByText('认出 1 家，还没有登记')).toBeVisible({ timeout: 30_000 });
  const results = page.getByRole('region', { name: '逐行结果' });
  await expect(results.getByRole('row').filter({ hasText: '没有年份' })).toContainText('有误');

  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '下载没有登记的行和原因' }).click(),
  ]);
  const [heading, ...rows] = textsOf((await openWorkbook(await readFile(await file.path()))).worksheets[0]);
  expect(heading.slice(0, 4)).toEqual(['企业名称', '年度', '原行号', '原因']);
  expect(rows.map(([name, said, line]) => [name, said, line])).toEqual([
    ['贵州查无此家新材料有限公司', '', '3'],
    ['贵州没有年份有限公司', '甲辰', '4'],
  ]);
  expect(rows.map((row) => row[3])).toEqual(['库中没有', expect.stringMatching(/^年度：/)]);
});

test('what a run wrote of one enterprise is taken back apart, after a look at what that does; the rest stays', async ({
  page,
}) => {
  await signInQuietly(page, 'officer');
  const mark = Date.now() % 100_000;
  const make = async (name: string): Promise<Enterprise> => {
    const made = await page.request.post('/api/v1/enterprises', { data: { name } });
    expect(made.status()).toBe(201);
    return made.json();
  };
  const one = await make(`贵州青岩洞酒业${mark}有限公司`);
  const other = await make(`深圳市海瑞达光电${mark}股份有限公司`);
  const countOf = async ({ id }: Enterprise) =>
    (await (await page.request.get(`/api/v1/enterprises/${id}`)).json()).employeeCount as number | null;
  const name = `乙公司企业数据${mark}`;
  await makeConnector(page, name);
  await page.goto('/connectors');
  const card = page.getByRole('region', { name });
  await card.locator('input[type=file]').setInputFiles(vendorFile([`${one.name},321`, `${other.name},654`]));
  await card.getByRole('button', { name: '现在写入' }).click();
  const rows = page.getByRole('region', { name: '逐行结果' });
  await rows.getByRole('checkbox', { name: `选择${one.name}，以便单独撤销` }).check({ timeout: 30_000 });
  await page.getByRole('button', { name: '撤销这 1 家' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('listitem').filter({ hasText: one.name })).toContainText('恢复原值');
  expect(await countOf(one)).toBe(321);
  await dialog.getByLabel('原因').fill('这家的人数报错了');
  await dialog.getByRole('button', { name: /^撤\s?销$/ }).click(); // prettier-ignore
  await expect(page.getByText('单独撤销 1 家，已完成：恢复原值 1 家', { exact: false })).toBeVisible({ timeout: 30_000 }); // prettier-ignore
  await expect(rows.getByRole('row').filter({ hasText: one.name })).toContainText('这家已单独撤销');
  expect([await countOf(one), await countOf(other)]).toEqual([null, 654]);
  await page.getByRole('button', { name: '撤销这次写入' }).click();
  await dialog.getByLabel('原因').fill('整批不要');
  await dialog.getByRole('button', { name: /^撤\s?销$/ }).click(); // prettier-ignore
  await expect.poll(() => countOf(other), { timeout: 30_000 }).toBeNull();
  expect(await countOf(one)).toBeNull();
});

test("a vendor's file is written, what differs is decided by a person, and both go back with the run", async ({
  page,
}) => {
  await signInQuietly(page, 'officer');
  const [{ id, name }] = await enterprises(page, 1);
  const read = async () => (await page.request.get(`/api/v1/enterprises/${id}`)).json();
  const before = await read();
  // People wrote 100; the vendor says 250.
  const counted = await page.request.patch(`/api/v1/enterprises/${id}`, { data: { version: before.version, employeeCount: 100 } }); // prettier-ignore
  expect(counted.status()).toBe(200);
  const connector = `甲公司企业数据${Date.now() % 100_000}`;
  await makeConnector(page, connector);

  await page.goto('/connectors');
  const card = page.getByRole('region', { name: connector });
  await card.locator('input[type=file]').setInputFiles(vendorFile([`${name},250`]));
  await card.getByRole('button', { name: '现在写入' }).click();
  await page.getByRole('link', { name: /个值与人工填写的不同/ }).click({ timeout: 30_000 });
  const row = page.getByRole('row').filter({ hasText: name });
  await expect(row).toContainText('250');
  await row.getByRole('checkbox').check();
  await page.getByRole('button', { name: /^采用所选/ }).click();
  await page.getByLabel('原因').fill('电话核实');
  await page.getByRole('dialog').getByRole('button', { name: /^采\s?用$/ }).click(); // prettier-ignore
  await expect.poll(async () => (await read()).employeeCount).toBe(250);

  const runId = new URL(page.url()).searchParams.get('runId')?.replaceAll('"', '') ?? '';
  await page.goto(`/connectors/runs/${runId}`);
  await page.getByRole('button', { name: '撤销这次写入' }).click();
  await page.getByLabel('原因').fill('供应商发错了文件');
  await page.getByRole('dialog').getByRole('button', { name: /^撤\s?销$/ }).click(); // prettier-ignore
  await expect.poll(async () => (await read()).employeeCount, { timeout: 30_000 }).toBe(100);
  await page.goto(`/field-proposals?runId=${runId}&state=reverted`);
  await expect(page.getByRole('row').filter({ hasText: name })).toContainText('采用后随运行撤销');
});
