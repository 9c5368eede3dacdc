import { expect, type Page, test } from '@playwright/test';
import { signInQuietly } from './people.js';

/** Has the registers scanned, as a leader would, and waits for the end of it. */
async function scan(page: Page): Promise<void> {
  await page.request.post('/api/v1/duplicates/scans');
  await expect
    .poll(async () => (await (await page.request.get('/api/v1/duplicates/overview')).json()).scan.status, {
      timeout: 30_000,
    })
    .toBe('done');
}

test('two entries of one plant are found, compared, merged with what hangs on them, and parted again', async ({
  page,
  browser,
}) => {
  await signInQuietly(page, 'zhijin');
  const name = `官寨乡闲置旧酒厂${Date.now() % 10_000}`;
  const list = async (more: object) => {
    const made = await page.request.post('/api/v1/resources', {
      data: { areaCode: '520524', kind: 'idle_asset', quantityTotal: '12000', quantityUnit: '平方米', ...more },
    });
    expect(made.status()).toBe(201);
    return (await made.json()) as { id: string };
  };
  const kept = await list({ name: `织金县${name}`, extra: { buildYear: 1980 } });
  const gone = await list({ name, extra: { buildYear: 1985, bookValueCny: '12500000.00' } });
  const said = await page.request.post('/api/v1/comments', {
    data: { subject: 'resource', subjectId: gone.id, text: '锅炉还能用' },
  });
  expect(said.status()).toBe(201);
  const city = await (await browser.newContext({ baseURL: new URL(said.url()).origin })).newPage();
  await signInQuietly(city, 'manager');
  await scan(city);

  await page.goto(`/duplicates?register=resource&q=${encodeURIComponent(name)}`);
  await page.getByRole('link', { name: /^比较/ }).click();
  // Of the extra fields the one both have is chosen, the one only the other has comes by itself.
  await expect(page.getByRole('row', { name: /账面价值/ })).toContainText('1,250');
  await page.getByRole('radiogroup', { name: '建成年份取哪一个' }).getByText('并入的').click();
  await expect(page.getByText(/评论/).first()).toContainText('1 条转到保留的一条');
  await page.getByRole('button', { name: /^合\s?并$/ }).click();
  await page.getByLabel('原因').fill('同一处旧酒厂，登记了两次');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^合\s?并$/ })
    .click();
  await expect(page).toHaveURL(new RegExp(`/resources/${kept.id}$`));
  await expect(page.getByText('1985', { exact: false }).first()).toBeVisible();
  await expect(page.locator('.comment-text', { hasText: '锅炉还能用' })).toBeVisible();

  await page.goto(`/resources/${gone.id}`);
  await expect(page).toHaveURL(new RegExp(`/resources/${kept.id}`));
  await page.getByRole('button', { name: '撤销合并' }).click();
  await page.getByLabel('原因').fill('是相邻的两处');
  await page.getByRole('dialog').getByRole('button', { name: '撤销合并' }).click();
  await expect(page.getByText('已撤销合并')).toBeVisible();
  await page.goto(`/resources/${gone.id}`);
  await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
  await expect(page.locator('.comment-text', { hasText: '锅炉还能用' })).toBeVisible();
});
