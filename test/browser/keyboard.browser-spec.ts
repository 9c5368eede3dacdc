import { expect, test, type Page } from '@playwright/test';
import { signInQuietly } from './people.js';

const focused = (page: Page) => page.locator(':focus');

test('every dialog begins in its first field and gives the focus back to what opened it', async ({ page }) => {
  await signInQuietly(page, 'officer');
  const open = async (path: string, name: string | RegExp) => {
    await page.goto(path);
    const opener = page.getByRole('button', { name }).first();
    await opener.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await expect(dialog).toBeVisible();
    await expect(dialog.locator('input:focus, textarea:focus, [role="button"]:focus')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(opener).toBeFocused();
  };
  const { items } = await (await page.request.get('/api/v1/leads?mine=true&status=open&pageSize=1')).json();
  await open(`/leads/${items[0].id}`, '推进阶段');
  await open(`/leads/${items[0].id}`, '记跟进');
  await open(`/leads/${items[0].id}`, '上传附件');
  await open('/match-runs', '新的匹配');
  await open('/', '搜索四库与页面');
});

test('the keyboard goes on in the new page, and Ctrl S saves a record', async ({ page }) => {
  await signInQuietly(page, 'zhijin');
  const name = `键盘厂房${Date.now()}`;
  const made = await page.request.post('/api/v1/resources', {
    data: { name, kind: 'factory_space', areaCode: '520524' },
  });
  const { id } = await made.json();
  await page.goto(`/resources?q=${encodeURIComponent(name)}`);
  await page.getByRole('link', { name }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/resources/${id}$`));
  await expect(page.getByRole('heading', { name })).toBeVisible();
  await expect(focused(page)).toHaveAttribute('id', 'content');
  await page.goto(`/resources/${id}/edit`);
  await page.getByRole('textbox', { name: /^资源名称/ }).fill(`${name}改`);
  await page.keyboard.press('Control+s');
  await expect(page).toHaveURL(new RegExp(`/resources/${id}$`));
  await expect(page.getByRole('heading', { name: `${name}改` })).toBeVisible();
});

test('a button tapped twice does its work once', async ({ page }) => {
  await signInQuietly(page, 'zhijin');
  const name = `双击厂房${Date.now()}`;
  const made = await page.request.post('/api/v1/resources', {
    data: { name, kind: 'factory_space', areaCode: '520524' },
  });
  const { id } = await made.json();
  await page.goto(`/resources/${id}`);
  await page.getByLabel('评论内容').fill('只此一条');
  await page.getByRole('button', { name: '发表', exact: true }).dblclick();
  await expect(page.getByText('只此一条')).toHaveCount(1);
  const comments = await page.request.get(`/api/v1/comments?subject=resource&subjectId=${id}`);
  expect((await comments.json()).items).toHaveLength(1);
});
