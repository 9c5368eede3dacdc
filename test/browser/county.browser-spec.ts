import { expect, test } from '@playwright/test';
import ExcelJS from 'exceljs';
import { UGLY_WRONG, uglyResources } from '../support/workbooks.js';
import { signIn, signInQuietly } from './people.js';

test('a county clerk lists a resource, meets a clear error first, and finds it by its initials', async ({ page }) => {
  await signIn(page, 'zhijin');
  await page.goto('/resources/new');
  await page.getByRole('textbox', { name: /^资源名称/ }).fill('以那镇标准厂房二号楼');
  await page.getByRole('button', { name: /保\s*存/ }).click();
  await expect(page.locator('.ant-form-item-explain-error').first()).toBeVisible();
  await page.getByRole('combobox', { name: /^资源类型/ }).click();
  await page.getByTitle('厂房', { exact: true }).click();
  // The clerk's own county stands there already.
  await expect(page.getByText('织金县', { exact: true }).first()).toBeVisible();
  await page.getByRole('button', { name: /保\s*存/ }).click();
  await expect(page).toHaveURL(/\/resources\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('heading', { name: '以那镇标准厂房二号楼' })).toBeVisible();
  await page.goto('/resources?q=ynzbzcf');
  await expect(page.getByRole('link', { name: '以那镇标准厂房二号楼' })).toBeVisible();
});

test('a county clerk confirms on the home page what is past its validity, and it is valid again', async ({ page }) => {
  await signInQuietly(page, 'zhijin');
  const name = `待复核厂房${Date.now()}`;
  const made = await page.request.post('/api/v1/resources', {
    data: { name, kind: 'factory_space', areaCode: '520524', validUntil: '2000-01-01' },
  });
  const { id } = await made.json();
  await page.goto('/');
  const panel = page.getByRole('region', { name: '待复核' });
  await expect(panel.getByRole('link', { name })).toContainText('已过期');
  await panel.getByRole('button', { name: `仍属实：${name}` }).click();
  await expect(page.getByText(`已复核「${name}」`)).toBeVisible();
  await expect(page.getByRole('link', { name })).toHaveCount(0);
  await page.goto(`/resources/${id}`);
  await expect(page.getByText('有效', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: /仍属实/ })).toHaveCount(0);
});

test('a workbook is checked row by row before anything is written', async ({ page }) => {
  await signInQuietly(page, 'zhijin');
  const csv = [
    '资源名称,资源类型,所在地区,总量,计量单位',
    '官寨乡料石矿,矿产,织金县,120000,吨',
    '大方的地,土地与标准地,大方县,30,亩',
    ',矿产,织金县,1,吨',
  ].join('\r\n');
  await page.goto('/transfers/imports/new?register=resource');
  await page.locator('input[type=file]').setInputFiles({
    name: '资源.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`\uFEFF${csv}`),
  });
  await page.getByRole('button', { name: '上传并校验' }).click();
  await expect(page.getByText('只能操作本地区的数据').first()).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: '确认写入 1 条' }).click();
  await expect(page.getByText('已写入：新增 1 条', { exact: false })).toBeVisible({ timeout: 30_000 });
  const found = await (await page.request.get(`/api/v1/resources?q=${encodeURIComponent('官寨乡料石矿')}`)).json();
  expect(found.total).toBe(1);
  const foreign = await (await page.request.get(`/api/v1/resources?q=${encodeURIComponent('大方的地')}`)).json();
  expect(foreign.total).toBe(0);
});

test('funds filed by a county count only once the city has verified them, and to the yuan', async ({
  page,
  browser,
}) => {
  await signInQuietly(page, 'zhijin');
  const year = new Date().getFullYear();
  const period = `${year}-01`;
  const receivedOf = async (p: typeof page) =>
    (await (await p.request.get(`/api/v1/funds/progress?year=${year}`)).json()).receivedCny as string;
  const upload = await page.request.post('/api/v1/files', {
    multipart: {
      file: { name: '银行回单.pdf', mimeType: 'application/pdf', buffer: Buffer.from(`%PDF-1.4 ${Date.now()}`) },
    },
  });
  const { id: fileId } = await upload.json();
  const projects = await (await page.request.get('/api/v1/projects?q=PGA')).json();
  const filed = await page.request.post('/api/v1/funds-lines', {
    data: {
      areaCode: '520524',
      projectId: projects.items[0].id,
      period,
      kind: 'equity',
      amountCny: '100000000.00',
      evidenceFileIds: [fileId],
    },
  });
  expect(filed.status()).toBe(201);
  const line = await filed.json();

  const city = await (
    await browser.newContext({ baseURL: new URL(page.url() === 'about:blank' ? filed.url() : page.url()).origin })
  ).newPage();
  await signInQuietly(city, 'verifier');
  const before = await receivedOf(city);
  await city.goto(`/funds/lines/${line.id}`);
  await city.getByText('部分认定', { exact: true }).first().click();
  const amount = city.getByRole('textbox', { name: /^认定金额/ });
  await amount.pressSequentially('0.6亿');
  await expect(amount).toBeFocused();
  await expect(city.getByText('60,000,000 元')).toBeVisible();
  await city.getByRole('textbox', { name: '理由' }).fill('回单显示实际到账六千万元');
  await expect(amount).toHaveValue('6000');
  await city.getByRole('button', { name: '提交结论' }).click();
  await city
    .getByRole('dialog')
    .getByRole('button', { name: /^确\s?认$/ })
    .click();
  await expect.poll(() => receivedOf(city)).toBe((Number(before) + 60_000_000).toFixed(2));
  await page.goto(`/funds/lines/${line.id}`);
  await expect(page.getByText('回单显示实际到账六千万元').first()).toBeVisible();
});

test("from a county's ugly workbook to five hundred listed resources, and back again", async ({ page }) => {
  await signInQuietly(page, 'zhijin');
  const counted = async () => (await (await page.request.get('/api/v1/resources/count')).json()).count as number;
  const before = await counted();
  await page.goto('/transfers/imports/new?register=resource');
  await page.locator('input[type=file]').setInputFiles({
    name: '织金县摸底汇总表.xlsx',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer: await uglyResources(500 + UGLY_WRONG),
  });
  await page.getByRole('button', { name: '上传并校验' }).click();
  await page.getByRole('button', { name: '确认写入 500 条' }).click({ timeout: 30_000 });
  await expect(page.getByText('已写入：新增 500 条', { exact: false })).toBeVisible({ timeout: 30_000 });
  await page.getByRole('link', { name: '去资源库' }).click();
  await expect(page.getByText(`共 ${before + 500} 条`, { exact: true })).toBeVisible();
  await page.goBack();
  await page.getByRole('button', { name: '撤销整批' }).click();
  await page.getByLabel('原因').fill('传错了年份');
  await page.getByRole('dialog').getByRole('button', { name: '撤销整批' }).click();
  await expect(page.getByText('撤下新增 500 条', { exact: false })).toBeVisible({ timeout: 60_000 });
  expect(await counted()).toBe(before);
});

test('a table nobody recognises is explained by hand, its near doubles are left out and handed back, and it is undone', async ({
  page,
}) => {
  await signInQuietly(page, 'zhijin');
  // What is said of a heading is kept for the unit: one nobody has said anything of.
  const mark = Date.now();
  const rows = [
    '某年摸底,,',
    `甲栏${mark},乙栏${mark},丙栏${mark}`,
    `石灰石骨料矿${mark},矿产,织金县`,
    `石灰岩骨料矿${mark},矿产,织金县`,
    `丝路标准厂房${mark},厂房,织金县`,
  ];
  await page.goto('/transfers/imports/new?register=resource');
  await page.locator('input[type=file]').setInputFiles({
    name: '没人认得的表.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`\uFEFF${rows.join('\r\n')}`),
  });
  await page.getByRole('button', { name: '上传并校验' }).click();
  await expect(page.getByText('待对应列', { exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('radio', { name: `甲栏${mark}` })).toBeChecked();
  for (const [heading, title] of [
    ['甲栏', '资源名称'],
    ['乙栏', '资源类型'],
    ['丙栏', '所在地区'],
  ]) {
    const column = page.getByRole('combobox', { name: `“${heading}${mark}”是` });
    await column.click();
    await column.fill(title);
    await column.press('Enter');
  }
  await page.getByRole('button', { name: '按此校验' }).click();
  await page.getByRole('button', { name: '全部跳过' }).click({ timeout: 30_000 });
  await expect(page.getByText('疑似重复已跳过 1 行。')).toBeVisible();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '下载跳过的 1 行（含原因）' }).click(),
  ]);
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(await file.path());
  const [sheet] = workbook.worksheets;
  expect(sheet.rowCount).toBe(2);
  const leftOut = [1, 2, 3, 4, 5].map((column) => sheet.getCell(2, column).text).join(' ');
  expect(leftOut).toContain(`石灰岩骨料矿${mark}`);
  expect(leftOut).toContain(`本表第3行“石灰石骨料矿${mark}”`);
  await page.getByRole('button', { name: '确认写入 2 条' }).click();
  await expect(page.getByText('已写入：新增 2 条', { exact: false })).toBeVisible({ timeout: 30_000 });
  const stored = async () => (await (await page.request.get(`/api/v1/resources?q=${mark}`)).json()).total as number;
  expect(await stored()).toBe(2);
  await page.getByRole('button', { name: '撤销整批' }).click();
  await page.getByLabel('原因').fill('试导');
  await page.getByRole('dialog').getByRole('button', { name: '撤销整批' }).click();
  await expect(page.getByText('撤下新增 2 条', { exact: false })).toBeVisible({ timeout: 30_000 });
  expect(await stored()).toBe(0);
  // What was left out is nobody's but the sender's, also of a batch that was taken back.
  await expect(page.getByRole('link', { name: '下载跳过的 1 行（含原因）' })).toBeVisible();
});
