import { expect, test } from '@playwright/test';
import { makeSheets } from '../support/workbooks.js';
import { signInQuietly } from './people.js';

test('of a workbook with a sheet for each township one is left out, the rest is written in its own units, and taken back', async ({
  page,
}) => {
  await signInQuietly(page, 'zhijin');
  const mark = Date.now();
  const heading = (unit: string) => ['资源名称', '所在地区', '资源类型', `面积（${unit}）`];
  const row = (name: string) => [`${name}${mark}`, '织金县', '土地与标准地', 2];
  await page.goto('/transfers/imports/new?register=resource');
  await page.locator('input[type=file]').setInputFiles({
    name: '各乡镇.xlsx',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer: await makeSheets([
      { name: '三塘镇', rows: [heading('公顷'), row('三塘一号地')] },
      { name: '以那镇', rows: [heading('公顷'), row('以那一号地'), row('以那二号地')] },
      { name: '官寨乡', rows: [heading('亩'), row('官寨一号地')] },
    ]),
  });
  await page.getByRole('button', { name: '上传并校验' }).click();
  const sheets = page.getByRole('region', { name: '同样表头的工作表' });
  await expect(sheets).toContainText('3 张工作表的表头相同，一并导入', { timeout: 30_000 });
  await expect(page.getByRole('button', { name: '确认写入 4 条' })).toBeVisible();
  await sheets.getByRole('checkbox', { name: /^以那镇/ }).uncheck();
  await sheets.getByRole('button', { name: '按勾选的重新校验' }).click();
  await expect(sheets).toContainText('导入其中勾选的', { timeout: 30_000 });
  await expect(sheets.getByRole('checkbox', { name: /^以那镇/ })).not.toBeChecked();
  await page.getByRole('button', { name: '确认写入 2 条' }).click();
  await expect(page.getByText('已写入：新增 2 条', { exact: false })).toBeVisible({ timeout: 30_000 });

  const stored = async () => {
    const { items } = await (await page.request.get(`/api/v1/resources?q=${mark}&sort=name`)).json();
    return (items as { name: string; quantityTotal: string }[]).map((item) => [item.name, item.quantityTotal]);
  };
  expect(new Map((await stored()) as [string, string][])).toEqual(
    new Map([
      [`三塘一号地${mark}`, '30'],
      [`官寨一号地${mark}`, '2'],
    ]),
  );
  await page.getByRole('button', { name: '撤销整批' }).click();
  await page.getByLabel('原因').fill('以那镇也要一起报');
  await page.getByRole('dialog').getByRole('button', { name: '撤销整批' }).click();
  await expect(page.getByText('撤下新增 2 条', { exact: false })).toBeVisible({ timeout: 30_000 });
  expect(await stored()).toEqual([]);
});
