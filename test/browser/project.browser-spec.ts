import { expect, type Page, test } from '@playwright/test';
import { signInQuietly } from './people.js';

const CLERK = 'zhijin';
/** Far enough that no other list is of it. */
const LAND_YEAR = 2090;

/** A project of the clerk's county, made over HTTP where making it is not what is tried. */
async function makeProject(page: Page, name: string, fields: object = {}): Promise<{ id: string; name: string }> {
  const made = await page.request.post('/api/v1/projects', {
    data: { name, placement: 'local', areaCode: '520524', totalInvestmentCny: '500000000', ...fields },
  });
  expect(made.status()).toBe(201);
  return made.json();
}

test('what each funding route gives a project is entered, changed and set beside its total investment', async ({
  page,
}) => {
  await signInQuietly(page, CLERK);
  const { id } = await makeProject(page, `资金渠道项目${Date.now()}`);
  await page.goto(`/projects/${id}/edit`);
  const choose = async (label: string, option: string) => {
    await page.getByRole('combobox', { name: label, exact: true }).click();
    await page.locator('.ant-select-dropdown:visible').getByTitle(option, { exact: true }).click();
  };
  await choose('添加资金渠道', '专项债券');
  const bond = page.getByRole('group', { name: '专项债券', exact: true });
  await bond.getByRole('textbox', { name: '专项债券拟争取' }).fill('20000');
  await choose('添加资金渠道', '银行贷款');
  await page.getByRole('button', { name: /^保\s?存$/ }).click();
  await expect(page).toHaveURL(new RegExp(`/projects/${id}$`));
  const plan = page.locator('table.funding-plan');
  await expect(plan.getByRole('row').filter({ hasText: '专项债券' })).toContainText('2亿元');
  await expect(page.getByText(/还差 3亿元 未安排（有渠道未填金额）/)).toBeVisible();

  await page.goto(`/projects/${id}/edit`);
  await choose('专项债券进展', '已获批');
  await bond.getByRole('textbox', { name: '专项债券已落实' }).fill('15000');
  await page.getByRole('button', { name: '去掉银行贷款' }).click();
  await page.getByRole('button', { name: /^保\s?存$/ }).click();
  await expect(page).toHaveURL(new RegExp(`/projects/${id}$`));
  await expect(plan.getByRole('row').filter({ hasText: '银行贷款' })).toHaveCount(0);
  await expect(page.getByText(/还差 3亿元 未安排；还差 3\.5亿元 未落实/)).toBeVisible();
});

test('a project names the one it goes on from, which shows it in turn, until that is ended with a reason', async ({
  page,
}) => {
  await signInQuietly(page, CLERK);
  const mark = Date.now();
  const first = await makeProject(page, `一期项目${mark}`);
  const second = await makeProject(page, `二期项目${mark}`);
  await page.goto(`/projects/${second.id}`);
  const panel = page.getByRole('region', { name: '接续关系' });
  await panel.getByRole('button', { name: /^添\s?加$/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('前序项目', { exact: true }).click();
  const other = dialog.getByRole('combobox', { name: /^项目/ });
  await other.click();
  await other.fill(first.name);
  await page.locator('.ant-select-item-option').filter({ hasText: first.name }).click();
  await dialog.getByLabel('原因').fill('一期已竣工，二期接着建');
  await dialog.getByRole('button', { name: /^添\s?加$/ }).click();
  await expect(panel).toContainText(`前序项目 ${first.name}`);
  await panel.getByRole('link', { name: first.name }).click();
  await expect(page.getByRole('heading', { name: first.name })).toBeVisible();
  await expect(panel).toContainText(`后续项目 ${second.name}`);
  await panel.getByRole('button', { name: `解除与${second.name}的接续关系` }).click();
  await page.getByRole('dialog').getByLabel('原因').fill('登记错了');
  await page.getByRole('dialog').getByRole('button', { name: /^解\s?除$/ }).click(); // prettier-ignore
  await expect(panel).toContainText('没有登记前序或后续项目');
});

test("a year's land list is kept as a version, and later shows what changed since and between versions", async ({
  page,
}) => {
  await signInQuietly(page, CLERK);
  const mark = Date.now();
  // A run against a server that is kept has years of its own.
  const year = LAND_YEAR + (mark % 10);
  const stays = await makeProject(page, `用地项目甲${mark}`, {
    landYear: year,
    landClass: 'industrial',
    landMu: '100',
  });
  const leaves = await makeProject(page, `用地项目乙${mark}`, { landYear: year, landClass: 'industrial', landMu: '20' }); // prettier-ignore
  const change = async ({ id }: { id: string }, fields: object) => {
    const { version } = await (await page.request.get(`/api/v1/projects/${id}`)).json();
    expect((await page.request.patch(`/api/v1/projects/${id}`, { data: { ...fields, version } })).status()).toBe(200);
  };
  const keep = async (reason: string) => {
    await page.goto(`/projects/land-needs?landYear=${year}`);
    await page.getByRole('button', { name: '存一版织金县清单' }).click();
    await page.getByRole('dialog').getByLabel('原因').fill(reason);
    await page.getByRole('dialog').getByRole('button', { name: /^存\s?档$/ }).click(); // prettier-ignore
    await expect(page.getByText(new RegExp(`已存为${year}年织金县第\\d+版（上报）`))).toBeVisible();
  };
  await keep('首次上报');
  await page.getByRole('link', { name: '织金县第1版（上报）' }).click();
  const difference = page.getByRole('region', { name: '变化' });
  await expect(difference).toContainText('两者没有差别');
  const first = page.url();

  await change(stays, { landMu: '110' });
  await change(leaves, { landYear: null });
  const joins = await makeProject(page, `用地项目丙${mark}`, { landYear: year, landClass: 'industrial', landMu: '3' });
  await page.goto(first);
  await expect(difference).toContainText('用地需求 120 → 113 亩');
  const rowOf = ({ name }: { name: string }) => difference.getByRole('row').filter({ hasText: name });
  await expect(rowOf(stays)).toContainText('100 亩 → 110 亩');
  await expect(rowOf(leaves)).toContainText('移出');
  await expect(rowOf(joins)).toContainText('新增');
  // The version itself keeps what it said.
  const kept = page.getByRole('region', { name: /^存档的项目/ });
  await expect(kept.getByRole('row').filter({ hasText: leaves.name })).toContainText('20');

  await keep('按会议纪要调整');
  await page.getByRole('link', { name: '织金县第2版（上报）' }).click();
  await expect(difference).toContainText('两者没有差别');
  await page.getByRole('combobox', { name: '与哪一版比较' }).click();
  await page.getByTitle('与第1版比较').click();
  await expect(difference.getByRole('row')).toHaveCount(4);
  await expect(difference).toContainText(/用地需求 (120 → 113|113 → 120) 亩/);
});
