import { expect, type Page, test } from '@playwright/test';
import { signInQuietly } from './people.js';

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

test("a vendor's file is written, what differs is decided by a person, and both go back with the run", async ({
  page,
  browser,
}) => {
  await signInQuietly(page, 'officer');
  const [{ id, name }] = await enterprises(page, 1);
  const read = async () => (await page.request.get(`/api/v1/enterprises/${id}`)).json();
  const before = await read();
  // People wrote 100; the vendor says 250.
  const counted = await page.request.patch(`/api/v1/enterprises/${id}`, { data: { version: before.version, employeeCount: 100 } }); // prettier-ignore
  expect(counted.status()).toBe(200);
  const admin = await (await browser.newContext({ baseURL: new URL(counted.url()).origin })).newPage();
  await signInQuietly(admin, 'admin');
  const mark = Date.now() % 100_000;
  const me = await (await page.request.get('/api/v1/session')).json();
  const made = await admin.request.post('/api/v1/connectors', {
    data: {
      name: `甲公司企业数据${mark}`, folder: `vendor-${mark}`, sourceName: '甲公司', sourceKind: 'aggregator', confidence: 'medium', mapping: [],
      createsEnterprises: false, everyMinutes: null, settleSeconds: 0, responsibleId: me.id, isEnabled: true,
    },
  }); // prettier-ignore
  expect(made.status()).toBe(201);
  await admin.close();

  await page.goto('/connectors');
  const card = page.getByRole('region', { name: `甲公司企业数据${mark}` });
  await card.locator('input[type=file]').setInputFiles({ name: '甲.csv', mimeType: 'text/csv', buffer: Buffer.from(`\uFEFF企业名称,员工人数\n${name},250\n`) }); // prettier-ignore
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
