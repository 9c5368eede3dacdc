import { expect, test } from '@playwright/test';
import { signIn, signInQuietly } from './people.js';

test.describe.configure({ mode: 'serial' });

let leadPath = '';
let enterpriseName = '';

test('a promotion officer finds 织金PGA项目, sees ten explained suggestions, accepts one and finds the lead', async ({
  page,
}) => {
  await signIn(page, 'officer');
  await page.goto('/projects?q=PGA');
  await page.getByRole('link', { name: '织金PGA项目' }).first().click();
  await page.getByRole('button', { name: /看匹配建议/ }).click();
  await expect(page).toHaveURL(/\/projects\/[0-9a-f-]+\/suggestions/);

  const cards = page.getByRole('article');
  await expect(cards).toHaveCount(10);
  for (let i = 0; i < 10; i += 1) {
    const card = cards.nth(i);
    const open = card.getByRole('button', { name: '打分明细与原文对照' });
    if (await open.isVisible()) await open.click();
    const parts = await card.locator('.contribution-table tbody td:last-child').allInnerTexts();
    const sum = parts.map((text) => Number(text.replace('=', ''))).reduce((a, b) => a + b, 0);
    const score = Number(await card.locator('.suggestion-score strong').innerText());
    expect(parts.length).toBeGreaterThanOrEqual(5);
    expect(sum).toBeCloseTo(score, 6);
    await expect(card.locator('.contribution-table tfoot td').last()).toHaveText(score.toFixed(3));
    await expect(card.getByText('拿什么换')).toBeVisible();
  }

  const first = cards.filter({ has: page.getByRole('button', { name: '采纳', exact: false }) }).first();
  enterpriseName = await first.getByRole('heading', { level: 2 }).innerText();
  await first.locator('.decision-actions button').first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: '采纳并建立线索' }).click();
  await page.getByRole('button', { name: '打开线索' }).click();
  await expect(page).toHaveURL(/\/leads\/[0-9a-f-]+$/);
  leadPath = new URL(page.url()).pathname;

  await page.goto('/leads?mine=true');
  await expect(page.getByRole('link', { name: enterpriseName }).first()).toBeVisible();
});

test('another county sees that lead neither in list, count, search, export nor by its address', async ({ page }) => {
  await signInQuietly(page, 'dafang');
  await page.goto(`/leads?q=${encodeURIComponent(enterpriseName)}`);
  await expect(page.getByText('没有符合条件的线索')).toBeVisible();
  await expect(page.getByRole('link', { name: enterpriseName })).toHaveCount(0);
  await page.goto(leadPath);
  await expect(page.getByText('没有找到该线索，或您无权查看')).toBeVisible();

  const list = await page.request.get(`/api/v1/leads?q=${encodeURIComponent(enterpriseName)}`);
  expect((await list.json()).total).toBe(0);
  const all = await (await page.request.get('/api/v1/leads?pageSize=200')).json();
  expect(JSON.stringify(all)).not.toContain(enterpriseName);

  const asked = await page.request.post('/api/v1/exports', { data: { register: 'lead', format: 'csv', query: {} } });
  expect(asked.ok()).toBe(true);
  const { id } = await asked.json();
  await expect
    .poll(async () => (await (await page.request.get(`/api/v1/exports/${id}`)).json()).status, { timeout: 30_000 })
    .toBe('done');
  const file = await page.request.get(`/api/v1/exports/${id}/file`);
  expect((await file.body()).toString('utf8')).not.toContain(enterpriseName);

  // The enterprise is held now: its name and whom to ask, nothing else.
  const lookup = await (
    await page.request.get(`/api/v1/duplicates/lookup?register=enterprise&name=${encodeURIComponent(enterpriseName)}`)
  ).json();
  expect(lookup.visible).toEqual([]);
  expect(lookup.heldByOthers).toEqual([
    { name: enterpriseName, holder: expect.objectContaining({ organisationName: '毕节市投资促进局' }) },
  ]);
});

test('a suggestion is dismissed only with a reason, and that can be undone', async ({ page }) => {
  await signInQuietly(page, 'officer');
  await page.goto('/projects?q=PGA');
  await page.getByRole('link', { name: '织金PGA项目' }).first().click();
  await page.getByRole('button', { name: /看匹配建议/ }).click();
  const card = page.getByRole('article').nth(1);
  await card.locator('.decision-actions button').nth(1).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: '不采纳' }).click();
  await expect(dialog.getByText('请选择理由')).toBeVisible();
  await dialog.getByText('其他', { exact: true }).click();
  await dialog.getByRole('button', { name: '不采纳' }).click();
  await expect(dialog.getByText('请写明原因，至少两个字')).toBeVisible();
  await dialog.getByText('企业暂无扩产意愿').click();
  await dialog.getByLabel('说明').fill('企业表示两年内无新增产能计划');
  await dialog.getByRole('button', { name: '不采纳' }).click();
  await expect(card.getByText('企业表示两年内无新增产能计划')).toBeVisible();
  await card.getByRole('button', { name: /撤销/ }).click();
  await expect(card.locator('.decision-actions')).toBeVisible();
});
