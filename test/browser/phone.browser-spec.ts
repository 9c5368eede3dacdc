import { expect, test } from '@playwright/test';
import { signIn, signInQuietly } from './people.js';

test('an officer signs in on the phone and finds lists that fit the screen', async ({ page }) => {
  await signIn(page, 'officer');
  for (const path of ['/', '/calls', '/projects', '/leads', '/enterprises']) {
    await page.goto(path);
    await page.waitForLoadState('networkidle');
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, `${path} must not scroll sideways`).toBeLessThanOrEqual(390);
  }
});

test('no screen scrolls sideways on the phone', async ({ page }) => {
  await signInQuietly(page, 'manager');
  for (const path of [
    '/',
    '/funds?year=2023',
    '/markets',
    '/resources',
    '/match-runs',
    '/transfers',
    '/chains',
    '/chains?figure=funds',
  ]) {
    await page.goto(path);
    await page.waitForLoadState('networkidle');
    expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390);
    // What scrolls is the content, inside the page.
    const content = page.locator('#content');
    expect(await content.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth), path).toBe(0);
  }
});
