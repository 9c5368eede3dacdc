import { expect, type Page } from '@playwright/test';

/** Password of the demonstration accounts, as `npm start` prints it. */
export const PASSWORD = 'lianghuan-demo';

/** Signs in through the sign-in page, as a person would. */
export async function signIn(page: Page, username: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('用户名').fill(username);
  await page.getByLabel('密码').fill(PASSWORD);
  await page.getByRole('button', { name: /登\s*录/ }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

/** Signs the page's cookie jar in over HTTP, where signing in is not what is tried. */
export async function signInQuietly(page: Page, username: string): Promise<void> {
  const response = await page.request.post('/api/v1/session', { data: { username, password: PASSWORD } });
  expect(response.ok()).toBe(true);
}
