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

test('an enterprise two counties follow is merged when the other county has looked and agreed, and parted again', async ({
  page,
  browser,
}) => {
  test.slow();
  await signInQuietly(page, 'zhijin');
  const origin = new URL((await page.request.get('/api/v1/session')).url()).origin;
  const dafang = await (await browser.newContext({ baseURL: origin })).newPage();
  await signInQuietly(dafang, 'dafang');
  const city = await (await browser.newContext({ baseURL: origin })).newPage();
  await signInQuietly(city, 'manager');

  // A real enterprise nobody follows yet, and the same once more with a slip in its name.
  const free = await (
    await page.request.get(`/api/v1/enterprises?held=none&pageSize=100&q=${encodeURIComponent('贵州')}`)
  ).json();
  const own = free.items.find(({ name }: { name: string }) =>
    /^贵州[^股份集团()（）]{5,}(股份)?有限公司$/.test(name),
  ) as {
    id: string;
    name: string;
  };
  const slip = `${own.name.slice(0, 4)}科${own.name.slice(5)}`;
  const made = await dafang.request.post('/api/v1/enterprises', { data: { name: slip } });
  expect(made.status()).toBe(201);
  const other = (await made.json()) as { id: string };
  await scan(city);
  for (const [county, enterpriseId, areaCode] of [[page, own.id, '520524'], [dafang, other.id, '520521']] as const) {
    const { items } = await (await county.request.get(`/api/v1/projects?areaCode=${areaCode}&pageSize=1`)).json();
    const lead = await county.request.post('/api/v1/leads', {
      data: { enterpriseId, projectId: items[0].id, areaCode, nextStep: '电话联系', nextStepOn: '2099-01-01' },
    });
    expect(lead.status()).toBe(201);
  } // prettier-ignore

  await page.goto(`/enterprises/${own.id}`);
  const double = page.locator('.held-double').filter({ hasText: slip });
  await expect(double).toContainText('大方县');
  await double.getByRole('button', { name: '提请合并' }).click();
  await page.getByLabel('原因').fill('同一家企业，名称录错一个字');
  await page.getByRole('dialog').getByRole('button', { name: /^提\s?请$/ }).click(); // prettier-ignore
  await expect(page).toHaveURL(/\/duplicates\/proposals\/[0-9a-f-]{36}$/);
  const address = new URL(page.url()).pathname;

  await dafang.goto('/duplicates/proposals?state=open');
  await dafang.getByRole('link', { name: `查看${own.name}和${slip}` }).click();
  await expect(dafang.getByText('同一家企业，名称录错一个字')).toBeVisible();
  await dafang.getByRole('button', { name: '同意并合并' }).click();
  await expect(dafang.getByText('已合并').first()).toBeVisible();
  await dafang.goto(`/enterprises/${other.id}`);
  await expect(dafang).toHaveURL(new RegExp(`/enterprises/${own.id}`));

  await page.goto(address);
  await page.getByRole('button', { name: '撤销合并' }).click();
  await page.getByLabel('原因').fill('查实是两家企业');
  await page.getByRole('dialog').getByRole('button', { name: '撤销合并' }).click();
  await expect(page.getByText('合并后又撤销').first()).toBeVisible();
  await dafang.goto(`/enterprises/${other.id}`);
  await expect(dafang.getByRole('heading', { name: slip })).toBeVisible();
});
