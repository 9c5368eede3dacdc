import { expect, test } from '@playwright/test';
import { signInQuietly } from './people.js';

const PAGES = [
  '/',
  '/match-runs',
  '/match-runs/limits',
  '/exchange-packages',
  '/calls',
  '/leads',
  '/leads?view=board',
  '/resources',
  '/surveys',
  '/surveys/cells?open=true',
  '/markets',
  '/projects',
  '/reviews',
  '/reviews/conditions',
  '/reserve',
  '/reserve/proposals',
  '/enterprises',
  '/chains',
  '/chains/place?areaCode=520524',
  '/funds?year=2023',
  '/transfers',
  '/connectors',
  '/field-proposals',
  '/access',
];

/** Pages of the menu that few may open, and forms. */
const FURTHER: Readonly<Record<string, readonly string[]>> = {
  zhijin: ['/duplicates', '/duplicates/proposals', '/funds/lines', '/idle-assets', '/parks', '/reservations', '/mentions', '/resources/new', '/transfers/imports/new?register=resource'],
  manager: ['/grades', '/grades/arrivals', '/grades/rules', '/grades/recognitions', '/learning', '/needs', '/projects/linkage'],
  ziran: ['/projects/land-needs'],
  admin: ['/admin', '/admin/extra-fields'],
}; // prettier-ignore

const VISITS = [
  ...['officer', 'zhijin', 'verifier', 'reviewer', 'manager', 'supervisor', 'admin'].map((user) => ['every page', user, PAGES] as const), // prettier-ignore
  ...Object.entries(FURTHER).map(([user, pages]) => ['each further page', user, pages] as const),
];

for (const [which, username, pages] of VISITS) {
  test(`${which} open to ${username} loads without an error`, async ({ page }) => {
    // Two dozen pages, a second each on an idle machine.
    test.slow();
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(String(error)));
    page.on('response', (response) => {
      if (response.status() >= 500) failures.push(`${response.status()} ${response.url()}`);
    });
    await signInQuietly(page, username);
    for (const path of pages) {
      await page.goto(path);
      await page.waitForLoadState('networkidle');
      await expect(page.locator('main')).toBeVisible();
      await expect(page.getByText('系统出错了')).toHaveCount(0);
    }
    expect(failures).toEqual([]);
  });
}

test('a page one may not read says so, and nothing else', async ({ page }) => {
  await signInQuietly(page, 'zhijin');
  for (const path of ['/learning', '/connectors']) {
    await page.goto(path);
    await expect(page.locator('main').getByText('没有权限')).toBeVisible();
    await expect(page.locator('main').getByRole('button')).toHaveCount(0);
  }
});

test('nobody sees a page without signing in', async ({ page }) => {
  await page.goto('/leads');
  await expect(page).toHaveURL(/sign-in/);
});

test('code and lists are sent compressed to whom can unpack them', async ({ page }) => {
  await signInQuietly(page, 'zhijin');
  const shell = await page.request.get('/');
  const [code] = /assets\/index-[^"]+\.js/.exec(await shell.text()) ?? [];
  const encodingOf = async (path: string, accepted: string) =>
    (await page.request.get(path, { headers: { 'accept-encoding': accepted } })).headers()['content-encoding'];
  expect(await encodingOf(`/${code}`, 'gzip, deflate, br')).toBe('br');
  expect(await encodingOf(`/${code}`, 'gzip')).toBe('gzip');
  expect(await encodingOf('/api/v1/enterprises?pageSize=50', 'gzip, deflate, br')).toBe('gzip');
  expect(await encodingOf('/api/v1/enterprises?pageSize=50', 'identity')).toBeUndefined();
});
