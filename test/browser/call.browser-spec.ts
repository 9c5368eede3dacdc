import { expect, test } from '@playwright/test';
import { signInQuietly } from './people.js';

test('whom to call about a project that is not among the suggestions is told what could be offered, when asked', async ({
  page,
}) => {
  await signInQuietly(page, 'officer');
  const get = async (path: string) => (await page.request.get(`/api/v1/${path}`)).json();
  const [project] = (await get('projects?q=PGA&placement=local')).items;
  const suggested = new Set(
    ((await get(`projects/${project.id}/suggestions?pageSize=100`)).items as { enterprise: { id: string } }[]).map(
      ({ enterprise }) => enterprise.id,
    ),
  );
  const unlisted = ((await get('enterprises?held=none&pageSize=200')).items as { id: string; name: string }[]).find(
    ({ id }) => !suggested.has(id),
  );
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format();
  const made = await page.request.post('/api/v1/leads', {
    data: { enterpriseId: unlisted?.id, projectId: project.id, nextStep: '电话了解意向', nextStepOn: today },
  });
  expect(made.status()).toBe(201);

  await page.goto(`/calls?q=${encodeURIComponent(unlisted?.name ?? '')}`);
  await expect(page.getByText('没有现成的交换条件')).toBeVisible();
  await page.getByRole('button', { name: `为${unlisted?.name}算一算可谈的` }).click();
  await expect(page.getByText('按最近一次匹配现算，没有预留')).toBeVisible({ timeout: 30_000 });
  const offered = page.locator('.call-offers a').first();
  await expect(offered).toHaveAttribute('href', /\/(resources|markets)\/[0-9a-f-]+$/);
});
